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
    "duplicates": "duplicates",
}
# Exactly these people, by id: what the window lists when a number is clicked; nobody types it.
PEOPLE = "people"
# What a change of these columns may change about a filter beside the columns (`db.journal.Change.keys`).
LOOKS_AT = {
    "spent": frozenset({"sales"}),
    "visits": frozenset({"sales", "passes"}),
    "bought": frozenset({"sales"}),
    "expiring": frozenset({"points", "lots"}),
    "coming": frozenset({"birthday", "anniversary"}),
    "duplicates": frozenset({"phone", "email", "first_name", "last_name", "birthday", "postcode", "status", "stage"}),
}


def name_of(key: str) -> str:
    """The part of a key before its period."""
    return key.partition(".")[0]


def is_wider(key: str) -> bool:
    """Whether a key is one of these, and no column."""
    return name_of(key) in SHAPES


def period_of(key: str) -> str:
    """The part of a key after its name: two days with ".." between, so many days ("90d"), or nothing."""
    return key.partition(".")[2]
