"""The tour by its command: the main job in the real window, and what it leaves (issue 1; commands.md, *tour*)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder that the tour has been through, and how the command ended."""
    folder = tmp_path_factory.mktemp("tour")
    settings = tmp_path_factory.mktemp("settings")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "REGULARS_SETTINGS": str(settings), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "desktop", "tour", str(folder / "left"), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False)
    assert list(settings.glob("*.json")) == [], "the tour touched the person's own settings"
    return folder / "left", done


def test_every_step_sees_what_it_should(toured: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """It fails when any step shows something else than expected."""
    steps = json.loads(toured[1].stdout)
    assert [f"{step['step']}: {step['saw']}" for step in steps if not step["ok"]] == []
    assert len(steps) == 14
    assert toured[1].returncode == 0


def test_the_tour_leaves_pictures_sheets_cards_and_reports(toured: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """Numbered pictures, the sheet as it went out and as it came back, the PDF, a report for people and one for programs."""
    folder, done = toured
    steps = json.loads(done.stdout)
    assert [step["picture"][:2] for step in steps] == [f"{number:02}" for number in range(1, len(steps) + 1)]
    for name in [step["picture"] for step in steps] + ["members.xlsx", "members-edited.xlsx", "cards.pdf"]:
        assert (folder / name).stat().st_size > 1000, name
    assert json.loads((folder / "report.json").read_text("utf-8")) == steps
    assert all(step["saw"] in (folder / "report.md").read_text("utf-8") for step in steps)


def test_the_tour_ends_without_a_word_of_qt(toured: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """What Qt's offscreen platform says of itself aside, nothing is complained of."""
    lines = [line for line in toured[1].stderr.splitlines() if line.strip() and not line.startswith("This plugin does not support")]
    assert lines == []
