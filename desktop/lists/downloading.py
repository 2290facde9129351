"""A list as a sheet: its rows as they are shown, written beside their place and then renamed (X1, X8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.lists.model import NOTHING, Column, Row
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.sheets.outgoing import Out

KINDS = (("Excel", "xlsx"), ("CSV", "csv"))


async def download_rows(desk: Desk, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Ask for a file and write these rows into it; *title* names the sheet and the file."""
    name = f"{title} {desk.today().isoformat()}.xlsx".replace("/", "-")
    file = await desk.front.ask_file(_("Save the spreadsheet"), save=True, name=name, kinds=KINDS)
    if file is None:
        return
    # The writers are loaded off the window's thread.
    await desk.jobs.run(lambda: write_rows(file, title, columns, rows))
    told = ngettext("{count} row saved to {file}", "{count} rows saved to {file}", len(rows))
    desk.tell(told.format(count=len(rows), file=file.name))


def write_rows(file: Path, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Write rows as xlsx or, by the name's ending, as csv; Unavailable where the disk or a right refuses."""
    from desktop.sheets import outgoing, writer, xlsx

    heads = [
        outgoing.OutColumn(
            column.key, column.label, outgoing.COUNT if column.right else outgoing.PLAIN, max(len(column.label), len(column.sample)) + 2,
            grey=False, note="",
        )
        for column in columns
    ]  # fmt: skip
    if file.suffix.lower() == ".csv":
        writer.complete(file, lambda part: _write_csv(part, columns, rows))
    else:
        writer.complete(file, lambda part: xlsx.writer().write(part, title[:31], heads, _values(columns, rows), lambda: {"list": title}))


def _values(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[Sequence[Out]]:
    """The cells of rows: figures as numbers, everything else as it is shown."""
    for row in rows:
        cells = [row.cells.get(column.key, NOTHING) for column in columns]
        yield [
            cell.value if column.right and isinstance(cell.value, int) else cell.text or None
            for column, cell in zip(columns, cells, strict=True)
        ]


def _write_csv(part: Path, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    import csv

    from desktop.sheets.apostrophes import guard

    with part.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([guard(column.label) for column in columns])
        out.writerows([guard(cell) if isinstance(cell, str) else cell for cell in values] for values in _values(columns, rows))
