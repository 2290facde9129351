"""Register one or many prospects: what it does, names that differ, records that are joined, and who cannot be registered (P3–P5, P8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from resources.i18n import _, ngettext
from ui.controls import Hairline, LinkButton
from ui.dialogs.parts import Card, IconLine, Who, WhoLine, heading, wrapped
from ui.dialogs.question import Question
from ui.form import FieldSpec, Form

MOST_SHOWN = 4


@dataclass(frozen=True)
class Candidate:
    """One prospect to register. other_name: a name typed now that differs from the record's (P3). joined: names of other
    prospects with the same phone, whose records are joined into this one (P5)."""

    id: int
    who: Who
    other_name: str = ""
    joined: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A prospect who cannot be registered, with the reason; open_id: the member who has the phone already (P4)."""

    name: str
    reason: str
    open_id: int | None = None


@dataclass(frozen=True)
class RegisterAnswer:
    """Who becomes a member. joined: the day as typed. names: by id, "keep" the record's name or "take" the one typed.

    consent: whether the person agrees to news by e-mail; None where several are registered and theirs stays as it is.
    open_id: open this member instead; then nobody is registered.
    """

    ids: tuple[int, ...] = ()
    joined: str = ""
    names: dict[int, Literal["keep", "take"]] = field(default_factory=dict)
    consent: bool | None = None
    open_id: int | None = None


class NameChoice(Card):
    """Two names for one person: the record's stays unless the other is picked (P3)."""

    def __init__(self, on_record: str, typed: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.column.setSpacing(6)
        self.column.addWidget(heading(_("The names differ"), self))
        self.keep = QRadioButton(self)
        self.take = QRadioButton(self)
        self.keep.setChecked(True)
        self._group = QButtonGroup(self)
        lines = ((self.keep, on_record, _("as on record")), (self.take, typed, _("as typed now")))
        for button, name, source in lines:
            shown = button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 250)
            button.setText(_("{name}, {source}").format(name=shown, source=source).replace("&", "&&"))
            button.setToolTip(name)
            self._group.addButton(button)
            self.column.addWidget(button)

    def choice(self) -> Literal["keep", "take"]:
        """Which name was picked."""
        return "take" if self.take.isChecked() else "keep"


class Register(Question):
    """Make prospects members. *effects* say what registering does, one sentence each; *joined* is the field of the day.

    consent: what the one person agreed to so far. Where nobody can be registered, the filled button opens the member who
    has the phone, or closes.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        joined: FieldSpec,
        *,
        effects: Sequence[str] = (),
        refusals: Sequence[Refusal] = (),
        consent: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self._title(candidates), parent=parent)
        self._candidates, self._joined_key = tuple(candidates), joined.key
        self._refusals = tuple(refusals)
        self.names: dict[int, NameChoice] = {}
        self.links: list[LinkButton] = []
        self._show_people()
        if refusals:
            self._show_refusals()
        if candidates:
            for text in (*effects, *self._joins()):
                self.body.addWidget(IconLine("check", "good", text, self.content))
            self.form = Form([joined], parent=self.content)
            self.body.addWidget(self.form)
        self.consent = QCheckBox(_("Agrees to news by e-mail"), self.content)
        self.consent.setChecked(consent)
        self.consent.setVisible(len(candidates) == 1)
        self.body.addWidget(self.consent)
        self.body.addStretch(1)
        self.add_foot(self._action(), hint=self._hint())
        self.cancel_button.setVisible(bool(candidates) or self._member_to_open() is not None)

    @staticmethod
    def _title(candidates: Sequence[Candidate]) -> str:
        return _("Register as member") if len(candidates) < 2 else _("Register as members")

    def _show_people(self) -> None:
        if not self._candidates:
            return
        card = Card(self.content)
        self.body.addWidget(card)
        for candidate in self._candidates[:MOST_SHOWN]:
            if card.column.count():
                card.column.addWidget(Hairline(card))
            card.column.addWidget(WhoLine(candidate.who, card))
        left = len(self._candidates) - MOST_SHOWN
        if left > 0:
            card.column.addWidget(Hairline(card))
            text = ngettext("and {n} more prospect", "and {n} more prospects", left).format(n=left)
            card.column.addWidget(wrapped(text, card, muted=True))
        for candidate in self._candidates:
            if candidate.other_name:
                self.names[candidate.id] = NameChoice(candidate.who.name, candidate.other_name, self.content)
                self.body.addWidget(self.names[candidate.id])

    def _joins(self) -> list[str]:
        """What happens to other prospects with the same phone (P5)."""
        return [
            _("{others} has the same phone; that record is joined into this one.").format(others=other)
            for candidate in self._candidates
            for other in candidate.joined
        ]

    def _show_refusals(self) -> None:
        card = Card(self.content, tone="warn")
        count = len(self._refusals)
        card.column.addWidget(heading(ngettext("{n} cannot be registered", "{n} cannot be registered", count).format(n=count), card))
        for refusal in self._refusals[:MOST_SHOWN]:
            line = IconLine("warning", "warn", f"{refusal.name}: {refusal.reason}", card)
            if refusal.open_id is not None and self._candidates:
                link = LinkButton(_("Open"), line, tone="warn")
                link.setAccessibleName(_("Open the member instead of registering {name}").format(name=refusal.name))
                link.clicked.connect(lambda _on=False, at=refusal.open_id: self.finish(RegisterAnswer(open_id=at)))
                line.row.addWidget(link)
                self.links.append(link)
            card.column.addWidget(line)
        if count > MOST_SHOWN:
            card.column.addWidget(wrapped(ngettext("and {n} more", "and {n} more", count - MOST_SHOWN).format(n=count - MOST_SHOWN), card))
        self.body.addWidget(card)

    def _member_to_open(self) -> int | None:
        return next((refusal.open_id for refusal in self._refusals if refusal.open_id is not None), None)

    def _action(self) -> str:
        count = len(self._candidates)
        if not count:
            return _("Close") if self._member_to_open() is None else _("Open the member")
        if count == 1:
            return _("Register {name}").format(name=self._candidates[0].who.name)
        return ngettext("Register {n} prospect", "Register {n} prospects", count).format(n=count)

    def _hint(self) -> str:
        skipped = len(self._refusals)
        if not skipped or not self._candidates:
            return ""
        return ngettext("{n} is left as it is.", "{n} are left as they are.", skipped).format(n=skipped)

    def press(self) -> None:
        """Register, or where nobody can be registered open the member."""
        if self._candidates:
            super().press()
        elif self._member_to_open() is not None:
            self.finish(RegisterAnswer(open_id=self._member_to_open()))
        else:
            self.reject()

    def answer(self) -> RegisterAnswer:
        """Who becomes a member, and how."""
        form = self.form
        return RegisterAnswer(
            ids=tuple(candidate.id for candidate in self._candidates),
            joined="" if form is None else form.text(self._joined_key),
            names={record: choice.choice() for record, choice in self.names.items()},
            consent=self.consent.isChecked() if len(self._candidates) == 1 else None,
        )
