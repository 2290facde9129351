"""Reading: by what a file is and never by its name, in a process of its own; no file takes the program down (spreadsheets.md, facts 1–5)."""

from __future__ import annotations

import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from db.errors import RuleBroken, Stopped, Told, Unavailable
from desktop.sheets import csv_text, reader
from desktop.sheets.reader import Choices
from tests.desktop.sheets.files import Day, Error, a_csv, a_sheet_xml, a_workbook, an_xls, inline

ROWS = [["Member no.", "City"], ["10001", "Zürich"]]


def refusal(path: Path) -> str:
    """The one sentence with which a file is refused, within five seconds."""
    started = time.monotonic()
    with pytest.raises((RuleBroken, Unavailable)) as caught:
        reader.read(path)
    assert time.monotonic() - started < 10
    sentence = str(caught.value)
    assert "Traceback" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_workbook_gives_its_rows_with_the_files_own_numbers(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", [*ROWS, [], [None, None, 5, 1.5, True, date(1961, 2, 3), datetime(2020, 1, 2, 3, 4)]])  # noqa: DTZ001
    sheet = reader.read(path)
    assert (sheet.kind, sheet.name, sheet.names) == ("xlsx", "Members", ["Members"])
    assert sheet.rows == [["Member no.", "City"], ["10001", "Zürich"], [None, None, 5, 1.5, True, "1961-02-03", "2020-01-02T03:04:00"]]
    assert list(sheet.numbers) == [1, 2, 4]
    assert sheet.day_rows(5) == {4}
    assert sheet.day_rows(0) == frozenset()


def test_a_table_that_begins_far_down_and_right_keeps_its_places(tmp_path: Path) -> None:
    book = Workbook()
    book.active["C3"] = "Member no."
    book.save(tmp_path / "a.xlsx")
    sheet = reader.read(tmp_path / "a.xlsx")
    assert sheet.rows == [[None, None, "Member no."]]
    assert list(sheet.numbers) == [3]


def test_a_workbook_that_counts_from_1904_gives_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(1961, 2, 3)])
    book.save(tmp_path / "a.xlsx")
    assert reader.read(tmp_path / "a.xlsx").rows == [["1961-02-03"]]


@pytest.mark.parametrize("from_1904", [False, True])
def test_an_old_xls_is_read_with_its_dates_and_error_cells(tmp_path: Path, from_1904: bool) -> None:
    """X12: the seed's "XLS" is read."""
    serial = (date(1961, 2, 3) - date(1904, 1, 1)).days if from_1904 else (date(1961, 2, 3) - date(1899, 12, 30)).days
    path = an_xls(tmp_path / "old.xls", [["Member no.", "Birthday", "City"], ["10001", Day(serial), "Zürich €"], [10002, True, Error(42)]],
                  dates_from_1904=from_1904)  # fmt: skip
    sheet = reader.read(path)
    assert sheet.kind == "xls"
    assert sheet.rows == [["Member no.", "Birthday", "City"], ["10001", "1961-02-03", "Zürich €"], [10002, True]]
    assert sheet.day_rows(1) == {2}
    assert sheet.errors == {(3, 2): "#N/A"}


def test_the_extension_says_nothing(tmp_path: Path) -> None:
    assert reader.read(a_workbook(tmp_path / "a.xlsx", ROWS).rename(tmp_path / "a.csv")).kind == "xlsx"
    assert reader.read(a_csv(tmp_path / "b.xls", "Member no.,City\r\n10001,Zürich\r\n")).kind == "csv"
    assert reader.read(an_xls(tmp_path / "c.xlsx", ROWS)).kind == "xls"


def test_the_sheet_is_the_first_shown_or_the_one_chosen(tmp_path: Path) -> None:
    """X3."""
    book = Workbook()
    book.active.title = "Hidden"
    book.active.sheet_state = "hidden"
    book.create_sheet("First").append(["a"])
    book.create_sheet("Second").append(["b"])
    book.active = 1
    book.save(tmp_path / "a.xlsx")
    assert reader.read(tmp_path / "a.xlsx").rows == [["a"]]
    assert reader.read(tmp_path / "a.xlsx", Choices(sheet="second")).rows == [["b"]]
    with pytest.raises(RuleBroken, match="Hidden, First, Second"):
        reader.read(tmp_path / "a.xlsx", Choices(sheet="Third"))


def test_error_cells_formulas_and_hidden_rows_are_told(tmp_path: Path) -> None:
    """Fact 1: alone, the parser would give empty cells."""
    rows = (
        f'<row r="1">{inline("A1", "Phone")}</row><row r="2" hidden="1"><c r="A2" t="e"><f>NA()</f><v>#N/A</v></c></row>'
        '<row r="3"><c r="A3"><f>1+1</f></c><c r="B3"><f>1+1</f><v>2</v></c></row>'
    )
    sheet = reader.read(a_sheet_xml(tmp_path / "a.xlsx", rows))
    assert sheet.errors == {(2, 0): "#N/A"}
    assert sheet.uncalculated == {(3, 0)}
    assert (sheet.formulas, sheet.hidden_rows) == (3, 1)


@pytest.mark.parametrize(
    ("content", "encoding", "found"),
    [
        ("a;Zürich\n", "utf-8", "utf-8"),
        ("a;Zürich\n", "utf-8-sig", "utf-8"),
        ("a;Zürich €\n", "cp1252", "cp1252"),
        ("a;Zürich\n", "utf-16", "utf-16"),
        ("a;Zurich\n", "utf-16-le", "utf-16-le"),
        ("a;Zurich\n", "utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_of_a_csv_is_found(content: str, encoding: str, found: str) -> None:
    text = csv_text.decode(content.encode(encoding), "cp1252")
    assert (text.text, text.encoding, text.delimiter) == (content, found, ";")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_of_a_csv_is_found(tmp_path: Path, sign: str) -> None:
    sheet = reader.read(a_csv(tmp_path / "a.csv", f'Name{sign}City\r\n"a, b; c"{sign}x\r\n'))
    assert sheet.delimiter == sign
    assert sheet.rows == [["Name", "City"], ["a, b; c", "x"]]


def test_the_persons_choice_of_encoding_and_separator_stands_above(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "a.csv", "Όνομα;a,b\n", "cp1253")
    assert reader.read(path, Choices(encoding="cp1253", delimiter=",")).rows == [["Όνομα;a", "b"]]
    with pytest.raises(RuleBroken, match="encoding “klingon”"):
        reader.read(path, Choices(encoding="klingon"))


def test_ragged_rows_and_blank_lines_keep_their_numbers(tmp_path: Path) -> None:
    sheet = reader.read(a_csv(tmp_path / "a.csv", 'sep=;\r\na;b\r\n\r\n1\r\n"two\r\nlines";2;3;;\r\n'))
    assert sheet.rows == [["a", "b"], ["1"], ["two\r\nlines", "2", "3"]]
    assert list(sheet.numbers) == [2, 4, 5]


def test_a_quotation_mark_that_is_never_closed_is_refused_by_row(tmp_path: Path) -> None:
    assert "Row 2 is not CSV" in refusal(a_csv(tmp_path / "a.csv", 'a,b\n1,"never closed\n2,x\n3,y\n'))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["cp1252", "cp1253", "no such page"]))
def test_no_bytes_break_the_csv_reader(content: bytes, page: str) -> None:
    rows = csv_text.rows(csv_text.decode(content, page))
    numbers, refused = list[int](), ""
    try:
        numbers.extend(number for number, _row in rows)
    except RuleBroken as told:
        refused = str(told)
    assert numbers == sorted(set(numbers))
    assert not refused or refused.startswith("Row ")


def test_files_that_only_look_like_spreadsheets_are_named_for_what_they_are(tmp_path: Path) -> None:
    def made(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return refusal(tmp_path / name)

    assert "holds no bytes" in made("empty.xlsx", b"")
    assert "web page (HTML)" in made("report.xls", b"\r\n<html><table><tr><td>1</td></tr></table></html>")
    assert "SpreadsheetML" in made("old.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>')
    assert "PDF" in made("list.xlsx", b"%PDF-1.7 ...")
    assert "not a spreadsheet" in made("noise.csv", bytes(range(1, 32)) * 40)
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "zip archive" in refusal(tmp_path / "other.xlsx")


def test_encrypted_files_say_so(tmp_path: Path) -> None:
    sealed = tmp_path / "sealed.xlsx"
    sealed.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000))
    assert "password" in refusal(sealed)
    assert "password" in refusal(an_xls(tmp_path / "old.xls", ROWS, password=True))


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    whole = a_workbook(tmp_path / "a.xlsx", ROWS * 50).read_bytes()
    for share in (0.2, 0.5, 0.95):
        (tmp_path / "cut.xlsx").write_bytes(whole[: int(len(whole) * share)])
        assert "damaged" in refusal(tmp_path / "cut.xlsx")
    xls = an_xls(tmp_path / "old.xls", ROWS).read_bytes()
    (tmp_path / "cut.xls").write_bytes(xls[:1100])
    assert "cut.xls" in refusal(tmp_path / "cut.xls")


def test_broken_xml_within_a_sound_zip_is_refused(tmp_path: Path) -> None:
    assert "damaged" in refusal(a_sheet_xml(tmp_path / "a.xlsx", "<row r='1'><c r='A1' t='s'><v>99999999999</v></row></oops>"))


def test_two_cells_at_the_far_corners_do_not_take_the_program_down(tmp_path: Path) -> None:
    """Fact 2: 1.5 KB that abort the parser; here only the child dies."""
    rows = f'<row r="1">{inline("A1", "x")}</row><row r="1048576">{inline("XFD1048576", "y")}</row>'
    assert "far away" in refusal(a_sheet_xml(tmp_path / "a.xlsx", rows))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    rows = f'<row r="1">{inline("A1", "x" + " " * 60_000_000)}</row>'
    assert "far larger" in refusal(a_sheet_xml(tmp_path / "bomb.xlsx", rows))


def test_a_document_definition_is_not_opened(tmp_path: Path) -> None:
    trick = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert "DTD" in refusal(a_sheet_xml(tmp_path / "a.xlsx", f'<row r="1">{inline("A1", "&b;")}</row>', head=trick))


def test_an_xls_whose_sectors_run_in_a_circle_ends(tmp_path: Path) -> None:
    """Fact 2: it would eat all memory."""
    content = bytearray(an_xls(tmp_path / "a.xls", ROWS).read_bytes())
    content[512 + 4 * 4 : 512 + 4 * 5] = (2).to_bytes(4, "little")
    (tmp_path / "a.xls").write_bytes(content)
    assert "a.xls" in refusal(tmp_path / "a.xls")


def test_files_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    assert "is not there" in refusal(tmp_path / "none.xlsx")
    assert "folder" in refusal(tmp_path)


def test_a_file_open_in_excel_says_so(tmp_path: Path) -> None:
    """X12."""
    from desktop.sheets.sniff import cannot_open

    (tmp_path / "~$a.xlsx").write_bytes(b"owner")
    told: Told = cannot_open(tmp_path / "a.xlsx", PermissionError(13, "denied"))
    assert "open in another program" in str(told)
    assert "no right" in str(cannot_open(tmp_path / "b.xlsx", PermissionError(13, "denied")))


def test_stop_ends_the_reading_at_once(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 400_000)
    started = time.monotonic()
    with pytest.raises(Stopped):
        reader.read(path, stop=lambda: True)
    assert time.monotonic() - started < 1
