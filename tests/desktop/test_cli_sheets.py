"""The sheet commands: export, example, import (commands.md; rules.md, section 11), on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.fields.people import SHEET
from tests.builders import a_club, a_member, a_prospect
from tests.desktop.command_line import Answered, CommandLine


@pytest.fixture
def regulars(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a small club."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.delenv("REGULARS_DATABASE", raising=False)
    database = a_club(engine_url)
    a_member(
        database, first_name="Sofía", last_name="Hernández", city="Sevilla", phone="+34 612 00 41 87", postcode="01234", birthday="--05-17"
    )
    a_member(database, first_name="Jan", last_name="'t Hooft", city="Utrecht", interests="books; tea", note="=1+1")
    a_prospect(database, first_name="Marek", last_name="Zieliński", email="marek@example.org", phone="0612345678")
    database.close()
    return CommandLine(engine_url, capsys)


def edited(file: Path, changes: dict[tuple[str, str], Any], *, new: tuple[dict[str, Any], ...] = ()) -> Path:
    """The sheet as a person saves it: cells by (member no., heading), and rows for new people below."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = {str(sheet.cell(row, heads["Member no."]).value): row for row in range(2, sheet.max_row + 1)}
    for (number, heading), value in changes.items():
        sheet.cell(rows[number], heads[heading]).value = value
    for values in new:
        row = sheet.max_row + 1
        for heading, value in values.items():
            sheet.cell(row, heads[heading], value)
    saved = file.with_name("edited.xlsx")
    book.save(saved)
    return saved


def exported(regulars: CommandLine, file: Path, *arguments: str) -> Answered:
    """A sheet of everybody."""
    made = regulars("export", str(file), "--stage", "any", "--json", *arguments)
    assert made.code == 0, made.err
    return made


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_unedited_sheet_changes_nothing(regulars: CommandLine, tmp_path: Path, ending: str) -> None:
    """spreadsheets.md, *Limits*: exactly 0; X8: 't Hooft stays."""
    file = tmp_path / f"people.{ending}"
    made = exported(regulars, file).json
    assert (made["status"], made["rows"], made["file"]) == ("done", 3, str(file))
    assert made["columns"] == list(SHEET)
    back = regulars("import", str(file), "--json").json
    assert (back["status"], back["rows"], back["unchanged"], back["cells_changed"], back["errors"]) == ("applied", 3, 3, 0, 0)


def test_a_preview_changes_nothing_and_tells_each_cell(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md, *Answers of the sheet commands*: counts that add up, before and after."""
    exported(regulars, tmp_path / "people.xlsx")
    file = edited(tmp_path / "people.xlsx", {("10001", "City"): "Málaga"}, new=({"Last name": "Noor", "E-mail": "noor@example.org"},))
    seen = regulars("import", str(file), "--preview", "--json")
    assert seen.code == 0
    answer = seen.json
    assert answer["status"] == "previewed"
    assert (answer["batch"], answer["message"]) == (None, None)
    assert (answer["rows"], answer["new"], answer["changed"], answer["unchanged"], answer["errors"]) == (4, 1, 1, 2, 0)
    assert answer["changes"] == [
        {"row": answer["changes"][0]["row"], "number": "10001", "key": "city", "before": "Sevilla", "after": "Málaga"}
    ]
    assert len(regulars("list", "--stage", "any", "--json").json) == 3


def test_what_was_previewed_is_applied_and_a_retry_answers_the_same(regulars: CommandLine, tmp_path: Path) -> None:
    """X9; commands.md, *Ways*: --op-id."""
    exported(regulars, tmp_path / "people.xlsx")
    file = edited(tmp_path / "people.xlsx", {("10001", "City"): "Málaga"}, new=({"Last name": "Noor", "E-mail": "noor@example.org"},))
    op_id = "01890000-0000-7000-8000-000000000002"
    done = regulars("import", str(file), "--json", "--op-id", op_id)
    assert (done.code, done.json["status"], done.json["batch"], done.json["new"], done.json["changed"]) == (0, "applied", op_id, 1, 1)
    assert regulars("import", str(file), "--json", "--op-id", op_id).json == done.json
    rows = {row["number"]: row for row in regulars("list", "--stage", "any", "--json", "--columns", "number,city,stage,came_by").json}
    assert rows["10001"]["city"] == "Málaga"
    assert (rows["10004"]["stage"], rows["10004"]["came_by"]) == ("invited", "sheet")
    assert regulars("check").code == 0


def test_register_makes_members_of_new_people_and_named_prospects(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md: --register."""
    exported(regulars, tmp_path / "people.xlsx")
    file = edited(tmp_path / "people.xlsx", {}, new=({"Last name": "Noor", "E-mail": "noor@example.org"},))
    done = regulars("import", str(file), "--register", "--json").json
    assert (done["status"], done["new"], done["changed"]) == ("applied", 1, 1)
    rows = regulars("list", "--stage", "any", "--json", "--columns", "number,stage,code").json
    assert {row["stage"] for row in rows} == {"member"}
    assert all(row["code"] for row in rows)


def test_rows_with_errors_refuse_all_or_are_skipped(regulars: CommandLine, tmp_path: Path) -> None:
    """X9: the person picks, default nothing; all errors at once, by row and column."""
    exported(regulars, tmp_path / "people.xlsx")
    file = edited(
        tmp_path / "people.xlsx",
        {("10001", "City"): "Málaga", ("10002", "E-mail"): "no mail", ("10002", "Phone"): "12", ("10003", "Birthday"): "1990-02-30"},
    )
    refused = regulars("import", str(file), "--json")
    assert (refused.code, refused.json["status"], refused.json["errors"]) == (1, "refused", 2)
    assert refused.json["message"] == refused.err.strip()
    assert all(message["row"] for message in refused.json["messages"] if message["kind"] == "error")
    assert {message["column"] for message in refused.json["messages"] if message["kind"] == "error"} == {"E-mail", "Phone", "Birthday"}
    assert regulars("list", "--filter", "city=Málaga", "--json").json == []
    assert regulars("import", str(file), "--preview", "--json").code == 0
    skipped = regulars("import", str(file), "--on-error", "skip", "--json").json
    assert (skipped["status"], skipped["changed"], skipped["errors"]) == ("applied", 1, 2)
    assert len(regulars("list", "--filter", "city=Málaga", "--json").json) == 1


def test_a_phone_of_another_member_is_an_error_on_its_row(regulars: CommandLine, tmp_path: Path) -> None:
    """P2, P4: a number belongs to one member."""
    exported(regulars, tmp_path / "people.xlsx")
    file = edited(tmp_path / "people.xlsx", {("10002", "Phone"): "0034612004187"})
    refused = regulars("import", str(file), "--json").json
    assert refused["errors"] == 1
    assert "Hernández" in refused["messages"][0]["text"]


def test_empty_cells_keep_or_erase_as_told(regulars: CommandLine, tmp_path: Path) -> None:
    """X5: keep by default; `--empty erase`; the word (erase) always."""
    exported(regulars, tmp_path / "people.xlsx")
    file = edited(tmp_path / "people.xlsx", {("10001", "City"): None, ("10002", "City"): "(erase)"})
    assert regulars("import", str(file), "--preview", "--json").json["cells_changed"] == 1
    erased = regulars("import", str(file), "--empty", "erase", "--json").json
    assert {(change["number"], change["key"], change["after"]) for change in erased["changes"]} >= {
        ("10001", "city", None),
        ("10002", "city", None),
    }


def test_a_heading_is_mapped_by_hand(regulars: CommandLine, tmp_path: Path) -> None:
    """X3; commands.md: --map."""
    file = tmp_path / "strange.csv"
    file.write_text("Clubnummer;Woonplaats\n10001;Cádiz\n", "utf-8")
    done = regulars("import", str(file), "--map", "Clubnummer=number", "--map", "Woonplaats=city", "--json").json
    assert (done["status"], done["changed"]) == ("applied", 1)
    assert regulars("import", str(file), "--map", "Clubnummer").code == 2
    assert regulars("import", str(file), "--map", "Clubnummer=shoe_size", "--json").code == 1


def test_all_changes_are_told_where_they_are_asked_for(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md: `changes` holds the first 100 unless --all-changes."""
    file = tmp_path / "many.csv"
    for name in ("before", "after"):
        rows = "".join(f"P{place},p{place}@example.org,{name}\n" for place in range(120))
        file.write_text(f"Last name,E-mail,City\n{rows}", "utf-8")
        if name == "before":
            assert regulars("import", str(file), "--json").json["new"] == 120
    assert len(regulars("import", str(file), "--preview", "--json").json["changes"]) == 100
    assert len(regulars("import", str(file), "--preview", "--all-changes", "--json").json["changes"]) == 120


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xlsx", b""),
        ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 50),
        ("page.xls", b"<html><table><tr><td>x</td></tr></table></html>"),
        ("nothing.csv", b"\x00\x01\x02"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(regulars: CommandLine, tmp_path: Path, name: str, content: bytes) -> None:
    """Issue 3, *Bad input*: refused as a whole, also in a preview; nothing is changed."""
    (tmp_path / name).write_bytes(content)
    for arguments in ([], ["--preview"]):
        refused = regulars("import", str(tmp_path / name), "--json", *arguments)
        assert (refused.code, refused.json["status"]) == (1, "refused")
        assert len(refused.err.strip().splitlines()) == 1
        assert "Traceback" not in refused.err


def test_a_missing_file_is_named(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md, *Ways*."""
    refused = regulars("import", str(tmp_path / "nowhere.xlsx"), "--json")
    assert (refused.code, refused.json["rows"]) == (1, 0)
    assert "nowhere.xlsx" in refused.json["message"]


def test_a_sheet_holds_the_selection_and_the_columns_that_were_asked_for(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md, `export` + selecting."""
    file = tmp_path / "some.xlsx"
    made = regulars("export", str(file), "--filter", "city=Utrecht", "--columns", "number,city,points", "--json").json
    assert (made["rows"], made["columns"]) == (1, ["number", "city", "points"])
    assert [[cell.value for cell in row] for row in openpyxl.load_workbook(file).worksheets[0].iter_rows()] == [
        ["Member no.", "City", "Points"],
        ["10002", "Utrecht", 0],
    ]


def test_the_same_export_again_answers_the_same(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md, *Ways*: --op-id; the id of the sheet is that of the act."""
    op_id = "01890000-0000-7000-8000-000000000003"
    first = exported(regulars, tmp_path / "people.csv", "--op-id", op_id)
    assert first.json["export_id"] == op_id
    assert exported(regulars, tmp_path / "people.csv", "--op-id", op_id).json == first.json


@pytest.mark.parametrize("name", ["people.pdf", "people", "nowhere/people.xlsx"])
def test_a_sheet_that_cannot_be_written_is_one_sentence(regulars: CommandLine, tmp_path: Path, name: str) -> None:
    """Issue 3, *Bad input*."""
    refused = regulars("export", str(tmp_path / name), "--json")
    assert (refused.code, refused.json["status"]) == (1, "refused")
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("subject", ["members", "points", "sales"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_example_needs_no_database(regulars: CommandLine, tmp_path: Path, subject: str, ending: str) -> None:
    """commands.md, `example`."""
    file = tmp_path / f"example.{ending}"
    made = regulars("example", str(file), "--of", subject, "--json", database=False)
    assert made.code == 0, made.err
    assert made.json["rows"] >= 2
    assert file.exists()


def test_the_example_of_members_can_be_uploaded(regulars: CommandLine, tmp_path: Path) -> None:
    """S2: to fill in."""
    regulars("example", str(tmp_path / "example.xlsx"))
    assert regulars("import", str(tmp_path / "example.xlsx"), "--json").json["new"] == 3


def test_a_copy_is_made_before_an_import(regulars: CommandLine, tmp_path: Path) -> None:
    """reliability.md, *Backups* (SQLite)."""
    regulars("example", str(tmp_path / "example.xlsx"))
    regulars("import", str(tmp_path / "example.xlsx"))
    copies = list((tmp_path / "Regulars backups").glob("*before import*"))
    assert len(copies) == (0 if regulars.database.startswith("postgresql") else 1)


def test_people_read_counts_and_messages(regulars: CommandLine, tmp_path: Path) -> None:
    """Without --json: by row and column."""
    exported(regulars, tmp_path / "people.xlsx")
    file = edited(tmp_path / "people.xlsx", {("10001", "City"): "Málaga", ("10002", "E-mail"): "no mail"})
    shown = regulars("import", str(file), "--preview").out
    assert "E-mail: “no mail”" in shown
    assert "3 rows: 0 new, 1 changed, 1 unchanged, 0 in conflict, 1 with errors; 0 blank." in shown
    assert "1 cell would change." in shown
