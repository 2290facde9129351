"""Allocating a benefit card: `python bench_allocate.py URL COUNT` prints seconds of the operation, and of the driver writing the same rows.

Both replace the card that each of COUNT members holds, in turn, in the same database (issue 5, *How well*).
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from typing import Any

from bench_clubs import DAY
from db import search
from db.database import Act, Database, Operator, new_op_id
from db.operations import benefit_cards
from db.search import Query

TIMES = 3


def an_act(label: str) -> Act:
    """An act of the bench."""
    return Act(label, op_id=new_op_id(), operator=Operator("Bench"), today=date.fromisoformat(DAY))


def written(database: Database, op_id: str) -> tuple[list[Any], list[Any]]:
    """The allocations and the journal lines that an operation wrote."""
    connection = database.engine.raw_connection()
    cursor, mark = connection.cursor(), "?" if database.is_sqlite else "%s"
    cursor.execute(f"SELECT person_id, started_on, line FROM allocations WHERE op_id = {mark} ORDER BY line", (op_id,))
    given = list(cursor.fetchall())
    cursor.execute(f"SELECT line, entity, entity_id, action, before, after FROM journal WHERE op_id = {mark} ORDER BY line", (op_id,))
    told = list(cursor.fetchall())
    connection.close()
    return given, told


def raw(database: Database, like: str, card: int) -> float:
    """Seconds of the bare driver for the rows that the operation *like* wrote, for another card: executemany and nothing else."""
    given, told = written(database, like)
    op_id, mark = new_op_id(), "?" if database.is_sqlite else "%s"
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute(f"SELECT id, person_id FROM allocations WHERE ended_on IS NULL AND op_id = {mark}", (like,))
    held = cursor.fetchall()
    connection.rollback()
    begun = time.perf_counter()
    if database.is_sqlite:
        cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(
        "INSERT INTO operations (op_id, kind, label, arguments, operator, desk, recorded_at, note, undoes, result)"
        f" SELECT {mark}, kind, label, arguments, operator, desk, recorded_at, note, NULL, result FROM operations WHERE op_id = {mark}",
        (op_id, like),
    )
    ended = [(DAY, op_id, key) for key, _person in held]
    cursor.executemany(f"UPDATE allocations SET ended_on = {mark}, ended_by = {mark} WHERE id = {mark}", ended)
    marks = ", ".join([mark] * 5)
    cursor.executemany(
        f"INSERT INTO allocations (person_id, benefit_card_id, started_on, op_id, line) VALUES ({marks})",
        [(person, card, day, op_id, line) for person, day, line in given],
    )
    cursor.execute(f"SELECT person_id, id FROM allocations WHERE op_id = {mark}", (op_id,))
    made = dict(cursor.fetchall())
    cursor.executemany(f"UPDATE allocations SET replaced_by = {mark} WHERE id = {mark}", [(made[person], key) for key, person in held])
    marks = ", ".join([mark] * 8)
    cursor.executemany(
        f'INSERT INTO journal (op_id, line, entity, entity_id, action, before, after, "transaction") VALUES ({marks})',
        [(op_id, *line, 0) for line in told],
    )
    connection.commit()
    took = time.perf_counter() - begun
    connection.close()
    return took


def measured(url: str, count: str) -> dict[str, Any]:
    """Both, each time."""
    database = Database(url)
    with database.read() as connection:
        people = search.ids(connection, Query()).tolist()[: int(count)]
    texts = {"benefit": "10 % off", "conditions": "Bench"}
    cards = [database.perform(an_act("New"), benefit_cards.add, name=name, **texts).id for name in ("Bench one", "Bench two")]
    took: dict[str, list[float]] = {"allocate": [], "raw": []}
    database.perform(an_act("First"), benefit_cards.allocate, cards[1], people)
    for _time in range(TIMES):
        act = an_act("Allocate")
        begun = time.perf_counter()
        database.perform(act, benefit_cards.allocate, cards[0], people)
        took["allocate"].append(time.perf_counter() - begun)
        took["raw"].append(raw(database, act.op_id, cards[1]))
    database.close()
    return took


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:])))
