"""The days of tiers: windows, reviews and what falls due (T5, T6, C4)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.dates import months_after
from db.tiers.tier_windows import Cycle, Decision, Window

ONE_DAY = timedelta(days=1)
JOINED = date(2024, 3, 15)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
YEARS = st.sampled_from(["calendar_year", "membership_year"])


def test_silver_of_10_february_is_reviewed_a_year_later_by_the_days_after_it() -> None:
    """T5, T6: the worked example."""
    rolling = Cycle("rolling", JOINED)
    assert rolling.review_after(date(2026, 2, 10)) == date(2027, 2, 10)
    assert rolling.reviewed(date(2027, 2, 10)) == Window(date(2026, 2, 10), date(2027, 2, 10))
    assert rolling.next_decision(date(2027, 2, 10), None) == Decision(False, date(2027, 2, 10), date(2027, 2, 11))


def test_a_tier_of_a_calendar_year_is_kept_to_the_end_of_the_next_one() -> None:
    """T6."""
    cycle = Cycle("calendar_year", JOINED)
    assert cycle.review_after(date(2026, 2, 10)) == date(2027, 12, 31)
    assert cycle.review_after(date(2026, 12, 31)) == date(2027, 12, 31)
    assert cycle.reviewed(date(2027, 12, 31)) == Window(date(2026, 12, 31), date(2027, 12, 31))
    assert cycle.running(date(2027, 5, 4)) == Window(date(2026, 12, 31), date(2027, 5, 4))


def test_within_a_year_the_year_before_counts_for_where_a_member_stands() -> None:
    """T6, T7: what was reached in it is kept to the end of this one; on the last day that is over."""
    cycle = Cycle("calendar_year", JOINED)
    before = Window(date(2025, 12, 31), date(2026, 12, 31))
    assert cycle.standing(date(2027, 5, 4)) == (Window(date(2026, 12, 31), date(2027, 5, 4)), before)
    assert cycle.standing(date(2026, 12, 31)) == (before,)
    assert Cycle("rolling", JOINED).standing(date(2027, 2, 28)) == (Window(date(2026, 2, 28), date(2027, 2, 28)),)


def test_a_membership_year_runs_from_the_day_of_joining() -> None:
    """T5, T6."""
    cycle = Cycle("membership_year", JOINED)
    assert cycle.running(date(2026, 3, 14)).after == date(2025, 3, 14)
    assert cycle.running(date(2026, 3, 15)).after == date(2026, 3, 14)
    assert cycle.review_after(date(2026, 3, 15)) == date(2028, 3, 14)
    assert cycle.review_after(date(2026, 3, 14)) == date(2027, 3, 14)


def test_who_joined_on_29_february_has_whole_years_without_a_gap() -> None:
    """C4: the year ends before 28 February, and before the 29th where there is one."""
    cycle = Cycle("membership_year", date(2024, 2, 29))
    assert cycle.reviewed(date(2025, 2, 27)) == Window(date(2024, 2, 28), date(2025, 2, 27))
    assert cycle.review_after(date(2026, 6, 1)) == date(2028, 2, 28)
    assert cycle.reviewed(date(2028, 2, 28)) == Window(date(2027, 2, 27), date(2028, 2, 28))


def test_a_review_set_under_another_period_covers_the_twelve_months_before_it() -> None:
    """T5: (d − period, d]."""
    assert Cycle("calendar_year", JOINED).reviewed(date(2027, 2, 10)) == Window(date(2026, 2, 10), date(2027, 2, 10))


def test_a_lifetime_is_never_reviewed_and_counts_everything() -> None:
    """T6: never lowered."""
    cycle = Cycle("lifetime", JOINED)
    assert cycle.review_after(date(2026, 2, 10)) is None
    assert cycle.next_decision(date(2026, 2, 10), None) is None
    assert cycle.running(date(2026, 2, 10)) == cycle.reviewed(date(2026, 2, 10)) == Window(date.min, date(2026, 2, 10))


def test_grace_delays_a_review_and_not_the_end_of_a_hold() -> None:
    """T6, T7."""
    cycle = Cycle("rolling", JOINED, grace=30)
    assert cycle.next_decision(date(2027, 2, 10), None) == Decision(False, date(2027, 2, 10), date(2027, 3, 13))
    assert cycle.next_decision(None, date(2027, 2, 10)) == Decision(True, date(2027, 2, 10), date(2027, 2, 11))


def test_what_was_due_first_is_decided_first() -> None:
    """T6: a late run decides by the scheduled dates, in order; on one day the hold ends first (T7)."""
    cycle = Cycle("rolling", JOINED)
    both = date(2027, 2, 10)
    assert cycle.next_decision(both, both) == Decision(True, both, both + ONE_DAY)
    assert cycle.next_decision(both, both + ONE_DAY) == Decision(False, both, both + ONE_DAY)
    assert cycle.next_decision(None, None) is None


@given(period=YEARS, joined=DAYS, day=DAYS)
def test_years_follow_one_another_without_gap_or_overlap(period: str, joined: date, day: date) -> None:
    """T5: the day before a year is the last day of the year before, and a review on it covers that whole year."""
    cycle = Cycle(period, joined)
    running = cycle.running(day)
    before = cycle.reviewed(running.after)
    assert running.after < day <= running.upto
    assert before.upto == running.after
    assert cycle.standing(running.after) == (before,)
    assert timedelta(364) <= before.upto - before.after <= timedelta(367)


@given(period=st.sampled_from(["rolling", "calendar_year", "membership_year"]), joined=DAYS, day=DAYS)
def test_a_review_lies_one_to_two_years_ahead_and_covers_what_came_after(period: str, joined: date, day: date) -> None:
    """T6: renewed on the day of the review, the next window begins where this one ended."""
    cycle = Cycle(period, joined)
    review = cycle.review_after(day)
    assert review is not None
    assert months_after(day, 12) <= review + timedelta(1)
    assert review <= months_after(day, 24)
    following = cycle.review_after(review)
    assert following is not None
    # From 29 February one goes to the 28th, and the window of that day then begins on the 28th (C4).
    assert abs(cycle.reviewed(following).after - review) <= ONE_DAY
