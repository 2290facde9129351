"""The section Tier: which tier since when, what counts and what is missing, the review with its outcome, the hold, every change (T9, T11)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import Hairline
from ui.details import Progress
from ui.details_parts import ProgressBar
from ui.details_section import plain_label
from ui.dialogs.parts import IconLine
from ui.sections.parts import EDGE, FiguresRow, FigureText, SectionHead, SectionTable, stacked
from ui.theme import small_font, weighted

COLUMNS = ("day", "from", "to", "cause", "value", "review", "operator", "note")


class _Way(QWidget):
    """The way to the next tier: what is missing, the share, and what keeps the present one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = plain_label("", self)
        self.label.setFont(weighted(self.font(), 500))
        self.bar = ProgressBar(self)
        self.note = plain_label("", self, muted=True)
        self.note.setFont(small_font(self.font()))
        self.note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 14, EDGE, 14)
        column.setSpacing(6)
        for part in (self.label, self.bar, self.note):
            column.addWidget(part)

    def show_way(self, way: Progress | None, note: str) -> None:
        """Show it; at the top there is no way, only the note."""
        self.label.setText(way.label if way is not None else note)
        self.bar.setVisible(way is not None)
        self.bar.set_share(0.0 if way is None else way.share)
        self.note.setText(way.caption if way is not None else "")
        self.note.setVisible(way is not None and bool(way.caption))
        self.setVisible(bool(self.label.text()))
        self.bar.setAccessibleName(self.label.text())


class TierView(QWidget):
    """The section whole. *actions* stand over the history; what the table holds is the owner's model."""

    def __init__(self, model: QAbstractItemModel, actions: Sequence[QAction]) -> None:
        super().__init__()
        self.figures = FiguresRow(self)
        self.way = _Way(self)
        self.hold = QWidget(self)
        self.hold_line = IconLine("hold", "info", "", self.hold)
        row = QHBoxLayout(self.hold)
        row.setContentsMargins(EDGE, 0, EDGE, 14)
        row.addWidget(self.hold_line)
        self.head = SectionHead(_("History"), self)
        self.head.set_actions(actions)
        self.changes = SectionTable(_("History of the tier"), _("No change of tier yet."), self)
        self.changes.set_model(model, COLUMNS)
        stacked(self, self.figures, self.way, self.hold, Hairline(self), self.head, (self.changes, 1))

    def show_standing(self, figures: Sequence[FigureText], way: Progress | None, note: str, hold: str) -> None:
        """Show where the member stands; *hold* is the sentence about a hold, empty without one."""
        self.figures.show_figures(figures)
        self.way.show_way(way, note)
        self.hold.setVisible(bool(hold))
        self.hold_line.label.setText(hold)

    def show_count(self, count: str) -> None:
        """How many changes there are."""
        self.head.set_count(count)
