"""A colour picked from swatches, or any other one; what it is used on stands beside it (look: tiers)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QColorDialog, QSizePolicy, QToolTip, QWidget

from resources.i18n import _
from ui.controls import paint_chip
from ui.roles import Chip, Editor
from ui.theme import field_height, small_font, theme_of, weighted

STEP = 32
DOT = 8


class ColourField(QWidget):
    """One of the editor's choices by the arrow keys or a click; the last sign, or Space, opens all colours. Its text is `#rrggbb`.

    A chip below, with the editor's hint on it, shows how names stand on the colour: its words are kept readable (look.md, *Tokens*).
    """

    edited = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = [str(choice.value) for choice in editor.choices if choice.value]
        self._names = {str(choice.value): choice.label for choice in editor.choices}
        self._sample = editor.hint
        self._value = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(field_height(self.font()))

    def value(self) -> str:
        """The chosen colour; empty where none is."""
        return self._value

    def set_value(self, text: str) -> None:
        """Choose a colour without saying `edited`; one that is no swatch gets one at the end."""
        self._value = text
        if text and text not in self._colours:
            self._colours.append(text)
        self._tell()
        self.updateGeometry()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(self._names.get(self._value, self._value))

    def _choose(self, colour: str) -> None:
        if colour != self._value:
            self.set_value(colour)
            self.edited.emit()

    def open_colours(self) -> QColorDialog:
        """Offer every colour."""
        dialog = QColorDialog(QColor(self._value or "#888888"), self.window())
        dialog.colorSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _take(self, colour: QColor) -> None:
        self._choose(colour.name())

    def _per_row(self) -> int:
        return max(1, self.width() // STEP)

    def _place(self, at: int) -> QPointF:
        row, column = divmod(at, self._per_row())
        x = STEP / 2 - 4 + STEP * column
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.width() - x
        return QPointF(x, STEP / 2 + STEP * row)

    def _at(self, point: QPointF) -> int:
        """The swatch under a point; the one behind the last is *other*; −1 for none."""
        for at in range(len(self._colours) + 1):
            offset = self._place(at) - point
            if max(abs(offset.x()), abs(offset.y())) <= STEP / 2:
                return at
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if 0 <= at < len(self._colours):
            self._choose(self._colours[at])
        elif at == len(self._colours):
            self.open_colours()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if 0 <= at < len(self._colours):
            QToolTip.showText(event.globalPosition().toPoint(), self._names.get(self._colours[at], self._colours[at]), self)
        elif at == len(self._colours):
            QToolTip.showText(event.globalPosition().toPoint(), _("Another colour (Space)"), self)
        self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, forward = event.key(), 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        steps = {Qt.Key.Key_Right: forward, Qt.Key.Key_Left: -forward, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key in steps and self._colours:
            at = self._colours.index(self._value) + steps[Qt.Key(key)] if self._value in self._colours else 0
            self._choose(self._colours[min(max(at, 0), len(self._colours) - 1)])
        elif key == Qt.Key.Key_Space:
            self.open_colours()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-(len(self._colours) + 1) // max(1, width // STEP))
        return rows * STEP + (26 if self._sample else 0)

    def sizeHint(self) -> QSize:
        return QSize(STEP * (len(self._colours) + 1), self.heightForWidth(max(self.width(), 4 * STEP)))

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * STEP, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, colour in enumerate(self._colours):
            middle = self._place(at)
            if colour == self._value:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.text), 2))
                painter.drawEllipse(middle, DOT + 3.5, DOT + 3.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(middle, DOT, DOT)
        other = self._place(len(self._colours))
        painter.setPen(QPen(QColor(theme.muted), 1.4))
        for dx, dy in ((4, 0), (0, 4)):
            painter.drawLine(other - QPointF(dx, dy), other + QPointF(dx, dy))
        if self._value and self._sample:
            self._paint_sample(painter)

    def _paint_sample(self, painter: QPainter) -> None:
        font = small_font(self.font())
        painter.setFont(font)
        painter.setPen(QColor(theme_of(self.palette()).muted))
        top = self.height() - 23
        words = _("On the chip")
        width = QFontMetrics(font).horizontalAdvance(words) + 10
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = QRectF(self.width() - width if rtl else 0, top, width, 20)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), words)
        painter.setFont(weighted(self.font(), 500))
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(self._sample, Qt.TextElideMode.ElideRight, max(20, self.width() - width - 30))
        chip = metrics.horizontalAdvance(text) + 26
        rect = QRectF(self.width() - width - chip if rtl else width, top, chip, 20).toRect()
        paint_chip(painter, rect, Chip(text, self._value), self.palette(), on_selection=False)
