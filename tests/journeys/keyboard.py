"""Hands on the keyboard alone: keys go to whatever has the focus, as a person's do, and are counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from db.database import Database
from desktop.app import Regulars

# Milliseconds; a busy machine may hold a test up.
PATIENCE = 20_000


def database_of(window: Regulars) -> Database:
    """The database behind the window."""
    assert window.desk is not None
    return window.desk.database


class Keyboard:
    """Presses keys in the real window; *pressed* counts them, *typed* the signs of what was typed."""

    def __init__(self, window: Regulars, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.pressed = self.typed = 0
        window.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is not None, timeout=PATIENCE)

    def focused(self) -> QWidget:
        """What has the focus."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, or one with Ctrl or Shift held."""
        self.pressed += 1
        QTest.keyClick(self.focused(), key, modifiers)

    def enter(self) -> None:
        """Press Enter."""
        self.press(Qt.Key.Key_Return)

    def ctrl(self, key: Qt.Key) -> None:
        """Press a key with Ctrl held."""
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.typed += len(text)
        QTest.keyClicks(self.focused(), text)

    def focus_is(self, name: str) -> None:
        """Wait until the focus is on the part whose accessible name begins so."""
        self.qtbot.waitUntil(lambda: (QApplication.focusWidget() or self.window.window).accessibleName().startswith(name), timeout=PATIENCE)

    def dialog(self, name: str) -> QDialog:
        """The open dialog of this name, once it is there."""

        def shown() -> list[QDialog]:
            found = self.window.window.findChildren(QDialog, name)
            return [dialog for dialog in found if dialog.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()), timeout=PATIENCE)
        return shown()[0]

    def no_dialog(self) -> None:
        """Wait until no dialog is open and everything it asked for is done."""

        def is_over() -> bool:
            open_ = any(dialog.isVisible() for dialog in self.window.window.findChildren(QDialog))
            return not open_ and self.window.jobs.running == 0

        self.qtbot.waitUntil(is_over, timeout=PATIENCE)
        # Without a screen there is no window manager, which would make the window below the active one again.
        self.window.window.activateWindow()
