"""Records: the threads behind a table, the newest question, other desks (table.md, 4 to 7, *Other desks*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from db.database import Database
from db.errors import Unavailable
from db.fields.people import TABLE, by_keys
from db.journal import Change
from db.operations import people
from db.search import Query, Sort
from desktop.records import Records
from desktop.records.news import News
from desktop.records.threads import Ask, SearchThread
from tests.builders import a_member, an_act
from tests.db.searched import MANNER, searched_club

Open = Callable[..., Records]


@pytest.fixture
def club(engine_url: str) -> Iterator[tuple[Database, dict[str, int]]]:
    """The club of `tests.db.searched`."""
    database, known = searched_club(engine_url)
    yield database, known
    database.close()


@pytest.fixture
def opened(club: tuple[Database, dict[str, int]], qtbot: QtBot, qapp: QGuiApplication) -> Iterator[Open]:
    """Open a table and wait until it is whole; closed after the test."""
    made: list[Records] = []

    def open_records(query: Query | None = None) -> Records:
        records = Records(club[0], MANNER, by_keys(TABLE), query=query)
        made.append(records)
        records.start()
        qtbot.waitUntil(lambda: records.is_settled)
        return records

    yield open_records
    for records in made:
        records.close()


def names(records: Records, known: dict[str, int]) -> list[str]:
    by_id = {person: name for name, person in known.items()}
    return [by_id[person] for person in records.model.ids.tolist()]


def test_a_table_opens_whole_with_its_count_and_sums(club: tuple[Database, dict[str, int]], qtbot: QtBot, qapp: QGuiApplication) -> None:
    records = Records(club[0], MANNER, by_keys(TABLE))
    counts: list[tuple[int, bool]] = []
    busy: list[bool] = []
    records.count_changed.connect(lambda count, is_whole: counts.append((count, is_whole)))
    records.busy.connect(busy.append)
    with qtbot.waitSignal(records.sums_changed) as sums:
        records.start()
    assert counts == [(5, False), (5, True)]
    assert busy[:2] == [True, False]
    assert sums.args == [{"points": 0}]
    qtbot.waitUntil(lambda: records.model.index(0, 2).data() == "Sukarno")
    records.close()


def test_typing_finds_and_the_newest_question_wins(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    """Letter by letter: no question queues behind another, and the last one is shown."""
    _, known = club
    records = opened()
    for text in ("n", "no", "nov", "nova", "novak", "novak a"):
        records.set_text(text)
    assert not records.is_settled
    qtbot.waitUntil(lambda: records.is_settled)
    assert names(records, known) == ["anna"]
    records.set_text("")
    qtbot.waitUntil(lambda: records.is_settled)
    assert len(names(records, known)) == 5


def test_from_the_third_letter_on_a_search_waits_for_a_pause(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    records = opened()
    records.set_text("an")
    assert not records._debounce.isActive()
    records.set_text("ann")
    assert records._debounce.isActive()
    records.ask_at_once()
    assert not records._debounce.isActive()
    qtbot.waitUntil(lambda: records.is_settled)
    assert names(records, club[1]) == ["anna", "annemarie"]


def test_hints_tell_of_prospects_and_of_words_found_inside(opened: Open, qtbot: QtBot) -> None:
    records = opened()
    with qtbot.waitSignal(records.hint, check_params_cb=lambda kind, count: (kind, count) == ("prospects", 1)):
        records.set_text("zielinski")
    with qtbot.waitSignal(records.hint, check_params_cb=lambda kind, count: (kind, count) == ("inside", 1)):
        records.set_text("vakov")
    with qtbot.waitSignal(records.hint, check_params_cb=lambda kind, count: kind == ""):
        records.set_text("")


def test_a_click_on_a_head_sorts(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    records = opened()
    records.model.sort(2)
    assert [sort.key for sort in records.query.sort] == ["last_name"]
    qtbot.waitUntil(lambda: records.is_settled)
    assert names(records, club[1]) == ["sofia", "muller", "anna", "annemarie", "sukarno"]
    records.sort_by("joined", True, True)
    assert records.query.sort == (Sort("last_name"), Sort("joined", descending=True))


def test_another_desks_change_of_a_shown_value_is_seen(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    """Issue 3, item 8: within 2 s; outside the sort and the filter only the row is read again, nothing moves."""
    database, known = club
    records = opened()
    row = records.model.row_of(known["anna"])
    assert row is not None
    column = records.model.column_of("phone") or 0
    qtbot.waitUntil(lambda: records.model.index(row, column).data() == "06 1200 5518")
    desk = Database(database.url, desk="desk 7")
    with qtbot.assertNotEmitted(records.model.layoutChanged), qtbot.waitSignal(records.changed_elsewhere, timeout=3000) as told:
        desk.perform(an_act("Edit"), people.edit, known["anna"], {"phone": ("06 1200 5518", "06 1200 0000")})
    assert told.args == [{known["anna"]}]
    qtbot.waitUntil(lambda: records.model.index(row, column).data() == "06 1200 0000", timeout=2000)
    desk.close()


def test_a_change_inside_the_sort_moves_the_row_and_keeps_the_place(
    club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot
) -> None:
    """table.md, *Other desks*: a new order in the background, swapped with layoutChanged; what stands on an id stays on it."""
    database, known = club
    records = opened(Query(sort=(Sort("last_name"),)))
    assert names(records, known)[0] == "sofia"
    current = QPersistentModelIndex(records.model.index(0, 0))
    places: list[bool] = []
    records.model.order_about_to_change.connect(places.append)
    desk = Database(database.url, desk="desk 7")
    with qtbot.assertNotEmitted(records.model.modelReset), qtbot.waitSignal(records.model.layoutChanged, timeout=3000):
        desk.perform(an_act("Edit"), people.edit, known["sofia"], {"last_name": ("Hernández García", "Zwaan")})
    assert names(records, known)[-1] == "sofia"
    assert current.row() == len(names(records, known)) - 1
    assert places == [True]
    desk.close()


def test_a_new_member_of_another_desk_appears(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    database, _ = club
    records = opened()
    before = records.model.rowCount()
    desk = Database(database.url, desk="desk 7")
    new = a_member(desk, joined="2026-07-10", last_name="Verse").id
    records.look_now()
    qtbot.waitUntil(lambda: records.model.rowCount() == before + 1, timeout=3000)
    assert records.model.id_at(0) == new
    desk.close()


def test_while_a_cell_is_edited_the_refresh_waits(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    database, known = club
    records = opened(Query(sort=(Sort("last_name"),)))
    records.hold(True)
    desk = Database(database.url, desk="desk 7")
    desk.perform(an_act("Edit"), people.edit, known["sofia"], {"last_name": ("Hernández García", "Zwaan")})
    records.look_now()
    qtbot.waitUntil(lambda: bool(records._kept_news), timeout=3000)
    assert names(records, known)[0] == "sofia"
    with qtbot.waitSignal(records.model.layoutChanged, timeout=3000):
        records.hold(False)
    assert names(records, known)[-1] == "sofia"
    desk.close()


def test_a_resting_window_looks_when_it_is_back(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    database, known = club
    records = opened()
    records.set_active(False)
    desk = Database(database.url, desk="desk 7")
    desk.perform(an_act("Edit"), people.edit, known["anna"], {"city": ("Delft", "Breda")})
    with qtbot.waitSignal(records.changed_elsewhere, timeout=3000):
        records.set_active(True)
    desk.close()


def test_a_long_search_is_interrupted_by_a_newer_one(club: tuple[Database, dict[str, int]]) -> None:
    """table.md, 6: interrupt() on SQLite, cancel_safe() on psycopg; the newer question is answered at once."""
    import threading

    database, known = club
    answers: list[tuple[int, Any]] = []
    done = threading.Event()
    is_running = threading.Event()

    class Slow:
        """Asks the engine for something endless when the text says so."""

        def __init__(self, real: Any) -> None:
            self.real = real

        def steps(self, connection: Any, query: Query, *, quietly: bool = False) -> Any:
            if query.text == "slow":
                is_running.set()
                endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
                connection.exec_driver_sql(endless).fetchall()
            yield from self.real.steps(connection, query, quietly=quietly)

    def deliver(number: int, step: Any) -> None:
        answers.append((number, step))
        if type(step).__name__ == "Answered":
            done.set()

    thread = SearchThread(database, deliver)
    thread.selecting = Slow(thread.selecting)  # type: ignore[assignment]
    thread.start()
    thread.ask(Ask(1, Query(text="slow")))
    assert is_running.wait(5)
    thread.ask(Ask(2, Query(text="anna nov")))
    assert done.wait(10)
    assert {number for number, _ in answers} == {2}
    assert answers[0][1].ids.tolist() == [known["anna"]]
    thread.close()


def test_an_answer_to_an_older_question_is_dropped(opened: Open) -> None:
    records = opened()
    before = records.model.ids.tolist()
    records._take_step(records._number - 1, Unavailable("old"))
    assert records.model.ids.tolist() == before


def test_a_database_that_goes_away_is_told(club: tuple[Database, dict[str, int]], opened: Open, qtbot: QtBot) -> None:
    records = opened()
    with qtbot.waitSignal(records.failed) as told:
        records.set_query(replace(records.query, sort=(Sort("shoe_size"),)))
    assert told.args


def test_news_tells_what_is_stale_and_what_moved() -> None:
    edit = Change("op", "person", 4, "changed", frozenset({"city"}))
    assert News.of([edit]) == News(frozenset({"city"}), frozenset({4}))
    assert News.of([edit, Change("op", "person", 5, "created", frozenset())]) == News(None, frozenset({4, 5}))
    assert News.of([Change("op", "tier", 1, "changed", frozenset({"name"}))]) == News(frozenset({"tier"}), None, colours_changed=True)
    assert News.of([Change("op", "programme", 1, "changed", frozenset({"name"}))]) == News(frozenset(), frozenset())
    many = [Change("op", "person", number, "changed", frozenset({"city"})) for number in range(20_000)]
    assert News.of(many) == News(frozenset({"city"}), None)
