"""The journal read: what changed since, for other desks' tables (table.md, *Other desks*)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select, text

from db.entities.operations import JournalRow, Operation


@dataclass(frozen=True)
class Change:
    """One record that an operation touched: `entity` "person", and the keys of the values that changed (empty: created or removed)."""

    op_id: str
    entity: str
    entity_id: int
    action: str
    keys: frozenset[str]


@dataclass
class Watch:
    """How far a desk has read. SQLite has one writer, so ids suffice; on PostgreSQL ids may commit out of order, so it reads again from
    the oldest transaction that was still running and leaves out what it has seen."""

    last_id: int = 0
    horizon: int = 0
    seen: set[int] = field(default_factory=set)

    def start(self, connection: Connection) -> None:
        """Take everything up to now as known."""
        self.last_id = int(connection.execute(select(func.coalesce(func.max(JournalRow.c.id), 0))).scalar_one())
        if connection.dialect.name != "sqlite":
            self.horizon = _horizon(connection)
            rows = connection.execute(select(JournalRow.c.id).where(JournalRow.c.transaction >= self.horizon))
            self.seen = {int(row.id) for row in rows}

    def changes(self, connection: Connection) -> list[Change]:
        """What was committed since the last call, each change once."""
        columns = (
            JournalRow.c.id,
            JournalRow.c.op_id,
            JournalRow.c.entity,
            JournalRow.c.entity_id,
            JournalRow.c.action,
            JournalRow.c.after,
            JournalRow.c.transaction,
        )
        if connection.dialect.name == "sqlite":
            query = select(*columns).where(JournalRow.c.id > self.last_id).order_by(JournalRow.c.id)
            rows = list(connection.execute(query))
        else:
            horizon = _horizon(connection)
            query = select(*columns).where(JournalRow.c.transaction >= self.horizon).order_by(JournalRow.c.id)
            found = list(connection.execute(query))
            rows = [row for row in found if row.id not in self.seen]
            self.seen = {row.id for row in found if row.transaction >= horizon}
            self.horizon = horizon
        if rows:
            self.last_id = max(self.last_id, max(int(row.id) for row in rows))
        return [Change(row.op_id, row.entity, row.entity_id, row.action, _keys(row.action, row.after)) for row in rows]


def _horizon(connection: Connection) -> int:
    """The oldest transaction that may still commit."""
    return int(connection.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")).scalar_one())


# What leaves a record where it is: only the columns that its values name may look different.
_EDITS = frozenset(
    {
        "changed", "moved", "stood", "allocated", "withdrawn", "unallocated", "suspended", "resumed", "removed", "reinstated", "moved_back",
        "noted", "unnoted",
    }
)  # fmt: skip


def _keys(action: str, after: str | None) -> frozenset[str]:
    if action not in _EDITS or not after:
        return frozenset()
    return frozenset("tier" if key == "tier_id" else key for key in json.loads(after))


def last_change(connection: Connection, entity: str, entity_id: int) -> tuple[str, str, str]:
    """Who changed a record last, at which desk, and when (UTC); three empty texts where nobody has."""
    row = connection.execute(
        select(Operation.c.operator, Operation.c.desk, Operation.c.recorded_at)
        .join(JournalRow, JournalRow.c.op_id == Operation.c.op_id)
        .where(JournalRow.c.entity == entity, JournalRow.c.entity_id == entity_id)
        .order_by(JournalRow.c.id.desc())
        .limit(1)
    ).first()
    return ("", "", "") if row is None else (str(row.operator), str(row.desk), str(row.recorded_at))
