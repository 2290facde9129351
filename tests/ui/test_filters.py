"""Editors of filters give the grammar of the command line, and chips say it in words (commands.md, *Selecting*)."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.filter_bar import FilterBar
from ui.filter_dates import DateRangeEditor, DayWindowEditor
from ui.filter_editors import ChoiceEditor, NumberRangeEditor, TextEditor
from ui.filter_popup import make_editor
from ui.filters import FilterAnswer, FilterSpec, Pairs, describe
from ui.roles import Choice

TODAY = date(2026, 7, 15)
TIERS = (Choice("gold", "Gold"), Choice("silver", "Silver"), Choice("bronze", "Bronze"))
JOINED = FilterSpec("joined", "Joined", "date_range")
TIER = FilterSpec("tier", "Tier", "choice", TIERS)
CITY = FilterSpec("city", "City", "text")
BIRTHDAY = FilterSpec("birthday", "Birthday", "day_window")
POINTS = FilterSpec("points", "Points", "number_range")
PHONE = FilterSpec("phone", "Phone", "phone")
ALL = (JOINED, TIER, CITY, BIRTHDAY, POINTS, PHONE)


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en_GB"))


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize(
    ("spec", "pairs", "words"),
    [
        (JOINED, ((">=", "2026-06-01"),), "since 1 June 2026"),
        (JOINED, ((">=", "2026-06-01"), ("<=", "2026-06-30")), "01/06/2026 to 30/06/2026"),
        (JOINED, ((">=", "2026-06-01"), ("<=", "2026-06-01")), "1 June 2026"),
        (JOINED, (("=", ""),), "empty"),
        (TIER, (("=", "gold|silver"),), "Gold or Silver"),
        (TIER, (("=", "gold|silver|"),), "Gold, Silver or empty"),
        (CITY, (("~", "Lun"),), "contains Lun"),
        (CITY, (("!=", ""),), "not empty"),
        (BIRTHDAY, ((">=", "05-01"), ("<=", "05-31")), "May"),
        (BIRTHDAY, ((">=", "12-20"), ("<=", "01-05")), "20 December to 5 January"),
        (POINTS, ((">=", "100"), ("<=", "500")), "100 to 500"),
        (POINTS, ((">=", "100"),), "100 or more"),
    ],
)
def test_a_chip_says_its_filter_in_words(spec: FilterSpec, pairs: Pairs, words: str) -> None:
    assert describe(spec, pairs) == words


@pytest.mark.parametrize(
    ("spec", "pairs"),
    [
        (JOINED, ((">=", "2026-06-01"), ("<=", "2026-06-30"))),
        (JOINED, (("=", ""),)),
        (TIER, (("=", "gold|silver"),)),
        (TIER, (("=", "bronze|"),)),
        (CITY, (("~", "Lund"),)),
        (CITY, (("=", ""),)),
        (CITY, (("!=", "Lund"),)),
        (PHONE, (("~", "0612"),)),
        (BIRTHDAY, ((">=", "02-01"), ("<=", "02-29"))),
        (BIRTHDAY, ((">=", "12-20"), ("<=", "01-05"))),
        (POINTS, ((">=", "-20"), ("<=", "500"))),
    ],
)
def test_what_an_editor_is_shown_it_gives_back(room: QWidget, spec: FilterSpec, pairs: Pairs) -> None:
    editor = make_editor(spec, TODAY, room)
    editor.set_pairs(pairs)
    assert editor.sound()
    assert editor.pairs() == pairs


def test_an_editor_left_alone_answers_nothing(room: QWidget) -> None:
    assert [make_editor(spec, TODAY, room).pairs() for spec in (JOINED, TIER, CITY, POINTS, PHONE)] == [()] * 5


@pytest.mark.parametrize(
    ("pick", "first", "last"),
    [
        ("Today", "2026-07-15", "2026-07-15"),
        ("This week", "2026-07-13", "2026-07-19"),
        ("This month", "2026-07-01", "2026-07-31"),
        ("Last month", "2026-06-01", "2026-06-30"),
        ("This year", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_quick_pick_is_the_whole_answer(room: QWidget, qtbot: QtBot, pick: str, first: str, last: str) -> None:
    editor = DateRangeEditor(JOINED, TODAY, room)
    button = next(button for button in editor.picks if button.text() == pick)
    with qtbot.waitSignal(editor.answered):
        button.click()
    assert editor.pairs() == ((">=", first), ("<=", last))


def test_dates_that_cannot_be_taken_are_marked(room: QWidget) -> None:
    editor = DateRangeEditor(JOINED, TODAY, room)
    editor.form.set_text("from", "31/02/2026")
    assert not editor.sound()
    assert editor.form.problem("from") == "This is not a date."
    editor.form.set_text("from", "01/03/2026")
    editor.form.set_text("to", "01/02/2026")
    assert not editor.sound()
    assert editor.form.problem("to") == "Ends before it begins."
    editor.form.set_text("to", "01/04/2026")
    assert editor.sound()


def test_birthdays_of_the_next_days_may_run_over_the_end_of_the_year(room: QWidget) -> None:
    editor = DayWindowEditor(BIRTHDAY, date(2026, 12, 20), room)
    editor.form["next"].set_text("days", "16")
    assert editor.sound()
    assert editor.pairs() == ((">=", "12-20"), ("<=", "01-05"))
    editor.form["next"].set_text("days", "400")
    assert not editor.sound()


def test_a_day_that_no_month_has_is_marked(room: QWidget) -> None:
    editor = DayWindowEditor(BIRTHDAY, TODAY, room)
    editor.set_pairs(((">=", "04-01"), ("<=", "05-10")))
    editor.form["between"].set_text("from_day", "31")
    assert not editor.sound()
    assert editor.form["between"].problem("from_day") == "This month has no such day."
    editor.form["between"].set_text("from_day", "30")
    assert editor.sound()
    assert editor.pairs() == ((">=", "04-30"), ("<=", "05-10"))


def test_numbers_may_be_grouped_as_the_language_does(room: QWidget) -> None:
    editor = NumberRangeEditor(POINTS, room)
    editor.form.set_text("from", "1,200")
    assert editor.sound()
    assert editor.pairs() == ((">=", "1200"),)
    editor.form.set_text("to", "many")
    assert not editor.sound()


def test_a_long_list_of_choices_can_be_searched(room: QWidget) -> None:
    many = tuple(Choice(str(at), f"Group {at}") for at in range(20))
    editor = ChoiceEditor(FilterSpec("groups", "Groups", "tags", many), room)
    editor.search.setText("19")
    assert [editor.list.item(at).text() for at in range(editor.list.count()) if not editor.list.item(at).isHidden()] == ["Group 19"]
    editor.tick("19")
    editor.tick("3")
    assert editor.pairs() == (("=", "3|19"),)


def test_empty_needs_no_text(room: QWidget) -> None:
    editor = TextEditor(CITY, room)
    editor.set_pairs((("=", ""),))
    assert not editor.form.field("text").isEnabled()
    assert editor.pairs() == (("=", ""),)


# The bar ----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def bar(qtbot: QtBot) -> FilterBar:
    made = FilterBar(today=lambda: TODAY)
    qtbot.addWidget(made)
    made.set_specs(ALL)
    made.set_answers([FilterAnswer("joined", ((">=", "2026-06-01"),)), FilterAnswer("tier", (("=", "gold"),))])
    made.resize(1000, 42)
    made.show()
    return made


def test_chips_stand_for_the_filters_that_hold(bar: FilterBar) -> None:
    assert [(chip.label, chip.value_text) for chip in bar.chips()] == [("Joined", "since 1 June 2026"), ("Tier", "Gold")]
    assert bar._chips["joined"].accessibleName() == "Joined since 1 June 2026"


def test_backspace_removes_one_filter_after_the_other(bar: FilterBar, qtbot: QtBot) -> None:
    bar.activateWindow()
    bar._chips["joined"].setFocus()
    with qtbot.waitSignal(bar.filter_removed) as said:
        QTest.keyClick(bar._chips["joined"], Qt.Key.Key_Backspace)
    assert said.args == ["joined"]
    qtbot.waitUntil(bar._chips["tier"].hasFocus)
    QTest.keyClick(bar._chips["tier"], Qt.Key.Key_Backspace)
    assert bar.answers() == ()
    assert bar.clear_link.isHidden()


def test_clear_removes_all_at_once(bar: FilterBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.filter_removed), qtbot.waitSignal(bar.cleared):
        bar.clear_link.click()
    assert bar.chips() == ()


def test_showing_the_filters_of_a_view_says_nothing(bar: FilterBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.filter_set), qtbot.assertNotEmitted(bar.cleared):
        bar.set_answers([FilterAnswer("points", ((">=", "100"),))])
    assert [chip.key for chip in bar.chips()] == ["points"]


def test_a_filter_is_added_by_typing_its_name_and_value(bar: FilterBar, qtbot: QtBot) -> None:
    bar.open_fields()
    popup = bar.popup
    assert [popup.fields.list.item(at).text() for at in range(popup.fields.list.count())] == ["City", "Birthday", "Points", "Phone"]
    QTest.keyClicks(popup.fields.search, "cit")
    QTest.keyClick(popup.fields.search, Qt.Key.Key_Return)
    editor = popup.editor
    assert isinstance(editor, TextEditor)
    QTest.keyClicks(editor.form.field("text"), "Lund")
    with qtbot.waitSignal(bar.filter_set) as said:
        QTest.keyClick(editor.form.field("text"), Qt.Key.Key_Return)
    assert said.args == [FilterAnswer("city", (("~", "Lund"),))]
    assert [chip.key for chip in bar.chips()] == ["joined", "tier", "city"]
    assert popup.isHidden()


def test_a_click_on_a_chip_changes_its_filter_in_its_place(bar: FilterBar, qtbot: QtBot) -> None:
    bar._chips["tier"].edit_requested.emit()
    editor = bar.popup.editor
    assert isinstance(editor, ChoiceEditor)
    assert editor.pairs() == (("=", "gold"),)
    editor.tick("silver")
    with qtbot.waitSignal(bar.filter_set):
        bar.popup.apply()
    assert [(chip.key, chip.value_text) for chip in bar.chips()][1] == ("tier", "Gold or Silver")


def test_unticking_everything_removes_the_filter(bar: FilterBar, qtbot: QtBot) -> None:
    bar.edit("tier")
    editor = bar.popup.editor
    assert isinstance(editor, ChoiceEditor)
    editor.tick("gold", on=False)
    with qtbot.waitSignal(bar.filter_removed) as said:
        bar.popup.apply()
    assert said.args == ["tier"]


def test_a_fault_keeps_the_popup_open(bar: FilterBar) -> None:
    bar.edit("joined")
    editor = bar.popup.editor
    assert isinstance(editor, DateRangeEditor)
    editor.form.set_text("from", "yesterday")
    bar.popup.apply()
    assert bar.popup.isVisible()
    bar.popup.close()
    assert bar.chips()[0].value_text == "since 1 June 2026"


def test_a_view_for_a_field_that_is_gone_shows_no_chip(bar: FilterBar) -> None:
    bar.set_answers([FilterAnswer("shoe_size", (("=", "42"),))])
    assert bar.answers() == ()
