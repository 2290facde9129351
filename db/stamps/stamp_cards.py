"""Stamp cards as plain arithmetic: filling them, taking stamps back, stamps owed and money that gave none yet (SC2–SC4, SC7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from db import dates


@dataclass(frozen=True)
class Rule:
    """A stamp type as it is now (SC1) and how it earns from sales (SC7); *match* holds the folded words that a line must have."""

    id: int
    name: str
    needed: int
    reward_id: int
    valid_days: int | None = None
    per_day: int | None = None
    renews: bool = True
    earns: str = "none"
    earn_per: int | None = None
    match: tuple[str, ...] = ()
    retired: bool = False


@dataclass
class Card:
    """One card; *needed* as it was when it was opened. *state* is open, complete, expired, or gone (emptied again).

    *takes_back* tells of a complete card whether it may be reopened: its reward is still *issued* (SC4). *was* is the card as stored.
    """

    needed: int
    opened_on: str
    expires_on: str | None
    stamps: int = 0
    state: str = "open"
    completed_on: str | None = None
    issued_id: int | None = None
    takes_back: bool = True
    id: int | None = None
    was: tuple[object, ...] | None = None

    @property
    def stored(self) -> tuple[object, ...]:
        """What a row of the card holds and can change."""
        return self.stamps, self.state, self.opened_on, self.expires_on, self.completed_on, self.issued_id


@dataclass
class Holding:
    """What one member has of one type: the open card, complete ones that may be reopened (latest last), stamps owed, money kept.

    *ended* are the cards that were closed for good or emptied since the holding was read: they are still to be written. *was* is the
    balance as stored; *has_all* says that the complete cards were read; *finished* that there is one.
    """

    open: Card | None = None
    complete: list[Card] = field(default_factory=list)
    owed: int = 0
    remainder: int = 0
    finished: bool = False
    ended: list[Card] = field(default_factory=list)
    was: tuple[int, int] | None = None
    has_all: bool = False

    def settle(self, day: str) -> None:
        """Close the open card where its last usable day is over (SC1, E2)."""
        if self.open is not None and self.open.expires_on is not None and self.open.expires_on < day:
            self.open.state = "expired"
            self.ended.append(self.open)
            self.open = None

    def takeable(self) -> int:
        """How many stamps can be taken back (SC4): those of the open card and of the last complete ones whose rewards are still issued."""
        count = self.open.stamps if self.open is not None else 0
        for card in reversed(self.complete):
            if not card.takes_back:
                break
            count += card.needed
        return count


def room(holding: Holding, rule: Rule, n: int, *, by_hand: bool) -> int:
    """How many of n stamps find a place, those owed first (SC3).

    A type that does not renew by itself takes no surplus: its next card is opened by hand, never by a sale. A retired type opens no card;
    those that are open can still be filled.
    """
    if rule.renews and not rule.retired:
        return n
    places = holding.owed
    if holding.open is not None:
        places += holding.open.needed - holding.open.stamps
    elif not rule.retired and (by_hand or not holding.finished):
        places += rule.needed
    return min(n, places)


def give(holding: Holding, rule: Rule, n: int, day: str) -> list[Card]:
    """Give n stamps that have room: what is owed is paid first, full cards close, the surplus goes on the next; gives the completed (SC3, SC7)."""
    paid = min(holding.owed, n)
    holding.owed -= paid
    left = n - paid
    completed: list[Card] = []
    while left:
        card = holding.open
        if card is None:
            card = holding.open = Card(rule.needed, day, None if rule.valid_days is None else dates.later(day, rule.valid_days))
        step = min(left, card.needed - card.stamps)
        card.stamps += step
        left -= step
        if card.stamps == card.needed:
            card.state, card.completed_on = "complete", day
            holding.complete.append(card)
            holding.open, holding.finished = None, True
            completed.append(card)
    return completed


def take(holding: Holding, n: int, day: str) -> list[int]:
    """Take n stamps back and owe those that nothing holds; gives the issued rewards of the cards that were reopened (SC4, SC7).

    A reopened card has the days before it again that it had left when it was complete. A card without a stamp is no card: the next stamp
    opens one.
    """
    revoked: list[int] = []
    taken = min(n, holding.takeable())
    holding.owed += n - taken
    while taken:
        if holding.open is None:
            card = holding.open = _reopened(holding.complete.pop(), day)
            if card.issued_id is not None:
                revoked.append(card.issued_id)
                card.issued_id = None
            holding.finished = bool(holding.complete)
        step = min(taken, holding.open.stamps)
        holding.open.stamps -= step
        taken -= step
        if not holding.open.stamps:
            holding.open.state = "gone"
            holding.ended.append(holding.open)
            holding.open = None
    return revoked


def _reopened(card: Card, day: str) -> Card:
    if card.expires_on is not None and card.completed_on is not None:
        card.expires_on = max(
            card.expires_on, dates.later(day, (date.fromisoformat(card.expires_on) - date.fromisoformat(card.completed_on)).days)
        )
    card.state, card.completed_on = "open", None
    return card


def earned(holding: Holding, per: int, money: int) -> int:
    """Units that money gives at one stamp per *per*, the remainder kept for the next sale (SC7, as L5)."""
    units, holding.remainder = divmod(holding.remainder + money, per)
    return units


def given_back(holding: Holding, per: int, money: int) -> int:
    """Units that money given back takes back: each time the remainder would fall below 0, one (SC7, as L6); below 0: units that come again."""
    units = -((holding.remainder - money) // per)
    holding.remainder += units * per - money
    return units
