"""Rows that open below themselves: by sign and keys, in a virtual table, whatever the order (look.md, *activity*; table.md, *Qt*)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.people_model import KEYS, PeopleModel
from tests.ui.pixels import picture
from ui.record_stories import StoryLine
from ui.record_table import RecordTable
from ui.theme import Theme, tint_hex

LINES = (StoryLine("Tier", "Bronze", "Silver"), StoryLine("Hold", "none", "until 31/12/2026"), StoryLine("and 3 more"))


def build(qtbot: QtBot, count: int) -> RecordTable:
    """A table whose rows open; what is wanted is told at once."""
    table = RecordTable()
    qtbot.addWidget(table)
    table.setModel(PeopleModel(count))
    table.columns.set_usual(KEYS)
    table.stories.switch_on(KEYS[1], KEYS[2], KEYS[-1])

    def told(records: list[int]) -> None:
        for record in records:
            table.stories.tell(record, LINES)

    table.stories.wanted.connect(told)
    table.resize(860, 480)
    table.show()
    table.setFocus()
    return table


def heights(table: RecordTable, *rows: int) -> list[bool]:
    """Whether each of these rows is higher than usual."""
    usual = table.verticalHeader().defaultSectionSize()
    return [table.rowHeight(row) > usual for row in rows]


def record_at(table: RecordTable, row: int) -> int:
    found = table.records.id_at(row)
    assert found is not None
    return found


def test_right_opens_the_current_row_and_left_closes_it(qtbot: QtBot) -> None:
    table = build(qtbot, 40)
    table.show_record(record_at(table, 3))
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert heights(table, 2, 3, 4) == [False, True, False]
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert table.stories.count == 1
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert heights(table, 3) == [False]
    assert table.stories.count == 0


def test_a_click_on_the_sign_opens_and_closes_and_elsewhere_selects(qtbot: QtBot) -> None:
    table = build(qtbot, 40)
    top = table.rowViewportPosition(2)
    sign = QPoint(20, top + 12)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, sign)
    assert table.stories.is_open(record_at(table, 2))
    # Below the row there is no sign.
    below = QPoint(20, top + table.rowHeight(2) - 6)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, below)
    assert table.stories.is_open(record_at(table, 2))
    assert table.selection.current == record_at(table, 2)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, sign)
    assert heights(table, 2) == [False]


def test_a_row_that_is_open_moves_with_its_record(qtbot: QtBot) -> None:
    """Another order, a page anew: heights follow ids, and the top row stays where it was."""
    table = build(qtbot, 40)
    record = record_at(table, 5)
    table.stories.open([record])
    model = table.model()
    assert isinstance(model, PeopleModel)
    model.reorder(list(reversed(model.order)))
    row = table.records.row_of(record)
    assert row is not None
    assert heights(table, 5, row) == [False, True]
    table.set_density("compact")
    assert heights(table, row) == [True]
    table.stories.close_all()
    assert heights(table, row) == [False]


def test_the_keys_show_a_row_after_open_ones_whole(qtbot: QtBot) -> None:
    table = build(qtbot, 400)
    table.stories.open([record_at(table, row) for row in range(6)])
    table.show_record(record_at(table, 60))
    place = table.visualRect(table.model().index(60, 1))
    assert table.viewport().rect().contains(place.adjusted(0, 0, -place.width() + 1, 0))
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.verticalScrollBar().value() == 0


def test_what_it_was_and_is_stands_below_in_the_tint_of_changes(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, 40)
    table.stories.open([record_at(table, 1)])
    usual = table.verticalHeader().defaultSectionSize()
    top = table.rowViewportPosition(1)
    below = QRect(0, top + usual, table.viewport().width(), table.rowHeight(1) - usual)
    shown = picture(table.viewport())
    colours = {shown.pixelColor(x, y).name() for x in range(0, below.width(), 3) for y in range(below.top() + 4, below.bottom() - 4, 3)}
    assert tint_hex(light, "info") in colours
    assert shown.pixelColor(5, below.center().y()).name() == light.raised
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert picture(table.viewport()).pixelColor(below.width() - 5, below.center().y()).name() == light.raised


def test_a_million_rows_open_as_quickly(qtbot: QtBot) -> None:
    """Heights are kept of the open rows alone."""
    table = build(qtbot, 1_000_000)
    table.show_record(record_at(table, 999_999))
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert heights(table, 999_998, 999_999) == [False, True]
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.visible_rows()[0] == 0
