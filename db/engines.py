"""The two engines: how each is opened, begins, retries, and what its errors mean in plain words (reliability.md, *Engines*)."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, column, create_engine, event, select, table
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.util import LRUCache

from db import address
from db.asked import Asked
from db.errors import KnownPhone, RuleBroken, Told, TooNew, Unavailable
from db.texts import N_

SCHEMA = "0001"
BUSY_SECONDS = 10
# So many compiled statements are kept for an address.
STATEMENTS = 500
AWAY = N_("The server of {database} cannot be reached. What you typed is kept; try again when it is back.")
_POSTGRES_SETTINGS = {
    "statement_timeout": "30000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "60000",
    "timezone": "UTC",
    "datestyle": "ISO",
}
_RETRY_STATES = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08000", "08003", "08006", "08001", "08004"}


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: the wheel's where there is one, else Python's own."""
    try:
        import pysqlite3
    except ImportError:
        return sqlite3
    module: ModuleType = pysqlite3.dbapi2
    return module


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (reliability.md: 3.51.3, or the patched 3.50.7+ and 3.44.6+)."""
    return version >= (3, 51, 3) or (version[:2] == (3, 50) and version >= (3, 50, 7)) or (version[:2] == (3, 44) and version >= (3, 44, 6))


def is_read_only(url: URL) -> bool:
    """Whether an SQLite file may not be written: by its rights, or because nobody has the right to write it."""
    if url.get_backend_name() != "sqlite":
        return False
    file = Path(str(url.database))
    if not file.exists():
        return False
    return not (
        os.access(file, os.W_OK) and file.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) and os.access(file.parent, os.W_OK)
    )


def make(url: URL) -> Engine:
    """An engine of an address, with connections of its own, its settings and its way to begin.

    All engines of one address have one dialect and know each other's statements: compiling them anew for each reader, and each time a
    club is opened, would cost 15 ms before the first rows are painted.
    """
    first = _first(url, is_read_only(url))
    made = Engine(first.pool.recreate(), first.dialect, first.url, execution_options=first.get_execution_options())
    if made.dialect.name == "sqlite":
        event.listen(made, "begin", _begin)
    return made


@lru_cache(maxsize=8)
def _first(url: URL, read_only: bool) -> Engine:
    """The engine whose kin `make` gives; it never has connections itself."""
    engine = _sqlite(url, read_only) if url.get_backend_name() == "sqlite" else _postgresql(url)
    engine.update_execution_options(compiled_cache=LRUCache(STATEMENTS))
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    driver: Any = connection.connection.driver_connection
    with driver_errors(connection):
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sqlite(url: URL, read_only: bool) -> Engine:
    module = sqlite_module()
    if read_only:
        url = URL.create("sqlite+pysqlite", database=f"file:{url.database}", query={"mode": "ro", "immutable": "1", "uri": "true"})
    engine = create_engine(url, module=module, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        # Transactions are begun by us alone: the driver's default begins late and commits DDL piecemeal.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "mmap_size=0",
            "synchronous=FULL",
            "temp_store=MEMORY",
            "cache_size=-8000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if not read_only:
            cursor.execute("PRAGMA journal_mode=" + ("WAL" if wal_is_safe(module.sqlite_version_info) else "DELETE"))
        cursor.close()

    return engine


def _postgresql(url: URL) -> Engine:
    settings = " ".join(f"-c {name}={value}" for name, value in _POSTGRES_SETTINGS.items())
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=8,
        connect_args={
            "options": settings,
            "connect_timeout": 5,
            "keepalives_idle": 3,
            "keepalives_interval": 1,
            "keepalives_count": 3,
            "tcp_user_timeout": 5000,
            "application_name": "regulars",
        },
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        from psycopg.types.string import TextLoader

        # Days and moments stay the text that the server sends, so that rows are alike on both engines.
        connection.adapters.register_loader("date", TextLoader)
        connection.adapters.register_loader("timestamptz", _moment_loader())

    return engine


def _moment_loader() -> Any:
    """A loader of TIMESTAMPTZ in a session at UTC: `2026-01-31 12:00:00+00` becomes `2026-01-31T12:00:00Z`."""
    from psycopg.adapt import Loader

    class MomentLoader(Loader):
        """See `_moment_loader`."""

        def load(self, data: Any) -> str:
            shown = bytes(data).decode("ascii")
            return f"{shown[:10]}T{shown[11:19]}Z"

    return MomentLoader


def refuse_foreign_schema(connection: Connection) -> None:
    """A program whose schema is not the database's does not write (reliability.md, *Faults*)."""
    found = _VERSION.first(connection)
    if found is None or found[0] != SCHEMA:
        raise TooNew(
            N_("The database was upgraded by a newer Regulars meanwhile; close this window and update the program. Nothing was changed.")
        )


_VERSION = Asked(select(column("version_num")).select_from(table("alembic_version")))


@contextmanager
def driver_errors(connection: Connection) -> Iterator[None]:
    """Within it, what the driver raises to those who use its own cursors comes as SQLAlchemy's errors come, and is retried and told alike."""
    dialect = connection.dialect
    driver: Any = dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        # psycopg's error does not tell by itself; its connection does.
        held: Any = None if connection.closed or connection.invalidated else connection.connection.driver_connection
        is_lost = dialect.is_disconnect(error, held, None)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(None, None, error, driver.Error, connection_invalidated=is_lost, dialect=dialect) from error


def is_away(error: DBAPIError) -> bool:
    """Whether the server could not be reached at all, perhaps because it is being started again."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") is None


def is_taken(error: DBAPIError) -> bool:
    """Whether a value that may stand once stood there already: another desk's transaction wrote it between our look and our write."""
    return getattr(error.orig, "sqlstate", None) == "23505"


def may_retry(error: DBAPIError) -> bool:
    """Whether the whole transaction may be tried again: busy, deadlock, serialisation, lock time-out, lost connection."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _RETRY_STATES
    shown = str(error.orig)
    return "database is locked" in shown or "database table is locked" in shown or "server closed the connection" in shown


def told(error: DBAPIError, url: URL) -> Told:
    """The plain sentence for an error of the engine; a bug of ours comes back as it is, wrapped in Unavailable only when the world did it."""
    shown = str(error.orig)
    if isinstance(error, IntegrityError):
        return _broken_constraint(shown)
    name = address.shown(url)
    state = getattr(error.orig, "sqlstate", None)
    lower = shown.lower()
    if state in ("53100",) or "disk is full" in lower or "disk i/o error" in lower:
        return _full(url)
    if "readonly" in lower or "read-only" in lower or state == "25006":
        return Unavailable(N_("{database} may only be read; nothing was changed."), database=name)
    if "not a database" in lower or "malformed" in lower or "file is encrypted" in lower:
        return Unavailable(
            N_("{database} is not a database of Regulars, or it is damaged. Choose another file, or restore a backup."), database=name
        )
    if "unable to open" in lower:
        return Unavailable(N_("{database} cannot be opened: the file or its folder is missing, or you have no right to it."), database=name)
    if "locked" in lower or state in ("55P03", "40P01", "40001"):
        return Unavailable(N_("{database} is busy with another desk's work; nothing was changed. Try again in a moment."), database=name)
    if state in ("28P01", "28000") or "password" in lower or "authentication failed" in lower:
        return Unavailable(N_("The server refused the user name or the password for {database}."), database=name)
    if state == "3D000" or ("does not exist" in lower and "database" in lower):
        return Unavailable(N_("There is no such database: {database}."), database=name)
    if state == "42501":
        return Unavailable(N_("You have no right to do this in {database}."), database=name)
    if state == "57014" or "interrupted" in lower:
        return Unavailable(N_("{database} took too long to answer; nothing was changed. Try again."), database=name)
    if state is None and url.get_backend_name() == "sqlite":
        return Unavailable(N_("{database} answered with an error: {error}"), database=name, error=shown)
    if error.connection_invalidated or state is None or state.startswith(("08", "57")):
        return Unavailable(AWAY, database=name)
    return Unavailable(N_("{database} answered with an error: {error}"), database=name, error=shown.splitlines()[0])


def _full(url: URL) -> Unavailable:
    """The sentence for a disk without room: which folder, and how much will do; of a server only that it is full."""
    if url.get_backend_name() != "sqlite":
        return Unavailable(N_("The disk of the server of {database} is full or failing. Nothing was changed."), database=address.shown(url))
    file = Path(str(url.database))
    room = max(20, (file.stat().st_size if file.exists() else 0) // 1_000_000)
    return Unavailable(
        N_("The disk is full or failing: free {room} MB or more in the folder {folder} and try again. Nothing was changed."),
        room=room,
        folder=str(file.parent),
    )


def _broken_constraint(shown: str) -> Told:
    """The sentence of the rule behind a constraint."""
    if "phone_e164" in shown or "people_phone_once" in shown:
        return KnownPhone(N_("This phone belongs to another member. A number belongs to one member."), person=0)
    if "name_key" in shown:
        return RuleBroken(N_("There is one of that name already."))
    if "FOREIGN KEY" in shown or "foreign key" in shown:
        return RuleBroken(N_("The record is in use elsewhere, or was removed meanwhile; nothing was changed."))
    return RuleBroken(
        N_("The database refused the change because it breaks a rule ({rule}); nothing was changed."), rule=shown.splitlines()[0]
    )
