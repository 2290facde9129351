"""What tests of the command line are given: a trial club with two members and a guest, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_club, a_member, a_prospect
from tests.desktop.command_line import CommandLine


@pytest.fixture
def line(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on Café Noor: Zoë is no. 10001, Jan 10002, the invited Marek 10003; today is 15 July 2026."""
    return _at_cafe_noor(engine_url, tmp_path, monkeypatch, capsys)


@pytest.fixture
def sqlite_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The same on SQLite alone: for what does not depend on the engine."""
    return _at_cafe_noor(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}", tmp_path, monkeypatch, capsys)


def _at_cafe_noor(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("REGULARS_SETTINGS", str(folder / "settings"))
    monkeypatch.delenv("REGULARS_DATABASE", raising=False)
    database = a_club(url)
    a_member(database, phone="+31 6 1200 5518", email="zoe@example.org")
    a_member(database, first_name="Jan", last_name="Jansen", phone="0612005519", email="jan@example.org")
    a_prospect(database, phone="0612005520", email="marek@example.org")
    database.close()
    return CommandLine(url, capsys)
