"""The tabs of the window: a `QTabBar` that paints itself, so that keys and screen readers keep working (look.md, *Where things stand*)."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QTabBar, QToolButton, QWidget

from ui.locales import show_number
from ui.theme import digits, theme_of, weighted

PAD = 12
UNDERLINE = 3
COUNT_GAP = 7
HEIGHT_BEYOND_TEXT = 30


class TabBand(QTabBar):
    """Tabs with their counts, the chosen one underlined in the accent. Left and Right move among them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[int, int | None] = {}
        self._hovered = -1
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        for arrow in self.findChildren(QToolButton):
            # The arrows lie over the last tab where not all have room.
            arrow.setAutoFillBackground(True)

    def set_count(self, place: int, count: int | None) -> None:
        """Show how many records stand behind a tab; None shows nothing. Counts come late (table.md, *The idea*)."""
        if self._counts.get(place) == count:
            return
        self._counts[place] = count
        text = self.tabText(place).replace("&", "")
        self.setAccessibleTabName(place, text if count is None else f"{text}, {show_number(count)}")
        # QTabBar lays its tabs out anew only when it hears of a change of its own.
        self.setTabText(place, self.tabText(place))
        self.update()

    def count_of(self, place: int) -> int | None:
        """The count shown on a tab."""
        return self._counts.get(place)

    def _count_text(self, place: int) -> str:
        count = self._counts.get(place)
        return "" if count is None else show_number(count)

    def _title_font(self, *, chosen: bool) -> QFont:
        return weighted(self.font(), 600 if chosen else 500)

    def tabSizeHint(self, index: int) -> QSize:
        # The width is always that of the chosen look, so that nothing moves when another tab is chosen.
        title = QFontMetrics(self._title_font(chosen=True)).horizontalAdvance(self.tabText(index).replace("&", ""))
        count = self._count_text(index)
        beside = QFontMetrics(digits(self.font())).horizontalAdvance(count) + COUNT_GAP if count else 0
        return QSize(title + beside + 2 * PAD, QFontMetrics(self.font()).height() + HEIGHT_BEYOND_TEXT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        hovered = self.tabAt(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hovered = -1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(self.count()):
            self._paint_tab(painter, place, self.tabRect(place))

    def _paint_tab(self, painter: QPainter, place: int, rect: QRect) -> None:
        theme = theme_of(self.palette())
        chosen = place == self.currentIndex()
        room = rect.adjusted(PAD, 0, -PAD, 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextSingleLine)
        font = self._title_font(chosen=chosen)
        title = self.tabText(place).replace("&", "")
        painter.setFont(font)
        painter.setPen(QColor(theme.text if chosen or place == self._hovered else theme.muted))
        painter.drawText(room, flags, title)
        count = self._count_text(place)
        if count:
            painter.setFont(digits(self.font()))
            painter.setPen(QColor(theme.muted))
            before = QFontMetrics(font).horizontalAdvance(title) + COUNT_GAP
            beside = QRect(room.left() + before, room.top(), room.width() - before, room.height())
            painter.drawText(QStyle.visualRect(self.layoutDirection(), room, beside), flags, count)
        if chosen:
            painter.fillRect(rect.left() + PAD - 2, self.height() - UNDERLINE, rect.width() - 2 * PAD + 4, UNDERLINE, QColor(theme.accent))
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                around = QRectF(rect).adjusted(4, 8, -4, -8)
                painter.drawRoundedRect(around, 6, 6)
