"""Rewards that the balance reaches, and the outbox (N1–N5, N8)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from db.books import Books
from db.entities.rewards import Notice
from db.operations import catalogue, notices, points, rewards
from db.operations import tiers as tier_operations
from db.rewards import noticing
from db.work import Work
from tests.builders import TODAY, a_club, a_prospect, an_act
from tests.builders_rewards import (
    a_file_club,
    a_holder,
    a_reward,
    earn,
    lose,
    outbox,
    redeem,
    set_person,
    told,
)


def test_reaching_the_cost_of_a_reward_is_told_once(engine_url: str) -> None:
    """N1: old < cost ≤ new, exactly met too; N3: none when points stay or rise on."""
    database = a_club(engine_url)
    coffee = a_reward(database)
    person = a_holder(database)
    assert earn(database, person, 199).notices == ()
    assert earn(database, person, 1).notices == ("reward",)
    assert earn(database, person, 100).notices == ()
    assert outbox(database, person) == [("reward", f"reward:{coffee.id}", "waiting")]
    assert told(database, person) == ["200 points are reached: “Coffee” can be had now."]
    database.close()


def test_several_rewards_reached_at_once_are_one_notice_for_the_dearest(engine_url: str) -> None:
    """N2: naming the others."""
    database = a_club(engine_url)
    for name, price in (("Biscuit", 50), ("Cake", 300), ("Coffee", 200), ("Mug", 1000)):
        a_reward(database, name, price)
    person = a_holder(database, 300)
    assert told(database, person) == ["300 points are reached: “Cake” can be had now, and so can “Coffee”, “Biscuit”."]
    database.close()


def test_only_rewards_that_the_member_can_have_are_told(tmp_path: Path) -> None:
    """N1: reward active, in stock, tier fits, member active."""
    database = a_file_club(tmp_path)
    gold = database.perform(an_act(), tier_operations.add, name="Gold", threshold=5000).id
    a_reward(database, "Lounge", 10, tier_id=gold)
    a_reward(database, "Poster", 20, stock=0)
    a_reward(database, "Summer", 30, active_to="2026-07-14")
    a_reward(database, "Gift", 0)
    old = a_reward(database, "Old", 40)
    database.perform(an_act(), catalogue.retire, [old.id])
    had = a_reward(database, "Had", 50, at_most=1, at_most_per="life")
    person = a_holder(database)
    database.perform(an_act(), rewards.give, [person], had.id)
    earn(database, person, 100)
    guest = a_prospect(database, last_name="Guest").id
    a_reward(database, "Coffee", 60)
    earn(database, guest, 100)
    assert (outbox(database, person), outbox(database, guest)) == ([], [])
    database.close()


def test_the_same_reward_is_told_again_only_after_falling_below_and_some_days(engine_url: str) -> None:
    """N3: until the balance has been below the cost again and at least D days passed."""
    database = a_club(engine_url)
    a_reward(database)
    person = a_holder(database, 200)
    lose(database, person, 100)
    # It was never told: what waited is dropped, and reaching it again is news.
    assert earn(database, person, 100, today=TODAY + timedelta(days=1)).notices == ("reward",)
    assert [state for _, _, state in outbox(database, person)] == ["dropped", "waiting"]
    database.close()


def test_what_was_told_is_not_told_again_within_the_days_of_the_setting(engine_url: str) -> None:
    """N3: notices.repeat_days, 7."""
    database = a_club(engine_url)
    a_reward(database)
    person = a_holder(database, 200)
    with database.read() as connection:
        notice = connection.execute(select(Notice.c.id)).scalar_one()
    database.perform(an_act(), notices.tell, [notice])
    for day, expected in ((1, ()), (6, ()), (7, ("reward",))):
        lose(database, person, 100, today=TODAY + timedelta(days=day))
        assert earn(database, person, 100, today=TODAY + timedelta(days=day)).notices == expected
    database.close()


def test_a_reversal_before_it_was_told_drops_the_notice(engine_url: str) -> None:
    """N5: reversed before sending → dropped; N4: a reversal itself tells nothing."""
    database = a_club(engine_url)
    coffee, biscuit = a_reward(database), a_reward(database, "Biscuit", 50)
    person = a_holder(database)
    first, second = earn(database, person, 60), earn(database, person, 200)
    assert [state for _, _, state in outbox(database, person)] == ["waiting", "waiting"]
    assert second.entry is not None
    assert first.entry is not None
    database.perform(an_act(), points.reverse, [second.entry], note="mistyped")
    assert outbox(database, person) == [("reward", f"reward:{biscuit.id}", "waiting"), ("reward", f"reward:{coffee.id}", "dropped")]
    database.perform(an_act(), points.reverse, [first.entry], note="mistyped")
    assert [state for _, _, state in outbox(database, person)] == ["dropped", "dropped"]
    database.close()


def test_a_notice_of_several_rewards_keeps_what_the_balance_still_pays_for(tmp_path: Path) -> None:
    """N2, N5: what is left of it is still true."""
    database = a_file_club(tmp_path)
    a_reward(database)
    a_reward(database, "Biscuit", 50)
    person = a_holder(database, 250)
    lose(database, person, 100)
    assert told(database, person) == ["50 points are reached: “Biscuit” can be had now."]
    database.close()


def test_redeeming_tells_nothing(tmp_path: Path) -> None:
    """N3: none when points fall."""
    database = a_file_club(tmp_path)
    coffee, person = a_reward(database), a_holder(database, 600)
    assert redeem(database, person, coffee).notices == ()
    assert [state for _, _, state in outbox(database, person)] == ["waiting"]
    database.close()


def test_points_that_become_available_overnight_are_told_by_whatever_comes_first(engine_url: str) -> None:
    """N1: when the daily run, or any operation, makes pending points available."""
    database = a_club(engine_url)
    a_reward(database)
    person = a_holder(database)
    assert earn(database, person, 300, pending_days=2).notices == ()

    def opened(work: Work) -> tuple[str, ...]:
        with Books(work, [person]) as books:
            pass
        return tuple(books[person].notices)

    assert database.perform(an_act(today=TODAY + timedelta(days=1)), opened) == ()
    assert database.perform(an_act(today=TODAY + timedelta(days=2)), opened) == ("reward",)
    assert database.perform(an_act(today=TODAY + timedelta(days=3)), opened) == ()
    database.close()


def test_points_that_lapsed_meanwhile_count_as_a_fall(tmp_path: Path) -> None:
    """N1, N3: 100 lapse to 40, and 30 more reach a cost of 50 from below."""
    database = a_file_club(tmp_path)
    a_reward(database, "Biscuit", 50)
    person = a_holder(database)
    earn(database, person, 60, expires=TODAY)
    earn(database, person, 40)
    far = TODAY + timedelta(days=30)
    assert earn(database, person, 30, today=far).notices == ("reward",)
    database.close()


def test_nothing_is_told_where_the_books_are_silent(tmp_path: Path) -> None:
    """N4: openings, imports, merges, reversals."""
    database = a_file_club(tmp_path)
    a_reward(database)
    person = a_holder(database)

    def opening(work: Work) -> None:
        with Books(work, [person], notices=False) as books:
            books.give(books[person], "opening", 500, day=work.today, expires=None)
            noticing.add(books, books[person], "welcome", "welcome", {})

    database.perform(an_act(), opening)
    assert outbox(database, person) == []
    database.close()


def test_a_suspended_member_is_told_nothing(tmp_path: Path) -> None:
    """N1: member active."""
    database = a_file_club(tmp_path)
    person = a_holder(database)
    set_person(database, person, status="suspended")

    def add(work: Work) -> int | None:
        with Books(work, [person]) as books:
            return noticing.add(books, books[person], "welcome", "welcome", {})

    assert database.perform(an_act(), add) is None
    database.close()


@pytest.mark.parametrize(
    ("kind", "email", "consent", "channel"),
    [
        ("reward", "zoe@example.org", None, "mail"),
        ("reward", "zoe@example.org", "no", "mail"),
        ("reward", None, "yes", "desk"),
        ("birthday", "zoe@example.org", "yes", "mail"),
        ("birthday", "zoe@example.org", "no", "desk"),
        ("anniversary", "zoe@example.org", None, "desk"),
        ("birthday", None, "yes", "desk"),
    ],
)
def test_a_notice_goes_by_mail_where_it_may_else_to_the_desk(kind: str, email: str | None, consent: str | None, channel: str) -> None:
    """N5, N8: greetings need consent, messages about own points do not."""
    assert noticing.channel(kind, email, consent) == channel


def test_a_kind_that_has_no_sentence_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    """Every kind that goes into the outbox can be shown."""
    database = a_file_club(tmp_path)
    person = a_holder(database)

    def add(work: Work) -> None:
        with Books(work, [person]) as books:
            noticing.add(books, books[person], "weather", "rain", {})

    with pytest.raises(ValueError, match="weather"):
        database.perform(an_act(), add)
    database.close()


def test_what_is_no_longer_true_is_dropped_unless_it_was_told(tmp_path: Path) -> None:
    """N5: for instance a tier that was reached by points taken back (T8)."""
    database = a_file_club(tmp_path)
    person = a_holder(database)

    def add_and_drop(work: Work) -> list[int]:
        with Books(work, [person]) as books:
            noticing.add(books, books[person], "tier_reached", "tier:7", {"tier": "Gold"})
        with Books(work, [person]) as books:
            return [noticing.drop(books, [person], "tier_reached", about) for about in ("tier:8", "tier:7", "tier:7")]

    assert database.perform(an_act(), add_and_drop) == [0, 1, 0]
    assert outbox(database, person) == [("tier_reached", "tier:7", "dropped")]
    database.close()


def test_a_batch_of_many_tells_each_member_once_by_a_few_statements(tmp_path: Path) -> None:
    """N1, issue 4: never a query for each sale or member."""
    database = a_file_club(tmp_path)
    a_reward(database)
    people = [a_holder(database, last_name=f"Member {place}") for place in range(30)]
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def many(work: Work) -> None:
        with Books(work, people) as books:
            for _ in range(10):
                for person in people:
                    books.give(books[person], "bonus", 30, day=work.today)

    database.perform(an_act(), many)
    assert [len(outbox(database, person)) for person in people] == [1] * 30
    assert len([one for one in statements if "rewards" in one or "notices" in one]) < 40
    database.close()
