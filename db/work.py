"""Work: what an operation is given: the writing transaction, who acts and when, and the journal it writes to."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import Connection, text, update

from db.asked import inserting
from db.entities.operations import JournalRow
from db.entities.programme import Counter
from db.fields.kinds import Value

Role = Literal["viewer", "clerk", "manager", "administrator"]
Record = Mapping[str, Value | bool]


@dataclass(frozen=True)
class Operator:
    """Who acts, with the role that allows it (C1; reliability.md, *Roles*)."""

    name: str
    role: Role = "administrator"

    @classmethod
    def login(cls) -> Operator:
        """The computer's login, which holds every role until staff can sign in (C1)."""
        return cls(getpass.getuser())


@dataclass
class Work:
    """One writing transaction. *now* is UTC ISO text, *today* the club's day; an operation reads no other clock."""

    connection: Connection
    op_id: str
    operator: Operator
    desk: str
    now: str
    today: date
    _rows: list[dict[str, object]] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        """Whether the engine is SQLite."""
        return self.connection.dialect.name == "sqlite"

    def journal(self, entity: str, entity_id: int, action: str, before: Record | None, after: Record | None) -> None:
        """Note what the operation did to a record: only the values that it changed (A2)."""
        self._rows.append(
            {
                "op_id": self.op_id,
                "line": len(self._rows) + 1,
                "entity": entity,
                "entity_id": entity_id,
                "action": action,
                "before": _json(before),
                "after": _json(after),
            }
        )

    def take_numbers(self, counter: str, count: int = 1) -> int:
        """The first of *count* consecutive numbers of a counter, dense because they are taken in this transaction."""
        taken = self.connection.execute(
            update(Counter).where(Counter.c.name == counter).values(next=Counter.c.next + count).returning(Counter.c.next)
        ).scalar_one()
        return int(taken) - count

    def line(self, table: str) -> int:
        """The next line of this operation in a table: its rows are unique by op_id and line (reliability.md, rule 1)."""
        self._lines[table] = self._lines.get(table, 0) + 1
        return self._lines[table]

    def flush(self) -> None:
        """Write the journal rows; called once, before the commit."""
        if not self._rows:
            return
        transaction = 0 if self.is_sqlite else self.connection.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one()
        for row in self._rows:
            row["transaction"] = transaction
        inserting(JournalRow, tuple(self._rows[0])).change(self.connection, self._rows)


def _json(record: Record | None) -> str | None:
    return None if record is None else _ENCODE(record)


# Made once: `json.dumps` with these would make an encoder for every record.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
