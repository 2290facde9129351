"""Backups of an SQLite file: a checked copy under a temporary name, then renamed (reliability.md, *Backups*)."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import engines
from db.database import Database
from db.errors import RuleBroken, Unavailable
from db.texts import N_


@dataclass(frozen=True)
class Saved:
    """What a backup holds."""

    file: str
    people: int
    entries: int


def path_before(database: Database, what: str) -> Path:
    """Where the copy made before something risky lies: beside the database, in `Regulars backups`."""
    file = Path(str(database.url.database))
    moment = database.clock().strftime("%Y-%m-%d %H%M%S")
    return file.parent / "Regulars backups" / f"{file.stem} before {what} {moment}{file.suffix}"


def backup(database: Database, target: Path) -> Saved:
    """Copy the database page by page, check the copy, flush it to the disk, then give it its name.

    PostgreSQL is refused with the line that does it. Told where the place cannot be written.
    """
    if not database.is_sqlite:
        raise RuleBroken(
            N_("A PostgreSQL database is backed up with: pg_dump -Fc --file {file} {database}"),
            file=str(target),
            database=database.url.database,
        )
    part = target.with_name(target.name + ".part")
    try:
        if target.exists() and target.samefile(str(database.url.database)):
            raise RuleBroken(N_("{file} is the database itself; choose another name for the backup."), file=str(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(database, target, error) from error
    try:
        saved = _copy(database, part, target)
        _flush(part)
        part.replace(target)
    except (OSError, engines.sqlite_module().Error) as error:
        raise _unwritten(database, target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return saved


def _unwritten(database: Database, target: Path, error: Exception) -> Unavailable:
    """The sentence for a place that does not take the copy, with the room that it needs."""
    room = Path(str(database.url.database)).stat().st_size // 1_000_000 + 1
    return Unavailable(
        N_("The backup {file} cannot be written: {error}. It needs {room} MB in that folder. Nothing was changed."),
        file=str(target),
        error=getattr(error, "strerror", None) or error,
        room=room,
    )


def _copy(database: Database, part: Path, target: Path) -> Saved:
    """Copy page by page and look the copy over. The driver's own error where the place does not take it."""
    module: Any = engines.sqlite_module()
    with closing(module.connect(str(part))) as copy, database.read() as connection:
        try:
            connection.connection.dbapi_connection.backup(copy, pages=-1)  # type: ignore[union-attr]
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if sound == "ok":
                people, entries = (int(copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in ("people", "entries"))
                copy.execute("PRAGMA journal_mode=DELETE")
                return Saved(str(target), people, entries)
        except module.Error as error:
            raise _unwritten(database, target, error) from error
    raise Unavailable(
        N_("The copy of the database is damaged ({error}); it was not kept. Check the data before anything else."), error=sound
    )


def _flush(file: Path) -> None:
    """Have the system write the file to the disk."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


__all__ = ["Saved", "backup", "path_before"]
