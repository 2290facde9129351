"""A stamp card drawn with its stamps: a ticked disc for each stamp, a ring for each free place, a gift at the last (look: member-stamps)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import pixmap
from ui.theme import theme_of

PITCH, DISC, LEAST_PITCH = 34, 26, 14
BAR = 6
WIDTH = 340


class StampMarks(QWidget):
    """So many of so many places stamped. A card with more places than can be told apart is a bar."""

    def __init__(self, stamps: int, needed: int, parent: QWidget, *, muted: bool = False) -> None:
        super().__init__(parent)
        self._stamps, self._needed, self._muted = stamps, needed, muted
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, DISC + 2)

    def _pitch(self) -> float:
        """The room of one place in pixels."""
        return min(float(PITCH), self.width() / max(self._needed, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pitch() < LEAST_PITCH:
            self._paint_bar(painter)
            return
        for place in range(self._needed):
            self._paint_place(painter, place)

    def _paint_bar(self, painter: QPainter) -> None:
        theme = theme_of(self.palette())
        room = QRectF(0, (self.height() - BAR) / 2, min(self.width(), WIDTH), BAR)
        filled = QRectF(room)
        filled.setWidth(room.width() * self._stamps / self._needed)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            room.moveRight(self.width())
            filled.moveRight(self.width())
        painter.setPen(Qt.PenStyle.NoPen)
        for part, colour in ((room, theme.line), (filled, theme.muted if self._muted else theme.accent)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(part, BAR / 2, BAR / 2)

    def _paint_place(self, painter: QPainter, place: int) -> None:
        theme = theme_of(self.palette())
        pitch = self._pitch()
        side = min(float(DISC), pitch - 4)
        left = place * pitch + 1
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = self.width() - left - side
        disc = QRectF(left, (self.height() - side) / 2, side, side)
        stamped = place < self._stamps
        sign = "check-bold" if stamped else "gift" if place == self._needed - 1 else ""
        if stamped:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.muted if self._muted else theme.accent))
        else:
            painter.setPen(QPen(QColor(theme.field_border), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        if sign and side >= 16:
            size = 12 if stamped else 14
            tone = (theme.base if self._muted else theme.on_accent) if stamped else theme.muted
            picture = pixmap(sign, tone, size, self.devicePixelRatioF())
            painter.drawPixmap(round(disc.center().x() - size / 2), round(disc.center().y() - size / 2), picture)
