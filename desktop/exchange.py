"""Spreadsheets out and in, for the window and the command line alike: reading, looking up, previewing, applying, keeping what went out.

Every function blocks; the window calls them on another thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import backups, search
from db.database import Act, Database, stamp
from db.errors import RuleBroken, Told
from db.fields import ALL, Field, Manner, Value, by_keys
from db.operations import batches, exports, sheets
from db.operations.batches import Done
from db.operations.exports import Kept
from db.operations.programme import Club
from db.search.named import named_ids, named_rows, rows_with_ids
from desktop import problems
from resources.i18n import N_, _

if TYPE_CHECKING:
    from desktop.sheets.door import Opened
    from desktop.sheets.people import People
    from desktop.sheets.preview import Preview

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
# What the rules about a person's details look at, whichever columns the file has.
_ALWAYS = ("number", "code", "first_name", "last_name", "phone", "email", "joined", "birthday", "anniversary", "consent_date")


@dataclass(frozen=True)
class Wishes:
    """How a file is to be read and taken: its sheet, encoding and separator, headings mapped to keys, empty cells, registering (X3, X5).

    *date_order* is "dmy", "mdy" or "ymd", where the columns prove none (X7).
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    mapping: Mapping[str, str] | None = None
    date_order: str | None = None
    empty_erases: bool = False
    register: bool = False


def download(
    database: Database,
    act: Act,
    query: search.Query,
    fields: Sequence[Field],
    file: Path,
    manner: Manner,
    *,
    people: Sequence[int] | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Kept:
    """Write a sheet of the people of a query, or of *people* in this order, and keep its values for the compare (X1, X6).

    The id of the sheet is the act's op_id; the same act again answers as the first time did. Told where the file cannot be written, Stopped
    by *stop*; then no file is left. A database that may only be read keeps no values, and the compare will be two-way.
    """
    from desktop.sheets import writer

    packer = exports.Packer()

    def passing() -> Iterator[Sequence[Sequence[Value]]]:
        for page in rows_with_ids(connection, ids, fields):
            packer.add(page)
            yield [row[1:] for row in page]

    with database.read() as connection:
        if (known := exports.known(connection, act.op_id)) is not None:
            return known
        ids: Any = search.ids(connection, query, limit) if people is None else people
        selection = described(query) if people is None else _("chosen by hand")
        export = writer.Export(act.op_id, stamp(database.clock()), selection)
        written = writer.save(file, fields, passing(), export, manner, total=len(ids), progress=progress, stop=stop)
    kept = Kept(act.op_id, written.rows, written.columns, str(file))
    if database.is_read_only:
        return kept
    try:
        return database.perform(act, exports.keep, kept, packer.packed(), selection=selection, language=manner.language)
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def described(query: search.Query) -> str:
    """A selection in the grammar of the command line, as the sheet itself tells it."""
    conditions = [f"{one.key}{one.op}{'|'.join(one.values)}" for one in query.conditions]
    return " · ".join([", ".join(query.stages), *([f"“{query.text}”"] if query.text else []), *conditions])


def preview(
    database: Database, file: Path, club: Club, today: date, wishes: Wishes, *, progress: Progress | None = None, stop: Stop | None = None
) -> Preview:
    """What the file would do to the people as they stand; nothing is changed. Told where all of it is refused, Stopped by *stop*."""
    from desktop.sheets import compare, door, reader

    choices = reader.Choices(wishes.sheet, wishes.encoding, wishes.delimiter)
    opened = door.open_file(file, ALL, club.manner, choices=choices, mapping=wishes.mapping, date_order=wishes.date_order, stop=stop)
    people = look_up(database, opened)

    def judge(phones: list[str]) -> compare.Judge:
        with database.read() as connection:
            holders = sheets.phone_holders(connection, phones)

        def problems_of(person: Mapping[str, Value], changes: Mapping[str, Value]) -> Iterable[tuple[str, Told]]:
            return sheets.row_problems(person, changes, today.isoformat(), holders, club.country)

        return problems_of

    rules = compare.Rules(wishes.empty_erases, wishes.register)
    seen = door.preview(opened, people, rules, judge=judge, stop=stop, progress=progress)
    with database.read() as connection:
        before = batches.applied_before(connection, seen.sha256)
    if before is not None:
        told = RuleBroken(
            N_("This file was applied already on {day} by {operator}."), day=before.recorded_at[:10], operator=before.operator
        )
        seen.messages.append(compare.Message("notice", told))
    return seen


def look_up(database: Database, opened: Opened) -> People:
    """The people whom a file names, with the values of its columns and those that the rules look at."""
    from desktop.sheets.people import People

    keys = tuple(dict.fromkeys((*_ALWAYS, *opened.keys)))
    wanted = opened.wanted()
    people = People(keys)
    contacts = bool(wanted.phones or wanted.emails)
    with database.read() as connection:
        ids = named_ids(connection, numbers=wanted.numbers, codes=wanted.codes, phones=wanted.phones, emails=wanted.emails)
        for page in named_rows(connection, ids, by_keys(keys)):
            people.add(page, contacts=contacts)
    return people


def apply(
    database: Database,
    act: Act,
    seen: Preview,
    *,
    skip_errors: bool = False,
    all_changes: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Done:
    """Apply a preview in one transaction, after a copy of an SQLite file (reliability.md, *Backups*).

    RuleBroken where rows have errors that are not to be skipped (X9), or where the people are no longer as previewed; Stopped by *stop*.
    """
    plan = seen.plan(skip_errors=skip_errors)
    if database.is_sqlite and not database.is_read_only and (plan.edits or plan.new or plan.promote):
        backups.backup(database, backups.path_before(database, "import"))
    answer = json.dumps(answered("applied", seen, batch=act.op_id, all_changes=all_changes), ensure_ascii=False)
    return database.perform(act, batches.apply_sheet, plan, answer, progress=progress, stop=stop)


def answered(
    status: str, seen: Preview, *, message: str | None = None, batch: str | None = None, all_changes: bool = False
) -> dict[str, Any]:
    """The answer of `import` (commands.md, *Answers of the sheet commands*)."""
    return {"status": status, "message": message, "batch": batch, **seen.answer(problems.sentence, all_changes=all_changes)}


def known_import(database: Database, op_id: str) -> dict[str, Any] | None:
    """What this act answered when it applied its file before (reliability.md, rule 1); None where it did not yet."""
    with database.read() as connection:
        done = batches.answered(connection, op_id)
    return None if done is None else json.loads(done.answer)
