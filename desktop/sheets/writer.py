"""Write a sheet: streamed beside its place, then renamed, so that a file is whole or not there (X1, X8)."""

from __future__ import annotations

import csv
import errno
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import RuleBroken, Told, Unavailable
from db.fields import Field, Manner, Value
from db.texts import N_
from desktop.sheets import outgoing, xlsx
from desktop.sheets.apostrophes import guard
from desktop.sheets.card import SHEET as CARD
from desktop.sheets.outgoing import OutColumn, Passing, Progress, SheetWriter
from resources.i18n import _

# Windows' own numbers for a full disk.
_FULL = (errno.ENOSPC, 39, 112)
_OS_ERROR = re.compile(r"os error (\d+)")


@dataclass(frozen=True)
class Export:
    """What a sheet says of itself (X1): *made* is UTC ISO text, *selection* says in words which people it holds."""

    export_id: str
    made: str
    selection: str = ""


@dataclass(frozen=True)
class Written:
    """A sheet that was written."""

    file: Path
    rows: int
    columns: tuple[str, ...]


def save(
    path: Path, fields: Sequence[Field], pages: Iterable[Sequence[Sequence[Value]]], export: Export, manner: Manner, *, total: int = 0,
    delimiter: str = ",", progress: Progress | None = None, stop: Callable[[], bool] | None = None, writer: SheetWriter | None = None, name: str = "",
) -> Written:  # fmt: skip
    """Write rows, given in pages as tuples of the fields' values, as xlsx or csv by the file's ending; *name* is that of the sheet.

    RuleBroken for another ending, Unavailable where the disk or a right refuses, Stopped where the person stops: nothing is left behind.
    """
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise RuleBroken(N_("“{name}” must end in .xlsx or .csv, the two kinds of sheet that Regulars writes."), name=path.name)
    columns = outgoing.columns_of(fields)
    rows = Passing(pages, outgoing.Shaper(fields, manner, real_days=kind == ".xlsx"), total=total, progress=progress, stop=stop)
    if kind == ".csv":
        complete(path, lambda part: _write_csv(part, columns, rows, export.export_id, delimiter))
    else:
        chosen = writer or xlsx.writer()
        complete(
            path,
            lambda part: chosen.write(
                part, name or _("Members"), columns, iter(rows),
                lambda: outgoing.card_of(export.export_id, export.made, export.selection, columns, rows.count).lines(),
            ),
        )  # fmt: skip
    return Written(path, rows.count, tuple(column.key for column in columns))


def _write_csv(part: Path, columns: Sequence[OutColumn], rows: Passing, export_id: str, delimiter: str) -> None:
    """UTF-8 with its mark, as Excel expects it; the export id in a last column, the same in every row (X1)."""
    with part.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream, delimiter=delimiter)
        out.writerow([*(guard(column.label) for column in columns), CARD])
        out.writerows([*(guard(cell) if isinstance(cell, str) else cell for cell in row), export_id] for row in rows)


def complete(path: Path, write: Callable[[Path], None]) -> None:
    """Write into a part beside the file, then put it in place; whatever goes wrong, the part goes and the old file stays."""
    part = path.with_name(path.name + ".part")
    try:
        # The fast writer's errors carry no number, so whether we may write here is tried first.
        part.open("wb").close()
        write(part)
        part.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        try:
            part.unlink(missing_ok=True)
        except OSError:
            # The sentence above tells what is wrong with this folder.
            pass


def cannot_write(path: Path, error: OSError) -> Told:
    """The sentence for a sheet that cannot be written: no room, no right, no folder, or open in Excel."""
    found = _OS_ERROR.search(str(error))
    number = error.errno or (int(found[1]) if found else 0)
    if number in _FULL or getattr(error, "winerror", None) in _FULL:
        return Unavailable(N_("There is no room left in the folder {folder}; the sheet was not written."), folder=str(path.parent))
    if path.is_dir():
        return Unavailable(N_("“{name}” is a folder; give the sheet another name."), name=path.name)
    if not path.parent.is_dir():
        return Unavailable(N_("The folder {folder} is not there."), folder=str(path.parent))
    if path.exists() and (path.with_name(f"~${path.name}").exists() or getattr(error, "winerror", None) in (5, 32, 33)):
        return Unavailable(N_("The file “{name}” is open in another program, perhaps Excel; close it there and try again."), name=path.name)
    if isinstance(error, PermissionError) or number in (errno.EACCES, errno.EROFS, errno.EPERM):
        return Unavailable(N_("You have no right to write into the folder {folder}."), folder=str(path.parent))
    return Unavailable(N_("The file {path} cannot be written: {reason}."), path=str(path), reason=error.strerror or str(error))
