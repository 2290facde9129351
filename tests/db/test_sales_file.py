"""Files of sales: judged row by row, recorded as one batch, undone as a whole (O4, X9, X10, L5)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.database import Database
from db.entities.operations import Batch
from db.entities.people import Person
from db.entities.sales import Sale
from db.errors import BadValue, RuleBroken, Stopped
from db.operations import refunds, sales_file
from db.operations.sales_file import Problem, Rehearsed, SaleRow, SalesPlan
from db.steps import Step
from db.work import Work
from tests.builders import a_club, a_member, a_prospect, an_act
from tests.builders_sales import a_plan, a_sale, count, entries, last_visit, set_club, the_account


def seen(database: Database, plan: SalesPlan) -> Rehearsed:
    """What the preview of a file shows."""
    with pytest.raises(Rehearsed) as rehearsed:
        database.perform(an_act("Preview"), sales_file.rehearse, plan)
    return rehearsed.value


def test_a_file_earns_by_the_rule_in_the_order_of_dates(engine_url: str) -> None:
    """O4: files may bring any past (C3); nobody is told (N4); a row in `batches` names the file."""
    database = a_club(engine_url)
    member, prospect = a_member(database), a_prospect(database)
    plan = a_plan(
        SaleRow(2, member.id, 500, "2024-03-02"), SaleRow(3, member.id, 2990, "2024-03-01", "R1", "two books"),
        SaleRow(4, prospect.id, 2000, "2025-01-31"),
    )  # fmt: skip
    act = an_act("File")
    done = database.perform(act, sales_file.apply, plan)
    assert (done.batch, done.rows, done.recorded, done.already, done.errors) == (act.op_id, 3, 3, 0, 0)
    assert (done.members, done.amount, done.points) == (2, 5490, 5)
    assert entries(database, member.id) == [("earn", 2, "2024-03-01"), ("earn", 1, "2024-03-02")]
    assert (the_account(database, member.id)["remainder"], last_visit(database, member.id)) == (490, "2024-03-02")
    with database.read() as connection:
        notes = connection.execute(select(Sale.c.note, Sale.c.batch).order_by(Sale.c.id)).all()
        batch = connection.execute(select(Batch)).one()
    assert [tuple(row) for row in notes] == [("two books", act.op_id), (None, act.op_id), (None, act.op_id)]
    assert (batch.file_name, batch.rows, batch.created, batch.changed) == ("july.csv", 3, 3, 2)
    assert count(database, "notices") == 0
    database.close()


def test_every_bad_row_is_named_and_nothing_is_recorded(engine_url: str) -> None:
    """O4, L5, O1, G1: rows that break a rule are refused by row, all named; the operator picks whether the good ones are recorded (X9)."""
    database = a_club(engine_url)
    member, gone = a_member(database), a_member(database, first_name="Otto", last_name="Berg")
    database.perform(an_act(), _suspend, gone.id)
    first = a_sale(database, member.id, 700, receipt="R9")
    unread = (Problem(9, "amount", BadValue("“x” is not an amount of money.", key="amount")),)
    rows = (
        SaleRow(2, member.id, 0, "2026-07-01"), SaleRow(3, member.id, -5, "2026-07-01"), SaleRow(4, member.id, 100, "2026-07-16"),
        SaleRow(5, gone.id, 100, "2026-07-01"), SaleRow(6, member.id, 800, "2026-07-15", "R9"), SaleRow(7, member.id, 2000, "2026-07-01", "R1"),
        SaleRow(8, member.id, 900, "2026-07-01", "R1"),
    )  # fmt: skip
    plan = a_plan(*rows, unread=unread, rows=8)
    found = seen(database, plan)
    told = {one.row: (one.key, str(one.told)) for one in found.judged.problems}
    assert sorted(told) == [2, 3, 4, 5, 6, 8, 9]
    assert [told[row][0] for row in (2, 4, 6, 8, 9)] == ["amount", "date", "receipt", "receipt", "amount"]
    assert "must be above 0" in told[2][1]
    assert "future" in told[4][1]
    assert "suspended" in told[5][1]
    assert f"as sale {first.sale} with another person or amount" in told[6][1]
    assert "stands in row 7" in told[8][1]
    assert (found.recorded.sales, found.recorded.points) == (1, 2)
    with pytest.raises(RuleBroken, match="7 rows have errors, so nothing was recorded"):
        database.perform(an_act("File"), sales_file.apply, plan)
    assert count(database, "sales") == 1
    done = database.perform(an_act("File"), sales_file.apply, a_plan(*rows, unread=unread, rows=8, skip_errors=True))
    assert (done.recorded, done.errors, [one.row for one in done.refused]) == (1, 7, [2, 3, 4, 5, 6, 8, 9])
    database.close()


def _suspend(work: Work, person: int) -> None:
    work.connection.execute(Person.update().where(Person.c.id == person).values(status="suspended"))


def test_a_sale_that_is_there_already_is_skipped_without_error(engine_url: str) -> None:
    """commands.md: `already`: same receipt, date, person and amount; a row without a receipt of the same file is refused, not doubled."""
    database = a_club(engine_url)
    member = a_member(database)
    plan = a_plan(SaleRow(2, member.id, 2000, "2026-07-01", "R1"), SaleRow(3, member.id, 2000, "2026-07-01", "R1"))
    assert (database.perform(an_act("File"), sales_file.apply, plan).already, count(database, "sales")) == (1, 1)
    again = database.perform(an_act("File"), sales_file.apply, plan)
    assert (again.recorded, again.already, again.errors, count(database, "sales")) == (0, 2, 0, 1)
    plain = a_plan(SaleRow(2, member.id, 2000, "2026-07-01"), sha256="cd" * 32)
    database.perform(an_act("File"), sales_file.apply, plain)
    told = seen(database, plain).judged.problems
    assert [(one.row, one.key) for one in told] == [(2, "receipt")]
    assert "This file was recorded on" in str(told[0].told)
    database.close()


def test_a_retry_answers_as_the_first_time(engine_url: str) -> None:
    """reliability.md, rule 1: the same op_id changes nothing."""
    database = a_club(engine_url)
    member = a_member(database)
    act, plan = an_act("File"), a_plan(SaleRow(2, member.id, 2000, "2026-07-01"), SaleRow(3, member.id, 0, "2026-07-01"), skip_errors=True)
    done = database.perform(act, sales_file.apply, plan)
    assert database.perform(act, sales_file.apply, plan) == done
    assert count(database, "sales") == 1
    database.close()


def test_a_preview_changes_nothing_and_tells_the_very_points(engine_url: str) -> None:
    """O4: previewed; the points are those that recording gives."""
    database = a_club(engine_url)
    member = a_member(database)
    plan = a_plan(*(SaleRow(row, member.id, 700 * row, f"2026-07-{row:02d}") for row in range(2, 9)))
    found = seen(database, plan)
    assert (count(database, "sales"), count(database, "entries"), the_account(database, member.id)["seq"]) == (0, 0, 0)
    done = database.perform(an_act("File"), sales_file.apply, plan)
    assert (found.recorded.points, found.recorded.sales, found.recorded.amount) == (done.points, done.recorded, done.amount)
    database.close()


def test_a_stopped_file_leaves_nothing(engine_url: str) -> None:
    """X9: with progress and cancel."""
    database = a_club(engine_url)
    member = a_member(database)
    told: list[tuple[int, int]] = []
    plan = a_plan(SaleRow(2, member.id, 2000, "2026-07-01"))
    with pytest.raises(Stopped):
        database.perform(an_act("File"), sales_file.apply, plan, stop=lambda: True)
    assert count(database, "sales") == 0
    database.perform(an_act("File"), sales_file.apply, plan, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]
    database.close()


def test_a_file_is_refused_as_a_whole_while_the_programme_is_off(engine_url: str) -> None:
    """O5."""
    database = a_club(engine_url)
    member = a_member(database)
    set_club(database, active=False)
    with pytest.raises(RuleBroken, match="switched off"):
        database.perform(an_act("File"), sales_file.apply, a_plan(SaleRow(2, member.id, 2000, "2026-07-01")))
    database.close()


def test_a_file_is_undone_as_a_whole_and_its_receipts_may_come_again(engine_url: str) -> None:
    """X10, L7, O1."""
    database = a_club(engine_url)
    member = a_member(database)
    plan = a_plan(*(SaleRow(row, member.id, 700 * row, f"2026-07-{row:02d}", f"R{row}") for row in range(2, 9)))
    act = an_act("File")
    database.perform(act, sales_file.apply, plan)
    database.perform(an_act("Undo"), _undo, act.op_id)
    account = the_account(database, member.id)
    assert (account["points"], account["owed"], account["remainder"], last_visit(database, member.id)) == (0, 0, 0, None)
    assert database.perform(an_act("File"), sales_file.apply, plan).recorded == 7
    database.close()


def _undo(work: Work, op_id: str) -> None:
    refunds.undo_sales(work, [Step(op_id, "sale", 1, "recorded", {}, {})])
