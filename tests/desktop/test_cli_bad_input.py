"""Bad input on the command line: one plain sentence that names the row, field or file, exit code 1, and nothing changed (issue 3, *Bad input*)."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.database import Database
from db.upgrade import open_database
from tests.builders import a_club, a_member
from tests.desktop.command_line import Answered, CommandLine
from tests.desktop.sheets.files import a_csv, a_workbook, an_xls
from tests.postgres_server import free_port


@pytest.fixture
def regulars(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a club of two members."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.delenv("REGULARS_DATABASE", raising=False)
    with closing(a_club(engine_url)) as database:
        a_member(database, first_name="Sofía", last_name="Hernández", city="Sevilla", phone="+34 612 00 41 87")
        a_member(database, first_name="Jan", last_name="Bos", city="Utrecht")
    return CommandLine(engine_url, capsys)


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on an SQLite file with two members."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.delenv("REGULARS_DATABASE", raising=False)
    with closing(a_club(str(tmp_path / "club.regulars"))) as database:
        a_member(database, first_name="Sofía", last_name="Hernández", city="Sevilla", phone="+34 612 00 41 87")
        a_member(database, first_name="Jan", last_name="Bos", city="Utrecht")
    return CommandLine(str(tmp_path / "club.regulars"), capsys)


def is_one_sentence(answered: Answered) -> str:
    """Assert a refusal as commands.md promises it; gives the sentence."""
    assert answered.code == 1, (answered.code, answered.out, answered.err)
    lines = answered.err.strip().splitlines()
    assert len(lines) == 1, answered.err
    assert "Traceback" not in answered.err
    assert "in the program itself" not in answered.err
    assert answered.json["status"] == "refused"
    assert answered.json["message"] == lines[0]
    return lines[0]


def content(database: str) -> list[Any]:
    """All people as they stand."""
    with closing(open_database(database)) as opened, opened.read() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM people ORDER BY id"))]


# Spreadsheets ------------------------------------------------------------------------------------------------------------------------

ROWS = [["Member no.", "City"], ["10001", "Málaga"]]


def unreadable(folder: Path) -> dict[str, Path]:
    """Files that are no spreadsheet to be read, by what is wrong with them."""
    whole = a_workbook(folder / "whole.xlsx", ROWS * 40).read_bytes()
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    made = {
        "zero.xlsx": b"",
        "sealed.xlsx": sealed,
        "cut.xlsx": whole[: len(whole) // 2],
        "noise.xlsx": bytes(range(1, 32)) * 40,
        "letter.xlsx": b"%PDF-1.7 a letter",
        "page.xls": b"<html><table><tr><td>1</td></tr></table></html>",
        "archive.csv": whole[:4] + bytes(400),
        "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(100),
    }
    for name, content_ in made.items():
        (folder / name).write_bytes(content_)
    an_xls(folder / "password.xls", ROWS, password=True)
    (folder / "folder.xlsx").mkdir()
    return {name: folder / name for name in (*made, "password.xls", "folder.xlsx", "nowhere.xlsx")}


def test_files_that_cannot_be_read_are_refused_by_name(plain: CommandLine, tmp_path: Path) -> None:
    """Unreadable, encrypted, truncated, zero-byte, wrongly named; applied or only previewed."""
    before = content(plain.database)
    for name, file in unreadable(tmp_path).items():
        for arguments in ((), ("--preview",)):
            assert name in is_one_sentence(plain("import", str(file), "--json", *arguments)), name
    assert content(plain.database) == before


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["Shoe size", "Hat"], ["44", "60"]], "Member no."),
        ([["Member no.", "City", "Town"], ["10001", "A", "B"]], "City"),
        ([["Member no.", "City", "City"], ["10001", "A", "B"]], "City"),
        ([[], []], ""),
        ([["Member no."]], ""),
    ],
)
def test_headings_that_make_no_sense_refuse_the_file(plain: CommandLine, tmp_path: Path, rows: list[list[str]], told: str) -> None:
    """Unknown columns only; the same heading twice; no heading at all."""
    before = content(plain.database)
    answered = plain("import", str(a_workbook(tmp_path / "a.xlsx", rows)), "--json")
    if answered.code == 1:
        assert told in is_one_sentence(answered)
    else:
        assert answered.json["rows"] == 0
    assert content(plain.database) == before


CELLS = {
    "Birthday": ["1990-02-30", "2031-01-01", "99999999", "0000-00-00", "31/02/1990", "1990-13-01", "١٩٩٠-٠١-٠١"],
    "Phone": ["12", "not a phone", "+", "06 1200 " + "9" * 60, "+34 612 00 41 87"],
    "E-mail": ["no mail", "a@b@c", "@", "ann@", "ann@exa mple.org", "a" * 300 + "@example.org"],
    "Last name": ["x" * 10_000, "Zo\u202eë", "Bel\x07l", "Nul\x00l", "B\ufeffom"],
    "Country": ["Atlantis", "ZZ"],
    "Gender": ["perhaps"],
    "Joined": ["2031-01-01", "yesterday"],
}


def test_every_bad_cell_is_named_by_row_and_column(regulars: CommandLine, tmp_path: Path) -> None:
    """Impossible dates, phones and e-mails, 10,000-character names, NUL and control characters: all at once, and nothing applied."""
    before = content(regulars.database)
    heads = list(CELLS)
    lines, expected = ["Member no.," + ",".join(heads)], []
    for heading, cells in CELLS.items():
        for cell in cells:
            lines.append(",".join(["10002", *(f'"{cell}"' if each == heading else "" for each in heads)]))
            expected.append((len(lines), heading))
    file = a_csv(tmp_path / "bad.csv", "\r\n".join(lines))
    # Each row names the same member, so each is looked at in a file of its own as well.
    refused = regulars("import", str(file), "--json")
    is_one_sentence(refused)
    assert refused.json["errors"] == len(expected)
    for row, heading in expected:
        one = a_csv(tmp_path / "one.csv", f"{lines[0]}\r\n{lines[row - 1]}\r\n")
        seen = regulars("import", str(one), "--preview", "--json")
        assert seen.code == 0
        answer = seen.json
        assert (answer["status"], answer["rows"], answer["errors"]) == ("previewed", 1, 1), (
            heading,
            lines[row - 1][:80],
            answer["messages"],
        )
        named = [(message["row"], message["column"]) for message in answer["messages"] if message["kind"] == "error"]
        assert (2, heading) in named, (heading, named)
        is_one_sentence(regulars("import", str(one), "--json"))
    assert content(regulars.database) == before


def test_a_member_no_twice_flags_both_rows(regulars: CommandLine, tmp_path: Path) -> None:
    """X4: two rows for one person, neither is applied."""
    before = content(regulars.database)
    file = a_csv(tmp_path / "twice.csv", "Member no.,City\n10001,Málaga\n10002,Delft\n10001,Cádiz\n")
    refused = regulars("import", str(file), "--json")
    is_one_sentence(refused)
    assert {message["row"] for message in refused.json["messages"] if message["kind"] == "error"} == {2, 4}
    assert content(regulars.database) == before


def test_unknown_columns_are_left_out_with_a_notice(plain: CommandLine, tmp_path: Path) -> None:
    """X3: and the others are taken."""
    file = a_csv(tmp_path / "more.csv", "Member no.,City,Shoe size\n10001,Málaga,44\n")
    done = plain("import", str(file), "--json").json
    assert (done["status"], done["changed"]) == ("applied", 1)
    assert any("Shoe size" in message["text"] for message in done["messages"])


def test_a_file_held_open_elsewhere_is_told_so(plain: CommandLine, tmp_path: Path) -> None:
    """X12: Excel leaves its mark beside the file; here nobody may read it."""
    file = tmp_path / "open.xlsx"
    file.symlink_to(file)
    assert "open.xlsx" in is_one_sentence(plain("import", str(file), "--json"))


# Searching, filtering --------------------------------------------------------------------------------------------------------------

TEXTS = ['"', "*", "(", ")", "AND", "NEAR", "NEAR(a b)", "OR OR", ":", "name:x", "-", "^", "%", "_", "\\", "'", "''; DROP TABLE people; --", "a\x00b", "\x00",
         "שלום", "مرحبا", "\u202eabc", "👩‍👩‍👧", "x" * 10_000, "\ud800", "{}", "[", "?", "+" * 50, "00" * 400, "\t\n"]  # fmt: skip


def test_search_text_is_data(regulars: CommandLine) -> None:
    """reliability.md, *Bad input*: whatever is searched for, rows come back, or one sentence."""
    before = content(regulars.database)
    for typed in TEXTS:
        found = regulars("list", "--search", typed, "--json")
        assert found.code == 0, (typed[:40], found.err)
        assert isinstance(found.json, list)
    assert [row["number"] for row in regulars("list", "--search", "hernandez", "--json").json] == ["10001"]
    assert content(regulars.database) == before


@pytest.mark.parametrize(
    "condition",
    ["", "nonsense", "=x", "shoe=44", "points>=many", "joined<yesterday", "joined>=2026-02-30", "points>=", "city~", "phone<12", "stage=king",
     "gender=perhaps", "points>=" + "9" * 400,
     "birthday=--13-45", "city=a\x00b", "city=" + "x" * 5000, "points=١٢٣", "points=NaN", "points=1e3", "country=Atlantis"],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_one_sentence(plain: CommandLine, condition: str) -> None:
    """commands.md, *Selecting*."""
    for command in (["list"], ["export", "never.xlsx"], ["cards", "never.pdf"]):
        is_one_sentence(plain(*command, "--filter", condition, "--json"))
    assert not Path("never.xlsx").exists()


@pytest.mark.parametrize(
    "arguments", [["--sort", "shoe"], ["--columns", "number,shoe"], ["--sort", "--"], ["--sort", ""], ["--columns", "\x00"]]
)
def test_a_column_that_is_none_is_one_sentence(plain: CommandLine, arguments: list[str]) -> None:
    """commands.md, *Selecting*."""
    is_one_sentence(plain("list", "--json", *arguments))


def test_signs_of_sql_in_a_filter_are_data(regulars: CommandLine) -> None:
    """Wildcards and quotation marks stand for themselves."""
    for value in ("%", "_", "'", '"', "\\", "a' OR '1'='1", "*", "(", "👩"):
        found = regulars("list", "--filter", f"city={value}", "--json")
        assert (found.code, found.json) == (0, []), value
        inside = regulars("list", "--filter", f"city~{value}", "--json")
        if value == "'":
            assert "needs a text" in is_one_sentence(inside)
        else:
            assert (inside.code, inside.json) == (0, []), value


# Databases ---------------------------------------------------------------------------------------------------------------------------

COMMANDS = (["list"], ["export", "out.xlsx"], ["import", "in.xlsx"], ["cards", "out.pdf"], ["check"], ["backup", "copy.regulars"])


def spoiled(database: Database, statement: str) -> None:
    """Change a database behind the program's back, and close it."""
    with closing(database), database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(statement))


def strange(folder: Path) -> dict[str, str]:
    """Databases that cannot be used, by what a person reads of them."""
    (folder / "zero.regulars").touch()
    (folder / "noise.regulars").write_bytes(os.urandom(9000))
    (folder / "folder.regulars").mkdir()
    spoiled(a_club(str(folder / "newer.regulars")), "UPDATE alembic_version SET version_num = '9999'")
    spoiled(Database(str(folder / "other.regulars")), "CREATE TABLE recipes (name TEXT)")
    files = ("zero", "noise", "folder", "newer", "other", "nowhere")
    addresses = (
        f"postgresql://ann:hunter2@127.0.0.1:{free_port()}/club",
        "mysql://ann:hunter2@host/club",
        "postgresql://ann:hunter2@h/club?host=x",
        "\x00",
    )
    return {**{str(folder / f"{name}.regulars"): name for name in files}, **dict.fromkeys(addresses, "")}


def test_a_database_that_cannot_be_used_is_one_sentence_for_every_command(
    plain: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not ours, newer, missing, a folder, empty, noise, an unreachable server, a driver that is not allowed; no password is printed."""
    monkeypatch.chdir(tmp_path)
    for address, named in strange(tmp_path).items():
        for command in COMMANDS:
            refused = plain(*command, "--json", "--database", address, database=False)
            assert named in is_one_sentence(refused)
            assert "hunter2" not in refused.err + refused.out
    logged = "".join(file.read_text("utf-8") for file in (tmp_path / "settings").glob("*.log*"))
    assert "hunter2" not in logged
    assert not (tmp_path / "nowhere.regulars").exists()


def test_a_read_only_database_is_read_and_never_written(plain: CommandLine, tmp_path: Path) -> None:
    """reliability.md, *Faults*: what only reads works; what writes is refused by one sentence."""
    Path(plain.database).chmod(0o444)
    before = Path(plain.database).read_bytes()
    assert len(plain("list", "--json").json) == 2
    assert plain("check", "--json").json["status"] == "sound"
    assert plain("export", str(tmp_path / "out.csv"), "--json").code == 0
    file = a_csv(tmp_path / "in.csv", "Member no.,City\n10001,Málaga\n")
    assert plain("import", str(file), "--preview", "--json").json["cells_changed"] == 1
    assert "only be read" in is_one_sentence(plain("import", str(file), "--json"))
    assert Path(plain.database).read_bytes() == before


@pytest.mark.parametrize("place", ["missing/out", "folder"])
@pytest.mark.parametrize("command", ["export", "cards", "backup", "example"])
def test_a_place_that_cannot_be_written_is_one_sentence(plain: CommandLine, tmp_path: Path, command: str, place: str) -> None:
    """No folder, or a folder where a file is to be; a backup makes its folder."""
    ending = {"cards": ".pdf", "backup": ".regulars"}.get(command, ".xlsx")
    target = tmp_path / f"{place}{ending}"
    if place == "folder":
        target.mkdir()
    answered = plain(command, str(target), "--json")
    if (command, place) == ("backup", "missing/out"):
        assert answered.code == 0
    else:
        is_one_sentence(answered)
        assert not target.is_file()


# Anything --------------------------------------------------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["--json", "--search", "--filter", "--stage", "--sort", "--limit", "--columns", "--today", "--op-id", "--layout", "--start", "--language",
                     "-h", "--", "", "list", "out.xlsx", "0", "-1", "NaN", "city=x", "\ud800", "٣", "9" * 30, "2026-02-30", "any"]),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(["list", "export", "import", "cards", "check", "backup", "example", "new", "demo", ""]),
    words=st.lists(WORDS, max_size=5),
)
def test_no_arguments_ever_give_a_traceback(
    plain: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, words: list[str]
) -> None:
    """commands.md, *Ways*: 0, 1 or 2, with a sentence; never a traceback, never a bug of ours."""
    monkeypatch.chdir(tmp_path)
    if not command and not any(word in ("-h", "list") for word in words):
        # Without a command it opens the window, which has its own tests.
        words = ["-h"]
    answered = plain(command, *words) if command else plain(*words, database=False, today=None)
    assert answered.code in (0, 1, 2)
    assert "Traceback" not in answered.err
    assert "in the program itself" not in answered.err
    if answered.code:
        assert answered.err.strip()
    if "--json" in words and answered.code == 1 and answered.out:
        json.loads(answered.out)


def test_a_workbook_with_signs_that_no_cell_should_hold(plain: CommandLine, tmp_path: Path) -> None:
    """Lone surrogates cannot be saved by anybody; escaped control characters of xlsx (_x0007_) can."""
    book = openpyxl.Workbook()
    for row in ([*ROWS[0], "Last name"], ["10002", "Delft", "Be_x0007_ll"]):
        book.active.append(row)
    book.save(tmp_path / "escaped.xlsx")
    seen = plain("import", str(tmp_path / "escaped.xlsx"), "--preview", "--json")
    assert seen.code == 0
    assert seen.json["rows"] == 1
