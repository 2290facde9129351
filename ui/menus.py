"""A menu at a place, for the context menus of tables and for buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

# A command, a line between commands, or a menu of its own by its title.
Item = QAction | None | tuple[str, "Sequence[QAction | None]"]


def pop_up(items: Sequence[Item], place: QPoint, parent: QWidget) -> QMenu:
    """Open a menu of these at a place of the screen."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for item in items:
        if isinstance(item, tuple):
            title, actions = item
            below = menu.addMenu(title)
            below.setEnabled(any(action is not None and action.isEnabled() for action in actions))
            _fill(below, actions)
        else:
            _fill(menu, [item])
    menu.popup(place)
    return menu


def _fill(menu: QMenu, actions: Sequence[QAction | None]) -> None:
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
