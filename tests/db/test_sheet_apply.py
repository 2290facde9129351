"""Applying a spreadsheet: one transaction, guarded, all or nothing (X9)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from db.database import Database
from db.errors import RuleBroken, Stopped
from db.operations import people, sheets
from db.operations.sheets import SheetEdit, SheetNew, SheetPlan
from tests.builders import a_club, a_member, a_prospect, an_act, details


def a_plan(edits: tuple[SheetEdit, ...] = (), new: tuple[SheetNew, ...] = (), **more: object) -> SheetPlan:
    """The plan of a file with these rows."""
    return SheetPlan("members.xlsx", "00" * 32, len(edits) + len(new), edits, new, **more)  # type: ignore[arg-type]


def content(database: Database) -> list[tuple[object, ...]]:
    """All people as they stand, to compare before and after."""
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM people ORDER BY id"))]


def test_rows_change_and_add_people_in_one_operation(engine_url: str) -> None:
    """New people become Invited prospects (S2, X4)."""
    database = a_club(engine_url)
    one, two = a_member(database, city="Utrecht"), a_prospect(database)
    plan = a_plan(
        (SheetEdit(2, one.id, {"city": ("Utrecht", "Delft"), "groups": (None, "Choir")}), SheetEdit(3, two.id, {"city": (None, "Delft")})),
        (SheetNew(4, {"first_name": "Ádám", "last_name": "Fekete", "phone": "+36 20 000 5512", "groups": "Choir"}),),
    )
    done = database.perform(an_act("Upload"), sheets.apply, plan)
    assert (done.created, done.changed, done.cells, done.registered) == (1, 2, 3, 0)
    new = details(database, two.id + 1)
    assert (details(database, one.id)["city"], details(database, one.id)["groups"]) == ("Delft", "Choir")
    assert (new["stage"], new["phone_e164"], new["groups"]) == ("invited", "+36200005512", "Choir")
    database.close()


def test_registering_makes_new_people_and_named_prospects_members(engine_url: str) -> None:
    """commands.md, --register."""
    database = a_club(engine_url)
    prospect = a_prospect(database)
    plan = a_plan(new=(SheetNew(3, {"last_name": "Kamau", "joined": "2026-02-03"}),), register=True, promote=(prospect.id,))
    done = database.perform(an_act("Upload"), sheets.apply, plan)
    new = details(database, prospect.id + 1)
    assert (done.registered, details(database, prospect.id)["stage"]) == (2, "member")
    assert (new["stage"], new["joined"]) == ("member", "2026-02-03")
    database.close()


def test_people_changed_since_the_preview_stop_everything(engine_url: str) -> None:
    """The affected count must equal the plan, or roll back (spreadsheets.md, *Apply*)."""
    database = a_club(engine_url)
    one, two = a_member(database, city="Utrecht"), a_member(database, last_name="Jansen", city="Utrecht")
    database.perform(an_act(operator="Jonas"), people.edit, two.id, {"city": ("Utrecht", "Leiden")})
    before = content(database)
    plan = a_plan((SheetEdit(2, one.id, {"city": ("Utrecht", "Delft")}), SheetEdit(3, two.id, {"city": ("Utrecht", "Delft")})))
    with pytest.raises(RuleBroken, match="1 people were changed"):
        database.perform(an_act("Upload"), sheets.apply, plan)
    assert content(database) == before
    database.close()


def test_a_stop_leaves_nothing_behind(engine_url: str) -> None:
    """Cancel at any moment with nothing applied."""
    database = a_club(engine_url)
    before = content(database)
    new = tuple(SheetNew(row, {"last_name": f"Person {row}"}) for row in range(2, 1500))
    seen: list[int] = []
    with pytest.raises(Stopped):
        database.perform(
            an_act("Upload"), sheets.apply, a_plan(new=new), progress=lambda done, total: seen.append(done), stop=lambda: bool(seen)
        )
    assert content(database) == before
    assert seen == [0]
    database.close()


def test_a_row_that_breaks_a_rule_is_named(engine_url: str) -> None:
    """The last guard behind the preview names the row."""
    database = a_club(engine_url)
    member = a_member(database)
    with pytest.raises(RuleBroken, match="Row 17"):
        database.perform(an_act("Upload"), sheets.apply, a_plan((SheetEdit(17, member.id, {"birthday": (None, "2031-01-01")}),)))
    database.close()


def test_the_same_upload_sent_twice_is_applied_once(engine_url: str) -> None:
    """reliability.md, rule 1: the same op_id answers the stored result."""
    database = a_club(engine_url)
    act, plan = an_act("Upload"), a_plan(new=(SheetNew(2, {"last_name": "Once"}),))
    first = database.perform(act, sheets.apply, plan)
    assert database.perform(act, sheets.apply, plan) == first
    assert len(content(database)) == 1
    database.close()
