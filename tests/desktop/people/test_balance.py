"""What a person's entries come to: the balance day by day, what was earned and spent in twelve months (L1, L2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from db.ledger.reading import EntryLine
from desktop.people.page.balance import balance_of, earned, spent

TODAY = date(2026, 7, 15)
LINE = EntryLine(1, 1, "earn", 10, 10, "2026-07-01", "2026-07-01T10:00:00Z", "Ingrid", "desk 2", None, None, None, None, None, None, 10)


def line(number: int, kind: str, points: int, day: str, reverses: int | None = None) -> EntryLine:
    """An entry."""
    return replace(LINE, id=number, seq=number, kind=kind, points=points, date=day, reverses=reverses)


def test_what_was_before_stands_at_the_beginning() -> None:
    entries = [line(3, "redeem", -30, "2026-07-10"), line(2, "earn", 50, "2026-03-01"), line(1, "earn", 100, "2024-01-01")]
    balance = balance_of(entries, TODAY)
    assert balance.first == date(2025, 7, 15)
    assert [(step.day, step.value) for step in balance.steps] == [
        (date(2025, 7, 15), 100),
        (date(2026, 3, 1), 150),
        (date(2026, 7, 10), 120),
    ]
    assert [(step.day, step.value) for step in balance.months][-5:] == [
        (date(2026, 3, 31), 150),
        (date(2026, 4, 30), 150),
        (date(2026, 5, 31), 150),
        (date(2026, 6, 30), 150),
        (TODAY, 120),
    ]


def test_entries_of_a_later_booking_stand_on_their_business_date() -> None:
    """A sheet brings the sales of years in one day: the line does not jump on that day."""
    entries = [line(2, "earn", 5, "2025-12-01"), line(1, "earn", 7, "2026-02-01")]
    assert [(step.day, step.value) for step in balance_of(entries, TODAY).steps[1:]] == [(date(2025, 12, 1), 5), (date(2026, 2, 1), 12)]


def test_what_was_taken_back_was_not_earned() -> None:
    entries = [
        line(5, "adjust", 99, "2026-07-03"),
        line(4, "reversal", -10, "2026-07-02", reverses=3),
        line(3, "earn", 10, "2026-07-01"),
        line(2, "refund", -4, "2026-06-02"),
        line(1, "earn", 20, "2026-06-01"),
        line(0, "earn", 500, "2020-06-01"),
    ]
    assert earned(entries, TODAY) == 16


def test_a_reward_that_was_given_back_was_not_spent() -> None:
    entries = [
        line(3, "reversal", 80, "2026-07-02", reverses=2),
        line(2, "redeem", -80, "2026-07-01"),
        line(1, "redeem", -50, "2026-06-01"),
    ]
    found = spent(entries, TODAY)
    assert (found.points, found.count) == (50, 1)


def test_a_reversal_that_was_reversed_counts_again() -> None:
    entries = [
        line(3, "reversal", 10, "2026-07-03", reverses=2),
        line(2, "reversal", -10, "2026-07-02", reverses=1),
        line(1, "earn", 10, "2026-07-01"),
    ]
    assert earned(entries, TODAY) == 10
