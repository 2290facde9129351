"""Groups (W1), the same on both engines."""

from __future__ import annotations

import pytest

from db.checks import check
from db.database import Database
from db.errors import BadValue, Conflict, FieldsRefused, RuleBroken, Stopped
from db.operations import groups, members, undo
from db.operations.groups import GroupLine
from db.search import Query, ids
from tests.builders import a_club, a_member, a_prospect, an_act, details


def the_groups(database: Database) -> dict[str, GroupLine]:
    """The groups by name."""
    with database.read() as connection:
        return {group.name: group for group in groups.listed(connection)}


def found(database: Database, text: str) -> list[int]:
    """Whom a search text finds."""
    with database.read() as connection:
        return sorted(ids(connection, Query(("member", "invited"), text=text)).tolist())


def test_names_are_unique_without_regard_to_case_and_accents(engine_url: str) -> None:
    """W1."""
    database = a_club(engine_url)
    made = database.perform(an_act(), groups.add, name="Chess évening", description="Thursdays")
    assert (made.colour[:1], made.people, made.description) == ("#", 0, "Thursdays")
    with pytest.raises(BadValue, match="already"):
        database.perform(an_act(), groups.add, name="chess EVENING")
    with pytest.raises(FieldsRefused, match="semicolon"):
        database.perform(an_act(), groups.add, name="a; b")
    with pytest.raises(FieldsRefused, match="needs a name"):
        database.perform(an_act(), groups.add, name="  ")
    database.close()


def test_people_are_put_in_and_taken_out_from_a_selection(engine_url: str) -> None:
    """W1, C2: members and prospects, those already inside stay as they are; the search finds them; undone as one step."""
    database = a_club(engine_url)
    group = database.perform(an_act(), groups.add, name="Choir")
    member, other, prospect = a_member(database), a_member(database, last_name="Bos", groups="Choir; Books"), a_prospect(database)
    act = an_act("Put in")
    done = database.perform(act, groups.put_in, group.id, [prospect.id, member.id, other.id])
    assert (done.group, done.people, done.changed) == ("Choir", 3, 2)
    assert found(database, "choir") == sorted([member.id, other.id, prospect.id])
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert found(database, "choir") == [other.id]
    done = database.perform(an_act(), groups.take_out, group.id, [member.id, other.id])
    assert (done.changed, details(database, other.id)["groups"]) == (1, "Books")
    assert all(one.ok for one in check(database))
    database.close()


def test_a_renamed_group_is_found_by_its_new_name(engine_url: str) -> None:
    """W1; A1: two desks changing the same detail is a conflict."""
    database = a_club(engine_url)
    member = a_member(database, groups="Choir")
    group = the_groups(database)["Choir"]
    act = an_act("Rename")
    done = database.perform(act, groups.edit, group.id, {"name": ("Choir", "Singers"), "colour": (group.colour, "#112233")})
    assert (done.name, done.colour, done.people) == ("Singers", "#112233", 1)
    assert (details(database, member.id)["groups"], found(database, "singers"), found(database, "choir")) == ("Singers", [member.id], [])
    with pytest.raises(Conflict):
        database.perform(an_act(), groups.edit, group.id, {"name": ("Choir", "Band")})
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert found(database, "choir") == [member.id]
    assert all(one.ok for one in check(database))
    database.close()


def test_deleting_a_group_removes_the_labels_and_nobody_else(engine_url: str) -> None:
    """W1; undone with everybody who was under it."""
    database = a_club(engine_url)
    member = a_member(database, groups="Choir; Books")
    act = an_act("Delete group")
    done = database.perform(act, groups.remove, [the_groups(database)["Choir"].id])
    assert (done.names, done.labels, details(database, member.id)["groups"], found(database, "choir")) == (("Choir",), 1, "Books", [])
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert (details(database, member.id)["groups"], found(database, "choir")) == ("Books; Choir", [member.id])
    assert all(one.ok for one in check(database))
    database.close()


def test_an_added_group_goes_unless_somebody_is_under_it(engine_url: str) -> None:
    """Undo of adding."""
    database = a_club(engine_url)
    act, used = an_act("Add"), an_act("Add")
    database.perform(act, groups.add, name="Choir")
    group = database.perform(used, groups.add, name="Books")
    database.perform(an_act(), groups.put_in, group.id, [a_member(database).id])
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    database.perform(an_act("Undo"), undo.take_back, used.op_id)
    assert set(the_groups(database)) == {"Books"}
    database.close()


def test_a_merged_record_takes_no_label(engine_url: str) -> None:
    """Nothing is written on a record that is nobody any more."""
    database = a_club(engine_url)
    group = database.perform(an_act(), groups.add, name="Choir")
    old, new = a_prospect(database, phone="0612345678"), a_prospect(database, phone="+31612345678")
    database.perform(an_act(), members.promote, [old.id])
    with pytest.raises(RuleBroken, match="merged"):
        database.perform(an_act(), groups.put_in, group.id, [new.id])
    database.close()


def test_people_enter_some_groups_and_leave_others_in_one_step_that_is_undone_whole(engine_url: str) -> None:
    """W1: one edit of each person, so that undo finds them as they were."""
    database = a_club(engine_url)
    one, two = a_member(database, groups="Choir"), a_member(database, last_name="Bos", groups="Chess; Choir")
    book = database.perform(an_act(), groups.add, name="Book club")
    choir = the_groups(database)["Choir"]
    act = an_act()
    done = database.perform(act, groups.relabel, [one.id, two.id], enters=[book.id], leaves=[choir.id])
    assert (done.people, done.changed) == (2, 2)
    assert [details(database, each.id)["groups"] for each in (one, two)] == ["Book club", "Book club; Chess"]
    with database.read() as connection:
        assert groups.standing(connection, [one.id, two.id]) == {book.id: 2, the_groups(database)["Chess"].id: 1}
    database.perform(an_act(), undo.take_back, act.op_id)
    assert [details(database, each.id)["groups"] for each in (one, two)] == ["Choir", "Chess; Choir"]
    assert all(found.ok for found in check(database))
    database.close()


def test_labels_of_many_say_how_far_they_are_and_can_be_stopped(engine_url: str) -> None:
    """Nothing is changed where it is stopped: neither labels nor a group made on the way."""
    database = a_club(engine_url)
    people = [a_member(database, phone=None).id for _ in range(3)]
    chess = database.perform(an_act(), groups.add, name="Chess").id
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        database.perform(an_act(), groups.relabel, people, enters=[chess], leaves=[], new="Go", stop=lambda: True)
    assert {name: group.people for name, group in the_groups(database).items()} == {"Chess": 0}
    done = database.perform(an_act(), groups.relabel, people, enters=[chess], leaves=[], progress=lambda done, of: told.append((done, of)))
    assert (done.changed, told[-1]) == (3, (3, 3))
    assert found(database, "chess") == people
    database.close()
