"""The ladder of tiers: which one a value reaches, and the one above or below another (T1, T3, T6). Nothing here reads a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Rung(Protocol):
    """One tier; its threshold is in points, visits, or whole units of money (T2)."""

    @property
    def id(self) -> int:
        """The tier."""

    @property
    def name(self) -> str:
        """As people say it."""

    @property
    def rank(self) -> int:
        """Its place: 0 is the base tier (T1)."""

    @property
    def threshold(self) -> int:
        """From which value on it is reached (T3)."""

    @property
    def active(self) -> bool:
        """Whether members can reach it."""


class Ladder:
    """The tiers by rank. *unit* is what one of a threshold is worth in values: 100 where money is spent in cents, else 1."""

    def __init__(self, rungs: Iterable[Rung], unit: int = 1) -> None:
        self.rungs = tuple(sorted(rungs, key=lambda rung: rung.rank))
        self.active = tuple(rung for rung in self.rungs if rung.active)
        self._by_id = {rung.id: rung for rung in self.rungs}
        self._unit = unit
        self._above = {rung.id: next((other for other in self.active if other.rank > rung.rank), None) for rung in self.rungs}

    @property
    def base(self) -> Rung:
        """The tier that everyone has (T1)."""
        return self.rungs[0]

    def of(self, tier_id: int | None) -> Rung:
        """The tier with this id; the base tier for None."""
        return self.base if tier_id is None else self._by_id[tier_id]

    def needs(self, rung: Rung) -> int:
        """The value from which a member qualifies for a tier (T3)."""
        return rung.threshold * self._unit

    def reached(self, value: int) -> Rung:
        """The highest active tier with value ≥ threshold (T3); the base tier where a value fell below 0."""
        found: Rung = self.base
        for rung in self.active:
            if value < rung.threshold * self._unit:
                break
            found = rung
        return found

    def above(self, rung: Rung) -> Rung | None:
        """The next active tier above, None at the top."""
        return self._above[rung.id]

    def below(self, rung: Rung) -> Rung:
        """The next active tier below; the base tier stays (T6, *one step*)."""
        return next((other for other in reversed(self.active) if other.rank < rung.rank), self.base)

    def lowered(self, rung: Rung, value: int, downgrade: str) -> Rung:
        """Where a review leaves a member of a tier with this value: there, or lowered *to_earned* or *one_step* (T6)."""
        if value >= self.needs(rung) and rung.active:
            return rung
        return self.below(rung) if downgrade == "one_step" else min(self.reached(value), self.below(rung), key=lambda other: other.rank)
