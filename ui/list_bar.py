"""The bar over a short list: what can be done to the selected row, why something cannot, and the tools at the end (look: benefit-cards)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.bars import ActionRow, ToolRow
from ui.controls import ElidedLabel, LinkButton

EDGE = 12


class EndTools(ToolRow):
    """Tools at the end of a row, with their words while there is room for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.width_with_words(), super().sizeHint().height())


class ListBar(QWidget):
    """Buttons of actions, a sentence with a link, and tools. `link_clicked` comes from the link beside the sentence."""

    link_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool_actions: list[QAction] = []
        self._extra: QAction | None = None
        self.actions_row = ActionRow(self)
        self.actions_row.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.reason = ElidedLabel("", self)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.reason.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.link = LinkButton("", self)
        self.link.hide()
        self.tools = EndTools(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.setSpacing(8)
        row.addWidget(self.actions_row)
        row.addSpacing(4)
        row.addWidget(self.reason)
        row.addWidget(self.link)
        row.addStretch(1)
        row.addWidget(self.tools)
        self.link.clicked.connect(self.link_clicked)

    def set_actions(self, actions: Sequence[QAction], *, filled: bool = True) -> None:
        """The commands, the likeliest first."""
        self.actions_row.set_actions(actions, filled=filled)

    def say(self, reason: str, link: str = "") -> None:
        """Say why something cannot be done, and offer what leads on."""
        self.reason.setText(reason)
        self.link.setText(link)
        self.link.setVisible(bool(link))

    def set_tools(self, actions: Sequence[QAction]) -> None:
        """The commands at the end of the bar."""
        self._tool_actions = list(actions)
        self._fill_tools()

    def set_extra(self, action: QAction | None) -> None:
        """One more command after the tools, while a narrow window needs it."""
        if action is not self._extra:
            self._extra = action
            self._fill_tools()

    def _fill_tools(self) -> None:
        self.tools.set_actions([*self._tool_actions, *([self._extra] if self._extra is not None else [])])

    def sizeHint(self) -> QSize:
        return QSize(640, self.fontMetrics().height() + 34)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())
