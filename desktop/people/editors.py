"""How each field of a person is typed and filtered, made from its one declaration (house.md, *A column is declared once*)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from db.errors import BadValue
from db.fields import BY_KEY, Field, Manner, Value
from db.fields.kinds import Choice as ChoiceKind
from db.people_rules import tidied
from desktop import problems
from resources.i18n import _
from ui.filters import FilterAnswer, FilterSpec
from ui.roles import Choice, Editor

_EDITORS = {
    "text": "text", "long_text": "long_text", "phone": "phone", "email": "email", "date": "date", "partial_date": "date", "choice": "choice", "tags": "tags",
    "number": "number", "code": "text", "country": "text", "language": "text",
}  # fmt: skip
_FILTERS = {
    "text": "text", "long_text": "text", "phone": "phone", "email": "text", "date": "date_range", "partial_date": "day_window", "choice": "choice",
    "tags": "tags",
    "number": "number_range", "code": "code", "country": "text", "language": "text", "time": "date_range",
}  # fmt: skip


def editor_of(field: Field, manner: Manner) -> Editor:
    """How a field is typed, with its check: one sentence for what it cannot take."""
    choices: tuple[Choice, ...] = ()
    if isinstance(field.kind, ChoiceKind):
        choices = (Choice(None, ""), *(Choice(word, _(label)) for word, label in field.kind.choices.items()))
    return Editor(_EDITORS[field.kind.name], choices, checker(field, manner), hint=hint(field, manner))


def checker(field: Field, manner: Manner) -> Callable[[str], str | None]:
    """What is wrong with a text typed into a field, or nothing."""

    def check(text: str) -> str | None:
        try:
            field.kind.parse(text, manner)
        except BadValue as problem:
            return problems.sentence(problem)
        return None

    return check


def hint(field: Field, manner: Manner) -> str:
    """How to write a date, shown in the empty field."""
    if field.kind.name in ("date", "partial_date"):
        return manner.date_pattern.replace("%d", _("dd")).replace("%m", _("mm")).replace("%Y", _("yyyy"))
    return ""


def filter_spec(key: str, choices: Sequence[Choice] = (), check: Callable[[FilterAnswer], str | None] | None = None) -> FilterSpec:
    """How a field is filtered; *choices* are the names of tiers, benefit cards or groups as they stand now, *check* what cannot be asked."""
    field = BY_KEY[key]
    if isinstance(field.kind, ChoiceKind):
        choices = tuple(Choice(word, _(label)) for word, label in field.kind.choices.items())
    kind = _FILTERS[field.kind.name]
    if kind == "tags" and not choices:
        # Words that nobody listed are typed.
        kind = "text"
    return FilterSpec(key, _(field.label), kind, tuple(choices), check)


def typed_text(field: Field, value: Value, manner: Manner) -> str:
    """A value as it stands in its field at first: of a choice as stored, of anything else as a person types it."""
    if value is None:
        return ""
    return str(value) if isinstance(field.kind, ChoiceKind) else field.kind.show(value, manner)


def shown_value(field: Field, value: Value, manner: Manner) -> str:
    """A value as it is read: words of a choice in the window's language."""
    shown = field.kind.show(value, manner)
    return _(shown) if shown and isinstance(field.kind, ChoiceKind) else shown


def parse_all(texts: Mapping[str, str], manner: Manner) -> tuple[dict[str, Value], dict[str, str]]:
    """The values of typed texts, and the sentences about those that cannot be taken."""
    values: dict[str, Value] = {}
    faults: dict[str, str] = {}
    for key, text in texts.items():
        try:
            values[key] = BY_KEY[key].kind.parse(text, manner)
        except BadValue as problem:
            faults[key] = problems.sentence(problem)
    return (tidied(values) if {"first_name", "last_name"} <= values.keys() else values), faults
