"""Filters by purchases, visits and what is coming (W3), and figures that never wait for the daily run (L2, E3), on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from db.books import Books
from db.database import Database
from db.entities.points import Account
from db.errors import BadValue, RuleBroken
from db.fields.people import by_keys
from db.ledger import reading
from db.operations import pass_types, passes, points
from db.operations.pass_types import TypeDetails
from db.operations.sales import Line
from db.search import Ids, Query, condition, first_ids, ids, order, rows, sort_by, sorted_ids, sum_of, sums, values_by_id
from db.search.figures import settled
from db.work import Work
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_sales import a_refund, a_sale, reversed_entry
from tests.db.searched import MANNER

FIGURES = ("points", "pending", "owed")


def people(database: Database, *filters: str, today: date = TODAY) -> list[int]:
    """Whom filters find on a day."""
    database.day = lambda: today
    with database.read() as connection:
        return sorted(ids(connection, Query(conditions=tuple(condition(each, MANNER) for each in filters))).tolist())


def sold(database: Database, person: int, amount: int, day: str, **more: object) -> int:
    """A sale on a day of the past; money in cents."""
    made = a_sale(database, person, None if "lines" in more else amount, day=date.fromisoformat(day), **more).sale
    assert made is not None
    return made


def test_spending_in_a_period_counts_what_was_kept(engine_url: str) -> None:
    """W3: refunds are taken off, sales entered by mistake do not count, and who bought nothing spent 0."""
    database = a_club(engine_url)
    much, little, none = (a_member(database, last_name=name).id for name in ("Much", "Little", "None"))
    sold(database, much, 10000, "2026-07-01")
    sold(database, much, 5000, "2026-06-20")
    a_refund(database, sold(database, little, 10000, "2026-07-02"), 5050)
    reversed_entry(database, a_sale(database, none, 20000).entry)
    assert people(database, "spent.2026-07-01..2026-07-31>=100") == [much]
    assert people(database, "spent>=150") == [much]
    assert people(database, "spent>150") == []
    assert people(database, "spent=49.50") == [little]
    assert people(database, "spent.2026-07-01..<50") == [little, none]
    assert people(database, "spent...2026-06-30=0") == [little, none]
    assert people(database, "spent=49.5|0") == [little, none]
    assert people(database, "spent!=0") == [much, little]
    assert people(database, "spent.15d>=1") == [much, little]
    assert people(database, "spent.13d>=1") == []
    database.close()


def test_a_visit_is_a_day_with_a_sale_or_the_use_of_a_pass(engine_url: str) -> None:
    """T2, W3: two sales on one day are one visit, an undone use none."""
    database = a_club(engine_url)
    often, once, never = (a_member(database, last_name=name).id for name in ("Often", "Once", "Never"))
    for day in ("2026-07-01", "2026-07-01", "2026-07-02"):
        sold(database, often, 1000, day)
    kind = database.perform(an_act(), pass_types.add_type, TypeDetails("Ten entries", uses=10))
    bought = database.perform(an_act(), passes.sell, [often, once], kind, day=date(2026, 7, 1))
    for held, used_on in ((bought[0], 3), (bought[1], 3), (bought[1], 4)):
        used = database.perform(an_act(), passes.use, [held.pass_id], day=date(2026, 7, used_on))[0]
    assert used.use_id is not None
    database.perform(an_act(), passes.undo_use, used.use_id)
    assert people(database, "visits>=3") == [often]
    assert people(database, "visits.2026-07-02..2026-07-03=2") == [often]
    assert people(database, "visits=1") == [once]
    assert people(database, "visits<1") == [never]
    assert people(database, "last_visit<2026-07-04", "last_visit>=2026-07-03") == [often, once]
    database.close()


def test_what_was_bought_is_found_by_text_and_category(engine_url: str) -> None:
    """W3: ~ words in the text or category, = the whole of either, whatever the case; what came back was not bought."""
    database = a_club(engine_url)
    first, second, third = (a_member(database, last_name=name).id for name in ("First", "Second", "Third"))
    sold(database, first, 0, "2026-07-01", lines=(Line("Café crème", 300, category="Drinks"), Line("Cake", 400)))
    sold(database, second, 0, "2026-07-10", lines=(Line("Espresso", 250, category="drinks"),))
    back = sold(database, third, 0, "2026-07-10", lines=(Line("Espresso", 250, category="Drinks"),))
    a_refund(database, back, 250)
    assert people(database, "bought~creme") == [first]
    assert people(database, "bought=DRINKS") == [first, second]
    assert people(database, "bought.2026-07-05..=drinks|cake") == [second]
    assert people(database, "bought=espresso|cake") == [first, second]
    assert people(database, "bought!=drinks") == [third]
    database.close()


def test_points_that_lapse_soon_and_days_that_come(engine_url: str) -> None:
    """E7, W3: the last usable day lies within so many days; birthdays run over the new year, 29 February comes on the 28th."""
    database = a_club(engine_url)
    soon = a_member(database, birthday="--02-29").id
    later = a_member(database, last_name="Later", birthday="1990-07-20", anniversary="--01-02").id
    database.perform(an_act(), points.adjust, [soon], 40, note="x", expires=date(2026, 8, 14))
    database.perform(an_act(), points.adjust, [later], 40, note="x", expires=date(2026, 8, 15))
    assert people(database, "expiring.30d>=1") == [soon]
    assert people(database, "expiring.31>=40") == [soon, later]
    assert people(database, "expiring.31d>40") == []
    assert people(database, "expiring.30d=0") == [later]
    assert people(database, "coming.5d=birthday") == [later]
    assert people(database, "coming.4d=birthday") == []
    assert people(database, "coming.10d=birthday", today=date(2027, 2, 18)) == [soon]
    assert people(database, "coming.3d=anniversary|birthday", today=date(2026, 12, 31)) == [later]
    database.close()


def test_the_columns_of_w3_filter_together(engine_url: str) -> None:
    """W3: points range, tier, consent, interests and joined range hold beside purchases."""
    database = a_club(engine_url)
    member = a_member(database, interests="books; espresso", consent="yes", birthday="--07-20").id
    a_member(database, last_name="Other", interests="books")
    sold(database, member, 10000, "2026-07-01")
    wanted = (
        "points>=10", "points<=10", "tier=member", "consent=yes", "interests=espresso", "joined>=2026-07-01", "joined<=2026-07-31",
        "birthday>=--07-01", "birthday<=--07-31", "status=active", "spent>=100", "visits>=1",
    )  # fmt: skip
    assert people(database, *wanted) == [member]
    database.close()


@pytest.mark.parametrize(
    "typed",
    [
        "spent>=much", "spent>=-1", "spent~1", "spent=", "spent>=1|2", "spent.2026-13-01..>=1", "spent.yesterday>=1", "spent...>=1",
        "spent.2026-02-01..2026-01-01>=1", "visits>=1.5", "visits>=٣", "expiring>=1", "expiring.0d>=1", "coming.30d=easter",
        "bought~…", "bought=", "bought>a", "segment~a", "segment.30d=a", "points.30d>=1", "spent>=1000000000000000000000",
    ],
)  # fmt: skip
def test_a_filter_that_is_none_is_refused_in_one_sentence(typed: str) -> None:
    """Bad input: the sentence says how the filter is written."""
    with pytest.raises((BadValue, RuleBroken)):
        condition(typed, MANNER)


def test_the_refusal_of_an_unknown_key_names_the_filters() -> None:
    """`--filter` is documented by its own sentence."""
    with pytest.raises(RuleBroken, match=r"spent\.FROM\.\.TO"):
        condition("bougth=tea", MANNER)


# --- figures without the daily run ---------------------------------------------------------------------------------------------------


def _lots(work: Work, person: int, made: list[tuple[int, str, str | None]], owed: int) -> None:
    """Lots (points, available from, last day) of a member who owes, as the operations of earlier days left them."""
    with Books(work, [person], notices=False) as books:
        holder = books[person]
        if owed:
            books.take(holder, "adjust", owed, day=work.today, may_owe=True)
        for amount, available, last in made:
            pending = (date.fromisoformat(available) - work.today).days
            until = None if last is None else date.fromisoformat(last)
            books.give(holder, "bonus", amount, day=work.today, pending_days=pending, expires=until)


LOTS = [
    (0, [(100, "2026-07-01", "2026-07-10"), (50, "2026-07-01", None)]),
    (0, [(100, "2026-07-10", None), (50, "2026-07-12", "2026-07-14"), (7, "2026-08-01", None)]),
    (120, [(100, "2026-07-10", "2026-07-12"), (50, "2026-07-11", None), (9, "2026-09-01", None)]),
    (120, [(50, "2026-07-11", None), (100, "2026-07-10", "2026-07-20")]),
    (500, [(100, "2026-07-10", "2026-07-12"), (50, "2026-07-15", None)]),
    (30, [(20, "2026-07-10", "2026-07-12"), (20, "2026-07-10", None), (20, "2026-07-16", None)]),
]


def test_figures_are_those_of_the_lots_where_a_day_has_come(engine_url: str) -> None:
    """L2, E3: every way to read agrees with the ledger's own reading, on every day, whether or not the daily run has been there."""
    database = a_club(engine_url)
    members = [a_member(database, last_name=f"M{place}").id for place in range(len(LOTS) + 1)]
    start = date(2026, 7, 1)
    for person, (owed, lots) in zip(members, LOTS, strict=False):
        database.perform(an_act("Lots", today=start), _lots, person, lots, owed)
    for days in (0, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 31, 62):
        today = start + timedelta(days=days)
        database.day = lambda today=today: today
        with database.read() as connection:
            expected = [reading.figures(connection, person, today) for person in members]
            listed = rows(connection, members, by_keys(FIGURES))
            assert [row[4:] for row in listed] == expected, today
            for place, key in enumerate(FIGURES):
                values = [figures[place] for figures in expected]
                assert [int(values_by_id(connection, key)[person]) for person in members] == values
                assert sum_of(connection, np_ids(members), key) == sum(values)
                assert sums(connection, Query(), (key,)) == {key: sum(values)}
                wanted = [person for _, person in sorted(zip(values, members, strict=True), key=lambda each: (-each[0], -each[1]))]
                query = Query(sort=(sort_by(f"-{key}"),))
                assert first_ids(connection, query, 100).tolist() == wanted
                assert ids(connection, query).tolist() == wanted
                assert sorted_ids(connection, np_ids(members), query.sort).tolist() == wanted
                assert order(connection, key).turned().tolist() == wanted
                found = ids(connection, Query(conditions=(condition(f"{key}={values[0]}", MANNER),))).tolist()
                assert sorted(found) == [person for person, value in zip(members, values, strict=True) if value == values[0]]
    database.close()


def np_ids(members: list[int]) -> Ids:
    """Ids as the search has them."""
    return np.array(members, np.int64)


def test_nothing_due_leaves_the_statement_as_it_is(engine_url: str) -> None:
    """table.md, *Limits*: the indexed columns serve as they are while no day has come."""
    database = a_club(engine_url)
    member = a_member(database).id
    database.perform(an_act(), points.adjust, [member], 40, note="x", expires=date(2026, 8, 14))
    statement = select(Account.c.points)
    database.day = lambda: date(2026, 8, 14)
    with database.read() as connection:
        assert settled(connection, statement) is statement
    database.day = lambda: date(2026, 8, 15)
    with database.read() as connection:
        assert settled(connection, statement) is not statement
    database.close()
