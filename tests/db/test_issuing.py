"""Issuing within the books: what the rules give, stock and limits in a batch, frozen rewards (R1, R8, R9, T6, SC3)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from db.books import Books
from db.errors import NotFound, RuleBroken
from db.operations import catalogue, rewards
from db.rewards import issuing
from db.rewards.reward_rules import state_on
from db.work import Work
from tests.builders import TODAY, a_club, an_act
from tests.builders_rewards import a_file_club, a_holder, a_reward, expire_due, give, set_club, set_person, states, stock, the_issued


def issue(work: Work, people: list[int], reward: int, source: str) -> list[int]:
    """Issue one reward to each by hand of the books."""
    with Books(work, people) as books:
        return [issuing.issue(books, books[person], issuing.reward(books, reward), source=source) for person in people]


def by_the_rules(work: Work, people: list[int], reward: int) -> list[int | None]:
    """Issue what a tier gives."""
    with Books(work, people) as books:
        return [issuing.issue_from_catalogue(books, books[person], reward, source="tier") for person in people]


def test_what_the_rules_give_is_left_out_when_it_is_sold_out_or_was_had(engine_url: str) -> None:
    """T6, N9: a sale is never refused because a reward is not to be had."""
    database = a_club(engine_url)
    cake = a_reward(database, "Cake", 0, stock=2, at_most=1, at_most_per="life")
    people = [a_holder(database, last_name=name) for name in ("Ames", "Blok", "Cohen")]
    assert [bool(made) for made in database.perform(an_act(), by_the_rules, [*people[:1], *people], cake.id)] == [True, False, True, False]
    assert stock(database, cake) == 0
    database.perform(an_act(), catalogue.retire, [cake.id])
    assert database.perform(an_act(), by_the_rules, people[2:], cake.id) == [None]
    database.close()


def test_a_full_stamp_card_gives_its_reward_whatever_the_stock_says(engine_url: str) -> None:
    """SC3: at N the reward is issued; the stock does not fall below 0, and what never came from it does not return to it."""
    database = a_club(engine_url)
    cup = a_reward(database, "Cup", 0, stock=1)
    people = [a_holder(database, last_name=name) for name in ("Ames", "Blok")]
    made = database.perform(an_act(), issue, people, cup.id, "stamps")
    assert (len(made), stock(database, cup)) == (2, 0)
    database.perform(an_act(), rewards.revoke, [made[1]], note="stamps taken back")
    assert stock(database, cup) == 0
    database.perform(an_act(), rewards.revoke, [made[0]], note="stamps taken back")
    assert stock(database, cup) == 1
    database.close()


def test_issuing_by_hand_of_the_books_is_refused_when_sold_out(tmp_path: Path) -> None:
    """R1: and nothing of the operation stays."""
    database = a_file_club(tmp_path)
    cup = a_reward(database, "Cup", 0, stock=1)
    people = [a_holder(database, last_name=name) for name in ("Ames", "Blok")]
    with pytest.raises(RuleBroken, match="“Cup” is sold out"):
        database.perform(an_act(), issue, people, cup.id, "given")
    with pytest.raises(NotFound, match="no longer there"):
        database.perform(an_act(), issue, people, 99, "given")
    assert (states(database, people[0]), stock(database, cup)) == ([], 1)
    database.close()


def test_what_is_issued_and_revoked_in_one_operation_stays_as_revoked(engine_url: str) -> None:
    """T8, SC4: for instance a tier that is reached and lost again within one batch."""
    database = a_club(engine_url)
    cup = a_reward(database, "Cup", 0, stock=1, at_most=1, at_most_per="life")
    person = a_holder(database)

    def twice(work: Work) -> list[bool]:
        with Books(work, [person]) as books:
            made = issuing.issue_from_catalogue(books, books[person], cup.id, source="tier")
            assert made is not None
            ended = [issuing.revoke(books, books[person], made), issuing.revoke(books, books[person], made)]
            ended.append(issuing.issue_from_catalogue(books, books[person], cup.id, source="tier") is not None)
        return ended

    assert database.perform(an_act(), twice) == [True, False, True]
    assert (states(database, person), stock(database, cup)) == (["revoked", "issued"], 0)
    database.close()


def test_revoking_what_is_used_or_another_members_says_no(tmp_path: Path) -> None:
    """T8: used ones are left and reported."""
    database = a_file_club(tmp_path)
    person, other = a_holder(database), a_holder(database, last_name="Other")
    used, mine = give(database, person, name="Used", handed_over=True), give(database, person, name="Mine")

    def revoke(work: Work) -> list[bool]:
        with Books(work, [person, other]) as books:
            return [issuing.revoke(books, books[person], used), issuing.revoke(books, books[other], mine)]

    assert database.perform(an_act(), revoke) == [False, False]
    assert states(database, person) == ["redeemed", "issued"]
    database.close()


def test_valid_days_count_from_the_day_of_issue_and_include_the_last(tmp_path: Path) -> None:
    """R1, C4, E2: N days after d is d + N, and that day can still be used."""
    database = a_file_club(tmp_path)
    cup = a_reward(database, "Cup", 0, valid_days=1)
    issued = give(database, a_holder(database), cup)
    row = the_issued(database, issued)
    assert row.expires_on == "2026-07-16"
    assert [state_on(row, day) for day in ("2026-07-16", "2026-07-17")] == ["issued", "expired"]
    database.close()


# Frozen rewards (R9) -------------------------------------------------------------------------------------------------------------------


def freeze(work: Work, person: int, thaw: bool) -> int:
    """What suspending and resuming do with a member's rewards."""
    with Books(work, [person]) as books:
        return (issuing.thaw if thaw else issuing.freeze)(books, books[person])


def test_expiry_runs_on_while_a_member_is_away(tmp_path: Path) -> None:
    """R9: by default."""
    database = a_file_club(tmp_path)
    person = a_holder(database)
    issued = give(database, person, name="Flowers", expires_on=TODAY + timedelta(days=10))
    assert database.perform(an_act(), freeze, person, False) == 0
    assert database.perform(an_act(today=TODAY + timedelta(days=30)), expire_due) == 1
    assert the_issued(database, issued).state == "expired"
    database.close()


def test_expiry_stands_still_where_the_setting_says_so(engine_url: str) -> None:
    """R9: rewards.freeze_stops_expiry; after coming back there are as many days left as on leaving."""
    database = a_club(engine_url)
    set_club(database, rewards_freeze_stops_expiry=True)
    person = a_holder(database)
    issued = give(database, person, name="Flowers", expires_on=TODAY + timedelta(days=10))
    give(database, person, name="For ever")
    over = give(database, person, name="Over", expires_on=TODAY)
    away, back = TODAY + timedelta(days=4), TODAY + timedelta(days=34)
    assert database.perform(an_act(today=away), freeze, person, False) == 1
    set_person(database, person, status="suspended")
    assert database.perform(an_act(today=back), expire_due) == 1
    row = the_issued(database, issued)
    assert (row.state, row.frozen_from, state_on(row, back.isoformat())) == ("issued", "2026-07-19", "issued")
    set_person(database, person, status="active")
    assert database.perform(an_act(today=back), freeze, person, True) == 1
    row = the_issued(database, issued)
    assert (row.frozen_from, date.fromisoformat(row.expires_on)) == (None, back + timedelta(days=6))
    assert the_issued(database, over).state == "expired"
    database.close()
