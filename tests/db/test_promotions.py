"""Promotions: made, changed, ended, and for whom they count (L14)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from db.database import Database
from db.entities.groups import Group, GroupMember
from db.errors import BadValue, Conflict, NotFound, RuleBroken
from db.operations import promotions
from db.work import Work
from tests.builders import a_club, a_member, a_prospect, an_act
from tests.builders_sales import a_sale, a_tier, day, set_club

JULY: dict[str, Any] = {"starts_on": day(7, 1), "ends_on": day(7, 31)}


def a_promotion(database: Database, name: str = "Summer", **more: Any) -> promotions.Promoted:
    """A promotion of July that doubles, unless more is said."""
    wanted = {**JULY, **({} if "bonus" in more else {"factor": 2000}), **more}
    return database.perform(an_act(), promotions.add, name, **wanted)


def a_group(database: Database, name: str, *people: int) -> int:
    """A group with these people."""

    def make(work: Work) -> int:
        row = insert(Group).values(name=name, name_key=name.lower(), colour="#aaaaaa").returning(Group.c.id)
        group = int(work.connection.execute(row).scalar_one())
        work.connection.execute(insert(GroupMember), [{"person_id": person, "group_id": group} for person in people])
        return group

    return database.perform(an_act(), make)


def test_a_promotion_counts_on_its_first_and_its_last_day(engine_url: str) -> None:
    """L14: a date range."""
    database = a_club(engine_url)
    a_promotion(database, starts_on=day(7, 3), ends_on=day(7, 5))
    member = a_member(database)
    assert [a_sale(database, member.id, 1000, day=day(7, on)).points for on in (2, 3, 5, 6)] == [1, 2, 2, 1]
    database.close()


def test_a_promotion_of_a_group_or_a_tier_is_for_nobody_else(engine_url: str) -> None:
    """L14: of all, of a tier or of a group; prospects hold no tier, but may be in a group."""
    database = a_club(engine_url)
    gold = a_tier(database, "Gold", rank=1, threshold=100)
    member, other, prospect = a_member(database), a_member(database, first_name="Otto", last_name="Berg"), a_prospect(database)
    a_promotion(database, "Choir", group=a_group(database, "Choir", member.id, prospect.id), factor=3000)
    a_promotion(database, "Gold", tier=gold, bonus=50)
    assert [a_sale(database, person, 1000).points for person in (member.id, other.id, prospect.id)] == [3, 1, 3]
    assert a_sale(database, other.id, 100_000).available == 101
    assert a_sale(database, other.id, 1000).available == 152
    database.close()


def test_a_sale_without_eligible_money_gets_no_bonus(engine_url: str) -> None:
    """L5, L14: a sale under the minimum earns nothing."""
    database = a_club(engine_url)
    set_club(database, earn_minimum=500)
    a_promotion(database, bonus=5)
    member = a_member(database)
    assert a_sale(database, member.id, 499).available == 0
    assert a_sale(database, member.id, 500).available == 5
    database.close()


def test_a_promotion_can_be_changed_and_ended(engine_url: str) -> None:
    """L14, A1: a change that somebody overtook is told; ending leaves yesterday as the last day."""
    database = a_club(engine_url)
    first = a_promotion(database)
    changed = database.perform(an_act(), promotions.edit, first.id, first.version, name="Summer fun", **JULY, bonus=7)
    assert (changed.name, changed.factor, changed.bonus, changed.version) == ("Summer fun", None, 7, 2)
    with pytest.raises(Conflict, match="Somebody else"):
        database.perform(an_act(), promotions.edit, first.id, first.version, name="Mine", **JULY, bonus=8)
    assert database.perform(an_act(), promotions.end, first.id).ends_on == "2026-07-14"
    with pytest.raises(RuleBroken, match="ended on 2026-07-14 already"):
        database.perform(an_act(), promotions.end, first.id)
    later = a_promotion(database, starts_on=day(7, 15))
    with pytest.raises(RuleBroken, match="begins on 2026-07-15"):
        database.perform(an_act(), promotions.end, later.id)
    with pytest.raises(NotFound):
        database.perform(an_act(), promotions.end, 99)
    with database.read() as connection:
        assert [one.id for one in promotions.listed(connection)] == [later.id, first.id]
    database.close()


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"name": " "}, "name"),
        ({"ends_on": day(6, 30)}, "ends_on"),
        ({"factor": None}, "factor"),
        ({"bonus": 5}, "factor"),
        ({"factor": 1000}, "factor"),
        ({"factor": None, "bonus": 0}, "bonus"),
        ({"tier": 1, "group": 1}, "group"),
        ({"tier": 99}, "tier"),
        ({"group": 99}, "group"),
    ],
)
def test_a_bad_promotion_names_the_field(engine_url: str, more: dict[str, Any], key: str) -> None:
    """Bad input: one sentence each."""
    database = a_club(engine_url)
    wanted = {"name": "Summer", **JULY, "factor": 2000, **more}
    with pytest.raises(BadValue) as told:
        database.perform(an_act(), promotions.add, **wanted)
    assert told.value.key == key
    database.close()
