"""The program is killed in the middle: nothing is there by half, and everything works after (reliability.md, *Faults*)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from db import checks, founding, upgrade
from db.database import Database
from db.errors import Unavailable
from tests.builders import a_club, a_member, an_act
from tests.db.victim import NEW, apply

ROOT = Path(__file__).parents[2]
COMMIT = "COMMIT"


def killed(work: str, url: str, place: str) -> None:
    """Let another process do this up to the place, then kill it."""
    command = [sys.executable, "-m", "tests.db.victim", work, url, place]
    victim = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert victim.stdout is not None
    said = victim.stdout.readline()
    victim.kill()
    complaints = victim.communicate()[1]
    assert said == "here\n", complaints


def content(database: Database) -> dict[str, list[Any]]:
    """Everything in all tables that an upload writes."""
    with database.read() as connection:
        tables = ("people", "accounts", "groups", "group_members", "operations", "journal", "batches", "counters")
        return {table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))), key=repr) for table in tables}


def broken(database: Database) -> list[checks.Check]:
    """The invariants that do not hold."""
    return [check for check in checks.check(database) if not check.ok]


def test_a_kill_in_an_upload_leaves_nothing_partial_and_it_works_after(engine_url: str) -> None:
    """reliability.md: kill -9 in an import; then the same upload, under the same op_id, is whole."""
    database = a_club(engine_url)
    for name in range(3):
        a_member(database, last_name=f"Member {name}")
    before = content(database)
    for place in ("INSERT INTO people", "UPDATE operations", COMMIT):
        killed("apply", engine_url, place)
        assert content(database) == before, place
    assert broken(database) == []
    done = apply(engine_url, 3)
    assert (done.created, done.changed, done.cells) == (NEW, 3, 6)
    assert apply(engine_url, 3) == done
    after = content(database)
    assert (len(after["people"]), len(after["batches"])) == (3 + NEW, 1)
    assert broken(database) == []
    database.close()


def test_a_kill_in_a_migration_leaves_an_empty_database(engine_url: str) -> None:
    """reliability.md: migrations run in one transaction, so the tables are all there or none."""
    killed("create", engine_url, "INSERT INTO alembic_version")
    database = Database(engine_url)
    with database.read() as connection:
        assert inspect(connection).get_table_names() == []
    with pytest.raises(Unavailable, match="is empty"):
        upgrade.open_database(engine_url)
    upgrade.create(database)
    with database.read() as connection:
        assert upgrade.state(connection) == "current"
    database.close()


def test_a_kill_while_a_sample_club_is_made_leaves_a_place_to_make_it_again(engine_url: str) -> None:
    """reliability.md: whole or not at all; what is left says how to go on, and going on works."""
    killed("demo", engine_url, "CREATE INDEX people_by_city")
    with pytest.raises(Unavailable, match="regulars new"):
        upgrade.open_database(engine_url)
    database = founding.demo_club(engine_url, an_act("Demo"), 40, 1)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 40
    assert broken(database) == []
    database.close()
