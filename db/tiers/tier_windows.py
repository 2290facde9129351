"""Tier windows: over which days a tier is earned, when it is reviewed, and when that is decided (T5, T6, C4). Nothing here reads a database."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from db.dates import months_after

ONE_DAY = timedelta(days=1)
YEAR = 12


class Window(NamedTuple):
    """The days after *after* up to and with *upto*: `(after, upto]` (T5)."""

    after: date
    upto: date


class Decision(NamedTuple):
    """What falls due: the review of *day*, or the end of a hold that lasts through *day*; it takes effect on *decided_on*."""

    is_hold: bool
    day: date
    decided_on: date


@functools.lru_cache(4096)
def _last_twelve_months(day: date) -> Window:
    """Asked for once for each sale of a file: there are fewer days than sales."""
    return Window(months_after(day, -YEAR), day)


@dataclass(frozen=True)
class Cycle:
    """The qualification period of one member: *period* as in the settings (T5), *joined* for membership years, *grace* in days (T6)."""

    period: str
    joined: date
    grace: int = 0

    def running(self, day: date) -> Window:
        """The days that count for an upgrade on *day*: the last twelve months, the year that runs, or all."""
        if self.period == "lifetime":
            return Window(date.min, day)
        if self.period == "rolling":
            return _last_twelve_months(day)
        return Window(self._year(day)[0] - ONE_DAY, day)

    def reviewed(self, day: date) -> Window:
        """The days that count for a review of *day*: `(day − period, day]` (T5).

        A review on the last day of a year covers that year; one that was set under another period covers the twelve months before it.
        """
        if self.period == "lifetime":
            return Window(date.min, day)
        if self.period != "rolling":
            first, last = self._year(day)
            if day == last:
                return Window(first - ONE_DAY, day)
        return _last_twelve_months(day)

    def standing(self, day: date) -> tuple[Window, ...]:
        """The windows of which the better one says where a member stands on *day* when nothing holds them (T7).

        Within a year that is also the year before: a tier reached in it is kept to the end of this one (T6).
        """
        running = self.running(day)
        if self.period in ("rolling", "lifetime") or day == self._year(day)[1]:
            return (running,)
        return running, Window(self._year(running.after)[0] - ONE_DAY, running.after)

    def review_after(self, day: date) -> date | None:
        """The review of a tier that is reached or renewed on *day*: that day + period; of years the end of the **next** one (T6). Lifetime: None."""
        if self.period == "lifetime":
            return None
        if self.period == "rolling":
            return months_after(day, YEAR)
        return self._year(self._year(day)[1] + ONE_DAY)[1]

    def next_decision(self, review: date | None, hold_until: date | None) -> Decision | None:
        """What falls due first: a review when its day and the grace are over, the end of a hold when its last day is over (T6, T7).

        Of two on one day the hold ends first: it sets the next review itself.
        """
        decisions = []
        if hold_until is not None:
            decisions.append(Decision(True, hold_until, hold_until + ONE_DAY))
        if review is not None and self.period != "lifetime":
            decisions.append(Decision(False, review, review + ONE_DAY + timedelta(days=self.grace)))
        return min(decisions, key=lambda decision: decision.decided_on, default=None)

    def _year(self, day: date) -> tuple[date, date]:
        """The first and the last day of the calendar or membership year with this day in it."""
        if self.period == "calendar_year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        # Counted from the day of joining, so that who joined on 29 February has that day back in every leap year (C4).
        years = day.year - self.joined.year
        if months_after(self.joined, YEAR * years) > day:
            years -= 1
        return months_after(self.joined, YEAR * years), months_after(self.joined, YEAR * (years + 1)) - ONE_DAY
