"""What every section of a page is made of: a row of figures, a head with tools, a table that fills what is left (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import QAbstractItemModel, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui.bars import ToolRow
from ui.controls import ElidedLabel, Hairline
from ui.details_section import ToneLabel, plain_label
from ui.record_table import RecordTable
from ui.theme import digits, panel_font, row_height, small_font, weighted

# The left edge of everything in a section: that of the first column of a table.
EDGE = 14
# A narrower row puts what stands beside its figures below them.
WITH_ASIDE = 720
FEWEST_ROWS = 4


@dataclass(frozen=True)
class FigureText:
    """One figure: what it is above it, the figure, and a small line below. *tone* colours the line: "warn", "bad", "good"."""

    caption: str
    value: str
    note: str = ""
    tone: str = ""


class _FigureCell(QWidget):
    """One figure with its caption above and its line below."""

    def __init__(self, figure: FigureText, parent: QWidget) -> None:
        super().__init__(parent)
        small = small_font(self.font())
        caption = ElidedLabel(figure.caption, self)
        caption.setTextFormat(Qt.TextFormat.PlainText)
        caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        value = plain_label(figure.value, self)
        value.setFont(weighted(digits(panel_font(panel_font(self.font()))), 600))
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(", ".join(part for part in (f"{figure.caption}: {figure.value}", figure.note) if part))
        note: QLabel = ToneLabel(figure.note, figure.tone, self) if figure.tone else plain_label(figure.note, self, muted=True)
        note.setWordWrap(True)
        for label in (caption, note):
            label.setFont(digits(small))
        # The room of the line below is kept, so that all figures of a row stand on one line.
        note.setMinimumHeight(QFontMetrics(small).height())
        note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, EDGE, 0)
        column.setSpacing(1)
        column.addStretch()
        for part in (caption, value, note):
            column.addWidget(part)
        column.addStretch()


class FiguresRow(QWidget):
    """Two to four figures with hairlines between them, and *aside*, a chart say, at their end; in a narrow page below them."""

    def __init__(self, parent: QWidget | None = None, aside: QWidget | None = None) -> None:
        super().__init__(parent)
        self._aside = aside
        self._shown: tuple[FigureText, ...] = ()
        self._cells = QGridLayout()
        self._cells.setSpacing(0)
        self._outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._outer.setContentsMargins(0, 14, 0, 14)
        self._outer.setSpacing(0)
        self._outer.addLayout(self._cells, 3)
        if aside is not None:
            aside.setParent(self)
            self._line = Hairline(self, upright=True)
            self._outer.addWidget(self._line)
            self._outer.addWidget(aside, 3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[FigureText]) -> None:
        """Show these figures."""
        if tuple(figures) == self._shown:
            return
        self._shown = tuple(figures)
        while (item := self._cells.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, figure in enumerate(figures):
            if place:
                self._cells.addWidget(Hairline(self, upright=True), 0, 2 * place - 1)
            self._cells.addWidget(_FigureCell(figure, self), 0, 2 * place)
            self._cells.setColumnStretch(2 * place, 1)

    def texts(self) -> tuple[FigureText, ...]:
        """The figures shown."""
        return self._shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._aside is not None:
            beside = self.width() >= WITH_ASIDE
            self._line.setVisible(beside)
            self._outer.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


class SectionHead(QWidget):
    """The title of a part of a section with its muted count, and its tools at the right; tools give way before the title does.

    *end*: pixels after the last of them, less where that is a button with an edge of its own.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, lined: bool = True, end: int = 8) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(weighted(self.font(), 600))
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.count = ElidedLabel("", self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setFont(digits(self.font()))
        self.count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.count.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.tools = _Tools(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(EDGE, 0, end, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        self._row.addWidget(self.tools, 100)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row, 1)
        if lined:
            column.addWidget(Hairline(self))

    def set_title(self, title: str, count: str = "") -> None:
        """Name the part, with how many or how much stands in it."""
        self.title.setText(title)
        self.set_count(count)

    def set_count(self, count: str) -> None:
        """How many or how much stands in it."""
        self.count.setText(count)
        self.setAccessibleName(f"{self.title.text()}, {count}" if count else self.title.text())

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """The tools of this part, from left to right."""
        self.tools.set_actions(actions)

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget of the part's own (a link, a choice) before the tools."""
        self._row.insertWidget(self._row.count() - 1, widget)

    def sizeHint(self) -> QSize:
        return QSize(240, row_height(self.font()) + 9)


class _Tools(ToolRow):
    """Tools that end at the right edge of the row."""

    def _lay(self) -> None:
        super()._lay()
        shown: list[QWidget] = [each for each in (*self.buttons, self.more) if not each.isHidden()]
        if not shown:
            return
        free = self.width() - max(each.geometry().right() + 1 for each in shown)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            free = -min(each.geometry().left() for each in shown)
        for each in shown:
            each.move(each.x() + free, each.y())


class SortedModel(Protocol):
    """What a section's table asks of its model beyond `ui.roles.RecordModel`: `desktop.lists.model.ListModel` has it."""

    def sort_by(self, key: str, descending: bool) -> None:
        """Order the rows by a column."""


class SectionTable(QStackedWidget):
    """A record table that fills what is left of a section; without rows a sentence stands in its place.

    *table* is there to be used, *least* rows stay in sight in a low window. A click on a header sorts the model; `picked` comes with any
    change of what is selected.
    """

    picked = Signal()

    def __init__(self, name: str, empty: str, parent: QWidget | None = None, *, least: int = FEWEST_ROWS) -> None:
        super().__init__(parent)
        self.table = RecordTable(self)
        self.table.setAccessibleName(name)
        self._empty = QWidget(self)
        self.sentence = plain_label(empty, self._empty, muted=True)
        self.sentence.setWordWrap(True)
        column = QVBoxLayout(self._empty)
        column.setContentsMargins(EDGE, 16, EDGE, 16)
        column.addWidget(self.sentence)
        column.addStretch()
        for part in (self.table, self._empty):
            self.addWidget(part)
        rows = self.table.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(self.table.header.height() + least * rows)
        self.setFocusProxy(self.table)
        self.table.sort_requested.connect(lambda key, descending, _add: self.sort_by(key, descending))
        self.table.selection.changed.connect(self.picked)
        self.table.selection.current_changed.connect(lambda _record: self.picked.emit())

    def sizeHint(self) -> QSize:
        # What is left of the section is given by its stretch; a section that asks for more than there is would scroll as a whole.
        return QSize(240, self.minimumHeight())

    def set_model(self, model: QAbstractItemModel, keys: Sequence[str], sort: tuple[str, bool] | None = None) -> None:
        """Show this model with these columns from left to right, ordered by a column (and whether it descends) at first."""
        self.table.setModel(model)
        self.table.columns.set_usual(tuple(keys))
        model.layoutChanged.connect(self._follow)
        model.modelReset.connect(self._follow)
        if sort is not None:
            self.sort_by(*sort)
        self._follow()

    def sort_by(self, key: str, descending: bool) -> None:
        """Order the rows by a column and mark it in the header."""
        self.table.header.set_sorts([(key, descending)])
        cast("SortedModel", self.table.model()).sort_by(key, descending)

    def say_empty(self, sentence: str) -> None:
        """What is said where there are no rows: nothing yet, or nothing that fits a filter."""
        self.sentence.setText(sentence)

    def chosen(self) -> list[int]:
        """The ids of the selected rows that are shown, in their order; without a selection that of the current one."""
        order = self.table.records.ids_in(0, self.table.row_count - 1)
        selection = self.table.selection
        found = selection.of(order)
        return found or ([selection.current] if selection.current in order and selection.current is not None else [])

    def _follow(self, *_args: object) -> None:
        self.setCurrentWidget(self.table if self.table.row_count else self._empty)


def stacked(parent: QWidget, *parts: QWidget | tuple[QWidget, int]) -> QVBoxLayout:
    """Lay the parts of a section under each other without gaps; a part with a number stretches by it."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        widget, stretch = part if isinstance(part, tuple) else (part, 0)
        column.addWidget(widget, stretch)
    return column


__all__ = ["EDGE", "FigureText", "FiguresRow", "SectionHead", "SectionTable", "stacked"]
