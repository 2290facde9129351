"""Correctable: which entries can be reversed, which lots extended and which expired points given back, as dialogs list them (L7, E6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from db.entities.people import Person
from db.entities.points import Account, Entry, EntryText, Lot
from db.entities.rewards import Issued
from db.entities.sales import Sale
from db.ledger import store
from db.people_rows import full_name

# Of one person's entries the latest are listed; older ones are reversed from the page or from Activity.
LATEST = 100


@dataclass(frozen=True)
class Correctable:
    """An entry as a dialog lists it. *points* signed; of a lot what is left. *last* is the last usable day of a lot. Days as ISO text.

    *about*: the receipt of a sale, the reward of a redemption, or what the member was told. *is_over*: reversed or given back before.
    """

    id: int
    person: int
    who: str
    kind: str
    points: int
    day: str
    about: str | None
    is_over: bool = False
    last: str | None = None


def entries_of(connection: Connection, person: int, *, most: int = LATEST) -> tuple[Correctable, ...]:
    """The latest entries of a person that can be reversed: neither reversals nor reversed ones (L7)."""
    return tuple(_entries(connection, _ENTRIES.where(Account.c.person_id == person, Entry.c.kind != "reversal").limit(most), but_over=True))


def entries(connection: Connection, ids: Sequence[int]) -> tuple[Correctable, ...]:
    """These entries, the latest first, whether they can be reversed or not."""
    return tuple(line for part in store.steps(sorted(set(ids))) for line in _entries(connection, _ENTRIES.where(Entry.c.id.in_(part))))


def expired_of(connection: Connection, people: Sequence[int]) -> tuple[Correctable, ...]:
    """What expired of these people's points and was not given back yet, the latest first (E6)."""
    found: list[Correctable] = []
    for part in store.steps(sorted(set(people))):
        query = _ENTRIES.where(Account.c.person_id.in_(part), Entry.c.kind == "expire")
        found.extend(_entries(connection, query, but_over=True))
    return tuple(sorted(found, key=lambda line: (line.day, line.id), reverse=True))


def lots_of(connection: Connection, people: Sequence[int], today: date) -> tuple[Correctable, ...]:
    """The lots of these people that still hold points and end some day, the soonest first (E6, E7)."""
    return _lots(connection, today, Account.c.person_id, people)


def lots(connection: Connection, ids: Sequence[int], today: date) -> tuple[Correctable, ...]:
    """These lots, named by the entries that opened them, as far as they still hold points and end some day."""
    return _lots(connection, today, Lot.c.entry_id, ids)


_WHO = tuple(Person.c[name] for name in ("number", "first_name", "last_name", "phone", "email"))
_reversal = Entry.alias()
_ENTRIES = (
    select(
        Entry.c.id, Entry.c.kind, Entry.c.points, Entry.c.business_date, Entry.c.reference, Account.c.person_id, EntryText.c.comment,
        Issued.c.name.label("reward"), Sale.c.receipt, Sale.c.state.label("sale_state"), _reversal.c.id.label("reversed_by"), *_WHO,
    )
    .join(Account, Account.c.id == Entry.c.account_id)
    .join(Person, Person.c.id == Account.c.person_id)
    .outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
    .outerjoin(Issued, Issued.c.entry_id == Entry.c.id)
    .outerjoin(Sale, Sale.c.id == Entry.c.sale_id)
    .outerjoin(_reversal, _reversal.c.reverses_id == Entry.c.id)
    .order_by(Entry.c.id.desc())
)  # fmt: skip


def _entries(connection: Connection, query: Any, *, but_over: bool = False) -> list[Correctable]:
    found = []
    for row in connection.execute(query):
        is_over = (
            row.reversed_by is not None or row.kind == "reversal" or (row.kind == "earn" and row.sale_state in ("reversed", "refunded"))
        )
        if is_over and but_over:
            continue
        about = row.reward or row.receipt or row.reference or row.comment
        name = full_name(dict(row._mapping))
        found.append(Correctable(row.id, row.person_id, name, row.kind, row.points, row.business_date, about, is_over))
    return found


def _lots(connection: Connection, today: date, column: Any, ids: Sequence[int]) -> tuple[Correctable, ...]:
    found = []
    query = (
        select(
            Lot.c.entry_id, Lot.c.remaining, Lot.c.expires_on, Entry.c.kind, Entry.c.business_date, Account.c.person_id,
            EntryText.c.comment, Entry.c.reference, *_WHO,
        )
        .join(Entry, Entry.c.id == Lot.c.entry_id)
        .join(Account, Account.c.id == Lot.c.account_id)
        .join(Person, Person.c.id == Account.c.person_id)
        .outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
        .where(Lot.c.remaining > 0, Lot.c.expires_on >= today.isoformat())
    )  # fmt: skip
    for part in store.steps(sorted(set(ids))):
        for row in connection.execute(query.where(column.in_(part))):
            name = full_name(dict(row._mapping))
            about = row.reference or row.comment
            line = Correctable(row.entry_id, row.person_id, name, row.kind, row.remaining, row.business_date, about, last=row.expires_on)
            found.append(line)
    return tuple(sorted(found, key=lambda line: (str(line.last), line.id)))
