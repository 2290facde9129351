"""Selected rows on the move: a badge with how many they are follows the pointer until they are dropped.

Qt's own drags wait in a loop of their own, which this window never does; rows go no further than the window anyway.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from resources.i18n import _
from ui.locales import show_number
from ui.theme import digits, theme_of, weighted


def is_far(start: QPoint, now: QPoint) -> bool:
    """Whether the pointer has moved far enough to drag."""
    return (now - start).manhattanLength() >= QApplication.startDragDistance()


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
