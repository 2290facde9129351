"""Databases on a real PostgreSQL for the tests: a new one each, and what happens to these tests where there is no server.

The address of a running server may be given in REGULARS_TEST_POSTGRES; otherwise each test process starts one of its own with the
first test that asks, so that workers never meet and a plain `pytest` works on a fresh machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from tests.postgres_server import OLDEST, KeptServer, find_binaries

VARIABLE = "REGULARS_TEST_POSTGRES"


class Databases:
    """New databases on one server; every one it made is dropped by `close`."""

    def __init__(self, server_url: str) -> None:
        """Connect to the server's maintenance database; the names carry this process's number, so a shared server serves several."""
        self._server = make_url(server_url)
        plain = self._server.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(plain, autocommit=True)
        self._names = (f"regulars_{os.getpid()}_{number}" for number in count(1))
        self._made: list[str] = []
        self._prepared: dict[str, str] = {}

    def fresh(self) -> str:
        """The address of a new, empty database."""
        return self._create("template0")

    def prepared(self, name: str, prepare: Callable[[str], None]) -> str:
        """The address of a new copy of what `prepare(url)` made of an empty database; it runs once for each `name`."""
        if name not in self._prepared:
            url = self.fresh()
            prepare(url)
            self._prepared[name] = str(make_url(url).database)
        return self._create(self._prepared[name])

    def drop(self, url: str) -> None:
        """Drop a database, and end the sessions that are open in it."""
        name = str(make_url(url).database)
        self._connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        self._made.remove(name)

    def close(self) -> None:
        """Drop what is left and let go of the server."""
        for name in list(self._made):
            self.drop(self._server.set(database=name).render_as_string(hide_password=False))
        self._connection.close()

    def _create(self, template: str) -> str:
        name = next(self._names)
        self._connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        self._made.append(name)
        return self._server.set(database=name).render_as_string(hide_password=False)


def available() -> bool:
    """There is a server to test on, or one that can be started."""
    return VARIABLE in os.environ or find_binaries() is not None


def described() -> str:
    """One line on where the tests' PostgreSQL comes from."""
    if VARIABLE in os.environ:
        return f"PostgreSQL: the server named in {VARIABLE}"
    if (folder := find_binaries()) is not None:
        return f"PostgreSQL: started by the tests from {folder}"
    return f"PostgreSQL: {OLDEST} or newer is not installed here, so its tests are left out"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """New databases on the tests' PostgreSQL, for as long as this test process runs."""
    server = None if VARIABLE in os.environ else KeptServer()
    databases = Databases(os.environ[VARIABLE] if server is None else server.url)
    yield databases
    databases.close()
    if server is not None:
        server.stop()


@pytest.fixture
def postgres_url(postgres: Databases) -> Iterator[str]:
    """The address of a new, empty PostgreSQL database, dropped after the test."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)


def needs_postgres(item: pytest.Item) -> bool:
    """The test asks for PostgreSQL, by a fixture, a mark or its parameter."""
    return item.get_closest_marker("postgres") is not None or "postgres" in getattr(item, "fixturenames", ())


def pytest_report_header() -> str:
    """Say in the first lines which PostgreSQL is used."""
    return described()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests on PostgreSQL out, and say so, where there is none."""
    if available():
        return
    left_out = [item for item in items if needs_postgres(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not needs_postgres(item)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once more at the end that tests were left out: a green line alone would promise too much."""
    if not available():
        terminalreporter.write_line(described(), yellow=True)
