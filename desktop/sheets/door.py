"""The door: open a file, look up its people, and preview what it would do; the stages in their order (spreadsheets.md, *Import*)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import BadValue, RuleBroken, Told
from db.fields import Field, Manner
from db.texts import N_
from desktop.sheets import compare, convert, decisions, header, headings, identity, reader, sniff
from desktop.sheets.convert import Column
from desktop.sheets.header import Header
from desktop.sheets.people import People
from desktop.sheets.preview import Preview
from desktop.sheets.reader import Row, Sheet

SUSPECT_SHARE = 0.4
SUSPECT_LEAST = 20


@dataclass
class Opened:
    """A file that was read and understood, not yet compared. *rows* are those under the header, all of one width."""

    sheet: Sheet
    header: Header
    columns: list[Column]
    rows: list[Row]
    numbers: Sequence[int]
    orders: Mapping[str, decisions.DateOrder]
    sha256: str
    country: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the fields that the file has columns for."""
        return tuple(column.key for column in self.columns)

    @property
    def export_id(self) -> str | None:
        """The export that the file came from, where it says so (X1)."""
        if self.sheet.card is not None:
            return self.sheet.card.export_id
        if self.header.card is None:
            return None
        found = {row[self.header.card] for row in self.rows if row[self.header.card]}
        return str(found.pop()) if len(found) == 1 else None

    def wanted(self) -> identity.Wanted:
        """What to look its people up by."""
        return identity.wanted(self.rows, self.header.columns, self.country)


def open_file(
    path: Path,
    fields: Iterable[Field],
    manner: Manner,
    *,
    choices: reader.Choices = reader.FOUND,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    stop: Callable[[], bool] | None = None,
) -> Opened:
    """Read a file and understand its columns; RuleBroken or Unavailable where the whole file is refused, Stopped on a stop.

    *mapping* is heading to key (`--map`); *date_order* ("dmy", "mdy", "ymd") the person's word where the columns prove none (X7).
    """
    known = {field.key: field for field in fields}
    sheet = reader.read(path, choices, stop=stop)
    found = header.find(sheet, headings.of_fields(known.values()), mapping)
    rows, numbers = sheet.rows[found.place + 1 :], sheet.numbers[found.place + 1 :]
    width = max([*found.columns.values(), found.card or 0]) + 1
    for row in rows:
        if len(row) < width:
            row.extend([None] * (width - len(row)))
    orders, columns = {}, []
    for key, place in found.columns.items():
        field = known[key]
        order = None
        if field.kind.name in convert.DAYS:
            orders[key] = decisions.date_order(row[place] for row in rows)
            order = orders[key].order or date_order
        days = frozenset[int]() if field.kind.name in convert.DAYS else sheet.day_rows(place)
        columns.append(Column(field, place, manner, order, days, sheet.kind == "csv", convert.choice_words(field.kind)))
    return Opened(sheet, found, columns, rows, numbers, orders, _sha256(path), manner.country)


def preview(
    opened: Opened,
    people: People,
    rules: compare.Rules,
    *,
    judge: Callable[[list[str]], compare.Judge] | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Preview:
    """Compare an opened file with its people. Once only: comparing puts values in place of the file's cells.

    *judge* is given the phones (E.164) that the rows would write and answers with the club's rules, which look at every changed row.
    """
    outcome = compare.compare(opened.rows, opened.numbers, opened.columns, people, rules, _bad_cells(opened), stop=stop, progress=progress)
    if judge is not None:
        compare.judge_rows(outcome, judge(compare.phones_written(outcome)))
    seen = opened.sheet.last_row - opened.header.row
    blank = seen - len(opened.rows) + outcome.verdicts.count(compare.BLANK)
    errors = sorted(outcome.messages, key=lambda message: message.row or 0)
    return Preview(opened.sheet, outcome, opened.sha256, blank, [*errors, *_notices(opened, outcome)], opened.export_id)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise sniff.cannot_open(path, error) from None


def _bad_cells(opened: Opened) -> dict[int, list[tuple[str, Told]]]:
    """The cells that hold an error of Excel's or a formula never calculated: alone, the parser would take them for empty (fact 1)."""
    keys = {column.place: column.key for column in opened.columns if column.field.sheet != "shown"}
    bad: dict[int, list[tuple[str, Told]]] = {}
    for (row, place), text in opened.sheet.errors.items():
        if place in keys:
            told = BadValue(N_("The cell holds the error {error}."), key=keys[place], error=text)
            bad.setdefault(row, []).append((keys[place], told))
    for row, place in opened.sheet.uncalculated:
        if place in keys:
            told = BadValue(N_("The cell holds a formula without a result; open the file in Excel and save it again."), key=keys[place])
            bad.setdefault(row, []).append((keys[place], told))
    return bad


def _notices(opened: Opened, outcome: compare.Compared) -> list[compare.Message]:
    """What the person should know of the file as a whole."""
    sheet, found = opened.sheet, list[compare.Message]()

    def say(kind: str, told: Told, key: str | None = None) -> None:
        found.append(compare.Message("warning" if kind == "warning" else "notice", told, column=outcome.label(key), key=key))

    if opened.header.unknown:
        say("notice", RuleBroken(N_("Columns that mean nothing here were left out: {names}."), names=", ".join(opened.header.unknown[:20])))
    for key, count in outcome.ignored.items():
        say("notice", RuleBroken(N_("{count} changed cells of this column were ignored: a sheet cannot change it."), count=count), key)
    for key, count in outcome.rewritten.items():
        say(
            "notice",
            RuleBroken(N_("{count} cells were only written differently by the spreadsheet program; they count as unchanged."), count=count),
            key,
        )
    for key, order in opened.orders.items():
        if order.order:
            say(
                "notice",
                RuleBroken(N_("Dates are read as {order}, which “{proof}” proves."), order=order.order.upper(), proof=order.proof),
                key,
            )
        elif order.against:
            say(
                "warning",
                RuleBroken(N_("Dates contradict each other: “{proof}” and “{against}”."), proof=order.proof, against=order.against),
                key,
            )
    if sheet.formulas:
        say("warning", RuleBroken(N_("{count} cells hold formulas; their last results were taken."), count=sheet.formulas))
    if sheet.hidden_rows:
        say(
            "notice",
            RuleBroken(N_("{count} rows are hidden in the file, perhaps by a filter; they were read as well."), count=sheet.hidden_rows),
        )
    if len(sheet.names) > 1:
        say(
            "notice",
            RuleBroken(
                N_("The sheet “{sheet}” was read; the file also has: {others}."),
                sheet=sheet.name,
                others=", ".join(name for name in sheet.names if name != sheet.name),
            ),
        )
    if sheet.encoding is not None:
        signs = {"\t": "TAB", ",": ",", ";": ";", "|": "|"}
        delimiter = signs.get(sheet.delimiter or "", sheet.delimiter)
        say("notice", RuleBroken(N_("Read as {encoding}, cells separated by “{delimiter}”."), encoding=sheet.encoding, delimiter=delimiter))
    for key in _sorted_alone(outcome):
        say(
            "warning",
            RuleBroken(
                N_("This column changes in {share} % of the rows. Was it sorted alone, apart from the others?"),
                share=int(SUSPECT_SHARE * 100),
            ),
            key,
        )
    return found


def _sorted_alone(outcome: compare.Compared) -> list[str]:
    """Names, phones or e-mails of which a suspicious share changes into something else."""
    matched = sum(person is not None for person in outcome.persons)
    counts: dict[str, int] = {}
    for _at, key, before, after in outcome.cells:
        if key in ("first_name", "last_name", "phone", "email") and before is not None and after is not None:
            counts[key] = counts.get(key, 0) + 1
    return [key for key, count in counts.items() if count >= SUSPECT_LEAST and count >= SUSPECT_SHARE * matched]
