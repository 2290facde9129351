"""Segments: saved filters (W2), the same on both engines."""

from __future__ import annotations

import pytest

from db.database import Database
from db.errors import BadValue, NotFound, RuleBroken
from db.operations import segments, undo
from db.search import Query, Sort, condition, ids
from tests.builders import a_club, a_member, an_act
from tests.db.searched import MANNER


def people(database: Database, *filters: str) -> list[int]:
    """Whom filters find."""
    with database.read() as connection:
        return sorted(ids(connection, Query(conditions=tuple(condition(each, MANNER) for each in filters))).tolist())


def counts(database: Database) -> dict[str, int | None]:
    """The segments with how many people each finds."""
    with database.read() as connection:
        return {line.name: line.people for line in segments.listed(connection)}


def utrecht() -> Query:
    """Members of one city."""
    return Query(conditions=(condition("city=Utrecht", MANNER),))


def test_a_segment_is_always_current_and_usable_as_a_filter(engine_url: str) -> None:
    """W2: usable wherever a group is, alone, with others, and turned round."""
    database = a_club(engine_url)
    first = a_member(database, city="Utrecht")
    made = database.perform(an_act(), segments.save, "Near by", utrecht())
    second = a_member(database, city="utrecht", last_name="Bos")
    third = a_member(database, city="Delft", last_name="Bos")
    assert (made.name, counts(database)) == ("Near by", {"Near by": 2})
    assert people(database, "segment=NEAR BY") == [first.id, second.id]
    assert people(database, "segment=Near by", "last_name=Bos") == [second.id]
    assert people(database, "segment!=Near by") == [third.id]
    with database.read() as connection:
        assert [view.query for view in segments.views(connection)] == [utrecht()]
    with pytest.raises(NotFound, match="no segment"):
        people(database, "segment=Elsewhere")
    database.close()


def test_a_search_text_is_part_of_a_segment(engine_url: str) -> None:
    """W2: everything that a query asks is kept."""
    database = a_club(engine_url)
    a_member(database)
    found = a_member(database, last_name="Bos")
    database.perform(an_act(), segments.save, "Bos", Query(text="bos"))
    assert people(database, "segment=bos") == [found.id]
    database.close()


def test_segments_are_renamed_changed_deleted_and_all_of_it_undone(engine_url: str) -> None:
    """W2."""
    database = a_club(engine_url)
    a_member(database, city="Utrecht")
    save, rename, change, delete = (an_act(word) for word in ("save", "rename", "change", "delete"))
    made = database.perform(save, segments.save, "Near by", utrecht())
    database.perform(rename, segments.rename, made.id, "Near")
    database.perform(change, segments.change, made.id, Query(conditions=(condition("city=Delft", MANNER),)))
    assert counts(database) == {"Near": 0}
    database.perform(delete, segments.remove, made.id)
    assert counts(database) == {}
    for act, left in ((delete, {"Near": 0}), (change, {"Near": 1}), (rename, {"Near by": 1}), (save, {})):
        database.perform(an_act("Undo"), undo.take_back, act.op_id)
        assert counts(database) == left
    database.close()


def test_a_segment_needs_a_name_of_its_own_and_no_other_segment(engine_url: str) -> None:
    """Two segments cannot name each other."""
    database = a_club(engine_url)
    database.perform(an_act(), segments.save, "Near by", utrecht())
    with pytest.raises(BadValue, match="already"):
        database.perform(an_act(), segments.save, "NEAR BY", utrecht())
    with pytest.raises(BadValue, match="needs a name"):
        database.perform(an_act(), segments.save, " ", utrecht())
    with pytest.raises(RuleBroken, match="other segments"):
        database.perform(an_act(), segments.save, "Both", Query(conditions=(condition("segment=Near by", MANNER),)))
    database.close()


def test_a_view_keeps_its_order_and_the_columns_shown_with_it(engine_url: str) -> None:
    """W2: filter, order and columns; a segment without columns, as the command line makes it, shows the usual ones."""
    database = a_club(engine_url)
    query = Query(conditions=(condition("city=Utrecht", MANNER),), sort=(Sort("points", descending=True),))
    made = database.perform(an_act(), segments.save, "Near by", query, ("last_name", "points"))
    database.perform(an_act(), segments.save, "Plain", utrecht())
    with database.read() as connection:
        found = {view.name: view for view in segments.views(connection)}
    assert (found["Near by"].query, found["Near by"].columns) == (query, ("last_name", "points"))
    assert found["Plain"].columns == ()
    act = an_act()
    database.perform(act, segments.change, made.id, utrecht(), ("city",))
    database.perform(an_act(), undo.take_back, act.op_id)
    with database.read() as connection:
        assert segments.views(connection)[0].columns == ("last_name", "points")
    database.close()
