"""Orders: every sale of a person with its lines, refunds and what it still asks to be done (O1–O3, L6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.entities.operations import Operation
from db.entities.sales import Refund, Sale
from db.operations import follow_ups, record
from db.operations.follow_ups import FollowedUp
from db.operations.record import SaleHeld, of_operation


@dataclass(frozen=True)
class RefundHeld:
    """One refund of a sale; money in the smallest unit. A refund that was reversed counts for nothing (L7)."""

    id: int
    date: str
    amount: int
    note: str | None
    operator: str
    is_reversed: bool


@dataclass(frozen=True)
class Order:
    """One sale with who recorded it and when (UTC), its refunds and its follow-ups, the first first."""

    sale: SaleHeld
    operator: str
    recorded: str
    refunds: tuple[RefundHeld, ...]
    follow_ups: tuple[FollowedUp, ...]


def of_person(connection: Connection, person: int) -> tuple[Order, ...]:
    """The orders of a person, the latest first."""
    who = {
        int(row.id): row
        for row in connection.execute(
            select(Sale.c.id, of_operation(Operation.c.operator, Sale.c.op_id), of_operation(Operation.c.recorded_at, Sale.c.op_id)).where(
                Sale.c.person_id == person
            )
        )
    }
    refunds: dict[int, list[RefundHeld]] = {}
    rows = connection.execute(
        select(Refund, of_operation(Operation.c.operator, Refund.c.op_id))
        .join(Sale, Sale.c.id == Refund.c.sale_id)
        .where(Sale.c.person_id == person)
        .order_by(Refund.c.id)
    )
    for row in rows:
        one = RefundHeld(int(row.id), row.business_date, int(row.amount), row.note, row.operator, row.reversed_by is not None)
        refunds.setdefault(int(row.sale_id), []).append(one)
    asked: dict[int, list[FollowedUp]] = {}
    for each in follow_ups.of_person(connection, person):
        asked.setdefault(each.sale, []).append(each)
    return tuple(
        Order(sale, who[sale.id].operator, who[sale.id].recorded_at, tuple(refunds.get(sale.id, ())), tuple(asked.get(sale.id, ())))
        for sale in record.sales(connection, person)
    )
