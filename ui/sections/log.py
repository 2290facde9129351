"""The section Activity: what happened to a record and what staff wrote about it, latest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.filters import FilterSpec
from ui.roles import Choice
from ui.sections.narrowing import Narrowing
from ui.sections.parts import SectionHead, SectionTable, stacked


class LogView(QWidget):
    """The section whole; what the table holds is the owner's model, what its kinds are the owner says."""

    def __init__(
        self,
        model: QAbstractItemModel,
        columns: Sequence[str],
        kinds: Sequence[Choice],
        tools: Sequence[QAction],
        today: Callable[[], date],
    ) -> None:
        super().__init__()
        self.head = SectionHead(_("Activity"), self)
        self.filters = Narrowing(self.head, today)
        kind = self.filters.add(FilterSpec("kind", _("Kind"), "choice", tuple(kinds)))
        text = self.filters.add(FilterSpec("text", _("Text"), "text"))
        period = self.filters.add(FilterSpec("period", _("Period"), "date_range"))
        self.head.set_actions([kind, text, period, *tools])
        self.table = SectionTable(_("Activity"), "", self)
        self.table.set_model(model, columns, ("time", True))
        stacked(self, self.head, (self.table, 1))

    def show_count(self, count: str) -> None:
        """How much is shown."""
        self.head.set_count(count)
        self.table.say_empty(_("Nothing fits.") if self.filters.is_set() else _("Nothing happened yet."))
