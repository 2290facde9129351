"""Record: what is held about one member beside the fields of the table: sales, rewards, histories, activity (commands.md, `member`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, CompoundSelect, Connection, Label, func, select, union

from db.entities.groups import LogLine
from db.entities.operations import JournalRow, Operation
from db.entities.passes import Pass, PassUse
from db.entities.points import Account, Entry
from db.entities.rewards import Issued, Notice
from db.entities.sales import Refund, Sale, SaleLine
from db.entities.stamps import StampMove
from db.rewards import reward_rules


@dataclass(frozen=True)
class LineHeld:
    """One line of a sale, quantities in thousandths: whether it earned points, and how many stamps it gave (O1, SC7)."""

    id: int
    description: str
    category: str | None
    quantity: int
    amount: int
    earns: bool
    refunded_quantity: int
    refunded_amount: int
    stamps: int


@dataclass(frozen=True)
class SaleHeld:
    """One sale with what it earned, less what was taken back (O1, O2); money in the smallest unit."""

    id: int
    receipt: str | None
    date: str
    value: int
    eligible: int
    refunded: int
    state: str
    points: int
    points_back: int
    stamps: int
    note: str | None
    lines: tuple[LineHeld, ...]


@dataclass(frozen=True)
class RewardHeld:
    """One issued reward (R4): *expiry* is its last usable day."""

    id: int
    name: str
    description: str | None
    points: int
    state: str
    source: str
    issued: str
    changed: str
    expiry: str | None


@dataclass(frozen=True)
class NoticeHeld:
    """One notice in the outbox (N5), latest first."""

    id: int
    kind: str
    channel: str
    state: str
    date: str
    about: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Happened:
    """One thing that happened to the record: an operation by its label, or a line of the log; latest first (A2)."""

    at: str
    date: str | None
    operator: str
    desk: str
    what: str
    note: str | None


def sales(connection: Connection, person: int) -> tuple[SaleHeld, ...]:
    """The sales of a member with their lines, latest first: per line what gave points and what gave stamps (O1)."""
    rows = connection.execute(select(Sale).where(Sale.c.person_id == person).order_by(Sale.c.business_date.desc(), Sale.c.id.desc())).all()
    stamps = _stamps(connection, person)
    lines: dict[int, list[LineHeld]] = {}
    found = select(SaleLine).join(Sale, Sale.c.id == SaleLine.c.sale_id).where(Sale.c.person_id == person)
    for row in connection.execute(found.order_by(SaleLine.c.sale_id, SaleLine.c.place)):
        line = LineHeld(
            row.id, row.description, row.category, row.quantity, row.amount, bool(row.earns), row.refunded_quantity, row.refunded_amount,
            stamps.get((row.sale_id, row.id), 0),
        )  # fmt: skip
        lines.setdefault(row.sale_id, []).append(line)
    return tuple(
        SaleHeld(
            row.id, row.receipt, row.business_date, row.value, row.eligible, row.refunded, row.state, row.points, row.points_back,
            sum(count for (sale, _), count in stamps.items() if sale == row.id), row.note, tuple(lines.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


def _stamps(connection: Connection, person: int) -> dict[tuple[int, int | None], int]:
    """Stamps by sale and line, less those taken back."""
    rows = connection.execute(
        select(StampMove.c.sale_id, StampMove.c.sale_line_id, func.sum(StampMove.c.stamps).label("stamps"))
        .where(StampMove.c.person_id == person, StampMove.c.sale_id.is_not(None))
        .group_by(StampMove.c.sale_id, StampMove.c.sale_line_id)
    )
    return {(int(row.sale_id), row.sale_line_id): int(row.stamps) for row in rows}


def rewards(connection: Connection, person: int, today: date) -> tuple[RewardHeld, ...]:
    """The rewards issued to a member, latest first, in whatever state; past its last day one is expired, daily run or not (R4, R7, E3)."""
    rows = connection.execute(select(Issued).where(Issued.c.person_id == person).order_by(Issued.c.id.desc()))
    day = today.isoformat()
    return tuple(
        RewardHeld(
            row.id, row.name, row.description, row.points, reward_rules.state_on(row, day), row.source, row.issued_on, row.changed_on,
            row.expires_on,
        )
        for row in rows
    )  # fmt: skip


def notices(connection: Connection, person: int) -> tuple[NoticeHeld, ...]:
    """What the member was or is to be told, latest first (N5)."""
    rows = connection.execute(select(Notice).where(Notice.c.person_id == person).order_by(Notice.c.id.desc()))
    return tuple(NoticeHeld(row.id, row.kind, row.channel, row.state, row.day, row.about, json.loads(row.details)) for row in rows)


def activity(connection: Connection, person: int, *, most: int = 1000) -> tuple[Happened, ...]:
    """What happened to a person, latest first: operations on the record, its points, orders, rewards, stamps and passes, and the lines that
    staff wrote (A2)."""
    happened = _operations_of(person).subquery("happened")
    told = {name: of_operation(Operation.c[name], happened.c.op_id) for name in ("recorded_at", "operator", "desk", "label", "note")}
    # The first line of its journal tells which of two in the same second came later.
    first = select(JournalRow.c.id).where(JournalRow.c.op_id == happened.c.op_id, JournalRow.c.line == 1).scalar_subquery()
    rows = connection.execute(
        select(*told.values()).select_from(happened).order_by(told["recorded_at"].desc(), first.desc(), happened.c.op_id).limit(most)
    )
    found = [Happened(row.recorded_at, None, row.operator, row.desk, row.label, row.note) for row in rows]
    written = [of_operation(Operation.c[name], LogLine.c.op_id) for name in ("recorded_at", "operator", "desk")]
    lines = connection.execute(
        select(LogLine.c.day, LogLine.c.text, *written).where(LogLine.c.person_id == person).order_by(LogLine.c.id.desc())
    )
    found += [Happened(row.recorded_at, row.day, row.operator, row.desk, row.text, None) for row in lines]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def of_operation(column: Column[Any], op_id: ColumnElement[str]) -> Label[Any]:
    """A column of the operation that a row came by, looked up row by row: no engine then thinks of walking all operations for it."""
    return select(column).where(Operation.c.op_id == op_id).scalar_subquery().label(column.name)


def _operations_of(person: int) -> CompoundSelect[tuple[str]]:
    """The ids of the operations that touched a person, each once; every part walks an index of that person."""
    passes = select(Pass.c.id).where(Pass.c.person_id == person)
    sales = select(Sale.c.id).where(Sale.c.person_id == person)
    return union(
        select(JournalRow.c.op_id).where(JournalRow.c.entity == "person", JournalRow.c.entity_id == person),
        select(Entry.c.op_id).join(Account, Account.c.id == Entry.c.account_id).where(Account.c.person_id == person),
        select(Sale.c.op_id).where(Sale.c.person_id == person),
        select(Refund.c.op_id).where(Refund.c.sale_id.in_(sales)),
        select(Issued.c.op_id).where(Issued.c.person_id == person),
        select(JournalRow.c.op_id).where(
            JournalRow.c.entity == "issued", JournalRow.c.entity_id.in_(select(Issued.c.id).where(Issued.c.person_id == person))
        ),
        select(StampMove.c.op_id).where(StampMove.c.person_id == person),
        select(JournalRow.c.op_id).where(JournalRow.c.entity == "pass", JournalRow.c.entity_id.in_(passes)),
        select(PassUse.c.op_id).where(PassUse.c.person_id == person),
    )
