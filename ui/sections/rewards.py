"""The section Rewards of a person's page: what is outstanding, used, expired and revoked, and each issued reward with its state (features.md 3.9)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.controls import ToolButton
from ui.icons import icon
from ui.menus import pop_up
from ui.roles import Choice
from ui.sections.parts import FiguresRow, SectionHead, SectionTable, stacked


class RewardsView(QWidget):
    """Figures, head with tools, table. `state_chosen` comes with the stored state to show, empty for all."""

    state_chosen = Signal(str)
    menu_requested = Signal(QPoint)

    def __init__(self, states: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = FiguresRow(self)
        self.head = SectionHead(_("Issued rewards"), self)
        self.rows = SectionTable(_("Issued rewards"), _("No reward was issued yet."), self)
        self.state = ""
        self._states = tuple(states)
        self.filter = QAction(icon("filter"), _("State"), self)
        self.filter.setToolTip(_("Show only rewards in one state"))
        self.filter.triggered.connect(lambda _checked=False: self._ask_state())
        stacked(self, self.figures, self.head, (self.rows, 1))
        self.rows.table.menu_requested.connect(self.menu_requested)

    def set_actions(self, actions: Sequence[QAction], last: QAction) -> None:
        """The tools of the head; the filter stands before the *last* one."""
        self.head.set_actions([*actions, self.filter, last])

    def state_actions(self) -> list[QAction]:
        """One action a state, and one for all; the present one is ticked."""
        made = []
        for choice in (Choice(None, _("All")), *self._states):
            action = QAction(choice.label.replace("&", "&&"), self)
            action.setCheckable(True)
            action.setChecked((choice.value or "") == self.state)
            action.triggered.connect(lambda _checked=False, value=choice.value or "": self._choose(value))
            made.append(action)
        return made

    def _ask_state(self) -> None:
        pop_up(self.state_actions(), self._place(), self)

    def _place(self) -> QPoint:
        """Below the tool, or where the pointer is while it stands in ⋯."""
        for button in self.head.tools.buttons:
            if isinstance(button, ToolButton) and button.bound is self.filter and button.isVisible():
                return button.mapToGlobal(QPoint(0, button.height()))
        return QCursor.pos()

    def _choose(self, state: str) -> None:
        self.state = state
        label = next((choice.label for choice in self._states if choice.value == state), "")
        self.filter.setIconText(_("State: {state}").format(state=label) if label else _("State"))
        self.state_chosen.emit(state)
