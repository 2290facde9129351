"""Sales read to be given back: as they stand, with the rule that was recorded with them, their lines and their entries (L6, L7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from db.entities.points import Entry
from db.entities.sales import Sale, SaleLine
from db.ledger.store import steps

# What a refund changes of a sale.
MOVING = ("refunded", "refunded_eligible", "state", "units_back", "points_back", "qualifying_back")


@dataclass(slots=True)
class BoughtLine:
    """A line of a sale as it stands; quantities in thousandths."""

    id: int
    place: int
    description: str
    quantity: int
    amount: int
    earns: bool
    refunded_quantity: int
    refunded_amount: int


@dataclass(slots=True)
class Bought:
    """A sale as it stands, with the rule recorded with it; *earned* is its earn entry, *bonuses* those of its promotions not reversed yet."""

    id: int
    person: int
    business_date: str
    receipt: str | None
    value: int
    eligible: int
    refunded: int
    refunded_eligible: int
    state: str
    unit: int
    unit_points: int
    multiplier: int
    keeps_remainder: bool
    maximum: int | None
    met_maximum: bool
    units: int
    units_back: int
    points: int
    points_back: int
    qualifying: int
    qualifying_back: int
    was: tuple[Any, ...] = ()
    earned: int | None = None
    bonuses: list[int] = field(default_factory=list)
    lines: list[BoughtLine] = field(default_factory=list)

    @property
    def stored(self) -> tuple[Any, ...]:
        """What a refund changes of it."""
        return tuple(getattr(self, name) for name in MOVING)


def read(connection: Connection, sales: Sequence[int]) -> dict[int, Bought]:
    """Sales by id as they stand, with their lines and entries, by few statements; one that is not there is left out."""
    found: dict[int, Bought] = {}
    for part in steps(sales):
        for row in connection.execute(select(Sale).where(Sale.c.id.in_(part))):
            found[int(row.id)] = _bought(row)
        reversal = Entry.alias()
        is_open = ~select(reversal.c.id).where(reversal.c.reverses_id == Entry.c.id).exists()
        rows = connection.execute(
            select(Entry.c.id, Entry.c.kind, Entry.c.sale_id)
            .where(Entry.c.sale_id.in_(part), Entry.c.kind.in_(("earn", "bonus")), is_open)
            .order_by(Entry.c.id)
        )
        for row in rows:
            bought = found[int(row.sale_id)]
            if row.kind == "earn":
                bought.earned = int(row.id)
            else:
                bought.bonuses.append(int(row.id))
        for row in connection.execute(select(SaleLine).where(SaleLine.c.sale_id.in_(part)).order_by(SaleLine.c.place)):
            found[int(row.sale_id)].lines.append(
                BoughtLine(
                    int(row.id), row.place, row.description, row.quantity, row.amount, bool(row.earns), row.refunded_quantity,
                    row.refunded_amount,
                )
            )  # fmt: skip
    return found


def _bought(row: Row[Any]) -> Bought:
    bought = Bought(
        int(row.id), int(row.person_id), row.business_date, row.receipt, row.value, row.eligible, row.refunded, row.refunded_eligible,
        row.state, row.unit, row.unit_points, row.multiplier, bool(row.keeps_remainder), row.maximum, bool(row.met_maximum), row.units,
        row.units_back, row.points, row.points_back, row.qualifying, row.qualifying_back,
    )  # fmt: skip
    bought.was = bought.stored
    return bought
