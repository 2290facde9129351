"""Offers: what one person or many can have for points or be given now, and who cannot and why (R1, R2, R5, L4, L14, C2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db.entities.people import Person
from db.entities.points import Account
from db.entities.tiers import Tier
from db.errors import NotFound, Told
from db.ledger import reading, store
from db.operations import activities, programme
from db.people_rows import full_name
from db.rewards import reward_rules
from db.rewards.reward_rules import RewardRow
from db.texts import N_

# Of those who cannot have something so many are named.
NAMED = 3


@dataclass(frozen=True)
class Refused:
    """Somebody who cannot have it, and why in few words."""

    name: str
    reason: Told


@dataclass(frozen=True)
class Offer:
    """Something that everybody of a selection could have, or not: *refused* of them cannot, the first few by name.

    *id* of a reward or an activity. *stock* and *left* (how often one person may still have it): None without end. *points* is what it
    costs, or what it gives. *closed* is why nobody can have it.
    """

    id: int
    name: str
    description: str | None
    points: int
    stock: int | None = None
    valid_days: int | None = None
    left: int | None = None
    at_most: int | None = None
    at_most_per: str | None = None
    refused: int = 0
    refusals: tuple[Refused, ...] = ()
    closed: Told | None = None

    @property
    def is_open(self) -> bool:
        """Whether everybody can have it."""
        return self.closed is None and not self.refused


@dataclass(frozen=True)
class Standing:
    """One reward of the catalogue as it stands to one person (R2): *missing* points, and *reason*, None where it can be had now."""

    reward: int
    name: str
    description: str | None
    points: int
    stock: int | None
    available: bool
    missing: int
    reason: Told | None


@dataclass(frozen=True)
class _Person:
    id: int
    name: str
    rank: int
    available: int
    closed: Told | None


# Why somebody who had a reward so often cannot have it; None where they can.
Judge = Callable[[RewardRow, _Person, int], Told | None]


def catalogue_for(connection: Connection, person: int, today: date) -> tuple[Standing, ...]:
    """Every reward of the catalogue for one person: what can be had now first, then the rest with the reason why not (R2, L4).

    Retired ones are among the rest; NotFound where the person is gone.
    """
    found = _people(connection, [person], today)
    if not found:
        raise NotFound(N_("This person is no longer there; somebody removed the record."))
    someone, judge = found[0], _for_points(connection, today)
    standings = []
    for reward in reward_rules.catalogue(connection):
        had = _had(connection, reward, [person], today).get(person, 0)
        reason, missing = someone.closed or judge(reward, someone, had), max(0, reward.points - someone.available)
        standings.append(Standing(reward.id, reward.name, reward.description, reward.points, reward.stock, reason is None, missing, reason))
    return tuple(sorted(standings, key=lambda standing: not standing.available))


def rewards_for(connection: Connection, people: Sequence[int], today: date) -> tuple[Offer, ...]:
    """Every reward of the catalogue that is not retired, for everybody chosen: what all can have first (R2, L4)."""
    return _offers(connection, _people(connection, people, today), today, _for_points(connection, today))


def gifts_for(connection: Connection, people: Sequence[int], today: date) -> tuple[Offer, ...]:
    """Every reward of the catalogue that can be given: price, days and tier do not matter, stock and limit do (R5)."""

    def judge(reward: RewardRow, person: _Person, had: int) -> Told | None:
        refusal = reward_rules.too_often(reward, had)
        return None if refusal is None else Told(refusal.short, **refusal.values)

    return _offers(connection, _people(connection, people, today), today, judge)


def activities_for(connection: Connection, people: Sequence[int], day: date) -> tuple[Offer, ...]:
    """Every activity that is given, with how often it may still be given to the one chosen, or to how many not any more (L14)."""
    everybody = _people(connection, people, day, members_only=False)
    found = []
    for named in activities.listed(connection):
        if not named.active:
            continue
        had = activities.given_so_often(connection, named, [person.id for person in everybody], day)
        over = Told(N_("limit reached"))
        at_most = named.at_most

        def judge(person: _Person, had: dict[int, int] = had, over: Told = over, at_most: int | None = at_most) -> Told | None:
            return over if at_most is not None and had.get(person.id, 0) >= at_most else None

        refused, refusals = _refusals(everybody, judge)
        left = None if at_most is None or len(everybody) != 1 else max(0, at_most - had.get(everybody[0].id, 0))
        found.append(
            Offer(
                named.id, named.name, None, named.points, left=left, at_most=at_most, at_most_per=named.at_most_per, refused=refused,
                refusals=refusals,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda offer: not offer.is_open))


def available_of(connection: Connection, people: Sequence[int], today: date) -> dict[int, int]:
    """What each can spend today: the stored figures, or those of the lots where one has come due since (L2)."""
    found: dict[int, int] = {}
    day = today.isoformat()
    for part in store.steps(sorted(set(people))):
        columns = (Account.c.person_id, Account.c.points, Account.c.next_change_on)
        for row in connection.execute(select(*columns).where(Account.c.person_id.in_(part))).all():
            due = row.next_change_on is not None and row.next_change_on <= day
            found[row.person_id] = reading.figures(connection, row.person_id, today)[0] if due else row.points
    return found


def _for_points(connection: Connection, today: date) -> Judge:
    """Why somebody who had a reward so often cannot have it for points: the rules of the reward, then what is missing (R1, R2)."""
    tiers = {tier.id: (str(tier.name), int(tier.rank)) for tier in connection.execute(select(Tier.c.id, Tier.c.name, Tier.c.rank))}
    day = today.isoformat()

    def judge(reward: RewardRow, person: _Person, had: int) -> Told | None:
        refusal = reward_rules.judge(reward, today=day, tiers=tiers, rank=person.rank, had=had)
        if refusal is not None:
            return Told(refusal.short, **refusal.values)
        missing = reward.points - person.available
        return Told(N_("{missing} missing"), missing=missing) if missing > 0 else None

    return judge


def _had(connection: Connection, reward: RewardRow, people: Sequence[int], today: date) -> Mapping[int, int]:
    """How often each had a reward, where it is limited."""
    return {} if reward.at_most is None else reward_rules.issued_so_often(connection, reward, people, today.isoformat())


def _offers(connection: Connection, everybody: Sequence[_Person], today: date, judge: Judge) -> tuple[Offer, ...]:
    ids = [person.id for person in everybody]
    found = []
    for reward in reward_rules.catalogue(connection):
        if reward.retired:
            continue
        had = _had(connection, reward, ids, today)
        closed: Told | None = None
        if reward.stock is not None and reward.stock < len(everybody):
            few = Told(N_("only {left} left"), left=reward.stock)
            closed = Told(N_("sold out")) if not reward.stock else few

        def refusal(person: _Person, reward: RewardRow = reward, had: Mapping[int, int] = had) -> Told | None:
            return judge(reward, person, had.get(person.id, 0))

        refused, refusals = _refusals(everybody, refusal)
        found.append(
            Offer(
                reward.id, reward.name, reward.description, reward.points, reward.stock, reward.valid_days, refused=refused,
                refusals=refusals, closed=closed,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda offer: not offer.is_open))


def _refusals(everybody: Sequence[_Person], judge: Callable[[_Person], Told | None]) -> tuple[int, tuple[Refused, ...]]:
    """How many cannot have it, and the first of them by name."""
    count = 0
    named: list[Refused] = []
    for person in everybody:
        reason = person.closed or judge(person)
        if reason is not None:
            count += 1
            if len(named) < NAMED:
                named.append(Refused(person.name, reason))
    return count, tuple(named)


def _people(connection: Connection, people: Sequence[int], today: date, *, members_only: bool = True) -> list[_Person]:
    """Everybody chosen as the rules look at them, by id (G1, O5)."""
    club = programme.read(connection)
    have = available_of(connection, people, today)
    found = []
    for part in store.steps(sorted(set(people))):
        for row in connection.execute(select(*_COLUMNS).outerjoin(Tier, Tier.c.id == Person.c.tier_id).where(Person.c.id.in_(part))):
            closed: Told | None = None
            if not club.active:
                closed = Told(N_("programme switched off"))
            elif members_only and row.stage != "member":
                closed = Told(N_("not a member"))
            elif row.status != "active":
                closed = Told(N_("member not active"))
            rank = -1 if row.rank is None else int(row.rank)
            found.append(_Person(row.id, full_name(dict(row._mapping)), rank, have.get(row.id, 0), closed))
    return sorted(found, key=lambda person: person.id)


_COLUMNS = (
    *(Person.c[name] for name in ("id", "number", "first_name", "last_name", "phone", "email", "stage", "status")),
    Tier.c.rank,
)
