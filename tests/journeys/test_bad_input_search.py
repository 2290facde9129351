"""Search text in the window is data: whatever is typed, the table answers and nothing breaks (reliability.md, *Bad input*)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.app import Regulars
from tests.desktop.test_cli_bad_input import TEXTS


def test_any_text_in_the_search_box_is_answered(window: Regulars, qtbot: QtBot, qapp: QApplication) -> None:
    """Signs of SQL and of full-text grammar, NUL, right-to-left, emoji, 10,000 characters; with Enter as well."""
    everybody = window.ways.people_in_view().total
    assert everybody
    box, told = window.window.search, window.ways.people_in_view().page.notices
    for typed in TEXTS:
        box.setText(typed)
        qtbot.waitUntil(lambda: window.ways.people_in_view().records.is_settled, timeout=20_000)
        QTest.keyClick(box, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.ways.people_in_view().records.is_settled and window.jobs.running == 0, timeout=20_000)
        assert told.shown() == (), typed[:40]
        assert [each for each in qapp.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()] == []
    box.clear()
    qtbot.waitUntil(lambda: window.ways.people_in_view().records.is_settled and window.ways.people_in_view().total == everybody)
