"""The one way in: op_ids, retries and errors in plain words, alike on both engines (reliability.md, rules 1 and 6)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from db.database import Database, new_op_id
from db.errors import RuleBroken, Unavailable
from db.operations import people
from db.work import Work
from tests.builders import a_club, a_prospect, an_act


@dataclass(frozen=True)
class Answer:
    """What the operation of these tests answers."""

    number: int
    words: tuple[str, ...]


def count_up(work: Work, number: int, *, calls: object = None) -> Answer:
    """Note in the journal, and answer."""
    if callable(calls):
        calls()
    work.journal("programme", 1, "counted", None, {"number": number})
    return Answer(number, ("once",))


def counted(database: Database) -> int:
    """How often it was done."""
    with database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM journal WHERE action = 'counted'")).scalar_one())


def test_the_same_op_id_answers_what_the_first_time_did(engine_url: str) -> None:
    """reliability.md, rule 1: done once, answered twice, in the same types."""
    database = a_club(engine_url)
    act = an_act()
    calls: list[int] = []
    answers = [database.perform(act, count_up, 5, calls=lambda: calls.append(1)) for _ in range(2)]
    assert answers == [Answer(5, ("once",))] * 2
    assert (calls, counted(database)) == ([1], 1)
    database.close()


def test_the_same_op_id_with_other_content_is_refused(engine_url: str) -> None:
    """reliability.md, rule 1: with another hash it is an error."""
    database = a_club(engine_url)
    act = an_act()
    database.perform(act, count_up, 5)
    with pytest.raises(RuleBroken, match="different content"):
        database.perform(act, count_up, 6)
    assert counted(database) == 1
    database.close()


def test_a_failed_operation_leaves_nothing_and_may_be_tried_again(engine_url: str) -> None:
    """One action is one transaction: the op_id is free again."""
    database = a_club(engine_url)
    act = an_act()

    def fail() -> None:
        raise RuleBroken("no")

    with pytest.raises(RuleBroken):
        database.perform(act, count_up, 5, calls=fail)
    assert counted(database) == 0
    assert database.perform(act, count_up, 5).number == 5
    database.close()


def test_two_desks_with_one_op_id_do_it_once(engine_url: str) -> None:
    """reliability.md, rule 1: also where both are on their way at once."""
    database = a_club(engine_url)
    act = an_act()
    together = threading.Barrier(6)

    def desk() -> Answer:
        other = Database(engine_url)
        together.wait()
        try:
            return other.perform(act, count_up, 5)
        finally:
            other.close()

    with ThreadPoolExecutor(6) as pool:
        answers = [task.result() for task in [pool.submit(desk) for _ in range(6)]]
    assert answers == [Answer(5, ("once",))] * 6
    assert counted(database) == 1
    database.close()


def test_numbers_are_dense_though_many_desks_take_them(engine_url: str) -> None:
    """P10: taken in the writing transaction, so none is lost or given twice."""
    database = a_club(engine_url)
    together = threading.Barrier(4)

    def desk(name: int) -> list[str]:
        other = Database(engine_url, desk=f"desk {name}")
        together.wait()
        try:
            return [a_prospect(other, last_name=f"Person {name} {turn}").number for turn in range(10)]
        finally:
            other.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for task in [pool.submit(desk, name) for name in range(4)] for number in task.result()]
    assert sorted(numbers) == [str(10001 + place) for place in range(40)]
    database.close()


def test_a_busy_database_is_waited_for(engine_url: str) -> None:
    """reliability.md, *Engines*: the whole transaction again, until the other desk has finished."""
    database = a_club(engine_url)
    person = a_prospect(database)
    holds, release = threading.Event(), threading.Event()

    def other_desk() -> None:
        other = Database(engine_url)
        with other.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(text("UPDATE people SET note = 'held' WHERE id = :id"), {"id": person.id})
            holds.set()
            release.wait(5)
        other.close()

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(other_desk)
        assert holds.wait(5)
        saved = pool.submit(database.perform, an_act(), people.edit, person.id, {"city": (None, "Utrecht")})
        timer = threading.Timer(0.3, release.set)
        timer.start()
        assert saved.result(20).keys == ("city",)
        held.result(5)
    database.close()


def test_a_write_to_a_missing_table_is_one_sentence(engine_url: str) -> None:
    """An error of the engine never comes as a traceback."""
    database = a_club(engine_url)
    with pytest.raises(Unavailable):
        database.perform(an_act(), _query, "SELECT * FROM nowhere")
    database.close()


def _query(work: Work, statement: str) -> None:
    work.connection.execute(text(statement))


def test_op_ids_sort_as_they_were_begun() -> None:
    """reliability.md, rule 1: UUIDv7."""
    made = new_op_id()
    assert made[14] == "7"
    assert made[19] in "89ab"
    assert len({new_op_id() for _ in range(1000)}) == 1000
