"""Stage 1: what a file really is, by its first bytes and never by its name (X12; spreadsheets.md, fact 2)."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from db.errors import RuleBroken, Told, Unavailable
from db.texts import N_

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first record of an .xls without a container, BIFF 2 to 5.
_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x1f\x8b": "gzip",
    b"SQLite format 3": "SQLite",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|table|meta|\?xml|\?mso-application|workbook)", re.IGNORECASE)
_HEAD = 65536


@dataclass(frozen=True)
class Found:
    """A readable spreadsheet: *kind* is "xlsx", "xlsm", "xlsb", "xls", "ods" or "csv"; *size* in bytes."""

    path: Path
    kind: str
    size: int


def look(path: Path) -> Found:
    """What the file is; Unavailable where it cannot be opened, RuleBroken with one sentence where it is no spreadsheet that can be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            size = path.stat().st_size
            if not head:
                raise RuleBroken(N_("The file “{name}” is empty: it holds no bytes at all. Export it again."), name=path.name)
            return Found(path, _kind(path, head), size)
    except OSError as error:
        raise cannot_open(path, error) from None


def cannot_open(path: Path, error: OSError) -> Told:
    """The sentence for a file that the system does not let us read: missing, a folder, no right, or open in Excel (X12)."""
    if path.is_dir():
        return Unavailable(N_("“{name}” is a folder; choose a spreadsheet in it."), name=path.name)
    if isinstance(error, FileNotFoundError):
        return Unavailable(N_("The file {path} is not there."), path=str(path))
    if path.with_name(f"~${path.name}").exists() or getattr(error, "winerror", None) in (32, 33):
        return Unavailable(N_("The file “{name}” is open in another program, perhaps Excel; close it there and try again."), name=path.name)
    if isinstance(error, PermissionError):
        return Unavailable(N_("You have no right to read the file {path}, or another program holds it open."), path=str(path))
    return Unavailable(N_("The file {path} cannot be read: {reason}."), path=str(path), reason=error.strerror or str(error))


def _kind(path: Path, head: bytes) -> str:
    """The kind by the first bytes; RuleBroken for what only looks like a spreadsheet."""
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(_BARE_XLS):
        return "xls"
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            raise RuleBroken(N_("“{name}” is not a spreadsheet but a {kind} file. Save it as xlsx or csv."), name=path.name, kind=name)
    plain = _as_ascii(head)
    if _MARKUP.match(plain):
        is_xml = b"<?xml" in plain[:200]
        sort = "SpreadsheetML" if b"urn:schemas-microsoft-com:office:spreadsheet" in plain else "XML" if is_xml else "HTML"
        raise RuleBroken(
            N_("“{name}” is not a workbook but a web page ({kind}) under a spreadsheet's name. Open it in Excel and save it as xlsx."),
            name=path.name,
            kind=sort,
        )
    if _is_binary(plain):
        raise RuleBroken(
            N_("“{name}” is not a spreadsheet, or it is damaged. Regulars reads xlsx, xlsm, xlsb, xls, ods and csv."), name=path.name
        )
    return "csv"


def _as_ascii(head: bytes) -> bytes:
    """The bytes without a mark at the start, and without the zero halves of UTF-16."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"") if head[:400].count(0) >= len(head[:400]) // 4 else head


def _is_binary(plain: bytes) -> bool:
    """Whether more than one byte in fifty is a control sign that no text has."""
    odd = sum(plain.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return odd * 50 > len(plain)


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _ods_kind(path, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise damaged(path) from None
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "Index/Document.iwa" in names or any(name.endswith(".iwa") for name in names):
        raise RuleBroken(N_("“{name}” is a Numbers document. In Numbers choose File, Export To, Excel."), name=path.name)
    raise RuleBroken(N_("“{name}” is a zip archive but not a spreadsheet. Unpack it and choose the spreadsheet in it."), name=path.name)


def _ods_kind(path: Path, archive: zipfile.ZipFile) -> str:
    mimetype = archive.read("mimetype")
    if not mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise RuleBroken(N_("“{name}” is a document of another program, not a spreadsheet."), name=path.name)
    names = archive.namelist()
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as part:
            if b"encryption-data" in part.read(1_000_000):
                raise encrypted(path)
    return "ods"


def _ole_kind(path: Path) -> str:
    """An .xls, or the sealed container of an encrypted xlsx; both name their streams in UTF-16."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        raise encrypted(path)
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        if len(content) < 1536:
            raise damaged(path)
        raise RuleBroken(N_("“{name}” is an old Office document, but not a workbook."), name=path.name)
    if _has_filepass(content):
        raise encrypted(path)
    return "xls"


def _has_filepass(content: bytes) -> bool:
    """Whether one of the first records of the workbook stream is FILEPASS, the mark of a password."""
    start = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    if start < 0:
        start = content.find(b"\x09\x08\x08\x00\x00\x05\x05\x00")
    place = start
    for _ in range(12):
        if start < 0 or place + 4 > len(content):
            return False
        record, length = int.from_bytes(content[place : place + 2], "little"), int.from_bytes(content[place + 2 : place + 4], "little")
        if record == 0x2F:
            return True
        place += 4 + length
    return False


def encrypted(path: Path) -> RuleBroken:
    """The sentence for a file behind a password."""
    return RuleBroken(
        N_("“{name}” is protected by a password. Open it in Excel, save it without the password, and try again."), name=path.name
    )


def damaged(path: Path) -> RuleBroken:
    """The sentence for a file that is cut short or broken."""
    return RuleBroken(N_("“{name}” is damaged or cut short. Open it in Excel and save it again, or fetch it anew."), name=path.name)
