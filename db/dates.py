"""Calendar arithmetic of the rules: periods of months, ends of periods, days as ISO text (C4)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later (or, below 0, earlier), or the month's last day if it is shorter (C4)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def end_of_quarter(day: date) -> date:
    """The last day of the quarter."""
    return end_of_month(day.replace(month=(day.month + 2) // 3 * 3, day=1))


def end_of_year(day: date) -> date:
    """The last day of the year."""
    return date(day.year, 12, 31)


def next_yearly(month_day: str, day: date) -> date:
    """The first day from *day* on that falls on MM-DD; 29 Feb falls on the 28th in other years."""
    month, wanted = int(month_day[:2]), int(month_day[3:])
    this, following_year = (date(year, month, min(wanted, calendar.monthrange(year, month)[1])) for year in (day.year, day.year + 1))
    return this if this >= day else following_year


def following(day: str) -> str:
    """The day after, as ISO text."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def later(day: str, days: int) -> str:
    """So many days after, as ISO text (C4)."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
