"""Tiers and what lifts members over them, made through the real operations and the real books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from db.books import Books
from db.database import Database
from db.entities.people import Person
from db.entities.programme import Programme
from db.entities.rewards import Issued, Reward
from db.entities.tiers import TierChange
from db.operations import tiers
from db.tiers import tier_reading, tiering
from db.work import Work
from tests.builders import a_club, an_act

D = date.fromisoformat


def a_ladder(url: str, *, silver: int = 500, gold: int = 1000, **settings: Any) -> Database:
    """A club with Member 0, Silver and Gold; *settings* are columns of the programme."""
    database = a_club(url)
    if settings:
        database.perform(an_act("Settings"), _set, settings)
    for name, threshold in (("Silver", silver), ("Gold", gold)):
        database.perform(an_act("Tier", today=D("2020-01-01")), tiers.add, name=name, threshold=threshold)
    return database


def _set(work: Work, settings: dict[str, Any]) -> None:
    work.connection.execute(update(Programme).values(**settings))


def tier_id(database: Database, name: str) -> int:
    """The id of a tier by its name."""
    with database.read() as connection:
        return tiers.named(connection, name)


def earn(database: Database, person: int, points: int, day: str, *, today: str | None = None, kind: str = "earn") -> int:
    """Points that qualify, on a business date; gives the entry's id."""
    return database.perform(an_act("Sale", today=D(today or day)), _earn, [(person, points, day)], kind=kind)[0]


def earn_many(database: Database, earned: Sequence[tuple[int, int, str]], *, today: str) -> None:
    """Many entries in one operation, in their order: (person, points, day)."""
    database.perform(an_act("Sales", today=D(today)), _earn, list(earned))


def _earn(work: Work, earned: list[tuple[int, int, str]], *, kind: str = "earn") -> list[int]:
    made = []
    with Books(work, {person for person, _, _ in earned}) as books:
        for person, points, day in earned:
            holder = books[person]
            tiering.decide_upto(books, holder, D(day))
            if points > 0:
                made.append(books.give(holder, kind, points, day=D(day), qualifying=points).id)
            else:
                made.append(books.take(holder, kind, -points, day=D(day), qualifying=points, may_owe=True).id)
    return made


def spend(database: Database, person: int, points: int, day: str) -> None:
    """Points redeemed: they take nothing from the tier (T4)."""
    database.perform(an_act("Redeem", today=D(day)), _spend, person, points)


def _spend(work: Work, person: int, points: int) -> None:
    with Books(work, [person]) as books:
        books.take(books[person], "redeem", points, day=work.today)


def take_back(database: Database, person: int, entry: int, day: str) -> int:
    """Reverse an entry that gave points; gives the reversal's id."""
    return database.perform(an_act("Reversal", today=D(day)), _take_back, person, entry)


def _take_back(work: Work, person: int, entry: int) -> int:
    with Books(work, [person], notices=False) as books:
        return books.take_away(books[person], entry, day=work.today).id


def counted(database: Database, person: int, day: str, amounts: Sequence[tuple[int, int]]) -> None:
    """Sales and uses of passes (money, visits) as `db.tiers.tiering` is told of them in one operation (T2)."""
    database.perform(an_act("Visit", today=D(day)), _counted, person, day, list(amounts))


def _counted(work: Work, person: int, day: str, amounts: list[tuple[int, int]]) -> None:
    with Books(work, [person]) as books:
        for spend, visits in amounts:
            tiering.counted(books, books[person], day=D(day), spend=spend, visits=visits)


def settle(database: Database, people: Sequence[int], day: str) -> None:
    """What is due up to the day before, as every operation and the daily run settles it (C4)."""
    database.perform(an_act("Day", today=D(day)), _settle, list(people))


def _settle(work: Work, people: list[int]) -> None:
    with Books(work, people):
        pass


def put(database: Database, person: int, name: str, day: str = "2026-07-15", **how: Any) -> None:
    """A change of tier by hand (T7)."""
    database.perform(an_act("Tier", today=D(day)), tiers.change, [person], tier_id(database, name), note="as agreed", **how)


def standing(database: Database, person: int) -> tuple[str, str | None]:
    """The tier that a member has, and its review."""
    with database.read() as connection:
        row = connection.execute(select(Person.c.tier_id, Person.c.tier_review).where(Person.c.id == person)).one()
        return next(tier.name for tier in tiers.listed(connection) if tier.id == row.tier_id), row.tier_review


def causes(database: Database, person: int) -> list[tuple[str, str, str, int]]:
    """The history of a member's tier after registering, the first first: day, tier, cause, value (T9)."""
    return [line for line in whole_history(database, person) if line[2] != "registered"]


def whole_history(database: Database, person: int) -> list[tuple[str, str, str, int]]:
    """The history of a person's tier from registering on."""
    with database.read() as connection:
        return [(line.day, line.to, line.cause, line.value) for line in reversed(tier_reading.history(connection, person))]


def a_reward(database: Database, name: str = "Welcome cake", *, tier: str | None = None, **values: Any) -> int:
    """A reward of the catalogue that is not for sale; given on reaching *tier* (T1)."""
    reward = database.perform(an_act("Reward"), _reward, {"name": name, "name_key": name.lower(), "points": 0, "version": 1, **values})
    if tier is not None:
        with database.read() as connection:
            shown = next(each for each in tiers.listed(connection) if each.name == tier)
        rewards = (*shown.rewards, reward)
        database.perform(an_act("Tier"), tiers.edit, shown.id, {"rewards": (shown.rewards, rewards)})
    return reward


def _reward(work: Work, values: dict[str, Any]) -> int:
    return int(work.connection.execute(insert(Reward).values(**values).returning(Reward.c.id)).scalar_one())


def issued(database: Database, person: int) -> list[tuple[str, str]]:
    """The rewards of a member with their states, the first first."""
    with database.read() as connection:
        rows = connection.execute(select(Issued.c.name, Issued.c.state).where(Issued.c.person_id == person).order_by(Issued.c.id))
        return [(row.name, row.state) for row in rows]


def changes(database: Database, person: int) -> int:
    """How many changes of tier a member has had."""
    with database.read() as connection:
        return len(connection.execute(select(TierChange.c.id).where(TierChange.c.person_id == person)).all())
