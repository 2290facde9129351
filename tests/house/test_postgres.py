"""The tests' own PostgreSQL: an ordinary user's, on loopback, gone with whoever asked for it (issue 3, item 1)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import psutil
import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests import postgres as plugin
from tests.postgres import Databases, needs_postgres
from tests.postgres_server import Server, ordinary_user

ROOT = Path(__file__).parents[2]


def connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A bare connection to a database of the tests."""
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)


def one(url: str, statement: str) -> Any:
    """The single value that a query answers."""
    with connect(url) as connection:
        row = connection.execute(cast(Any, statement)).fetchone()
    assert row is not None
    return row[0]


def test_each_database_is_new_and_empty(postgres: Databases) -> None:
    """What one test leaves behind, no other sees."""
    first, second = postgres.fresh(), postgres.fresh()
    with connect(first) as connection:
        connection.execute("CREATE TABLE left_behind (id integer)")
    assert one(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'left_behind'") == 0
    postgres.drop(first)
    postgres.drop(second)


def test_a_prepared_database_is_prepared_once_and_copied(postgres: Databases) -> None:
    """Each copy starts from the same contents and goes its own way."""
    calls: list[str] = []

    def prepare(url: str) -> None:
        calls.append(url)
        with connect(url) as connection:
            connection.execute("CREATE TABLE counted AS SELECT 1 AS n")

    first, second = postgres.prepared("counted", prepare), postgres.prepared("counted", prepare)
    with connect(first) as connection:
        connection.execute("INSERT INTO counted VALUES (2)")
    assert (one(first, "SELECT count(*) FROM counted"), one(second, "SELECT count(*) FROM counted")) == (2, 1)
    assert len(calls) == 1


@pytest.mark.postgres
def test_the_server_is_an_ordinary_user_s_on_loopback_and_stops() -> None:
    """It may be stopped and started again, as a test of a restarted server does, and leaves nothing."""
    server = Server()
    try:
        server.start()
        assert one(server.url, "SHOW listen_addresses") == "127.0.0.1"
        process = psutil.Process(server.pid)
        assert process.username() == (ordinary_user() or psutil.Process().username())
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            connect(server.url)
        server.start()
        assert one(server.url, "SELECT 1") == 1
    finally:
        server.remove()
    with pytest.raises(psycopg.OperationalError):
        connect(server.url)


@pytest.mark.postgres
def test_a_server_does_not_outlive_tests_that_were_killed() -> None:
    """Not even `kill -9` leaves one behind."""
    script = "from tests.postgres_server import KeptServer; print(KeptServer().url, flush=True); input()"
    asking = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    url = asking.stdout.readline().strip()
    open_session = connect(url)
    asking.kill()
    asking.communicate()
    with pytest.raises(psycopg.OperationalError):
        open_session.execute("SELECT pg_sleep(60)")
    open_session.close()
    with pytest.raises(psycopg.OperationalError):
        connect(url)


def test_where_there_is_no_postgresql_its_tests_are_left_out_aloud(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted as deselected, and the header says why; a test on SQLite stays."""
    monkeypatch.delenv(plugin.VARIABLE, raising=False)
    monkeypatch.setattr(plugin, "find_binaries", lambda: None)
    items = list(request.session.items)
    told: list[pytest.Item] = []
    monkeypatch.setattr(request.config.hook, "pytest_deselected", lambda items: told.extend(items))
    plugin.pytest_collection_modifyitems(request.config, items)
    assert told
    assert all(needs_postgres(item) for item in told)
    assert request.node in items
    assert "left out" in plugin.pytest_report_header()


def test_a_server_given_by_its_address_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer may have one running."""
    monkeypatch.setenv(plugin.VARIABLE, "postgresql+psycopg://regulars@127.0.0.1:1/postgres")
    monkeypatch.setattr(plugin, "find_binaries", lambda: None)
    assert plugin.available()
    assert plugin.VARIABLE in plugin.described()
