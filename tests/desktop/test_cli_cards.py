"""`cards`: member cards as PDF (commands.md; K1, K2), on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.command_line import CommandLine


@pytest.fixture
def regulars(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a sample club of 30."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    command_line = CommandLine(engine_url, capsys)
    assert command_line("demo", "--people", "30").code == 0
    return command_line


def test_members_get_cards_on_sheets(regulars: CommandLine, tmp_path: Path) -> None:
    """K1: ten a sheet, from the place that was told."""
    file = tmp_path / "cards.pdf"
    made = regulars("cards", str(file), "--limit", "9", "--start", "3", "--json").json
    assert made == {"status": "done", "cards": 9, "pages": 2, "file": str(file)}
    assert file.read_bytes().startswith(b"%PDF")


def test_a_card_printer_gets_one_page_a_card(regulars: CommandLine, tmp_path: Path) -> None:
    """K1: id1."""
    made = regulars("cards", str(tmp_path / "cards.pdf"), "--limit", "4", "--layout", "id1", "--json").json
    assert (made["cards"], made["pages"]) == (4, 4)


def test_prospects_get_no_card(regulars: CommandLine, tmp_path: Path) -> None:
    """Issue 3, item 7: members only; nobody at all is refused in one sentence."""
    refused = regulars("cards", str(tmp_path / "cards.pdf"), "--stage", "prospect", "--json")
    assert (refused.code, refused.json["status"]) == (1, "refused")
    assert not (tmp_path / "cards.pdf").exists()
    members = len(regulars("list", "--json").json)
    assert regulars("cards", str(tmp_path / "cards.pdf"), "--stage", "any", "--json").json["cards"] == members


@pytest.mark.parametrize("arguments", [["--layout", "nope"], ["--start", "11"], ["--layout", "id1", "--start", "2"]])
def test_what_cannot_be_printed_is_one_sentence(regulars: CommandLine, tmp_path: Path, arguments: list[str]) -> None:
    """K1: places and layouts that there are."""
    refused = regulars("cards", str(tmp_path / "cards.pdf"), "--json", *arguments)
    assert refused.code == 1
    assert len(refused.err.strip().splitlines()) == 1
