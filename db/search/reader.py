"""Reader: a connection kept by one thread for reading, which another thread may interrupt (table.md, 6)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from db import engines
from db.database import Database
from db.vigil import Vigil

AGAIN_SECONDS = 0.02


class Reader:
    """A connection of its own to read with: `reading()` in its own thread, `interrupt()` from any.

    *cache* is the room in KiB that SQLite keeps pages in, so that several readers do not add up to too much (table.md: 300 MB in all).
    """

    def __init__(self, database: Database, *, cache: int = 16_000) -> None:
        self.database = database
        self._engine = engines.make(database.url)
        self._vigil = Vigil(self._engine)
        if database.is_sqlite:
            event.listen(self._engine, "connect", lambda driver, record: _be_modest(driver, cache))
        self._state = threading.Condition()
        self._driver: Any = None
        self._reading = 0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in one short reading transaction. Told where the world fails; see `was_interrupted` for the other case."""
        try:
            with self._vigil.transaction() as connection:
                connection.execution_options(club_day=self.database.day)
                with self._state:
                    self._driver = connection.connection.driver_connection
                    self._reading += 1
                try:
                    yield connection
                finally:
                    with self._state:
                        self._driver = None
                        self._state.notify_all()
        except DBAPIError as error:
            if was_interrupted(error):
                raise
            raise engines.told(error, self.database.url) from error

    def close(self) -> None:
        """Give the connection back."""
        self._engine.dispose()

    def interrupt(self) -> None:
        """End the reading that is under way, if there is one. Returns at once: asking a server costs a round trip."""
        if self._driver is not None:
            threading.Thread(target=self._end, args=(self._reading,), name="interrupt", daemon=True).start()

    def _end(self, reading: int) -> None:
        """Interrupt until the reading is over: what comes between two statements would be lost. The next reading is never hit."""
        with self._state:
            while self._driver is not None and self._reading == reading:
                if self.database.is_sqlite:
                    self._driver.interrupt()
                else:
                    _cancel(self._driver)
                self._state.wait(AGAIN_SECONDS)


def _be_modest(driver: Any, cache: int) -> None:
    """Settings of a reading connection of SQLite: a small cache, and large sorts in a file."""
    for pragma in (f"cache_size=-{cache}", "temp_store=FILE"):
        driver.execute(f"PRAGMA {pragma}").close()


def _cancel(driver: Any) -> None:
    """Ask the server to end what it does for us; where it cannot be asked, the statement ends by its time limit."""
    from psycopg import Error

    try:
        driver.cancel_safe(timeout=5.0)
    except Error as error:
        import logging

        logging.getLogger(__name__).info("A running search could not be cancelled: %s", error)


def was_interrupted(error: BaseException) -> bool:
    """Whether a statement ended because `interrupt` asked for it."""
    if not isinstance(error, DBAPIError):
        return False
    shown = str(error.orig)
    return shown == "interrupted" or (getattr(error.orig, "sqlstate", None) == "57014" and "statement timeout" not in shown)
