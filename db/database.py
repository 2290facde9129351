"""Database: one way in for every read and every write, alike on SQLite and PostgreSQL (reliability.md, *Engines*, *Eight rules*)."""

from __future__ import annotations

import functools
import random
import socket
import threading
import time
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from db import address, engines, results
from db.asked import Asked, inserting
from db.entities.operations import Operation
from db.errors import RuleBroken, Unavailable
from db.texts import N_
from db.vigil import Vigil
from db.work import Operator, Work

P = ParamSpec("P")
R = TypeVar("R")
RETRY_SECONDS = 10.0
MOST_COLLISIONS = 5


def utc_now() -> datetime:
    """The present moment in UTC; tests and the demo give another clock."""
    return datetime.now(UTC)


class Database:
    """A club's database. Safe to use from several threads; each read and each write takes its own connection."""

    def __init__(self, url: str | URL, *, desk: str | None = None, clock: Callable[[], datetime] = utc_now) -> None:
        self.url = address.parse(url) if isinstance(url, str) else url
        self.desk = desk or socket.gethostname()
        self.clock = clock
        # The club's day where the program was told one (`--today`): reading asks it, so that figures never wait for the daily run (L2).
        self.day: Callable[[], date] | None = None
        self.engine: Engine = engines.make(self.url)
        self._vigil = Vigil(self.engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of SQLite (else PostgreSQL)."""
        return self.engine.dialect.name == "sqlite"

    @functools.cached_property
    def is_read_only(self) -> bool:
        """Whether the file may not be written; it then opens for reading, with a banner."""
        return engines.is_read_only(self.url)

    @property
    def shown(self) -> str:
        """The address for people, without a password."""
        return address.shown(self.url)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection in one short reading transaction; never keep it while a person looks at a screen."""
        try:
            with self._vigil.transaction() as connection:
                yield connection.execution_options(club_day=self.day)
        except DBAPIError as error:
            raise engines.told(error, self.url) from error

    def write(
        self,
        label: str,
        operation: Callable[Concatenate[Work, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Do an operation by this computer's login under a new op_id, today in UTC; the plain way for tests and scripts."""
        return self.perform(Act(label, op_id=new_op_id(), operator=Operator.login(), today=self.clock().date()), operation, *args, **kwargs)

    def perform(self, act: Act, operation: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do an operation in one transaction, retried whole on busy, deadlock and lost connection for up to 10 s under the same op_id.

        A value that another desk took in the same moment is looked at again, so that the operation's own rule answers and names the holder.
        The same op_id with the same arguments answers the stored result; with others it is RuleBroken (reliability.md, rule 1).
        """
        if self.is_read_only:
            raise Unavailable(N_("{database} may only be read; nothing was changed."), database=self.shown)
        arguments = results.digest(act.kind(operation), args, kwargs)
        deadline = time.monotonic() + RETRY_SECONDS
        pause, collisions, was_lost = 0.01, 0, False
        while True:
            try:
                return self._once(act, operation, arguments, args, kwargs)
            except _Replayed as replayed:
                return typing.cast("R", replayed.result)
            except _Again:
                continue
            except DBAPIError as error:
                was_lost = was_lost or error.connection_invalidated
                collisions += engines.is_taken(error)
                may_pass = (engines.is_taken(error) and collisions <= MOST_COLLISIONS) or (was_lost and engines.is_away(error))
                if not (engines.may_retry(error) or may_pass) or time.monotonic() > deadline:
                    raise engines.told(error, self.url) from error
            threading.Event().wait(pause * (0.5 + random.random()))
            pause = min(pause * 2, 0.5)

    def _once(self, act: Act, operation: Callable[..., R], arguments: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
        """One attempt: claim the op_id, do the work, keep the result, commit."""
        with self._vigil.transaction(writes=True) as connection:
            self._claim(connection, act, operation, arguments)
            work = Work(connection, act.op_id, act.operator, self.desk, stamp(self.clock()), act.today)
            connection.execution_options(club_day=lambda: act.today)
            result = operation(work, *args, **kwargs)
            work.flush()
            _ENDED.change(connection, [{"key": act.op_id, "answer": results.dump(result)}])
            return result

    def _claim(self, connection: Connection, act: Act, operation: Callable[..., Any], arguments: str) -> None:
        """Write the row of the operation, or raise _Replayed where its op_id was done before."""
        engines.refuse_foreign_schema(connection)
        known = _DONE.first(connection, {"key": act.op_id})
        if known is not None:
            if known.arguments != arguments:
                raise RuleBroken(N_("This action was sent twice with different content; nothing was changed. Do it anew."))
            raise _Replayed(results.load(known.result, operation))
        row = {
            "op_id": act.op_id,
            "kind": act.kind(operation),
            "label": act.label,
            "arguments": arguments,
            "operator": act.operator.name,
            "desk": self.desk,
            "recorded_at": stamp(self.clock()),
            "note": act.note,
            "undoes": act.undoes,
            "result": "",
        }
        try:
            with engines.driver_errors(connection):
                inserting(Operation, tuple(row)).change(connection, [row])
        except IntegrityError as error:
            if not engines.is_taken(error):
                raise
            raise _Again from error


_DONE = Asked(select(Operation.c.arguments, Operation.c.result).where(Operation.c.op_id == bindparam("key")))
_ENDED = Asked(update(Operation).where(Operation.c.op_id == bindparam("key")).values(result=bindparam("answer")))


class Act:
    """Who does what, when and under which op_id: all that an operation is told beside its own arguments (C1)."""

    def __init__(
        self, label: str, *, op_id: str, operator: Operator, today: date, note: str | None = None, undoes: str | None = None
    ) -> None:
        self.label = label
        self.op_id = op_id
        self.operator = operator
        self.today = today
        self.note = note
        self.undoes = undoes

    @staticmethod
    def kind(operation: Callable[..., Any]) -> str:
        """The name of an operation as it is stored, for instance `people.edit`."""
        return f"{operation.__module__.rpartition('.')[2]}.{operation.__name__}"


class _Replayed(Exception):
    """The operation was done before; *result* is what it answered."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


class _Again(Exception):
    """On PostgreSQL the same op_id has just been committed by another connection: look again."""


def stamp(moment: datetime) -> str:
    """A moment as it is stored: ISO 8601 in UTC with seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_op_id() -> str:
    """A UUIDv7: its beginning is the time, so that operations sort as they were begun."""
    import uuid

    millis = time.time_ns() // 1_000_000
    bits = (millis << 80) | (0x7 << 76) | (random.getrandbits(12) << 64) | (0b10 << 62) | random.getrandbits(62)
    return str(uuid.UUID(int=bits))


__all__ = ["Act", "Database", "Operator", "Work", "new_op_id", "stamp", "utc_now"]
