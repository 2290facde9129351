"""Engines of one address: connections of their own, what is compiled is shared (table.md, *Limits*: first rows painted)."""

from __future__ import annotations

from sqlalchemy import Engine, event, select

from db import engines
from db.entities.programme import Programme
from db.search import Reader
from tests.builders import a_club


def compiled(engine: Engine) -> list[str]:
    """How each statement came by its text, in the order of running."""
    told: list[str] = []
    event.listen(engine, "after_cursor_execute", lambda *given: told.append(given[4].cache_hit.name))
    return told


def test_what_one_reader_has_compiled_another_need_not(engine_url: str) -> None:
    database = a_club(engine_url)
    statement = select(Programme.c.name, Programme.c.country)
    with database.read() as connection:
        connection.execute(statement).fetchall()
    reader = Reader(database)
    told = compiled(reader._engine)
    with reader.reading() as connection:
        connection.execute(statement).fetchall()
    reader.close()
    database.close()
    assert told[-1] == "CACHE_HIT"


def test_engines_of_one_address_share_no_connections(engine_url: str) -> None:
    database = a_club(engine_url)
    one, other = engines.make(database.url), engines.make(database.url)
    assert one.dialect is other.dialect
    with one.connect() as here, other.connect() as there:
        assert here.connection.driver_connection is not there.connection.driver_connection
    one.dispose()
    other.dispose()
    database.close()
