"""How quick the program is: `python3 build/bench.py [--sales] [--people N] [--entries M] [--only NAME…] [--json]`.

Every figure stands beside its limit and beside a physical limit (its peer: the bare driver, a bare Qt table, deflate) that is measured in
the same run, so that the machine hardly matters (table.md and spreadsheets.md, *Limits*). Exit code 1 where a limit is missed. Without
`--people` clubs of 10,000, 100,000 and 1,000,000 people are measured, so that growth shows; the limits are those of the million.
What a clerk waits for (`--only "person-*" "desk-sale*" "activity-*" longest-stall-clerk`) is measured in a club of five ledger entries a
person, or of `--entries` in all.
`--sales` measures instead what the ledger costs: a real year of sales, one sale at the desk, the daily run of a million members.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from house_setup import SetupError, ready_python

SIZES = (10_000, 100_000, 1_000_000)


def in_environment() -> int | None:
    """Run this script again in the environment of the checks where its packages are missing; None where they are here."""
    if importlib.util.find_spec("sqlalchemy") is not None and importlib.util.find_spec("PySide6") is not None:
        return None
    try:
        python = ready_python(window=False)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return subprocess.run([str(python), __file__, *sys.argv[1:]], env=os.environ, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    """Measure, tell, and judge: 1 when a limit is missed."""
    import bench_plan
    import bench_sales
    from bench_figures import WHOLE, Figure, Wanted, told, verdict
    from bench_processes import BenchError

    parser = argparse.ArgumentParser(description="Measure how quick the program is.")
    parser.add_argument("--people", type=int, metavar="N", help="measure one club of this size (default: 10,000, 100,000 and 1,000,000)")
    parser.add_argument(
        "--entries", type=int, metavar="M", help="so many ledger entries has the club in which a clerk is watched (default: five a person)"
    )
    parser.add_argument(
        "--sales", action="store_true", help="measure sales and the daily run, the latter in a club of N (default: 1,000,000)"
    )
    names = ", ".join((*bench_plan.NAMES, *bench_sales.NAMES))
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help=f"only these, * for any signs: {names}")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON list")
    asked = parser.parse_args(arguments)
    wanted = Wanted(asked.only)
    sizes = (asked.people,) if asked.people else (WHOLE,) if asked.sales else SIZES
    figures: Callable[[int, Wanted], Iterator[Figure]] = bench_sales.figures
    if not asked.sales:
        figures = partial(bench_plan.figures, entries=asked.entries)
    found: list[Figure] = []
    out = sys.stderr if asked.json else sys.stdout
    for people in sizes:
        print(f"\n{people:,} people", file=out, flush=True)
        try:
            for figure in figures(people, wanted):
                found.append(figure)
                print(figure.line(), file=out, flush=True)
        except BenchError as error:
            print(error, file=sys.stderr)
            return 1
    print(json.dumps([figure.for_json() for figure in found], indent=1) if asked.json else told(found, sizes))
    return verdict(found)


if __name__ == "__main__":
    try:
        code = in_environment()
        sys.exit(main(sys.argv[1:]) if code is None else code)
    except KeyboardInterrupt:
        sys.exit(130)
