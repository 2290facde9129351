"""Punch passes and subscriptions in the database (PP1–PP5, U1)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import insert, select

from db.books import Books
from db.database import Database, Work
from db.entities.operations import JournalRow
from db.entities.passes import Pass
from db.entities.people import Person
from db.entities.tiers import Tier
from db.errors import BadValue, NotFound, RuleBroken
from db.operations import pass_pauses, pass_record, pass_types, passes
from db.operations.pass_record import PassShown
from db.passes.passes_held import PassDone
from db.passes.passing import Pause, period_end, standing
from db.steps import Step
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_stamps import a_pass_type, settings, suspended


@pytest.fixture
def club(tmp_path: Any) -> Database:
    """A club in a file."""
    return a_club(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}")


def day(text: str) -> date:
    """A day of 2026, as `03-31`."""
    return date.fromisoformat(f"2026-{text}")


def sold(club: Database, person: int, type_id: int, *, today: date = TODAY, **values: Any) -> int:
    """A pass sold at the desk, by id."""
    return club.perform(an_act("Sell", today=today), passes.sell, [person], type_id, **values)[0].pass_id


def used(club: Database, pass_id: int, *, today: date = TODAY, **values: Any) -> PassDone:
    """One use at the desk."""
    return club.perform(an_act("Use", today=today), passes.use, [pass_id], **values)[0]


def taken_back(club: Database, use: PassDone, *, today: date = TODAY) -> PassDone:
    """A use that is taken back."""
    assert use.use_id is not None
    return club.perform(an_act("Undo", today=today), passes.undo_use, use.use_id)


def paused(club: Database, pass_id: int, *, today: date = TODAY, **values: Any) -> PassDone:
    """A pause."""
    return club.perform(an_act("Pause", today=today), pass_pauses.pause, [pass_id], **values)[0]


def resumed(club: Database, pass_id: int, *, today: date = TODAY) -> PassDone:
    """Resumed by hand."""
    return club.perform(an_act("Resume", today=today), pass_pauses.resume, [pass_id])[0]


def shown(club: Database, person: int, today: date = TODAY) -> PassShown:
    """A member's first pass."""
    with club.read() as connection:
        return pass_record.of_person(connection, person, today)[0]


def stored(club: Database, pass_id: int) -> dict[str, Any]:
    """The row of a pass."""
    with club.read() as connection:
        return dict(connection.execute(select(Pass).where(Pass.c.id == pass_id)).one()._mapping)


def settled(club: Database, today: date) -> int:
    """The daily run's part."""
    return club.perform(an_act("Daily", today=today), passes.settle_due)


def undo(club: Database, operation: Any, act_op: str, today: date = TODAY) -> None:
    """What an operation did is taken back by its journal."""
    with club.read() as connection:
        rows = connection.execute(
            select(JournalRow).where(JournalRow.c.op_id == act_op, JournalRow.c.entity.in_(("pass", "pass_use")))
        ).all()
    steps = [
        Step(row.op_id, row.entity, row.entity_id, row.action, json.loads(row.before or "{}"), json.loads(row.after or "{}"))
        for row in rows
    ]
    club.perform(an_act("Undo", today=today), operation, steps)


# Types ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        ({"name": ""}, "name"),
        ({"uses": None}, "uses"),
        ({"uses": 0}, "uses"),
        ({"uses": 1.5}, "uses"),
        ({"period": "week", "renewal": "automatic"}, "period"),
        ({"period": "month"}, "renewal"),
        ({"renewal": "automatic"}, "renewal"),
        ({"carries_over": True}, "carries_over"),
        ({"starts": "soon"}, "starts"),
        ({"valid_days": 10, "valid_months": 1}, "valid_days"),
        ({"valid_months": 10**6}, "valid_months"),
        ({"price": -1}, "price"),
    ],
)
def test_a_type_that_makes_no_sense_is_refused_by_field(club: Database, bad: dict[str, Any], key: str) -> None:
    """PP1, U1: one sentence that names the field, nothing changed."""
    with pytest.raises(BadValue) as refused:
        club.perform(an_act("New"), pass_types.add_type, pass_types.TypeDetails(**{"name": "Swim", "uses": 10, **bad}))
    assert refused.value.key == key


def test_changing_a_type_does_not_touch_passes_already_sold(club: Database) -> None:
    """PP5: what was agreed is copied; a type of which one was sold is retired, not deleted."""
    member, swim = a_member(club), a_pass_type(club, price=5000)
    sold(club, member.id, swim)
    club.perform(an_act("Edit"), pass_types.edit_type, swim, {"uses": (10, 5), "price": (5000, 9900), "name": ("Swim 10", "Swim 5")})
    row = shown(club, member.id)
    assert (row.name, row.uses, row.price) == ("Swim 10", 10, 5000)
    with pytest.raises(RuleBroken, match="sold 1 times"):
        club.perform(an_act("Delete"), pass_types.delete_type, swim)
    club.perform(an_act("Retire"), pass_types.retire_type, swim)
    with pytest.raises(RuleBroken, match="no longer sold"):
        sold(club, member.id, swim)
    with club.read() as connection:
        listed = pass_types.types(connection)[0]
    assert (listed.retired, listed.open, listed.sold) == (True, 1, 1)


# Uses -------------------------------------------------------------------------------------------------------------------------------


def test_a_pass_counts_down_and_is_used_up(engine_url: str) -> None:
    """PP2: used only when active, with whatever marks the use; the last use ends it; a use that is undone comes back."""
    club = a_club(engine_url)
    member, swim = a_member(club), a_pass_type(club, uses=2)
    bought = sold(club, member.id, swim)
    used(club, bought, text="  lane 3 ")
    last = used(club, bought)
    assert (last.state, last.uses_left, stored(club, bought)["state"]) == ("used_up", 0, "used_up")
    with pytest.raises(RuleBroken, match="used up"):
        used(club, bought)
    back = taken_back(club, last)
    assert (back.state, back.uses_left) == ("active", 1)
    with pytest.raises(RuleBroken, match="taken back already"):
        taken_back(club, last)
    with club.read() as connection:
        uses = pass_record.uses(connection, bought)
    assert [(use.text, use.undone_at is None) for use in uses] == [(None, False), ("lane 3", True)]
    club.close()


def test_a_use_is_a_visit_until_it_is_undone(club: Database) -> None:
    """T2: last visit is the latest, computed."""
    member, swim = a_member(club), a_pass_type(club)
    bought = sold(club, member.id, swim, day=TODAY - timedelta(days=5))
    used(club, bought, day=TODAY - timedelta(days=3))
    use = used(club, bought)
    with club.read() as connection:
        visit = select(Person.c.last_visit).where(Person.c.id == member.id)
        assert connection.execute(visit).scalar_one() == TODAY.isoformat()
    taken_back(club, use)
    with club.read() as connection:
        assert connection.execute(visit).scalar_one() == (TODAY - timedelta(days=3)).isoformat()


def test_a_visit_may_lift_the_tier(club: Database) -> None:
    """T2: where the programme counts visits, a use of a pass is one, and lifts at once."""

    def silver(work: Work) -> None:
        row = {"name": "Silver", "name_key": "silver", "rank": 1, "threshold": 2, "colour": "#aaaaaa", "active": True}
        work.connection.execute(insert(Tier).values(**row))

    club.perform(an_act("Tier"), silver)
    settings(club, tiers_measure="visits")
    member, swim = a_member(club), a_pass_type(club)
    bought = sold(club, member.id, swim, day=TODAY - timedelta(days=5))
    used(club, bought, day=TODAY - timedelta(days=1))
    tier = select(Tier.c.name).join(Person, Person.c.tier_id == Tier.c.id).where(Person.c.id == member.id)
    with club.read() as connection:
        assert connection.execute(tier).scalar_one() == "Member"
    use = used(club, bought)
    with club.read() as connection:
        assert connection.execute(tier).scalar_one() == "Silver"
    taken_back(club, use)
    with club.read() as connection:
        assert connection.execute(tier).scalar_one() == "Member"


def test_suspended_members_cannot_use_and_corrections_go_on(club: Database) -> None:
    """G1, G2, O5: no use and no sale; undo, adjusting and cancelling stay possible."""
    member, swim = a_member(club), a_pass_type(club)
    bought = sold(club, member.id, swim)
    use = used(club, bought)
    suspended(club, member.id)
    with pytest.raises(RuleBroken, match="suspended"):
        used(club, bought)
    with pytest.raises(RuleBroken, match="suspended"):
        sold(club, member.id, swim)
    assert taken_back(club, use).uses_left == 10
    assert club.perform(an_act("Adjust"), passes.adjust, [bought], 2, note="Gift")[0].uses_left == 12


def test_a_pass_for_the_household_may_be_used_by_another_member(club: Database) -> None:
    """PP1: household use yes or no; the visit is that of who came."""
    owner, child = a_member(club), a_member(club, first_name="Bo")
    alone, family = a_pass_type(club), a_pass_type(club, "Family", household=True)
    with pytest.raises(RuleBroken, match="holder alone"):
        used(club, sold(club, owner.id, alone), by=child.id)
    bought = sold(club, owner.id, family)
    used(club, bought, by=child.id)
    with club.read() as connection:
        assert pass_record.uses(connection, bought)[0].by.startswith("Bo")


def test_a_pass_that_starts_with_its_first_use_is_valid_from_there(club: Database) -> None:
    """PP1, C4: valid N months from the first use; that use undone, it has not begun."""
    member, gym = a_member(club), a_pass_type(club, starts="first_use", valid_months=1)
    bought = sold(club, member.id, gym, today=day("01-15"))
    assert shown(club, member.id, day("06-30")).state == "active"
    use = used(club, bought, today=day("01-31"))
    assert use.expires_on == "2026-02-28"
    assert shown(club, member.id, day("03-01")).state == "expired"
    taken_back(club, use, today=day("02-01"))
    assert (stored(club, bought)["starts_on"], stored(club, bought)["expires_on"]) == (None, None)


def test_a_use_lies_within_the_days_of_its_pass(club: Database) -> None:
    """C3, PP2, PP3: not in the future, before the sale, in a pause, or after the end."""
    member, swim = a_member(club), a_pass_type(club, valid_days=20)
    bought = sold(club, member.id, swim, day=TODAY - timedelta(days=10))
    paused(club, bought, starts=TODAY - timedelta(days=4), ends=TODAY - timedelta(days=2))
    for when, sentence in ((1, "future"), (-3, "paused"), (-11, "had not begun"), (-40, "too far back")):
        with pytest.raises(RuleBroken, match=sentence):
            used(club, bought, day=TODAY + timedelta(days=when))
    assert used(club, bought, today=TODAY + timedelta(days=13)).state == "active"
    with pytest.raises(RuleBroken, match=f"last day was {TODAY + timedelta(days=13)}"):
        used(club, bought, today=TODAY + timedelta(days=14))


def test_two_desks_use_the_last_use_at_once(engine_url: str) -> None:
    """L9, rule 3: one of them gets it, the other one is told."""
    club = a_club(engine_url)
    member, swim = a_member(club), a_pass_type(club, uses=5)
    bought = sold(club, member.id, swim)
    desks = [Database(engine_url, desk=f"desk {place}") for place in range(2)]
    start = Barrier(2)
    answers: list[Any] = []

    def work(desk: Database) -> None:
        start.wait()
        for _ in range(4):
            try:
                answers.append(used(desk, bought).uses_left)
            except RuleBroken as refused:
                answers.append(str(refused))

    threads = [Thread(target=work, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer for answer in answers if isinstance(answer, int)) == [0, 1, 2, 3, 4]
    assert answers.count("All uses of “Swim 10” are used up.") == 3
    with club.read() as connection:
        assert len(pass_record.uses(connection, bought)) == 5
    for database in (club, *desks):
        database.close()


def test_the_same_operation_twice_is_one_use(club: Database) -> None:
    """L9."""
    member, swim = a_member(club), a_pass_type(club)
    bought, act = sold(club, member.id, swim), an_act("Use")
    assert len({club.perform(act, passes.use, [bought]) for _ in range(2)}) == 1
    assert shown(club, member.id).uses_left == 9


# Pauses -----------------------------------------------------------------------------------------------------------------------------


def test_a_pause_of_ten_days_moves_the_end_by_ten_days(engine_url: str) -> None:
    """PP3: valid to 31 Mar, paused 1–10 Mar → 10 Apr."""
    club = a_club(engine_url)
    member, gym = a_member(club), a_pass_type(club, valid_days=30)
    bought = sold(club, member.id, gym, today=day("03-01"))
    assert shown(club, member.id, day("03-01")).expires_on == "2026-03-31"
    answer = paused(club, bought, today=day("03-01"), ends=day("03-10"))
    assert (answer.state, answer.expires_on) == ("paused", "2026-04-10")
    with pytest.raises(RuleBroken, match="is paused"):
        used(club, bought, today=day("03-10"))
    assert used(club, bought, today=day("03-11")).state == "active"
    assert [shown(club, member.id, day(text)).state for text in ("03-10", "03-11", "04-10", "04-11")] == [
        "paused",
        "active",
        "active",
        "expired",
    ]
    club.close()


def test_a_pause_without_an_end_holds_until_it_is_resumed(club: Database) -> None:
    """PP3: resume by hand any time; only the days paused move the end."""
    member, gym = a_member(club), a_pass_type(club, valid_days=30)
    bought = sold(club, member.id, gym, today=day("03-01"))
    paused(club, bought, today=day("03-01"))
    assert shown(club, member.id, day("05-01")).state == "paused"
    assert settled(club, day("05-01")) == 0
    answer = resumed(club, bought, today=day("05-01"))
    assert (answer.state, answer.expires_on) == ("active", "2026-05-31")


def test_a_pause_may_be_ended_early_and_called_off(club: Database) -> None:
    """PP3: several pauses; the end follows what was really paused."""
    member, gym = a_member(club), a_pass_type(club, valid_days=30)
    bought = sold(club, member.id, gym, today=day("03-01"))
    paused(club, bought, today=day("03-01"), ends=day("03-10"))
    assert resumed(club, bought, today=day("03-05")).expires_on == "2026-04-04"
    paused(club, bought, today=day("03-05"), starts=day("03-20"), ends=day("03-24"))
    assert shown(club, member.id, day("03-05")).expires_on == "2026-04-09"
    assert resumed(club, bought, today=day("03-06")).expires_on == "2026-04-04"
    with pytest.raises(RuleBroken, match="not paused"):
        resumed(club, bought, today=day("03-06"))


def test_a_pause_moves_nothing_where_the_setting_says_so(club: Database) -> None:
    """PP3: passes.pause_moves_expiry off."""
    settings(club, passes_pause_moves_expiry=False)
    member, gym = a_member(club), a_pass_type(club, valid_days=30)
    bought = sold(club, member.id, gym, today=day("03-01"))
    paused(club, bought, today=day("03-01"))
    assert [shown(club, member.id, day(text)).state for text in ("03-31", "04-01")] == ["paused", "expired"]
    with pytest.raises(RuleBroken, match="not paused"):
        resumed(club, bought, today=day("04-01"))


def test_pauses_do_not_overlap_each_other_or_uses(club: Database) -> None:
    """PP3: refused with what stands in the way."""
    member, gym = a_member(club), a_pass_type(club, valid_days=60)
    bought = sold(club, member.id, gym, today=day("03-01"))
    used(club, bought, today=day("03-05"))
    for starts, ends, sentence in (
        ("03-04", "03-06", "used on 2026-03-05"),
        ("02-20", None, "has not begun"),
        ("07-01", None, "before the pause begins"),
    ):
        with pytest.raises(RuleBroken, match=sentence):
            paused(club, bought, today=day("03-06"), starts=day(starts), ends=None if ends is None else day(ends))
    paused(club, bought, today=day("03-06"), starts=day("03-10"), ends=day("03-12"))
    with pytest.raises(RuleBroken, match="paused from 2026-03-10 already"):
        paused(club, bought, today=day("03-06"), starts=day("03-08"))
    with pytest.raises(BadValue):
        paused(club, bought, today=day("03-06"), starts=day("03-20"), ends=day("03-19"))
    with pytest.raises(BadValue):
        paused(club, bought, today=day("03-06"), starts=day("03-20"), ends=date(2999, 1, 1))


# Correcting and cancelling ----------------------------------------------------------------------------------------------------------


def test_the_number_of_uses_is_corrected_with_a_note(club: Database) -> None:
    """PP4: an adjustment; never below nothing; a used up pass lives again."""
    member, swim = a_member(club), a_pass_type(club, uses=1)
    bought = sold(club, member.id, swim)
    used(club, bought)
    with pytest.raises(BadValue, match="reason"):
        club.perform(an_act("Adjust"), passes.adjust, [bought], 1, note=" ")
    answer = club.perform(an_act("Adjust"), passes.adjust, [bought], 2, note="Broken lock")[0]
    assert (answer.state, answer.uses_left) == ("active", 2)
    with pytest.raises(RuleBroken, match="has 2 uses left; 3 cannot be taken"):
        club.perform(an_act("Adjust"), passes.adjust, [bought], -3, note="Slip")
    wrong: list[Any] = [0, 10**6, True, 1.5]
    for n in wrong:
        with pytest.raises(BadValue):
            club.perform(an_act("Adjust"), passes.adjust, [bought], n, note="Slip")


def test_cancelling_is_final_and_shows_the_unused_share(club: Database) -> None:
    """PP4: reason; 7 of 10 uses of 49.99 are 34.99, rounded down."""
    member, swim = a_member(club), a_pass_type(club, price=4999)
    bought = sold(club, member.id, swim)
    for _ in range(3):
        used(club, bought)
    assert shown(club, member.id).unused_share == 3499
    with pytest.raises(BadValue, match="reason"):
        club.perform(an_act("Cancel"), passes.cancel, [bought], reason="")
    with pytest.raises(RuleBroken, match="no periods"):
        club.perform(an_act("Cancel"), passes.cancel, [bought], reason="Moves away", at_period_end=True)
    answer = club.perform(an_act("Cancel"), passes.cancel, [bought], reason="Moves away")[0]
    assert (answer.state, answer.unused_share) == ("cancelled", 3499)
    for operation in (used, paused, resumed):
        with pytest.raises(RuleBroken):
            operation(club, bought)


def test_open_passes_are_cancelled_when_a_member_leaves(club: Database) -> None:
    """G2: listed, and cancelled only when asked."""
    member, swim = a_member(club), a_pass_type(club, uses=1)
    first, second = sold(club, member.id, swim), sold(club, member.id, swim)
    used(club, first)
    with club.read() as connection:
        assert [each.id for each in passes.open_passes(connection, member.id, TODAY)] == [second]

    def leave(work: Work) -> list[int]:
        with Books(work, [member.id]) as books:
            return list(passes.cancel_open(books, books[member.id], "Left"))

    assert club.perform(an_act("Leave"), leave) == [second]
    assert stored(club, second)["state"] == "cancelled"


# Subscriptions ----------------------------------------------------------------------------------------------------------------------


def a_subscription(club: Database, **values: Any) -> int:
    """A monthly subscription of four uses."""
    return a_pass_type(club, "Gym", **{"uses": 4, "period": "month", "renewal": "automatic", **values})


def test_each_period_has_its_own_uses(engine_url: str) -> None:
    """U1: unused ones do not carry over; reading does not wait for the daily run, which only notes it."""
    club = a_club(engine_url)
    member, gym = a_member(club), a_subscription(club)
    bought = sold(club, member.id, gym, today=day("01-15"))
    for _ in range(4):
        last = used(club, bought, today=day("01-20"))
    assert (last.state, stored(club, bought)["state"]) == ("used_up", "active")
    with pytest.raises(RuleBroken, match="used up"):
        used(club, bought, today=day("02-14"))
    row = shown(club, member.id, day("02-15"))
    assert (row.state, row.uses_left, row.period_starts_on, row.period_ends_on) == ("active", 4, "2026-02-15", "2026-03-14")
    assert used(club, bought, today=day("04-01")).uses_left == 3
    assert settled(club, day("04-01")) == 0
    assert settled(club, day("04-15")) == 1
    assert (stored(club, bought)["uses_left"], stored(club, bought)["period_starts_on"]) == (4, "2026-04-15")
    assert settled(club, day("04-15")) == 0
    club.close()


def test_unused_uses_carry_over_where_the_type_says_so(club: Database) -> None:
    """U1."""
    member, gym = a_member(club), a_subscription(club, carries_over=True)
    bought = sold(club, member.id, gym, today=day("01-15"))
    used(club, bought, today=day("01-20"))
    assert shown(club, member.id, day("02-15")).uses_left == 7
    assert shown(club, member.id, day("03-15")).uses_left == 11


def test_a_period_opens_on_payment(engine_url: str) -> None:
    """U1: paid before, the next one follows; paid late, it opens on that day; until then nothing is used."""
    club = a_club(engine_url)
    member, gym = a_member(club), a_subscription(club, renewal="on_payment")
    bought = sold(club, member.id, gym, today=day("01-15"))
    club.perform(an_act("Pay", today=day("01-31")), passes.pay, [bought])
    assert shown(club, member.id, day("02-15")).state == "active"
    late = shown(club, member.id, day("03-20"))
    assert (late.state, late.awaits_payment, late.ended_on) == ("expired", True, "2026-03-14")
    assert settled(club, day("03-20")) == 1
    with pytest.raises(RuleBroken, match="opens when it is paid"):
        used(club, bought, today=day("03-20"))
    club.perform(an_act("Pay", today=day("03-20")), passes.pay, [bought])
    row = shown(club, member.id, day("03-20"))
    assert (row.state, row.uses_left, row.period_starts_on, row.period_ends_on) == ("active", 4, "2026-03-20", "2026-04-19")
    assert shown(club, member.id, day("04-20")).awaits_payment
    club.close()


def test_only_what_renews_on_payment_is_paid(club: Database) -> None:
    """U1: refused for other passes, and for those that end."""
    member = a_member(club)
    for type_id in (a_pass_type(club), a_subscription(club)):
        with pytest.raises(RuleBroken, match="does not renew on payment"):
            club.perform(an_act("Pay"), passes.pay, [sold(club, member.id, type_id)])


def test_a_subscription_ends_with_its_period(club: Database) -> None:
    """U1: cancelled at period end it is used until then; at once, the days left of an unlimited one are unused."""
    member, gym = a_member(club), a_subscription(club, uses=None, price=3100)
    bought = sold(club, member.id, gym, today=day("01-01"))
    assert shown(club, member.id, day("01-21")).unused_share == 1000
    answer = club.perform(an_act("Cancel", today=day("01-10")), passes.cancel, [bought], reason="Moves", at_period_end=True)[0]
    assert (answer.state, answer.uses_left) == ("active", None)
    assert used(club, bought, today=day("01-31")).state == "active"
    after = shown(club, member.id, day("02-01"))
    assert (after.state, after.ended_on) == ("cancelled", "2026-01-31")
    assert settled(club, day("02-10")) == 1
    assert stored(club, bought)["ended_on"] == "2026-01-31"


def test_a_pause_moves_the_end_of_the_period_in_which_it_begins(club: Database) -> None:
    """U1, PP3: also one that is entered for a coming period."""
    member, gym = a_member(club), a_subscription(club)
    bought = sold(club, member.id, gym, today=day("01-15"))
    paused(club, bought, today=day("01-15"), starts=day("02-20"), ends=day("03-01"))
    assert shown(club, member.id, day("01-20")).period_ends_on == "2026-02-14"
    assert shown(club, member.id, day("02-18")).period_ends_on == "2026-03-24"
    assert shown(club, member.id, day("03-25")).period_ends_on == "2026-04-24"
    paused(club, bought, today=day("03-26"))
    row = shown(club, member.id, day("06-01"))
    assert (row.state, row.period_ends_on) == ("paused", "2026-04-24")
    resumed(club, bought, today=day("04-05"))
    assert shown(club, member.id, day("04-05")).period_ends_on == "2026-05-04"


def test_a_use_is_added_to_the_present_period(club: Database) -> None:
    """U1: add a use; the next period is as agreed."""
    member, gym = a_member(club), a_subscription(club)
    bought = sold(club, member.id, gym, today=day("01-15"))
    assert club.perform(an_act("Add", today=day("01-16")), passes.adjust, [bought], 1, note="Sorry")[0].uses_left == 5
    assert shown(club, member.id, day("02-15")).uses_left == 4


def test_a_use_of_a_period_that_is_over_does_not_come_back(club: Database) -> None:
    """U1, PP2: each period's uses are counted apart."""
    member, gym = a_member(club), a_subscription(club)
    bought = sold(club, member.id, gym, today=day("01-15"))
    use = used(club, bought, today=day("02-14"))
    assert taken_back(club, use, today=day("02-16")).uses_left == 4


@pytest.mark.parametrize(
    ("anchor", "start", "period", "end"),
    [
        ("2026-01-31", "2026-01-31", "month", "2026-02-27"),
        ("2026-01-31", "2026-02-28", "month", "2026-03-30"),
        ("2026-01-31", "2026-03-31", "month", "2026-04-29"),
        ("2024-02-29", "2024-02-29", "year", "2025-02-27"),
        ("2024-02-29", "2027-02-28", "year", "2028-02-28"),
        ("2026-01-15", "2026-02-25", "quarter", "2026-05-24"),
    ],
)
def test_periods_follow_each_other_on_the_same_day_of_the_month(anchor: str, start: str, period: str, end: str) -> None:
    """C4: the last day of a shorter month, without drifting."""
    assert period_end(anchor, start, period) == end


# By the day -------------------------------------------------------------------------------------------------------------------------


def test_the_daily_run_stores_what_days_change(engine_url: str) -> None:
    """E3: pauses that begin and end, and passes that expire, once each."""
    club = a_club(engine_url)
    member, gym = a_member(club), a_pass_type(club, valid_days=30)
    bought = sold(club, member.id, gym, today=day("03-01"))
    paused(club, bought, today=day("03-01"), starts=day("03-05"), ends=day("03-06"))
    states = [
        (settled(club, day(text)), stored(club, bought)["state"], settled(club, day(text)))
        for text in ("03-04", "03-05", "03-06", "03-07", "04-02", "04-03")
    ]
    assert states == [(0, "active", 0), (1, "paused", 0), (0, "paused", 0), (1, "active", 0), (0, "active", 0), (1, "expired", 0)]
    assert stored(club, bought)["ended_on"] == "2026-04-02"
    club.close()


def test_passes_nearly_used_up_are_listed(club: Database) -> None:
    """N6: active members with one use left, whose pass has not expired."""
    member, swim = a_member(club), a_pass_type(club, uses=2, valid_days=10)
    bought = sold(club, member.id, swim)
    with club.read() as connection:
        assert passes.nearly_used_up(connection, TODAY) == ()
    used(club, bought)
    with club.read() as connection:
        found = passes.nearly_used_up(connection, TODAY, people=[member.id])
        assert [(each.pass_id, each.uses_left, each.expires_on) for each in found] == [
            (bought, 1, (TODAY + timedelta(days=10)).isoformat())
        ]
        assert passes.nearly_used_up(connection, TODAY + timedelta(days=11)) == ()


# Undo -------------------------------------------------------------------------------------------------------------------------------


def test_every_operation_can_be_taken_back(club: Database) -> None:
    """C2: sale, use, pause, resume, correction, payment and cancelling; refused where the pass was changed since."""
    member, gym = a_member(club), a_subscription(club, renewal="on_payment", valid_days=300)
    act = an_act("Sell")
    bought = club.perform(act, passes.sell, [member.id], gym)[0].pass_id
    operations: list[tuple[Any, dict[str, Any]]] = [
        (pass_pauses.pause, {"ends": TODAY + timedelta(days=3)}),
        (passes.pay, {}),
        (passes.cancel, {"reason": "Slip"}),
        (passes.cancel, {"reason": "Slip", "at_period_end": True}),
    ]
    for operation, values in operations:
        before, doing = stored(club, bought), an_act("Do")
        club.perform(doing, operation, [bought], **values)
        undo(club, passes.undo_changed, doing.op_id)
        after = stored(club, bought)
        assert {**after, "version": 0} == {**before, "version": 0}
        assert shown(club, member.id).pauses == ()
        with pytest.raises(RuleBroken, match="changed since"):
            undo(club, passes.undo_changed, doing.op_id)
    paused(club, bought, starts=TODAY + timedelta(days=2), ends=TODAY + timedelta(days=5))
    early, doing = shown(club, member.id), an_act("Resume")
    club.perform(doing, pass_pauses.resume, [bought])
    undo(club, passes.undo_changed, doing.op_id)
    late = shown(club, member.id)
    assert [(each.starts_on, each.ends_on) for each in late.pauses] == [(each.starts_on, each.ends_on) for each in early.pauses]
    assert (late.expires_on, late.period_ends_on) == (early.expires_on, early.period_ends_on)
    with pytest.raises(RuleBroken, match="cancel the pass instead"):
        undo(club, passes.undo_sold, act.op_id)


def test_a_sale_and_a_use_are_taken_back(club: Database) -> None:
    member, swim = a_member(club), a_pass_type(club)
    selling, using = an_act("Sell"), an_act("Use")
    bought = club.perform(selling, passes.sell, [member.id], swim)[0].pass_id
    other = sold(club, member.id, swim)
    club.perform(using, passes.use, [other])
    undo(club, passes.undo_used, using.op_id)
    undo(club, passes.undo_sold, selling.op_id)
    with club.read() as connection:
        assert [(each.id, each.uses_left) for each in pass_record.of_person(connection, member.id, TODAY)] == [(other, 10)]
    with pytest.raises(NotFound, match="no longer there"):
        used(club, bought)


def test_a_batch_of_members_gets_a_pass_each(club: Database) -> None:
    """C2: all or nothing."""
    people, swim = [a_member(club).id for _ in range(3)], a_pass_type(club)
    assert [each.person for each in club.perform(an_act("Sell"), passes.sell, people, swim)] == people
    suspended(club, people[1])
    with pytest.raises(RuleBroken):
        club.perform(an_act("Sell"), passes.sell, people, swim)
    with club.read() as connection:
        assert len(pass_record.of_person(connection, people[0], TODAY)) == 1


def test_a_pause_that_moves_and_one_that_does_not_stand_side_by_side() -> None:
    """PP3: each pause keeps the setting of its day."""
    row: dict[str, Any] = {
        **dict.fromkeys(("period_starts_on", "period_ends_on", "paid_ahead", "ended_on", "renewal", "period")),
        "state": "active", "uses_left": 3, "starts_on": "2026-01-01", "expires_on": "2026-03-31", "ends_with_period": False,
    }  # fmt: skip
    stays, moves = Pause("2026-03-20", None, False), Pause("2026-03-20", None, True)
    assert standing(row, (stays,), day("04-01")).state == "expired"
    assert standing(row, (moves,), day("04-01")).state == "paused"
