"""The server goes away, comes back, loses an answer or falls silent (reliability.md, *Faults*)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from db import checks
from db.database import Database
from db.errors import Unavailable
from db.operations import people
from db.upgrade import open_database
from tests.builders import a_club, a_member, a_prospect, an_act, details
from tests.db.cable import Cable
from tests.postgres_server import Server, free_port

pytestmark = pytest.mark.postgres
SECONDS = 15


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, to be stopped and started."""
    made = Server()
    made.start()
    # The tests' servers do not wait for the disk; what this one acknowledged must outlive its crash.
    with psycopg.connect(made.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("ALTER ROLE regulars SET synchronous_commit = on")
    yield made
    made.remove()


def sentence(database: Database) -> str:
    """What a person reads who tries to save; it comes within 15 seconds."""
    started = time.monotonic()
    with pytest.raises(Unavailable) as refused:
        a_prospect(database)
    assert time.monotonic() - started < SECONDS
    return str(refused.value)


def test_a_commit_whose_answer_is_lost_is_done_once(postgres_url: str) -> None:
    """reliability.md, rule 1: the retry under the same op_id finds the stored result; nobody is added twice."""
    a_club(postgres_url).close()
    with Cable(postgres_url) as cable:
        database = Database(cable.url)
        for turn in range(20):
            cable.lose("answer" if turn % 2 else "commit")
            assert a_prospect(database, last_name=f"Person {turn}").number == str(10001 + turn)
        assert cable.lost == 20
        with database.read() as connection:
            assert connection.execute(text("SELECT count(*), count(DISTINCT last_name) FROM people")).one() == (20, 20)
        assert all(check.ok for check in checks.check(database))
        database.close()


def test_a_server_that_crashed_is_used_again_when_it_is_back(server: Server) -> None:
    """reliability.md, *Faults*: a sentence while it is away; what was acknowledged is there, and the same program goes on."""
    database = a_club(server.url)
    person = a_member(database, city="Utrecht")
    server.stop("immediate")
    told = sentence(database)
    assert "cannot be reached" in told
    assert "kept" in told
    with pytest.raises(Unavailable), database.read():
        pass
    server.start()
    database.perform(an_act(), people.edit, person.id, {"city": ("Utrecht", "Delft")})
    assert details(database, person.id)["city"] == "Delft"
    database.close()


def test_a_peer_that_falls_silent_is_told_within_15_seconds(postgres_url: str) -> None:
    """reliability.md, *Faults*: cable pulled; peer silent."""
    a_club(postgres_url).close()
    with Cable(postgres_url) as cable:
        database = Database(cable.url)
        a_prospect(database)
        cable.fall_silent()
        assert "cannot be reached" in sentence(database)
        database.close()


def test_a_server_that_is_not_there_is_told_at_once() -> None:
    """A closed port on loopback: opening does not wait."""
    started = time.monotonic()
    with pytest.raises(Unavailable, match="cannot be reached") as refused:
        open_database(f"postgresql://ingrid:hunter2@127.0.0.1:{free_port()}/club")
    assert time.monotonic() - started < 5
    assert "hunter2" not in repr(refused.value)
