"""Files of sales read from real spreadsheets, previewed and recorded (O4; commands.md, `sales`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from db.errors import RuleBroken
from db.fields import Manner
from db.operations import programme
from db.operations.programme import Club
from db.operations.sales_file import SalesApplied
from desktop.sheets import example, sales_sheet
from desktop.sheets.sales_sheet import SalesSheet
from tests.builders import a_club, a_member, an_act
from tests.builders_sales import count, the_account
from tests.desktop.sheets.files import a_csv, a_workbook


@pytest.fixture
def database(tmp_path: Path) -> Any:
    """A club with one member, no. 10001, with phone and e-mail."""
    made = a_club(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}")
    a_member(made, phone="+31 6 12005518", email="zoe@example.org")
    yield made
    made.close()


def the_club(database: Database) -> Club:
    """The settings of the club."""
    with database.read() as connection:
        return programme.read(connection)


def opened(database: Database, path: Path, *, skip_errors: bool = False) -> SalesSheet:
    """The file as it was read."""
    return sales_sheet.open_file(database, path, the_club(database), skip_errors=skip_errors)


HEAD: list[object] = ["Member no.", "Amount", "Date", "Receipt", "Note"]


def test_a_workbook_of_sales_is_recorded(database: Database, tmp_path: Path) -> None:
    """O4: numbers, dates and text as a spreadsheet program stores them; the noise of its arithmetic is not money."""
    rows: list[list[object]] = [
        HEAD,
        [10001, 0.1 + 0.2, date(2026, 7, 1), "R1", None],
        ["10001", 29.7, "2026-07-02", 17, "two books"],
        [None] * 5,
    ]
    file = opened(database, a_workbook(tmp_path / "sales.xlsx", rows))
    act = an_act("Sales")
    answer = sales_sheet.apply(database, act, file)
    assert answer == {
        "status": "applied", "message": None, "batch": act.op_id, "rows": 2, "blank": 0, "recorded": 2, "already": 0, "errors": 0,
        "members": 1, "amount": "30.00", "points": 3, "messages": [],
    }  # fmt: skip
    assert sales_sheet.apply(database, act, file) == answer
    assert the_account(database, 1)["remainder"] == 0


def test_a_csv_with_synonyms_names_people_by_phone_and_e_mail(database: Database, tmp_path: Path) -> None:
    """commands.md: any order, synonyms; decimal commas and the order of dates as the columns prove them (X7)."""
    text = "Total;Day;E-mail address;Mobile;Extra\n29,90;31.01.2026;zoe@example.org;;x\n1.250,00;01.02.2026;;06 12005518;\n"
    file = opened(database, a_csv(tmp_path / "sales.csv", text))
    assert [(row.value, row.day) for row in file.plan.sales] == [(2990, "2026-01-31"), (125_000, "2026-02-01")]
    seen = sales_sheet.preview(database, an_act(), file)
    assert (seen["status"], seen["batch"], seen["recorded"], seen["amount"], seen["points"]) == ("previewed", None, 2, "1279.90", 127)
    assert [one["kind"] for one in seen["messages"]] == ["notice"]
    assert count(database, "sales") == 0


def test_rows_that_cannot_be_read_are_named(database: Database, tmp_path: Path) -> None:
    """reliability.md, *Bad input*: one sentence each with row and column; the good rows are recorded when asked."""
    rows: list[list[object]] = [
        HEAD, ["99999", "5.00", "2026-07-01"], [None, "5.00", "2026-07-01"], ["10001", "five", "2026-07-01"], ["10001", None, "2026-07-01"],
        ["10001", "5.00", "soon"], ["10001", "5.00", None], ["10001", "5.001", "2026-07-01"], ["10001", "0", "2026-07-01"],
        ["10001", "5.00", "2027-01-01"], ["10001", "5.00", "2026-07-01"],
    ]  # fmt: skip
    path = a_workbook(tmp_path / "sales.xlsx", rows)
    file = opened(database, path)
    seen = sales_sheet.preview(database, an_act(), file)
    assert [(one["row"], one["column"]) for one in seen["messages"]] == [
        (2, "Member no."), (3, "Member no."), (4, "Amount"), (5, "Amount"), (6, "Date"), (7, "Date"), (8, "Amount"), (9, "Amount"), (10, "Date"),
    ]  # fmt: skip
    assert (seen["rows"], seen["errors"], seen["recorded"]) == (10, 9, 1)
    with pytest.raises(RuleBroken) as told:
        sales_sheet.apply(database, an_act("Sales"), file)
    refused = sales_sheet.refusal(database, an_act(), file, told.value)
    assert (refused["status"], refused["recorded"], refused["errors"], len(refused["messages"])) == ("refused", 0, 9, 9)
    assert refused["message"].startswith("9 rows have errors")
    done = sales_sheet.apply(database, an_act("Sales"), opened(database, path, skip_errors=True))
    assert (done["status"], done["recorded"], done["errors"], len(done["messages"])) == ("applied", 1, 9, 9)


@pytest.mark.parametrize(
    ("head", "sentence"),
    [("Amount;Date", "names the members"), ("Member no.;Date", "“Amount” is missing"), ("Member no.;Amount", "“Date” is missing")],
)
def test_a_file_without_its_columns_is_refused_as_a_whole(database: Database, tmp_path: Path, head: str, sentence: str) -> None:
    """commands.md: one of the four that name the person, the amount and the date."""
    with pytest.raises(RuleBroken, match=sentence):
        opened(database, a_csv(tmp_path / "sales.csv", f"{head}\n10001;5\n"))
    answer = sales_sheet.answer("refused", None, SalesApplied("", 0, 0, 0, 0, 0, 0, 0), message="x")
    assert (answer["status"], answer["rows"], answer["batch"]) == ("refused", 0, None)


@pytest.mark.parametrize("name", ["example.xlsx", "example.csv"])
def test_the_example_is_read_back(database: Database, tmp_path: Path, name: str) -> None:
    """S2: the example file to fill in is itself a file of sales."""
    written = example.save(tmp_path / name, "sales", Manner("en", "NL", "Europe/Amsterdam"))
    assert written.columns == ("number", "code", "phone", "email", "amount", "date", "receipt", "note")
    file = opened(database, tmp_path / name)
    assert [(row.value, row.day, row.receipt) for row in file.plan.sales] == [
        (2490, "2026-01-31", "R-1001"), (750, "2026-01-31", "R-1002"),
    ]  # fmt: skip
