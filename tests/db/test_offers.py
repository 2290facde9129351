"""What one or many can have and be given, what can be corrected, and trying before pressing: read on both engines (R1, R2, R5, L4, L7, L14, E6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from db import in_parts
from db.database import Database
from db.errors import RuleBroken, Stopped
from db.operations import activities, correctable, offers, points, rehearsal, rewards, undo
from db.operations.offers import Offer
from db.rewards import issued_lines
from tests.builders import TODAY, a_club, a_prospect, an_act
from tests.builders_rewards import a_holder, a_reward, balance, earn, give, redeem, set_club, set_person, stock


@pytest.fixture
def club(engine_url: str) -> Iterator[Database]:
    """A new club on each engine."""
    database = a_club(engine_url)
    yield database
    database.close()


def by_name(found: tuple[Offer, ...]) -> dict[str, Offer]:
    """Offers by their names."""
    return {offer.name: offer for offer in found}


def rewards_for(club: Database, *people: int) -> dict[str, Offer]:
    """What these people can have for points."""
    with club.read() as connection:
        return by_name(offers.rewards_for(connection, people, TODAY))


def test_a_dearer_reward_is_offered_with_what_is_missing(club: Database) -> None:
    """R2, L4, features 4.13: a reward dearer than the balance can be read and says how many points are missing."""
    person = a_holder(club, 188)
    a_reward(club, "Coffee", 200)
    a_reward(club, "Biscuit", 100)
    found = rewards_for(club, person)
    assert (found["Biscuit"].is_open, found["Coffee"].is_open) == (True, False)
    assert str(found["Coffee"].refusals[0].reason) == "12 missing"
    assert list(found) == ["Biscuit", "Coffee"]


def test_a_selection_names_who_cannot_and_why(club: Database) -> None:
    """C2: of many, those who cannot have it are named; three at most, all counted."""
    rich = a_holder(club, 500, first_name="Anna")
    poor = [a_holder(club, 10, first_name=f"Poor {at}", last_name=None) for at in range(4)]
    a_reward(club, "Coffee", 200)
    offer = rewards_for(club, rich, *poor)["Coffee"]
    assert (offer.refused, [each.name for each in offer.refusals]) == (4, ["Poor 0", "Poor 1", "Poor 2"])
    assert not offer.is_open


def test_a_stock_must_last_for_everybody(club: Database) -> None:
    """R1, R3: one left is enough for one and too few for two; none left is sold out."""
    one, other = a_holder(club, 500, first_name="Anna"), a_holder(club, 500, first_name="Bo")
    reward = a_reward(club, "Coffee", 200, stock=1)
    assert rewards_for(club, one)["Coffee"].is_open
    assert str(rewards_for(club, one, other)["Coffee"].closed) == "only 1 left"
    redeem(club, one, reward)
    assert str(rewards_for(club, other)["Coffee"].closed) == "sold out"


def test_nobody_suspended_and_no_prospect_is_offered_a_reward(club: Database) -> None:
    """R9, G1, O5: the reason is told, whatever the balance."""
    person = a_holder(club, 500)
    a_reward(club, "Coffee", 200)
    set_person(club, person, status="suspended")
    assert str(rewards_for(club, person)["Coffee"].refusals[0].reason) == "member not active"
    prospect = a_prospect(club).id
    assert str(rewards_for(club, prospect)["Coffee"].refusals[0].reason) == "not a member"
    set_club(club, active=False)
    assert str(rewards_for(club, person)["Coffee"].refusals[0].reason) == "programme switched off"


def test_a_gift_minds_stock_and_limit_but_no_price(club: Database) -> None:
    """R5: price and tier do not matter to a gift; the limit does."""
    person = a_holder(club)
    reward = a_reward(club, "Coffee", 200, at_most=1, at_most_per="life")
    with club.read() as connection:
        assert by_name(offers.gifts_for(connection, [person], TODAY))["Coffee"].is_open
    give(club, person, reward)
    with club.read() as connection:
        gift = by_name(offers.gifts_for(connection, [person], TODAY))["Coffee"]
    assert str(gift.refusals[0].reason) == "already had"


def test_an_activity_says_how_often_it_is_left(club: Database) -> None:
    """L14: three a year: after one there are two left; a reversed one does not count; at none it is closed."""
    person = a_holder(club)
    named = club.perform(an_act(), activities.add, "Survey", 20, at_most=2, at_most_per="year")

    def left() -> tuple[int | None, bool]:
        with club.read() as connection:
            offer = offers.activities_for(connection, [person], TODAY)[0]
        return offer.left, offer.is_open

    assert left() == (2, True)
    first = club.perform(an_act(), activities.give, [person], named.id)[0]
    club.perform(an_act(), activities.give, [person], named.id)
    assert left() == (0, False)
    with pytest.raises(RuleBroken, match="as often as it is given in a year"):
        club.perform(an_act(), activities.give, [person], named.id)
    assert first.entry is not None
    club.perform(an_act(), points.reverse, [first.entry], note="by mistake")
    assert left() == (1, True)


def test_a_rehearsal_answers_and_leaves_nothing(club: Database) -> None:
    """L7: what a reversal would do is told by doing it and taking it back; refusals are the operation's own."""
    person = a_holder(club, 100)
    reward = a_reward(club, "Coffee", 60)
    entry = redeem(club, person, reward).entry
    assert entry is not None
    moved = rehearsal.rehearse(club, an_act(), points.reverse, [entry], note="?")
    assert (moved[0].points, moved[0].available) == (60, 100)
    assert balance(club, person) == (40, 0)
    with club.read() as connection:
        assert issued_lines.of_people(connection, [person], TODAY)[0].state == "redeemed"
        assert correctable.entries_of(connection, person)[0].id == entry
    with pytest.raises(RuleBroken, match="available"):
        rehearsal.rehearse(club, an_act(), points.adjust, [person], -50, note="?")


def test_what_was_reversed_can_be_reversed_no_more(club: Database) -> None:
    """L7: a reversal is not itself reversible, and an entry is reversed once."""
    person = a_holder(club, 100)
    with club.read() as connection:
        first = correctable.entries_of(connection, person)[0]
    assert (first.kind, first.points, first.is_over) == ("adjust", 100, False)
    club.perform(an_act(), points.reverse, [first.id], note="by mistake")
    with club.read() as connection:
        assert correctable.entries_of(connection, person) == ()
        assert correctable.entries(connection, [first.id])[0].is_over


def test_lots_that_end_and_expired_points_are_listed(club: Database) -> None:
    """E6: the soonest lot first; what expired, until it is given back."""
    person = a_holder(club)
    earn(club, person, 50, expires=TODAY + timedelta(days=30))
    earn(club, person, 20, expires=TODAY)
    earn(club, person, 70)
    with club.read() as connection:
        assert [(lot.points, lot.last) for lot in correctable.lots_of(connection, [person], TODAY)] == [
            (20, TODAY.isoformat()),
            (50, (TODAY + timedelta(days=30)).isoformat()),
        ]
    tomorrow = TODAY + timedelta(days=1)
    earn(club, person, 1, today=tomorrow)
    with club.read() as connection:
        expired = correctable.expired_of(connection, [person])
        assert [(line.points, line.day) for line in expired] == [(-20, tomorrow.isoformat())]
        assert [lot.points for lot in correctable.lots_of(connection, [person], tomorrow)] == [50]
    club.perform(an_act(today=tomorrow), points.reinstate, [expired[0].id], note="we were closed")
    with club.read() as connection:
        assert correctable.expired_of(connection, [person]) == ()


def test_issued_rewards_tell_how_they_came_and_why_they_went(club: Database) -> None:
    """R4, R6: state, who changed it, the note of the last change, and what was given back."""
    person = a_holder(club, 500)
    reward = a_reward(club, "Coffee", 200, valid_days=10)
    redeem(club, person, reward, handed_over=False, note="blue")
    given = give(club, person, name="A slice of cake")
    with club.read() as connection:
        cake, coffee = issued_lines.of_people(connection, [person], TODAY)
    assert (coffee.paid, coffee.points, coffee.state, coffee.note, coffee.source) == (True, 200, "issued", "blue", "redeemed")
    assert (cake.id, cake.paid, cake.source) == (given, False, "given")
    club.perform(an_act(operator="Amina"), rewards.revoke, [coffee.id], note="wrong colour")
    with club.read() as connection:
        gone = issued_lines.of_ids(connection, [coffee.id], TODAY)[0]
        assert issued_lines.of_people(connection, [person], TODAY, states=("issued",))[0].id == given
    assert (gone.state, gone.operator, gone.note, gone.points_back) == ("revoked", "Amina", "wrong colour", 200)


def test_a_date_too_far_back_is_the_fault_of_its_field(club: Database) -> None:
    """C3: what is refused names the field, so that the dialog can mark it."""
    person = a_holder(club)
    for day in (TODAY + timedelta(days=1), date(2026, 1, 1)):
        with pytest.raises(RuleBroken) as refused:
            club.perform(an_act(), points.adjust, [person], 5, note="late", day=day)
        assert getattr(refused.value, "key", None) == "day"


def test_many_are_moved_in_parts_and_a_stop_changes_nothing(club: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """C2, R3, rule 7: stock, limit and points hold over all parts; *Stop* between two leaves everything as it was."""
    monkeypatch.setattr(in_parts, "PART", 2)
    people = [a_holder(club, 100, first_name=f"Nr {at}") for at in range(5)]
    reward = a_reward(club, "Coffee", 40, stock=6)
    steps: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        club.perform(an_act(), points.adjust, people, 5, note="fair", stop=lambda: len(steps) == 1, progress=lambda *at: steps.append(at))
    assert steps == [(2, 5)]
    assert [balance(club, person) for person in people] == [(100, 0)] * 5
    moved = club.perform(an_act(), rewards.redeem, people, reward.id, progress=lambda *at: steps.append(at))
    assert (len(moved), steps[1:], stock(club, reward)) == (5, [(2, 5), (4, 5), (5, 5)], 1)
    with pytest.raises(RuleBroken, match="Only 1"):
        club.perform(an_act(), rewards.give, people, reward.id)
    assert stock(club, reward) == 1


def test_undo_of_a_reversed_redemption_is_refused_by_its_reason(club: Database) -> None:
    """L7: a reversal is not itself reversible; the sentence says what to do instead."""
    person = a_holder(club, 100)
    entry = redeem(club, person, a_reward(club, "Coffee", 60)).entry
    assert entry is not None
    act = an_act("Reverse")
    club.perform(act, points.reverse, [entry], note="wrong member")
    with pytest.raises(RuleBroken, match="spend the points anew"):
        club.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert balance(club, person) == (100, 0)
