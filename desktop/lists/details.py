"""The details of a record in a list, each declared once: how it is shown, typed, checked and read (house.md, *A column is declared once*)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.fields.entries import money_in
from db.fields.kinds import DATE, LINE, LONG_TEXT, NUMBER, Kind
from desktop import problems
from resources.i18n import _
from ui.details import Fact
from ui.form import FieldSpec
from ui.roles import Choice, Editor

if TYPE_CHECKING:
    from db.fields import Manner
    from db.operations.programme import Club

_KINDS = {"line": LINE, "long_text": LONG_TEXT, "number": NUMBER, "date": DATE}
_EDITORS = {"line": "text", "long_text": "long_text", "number": "number", "date": "date", "money": "text", "choice": "choice"}


@dataclass(frozen=True)
class Detail:
    """One detail. kind: "line", "long_text", "number", "date", "money" or "choice".

    choices: stored value and word; the stored one may be a text, an id, a truth or None. hint stands in the empty field.
    """

    key: str
    label: str
    kind: str = "line"
    choices: tuple[tuple[Any, str], ...] = ()
    required: bool = False
    span: int = 1
    hint: str = ""


class Reading:
    """Shows and reads details in the manner and the money of a club."""

    def __init__(self, club: Club, details: Sequence[Detail]) -> None:
        self.manner: Manner = club.manner
        self.currency = club.currency
        self.details = tuple(details)
        self._by_key = {detail.key: detail for detail in details}

    def shown(self, detail: Detail, value: Any) -> str:
        """A value as a person reads it."""
        if detail.kind == "choice":
            return next((word for stored, word in detail.choices if stored == value), "")
        return self._kind(detail).show(value, self.manner)

    def typed(self, detail: Detail, value: Any) -> str:
        """A value as it stands in its field at first."""
        if detail.kind != "choice":
            return self.shown(detail, value)
        return "" if value is None else stored_text(value)

    def read(self, key: str, text: str) -> Any:
        """The value of a typed text; BadValue where it cannot be taken."""
        detail = self._by_key[key]
        if detail.kind == "choice":
            return next((stored for stored, _word in detail.choices if stored is not None and stored_text(stored) == text), None)
        return self._kind(detail).parse(text, self.manner)

    def _kind(self, detail: Detail) -> Kind:
        return money_in(self.currency) if detail.kind == "money" else _KINDS[detail.kind]

    def read_all(self, texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        """The values of typed texts, and a sentence for each that cannot be taken."""
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for key, text in texts.items():
            try:
                values[key] = self.read(key, text)
            except BadValue as problem:
                faults[key] = problems.sentence(problem)
        return values, faults

    def editor(self, detail: Detail) -> Editor:
        """How a detail is typed."""
        choices = tuple(Choice(None if stored is None else stored_text(stored), word) for stored, word in detail.choices)
        return Editor(_EDITORS[detail.kind], choices, self._check(detail.key), detail.hint)

    def _check(self, key: str) -> Callable[[str], str | None]:
        return lambda text: self.read_all({key: text})[1].get(key)

    def facts(self, row: Any) -> tuple[Fact, ...]:
        """The details of a record (any object with them as attributes) for the panel, each to be edited in place."""
        return tuple(self.fact(detail, getattr(row, detail.key)) for detail in self.details)

    def fact(self, detail: Detail, value: Any) -> Fact:
        """One detail for the panel."""
        return Fact(
            detail.key, _(detail.label), self.shown(detail, value), self.editor(detail), self.typed(detail, value),
            span=detail.span, required=detail.required,
        )  # fmt: skip

    def specs(self, typed: Mapping[str, str], usual: Mapping[str, Any]) -> list[FieldSpec]:
        """The fields of a new record, with what an earlier try had typed, else the usual value."""
        return [
            FieldSpec(
                detail.key,
                _(detail.label),
                self.editor(detail),
                typed.get(detail.key, self.typed(detail, usual.get(detail.key))),
                span=detail.span,
                required=detail.required,
            )
            for detail in self.details
        ]


def at_field(refused: BadValue, key: str) -> BadValue:
    """The same refusal, said at a field."""
    return BadValue(refused.template, key=key, **{name: value for name, value in refused.values.items() if name != "key"})


def stored_text(value: Any) -> str:
    """A stored choice as the text that its field holds."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
