"""What of a database is compared with the models: the search index is made by hand and not declared."""

from __future__ import annotations

from typing import Any

BY_HAND = ("people_search", "people_by_search")


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave out SQLite's full-text table with its shadow tables, and PostgreSQL's trigram index."""
    return not (name or "").startswith(BY_HAND)
