"""Allocations: which member holds which benefit card, moved under the lock of their accounts (B2, B3, B8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, literal, select, update

from db.entities.benefit_cards import Allocation, BenefitCard
from db.entities.people import Person
from db.errors import RuleBroken
from db.fields.kinds import Value
from db.id_lists import listed
from db.ledger.store import steps as parts
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work


def held(connection: Connection, people: Sequence[int]) -> dict[int, Row[Any]]:
    """The open allocations of these people, by person, with the cards' names."""
    columns: tuple[Any, ...] = (
        Allocation.c.id,
        Allocation.c.person_id,
        Allocation.c.benefit_card_id,
        Allocation.c.started_on,
        BenefitCard.c.name,
    )
    query = select(*columns).join(BenefitCard, BenefitCard.c.id == Allocation.c.benefit_card_id).where(Allocation.c.ended_on.is_(None))
    rows = connection.execute(query.where(Allocation.c.person_id.in_(listed(connection, sorted(set(people)))))).all()
    return {int(row.person_id): row for row in rows}


def end(work: Work, rows: Sequence[Row[Any]]) -> None:
    """End open allocations today; each must still be open (reliability.md, rule 3)."""
    if not rows:
        return
    today = _day(work)
    statement = (
        update(Allocation)
        .where(Allocation.c.id.in_(listed(work.connection, [row.id for row in rows])), Allocation.c.ended_on.is_(None))
        .values(ended_on=case((Allocation.c.started_on > today, Allocation.c.started_on), else_=today), ended_by=work.op_id)
    )
    if work.connection.execute(statement).rowcount != len(rows):
        raise RuleBroken(
            N_("Another desk changed the benefit card of one of these members in the same moment; nothing was changed. Try again.")
        )


def start(work: Work, card: int, people: Sequence[int]) -> dict[int, int]:
    """Open an allocation for each of these different people; gives their ids by person."""
    if not people:
        return {}
    first, *_others = [work.line("allocations") for _person in people]
    line = func.row_number().over(order_by=Person.c.id) + literal(first - 1)
    columns = ("person_id", "benefit_card_id", "started_on", "op_id", "line")
    rows = select(Person.c.id, literal(card), _day(work), literal(work.op_id), line)
    work.connection.execute(
        insert(Allocation).from_select(columns, rows.where(Person.c.id.in_(listed(work.connection, people))).order_by(Person.c.id))
    )
    made = select(Allocation.c.person_id, Allocation.c.id).where(Allocation.c.op_id == work.op_id, Allocation.c.line >= first)
    return {int(person): int(key) for person, key in work.connection.execute(made).all()}


def follow(work: Work, ended: Sequence[Row[Any]]) -> None:
    """Note on allocations that have just ended which one took their place: the open one of the same person (B3)."""
    if not ended:
        return
    later = Allocation.alias("later")
    open_now = select(later.c.id).where(later.c.person_id == Allocation.c.person_id, later.c.ended_on.is_(None)).scalar_subquery()
    mine = Allocation.c.id.in_(listed(work.connection, [row.id for row in ended]))
    work.connection.execute(update(Allocation).where(mine).values(replaced_by=open_now))


def _day(work: Work) -> ColumnElement[str]:
    """Today, as the columns of days hold it."""
    return literal(work.today.isoformat(), Allocation.c.started_on.type)


def told(row: Row[Any] | None) -> dict[str, Value]:
    """What the journal keeps of an allocation that ends."""
    return {"benefit_card": None} if row is None else {"benefit_card": row.name, "allocation": row.id}


def ended(work: Work, people: Sequence[int], *, card: int | None = None) -> dict[int, dict[str, Value]]:
    """End what these locked people hold, *card* alone where one is named, for whoever journals it (G2); gives by person name and allocation."""
    lost = {person: row for person, row in held(work.connection, people).items() if card is None or row.benefit_card_id == card}
    end(work, list(lost.values()))
    return {person: told(row) for person, row in lost.items()}


def given_back(work: Work, person: int, allocation: int) -> bool:
    """Open an ended allocation of a locked person again; False where the card was deleted meanwhile."""
    card = select(BenefitCard.c.deleted).join(Allocation, Allocation.c.benefit_card_id == BenefitCard.c.id)
    gone = work.connection.execute(card.where(Allocation.c.id == allocation).with_for_update(read=True, of=BenefitCard)).scalar_one()
    if gone:
        return False
    done = work.connection.execute(
        update(Allocation)
        .where(Allocation.c.id == allocation, Allocation.c.person_id == person, Allocation.c.ended_on.is_not(None))
        .values(ended_on=None, ended_by=None, replaced_by=None)
    )
    return done.rowcount == 1


def unallocate(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Give each member back the card held before (B8); whoever's card was changed since, or who left, is left alone and listed."""
    people = [step.entity_id for step in steps]
    now, standing = held(work.connection, people), _standing(work.connection, people)
    kept = []
    for step in steps:
        person, open_now = step.entity_id, now.get(step.entity_id)
        number, may_hold = standing[person]
        name = None if open_now is None else open_now.name
        if not may_hold or (None if open_now is None else open_now.id) != step.after.get("allocation"):
            kept.append(Kept(number, "benefit_card", step.after["benefit_card"], name))
            continue
        if open_now is not None:
            end(work, [open_now])
        before = step.before.get("allocation")
        if before is not None and not given_back(work, person, before):
            kept.append(Kept(number, "benefit_card", step.before["benefit_card"], None))
            continue
        work.journal("person", person, "unallocated", {"benefit_card": name}, {"benefit_card": step.before["benefit_card"]})
    return kept


def _standing(connection: Connection, people: Sequence[int]) -> dict[int, tuple[str, bool]]:
    """By person the number, and whether a card may be held."""
    found: dict[int, tuple[str, bool]] = {}
    columns = (Person.c.id, Person.c.number, Person.c.stage, Person.c.status)
    for part in parts(sorted(set(people))):
        for row in connection.execute(select(*columns).where(Person.c.id.in_(part))):
            found[int(row.id)] = (row.number, row.stage == "member" and row.status in ("active", "suspended"))
    return found
