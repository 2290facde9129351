"""Selecting people: filters, search words and sorts made into SQL in one place, for table, sheets, cards and commands.

May import `db.entities`, `db.fields`, `db.texts`, `db.codes`, SQLAlchemy and numpy.
Start reading at `db.search.conditions` (what is asked), then `db.search.reading` (what comes back).
"""

from __future__ import annotations

from sqlalchemy import Connection

from db.search.conditions import SHOWN_STATUSES, Condition, Query, Sort, among, chosen, condition, sort_by, stages
from db.search.packed import Few, Ids
from db.search.reader import Reader, was_interrupted
from db.search.reading import (
    Order,
    base_ids,
    condition_ids,
    count,
    first_ids,
    id_set,
    ids,
    iterate,
    largest_id,
    order,
    other_ids,
    rows,
    sorted_ids,
    sum_of,
    sums,
    text_ids,
    values_by_id,
)
from db.search.who import Match, who

__all__ = [
    "SHOWN_STATUSES",
    "Condition",
    "Connection",
    "Few",
    "Ids",
    "Match",
    "Order",
    "Query",
    "Reader",
    "Sort",
    "among",
    "base_ids",
    "chosen",
    "condition",
    "condition_ids",
    "count",
    "first_ids",
    "id_set",
    "ids",
    "iterate",
    "largest_id",
    "order",
    "other_ids",
    "rows",
    "sort_by",
    "sorted_ids",
    "stages",
    "sum_of",
    "sums",
    "text_ids",
    "values_by_id",
    "was_interrupted",
    "who",
]
