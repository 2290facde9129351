"""How a pass stands on a day: periods, pauses, expiry and what is left, computed from its row (PP2–PP4, U1, E3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from db import dates

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Pause:
    """From when until when a pass rests (PP3), both days in it; *ends_on* None: until resumed. *moves*: expiry and period move with it."""

    starts_on: str
    ends_on: str | None
    moves: bool
    id: int = 0

    @property
    def days(self) -> int:
        """How many days are paused; 0 while nobody knows."""
        return 0 if self.ends_on is None else days_between(self.starts_on, self.ends_on) + 1

    def covers(self, day: str) -> bool:
        """Whether the pass rests on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Standing:
    """A pass on a day. *state* is one of PP2; *uses_left* those of the present period; *ended_on* its last day where it is over.

    *awaits_payment*: a subscription that goes on when it is paid (U1); *paused_until* is the last day of the present pause, if known.
    """

    state: str
    uses_left: int | None
    starts_on: str | None
    expires_on: str | None
    period_starts_on: str | None
    period_ends_on: str | None
    paid_ahead: int | None
    ended_on: str | None = None
    paused_until: str | None = None
    awaits_payment: bool = False


def days_between(first: str, last: str) -> int:
    """Days from one day to another."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def period_end(anchor: str, start: str, period: str) -> str:
    """The last day of the period that starts on a day: the next one starts on the same day of the month as the first (C4).

    Where a pause has moved the start, it is counted from there.
    """
    months, first, present = MONTHS[period], date.fromisoformat(anchor), date.fromisoformat(start)
    gone = (present.year - first.year) * 12 + present.month - first.month
    if gone % months == 0 and dates.months_after(first, gone) == present:
        following = dates.months_after(first, gone + months)
    else:
        following = dates.months_after(present, months)
    return (following - timedelta(days=1)).isoformat()


def last_day(start: str, valid_days: int | None, valid_months: int | None) -> str | None:
    """The last usable day of a pass that starts on a day (PP1, C4, E2); None: it never expires."""
    if valid_days is not None:
        return dates.later(start, valid_days)
    return None if valid_months is None else dates.months_after(date.fromisoformat(start), valid_months).isoformat()


def begun(row: Mapping[str, Any], start: str) -> dict[str, str | None]:
    """The days of a pass that begins on a day: at the sale, or with the first use (PP1)."""
    end = None if row["period"] is None else period_end(start, start, row["period"])
    return {
        "starts_on": start,
        "expires_on": last_day(start, row["valid_days"], row["valid_months"]),
        "period_starts_on": None if end is None else start,
        "period_ends_on": end,
    }


def standing(row: Mapping[str, Any], pauses: Sequence[Pause], today: date) -> Standing:
    """How a pass stands on a day, whether the daily run has been or not (E3)."""
    now = today.isoformat()
    stands = Standing(
        row["state"], row["uses_left"], row["starts_on"], row["expires_on"], row["period_starts_on"], row["period_ends_on"],
        row["paid_ahead"], row["ended_on"],
    )  # fmt: skip
    if row["state"] in ("cancelled", "expired", "used_up"):
        awaits = row["state"] == "expired" and row["renewal"] == "on_payment" and not _is_over(stands.expires_on, now)
        return replace(stands, awaits_payment=awaits)
    # A pause without an end holds whatever ends after it began.
    held = min((pause.starts_on for pause in pauses if pause.moves and pause.ends_on is None), default="9999")
    while _is_over(stands.period_ends_on, now) and held > str(stands.period_ends_on):
        last = str(stands.period_ends_on)
        if stands.expires_on is not None and stands.expires_on <= last:
            break
        if row["ends_with_period"]:
            return replace(stands, state="cancelled", ended_on=last)
        if row["renewal"] == "on_payment" and not stands.paid_ahead:
            return replace(stands, state="expired", ended_on=last, awaits_payment=not _is_over(stands.expires_on, now))
        stands = next_period(row, stands, pauses, dates.following(last))
    if _is_over(stands.expires_on, now) and held > str(stands.expires_on):
        return replace(stands, state="expired", ended_on=stands.expires_on)
    rests = next((pause for pause in pauses if pause.covers(now)), None)
    if rests is not None:
        return replace(stands, state="paused", paused_until=rests.ends_on)
    return replace(stands, state="used_up" if stands.uses_left == 0 else "active")


def next_period(row: Mapping[str, Any], stands: Standing, pauses: Sequence[Pause], start: str) -> Standing:
    """The period that starts on a day: its own uses, with those left of the one before where the type says so (U1)."""
    end = period_end(str(stands.starts_on), start, row["period"])
    for pause in sorted(pauses, key=lambda each: each.starts_on):
        if pause.moves and start <= pause.starts_on <= end:
            end = dates.later(end, pause.days)
    left = row["uses"]
    if left is not None and row["carries_over"]:
        left += stands.uses_left or 0
    paid = stands.paid_ahead
    return replace(
        stands, uses_left=left, period_starts_on=start, period_ends_on=end, paid_ahead=None if paid is None else max(0, paid - 1)
    )


def unused_share(row: Mapping[str, Any], stands: Standing, today: date) -> int | None:
    """The part of the price that is not used (PP4), in the smallest unit, rounded down; None where no price was noted.

    It goes by the uses, or, without a limit, by the days of the period that are left after today; periods paid ahead are unused as a whole.
    """
    if row["price"] is None:
        return None
    if stands.state not in ("active", "paused", "used_up"):
        return 0
    price = int(row["price"])
    ahead = price * (stands.paid_ahead or 0)
    if row["uses"] is not None:
        return ahead + price * min(stands.uses_left or 0, int(row["uses"])) // int(row["uses"])
    if stands.period_starts_on is None or stands.period_ends_on is None:
        return price
    left = max(0, days_between(today.isoformat(), stands.period_ends_on))
    whole = days_between(stands.period_starts_on, stands.period_ends_on) + 1
    return ahead + price * min(left, whole) // whole


def _is_over(day: str | None, now: str) -> bool:
    return day is not None and day < now
