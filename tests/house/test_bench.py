"""The bench computes, judges and tells its figures; how quick the program is, no test asserts (issue 1, item 11)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import bench
from bench_figures import Figure, Wanted, figure, growth, told, verdict

ROOT = Path(__file__).parents[2]


def test_a_limit_is_given_or_so_many_times_the_peer() -> None:
    assert figure("open-painted", 50.0, "ms", peer=28.0, times=2.0) == Figure("open-painted", 50.0, "ms", 56.0, 28.0, ok=True)
    assert not figure("letters", 201.0, "ms", limit=200.0).ok
    assert figure("preview-memory", 900.0, "MB").ok
    assert not figure("cards-a-second", 999.0, "cards", limit=1000.0, at_least=True).ok


def test_the_exit_code_is_1_where_a_limit_is_missed_or_nothing_was_measured() -> None:
    kept, missed = figure("letters", 100.0, "ms", limit=200.0), figure("letters-10k", 300.0, "ms", limit=200.0)
    assert [verdict([kept]), verdict([kept, missed]), verdict([])] == [0, 1, 1]
    assert told([kept, missed], (10_000,)).endswith("MISSED: letters-10k")
    assert "MISSED" in missed.line()


def test_the_name_tells_the_size_unless_it_is_the_million() -> None:
    assert Wanted(["open-*"]).has("open-whole", 10_000)
    assert Wanted(["export-10k"]).has("export", 10_000)
    assert not Wanted(["export-10k"]).has("export", 1_000_000)
    found = [figure("letters-10k", 90.0, "ms"), figure("letters", 110.0, "ms")]
    assert growth(found, (10_000, 1_000_000)).splitlines()[1].split() == ["letters", "90", "110", "ms"]


def test_a_tiny_club_is_measured_from_end_to_end() -> None:
    """The JSON list has the shape that the issue names, and the exit code is 0 where limits are kept."""
    asked = [sys.executable, "build/bench.py", "--people", "300", "--only", "card-bytes", "cards-decoded", "--json"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert [set(each) for each in figures] == [{"name", "value", "unit", "limit", "peer", "ok"}] * 2
    assert [(each["name"], each["ok"]) for each in figures] == [("card-bytes-300", True), ("cards-decoded-300", True)]


def test_the_table_is_measured_in_the_real_window() -> None:
    """Every figure of typing is there, whatever its time."""
    asked = [sys.executable, "build/bench.py", "--people", "300", "--only", "type-*", "stall-*", "longest-stall", "peak-memory", "--json"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    names = [each["name"] for each in json.loads(done.stdout)]
    assert {"type-an-300", "type-anna-300", "type-phone-300", "longest-stall-300", "peak-memory-300"} <= set(names)


def test_what_a_clerk_waits_for_is_measured_in_the_real_window() -> None:
    """Issue 5, *How well*: head, sections, a sale in at most five keys, Activity and allocating, each beside its limit, whatever its time."""
    names = ["person-*", "desk-sale*", "activity-*", "longest-stall-clerk", "allocate"]
    asked = [sys.executable, "build/bench.py", "--people", "300", "--entries", "900", "--only", *names, "--json"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    figures = {each["name"]: each for each in json.loads(done.stdout)}
    limits = {"person-head-300": 100, "person-sections-300": 300, "desk-sale-300": 200, "desk-sale-keys-300": 5}
    assert {name: figures[name]["limit"] for name in limits} == limits
    assert figures["desk-sale-keys-300"]["value"] <= 5
    assert figures["activity-open-300"]["value"] > 0
    assert figures["longest-stall-clerk-300"]["limit"] >= 50
    assert figures["allocate-300"]["limit"] == pytest.approx(3 * figures["allocate-300"]["peer"], abs=0.001)


def test_a_name_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--people", "300", "--only", "nothing"]) == 1
    assert "There is no such figure." in capsys.readouterr().out
