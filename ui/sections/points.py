"""The section Points: figures with the balance of twelve months, every coming expiry, every entry (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.controls import Hairline
from ui.filters import FilterSpec
from ui.roles import Choice
from ui.sections.chart import Step, StepChart
from ui.sections.narrowing import Narrowing
from ui.sections.parts import FiguresRow, FigureText, SectionHead, SectionTable, stacked
from ui.sections.strip import Segment, SegmentStrip

COLUMNS = ("date", "kind", "points", "balance", "note", "comment", "operator", "reason")


@dataclass(frozen=True)
class Balance:
    """A balance over time: its steps, the months as the table tells them, and the days between which it is drawn."""

    steps: tuple[Step, ...]
    months: tuple[Step, ...]
    first: date
    last: date


class PointsView(QWidget):
    """The section whole. *extend* and *download* are its commands; what the table holds is the owner's model."""

    def __init__(self, model: QAbstractItemModel, extend: QAction, download: QAction, today: Callable[[], date]) -> None:
        super().__init__()
        self.chart = StepChart(_("Balance, last 12 months"), self)
        self.figures = FiguresRow(self, self.chart)
        self.expiry_head = SectionHead(_("Coming expiry"), self, lined=False)
        self.expiry_head.set_actions([extend])
        self.strip = SegmentStrip(_("Coming expiry"), self)
        self.head = SectionHead(_("Entries"), self)
        self.filters = Narrowing(self.head, today)
        kind = self.filters.add(FilterSpec("kind", _("Kind"), "choice"))
        period = self.filters.add(FilterSpec("period", _("Period"), "date_range"))
        self.head.set_actions([kind, period, download])
        self.entries = SectionTable(_("Entries"), "", self)
        self.entries.set_model(model, COLUMNS, ("date", True))
        self._lines = (Hairline(self), Hairline(self))
        stacked(self, self.figures, self._lines[0], self.expiry_head, self.strip, self._lines[1], self.head, (self.entries, 1))

    def set_kinds(self, kinds: Sequence[Choice]) -> None:
        """The kinds that entries can be narrowed to."""
        self.filters.offer("kind", kinds)

    def show_figures(self, figures: Sequence[FigureText], balance: Balance) -> None:
        """Show the figures and the balance beside them."""
        self.figures.show_figures(figures)
        self.chart.show_steps(balance.steps, balance.months, balance.first, balance.last)

    def show_expiry(self, count: str, segments: Sequence[Segment]) -> None:
        """Show every coming expiry; without any the part takes no room."""
        self.expiry_head.set_count(count)
        self.strip.show_segments(segments)
        for part in (self.expiry_head, self.strip, self._lines[1]):
            part.setVisible(bool(segments))

    def show_count(self, count: str) -> None:
        """How many entries are shown."""
        self.head.set_count(count)
        self.entries.say_empty(_("No entry fits.") if self.filters.is_set() else _("No entries yet."))
