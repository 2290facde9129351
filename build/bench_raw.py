"""The peers of the table: the same questions on the bare driver with `fetchall`, in a process of their own (table.md, *Limits*).

`python bench_raw.py URL` prints milliseconds by name, and the beginning of a phone that people of this club can be found by.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Select, Text, column, event, literal, select, table, text

from db import search
from db.database import Database
from db.entities.people import Person
from db.fields.people import BY_KEY, TABLE, by_keys
from db.search import Query, Sort, sorting, wording

REPEATED = 5
PAGES = 60
PAGE = 64
FIELDS = by_keys(TABLE)
NEWEST = Query()
FOUND = table("people_search", column("rowid", Integer))


class Raw:
    """The driver under a connection: statements are made by SQLAlchemy once, then run bare."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.driver: Any = connection.connection.driver_connection
        self._caught: list[tuple[str, Any]] = []
        event.listen(connection, "before_cursor_execute", self._catch)

    def _catch(self, connection: object, cursor: object, statement: str, parameters: Any, context: object, many: bool) -> None:
        self._caught.append((statement, parameters))

    def caught(self, ask: Callable[[], object]) -> list[tuple[str, Any]]:
        """The statements that *ask* runs, with their parameters."""
        self._caught.clear()
        ask()
        return list(self._caught)

    def run(self, statements: Sequence[tuple[str, Any]]) -> float:
        """Milliseconds to run these and fetch all their rows."""
        begun = time.perf_counter()
        for statement, parameters in statements:
            cursor = self.driver.cursor()
            cursor.execute(statement, parameters)
            cursor.fetchall()
        return (time.perf_counter() - begun) * 1000

    def median(self, statement: Select[Any]) -> float:
        """The median of several runs of one statement, after one to warm up."""
        statements = self.caught(lambda: self.connection.execute(statement).close())
        self.run(statements)
        return statistics.median(self.run(statements) for _ in range(REPEATED))


def everybody(sort: Sort) -> Select[Any]:
    """The ids of all people in an order, those with an empty cell last; an index is walked from one end to the other."""
    turned = sorting.key_of(sort.key)
    ends = (turned.desc(), Person.c.id.desc()) if sort.descending else (turned, Person.c.id)
    return select(Person.c.id).order_by(*ends)


def first_page(sort: Sort) -> Select[Any]:
    """The first page of people in an order, with the columns of the table. Its cells are filled, so that an index may serve."""
    page = sorting.joined_to(select(Person.c.id, *(field.sql for field in FIELDS)), (*FIELDS, BY_KEY[sort.key]))
    key = sorting.key_of(sort.key)
    ends = (key.desc(), Person.c.id.desc()) if sort.descending else (key, Person.c.id)
    return page.where(key.is_not(None)).order_by(*ends).limit(PAGE)


def search_page(typed: str, *, is_sqlite: bool) -> Select[Any]:
    """A page of whom a text finds, in no order."""
    page = sorting.joined_to(select(Person.c.id, *(field.sql for field in FIELDS)), FIELDS)
    words = wording.understood(typed)
    if is_sqlite:
        found = page.join(FOUND, FOUND.c.rowid == Person.c.id)
        return found.where(text("people_search MATCH :words").bindparams(words=wording.fts(words))).limit(PAGE)
    return page.where(*(Person.c.search_text.like(literal(f"% {word}%", Text())) for word in words.words)).limit(PAGE)


def pages(raw: Raw) -> float:
    """The median of reading 64 rows by their ids at any place of the order."""
    ids = search.ids(raw.connection, NEWEST)
    places = random.Random(1)
    took = []
    for _ in range(PAGES):
        start = places.randrange(max(1, len(ids) - PAGE))
        took.append(raw.run(raw.caught(lambda start=start: search.rows(raw.connection, ids[start : start + PAGE], FIELDS))))  # type: ignore[misc]
    return statistics.median(took)


def a_phone(connection: Connection) -> str:
    """The first seven digits, in national form, of the phone of somebody in the middle."""
    middle = search.largest_id(connection) // 2
    statement = (
        select(Person.c.phone)
        .where(Person.c.id >= middle, Person.c.phone.like("0%"), Person.c.stage == "member")
        .order_by(Person.c.id)
        .limit(1)
    )
    found = connection.execute(statement).scalar() or "0612345"
    return "".join(sign for sign in str(found) if sign.isdigit())[:7]


def measured(url: str) -> dict[str, Any]:
    """All peers of one database."""
    database = Database(url)
    joined, name, street = Sort("joined", descending=True), Sort("last_name"), Sort("street")
    with database.read() as connection:
        raw = Raw(connection)
        phone = a_phone(connection)
        found: dict[str, Any] = {"phone": phone, "page": pages(raw)}
        for word, sort in (("joined", joined), ("name", name), ("street", street)):
            found[f"first-{word}"] = raw.median(first_page(sort))
            found[f"whole-{word}"] = raw.median(everybody(sort))
        for word, typed in (("an", "an"), ("anna", "anna"), ("phone", phone)):
            found[f"type-{word}"] = raw.median(search_page(typed, is_sqlite=raw.is_sqlite))
            found[f"hits-{word}"] = len(search.text_ids(connection, typed))
    database.close()
    return found


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1])))
