"""What an item model tells a view beyond Qt's own roles: the contract between desktop and ui."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole)


class Role(IntEnum):
    """Role numbers. `data()` returns ready values made once a page: nothing is formatted while painting (table.md)."""

    ID = _FIRST + 1  # int: the record's id, on any column of its row; None while the row is not loaded
    KEY = _FIRST + 2  # header: the field's key
    SAMPLE = _FIRST + 3  # header: the widest text to expect, which sizes the column
    MUTED = _FIRST + 4  # bool: secondary text (numbers, dates, zero)
    STRONG = _FIRST + 5  # bool: weight 500 (last name)
    CHIP = _FIRST + 6  # Chip: a coloured word (tier); header: bool, whether cells show chips
    BADGE = _FIRST + 7  # Badge: an unusual state, at the end of the cell (Suspended)
    UNDERLINED = _FIRST + 8  # bool: a click leads somewhere ("How many allocated")
    EDITOR = _FIRST + 9  # Editor: how the cell is edited in place
    VALUE = _FIRST + 10  # the value as stored, to edit or copy
    TONE = _FIRST + 11  # str: "good" | "warn" | "bad" | "info" | "": text colour
    TINT = _FIRST + 12  # str: a tone whose 11 % tint is the ground of the cell (changed cells)
    STRUCK = _FIRST + 13  # bool: text struck out
    ICON = _FIRST + 14  # str: name of an icon before the text
    SORTABLE = _FIRST + 15  # header: bool
    SHORT = _FIRST + 17  # header: the label where room is dear; the whole one is the display text
    ELIDES = _FIRST + 16  # header: bool: names elide; numbers, dates, phones and codes never do (look.md)


@dataclass(frozen=True)
class Chip:
    """A word with the colour that the club picked for it (`#rrggbb`)."""

    text: str
    colour: str


@dataclass(frozen=True)
class Badge:
    """An unusual state, told by a word and a tone: "warn", "bad", "good" or "info"."""

    text: str
    tone: str


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen: as stored, and as shown (translated)."""

    value: str | None
    label: str
    colour: str | None = None


@dataclass(frozen=True)
class Editor:
    """How a value is typed: its kind, its choices, and what is wrong with a text.

    kind: "text" | "long_text" | "phone" | "email" | "date" | "choice" | "tags" | "number" | "note" | "colour".
    check: gives one sentence for a text that cannot be taken, else None.
    """

    kind: str
    choices: tuple[Choice, ...] = ()
    check: Callable[[str], str | None] | None = None
    hint: str = ""


class RecordModel(Protocol):
    """What a record table asks of its model beside QAbstractTableModel: rows and ids both ways, without loading rows."""

    def id_at(self, row: int) -> int | None:
        """The id of the record in this row."""

    def row_of(self, record: int) -> int | None:
        """The row of this record, or None where it is not in the present order."""

    def ids_in(self, first: int, last: int) -> list[int]:
        """The ids of the records in these rows, both included."""

    def rows_of(self, records: set[int]) -> list[int]:
        """The rows of those of these records that are in the present order, ascending."""
