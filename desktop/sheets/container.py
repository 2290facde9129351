"""Stage 2: is the zip of a workbook sound, and what does its XML hold that the parser would hide (spreadsheets.md, facts 1 and 2)."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from db.errors import RuleBroken
from db.texts import N_
from desktop.sheets import sniff

MOST_ENTRIES = 5000
MOST_BYTES = 2_000_000_000
# Deflate shrinks the emptiest sheet a Regulars or Excel writes about thirtyfold; a bomb shrinks a thousandfold.
MOST_RATIO = 200
_SMALL = 20_000_000
_CHUNK = 1 << 20
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check(path: Path) -> int:
    """The bytes that the workbook's parts hold unpacked; RuleBroken for a bomb, too many parts, an entity trick or a broken zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries)
            if len(entries) > MOST_ENTRIES or total > MOST_BYTES or (total > _SMALL and total > MOST_RATIO * max(packed, 1)):
                raise RuleBroken(
                    N_("“{name}” would unpack to something far larger than a spreadsheet; it was not opened, for it could be harmful."),
                    name=path.name,
                )
            if any(entry.flag_bits & 1 for entry in entries):
                raise sniff.encrypted(path)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _refuse_entities(path, archive, entry)
            return total
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError):
        raise sniff.damaged(path) from None


def _refuse_entities(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Spreadsheets need no DTD; one can make a parser fetch files or grow without end, so it stands at the head of no part."""
    with archive.open(entry) as part:
        head = part.read(4096).replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise RuleBroken(N_("“{name}” holds a document definition (DTD), which no spreadsheet needs; it was not opened."), name=path.name)


@dataclass
class CellNotes:
    """What the parser would not tell of a sheet. Cells are (row, column), both from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    formulas: int = 0
    hidden_rows: int = 0


def notes(path: Path, sheet: str) -> CellNotes:
    """Cells with an error or a formula never calculated, formulas and hidden rows of one sheet of an xlsx or xlsm, by a scan of its XML."""
    found = CellNotes()
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet)
        if part is not None:
            for chunk in _rows_of(archive, part):
                _scan(chunk, found)
    return found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part that holds a sheet; None where the workbook does not say."""
    names = archive.namelist()
    book = next((name for name in names if re.fullmatch(r"xl/workbook\d*\.xml", name)), None)
    if book is None:
        return None
    rels = f"xl/_rels/{posixpath.basename(book)}.rels"
    if rels not in names:
        return None
    targets = {rel.get("Id"): rel.get("Target", "") for rel in ET.fromstring(archive.read(rels))}
    for element in ET.fromstring(archive.read(book)).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            rel_id = element.get(_REL) or next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
            target = targets.get(rel_id, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            return part if part in names else None
    return None


def _rows_of(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a sheet in pieces that end with a whole row."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            rest += piece
            end = rest.rfind(b"</row>")
            if end >= 0:
                yield rest[: end + 6]
                rest = rest[end + 6 :]
    yield rest


_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>|<is>")
_HIDDEN = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')


def _scan(chunk: bytes, found: CellNotes) -> None:
    """Look into the cells only where the bytes give reason to."""
    if b"hidden=" in chunk:
        found.hidden_rows += len(_HIDDEN.findall(chunk))
    if b't="e"' not in chunk and b"<f" not in chunk:
        return
    for cell in _CELL.finditer(chunk):
        attributes, content = cell[1], cell[2] or b""
        is_error, is_formula = b't="e"' in attributes, b"<f" in content
        if not (is_error or is_formula):
            continue
        place = _PLACE.search(attributes)
        value = _VALUE.search(content)
        found.formulas += is_formula
        if place is None:
            continue
        spot = (int(place[2]) - 1, column_index(place[1].decode()))
        if is_error:
            found.errors[spot] = (value[1] or b"").decode("utf-8", "replace") if value else "#N/A"
        elif value is None:
            found.uncalculated.add(spot)


def column_index(letters: str) -> int:
    """The place of a column by its letters, from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def column_letters(place: int) -> str:
    """The letters of a column by its place, from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
