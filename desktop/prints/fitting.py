"""Text made to fit its box: it shrinks, then takes more lines, and never loses a letter (K2)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from desktop.prints.typesetting import Line, line

LEADING = 1.16
_STEP = 0.96
# Below this size, in points, a word may be broken: a reader is helped more by larger letters than by whole words.
_WHOLE_WORDS = 5.0


@dataclass(frozen=True)
class Fitted:
    """Lines from top to bottom and their size in points."""

    lines: tuple[Line, ...]
    size: float


def fitted(text: str, width: float, height: float, *, largest: float, single: float, bold: bool = False) -> Fitted:
    """The text in a box of *width* × *height* points: one line from *largest* down to *single* points, then several, ever smaller."""
    whole = line(text, bold=bold)
    size = min(largest, width / whole.width) if whole.width else largest
    if size >= single:
        return Fitted((whole,), size)
    words = [(word, line(word, bold=bold).width) for word in text.split(" ")]
    blank = line(" ", bold=bold).width
    size = single
    while True:
        rows = _rows(words, blank, width / size, breaking=size < _WHOLE_WORDS)
        if rows is not None and (len(rows) - 1) * size * LEADING + size <= height:
            lines = tuple(line(row, bold=bold) for row in rows)
            # A line is a little wider than its words where shaping says so.
            return Fitted(lines, min(size, *(width / row.width for row in lines if row.width)))
        size *= _STEP


def _rows(words: list[tuple[str, float]], blank: float, width: float, *, breaking: bool) -> list[str] | None:
    """The words in rows of at most *width* ems, or None where a word is wider and may not be broken."""
    rows: list[str] = []
    row, used = "", 0.0
    for word, wide in words:
        if row and used + blank + wide <= width:
            row, used = f"{row} {word}", used + blank + wide
            continue
        if row:
            rows.append(row)
        if wide > width:
            if not breaking:
                return None
            *broken, word = _broken(word, width / wide)
            rows += broken
            wide = wide * len(word) / max(1, sum(map(len, broken)) + len(word))
        row, used = word, wide
    return [*rows, row] if row else rows


def _broken(word: str, share: float) -> list[str]:
    """A word in parts that each take less than the given share of its width; a letter keeps its marks."""
    count = max(1, int(len(word) * share * 0.9))
    parts: list[str] = []
    while len(word) > count:
        cut = count
        while cut < len(word) and (unicodedata.category(word[cut])[0] == "M" or word[cut - 1] == "\u200d"):
            cut += 1
        parts.append(word[:cut])
        word = word[cut:]
    return [*parts, word] if word else parts
