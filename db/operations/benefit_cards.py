"""Benefit cards: the cards of the club, and which member holds which (B1–B9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from db import allocating, texts
from db.entities.benefit_cards import Allocation, BenefitCard
from db.entities.operations import Operation
from db.entities.people import Person
from db.errors import BadValue, Conflict, FieldsRefused, NotFound, RuleBroken, Stopped, Told
from db.fields.kinds import DATE, Kind, Line, Value
from db.fields.manner import Manner
from db.id_lists import listed as listed_ids
from db.ledger.store import steps as parts
from db.named_rows import fault_of_colour
from db.people_rows import full_name, lock_accounts
from db.texts import N_
from db.work import Work

NAME, BENEFIT, CONDITIONS = Line("text", longest=40), Kind("long_text", longest=120), Kind("long_text", longest=300)
_TEXTS = {"name": NAME, "benefit": BENEFIT, "conditions": CONDITIONS}
_MISSING = {
    "name": N_("The benefit card needs a name."),
    "benefit": N_("Say what the benefit is."),
    "conditions": N_("Say under which conditions the benefit holds."),
}
# So many members are seen to between two looks at *Stop*.
STEP = 2000
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
    chosen = one_of(connection, card)
    _refuse_ended(chosen, today)
    return _effect(chosen, _refuse_outsiders(connection, people), allocating.held(connection, people))


def losses(connection: Connection, people: Sequence[int]) -> tuple[Loss, ...]:
    """Which cards these people hold, by name, with how many: what withdrawing takes from them, for the question before (B7)."""
    return _losses(Counter(row.name for row in allocating.held(connection, people).values()))


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
    refuse_taken(work.connection, str(values["name"]))
    row = {**values, "name_key": _key(str(values["name"])), "version": 1}
    card = int(work.connection.execute(insert(BenefitCard).values(**row).returning(BenefitCard.c.id)).scalar_one())
    work.journal("benefit_card", card, "created", None, {key: value for key, value in values.items() if value is not None})
    return _read(work, card)


def edit(work: Work, card: int, changes: Mapping[str, tuple[Value, Value]]) -> Card:
    """Change details; *changes* maps a key to the value that was seen and the new one. Every holder sees the new text at once (B6).

    Conflict where another desk changed the same detail meanwhile (A1); FieldsRefused names each bad detail. The answer's *holders* are
    those whose printed cards may show the old text.
    """
    row = one_of(work.connection, card, lock=True)
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
        refuse_taken(work.connection, str(wanted["name"]), but=card)
    write(work, row, wanted)
    return _read(work, card)


def retire(work: Work, cards: Sequence[int], *, retired: bool = True) -> int:
    """End cards with yesterday as their last day, so that nobody gets them any more and holders keep them (B1), or use them again.

    Gives how many changed.
    """
    changed = 0
    yesterday = (work.today - timedelta(days=1)).isoformat()
    for card in sorted(set(cards)):
        row = one_of(work.connection, card, lock=True)
        if _has_ended(row, work.today) != retired:
            write(work, row, {"last_day": yesterday if retired else None})
            changed += 1
    return changed


def delete(work: Work, cards: Sequence[int]) -> Deleted:
    """Delete cards that nobody holds; all or none (B5). RuleBroken names the first that is held; history keeps the texts."""
    names = []
    for card in sorted(set(cards)):
        row = one_of(work.connection, card, lock=True)
        held = _holders(work.connection, card)
        if held:
            raise RuleBroken(N_("{count} members hold {name}; withdraw it from them first, then delete it."), name=row.name, count=held)
        work.connection.execute(update(BenefitCard).where(BenefitCard.c.id == card).values(deleted=True, version=BenefitCard.c.version + 1))
        work.journal("benefit_card", card, "deleted", {"name": row.name}, None)
        names.append(str(row.name))
    return Deleted(tuple(names))


# --- who holds which -----------------------------------------------------------------------------------------------------------------


def allocate(
    work: Work,
    card: int,
    people: Sequence[int],
    *,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Allocated:
    """Give the card to members, one or many; it replaces the one they hold, and whoever holds it already is left alone (B2, B3).

    RuleBroken, with nobody changed: after the card's last day (B1), and by name for a prospect (B9) or whoever left. Stopped by *stop*.
    """
    chosen = one_of(work.connection, card, share=True)
    _refuse_ended(chosen, work.today)
    wanted, done = sorted(set(people)), Allocated(chosen.name, 0, 0, ())
    for part in parts(wanted, STEP):
        if stop is not None and stop():
            raise Stopped
        done = _together(done, _allocate(work, chosen, part))
        if progress is not None:
            progress(done.members, len(wanted))
    return done


def _allocate(work: Work, chosen: Row[Any], people: Sequence[int]) -> Allocated:
    """Give the card to some of the members, all of whose accounts are locked first."""
    lock_accounts(work.connection, people)
    count = _refuse_outsiders(work.connection, people)
    held = allocating.held(work.connection, people)
    wanted = [person for person in people if person not in held or held[person].benefit_card_id != chosen.id]
    lost = {person: held[person] for person in wanted if person in held}
    allocating.end(work, list(lost.values()))
    given = allocating.start(work, chosen.id, wanted)
    allocating.follow(work, list(lost.values()))
    for person in wanted:
        after = {"benefit_card": chosen.name, "allocation": given[person]}
        work.journal("person", person, "allocated", allocating.told(lost.get(person)), after)
    return _effect(chosen, count, held)


def withdraw(
    work: Work, people: Sequence[int], *, card: int | None = None, progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Withdrawn:  # fmt: skip
    """Take the card that each of these people holds, in one action (B7); whoever holds none, or another than *card*, is left alone.

    Stopped by *stop*, with nobody changed.
    """
    wanted, looked_at, withdrawn = sorted(set(people)), 0, 0
    for part in parts(wanted, STEP):
        if stop is not None and stop():
            raise Stopped
        lock_accounts(work.connection, part)
        lost = allocating.ended(work, part, card=card)
        for person, row in sorted(lost.items()):
            work.journal("person", person, "withdrawn", row, {"benefit_card": None})
        looked_at, withdrawn = looked_at + len(part), withdrawn + len(lost)
        if progress is not None:
            progress(looked_at, len(wanted))
    return Withdrawn(len(wanted), withdrawn)


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
    if kept["colour"] is not None and (fault := fault_of_colour(kept["colour"])) is not None:
        problems["colour"] = fault
    if problems:
        raise FieldsRefused(problems)
    return kept


def _key(name: str) -> str:
    return texts.fold(texts.clean(name))


def refuse_taken(connection: Connection, name: str, *, but: int = 0) -> None:
    """Names are unique whatever the case (B1)."""
    query = select(BenefitCard.c.name).where(BenefitCard.c.name_key == _key(name), ~BenefitCard.c.deleted, BenefitCard.c.id != but)
    found = connection.execute(query).scalar()
    if found is not None:
        raise BadValue(N_("There is a benefit card “{name}” already; choose another name."), name=found, key="name")


def one_of(connection: Connection, card: int, *, lock: bool = False, share: bool = False) -> Row[Any]:
    """A card that is not deleted. *share*: nobody may delete it before this transaction ends."""
    query = select(BenefitCard).where(BenefitCard.c.id == card, ~BenefitCard.c.deleted)
    row = connection.execute(query.with_for_update(read=share) if lock or share else query).first()
    if row is None:
        raise NotFound(N_("This benefit card is no longer there; somebody deleted it."))
    return row


def _has_ended(card: Row[Any], today: date) -> bool:
    return card.last_day is not None and card.last_day < today.isoformat()


def _refuse_ended(card: Row[Any], today: date) -> None:
    if _has_ended(card, today):
        raise RuleBroken(
            N_("{name} ended on {day}; it can no longer be given. Holders keep it until it is withdrawn."),
            name=card.name,
            day=card.last_day,
        )


def _card(row: Row[Any], today: date) -> Card:
    ended = _has_ended(row, today)
    return Card(row.id, row.name, row.benefit, row.conditions, row.colour, row.last_day, ended, row.holders, row.version)


def _read(work: Work, card: int) -> Card:
    row = one_of(work.connection, card)
    held, ended = _holders(work.connection, card), _has_ended(row, work.today)
    return Card(row.id, row.name, row.benefit, row.conditions, row.colour, row.last_day, ended, held, row.version)


def _holders(connection: Connection, card: int) -> int:
    query = select(func.count()).select_from(Allocation).where(Allocation.c.benefit_card_id == card, Allocation.c.ended_on.is_(None))
    return int(connection.execute(query).scalar_one())


def write(work: Work, row: Row[Any], wanted: Mapping[str, Value]) -> None:
    """Write these details of a locked card."""
    if not wanted:
        return
    key = {"name_key": _key(str(wanted["name"]))} if "name" in wanted else {}
    work.connection.execute(update(BenefitCard).where(BenefitCard.c.id == row.id).values(**wanted, **key, version=row.version + 1))
    work.journal("benefit_card", row.id, "changed", {name: getattr(row, name) for name in wanted}, wanted)


def _refuse_outsiders(connection: Connection, people: Sequence[int]) -> int:
    """How many people these are; RuleBroken names the first who may not hold a card (B4, B9), NotFound where one is gone."""
    columns = ("id", "number", "first_name", "last_name", "phone", "email", "stage", "status")
    wanted = sorted(set(people))
    mine = Person.c.id.in_(listed_ids(connection, wanted))
    outside = or_(Person.c.stage != "member", Person.c.status.not_in(("active", "suspended")))
    row = connection.execute(select(*(Person.c[name] for name in columns)).where(mine, outside).order_by(Person.c.id).limit(1)).first()
    if row is not None:
        text = N_("{name}, no. {number}, has left the programme and cannot hold a benefit card.")
        if row.stage != "member":
            text = N_("{name}, no. {number}, is not a member and cannot hold a benefit card; register them first.")
        raise RuleBroken(text, name=full_name(dict(row._mapping)), number=row.number)
    if connection.execute(select(func.count()).select_from(Person).where(mine)).scalar_one() < len(wanted):
        raise NotFound(N_("This person is no longer there; somebody removed the record."))
    return len(wanted)


def _effect(card: Row[Any], members: int, held: Mapping[int, Row[Any]]) -> Allocated:
    lost = Counter(row.name for row in held.values() if row.benefit_card_id != card.id)
    already = sum(1 for row in held.values() if row.benefit_card_id == card.id)
    return Allocated(card.name, members, already, _losses(lost))


def _together(one: Allocated, other: Allocated) -> Allocated:
    """What both parts of one action do."""
    lost = Counter({loss.card: loss.count for loss in one.loses}) + Counter({loss.card: loss.count for loss in other.loses})
    return Allocated(one.card, one.members + other.members, one.already + other.already, _losses(lost))


def _losses(lost: Mapping[str, int]) -> tuple[Loss, ...]:
    return tuple(Loss(name, count) for name, count in sorted(lost.items()))
