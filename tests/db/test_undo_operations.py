"""Undo of what the programme's rules do, as one named step each (C2; house.md, *Changes, undo*), on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from db.checks import check
from db.database import Act, Database
from db.errors import RuleBroken
from db.operations import activities, follow_ups, pass_types, points, promotions, rewards, sales, settings, stamps, tiers, undo
from db.operations.undo import Undone
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_sales import a_sale, a_tier, set_club, the_account, the_sale
from tests.builders_stamps import a_reward, a_stamp_type


def undone(database: Database, act: Act) -> Undone:
    """An operation taken back."""
    return database.perform(an_act("Undo"), undo.take_back, act.op_id)


def figures(database: Database, person: int) -> tuple[int, int]:
    """Available and owed."""
    account = the_account(database, person)
    return (account["points"], account["owed"])


def rows(database: Database, statement: str) -> list[Any]:
    """The first column of a statement."""
    with database.read() as connection:
        return [row[0] for row in connection.execute(text(statement))]


def broken(database: Database) -> list[tuple[str, str | None]]:
    """The invariants that do not hold."""
    return [(one.name, one.found) for one in check(database) if not one.ok]


def test_points_by_hand_are_reversed_for_everybody(engine_url: str) -> None:
    """C2, L7: one reversal an entry, with the reason; deductions return to their lots."""
    database = a_club(engine_url)
    members = [a_member(database, last_name=name).id for name in ("One", "Two")]
    act, less = an_act("40 points each"), an_act("10 points less each")
    database.perform(act, points.adjust, members, 40, note="gift")
    database.perform(less, points.adjust, members, -10, note="slip")
    done = undone(database, less)
    assert (done.people, done.label, [figures(database, member) for member in members]) == (2, "10 points less each", [(40, 0)] * 2)
    undone(database, act)
    assert [figures(database, member) for member in members] == [(0, 0)] * 2
    assert set(rows(database, "SELECT note FROM entry_texts")) == {"gift", "slip", "Undone: 40 points each", "Undone: 10 points less each"}
    with pytest.raises(RuleBroken):
        undone(database, act)
    assert broken(database) == []
    database.close()


def test_a_reversal_is_not_undone(engine_url: str) -> None:
    """L7: a reversal is not itself reversible."""
    database = a_club(engine_url)
    member, act = a_member(database).id, an_act("Reverse")
    given = database.perform(an_act(), points.adjust, [member], 40, note="gift")[0].entry
    assert given is not None
    database.perform(act, points.reverse, [given], note="slip")
    with pytest.raises(RuleBroken, match="cannot be reversed"):
        undone(database, act)
    assert figures(database, member) == (0, 0)
    database.close()


def test_a_sale_is_undone_with_its_tier_and_what_it_gave(engine_url: str) -> None:
    """L6, L7, T8: the sale is reversed, points go, the tier goes back, nothing is kept."""
    database = a_club(engine_url)
    silver = a_tier(database, "Silver", rank=1, threshold=10)
    member, act = a_member(database).id, an_act("Sale")
    done = database.perform(act, sales.sell, member, 15000, note="till")
    assert rows(database, "SELECT tier_id FROM people") == [silver]
    assert undone(database, act).kept == ()
    assert (the_sale(database, done.sale)["state"], figures(database, member)) == ("reversed", (0, 0))
    assert rows(database, "SELECT tiers.rank FROM people JOIN tiers ON tiers.id = people.tier_id") == [0]
    assert broken(database) == []
    database.close()


def test_a_redemption_is_undone_and_the_points_return_to_their_lot(engine_url: str) -> None:
    """L7, R6: hand-over, reward, stock and points in one step."""
    database = a_club(engine_url)
    member, reward, act = a_member(database).id, a_reward(database, points=30, stock=1), an_act("Redeem")
    database.perform(an_act(), points.adjust, [member], 40, note="gift")
    database.perform(act, rewards.redeem, [member], reward)
    assert figures(database, member) == (10, 0)
    undone(database, act)
    assert (figures(database, member), rows(database, "SELECT state FROM issued_rewards"), rows(database, "SELECT stock FROM rewards")) == (
        (40, 0), ["revoked"], [1],
    )  # fmt: skip
    assert broken(database) == []
    database.close()


def test_stamps_a_manual_tier_and_settings_are_undone(engine_url: str) -> None:
    """SC4, T7, T9, section 18."""
    database = a_club(engine_url)
    member, kind = a_member(database).id, a_stamp_type(database)
    silver = a_tier(database, "Silver", rank=1, threshold=10)
    stamp, tier, setting = an_act("Stamp"), an_act("Tier"), an_act("Setting")
    database.perform(stamp, stamps.stamp, [member], kind, 3, note="three coffees")
    database.perform(tier, tiers.change, [member], silver, note="friend of the house")
    database.perform(setting, settings.change, {"earn.points": "2"})
    for act in (setting, tier, stamp):
        undone(database, act)
    assert rows(database, "SELECT earn_points FROM programme") == [1]
    assert rows(database, "SELECT tiers.rank FROM people JOIN tiers ON tiers.id = people.tier_id") == [0]
    assert rows(database, "SELECT stamps FROM stamp_cards") in ([0], [])
    assert broken(database) == []
    database.close()


def test_what_cannot_be_undone_as_one_step_says_so(engine_url: str) -> None:
    """Refused by name, nothing changed."""
    database = a_club(engine_url)
    founding = rows(database, "SELECT op_id FROM operations WHERE kind = 'programme.found'")[0]
    with pytest.raises(RuleBroken, match="“New club” cannot be undone"):
        database.perform(an_act("Undo"), undo.take_back, founding)
    database.close()


def test_an_undo_of_points_that_were_spent_owes_them(engine_url: str) -> None:
    """L7, L8: what is no longer there is owed."""
    database = a_club(engine_url)
    set_club(database, points_shortfall="owe")
    member, act = a_member(database).id, an_act("Gift")
    database.perform(act, points.adjust, [member], 40, note="gift")
    database.perform(an_act(), rewards.redeem, [member], a_reward(database, points=30))
    undone(database, act)
    assert figures(database, member) == (0, 30)
    a_sale(database, member, 100000)
    assert (figures(database, member), broken(database)) == ((70, 0), [])
    database.close()


def test_what_rules_go_by_is_undone_too(engine_url: str) -> None:
    """Types of stamp cards and passes, promotions, activities, follow-ups and the catalogue: added, changed and deleted."""
    database = a_club(engine_url)
    reward = a_reward(database)
    sale = a_sale(database, a_member(database).id, 1000).sale
    assert sale is not None
    kinds = an_act("pass"), an_act("stamp"), an_act("promotion"), an_act("activity"), an_act("follow-up")
    swim = database.perform(kinds[0], pass_types.add_type, pass_types.TypeDetails("Swim", uses=10))
    coffee = database.perform(kinds[1], stamps.add_type, stamps.TypeDetails("Coffee", 10, reward))
    summer = database.perform(kinds[2], promotions.add, "Summer", starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 31), bonus=5)
    survey = database.perform(kinds[3], activities.add, "Survey", 5)
    call = database.perform(kinds[4], follow_ups.add, sale, "Call back", TODAY)
    changes = [an_act(f"change {place}") for place in range(6)]
    database.perform(changes[0], pass_types.edit_type, swim, {"name": ("Swim", "Swimming"), "uses": (10, 12)})
    database.perform(changes[1], stamps.retire_type, coffee)
    database.perform(changes[2], promotions.end, summer.id)
    database.perform(changes[3], activities.end, survey.id)
    database.perform(changes[4], follow_ups.done, call.id)
    gone = an_act("delete")
    database.perform(changes[5], pass_types.edit_type, swim, {"uses": (12, 15)})
    database.perform(gone, pass_types.delete_type, swim)
    undone(database, gone)
    with pytest.raises(RuleBroken, match="changed since"):
        undone(database, changes[0])
    for act in reversed(changes):
        undone(database, act)
    assert rows(database, "SELECT name FROM pass_types WHERE uses = 10 AND name_key = 'swim'") == ["Swim"]
    assert rows(database, "SELECT id FROM stamp_types WHERE NOT retired") == [coffee]
    assert rows(database, "SELECT done_on FROM follow_ups") == [None]
    for act in kinds:
        undone(database, act)
    for table in ("pass_types", "stamp_types", "promotions", "activities", "follow_ups"):
        assert rows(database, f"SELECT id FROM {table}") == []
    database.close()
