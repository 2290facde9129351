"""Tiers read: how far a member is, which reviews come, who stood where (T9, T11, T12). Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from db.entities.people import Person
from db.entities.tiers import Tier, TierChange
from db.errors import NotFound
from db.id_lists import listed
from db.operations import programme
from db.operations.programme import Club
from db.people_rows import full_name
from db.texts import N_
from db.tiers import tier_rows, tier_values
from db.tiers.tier_ladder import Ladder, Rung
from db.tiers.tier_standing import without_hold
from db.tiers.tier_values import DaySums
from db.tiers.tier_windows import Cycle

# Who left is not told of a review (T12).
HERE = ("active", "suspended")


@dataclass(frozen=True)
class Progress:
    """How far a member is (T11), in the measure's unit; money in the currency's smallest unit. Days are ISO text.

    *value* is that of the period that runs, *missing* what the *next* tier needs beside it, *keep_needs* what is still to come by *review*
    to keep this one (0: nothing). While held, *would_be* names the tier that the rules would give (T7).
    """

    tier: str
    value: int
    next: str | None
    missing: int
    keep_needs: int
    review: str | None
    hold: str | None = None
    hold_until: str | None = None
    would_be: str | None = None


@dataclass(frozen=True)
class Review:
    """A review, or the end of a hold, that comes (T12): *value* so far, what is still needed to keep the tier, and what it would be today."""

    person: int
    number: str
    name: str
    tier: str
    day: str
    is_hold: bool
    value: int
    keep_needs: int
    would_be: str


@dataclass(frozen=True)
class Moved:
    """One change of a member's tier among everybody's (T9); *value* as in `Line`."""

    id: int
    person: int
    name: str
    day: str
    came_from: str | None
    to: str
    cause: str
    value: int
    operator: str
    note: str | None


@dataclass(frozen=True)
class Line:
    """One change of tier (T9): *value* then, in the measure's unit (money: the smallest unit)."""

    day: str
    came_from: str | None
    to: str
    cause: str
    value: int
    review: str | None
    operator: str
    note: str | None


def progress(connection: Connection, person: int, today: date) -> Progress | None:
    """How far a member is; None for a prospect."""
    row = connection.execute(select(*_COLUMNS).where(Person.c.id == person)).first()
    if row is None:
        raise NotFound(N_("This person is no longer there; somebody removed the record."))
    if row.tier_id is None:
        return None
    club = programme.read(connection)
    ladder, sums = _ladder(connection, club), tier_values.by_day(connection, club, [person])[person]
    cycle, tier = _cycle(club, row), ladder.of(row.tier_id)
    value = sums.within(cycle.running(today))
    above = ladder.above(tier)
    would_be = None
    if row.tier_hold is not None:
        stands = without_hold(ladder, cycle, sums, tier, club.tiers_downgrade, today).tier
        would_be = stands.name if stands.id != tier.id else None
    return Progress(
        tier.name, value, None if above is None else above.name, 0 if above is None else max(0, ladder.needs(above) - value),
        _keep_needs(ladder, cycle, sums, tier, row.tier_review, today), row.tier_review, row.tier_hold, row.tier_hold_until, would_be,
    )  # fmt: skip


def reviews(connection: Connection, today: date, *, days: int = 60, limit: int | None = None) -> tuple[Review, ...]:
    """The reviews and ends of holds of the next *days* days, the soonest first; those within the grace stand at the top (T12)."""
    club = programme.read(connection)
    # Each by its own small index; a member with both is one line.
    rows: dict[int, Row[Any]] = {
        row.id: row for each in _due(club, today, days) for row in connection.execute(select(*_COLUMNS).where(each))
    }
    coming = sorted((row for row in rows.values() if row.status in HERE), key=lambda row: (_day_of(row), row.id))[:limit]
    ladder, sums = _ladder(connection, club), tier_values.by_day(connection, club, [row.id for row in coming])
    return tuple(_review(ladder, club, row, sums[row.id], today) for row in coming)


def review_of(connection: Connection, person: int, today: date) -> Review | None:
    """What falls due first for a member, with its outcome if it were today; None where nothing does."""
    club = programme.read(connection)
    row = connection.execute(select(*_COLUMNS).where(Person.c.id == person)).first()
    if row is None or row.status not in HERE or (row.tier_review is None and row.tier_hold_until is None):
        return None
    return _review(_ladder(connection, club), club, row, tier_values.by_day(connection, club, [person])[person], today)


def reviews_by_tier(connection: Connection, today: date, *, days: int = 60) -> dict[int, int]:
    """How many reviews, or ends of holds, of the next *days* days each tier has (T12): those that `reviews` lists."""
    due = or_(*_due(programme.read(connection), today, days))
    query = select(Person.c.tier_id, func.count()).where(due, Person.c.status.in_(HERE)).group_by(Person.c.tier_id)
    return {int(tier): int(count) for tier, count in connection.execute(query)}


def due_people(connection: Connection, today: date, *, tier: int | None = None, days: int = 60) -> tuple[int, ...]:
    """Whom `reviews` lists, of one tier or of all."""
    due = or_(*_due(programme.read(connection), today, days))
    query = select(Person.c.id).where(due, Person.c.status.in_(HERE)).order_by(Person.c.id)
    return tuple(connection.execute(query if tier is None else query.where(Person.c.tier_id == tier)).scalars())


def held_by(connection: Connection, people: Sequence[int]) -> dict[int | None, int]:
    """How many of these people have each tier; None counts prospects."""
    query = select(Person.c.tier_id, func.count()).where(Person.c.id.in_(listed(connection, people))).group_by(Person.c.tier_id)
    return {tier: int(count) for tier, count in connection.execute(query)}


def latest(connection: Connection, *, tier: int | None = None, limit: int = 200) -> tuple[Moved, ...]:
    """The latest changes of members' tiers, the last first (T9); of one tier those that led to it or away from it."""
    before, after = Tier.alias(), Tier.alias()
    names = ("first_name", "last_name", "phone", "email", "number")
    query = (
        select(
            TierChange.c.id, TierChange.c.person_id, TierChange.c.day, before.c.name.label("came_from"), after.c.name.label("to"),
            TierChange.c.cause, TierChange.c.value, TierChange.c.operator, TierChange.c.note, *(Person.c[name] for name in names),
        )
        .join(Person, Person.c.id == TierChange.c.person_id)
        .join(after, after.c.id == TierChange.c.to_tier_id)
        .outerjoin(before, before.c.id == TierChange.c.from_tier_id)
        .order_by(TierChange.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if tier is not None:
        query = query.where(or_(TierChange.c.to_tier_id == tier, TierChange.c.from_tier_id == tier))
    return tuple(
        Moved(
            row.id,
            row.person_id,
            full_name(dict(row._mapping)),
            row.day,
            row.came_from,
            row.to,
            row.cause,
            row.value,
            row.operator,
            row.note,
        )
        for row in connection.execute(query)
    )


def history(connection: Connection, person: int) -> tuple[Line, ...]:
    """Every change of a person's tier, the latest first (T9)."""
    before, after = Tier.alias(), Tier.alias()
    query = (
        select(
            TierChange.c.day, before.c.name, after.c.name, TierChange.c.cause, TierChange.c.value, TierChange.c.review_on,
            TierChange.c.operator, TierChange.c.note,
        )
        .join(after, after.c.id == TierChange.c.to_tier_id)
        .outerjoin(before, before.c.id == TierChange.c.from_tier_id)
        .where(TierChange.c.person_id == person)
        .order_by(TierChange.c.id.desc())
    )  # fmt: skip
    return tuple(Line(*row) for row in connection.execute(query))


_COLUMNS = tuple(
    Person.c[name]
    for name in (
        "id", "number", "first_name", "last_name", "phone", "email", "joined", "tier_id", "tier_review", "tier_hold", "tier_hold_until", "status",
    )
)  # fmt: skip


def _due(club: Club, today: date, days: int) -> list[ColumnElement[bool]]:
    """What falls due in so many days: a review or the end of a hold (T12)."""
    last = (today + timedelta(days=days)).isoformat()
    ends: list[ColumnElement[bool]] = [Person.c.tier_hold_until <= last]
    if club.tiers_period != "lifetime":
        ends.append(Person.c.tier_review <= last)
    return ends


def _ladder(connection: Connection, club: Club) -> Ladder:
    return Ladder(tier_rows.rungs(tier_rows.every(connection)), tier_values.unit(club))


def _cycle(club: Club, row: Row[Any]) -> Cycle:
    return Cycle(club.tiers_period, date.fromisoformat(row.joined), club.tiers_grace_days)


def _day_of(row: Row[Any]) -> str:
    """The day on which something falls due first."""
    return min(str(day) for day in (row.tier_review, row.tier_hold_until) if day is not None)


def _keep_needs(ladder: Ladder, cycle: Cycle, sums: DaySums, tier: Rung, review: str | None, today: date) -> int:
    """What is still to come by the review to keep the tier (T11)."""
    if review is None or not tier.rank:
        return 0
    window = cycle.reviewed(date.fromisoformat(review))
    return max(0, ladder.needs(tier) - sums.within(window._replace(upto=min(window.upto, today))))


def _review(ladder: Ladder, club: Club, row: Row[Any], sums: DaySums, today: date) -> Review:
    cycle, tier, day = _cycle(club, row), ladder.of(row.tier_id), _day_of(row)
    is_hold = day == row.tier_hold_until
    if is_hold:
        value = sums.within(cycle.running(today))
        would_be = without_hold(ladder, cycle, sums, tier, club.tiers_downgrade, today).tier
    else:
        window = cycle.reviewed(date.fromisoformat(day))
        value = sums.within(window._replace(upto=min(window.upto, today)))
        would_be = max(ladder.lowered(tier, value, club.tiers_downgrade), ladder.reached(value), key=lambda rung: rung.rank)
    needs = max(0, ladder.needs(tier) - value)
    return Review(row.id, row.number, full_name(dict(row._mapping)), tier.name, day, is_hold, value, needs, would_be.name)
