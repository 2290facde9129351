"""Opening a database: is it empty, current, older, newer or not ours; make it, back it up, upgrade it (reliability.md, *Faults*)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from db import address, backups, engines
from db.database import Database
from db.entities import every
from db.errors import Told, TooNew, Unavailable
from db.texts import N_

if TYPE_CHECKING:
    # Alembic is imported where it is used: a current database does not need it, and a start is a quarter second quicker.
    from alembic.config import Config

State = Literal["empty", "current", "older", "newer", "foreign"]
EMPTY = N_("{database} is empty; make a club in it with “regulars new”.")


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made in code: the scripts lie in this package."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", "db:migrations")
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    made.attributes["metadata"] = every()
    return made


def state(connection: Connection) -> State:
    """What stands in this database."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return "empty"
    if not {"alembic_version", "programme"} <= tables:
        return "foreign"
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == engines.SCHEMA:
        return "current"
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    return "older" if found in known else "newer"


def create(database: Database) -> None:
    """Make the tables in an empty database; anything else is left alone and refused."""
    _migrate(database, only_empty=True)


def upgrade(database: Database) -> Path | None:
    """Bring an older database up to date in one transaction, after a backup of an SQLite file; gives the backup's path."""
    saved = None
    if database.is_sqlite:
        saved = backups.path_before(database, "upgrade")
        backups.backup(database, saved)
    _migrate(database, only_empty=False)
    return saved


def _migrate(database: Database, *, only_empty: bool) -> None:
    from alembic import command

    try:
        with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
            found = state(connection)
            if only_empty and found != "empty":
                raise Unavailable(
                    N_("{database} holds something already; choose a new file or an empty database."), database=database.shown
                )
            command.upgrade(config(connection), "head")
    except DBAPIError as error:
        raise engines.told(error, database.url) from error


def open_database(text_: str, *, desk: str | None = None) -> Database:
    """Open what a person named; an older one is upgraded. Told where it is missing, not ours, newer or out of reach."""
    url = address.parse(text_)
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        if not file.exists():
            raise Unavailable(N_("{file} does not exist; make a club with “regulars new”, or choose another file."), file=str(file))
        if file.is_dir():
            raise Unavailable(N_("{file} is a folder; a database is a file."), file=str(file))
        address.refuse_shared_folder(file)
        if not file.stat().st_size:
            # Looking into it would already write to it.
            raise Unavailable(EMPTY, database=str(file))
    database = Database(url, desk=desk)
    try:
        _check(database)
    except Told:
        database.close()
        raise
    return database


def _check(database: Database) -> None:
    """Refuse what cannot be used, upgrade what is older."""
    with database.read() as connection:
        found = state(connection)
        founded = found == "current" and connection.execute(text("SELECT count(*) FROM programme")).scalar() == 1
    if found == "older":
        upgrade(database)
    elif found == "newer":
        raise TooNew(
            N_("{database} was made by a newer Regulars; update this program to open it. Nothing was changed."), database=database.shown
        )
    elif found == "foreign":
        raise Unavailable(
            N_("{database} is a database, but not one of Regulars; nothing was changed. Choose another."), database=database.shown
        )
    elif not founded:
        raise Unavailable(EMPTY, database=database.shown)


def new_database(text_: str, *, desk: str | None = None) -> Database:
    """Make an empty database of ours: a new file, or an empty one; Told where something stands there already."""
    url = address.parse(text_)
    fresh = False
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        address.refuse_shared_folder(file)
        if not file.parent.is_dir():
            raise Unavailable(N_("The folder {folder} does not exist."), folder=str(file.parent))
        fresh = not file.exists()
    database = Database(url, desk=desk)
    try:
        with database.read() as connection:
            found = state(connection)
            if found == "current" and connection.execute(text("SELECT count(*) FROM programme")).scalar() == 0:
                return database
        create(database)
    except BaseException:
        # Ctrl+C as well: nothing half made stays behind.
        database.close()
        if fresh:
            Path(str(url.database)).unlink(missing_ok=True)
        raise
    return database
