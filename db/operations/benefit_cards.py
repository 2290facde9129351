"""Benefit cards: the cards of the club, and which member holds which (B1–B9)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from db import allocating, texts
from db.entities.benefit_cards import Allocation, BenefitCard
from db.entities.operations import Operation
from db.entities.people import Person
from db.errors import BadValue, Conflict, FieldsRefused, NotFound, RuleBroken, Told
from db.fields.kinds import DATE, Kind, Line, Value
from db.fields.manner import Manner
from db.ledger.store import steps as parts
from db.people_rows import full_name, lock_accounts
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

NAME, BENEFIT, CONDITIONS = Line("text", longest=40), Kind("long_text", longest=120), Kind("long_text", longest=300)
_TEXTS = {"name": NAME, "benefit": BENEFIT, "conditions": CONDITIONS}
_MISSING = {
    "name": N_("The benefit card needs a name."),
    "benefit": N_("Say what the benefit is."),
    "conditions": N_("Say under which conditions the benefit holds."),
}
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
DETAILS = ("name", "benefit", "conditions", "colour", "last_day")


@dataclass(frozen=True)
class Card:
    """A benefit card as it stands; *ended*: its last day is over, and holders keep it (B1); *holders* are the current allocations (B4)."""

    id: int
    name: str
    benefit: str
    conditions: str
    colour: str | None
    last_day: str | None
    ended: bool
    holders: int
    version: int


@dataclass(frozen=True)
class Loss:
    """How many members would lose, or lost, a card that they hold."""

    card: str
    count: int


@dataclass(frozen=True)
class Allocated:
    """What allocating a card does: of *members*, *already* hold it and stay as they are, and some lose another one (B2)."""

    card: str
    members: int
    already: int
    loses: tuple[Loss, ...]


@dataclass(frozen=True)
class Withdrawn:
    """How many of *members* held a card and no longer do (B7)."""

    members: int
    withdrawn: int


@dataclass(frozen=True)
class Deleted:
    """The names of the cards that were deleted (B5)."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """One line of a member's history: the card with its texts, from when to when, by whom, and what took its place (B3, B5)."""

    card: str
    benefit: str
    conditions: str
    started_on: str
    ended_on: str | None
    operator: str
    ended_by: str | None
    replaced_by: str | None


# --- reading -------------------------------------------------------------------------------------------------------------------------


def listed(connection: Connection, today: date) -> tuple[Card, ...]:
    """Every card that is not deleted, by name, with how many hold it (B4)."""
    holders = select(func.count()).where(Allocation.c.benefit_card_id == BenefitCard.c.id, Allocation.c.ended_on.is_(None))
    query = select(BenefitCard, holders.scalar_subquery().label("holders")).where(~BenefitCard.c.deleted).order_by(BenefitCard.c.name_key)
    return tuple(_card(row, today) for row in connection.execute(query))


def named(connection: Connection, name: str) -> int:
    """The id of the card of this name, whatever the case; NotFound names it."""
    found = connection.execute(select(BenefitCard.c.id).where(BenefitCard.c.name_key == _key(name), ~BenefitCard.c.deleted)).scalar()
    if found is None:
        raise NotFound(N_("There is no benefit card “{name}”."), name=name)
    return int(found)


def effect(connection: Connection, card: int, people: Sequence[int], today: date) -> Allocated:
    """What allocating the card to these people would do, for the question before; refusals as `allocate` (B2)."""
    chosen = _one(connection, card)
    _refuse_ended(chosen, today)
    return _effect(chosen, _standing(connection, people), allocating.held(connection, people))


def history(connection: Connection, person: int) -> tuple[Held, ...]:
    """The cards that a person held and holds, the first first (B3)."""
    given, taken = Operation.alias(), Operation.alias()
    later, next_card = Allocation.alias(), BenefitCard.alias()
    query = (
        select(
            BenefitCard.c.name, BenefitCard.c.benefit, BenefitCard.c.conditions, Allocation.c.started_on, Allocation.c.ended_on,
            given.c.operator, taken.c.operator.label("ended_by"), next_card.c.name.label("replaced_by"),
        )
        .join(BenefitCard, BenefitCard.c.id == Allocation.c.benefit_card_id)
        .join(given, given.c.op_id == Allocation.c.op_id)
        .outerjoin(taken, taken.c.op_id == Allocation.c.ended_by)
        .outerjoin(later, later.c.id == Allocation.c.replaced_by)
        .outerjoin(next_card, next_card.c.id == later.c.benefit_card_id)
        .where(Allocation.c.person_id == person)
        .order_by(Allocation.c.id)
    )  # fmt: skip
    return tuple(Held(*row) for row in connection.execute(query))


# --- the cards -----------------------------------------------------------------------------------------------------------------------


def add(
    work: Work, *, name: str, benefit: str, conditions: str, colour: str | None = None, last_day: str | None = None
) -> Card:  # fmt: skip
    """Make a card; its three texts are mandatory (B1). FieldsRefused names each bad detail. *last_day* is ISO text."""
    values = _checked({"name": name, "benefit": benefit, "conditions": conditions, "colour": colour, "last_day": last_day})
    _refuse_taken(work.connection, str(values["name"]))
    row = {**values, "name_key": _key(str(values["name"])), "version": 1}
    card = int(work.connection.execute(insert(BenefitCard).values(**row).returning(BenefitCard.c.id)).scalar_one())
    work.journal("benefit_card", card, "created", None, {key: value for key, value in values.items() if value is not None})
    return _read(work, card)


def edit(work: Work, card: int, changes: Mapping[str, tuple[Value, Value]]) -> Card:
    """Change details; *changes* maps a key to the value that was seen and the new one. Every holder sees the new text at once (B6).

    Conflict where another desk changed the same detail meanwhile (A1); FieldsRefused names each bad detail. The answer's *holders* are
    those whose printed cards may show the old text.
    """
    row = _one(work.connection, card, lock=True)
    before = {key: getattr(row, key) for key in DETAILS}
    clashes = {key: (seen, before[key], mine) for key, (seen, mine) in changes.items() if before[key] not in (seen, mine)}
    if clashes:
        raise Conflict(
            N_("{name} was changed by another desk meanwhile. Nothing of yours is lost: choose for each field."),
            name=row.name,
            clashes=clashes,
        )
    after = _checked({**before, **{key: mine for key, (_, mine) in changes.items()}})
    wanted = {key: value for key, value in after.items() if value != before[key]}
    if "name" in wanted:
        _refuse_taken(work.connection, str(wanted["name"]), but=card)
    _write(work, row, wanted)
    return _read(work, card)


def delete(work: Work, cards: Sequence[int]) -> Deleted:
    """Delete cards that nobody holds; all or none (B5). RuleBroken names the first that is held; history keeps the texts."""
    names = []
    for card in sorted(set(cards)):
        row = _one(work.connection, card, lock=True)
        held = _holders(work.connection, card)
        if held:
            raise RuleBroken(N_("{count} members hold {name}; withdraw it from them first, then delete it."), name=row.name, count=held)
        work.connection.execute(update(BenefitCard).where(BenefitCard.c.id == card).values(deleted=True, version=BenefitCard.c.version + 1))
        work.journal("benefit_card", card, "deleted", {"name": row.name}, None)
        names.append(str(row.name))
    return Deleted(tuple(names))


# --- who holds which -----------------------------------------------------------------------------------------------------------------


def allocate(work: Work, card: int, people: Sequence[int]) -> Allocated:
    """Give the card to members, one or many; it replaces the one they hold, and whoever holds it already is left alone (B2, B3).

    RuleBroken, with nobody changed: after the card's last day (B1), and by name for a prospect (B9) or whoever left.
    """
    chosen = _one(work.connection, card, share=True)
    _refuse_ended(chosen, work.today)
    lock_accounts(work.connection, people)
    standing = _standing(work.connection, people)
    held = allocating.held(work.connection, people)
    answer = _effect(chosen, standing, held)
    wanted = [person for person in sorted(standing) if person not in held or held[person].benefit_card_id != card]
    lost = {person: held[person] for person in wanted if person in held}
    allocating.end(work, list(lost.values()))
    given = allocating.start(work, card, wanted)
    if lost:
        follow = update(Allocation).where(Allocation.c.id == bindparam("lost")).values(replaced_by=bindparam("given"))
        work.connection.execute(follow, [{"lost": row.id, "given": given[person]} for person, row in lost.items()])
    for person in wanted:
        work.journal(
            "person", person, "allocated", allocating.told(lost.get(person)), {"benefit_card": chosen.name, "allocation": given[person]}
        )
    return answer


def withdraw(work: Work, people: Sequence[int]) -> Withdrawn:
    """Take the card that each of these people holds, in one action (B7); whoever holds none is left alone."""
    lock_accounts(work.connection, people)
    lost = allocating.ended(work, people)
    for person, row in sorted(lost.items()):
        work.journal("person", person, "withdrawn", row, {"benefit_card": None})
    return Withdrawn(len(set(people)), len(lost))


# --- undo ----------------------------------------------------------------------------------------------------------------------------


def uncreate(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Delete cards that were added; RuleBroken where somebody holds one (B5)."""
    delete(work, [step.entity_id for step in steps])
    return []


def unedit(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put old texts back where they are still those that the edit wrote; RuleBroken otherwise."""
    for step in steps:
        row = _one(work.connection, step.entity_id, lock=True)
        if any(getattr(row, key) != value for key, value in step.after.items()):
            raise RuleBroken(N_("The benefit card {name} was changed since; nothing was undone."), name=row.name)
        if "name" in step.before:
            _refuse_taken(work.connection, step.before["name"], but=step.entity_id)
        _write(work, row, dict(step.before))
    return []


def undelete(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Have deleted cards again; RuleBroken where the name was taken meanwhile."""
    for step in steps:
        _refuse_taken(work.connection, step.before["name"])
        work.connection.execute(
            update(BenefitCard).where(BenefitCard.c.id == step.entity_id).values(deleted=False, version=BenefitCard.c.version + 1)
        )
        work.journal("benefit_card", step.entity_id, "undeleted", None, {"name": step.before["name"]})
    return []


# --- inside --------------------------------------------------------------------------------------------------------------------------


def _checked(values: Mapping[str, Value]) -> dict[str, Value]:
    """The details as stored; FieldsRefused names every bad one (B1: blanks and spaces do not count)."""
    problems: dict[str, Told] = {}
    kept: dict[str, Value] = {}
    for key, kind in (*_TEXTS.items(), ("last_day", DATE)):
        try:
            kept[key] = kind.parse(str(values[key] or ""), Manner())
        except BadValue as problem:
            problems[key] = problem
        else:
            if kept[key] is None and key in _MISSING:
                problems[key] = BadValue(_MISSING[key], key=key)
    kept["colour"] = values["colour"] or None
    if kept["colour"] is not None and not _COLOUR.fullmatch(str(kept["colour"])):
        problems["colour"] = BadValue(N_("“{text}” is not a colour; write it like #2a8f6a."), text=kept["colour"])
    if problems:
        raise FieldsRefused(problems)
    return kept


def _key(name: str) -> str:
    return texts.fold(texts.clean(name))


def _refuse_taken(connection: Connection, name: str, *, but: int = 0) -> None:
    """Names are unique whatever the case (B1)."""
    query = select(BenefitCard.c.name).where(BenefitCard.c.name_key == _key(name), ~BenefitCard.c.deleted, BenefitCard.c.id != but)
    found = connection.execute(query).scalar()
    if found is not None:
        raise BadValue(N_("There is a benefit card “{name}” already; choose another name."), name=found, key="name")


def _one(connection: Connection, card: int, *, lock: bool = False, share: bool = False) -> Row[Any]:
    """A card that is not deleted. *share*: nobody may delete it before this transaction ends."""
    query = select(BenefitCard).where(BenefitCard.c.id == card, ~BenefitCard.c.deleted)
    row = connection.execute(query.with_for_update(read=share) if lock or share else query).first()
    if row is None:
        raise NotFound(N_("This benefit card is no longer there; somebody deleted it."))
    return row


def _refuse_ended(card: Row[Any], today: date) -> None:
    if card.last_day is not None and card.last_day < today.isoformat():
        raise RuleBroken(
            N_("{name} ended on {day}; it can no longer be given. Holders keep it until it is withdrawn."),
            name=card.name,
            day=card.last_day,
        )


def _card(row: Row[Any], today: date) -> Card:
    ended_now = row.last_day is not None and row.last_day < today.isoformat()
    return Card(row.id, row.name, row.benefit, row.conditions, row.colour, row.last_day, ended_now, row.holders, row.version)


def _read(work: Work, card: int) -> Card:
    row = _one(work.connection, card)
    found = Card(
        row.id, row.name, row.benefit, row.conditions, row.colour, row.last_day, False, _holders(work.connection, card), row.version
    )
    return replace(found, ended=found.last_day is not None and found.last_day < work.today.isoformat())


def _holders(connection: Connection, card: int) -> int:
    query = select(func.count()).select_from(Allocation).where(Allocation.c.benefit_card_id == card, Allocation.c.ended_on.is_(None))
    return int(connection.execute(query).scalar_one())


def _write(work: Work, row: Row[Any], wanted: Mapping[str, Value]) -> None:
    """Write these details of a locked card."""
    if not wanted:
        return
    key = {"name_key": _key(str(wanted["name"]))} if "name" in wanted else {}
    work.connection.execute(update(BenefitCard).where(BenefitCard.c.id == row.id).values(**wanted, **key, version=row.version + 1))
    work.journal("benefit_card", row.id, "changed", {name: getattr(row, name) for name in wanted}, wanted)


def _standing(connection: Connection, people: Sequence[int]) -> dict[int, Row[Any]]:
    """The people by id; RuleBroken names the first who may not hold a card (B4, B9)."""
    columns = ("id", "number", "first_name", "last_name", "phone", "email", "stage", "status")
    found: dict[int, Row[Any]] = {}
    for part in parts(sorted(set(people))):
        for row in connection.execute(select(*(Person.c[name] for name in columns)).where(Person.c.id.in_(part)).order_by(Person.c.id)):
            if row.stage != "member":
                raise RuleBroken(
                    N_("{name}, no. {number}, is not a member and cannot hold a benefit card; register them first."),
                    name=full_name(dict(row._mapping)), number=row.number,
                )  # fmt: skip
            if row.status not in ("active", "suspended"):
                raise RuleBroken(
                    N_("{name}, no. {number}, has left the programme and cannot hold a benefit card."),
                    name=full_name(dict(row._mapping)), number=row.number,
                )  # fmt: skip
            found[int(row.id)] = row
    if len(found) < len(set(people)):
        raise NotFound(N_("This person is no longer there; somebody removed the record."))
    return found


def _effect(card: Row[Any], standing: Mapping[int, object], held: Mapping[int, Row[Any]]) -> Allocated:
    lost: dict[str, int] = {}
    for row in held.values():
        if row.benefit_card_id != card.id:
            lost[row.name] = lost.get(row.name, 0) + 1
    already = sum(1 for row in held.values() if row.benefit_card_id == card.id)
    return Allocated(card.name, len(standing), already, tuple(Loss(name, count) for name, count in sorted(lost.items())))
