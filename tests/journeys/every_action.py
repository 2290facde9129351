"""How a walk over every action reads the window: its actions, dialogs and the widgets that a keyboard comes to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Regulars
from desktop.tab import Tab
from ui.dialogs.problem import Problem

NAMED = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit)


def in_menus(window: Regulars) -> list[QAction]:
    """Every command of the menu bar, submenus among them."""

    def of(menu: QMenu) -> Iterator[QAction]:
        for action in menu.actions():
            if action.isSeparator():
                continue
            below = action.menu()
            if isinstance(below, QMenu):
                yield from of(below)
            else:
                yield action

    found: list[QAction] = []
    for top in window.window.menuBar().actions():
        menu = top.menu()
        if isinstance(menu, QMenu):
            found.extend(of(menu))
    return found


def of_tab(tab: Tab) -> list[QAction]:
    """Every command that the tab brings: menus, context menu, keys, bars."""
    named = [action for _title, actions in tab.menus() for action in actions]
    at_table = [action for item in tab.context_menu() for action in (item[1] if isinstance(item, tuple) else (item,))]
    rest = (*at_table, *tab.shortcuts(), *tab.file_actions(), *tab.edit_actions(), *tab.view_actions(), tab.new_action)
    found = [action for action in (*named, *rest) if action is not None and not action.isSeparator()]
    return list(dict.fromkeys(found))


def dialogs(window: Regulars) -> list[QDialog]:
    """The dialogs in view."""
    return [dialog for dialog in window.window.findChildren(QDialog) if dialog.isVisible()]


def is_idle(window: Regulars) -> bool:
    """Whether whatever was begun is done, or waits for a person."""
    desk = window.desk
    assert desk is not None
    waits = bool(dialogs(window)) or over(window) is not None
    return window.jobs.running == 0 and (waits or not any(flow.is_running for flow in desk._flows))


def over(window: Regulars) -> Any:
    """The full page over the tab in view."""
    return window.window.pages.over(window.window.current_key())


def leave_everything(window: Regulars, qtbot: QtBot) -> list[str]:
    """Cancel what asks and close what lies over the tab; gives what went wrong: bugs that were shown."""
    wrong: list[str] = []
    for _again in range(8):
        qtbot.waitUntil(lambda: is_idle(window), timeout=15_000)
        open_ = dialogs(window)
        for dialog in open_:
            if isinstance(dialog, Problem) and "Something went wrong" in dialog.windowTitle():
                wrong.append(" ".join(str(part.toPlainText()) for part in dialog.findChildren(QPlainTextEdit)) or dialog.windowTitle())
            elif not isinstance(dialog, (QFileDialog, Problem)):
                wrong.extend(f"{dialog.windowTitle()}: {each}" for each in unnamed(dialog))
            dialog.reject()
        page = over(window)
        if page is not None:
            wrong.extend(f"{type(page).__name__}: {each}" for each in unnamed(page))
            window.window.pages.over_left.emit(page)
        if not open_ and page is None:
            return wrong
    return [*wrong, "the window asks again and again"]


def focusable(part: QWidget) -> list[QWidget]:
    """The widgets in view that Tab comes to."""
    tab = Qt.FocusPolicy.TabFocus
    return [each for each in part.findChildren(QWidget) if each.isVisible() and each.isEnabled() and each.focusPolicy() & tab]


def unnamed(part: QWidget) -> list[str]:
    """The widgets of a part that a screen reader could not name."""
    found = []
    for widget in focusable(part):
        if isinstance(widget, NAMED) and not widget.objectName().startswith("qt_"):
            reader = QAccessible.queryAccessibleInterface(widget)
            if reader is None or not reader.text(QAccessible.Text.Name).strip():
                owner = widget.parent()
                found.append(f"a {type(widget).__name__} of {type(owner).__name__} has no accessible name")
    return found


def around_by_tab(window: Regulars) -> tuple[list[QWidget], bool]:
    """Where Tab leads from the table on, and whether it comes back."""
    start = window.tab.page.table
    start.setFocus()
    seen: list[QWidget] = []
    for _step in range(200):
        focused = QApplication.focusWidget()
        if focused is None:
            return seen, False
        if focused in seen:
            return seen, focused is seen[0]
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return seen, False
