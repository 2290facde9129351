"""Sheets that went out: their values are kept for the three-way compare until their days are over (X6; rules.md, section 18)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from db.entities.operations import Export, Operation
from db.fields.kinds import Value
from db.operations import programme
from db.work import Work


@dataclass(frozen=True)
class Kept:
    """A sheet that went out: its id (the op_id of the act), how many rows, which columns, and into which file."""

    export_id: str
    rows: int
    columns: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Base:
    """What a sheet held when it went out: its columns, and a row of values for each person by id."""

    export_id: str
    made_at: str
    columns: tuple[str, ...]
    rows: dict[int, tuple[Value, ...]]


class Packer:
    """Packs pages of rows (the person's id, then the values) as they go by, before the transaction that keeps them: it stays short."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(1)
        self._parts: list[bytes] = []

    def add(self, page: Sequence[Sequence[Value]]) -> None:
        """Take in a page."""
        self._parts.append(self._packer.compress(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"))

    def packed(self) -> bytes:
        """All of it, compressed."""
        return b"".join((*self._parts, self._packer.flush()))


def keep(work: Work, sheet: Kept, values: bytes, *, selection: str, language: str) -> Kept:
    """Note that a sheet went out (A2), with its values (`Packer.packed`); those whose days are over go. Its id is the op_id."""
    until = work.today + timedelta(days=programme.read(work.connection).sheets_export_kept_days)
    work.connection.execute(delete(Export).where(Export.c.kept_until < work.today.isoformat()))
    work.connection.execute(
        insert(Export).values(
            export_id=sheet.export_id,
            made_at=work.now,
            kept_until=until.isoformat(),
            operator=work.operator.name,
            desk=work.desk,
            language=language,
            selection=selection,
            columns=",".join(sheet.columns),
            rows=sheet.rows,
            values=values,
        )
    )
    work.journal("programme", 1, "exported", None, {"export_id": sheet.export_id, "rows": sheet.rows, "columns": ",".join(sheet.columns)})
    return sheet


def known(connection: Connection, op_id: str) -> Kept | None:
    """The sheet that this act made before, so that a retry answers as the first time did (reliability.md, rule 1)."""
    result = connection.execute(select(Operation.c.result).where(Operation.c.op_id == op_id, Operation.c.kind == "exports.keep")).scalar()
    if not result:
        return None
    stored = json.loads(result)
    return Kept(stored["export_id"], stored["rows"], tuple(stored["columns"]), stored["file"])


def base(connection: Connection, export_id: str) -> Base | None:
    """The values of a sheet as it went out; None where they are not kept, or no longer (the compare is then two-way)."""
    row = connection.execute(
        select(Export.c.export_id, Export.c.made_at, Export.c.columns, Export.c["values"]).where(Export.c.export_id == export_id)
    ).first()
    if row is None:
        return None
    pages = map(json.loads, filter(None, zlib.decompress(row.values).split(b"\n")))
    kept = {int(line[0]): tuple(line[1:]) for page in pages for line in page}
    return Base(row.export_id, row.made_at, tuple(row.columns.split(",")), kept)
