"""The keys of filters that are no column (W3): all that a start of the window needs to know of `db.search.wider`."""

from __future__ import annotations

# Each key with what it looks like, for the sentence that names the filters.
SHAPES = {
    "spent": "spent.FROM..TO",
    "visits": "visits.FROM..TO",
    "bought": "bought.FROM..TO",
    "expiring": "expiring.30d",
    "coming": "coming.30d",
    "segment": "segment",
}


def name_of(key: str) -> str:
    """The part of a key before its period."""
    return key.partition(".")[0]


def is_wider(key: str) -> bool:
    """Whether a key is one of these, and no column."""
    return name_of(key) in SHAPES
