"""A strip under the band that says how things stand with the whole window: a sample club, a club that can only be read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.controls import ElidedLabel, LinkButton
from ui.icons import pixmap
from ui.theme import tint_of

_ICONS = {"info": "info", "warn": "warning", "bad": "error", "good": "success"}


class BannerStrip(QWidget):
    """One line in the tint of its tone, with one action at its end; hidden while there is nothing to say."""

    action_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = "info"
        self.label = ElidedLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.link = LinkButton("", self)
        self.link.clicked.connect(self.action_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self.label)
        row.addWidget(self.link)
        row.addStretch()
        self.hide()

    def say(self, text: str, action_label: str = "", tone: str = "info") -> None:
        """Show this line; an empty one hides the strip."""
        self._tone = tone
        self.label.setText(text)
        self.setAccessibleName(text)
        self.link.setText(action_label)
        self.link.setAccessibleName(f"{action_label}: {text}" if action_label else "")
        self.link.setVisible(bool(action_label))
        self.setVisible(bool(text))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, QFontMetrics(self.font()).height() + 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tint_of(self.palette(), self._tone))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        picture = pixmap(_ICONS.get(self._tone, "info"), self._tone, 16, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 32 if mirrored else 16, (self.height() - 16) // 2, picture)
