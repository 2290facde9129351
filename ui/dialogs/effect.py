"""What an action would do, in one tinted sentence before it is pressed, with a link to whom it concerns (look: allocate)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from ui.controls import LinkButton
from ui.dialogs.parts import Card, IconLine


class EffectBanner(Card):
    """The sentence; its room of two lines is kept while there is none. `link_clicked` comes from the link at its end."""

    link_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "info")
        self.line = IconLine("info", "info", "", self)
        self.link = LinkButton("", self, tone="info")
        self.line.row.addWidget(self.link)
        self.column.addStretch(1)
        self.column.addWidget(self.line)
        self.column.addStretch(1)
        self.setMinimumHeight(QFontMetrics(self.font()).height() * 2 + 24)
        self.link.hide()
        self.link.clicked.connect(self.link_clicked)

    def say(self, text: str, tone: str = "info", link: str = "") -> None:
        """Tell the effect; *tone* "warn" where somebody loses something."""
        self._tone = tone
        self.line.picture.set_icon("warning" if tone in ("warn", "bad") else "info", tone)
        self.line.label.setText(text)
        self.link.setText(link)
        self.link.setVisible(bool(link))
        self.setAccessibleName(text)
        self.update()

    def text(self) -> str:
        """The sentence."""
        return self.line.label.text()
