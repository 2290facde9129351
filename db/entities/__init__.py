"""What is stored: one module a noun, declared with SQLAlchemy; no behaviour.

May import `db.base` only.
Start reading at `db.entities.people`; importing this package declares nothing, `every` all tables.
"""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

MODULES = ("benefit_cards", "groups", "operations", "passes", "people", "points", "programme", "rewards", "sales", "stamps", "tiers")


def every() -> MetaData:
    """Every table declared: for migrations and for the order of writing; a start of the window needs a few only."""
    from db.base import metadata

    for name in MODULES:
        importlib.import_module(f"db.entities.{name}")
    return metadata


@functools.cache
def in_order() -> tuple[Table, ...]:
    """Every table after those it points to."""
    return tuple(every().sorted_tables)
