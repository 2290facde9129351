"""An account in memory: its lots and debts, and how movements go over them (L2, L3, L6, L8). No database: whoever reads it writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from db.dates import following
from db.ledger.expiry import INACTIVITY


@dataclass(slots=True)
class Lot:
    """The points of one positive entry and what remains of them. Days are ISO text; *available_from* None: its owner is a prospect (P7)."""

    id: int
    points: int
    remaining: int
    available_from: str | None
    expires_on: str | None
    policy: str
    day: str
    kind: str = "earn"
    graced: bool = False
    is_new: bool = False
    # What remained when it was read: writing it asks for that (reliability.md, rule 3).
    read: int = 0
    is_changed: bool = False

    def is_pending(self, today: str) -> bool:
        """Granted, not available yet."""
        return self.available_from is None or self.available_from > today

    def is_lapsed(self, today: str) -> bool:
        """Past its last usable day (E2)."""
        return self.expires_on is not None and self.expires_on < today

    def can_be_spent(self, today: str) -> bool:
        """Neither pending nor lapsed, and something is left."""
        return self.remaining > 0 and not self.is_pending(today) and not self.is_lapsed(today)


@dataclass(slots=True)
class Debt:
    """What one negative entry still owes (L8)."""

    entry: int
    points: int
    remaining: int
    is_new: bool = False
    read: int = 0
    is_changed: bool = False


@dataclass(slots=True)
class Account:
    """One account: what it holds and what it owes. *used* collects (entry, lot, points) for the consumption table."""

    id: int
    person: int
    seq: int
    head: bytes
    remainder: int
    counts_from: str | None = None
    lots: list[Lot] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    used: list[tuple[int, int, int]] = field(default_factory=list)
    balance: int = 0
    # Whether a lot lives by inactivity: an activity then lengthens it (E1).
    lives_by_activity: bool = False
    # The figures as they were stored when it was read: available, pending, owed.
    stored: tuple[int, int, int] = (0, 0, 0)

    @property
    def owed(self) -> int:
        """What the member owes (L8)."""
        return sum(debt.remaining for debt in self.debts) if self.debts else 0

    def available(self, today: str) -> int:
        """What can be spent on that day."""
        return sum(lot.remaining for lot in self.lots if lot.can_be_spent(today))

    def pending(self, today: str) -> int:
        """What is granted and not available yet."""
        return sum(lot.remaining for lot in self.lots if lot.remaining and lot.is_pending(today) and not lot.is_lapsed(today))

    def next_change(self, today: str) -> str | None:
        """The first day after *today* on which a lot becomes available, or the one after a last usable day (L2)."""
        days: list[str] = []
        for lot in self.lots:
            if lot.remaining:
                if lot.available_from is not None and lot.available_from > today:
                    days.append(lot.available_from)
                if lot.expires_on is not None:
                    days.append(following(lot.expires_on))
        return min(days, default=None)

    def spendable(self, today: str) -> list[Lot]:
        """The lots that can be spent, in the order of L3: soonest expiry first, without expiry last; then earliest business date, then id."""
        return sorted((lot for lot in self.lots if lot.can_be_spent(today)), key=_by_expiry)

    def waiting(self, today: str) -> list[Lot]:
        """The pending lots with something left, in the same order."""
        return sorted((lot for lot in self.lots if lot.remaining and lot.is_pending(today)), key=_by_expiry)

    def add(self, lot: Lot, today: str) -> None:
        """A new lot; where it is available it first pays what is owed, and only the rest stands in it (L8)."""
        self.hold(lot)
        if self.debts and not lot.is_pending(today):
            self._pay_from([lot])

    def hold(self, lot: Lot) -> None:
        """Have a lot among those of the account."""
        self.lots.append(lot)
        self.lives_by_activity = self.lives_by_activity or lot.policy.startswith(INACTIVITY)

    def consume(self, entry: int, points: int, lots: Iterable[Lot]) -> int:
        """Take points from lots in their order, for an entry; gives what none of them held."""
        for lot in lots:
            if not points:
                break
            taken = min(points, lot.remaining)
            if taken:
                lot.remaining -= taken
                lot.is_changed = True
                self.used.append((entry, lot.id, taken))
                points -= taken
        return points

    def owe(self, entry: int, points: int) -> None:
        """What no lot held is owed (L8)."""
        self.debts.append(Debt(entry, points, points, is_new=True))

    def pay(self, today: str) -> None:
        """Pay what is owed from whatever can be spent: never both above 0 (L8)."""
        if self.debts:
            self._pay_from(self.spendable(today))

    def _pay_from(self, lots: Iterable[Lot]) -> None:
        """Pay debts, the oldest first, from these lots; the use stands under the entry that owed."""
        open_lots = list(lots)
        for debt in self.debts:
            if debt.remaining:
                left = self.consume(debt.entry, debt.remaining, open_lots)
                debt.is_changed = debt.is_changed or left != debt.remaining
                debt.remaining = left

    def events(self, today: str) -> Iterator[tuple[str, str, Lot]]:
        """What has come due up to *today* and was not settled, in the order of its days (C4): (day, "expire" or "available", lot)."""
        due: list[tuple[str, str, Lot]] = []
        for lot in self.lots:
            if not lot.remaining:
                continue
            if lot.expires_on is not None and lot.expires_on < today:
                due.append((following(lot.expires_on), "expire", lot))
            if self.debts and lot.available_from is not None and lot.available_from <= today:
                due.append((lot.available_from, "available", lot))
        # Points that lapse on the day on which others become available have lapsed before.
        due.sort(key=lambda event: (event[0], event[1] != "expire", _by_expiry(event[2])))
        yield from due

    def become_available(self, lot: Lot) -> None:
        """A lot that waited pays what is owed on the day it becomes available (L8)."""
        self._pay_from([lot])


def _by_expiry(lot: Lot) -> tuple[bool, str, str, int]:
    return (lot.expires_on is None, lot.expires_on or "", lot.day, lot.id)
