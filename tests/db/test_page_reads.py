"""What a person's page reads: each query by an index, whatever the engine; and what it tells (issue 3, *How well*)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event

from db.database import Database
from db.ledger import reading
from db.operations import catalogue, follow_ups, groups, orders, points, record, refunds, rewards, sales, summary
from db.operations.choices import choices
from desktop.people import banners
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act
from tests.builders_sales import a_refund, a_sale
from tests.builders_stamps import a_pass_type, a_stamp_type, stamped

# Tables that grow with the people and what they do: none of them may be walked whole for one person.
LARGE = (
    "people", "accounts", "entries", "entry_texts", "lots", "consumption", "debts", "sales", "sale_lines", "refunds", "follow_ups",
    "issued_rewards", "stamp_cards", "stamp_moves", "passes", "pass_uses", "operations", "journal", "log_lines", "group_members",
    "tier_history", "notices", "allocations",
)  # fmt: skip
READS: dict[str, Callable[[Connection, int], Any]] = {
    "banners": lambda connection, person: banners.beside(connection, person, TODAY),
    "sums": lambda connection, person: summary.of(connection, person, TODAY),
    "entries": reading.entries,
    "lots": lambda connection, person: reading.lots(connection, person, TODAY),
    "figures": lambda connection, person: reading.figures(connection, person, TODAY),
    "rewards paid": summary.rewards_paid,
    "orders": orders.of_person,
    "activity": record.activity,
    "groups": lambda connection, person: (choices(connection), groups.standing(connection, [person])),
}


@pytest.fixture
def club(engine_url: str) -> Iterator[Database]:
    """A club with one member who has done a little of everything."""
    database = a_club(engine_url)
    person = a_member(database).id
    a_sale(database, person, 2990, receipt="R-1")
    lines = (sales.Line("Beans", 2000, 2000, "Coffee"), sales.Line("Deposit", 500, earns=False))
    sold = a_sale(database, person, lines=lines, receipt="R-2", follow_up=follow_ups.ToDo("Call back", date(2026, 7, 20)))
    a_refund(database, sold.sale, lines=[refunds.RefundLine(1, 1000)])
    database.perform(an_act("Adjust balance"), points.adjust, [person], 500, note="thank you")
    reward = database.perform(an_act("New reward"), catalogue.add, "Coffee tin", points=200)
    database.perform(an_act("Spend balance"), rewards.redeem, [person], reward.id, handed_over=False)
    stamped(database, person, a_stamp_type(database), 3)
    a_pass_type(database)
    yield database
    database.close()


@pytest.mark.parametrize("name", READS)
def test_no_query_of_the_page_walks_a_large_table(club: Database, name: str) -> None:
    """With a million members each section is there within 300 ms: every large table is entered by an index."""
    asked: list[tuple[str, Any]] = []
    with club.read() as connection:
        hear = functools.partial(_hear, asked)
        event.listen(connection, "before_cursor_execute", hear)
        READS[name](connection, 1)
        event.remove(connection, "before_cursor_execute", hear)
        for statement, values in asked:
            walked = _walked(connection, statement, values)
            assert not walked, f"{walked} in {statement}"


def _hear(asked: list[tuple[str, Any]], _connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
    asked.append((statement, values))


def _walked(connection: Connection, statement: str, values: Any) -> list[str]:
    """The large tables that a statement walks whole."""
    if connection.dialect.name == "sqlite":
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        return [line for line in plan if line.startswith("SCAN ") and line.split()[1] in LARGE]
    # A table of three rows is walked by a planner that can count; told not to, it shows whether an index serves.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = [str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]
    return [line.strip() for line in plan if "Seq Scan on" in line and line.split("Seq Scan on ")[1].split()[0] in LARGE]


def test_the_sums_of_a_member(club: Database) -> None:
    """What the panel says of the sections: the last entries, what is outstanding, stamps, orders, the way to the next tier (T11)."""
    with club.read() as connection:
        told = summary.of(connection, 1, TODAY)
    assert [(each.kind, each.name, each.lines) for each in told.last] == [
        ("redeem", "Coffee tin", 0),
        ("adjust", None, 0),
        ("refund", None, 2),
    ]
    assert (told.outstanding, told.stamps, told.needed, told.passes, told.orders) == (1, 3, 10, 0, 2)
    assert told.standing.progress is not None
    assert told.entries == 5


def test_an_order_tells_lines_refunds_and_what_is_to_do(club: Database) -> None:
    """O1–O3: the latest first, per line what gave points, what came back, what is asked."""
    with club.read() as connection:
        latest, first = orders.of_person(connection, 1)
    assert [(line.description, line.earns) for line in latest.sale.lines] == [("Beans", True), ("Deposit", False)]
    assert [(refund.amount, refund.note, refund.operator) for refund in latest.refunds] == [(1000, "brought back", "Ingrid")]
    assert [each.text for each in latest.follow_ups] == ["Call back"]
    assert (first.sale.receipt, first.operator, first.refunds) == ("R-1", "Ingrid", ())


def test_the_activity_names_what_never_touched_the_record(club: Database) -> None:
    """A2: stamps and rewards given are told beside changes of the record; each operation once, the latest first."""
    with club.read() as connection:
        what = [one.what for one in record.activity(connection, 1)]
    assert what == ["Stamp", "Spend balance", "Adjust balance", "Refund", "Sale", "Sale", "New member"]


def test_a_prospect_has_sums_too(engine_url: str) -> None:
    """Without a tier there is no way to the next one; nothing of them is missing else."""
    database = a_club(engine_url)
    prospect = a_prospect(database).id
    with database.read() as connection:
        told = summary.of(connection, prospect, TODAY)
    assert told.standing.progress is None
    assert (told.last, told.orders, told.outstanding) == ((), 0, 0)
    database.close()
