"""Making a club: a new database with a programme in it, or the sample club; what fails half-way is removed (commands.md, `new`, `demo`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from db import address, demo, upgrade
from db.database import Act, Database
from db.entities.programme import Programme
from db.errors import RuleBroken, Unavailable
from db.in_parts import Progress, Stop
from db.operations import programme
from db.operations.programme import Club, NewClub
from db.texts import N_
from db.work import Work


def new_club(text: str, act: Act, club: NewClub, *, desk: str | None = None) -> Database:
    """Make a club with nothing but the defaults of rules.md, and open it; Told where one stands there, FieldsRefused for settings."""
    with _making(text, desk) as database:
        database.perform(act, found, club)
    return database


def found(work: Work, club: NewClub) -> Club:
    """Make the programme in a database that has none; RuleBroken where a club is there already."""
    if work.connection.execute(select(Programme.c.id)).first() is not None:
        raise RuleBroken(N_("There is a club in this database already; choose a new file or an empty database."))
    return programme.found(work, club)


def demo_club(
    text: str, act: Act, people: int, seed: int, *, entries: int = 0, desk: str | None = None, progress: Progress | None = None,
    stop: Stop | None = None,
) -> Database:  # fmt: skip
    """Make the sample club in a new or empty database, and open it; no people is a trial club with nothing in it.

    About so many *entries* of three years stand in its ledger; with none, members begin with an opening balance.
    """
    with _making(text, desk) as database:
        demo.demo(database, act, people, seed, entries=entries, progress=progress, stop=stop)
    return database


@contextmanager
def _making(text: str, desk: str | None) -> Iterator[Database]:
    """The database to fill; what was made here is taken away again when filling it fails, and the connections are given back."""
    url = address.parse(text)
    fresh = url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()
    database: Database | None = None
    try:
        database = _opened(text, desk)
        yield database
    except BaseException:
        # Ctrl+C as well: nothing half made stays behind.
        if database is not None:
            database.close()
        if fresh:
            remove(Path(str(url.database)))
        raise


def _opened(text: str, desk: str | None) -> Database:
    """A new database, or one of ours: whether it may be filled, or was by the same op_id, is the operation's word."""
    url = address.parse(text)
    if url.get_backend_name() != "sqlite" or Path(str(url.database)).is_file():
        database = Database(url, desk=desk)
        try:
            with database.read() as connection:
                if upgrade.state(connection) == "current":
                    return database
        except Unavailable:
            database.close()
            raise
        database.close()
    return upgrade.new_database(text, desk=desk)


def remove(file: Path) -> None:
    """Take a database file away with what SQLite keeps beside it; Unavailable where the system refuses."""
    for ending in ("", "-wal", "-shm", "-journal"):
        try:
            file.with_name(file.name + ending).unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(N_("{file} could not be removed: {error}."), file=str(file), error=error.strerror or error) from error
