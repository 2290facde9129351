"""Undo of one operation: compare-and-set, refused by name (house.md, *Changes, undo, other desks*)."""

from __future__ import annotations

import pytest

from db.errors import NotFound, RuleBroken
from db.operations import members, people, undo
from tests.builders import a_club, a_member, an_act, details


def test_an_edit_is_put_back(engine_url: str) -> None:
    """Values and groups as they were."""
    database = a_club(engine_url)
    member = a_member(database, city="Utrecht", groups="Choir")
    act = an_act("Edit Zoë")
    database.perform(act, people.edit, member.id, {"city": ("Utrecht", "Delft"), "groups": ("Choir", "Books")})
    done = database.perform(an_act("Undo"), undo.take_back, act.op_id)
    found = details(database, member.id)
    assert (found["city"], found["groups"], done.label) == ("Utrecht", "Choir", "Edit Zoë")
    database.close()


def test_an_edit_changed_since_is_kept_and_the_other_named(engine_url: str) -> None:
    """Refused, kindly and by name, where a record has changed since."""
    database = a_club(engine_url)
    member = a_member(database, city="Utrecht")
    act = an_act("Edit Zoë")
    database.perform(act, people.edit, member.id, {"city": ("Utrecht", "Delft")})
    database.perform(an_act("Edit by Jonas", operator="Jonas"), people.edit, member.id, {"city": ("Delft", "Leiden")})
    with pytest.raises(RuleBroken, match="changed since by Jonas"):
        database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert details(database, member.id)["city"] == "Leiden"
    database.close()


def test_other_fields_changed_since_do_not_stop_an_undo(engine_url: str) -> None:
    """Only the fields that the operation wrote are compared."""
    database = a_club(engine_url)
    member = a_member(database, city="Utrecht")
    act = an_act("Edit Zoë")
    database.perform(act, people.edit, member.id, {"city": ("Utrecht", "Delft")})
    database.perform(an_act(operator="Jonas"), people.edit, member.id, {"note": (None, "window")})
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    found = details(database, member.id)
    assert (found["city"], found["note"]) == ("Utrecht", "window")
    database.close()


def test_an_added_person_goes_and_the_number_is_not_used_again(engine_url: str) -> None:
    """G4, P10: only a record without history is deleted; its number is never reused."""
    database = a_club(engine_url)
    act = an_act("New member")
    added = database.perform(act, members.enrol, {"last_name": "Typo"}).members[0]
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    with pytest.raises(NotFound):
        details(database, added.id)
    assert a_member(database).number != added.number
    database.close()


def test_an_undo_is_done_once(engine_url: str) -> None:
    """The second attempt finds the values no longer standing."""
    database = a_club(engine_url)
    member = a_member(database, city="Utrecht")
    act = an_act("Edit Zoë")
    database.perform(act, people.edit, member.id, {"city": ("Utrecht", "Delft")})
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    with pytest.raises(RuleBroken):
        database.perform(an_act("Undo"), undo.take_back, act.op_id)
    database.close()
