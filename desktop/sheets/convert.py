"""Stage 6: a cell becomes a value of its field, or one sentence says why it cannot (X7; reliability.md, *Bad input*)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db.errors import BadValue
from db.fields import Field, Manner, Value
from db.fields.kinds import Choice, Kind, parse_day
from db.texts import N_, fold
from desktop.sheets.decisions import as_day, is_ambiguous
from desktop.sheets.reader import Cell
from resources import i18n

ERASE = "(erase)"
DAYS = ("date", "partial_date")
MOST_EXACT = 10**15
SHORTENED = re.compile(r"\s*[-+]?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}\s*")
_ISO_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
# Words for yes and no that sheets hold, in the languages of Excel's own TRUE and FALSE and of everyday lists.
YES = frozenset("yes y true 1 x on ja j wahr oui o vrai si s verdadero vero sim verdadeiro waar tak prawda ano ναι".split())  # noqa: SIM905
NO = frozenset("no n false 0 off nein falsch non faux falso nao nee onwaar nie falsz ne nepravda οχι".split())  # noqa: SIM905


@dataclass(frozen=True)
class Column:
    """A column of the file that is a field of ours.

    *place* counts from 0; *order* is the order of dates that the column proves; *day_rows* are the numbers of the rows with a date cell;
    *is_csv* says that every cell is text, so that Excel's traces must be read from it.
    """

    field: Field
    place: int
    manner: Manner
    order: str | None = None
    day_rows: frozenset[int] = frozenset()
    is_csv: bool = False
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of the field."""
        return self.field.key

    @property
    def kind(self) -> Kind:
        """The kind of the field."""
        return self.field.kind

    @property
    def edits(self) -> bool:
        """Whether the sheet may change it (X2)."""
        return self.field.sheet == "edits"


def choice_words(kind: Kind) -> dict[str, str]:
    """Every word that means one of the kind's choices: the word itself, its label in each shipped language, yes and no."""
    if not isinstance(kind, Choice):
        return {}
    words: dict[str, str] = {}
    for word, label in kind.choices.items():
        for name in (word, *(i18n.catalogue(language).gettext(label) for language in i18n.SHIPPED)):
            words[fold(name)] = word
    if {"yes", "no"} <= kind.choices.keys():
        words |= dict.fromkeys(YES - words.keys(), "yes") | dict.fromkeys(NO - words.keys(), "no")
    return words


def value(cell: Cell, column: Column, *, is_day: bool = False) -> Value:
    """The value of a cell; BadValue with one sentence where the field cannot take it. An empty cell is None."""
    if cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u202f\u3000")):
        return None
    kind = column.kind
    if kind.name in DAYS:
        return _day(cell, column, is_day=is_day)
    if kind.name == "choice" and column.words:
        return _choice(cell, column)
    if kind.numeric:
        return _number(cell, column)
    return _text(cell, column, is_day=is_day)


def tidy(text: str) -> str:
    """Text without the traces that a line break leaves in a workbook (spreadsheets.md, fact 4)."""
    if "_x000D_" in text:
        text = text.replace("_x000D_\n", "\n").replace("_x000D_", "\n")
    return text


def digits_of(cell: float) -> str | None:
    """The digits of a number as a person would have typed them; None where Excel has kept fewer than there were."""
    if abs(cell) >= MOST_EXACT:
        return None
    return str(int(cell)) if float(cell).is_integer() else repr(float(cell))


def _text(cell: Cell, column: Column, *, is_day: bool) -> Value:
    if is_day:
        raise BadValue(N_("Excel made a date of this text; type it again with an apostrophe before it."), key=column.key)
    if isinstance(cell, bool):
        raise BadValue(N_("This cell holds TRUE or FALSE where text is expected."), key=column.key)
    if isinstance(cell, (int, float)):
        text = digits_of(cell)
        if text is None:
            raise shortened(column)
        return column.kind.parse(text, column.manner)
    text = tidy(str(cell))
    if column.kind.name in ("phone", "code") and SHORTENED.fullmatch(text):
        raise shortened(column)
    return column.kind.parse(text, column.manner)


def shortened(column: Column) -> BadValue:
    """The sentence for digits that are gone (spreadsheets.md, *Mangle-aware equality*)."""
    return BadValue(N_("Excel shortened this number; the digits are gone; type it again as text."), key=column.key)


def _choice(cell: Cell, column: Column) -> Value:
    word = "yes" if cell is True else "no" if cell is False else str(cell)
    known = column.words.get(fold(" ".join(word.split())))
    return known if known is not None else column.kind.parse(word, column.manner)


def _number(cell: Cell, column: Column) -> Value:
    if isinstance(cell, bool):
        raise BadValue(N_("This cell holds TRUE or FALSE where a number is expected."), key=column.key)
    if isinstance(cell, float) and not cell.is_integer():
        raise BadValue(N_("“{text}” is not a whole number."), key=column.key, text=repr(cell))
    return int(cell) if isinstance(cell, (int, float)) else column.kind.parse(tidy(str(cell)), column.manner)


def _day(cell: Cell, column: Column, *, is_day: bool) -> Value:
    if not isinstance(cell, str):
        raise BadValue(N_("“{text}” is a number, not a date; give the cell the format of a date."), key=column.key, text=str(cell))
    text = column.kind.cleaned(tidy(cell))
    if found := _ISO_TIME.fullmatch(text):
        text = found[1]
    elif not is_day:
        _refuse_doubtful(text, column)
    order = column.order or column.manner.date_order
    figures = as_day(text, order)
    day = parse_day(figures[0] if figures else text, order, partial=column.kind.name == "partial_date")
    if day is None:
        example = column.kind.show("2026-01-31", column.manner)
        raise BadValue(N_("“{text}” is not a date; write it like {example}."), key=column.key, text=text, example=example)
    return day


def _refuse_doubtful(text: str, column: Column) -> None:
    """Refuse a date that could be two days, and a year of two digits."""
    figures = as_day(text, column.order or column.manner.date_order)
    if figures is not None and not figures[1]:
        raise BadValue(N_("The year of “{text}” has two digits; write all four."), key=column.key, text=text)
    if column.order is None and (is_ambiguous(text) or _is_short_ambiguous(text)):
        raise BadValue(
            N_("“{text}” may be two different days, and nothing in this column tells which; write it like 2026-01-31."),
            key=column.key,
            text=text,
        )


def _is_short_ambiguous(text: str) -> bool:
    """A day and a month without a year that can be read both ways."""
    found = re.fullmatch(r"([0-9]{1,2})\s*[-./]\s*([0-9]{1,2})\.?", text)
    return found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and int(found[1]) != int(found[2])


def ready(cells: Iterable[Cell], column: Column) -> dict[Cell, Value]:
    """For the distinct cells of a column: those whose value is written otherwise than the cell, so that rows compare as they stand."""
    if column.kind.name not in DAYS and not column.kind.numeric and not column.words:
        return {}
    found: dict[Cell, Value] = {}
    for cell in set(cells):
        if cell is None or isinstance(cell, bool) or (isinstance(cell, str) and len(cell) == 10 and cell[4] == cell[7] == "-"):
            continue
        try:
            known = value(cell, column)
        except BadValue:
            # It is told where its row is compared.
            continue
        if known != cell:
            found[cell] = known
    return found
