"""Qualifying values: what counted for a tier on which day, by the measure of the programme (T2, T4, P7)."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Select, Subquery, bindparam, case, func, literal, select, union_all

from db.asked import Asked
from db.entities.passes import PassUse
from db.entities.points import Account, Entry
from db.entities.sales import Sale
from db.ledger.store import steps
from db.money import digits
from db.operations.programme import Club
from db.tiers.tier_windows import Window

POINTS, SPEND, VISITS = "points", "spend", "visits"


class DaySums:
    """What one member's days counted, days in ISO text; visits count days, everything else what stands on them."""

    __slots__ = ("_amounts", "_days", "_distinct")

    def __init__(self, amounts: Mapping[str, int], *, distinct: bool = False) -> None:
        self._days = sorted(amounts)
        self._amounts = [amounts[day] for day in self._days]
        self._distinct = distinct

    def add(self, day: str, amount: int) -> None:
        """Count an amount on a day (below 0: it was taken back)."""
        days = self._days
        place = len(days) if not days or day > days[-1] else bisect_left(days, day)
        if place < len(days) and days[place] == day:
            self._amounts[place] += amount
        else:
            days.insert(place, day)
            self._amounts.insert(place, amount)

    def move_up(self, day: str) -> None:
        """Count what stands before *day* on it: points that waited for registering (P7)."""
        early = bisect_left(self._days, day)
        if early:
            waited = sum(self._amounts[:early])
            del self._days[:early], self._amounts[:early]
            self.add(day, waited)

    def within(self, window: Window) -> int:
        """The value of a window (T5)."""
        days = self._days
        amounts = self._amounts[bisect_right(days, window.after.isoformat()) : bisect_right(days, window.upto.isoformat())]
        return sum(amount > 0 for amount in amounts) if self._distinct else sum(amounts)

    def days(self, first: date, last: date) -> list[date]:
        """*first*, and the later days up to *last* on which something counts: the days on which a value may have risen."""
        place, end = bisect_right(self._days, first.isoformat()), bisect_right(self._days, last.isoformat())
        return [first, *(date.fromisoformat(self._days[each]) for each in range(place, end) if self._amounts[each] > 0)]


def unit(club: Club) -> int:
    """What one of a threshold is worth in values: thresholds of money are whole units, values its smallest unit (T2)."""
    return int(10 ** digits(club.currency)) if club.tiers_measure == SPEND else 1


def counts(club: Club | _Counting, kind: str) -> bool:
    """Whether the qualifying points of entries of this kind count (T4); of a reversal ask by what it reversed."""
    return not ((kind == "bonus" and not club.tiers_count_bonus) or (kind == "adjust" and not club.tiers_count_adjustments))


def by_day(connection: Connection, club: Club, people: Sequence[int]) -> dict[int, DaySums]:
    """What counted for each of these people on each day; nothing is left out, so that every window can be asked for."""
    amounts: dict[int, dict[str, int]] = {person: {} for person in people}
    query = _daily(club.tiers_measure, club.tiers_count_bonus, club.tiers_count_adjustments)
    for part in steps(sorted(amounts)):
        for person, day, amount in query.rows(connection, {"people": part}):
            amounts[person][str(day)] = int(amount)
    return {person: DaySums(days, distinct=club.tiers_measure == VISITS) for person, days in amounts.items()}


def totals(connection: Connection, club: Club, window: Window, *, least: int | None = None) -> Iterator[tuple[int, int]]:
    """The value of one window of everybody who has any (or at *least* so much), by one statement: what thresholds are weighed by (T10)."""
    moves = _moves(club)
    value = func.count(moves.c.day.distinct()) if club.tiers_measure == VISITS else func.sum(moves.c.amount)
    query = (
        select(moves.c.person, value)
        .where(moves.c.day > window.after.isoformat(), moves.c.day <= window.upto.isoformat())
        .group_by(moves.c.person)
    )
    if least is not None:
        query = query.having(value >= least)
    for person, total in connection.execute(query):
        yield int(person), int(total)


@functools.cache
def _daily(measure: str, bonus: bool, adjustments: bool) -> Asked:
    """The sums of some people's days, made once for each way of counting: to make it takes longer than to ask it."""
    moves = _moves(_Counting(measure, bonus, adjustments))
    return Asked(
        select(moves.c.person, moves.c.day, func.sum(moves.c.amount))
        .where(moves.c.person.in_(bindparam("people", expanding=True)))
        .group_by(moves.c.person, moves.c.day)
    )


class _Counting(NamedTuple):
    """The settings by which values count (T2, T4)."""

    tiers_measure: str
    tiers_count_bonus: bool
    tiers_count_adjustments: bool


def _moves(club: Club | _Counting) -> Subquery:
    """Everything that counts: person, day, amount, by the measure (T2)."""
    return {POINTS: _points, SPEND: _spend, VISITS: _visits}[club.tiers_measure](club).subquery("moves")


def _points(club: Club | _Counting) -> Select[tuple[int, str, int]]:
    """The qualifying points of entries; those of a prospect count from the day of registering on (P7)."""
    day = case((Account.c.counts_from > Entry.c.qualifies_on, Account.c.counts_from), else_=Entry.c.qualifies_on)
    found = select(Account.c.person_id.label("person"), day.label("day"), Entry.c.qualifying.label("amount")).where(Entry.c.qualifying != 0)
    left_out = [kind for kind in ("bonus", "adjust") if not counts(club, kind)]
    if not left_out:
        return found.select_from(Entry.join(Account, Account.c.id == Entry.c.account_id))
    # What is reversed counts as what it reverses: a bonus that does not count takes nothing with it when it goes.
    reversed_entry = Entry.alias("reversed")
    joined = Entry.join(Account, Account.c.id == Entry.c.account_id).outerjoin(reversed_entry, reversed_entry.c.id == Entry.c.reverses_id)
    return found.select_from(joined).where(func.coalesce(reversed_entry.c.kind, Entry.c.kind).not_in(left_out))


def _spend(club: Club | _Counting) -> Select[tuple[int, str, int]]:
    """The money of sales less what was refunded, on the business date of the sale (T2, T4)."""
    day = case((Account.c.counts_from > Sale.c.business_date, Account.c.counts_from), else_=Sale.c.business_date)
    return (
        select(Sale.c.person_id.label("person"), day.label("day"), (Sale.c.value - Sale.c.refunded).label("amount"))
        .select_from(Sale.join(Account, Account.c.id == Sale.c.account_id))
        .where(Sale.c.state != "reversed")
    )


def _visits(club: Club | _Counting) -> Select[tuple[int, str, int]]:
    """Sales that were not reversed and uses of passes that were not undone; whoever asks counts their days (T2)."""
    day = case((Account.c.counts_from > Sale.c.business_date, Account.c.counts_from), else_=Sale.c.business_date)
    sales = (
        select(Sale.c.person_id.label("person"), day.label("day"), literal(1).label("amount"))
        .select_from(Sale.join(Account, Account.c.id == Sale.c.account_id))
        .where(Sale.c.state != "reversed")
    )
    uses = select(PassUse.c.person_id, PassUse.c.day, literal(1)).where(PassUse.c.undone_at.is_(None))
    both = union_all(sales, uses).subquery("both")
    return select(both.c.person, both.c.day, both.c.amount)
