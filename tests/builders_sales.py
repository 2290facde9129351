"""Sales, refunds and settings of a club, made through the real operations."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, text, update

from db import texts
from db.books import Moved
from db.database import Database
from db.entities.people import Person
from db.entities.points import Account, Entry
from db.entities.programme import Programme
from db.entities.sales import Sale
from db.entities.tiers import Tier
from db.operations import points, refunds, sales
from db.operations.sales_file import SaleRow, SalesPlan
from db.work import Work
from tests.builders import an_act


def set_club(database: Database, **columns: Any) -> None:
    """Change settings of the club, named like the columns."""

    def change(work: Work) -> None:
        work.connection.execute(update(Programme).values(**columns))

    database.perform(an_act("Settings"), change)


def a_tier(database: Database, name: str, *, rank: int, threshold: int, multiplier: int = 1000) -> int:
    """A tier above the base tier; the multiplier in thousandths."""

    def make(work: Work) -> int:
        values = {
            "name": name, "name_key": texts.fold(name), "rank": rank, "threshold": threshold, "colour": "#cccccc",
            "multiplier": multiplier, "active": True,
        }  # fmt: skip
        return int(work.connection.execute(insert(Tier).values(**values).returning(Tier.c.id)).scalar_one())

    return database.perform(an_act("Tier"), make)


def a_sale(database: Database, person: int, amount: int | None = None, **more: Any) -> Moved:
    """A sale at the desk; money in cents."""
    return database.perform(an_act("Sale"), sales.sell, person, amount, **{"note": "at the till", **more})


def a_refund(database: Database, sale: int | None, amount: int | None = None, **more: Any) -> Moved:
    """A refund of a sale at the desk."""
    assert sale is not None
    return database.perform(an_act("Refund"), refunds.refund, sale, amount, **{"note": "brought back", **more})


def reversed_entry(database: Database, entry: int | None, **more: Any) -> Moved:
    """An entry reversed by an operator."""
    assert entry is not None
    return database.perform(an_act("Reverse"), points.reverse, [entry], **{"note": "by mistake", **more})[0]


def the_sale(database: Database, sale: int | None) -> dict[str, Any]:
    """A sale as it stands."""
    with database.read() as connection:
        return dict(connection.execute(select(Sale).where(Sale.c.id == sale)).one()._mapping)


def the_account(database: Database, person: int) -> dict[str, Any]:
    """An account as it stands."""
    with database.read() as connection:
        return dict(connection.execute(select(Account).where(Account.c.person_id == person)).one()._mapping)


def last_visit(database: Database, person: int) -> str | None:
    """The latest visit of a person."""
    with database.read() as connection:
        found = connection.execute(select(Person.c.last_visit).where(Person.c.id == person)).scalar_one()
    return None if found is None else str(found)


def entries(database: Database, person: int) -> list[tuple[str, int, str]]:
    """Kind, points and business date of every entry of a person, in order."""
    with database.read() as connection:
        rows = connection.execute(
            select(Entry.c.kind, Entry.c.points, Entry.c.business_date)
            .join(Account, Account.c.id == Entry.c.account_id)
            .where(Account.c.person_id == person)
            .order_by(Entry.c.seq)
        )
        return [(row.kind, int(row.points), str(row.business_date)) for row in rows]


def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    with database.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def a_plan(*rows: SaleRow, **more: Any) -> SalesPlan:
    """A file of sales with these rows."""
    return SalesPlan(**{"file_name": "july.csv", "sha256": "ab" * 32, "rows": len(rows), "sales": rows, **more})


def day(month: int, day_of_month: int, year: int = 2026) -> date:
    """A day of the year in which the tests happen."""
    return date(year, month, day_of_month)
