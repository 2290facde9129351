"""What one operation knows of its people's tiers: read once for all of them, then kept up to date in memory (T5, T8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select

from db.asked import Asked
from db.entities.rewards import Issued
from db.entities.tiers import TierChange, TierReward
from db.ledger.store import steps
from db.tiers import tier_values
from db.tiers.tier_ladder import Ladder, Rung
from db.tiers.tier_values import DaySums
from db.tiers.tier_windows import Cycle, Window

if TYPE_CHECKING:
    from db.books import Books, Holder

# A tier reached by what the member did: it can rest on points that are taken back. What a person or a review decided does not.
CLIMBS = ("registered", "earned", "review", "hold_ended", "tier_edited")
# After these the points of earlier days lift nobody any more: what they gave was decided.
DECISIONS = ("renewed", "review", "manual", "hold_ended", "reversal", "tier_edited", "undo", "merge", "import")


class Past(NamedTuple):
    """One change of tier in the history (T9)."""

    id: int
    day: str
    from_id: int | None
    to_id: int
    cause: str
    review: str | None


class Reached(NamedTuple):
    """A tier, the value that reaches it, and the day of which that is the value."""

    tier: Rung
    value: int
    day: date


def without_hold(ladder: Ladder, cycle: Cycle, sums: DaySums, current: Rung, downgrade: str, day: date) -> Reached:
    """Where a member would stand on *day* if nothing held them (T7: "would be Silver")."""
    stands = [Reached(ladder.reached(value), value, window.upto) for window in cycle.standing(day) for value in (sums.within(window),)]
    best = max(stands, key=lambda reached: reached.tier.rank)
    if best.tier.rank >= current.rank:
        return best
    return best._replace(tier=ladder.lowered(current, best.value, downgrade))


class Given(NamedTuple):
    """An entry reward that a member was issued: by which change of tier (T6, T8)."""

    issued: int
    reward: int
    day: str
    change: int | None


@dataclass(slots=True)
class Story:
    """One member: the qualification period, the days that count, the changes of tier in their order.

    *decided* is the last day on which somebody or a review decided: climbing is looked for from there on.
    """

    cycle: Cycle
    sums: DaySums
    past: list[Past] = field(default_factory=list)
    decided: date = date.min

    def add(self, change: Past) -> None:
        """One more change of tier."""
        self.past.append(change)
        if change.cause in DECISIONS:
            self.decided = max(self.decided, date.fromisoformat(change.day))


class Standings:
    """The stories of everybody in one `Books`, read when the first is asked for."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.ladder = Ladder(books.tiers, tier_values.unit(books.club))
        self._stories: dict[int, Story] = {}
        self._given: dict[int, list[Given]] | None = None
        self._rewards: dict[int, list[int]] | None = None

    def cycle(self, holder: Holder) -> Cycle:
        """The qualification period of a member (T5)."""
        return self.story(holder).cycle

    def story(self, holder: Holder) -> Story:
        """What is known of one member."""
        if holder.person not in self._stories:
            self._read([person for person in self._books.holders if person not in self._stories])
        return self._stories[holder.person]

    def value(self, holder: Holder, window: Window) -> int:
        """The qualifying value of a window (T2)."""
        return self.story(holder).sums.within(window)

    def tier(self, holder: Holder) -> Rung:
        """The tier that a member has."""
        return self.ladder.of(holder.tier_id)

    def floor(self, holder: Holder) -> Rung:
        """The tier that no automatic rule goes below: that of a hold *at least*, else the base tier (T7)."""
        if holder.tier_hold != "at_least":
            return self.ladder.base
        return self.ladder.of(holder.tier_hold_id)

    def entry_rewards(self, tier_id: int) -> list[int]:
        """The catalogue rewards that reaching a tier gives (T1)."""
        if self._rewards is None:
            self._rewards = {}
            for row in self._books.work.connection.execute(select(TierReward).order_by(TierReward.c.tier_id, TierReward.c.reward_id)):
                self._rewards.setdefault(int(row.tier_id), []).append(int(row.reward_id))
        return self._rewards.get(tier_id, [])

    def given(self, holder: Holder) -> list[Given]:
        """The entry rewards that a member has had and that were not revoked (T6); whoever issues or revokes one keeps the list right."""
        if self._given is None:
            self._given = {}
            for part in steps(sorted(self._books.holders)):
                query = select(Issued.c.id, Issued.c.person_id, Issued.c.reward_id, Issued.c.issued_on, Issued.c.tier_change_id).where(
                    Issued.c.person_id.in_(part), Issued.c.source == "tier", Issued.c.state != "revoked"
                )
                for row in self._books.work.connection.execute(query):
                    self._given.setdefault(int(row.person_id), []).append(
                        Given(int(row.id), int(row.reward_id), row.issued_on, row.tier_change_id)
                    )
        return self._given.setdefault(holder.person, [])

    def _read(self, people: list[int]) -> None:
        """Read the stories of these people: one query for what counts, one for the history."""
        connection, club = self._books.work.connection, self._books.club
        sums = tier_values.by_day(connection, club, people)
        for person in people:
            joined = self._books.holders[person].joined
            since = date.fromisoformat(joined) if joined else self._books.work.today
            self._stories[person] = Story(Cycle(club.tiers_period, since, club.tiers_grace_days), sums[person])
        for part in steps(sorted(people)):
            for row in _CHANGES.rows(connection, {"people": part}):
                past = Past(int(row.id), row.day, row.from_tier_id, int(row.to_tier_id), row.cause, row.review_on)
                self._stories[int(row.person_id)].add(past)


_CHANGES = Asked(
    select(TierChange)
    .where(TierChange.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(TierChange.c.person_id, TierChange.c.id)
)


def of(books: Books) -> Standings:
    """The standings of one `Books`."""
    if books.standings is None:
        books.standings = Standings(books)
    return books.standings
