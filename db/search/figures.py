"""The figures of accounts as they stand today, whether or not the daily run has been there (L2, E3)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, case, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.sql.visitors import replacement_traverse

from db.base import Day
from db.entities.points import Account
from db.entities.programme import Programme

S = TypeVar("S", bound=Select[Any])

# How a connection is told the club's day (`Database.day`).
DAY = "club_day"


def today_of(connection: Connection) -> date:
    """The club's day: as the program was told (`--today`), else by its clock in the club's time zone."""
    given = connection.get_execution_options().get(DAY)
    if given is not None:
        told: date = given()
        return told
    zone = connection.execute(select(Programme.c.time_zone)).scalar()
    return datetime.now(UTC).astimezone(ZoneInfo(zone or "UTC")).date()


def settled(connection: Connection, statement: S) -> S:
    """The statement with the figures of accounts as they are today.

    Where no account has anything due, which one look at an index tells, the statement stays as it is: its figures are columns with
    indexes of their own. Else each figure of an account that has is computed from its few lots.
    """
    today = today_of(connection).isoformat()
    # In the driver's own words: it goes before every question of the table, and making it a statement would take longer than asking it.
    if connection.exec_driver_sql(f"SELECT 1 FROM accounts WHERE next_change_on <= '{today}' LIMIT 1").first() is None:
        return statement
    now = {
        column: case((Account.c.next_change_on <= today, lots(literal(today, Day()))), else_=column)
        for column, lots in ((Account.c.points, _available), (Account.c.pending, _pending), (Account.c.owed, _owed))
    }

    def figure(element: Any, **_: Any) -> ColumnElement[int] | None:
        return now.get(element) if element in _FIGURES else None

    return cast("S", replacement_traverse(statement, {}, figure))


_FIGURES = {Account.c.points, Account.c.pending, Account.c.owed}


class _available(FunctionElement[int]):  # noqa: N801 - stands for SQL
    """What is left of the lots of an account that can be spent, after those that became available have paid what was owed (L8)."""

    inherit_cache = True
    type = BigInteger()


class _pending(FunctionElement[int]):  # noqa: N801 - stands for SQL
    """What is left of the lots of an account that are not available yet."""

    inherit_cache = True
    type = BigInteger()


class _owed(FunctionElement[int]):  # noqa: N801 - stands for SQL
    """What an account still owes when the lots that became available have paid (L8)."""

    inherit_cache = True
    type = BigInteger()


# Lots that were available before cannot stand beside a debt, so whatever is available by now has become so since: in that order they pay.
_BECAME = (
    "lots.account_id = accounts.id AND lots.remaining > 0 AND lots.available_from <= {today}"
    " AND (lots.expires_on IS NULL OR lots.expires_on >= lots.available_from)"
)


@compiles(_available)
def _available_sql(element: Any, compiler: Any, **kw: Any) -> str:
    today = compiler.process(element.clauses, **kw)
    return (
        "(SELECT CAST(coalesce(sum(CASE WHEN debt <= 0 THEN remaining WHEN debt >= remaining THEN 0 ELSE remaining - debt END), 0) AS BIGINT) FROM ("
        "SELECT lots.remaining, lots.expires_on, accounts.owed - coalesce(sum(lots.remaining) OVER ("
        "ORDER BY lots.available_from, lots.expires_on NULLS LAST, lots.entry_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS debt"
        f" FROM lots WHERE {_BECAME.format(today=today)}) AS became WHERE expires_on IS NULL OR expires_on >= {today})"
    )


@compiles(_pending)
def _pending_sql(element: Any, compiler: Any, **kw: Any) -> str:
    today = compiler.process(element.clauses, **kw)
    return (
        "(SELECT CAST(coalesce(sum(lots.remaining), 0) AS BIGINT) FROM lots WHERE lots.account_id = accounts.id"
        f" AND (lots.available_from IS NULL OR lots.available_from > {today}) AND (lots.expires_on IS NULL OR lots.expires_on >= {today}))"
    )


@compiles(_owed)
def _owed_sql(element: Any, compiler: Any, **kw: Any) -> str:
    today = compiler.process(element.clauses, **kw)
    paid = f"(SELECT CAST(coalesce(sum(lots.remaining), 0) AS BIGINT) FROM lots WHERE {_BECAME.format(today=today)})"
    return f"(CASE WHEN accounts.owed > {paid} THEN accounts.owed - {paid} ELSE 0 END)"
