"""Sample clubs of the bench: made by `demo` once a size and engine, kept in `.cache/bench`, and copied so that they stay as they were made."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench_postgres import server
from bench_processes import BenchError, environment
from house_setup import CACHE, ROOT

CLUBS = CACHE / "bench"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DAY = "2026-07-15"
# What the content of a sample club depends on: another of these files, another club.
MADE_BY = (
    "db/demo*.py",
    "db/people_keys.py",
    "db/bulk.py",
    "db/ledger/chain.py",
    "db/codes.py",
    "db/entities/*.py",
    "db/migrations/versions/*.py",
)


@dataclass(frozen=True)
class Club:
    """A sample club to measure on. *making* is how many seconds `demo` took to make it."""

    engine: str
    people: int
    url: str
    making: float


def fingerprint() -> str:
    """What the content of the sample clubs depends on, in a few letters."""
    files = sorted(file for pattern in MADE_BY for file in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


@contextmanager
def club(engine: str, people: int, folder: Path = CLUBS, *, entries: int = 0) -> Iterator[Club]:
    """A sample club that may be changed: it is gone afterwards. With *entries* it has a ledger of three years."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"{people}x{entries}" if entries else str(people)
    kept = folder / f"{engine}-{size}-{fingerprint()}.{'regulars' if engine == SQLITE else 'tar'}"
    if not kept.exists():
        for old in folder.glob(f"{engine}-{size}-*"):
            old.unlink()
        ledger = f" with {entries:,} entries" if entries else ""
        print(f"Making the sample club of {people:,} people{ledger} on {engine}…", file=sys.stderr, flush=True)
        _make(engine, people, kept, entries)
    making = json.loads(kept.with_suffix(".json").read_text(encoding="utf-8"))["seconds"]
    if engine == SQLITE:
        with copied(kept) as url:
            yield Club(engine, people, url, making)
    else:
        with server(kept) as url:
            yield Club(engine, people, url, making)


@contextmanager
def copied(file: Path) -> Iterator[str]:
    """A copy of an SQLite club beside it, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="copy-", dir=file.parent) as folder:
        copy = Path(folder) / "club.regulars"
        shutil.copyfile(file, copy)
        yield str(copy)


def _make(engine: str, people: int, kept: Path, entries: int) -> None:
    """Make a club by the command, and keep it with the time that took."""
    if engine == SQLITE:
        with tempfile.TemporaryDirectory(prefix="making-", dir=kept.parent) as folder:
            made = Path(folder) / "club.regulars"
            seconds = _demo(str(made), people, entries)
            made.rename(kept)
    else:
        with server(kept) as url:
            seconds = _demo(url, people, entries)
    kept.with_suffix(".json").write_text(json.dumps({"seconds": seconds}), encoding="utf-8")


def _demo(address: str, people: int, entries: int) -> float:
    """Run `demo`; gives its seconds from start to end."""
    command = [
        sys.executable,
        "-m",
        "desktop",
        "demo",
        "--people",
        str(people),
        "--entries",
        str(entries),
        "--today",
        DAY,
        "--database",
        address,
    ]
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as settings:
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=environment(Path(settings)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = f"demo did not make a club of {people} people: {done.stderr[-2000:]}"
        raise BenchError(message)
    return time.perf_counter() - begun
