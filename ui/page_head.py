"""The head of a full page: *← Members / Upload*, a muted line beside it, and tools at its end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from ui.controls import ElidedLabel
from ui.page_stack import Crumb


class PageHead(Crumb):
    """A crumb whose line elides first and whose *tools* stay whole. `back_requested` leads back."""

    def __init__(self, back: str, title: str, parent: QWidget) -> None:
        rest = QWidget(parent)
        super().__init__(back, title, rest, parent)
        self.line = ElidedLabel("", rest)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tools = QHBoxLayout(rest)
        self.tools.setContentsMargins(0, 0, 0, 0)
        self.tools.setSpacing(8)
        self.tools.addWidget(self.line, 1)
        row = self.layout()
        if isinstance(row, QBoxLayout):
            row.setStretchFactor(self.title, 0)
            row.setStretchFactor(rest, 1)

    def add_tool(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        self.tools.addWidget(widget)
