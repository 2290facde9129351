"""One detail of many people changed at once: shown before, one step, undone as one (issue 5, item 7)."""

from __future__ import annotations

import pytest

from db.checks import check
from db.errors import BadValue, RuleBroken, Stopped
from db.operations import bulk_edit, undo
from db.operations.bulk_edit import BulkEdited, Edit
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act, details


def test_a_preview_counts_who_changes_who_stays_and_names_who_is_refused(engine_url: str) -> None:
    """Joined belongs to members: the prospect is refused by name, with the reason."""
    database = a_club(engine_url)
    one, two = a_member(database), a_member(database, joined="2026-07-02", last_name="Bos")
    guest = a_prospect(database)
    edit = Edit("joined", "2026-07-02")
    with database.read() as connection:
        seen = bulk_edit.foresee(connection, [one.id, two.id, guest.id], edit, TODAY)
    assert (seen.changes, seen.stays, [line.name for line in seen.refused]) == (1, 1, ["Marek Zieliński"])
    assert "Only members have joined" in str(seen.refused[0].problem)
    done = database.perform(an_act(), bulk_edit.apply, [one.id, two.id, guest.id], edit)
    assert done == BulkEdited(1, 1, 1)
    assert details(database, one.id)["joined"] == "2026-07-02"
    database.close()


def test_tags_are_added_and_taken_away_and_all_of_it_is_one_undo(engine_url: str) -> None:
    database = a_club(engine_url)
    one, two = a_member(database, interests="books"), a_member(database, last_name="Bos", groups="Choir")
    both = [one.id, two.id]
    act = an_act()
    database.perform(act, bulk_edit.apply, both, Edit("interests", "Espresso", "add"))
    assert [details(database, each)["interests"] for each in both] == ["books; Espresso", "Espresso"]
    assert database.perform(an_act(), bulk_edit.apply, both, Edit("groups", "choir", "remove")) == BulkEdited(1, 1, 0)
    grouped = an_act()
    assert database.perform(grouped, bulk_edit.apply, both, Edit("groups", "Book club", "add")).changed == 2
    assert [details(database, each)["groups"] for each in both] == ["Book club", "Book club"]
    for op_id in (grouped.op_id, act.op_id):
        database.perform(an_act(), undo.take_back, op_id)
    assert [(details(database, each)["interests"], details(database, each)["groups"]) for each in both] == [("books", None), (None, None)]
    assert all(found.ok for found in check(database))
    database.close()


def test_what_cannot_be_given_to_many_is_refused_whole(engine_url: str) -> None:
    """P2: a phone belongs to one member."""
    database = a_club(engine_url)
    one, guest = a_member(database), a_prospect(database)
    with pytest.raises(BadValue, match="many people"):
        database.perform(an_act(), bulk_edit.apply, [one.id], Edit("phone", "+31 6 1200 5518"))
    with pytest.raises(BadValue, match="Only tags"):
        database.perform(an_act(), bulk_edit.apply, [one.id], Edit("city", "Delft", "add"))
    with pytest.raises(RuleBroken, match="None of these people"):
        database.perform(an_act(), bulk_edit.apply, [guest.id], Edit("joined", "2026-07-02"))
    with pytest.raises(Stopped):
        database.perform(an_act(), bulk_edit.apply, [one.id], Edit("city", "Delft"), stop=lambda: True)
    assert details(database, one.id)["city"] is None
    database.close()
