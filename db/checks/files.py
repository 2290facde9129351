"""Checks of the file or server itself: schema, integrity, foreign keys, the search index, counters."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from db import upgrade
from db.checks.scene import Found, Scene
from db.entities.people import Person
from db.entities.programme import Counter


def schema(scene: Scene) -> Found:
    """The tables are those of this program."""
    with scene.read() as connection:
        found = upgrade.state(connection)
    if found != "current":
        yield f"the schema is {found}"


def integrity(scene: Scene) -> Found:
    """The engine finds its own file, and its indexes, sound."""
    with scene.read() as connection:
        if scene.database.is_sqlite:
            # FTS5 checks itself by the outline of the index that this connection read last, which another connection may have
            # replaced since, and calls that corruption (seen in SQLite 3.53.4); a read of the index brings the outline up to date.
            connection.exec_driver_sql("SELECT rowid FROM people_search LIMIT 1").all()
            rows = connection.exec_driver_sql("PRAGMA integrity_check").all()
            yield from (str(row[0]) for row in rows if row[0] != "ok")
        else:
            rows = connection.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")).all()
            yield from (f"the index {row[0]} is not valid" for row in rows)


def foreign_keys(scene: Scene) -> Found:
    """Whatever is pointed to is there."""
    with scene.read() as connection:
        if scene.database.is_sqlite:
            rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            yield from (f"{row[0]} {row[1]} points to no {row[2]}" for row in rows)
        else:
            query = (
                "SELECT conname FROM pg_constraint WHERE contype IN ('f', 'c') AND NOT convalidated"
                " AND connamespace = current_schema()::regnamespace"
            )
            yield from (f"the constraint {row[0]} is not checked" for row in connection.execute(text(query)))


def search_index(scene: Scene) -> Found:
    """The full-text index holds what the people hold."""
    database = scene.database
    if not database.is_sqlite:
        with scene.read() as connection:
            if connection.execute(text("SELECT to_regclass('people_by_search')")).scalar() is None:
                yield "the index people_by_search is missing"
        return
    if database.is_read_only:
        return
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin() as transaction:
        try:
            connection.exec_driver_sql("INSERT INTO people_search(people_search, rank) VALUES ('integrity-check', 1)")
        except DBAPIError as error:
            yield str(error.orig)
        finally:
            # The command stands as an INSERT but changes nothing.
            transaction.rollback()


def counters(scene: Scene) -> Found:
    """The next number of each counter, and of PostgreSQL's own, lies above every number in use."""
    with scene.read() as connection:
        highest = connection.execute(select(func.coalesce(func.max(Person.c.id), 0))).scalar_one()
        following = connection.execute(select(Counter.c.next).where(Counter.c.name == "people")).scalar()
        if following is None or following <= highest:
            yield f"people: next {following}, highest {highest}"
        if not scene.database.is_sqlite:
            yield from _sequences(connection)


def _sequences(connection: Connection) -> Found:
    rows = connection.execute(
        text(
            "SELECT d.refobjid::regclass::text AS tab, a.attname AS col, s.oid::regclass::text AS seq FROM pg_class s"
            " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
            " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
            " WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, column, sequence in rows:
        following = connection.execute(text(f"SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM {sequence}")).scalar_one()
        highest = connection.execute(text(f"SELECT coalesce(max({column}), 0) FROM {table}")).scalar_one()
        if following <= highest:
            yield f"{table}: next {following}, highest {highest}"
