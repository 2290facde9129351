"""Selected rows on the move: a badge with how many they are follows the pointer until they are dropped.

Qt's own drags wait in a loop of their own, which this window never does; rows go no further than the window anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from resources.i18n import _
from ui.locales import show_number
from ui.theme import digits, theme_of, weighted

if TYPE_CHECKING:
    from ui.record_table import RecordTable


class DragBadge(QWidget):
    """The number of rows that are dragged, beside the pointer."""

    def __init__(self, count: int, window: QWidget) -> None:
        super().__init__(window)
        self._text = show_number(count)
        self.setFont(weighted(digits(self.font()), 600))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(_("{count} rows are dragged").format(count=self._text))
        metrics = QFontMetrics(self.font())
        self.setFixedSize(QSize(max(metrics.horizontalAdvance(self._text) + 16, 28), metrics.height() + 8))

    def follow(self, place: QPoint) -> None:
        """Stand beside the pointer; *place* is on the screen."""
        window = self.parentWidget()
        if window is not None:
            self.move(window.mapFromGlobal(place) + QPoint(12, 10))
            self.show()
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setPen(QColor(theme.on_accent))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._text)


class RowDrag:
    """Selected rows of a table, from the press on one of them until they are dropped or let go. Places are on the screen."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self._start: QPoint | None = None
        self._badge: DragBadge | None = None

    @property
    def is_lifted(self) -> bool:
        """Whether a press on what is selected may yet become a drag, or has."""
        return self._start is not None

    @property
    def is_carried(self) -> bool:
        """Whether rows are on the move."""
        return self._badge is not None

    def lift(self, place: QPoint) -> None:
        """A press on a selected row."""
        self._start = place

    def carry(self, place: QPoint) -> None:
        """Follow the pointer, once it has moved far enough to drag."""
        table = self._table
        if self._badge is None and self._start is not None and (place - self._start).manhattanLength() >= QApplication.startDragDistance():
            self._badge = DragBadge(table.selection.count(table.row_count), table.window())
        if self._badge is not None:
            self._badge.follow(place)
            table.rows_dragged.emit(place)

    def put_down(self) -> None:
        """A release without a drag."""
        self._start = None

    def end(self) -> None:
        """Let go of the rows, wherever they are."""
        if self._badge is not None:
            self._badge.hide()
            self._badge.deleteLater()
        self._badge = self._start = None
        self._table.rows_dragged.emit(None)
