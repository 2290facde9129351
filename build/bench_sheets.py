"""Spreadsheets out and in, and their physical peers: `python bench_sheets.py WORK …` prints seconds (spreadsheets.md, *Limits to reach*).

Each work runs in a process of its own. CPU seconds count the processes that it starts; the first run, which imports, is left out.
"""

from __future__ import annotations

import json
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bench_clubs import DAY
from bench_processes import cpu_seconds
from bench_raw import Raw
from bench_rows import Rows
from db import search
from db.database import Act, Database, Operator, new_op_id
from db.fields import ALL
from db.operations import batches
from db.search import Query
from db.search.named import rows_with_ids
from desktop import exchange
from desktop.opening import club_of
from desktop.sheets import writer

TIMES = 3
TODAY = date.fromisoformat(DAY)


def act(label: str) -> Act:
    """Who does it."""
    return Act(label, op_id=new_op_id(), operator=Operator("Bench"), today=TODAY)


def seconds_of(work: Callable[[], Any], clock: Callable[[], float] = cpu_seconds) -> list[float]:
    """CPU (or other) seconds of some runs, after one that is not counted."""
    took = []
    for _ in range(TIMES + 1):
        begun = clock()
        work()
        took.append(clock() - begun)
    return took[1:]


def export(url: str, file: str, count: str) -> list[float]:
    """Download so many members with all columns."""
    database = Database(url)
    manner = club_of(database).manner
    return seconds_of(lambda: exchange.download(database, act("Download"), Query(), ALL, Path(file), manner, limit=int(count)))


def raw_rows(url: str, count: str) -> list[float]:
    """The same ids and columns fetched by the bare driver."""
    database = Database(url)
    with database.read() as connection:
        ids = search.ids(connection, Query(), int(count)).tolist()
        raw = Raw(connection)
        asked = raw.caught(lambda: list(rows_with_ids(connection, ids, ALL, len(ids))))
        return seconds_of(lambda: raw.run(asked))


def deflate(file: str) -> list[float]:
    """The bytes of a workbook compressed as its writer does."""
    with zipfile.ZipFile(file) as packed:
        parts = [packed.read(name) for name in packed.namelist()]
    return seconds_of(lambda: [zlib.compress(part, 6) for part in parts])


def calamine(file: str) -> list[float]:
    """A workbook read by the fastest parser alone."""
    from python_calamine import CalamineWorkbook

    return seconds_of(lambda: CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python())


def edited(url: str, file: str, count: str, changed: str) -> int:
    """A sheet of so many members in which so many rows have another city; gives how many rows it has."""
    database = Database(url)
    place = [field.key for field in ALL].index("city")
    every = max(1, int(count) // int(changed))

    def pages(connection: Connection) -> Iterator[Sequence[Sequence[Any]]]:
        ids = search.ids(connection, Query(), int(count)).tolist()
        for page in search.iterate(connection, ids, ALL):
            rows = [list(row) for row in page]
            for row in rows[::every]:
                row[place] = "Nieuwstad"
            yield rows

    with database.read() as connection:
        made = writer.save(Path(file), ALL, pages(connection), writer.Export(new_op_id(), f"{DAY}T12:00:00Z"), club_of(database).manner)
    return made.rows


def preview(url: str, file: str) -> list[float]:
    """What that sheet would do."""
    database = Database(url)
    club = club_of(database)
    return seconds_of(lambda: exchange.preview(database, Path(file), club, TODAY, exchange.Wishes()))


def apply(url: str, file: str) -> dict[str, list[float]]:
    """Its plan applied, and the same rows written by the bare driver, which puts back what was there; wall seconds without the backup."""
    database = Database(url)
    plan = exchange.preview(database, Path(file), club_of(database), TODAY, exchange.Wishes()).plan()
    took: dict[str, list[float]] = {"apply": [], "raw": []}
    with database.read() as connection:
        before = Rows.of(connection, plan)
    for _ in range(TIMES + 1):
        done = act("Apply")
        begun = time.perf_counter()
        database.perform(done, batches.apply_sheet, plan, "")
        took["apply"].append(time.perf_counter() - begun)
        with database.read() as connection:
            rows = replace(before, journal=Rows.journal_of(connection, done.op_id))
        took["raw"].append(rows.write(database))
    return {name: seconds[1:] for name, seconds in took.items()} | {"rows": [len(plan.edits)]}


if __name__ == "__main__":
    work: dict[str, Callable[..., Any]] = {
        "export": export, "raw-rows": raw_rows, "deflate": deflate, "calamine": calamine, "edited": edited, "preview": preview, "apply": apply,
    }  # fmt: skip
    print(json.dumps(work[sys.argv[1]](*sys.argv[2:])))
