"""`build/check.py` runs everything, tells everything, and CI calls it and nothing else (issue 3, item 1)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import check

ROOT = Path(__file__).parents[2]


def test_ci_calls_exactly_the_check() -> None:
    """What a person runs at the desk is what CI runs."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines == ["#!/usr/bin/env bash", "set -eu", 'cd "$(dirname "$0")/.."', "exec python3 build/check.py"]


def test_every_step_runs_after_one_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    """All that is wrong is seen in one run."""
    steps = [check.Step("first", check.runs("-c", "raise SystemExit(3)")), check.Step("second", check.runs("-c", "pass"))]
    results = check.run_steps(steps, Path(sys.executable))
    assert [(result.name, result.ok, result.remark) for result in results] == [("first", False, "exit code 3"), ("second", True, "")]
    assert "=== second" in capsys.readouterr().out


def test_the_table_names_what_failed_and_what_was_left_out() -> None:
    """The last lines say it all: a step a line, with its time and its remark, and the verdict."""
    told = check.table([check.Result("lint", True, 0.25), check.Result("tests", False, 61.0, "the tests on PostgreSQL are left out")])
    assert told.splitlines() == [
        "lint        ok          0.2 s",
        "tests       FAILED     61.0 s  the tests on PostgreSQL are left out",
        "together               61.2 s",
        "FAILED: tests",
    ]


def test_the_table_is_glad_when_all_is_well() -> None:
    """The verdict of a good run is two words."""
    assert check.table([check.Result("lint", True, 1.0)]).endswith("\nAll well.")


@pytest.mark.parametrize(
    ("total", "remark"),
    [
        (80.4, "80.4 %, floor 80.0 %"),
        (79.0, "79.0 %, floor 80.0 %"),
        (84.0, "84.0 %, floor 80.0 %; raise fail_under in pyproject.toml to 83.5"),
    ],
)
def test_the_floor_of_coverage_only_rises(total: float, remark: str) -> None:
    """Once the tests reach a whole point more, the check asks for a higher floor, never for a lower one."""
    assert check.floor_remark(total, 80.0) == remark


def test_the_floor_is_read_from_the_project() -> None:
    """The floor stands in pyproject.toml alone."""
    assert 0 <= check.floor() <= 100
