"""Everything that CI runs, in one command: `python3 build/check.py [--only NAME…]`.

Sets up like `run.py`, runs every step even when one fails, and closes with one table. Exit code 1 when any step failed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from house_setup import CACHE, ROOT, SetupError, install_debian, is_root, ready_python, say

ROOMS = ["desktop", "ui", "resources", "db"]
MIGRATIONS = "tests/db/test_migrations.py"
# A step that has not ended by then hangs; CI as a whole has 90 minutes.
LONGEST = 40 * 60


@dataclass(frozen=True)
class Result:
    """How a step went: its name, whether it is well, seconds, and a remark for the table."""

    name: str
    ok: bool
    seconds: float
    remark: str = ""


@dataclass(frozen=True)
class Step:
    """A named check; `run(python)` prints what it finds and answers whether all is well, with a remark."""

    name: str
    run: Callable[[Path], tuple[bool, str]]


def runs(*arguments: str) -> Callable[[Path], tuple[bool, str]]:
    """A check that is one command of the environment's Python, well when it exits with 0."""

    def run(python: Path) -> tuple[bool, str]:
        code = call(python, *arguments)
        return code == 0, "" if code == 0 else f"exit code {code}"

    return run


def call(python: Path, *arguments: str) -> int:
    """Run the environment's Python in the repository, its output going straight to ours; the exit code."""
    try:
        return subprocess.run([str(python), *arguments], cwd=ROOT, env=environment(), check=False, timeout=LONGEST).returncode
    except subprocess.TimeoutExpired:
        say(f"Stopped after {LONGEST // 60} minutes.")
        return 1


def environment() -> dict[str, str]:
    """What the steps see: no screen, and the quick way of measuring coverage where Python has it."""
    core = {"COVERAGE_CORE": "sysmon"} if sys.version_info >= (3, 12) else {}
    return {**os.environ, **core, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}


def postgres_missing() -> str:
    """Empty when a PostgreSQL is here for the tests, else the remark; on Debian root gets one installed."""
    sys.path.insert(0, str(ROOT))
    from tests.postgres_server import OLDEST, find_binaries

    if "REGULARS_TEST_POSTGRES" in os.environ or find_binaries() is not None:
        return ""
    if is_root() and sys.platform.startswith("linux"):
        try:
            install_debian(["postgresql"], "The tests run on a real PostgreSQL too")
        except SetupError as error:
            say(str(error))
        find_binaries.cache_clear()
        if find_binaries() is not None:
            return ""
    return f"the tests on PostgreSQL are left out: {OLDEST} or newer is not installed here"


def migrations(python: Path) -> tuple[bool, str]:
    """Models and migrations agree, on both engines."""
    missing = postgres_missing()
    code = call(python, "-m", "coverage", "run", "-m", "pytest", "-q", MIGRATIONS)
    return code == 0, missing


def tests(python: Path) -> tuple[bool, str]:
    """All other tests, on SQLite and a real PostgreSQL, two at a time; each worker has its own server and databases."""
    missing = postgres_missing()
    code = call(
        python, "-m", "coverage", "run", "-m", "pytest", "-n", "2", "--dist", "worksteal", "--durations", "10", "--ignore", MIGRATIONS
    )
    return code == 0, missing


def coverage(python: Path) -> tuple[bool, str]:
    """What the tests reach, against the floor in pyproject.toml, which only rises."""
    if call(python, "-m", "coverage", "combine", "--quiet") != 0:
        return False, "nothing was measured"
    code = call(python, "-m", "coverage", "report")
    total = subprocess.run(
        [str(python), "-m", "coverage", "report", "--format", "total", "--fail-under", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return code == 0, floor_remark(float(total or 0), floor())


def floor() -> float:
    """The least coverage that passes, in percent."""
    # A Python too old to have it must get as far as the sentence that says so.
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return float(settings["tool"]["coverage"]["report"]["fail_under"])


def floor_remark(total: float, least: float) -> str:
    """What to say of the coverage: the two figures, and the new floor once it is a whole point higher."""
    remark = f"{total:.1f} %, floor {least:.1f} %"
    if total - least >= 1:
        # Half a point stays free: the order of threads reaches a line more or less.
        remark += f"; raise fail_under in pyproject.toml to {total - 0.5:.1f}"
    return remark


STEPS = [
    Step("lint", runs("-m", "ruff", "check", "--output-format", "concise", ".")),
    Step("format", runs("-m", "ruff", "format", "--check", "--output-format", "concise", ".")),
    Step("types", runs("-m", "mypy", *ROOMS, "build", "tests")),
    Step(
        "rooms",
        runs("-c", f"from importlinter.cli import lint_imports_command as run; run(['--no-logo', '--cache-dir', r'{CACHE / 'imports'}'])"),
    ),
    Step("migrations", migrations),
    Step("tests", tests),
    Step("coverage", coverage),
]


def perform(step: Step, python: Path) -> Result:
    """Run one step under a heading, and time it."""
    say(f"\n=== {step.name} " + "=" * (70 - len(step.name)))
    begun = time.monotonic()
    ok, remark = step.run(python)
    return Result(step.name, ok, time.monotonic() - begun, remark)


def run_steps(steps: Sequence[Step], python: Path) -> list[Result]:
    """Run every step, also after one has failed: whoever waits for CI wants to see all that is wrong."""
    return [perform(step, python) for step in steps]


def table(results: list[Result]) -> str:
    """The closing table: one line a step, then the verdict."""
    lines = [
        f"{result.name:<12}{'ok' if result.ok else 'FAILED':<8}{result.seconds:>7.1f} s  {result.remark}".rstrip() for result in results
    ]
    failed = [result.name for result in results if not result.ok]
    verdict = f"FAILED: {', '.join(failed)}" if failed else "All well."
    return "\n".join([*lines, f"{'together':<20}{sum(result.seconds for result in results):>7.1f} s", verdict])


def main(arguments: list[str]) -> int:
    """Set up, run the steps asked for, print the table; 1 when any failed."""
    names = [step.name for step in STEPS]
    parser = argparse.ArgumentParser(description="Run everything that CI runs.")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=f"only these steps: {', '.join(names)}")
    chosen = parser.parse_args(arguments).only
    begun = time.monotonic()
    try:
        python = ready_python(window=False)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    results = [Result("set-up", ok=True, seconds=time.monotonic() - begun)]
    if "tests" in chosen or "migrations" in chosen:
        call(python, "-m", "coverage", "erase")
    results += run_steps([step for step in STEPS if step.name in chosen], python)
    say("\n" + table(results))
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
