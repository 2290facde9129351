"""Mangle-aware equality: a cell that holds what a spreadsheet program makes of the value we know is no change (spreadsheets.md)."""

from __future__ import annotations

import re
from datetime import date

from db.fields import Value
from db.fields.kinds import e164, join_tags
from db.texts import clean, fold
from desktop.sheets.convert import DAYS, MOST_EXACT, NO, SHORTENED, YES, Column, tidy
from desktop.sheets.decisions import as_day
from desktop.sheets.reader import Cell

_NOT_DIGIT = re.compile(r"[^0-9]")
_FIGURES = re.compile(r"[-+()./\s\u00a00-9,]*[0-9][-+()./\s\u00a00-9,]*")
_DECIMAL = re.compile(r"[-+]?[0-9]+[.,][0-9]+")
_PAIR = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,4})\.?")
_MONTH = re.compile(r"(?:([0-9]{1,4})[-/. ]+)?([^\W\d_]{3,10})\.?[-/. ]*([0-9]{1,4})?")
_MONTHS = {name: place % 12 + 1 for place, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}  # noqa: SIM905
_MONTHS |= {
    "mai": 5,
    "okt": 10,
    "dez": 12,
    "mrt": 3,
    "mei": 5,
    "maa": 3,
    "ene": 1,
    "abr": 4,
    "ago": 8,
    "dic": 12,
    "fev": 2,
    "avr": 4,
    "aou": 8,
    "mag": 5,
    "giu": 6,
    "lug": 7,
    "set": 9,
    "ott": 10,
    "out": 10,
    "gen": 1,
}


def same(cell: Cell, current: Value, column: Column, *, is_day: bool = False) -> bool:
    """Whether the cell is *current* as a program writes it: digits without zeros, a local date, WAHR, blanks, NFD, CRLF."""
    if cell is None or current is None:
        return cell is None and current is None
    if column.kind.name in DAYS:
        return _same_day(cell, str(current), column)
    if isinstance(current, int):
        return _same_number(cell, current)
    if isinstance(cell, bool):
        return fold(current) in (YES if cell else NO) - {"1", "0"}
    if isinstance(cell, (int, float)):
        return _same_digits(cell, current)
    if is_day or column.is_csv:
        return _same_text(cell, current, column) or _same_date(cell, current)
    return _same_text(cell, current, column)


def _same_text(cell: str, current: str, column: Column) -> bool:
    """Text against text: blanks, composed signs, line breaks; and what a CSV that Excel saved again holds instead."""
    one, other = " ".join(clean(tidy(cell)).split()), " ".join(clean(current).split())
    if one == other:
        return column.kind.name != "long_text" or clean(tidy(cell)).split("\n") == clean(current).split("\n") or _same_lines(cell, current)
    if column.kind.name == "phone" and _same_phone(one, other, column):
        return True
    if column.kind.name == "tags":
        return join_tags(one.split(";")) == current
    if not column.is_csv:
        return False
    if SHORTENED.fullmatch(one):
        return _same_shortened(one, current)
    if one.isascii() and one.isdigit() and one[0] != "0" and len(one) < 400 and _same_digits(int(one), current):
        return True
    if _DECIMAL.fullmatch(one) and _DECIMAL.fullmatch(other):
        return float(one.replace(",", ".")) == float(other.replace(",", "."))
    words = {fold(one), fold(other)} - {"1", "0"}
    return len(words) == 2 and (words <= YES or words <= NO)


def _same_lines(cell: str, current: str) -> bool:
    """Whether the lines agree but for the blanks at their ends."""
    one, other = ([line.rstrip(" \u00a0") for line in clean(tidy(text)).split("\n")] for text in (cell, current))
    return one == other


def _same_phone(one: str, other: str, column: Column) -> bool:
    """The same number, however it is written (P1); equal digits are told without asking the library."""
    digits, known = _NOT_DIGIT.sub("", one), _NOT_DIGIT.sub("", other)
    if digits == known and len(digits) > 4 and ("+" in one) == ("+" in other):
        return True
    number = e164(one, column.manner.country)
    return number is not None and number == e164(other, column.manner.country)


def _same_digits(cell: float, current: str) -> bool:
    """A number where text was: the digits agree but for signs, blanks and leading zeros; beyond fifteen, Excel has put zeros."""
    if not _FIGURES.fullmatch(current):
        return False
    if _DECIMAL.fullmatch(current.strip()) and float(current.strip().replace(",", ".")) == float(cell):
        return True
    known = _NOT_DIGIT.sub("", current).lstrip("0") or "0"
    if not float(cell).is_integer():
        return False
    if abs(cell) < MOST_EXACT:
        return str(abs(int(cell))) == known
    mantissa, _, power = f"{abs(float(cell)):.14e}".partition("e")
    return int(power) + 1 == len(known) and mantissa.replace(".", "") == known[:15]


def _same_shortened(text: str, current: str) -> bool:
    """`4.479E+11` against a number that rounds to it."""
    if not _FIGURES.fullmatch(current):
        return False
    mantissa, _, power = text.strip().replace(",", ".").upper().partition("E")
    known = _NOT_DIGIT.sub("", current).lstrip("0")
    places = len(mantissa.partition(".")[2])
    return bool(known) and f"{float(known):.{places}E}" == f"{float(mantissa):.{places}f}E+{int(power):02d}"


def _same_number(cell: Cell, current: int) -> bool:
    if isinstance(cell, (int, float)):
        return cell == current
    text = str(cell).replace("\u2212", "-")
    return _NOT_DIGIT.sub("", text) == str(abs(current)) and text.strip().startswith("-") == (current < 0)


def _same_day(cell: Cell, current: str, column: Column) -> bool:
    """A date in whatever order the column allows, with a short year, or as Excel's count of days."""
    if isinstance(cell, bool):
        return False
    if not isinstance(cell, str):
        return cell is not None and not current.startswith("--") and cell in serials(current)
    for order in (column.order,) if column.order else ("dmy", "mdy", "ymd"):
        found = as_day(cell, order)
        if found is not None and (found[0] == current or (not found[1] and found[0][2:] == current[2:])):
            return True
    return False


def serials(day: str) -> tuple[int, int]:
    """The numbers that Excel keeps for a day, counted from 1900 and from 1904."""
    count = (date.fromisoformat(day) - date(1899, 12, 30)).days
    return count, count - 1462


def _same_date(cell: str, current: str) -> bool:
    """A date that Excel made of text such as `1-2`, `3/4` or `MAR1`, or of a date written as text."""
    seen = _parts_of_date(cell)
    known = _parts_of_date(current)
    if seen is None or known is None:
        return False
    return bool(known & seen)


def _parts_of_date(text: str) -> set[tuple[int, int]] | None:
    """The pairs (month, day or last digits of the year) that a text may mean as a date; None where it cannot be one."""
    text = text.strip()
    pairs: set[tuple[int, int]] = set()
    for order in ("dmy", "mdy", "ymd"):
        found = as_day(text[:10] if len(text) > 10 and text[10] == "T" else text, order)
        if found is not None:
            month, day = int(found[0][5:7]), int(found[0][8:10])
            pairs.add((month, day))
            if day == 1:
                pairs.add((month, int(found[0][2:4])))
    if found_pair := _PAIR.fullmatch(text):
        first, second = int(found_pair[1]), int(found_pair[2]) % 100
        pairs |= {(first, second), (second, first)}
    if (named := _MONTH.fullmatch(text)) and (month := _MONTHS.get(fold(named[2])[:3], 0)):
        pairs |= {(month, int(part) % 100) for part in (named[1], named[3]) if part}
    return {pair for pair in pairs if 1 <= pair[0] <= 12} or None
