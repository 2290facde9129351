"""Filters with a period (W3): what is set is given back, what is wrong is told at its field, and chips read as sentences."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.filter_bar import FilterBar
from ui.filter_periods import FigurePeriodEditor, TextPeriodEditor
from ui.filter_popup import make_editor
from ui.filters import FilterAnswer, FilterSpec, Pairs, chip_for
from ui.roles import Choice

TODAY = date(2026, 7, 15)
SPENT = FilterSpec("spent", "Spend", "amount_period")
VISITS = FilterSpec("visits", "Visits", "count_period")
BOUGHT = FilterSpec("bought", "Bought", "text_period")
EXPIRING = FilterSpec("expiring", "Points expiring", "count_days")
COMING = FilterSpec("coming", "Coming up", "choice_days", (Choice("birthday", "Birthday"), Choice("anniversary", "Anniversary")))
PEOPLE = FilterSpec("people", "", "records", is_offered=False)
CITY = FilterSpec("city", "City", "text", check=lambda answer: "There is no such city." if "X" in answer.pairs[0][1] else None)


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en_GB"))


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize(
    ("spec", "key", "pairs", "words"),
    [
        (SPENT, "spent.2026-01-01..2026-12-31", ((">=", "500"),), "Spend ≥ 500 in 2026"),
        (SPENT, "spent.2026-06-01..2026-06-30", ((">=", "29.9"), ("<=", "1500")), "Spend 29.9 to 1,500 in June 2026"),
        (SPENT, "spent.2026-06-10..2026-07-09", (("<", "10"),), "Spend < 10 10/06/2026 to 09/07/2026"),
        (SPENT, "spent", (("=", "0"),), "Spend 0"),
        (VISITS, "visits.90d", ((">=", "3"),), "Visits ≥ 3 in the last 90 days"),
        (VISITS, "visits.2026-07-15..2026-07-15", (("!=", "3"),), "Visits not 3 on 15 July 2026"),
        (BOUGHT, "bought.2026-06-01..", (("~", "coffee"),), "Bought coffee since 1 June 2026"),
        (BOUGHT, "bought...2026-06-01", (("=", "tea|coffee"),), "Bought exactly tea or coffee until 1 June 2026"),
        (EXPIRING, "expiring.30d", ((">=", "1"),), "Points expiring within 30 days"),
        (EXPIRING, "expiring.1d", ((">=", "100"),), "Points expiring ≥ 100 within 1 day"),
        (COMING, "coming.14d", (("=", "birthday|anniversary"),), "Coming up Birthday or Anniversary within 14 days"),
        (PEOPLE, "people", (("among", "3|7|9"),), "3 people"),
    ],
)
def test_a_chip_reads_as_a_sentence(spec: FilterSpec, key: str, pairs: Pairs, words: str) -> None:
    chip = chip_for(spec, FilterAnswer(key, pairs))
    assert (f"{chip.label} {chip.value_text}".strip(), chip.key) == (words, key)


@pytest.mark.parametrize(
    ("spec", "period", "pairs"),
    [
        (SPENT, "2026-01-01..2026-12-31", ((">=", "500"),)),
        (SPENT, "2025-03-01..2025-04-15", ((">=", "29.9"), ("<=", "1500"))),
        (SPENT, "", (("!=", "3"),)),
        (SPENT, "..2026-06-01", (("<", "10"),)),
        (VISITS, "90d", ((">=", "3"),)),
        (BOUGHT, "2026-06-01..", (("~", "coffee"),)),
        (BOUGHT, "", (("!=", "tea|coffee"),)),
        (EXPIRING, "45d", ((">=", "100"),)),
        (EXPIRING, "45d", (("=", "0"),)),
        (COMING, "14d", (("=", "anniversary"),)),
        (PEOPLE, "", (("among", "3|7"),)),
    ],
)
def test_what_an_editor_is_shown_it_gives_back(room: QWidget, spec: FilterSpec, period: str, pairs: Pairs) -> None:
    """Nothing of what the command line can ask is lost when a chip is opened and applied."""
    editor = make_editor(spec, TODAY, room)
    editor.set_period(period)
    editor.set_pairs(pairs)
    assert editor.sound()
    assert (editor.period(), editor.pairs()) == (period, pairs)


def test_what_is_wrong_is_told_at_its_field_and_stays_typed(room: QWidget) -> None:
    editor = FigurePeriodEditor(SPENT, TODAY, room)
    editor.form.set_text("from", "much")
    assert not editor.sound()
    assert (editor.form.problem("from"), editor.form.text("from")) == ("This is not an amount.", "much")
    editor.form.set_text("from", "100")
    editor.form.set_text("to", "50")
    assert not editor.sound()
    assert editor.form.problem("to") == "Ends before it begins."
    editor.form.set_text("to", "")
    editor.when.way.set_text("way", "days")
    editor.when.days.set_text("days", "0")
    assert not editor.sound()
    assert editor.when.days.problem("days") == "A number of days from 1 to 3660."
    editor.when.way.set_text("way", "dates")
    assert not editor.sound()
    assert editor.when.dates.problem("from") == "Write at least one of the days."
    editor.when.dates.set_text("from", "01/07/2026")
    editor.form.set_text("from", "")
    assert not editor.sound()
    assert editor.form.problem("from") == "Write how much."


def test_a_period_without_a_text_asks_for_it(room: QWidget) -> None:
    editor = TextPeriodEditor(BOUGHT, TODAY, room)
    assert editor.sound()
    assert editor.pairs() == ()
    editor.set_period("30d")
    assert not editor.sound()
    assert editor.form.problem("text") == "Write a text or a category."


@pytest.fixture
def bar(qtbot: QtBot) -> FilterBar:
    made = FilterBar(today=lambda: TODAY)
    made.resize(1000, 44)
    qtbot.addWidget(made)
    made.set_specs([CITY, SPENT, BOUGHT, PEOPLE])
    made.show()
    return made


def test_another_period_takes_the_place_of_the_one_changed_and_there_may_be_two(bar: FilterBar) -> None:
    this_year, last_year = "spent.2026-01-01..2026-12-31", "spent.2025-01-01..2025-12-31"
    bar.set_answers([FilterAnswer(this_year, ((">=", "500"),)), FilterAnswer("city", (("~", "Lund"),))])
    told: list[FilterAnswer] = []
    bar.filter_set.connect(told.append)
    bar.edit(this_year)
    editor = bar.popup.editor
    assert isinstance(editor, FigurePeriodEditor)
    editor.when.way.set_text("way", "2025-01-01..2025-12-31")
    bar.popup.apply()
    assert [answer.key for answer in bar.answers()] == [last_year, "city"]
    bar.open_fields()
    bar.popup.fields.chosen.emit("spent")
    again = bar.popup.editor
    assert isinstance(again, FigurePeriodEditor)
    again.form.set_text("from", "10")
    bar.popup.apply()
    assert [answer.key for answer in bar.answers()] == [last_year, "city", "spent"]
    assert [answer.key for answer in told] == [last_year, "spent"]


def test_what_the_search_would_refuse_is_told_at_the_field_and_nothing_is_lost(bar: FilterBar) -> None:
    bar.edit("city")
    editor = bar.popup.editor
    assert editor is not None
    editor.set_pairs((("~", "Xanadu"),))
    bar.popup.apply()
    assert bar.popup.isVisible()
    assert bar.answers() == ()
    assert editor.form.problem("text") == "There is no such city."  # type: ignore[union-attr]
    assert editor.pairs() == (("~", "Xanadu"),)
    bar.popup.close()


def test_chips_are_walked_changed_and_removed_by_keys(bar: FilterBar, qtbot: QtBot) -> None:
    bar.set_answers([FilterAnswer("city", (("~", "Lund"),)), FilterAnswer("people", (("among", "1|2"),))])
    first, second = bar._chips["city"], bar._chips["people"]
    bar.window().activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Right)
    assert bar.add_button.hasFocus()
    QTest.keyClick(bar.add_button, Qt.Key.Key_Return)
    assert bar.popup.isVisible()
    listed = [bar.popup.fields.list.item(at).text() for at in range(bar.popup.fields.list.count())]
    assert listed == ["Spend", "Bought"]
    QTest.keyClick(bar.popup.fields.search, Qt.Key.Key_Escape)
    assert not bar.popup.isVisible()
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Backspace)
    assert [answer.key for answer in bar.answers()] == ["city"]
    QTest.keyClick(bar._chips["city"], Qt.Key.Key_Return)
    assert bar.popup.isVisible()
    bar.popup.close()
