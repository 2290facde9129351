"""What a check is given: the database, read by streamed statements, and whether to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, String, case, func, literal_column, text, type_coerce

from db.base import Day
from db.database import Database
from db.errors import Stopped
from db.in_parts import Stop

Found = Iterator[str]
STEP = 20_000


@dataclass
class Scene:
    """What a check reads: the database, and whether to stop."""

    database: Database
    stop: Stop | None = None

    def pause(self) -> None:
        """Between steps: Stopped where the person wants so."""
        if self.stop is not None and self.stop():
            raise Stopped

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection whose statements may take long: a check of millions is no dialog."""
        with self.database.read() as connection:
            if not self.database.is_sqlite:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    def lines(self, query: Select[*tuple[Any, ...]]) -> Iterator[Row[Any]]:
        """The rows of one query, streamed."""
        with self.read() as connection:
            rows = connection.execute(query.execution_options(yield_per=STEP))
            for place, row in enumerate(rows):
                if place % STEP == 0:
                    self.pause()
                yield row

    def following(self, day: ColumnElement[Any]) -> ColumnElement[Any]:
        """The day after a day, in the words of the engine."""
        if self.database.is_sqlite:
            return type_coerce(func.date(day, literal_column("'+1 day'", String())), Day())
        return type_coerce(day.op("+")(literal_column("1")), Day())


def nought(figure: ColumnElement[Any]) -> ColumnElement[Any]:
    """The figure, 0 where there is none."""
    return func.coalesce(figure, 0)


def sum_where(figure: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """The sum of a figure over the rows that fit; 0 where none does."""
    return nought(func.sum(case((condition, figure), else_=0)))
