"""The table of records: any place of a million rows, selection by id, keys and mouse (table.md, *Qt*; look.md, *Tables*)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.ui.people_model import COLUMNS, KEYS, PeopleModel
from tests.ui.pixels import picture
from ui.record_table import RecordTable
from ui.theme import Theme, mixed

MILLION = 1_000_000
Key, Shift, Control = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def build(qtbot: QtBot, model: PeopleModel, width: int = 860) -> RecordTable:
    table = RecordTable()
    qtbot.addWidget(table)
    table.setModel(model)
    table.columns.set_usual(KEYS)
    table.resize(width, 480)
    table.show()
    table.setFocus()
    return table


def at(table: RecordTable, row: int, column: int = 1) -> QPoint:
    return table.visualRect(table.model().index(row, column)).center()


def click(table: RecordTable, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, at(table, row))


def drag_to(table: RecordTable, row: int) -> None:
    """Move the pointer over a row with the left button held."""
    place = at(table, row).toPointF()
    held, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    globally = table.viewport().mapToGlobal(place)
    QApplication.sendEvent(table.viewport(), QMouseEvent(QEvent.Type.MouseMove, place, globally, Qt.MouseButton.NoButton, held, none))


def selected(table: RecordTable) -> list[int]:
    model = table.model()
    assert isinstance(model, PeopleModel)
    return table.selection.of(model.order)


def test_the_trivial_model_keeps_the_rules_of_item_models(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(PeopleModel(12))  # type: ignore[no-untyped-call]


def test_selecting_a_million_rows_asks_the_model_about_those_on_screen_only(qtbot: QtBot, light: Theme) -> None:
    model = PeopleModel(MILLION)
    table = build(qtbot, model)
    table.grab()
    model.asked_flags = 0
    QTest.keyClick(table, Key.Key_A, Control)
    table.grab()
    on_screen = (table.visible_rows()[1] + 1) * len(COLUMNS)
    assert table.selection.count(table.row_count) == MILLION
    assert model.asked_flags <= 4 * on_screen


def test_twenty_thousand_scattered_rows_cost_no_more(qtbot: QtBot, light: Theme) -> None:
    model = PeopleModel(MILLION)
    table = build(qtbot, model)
    table.grab()
    model.asked_flags = 0
    table.selection.select(range(1, MILLION, 50))
    table.grab()
    assert table.selection.count(MILLION) == 20_000
    assert model.asked_flags <= 4 * (table.visible_rows()[1] + 1) * len(COLUMNS)


def test_any_place_of_a_million_rows_is_one_jump_away(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(MILLION))
    assert table.show_record(765_432)
    first, last = table.visible_rows()
    assert first <= 765_431 <= last
    assert selected(table) == [765_432]
    assert not table.show_record(MILLION + 1)


def test_the_selection_the_current_record_and_the_top_row_survive_another_order(qtbot: QtBot, light: Theme) -> None:
    model = PeopleModel(1_000)
    table = build(qtbot, model)
    click(table, 2)
    click(table, 5, Control)
    table.verticalScrollBar().setValue(40 * table.verticalHeader().defaultSectionSize() + 9)
    top = table.top_record()
    model.reorder([*range(500, 0, -1), *range(501, 1_001)])
    assert set(selected(table)) == {3, 6}
    assert table.selection.current == 6
    assert table.top_record() == top


def test_the_arrow_keys_move_and_with_shift_extend_the_selection(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(200))
    QTest.keyClick(table, Key.Key_Down)
    QTest.keyClick(table, Key.Key_Down)
    assert selected(table) == [2]
    QTest.keyClick(table, Key.Key_Down, Shift)
    QTest.keyClick(table, Key.Key_Down, Shift)
    assert selected(table) == [2, 3, 4]
    QTest.keyClick(table, Key.Key_Up, Shift)
    assert selected(table) == [2, 3]
    QTest.keyClick(table, Key.Key_Up)
    assert selected(table) == [2]


def test_home_end_and_the_page_keys_reach_the_ends(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(MILLION))
    QTest.keyClick(table, Key.Key_End)
    assert selected(table) == [MILLION] if table.row_count < 1_000 else table.selection.current == MILLION
    assert table.visible_rows()[1] == MILLION - 1
    QTest.keyClick(table, Key.Key_PageUp)
    assert MILLION - 30 < (table.selection.current or 0) < MILLION
    QTest.keyClick(table, Key.Key_Home)
    assert table.selection.current == 1
    assert table.visible_rows()[0] == 0


def test_control_moves_without_selecting_and_space_selects(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    click(table, 0)
    QTest.keyClick(table, Key.Key_Down, Control)
    QTest.keyClick(table, Key.Key_Down, Control)
    assert selected(table) == [1]
    QTest.keyClick(table, Key.Key_Space)
    assert selected(table) == [1, 3]


def test_the_mouse_selects_one_some_or_a_range(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    click(table, 1)
    click(table, 4, Shift)
    assert selected(table) == [2, 3, 4, 5]
    click(table, 3, Control)
    assert selected(table) == [2, 3, 5]


def test_a_trembling_hand_does_not_lose_what_control_selected(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    click(table, 1)
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, Control, at(table, 6))
    QTest.mouseMove(table.viewport(), at(table, 6) + QPoint(3, 1))
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, Control, at(table, 6) + QPoint(3, 1))
    assert selected(table) == [2, 7]


def test_enter_opens_the_record_and_the_copy_keys_ask_for_cells(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    click(table, 3)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Key.Key_Return)
    assert opened.args == [4]
    for modifier, headers in ((Control, False), (Control | Shift, True)):
        with qtbot.waitSignal(table.copy_requested) as copied:
            QTest.keyClick(table, Key.Key_C, modifier)
        assert copied.args == [headers]


def test_a_right_click_takes_the_row_under_it_unless_it_is_selected_already(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    click(table, 1)
    click(table, 3, Shift)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.RightButton, pos=at(table, 2))
    assert selected(table) == [2, 3, 4]
    QTest.mouseClick(table.viewport(), Qt.MouseButton.RightButton, pos=at(table, 8))
    assert selected(table) == [9]


def test_a_click_on_a_head_asks_for_its_order_and_shift_adds_to_the_sort(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    place = QPoint(table.header.sectionViewportPosition(4) + 20, 10)
    with qtbot.waitSignal(table.sort_requested) as asked:
        QTest.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == ["points", False, False]
    table.header.set_sorts([("points", False)])
    with qtbot.waitSignal(table.sort_requested) as again:
        QTest.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, Shift, place)
    assert again.args == ["points", True, True]


@pytest.mark.parametrize("width", [500, 860, 1600])
def test_figures_dates_phones_and_codes_are_never_cut(qtbot: QtBot, light: Theme, width: int) -> None:
    table = build(qtbot, PeopleModel(50), width)
    for column, (key, _label, _widest, elides, _right) in enumerate(COLUMNS):
        if not elides:
            assert table.columnWidth(column) >= table.header.content_width(column), key
    if width >= 860:
        assert sum(table.columnWidth(column) for column in range(len(COLUMNS))) == table.viewport().width()


def test_the_columns_are_put_back_as_they_were_kept(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    table.columns.show(("phone", "last_name", "points"))
    table.header.resizeSection(5, 211)
    kept = table.columns.state()
    other = build(qtbot, PeopleModel(50))
    other.columns.set_state(kept)
    assert other.columns.shown_keys() == ("phone", "last_name", "points")
    assert other.columnWidth(5) == 211
    assert [other.isColumnHidden(column) for column in range(7)] == [True, True, False, True, False, False, True]
    assert other.header.visualIndex(5) == 0


@pytest.mark.parametrize(
    "state", [None, 3, {"columns": ["gone", "phone"], "widths": {"gone": 9, "phone": "wide"}}, {"columns": 7, "widths": 7}]
)
def test_a_kept_state_that_makes_no_sense_does_no_harm(qtbot: QtBot, light: Theme, state: object) -> None:
    table = build(qtbot, PeopleModel(50))
    table.columns.set_state(state)
    assert set(table.columns.shown_keys()) <= set(KEYS)
    assert table.columns.shown_keys()


def test_a_selected_row_is_tinted_and_the_current_one_has_a_bar(qtbot: QtBot, look: Theme) -> None:
    table = build(qtbot, PeopleModel(50))
    click(table, 1)
    click(table, 2, Shift)
    image = picture(table.viewport())
    middle = table.rowViewportPosition(2) + 8
    assert [image.pixelColor(x, middle).name() for x in (0, 2, 3)] == [look.accent, look.accent, look.selection]
    assert image.pixelColor(0, table.rowViewportPosition(1) + 8).name() == look.selection
    assert image.pixelColor(0, table.rowViewportPosition(4) + 8).name() == look.base


def test_without_the_focus_the_selection_is_grey(qtbot: QtBot, light: Theme, qapp: QApplication) -> None:
    table = build(qtbot, PeopleModel(50))
    click(table, 1)
    table.clearFocus()
    grey = mixed(light.text, light.base, 0.08).name()
    assert picture(table.viewport()).pixelColor(300, table.rowViewportPosition(1) + 3).name() == grey


def test_the_table_has_a_name_for_screen_readers(qtbot: QtBot, light: Theme) -> None:
    assert build(qtbot, PeopleModel(5)).accessibleName()


def test_an_empty_table_takes_every_key_in_peace(qtbot: QtBot, light: Theme) -> None:
    table = build(qtbot, PeopleModel(0))
    for key in (Key.Key_Down, Key.Key_End, Key.Key_PageUp, Key.Key_Return, Key.Key_F2, Key.Key_Space, Key.Key_Left):
        QTest.keyClick(table, key)
    assert table.visible_rows() == (0, -1)
    assert table.selection.current is None


def test_a_wide_window_shows_more_columns_until_the_clerk_chooses(qtbot: QtBot, qapp: QApplication) -> None:
    """From 1600 on more columns, never larger type (look.md, *Where things stand*); a choice is kept in any window."""
    table = build(qtbot, PeopleModel(10), width=860)
    usual = KEYS[:5]
    table.columns.show(usual)
    table.columns.set_usual(usual, KEYS[5:])
    table.columns.reset()
    assert table.columns.shown_keys() == usual
    table.resize(1700, 480)
    qtbot.waitUntil(lambda: table.columns.shown_keys() == KEYS)
    assert table.columns.state()["columns"] == []
    table.columns.show(KEYS[:3])
    table.resize(1800, 480)
    assert table.columns.shown_keys() == KEYS[:3]
    assert table.columns.state()["columns"] == list(KEYS[:3])


def test_a_press_on_selected_rows_drags_them_and_a_click_selects_one(qtbot: QtBot, light: Theme) -> None:
    """Many rows go onto a group together: the press keeps the selection, only a release without a drag takes this row alone."""
    table = build(qtbot, PeopleModel(40))
    table.drags_rows = True
    click(table, 2)
    click(table, 4, Shift)
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 3))
    assert selected(table) == [3, 4, 5]
    over: list[QPoint | None] = []
    dropped: list[QPoint] = []
    table.rows_dragged.connect(over.append)
    table.rows_dropped.connect(dropped.append)
    drag_to(table, 9)
    assert (len(over), dropped) == (1, [])
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 9))
    assert dropped == [table.viewport().mapToGlobal(at(table, 9))]
    assert over[-1] is None
    assert selected(table) == [3, 4, 5]
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 3))
    drag_to(table, 9)
    QTest.keyClick(table, Key.Key_Escape)
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 9))
    assert (len(dropped), selected(table)) == (1, [3, 4, 5])
    click(table, 3)
    assert selected(table) == [4]
