"""A list of ids as one bound value: however many they are, one statement takes them, and takes no time to be made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Connection, Integer, Select, Text, bindparam, cast, func, select


def listed(connection: Connection, ids: Sequence[int]) -> Select[Any]:
    """These ids as a query of one column, for `column.in_(…)`."""
    if connection.dialect.name == "sqlite":
        return select(func.json_each(bindparam(None, json.dumps(list(ids)), Text, unique=True)).table_valued("value").c.value)
    return select(func.unnest(cast(bindparam(None, list(ids), ARRAY(Integer), unique=True), ARRAY(Integer))).column_valued())
