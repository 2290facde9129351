"""Stages 8 and 9: what a file would do, in counts that add up and in lines made when they are looked at; and the plan that applies it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from db.errors import RuleBroken, Told
from db.fields import Value
from db.operations.sheets import SheetEdit, SheetNew, SheetPlan
from db.texts import N_
from desktop.sheets.compare import CHANGED, CONFLICT, ERROR, KINDS, NEW, UNCHANGED, Compared, Message
from desktop.sheets.reader import Sheet
from resources.i18n import _

FIRST_CHANGES = 100
LINE_KINDS = ("error", "conflict", "new", "changed", "unchanged")


@dataclass(frozen=True)
class Change:
    """A cell of a known person that changes; *row* is the row of the file."""

    row: int
    number: str
    key: str
    before: Value
    after: Value


@dataclass(frozen=True)
class Line:
    """A line of the preview's table: a changed cell, a new person, an error, or an unchanged row. *kind* is one of LINE_KINDS.

    *column* is an English label; *now* and *file* are values of the field *key*; *told* is an error's sentence; *erases* marks red (X5).
    """

    kind: str
    row: int
    number: str
    name: str
    key: str | None = None
    column: str | None = None
    now: Value = None
    file: Value = None
    told: Told | None = None
    erases: bool = False


@dataclass
class Preview:
    """What applying the file would do. *blank* counts rows without content; *messages* hold errors, then notices."""

    sheet: Sheet
    outcome: Compared
    sha256: str
    blank: int
    messages: list[Message]
    export_id: str | None = None
    _names: tuple[int, ...] = ()
    _order: dict[str, array[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = self.outcome.people
        self._names = tuple(people.place(key) for key in ("first_name", "last_name") if key in people.keys)
        self._errors = [message for message in self.messages if message.kind == "error"]
        self._places = {number: at for at, number in enumerate(self.outcome.numbers)}

    def count(self, kind: str) -> int:
        """How many rows have this verdict: "new", "changed", "unchanged", "conflict" or "error"."""
        return self.outcome.verdicts.count(KINDS.index(kind))

    @property
    def rows(self) -> int:
        """How many rows have content: the sum of new, changed, unchanged, conflicts and errors."""
        verdicts = self.outcome.verdicts
        return sum(verdicts.count(kind) for kind in (NEW, CHANGED, UNCHANGED, CONFLICT, ERROR))

    @property
    def cells_changed(self) -> int:
        """How many cells of known people change."""
        return len(self.outcome.cells)

    def changes(self, limit: int | None = FIRST_CHANGES) -> list[Change]:
        """The changed cells in the order of the file; the first hundred, or all with None."""
        cells = self.outcome.cells if limit is None else self.outcome.cells[:limit]
        return [Change(self.outcome.numbers[at], self._number(at), key, before, after) for at, key, before, after in cells]

    def lines(self, kinds: Iterable[str] = LINE_KINDS) -> Lines:
        """The lines of these kinds in the order of the file."""
        wanted = [kind for kind in LINE_KINDS if kind in set(kinds)]
        keys = array("Q")
        for kind in wanted:
            keys.extend(self._keys(kind))
        return Lines(self, array("Q", sorted(keys)) if len(wanted) > 1 else keys)

    def _keys(self, kind: str) -> array[int]:
        """Lines of a kind as whole numbers: row of the file, kind, place among its kind."""
        if kind not in self._order:
            rank, outcome = LINE_KINDS.index(kind), self.outcome
            numbers = outcome.numbers
            if kind == "error":
                where: Iterable[tuple[int, int]] = ((message.row or 0, place) for place, message in enumerate(self._errors))
            elif kind == "changed":
                where = ((numbers[cell[0]], place) for place, cell in enumerate(outcome.cells))
            else:
                code = KINDS.index(kind)
                where = ((numbers[at], at) for at, verdict in enumerate(outcome.verdicts) if verdict == code)
            self._order[kind] = array("Q", (row << 32 | rank << 28 | place for row, place in where))
        return self._order[kind]

    def line(self, key: int) -> Line:
        """The line behind a whole number of `Lines`."""
        kind, place, row = LINE_KINDS[key >> 28 & 15], key & 0xFFFFFFF, key >> 32
        if kind == "error":
            message = self._errors[place]
            at = self._places.get(row)
            cell = self._cell(at, message.key) if at is not None else None
            return Line(kind, row, self._number(at), self._name(at), message.key, message.column, file=cell, told=message.told)
        if kind == "changed":
            at, changed, before, after = self.outcome.cells[place]
            return Line(
                kind, row, self._number(at), self._name(at), changed, self.outcome.label(changed), before, after, erases=after is None
            )
        return Line(kind, row, self._number(place), self._name(place))

    def _cell(self, at: int, key: str | None) -> Value:
        """What the file holds for a key in a row."""
        for column in self.outcome.columns:
            if column.key == key:
                cell = self.outcome.rows[at][column.place]
                return None if cell is None else str(cell)
        return None

    def _number(self, at: int | None) -> str:
        person = self.outcome.persons[at] if at is not None else None
        if person is not None:
            return str(person[self.outcome.people.place("number")])
        return str(self._cell(at, "number") or "") if at is not None else ""

    def _name(self, at: int | None) -> str:
        """The name as the database has it; of a new or unknown person as the file has it."""
        if at is None:
            return ""
        person = self.outcome.persons[at]
        if person is not None:
            parts: Sequence[object] = [person[place] for place in self._names]
        else:
            parts = [self._cell(at, key) for key in ("first_name", "last_name")]
        return " ".join(str(part) for part in parts if part)

    def new_people(self) -> list[tuple[int, dict[str, Value]]]:
        """The new people: row of the file and values."""
        return [(self.outcome.numbers[at], values) for at, values in self.outcome.new.items()]

    def plan(self, *, skip_errors: bool = False) -> SheetPlan:
        """What applying takes; RuleBroken where rows have errors and the person did not choose to skip them (X9: default nothing)."""
        errors = self.count("error")
        if errors and not skip_errors:
            raise RuleBroken(
                N_("{count} rows have errors, so nothing was applied. Correct them, or apply the good rows only."), count=errors
            )
        outcome = self.outcome
        edits: dict[int, dict[str, tuple[Value, Value]]] = {}
        promoted: list[int] = []
        for at, key, before, after in outcome.cells:
            person = outcome.persons[at]
            if person is None:
                continue
            if key == "stage":
                promoted.append(person[0])
            else:
                edits.setdefault(at, {})[key] = (before, after)
        return SheetPlan(
            file_name=self.sheet.path.name,
            sha256=self.sha256,
            rows=self.rows,
            edits=tuple(
                SheetEdit(outcome.numbers[at], person[0], changes)
                for at, changes in edits.items()
                if (person := outcome.persons[at]) is not None
            ),
            new=tuple(SheetNew(row, values) for row, values in self.new_people()),
            register=outcome.rules.register,
            promote=tuple(promoted),
        )

    def answer(self, say: Callable[[Told], str], *, all_changes: bool = False) -> dict[str, object]:
        """The preview's part of the command's answer (commands.md, *Answers of the sheet commands*); *say* gives an error's sentence."""
        return {
            "file": str(self.sheet.path),
            "sheet": self.sheet.name,
            "rows": self.rows,
            "blank": self.blank,
            "new": self.count("new"),
            "changed": self.count("changed"),
            "unchanged": self.count("unchanged"),
            "conflicts": self.count("conflict"),
            "errors": self.count("error"),
            "cells_changed": self.cells_changed,
            "messages": [
                {"row": one.row, "column": _(one.column) if one.column else None, "kind": one.kind, "text": say(one.told)}
                for one in self.messages
            ],
            "changes": [
                {"row": change.row, "number": change.number, "key": change.key, "before": change.before, "after": change.after}
                for change in self.changes(None if all_changes else FIRST_CHANGES)
            ],
        }


@dataclass(frozen=True)
class Lines:
    """Lines of a preview, each made when it is asked for."""

    preview: Preview
    keys: array[int]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Line]:
        return map(self.preview.line, self.keys)

    def __getitem__(self, place: int) -> Line:
        return self.preview.line(self.keys[place])
