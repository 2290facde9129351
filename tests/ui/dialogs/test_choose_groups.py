"""Ticks for groups: all, some or none of the people in each, told before anything happens (W1)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.choose_groups import ChooseGroups, GroupRow, GroupsAnswer
from ui.dialogs.subject import Subject

ROWS = [GroupRow(1, "Book club", "#7c5cc4", 12), GroupRow(2, "Choir", "#2a8f6a", 5), GroupRow(3, "Évening class", "#c45c3c", 0)]


def a_choice(typed: GroupsAnswer | None = None, problem: str = "") -> ChooseGroups:
    return ChooseGroups(Subject(None, "12 members"), 12, ROWS, typed=typed, problem=problem)


def states(dialog: ChooseGroups) -> list[Qt.CheckState]:
    return [dialog.list.item(at).checkState() for at in range(dialog.list.count())]


def test_half_a_tick_goes_to_all_to_none_and_back_to_half(qtbot: QtBot) -> None:
    """What is not touched stays as it is."""
    dialog = a_choice()
    answers = ask(qtbot, dialog)
    half, all_, none = Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked, Qt.CheckState.Unchecked
    assert states(dialog) == [all_, half, none]
    assert dialog.effect.text() == "Nothing changes yet."
    seen = []
    for _each in range(3):
        dialog.tick(2)
        seen.append((states(dialog)[1], dialog.effect.text()))
    assert seen == [(all_, "7 come into Choir"), (none, "5 leave Choir"), (half, "Nothing changes yet.")]
    dialog.press()
    assert answers == [GroupsAnswer((), ())]


def test_keys_alone_find_tick_and_save(qtbot: QtBot) -> None:
    dialog = a_choice()
    answers = ask(qtbot, dialog)
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "evening")
    assert [dialog.list.item(at).isHidden() for at in range(3)] == [True, True, False]
    dialog.search.clear()
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    dialog.list.setCurrentRow(2)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.effect.text() == "12 come into Évening class"
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert answers == [GroupsAnswer((3,), ())]


def test_a_name_that_is_no_group_yet_is_made_and_a_refusal_brings_everything_back(qtbot: QtBot) -> None:
    dialog = a_choice(GroupsAnswer((2,), (1,), "a; b"), "The name of a group holds no semicolon.")
    answers = ask(qtbot, dialog)
    assert (dialog.search.text(), dialog.problem.text()) == ("a; b", "The name of a group holds no semicolon.")
    assert states(dialog)[:2] == [Qt.CheckState.Unchecked, Qt.CheckState.Checked]
    dialog.search.setText("BOOK club")
    assert "is made" not in dialog.effect.text()
    dialog.search.setText("Tasting")
    assert dialog.effect.text().endswith("“Tasting” is made, with everybody in it")
    dialog.press()
    assert answers == [GroupsAnswer((2,), (1,), "Tasting")]
