"""The steps from a question to the ids on screen, on both engines (table.md, 3, 4, 7 and *Search*)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.database import Database
from db.journal import Change
from db.search import Query, Sort, among, condition, ids
from desktop.records.news import News
from desktop.records.selecting import Elsewhere, Found, Selecting, Step, Sums, looks_at
from tests.builders import an_act
from tests.db.conftest import Searched
from tests.db.searched import MANNER, searched_club, set_status


@pytest.fixture
def club(searched: Searched) -> tuple[Database, dict[str, int]]:
    """The club of `tests.db.searched`; for tests that change nothing."""
    return searched.database, searched.people


def steps(database: Database, selecting: Selecting, query: Query, *, quietly: bool = False) -> list[Step]:
    with database.read() as connection:
        return list(selecting.steps(connection, query, quietly=quietly))


def last(found: list[Step]) -> list[int]:
    listed: list[int] = [step for step in found if isinstance(step, Found)][-1].ids.tolist()
    return listed


def test_a_table_opens_in_two_steps_and_sums_come_late(club: tuple[Database, dict[str, int]]) -> None:
    database, people = club
    found = steps(database, Selecting(), Query())
    first, whole, sums = found
    assert isinstance(first, Found)
    assert isinstance(whole, Found)
    assert (first.whole, whole.whole) == (False, True)
    assert first.ids.tolist() == whole.ids.tolist() == [people[name] for name in ("sukarno", "anna", "muller", "sofia", "annemarie")]
    assert sums == Sums({"points": 0})


def test_a_kept_order_answers_at_once(club: tuple[Database, dict[str, int]]) -> None:
    """The other direction, a search and a filter need no new order."""
    database, _ = club
    selecting = Selecting()
    down = last(steps(database, selecting, Query()))
    up = steps(database, selecting, Query(sort=(Sort("joined"),)))
    assert [type(step) for step in up] == [Found, Sums]
    # On the same day the later number comes first when descending, and last when ascending: ties turn too.
    assert last(up) == down[::-1]


@pytest.mark.parametrize("keeps_order", [True, False])
@pytest.mark.parametrize("key", ["joined", "last_name", "city", "tier", "benefit_card", "points", "street", "groups", "number"])
@pytest.mark.parametrize(
    ("text", "filters"),
    [("an", ()), ("", ("city=Utrecht|Delft",)), ("a", ("interests=espresso",)), ("o", ("status=suspended",)), ("", ("city=",))],
)
def test_sets_that_meet_an_order_are_what_sql_says(
    club: tuple[Database, dict[str, int]], key: str, text: str, filters: tuple[str, ...], keeps_order: bool
) -> None:
    """The ids on screen are those of the sheet and the command line: `db.search.ids`."""
    database, _ = club
    selecting = Selecting()
    for descending in (False, True):
        query = Query(("guest", "invited", "member"), tuple(condition(each, MANNER) for each in filters), text, (Sort(key, descending),))
        if keeps_order:
            steps(database, selecting, replace(query, text="", conditions=()))
        with database.read() as connection:
            assert last(steps(database, selecting, query)) == ids(connection, query).tolist()


def test_several_sorts_work_as_well(club: tuple[Database, dict[str, int]]) -> None:
    database, _ = club
    query = Query(sort=(Sort("joined", descending=True), Sort("first_name")))
    for asked in (query, replace(query, text="an")):
        with database.read() as connection:
            assert last(steps(database, Selecting(), asked)) == ids(connection, asked).tolist()


def test_a_search_that_no_member_fits_tells_of_prospects(club: tuple[Database, dict[str, int]]) -> None:
    """Issue 3, item 4: a search without a hit offers "2 among prospects"."""
    database, _ = club
    found = steps(database, Selecting(), Query(text="zielinski"))
    assert last(found) == []
    assert Elsewhere(1) in found
    assert not any(isinstance(step, Elsewhere) for step in steps(database, Selecting(), Query(("guest",), text="zielinski")))


def test_a_search_without_a_hit_looks_inside_words(club: tuple[Database, dict[str, int]]) -> None:
    database, people = club
    found = [step for step in steps(database, Selecting(), Query(text="vakov")) if isinstance(step, Found)]
    assert [(step.ids.tolist(), step.inside) for step in found] == [([], False), ([people["anna"]], True)]


def test_what_is_forgotten_is_read_again(engine_url: str) -> None:
    database, people = searched_club(engine_url)
    selecting = Selecting()
    assert people["anna"] in last(steps(database, selecting, Query()))
    database.perform(an_act("Remove"), set_status, people["anna"], "removed")
    assert people["anna"] in last(steps(database, selecting, Query()))
    selecting.forget({"status"})
    assert people["anna"] not in last(steps(database, selecting, Query()))
    database.close()


def test_a_refresh_shows_no_first_part(club: tuple[Database, dict[str, int]]) -> None:
    database, _ = club
    found = [step for step in steps(database, Selecting(), Query(), quietly=True) if isinstance(step, Found)]
    assert [step.whole for step in found] == [True]


def test_a_query_knows_the_columns_it_looks_at() -> None:
    query = Query(conditions=(condition("city=Delft", MANNER),), sort=(Sort("last_name"),))
    assert looks_at(query) == {"stage", "status", "city", "first_name", "last_name"}
    assert {"phone", "email"} <= looks_at(replace(query, text="anna"))


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("spent.2026-01-01..>=500", {"sales"}),
        ("visits.90d>=3", {"sales", "passes"}),
        ("bought~coffee", {"sales"}),
        ("expiring.30d>=1", {"points", "lots"}),
        ("coming.14d=birthday", {"birthday", "anniversary"}),
        ("segment=Near by", {"segment", "sales", "city", "points"}),
        ("city=Utrecht", {"city"}),
    ],
)
def test_each_filter_knows_what_moves_it(text: str, moves: set[str]) -> None:
    """W2, W3: news of these, and of no column that has nothing to do with it, ask the question again."""
    seen = looks_at(Query(conditions=(condition(text, MANNER),), sort=(Sort("number"),)))
    assert moves <= seen
    assert ("street" in seen) is (text.startswith("segment"))


def test_exact_people_stay_whatever_changes_about_them() -> None:
    assert looks_at(Query(conditions=(among([1, 2]),), sort=(Sort("number"),))) == {"stage", "status", "number"}


@pytest.mark.parametrize(
    ("entity", "keys"), [("sale", {"sales"}), ("refund", {"sales"}), ("pass_use", {"passes"}), ("lot", {"lots"}), ("segment", {"segment"})]
)
def test_news_of_purchases_make_no_row_stale_by_themselves(entity: str, keys: set[str]) -> None:
    """Whose row looks different is told by the person's own change."""
    told = News.of([Change("op", entity, 7, "recorded", frozenset())])
    assert (told.keys, told.records) == (frozenset(keys), frozenset[int]())
