"""Stage 5: what a whole column proves about how its cells are written: the order of a date, the decimal sign (X7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.sheets.reader import Cell

_DATE = re.compile(r"\s*([0-9]{1,4})\s*[-./\s]\s*([0-9]{1,2})\s*[-./\s]\s*([0-9]{1,4})\.?(?:\s+0?0:00(?::00)?)?\s*")
_NUMBER = re.compile(r"[-+\u2212]?[0-9]{1,3}(?:[.,'\u00a0\u202f ]?[0-9]{3})*(?:[.,][0-9]+)?|[-+\u2212]?[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class DateOrder:
    """The order of day, month and year that a column proves, "dmy", "mdy" or "ymd"; None where nothing proves one or cells contradict.

    *proof* is the cell that proves it, *against* one that contradicts.
    """

    order: str | None = None
    proof: str = ""
    against: str = ""


def date_order(cells: Iterable[Cell]) -> DateOrder:
    """What all the text cells of a date column prove together; a year in front needs no proof and gives none for the others."""
    proofs: dict[str, str] = {}
    for cell in {cell for cell in cells if isinstance(cell, str)}:
        found = _DATE.fullmatch(cell)
        if found is None:
            continue
        first, second, third = found[1], int(found[2]), found[3]
        if len(first) > 2 or len(third) == 3:
            continue
        if int(first) > 12 >= second:
            proofs["dmy"] = min(cell, proofs.get("dmy", cell))
        elif second > 12 >= int(first):
            proofs["mdy"] = min(cell, proofs.get("mdy", cell))
    if len(proofs) == 1:
        order, proof = next(iter(proofs.items()))
        return DateOrder(order, proof)
    return DateOrder(None, proofs.get("dmy", ""), proofs.get("mdy", ""))


def is_ambiguous(text: str) -> bool:
    """Whether the day reads differently by another order: both parts are months, and they differ."""
    found = _DATE.fullmatch(text)
    if found is None or len(found[1]) > 2:
        return False
    first, second = int(found[1]), int(found[2])
    return first <= 12 and second <= 12 and first != second


def as_day(text: str, order: str) -> tuple[str, bool] | None:
    """The day in *order* as ISO text, and whether its year had four digits; None where it is no figures' date."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    parts = [found[1], found[2], found[3]]
    if len(parts[0]) > 2:
        order = "ymd"
    year, month, day = (parts[order.index(sign)] for sign in "ymd")
    if len(year) not in (2, 4) or len(month) > 2 or len(day) > 2:
        return None
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}", len(year) == 4


def decimal_sign(cells: Iterable[Cell], default: str) -> str:
    """The decimal sign that the numbers of a column prove: the last of two signs, or one that no group of three follows; else *default*."""
    votes = {".": 0, ",": 0}
    for cell in set(cells):
        text = cell.strip() if isinstance(cell, str) else ""
        if not _NUMBER.fullmatch(text):
            continue
        last = max(text.rfind("."), text.rfind(","))
        if last < 0:
            continue
        sign, other = text[last], "," if text[last] == "." else "."
        if other in text[:last] or len(text) - last != 4:
            votes[sign] += 1
        elif text.count(sign) > 1:
            votes[other] += 1
    if votes["."] == votes[","]:
        return default
    return "." if votes["."] > votes[","] else ","
