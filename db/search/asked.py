"""One condition of a list on a column as it is: any of these values, a text in it, or a comparison (W3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, literal, or_

from db.search import filters
from db.search.conditions import Condition
from db.search.functions import contains, lower


def plain(column: Any, condition: Condition) -> Any:
    """A condition on a column as it is; "" among the values of "=" asks for the empty ones."""
    filled = [value for value in condition.values if value]
    if condition.op == "=":
        ways = [column.is_(None)] if "" in condition.values else []
        return or_(*ways, column.in_([_typed(column, value) for value in filled])) if filled else or_(*ways)
    if condition.op == "~":
        return or_(*(contains(lower(cast(column, Text)), value.lower()) for value in filled))
    return filters.ordered(column, condition.op, literal(_typed(column, filled[0]), column.type))


def number(expression: Any, condition: Condition) -> Any:
    """A condition on what is worked out as a number."""
    if condition.op == "=":
        return expression.in_([int(value) for value in condition.values if value])
    return filters.ordered(expression, condition.op, int(condition.values[0]))


def _typed(column: Any, value: str) -> Any:
    return int(value) if column.type.python_type is int else value
