"""A save that met another desk's change of the same fields: both values shown, nothing lost (A1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import ElidedLabel, Hairline
from ui.dialogs.parts import Card, heading, wrapped
from ui.dialogs.question import WIDE, Question
from ui.theme import digits, small_font, weighted


@dataclass(frozen=True)
class Clash:
    """One field that both changed: as it was, as it is now, and as typed here."""

    label: str
    before: str
    now: str
    mine: str


@dataclass(frozen=True)
class RefusedSaveAnswer:
    """The others' values are taken and what was typed here is dropped; going back to editing gives None."""

    take_theirs: bool


class RefusedSave(Question):
    """Show the fields of *name* that *by* ("Jonas at desk 1") saved at *when* ("10:41") while they were edited here."""

    def __init__(self, name: str, by: str, when: str, clashes: Sequence[Clash], *, parent: QWidget | None = None) -> None:
        super().__init__(_("Save changes"), width=WIDE, parent=parent)
        count = len(clashes)
        sentence = _("{by} saved {name} at {when}, while you were editing. Nothing was saved yet, and nothing of yours is lost.")
        self.body.addWidget(wrapped(sentence.format(by=by, name=name, when=when), self.content))
        self.body.addWidget(heading(ngettext("{n} field differs", "{n} fields differ", count).format(n=count), self.content))
        self.body.addWidget(self._table(clashes))
        self.body.addStretch(1)
        self.add_foot(_("Back to editing"), cancel=_("Take theirs"), hint=_("Taking theirs drops what you typed in these fields."))
        self.cancel_button.clicked.disconnect()
        self.cancel_button.clicked.connect(lambda: self.finish(RefusedSaveAnswer(take_theirs=True)))

    def _table(self, clashes: Sequence[Clash]) -> Card:
        card = Card(self.content)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column, share in enumerate((2, 3, 3, 3)):
            grid.setColumnStretch(column, share)
        heads = (_("Field"), _("Before"), _("Now"), _("Mine"))
        for column, text in enumerate(heads):
            label = ElidedLabel(text, card)
            label.setFont(weighted(small_font(self.font()), 500))
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            grid.addWidget(label, 0, column)
        for at, clash in enumerate(clashes):
            grid.addWidget(Hairline(card), 2 * at + 1, 0, 1, 4)
            for column, text in enumerate((clash.label, clash.before, clash.now, clash.mine)):
                label = ElidedLabel(text, card)
                label.setFont(weighted(digits(self.font()), 400 if column == 1 else 500))
                if column == 1:
                    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
                grid.addWidget(label, 2 * at + 2, column)
        card.column.addLayout(grid)
        return card

    def press(self) -> None:
        """Go back to editing; what was typed is still there."""
        self.reject()
