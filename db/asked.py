"""Statements that every operation asks: made into text once for each engine, and handed to the driver as they are.

SQLAlchemy takes about 50 µs to carry a statement that is known already to the driver and its rows back, the driver 5 to 15; a sale at the
desk asks some twenty. What is asked here is the same statement, with the same types; what the driver raises is told by
`engines.driver_errors`, within which every transaction runs.
"""

from __future__ import annotations

import functools
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Table, insert
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler

Processor = Callable[[Any], Any]


class Asked:
    """One statement. Its values are given by name; one that stands for a list (`bindparam(…, expanding=True)`) is given as a sequence."""

    def __init__(self, statement: Any, keys: Sequence[str] | None = None) -> None:
        # What is the same at each asking is written out: with a variable there, neither engine sees that a partial index fits.
        statement = visitors.cloned_traverse(statement, {}, {"bindparam": _write_out})
        self._statement, self._keys = statement, keys
        self._lists = {
            each.key for each in visitors.iterate(statement) if isinstance(each, BindParameter) and each.expanding and each.value is None
        }
        self._made: dict[str, _Made] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any] = MappingProxyType({})) -> Sequence[Any]:
        """What is found, as rows with named columns. Lists of more than one value are left to SQLAlchemy: they are long as a rule."""
        if self._lists:
            if any(len(values[key]) != 1 for key in self._lists):
                return connection.execute(self._statement, values).all()
            values = {f"{key}_1" if key in self._lists else key: value[0] if key in self._lists else value for key, value in values.items()}
        made = self._made.get(connection.dialect.name) or self._make(connection.dialect)
        cursor = cursor_of(connection)
        cursor.execute(made.text, made.values(values))
        return made.rows(cursor.fetchall())

    def first(self, connection: Connection, values: Mapping[str, Any] = MappingProxyType({})) -> Any:
        """The first row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def change(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Do it for each of these; gives how many rows it met, -1 where the driver does not count them."""
        made = self._made.get(connection.dialect.name) or self._make(connection.dialect)
        cursor = cursor_of(connection)
        if len(rows) == 1:
            cursor.execute(made.text, made.values(rows[0]))
        else:
            cursor.executemany(made.text, [made.values(row) for row in rows])
        return int(cursor.rowcount)

    def _make(self, dialect: Dialect) -> _Made:
        made = self._made[dialect.name] = _Made(self._statement, dialect, self._keys, self._lists)
        return made


class _Made:
    """A statement as text of one engine."""

    def __init__(self, statement: Any, dialect: Dialect, keys: Sequence[str] | None, lists: set[str]) -> None:
        compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=None if keys is None else list(keys))
        given: dict[str, Any] = {
            name: [0] if name in lists else 0 for name, bind in compiled.binds.items() if bind.required or name in lists
        }
        # One place in a list is written out; the values themselves come with each asking.
        state = compiled.construct_expanded_state(given)
        self.text = state.statement
        self._constants = {name: value for name, value in state.parameters.items() if name not in given}
        self._names = None if state.positiontup is None else tuple(state.positiontup)
        self._processors: dict[str, Processor] = {**compiled._bind_processors, **state.processors}  # type: ignore[dict-item]
        columns = compiled._result_columns
        self._row = _row(tuple(column.keyname for column in columns)) if columns else None
        made = [column.type._cached_result_processor(dialect, None) for column in columns]
        self._results = [(place, each) for place, each in enumerate(made) if each is not None]

    def values(self, given: Mapping[str, Any]) -> Any:
        """The values as the driver takes them: in their order, or by name."""
        if self._constants:
            given = {**self._constants, **given}
        if self._processors:
            given = {name: self._processors[name](value) if name in self._processors else value for name, value in given.items()}
        return given if self._names is None else [given[name] for name in self._names]

    def rows(self, found: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """The rows of the driver with the names of their columns."""
        if self._row is None:
            return found
        if self._results:
            found = [self._processed(row) for row in found]
        return list(map(self._row, found))

    def _processed(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, process in self._results:
            values[place] = process(values[place])
        return values


def _write_out(bind: BindParameter[Any]) -> None:
    if not bind.required and not bind.expanding and isinstance(bind.value, str | int):
        bind.literal_execute = True


@functools.cache
def _row(names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    made: Any = namedtuple("AskedRow", names, rename=True)  # type: ignore[misc]
    return made._make


def cursor_of(connection: Connection) -> Any:
    """A cursor of the driver within this connection's transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver.cursor()


@functools.cache
def inserting(table: Table, names: tuple[str, ...]) -> Asked:
    """The insert of rows that give these columns."""
    return Asked(insert(table).inline(), names)
