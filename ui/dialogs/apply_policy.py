"""What a changed expiry policy does to points that are there, before it is applied (E5)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from ui.dialogs.parts import IconLine, wrapped
from ui.dialogs.question import Question
from ui.dialogs.sum_lines import SumLine, SumLines


class ApplyPolicy(Question):
    """Ask whether to apply it: *members*, *longer* and *shorter* as figures; True is the answer.

    changes: whether anything would change at all. days: how far ahead a shorter date is at least.
    """

    def __init__(self, members: str, longer: str, shorter: str, *, changes: bool, days: int, parent: QWidget | None = None) -> None:
        super().__init__(_("Apply the expiry policy"), parent=parent)
        self._changes = changes
        self.body.addWidget(wrapped(_("Points that are there keep their dates until the policy is applied to them."), self.content))
        self.lines = SumLines(
            self.content,
            (
                SumLine(_("Members whose points get another date"), members),
                SumLine(_("Points that can be used longer"), longer),
                SumLine(_("Points that end sooner"), shorter, "warn" if shorter != "0" else ""),
            ),
        )
        self.body.addWidget(self.lines)
        sentence = ngettext(
            "A date is never brought nearer than {days} day from today.",
            "A date is never brought nearer than {days} days from today.",
            days,
        ).format(days=days)
        self.body.addWidget(IconLine("calendar", "muted", sentence, self.content, muted=True))
        self.body.addStretch(1)
        self.add_foot(_("Apply the policy") if changes else _("Close"))
        self.cancel_button.setVisible(changes)

    def press(self) -> None:
        """Apply it, or close where nothing would change."""
        if self._changes:
            self.finish(True)
        else:
            self.reject()

    def answer(self) -> bool:
        """To be applied."""
        return True
