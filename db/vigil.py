"""Vigil: a transaction under watch, so that a server that falls silent is told within 15 seconds (reliability.md, *Faults*).

A server that dies, or a network that says no, ends a connection by itself. One that merely stops answering does not: the system
waits as long as the peer's own system goes on receiving. So whoever has waited for some seconds knocks at the server's door.
"""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from db import address, engines
from db.errors import Unavailable

# Together with the time that a new connection may take, the sum stays below the 15 seconds in which a person is told.
PATIENCE_SECONDS = 3.0
KNOCK_SECONDS = 3


class Vigil:
    """Opens the transactions of one engine; on PostgreSQL each is watched, on SQLite there is nobody to fall silent."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)
        self._is_watched = engine.dialect.name == "postgresql"
        self._drivers: weakref.WeakSet[Any] = weakref.WeakSet()
        if self._is_watched:
            event.listen(engine, "connect", lambda driver, record: self._drivers.add(driver))

    @contextmanager
    def transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        """A connection in one transaction. DBAPIError as the driver has it, Unavailable where the server has fallen silent."""
        with (
            self._watched(),
            (self._writer if writes else self.engine).connect() as connection,
            connection.begin(),
            engines.driver_errors(connection),
        ):
            yield connection

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if not self._is_watched:
            yield
            return
        watch = _Watch(self)
        try:
            yield
        except DBAPIError as error:
            if watch.gave_up:
                raise Unavailable(engines.AWAY, database=address.shown(self.engine.url)) from error
            raise
        finally:
            watch.end()

    def is_silent(self) -> bool:
        """Whether the server does not even answer a knock; a refusal is an answer."""
        from psycopg import Error, connect
        from psycopg.errors import ConnectionTimeout

        arguments, options = self.engine.dialect.create_connect_args(self.engine.url)
        try:
            connect(*arguments, **{**options, "connect_timeout": KNOCK_SECONDS}).close()
        except ConnectionTimeout:
            return True
        except Error:
            return False
        return False

    def cut(self) -> None:
        """End every connection to the silent server, so that whoever waits on one goes on with an error."""
        for driver in list(self._drivers):
            if not driver.closed:
                end = socket.socket(fileno=driver.fileno())
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    # It has ended by itself meanwhile.
                    continue
                finally:
                    end.detach()


class _Watch:
    """Looks every few seconds, on a thread of its own, whether the server is still there for one transaction."""

    def __init__(self, vigil: Vigil) -> None:
        self.gave_up = False
        self._vigil = vigil
        self._over = threading.Event()
        self._arm()

    def _arm(self) -> None:
        self._timer = threading.Timer(PATIENCE_SECONDS, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        silent = self._vigil.is_silent()
        if self._over.is_set():
            return
        if silent:
            self.gave_up = True
            self._vigil.cut()
        self._arm()

    def end(self) -> None:
        """The transaction is over."""
        self._over.set()
        self._timer.cancel()
