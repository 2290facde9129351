"""What happened to a benefit card or a tier: who made it, what was changed, and who holds a card since when (B3, B4, T9)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, literal, select, union_all

from db.entities.benefit_cards import Allocation, BenefitCard
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.people_rows import full_name

LATEST = 5


@dataclass(frozen=True)
class Event:
    """One thing that was done: *action* is created, changed, allocated or withdrawn; *count* people were concerned; *keys* what was changed."""

    at: str
    operator: str
    action: str
    count: int = 0
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a card since a day."""

    person: int
    name: str
    since: str


@dataclass(frozen=True)
class CardStory:
    """A benefit card's past: how many lost it in all, its newest holders, and what was done, the latest first."""

    withdrawn: int
    holders: tuple[Holder, ...]
    events: tuple[Event, ...]


def of_record(connection: Connection, entity: str, record: int, limit: int | None = LATEST) -> tuple[Event, ...]:
    """What was done to the record itself, the latest first."""
    query = (
        select(Operation.c.recorded_at, Operation.c.operator, JournalRow.c.action, JournalRow.c.after)
        .join(Operation, Operation.c.op_id == JournalRow.c.op_id)
        .where(JournalRow.c.entity == entity, JournalRow.c.entity_id == record)
        .order_by(JournalRow.c.id.desc())
        .limit(limit)
    )
    return tuple(
        Event(row.recorded_at, row.operator, row.action, 0, tuple(json.loads(row.after)) if row.after else ())
        for row in connection.execute(query)
    )


def of_card(connection: Connection, card: int) -> CardStory:
    """What a benefit card's page tells beside its texts."""
    mine = Allocation.c.benefit_card_id == card
    withdrawn = connection.execute(
        select(func.count()).select_from(Allocation).where(mine, Allocation.c.ended_on.is_not(None))
    ).scalar_one()
    names = ("first_name", "last_name", "phone", "email", "number")
    newest = (
        select(Allocation.c.person_id, Allocation.c.started_on, *(Person.c[name] for name in names))
        .join(Person, Person.c.id == Allocation.c.person_id)
        .where(mine, Allocation.c.ended_on.is_(None))
        .order_by(Allocation.c.id.desc())
        .limit(LATEST)
    )
    holders = tuple(Holder(row.person_id, full_name(dict(row._mapping)), row.started_on) for row in connection.execute(newest))
    events = sorted((*of_record(connection, "benefit_card", card), *_moves(connection, mine)), key=lambda event: event.at, reverse=True)
    return CardStory(int(withdrawn), holders, tuple(events[:LATEST]))


def _moves(connection: Connection, mine: Any) -> list[Event]:
    """The latest operations that gave a card or took it."""
    both = union_all(
        select(Allocation.c.op_id.label("op_id"), func.count().label("given"), literal(0).label("taken"))
        .where(mine)
        .group_by(Allocation.c.op_id),
        select(Allocation.c.ended_by, literal(0), func.count())
        .where(mine, Allocation.c.ended_by.is_not(None))
        .group_by(Allocation.c.ended_by),
    ).subquery("moves")
    query = (
        select(Operation.c.recorded_at, Operation.c.operator, both.c.given, both.c.taken)
        .join(both, both.c.op_id == Operation.c.op_id)
        .order_by(Operation.c.recorded_at.desc())
        .limit(LATEST)
    )
    return [
        Event(row.recorded_at, row.operator, "allocated" if row.given else "withdrawn", int(row.given or row.taken))
        for row in connection.execute(query)
    ]


def changed_at(connection: Connection) -> dict[int, str]:
    """When each benefit card that is not deleted was made or last edited."""
    query = (
        select(JournalRow.c.entity_id, func.max(Operation.c.recorded_at))
        .join(Operation, Operation.c.op_id == JournalRow.c.op_id)
        .join(BenefitCard, BenefitCard.c.id == JournalRow.c.entity_id)
        .where(JournalRow.c.entity == "benefit_card", ~BenefitCard.c.deleted)
        .group_by(JournalRow.c.entity_id)
    )
    return {int(card): str(at) for card, at in connection.execute(query)}
