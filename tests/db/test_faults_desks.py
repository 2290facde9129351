"""Eight desks on the same people at once: nothing is lost, nothing is done twice, nobody is left half-written (reliability.md, *Faults*)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db import checks
from db.database import Database
from db.operations import sheets
from db.operations.sheets import SheetEdit, SheetPlan
from tests.builders import a_club, a_member, a_prospect, an_act, details
from tests.db.desks import DESKS, SHARED

ROOT = Path(__file__).parents[2]
OPERATIONS, PROSPECTS = 100, 5
PHONES = 13


def all_desks(url: str) -> Counter[str]:
    """How the operations of all desks ended; they begin together."""
    command = [sys.executable, "-m", "tests.db.desks", url]
    desks = [
        subprocess.Popen(
            [*command, str(name), str(OPERATIONS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in range(DESKS)
    ]
    for desk in desks:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "ready\n", desk.communicate()[1]
    for desk in desks:
        assert desk.stdin is not None
        desk.stdin.write("go\n")
        desk.stdin.flush()
    ended: Counter[str] = Counter()
    for desk in desks:
        said, complaints = desk.communicate()
        assert desk.returncode == 0, complaints
        ended.update(json.loads(said))
    return ended


def rows(database: Database, statement: str) -> list[Any]:
    """The rows of a statement."""
    with database.read() as connection:
        return list(connection.execute(text(statement)))


def test_eight_desks_on_the_same_people(engine_url: str) -> None:
    """reliability.md, *Faults*: 0 violations in 8 × 100 operations; rules 1 to 8."""
    database = a_club(engine_url)
    for name in range(SHARED + DESKS * (PHONES + 1)):
        a_member(database, last_name=f"Member {name}")
    for name in range(PROSPECTS):
        a_prospect(database, last_name=f"Prospect {name}")
    ended = all_desks(engine_url)

    turns = {sort: range(place, OPERATIONS, 8) for place, sort in enumerate(("edit", "phone", "replay", "register", "group", "batch"))}
    # Exactly one desk gets each number, and each prospect is registered once; all others are told why.
    assert (ended["phone done"], ended["phone taken"]) == (PHONES, PHONES * (DESKS - 1))
    assert ended["register done"] == PROSPECTS
    refused = {told: count for told, count in ended.items() if told.startswith("register:")}
    assert refused == {"register: {name} is a member already, no. {number}.": len(turns["register"]) * DESKS - PROSPECTS}
    # One action, however often it is sent; and a group that two desks make at once is one group.
    assert ended["replay done"] == len(turns["replay"]) * DESKS * 2
    assert rows(database, "SELECT count(*) FROM journal WHERE action = 'noted'") == [(len(turns["replay"]),)]
    assert ended["group done"] == len(turns["group"]) * DESKS
    assert rows(database, "SELECT count(*), count(DISTINCT name_key) FROM groups") == [(len(turns["group"]),) * 2]
    # No batch was half-written, and nothing else ended in a way that no desk expects.
    assert {told.split(" ")[0].strip(":") for told in ended} == set(turns)
    assert [check for check in checks.check(database) if not check.ok] == []
    lost_updates(database)
    database.close()


def lost_updates(database: Database) -> None:
    """Assert that each person's journal is one unbroken story: every change begins where the one before ended, and it ends at what stands."""
    story: dict[int, dict[str, Any]] = {}
    written: Counter[int] = Counter()
    for person, action, before, after in rows(
        database, "SELECT entity_id, action, before, after FROM journal WHERE entity = 'person' ORDER BY entity_id, id"
    ):
        known = story.setdefault(person, {})
        for key, value in json.loads(before or "{}").items():
            assert known.get(key) == value or (key, known.get(key)) == ("stage", None), (person, action, key)
        known.update(json.loads(after))
        written[person] += 1
    for person, version in rows(database, "SELECT id, version FROM people"):
        assert version == written[person]
        now = details(database, person)
        assert {key: now[key] for key in story[person] if key in now} == {key: value for key, value in story[person].items() if key in now}


def test_batches_given_in_opposite_orders_do_not_lock_each_other_out(engine_url: str) -> None:
    """reliability.md, rule 8: a batch locks in the order of ids, whatever the order of its rows."""
    database = a_club(engine_url)
    people = [a_member(database, last_name=f"Member {name}", city="Utrecht").id for name in range(6)]
    locked = []
    for before, after, turned in (("Utrecht", "Delft", people), ("Delft", "Utrecht", people[::-1])):
        edits = tuple(SheetEdit(row, person, {"city": (before, after)}) for row, person in enumerate(turned, 2))
        locked.append(written_in_order(database, SheetPlan("a.csv", "0" * 64, 6, edits, ())))
    assert locked == [people, people]
    database.close()


def written_in_order(database: Database, plan: SheetPlan) -> list[int]:
    """The people in the order in which applying the plan wrote them."""
    act = an_act("Batch")
    database.perform(act, sheets.apply, plan)
    with database.read() as connection:
        found = connection.execute(text("SELECT entity_id FROM journal WHERE op_id = :op_id ORDER BY line"), {"op_id": act.op_id})
        return [int(row.entity_id) for row in found]
