"""Bulk loading into empty tables: rows by executemany or COPY, secondary indexes made afterwards, all inside the writing transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from db.database import Database
from db.errors import Stopped
from db.work import Work

# How often SQLite looks whether to stop during one long statement, in steps of its virtual machine.
_LOOK_EVERY = 200_000


class Bulk:
    """Writes many rows at once in the transaction of a `Work`."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.raw: Any = work.connection.connection.driver_connection

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert the rows; the values are as the driver takes them."""
        cursor = self.raw.cursor()
        try:
            if self.work.is_sqlite:
                places = ", ".join("?" * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
                return
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        finally:
            cursor.close()

    def count_on(self, table: str, column: str, last: int) -> None:
        """Have PostgreSQL's own numbers of a table go on after the last one given here; SQLite does so by itself."""
        if not self.work.is_sqlite and last:
            self.work.connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), {last})"))


@contextmanager
def bulk_load(work: Work, tables: Sequence[str], stop: Callable[[], bool] | None = None) -> Iterator[Bulk]:
    """Take secondary indexes, the search triggers and (PostgreSQL) foreign keys away, and make them again after the rows are in.

    Everything happens in the open transaction: a failure leaves the tables as they were. Stopped where *stop* says so.
    """
    with _stoppable(work, stop):
        again = _sqlite_away(work, tables) if work.is_sqlite else _postgresql_away(work, tables)
        yield Bulk(work)
        for statement in again:
            if stop is not None and stop():
                raise Stopped
            work.connection.exec_driver_sql(statement)


def _sqlite_away(work: Work, tables: Sequence[str]) -> list[str]:
    """Drop indexes and search triggers; gives the statements that bring them back, the search index last."""
    connection = work.connection
    again: list[str] = []
    rows = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND (type = 'index' OR name LIKE 'people_search_%' AND type = 'trigger')"
    ).all()
    for kind, name, table, statement in rows:
        if table in tables:
            connection.exec_driver_sql(f"DROP {kind} {name}")
            again.append(statement)
    if "people" in tables:
        again.append("INSERT INTO people_search(people_search) VALUES ('rebuild')")
    again.extend(("PRAGMA analysis_limit=2000", "ANALYZE"))
    return again


def _postgresql_away(work: Work, tables: Sequence[str]) -> list[str]:
    """Drop indexes that back no constraint, and foreign keys; gives the statements that bring them back, each key checked by one query."""
    connection = work.connection
    for setting in ("statement_timeout = 0", "idle_in_transaction_session_timeout = 0", "maintenance_work_mem = '256MB'"):
        connection.execute(text(f"SET LOCAL {setting}"))
    names = {"tables": list(tables)}
    indexes = connection.execute(
        text(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
            " WHERE t.relname = ANY(:tables) AND t.relnamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
        ),
        names,
    ).all()
    keys = connection.execute(
        text(
            "SELECT t.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid"
            " WHERE k.contype = 'f' AND t.relname = ANY(:tables) AND t.relnamespace = current_schema()::regnamespace"
        ),
        names,
    ).all()
    for table, name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    again = [statement for _, statement in indexes]
    again.extend(f"ALTER TABLE {table} ADD CONSTRAINT {name} {statement}" for table, name, statement in keys)
    again.extend(f"ANALYZE {table}" for table in tables)
    return again


@contextmanager
def _stoppable(work: Work, stop: Callable[[], bool] | None) -> Iterator[None]:
    """Let *stop* break a long statement of SQLite (an index being made); between statements it is asked on both engines."""
    raw: Any = work.connection.connection.driver_connection
    if not work.is_sqlite or stop is None:
        yield
        return
    raw.set_progress_handler(lambda: int(stop()), _LOOK_EVERY)
    try:
        yield
    except Exception as error:
        if stop():
            raise Stopped from error
        raise
    finally:
        raw.set_progress_handler(None, 0)


def tidied_up(database: Database, tables: Sequence[str]) -> None:
    """After a large load, have the first readers find it in order.

    SQLite's write-ahead log is brought back into the file. PostgreSQL notes which pages everybody may see: without that an order of ids
    must look into every row beside its index (a million by name: 900 ms instead of 150).
    """
    if database.is_sqlite:
        raw = database.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        for table in tables:
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {table}")
        connection.exec_driver_sql("RESET statement_timeout")
