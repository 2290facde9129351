"""Issued rewards read as people see them: whose, how it came, in which state, since when, by whom and why (R4–R8)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from db.entities.operations import JournalRow
from db.entities.people import Person
from db.entities.points import Entry, EntryText
from db.entities.rewards import Issued
from db.entities.stamps import StampCard, StampType
from db.entities.tiers import Tier, TierChange
from db.ledger import store
from db.people_rows import full_name
from db.rewards import reward_rules


@dataclass(frozen=True)
class IssuedLine:
    """One issued reward; days as ISO text.

    *entry*: the one that paid for it. *points_back*: what of it was given back. *origin*: the tier reached or the stamp card filled, by name.
    """

    id: int
    person: int
    who: str
    name: str
    points: int
    entry: int | None
    points_back: int
    state: str
    source: str
    origin: str | None
    with_sale: bool
    issued: str
    changed: str
    operator: str
    expires: str | None
    note: str | None

    @property
    def paid(self) -> bool:
        """Whether points were spent for it."""
        return self.entry is not None


def of_people(connection: Connection, people: Sequence[int], today: date, *, states: Sequence[str] = ()) -> tuple[IssuedLine, ...]:
    """What was issued to these people, the latest first; only in these *states*, where any are named."""
    found = [row for part in store.steps(sorted(set(people))) for row in connection.execute(_LINES.where(Issued.c.person_id.in_(part)))]
    return _lines(connection, found, today, states)


def of_ids(connection: Connection, issued: Sequence[int], today: date, *, states: Sequence[str] = ()) -> tuple[IssuedLine, ...]:
    """These issued rewards, the latest first; only in these *states*, where any are named."""
    found = [row for part in store.steps(sorted(set(issued))) for row in connection.execute(_LINES.where(Issued.c.id.in_(part)))]
    return _lines(connection, found, today, states)


_back = Entry.alias()
_LINES = (
    select(
        Issued, func.coalesce(_back.c.points, 0).label("points_back"), StampType.c.name.label("stamp_card"), Tier.c.name.label("tier"), EntryText.c.note,
        *(Person.c[name] for name in ("number", "first_name", "last_name", "phone", "email")),
    )
    .join(Person, Person.c.id == Issued.c.person_id)
    .outerjoin(EntryText, EntryText.c.entry_id == Issued.c.entry_id)
    .outerjoin(_back, _back.c.reverses_id == Issued.c.entry_id)
    .outerjoin(TierChange, TierChange.c.id == Issued.c.tier_change_id)
    .outerjoin(Tier, Tier.c.id == TierChange.c.to_tier_id)
    .outerjoin(StampCard, StampCard.c.issued_id == Issued.c.id)
    .outerjoin(StampType, StampType.c.id == StampCard.c.type_id)
)  # fmt: skip


def _lines(connection: Connection, rows: Sequence[Any], today: date, states: Sequence[str]) -> tuple[IssuedLine, ...]:
    day = today.isoformat()
    kept = [(row, state) for row in rows if (state := reward_rules.state_on(row, day)) in states or not states]
    notes = _notes(connection, [row.id for row, _ in kept])
    lines = [
        IssuedLine(
            row.id, row.person_id, full_name(dict(row._mapping)), row.name, row.points, row.entry_id, row.points_back, state, row.source,
            row.tier or row.stamp_card, row.sale_id is not None, row.issued_on, row.changed_on, row.changed_by, row.expires_on,
            notes.get(row.id, row.note),
        )
        for row, state in kept
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.id, reverse=True))


def _notes(connection: Connection, issued: Sequence[int]) -> dict[int, str]:
    """The latest note that was written about each: with the gift, the hand-over or the reason of a revocation."""
    found: dict[int, str] = {}
    for part in store.steps(sorted(issued)):
        query = select(JournalRow.c.entity_id, JournalRow.c.after).where(JournalRow.c.entity == "issued", JournalRow.c.entity_id.in_(part))
        for row in connection.execute(query.order_by(JournalRow.c.id)):
            if note := json.loads(row.after or "{}").get("note"):
                found[row.entity_id] = str(note)
    return found
