"""What a sheet that goes out looks like, whichever library writes it (spreadsheets.md, *Export*)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from db import money
from db.errors import Stopped
from db.fields import Field, Manner, Value
from db.fields.entries import Money
from db.fields.kinds import Choice
from db.texts import N_
from desktop.sheets.card import Card
from resources.i18n import _

Out = str | int | float | date | None
Rows = Iterator[Sequence[Out]]
Progress = Callable[[int, int], None]
# Before this day Excel counts a 29 February 1900 that never was, so such days travel as text (spreadsheets.md, fact 5).
FIRST_DAY = "1900-03-01"
# Beyond this many characters an xlsx takes no inline list of a dropdown.
LONGEST_LIST = 255
TEXT, DAY, PLAIN, COUNT = "text", "day", "plain", "count"
AS_TEXT = ("number", "code", "phone", "other_phone", "postcode")


@dataclass(frozen=True)
class OutColumn:
    """A column that goes out. *form* is TEXT (keeps zeros), DAY, COUNT or PLAIN; *width* in signs; *grey*: not to be changed."""

    key: str
    label: str
    form: str
    width: int
    grey: bool
    note: str
    choices: tuple[str, ...] = ()


class SheetWriter(Protocol):
    """Writes a workbook: one sheet in full dress and the hidden card, whose lines are asked for when the rows are through."""

    def write(self, path: Path, name: str, columns: Sequence[OutColumn], rows: Rows, card: Callable[[], Mapping[str, str]]) -> None:
        """Write the file; OSError where the disk refuses."""


def columns_of(fields: Iterable[Field]) -> tuple[OutColumn, ...]:
    """The columns of these fields in the language of the screen."""
    return tuple(_column(field) for field in fields)


def _column(field: Field) -> OutColumn:
    label = _(field.label)
    kind = field.kind
    choices = tuple(_(name) for name in kind.choices.values()) if isinstance(kind, Choice) and field.sheet == "edits" else ()
    form = TEXT if field.key in AS_TEXT else DAY if kind.name in ("date", "partial_date") else COUNT if kind.numeric else PLAIN
    width = max(len(label) + 4, len(field.widest or field.sample) + 1, *(len(name) + 2 for name in choices), 8)
    return OutColumn(field.key, label, form, min(width, 40), field.sheet != "edits", _note(field), choices)


def _note(field: Field) -> str:
    """What a person should know who types into the column."""
    if field.sheet == "identifies":
        return _(N_("Names the person of this row; leave it as it is. In a row for a new person it stays empty."))
    if field.sheet == "shown":
        return _(N_("For reading only: a change here is ignored when the sheet comes back."))
    if field.kind.name == "partial_date":
        return _(N_("A date; where the year is unknown, write it like --05-17."))
    if field.kind.name == "tags":
        return _(N_("Several entries with ; between them."))
    return ""


class Shaper:
    """Turns rows of values into what a sheet holds: labels of choices, days as dates, times in the club's zone."""

    def __init__(self, fields: Sequence[Field], manner: Manner, *, real_days: bool) -> None:
        self._makers: list[tuple[int, Callable[[Value], Out]]] = []
        for place, field in enumerate(fields):
            maker = self._maker(field, manner, real_days)
            if maker is not None:
                self._makers.append((place, maker))

    def _maker(self, field: Field, manner: Manner, real_days: bool) -> Callable[[Value], Out] | None:
        kind = field.kind
        if isinstance(kind, Choice):
            labels = {word: _(label) for word, label in kind.choices.items()}
            return lambda value: labels.get(str(value), str(value))
        if kind.name in ("date", "partial_date"):
            return _Days().__getitem__ if real_days else None
        if kind.name in ("time", "clock"):
            return lambda value: kind.show(value, manner)
        if isinstance(kind, Money):
            # A sheet reckons with it: its figure in whole units, as near as a spreadsheet's own numbers are.
            places = money.digits(kind.currency)
            return lambda value: int(str(value)) / 10**places if places else value
        return None

    def shape(self, row: Sequence[Value]) -> list[Out]:
        """One row as it goes out."""
        shaped: list[Out] = list(row)
        for place, maker in self._makers:
            value = row[place]
            if value is not None:
                shaped[place] = maker(value)
        return shaped


class _Days(dict[Value, Out]):
    """Days by their ISO text, each made once; a day without year or before Excel's first stays text."""

    def __missing__(self, value: Value) -> Out:
        text = str(value)
        found: Out = text if text.startswith("--") or text < FIRST_DAY else date.fromisoformat(text)
        self[value] = found
        return found


class Passing:
    """Lets pages of rows through one by one, counts them, tells how far and looks whether to stop (X1)."""

    def __init__(
        self, pages: Iterable[Sequence[Sequence[Value]]], shaper: Shaper, *, total: int = 0, progress: Progress | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:  # fmt: skip
        self.count = 0
        self._pages, self._shape, self._total, self._progress, self._stop = pages, shaper.shape, total, progress, stop

    def __iter__(self) -> Rows:
        for page in self._pages:
            if self._stop is not None and self._stop():
                raise Stopped
            yield from map(self._shape, page)
            self.count += len(page)
            if self._progress is not None:
                self._progress(self.count, max(self._total, self.count))


def card_of(export_id: str, made: str, selection: str, columns: Sequence[OutColumn], rows: int) -> Card:
    """The card of a sheet that has been written."""
    return Card(export_id, made, selection, rows, tuple(column.key for column in columns), tuple(column.label for column in columns))
