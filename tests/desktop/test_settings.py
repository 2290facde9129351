"""What this computer remembers (desktop/settings.py)."""

from __future__ import annotations

from pathlib import Path

from desktop.settings import MOST_RECENT, Settings


def test_the_last_database_is_remembered_without_its_password(tmp_path: Path) -> None:
    """reliability.md, *Bad input*: passwords are never written down."""
    file = tmp_path / "settings.json"
    Settings(file).opened("postgresql://ingrid:hunter2@server/club")
    assert Settings(file).last_database == "postgresql://ingrid@server/club"
    assert "hunter2" not in file.read_text("utf-8")


def test_recent_databases_come_latest_first_and_each_once(tmp_path: Path) -> None:
    """Only the latest few."""
    settings = Settings(tmp_path / "settings.json")
    for name in ("a", "b", "a", *(f"c{place}" for place in range(MOST_RECENT))):
        settings.opened(str(tmp_path / name))
    assert settings.recent[0] == str(tmp_path / f"c{MOST_RECENT - 1}")
    assert len(settings.recent) == MOST_RECENT == len(set(settings.recent))


def test_a_database_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    """The one before it is then the last."""
    settings = Settings(tmp_path / "settings.json")
    first, second = str(tmp_path / "a"), str(tmp_path / "b")
    settings.opened(first)
    settings.opened(second)
    settings.forget(second)
    assert (settings.last_database, settings.recent) == (first, (first,))


def test_named_states_come_back(tmp_path: Path) -> None:
    """Columns, widths, sizes of windows."""
    file = tmp_path / "deep" / "settings.json"
    Settings(file).keep("members.columns", ["number", "city"])
    assert Settings(file).state("members.columns") == ["number", "city"]
    assert Settings(file).state("other") is None


def test_a_damaged_file_counts_as_empty(tmp_path: Path) -> None:
    """A start never fails for it."""
    file = tmp_path / "settings.json"
    for content in ("{", "[]", '{"recent": 5, "last_database": 7, "states": []}'):
        file.write_text(content, "utf-8")
        settings = Settings(file)
        assert (settings.last_database, settings.recent, settings.state("x")) == (None, (), None)
        settings.keep("x", 1)
        assert Settings(file).state("x") == 1


def test_settings_that_cannot_be_written_are_kept_in_memory(tmp_path: Path) -> None:
    """A file stands where the folder should."""
    (tmp_path / "folder").write_text("no folder", "utf-8")
    settings = Settings(tmp_path / "folder" / "settings.json")
    settings.keep("x", 1)
    assert settings.state("x") == 1
