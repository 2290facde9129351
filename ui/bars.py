"""Rows that give way: tools lose their words, then buttons move into ⋯ from the right (look.md, *Where things stand*)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from resources.i18n import _
from ui.controls import ActionButton, PushButton, ToolButton

GAP = 6
MORE_WIDTH = 22


class _More(ToolButton):
    """⋯, narrower than other tools: its dots end where the row ends."""

    def sizeHint(self) -> QSize:
        return QSize(MORE_WIDTH, super().sizeHint().height())


class _Row(QWidget):
    """Widgets from left to right; those that do not fit stand in the menu of ⋯ at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.more = _More(parent=self)
        self.more.set_icon("dots-three-bold", _("More actions"))
        self.more.clicked.connect(self._open_menu)
        self.more.hide()
        self.buttons: list[ActionButton | ToolButton] = []
        self._actions: list[QAction] = []
        self._hidden: list[QAction] = []
        # What stands in the menu always; None is a line.
        self._rest: list[QAction | None] = []

    def actions_shown(self) -> list[QAction]:
        """The actions of this row, whether as a button or in the menu."""
        return list(self._actions)

    def _replace(self, actions: Sequence[QAction], buttons: Sequence[ActionButton | ToolButton]) -> None:
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        self._actions, self.buttons = list(actions), list(buttons)
        self.updateGeometry()
        self._lay()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addActions(self._hidden)
        for action in (None, *self._rest) if self._rest else ():
            if action is None:
                menu.addSeparator()
            elif action.isEnabled():
                menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _height(self) -> int:
        return max((button.sizeHint().height() for button in (*self.buttons, self.more)), default=0)

    def _width(self, buttons: Sequence[QWidget]) -> int:
        return sum(button.sizeHint().width() for button in buttons) + GAP * max(0, len(buttons) - 1)

    def sizeHint(self) -> QSize:
        return QSize(self._width([*self.buttons, *([self.more] if self._rest else [])]), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(MORE_WIDTH, self._height())

    def _lay(self) -> None:
        shown = len(self.buttons)
        while (
            shown and self._width([*self.buttons[:shown], *([self.more] if self._rest or shown < len(self.buttons) else [])]) > self.width()
        ):
            shown -= 1
        self._hidden = self._actions[shown:]
        x = 0
        for place, button in enumerate(self.buttons):
            button.setVisible(place < shown)
            if place < shown:
                x = self._put(button, x)
        self.more.setVisible(bool(self._hidden or self._rest))
        if self._hidden or self._rest:
            self._put(self.more, x)

    def _put(self, button: QWidget, x: int) -> int:
        hint = button.sizeHint()
        left = self.width() - x - hint.width() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else x
        button.setGeometry(left, (self.height() - hint.height()) // 2, hint.width(), hint.height())
        return x + hint.width() + GAP


class ActionRow(_Row):
    """Push buttons of actions, the first filled where it is the likeliest next step."""

    def set_actions(self, actions: Sequence[QAction], filled: bool = True, rest: Sequence[QAction | None] = ()) -> None:
        """Show these actions; *rest* stands in the menu of ⋯, what can be done of it."""
        self._rest = list(rest)
        self._replace(
            actions,
            [ActionButton(action, self, filled=filled and place == 0, with_icon=place == 0) for place, action in enumerate(actions)],
        )

    def button(self, action: QAction) -> PushButton | None:
        """The button of an action of this row."""
        return next((each for each in self.buttons if isinstance(each, ActionButton) and each.action is action), None)


class ToolRow(_Row):
    """Tool buttons of actions: words while there is room for all, else icons alone, else ⋯."""

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Show these actions."""
        self._replace(actions, [ToolButton(action, self) for action in actions])

    def width_with_words(self) -> int:
        """The room that all buttons take with their words."""
        return self._total(words=True)

    def width_of_icons(self) -> int:
        """The room that all buttons take as icons alone."""
        return self._total(words=False)

    def _total(self, *, words: bool) -> int:
        had = [button.toolButtonStyle() for button in self.buttons if isinstance(button, ToolButton)]
        self._set_words(words)
        width = self._width(self.buttons)
        for button, style in zip(self.buttons, had, strict=True):
            if isinstance(button, ToolButton):
                button.setToolButtonStyle(style)
        return width

    def _set_words(self, words: bool) -> None:
        for button in self.buttons:
            if isinstance(button, ToolButton):
                button.set_words(words)

    def _lay(self) -> None:
        self._set_words(self.width_with_words() <= self.width())
        super()._lay()
