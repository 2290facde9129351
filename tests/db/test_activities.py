"""Activities: points with one click, within a limit (L14, C2)."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Database
from db.errors import BadValue, Conflict, NotFound, RuleBroken
from db.operations import activities
from tests.builders import a_club, a_member, a_prospect, an_act
from tests.builders_sales import a_tier, count, day, entries, reversed_entry, set_club


def an_activity(database: Database, name: str = "Survey", points: int = 20, **more: Any) -> int:
    """A named activity."""
    return database.perform(an_act(), activities.add, name, points, **more).id


def given(database: Database, activity: int, *people: int, **more: Any) -> list[int]:
    """Give an activity; the points that each can spend after it."""
    return [one.available for one in database.perform(an_act(), activities.give, people, activity, **more)]


def test_an_activity_gives_a_bonus_to_one_or_many(engine_url: str) -> None:
    """L14, C2: as `bonus`, with a public comment; a prospect's points wait (P7)."""
    database = a_club(engine_url)
    member, other, prospect = a_member(database), a_member(database, first_name="Otto", last_name="Berg"), a_prospect(database)
    survey = an_activity(database)
    assert given(database, survey, member.id, other.id, prospect.id, note="by phone") == [20, 20, 0]
    assert entries(database, other.id) == [("bonus", 20, "2026-07-15")]
    database.close()


@pytest.mark.parametrize(("per", "sentence"), [("day", "in a day"), ("year", "in a year"), ("life", "at all")])
def test_an_activity_is_given_no_more_often_than_its_limit(engine_url: str, per: str, sentence: str) -> None:
    """L14: at most n per member and day, year or life; what was reversed does not count, and all or none are given."""
    database = a_club(engine_url)
    member, other = a_member(database), a_member(database, first_name="Otto", last_name="Berg")
    survey = an_activity(database, at_most=2, at_most_per=per)
    given(database, survey, member.id, day=day(7, 15))
    given(database, survey, member.id, day=day(7, 15))
    with pytest.raises(RuleBroken, match=rf"Zoë van der Berg has had “Survey” 2 times.*{sentence}"):
        given(database, survey, member.id, other.id)
    assert entries(database, other.id) == []
    if per == "day":
        assert given(database, survey, member.id, day=day(7, 14)) == [60]
    last = database.perform(an_act(), activities.give, [other.id], survey)[0]
    reversed_entry(database, last.entry)
    given(database, survey, other.id)
    assert given(database, survey, other.id) == [40]
    database.close()


def test_an_activity_counts_for_the_tier_or_not(engine_url: str) -> None:
    """L14: counts for the tier or not; T4: bonuses count unless the setting says no."""
    database = a_club(engine_url)
    a_tier(database, "Gold", rank=1, threshold=20)
    member, other = a_member(database), a_member(database, first_name="Otto", last_name="Berg")
    counting, plain = an_activity(database), an_activity(database, "Event", qualifies=False)
    assert database.perform(an_act(), activities.give, [member.id], plain)[0].tier == "Member"
    assert database.perform(an_act(), activities.give, [member.id], counting)[0].tier == "Gold"
    set_club(database, tiers_count_bonus=False)
    assert database.perform(an_act(), activities.give, [other.id], counting)[0].tier == "Member"
    database.close()


def test_an_activity_can_be_changed_and_retired(engine_url: str) -> None:
    """L14, A1: what was given stays; a change that somebody overtook is told."""
    database = a_club(engine_url)
    member = a_member(database)
    survey = an_activity(database)
    given(database, survey, member.id)
    changed = database.perform(an_act(), activities.edit, survey, 1, name="Long survey", points=30)
    assert (changed.name, changed.points, changed.version) == ("Long survey", 30, 2)
    with pytest.raises(Conflict, match="Somebody else"):
        database.perform(an_act(), activities.edit, survey, 1, name="Mine", points=30)
    assert not database.perform(an_act(), activities.end, survey).active
    with pytest.raises(RuleBroken, match="is retired"):
        given(database, survey, member.id)
    an_activity(database, "Event")
    with database.read() as connection:
        assert [one.name for one in activities.listed(connection)] == ["Event", "Long survey"]
    with pytest.raises(NotFound):
        given(database, 99, member.id)
    assert count(database, "activities_given") == 1
    database.close()


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"name": " "}, "name"),
        ({"name": "EVENT"}, "name"),
        ({"points": 0}, "points"),
        ({"at_most": 1}, "at_most"),
        ({"at_most": 0, "at_most_per": "day"}, "at_most"),
        ({"at_most": 1, "at_most_per": "month"}, "at_most"),
    ],
)
def test_a_bad_activity_names_the_field(engine_url: str, more: dict[str, Any], key: str) -> None:
    """Bad input: one sentence each; names are unique without regard to case."""
    database = a_club(engine_url)
    an_activity(database, "Event")
    with pytest.raises(BadValue) as told:
        database.perform(an_act(), activities.add, **{"name": "Survey", "points": 20, **more})
    assert told.value.key == key
    database.close()
