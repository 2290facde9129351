"""Tiers follow points and days: up at once, kept or lowered at the review, back when points are taken back (T3–T9)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from db.database import Database
from db.entities.people import Person
from db.operations import members, refunds, sales
from db.work import Work
from tests.builders import a_member, a_prospect, an_act
from tests.builders_tiers import (
    a_ladder,
    a_reward,
    causes,
    counted,
    earn,
    earn_many,
    issued,
    put,
    settle,
    spend,
    standing,
    take_back,
    whole_history,
)


@pytest.fixture
def ladder(engine_url: str) -> Iterator[Database]:
    """Member 0, Silver 500, Gold 1000, rolling 12 months, on each engine."""
    database = a_ladder(engine_url)
    yield database
    database.close()


def _url(folder: Path) -> str:
    return f"sqlite+pysqlite:///{(folder / 'club.regulars').as_posix()}"


def member(database: Database, joined: str = "2024-01-01") -> int:
    """A member who joined then."""
    return a_member(database, joined=joined, phone=None).id


# --- up (T3, T6) ---


def test_the_worked_example_of_silver(ladder: Database) -> None:
    """T4, T6: 520 by 10 Feb 2026 is Silver, reviewed 10 Feb 2027; redeeming 400 changes nothing; 300 at the review is Base from 11 Feb."""
    person = member(ladder)
    earn(ladder, person, 220, "2025-12-01")
    assert standing(ladder, person) == ("Member", None)
    earn(ladder, person, 300, "2026-02-10")
    assert standing(ladder, person) == ("Silver", "2027-02-10")
    spend(ladder, person, 400, "2026-03-01")
    assert standing(ladder, person)[0] == "Silver"
    earn(ladder, person, 300, "2026-06-01")
    settle(ladder, [person], "2027-02-10")
    assert standing(ladder, person) == ("Silver", "2027-02-10")
    settle(ladder, [person], "2027-02-11")
    assert standing(ladder, person) == ("Member", None)
    assert causes(ladder, person) == [("2026-02-10", "Silver", "earned", 520), ("2027-02-11", "Member", "review", 300)]


def test_a_threshold_that_is_met_exactly_is_met(ladder: Database) -> None:
    """T3: value ≥ threshold, not above it; the lowest threshold is 0."""
    person = member(ladder)
    earn(ladder, person, 499, "2026-02-10")
    assert standing(ladder, person)[0] == "Member"
    earn(ladder, person, 1, "2026-02-10")
    assert standing(ladder, person)[0] == "Silver"


def test_a_first_purchase_counts_and_may_lift_over_several_tiers(ladder: Database) -> None:
    """T6, ERPNext: two tiers met at once give the higher one, with its entry reward and not that of the tier passed over."""
    a_reward(ladder, "Mug", tier="Silver")
    a_reward(ladder, "Dinner", tier="Gold")
    person = member(ladder)
    earn(ladder, person, 1200, "2026-02-10")
    assert standing(ladder, person) == ("Gold", "2027-02-10")
    assert causes(ladder, person) == [("2026-02-10", "Gold", "earned", 1200)]
    assert issued(ladder, person) == [("Dinner", "issued")]


def test_in_a_batch_each_entry_has_the_tier_of_the_one_before(ladder: Database) -> None:
    """T6: entries of one operation, in the order of their days; reviews between them are decided by the scheduled dates."""
    person = member(ladder, "2020-01-01")
    earn_many(
        ladder,
        [(person, 500, "2022-03-01"), (person, 100, "2022-05-01"), (person, 450, "2023-04-01"), (person, 60, "2023-05-01")],
        today="2023-06-01",
    )
    assert causes(ladder, person) == [
        ("2022-03-01", "Silver", "earned", 500),
        ("2023-03-02", "Member", "review", 100),
        ("2023-04-01", "Silver", "earned", 550),
    ]


def test_an_entry_of_an_earlier_day_lifts_with_what_came_in_between(ladder: Database) -> None:
    """T6: the tier is reached on the first day whose window meets it."""
    person = member(ladder)
    earn(ladder, person, 300, "2026-02-10")
    earn(ladder, person, 250, "2026-02-01", today="2026-02-12")
    assert standing(ladder, person) == ("Silver", "2027-02-10")
    assert causes(ladder, person) == [("2026-02-10", "Silver", "earned", 550)]


def test_points_older_than_the_period_do_not_count(ladder: Database) -> None:
    """T5: rolling 12 months, (d − period, d]."""
    person = member(ladder)
    earn(ladder, person, 300, "2025-02-10")
    earn(ladder, person, 300, "2026-02-10")
    assert standing(ladder, person)[0] == "Member"
    other = member(ladder)
    earn(ladder, other, 300, "2025-02-11")
    earn(ladder, other, 300, "2026-02-10")
    assert standing(ladder, other)[0] == "Silver"


# --- reviews (T6) ---


def test_who_still_has_the_points_is_renewed_for_another_period(ladder: Database) -> None:
    """T6: renewing issues no entry reward, and the next review lies a period after this one."""
    a_reward(ladder, "Mug", tier="Silver")
    person = member(ladder)
    earn(ladder, person, 500, "2026-02-10")
    earn(ladder, person, 499, "2026-05-01")
    earn(ladder, person, 1, "2027-02-10")
    settle(ladder, [person], "2027-03-20")
    assert standing(ladder, person) == ("Silver", "2028-02-10")
    assert causes(ladder, person)[-1] == ("2027-02-11", "Silver", "renewed", 500)
    assert issued(ladder, person) == [("Mug", "issued")]


def test_a_late_run_decides_by_the_scheduled_dates_in_order(ladder: Database) -> None:
    """T6, E3: two years of reviews in one go, each by its own window."""
    person = member(ladder)
    earn(ladder, person, 500, "2026-02-10")
    earn(ladder, person, 400, "2026-12-01")
    earn(ladder, person, 100, "2027-02-10")
    settle(ladder, [person], "2029-06-01")
    assert causes(ladder, person) == [
        ("2026-02-10", "Silver", "earned", 500),
        ("2027-02-11", "Silver", "renewed", 500),
        ("2028-02-11", "Member", "review", 0),
    ]


def test_one_step_lowers_by_one_tier_only(tmp_path: Path) -> None:
    """T6: the downgrade policy *one step*; the tier below is reviewed a period later."""
    database = a_ladder(_url(tmp_path), tiers_downgrade="one_step")
    person = member(database)
    earn(database, person, 1000, "2026-02-10")
    settle(database, [person], "2027-02-11")
    assert standing(database, person) == ("Silver", "2028-02-10")
    settle(database, [person], "2028-02-11")
    assert standing(database, person) == ("Member", None)
    database.close()


def test_grace_days_delay_the_decision_and_not_the_window(tmp_path: Path) -> None:
    """T6: kept or lowered on d + 1 + grace, by the window that ends on d."""
    database = a_ladder(_url(tmp_path), tiers_grace_days=30)
    person = member(database)
    earn(database, person, 500, "2026-02-10")
    earn(database, person, 500, "2027-02-20")
    settle(database, [person], "2027-03-12")
    assert standing(database, person) == ("Silver", "2027-02-10")
    settle(database, [person], "2027-03-13")
    assert causes(database, person)[-1] == ("2027-03-13", "Member", "review", 0)
    database.close()


def test_a_review_of_29_february_falls_on_the_28th(ladder: Database) -> None:
    """C4, T6."""
    person = member(ladder)
    earn(ladder, person, 500, "2028-02-29")
    assert standing(ladder, person) == ("Silver", "2029-02-28")
    settle(ladder, [person], "2029-03-01")
    assert causes(ladder, person)[-1][0] == "2029-03-01"


def test_a_calendar_year_starts_at_nought_and_keeps_the_tier_through_the_next(tmp_path: Path) -> None:
    """T5, T6: review at the end of the next year."""
    database = a_ladder(_url(tmp_path), tiers_period="calendar_year")
    person = member(database)
    earn(database, person, 400, "2025-12-31")
    earn(database, person, 499, "2026-01-01")
    assert standing(database, person)[0] == "Member"
    earn(database, person, 1, "2026-02-10")
    assert standing(database, person) == ("Silver", "2027-12-31")
    settle(database, [person], "2028-01-01")
    assert causes(database, person)[-1] == ("2028-01-01", "Member", "review", 0)
    database.close()


def test_a_lifetime_is_never_lowered(tmp_path: Path) -> None:
    """T6."""
    database = a_ladder(_url(tmp_path), tiers_period="lifetime")
    person = member(database)
    earn(database, person, 300, "2020-02-10")
    earn(database, person, 300, "2026-02-10")
    assert standing(database, person) == ("Silver", None)
    settle(database, [person], "2040-01-01")
    assert standing(database, person) == ("Silver", None)
    database.close()


# --- what counts (T2, T4, P7) ---


def test_bonus_and_adjustments_count_unless_the_settings_say_no(tmp_path: Path) -> None:
    """T4: a bonus that does not count takes nothing with it when it is reversed."""
    database = a_ladder(_url(tmp_path), tiers_count_bonus=False, tiers_count_adjustments=False)
    person = member(database)
    bonus = earn(database, person, 600, "2026-02-10", kind="bonus")
    earn(database, person, 600, "2026-02-10", kind="adjust")
    assert standing(database, person)[0] == "Member"
    earn(database, person, 500, "2026-02-10")
    assert standing(database, person)[0] == "Silver"
    take_back(database, person, bonus, "2026-02-11")
    earn(database, person, 499, "2026-02-12")
    assert standing(database, person)[0] == "Silver"
    earn(database, person, 1, "2026-02-12")
    assert standing(database, person)[0] == "Gold"
    database.close()


def test_money_counts_in_whole_units_where_the_programme_measures_it(tmp_path: Path) -> None:
    """T2: thresholds in euros, values in cents."""
    database = a_ladder(_url(tmp_path), tiers_measure="spend")
    person = member(database)
    earn(database, person, 5000, "2026-02-10")
    counted(database, person, "2026-02-10", [(49999, 1)])
    assert standing(database, person)[0] == "Member"
    counted(database, person, "2026-02-10", [(49999, 1), (1, 1)])
    assert standing(database, person) == ("Silver", "2027-02-10")
    assert causes(database, person) == [("2026-02-10", "Silver", "earned", 50000)]
    database.close()


def test_visits_are_days_however_often_somebody_came(tmp_path: Path) -> None:
    """T2: a visit is a business date with at least one sale or use."""
    database = a_ladder(_url(tmp_path), silver=2, gold=3, tiers_measure="visits")
    person = member(database)
    counted(database, person, "2026-02-10", [(100, 1), (100, 1), (0, 1)])
    assert standing(database, person)[0] == "Member"
    database.close()


def test_what_the_database_holds_of_sales_and_uses_is_what_counts(tmp_path: Path) -> None:
    """T2, T4: visits and money as they are read, by the business date of the sale, less what was refunded."""
    for measure, tier, back in (("visits", "Silver", "Silver"), ("spend", "Gold", "Member")):
        folder = tmp_path / measure
        folder.mkdir()
        database = a_ladder(_url(folder), silver=2, gold=3, tiers_measure=measure)
        person = member(database)
        for amount, day in ((199, date(2026, 2, 10)), (101, date(2026, 2, 12))):
            sold = database.perform(an_act("Sale", today=day), sales.sell, person, amount, note="n", day=day)
        assert standing(database, person)[0] == tier
        assert sold.sale is not None
        database.perform(an_act("Refund", today=date(2026, 2, 13)), refunds.refund, sold.sale, 101, note="n")
        assert standing(database, person)[0] == back
        database.close()


def test_waiting_points_count_from_the_day_of_registering(ladder: Database) -> None:
    """P7, T9: a prospect has no tier; the history begins with the tier that the waiting points give."""
    prospect = a_prospect(ladder, phone=None).id
    earn(ladder, prospect, 600, "2026-01-10")
    assert causes(ladder, prospect) == []
    ladder.perform(an_act("Register", today=date(2026, 7, 15)), members.promote, [prospect])
    assert standing(ladder, prospect) == ("Silver", "2027-07-15")
    assert whole_history(ladder, prospect) == [("2026-07-15", "Silver", "registered", 600)]
    settle(ladder, [prospect], "2027-07-16")
    assert causes(ladder, prospect) == [("2027-07-16", "Member", "review", 0)]


def test_registering_without_points_begins_in_the_base_tier(ladder: Database) -> None:
    """T1, T9: with the entry reward of the base tier, if it has one."""
    a_reward(ladder, "Welcome drink", tier="Member")
    person = member(ladder, "2026-07-01")
    assert standing(ladder, person) == ("Member", None)
    assert whole_history(ladder, person) == [("2026-07-01", "Member", "registered", 0)]
    assert issued(ladder, person) == [("Welcome drink", "issued")]


# --- back (T8) ---


def test_a_reversal_takes_the_tier_back_and_revokes_its_entry_reward(ladder: Database) -> None:
    """T8: nothing holds the upgrade but the points that are taken back."""
    a_reward(ladder, "Mug", tier="Silver", stock=5)
    person = member(ladder)
    earn(ladder, person, 300, "2026-01-10")
    entry = earn(ladder, person, 220, "2026-02-10")
    assert issued(ladder, person) == [("Mug", "issued")]
    take_back(ladder, person, entry, "2026-03-01")
    assert standing(ladder, person) == ("Member", None)
    assert causes(ladder, person)[-1] == ("2026-03-01", "Member", "reversal", 300)
    assert issued(ladder, person) == [("Mug", "revoked")]


def test_a_tier_that_other_points_hold_stays(ladder: Database) -> None:
    """T8: what came since would have lifted the member as well."""
    person = member(ladder)
    entry = earn(ladder, person, 520, "2026-02-10")
    earn(ladder, person, 500, "2026-02-12")
    take_back(ladder, person, entry, "2026-03-01")
    assert standing(ladder, person)[0] == "Silver"


def test_an_upgrade_that_did_not_rest_on_the_points_stays(ladder: Database) -> None:
    """T8: the window moved on meanwhile, and the points taken back came later."""
    person = member(ladder)
    earn(ladder, person, 200, "2025-03-01")
    earn(ladder, person, 300, "2026-02-10")
    entry = earn(ladder, person, 50, "2026-05-20")
    take_back(ladder, person, entry, "2026-06-01")
    assert standing(ladder, person) == ("Silver", "2027-02-10")


def test_several_upgrades_are_undone_one_by_one(ladder: Database) -> None:
    """T8: each with its own line in the history and its own rewards."""
    a_reward(ladder, "Mug", tier="Silver")
    a_reward(ladder, "Dinner", tier="Gold")
    person = member(ladder)
    entry = earn(ladder, person, 600, "2026-01-10")
    earn(ladder, person, 450, "2026-02-10")
    assert standing(ladder, person)[0] == "Gold"
    take_back(ladder, person, entry, "2026-03-01")
    assert [line[1:3] for line in causes(ladder, person)] == [
        ("Silver", "earned"), ("Gold", "earned"), ("Silver", "reversal"), ("Member", "reversal"),
    ]  # fmt: skip
    assert issued(ladder, person) == [("Mug", "revoked"), ("Dinner", "revoked")]


def test_back_to_the_tier_before_with_the_review_it_had(ladder: Database) -> None:
    """T8: only the upgrade that rested on the points goes."""
    person = member(ladder)
    earn(ladder, person, 600, "2026-01-10")
    entry = earn(ladder, person, 450, "2026-02-10")
    take_back(ladder, person, entry, "2026-03-01")
    assert standing(ladder, person) == ("Silver", "2027-01-10")


def test_a_jump_over_two_tiers_falls_to_the_one_that_is_still_earned(ladder: Database) -> None:
    """T8, T3."""
    person = member(ladder)
    earn(ladder, person, 600, "2026-01-10")
    put(ladder, person, "Member", "2026-01-11")
    entry = earn(ladder, person, 450, "2026-02-10")
    assert standing(ladder, person)[0] == "Gold"
    take_back(ladder, person, entry, "2026-03-01")
    assert standing(ladder, person) == ("Silver", "2027-02-10")


def test_a_negative_adjustment_acts_at_the_review_only(ladder: Database) -> None:
    """T8."""
    person = member(ladder)
    earn(ladder, person, 520, "2026-02-10")
    earn(ladder, person, -100, "2026-02-11", kind="adjust")
    assert standing(ladder, person)[0] == "Silver"


def test_an_entry_reward_is_had_once_a_period_whatever_goes_up_and_down(ladder: Database) -> None:
    """T6: a revoked one does not count; one that was had does, until the period is over."""
    a_reward(ladder, "Mug", tier="Silver")
    person = member(ladder)
    entry = earn(ladder, person, 500, "2026-02-10")
    take_back(ladder, person, entry, "2026-02-11")
    earn(ladder, person, 500, "2026-02-12")
    assert issued(ladder, person) == [("Mug", "revoked"), ("Mug", "issued")]
    put(ladder, person, "Member", "2026-03-01")
    put(ladder, person, "Silver", "2026-04-01", rewards=True)
    assert issued(ladder, person) == [("Mug", "revoked"), ("Mug", "issued")]
    put(ladder, person, "Member", "2027-02-13")
    put(ladder, person, "Silver", "2027-02-13", rewards=True)
    assert issued(ladder, person)[2:] == [("Mug", "issued")]


def test_an_upgrade_does_not_fail_because_its_reward_is_sold_out(ladder: Database) -> None:
    """T6: a sale is never refused for it."""
    a_reward(ladder, "Mug", tier="Silver", stock=0)
    person = member(ladder)
    earn(ladder, person, 500, "2026-02-10")
    assert standing(ladder, person)[0] == "Silver"
    assert issued(ladder, person) == []


# --- holds (T7) ---


def test_a_tier_put_by_hand_counts_as_reached_today(ladder: Database) -> None:
    """T7: no hold, up: reviewed normally."""
    person = member(ladder)
    put(ladder, person, "Gold", "2026-07-15")
    assert standing(ladder, person) == ("Gold", "2027-07-15")
    settle(ladder, [person], "2027-07-16")
    assert standing(ladder, person)[0] == "Member"


def test_after_lowering_by_hand_only_a_fresh_crossing_lifts_again(ladder: Database) -> None:
    """T7: value before the entry < threshold ≤ value after; otherwise it waits for the review."""
    person = member(ladder)
    earn(ladder, person, 700, "2026-02-10")
    put(ladder, person, "Member", "2026-03-01")
    assert standing(ladder, person) == ("Member", "2027-02-10")
    earn(ladder, person, 50, "2026-03-02")
    assert standing(ladder, person)[0] == "Member"
    earn(ladder, person, 250, "2026-03-03")
    assert standing(ladder, person) == ("Gold", "2027-03-03")


def test_a_member_lowered_by_hand_is_looked_at_anew_at_the_review(ladder: Database) -> None:
    """T7: it waits for the review, which may lift."""
    person = member(ladder)
    earn(ladder, person, 700, "2026-02-10")
    put(ladder, person, "Member", "2026-03-01")
    earn(ladder, person, 550, "2026-03-02")
    assert standing(ladder, person)[0] == "Gold"
    other = member(ladder)
    earn(ladder, other, 700, "2026-02-10")
    earn(ladder, other, 200, "2026-02-12")
    put(ladder, other, "Member", "2026-03-01")
    earn(ladder, other, 90, "2026-08-01")
    settle(ladder, [other], "2027-02-11")
    assert standing(ladder, other) == ("Member", None)


def test_held_at_least_a_tier_one_rises_and_falls_back_to_it(ladder: Database) -> None:
    """T7."""
    person = member(ladder)
    put(ladder, person, "Silver", "2026-02-01", hold="permanent")
    assert standing(ladder, person) == ("Silver", None)
    earn(ladder, person, 1000, "2026-02-10")
    assert standing(ladder, person) == ("Gold", "2027-02-10")
    settle(ladder, [person], "2027-02-11")
    assert standing(ladder, person) == ("Silver", None)


def test_held_exactly_a_tier_nothing_moves(ladder: Database) -> None:
    """T7: downwards a hold means exactly this tier."""
    person = member(ladder)
    earn(ladder, person, 1000, "2026-02-10")
    put(ladder, person, "Silver", "2026-02-11", hold="permanent")
    earn(ladder, person, 2000, "2026-02-12")
    settle(ladder, [person], "2028-01-01")
    assert standing(ladder, person) == ("Silver", None)


def test_a_reversal_does_not_take_what_a_hold_guarantees(ladder: Database) -> None:
    """T8: and nothing holds it."""
    person = member(ladder)
    put(ladder, person, "Silver", "2026-02-01", hold="permanent")
    entry = earn(ladder, person, 1000, "2026-02-10")
    take_back(ladder, person, entry, "2026-02-11")
    assert standing(ladder, person) == ("Silver", None)


@pytest.mark.parametrize("status", ["active", "suspended", "removed"])
def test_when_a_hold_ends_the_tier_is_looked_at_that_very_day(tmp_path: Path, status: str) -> None:
    """T7, CiviCRM #11789: whatever the status."""
    database = a_ladder(_url(tmp_path))
    person = member(database)
    earn(database, person, 520, "2026-02-10")
    put(database, person, "Gold", "2026-03-01", hold=date(2026, 8, 31))
    _status(database, person, status)
    settle(database, [person], "2026-08-31")
    assert standing(database, person) == ("Gold", None)
    settle(database, [person], "2026-09-01")
    assert standing(database, person) == ("Silver", "2027-08-31")
    assert causes(database, person)[-1] == ("2026-09-01", "Silver", "hold_ended", 520)
    database.close()


def _status(database: Database, person: int, status: str) -> None:
    database.perform(an_act("Status"), _set_status, person, status)


def _set_status(work: Work, person: int, status: str) -> None:
    work.connection.execute(update(Person).where(Person.c.id == person).values(status=status))


def test_when_an_exact_hold_ends_the_points_may_lift(ladder: Database) -> None:
    """T7."""
    a_reward(ladder, "Dinner", tier="Gold")
    person = member(ladder)
    earn(ladder, person, 700, "2026-02-10")
    put(ladder, person, "Member", "2026-02-11", hold=date(2026, 8, 31))
    earn(ladder, person, 700, "2026-03-01")
    assert standing(ladder, person) == ("Member", None)
    settle(ladder, [person], "2026-09-01")
    assert standing(ladder, person) == ("Gold", "2027-08-31")
    assert issued(ladder, person) == [("Dinner", "issued")]


# --- against a plain model ---

START = date(2026, 1, 1)
STEPS = st.lists(st.tuples(st.integers(0, 120), st.integers(1, 600)), min_size=1, max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_tiers_are_those_of_a_plain_model_in_one_batch_or_in_many(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]
) -> None:
    """T3, T5, T6: days in between and points; after every step the tier and review of the model, and the same from one batch."""
    database = a_ladder(_url(tmp_path_factory.mktemp("model")))
    one, many = member(database), member(database)
    entries: list[tuple[date, int]] = []
    day, tier, review = START, 0, None
    thresholds = (0, 500, 1000)

    def value(upto: date) -> int:
        return sum(points for when, points in entries if _year_before(upto) < when <= upto)

    for gap, points in steps:
        day += timedelta(days=gap)
        while review is not None and review < day:
            got = value(review)
            tier = tier if got >= thresholds[tier] else max(rank for rank in range(3) if thresholds[rank] <= got)
            review = _year_after(review) if tier else None
        entries.append((day, points))
        reached = max(rank for rank in range(3) if thresholds[rank] <= value(day))
        if reached > tier:
            tier, review = reached, _year_after(day)
        earn(database, one, points, day.isoformat())
        assert standing(database, one) == (("Member", "Silver", "Gold")[tier], review.isoformat() if review else None)
    earn_many(database, [(many, points, when.isoformat()) for when, points in entries], today=day.isoformat())
    assert causes(database, many) == causes(database, one)
    database.close()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points=st.lists(st.integers(50, 700), min_size=1, max_size=6), order=st.randoms(use_true_random=False))
def test_taking_everything_back_leads_to_the_base_tier_and_never_up(
    tmp_path_factory: pytest.TempPathFactory, points: list[int], order: random.Random
) -> None:
    """T8: after each reversal the tier is the one that the points left on the days of the past would have given."""
    database = a_ladder(_url(tmp_path_factory.mktemp("back")))
    person, day = member(database), START
    entries: list[tuple[int, int]] = []
    for each in points:
        day += timedelta(days=3)
        entries.append((earn(database, person, each, day.isoformat()), each))
    order.shuffle(entries)
    while entries:
        taken, _ = entries.pop()
        take_back(database, person, taken, day.isoformat())
        left = sum(each for _, each in entries)
        assert standing(database, person)[0] == ("Gold" if left >= 1000 else "Silver" if left >= 500 else "Member")
    database.close()


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def _year_after(day: date) -> date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 2, 28)
