"""Real spreadsheets made for a test: xlsx through openpyxl, csv, .xls by hand, and the broken and hostile ones."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from db.fields import ALL, Manner, Value
from db.fields.kinds import e164
from desktop.sheets import compare, door
from desktop.sheets.compare import Rules
from desktop.sheets.people import BESIDE, People
from desktop.sheets.preview import Preview
from desktop.sheets.reader import FOUND, Choices

BRITISH = Manner("en-GB", "GB", "Europe/London")
RULES = Rules()
KEYS = tuple(field.key for field in ALL)


def a_workbook(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Members") -> Path:
    """An xlsx as a person would have made it."""
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def a_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A CSV with exactly these signs."""
    path.write_bytes(text.encode(encoding))
    return path


def people(*records: Mapping[str, Value]) -> People:
    """People as the database would give them: active members unless a record says otherwise; ids count from 1."""
    rows = []
    for place, record in enumerate(records, 1):
        whole: dict[str, Value] = {**dict.fromkeys(KEYS), "stage": "member", "status": "active", "number": str(10000 + place), **record}
        beside = (place, 1, whole["stage"], whole["status"], e164(str(whole["phone"] or ""), "GB"))
        assert len(beside) == len(BESIDE)
        rows.append((*beside, *(whole[key] for key in KEYS)))
    return People.of(KEYS, rows)


def previewed(
    path: Path, known: People, *, rules: Rules = RULES, judge: compare.Judge | None = None, manner: Manner = BRITISH,
    mapping: Mapping[str, str] | None = None, choices: Choices = FOUND, date_order: str | None = None,
) -> Preview:  # fmt: skip
    """What a file would do to these people."""
    opened = door.open_file(path, ALL, manner, mapping=mapping, choices=choices, date_order=date_order)
    return door.preview(opened, known, rules, judge=None if judge is None else lambda _phones: judge)


def counts(preview: Preview) -> tuple[int, int, int, int]:
    """New, changed, unchanged and error rows, which must add up with the whole."""
    found = tuple(preview.count(kind) for kind in ("new", "changed", "unchanged", "error"))
    assert sum(found) + preview.count("conflict") == preview.rows
    return found  # type: ignore[return-value]


def errors(preview: Preview) -> list[tuple[int | None, str | None, str]]:
    """Row, key and sentence of each error."""
    return [(message.row, message.key, str(message.told)) for message in preview.messages if message.kind == "error"]


def notices(preview: Preview) -> list[str]:
    """The sentences about the file as a whole."""
    return [str(message.told) for message in preview.messages if message.kind != "error"]


def a_sheet_xml(path: Path, rows_xml: str, *, head: str = "") -> Path:
    """An xlsx whose only sheet holds this XML."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<?xml version="1.0"?><Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook {ns} xmlns:r="{office}"><sheets>'
            f'<sheet name="Members" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<?xml version="1.0"?>{head}<worksheet {ns}><sheetData>{rows_xml}</sheetData></worksheet>'
        )
    return path


def inline(place: str, text: str) -> str:
    """A text cell of a sheet's XML."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


class Day(float):
    """A cell of an .xls that counts days and is shown as a date."""


class Error(int):
    """An error cell of an .xls, by its code (42 is #N/A)."""


def an_xls(path: Path, rows: Sequence[Sequence[object]], *, dates_from_1904: bool = False, password: bool = False) -> Path:
    """A real .xls (BIFF 8 in its container), written by hand, for no library writes one any more."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    formats = [struct.pack("<HHH", 0, form, 0x0001) + bytes(14) for form in (0, 14)]
    body = record(0x0809, bof[:2] + b"\x10\x00" + bof[4:])
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            head = struct.pack("<HHH", at, column, 1 if isinstance(cell, Day) else 0)
            if isinstance(cell, Error):
                body += record(0x0205, head + bytes((int(cell), 1)))
            elif isinstance(cell, bool):
                body += record(0x0205, head + bytes((int(cell), 0)))
            elif isinstance(cell, (int, float)):
                body += record(0x0203, head + struct.pack("<d", cell))
            elif isinstance(cell, str):
                body += record(0x0204, head + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    body += record(0x000A, b"")
    name = "Members"
    globals_ = record(0x0809, bof) + (record(0x002F, bytes(6)) if password else b"") + record(0x0042, struct.pack("<H", 1200))
    globals_ += record(0x0022, struct.pack("<H", dates_from_1904)) + b"".join(record(0x00E0, one) for one in formats)
    place = len(globals_) + 4 + 8 + len(name) + 4
    globals_ += record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name.encode("latin-1")) + record(0x000A, b"")
    path.write_bytes(_contained(globals_ + body))
    return path


def _contained(stream: bytes) -> bytes:
    """An OLE container with one stream, Workbook; long enough to need no small sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    assert sectors < 120
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return head + bytes(36) + struct.pack("<III", start, size, 0)

    directory = (entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))).ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return header + struct.pack("<128I", *fat) + directory + stream
