"""News: what a list of journaled changes means for an open table: which rows are stale, which columns have moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.journal import Change

# What a change of another record than a person shows in a table of people.
_COLUMNS = {
    "tier": frozenset({"tier"}),
    "benefit_card": frozenset({"benefit_card"}),
    "allocation": frozenset({"benefit_card"}),
    "group": frozenset({"groups"}),
    "account": frozenset({"points", "owed", "pending"}),
    "entry": frozenset({"points", "owed", "pending"}),
}
# What it changes of filters beside the columns (`db.search.wider_keys.LOOKS_AT`): whose row looks different is told by their own change.
_FILTERED = {
    "sale": frozenset({"sales"}),
    "refund": frozenset({"sales"}),
    "pass_use": frozenset({"passes"}),
    "lot": frozenset({"lots"}),
    "segment": frozenset({"segment"}),
}
# Beyond so many people a set of them costs more than reading the rows on screen again.
MOST_PEOPLE = 10_000


@dataclass(frozen=True)
class News:
    """*keys*: the columns that changed somewhere, None: all (a record came or went); *records*: which changed, None: perhaps any.

    *colours_changed*: what stands beside the rows is another (`Source.beside`).
    """

    keys: frozenset[str] | None
    records: frozenset[int] | None
    colours_changed: bool = False

    @classmethod
    def of(cls, changes: Sequence[Change]) -> News:
        """What these changes mean together for a table of people."""
        keys: set[str] = set()
        is_anything = is_anybody = False
        people: set[int] = set()
        for change in changes:
            if change.entity == "person":
                people.add(change.entity_id)
                keys |= change.keys
                is_anything = is_anything or not change.keys
            elif change.entity in _COLUMNS:
                keys |= _COLUMNS[change.entity]
                is_anybody = True
            else:
                keys |= _FILTERED.get(change.entity, frozenset())
        colours = any(change.entity == "tier" for change in changes)
        is_anybody = is_anybody or len(people) > MOST_PEOPLE
        return cls(None if is_anything else frozenset(keys), None if is_anybody else frozenset(people), colours)
