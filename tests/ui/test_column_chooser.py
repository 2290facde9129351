"""The popup that shows, hides and orders columns, by mouse and by keys (look.md, *What the further screens decided*)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.people_model import KEYS, PeopleModel
from ui.column_chooser import ColumnChooser
from ui.record_table import RecordTable
from ui.theme import Theme

USUAL = ("number", "first_name", "last_name", "tier")


def build(qtbot: QtBot) -> tuple[RecordTable, ColumnChooser]:
    table = RecordTable()
    qtbot.addWidget(table)
    table.setModel(PeopleModel(20))
    table.columns.set_usual(USUAL)
    table.resize(700, 400)
    table.show()
    chooser = ColumnChooser(table.columns, table)
    chooser.open_under(table)
    return table, chooser


def row_of(chooser: ColumnChooser, key: str) -> QRect:
    items = [chooser.list.item(row) for row in range(chooser.list.count())]
    item = next(item for item in items if item.data(Qt.ItemDataRole.UserRole) == key)
    chooser.list.scrollToItem(item)
    return chooser.list.visualItemRect(item)


def click(chooser: ColumnChooser, key: str) -> None:
    QTest.mouseClick(chooser.list.viewport(), Qt.MouseButton.LeftButton, pos=row_of(chooser, key).center())


def test_a_click_shows_a_hidden_column_at_the_end_and_hides_a_shown_one(qtbot: QtBot, light: Theme) -> None:
    table, chooser = build(qtbot)
    assert chooser.count.text() == "4 of 7 shown"
    click(chooser, "phone")
    assert table.columns.shown_keys() == (*USUAL, "phone")
    click(chooser, "first_name")
    assert table.columns.shown_keys() == ("number", "last_name", "tier", "phone")
    assert chooser.count.text() == "4 of 7 shown"


def test_the_last_column_cannot_be_hidden(qtbot: QtBot, light: Theme) -> None:
    table, chooser = build(qtbot)
    for key in USUAL:
        click(chooser, key)
    assert table.columns.shown_keys() == ("tier",)


def test_alt_and_the_arrows_move_a_column_and_space_ticks_it(qtbot: QtBot, light: Theme) -> None:
    table, chooser = build(qtbot)
    QTest.keyClick(chooser.search, Qt.Key.Key_Down)
    assert chooser.list.hasFocus()
    QTest.keyClick(chooser.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert table.columns.shown_keys() == ("first_name", "number", "last_name", "tier")
    assert chooser.list.current_key() == "number"
    QTest.keyClick(chooser.list, Qt.Key.Key_Space)
    assert table.columns.shown_keys() == ("first_name", "last_name", "tier")


def test_a_shown_column_is_dragged_to_its_place(qtbot: QtBot, light: Theme) -> None:
    table, chooser = build(qtbot)
    view = chooser.list.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=row_of(chooser, "tier").center())
    QTest.mouseMove(view, row_of(chooser, "first_name").center())
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=row_of(chooser, "tier").center() + QPoint(1, 0))
    assert table.columns.shown_keys() == ("number", "tier", "first_name", "last_name")


def test_the_search_narrows_the_list_without_accents_and_case(qtbot: QtBot, light: Theme) -> None:
    _table, chooser = build(qtbot)
    QTest.keyClicks(chooser.search, "NÄME")
    keys = [chooser.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(chooser.list.count())]
    assert keys == [None, "first_name", "last_name"]


def test_usual_columns_puts_order_and_widths_back(qtbot: QtBot, light: Theme) -> None:
    table, chooser = build(qtbot)
    table.columns.show(tuple(reversed(KEYS)))
    table.header.resizeSection(0, 222)
    chooser.usual.click()
    assert table.columns.shown_keys() == USUAL
    assert table.columnWidth(0) < 222


def test_every_line_says_whether_its_column_is_shown(qtbot: QtBot, light: Theme) -> None:
    _table, chooser = build(qtbot)
    spoken = [chooser.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(chooser.list.count())]
    assert "Tier, shown" in spoken
    assert "Phone, hidden" in spoken
