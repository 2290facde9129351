"""Cells are edited in place; one that cannot be taken keeps its text and says why (look.md, *What the further screens decided*)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.people_model import KEYS, PeopleModel
from ui.cell_editors import CellChoice, CellLine
from ui.record_table import RecordTable
from ui.theme import Theme

PHONE, TIER, LAST_NAME = KEYS.index("phone"), KEYS.index("tier"), KEYS.index("last_name")


def build(qtbot: QtBot) -> tuple[RecordTable, PeopleModel]:
    table, model = RecordTable(), PeopleModel(50)
    qtbot.addWidget(table)
    table.setModel(model)
    table.columns.set_usual(KEYS)
    table.resize(900, 480)
    table.show()
    table.setFocus()
    return table, model


def edit(table: RecordTable, row: int, column: int) -> QWidget:
    """Open a cell by F2, as a clerk does."""
    table.show_record(row + 1)
    table.setCurrentIndex(table.model().index(row, column))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editors = table.viewport().findChildren(QLineEdit) if column != TIER else table.viewport().findChildren(QComboBox)
    return editors[-1]


def fault(editor: QWidget) -> str:
    assert isinstance(editor, CellLine | CellChoice)
    return editor.cell.fault()


def test_what_is_typed_goes_to_the_model_with_enter(qtbot: QtBot, light: Theme) -> None:
    table, model = build(qtbot)
    editor = edit(table, 2, PHONE)
    assert isinstance(editor, QLineEdit)
    assert table.is_editing()
    editor.setText("+31 6 1200 5518")
    with qtbot.waitSignal(table.editing_finished):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert model.taken == [(3, "phone", "+31 6 1200 5518")]
    assert not table.is_editing()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_text_that_cannot_be_taken_stays_and_says_why(qtbot: QtBot, light: Theme, key: Qt.Key) -> None:
    table, model = build(qtbot)
    editor = edit(table, 2, PHONE)
    assert isinstance(editor, QLineEdit)
    editor.setText("+31 6 1200")
    QTest.keyClick(editor, key)
    assert editor.isVisible()
    assert editor.text() == "+31 6 1200"
    assert fault(editor) == "Too short for a Dutch number"
    assert editor.property("faulty")
    assert model.taken == []
    assert table.is_editing()


def test_a_faulty_cell_stays_open_while_another_row_is_clicked(qtbot: QtBot, light: Theme) -> None:
    table, model = build(qtbot)
    editor = edit(table, 2, PHONE)
    assert isinstance(editor, QLineEdit)
    editor.setText("+31 6 1200")
    place = table.visualRect(model.index(6, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert editor.isVisible()
    assert editor.text() == "+31 6 1200"
    assert fault(editor)
    assert model.taken == []


def test_escape_puts_the_old_value_back(qtbot: QtBot, light: Theme) -> None:
    table, model = build(qtbot)
    editor = edit(table, 2, PHONE)
    assert isinstance(editor, QLineEdit)
    editor.setText("+31 6 1200")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    with qtbot.waitSignal(table.editing_finished):
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert model.taken == []
    assert not table.is_editing()


def test_typing_on_takes_the_sentence_away(qtbot: QtBot, light: Theme) -> None:
    table, _model = build(qtbot)
    editor = edit(table, 2, PHONE)
    assert isinstance(editor, QLineEdit)
    editor.setText("+31 6 1200")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "5")
    assert fault(editor) == ""
    assert not editor.property("faulty")


def test_a_choice_gives_its_stored_value(qtbot: QtBot, light: Theme) -> None:
    table, model = build(qtbot)
    editor = edit(table, 4, TIER)
    assert isinstance(editor, QComboBox)
    assert editor.currentText() == "Gold"
    editor.setCurrentIndex(0)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model.taken == [(5, "tier", "")])


def test_f2_on_a_cell_that_cannot_be_changed_opens_the_first_that_can(qtbot: QtBot, light: Theme) -> None:
    table, _model = build(qtbot)
    table.show_record(3)
    table.setCurrentIndex(table.model().index(2, 0))
    QTest.keyClick(table, Qt.Key.Key_F2)
    assert table.currentIndex().column() == LAST_NAME
    assert table.is_editing()


def test_a_double_click_edits_a_cell_and_opens_the_record_elsewhere(qtbot: QtBot, light: Theme) -> None:
    table, model = build(qtbot)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(model.index(1, 0)).center())
    assert opened.args == [2]
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(model.index(1, PHONE)).center())
    assert table.is_editing()
