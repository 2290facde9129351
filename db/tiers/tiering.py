"""Tiers as movements and days change them: up at once, kept or lowered at the review, back when points are taken back (T3–T9).

`db.books` calls `settle` before an operation moves anything and before it writes, and `moved` after each entry; who books sales or
uses of passes calls `counted`. Nothing here goes to the database for each entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from db.entities.people import Person
from db.entities.points import Entry
from db.operations.programme import Club
from db.rewards import noticing
from db.tiers import tier_changes, tier_standing, tier_values
from db.tiers.tier_changes import KEPT
from db.tiers.tier_standing import CLIMBS, Past, Reached, Standings, without_hold
from db.tiers.tier_windows import ONE_DAY

if TYPE_CHECKING:
    from db.books import Books, Holder, Posted

# --- What is due (T6, T7) ---


def due(connection: Connection, club: Club, today: date) -> list[int]:
    """Whose review or hold has come due up to yesterday, by id: what the daily run settles."""
    ends = [Person.c.tier_hold_until < today.isoformat()]
    if club.tiers_period != "lifetime":
        last = today - ONE_DAY - timedelta(days=club.tiers_grace_days)
        ends.append(Person.c.tier_review <= last.isoformat())
    # Each by its own small index; who is looked at otherwise is everybody.
    rows = [row for end in ends for row in connection.execute(select(Person.c.id, Person.c.status).where(end))]
    return sorted({int(row.id) for row in rows if row.status in KEPT})


def reconsider(books: Books, holders: Iterable[Holder]) -> None:
    """Before an operation writes: what entries of earlier days reached may have come to its review by now (T6)."""
    settle(books, holders)


def settle(books: Books, holders: Iterable[Holder]) -> None:
    """Decide what is due up to yesterday, by the scheduled dates in their order (C4, T6, T7)."""
    for holder in holders:
        decide_upto(books, holder, books.work.today)


def decide_upto(books: Books, holder: Holder, day: date) -> None:
    """Decide what takes effect on *day* or before. A file of sales asks this before each sale, so that it earns by the tier of its day."""
    shown, review, until = day.isoformat(), holder.tier_review, holder.tier_hold_until
    if (review is None or review >= shown) and (until is None or until >= shown):
        return
    if not holder.is_member or holder.status not in KEPT:
        return
    known = tier_standing.of(books)
    while True:
        decision = known.cycle(holder).next_decision(tier_changes.day_of(holder.tier_review), tier_changes.day_of(holder.tier_hold_until))
        if decision is None or decision.decided_on > day:
            return
        if decision.is_hold:
            end_hold(books, holder, of_day=decision.day, on=decision.decided_on)
        else:
            _review(books, known, holder, decision.day, decision.decided_on)


def _review(books: Books, known: Standings, holder: Holder, day: date, on: date) -> None:
    """Keep, lower or (after a change by hand) raise a member by the window of the review *day* (T6)."""
    cycle, current, floor = known.cycle(holder), known.tier(holder), known.floor(holder)
    value = known.value(holder, cycle.reviewed(day))
    reached = known.ladder.reached(value)
    following = cycle.review_after(day)
    if holder.tier_hold == "exactly":
        holder.set(tier_review=None)
    elif reached.rank > current.rank:
        tier_changes.climb(books, known, holder, Reached(reached, value, on), cause="review", review=following)
    elif value >= known.ladder.needs(current) and current.active:
        review = following if current.rank > floor.rank else None
        if current.rank:
            tier_changes.change_to(books, known, holder, current, day=on, cause="renewed", value=value, review=review)
        else:
            holder.set(tier_review=None, tier_lowered=False)
    else:
        target = max(known.ladder.lowered(current, value, books.club.tiers_downgrade), floor, key=lambda rung: rung.rank)
        review = following if target.rank > floor.rank else None
        if target.id == current.id:
            holder.set(tier_review=review, tier_lowered=False)
        else:
            tier_changes.change_to(books, known, holder, target, day=on, cause="review", value=value, review=review)


def end_hold(books: Books, holder: Holder, *, of_day: date, on: date, note: str | None = None) -> None:
    """End a hold and look anew that very day, whatever the status; *on* is the first day without it (T7)."""
    known = tier_standing.of(books)
    current = known.tier(holder)
    stands = without_hold(known.ladder, known.cycle(holder), known.story(holder).sums, current, books.club.tiers_downgrade, of_day)
    holder.set(tier_hold=None, tier_hold_until=None, tier_hold_id=None)
    review = known.cycle(holder).review_after(stands.day) if stands.tier.rank else None
    if stands.tier.rank > current.rank:
        tier_changes.climb(books, known, holder, stands._replace(day=on), cause="hold_ended", review=review, note=note)
    else:
        tier_changes.change_to(books, known, holder, stands.tier, day=on, cause="hold_ended", value=stands.value, review=review, note=note)


# --- Movements (T6, T8) ---


def moved(books: Books, holder: Holder, posted: Posted) -> None:
    """After an entry was posted and before it is written: count its qualifying points, then look whether the tier changes (T4, T6, T8)."""
    if not posted.qualifying or books.club.tiers_measure != tier_values.POINTS or not _can_change(books, holder):
        return
    if not tier_values.counts(books.club, _kind(books, posted)):
        return
    corrects = posted.kind in ("refund", "reversal")
    _count(books, holder, posted.qualifies_on, posted.qualifying, date.fromisoformat(posted.business_date), corrects)


def counted(books: Books, holder: Holder, *, day: date, spend: int = 0, visits: int = 0, on: date | None = None) -> None:
    """A sale (its value, one visit), a use of a pass (one visit), or what is taken back of one (below 0), on its business *day* (T2).

    To be called for every sale, refund, reversal and use, **before** its row is written or changed. *on* is the day on which
    something is taken back. Where the programme measures points this does nothing: `moved` has counted them.
    """
    amount = {tier_values.SPEND: spend, tier_values.VISITS: visits}.get(books.club.tiers_measure, 0)
    if amount and _can_change(books, holder):
        _count(books, holder, day.isoformat(), amount, on or day, on is not None or amount < 0)


def _can_change(books: Books, holder: Holder) -> bool:
    """Whether there is any tier to climb to or fall from."""
    return len(books.tiers) > 1 and holder.status in KEPT


def _kind(books: Books, posted: Posted) -> str:
    """The kind by which an entry counts: a reversal counts as what it reverses (T4)."""
    if posted.kind != "reversal" or posted.reverses_id is None or (books.club.tiers_count_bonus and books.club.tiers_count_adjustments):
        return posted.kind
    found = books.work.connection.execute(select(Entry.c.kind).where(Entry.c.id == posted.reverses_id)).scalar()
    return str(found or posted.kind)


def _count(books: Books, holder: Holder, day: str, amount: int, on: date, corrects: bool) -> None:
    """Count an amount, and let the tier follow. A negative adjustment acts at the review only (T8)."""
    known = tier_standing.of(books)
    story = known.story(holder)
    counts_on = max(day, holder.account.counts_from or day)
    story.sums.add(counts_on, amount)
    if not holder.is_member:
        return
    if amount > 0:
        _lift(books, known, holder, date.fromisoformat(counts_on), amount, corrects)
    elif corrects:
        _fall_back(books, known, holder, on)


def _lift(books: Books, known: Standings, holder: Holder, day: date, amount: int, corrects: bool) -> None:
    """Up at once, over several tiers too, to the highest that the value meets on a day from *day* to today (T3, T6).

    An entry of an earlier day may lift on a later one, with what was earned in between; the first such day is when the tier was reached.
    """
    decide_upto(books, holder, day)
    current = known.tier(holder)
    if known.ladder.above(current) is None or holder.tier_hold == "exactly":
        return
    cycle, story = known.cycle(holder), known.story(holder)
    best: Reached | None = None
    first = max(day, min(story.decided, books.work.today))
    for candidate in story.sums.days(first, books.work.today):
        window = cycle.running(candidate)
        value = story.sums.within(window)
        reached = known.ladder.reached(value)
        if reached.rank <= (best.tier if best else current).rank:
            continue
        # Lowered by hand without a hold: only a fresh crossing lifts again before the review (T7).
        if holder.tier_lowered and (day <= window.after or value - amount >= known.ladder.needs(reached)):
            continue
        best = Reached(reached, value, candidate)
    if best is not None:
        before = _review_as_before(known, holder, best) if corrects else None
        tier_changes.climb(books, known, holder, best, cause="earned", review=before or cycle.review_after(best.day))


def _review_as_before(known: Standings, holder: Holder, best: Reached) -> date | None:
    """Where a refund that lowered a member is itself taken back: the review that stood before it."""
    past = known.story(holder).past
    if not past or past[-1].cause != "reversal" or past[-1].from_id != best.tier.id:
        return None
    return next((tier_changes.day_of(change.review) for change in reversed(past[:-1]) if change.to_id == best.tier.id), None)


def _fall_back(books: Books, known: Standings, holder: Holder, on: date) -> None:
    """Back from every upgrade that rested on the points just taken back, one by one, as far as nothing holds (T8)."""
    if holder.tier_hold == "exactly":
        return
    story, cycle, floor = known.story(holder), known.cycle(holder), known.floor(holder)
    climbs = _climbs(known, story.past)
    while climbs and climbs[-1].to_id == known.tier(holder).id:
        climb, current = climbs.pop(), known.tier(holder)
        best = Reached(known.ladder.base, 0, on)
        for day in story.sums.days(date.fromisoformat(climb.day), books.work.today):
            value = story.sums.within(cycle.running(day))
            reached = known.ladder.reached(value)
            if reached.rank > best.tier.rank:
                best = Reached(reached, value, day)
        if best.tier.rank >= current.rank or floor.rank >= current.rank:
            return
        came_from = known.ladder.of(climb.from_id)
        before = came_from if came_from.active else known.ladder.below(came_from)
        target = max(before, best.tier, floor, key=lambda rung: rung.rank)
        review = None
        if target.rank > floor.rank:
            review = _review_before(story.past, climb) if target.id == came_from.id else cycle.review_after(best.day)
        value = known.value(holder, cycle.running(max(on, date.fromisoformat(climb.day))))
        tier_changes.change_to(books, known, holder, target, day=on, cause="reversal", value=value, review=review)
        tier_changes.revoke_entry_rewards(books, holder, [climb.id])
        noticing.drop(books, [holder.person], "tier_reached", f"tier:{current.id}")
        if target.id != came_from.id:
            return


def _review_before(past: list[Past], climb: Past) -> date | None:
    """The review that stood before an upgrade."""
    place = next(place for place, change in enumerate(past) if change.id == climb.id)
    return tier_changes.day_of(past[place - 1].review) if place else None


def _is_top(climbs: list[Past], change: Past) -> bool:
    """Whether the last upgrade that stands led to the tier of this change."""
    return bool(climbs) and climbs[-1].to_id == change.to_id


def _climbs(known: Standings, past: list[Past]) -> list[Past]:
    """The upgrades that still stand on what the member did, the oldest first: nothing was decided by a review or by hand since."""
    climbs: list[Past] = []
    for change in past:
        before = known.ladder.of(change.from_id)
        if change.cause in CLIMBS and known.ladder.of(change.to_id).rank > before.rank:
            climbs.append(change)
        elif change.cause == "reversal":
            undone: Past | None = None
            while climbs and climbs[-1].to_id != change.to_id:
                undone = climbs.pop()
            # Back to a tier between: that much of the upgrade still stands on what the member did.
            if (
                undone is not None
                and known.ladder.of(change.to_id).rank > known.ladder.of(undone.from_id).rank
                and not _is_top(climbs, change)
            ):
                climbs.append(undone._replace(to_id=change.to_id))
        else:
            climbs.clear()
    return climbs
