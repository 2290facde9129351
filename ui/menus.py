"""A menu at a place, for the context menus of tables and for buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


def pop_up(actions: Sequence[QAction | None], place: QPoint, parent: QWidget) -> QMenu:
    """Open a menu of these actions at a place of the screen; None is a line between them."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
    menu.popup(place)
    return menu
