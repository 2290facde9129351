"""Newest: what is only ever added is read once, and then only what is new (table.md, 4 and 7, *Other desks*)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db.database import Database
from db.operations import sales
from db.search import Condition, Query, Sort, entries
from desktop.records.newest import MOST_OPERATIONS, NEW, Newest
from desktop.records.selecting import Found, Sums
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_sales import set_club

EARNED = Query((), (Condition("kind", "=", ("earn",)),), "", entries.NEWEST_FIRST)
ALL = Query((), (), "", entries.NEWEST_FIRST)


class Counting:
    """The shelf of transactions, which counts how often all of them are read."""

    def __init__(self) -> None:
        self.read = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(entries, name)

    def everything(self, connection: Any) -> Any:
        """Counted."""
        self.read += 1
        return entries.everything(connection)


class Till:
    """A club with a member, and what answers about its transactions."""

    def __init__(self, url: str) -> None:
        self.database: Database = a_club(url)
        set_club(self.database, earn_per=100, earn_points=1)
        self.member = a_member(self.database).id
        self.shelf = Counting()
        self.newest = Newest(self.shelf, "date", frozenset({"undone"}))
        self.sales = 0

    def sell(self, amount: int, **more: Any) -> None:
        """A sale, and the news of it."""
        self.sales += 1
        act = an_act("Sale")
        self.database.perform(act, sales.sell, self.member, amount, note="till", **more)
        self.newest.forget({NEW, act.op_id})

    def asked(self, query: Query, *, quietly: bool = True) -> tuple[list[int], dict[str, int]]:
        """The ids and the sums that are answered at last."""
        with self.database.read() as connection:
            steps = list(self.newest.steps(connection, query, quietly=quietly))
        wholes = [step for step in steps if isinstance(step, Found) and step.whole]
        (sums,) = [step.sums for step in steps if isinstance(step, Sums)]
        (whole,) = wholes
        return [int(number) for number in whole.ids], sums


@pytest.fixture
def till(engine_url: str) -> Iterator[Till]:
    """See Till."""
    made = Till(engine_url)
    yield made
    made.database.close()


def test_the_first_rows_come_before_all_of_them(till: Till) -> None:
    """table.md, 4: in two steps."""
    till.sell(1000)
    with till.database.read() as connection:
        kinds = [(type(step).__name__, getattr(step, "whole", None)) for step in till.newest.steps(connection, ALL)]
    assert kinds == [("Found", False), ("Found", True), ("Sums", None)]


def test_what_is_new_is_added_without_reading_everything_again(till: Till) -> None:
    """The latest stands first; the sums follow."""
    till.sell(1000)
    before, sums = till.asked(ALL, quietly=False)
    assert sums == {"value": 1000, "gained": 10, "lost": 0}
    till.sell(2500)
    after, sums = till.asked(ALL)
    assert after[1:] == before
    assert sums == {"value": 3500, "gained": 35, "lost": 0}
    assert till.shelf.read == 1


def test_what_belongs_to_an_earlier_day_is_put_where_it_belongs(till: Till) -> None:
    """A sale entered late does not stand on top."""
    till.sell(1000)
    (first,), _sums = till.asked(ALL)
    till.sell(2500, day=TODAY.replace(day=2))
    after, sums = till.asked(ALL)
    assert after[0] == first
    assert len(after) == 2
    assert sums["value"] == 3500


def test_a_sale_without_points_is_taken_up_like_any_other(till: Till) -> None:
    """features.md 4.7: it has no entry; it stands where it was recorded, summed, in a filter and sorted by a number too."""
    till.sell(1000)
    (first,), _sums = till.asked(ALL)
    till.sell(50)
    till.sell(2500)
    after, sums = till.asked(ALL)
    assert (after[2], after[1] < 0, sums) == (first, True, {"value": 3550, "gained": 35, "lost": 0})
    assert till.shelf.read == 1
    assert till.asked(EARNED) == (after, sums)
    till.newest.forget(None)
    assert till.asked(ALL) == (after, sums)
    by_value, _sums = till.asked(Query((), (), "", (Sort("value"),)))
    assert by_value == [after[1], after[2], after[0]]


def test_a_filter_takes_up_only_what_fits(till: Till) -> None:
    """Its hits and sums are as if it were asked anew."""
    till.sell(1000)
    cheap = Query((), (Condition("value", "<", ("2000",)),), "", entries.NEWEST_FIRST)
    before, _sums = till.asked(cheap)
    till.sell(2500)
    till.sell(1500)
    after, sums = till.asked(cheap)
    assert (len(before), len(after)) == (1, 2)
    assert sums == {"value": 2500, "gained": 25, "lost": 0}
    assert till.asked(EARNED)[1]["value"] == 5000


def test_a_filter_on_what_may_change_is_asked_anew(till: Till) -> None:
    """Whether something was taken back changes later."""
    till.sell(1000)
    undone = Query((), (Condition("undone", "=", ("yes",)),), "", entries.NEWEST_FIRST)
    assert till.asked(undone) == ([], {"value": 0, "gained": 0, "lost": 0})
    till.sell(2500)
    assert till.asked(undone)[0] == []


def test_another_order_is_sorted_by_the_engine(till: Till) -> None:
    """By points, the most first."""
    for amount in (1000, 3000, 2000):
        till.sell(amount)
    found, _sums = till.asked(Query((), (), "", (Sort("points", descending=True),)))
    with till.database.read() as connection:
        points = [row[-1] for row in entries.rows(connection, found, [_points()])]
    assert points == [30, 20, 10]


def _points() -> Any:
    from db.fields.entries import entry_fields

    return next(field for field in entry_fields("EUR") if field.key == "points")


def test_after_very_much_news_everything_is_read_again(till: Till) -> None:
    """A list of many operations costs more than reading anew; so does F5."""
    till.sell(1000)
    till.asked(ALL)
    till.newest.forget({str(number) for number in range(MOST_OPERATIONS + 1)})
    till.asked(ALL)
    till.newest.forget(None)
    till.asked(ALL)
    assert till.shelf.read == 3
