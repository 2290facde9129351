"""A few words side by side of which one holds: how something is entered or shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import field_height, outline_hex, theme_of, weighted


class Segments(QWidget):
    """The choice; Left and Right move it, `chosen` brings the key of what holds then."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons = {key: _Segment(label, self) for key, label in choices}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, button in self._buttons.items():
            self._group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
        self.choose(choices[0][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(outline_hex(theme)), 1))
        painter.setBrush(QColor(theme.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def choose(self, key: str) -> None:
        """Have this one hold, without saying `chosen`."""
        self._buttons[key].setChecked(True)

    def current(self) -> str:
        """The key of what holds."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_height(self, height: int) -> None:
        """Be as high as the field beside it, in pixels."""
        for button in self._buttons.values():
            button.setMinimumHeight(height)

    def button(self, key: str) -> QAbstractButton:
        """The button of a key."""
        return self._buttons[key]


class _Segment(QAbstractButton):
    """One word: chosen, on the ground of a selection with the accent around it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(weighted(self.font(), 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height = max(self.minimumHeight(), field_height(self.font()))
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + 28, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if (step := steps.get(Qt.Key(event.key()))) is None:
            super().keyPressEvent(event)
            return
        group = self.group().buttons()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        wanted = group[max(0, min(len(group) - 1, group.index(self) + step))]
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
        wanted.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, focused = self.isChecked(), self.hasFocus()
        # The frame around all of them is the widget's below.
        if on or focused:
            painter.setPen(QPen(QColor(theme.accent), 2 if focused else 1))
            painter.setBrush(QColor(theme.selection if on else theme.base))
            inset = 1.0 if focused else 0.5
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        painter.setPen(QColor(theme.accent if on else theme.text))
        painter.setFont(self.font())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
