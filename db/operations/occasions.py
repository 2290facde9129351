"""Occasions: what a birthday or an anniversary brings: nothing, a reward or points (N9)."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, or_, select

from db.books import Books, Holder
from db.entities.people import Person
from db.entities.rewards import Occasion
from db.operations import programme
from db.rewards import issuing, noticing
from db.work import Work

if TYPE_CHECKING:
    from db.operations.programme import Club

# A date entered or changed within so many days before it does not count this year (N9).
SETTLED_DAYS = 30
LONGEST = 366


@dataclass(frozen=True)
class Honoured:
    """What the occasions of some days brought: members, rewards issued, points given; *left* could be given nothing: sold out or had already."""

    members: int = 0
    rewards: int = 0
    points: int = 0
    left: int = 0

    def __add__(self, other: Honoured) -> Honoured:
        return Honoured(self.members + other.members, self.rewards + other.rewards, self.points + other.points, self.left + other.left)


@dataclass(frozen=True)
class Gift:
    """What an occasion brings by the settings: a reward or points, so many days before it."""

    kind: str
    reward: int | None
    points: int
    days_before: int


@dataclass(frozen=True)
class Due:
    """A birthday or anniversary that is to be honoured: whose, and on which day it falls."""

    kind: str
    person: int
    day: date


def gifts(club: Club) -> tuple[Gift, ...]:
    """The occasions that bring something."""
    found = []
    for kind in ("birthday", "anniversary"):
        what, _, value = str(getattr(club, f"occasions_{kind}")).partition(":")
        before = int(getattr(club, f"occasions_{kind}_days_before"))
        if what == "reward":
            found.append(Gift(kind, int(value), 0, before))
        elif what == "points":
            found.append(Gift(kind, None, int(value), before))
    return tuple(found)


def due(connection: Connection, today: date, *, since: date | None = None) -> list[Due]:
    """Whose birthday or anniversary is to be honoured, in the order of their ids (N9).

    On the day or so many days before; 29 February falls on the 28th in other years; a date entered or changed within the 30 days before it
    does not count this year; days missed since *since* are caught up. Nobody while the programme is off (O5); only active members. An
    occasion that brings nothing is not told either.
    """
    club = programme.read(connection)
    found: list[Due] = []
    if club.active:
        for gift in gifts(club):
            first = since + timedelta(days=1) if since is not None else today
            before = timedelta(days=gift.days_before)
            found += _found(connection, gift.kind, occasions(first + before, today + before))
    return sorted(found, key=lambda one: (one.person, one.kind))


def give(work: Work, found: Sequence[Due]) -> Honoured:
    """Give some members what is due, once a calendar year, under the lock of their accounts: two desks never give it twice (N9)."""
    club = programme.read(work.connection)
    brings = {gift.kind: gift for gift in gifts(club)}
    honoured = Honoured()
    with Books(work, {one.person for one in found}, club=club) as books:
        done = {
            (row.person_id, row.kind, row.year)
            for row in work.connection.execute(select(Occasion).where(Occasion.c.person_id.in_(list(books.holders))))
        }
        for one in found:
            holder, gift = books[one.person], brings.get(one.kind)
            if gift is not None and holder.is_active and club.active and (one.person, one.kind, one.day.year) not in done:
                honoured += _give_one(books, holder, gift, one.day)
    return honoured


def occasions(first: date, last: date) -> dict[str, date]:
    """The days from *first* to *last*, at most a year back, by the MM-DD that they honour; 29 February on the 28th in other years."""
    found: dict[str, date] = {}
    day = max(first, last - timedelta(days=LONGEST - 1))
    while day <= last:
        found[day.strftime("%m-%d")] = day
        if (day.month, day.day) == (2, 28) and not isleap(day.year):
            found["02-29"] = day
        day += timedelta(days=1)
    return found


def _found(connection: Connection, kind: str, days: Mapping[str, date]) -> list[Due]:
    """The members whose occasion is one of these days, and the day."""
    typed, month_day, since = (Person.c[kind], Person.c[f"{kind}_day"], Person.c[f"{kind}_since"])
    found: list[Due] = []
    wanted = sorted(days)
    for start in range(0, len(wanted), 100):
        part = wanted[start : start + 100]
        settled = [
            and_(month_day == each, or_(since.is_(None), since < (days[each] - timedelta(days=SETTLED_DAYS)).isoformat())) for each in part
        ]
        rows = connection.execute(
            select(Person.c.id, typed.label("typed"), month_day.label("month_day")).where(
                month_day.in_(part), or_(*settled), Person.c.stage == "member", Person.c.status == "active"
            )
        )
        for row in rows:
            day = days[row.month_day]
            # The day itself, in the year in which it began, is no anniversary of it.
            if str(row.typed).startswith("--") or int(str(row.typed)[:4]) < day.year:
                found.append(Due(kind, int(row.id), day))
    return found


def _give_one(books: Books, holder: Holder, gift: Gift, day: date) -> Honoured:
    """Give one gift and tell of it; a reward that is not to be had is left out, and may be given if the run is done again."""
    details: dict[str, str | int] = {"day": day.isoformat()}
    if gift.reward is None:
        books.give(holder, "bonus", gift.points, day=books.work.today, qualifying=gift.points, reason="special_reward", reference=gift.kind)
        details["points"] = gift.points
    elif issuing.issue_from_catalogue(books, holder, gift.reward, source="occasion") is not None:
        details["gift"] = issuing.reward(books, gift.reward).name
    else:
        return Honoured(left=1)
    books.insert(Occasion, {"person_id": holder.person, "kind": gift.kind, "year": day.year})
    noticing.add(books, holder, gift.kind, f"{gift.kind}:{day.year}", details)
    return Honoured(members=1, rewards=int(gift.reward is not None), points=gift.points)
