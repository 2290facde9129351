"""`list`: selecting and what comes out (commands.md, *Selecting*, *The commands*), on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.fields import ALL
from tests.builders import a_club, a_member, a_prospect
from tests.desktop.command_line import CommandLine


@pytest.fixture
def regulars(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a small club."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    database = a_club(engine_url)
    a_member(
        database,
        first_name="Sofía",
        last_name="Hernández",
        city="Sevilla",
        phone="+34 612 00 41 87",
        interests="books; tea",
        birthday="--05-17",
        joined="2026-07-01",
    )
    a_member(database, first_name="Łukasz", last_name="Wójcik", city="Kraków", groups="Book club", joined="2026-07-02")
    a_member(database, first_name=None, last_name="Sukarno", joined="2026-07-02")
    a_prospect(database, first_name="Marek", last_name="Zieliński", email="marek@example.org")
    a_prospect(database, stage="guest", first_name="Ólafur", last_name="Jónsson", city="Reykjavík")
    database.close()
    return CommandLine(engine_url, capsys)


def names(regulars: CommandLine, *arguments: str) -> list[str]:
    """The last names that a list shows, in its order."""
    found = regulars("list", "--columns", "last_name", "--json", *arguments)
    assert found.code == 0, found.err
    return [row["last_name"] for row in found.json]


def test_members_come_newest_first_and_the_later_number_first(regulars: CommandLine) -> None:
    """Issue 3, item 4: the default order; default stage member."""
    assert names(regulars) == ["Sukarno", "Wójcik", "Hernández"]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("guest", {"Jónsson"}),
        ("invited", {"Zieliński"}),
        ("prospect", {"Jónsson", "Zieliński"}),
        ("any", {"Jónsson", "Zieliński", "Sukarno", "Wójcik", "Hernández"}),
    ],
)
def test_a_stage_is_chosen(regulars: CommandLine, stage: str, expected: set[str]) -> None:
    """commands.md: --stage."""
    assert set(names(regulars, "--stage", stage)) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--search", "hern sof"], ["Hernández"]),
        (["--search", "4187"], ["Hernández"]),
        (["--search", "\" * ( AND NEAR : - ^ % _ \\ '"], []),
        (["--filter", "city=sevilla"], ["Hernández"]),
        (["--filter", "city=Sevilla|Kraków", "--sort", "last_name"], ["Hernández", "Wójcik"]),
        (["--filter", "city="], ["Sukarno"]),
        (["--filter", "city!=", "--filter", "joined>=2026-07-02"], ["Wójcik"]),
        (["--filter", "groups~book"], ["Wójcik"]),
        (["--filter", "birthday=05-17"], ["Hernández"]),
        (["--filter", "number<=10002", "--sort", "number"], ["Hernández", "Wójcik"]),
        (["--sort", "-number", "--limit", "2"], ["Sukarno", "Wójcik"]),
        (["--sort", "city", "--sort", "number"], ["Wójcik", "Hernández", "Sukarno"]),
    ],
)
def test_a_selection_finds_whom_it_says(regulars: CommandLine, arguments: list[str], expected: list[str]) -> None:
    """commands.md, *Selecting*."""
    assert names(regulars, *arguments) == expected


def test_json_has_the_promised_types(regulars: CommandLine) -> None:
    """commands.md, *Ways*: tags as a list, points as a number, absent as null."""
    (row,) = regulars("list", "--search", "hern", "--json", "--columns", ",".join(field.key for field in ALL)).json
    assert list(row) == [field.key for field in ALL]
    assert row["number"] == "10001"
    assert row["points"] == 0
    assert row["interests"] == ["books", "tea"]
    assert row["groups"] == []
    assert row["birthday"] == "--05-17"
    assert row["joined"] == "2026-07-01"
    assert row["email"] is None
    assert row["created"].endswith("Z")


def test_the_columns_are_the_tables_unless_named(regulars: CommandLine) -> None:
    """commands.md, *Selecting*."""
    assert list(regulars("list", "--json").json[0]) == ["number", "first_name", "last_name", "tier", "points", "phone", "joined"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--columns", "number,shoe_size"], "shoe_size"),
        (["--sort", "shoe_size"], "shoe_size"),
        (["--filter", "shoe_size=44"], "shoe_size"),
        (["--filter", "nonsense"], "nonsense"),
        (["--filter", "joined>=soon"], "soon"),
        (["--filter", "points>many"], "many"),
        (["--filter", "stage=king"], "king"),
        (["--filter", "city=\u202eevil"], "U+202E"),
    ],
)
def test_what_cannot_be_read_is_named(regulars: CommandLine, arguments: list[str], named: str) -> None:
    """Issue 3, *Bad input*: one plain sentence, exit 1."""
    refused = regulars("list", "--json", *arguments)
    assert refused.code == 1
    assert refused.json["status"] == "refused"
    assert named in refused.json["message"]


def test_people_read_an_aligned_table(regulars: CommandLine) -> None:
    """Labels as heads, dates as the club writes them, the number of people below."""
    lines = regulars("list", "--sort", "number").out.splitlines()
    assert lines[0].startswith("Member no.")
    assert lines[1].startswith("10001")
    assert lines[1].index("Hernández") == lines[2].index("Wójcik") == lines[0].index("Last name")
    assert lines[-1] == "3 people"
