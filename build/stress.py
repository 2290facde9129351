"""Eight desks on the same members, on both engines: `python3 build/stress.py [--operations N] [--only sqlite|postgresql]`.

Every kind of operation alone, so that its speed shows, then all kinds in turn up to N operations (100,000) an engine. Afterwards every
invariant must hold, every acknowledged operation be there exactly once, and none that was refused (reliability.md, *Faults*). Exit code 1
where anything was lost or done twice, or a limit is missed: 50 operations a second, and 0.8 times the naive read-modify-write on spending.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from house_setup import ROOT, SetupError, ready_python

OPERATIONS = 100_000
AT_LEAST, OF_NAIVE = 50.0, 0.8
# Spending and the naive way take turns, so that whatever else the machine does meets both.
ROUNDS = 4


def in_environment() -> int | None:
    """Run this script again in the environment of the checks where its packages are missing; None where they are here."""
    if importlib.util.find_spec("sqlalchemy") is not None and importlib.util.find_spec("pytest") is not None:
        return None
    try:
        python = ready_python(window=False)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return subprocess.run([str(python), __file__, *sys.argv[1:]], env=os.environ, check=False).returncode


def stressed(engine: str, url: str, operations: int, folder: Path) -> bool:
    """Stress one engine and tell how it went; whether everything held."""
    from db.database import Database
    from tests.db.stress import DESKS, KINDS, MIXED, NAIVE, prepare, told, violations
    from tests.db.stressed import Desks

    prepare(url)
    each = max(ROUNDS, operations // 20 // DESKS)
    mixed = max(1, operations // DESKS - len(KINDS) * each)
    seconds: dict[str, float] = dict.fromkeys((*KINDS, NAIVE, MIXED), 0.0)
    with Desks(url, folder) as desks:
        for _ in range(ROUNDS):
            for kind in ("spend", NAIVE):
                seconds[kind] += desks.work(kind, each // ROUNDS)
        for kind in KINDS[1:]:
            seconds[kind] = desks.work(kind, each)
        seconds[MIXED] = desks.work(MIXED, mixed)
    done = each // ROUNDS * ROUNDS * DESKS
    rates = {kind: done / seconds[kind] for kind in ("spend", NAIVE)}
    rates |= {kind: each * DESKS / seconds[kind] for kind in KINDS[1:]} | {MIXED: mixed * DESKS / seconds[MIXED]}
    total = (done + (len(KINDS) - 1) * each * DESKS + mixed * DESKS) / sum(seconds[kind] for kind in (*KINDS, MIXED))
    ratio = rates["spend"] / rates[NAIVE]
    for kind, rate in rates.items():
        print(f"{engine:<12}{kind:<10}{rate:>10,.0f} a second", flush=True)
    said = told(desks.files)
    database = Database(url)
    broken = violations(database, said)
    database.close()
    acknowledged = sum(count for what, count in said.counts.items() if what.endswith(" done"))
    print(f"{engine:<12}{sum(said.counts.values()):,} operations, {acknowledged:,} acknowledged, {len(broken)} violations")
    for line in broken[:20]:
        print(f"  {line}")
    for what, count in sorted(said.counts.items()):
        if not what.endswith(" done"):
            print(f"  {count:>8,} {what}")
    ok = not broken and total >= AT_LEAST and ratio >= OF_NAIVE
    print(f"{engine:<12}{total:,.0f} a second (≥ {AT_LEAST:.0f}); spending is {ratio:.2f} of the naive way (≥ {OF_NAIVE})", flush=True)
    return ok


def main(arguments: Sequence[str]) -> int:
    """Stress the engines that are asked for."""
    sys.path.insert(0, str(ROOT))
    from bench_postgres import is_installed, passing_server

    parser = argparse.ArgumentParser(description="Eight desks on the same members.")
    parser.add_argument("--operations", type=int, default=OPERATIONS, metavar="N", help="so many an engine (default: 100,000)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one engine only")
    asked = parser.parse_args(arguments)
    held = []
    with tempfile.TemporaryDirectory(prefix="regulars-stress-") as name:
        folder = Path(name)
        if asked.only != "postgresql":
            (folder / "sqlite").mkdir()
            url = f"sqlite+pysqlite:///{(folder / 'club.regulars').as_posix()}"
            held.append(stressed("SQLite", url, asked.operations, folder / "sqlite"))
        if asked.only != "sqlite":
            if not is_installed():
                print("PostgreSQL is left out: it is not installed here.", file=sys.stderr)
            else:
                (folder / "postgresql").mkdir()
                with passing_server() as url:
                    held.append(stressed("PostgreSQL", url, asked.operations, folder / "postgresql"))
    return 0 if held and all(held) else 1


if __name__ == "__main__":
    try:
        code = in_environment()
        sys.exit(main(sys.argv[1:]) if code is None else code)
    except KeyboardInterrupt:
        sys.exit(130)
