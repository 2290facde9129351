"""A person whose points move, the entries booked for them, and what an operation answers of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from db.ledger.account import Account


class ByPolicy:
    """The expiry of a lot as the programme's policy has it."""


BY_POLICY: Final = ByPolicy()
Expires = date | ByPolicy | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands on an account (L2)."""

    available: int
    pending: int
    owed: int


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that this operation books."""

    id: int
    kind: str
    points: int
    qualifying: int
    business_date: str
    qualifies_on: str
    seq: int
    balance_after: int
    reverses_id: int | None
    sale_id: int | None


@dataclass(frozen=True, slots=True)
class TierRow:
    """A tier as the rules need it; *multiplier* in thousandths."""

    id: int
    name: str
    rank: int
    threshold: int
    multiplier: int
    active: bool


@dataclass(slots=True)
class Holder:
    """A person whose points move: their standing, their account, and what this operation has booked for them."""

    person: int
    number: str
    name: str
    stage: str
    status: str
    joined: str | None
    email: str | None
    consent: str | None
    language: str | None
    tier_id: int | None
    tier_review: str | None
    tier_hold: str | None
    tier_hold_until: str | None
    tier_hold_id: int | None
    tier_lowered: bool
    last_visit: str | None
    version: int
    account: Account
    today: str
    before: Figures = Figures(0, 0, 0)
    posted: list[Posted] = field(default_factory=list)
    issued: list[int] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Any] = field(default_factory=dict)
    read_seq: int = 0
    read_remainder: int = 0

    @property
    def is_member(self) -> bool:
        """Registered, whatever the status."""
        return self.stage == "member"

    @property
    def is_active(self) -> bool:
        """A member who may earn and redeem (G1)."""
        return self.stage == "member" and self.status == "active"

    @property
    def available(self) -> int:
        """What can be spent now."""
        return self.account.available(self.today)

    @property
    def pending(self) -> int:
        """What is granted and not available yet."""
        return self.account.pending(self.today)

    @property
    def owed(self) -> int:
        """What the member owes."""
        return self.account.owed

    @property
    def figures(self) -> Figures:
        """All three."""
        return Figures(self.available, self.pending, self.owed)

    def set(self, **columns: Any) -> None:
        """Change columns of the person; written, journaled and counted as one new version at the end."""
        for name, value in columns.items():
            if not hasattr(self, name):
                self.changes[name] = value
                continue
            before = getattr(self, name)
            if before != value:
                self.was.setdefault(name, before)
                self.changes[name] = value
                setattr(self, name, value)


@dataclass(frozen=True)
class Moved:
    """What an operation did to one member, as the command answers it (commands.md): the last entry of the operation, figures after it."""

    person: int
    number: str
    name: str
    sale: int | None
    entry: int | None
    points: int
    available: int
    owed: int
    pending: int
    tier: str | None
    issued: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()
