"""A query and the columns beside it kept as text, for segments (W2): JSON that a later version reads as well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from db.errors import RuleBroken
from db.search.conditions import Condition, Query, Sort
from db.search.wider_keys import name_of
from db.texts import N_


def query_text(query: Query, columns: Sequence[str] = ()) -> str:
    """The JSON of a query and of the columns shown with it; RuleBroken where it asks for a segment itself: two could name each other."""
    if any(name_of(condition.key) == "segment" for condition in query.conditions):
        raise RuleBroken(N_("A segment cannot be made of other segments; choose the filters themselves."))
    kept = {**asdict(query), **({"columns": list(columns)} if columns else {})}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def query_from(text: str) -> Query:
    """The query of such a JSON."""
    kept = json.loads(text)
    return Query(
        tuple(kept["stages"]),
        tuple(Condition(each["key"], each["op"], tuple(each["values"])) for each in kept["conditions"]),
        kept["text"],
        tuple(Sort(**each) for each in kept["sort"]),
    )


def columns_from(text: str) -> tuple[str, ...]:
    """The keys of the columns that such a JSON keeps; none where it keeps only the query."""
    return tuple(json.loads(text).get("columns", ()))
