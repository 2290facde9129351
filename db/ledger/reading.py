"""The ledger read: figures that never depend on the daily run, lots, entries and every coming expiry of a person (L2, E3, E7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from db.entities.points import Account, Entry, EntryText
from db.entities.sales import Sale
from db.ledger import store


@dataclass(frozen=True)
class LotLine:
    """A lot with something left, as people see it: *available_from* None waits for registering, *expires* None never ends."""

    entry: int
    points: int
    remaining: int
    available_from: str | None
    expires: str | None


@dataclass(frozen=True)
class EntryLine:
    """An entry with its texts; *balance* is points + pending − owed after it (L2)."""

    id: int
    seq: int
    kind: str
    points: int
    qualifying: int
    date: str
    recorded: str
    operator: str
    desk: str
    note: str | None
    comment: str | None
    reason: str | None
    reference: str | None
    sale: int | None
    reverses: int | None
    balance: int


def figures(connection: Connection, person: int, today: date) -> tuple[int, int, int]:
    """What is available, pending and owed on a day: the stored figures, or those of the lots where one has come due since (L2)."""
    row = connection.execute(
        select(Account.c.points, Account.c.pending, Account.c.owed, Account.c.next_change_on).where(Account.c.person_id == person)
    ).one()
    day = today.isoformat()
    if row.next_change_on is None or row.next_change_on > day:
        return row.points, row.pending, row.owed
    account = store.read(connection, [person], lock=False)[person]
    for _, what, lot in account.events(day):
        if what == "available":
            account.become_available(lot)
        else:
            lot.remaining = 0
    return account.available(day), account.pending(day), account.owed


def lots(connection: Connection, person: int, today: date) -> tuple[LotLine, ...]:
    """The lots that still hold points on a day, in the order in which they are used (L3)."""
    account = store.read(connection, [person], lock=False)[person]
    day = today.isoformat()
    return tuple(
        LotLine(lot.id, lot.points, lot.remaining, lot.available_from, lot.expires_on)
        for lot in (*account.spendable(day), *account.waiting(day))
        if not lot.is_lapsed(day)
    )


def expiries(connection: Connection, person: int, today: date) -> tuple[tuple[str, int], ...]:
    """Every coming expiry: the last usable day, and how many points end with it (E7)."""
    coming: dict[str, int] = {}
    for lot in lots(connection, person, today):
        if lot.expires is not None:
            coming[lot.expires] = coming.get(lot.expires, 0) + lot.remaining
    return tuple(sorted(coming.items()))


def entries(connection: Connection, person: int) -> tuple[EntryLine, ...]:
    """Every entry of a person's account, latest first."""
    rows = connection.execute(
        select(Entry, EntryText.c.note, EntryText.c.comment)
        .join(Account, Account.c.id == Entry.c.account_id)
        .outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
        .where(Account.c.person_id == person)
        .order_by(Entry.c.seq.desc())
    )
    return tuple(
        EntryLine(
            row.id, row.seq, row.kind, row.points, row.qualifying, row.business_date, row.recorded_at, row.operator, row.desk, row.note,
            row.comment, row.reason, row.reference, row.sale_id, row.reverses_id, row.balance_after,
        )
        for row in rows
    )  # fmt: skip


def last_activity(connection: Connection, account: int, *, adjustments: bool, but: Sequence[int] = ()) -> str | None:
    """The latest business date of an earn or a redeem that was neither reversed nor wholly refunded (E1), *but* for some entries."""
    other = Entry.alias()
    kinds = ("earn", "redeem", *(("adjust", "opening") if adjustments else ()))
    found = connection.execute(
        select(func.max(Entry.c.business_date))
        .outerjoin(Sale, Sale.c.id == Entry.c.sale_id)
        .where(
            Entry.c.account_id == account,
            Entry.c.kind.in_(kinds),
            ~select(other.c.id).where(other.c.reverses_id == Entry.c.id).exists(),
            Entry.c.id.not_in(list(but)),
            or_(Sale.c.id.is_(None), Sale.c.state.in_(("recorded", "partly_refunded"))),
        )
    ).scalar()
    return None if found is None else str(found)
