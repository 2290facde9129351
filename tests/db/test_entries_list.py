"""The list of transactions: found, ordered, summed and read, alike on both engines (S4; features.md 4.7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from db.database import Act, new_op_id
from db.fields.entries import entry_fields
from db.operations import points, refunds, sales, undo
from db.search import Condition, Query, Sort, entries
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_sales import a_refund, a_sale, reversed_entry, set_club

FIELDS = {field.key: field for field in entry_fields("EUR")}


class Till:
    """A club with two members, sales on two days, a refund, an adjustment and its reversal."""

    def __init__(self, url: str) -> None:
        self.database = a_club(url)
        set_club(self.database, earn_per=100, earn_points=1)
        self.zoe, self.marek = a_member(self.database).id, a_member(self.database, first_name="Marek", last_name="Zieliński").id
        self.old = a_sale(self.database, self.zoe, 5000, receipt="KASSA-1", day=TODAY.replace(day=3))
        self.new = a_sale(self.database, self.marek, 2500, receipt="KASSA-2", note="beans")
        a_refund(self.database, self.old.sale, 1000, note="too dark")
        (given,) = self.database.perform(an_act("Adjust balance"), points.adjust, [self.marek], 24, note="sorry", reason="compensation")
        self.given = given.entry
        reversed_entry(self.database, self.given, note="wrong member")

    def asked(self, *conditions: Condition, text: str = "", sort: tuple[Sort, ...] = entries.NEWEST_FIRST) -> list[tuple[str, int]]:
        """Kind and points of what is found, in its order, by each of the ways to ask."""
        query = Query((), conditions, text, sort)
        with self.database.read() as connection:
            ids = entries.sorted_ids(connection, query).tolist()
            assert sorted(entries.found(connection, query).tolist()) == sorted(ids)
            soon = entries.first_ids(connection, query, 50).tolist()
            # What a search finds without an index comes with the whole answer.
            assert soon == ids or (text and set(soon) < set(ids))
            assert entries.count(connection, query) == len(ids)
            rows = entries.rows(connection, ids, [FIELDS["kind"], FIELDS["points"]])
        return [tuple(row[-2:]) for row in rows]


@pytest.fixture
def till(engine_url: str) -> Iterator[Till]:
    """See Till."""
    made = Till(engine_url)
    yield made
    made.database.close()


def test_all_stand_by_date_and_then_as_they_were_booked(till: Till) -> None:
    """The newest first; what was booked for an earlier day stands there."""
    assert till.asked() == [("reversal", -24), ("adjust", 24), ("refund", -10), ("earn", 25), ("earn", 50)]
    with till.database.read() as connection:
        whole = entries.everything(connection)
        assert whole.tolist()[::-1] == entries.sorted_ids(connection, Query((), sort=entries.NEWEST_FIRST)).tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zielinski", [("reversal", -24), ("adjust", 24), ("earn", 25)]),
        ("DARK", [("refund", -10)]),
        ("KASSA-2", [("earn", 25)]),
        ("25.00", [("earn", 25)]),
        ("-24", [("reversal", -24)]),
        ("% OR 1=1 '", []),
    ],
)
def test_a_search_finds_who_note_receipt_or_amount(till: Till, text: str, found: list[tuple[str, int]]) -> None:
    """Look.md: *Who, note, receipt or amount*; what is typed is data."""
    assert till.asked(text=text) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Condition("date", "<", (TODAY.isoformat(),)), [("earn", 50)]),
        (Condition("kind", "=", ("adjust", "refund")), [("adjust", 24), ("refund", -10)]),
        (Condition("points", ">=", ("25",)), [("earn", 25), ("earn", 50)]),
        (Condition("value", ">=", ("2500",)), [("earn", 25), ("earn", 50)]),
        (Condition("reason", "=", ("compensation",)), [("adjust", 24)]),
        (Condition("receipt", "=", ("KASSA-1",)), [("refund", -10), ("earn", 50)]),
        (Condition("who", "~", ("Zoë",)), [("refund", -10), ("earn", 50)]),
        (Condition("note", "~", ("bean",)), [("earn", 25)]),
        (Condition("undone", "=", ("yes",)), [("adjust", 24)]),
        (Condition("operator", "=", ("Nobody",)), []),
        (Condition("kind", "!=", ("earn",)), [("reversal", -24), ("adjust", 24), ("refund", -10)]),
    ],
)
def test_each_filter_finds_what_it_says(till: Till, condition: Condition, found: list[tuple[str, int]]) -> None:
    """Date, kind, member, operator, points, value, reason, receipt, note (W3)."""
    assert till.asked(condition) == found


def test_every_column_sorts(till: Till) -> None:
    """A click on each head; ties stay as they were booked."""
    for key in FIELDS:
        assert len(till.asked(sort=(Sort(key),))) == 5, key
        assert len(till.asked(sort=(Sort(key, descending=True),))) == 5, key
    assert till.asked(sort=(Sort("points"),))[0] == ("reversal", -24)
    assert till.asked(sort=(Sort("value", descending=True),))[0] == ("earn", 50)


def test_the_sums_tell_money_and_points_both_ways(till: Till) -> None:
    """50.00 and 25.00, less 10.00 that came back; gained and lost stand apart (look.md, the status bar)."""
    with till.database.read() as connection:
        assert entries.sums(connection, Query(())) == {"value": 6500, "gained": 99, "lost": -34}
        assert entries.sums(connection, Query((), (Condition("kind", "=", ("earn",)),)), [1]) == {"value": 5000, "gained": 50, "lost": 0}


def test_a_row_tells_whose_it_is_and_whether_it_was_taken_back(till: Till) -> None:
    """Rows come in the order that is asked; what is not there is left out."""
    assert till.given is not None
    with till.database.read() as connection:
        rows = entries.rows(connection, [till.given, 999, 1], [FIELDS["who"], FIELDS["value"], FIELDS["receipt"]])
    assert [row[0] for row in rows] == [till.given, 1]
    assert dict(zip(entries.BESIDE, rows[0][1:], strict=False))["is_undone"] == 1
    assert rows[1][1 + len(entries.BESIDE) :] == ("Zoë van der Berg", 5000, "KASSA-1")
    with till.database.read() as connection:
        (page,) = entries.iterate(connection, [1], [FIELDS["points"], FIELDS["operator"]])
    assert page == [(50, "Ingrid")]


def test_a_reversed_refund_brings_its_money_back(till: Till) -> None:
    """The sum of a sale, its refund and the refund's reversal is the sale."""
    with till.database.read() as connection:
        (refund,) = entries.found(connection, Query((), (Condition("kind", "=", ("refund",)),))).tolist()
    reversed_entry(till.database, refund)
    with till.database.read() as connection:
        assert entries.sums(connection, Query(()))["value"] == 7500


class Bare(Till):
    """The same club, where besides two sales were too small for a point; of the first a part came back, the second was reversed."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.small = self.sold(self.zoe, 80, receipt="KASSA-3", note="a mint")
        self.wrong = self.sold(self.marek, 60, receipt="KASSA-4")
        a_refund(self.database, self.small, 30)
        self.database.perform(an_act("Reverse sale"), refunds.reverse, self.wrong, note="wrong member")
        self.late = self.sold(self.zoe, 40, receipt="KASSA-5", day=TODAY.replace(day=3))
        self.sold(self.marek, 300)

    def sold(self, person: int, value: int, **more: Any) -> int:
        """A sale, by its id."""
        sale = a_sale(self.database, person, value, **more).sale
        assert sale is not None
        return sale

    def ids(self, *conditions: Condition, text: str = "") -> list[int]:
        """What is found, the newest first."""
        with self.database.read() as connection:
            found: list[int] = entries.sorted_ids(connection, Query((), conditions, text, entries.NEWEST_FIRST)).tolist()
        return found


@pytest.fixture
def bare(engine_url: str) -> Iterator[Bare]:
    """See Bare."""
    made = Bare(engine_url)
    yield made
    made.database.close()


def test_what_moved_no_points_stands_among_the_transactions(bare: Bare) -> None:
    """4.7: full history; each where it was recorded, on its own day."""
    with bare.database.read() as connection:
        whole = entries.everything(connection)[::-1].tolist()
        first = entries.first_ids(connection, Query((), sort=entries.NEWEST_FIRST), 50).tolist()
        rows = entries.rows(connection, whole, [FIELDS[key] for key in ("kind", "points", "value", "receipt", "date")])
    assert first == whole
    told = [row[1 + len(entries.BESIDE) :][:3] for row in rows]
    assert told == [
        ("earn", 3, 300), ("reversal", 0, -60), ("refund", 0, -30), ("earn", 0, 60), ("earn", 0, 80), ("reversal", -24, None),
        ("adjust", 24, None), ("refund", -10, -1000), ("earn", 25, 2500), ("earn", 0, 40), ("earn", 50, 5000),
    ]  # fmt: skip
    undone = {row[0]: dict(zip(entries.BESIDE, row[1:], strict=False))["is_undone"] for row in rows}
    assert [number for number, is_undone in undone.items() if is_undone] == [-2 * bare.wrong, bare.given]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Condition("points", "=", ("0",)), 5),
        (Condition("value", "<", ("100",)), 6),
        (Condition("kind", "=", ("earn",)), 6),
        (Condition("kind", "!=", ("earn",)), 5),
        (Condition("receipt", "=", ("KASSA-3",)), 2),
        (Condition("date", "<", (TODAY.isoformat(),)), 2),
        (Condition("note", "~", ("MINT",)), 1),
        (Condition("reason", "=", ("",)), 9),
        (Condition("comment", "~", ("mint",)), 0),
        (Condition("reason", "=", ("correction",)), 0),
        (Condition("undone", "=", ("yes",)), 2),
        (Condition("came", "=", ("sheet",)), 0),
        (Condition("operator", "=", ("Ingrid",)), 11),
        (Condition("person", "=", ("1",)), 5),
        (Condition("who", "~", ("Zoë",)), 5),
    ],
)
def test_filters_hold_for_them_too(bare: Bare, condition: Condition, found: int) -> None:
    """Sorted, found, first and counted alike (`Till.asked`)."""
    assert len(bare.asked(condition)) == found


def test_a_search_finds_them(bare: Bare) -> None:
    """By who, note, receipt and amount."""
    assert bare.ids(text="mint") == [-2 * bare.small]
    assert bare.ids(text="KASSA-5") == bare.ids(text="0.40") == [-2 * bare.late]
    assert len(bare.asked(text="zielinski")) == 6


def test_every_column_sorts_them(bare: Bare) -> None:
    """In the engine, and by their numbers in memory; some of them alone."""
    some = [-2 * bare.small, -2 * bare.wrong, 1, 2]
    for key in FIELDS:
        assert len(bare.asked(sort=(Sort(key),))) == 11, key
        with bare.database.read() as connection:
            query = Query((), sort=(Sort(key, descending=True),))
            assert sorted(entries.sorted_ids(connection, query, np.array(some)).tolist()) == sorted(some), key
            if key in entries.NUMBERED:
                ids, numbers = entries.figures(connection, query, key)
                assert len(ids) == len(numbers) == 11, key


def test_sums_and_pages_count_them(bare: Bare) -> None:
    """All of them by one way, a filter by another: they agree."""
    everyone = Condition("operator", "=", ("Ingrid",))
    with bare.database.read() as connection:
        whole = entries.sums(connection, Query(()))
        assert whole == entries.sums(connection, Query((), (everyone,)))
        assert whole == {"value": 5000 + 2500 - 1000 + 80 - 30 + 40 + 300, "gained": 102, "lost": -34}
        assert entries.sums(connection, Query(()), [-2 * bare.small, 1])["value"] == 5080
        assert list(entries.iterate(connection, [-2 * bare.small], [FIELDS["value"], FIELDS["note"]])) == [[(80, "a mint")]]


def test_what_is_new_without_points_is_told_by_its_operation(bare: Bare) -> None:
    """Taken up as entries are (`desktop.records.newest`)."""
    with bare.database.read() as connection:
        before = int(entries.everything(connection)[-1])
        act = an_act("Sale")
    bare.database.perform(act, sales.sell, bare.zoe, 5, note="a sweet")
    with bare.database.read() as connection:
        (new,) = entries.of_operations(connection, [act.op_id]).tolist()
        assert new < 0
        assert entries.follow(connection, before, [new])
        assert not entries.follow(connection, new, [before])
        assert int(entries.everything(connection)[-1]) == new


def test_a_taken_back_refund_without_points_comes_to_nothing(bare: Bare) -> None:
    """L7: the money is as it was."""
    act = an_act("Refund")
    bare.database.perform(act, refunds.refund, bare.small, amount=10, note="again")
    back = Act("Undo", op_id=new_op_id(), operator=act.operator, today=TODAY, undoes=act.op_id)
    bare.database.perform(back, undo.take_back, act.op_id)
    with bare.database.read() as connection:
        assert entries.sums(connection, Query(()))["value"] == 6890
        assert entries.sums(connection, Query((), (Condition("undone", "=", ("yes",)),)))["value"] == 60
