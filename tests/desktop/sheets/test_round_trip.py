"""Sheets out and in again: unedited nothing changes, and a CSV that Excel saved again changes nothing either (X1, X7, X8)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.errors import RuleBroken, Stopped, Told, Unavailable
from db.fields import BY_KEY, Manner, Value, by_keys
from db.fields.people import SHEET
from desktop.sheets import example, headings, outgoing, writer
from desktop.sheets.compare import Rules
from desktop.sheets.people import People
from desktop.sheets.writer import Export
from desktop.sheets.xlsx import FastWriter, SlowWriter
from tests.desktop.sheets.files import BRITISH, KEYS, a_csv, counts, errors, notices, people, previewed

FIELDS = by_keys([*SHEET, "points", "status", "created", "tier"])
EXPORT = Export("0197-export", "2026-07-15T10:00:00Z", "all members")


@pytest.fixture
def club() -> People:
    """People with whatever breaks a careless round trip."""
    return people(
        {
            "first_name": "Zoë",
            "last_name": "=1+2",
            "phone": "+33 6 12 34 56 78",
            "postcode": "01234",
            "birthday": "1899-05-17",
            "note": "two\nlines 😀",
            "points": 1234,
        },
        {
            "last_name": "'t Hooft",
            "phone": "0612345678",
            "postcode": "00501",
            "birthday": "--02-29",
            "anniversary": "1900-02-28",
            "gender": "female",
            "interests": "a; b",
        },
        {
            "last_name": "'=x",
            "street": "-12 @home",
            "city": "+Köln",
            "joined": "2026-01-31",
            "consent": "no",
            "consent_date": "1900-03-01",
            "created": "2026-01-31T12:00:00Z",
        },
        {
            "last_name": 'Þór, "the"; one',
            "street": "1-2",
            "country": "IS",
            "language": "is",
            "groups": "Book club",
            "email": "thor@example.org",
            "note": "x" * 5000,
        },
        {"last_name": "４２", "city": "TRUE", "consent_source": "12.30", "joined": "2026-02-01", "phone": "+447900900123"},
    )


def pages(club: People) -> Iterator[Sequence[Sequence[Value]]]:
    """The rows of the club as an export reads them, two a page."""
    rows = [tuple(row[club.place(field.key)] for field in FIELDS) for row in club.by_number.values()]
    for start in range(0, len(rows), 2):
        yield rows[start : start + 2]


@pytest.mark.parametrize("name", ["fast.xlsx", "slow.xlsx", "comma.csv", "semicolon.csv"])
def test_an_unedited_round_trip_changes_nothing(club: People, tmp_path: Path, name: str) -> None:
    """spreadsheets.md, *Limits*: exactly 0, with accents, zeros, line breaks, 1899 birthdays and emoji."""
    path = tmp_path / name
    written = writer.save(
        path,
        FIELDS,
        pages(club),
        EXPORT,
        BRITISH,
        delimiter=";" if name == "semicolon.csv" else ",",
        writer=SlowWriter() if name == "slow.xlsx" else None,
    )
    assert (written.rows, written.columns) == (5, tuple(field.key for field in FIELDS))
    assert [file.name for file in tmp_path.iterdir()] == [name]
    preview = previewed(path, club)
    assert counts(preview) == (0, 0, 5, 0)
    assert preview.export_id == EXPORT.export_id
    assert preview.outcome.ignored == preview.outcome.rewritten == {}


def test_a_csv_that_excel_saved_again_changes_nothing(club: People, tmp_path: Path) -> None:
    """Zeros gone, phones shortened, dates local, decimals with a comma, TRUE in German: recognised, and said."""
    path = tmp_path / "a.csv"
    writer.save(path, FIELDS, pages(club), EXPORT, BRITISH)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    mangled = {
        "01234": "1234",
        "00501": "501",
        "0612345678": "612345678",
        "2026-01-31": "31/01/2026",
        "2026-02-01": "01/02/2026",
        "1-2": "02-Jan",
        "12.30": "12,3",
        "TRUE": "WAHR",
        "1900-03-01": "01/03/1900",
        "'+447900900123": "4.479E+11",
    }
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=";").writerows([[mangled.get(cell, cell) for cell in row] for row in rows])
    preview = previewed(a_csv(tmp_path / "again.csv", again.getvalue(), "cp1252" if again.getvalue().isascii() else "utf-8"), club)
    assert errors(preview) == []
    assert preview.changes() == []
    assert counts(preview) == (0, 0, 5, 0)
    assert sum("written differently" in sentence for sentence in notices(preview)) >= 3


def test_a_shortened_number_that_is_not_ours_is_refused(club: People, tmp_path: Path) -> None:
    preview = previewed(a_csv(tmp_path / "a.csv", "Member no.,Phone\n10005,9.991E+11\n"), club)
    assert "the digits are gone" in errors(preview)[0][2]


@pytest.mark.parametrize("kind", [FastWriter, SlowWriter])
def test_a_workbook_goes_out_in_full_dress(club: People, tmp_path: Path, kind: type[FastWriter | SlowWriter]) -> None:
    """spreadsheets.md, *Export*."""
    path = tmp_path / "a.xlsx"
    writer.save(path, FIELDS, pages(club), EXPORT, BRITISH, writer=kind())
    book = load_workbook(path)
    sheet, card = book["Members"], book["_regulars"]
    labels = [cell.value for cell in sheet[1]]
    column = {field.key: sheet.cell(1, place).column_letter for place, field in enumerate(FIELDS, 1)}
    assert labels[:4] == ["Member no.", "Card code", "First name", "Last name"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{column['tier']}6"
    assert {sheet[f"{column[key]}2"].number_format for key in ("number", "phone", "postcode")} == {"@"}
    assert sheet[f"{column['phone']}2"].value == "+33 6 12 34 56 78"
    assert sheet[f"{column['last_name']}2"].data_type == "s"
    assert sheet[f"{column['joined']}4"].is_date
    assert (sheet[f"{column['birthday']}2"].value, sheet[f"{column['birthday']}3"].value) == ("1899-05-17", "--02-29")
    assert sheet[f"{column['gender']}3"].value == "Female"
    assert sheet[f"{column['points']}2"].fill.fgColor.rgb == "FFEFEFEF"
    assert sheet[f"{column['city']}2"].fill.fill_type is None
    assert sheet[f"{column['points']}1"].comment is not None
    lists = {str(rule.sqref).split("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {column["gender"]: '"Female,Male,Other"', column["consent"]: '"Yes,No"'}
    assert card.sheet_state == "hidden"
    lines = {str(key.value): str(value.value) for key, value in card.iter_rows(max_col=2)}
    assert (lines["export_id"], lines["rows"], lines["schema"], lines["made"]) == (EXPORT.export_id, "5", "1", EXPORT.made)


def test_columns_keep_their_format_for_rows_typed_below(club: People, tmp_path: Path) -> None:
    """`@` is a format of the column, so that zeros stay."""
    writer.save(tmp_path / "a.xlsx", FIELDS, pages(club), EXPORT, BRITISH)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        head = archive.read("xl/worksheets/sheet1.xml").split(b"<sheetData>")[0]
    assert head.count(b" style=") >= 6


def test_a_csv_carries_the_export_id_and_no_formula(club: People, tmp_path: Path) -> None:
    """X1, X8."""
    writer.save(tmp_path / "a.csv", FIELDS, pages(club), EXPORT, BRITISH)
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {row[-1] for row in rows[1:]} == {EXPORT.export_id}
    assert rows[0][-1] == "_regulars"
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@")]


def test_a_sheet_without_rows_has_its_headings(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.csv"):
        assert writer.save(tmp_path / name, FIELDS, [], EXPORT, BRITISH).rows == 0
        preview = previewed(tmp_path / name, people())
        assert (preview.rows, preview.blank) == (0, 0)


def test_stop_and_errors_leave_the_old_file_and_no_part(club: People, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"old")
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        writer.save(
            tmp_path / "a.xlsx",
            FIELDS,
            pages(club),
            EXPORT,
            BRITISH,
            total=5,
            progress=lambda *far: told.append(far),
            stop=lambda: len(told) == 1,
        )
    assert told == [(2, 5)]
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.xlsx", b"old")]


def test_a_sheet_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    def refusal(path: Path, kind: type[Told]) -> str:
        with pytest.raises(kind) as caught:
            writer.save(path, FIELDS, [], EXPORT, BRITISH)
        return str(caught.value)

    assert "must end in .xlsx or .csv" in refusal(tmp_path / "a.xls", RuleBroken)
    assert "is not there" in refusal(tmp_path / "none" / "a.xlsx", Unavailable)
    (tmp_path / "folder.csv").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.csv", Unavailable)
    assert "no room left" in str(writer.cannot_write(tmp_path / "a.xlsx", OSError("Failed: No space left on device (os error 28)")))
    assert "no right" in str(writer.cannot_write(tmp_path / "a.xlsx", PermissionError(13, "denied")))


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_the_example_of_members_comes_in_without_an_error(tmp_path: Path, name: str) -> None:
    """S2; commands.md, `example`."""
    written = example.save(tmp_path / name, "members", BRITISH)
    preview = previewed(tmp_path / name, people(), rules=Rules(register=True))
    assert errors(preview) == []
    assert counts(preview) == (written.rows, 0, 0, 0) == (3, 0, 0, 0)


@pytest.mark.parametrize(("subject", "known"), [("points", headings.POINTS), ("sales", headings.SALES)])
def test_the_examples_of_points_and_sales_have_the_headings_of_the_command(
    tmp_path: Path, subject: example.Subject, known: Sequence[headings.Heading]
) -> None:
    written = example.save(tmp_path / "a.csv", subject, BRITISH)
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline="")))
    assert rows[0] == [heading.label for heading in known]
    assert (written.columns, len(rows)) == (tuple(heading.key for heading in known), 3)
    example.save(tmp_path / "a.xlsx", subject, BRITISH)
    assert [cell.value for cell in load_workbook(tmp_path / "a.xlsx").worksheets[0][1]] == rows[0]


def test_every_writable_field_survives_the_round_trip(tmp_path: Path) -> None:
    """House test: every writable field survives a sheet round trip unchanged."""
    samples = {field.key: field.kind.parse(field.sample, BRITISH) for field in BY_KEY.values()}
    club = people({key: samples[key] for key in KEYS})
    rows = [tuple(club.person(row)[field.key] for field in BY_KEY.values()) for row in club.by_number.values()]
    for name in ("a.xlsx", "a.csv"):
        for manner in (BRITISH, Manner("de-DE", "DE", "Europe/Berlin"), Manner("en-US", "US", "America/New_York")):
            writer.save(tmp_path / name, tuple(BY_KEY.values()), [rows], EXPORT, manner)
            preview = previewed(tmp_path / name, club, manner=manner)
            assert counts(preview) == (0, 0, 1, 0)
            assert preview.outcome.ignored == {}


def test_columns_are_as_wide_as_their_content_wants() -> None:
    widths = {column.key: column.width for column in outgoing.columns_of(FIELDS)}
    assert all(8 <= width <= 40 for width in widths.values())
    assert widths["email"] > widths["number"]
