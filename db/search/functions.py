"""Functions of SQL that the two engines spell differently."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

Clause = ColumnElement[bool]


class lower(FunctionElement[str]):  # noqa: N801 - a function of SQL
    """Lower case of every alphabet: SQLite's own knows only ASCII, so a function of ours stands in for it (see `reading`)."""

    inherit_cache = True
    type = Text()


@compiles(lower, "sqlite")
def _lower_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"lower_all({compiler.process(element.clauses, **kw)})"


@compiles(lower)
def _lower(element: Any, compiler: Any, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


class position(FunctionElement[int]):  # noqa: N801 - a function of SQL
    """The place of the second text in the first, 0 where it does not stand there; unlike LIKE it has no signs of its own."""

    inherit_cache = True
    type = BigInteger()


@compiles(position, "sqlite")
def _position_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)})"


@compiles(position)
def _position(element: Any, compiler: Any, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)})"


class bytewise(FunctionElement[str]):  # noqa: N801 - a collation of SQL
    """A text compared byte by byte on both engines, so that both order alike (table.md: 808 against 1,850 ms for a sort on PostgreSQL)."""

    inherit_cache = True
    type = Text()


@compiles(bytewise, "sqlite")
def _bytewise_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


@compiles(bytewise)
def _bytewise(element: Any, compiler: Any, **kw: Any) -> str:
    return f'({compiler.process(element.clauses, **kw)}) COLLATE "C"'


class beside_an_index(FunctionElement[str]):  # noqa: N801 - a sign of SQLite
    """A column that no index is to be chosen for: SQLite would rather gather nearly everybody by stage and sort them than walk an order."""

    inherit_cache = True
    type = Text()


@compiles(beside_an_index, "sqlite")
def _beside_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"+{compiler.process(element.clauses, **kw)}"


@compiles(beside_an_index)
def _beside(element: Any, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


def contains(expression: Any, text: str) -> Clause:
    """Whether a text stands in an expression."""
    return position(expression, literal(text, Text())) > 0
