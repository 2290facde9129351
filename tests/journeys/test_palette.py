"""The command palette: Ctrl+K, some letters, Enter (issue 5, item 7; features.md 4.3)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.app import Regulars
from tests.builders import details
from tests.journeys.test_members import database_of, dialog_of
from ui.palette import Palette


def opened(window: Regulars, qtbot: QtBot) -> Palette:
    """The palette, opened by its keys."""
    window.window.activateWindow()
    qtbot.waitUntil(window.window.isActiveWindow)
    QTest.keyClick(window.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found = dialog_of(qtbot, window, Palette)
    assert isinstance(found, Palette)
    return found


def test_a_name_typed_and_enter_opens_that_person(window: Regulars, qtbot: QtBot) -> None:
    """People are found as in the search box, of any stage, with how many there are."""
    person = window.people("members").records.model.id_at(5)
    assert person is not None
    row = details(database_of(window), person)
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.line, f"{row['number']}")
    qtbot.waitUntil(lambda: any(item.key == f"person:{person}" for item in palette.items()))
    qtbot.waitUntil(lambda: (current := palette.current()) is not None and current.key == f"person:{person}")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    tab = window.people("members")
    qtbot.waitUntil(lambda: tab.page.table.selection.current == person and tab.is_settled)


def test_an_action_is_done_by_its_first_letters_and_is_recent_afterwards(window: Regulars, qtbot: QtBot) -> None:
    """What can be done comes first, with its keys; what cannot stays readable; Enter does the first."""
    tab = window.people("members")
    tab.page.table.selection.clear()
    tab.page.table.selection.set_current(None)
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.line, "col")
    labels = [item.label for item in palette.items() if item.key.startswith("action")]
    assert labels[0] in ("Columns", "Reset columns", "Colours of the system")
    for _each in range(3):
        QTest.keyClick(palette.line, Qt.Key.Key_Backspace)
    QTest.keyClicks(palette.line, "edit cell")
    cell = next(item for item in palette.items() if item.label == "Edit cell")
    assert not cell.is_enabled
    palette.line.setText("dark")
    current = palette.current()
    assert current is not None
    assert current.label == "Dark colours"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.settings.state("theme") == "dark")
    window.set_theme("light")
    again = opened(window, qtbot)
    assert again.items()[0].label == "Dark colours"
    QTest.keyClick(again, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not [each for each in window.window.findChildren(QDialog) if each.isVisible()])


def test_a_tab_and_a_view_are_places_to_go_to(window: Regulars, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    palette.line.setText("prospects")
    place = next(item for item in palette.items() if item.label == "Prospects" and item.aside == "tab")
    assert place.keys == "Ctrl+2"
    palette.line.setText("birthdays")
    while (current := palette.current()) is not None and current.key != "view:birthdays":
        QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    tab = window.people("members")
    qtbot.waitUntil(lambda: tab.view.key == "birthdays" and tab.is_settled)


def test_nothing_found_says_so(window: Regulars, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.line, "qqqqqq")
    qtbot.waitUntil(lambda: window.jobs.running == 0)
    assert (palette.items(), palette.told.text()) == ([], "Nothing found")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    QTest.keyClick(palette, Qt.Key.Key_Escape)
