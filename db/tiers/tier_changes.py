"""A member's tier changed: at the registration, by hand, by thresholds or an undo, with the history and what comes with a tier (T6, T7, T9, T10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from db.entities.tiers import TierChange
from db.rewards import issuing, noticing
from db.tiers import tier_standing
from db.tiers.tier_ladder import Rung
from db.tiers.tier_standing import Given, Past, Reached, Standings

if TYPE_CHECKING:
    from db.books import Books, Holder

# Who left for good is neither reviewed nor told anything; everybody else is, whatever the status (T7).
KEPT = ("active", "suspended", "removed")


def registered(books: Books, holder: Holder) -> None:
    """The first tier of a new member: the base tier, or what the points give that waited and count from today on (P7, T9).

    To be called once within the `Books` of the registration, when the person is a member and the waiting points count from today.
    """
    known = tier_standing.of(books)
    today = books.work.today
    story = known.story(holder)
    if holder.account.counts_from:
        story.sums.move_up(holder.account.counts_from)
    value = story.sums.within(known.cycle(holder).running(today))
    reached = known.ladder.reached(value)
    if reached.rank:
        review = known.cycle(holder).review_after(today)
        climb(books, known, holder, Reached(reached, value, today), cause="registered", review=review)
    else:
        day = min(date.fromisoformat(holder.joined), today) if holder.joined else today
        change = change_to(books, known, holder, known.ladder.base, day=day, cause="registered", value=value, review=None)
        entry_rewards(books, holder, known.ladder.base, change, today)


def look_up(books: Books, holder: Holder, *, cause: str, note: str | None = None) -> bool:
    """Raise a member whose value of today meets a higher tier, and say whether it did: thresholds changed (T10), records were merged (D5)."""
    known = tier_standing.of(books)
    if holder.tier_hold == "exactly" or holder.tier_lowered or not holder.is_member or holder.status not in KEPT:
        return False
    today, cycle = books.work.today, known.cycle(holder)
    value = known.value(holder, cycle.running(today))
    reached = known.ladder.reached(value)
    if reached.rank <= known.tier(holder).rank:
        return False
    climb(books, known, holder, Reached(reached, value, today), cause=cause, review=cycle.review_after(today), note=note)
    return True


def put(
    books: Books,
    holder: Holder,
    tier_id: int,
    *,
    cause: str,
    note: str | None = None,
    hold: str | None = None,
    until: date | None = None,
    rewards: bool = False,
) -> int | None:
    """Put a member into a tier by hand, up or down; gives the id of the change, None where nothing changes (T7).

    *hold* is `at_least`, `exactly` or None, *until* its last day (None: for good). Without a hold a tier that is higher counts as reached
    today; after a lower one only a fresh crossing lifts again before the review.
    """
    known = tier_standing.of(books)
    current, target, today = known.tier(holder), known.ladder.of(tier_id), books.work.today
    ends = until.isoformat() if until and hold else None
    if current.id == target.id and (holder.tier_hold, holder.tier_hold_until) == (hold, ends):
        return None
    cycle = known.cycle(holder)
    down = target.rank < current.rank
    review: date | None = None
    if hold is None and down:
        review = day_of(holder.tier_review) or cycle.review_after(today)
    elif hold is None and target.rank:
        review = cycle.review_after(today)
    value = known.value(holder, cycle.running(today))
    held = target.id if hold else None
    change = change_to(books, known, holder, target, day=today, cause=cause, value=value, review=review, note=note)
    if target.rank > current.rank:
        _tell(books, holder, target)
    holder.set(tier_hold=hold, tier_hold_until=ends, tier_hold_id=held, tier_lowered=down and hold != "exactly")
    if rewards:
        entry_rewards(books, holder, target, change, today)
    return change


def move_over(books: Books, holder: Holder, tier_id: int, to_id: int, *, note: str | None = None) -> bool:
    """Move a member of a tier that is retired to another one, with the hold; says whether they were in it (T10)."""
    known = tier_standing.of(books)
    if holder.tier_hold_id == tier_id:
        holder.set(tier_hold_id=to_id)
    if holder.tier_id != tier_id:
        return False
    current, target, lowered = known.tier(holder), known.ladder.of(to_id), holder.tier_lowered
    cycle, today = known.cycle(holder), books.work.today
    review = day_of(holder.tier_review) if target.rank < current.rank else cycle.review_after(today)
    if target.rank <= known.floor(holder).rank or holder.tier_hold == "exactly":
        review = None
    value = known.value(holder, cycle.running(today))
    change_to(books, known, holder, target, day=today, cause="tier_edited", value=value, review=review, note=note)
    holder.set(tier_lowered=lowered)
    return True


def put_back(books: Books, holder: Holder, before: Mapping[str, Any]) -> None:
    """Give a member back the tier, review and hold that they had before an operation that is undone (T9)."""
    known = tier_standing.of(books)
    kept = {"tier_lowered": holder.tier_lowered, **before}
    tier_id, review = kept.pop("tier_id", holder.tier_id), kept.pop("tier_review", holder.tier_review)
    value = known.value(holder, known.cycle(holder).running(books.work.today))
    change_to(books, known, holder, known.ladder.of(tier_id), day=books.work.today, cause="undo", value=value, review=day_of(review))
    holder.set(**kept)


def entry_rewards(books: Books, holder: Holder, tier: Rung, change: int, day: date) -> list[int]:
    """Issue the entry rewards of a tier, each at most once per member and period, revoked ones not counted (T6); gives the issued ids."""
    known = tier_standing.of(books)
    wanted = known.entry_rewards(tier.id)
    if not wanted:
        return []
    after = known.cycle(holder).running(day).after.isoformat()
    given = known.given(holder)
    had = {each.reward for each in given if each.day > after}
    issued = []
    for reward in wanted:
        if reward not in had:
            made = issuing.issue_from_catalogue(books, holder, reward, source="tier", tier_change_id=change)
            if made is not None:
                issued.append(made)
                given.append(Given(made, reward, books.work.today.isoformat(), change))
    return issued


def revoke_entry_rewards(books: Books, holder: Holder, changes: Collection[int]) -> None:
    """Revoke what these changes of tier gave and is still *issued*; used ones are left (T8)."""
    known = tier_standing.of(books)
    for each in list(known.given(holder)):
        if each.change in changes and issuing.revoke(books, holder, each.issued):
            known.given(holder).remove(each)


def climb(
    books: Books, known: Standings, holder: Holder, best: Reached, *, cause: str, review: date | None, note: str | None = None
) -> None:
    """Reach a higher tier: the change, its entry rewards and not those of tiers passed over (T6), the notice (N6)."""
    if review is not None and best.tier.rank <= known.floor(holder).rank:
        review = None
    change = change_to(books, known, holder, best.tier, day=best.day, cause=cause, value=best.value, review=review, note=note)
    entry_rewards(books, holder, best.tier, change, best.day)
    _tell(books, holder, best.tier)


def _tell(books: Books, holder: Holder, tier: Rung) -> None:
    """The notice of a tier reached (N6); none where nothing is told (N4)."""
    if books.notices:
        noticing.add(books, holder, "tier_reached", f"tier:{tier.id}", {"tier": tier.name})


def change_to(
    books: Books,
    known: Standings,
    holder: Holder,
    to: Rung,
    *,
    day: date,
    cause: str,
    value: int,
    review: date | None,
    note: str | None = None,
) -> int:
    """Set the tier and its review, and write the history (T9); gives the id of the change."""
    change, ends = books.new_id(TierChange), review.isoformat() if review else None
    came_from = None if cause == "registered" else holder.tier_id
    books.insert(
        TierChange,
        {
            "id": change, "person_id": holder.person, "day": day.isoformat(), "from_tier_id": came_from, "to_tier_id": to.id, "cause": cause,
            "value": value, "review_on": ends, "operator": books.work.operator.name, "note": note,
        },
    )  # fmt: skip
    holder.set(tier_id=to.id, tier_review=ends, tier_lowered=False)
    known.story(holder).add(Past(change, day.isoformat(), came_from, to.id, cause, ends))
    return change


def day_of(text: str | None) -> date | None:
    """A stored day as a date."""
    return None if text is None else date.fromisoformat(text)
