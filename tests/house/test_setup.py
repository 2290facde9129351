"""The lock and the environment made from it (cards.md, *Packaging and set-up*)."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import house_setup
import run

ROOT = Path(__file__).parents[2]


def locked() -> dict[str, list[Requirement]]:
    """The requirements of the lock, by name; a name may have several, each for some Pythons."""
    found: dict[str, list[Requirement]] = {}
    for line in house_setup.LOCK.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_the_lock_names_no_address() -> None:
    """Whoever installs uses their own index."""
    text = house_setup.LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_every_locked_package_has_hashes() -> None:
    """Nothing is installed that was not seen when the lock was made."""
    entries = re.split(r"\n(?=\S)", house_setup.LOCK.read_text(encoding="utf-8").strip())
    assert len(entries) > 40
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_answers_every_dependency_of_the_project() -> None:
    """A dependency that was added or raised has been locked, for the program and for its tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["test"]]]
    found = locked()
    missing = [
        str(requirement)
        for requirement in wanted
        if not any(next(iter(one.specifier)).version in requirement.specifier for one in found.get(canonicalize_name(requirement.name), []))
    ]
    assert missing == []


def test_an_environment_made_to_the_end_is_used_again(tmp_path: Path) -> None:
    """The stamp that is written last is what tells."""
    assert not house_setup.is_ready(tmp_path)
    python = house_setup.python_of(tmp_path)
    python.parent.mkdir()
    python.touch()
    assert not house_setup.is_ready(tmp_path)
    (tmp_path / "ready.json").write_text(house_setup.stamp(), encoding="utf-8")
    assert house_setup.is_ready(tmp_path)


def test_an_environment_without_its_python_or_of_another_place_is_made_anew(tmp_path: Path) -> None:
    """A moved checkout or an uninstalled Python breaks an environment, whatever its stamp."""
    stamp = tmp_path / "ready.json"
    stamp.write_text(house_setup.stamp(), encoding="utf-8")
    assert not house_setup.is_ready(tmp_path)
    python = house_setup.python_of(tmp_path)
    python.parent.mkdir()
    python.touch()
    stamp.write_text(house_setup.stamp().replace('"root": "', '"root": "/elsewhere'), encoding="utf-8")
    assert not house_setup.is_ready(tmp_path)


def test_the_environment_depends_on_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another lock is another folder, so that going back to an older commit finds its own again."""
    before = house_setup.key()
    other = tmp_path / "requirements.lock"
    other.write_text("alembic==1.0\n", encoding="utf-8")
    monkeypatch.setattr(house_setup, "LOCK", other)
    assert house_setup.key() != before


def test_an_installer_is_not_disturbed_by_settings_that_send_packages_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PIP_TARGET and a machine's constraints are no business of ours; everything else is kept."""
    monkeypatch.setenv("PIP_TARGET", str(tmp_path))
    monkeypatch.setenv("PIP_TIMEOUT", "7")
    seen = "import os; e = os.environ; raise SystemExit('PIP_TARGET' in e or e['PIP_TIMEOUT'] != '7' or e['PIP_CONSTRAINT'] != os.devnull)"
    assert house_setup.succeeds([sys.executable, "-c", seen])


def test_what_is_missing_on_debian_is_told_in_one_exact_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without root nothing is installed: the person is given the line to type."""
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\n", encoding="utf-8")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(house_setup, "is_root", lambda: False)
    with pytest.raises(house_setup.SetupError, match="sudo apt-get install -y --no-install-recommends libegl1 libgl1"):
        house_setup.install_debian(["libegl1", "libgl1"], "Qt needs system libraries that are missing here")


def test_a_linux_without_a_display_takes_the_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    """X11 or Wayland, either will do."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not run.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert run.has_display()
