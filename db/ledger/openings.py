"""The ledger: the hash chain of an account's entries, and the opening entries that bring a balance from elsewhere (L1, L12)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update

from db.entities.people import Person
from db.entities.points import Account, Entry, Lot
from db.errors import RuleBroken
from db.texts import N_
from db.work import Work

NO_HASH = bytes(32)
STEP = 1000
FOR_EVER = "never"


class EntryRow(NamedTuple):
    """An entry as it is chained and written: every column but the id and the hash, in the order in which they are hashed."""

    account_id: int
    seq: int
    kind: str
    points: int
    qualifying: int
    reason: str | None
    business_date: str
    recorded_at: str
    operator: str
    desk: str
    reference: str | None
    reverses_id: int | None
    batch: str | None
    balance_after: int
    op_id: str
    line: int


HASHED = EntryRow._fields


def chained(previous: bytes, entry: Sequence[Any]) -> bytes:
    """The hash of an entry: SHA-256 over the hash of the entry before it (32 zero bytes for the first) and its fields as one JSON list.

    JSON tells a number from its digits and nothing from an empty text, so no two entries are written alike. Free text stands elsewhere
    (G3): whatever is hashed here can never change, since the database refuses to update an entry.
    """
    shown = json.dumps(list(entry), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(previous + shown.encode("ascii")).digest()


def opening(account_id: int, points: int, day: str, *, recorded_at: str, operator: str, desk: str, op_id: str, line: int) -> EntryRow:
    """The first entry of an account: a balance brought from elsewhere, which counts for no tier (L12)."""
    return EntryRow(account_id, 1, "opening", points, 0, None, day, recorded_at, operator, desk, None, None, None, points, op_id, line)


def release_waiting(work: Work, person_id: int) -> int:
    """Make a person's waiting points available from today on, when they are registered (P7); gives how many they are."""
    accounts = select(Account.c.id).where(Account.c.person_id == person_id)
    waiting = work.connection.execute(
        select(func.coalesce(func.sum(Account.c.pending), 0)).where(Account.c.person_id == person_id)
    ).scalar_one()
    if waiting:
        work.connection.execute(
            update(Lot).where(Lot.c.account_id.in_(accounts), Lot.c.available_from.is_(None)).values(available_from=work.today.isoformat())
        )
        work.connection.execute(
            update(Account).where(Account.c.person_id == person_id).values(points=Account.c.points + Account.c.pending, pending=0)
        )
    return int(waiting)


def withhold(work: Work, person_id: int) -> None:
    """Make a person's points wait again, when their registration is taken back (P8); nothing may have been spent."""
    accounts = select(Account.c.id).where(Account.c.person_id == person_id)
    work.connection.execute(update(Lot).where(Lot.c.account_id.in_(accounts)).values(available_from=None))
    work.connection.execute(
        update(Account).where(Account.c.person_id == person_id).values(pending=Account.c.points + Account.c.pending, points=0)
    )


def open_balances(work: Work, balances: Sequence[tuple[int, int, date]]) -> int:
    """Book one `opening` entry for each (account id, points above 0, business date), and open its lot; gives the sum of the points.

    A prospect's points wait: they are pending until registering (P7). RuleBroken where an account has entries already, is named twice,
    gets no points, or the day lies in the future (C3). Accounts are locked in the order of their ids (reliability.md, rule 8).
    """
    ordered = sorted(balances)
    _refuse_unfit(ordered, work.today)
    first_line = 1 + int(
        work.connection.execute(select(func.coalesce(func.max(Entry.c.line), 0)).where(Entry.c.op_id == work.op_id)).scalar_one()
    )
    for start in range(0, len(ordered), STEP):
        _open_some(work, ordered[start : start + STEP], first_line + start)
    return sum(points for _, points, _ in ordered)


def _refuse_unfit(balances: Sequence[tuple[int, int, date]], today: date) -> None:
    """Refuse what no opening entry may be, before anything is written."""
    for place, (account_id, points, day) in enumerate(balances):
        if points <= 0:
            raise RuleBroken(N_("An opening balance is above 0; {points} points cannot be brought in."), points=points)
        if day > today:
            raise RuleBroken(N_("The date lies in the future."))
        if place and balances[place - 1][0] == account_id:
            raise RuleBroken(N_("One account cannot get two opening balances."))


def _open_some(work: Work, balances: Sequence[tuple[int, int, date]], first_line: int) -> None:
    """Open the balances of one step: entries, lots, then the figures of the accounts."""
    connection = work.connection
    rows = connection.execute(
        select(Account.c.id, Account.c.seq, Person.c.stage)
        .join(Person, Person.c.id == Account.c.person_id)
        .where(Account.c.id.in_([account_id for account_id, _, _ in balances]))
        .order_by(Account.c.id)
        .with_for_update(of=Account)
    ).all()
    waiting = {int(row.id): row.stage != "member" for row in rows if row.seq == 0}
    if len(waiting) < len(balances):
        raise RuleBroken(
            N_("An opening balance is an account's first entry; one of these accounts is missing or has points booked already.")
        )
    entries = [
        opening(
            account_id, points, day.isoformat(),
            recorded_at=work.now, operator=work.operator.name, desk=work.desk, op_id=work.op_id, line=first_line + place,
        )
        for place, (account_id, points, day) in enumerate(balances)
    ]  # fmt: skip
    connection.execute(insert(Entry), [{**entry._asdict(), "hash": chained(NO_HASH, entry)} for entry in entries])
    ids = connection.execute(
        select(Entry.c.account_id, Entry.c.id).where(
            Entry.c.op_id == work.op_id, Entry.c.line.between(first_line, first_line + len(entries) - 1)
        )
    )
    entry_ids = {int(row.account_id): int(row.id) for row in ids}
    connection.execute(
        insert(Lot),
        [
            {
                "entry_id": entry_ids[entry.account_id],
                "account_id": entry.account_id,
                "points": entry.points,
                "remaining": entry.points,
                "available_from": None if waiting[entry.account_id] else entry.business_date,
                "expires_on": None,
                "policy": FOR_EVER,
            }
            for entry in entries
        ],
    )
    _move(work, [entry for entry in entries if not waiting[entry.account_id]], "points")
    _move(work, [entry for entry in entries if waiting[entry.account_id]], "pending")


def _move(work: Work, entries: Sequence[EntryRow], figure: str) -> None:
    """Set the figure of untouched accounts; each must still be untouched (reliability.md, rule 3)."""
    if not entries:
        return
    statement = (
        update(Account).where(Account.c.id == bindparam("account"), Account.c.seq == 0).values({figure: bindparam("amount"), "seq": 1})
    )
    done = work.connection.execute(statement, [{"account": entry.account_id, "amount": entry.points} for entry in entries])
    if done.rowcount not in (len(entries), -1):
        raise RuleBroken(
            N_("An opening balance is an account's first entry; one of these accounts is missing or has points booked already.")
        )
