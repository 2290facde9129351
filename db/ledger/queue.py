"""Rows that an operation inserts at its end, in the order of foreign keys, under ids that are known before (reliability.md, rule 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

from db.entities import in_order
from db.ledger import store
from db.work import Work


class Queue:
    """The rows that one operation will insert."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._rows: dict[Table, list[dict[str, Any]]] = {}
        self._ids: dict[Table, Iterator[int]] = {}
        self._used: dict[Table, int] = {}

    def new_id(self, table: Table) -> int:
        """The id of a row that is inserted at the end of this operation."""
        found = next(self._ids.get(table, iter(())), None)
        if found is None:
            # PostgreSQL is asked for as many again as were used; SQLite counts on by itself.
            count = max(1, min(self._used.get(table, 0), 5000))
            used = self._used.get(table, 0)
            self._ids[table] = store.new_ids(self.work.connection, table, count) if not self.work.is_sqlite or not used else iter(())
            found = next(self._ids[table])
            if self.work.is_sqlite:
                self._ids[table] = iter(range(found + 1, 1 << 62))
        self._used[table] = self._used.get(table, 0) + 1
        return found

    def insert(self, table: Table, row: dict[str, Any]) -> None:
        """A row to be inserted at the end, in the order of foreign keys; op_id and line are filled in where the table has them."""
        if "op_id" in table.c:
            row.setdefault("op_id", self.work.op_id)
        if "line" in table.c:
            row.setdefault("line", self.work.line(table.name))
        self._rows.setdefault(table, []).append(row)

    def queued(self, table: Table) -> list[dict[str, Any]]:
        """The rows of a table that this operation will insert: what a rule must count beside those that stand there."""
        return self._rows.get(table, [])

    def write_rows(self) -> None:
        """Insert what is queued."""
        for table in [table for table in in_order() if table in self._rows]:
            store.write_rows(self.work, table, self._rows.pop(table))
