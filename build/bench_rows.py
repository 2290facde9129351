"""The rows that applying a sheet writes, written by the bare driver: the peer of apply (spreadsheets.md, fact 7)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from db.database import Database, new_op_id
from db.entities.operations import JournalRow
from db.entities.people import Person
from db.operations.sheets import SheetPlan

PEOPLE = ("city", "city_key", "search_text", "changed", "version")
JOURNAL = ("op_id", "line", "entity", "entity_id", "action", "before", "after")
OPERATION = ("op_id", "kind", "label", "arguments", "operator", "desk", "recorded_at", "result")


@dataclass(frozen=True)
class Rows:
    """*people*: the columns of PEOPLE, then the id; *journal*: the columns of JOURNAL."""

    people: list[tuple[Any, ...]]
    journal: list[tuple[Any, ...]]

    @classmethod
    def of(cls, connection: Connection, plan: SheetPlan) -> Rows:
        """The people of a plan as they stand."""
        columns = [Person.c[name] for name in (*PEOPLE, "id")]
        wanted = {edit.person for edit in plan.edits}
        return cls([tuple(row) for row in connection.execute(select(*columns)) if row.id in wanted], [])

    @staticmethod
    def journal_of(connection: Connection, op_id: str) -> list[tuple[Any, ...]]:
        """What an operation wrote into the journal."""
        columns = [JournalRow.c[name] for name in JOURNAL]
        return [tuple(row) for row in connection.execute(select(*columns).where(JournalRow.c.op_id == op_id))]

    def write(self, database: Database) -> float:
        """Write all of it in one transaction; gives wall seconds."""
        op_id = new_op_id()
        journal = [(op_id, *row[1:]) for row in self.journal]
        pool = database.engine.raw_connection()
        driver: Any = pool.driver_connection
        begun = time.perf_counter()
        driver.execute("BEGIN IMMEDIATE")
        _insert(driver, "operations", OPERATION, [(op_id, "bench", "", "", "", "", self.people[0][3], "")])
        assigned = ", ".join(f"{name} = ?" for name in PEOPLE)
        driver.executemany(f"UPDATE people SET {assigned} WHERE id = ?", self.people)
        _insert(driver, "journal", (*JOURNAL, '"transaction"'), [(*row, 0) for row in journal])
        driver.execute("COMMIT")
        took = time.perf_counter() - begun
        pool.close()
        return took


def _insert(driver: Any, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    driver.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
