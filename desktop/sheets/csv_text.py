"""CSV: the encoding and the separator found and told, and rows with the line numbers of the file (X12; spreadsheets.md, *Libraries*)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from db.errors import RuleBroken
from db.texts import N_
from desktop.sheets.apostrophes import unguard

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 1_000_000
MOST_COLUMNS = 16_384


@dataclass(frozen=True)
class CsvText:
    """The text of a file with the encoding and separator that were found or chosen."""

    text: str
    encoding: str
    delimiter: str


def decode(content: bytes, code_page: str, *, encoding: str | None = None, delimiter: str | None = None) -> CsvText:
    """The text of the bytes. Encoding: the one chosen, else a mark at the start, the zeros of UTF-16, strict UTF-8, then *code_page*."""
    if encoding is not None:
        try:
            text = content.decode(encoding)
        except (LookupError, UnicodeError):
            raise RuleBroken(N_("The file is not written in the encoding “{encoding}”."), encoding=encoding) from None
    else:
        text, encoding = _decoded(content, code_page)
    text = text.removeprefix("\ufeff")
    if delimiter is None:
        # Excel's own first line, "sep=;", names the separator.
        is_named = text[:4].lower() == "sep=" and text[4:5] in DELIMITERS
        delimiter = text[4] if is_named else _delimiter(text)
    elif len(delimiter) != 1:
        raise RuleBroken(N_("The separator “{delimiter}” is not one sign."), delimiter=delimiter)
    return CsvText(text, encoding, delimiter)


def _decoded(content: bytes, code_page: str) -> tuple[str, str]:
    """The text and its encoding, found as spreadsheets.md says; another page than cp1252 comes first only by choice."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "utf-16"
    # Zeros come first: plain letters in UTF-16 are valid UTF-8 as well.
    sample = content[:4000]
    if sample.count(0) > len(sample) // 4:
        encoding = "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    for encoding in ("cp1252", code_page):
        try:
            return content.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("latin-1"), "latin-1"


def _delimiter(text: str) -> str:
    """The separator by which most of the first rows fall into the same number of cells, more than one; a comma where none does."""
    sample = text[:20_000]
    best, best_score = ",", 0.0
    for sign in DELIMITERS:
        if sign not in sample:
            continue
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row][:20]
        except csv.Error:
            continue
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        score = (common > 1) * widths.count(common) / len(widths) * 1000 + common if common > 1 else 0.0
        if score > best_score:
            best, best_score = sign, score
    return best


def rows(found: CsvText) -> Iterator[tuple[int, list[str | None]]]:
    """Each row with its number as Excel shows it (from 1) and its cells, None where empty; RuleBroken names a row that is no CSV."""
    csv.field_size_limit(LONGEST_CELL)
    # An odd mark is either a stray inch sign or a cell that was never closed and would swallow the rows below: strict reading tells.
    strict = found.text.count('"') % 2 == 1
    reader = csv.reader(io.StringIO(found.text, newline=""), delimiter=found.delimiter, strict=strict)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if number == 1 and len(row) <= 2 and row and row[0].lower().startswith("sep="):
                continue
            if len(row) > MOST_COLUMNS:
                raise RuleBroken(N_("Row {row} has more columns than a spreadsheet holds; is the separator right?"), row=number)
            yield number, [(unguard(cell) if cell[0] == "'" else cell) if cell else None for cell in row]
    except csv.Error:
        raise RuleBroken(N_("Row {row} is not CSV: a cell is too long, or a quotation mark is not closed."), row=number + 1) from None
