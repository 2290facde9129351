"""Follow-ups: what an order still asks to be done, by when (O3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from db import texts
from db.entities.people import Person
from db.entities.sales import FollowUp, Sale
from db.errors import BadValue, NotFound, RuleBroken
from db.fields.kinds import LONG_TEXT
from db.fields.manner import Manner
from db.people_rows import full_name
from db.texts import N_
from db.work import Work


@dataclass(frozen=True)
class ToDo:
    """What is asked: the text, and the day by which it is due."""

    text: str
    due_on: date


@dataclass(frozen=True)
class FollowedUp:
    """A follow-up with its order and its person; *done_on* None: it is still open."""

    id: int
    sale: int
    receipt: str | None
    person: int
    number: str
    name: str
    text: str
    due_on: str
    done_on: str | None


def checked(asked: ToDo) -> dict[str, str]:
    """The columns of a follow-up; BadValue where its text is blank."""
    text = LONG_TEXT.parse(texts.clean(asked.text), Manner())
    if text is None:
        raise BadValue(N_("Write what is to be done for this order."), key="text")
    return {"text": str(text), "due_on": asked.due_on.isoformat()}


def add(work: Work, sale: int, text: str, due_on: date) -> FollowedUp:
    """Put a follow-up on an order that was recorded before (O3); NotFound, BadValue."""
    row = work.connection.execute(select(Sale.c.person_id).where(Sale.c.id == sale)).first()
    if row is None:
        raise NotFound(N_("There is no sale {sale}."), sale=sale)
    values = checked(ToDo(text, due_on))
    added = insert(FollowUp).values(sale_id=sale, person_id=row.person_id, op_id=work.op_id, **values).returning(FollowUp.c.id)
    found = int(work.connection.execute(added).scalar_one())
    work.journal("follow_up", found, "created", None, {"sale": sale, **values})
    return one(work.connection, found)


def done(work: Work, follow_up: int) -> FollowedUp:
    """Tick a follow-up off today; RuleBroken where somebody did so before."""
    return _mark(work, follow_up, work.today.isoformat(), N_("“{text}” was ticked off on {day} already."))


def reopen(work: Work, follow_up: int) -> FollowedUp:
    """Take the tick of a follow-up off again; RuleBroken where it has none."""
    return _mark(work, follow_up, None, N_("“{text}” is open still."))


def one(connection: Connection, follow_up: int) -> FollowedUp:
    """A follow-up; NotFound where there is none."""
    found = _read(connection, FollowUp.c.id == follow_up)
    if not found:
        raise NotFound(N_("This follow-up is no longer there."))
    return found[0]


def due(connection: Connection, today: date) -> tuple[FollowedUp, ...]:
    """What is open and due today or before, the oldest first; of sales entered by mistake nothing is (O3, L7)."""
    return _read(connection, FollowUp.c.done_on.is_(None), FollowUp.c.due_on <= today.isoformat(), Sale.c.state != "reversed")


def of_person(connection: Connection, person: int) -> tuple[FollowedUp, ...]:
    """Every follow-up of a person, open ones first."""
    return tuple(sorted(_read(connection, FollowUp.c.person_id == person), key=lambda one: (one.done_on is not None, one.due_on)))


def _mark(work: Work, follow_up: int, day: str | None, refusal: str) -> FollowedUp:
    before = one(work.connection, follow_up)
    asked = FollowUp.c.done_on.is_(None) if day is not None else FollowUp.c.done_on.is_not(None)
    hit = work.connection.execute(update(FollowUp).where(FollowUp.c.id == follow_up, asked).values(done_on=day))
    if hit.rowcount != 1:
        raise RuleBroken(refusal, text=before.text, day=before.done_on)
    work.journal("follow_up", follow_up, "changed", {"done_on": before.done_on}, {"done_on": day})
    return one(work.connection, follow_up)


def _read(connection: Connection, *where: object) -> tuple[FollowedUp, ...]:
    query = (
        select(FollowUp, Sale.c.receipt, Person.c.number, Person.c.first_name, Person.c.last_name, Person.c.phone, Person.c.email)
        .join(Sale, Sale.c.id == FollowUp.c.sale_id)
        .join(Person, Person.c.id == FollowUp.c.person_id)
        .where(*where)  # type: ignore[arg-type]
        .order_by(FollowUp.c.due_on, FollowUp.c.id)
    )
    return tuple(
        FollowedUp(
            int(row.id), int(row.sale_id), row.receipt, int(row.person_id), row.number, full_name(dict(row._mapping)), row.text, row.due_on,
            row.done_on,
        )
        for row in connection.execute(query)
    )  # fmt: skip
