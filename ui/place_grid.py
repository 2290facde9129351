"""*Start at place*: a small picture of the sheet, where the first place to use is picked (K1)."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import _
from ui.theme import digits, theme_of, weighted

CELL_WIDTH, GAP = 50, 6


class PlaceGrid(QWidget):
    """Places of a sheet in reading order, from 1; those before the start are used, those after it will be, as far as the cards go.

    Arrow keys, Home and End move the start; `changed` brings it.
    """

    changed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns, self.rows = 1, 1
        self._start, self._cards = 1, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Start at place"))
        self._tell()

    def start(self) -> int:
        """The first place to use."""
        return self._start

    def set_shape(self, columns: int, rows: int) -> None:
        """Another sheet; a start that it does not have becomes its last place."""
        self.columns, self.rows = max(columns, 1), max(rows, 1)
        self.updateGeometry()
        self._move_to(self._start)

    def set_cards(self, cards: int) -> None:
        """How many cards will be laid on places from the start on."""
        self._cards = cards
        self.update()

    def set_start(self, place: int) -> None:
        """Begin here, or at the nearest place that the sheet has."""
        self._move_to(place)

    def _move_to(self, place: int) -> None:
        place = min(max(place, 1), self.columns * self.rows)
        had, self._start = self._start, place
        self._tell()
        self.update()
        if had != place:
            self.changed.emit(place)

    def _tell(self) -> None:
        self.setAccessibleDescription(_("Place {n} of {total}").format(n=self._start, total=self.columns * self.rows))

    def _cell_height(self) -> int:
        return QFontMetrics(self.font()).height() + 10

    def sizeHint(self) -> QSize:
        height = self._cell_height()
        return QSize(self.columns * (CELL_WIDTH + GAP) - GAP, self.rows * (height + GAP - 1) - GAP + 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def place_rect(self, place: int) -> QRect:
        """Where a place is drawn."""
        row, column = divmod(place - 1, self.columns)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            column = self.columns - 1 - column
        height = self._cell_height()
        return QRect(column * (CELL_WIDTH + GAP), row * (height + GAP - 1), CELL_WIDTH, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        for place in range(1, self.columns * self.rows + 1):
            if self.place_rect(place).contains(at):
                self._move_to(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        side = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        last = self.columns * self.rows
        moves = {
            Qt.Key.Key_Right: self._start + side,
            Qt.Key.Key_Left: self._start - side,
            Qt.Key.Key_Down: self._start + self.columns if self._start + self.columns <= last else self._start,
            Qt.Key.Key_Up: self._start - self.columns if self._start > self.columns else self._start,
            Qt.Key.Key_Home: 1,
            Qt.Key.Key_End: last,
        }
        place = moves.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        else:
            self._move_to(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(1, self.columns * self.rows + 1):
            is_start = place == self._start
            is_taken = self._start < place < self._start + self._cards
            is_free = is_start or place > self._start
            ground = theme.accent if is_start else theme.selection if is_taken else theme.base if is_free else theme.window
            painter.setPen(QPen(QColor(theme.accent if is_start else theme.field_border if is_free else theme.edge), 1))
            painter.setBrush(QColor(ground))
            rect = QRectF(self.place_rect(place)).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(rect, 4, 4)
            if is_start and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme.on_accent), 1.5))
                painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 3, 3)
            painter.setFont(digits(weighted(self.font(), 600 if is_start else 400)))
            painter.setPen(QColor(theme.on_accent if is_start else theme.text if is_free else theme.muted))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(place))
