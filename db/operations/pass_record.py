"""A member's passes as the desk reads them: how each stands, its pauses, and every use (PP2, PP3, U1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db.entities.operations import Operation
from db.entities.passes import Pass, PassUse
from db.entities.people import Person
from db.passes.passes_held import Held, held
from db.passes.passing import unused_share
from db.people_rows import full_name


@dataclass(frozen=True)
class PauseShown:
    """From when until when a pass rests; *ends_on* None: until it is resumed."""

    id: int
    starts_on: str
    ends_on: str | None


@dataclass(frozen=True)
class PassShown:
    """A pass on a day, whether the daily run has been or not (E3); *unused_share* is what a cancellation would show (PP4).

    *uses_left* of *uses* are those of the present period where there is one; None: without limit.
    """

    id: int
    type_id: int
    name: str
    state: str
    uses: int | None
    uses_left: int | None
    price: int | None
    unused_share: int | None
    sold_on: str
    starts_on: str | None
    expires_on: str | None
    period: str | None
    renewal: str | None
    period_starts_on: str | None
    period_ends_on: str | None
    paid_ahead: int | None
    awaits_payment: bool
    ends_with_period: bool
    paused_until: str | None
    ended_on: str | None
    household: bool
    note: str | None
    pauses: tuple[PauseShown, ...]


@dataclass(frozen=True)
class UseShown:
    """One use of a pass: its day, what marks it, who came, who recorded it, when it was taken back, and by which operation it was made (PP2)."""

    id: int
    day: str
    text: str | None
    by: str
    operator: str
    undone_at: str | None
    op_id: str
    label: str


def of_person(connection: Connection, person: int, today: date) -> tuple[PassShown, ...]:
    """Every pass of a member, those that can be used first, then the latest."""
    found = [_shown(each, today) for each in reversed(held(connection, today, Pass.c.person_id == person))]
    return tuple(sorted(found, key=lambda each: each.state not in ("active", "paused")))


def _shown(each: Held, today: date) -> PassShown:
    row, stands = each.row, each.stands
    return PassShown(
        each.id, row["type_id"], each.name, stands.state, row["uses"], stands.uses_left, row["price"], unused_share(row, stands, today),
        row["sold_on"], stands.starts_on, stands.expires_on, row["period"], row["renewal"], stands.period_starts_on, stands.period_ends_on,
        stands.paid_ahead, stands.awaits_payment, bool(row["ends_with_period"]), stands.paused_until, stands.ended_on, bool(row["household"]),
        row["note"], tuple(PauseShown(pause.id, pause.starts_on, pause.ends_on) for pause in each.pauses),
    )  # fmt: skip


def uses(connection: Connection, pass_id: int) -> tuple[UseShown, ...]:
    """Every use of a pass, the latest first; those taken back are marked."""
    names = [Person.c[name] for name in ("first_name", "last_name", "phone", "email", "number")]
    rows = connection.execute(
        select(PassUse, Operation.c.operator, Operation.c.label, *names)
        .join(Operation, Operation.c.op_id == PassUse.c.op_id)
        .join(Person, Person.c.id == PassUse.c.person_id)
        .where(PassUse.c.pass_id == pass_id)
        .order_by(PassUse.c.id.desc())
    )
    return tuple(
        UseShown(row.id, row.day, row.text, full_name(dict(row._mapping)), row.operator, row.undone_at, row.op_id, row.label)
        for row in rows
    )
