"""Tiers as movements and days change them: up at once, kept or lowered at the review, back when points are taken back (T3–T9).

`db.books` calls `settle` before an operation moves anything and before it writes, and `moved` after each entry; who books sales or
uses of passes calls `counted`. Nothing here goes to the database for each entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from db.entities.people import Person
from db.entities.points import Entry
from db.entities.tiers import TierChange
from db.operations.programme import Club
from db.rewards import issuing, noticing
from db.tiers import tier_standing, tier_values
from db.tiers.tier_ladder import Rung
from db.tiers.tier_standing import CLIMBS, Given, Past, Reached, Standings, without_hold
from db.tiers.tier_windows import ONE_DAY

if TYPE_CHECKING:
    from db.books import Books, Holder, Posted

# Who left for good is neither reviewed nor told anything; everybody else is, whatever the status (T7).
KEPT = ("active", "suspended", "removed")


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
        decision = known.cycle(holder).next_decision(_day(holder.tier_review), _day(holder.tier_hold_until))
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
        _climb(books, known, holder, Reached(reached, value, on), cause="review", review=following)
    elif value >= known.ladder.needs(current) and current.active:
        review = following if current.rank > floor.rank else None
        if current.rank:
            _change(books, known, holder, current, day=on, cause="renewed", value=value, review=review)
        else:
            holder.set(tier_review=None, tier_lowered=False)
    else:
        target = max(known.ladder.lowered(current, value, books.club.tiers_downgrade), floor, key=lambda rung: rung.rank)
        review = following if target.rank > floor.rank else None
        if target.id == current.id:
            holder.set(tier_review=review, tier_lowered=False)
        else:
            _change(books, known, holder, target, day=on, cause="review", value=value, review=review)


def end_hold(books: Books, holder: Holder, *, of_day: date, on: date, note: str | None = None) -> None:
    """End a hold and look anew that very day, whatever the status; *on* is the first day without it (T7)."""
    known = tier_standing.of(books)
    current = known.tier(holder)
    stands = without_hold(known.ladder, known.cycle(holder), known.story(holder).sums, current, books.club.tiers_downgrade, of_day)
    holder.set(tier_hold=None, tier_hold_until=None, tier_hold_id=None)
    review = known.cycle(holder).review_after(stands.day) if stands.tier.rank else None
    if stands.tier.rank > current.rank:
        _climb(books, known, holder, stands._replace(day=on), cause="hold_ended", review=review, note=note)
    else:
        _change(books, known, holder, stands.tier, day=on, cause="hold_ended", value=stands.value, review=review, note=note)


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
        _climb(books, known, holder, best, cause="earned", review=before or cycle.review_after(best.day))


def _review_as_before(known: Standings, holder: Holder, best: Reached) -> date | None:
    """Where a refund that lowered a member is itself taken back: the review that stood before it."""
    past = known.story(holder).past
    if not past or past[-1].cause != "reversal" or past[-1].from_id != best.tier.id:
        return None
    return next((_day(change.review) for change in reversed(past[:-1]) if change.to_id == best.tier.id), None)


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
        _change(books, known, holder, target, day=on, cause="reversal", value=value, review=review)
        revoke_entry_rewards(books, holder, [climb.id])
        noticing.drop(books, [holder.person], "tier_reached", f"tier:{current.id}")
        if target.id != came_from.id:
            return


def _review_before(past: list[Past], climb: Past) -> date | None:
    """The review that stood before an upgrade."""
    place = next(place for place, change in enumerate(past) if change.id == climb.id)
    return _day(past[place - 1].review) if place else None


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


# --- Registering, changing by hand, looking anew ---


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
        _climb(books, known, holder, Reached(reached, value, today), cause="registered", review=review)
    else:
        day = min(date.fromisoformat(holder.joined), today) if holder.joined else today
        change = _change(books, known, holder, known.ladder.base, day=day, cause="registered", value=value, review=None)
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
    _climb(books, known, holder, Reached(reached, value, today), cause=cause, review=cycle.review_after(today), note=note)
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
        review = _day(holder.tier_review) or cycle.review_after(today)
    elif hold is None and target.rank:
        review = cycle.review_after(today)
    value = known.value(holder, cycle.running(today))
    held = target.id if hold else None
    change = _change(books, known, holder, target, day=today, cause=cause, value=value, review=review, note=note)
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
    review = _day(holder.tier_review) if target.rank < current.rank else cycle.review_after(today)
    if target.rank <= known.floor(holder).rank or holder.tier_hold == "exactly":
        review = None
    value = known.value(holder, cycle.running(today))
    _change(books, known, holder, target, day=today, cause="tier_edited", value=value, review=review, note=note)
    holder.set(tier_lowered=lowered)
    return True


def put_back(books: Books, holder: Holder, before: Mapping[str, Any]) -> None:
    """Give a member back the tier, review and hold that they had before an operation that is undone (T9)."""
    known = tier_standing.of(books)
    kept = {"tier_lowered": holder.tier_lowered, **before}
    tier_id, review = kept.pop("tier_id", holder.tier_id), kept.pop("tier_review", holder.tier_review)
    value = known.value(holder, known.cycle(holder).running(books.work.today))
    _change(books, known, holder, known.ladder.of(tier_id), day=books.work.today, cause="undo", value=value, review=_day(review))
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


def _climb(
    books: Books, known: Standings, holder: Holder, best: Reached, *, cause: str, review: date | None, note: str | None = None
) -> None:
    """Reach a higher tier: the change, its entry rewards and not those of tiers passed over (T6), the notice (N6)."""
    if review is not None and best.tier.rank <= known.floor(holder).rank:
        review = None
    change = _change(books, known, holder, best.tier, day=best.day, cause=cause, value=best.value, review=review, note=note)
    entry_rewards(books, holder, best.tier, change, best.day)
    _tell(books, holder, best.tier)


def _tell(books: Books, holder: Holder, tier: Rung) -> None:
    """The notice of a tier reached (N6); none where nothing is told (N4)."""
    if books.notices:
        noticing.add(books, holder, "tier_reached", f"tier:{tier.id}", {"tier": tier.name})


def _change(
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


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
