"""The question of a save that met another's change: each field starts on now, and the button says what is saved (A1)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.conflict import Clash, Conflict, ConflictAnswer, Merged

CLASHES = [
    Clash("email", "E-mail", "sofia.hg@example.org", "sofia@hg.example", "sofia.hg@example.net"),
    Clash("street", "Street", "Calle Feria 18", "Calle Betis 4", "Calle Feria 81"),
    Clash("other_phone", "Other phone", "", "+34 612 00 77 20", ""),
]
MERGED = [Merged("Birthday 17/05/1988", "yours"), Merged("Postcode 41010", "from Jonas")]


def a_conflict() -> Conflict:
    return Conflict("Sofía Hernández García", "Jonas at desk 1", "Jonas", "10:41", CLASHES, MERGED)


def test_it_says_who_saved_what_and_lists_what_goes_in_by_itself(qtbot: QtBot) -> None:
    dialog = a_conflict()
    ask(qtbot, dialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Jonas at desk 1 saved Sofía Hernández García at 10:41" in said
    assert "3 fields differ" in said
    assert "sofia.hg@example.org" in said
    assert "Birthday 17/05/1988" in said
    assert "from Jonas" in said


def test_left_and_right_choose_up_and_down_go_from_field_to_field(qtbot: QtBot) -> None:
    """Keys alone; Enter saves what was chosen."""
    dialog = a_conflict()
    answers = ask(qtbot, dialog)
    assert dialog.action_button.text() == "Save, 3 from Jonas"
    now, mine = dialog.ways["email"]
    qtbot.waitUntil(now.hasFocus)
    QTest.keyClick(now, Qt.Key.Key_Right)
    assert mine.hasFocus()
    QTest.keyClick(mine, Qt.Key.Key_Down)
    street = dialog.ways["street"][0]
    assert street.hasFocus()
    QTest.keyClick(street, Qt.Key.Key_Right)
    QTest.keyClick(dialog.ways["street"][1], Qt.Key.Key_Left)
    assert dialog.action_button.text() == "Save 1 of mine, 2 from Jonas"
    QTest.keyClick(dialog.ways["street"][0], Qt.Key.Key_Return)
    assert answers == [ConflictAnswer(frozenset({"email"}))]


def test_all_of_one_side_is_one_click_and_an_empty_value_has_a_word(qtbot: QtBot) -> None:
    dialog = a_conflict()
    answers = ask(qtbot, dialog)
    dialog.take_mine.click()
    assert dialog.action_button.text() == "Save 3 of mine"
    assert dialog.ways["other_phone"][1].accessibleName() == "Other phone mine: empty, chosen"
    dialog.take_theirs.click()
    assert dialog.action_button.text() == "Save, 3 from Jonas"
    QTest.mouseClick(dialog.ways["street"][1], Qt.MouseButton.LeftButton)
    assert dialog.ways["street"][1].is_chosen
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert answers == [None]
