"""A file of sales read: its rows as sales of known people, or one sentence each that says why not (O4; commands.md, `sales`)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import backups, money
from db.database import Act, Database
from db.errors import BadValue, RuleBroken, Told
from db.fields import by_keys
from db.operations import sales_file
from db.operations.programme import Club
from db.operations.sales_file import FIELDS, Problem, Rehearsed, SaleRow, SalesApplied, SalesPlan
from db.search.named import named_ids, named_rows
from db.texts import N_
from desktop import problems
from desktop.sheets import convert, decisions, header, headings, identity, reader
from desktop.sheets.convert import Column
from desktop.sheets.people import People
from desktop.sheets.reader import Cell, Row
from resources.i18n import _

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
_PERSON = ("number", "code", "phone", "email")
_LABELS = {heading.key: heading.label for heading in headings.SALES}


@dataclass
class SalesSheet:
    """A file of sales that was read."""

    path: Path
    plan: SalesPlan
    currency: str


def open_file(
    database: Database,
    path: Path,
    club: Club,
    *,
    choices: reader.Choices = reader.FOUND,
    mapping: Mapping[str, str] | None = None,
    skip_errors: bool = False,
    stop: Stop | None = None,
) -> SalesSheet:
    """Read a file and find its people; RuleBroken or Unavailable where the whole file is refused, Stopped on a stop."""
    sheet = reader.read(path, choices, stop=stop)
    found = header.find(sheet, headings.SALES, mapping)
    _refuse_missing(found.columns)
    rows, numbers = sheet.rows[found.place + 1 :], sheet.numbers[found.place + 1 :]
    width = max(found.columns.values()) + 1
    for row in rows:
        if len(row) < width:
            row.extend([None] * (width - len(row)))
    filled = [(number, row) for number, row in zip(numbers, rows, strict=True) if _has_content(row, found.columns)]
    readers = _Readers(database, club, sheet, found.columns, [row for _number, row in filled])
    sales, unread = list[SaleRow](), list[Problem]()
    for number, row in filled:
        try:
            sales.append(readers.sale(number, row))
        except BadValue as told:
            unread.append(Problem(number, told.key, told))
    blank = sheet.last_row - found.row - len(filled)
    notices: list[Told] = []
    if found.unknown:
        notices.append(RuleBroken(N_("Columns that mean nothing here were left out: {names}."), names=", ".join(found.unknown[:20])))
    if sheet.formulas:
        notices.append(RuleBroken(N_("{count} cells hold formulas; their last results were taken."), count=sheet.formulas))
    plan = SalesPlan(path.name, _sha256(path), len(filled), tuple(sales), tuple(unread), skip_errors, blank, tuple(notices))
    return SalesSheet(path, plan, club.currency)


def preview(
    database: Database, act: Act, opened: SalesSheet, *, progress: Progress | None = None, stop: Stop | None = None
) -> dict[str, Any]:
    """The answer of `sales --preview`: what recording would come to, to the point; nothing is changed. Told where all of it is refused."""
    try:
        database.perform(act, sales_file.rehearse, opened.plan, progress=progress, stop=stop)
    except Rehearsed as seen:
        done, judged = seen.recorded, seen.judged
        figures = SalesApplied(
            "", opened.plan.rows, done.sales, judged.already, len(judged.problems), done.members, done.amount, done.points
        )
        return answer("previewed", opened, figures, judged.problems)
    raise RuntimeError


def apply(
    database: Database, act: Act, opened: SalesSheet, *, progress: Progress | None = None, stop: Stop | None = None
) -> dict[str, Any]:
    """Record the file in one transaction, after a copy of an SQLite file (reliability.md, *Backups*); gives the answer of `sales`.

    RuleBroken where rows have errors that are not to be skipped, or all is refused; Stopped by *stop*.
    """
    if database.is_sqlite and not database.is_read_only and opened.plan.sales:
        backups.backup(database, backups.path_before(database, "import"))
    done = database.perform(act, sales_file.apply, opened.plan, progress=progress, stop=stop)
    return answer("applied", opened, done)


def refusal(database: Database, act: Act, opened: SalesSheet | None, told: Told, *, stop: Stop | None = None) -> dict[str, Any]:
    """The answer where nothing was recorded: the sentence, and of a file that could be read every row at fault."""
    nothing = SalesApplied("", 0, 0, 0, 0, 0, 0, 0)
    if opened is None:
        return answer("refused", None, nothing, message=problems.sentence(told))
    try:
        seen = preview(database, act, opened, stop=stop)
    except Told:
        # The programme is off or the database may only be read: no row is at fault then.
        return answer("refused", opened, nothing, message=problems.sentence(told))
    return {**seen, "status": "refused", "message": problems.sentence(told), "recorded": 0, "members": 0, "points": 0,
            "amount": money.shown(0, opened.currency)}  # fmt: skip


def answer(
    status: str,
    opened: SalesSheet | None,
    done: SalesApplied,
    found: Sequence[Problem] = (),
    *,
    message: str | None = None,
) -> dict[str, Any]:
    """The answer of `sales` (commands.md); money as a decimal string."""
    minted = None if opened is None else opened.currency
    messages = [_message(one.row, one.key, problems.sentence(one.told)) for one in found]
    messages += [_message(one.row, one.key, one.text) for one in done.refused]
    told_of = done.notices or ([problems.sentence(told) for told in opened.plan.notices] if opened is not None else [])
    notices = [{"row": None, "column": None, "kind": "notice", "text": text} for text in told_of]
    return {
        "status": status,
        "message": message,
        "batch": done.batch or None,
        "rows": done.rows or (opened.plan.rows if opened is not None else 0),
        "blank": done.blank or (opened.plan.blank if opened is not None else 0),
        "recorded": done.recorded,
        "already": done.already,
        "errors": done.errors,
        "members": done.members,
        "amount": "0" if minted is None else money.shown(done.amount, minted),
        "points": done.points,
        "messages": [*messages, *notices],
    }


def _message(row: int, key: str | None, text: str) -> dict[str, Any]:
    return {"row": row, "column": _(_LABELS[key]) if key in _LABELS else None, "kind": "error", "text": text}


class _Readers:
    """What turns the rows of one file into sales: the people whom it names, and how its amounts and dates are written."""

    def __init__(self, database: Database, club: Club, sheet: reader.Sheet, places: Mapping[str, int], rows: Sequence[Row]) -> None:
        self.club, self.places = club, places
        who = {key: place for key, place in places.items() if key in _PERSON}
        self.who = who
        self.bad = sheet.errors
        self.uncalculated = sheet.uncalculated
        # A file names the same people again and again: each way of naming one is looked up once.
        distinct = list({tuple(row[place] for place in who.values()): row for row in rows}.values())
        self.people = _look_up(database, identity.wanted(distinct, who, club.country))
        self._found: dict[tuple[Cell, ...], int | BadValue] = {}
        self.decimal = decisions.decimal_sign((row[places["amount"]] for row in rows), "") or None
        order = decisions.date_order(row[places["date"]] for row in rows).order
        self.columns = {
            one.key: Column(
                one,
                places[one.key],
                club.manner,
                order if one.key == "date" else None,
                sheet.day_rows(places[one.key]),
                sheet.kind == "csv",
            )
            for one in FIELDS
            if one.key in places
        }

    def sale(self, number: int, row: Row) -> SaleRow:
        """The sale of a row; BadValue with the key at fault."""
        for key, place in self.places.items():
            if (text := self.bad.get((number, place))) is not None:
                raise BadValue(N_("The cell holds the error {error}."), key=key, error=text)
            if (number, place) in self.uncalculated:
                raise BadValue(N_("The cell holds a formula without a result; open the file in Excel and save it again."), key=key)
        person = self._person(row)
        day = self._value("date", number, row)
        if day is None:
            raise BadValue(N_("The row needs the date of the sale."), key="date")
        receipt, note = self._value("receipt", number, row), self._value("note", number, row)
        return SaleRow(number, person, self._amount(row[self.places["amount"]]), day, receipt, note)

    def _value(self, key: str, number: int, row: Row) -> str | None:
        column = self.columns.get(key)
        if column is None:
            return None
        cell = row[column.place]
        if cell is None:
            return None
        try:
            found = convert.value(cell, column, is_day=number in column.day_rows)
        except BadValue as told:
            raise _keyed(told, key) from None
        return None if found is None else str(found)

    def _amount(self, cell: Cell) -> int:
        if cell is None or isinstance(cell, bool) or (isinstance(cell, str) and not cell.strip()):
            raise BadValue(N_("The row needs an amount."), key="amount")
        if isinstance(cell, str):
            text, sign = cell, self.decimal
        else:
            # Fifteen figures are all that a spreadsheet program itself shows of a number.
            text, sign = (f"{cell:.15g}" if isinstance(cell, float) else str(cell)), "."
        try:
            return money.parse(text, self.club.currency, decimal_sign=sign)
        except BadValue as told:
            raise _keyed(told, "amount") from None

    def _person(self, row: Row) -> int:
        named = tuple(row[place] for place in self.who.values())
        found = self._found.get(named)
        if found is None:
            try:
                found = self._find(row)
            except BadValue as told:
                found = told
            self._found[named] = found
        if isinstance(found, BadValue):
            raise found
        return found

    def _find(self, row: Row) -> int:
        filled = {key: identity.text_of(row[place]) for key, place in self.who.items()}
        number, code = filled.get("number"), filled.get("code")
        if number and not (self.people.by_number.get(number) or self.people.by_number.get(number.lstrip("0"))):
            raise BadValue(N_("No person has the member no. {number}."), key="number", number=number)
        person = None if code and not number and not self.people.by_code else identity.find(row, self.who, self.people, self.club.country)
        if person is not None:
            return int(person[0])
        if named := next((key for key in _PERSON if filled.get(key)), None):
            raise BadValue(N_("No person is known by “{text}”; register them first, or correct it."), key=named, text=filled[named])
        raise BadValue(
            N_("The row names nobody; fill in the member no., the card code, the phone or the e-mail."), key=next(iter(self.who))
        )


def _look_up(database: Database, wanted: identity.Wanted) -> People:
    """The people whom the file names."""
    people = People(_PERSON)
    with database.read() as connection:
        ids = named_ids(connection, numbers=wanted.numbers, codes=wanted.codes, phones=wanted.phones, emails=wanted.emails)
        for page in named_rows(connection, ids, by_keys(_PERSON)):
            people.add(page)
    return people


def _refuse_missing(columns: Mapping[str, int]) -> None:
    if not any(key in columns for key in _PERSON):
        raise RuleBroken(N_("No column names the members; one must be Member no., Card code, Phone or E-mail."))
    for key in ("amount", "date"):
        if key not in columns:
            raise RuleBroken(N_("The column “{column}” is missing."), column=_(_LABELS[key]))


def _keyed(told: BadValue, key: str) -> BadValue:
    """The refusal of a value with the key of its column."""
    values: dict[str, Any] = {name: value for name, value in told.values.items() if name != "key"}
    return BadValue(told.template, key=key, **values)


def _has_content(row: Row, columns: Mapping[str, int]) -> bool:
    return any(row[place] is not None and (not isinstance(row[place], str) or str(row[place]).strip()) for place in columns.values())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
