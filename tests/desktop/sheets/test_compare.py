"""What a file would do: whom a row means, what changes, what is refused; and counts that add up (X2–X5, X9; commands.md, *Answers*)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from db.codes import readable
from db.errors import RuleBroken, Stopped, Told
from db.fields import ALL
from db.operations.sheets import SheetEdit, SheetNew
from desktop.sheets import door
from desktop.sheets.compare import Rules
from desktop.sheets.people import People
from tests.desktop.sheets.files import BRITISH, a_csv, a_sheet_xml, a_workbook, counts, errors, inline, notices, people, previewed

Table = Sequence[Sequence[object]]
CODE = readable("7F3KQ2XM")


@pytest.fixture
def club() -> People:
    """Anna 10001, Bob 10002, and Zoë, a guest, 10003."""
    return people(
        {
            "first_name": "Anna",
            "last_name": "Berg",
            "phone": "+44 7900 900001",
            "email": "anna@example.org",
            "city": "Bonn",
            "points": 50,
            "code": CODE,
        },
        {"last_name": "Bob", "phone": "+44 7900 900002", "email": "shared@example.org", "birthday": "1988-05-17", "gender": "male"},
        {"last_name": "Zoë", "email": "shared@example.org", "stage": "guest", "consent": "yes"},
    )


def test_a_changed_cell_is_told_with_before_and_after(club: People, tmp_path: Path) -> None:
    preview = previewed(
        a_workbook(tmp_path / "a.xlsx", [["Member no.", "City", "Gender"], ["10001", "Köln", "Female"], ["10002", None, "Male"], []]), club
    )
    assert counts(preview) == (0, 1, 1, 0)
    assert [(change.row, change.number, change.key, change.before, change.after) for change in preview.changes()] == [
        (2, "10001", "city", "Bonn", "Köln"),
        (2, "10001", "gender", None, "female"),
    ]
    plan = preview.plan()
    assert plan.edits == (SheetEdit(2, 1, {"city": ("Bonn", "Köln"), "gender": (None, "female")}),)
    assert (plan.new, plan.promote, plan.rows, len(plan.sha256)) == ((), (), 2, 64)


def test_the_order_of_identity_is_number_code_phone_email(club: People, tmp_path: Path) -> None:
    """P6, X4: the other details are then edits."""
    rows: Table = [
        ["Member no.", "Card code", "Phone", "E-mail", "City"],
        [10001, None, "07900 900001", None, "a"],
        [None, None, "07900900002", "new@example.org", "b"],
    ]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    assert [(change.number, change.key, change.after) for change in preview.changes()] == [
        ("10001", "city", "a"),
        ("10002", "email", "new@example.org"),
        ("10002", "city", "b"),
    ]
    by_code = previewed(a_workbook(tmp_path / "b.xlsx", [["Card code", "City"], [CODE.lower().replace("-", " "), "c"]]), club)
    by_mail = previewed(a_workbook(tmp_path / "c.xlsx", [["Email", "City"], ["ANNA@example.org", "d"]]), club)
    assert [change.number for change in by_code.changes()] == ["10001"]
    assert [(change.number, change.key) for change in by_mail.changes()] == [("10001", "email"), ("10001", "city")]


def test_what_is_filled_but_unknown_is_an_error_and_never_a_new_person(club: People, tmp_path: Path) -> None:
    """X4."""
    rows: Table = [
        ["Member no.", "Card code", "Phone", "E-mail", "Last name"],
        ["99999", None, "+44 7900 900009", None, "x"],
        [None, "RG1-AAAA-AAAA-A", None, None, "x"],
        ["10002", CODE, None, None, "Bob"],
        [None, None, None, "shared@example.org", "x"],
    ]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    assert counts(preview) == (0, 0, 0, 4)
    assert [(row, key) for row, key, _ in errors(preview)] == [(2, "number"), (3, "code"), (4, "code"), (5, "email")]
    assert "that of 2 people (no. 10002, 10003)" in errors(preview)[3][2]


def test_only_a_row_that_names_nobody_is_new(club: People, tmp_path: Path) -> None:
    rows: Table = [["Member no.", "First name", "Last name", "Phone", "Birthday"], [None, "Li", None, "+44 7900 900010", "--02-29"]]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    assert counts(preview) == (1, 0, 0, 0)
    assert preview.plan().new == (SheetNew(2, {"last_name": "Li", "first_name": None, "phone": "+44 7900 900010", "birthday": "--02-29"}),)


def test_two_rows_for_one_person_are_both_errors(club: People, tmp_path: Path) -> None:
    rows: Table = [["Member no.", "Phone", "City"], ["10001", None, "a"], [None, "+44 7900 900001", "b"], ["10002", None, "c"]]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    assert counts(preview) == (0, 1, 0, 2)
    assert {sentence for _row, _key, sentence in errors(preview)} == {"Rows 2, 3 mean the same person; none of them is applied."}
    fresh = previewed(a_workbook(tmp_path / "b.xlsx", [["Phone", "Last name"], ["+44 7900 900020", "a"], ["07900 900020", "b"]]), club)
    assert counts(fresh) == (0, 0, 0, 2)


def test_columns_for_reading_are_ignored_with_a_notice(club: People, tmp_path: Path) -> None:
    """X2."""
    rows: Table = [
        ["Member no.", "Points", "Status", "Stage", "Tier"],
        ["10001", 51, "Active", "Guest", "Gold"],
        ["10002", None, "Active", "Member", None],
    ]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    assert counts(preview) == (0, 0, 2, 0)
    assert sorted(message.key or "" for message in preview.messages) == ["points", "stage", "tier"]
    assert all("cannot change it" in sentence for sentence in notices(preview))


def test_an_empty_cell_keeps_and_erases_only_when_asked(club: People, tmp_path: Path) -> None:
    """X5."""
    path = a_workbook(tmp_path / "a.xlsx", [["Member no.", "City", "E-mail"], ["10001", None, " (Erase) "]])
    kept = previewed(path, club)
    assert [(change.key, change.after) for change in kept.changes()] == [("email", None)]
    erased = previewed(path, club, rules=Rules(empty_erases=True))
    assert [(change.key, change.after) for change in erased.changes()] == [("city", None), ("email", None)]
    assert [line.erases for line in erased.lines(["changed"])] == [True, True]


def test_all_errors_of_a_row_are_told_at_once_and_its_good_cells_are_not_applied(club: People, tmp_path: Path) -> None:
    """X9: all errors with row and reason."""
    rows: Table = [
        ["Member no.", "City", "Phone", "E-mail", "Birthday"],
        ["10001", "Köln", "12", "zoe@", "31/02/2020"],
        ["10002", "x" * 10_000, None, None, None],
    ]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    assert [(row, key) for row, key, _ in errors(preview)] == [(2, "phone"), (2, "email"), (2, "birthday"), (3, "city")]
    assert counts(preview) == (0, 0, 0, 2)
    with pytest.raises(RuleBroken, match="2 rows have errors"):
        preview.plan()
    assert preview.plan(skip_errors=True).edits == ()


def test_error_cells_of_excel_do_not_pass_for_empty_ones(club: People, tmp_path: Path) -> None:
    """spreadsheets.md, fact 1."""
    rows = (
        f'<row r="1">{inline("A1", "Member no.")}{inline("B1", "Phone")}</row><row r="2">{inline("A2", "10001")}<c r="B2" t="e"><v>#N/A</v></c></row>'
        f'<row r="3">{inline("A3", "10002")}<c r="B3"><f>X</f></c></row>'
    )
    preview = previewed(a_sheet_xml(tmp_path / "a.xlsx", rows), club, rules=Rules(empty_erases=True))
    assert [(row, key, sentence) for row, key, sentence in errors(preview)] == [
        (2, "phone", "The cell holds the error #N/A."),
        (3, "phone", "The cell holds a formula without a result; open the file in Excel and save it again."),
    ]
    assert preview.changes() == []


def test_dates_are_read_by_the_order_that_the_column_proves(club: People, tmp_path: Path) -> None:
    """X7."""
    proven = previewed(a_csv(tmp_path / "a.csv", "Member no.,Birthday\n10001,01/02/1990\n10002,31/01/1990\n"), club)
    assert [change.after for change in proven.changes()] == ["1990-02-01", "1990-01-31"]
    assert any("DMY" in sentence for sentence in notices(proven))
    doubtful = a_csv(tmp_path / "b.csv", "Member no.,Birthday\n10001,01/02/1990\n10002,17/05/1988\n".replace("17/05", "05/05"))
    assert [key for _row, key, _ in errors(previewed(doubtful, club))] == ["birthday"]
    assert [change.after for change in previewed(doubtful, club, date_order="mdy").changes()] == ["1990-01-02", "1988-05-05"]


def test_registering_promotes_the_prospects_whom_the_file_names(club: People, tmp_path: Path) -> None:
    """commands.md, `--register`."""
    path = a_workbook(tmp_path / "a.xlsx", [["Member no.", "City"], ["10003", None], ["10001", None]])
    assert counts(previewed(path, club)) == (0, 0, 2, 0)
    preview = previewed(path, club, rules=Rules(register=True))
    assert counts(preview) == (0, 1, 1, 0)
    plan = preview.plan()
    assert (plan.register, plan.promote, plan.edits) == (True, (3,), ())


def test_people_who_were_merged_are_edited_no_more(tmp_path: Path) -> None:
    club = people({"last_name": "Gone", "status": "merged", "phone": "+44 7900 900001"})
    preview = previewed(a_workbook(tmp_path / "a.xlsx", [["Member no.", "City"], ["10001", "x"]]), club)
    assert "merged or anonymised" in errors(preview)[0][2]


def test_the_clubs_rules_look_at_every_changed_and_new_row(club: People, tmp_path: Path) -> None:
    rows: Table = [["Member no.", "Last name", "City"], ["10001", None, "Köln"], ["10002", None, None], [None, "New", "Köln"]]
    seen: list[tuple[object, dict[str, object]]] = []

    def judge(person: object, changes: object) -> list[tuple[str, Told]]:
        assert isinstance(person, dict)
        assert isinstance(changes, dict)
        seen.append((person["stage"], changes))
        return [("city", RuleBroken("Not Köln."))]

    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club, judge=judge)
    assert seen == [("member", {"city": "Köln"}), ("invited", {"last_name": "New", "city": "Köln"})]
    assert counts(preview) == (0, 0, 1, 2)
    assert [(row, key, text) for row, key, text in errors(preview)] == [(2, "city", "Not Köln."), (4, "city", "Not Köln.")]
    assert preview.changes() == []
    assert preview.new_people() == []


def test_blank_rows_are_skipped_and_counted(club: People, tmp_path: Path) -> None:
    """X3."""
    rows: Table = [
        ["Title"],
        ["Member no.", "City", "Other"],
        [],
        ["10001", "Bonn", None],
        [None, None, "only a remark"],
        [],
        ["10002", None, None],
        [],
    ]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    assert (preview.rows, preview.blank) == (2, 3)
    assert any("Other" in sentence for sentence in notices(preview))


def test_lines_are_made_when_looked_at_and_name_their_person(club: People, tmp_path: Path) -> None:
    rows: Table = [
        ["Member no.", "First name", "Last name", "City"],
        ["10001", None, None, "Köln"],
        ["99", "No", "Body", None],
        [None, "Li", "Wu", None],
        ["10002", None, None, None],
    ]
    preview = previewed(a_workbook(tmp_path / "a.xlsx", rows), club)
    lines = preview.lines()
    assert [(line.kind, line.row, line.number, line.name) for line in lines] == [
        ("changed", 2, "10001", "Anna Berg"),
        ("error", 3, "99", "No Body"),
        ("new", 4, "", "Li Wu"),
        ("unchanged", 5, "10002", "Bob"),
    ]
    assert (lines[0].column, lines[0].now, lines[0].file) == ("City", "Bonn", "Köln")
    assert len(preview.lines(["unchanged", "new"])) == 2


def test_a_column_sorted_apart_from_the_others_is_warned_of(tmp_path: Path) -> None:
    club = people(*({"last_name": f"Name {place:02d}"} for place in range(40)))
    rows: Table = [["Member no.", "Last name"], *([str(10001 + place), f"Name {39 - place:02d}"] for place in range(40))]
    assert any("sorted alone" in sentence for sentence in notices(previewed(a_workbook(tmp_path / "a.xlsx", rows), club)))


def test_the_answer_has_the_keys_of_the_command_and_the_first_hundred_changes(tmp_path: Path) -> None:
    """commands.md, *Answers of the sheet commands*."""
    club = people(*({"last_name": "A"} for _ in range(120)))
    path = a_workbook(
        tmp_path / "a.xlsx",
        [["Member no.", "City", "Email"], *([str(10001 + place), "x", "y" if place == 7 else None] for place in range(120))],
    )
    preview = previewed(path, club)
    answer = preview.answer(str)
    assert list(answer) == [
        "file",
        "sheet",
        "rows",
        "blank",
        "new",
        "changed",
        "unchanged",
        "conflicts",
        "errors",
        "cells_changed",
        "messages",
        "changes",
    ]
    assert (answer["rows"], answer["changed"], answer["errors"], answer["cells_changed"]) == (120, 119, 1, 119)
    assert answer["messages"] == [{"row": 9, "column": "E-mail", "kind": "error", "text": "“y” is not an e-mail address."}]
    assert isinstance(answer["changes"], list)
    assert len(answer["changes"]) == 100
    assert answer["changes"][0] == {"row": 2, "number": "10001", "key": "city", "before": None, "after": "x"}
    assert len(preview.answer(str, all_changes=True)["changes"]) == 119  # type: ignore[arg-type]


def test_the_people_to_look_up_are_named_before_the_compare(tmp_path: Path) -> None:
    rows: Table = [
        ["Member no.", "Card code", "Phone", "E-mail"],
        [10001, None, "+447900900001", "a@example.org"],
        [None, CODE, None, None],
        [None, None, "07900 900003", "B@example.org"],
    ]
    wanted = door.open_file(a_workbook(tmp_path / "a.xlsx", rows), ALL, BRITISH).wanted()
    assert [set(keys) for keys in (wanted.numbers, wanted.codes, wanted.phones, wanted.emails)] == [
        {"10001"},
        {CODE},
        {"+447900900003"},
        {"b@example.org"},
    ]


def test_stop_ends_the_compare(club: People, tmp_path: Path) -> None:
    opened = door.open_file(a_workbook(tmp_path / "a.xlsx", [["Member no."], ["10001"]]), ALL, BRITISH)
    with pytest.raises(Stopped):
        door.preview(opened, club, Rules(), stop=lambda: True)
