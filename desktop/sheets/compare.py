"""Stage 7: the file against the people as they stand now, cell by cell (X4, X5, X7; the three-way compare of X6 has its room here).

A row is a verdict in a byte and nothing more until somebody looks: a hundred thousand rows cost no hundred thousand objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal

from db.errors import BadValue, RuleBroken, Stopped, Told
from db.fields import Value
from db.people_rules import tidied
from db.texts import N_
from desktop.sheets import convert, identity, mangled
from desktop.sheets.convert import Column
from desktop.sheets.people import People, email_key, phone_key
from desktop.sheets.people import Row as Person
from desktop.sheets.reader import Cell, Row

BLANK, UNCHANGED, CHANGED, NEW, CONFLICT, ERROR = range(6)
KINDS = ("blank", "unchanged", "changed", "new", "conflict", "error")
STEP = 2000
Judge = Callable[[Mapping[str, Value], Mapping[str, Value]], Iterable[tuple[str, Told]]]


@dataclass(frozen=True)
class Message:
    """What a person should know of the file: of one cell, one row, or (row None) the whole. *kind* is "error", "warning" or "notice"."""

    kind: Literal["error", "warning", "notice"]
    told: Told
    row: int | None = None
    column: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Rules:
    """How the person wants it: empty cells erase (X5), new people and named prospects are registered (commands.md, `--register`)."""

    empty_erases: bool = False
    register: bool = False


@dataclass
class Compared:
    """The outcome. Rows are counted from 0 in *rows*; *numbers* are their numbers in the file, *verdicts* one of KINDS for each.

    *cells* are the changed cells: row, key, before, after; *new* the values of new people by row; *persons* whom each row means.
    """

    rows: Sequence[Row]
    numbers: Sequence[int]
    columns: Sequence[Column]
    people: People
    rules: Rules
    verdicts: bytearray
    persons: list[Person | None]
    cells: list[tuple[int, str, Value, Value]] = field(default_factory=list)
    new: dict[int, dict[str, Value]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    rewritten: dict[str, int] = field(default_factory=dict)
    ignored: dict[str, int] = field(default_factory=dict)

    def fail(self, row: int, told: Told, key: str | None = None) -> None:
        """Note an error on a row."""
        self.verdicts[row] = ERROR
        self.messages.append(Message("error", told, self.numbers[row], self.label(key), key))

    def label(self, key: str | None) -> str | None:
        """The label of a key's field (English; translated where it is shown)."""
        return next((column.field.label for column in self.columns if column.key == key), None)


def compare(
    rows: Sequence[Row],
    numbers: Sequence[int],
    columns: Sequence[Column],
    people: People,
    rules: Rules,
    bad: Mapping[int, Sequence[tuple[str, Told]]],
    *,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Compared:
    """Give every row its verdict. *bad* are cells that the file itself marks as errors, by row number: key and sentence."""
    outcome = Compared(rows, numbers, columns, people, rules, bytearray(len(rows)), [None] * len(rows))
    for column in columns:
        _make_ready(rows, column)
    _identify(outcome)
    pairs = [(column, people.place(column.key)) for column in columns if column.edits]
    shown = [(column, people.place(column.key)) for column in columns if column.field.sheet == "shown" and column.key in people.keys]
    seen, known = _getter([c.place for c, _ in pairs]), _getter([place for _, place in pairs])
    seen_too, known_too = _getter([c.place for c, _ in shown]), _getter([place for _, place in shown])
    verdicts, persons = outcome.verdicts, outcome.persons
    for at, row in enumerate(rows):
        if at % STEP == 0:
            if stop is not None and stop():
                raise Stopped
            if progress is not None:
                progress(at, len(rows))
        if verdicts[at] == BLANK:
            continue
        if bad and numbers[at] in bad:
            for key, told in bad[numbers[at]]:
                outcome.fail(at, told, key)
        person = persons[at]
        if person is None:
            if verdicts[at] != ERROR:
                _as_new(outcome, at)
            continue
        if shown and seen_too(row) != known_too(person):
            _ignore(outcome, row, person, shown)
        if seen(row) != known(person):
            _as_edit(outcome, at, person, pairs)
        if rules.register and person[2] != "member" and verdicts[at] != ERROR:
            verdicts[at] = CHANGED
            outcome.cells.append((at, "stage", person[2], "member"))
    _refuse_new_twice(outcome)
    return outcome


def _getter(places: Sequence[int]) -> Callable[[Any], object]:
    """What a row holds at these places, to be compared at once."""
    return itemgetter(*places) if places else lambda row: None


def _make_ready(rows: Sequence[Row], column: Column) -> None:
    """Put the value of a choice, number or date in place of the cell that means it."""
    place = column.place
    ready = convert.ready((row[place] for row in rows), column)
    if ready:
        for row in rows:
            cell = row[place]
            if cell is not None and type(cell) is not bool and cell in ready:
                row[place] = ready[cell]


def _identify(outcome: Compared) -> None:
    """Find each row's person (X4); a person in two rows makes an error of both."""
    places = {column.key: column.place for column in outcome.columns}
    cells = itemgetter(*sorted(set(places.values()))) if places else None
    nothing = (None,) * len(set(places.values())) if len(set(places.values())) > 1 else None
    number, code = places.get("number"), places.get("code")
    code_place = outcome.people.place("code")
    by_number = outcome.people.by_number
    country = outcome.columns[0].manner.country
    rows_of: dict[int, int] = {}
    twice: dict[int, list[int]] = {}
    for at, row in enumerate(outcome.rows):
        person = by_number.get(row[number]) if number is not None else None  # type: ignore[arg-type]
        if person is None or person[3] != "active" or (code is not None and row[code] is not None and row[code] != person[code_place]):
            if cells is None or cells(row) == nothing:
                continue
            try:
                person = identity.find(row, places, outcome.people, country)
            except BadValue as problem:
                outcome.fail(at, problem, problem.key)
                continue
        outcome.verdicts[at] = UNCHANGED
        if person is None:
            continue
        outcome.persons[at] = person
        first = rows_of.setdefault(person[0], at)
        if first != at:
            twice.setdefault(person[0], [first]).append(at)
    for same in twice.values():
        told = RuleBroken(
            N_("Rows {rows} mean the same person; none of them is applied."), rows=", ".join(str(outcome.numbers[at]) for at in same[:8])
        )
        for at in same:
            outcome.fail(at, told, "number" if number is not None else None)
            outcome.persons[at] = None


def _ignore(outcome: Compared, row: Row, person: Person, shown: Sequence[tuple[Column, int]]) -> None:
    """Count the changes of columns that a sheet may not change (X2)."""
    for column, place in shown:
        cell, now = row[column.place], person[place]
        if cell is None or cell == now or cell == column.kind.show(now, column.manner) or (now is None and cell in (0, "0")):
            continue
        if now is None or not mangled.same(cell, now, column):
            outcome.ignored[column.key] = outcome.ignored.get(column.key, 0) + 1


def _as_edit(outcome: Compared, at: int, person: Person, pairs: Sequence[tuple[Column, int]]) -> None:
    """Compare one row's cells with the person's values; all its errors are told at once."""
    row, changes, failed = outcome.rows[at], list[tuple[int, str, Value, Value]](), outcome.verdicts[at] == ERROR
    for column, place in pairs:
        cell, now = row[column.place], person[place]
        if cell == now:
            continue
        try:
            after = _after(outcome, cell, now, column, outcome.numbers[at] in column.day_rows)
        except BadValue as problem:
            outcome.fail(at, problem, column.key)
            failed = True
            continue
        if after != now:
            changes.append((at, column.key, now, after))
    if changes and not failed:
        outcome.verdicts[at] = CHANGED
        outcome.cells.extend(changes)


def _after(outcome: Compared, cell: Cell, now: Value, column: Column, is_day: bool) -> Value:
    """The value that a cell would leave behind (X5, X7)."""
    if _is_empty(cell):
        return None if outcome.rules.empty_erases else now
    if _erases(cell):
        return None
    if now is not None and mangled.same(cell, now, column, is_day=is_day):
        if not isinstance(cell, str) or cell.split() != str(now).split():
            outcome.rewritten[column.key] = outcome.rewritten.get(column.key, 0) + 1
        return now
    return convert.value(cell, column, is_day=is_day)


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u202f\u3000"))


def _erases(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() == convert.ERASE


def _as_new(outcome: Compared, at: int) -> None:
    """A row that names nobody: the values of a new person, or the errors of its cells."""
    row, values = outcome.rows[at], dict[str, Value]()
    for column in outcome.columns:
        if not column.edits or _is_empty(row[column.place]) or _erases(row[column.place]):
            continue
        try:
            found = convert.value(row[column.place], column, is_day=outcome.numbers[at] in column.day_rows)
        except BadValue as problem:
            outcome.fail(at, problem, column.key)
        else:
            if found is not None:
                values[column.key] = found
    if outcome.verdicts[at] != ERROR:
        outcome.verdicts[at] = NEW
        outcome.new[at] = tidied(values)


def _refuse_new_twice(outcome: Compared) -> None:
    """Two rows for one new person, by phone or e-mail, are both errors (X4)."""
    country = outcome.columns[0].manner.country if outcome.columns else ""
    seen: dict[str, int] = {}
    clashes: dict[int, tuple[int, str]] = {}
    for at, values in outcome.new.items():
        for key in ("phone", "email"):
            text = str(values.get(key) or "")
            name = (phone_key(text, country) if key == "phone" else email_key(text)) if text else None
            if name and (first := seen.setdefault(name, at)) != at:
                clashes.setdefault(first, (at, key))
                clashes.setdefault(at, (first, key))
    for at, (other, key) in sorted(clashes.items()):
        del outcome.new[at]
        sentence = N_("Row {row} has the same phone; two rows for one person are not applied.")
        if key == "email":
            sentence = N_("Row {row} has the same e-mail address; two rows for one person are not applied.")
        outcome.fail(at, RuleBroken(sentence, row=outcome.numbers[other]), key)


def judge_rows(outcome: Compared, judge: Judge) -> None:
    """Let the club's rules look at every changed and new row (`row_problems` of db.operations.sheets)."""
    changes: dict[int, dict[str, Value]] = {}
    for at, key, _before, after in outcome.cells:
        if key != "stage":
            changes.setdefault(at, {})[key] = after
    for at, wanted in changes.items():
        person = outcome.persons[at]
        if person is not None:
            _refuse_row(outcome, at, judge(outcome.people.person(person), wanted))
    blank: dict[str, Value] = {
        **dict.fromkeys(outcome.people.keys),
        "status": "active",
        "stage": "member" if outcome.rules.register else "invited",
    }
    for at, values in list(outcome.new.items()):
        _refuse_row(outcome, at, judge({**blank, **values}, {**values, "last_name": values.get("last_name")}))
    outcome.new = {at: values for at, values in outcome.new.items() if outcome.verdicts[at] != ERROR}
    outcome.cells = [cell for cell in outcome.cells if outcome.verdicts[cell[0]] != ERROR]


def _refuse_row(outcome: Compared, at: int, problems: Iterable[tuple[str, Told]]) -> None:
    for key, told in problems:
        outcome.fail(at, told, key)


def phones_written(outcome: Compared) -> list[str]:
    """The numbers in E.164 that the rows would give to somebody, for the question who holds them already (P2)."""
    country = outcome.columns[0].manner.country if outcome.columns else ""
    texts = {str(after) for _at, key, _before, after in outcome.cells if key == "phone" and after}
    texts |= {str(values["phone"]) for values in outcome.new.values() if values.get("phone")}
    return sorted({number for number in (phone_key(text, country) for text in texts) if number})
