"""Tiers as they are made, edited, retired and deleted, members put into them by hand, and all of it undone (T1, T7, T9–T12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.entities.people import Person
from db.entities.tiers import TierChange
from db.errors import BadValue, Conflict, FieldsRefused, NotFound, RuleBroken
from db.operations import sales, settings, tiers, undo
from db.tiers import tier_reading
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act
from tests.builders_tiers import a_ladder, a_reward, causes, earn, issued, put, settle, spend, standing, tier_id


@pytest.fixture
def ladder(engine_url: str) -> Iterator[Database]:
    """Member 0, Silver 500, Gold 1000, rolling 12 months, on each engine."""
    database = a_ladder(engine_url)
    yield database
    database.close()


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite alone, where no engine matters."""
    database = a_ladder(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}")
    yield database
    database.close()


def member(database: Database) -> int:
    """A member of two years."""
    return a_member(database, joined="2024-01-01", phone=None).id


def names(database: Database) -> list[tuple[str, int, int]]:
    """The tiers by rank: name, threshold, members."""
    with database.read() as connection:
        return [(tier.name, tier.threshold, tier.members) for tier in tiers.listed(connection)]


def edit(database: Database, tier: str, /, **changes: tuple[Any, Any]) -> tiers.Saved:
    """Edit a tier: each key with the value seen and the new one."""
    return database.perform(an_act("Edit tier"), tiers.edit, tier_id(database, tier), changes)


# --- the tiers (T1, T10) ---


def test_a_new_club_has_one_tier_which_stays(tmp_path: Path) -> None:
    """T1: the base tier cannot be deleted or retired, and keeps threshold 0."""
    database = a_club(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}")
    assert names(database) == [("Member", 0, 0)]
    base = tier_id(database, "member")
    with pytest.raises(RuleBroken, match="base tier"):
        database.perform(an_act(), tiers.remove, base)
    with pytest.raises(RuleBroken, match="base tier"):
        edit(database, "Member", threshold=(0, 10))
    database.close()


def test_a_tier_takes_its_place_by_its_threshold(ladder: Database) -> None:
    """T1: ranks and thresholds rise together."""
    ladder.perform(an_act(), tiers.add, name="Bronze", threshold=100, multiplier=1250, benefits="  Free coffee ")
    assert [each[:2] for each in names(ladder)] == [("Member", 0), ("Bronze", 100), ("Silver", 500), ("Gold", 1000)]
    with ladder.read() as connection:
        shown = tiers.listed(connection)
    assert [tier.rank for tier in shown] == [0, 1, 2, 3]
    assert (shown[1].multiplier, shown[1].benefits) == (1250, "Free coffee")


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"name": "silver", "threshold": 700}, "There is a tier “Silver” already"),
        ({"name": "Bronze", "threshold": 500}, "Silver has the threshold 500 already"),
        ({"name": "Bronze", "threshold": 0}, "Member has the threshold 0 already"),
        ({"name": " ", "threshold": 700}, "needs a name"),
        ({"name": "Bronze", "threshold": -1}, "whole number"),
        ({"name": "Bronze", "threshold": 700, "multiplier": 0}, "above 0"),
        ({"name": "Bronze", "threshold": 700, "colour": "red"}, "not a colour"),
        ({"name": "Bronze", "threshold": 700, "rewards": (99,)}, "no longer in the catalogue"),
    ],
)
def test_a_tier_that_breaks_a_rule_is_refused_with_a_sentence(club: Database, details: dict[str, Any], sentence: str) -> None:
    """T1: nothing is changed."""
    before = names(club)
    with pytest.raises((RuleBroken, BadValue, FieldsRefused), match=sentence):
        club.perform(an_act(), tiers.add, **details)
    assert names(club) == before


@pytest.mark.parametrize(
    ("threshold", "sentence"), [(1000, "Gold has the threshold"), (1001, "needs a threshold below 1000"), (0, "Member has")]
)
def test_thresholds_may_not_pass_each_other(club: Database, threshold: int, sentence: str) -> None:
    """T1: equal and falling thresholds."""
    with pytest.raises(BadValue, match=sentence):
        edit(club, "Silver", threshold=(500, threshold))


def test_an_edit_of_what_another_desk_changed_is_a_conflict(club: Database) -> None:
    """A1: by key; other keys are merged silently."""
    edit(club, "Silver", name=("Silver", "Argent"))
    with pytest.raises(Conflict) as refused:
        edit(club, "Argent", name=("Silver", "Silber"))
    assert refused.value.clashes == {"name": ("Silver", "Argent", "Silber")}
    edit(club, "Argent", benefits=(None, "Coffee"))
    assert [each[0] for each in names(club)] == ["Member", "Argent", "Gold"]


def test_a_lower_threshold_lifts_at_once_and_a_higher_one_waits_for_the_review(ladder: Database) -> None:
    """T10: "3 up, 5 down", as the preview says it."""
    rising = [member(ladder) for _ in range(3)]
    for person in rising:
        earn(ladder, person, 450, "2026-07-01")
    staying = [member(ladder) for _ in range(2)]
    for person in staying:
        earn(ladder, person, 600, "2026-07-01")
    silver = tier_id(ladder, "Silver")
    with ladder.read() as connection:
        assert tiers.effect(connection, TODAY, 400, tier=silver) == tiers.Effect(3, 0)
        assert tiers.effect(connection, TODAY, 700, tier=silver) == tiers.Effect(0, 2)
        assert tiers.effect(connection, TODAY, 440) == tiers.Effect(3, 0)
    assert edit(ladder, "Silver", threshold=(500, 400)) == tiers.Saved(silver, "Silver", 3, 0)
    assert standing(ladder, rising[0]) == ("Silver", "2027-07-15")
    assert causes(ladder, rising[0]) == [("2026-07-15", "Silver", "tier_edited", 450)]
    assert edit(ladder, "Silver", threshold=(400, 610)) == tiers.Saved(silver, "Silver", 0, 5)
    assert standing(ladder, staying[0])[0] == "Silver"
    settle(ladder, staying, "2027-07-02")
    assert standing(ladder, staying[0])[0] == "Member"


def test_a_new_tier_lifts_whoever_meets_it(ladder: Database) -> None:
    """T10: at once, in the same operation; the next tier up counts as reached today."""
    person = member(ladder)
    earn(ladder, person, 300, "2026-07-01")
    assert ladder.perform(an_act(), tiers.add, name="Bronze", threshold=300).up == 1
    assert standing(ladder, person) == ("Bronze", "2027-07-15")


@pytest.mark.parametrize("period", ["calendar_year", "membership_year", "lifetime"])
def test_the_preview_goes_by_the_period_of_the_club(tmp_path: Path, period: str) -> None:
    """T5, T10."""
    database = a_ladder(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}", tiers_period=period)
    old, new = a_member(database, joined="2024-03-15", phone=None).id, a_member(database, joined="2024-03-15", phone=None).id
    earn(database, old, 450, "2025-12-31")
    earn(database, new, 450, "2026-03-15")
    with database.read() as connection:
        up = tiers.effect(connection, date(2026, 3, 20), 400, tier=tier_id(database, "Silver")).up
    assert up == (2 if period == "lifetime" else 1)
    database.close()


def test_a_tier_that_somebody_had_is_retired_and_not_deleted(ladder: Database) -> None:
    """T10: with another tier for its members; one that nobody had is deleted."""
    person = member(ladder)
    earn(ladder, person, 1000, "2026-07-01")
    gold = tier_id(ladder, "Gold")
    with pytest.raises(RuleBroken, match="can only be retired"):
        ladder.perform(an_act(), tiers.remove, gold)
    assert ladder.perform(an_act(), tiers.retire, gold, to=tier_id(ladder, "Silver")) == tiers.Retired(gold, "Gold", 1, "Silver")
    assert standing(ladder, person) == ("Silver", "2027-07-01")
    earn(ladder, person, 500, "2026-07-15")
    assert standing(ladder, person)[0] == "Silver"
    assert ladder.perform(an_act(), tiers.restore, gold).up == 1
    platinum = ladder.perform(an_act(), tiers.add, name="Platinum", threshold=5000).id
    ladder.perform(an_act(), tiers.remove, platinum)
    assert [each[0] for each in names(ladder)] == ["Member", "Silver", "Gold"]


def test_a_held_member_moves_with_the_hold_when_the_tier_is_retired(club: Database) -> None:
    """T7, T10."""
    person = member(club)
    put(club, person, "Silver", hold="permanent")
    club.perform(an_act(), tiers.retire, tier_id(club, "Silver"), to=tier_id(club, "Gold"))
    settle(club, [person], "2030-01-01")
    assert standing(club, person) == ("Gold", None)


# --- by hand (T7) ---


def test_a_change_by_hand_needs_a_note_and_an_active_tier(club: Database) -> None:
    """T7, C1."""
    person, gold = member(club), tier_id(club, "Gold")
    with pytest.raises(BadValue, match="Write a note"):
        club.perform(an_act(), tiers.change, [person], gold, note="  ")
    with pytest.raises(BadValue, match="would have ended"):
        put(club, person, "Gold", hold=date(2026, 7, 14))
    with pytest.raises(BadValue, match="until a date or for good"):
        put(club, person, "Gold", hold_kind="exactly")
    with pytest.raises(NotFound):
        club.perform(an_act(), tiers.change, [person], 99, note="n")
    club.perform(an_act(), tiers.retire, gold, to=tier_id(club, "Silver"))
    with pytest.raises(RuleBroken, match="is retired"):
        club.perform(an_act(), tiers.change, [person], gold, note="n")


def test_only_members_who_are_here_change_tier(club: Database) -> None:
    """T7: a prospect has none; all or none of a batch (C2)."""
    person, prospect = member(club), a_prospect(club, phone=None).id
    with pytest.raises(RuleBroken, match="not a member yet"):
        club.perform(an_act(), tiers.change, [person, prospect], tier_id(club, "Gold"), note="n")
    assert standing(club, person)[0] == "Member"


def test_a_batch_changes_all_with_their_entry_rewards_when_ticked(ladder: Database) -> None:
    """T7, C2: without the tick nothing is issued."""
    a_reward(ladder, "Dinner", tier="Gold")
    first, second, third = member(ladder), member(ladder), member(ladder)
    done = ladder.perform(an_act(), tiers.change, [second, first], tier_id(ladder, "Gold"), note="for both", rewards=True)
    assert [(moved.person, moved.tier, len(moved.issued)) for moved in done] == [(first, "Gold", 1), (second, "Gold", 1)]
    put(ladder, third, "Gold")
    assert issued(ladder, first) == [("Dinner", "issued")]
    assert issued(ladder, third) == []
    with ladder.read() as connection:
        line = tier_reading.history(connection, first)[0]
    assert (line.cause, line.note, line.operator, line.came_from) == ("manual", "for both", "Ingrid", "Member")


def test_a_hold_downwards_is_exact_unless_switched(club: Database) -> None:
    """T7: and at least upwards; it can be switched."""
    person = member(club)
    earn(club, person, 1000, "2026-07-01")
    put(club, person, "Silver", hold="permanent")
    assert _hold(club, person) == ("exactly", None)
    put(club, person, "Silver", hold=date(2026, 12, 31), hold_kind="at_least")
    assert _hold(club, person) == ("at_least", "2026-12-31")
    put(club, person, "Gold", hold="permanent")
    assert _hold(club, person) == ("at_least", None)
    put(club, person, "Gold")
    assert _hold(club, person) == (None, None)


def _hold(database: Database, person: int) -> tuple[str | None, str | None]:
    with database.read() as connection:
        row = connection.execute(select(Person.c.tier_hold, Person.c.tier_hold_until).where(Person.c.id == person)).one()
    return row.tier_hold, row.tier_hold_until


def test_the_same_tier_again_changes_nothing(club: Database) -> None:
    """T9: no line in the history."""
    person = member(club)
    put(club, person, "Member")
    assert causes(club, person) == []


def test_ending_a_hold_looks_anew_that_very_day(club: Database) -> None:
    """T7."""
    person = member(club)
    earn(club, person, 520, "2026-07-01")
    put(club, person, "Gold", hold="permanent")
    club.perform(an_act(), tiers.end_hold, [person], note="over")
    assert standing(club, person) == ("Silver", "2027-07-15")
    with pytest.raises(RuleBroken, match="No hold"):
        club.perform(an_act(), tiers.end_hold, [person], note="over")


# --- reading (T11, T12) ---


def test_progress_says_what_the_next_tier_and_keeping_this_one_need(ladder: Database) -> None:
    """T11: points to the next tier, points needed to keep this one, by when; redeeming changes nothing."""
    person = member(ladder)
    earn(ladder, person, 520, "2026-02-10")
    spend(ladder, person, 400, "2026-02-11")
    earn(ladder, person, 120, "2026-07-01")
    prospect = a_prospect(ladder, phone=None).id
    with ladder.read() as connection:
        assert tier_reading.progress(connection, person, TODAY) == tier_reading.Progress("Silver", 640, "Gold", 360, 380, "2027-02-10")
        assert tier_reading.progress(connection, prospect, TODAY) is None


def test_while_held_progress_shows_what_it_would_be(club: Database) -> None:
    """T7: "would be Silver"."""
    person = member(club)
    earn(club, person, 520, "2026-07-01")
    put(club, person, "Gold", hold=date(2026, 12, 31))
    with club.read() as connection:
        shown = tier_reading.progress(connection, person, TODAY)
    assert shown is not None
    assert (shown.tier, shown.would_be, shown.hold, shown.hold_until, shown.next) == ("Gold", "Silver", "at_least", "2026-12-31", None)


def test_upcoming_reviews_are_listed_with_what_is_needed(ladder: Database) -> None:
    """T12: the tier reviews of the next 60 days, the ends of holds among them, the soonest first."""
    losing, keeping, later, held = (member(ladder) for _ in range(4))
    earn(ladder, losing, 500, "2025-08-01")
    earn(ladder, keeping, 500, "2025-08-10")
    earn(ladder, keeping, 499, "2026-07-01")
    earn(ladder, later, 500, "2025-12-01")
    put(ladder, held, "Gold", hold=date(2026, 9, 1))
    with ladder.read() as connection:
        found = tier_reading.reviews(connection, TODAY)
        soonest = tier_reading.reviews(connection, TODAY, limit=1)
    assert [(each.person, each.tier, each.day, each.keep_needs, each.would_be, each.is_hold) for each in found] == [
        (losing, "Silver", "2026-08-01", 500, "Member", False),
        (keeping, "Silver", "2026-08-10", 1, "Member", False),
        (held, "Gold", "2026-09-01", 1000, "Member", True),
    ]
    assert soonest == found[:1]


def test_a_lifetime_has_no_reviews_and_after_it_tiers_count_as_reached_today(ladder: Database) -> None:
    """T5, T6: nobody keeps a tier for ever because the period was another one once; who is held is not reviewed (T7)."""
    silver, base, held, above = (member(ladder) for _ in range(4))
    earn(ladder, silver, 520, "2026-02-10")
    put(ladder, held, "Gold", hold="permanent")
    put(ladder, above, "Silver", hold="permanent")
    earn(ladder, above, 1000, "2026-07-01")
    ladder.perform(an_act("Settings"), settings.change, {"tiers.period": "lifetime"})
    assert [standing(ladder, each) for each in (silver, above)] == [("Silver", None), ("Gold", None)]
    ladder.perform(an_act("Settings"), settings.change, {"tiers.period": "calendar_year"})
    assert [standing(ladder, each)[1] for each in (silver, base, held, above)] == ["2027-12-31", None, None, "2027-12-31"]


# --- undo (T9) ---


def take_back(database: Database, op_id: str) -> undo.Undone:
    """Undo an operation."""
    return database.perform(an_act("Undo"), undo.take_back, op_id)


def test_undoing_a_change_by_hand_gives_tier_review_and_hold_back(ladder: Database) -> None:
    """T9: with a line of its own; the entry reward is revoked while it is still issued."""
    a_reward(ladder, "Dinner", tier="Gold")
    person = member(ladder)
    earn(ladder, person, 500, "2026-07-01")
    act = an_act("Change tier")
    ladder.perform(act, tiers.change, [person], tier_id(ladder, "Gold"), note="n", hold="permanent", rewards=True)
    assert take_back(ladder, act.op_id).kept == ()
    assert standing(ladder, person) == ("Silver", "2027-07-01")
    assert _hold(ladder, person) == (None, None)
    assert issued(ladder, person) == [("Dinner", "revoked")]
    assert causes(ladder, person)[-1][1:3] == ("Silver", "undo")


def test_undo_leaves_a_tier_that_was_changed_since(ladder: Database) -> None:
    """T9, X10: it is listed."""
    first, second = member(ladder), member(ladder)
    act = an_act("Change tier")
    ladder.perform(act, tiers.change, [first, second], tier_id(ladder, "Silver"), note="n")
    put(ladder, second, "Gold")
    kept = take_back(ladder, act.op_id).kept
    assert [(each.key, each.was, each.now) for each in kept] == [("tier", "Silver", "Gold")]
    assert standing(ladder, first) == ("Member", None)
    assert standing(ladder, second)[0] == "Gold"


def test_undoing_sales_leaves_a_tier_that_other_sales_hold(ladder: Database) -> None:
    """T8: where points were taken back the tier follows them, not what it was before the operation."""
    staying, falling = member(ladder), member(ladder)
    act = an_act("Sales")
    sold = [sales.Sold(person, 520_000, "2026-07-01", None, "n", ()) for person in (staying, falling)]
    ladder.perform(act, sales.record, sold)
    earn(ladder, staying, 500, "2026-07-02")
    assert standing(ladder, staying)[0] == "Gold"
    take_back(ladder, act.op_id)
    assert standing(ladder, staying)[0] == "Silver"
    assert standing(ladder, falling) == ("Member", None)


def test_undoing_a_retirement_gives_its_members_back(club: Database) -> None:
    """T10."""
    person = member(club)
    earn(club, person, 520, "2026-07-01")
    act = an_act("Retire")
    club.perform(act, tiers.retire, tier_id(club, "Silver"), to=tier_id(club, "Member"))
    assert standing(club, person) == ("Member", None)
    take_back(club, act.op_id)
    assert standing(club, person) == ("Silver", "2027-07-01")
    assert [each[0] for each in names(club)] == ["Member", "Silver", "Gold"]


def test_undoing_an_edit_puts_thresholds_and_members_back(ladder: Database) -> None:
    """T10: who rose because of it goes back."""
    person = member(ladder)
    earn(ladder, person, 450, "2026-07-01")
    act = an_act("Edit tier")
    ladder.perform(act, tiers.edit, tier_id(ladder, "Silver"), {"threshold": (500, 400), "name": ("Silver", "Argent")})
    assert standing(ladder, person)[0] == "Argent"
    take_back(ladder, act.op_id)
    assert names(ladder) == [("Member", 0, 1), ("Silver", 500, 0), ("Gold", 1000, 0)]
    assert standing(ladder, person) == ("Member", None)


def test_undoing_a_new_tier_deletes_it_or_retires_it(ladder: Database) -> None:
    """T10: the history of who had it still names it."""
    act = an_act("New tier")
    ladder.perform(act, tiers.add, name="Platinum", threshold=5000)
    take_back(ladder, act.op_id)
    assert [each[0] for each in names(ladder)] == ["Member", "Silver", "Gold"]
    person = member(ladder)
    earn(ladder, person, 300, "2026-07-01")
    act = an_act("New tier")
    ladder.perform(act, tiers.add, name="Bronze", threshold=300)
    take_back(ladder, act.op_id)
    assert standing(ladder, person)[0] == "Member"
    with ladder.read() as connection:
        assert [tier.name for tier in tiers.listed(connection, retired=False)] == ["Member", "Silver", "Gold"]


def test_undoing_a_deletion_has_the_tier_at_its_place(club: Database) -> None:
    """T10."""
    a_reward(club, "Mug", tier="Silver")
    act = an_act("Delete tier")
    club.perform(act, tiers.remove, tier_id(club, "Silver"))
    assert [each[0] for each in names(club)] == ["Member", "Gold"]
    take_back(club, act.op_id)
    with club.read() as connection:
        shown = tiers.listed(connection)
    assert [(tier.name, tier.threshold, len(tier.rewards)) for tier in shown] == [("Member", 0, 0), ("Silver", 500, 1), ("Gold", 1000, 0)]


def test_every_line_of_the_history_is_of_its_operation(ladder: Database) -> None:
    """T9; reliability.md, rule 1."""
    person = member(ladder)
    act = an_act("Change tier")
    ladder.perform(act, tiers.change, [person], tier_id(ladder, "Gold"), note="n")
    ladder.perform(act, tiers.change, [person], tier_id(ladder, "Gold"), note="n")
    with ladder.read() as connection:
        rows = connection.execute(select(TierChange).where(TierChange.c.op_id == act.op_id)).all()
    assert [(row.line, row.to_tier_id) for row in rows] == [(1, tier_id(ladder, "Gold"))]


@pytest.mark.parametrize(("text", "thousandths"), [("1.5", 1500), ("2", 2000), ("0,75", 750), ("1.125", 1125)])
def test_a_multiplier_is_read_as_people_write_it(text: str, thousandths: int) -> None:
    """T1: no floating point."""
    assert tiers.multiplier(text) == thousandths


@pytest.mark.parametrize("text", ["", "x", "-1", "1.2345", "1e3", "１"])
def test_a_multiplier_that_is_none_is_refused(text: str) -> None:
    """T1."""
    with pytest.raises(BadValue):
        tiers.multiplier(text)


def peopled(database: Database) -> list[int]:
    """Members who earned 440, 450, 460, 520, 600 and 1,100 points."""
    people = []
    for points in (440, 450, 460, 520, 600, 1100):
        people.append(member(database))
        earn(database, people[-1], points, "2026-07-01")
    return people


def test_the_preview_names_whom_a_threshold_moves(ladder: Database) -> None:
    """T10: *Show the 3*: exactly those who then rise, or are below."""
    people, silver = peopled(ladder), tier_id(ladder, "Silver")
    with ladder.read() as connection:
        up = tiers.moves(connection, TODAY, 400, tier=silver)
        down = tiers.moves(connection, TODAY, 700, tier=silver)
        assert (up, down) == (tiers.Moves(tuple(people[:3]), ()), tiers.Moves((), tuple(people[3:5])))
    ladder.perform(an_act("Edit"), tiers.edit, silver, {"threshold": (500, 400)})
    assert {standing(ladder, person)[0] for person in up.up} == {"Silver"}


def test_why_a_tier_cannot_be_deleted_is_said_before(ladder: Database) -> None:
    """T1, T10: the base tier stays, one that somebody has or had is retired; any other can be deleted."""
    peopled(ladder)
    added = ladder.perform(an_act("Tier"), tiers.add, name="Platinum", threshold=90_000)
    with ladder.read() as connection:
        refusals = [tiers.removal_refusal(connection, tier) for tier in (tier_id(ladder, "Member"), tier_id(ladder, "Silver"), added.id)]
    assert "base tier" in str(refusals[0])
    assert "can only be retired" in str(refusals[1])
    assert refusals[2] is None


def test_reviews_are_counted_by_tier_as_they_are_listed(ladder: Database) -> None:
    """T12: the number in the list of tiers is that of the lines below it; each member's own is the same line."""
    peopled(ladder)
    day = date(2027, 6, 20)
    with ladder.read() as connection:
        listed = tier_reading.reviews(connection, day)
        assert listed
        by_tier = tier_reading.reviews_by_tier(connection, day)
        assert sum(by_tier.values()) == len(listed)
        assert set(tier_reading.due_people(connection, day)) == {review.person for review in listed}
        assert {tier_reading.review_of(connection, review.person, day) for review in listed} == set(listed)


def test_the_latest_changes_of_everybody_stand_first(ladder: Database) -> None:
    """T9: of all tiers, or of one: what led to it or away from it."""
    peopled(ladder)
    with ladder.read() as connection:
        every, gold = tier_reading.latest(connection), tier_reading.latest(connection, tier=tier_id(ladder, "Gold"))
        held = tier_reading.held_by(connection, [moved.person for moved in every])
    assert [moved.id for moved in every] == sorted((moved.id for moved in every), reverse=True)
    assert all("Gold" in (moved.came_from, moved.to) for moved in gold)
    assert sum(held.values()) == len({moved.person for moved in every})
