"""What another qualification period does to reviews that are set already (T5, T6)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, bindparam, or_, select, update

from db.entities.people import Person
from db.entities.tiers import Tier
from db.ledger.store import steps
from db.tiers.tier_windows import Cycle
from db.work import Work


def changed(work: Work, was: str, now: str) -> int:
    """Follow a change of the setting *tiers.period*; gives how many members' reviews it touched.

    A lifetime has no reviews; after it every tier counts as reached today. Between the others the days stay as they were told to the
    members, and a review on one of them covers the twelve months before it.
    """
    if "lifetime" not in (was, now) or was == now:
        return 0
    if now == "lifetime":
        cleared = update(Person).where(Person.c.tier_review.is_not(None))
        return int(work.connection.execute(cleared.values(tier_review=None, version=Person.c.version + 1)).rowcount)
    # Nobody is reviewed who has the base tier, or no more than what a hold guarantees (T7).
    free = or_(Person.c.tier_hold.is_(None), and_(Person.c.tier_hold == "at_least", Person.c.tier_hold_id != Person.c.tier_id))
    query = (
        select(Person.c.id, Person.c.joined)
        .join(Tier, Tier.c.id == Person.c.tier_id)
        .where(Tier.c.rank > 0, Person.c.stage == "member", Person.c.status.in_(("active", "suspended", "removed")), free)
        .order_by(Person.c.id)
    )
    joined = {int(row.id): date.fromisoformat(row.joined) for row in work.connection.execute(query)}
    one = update(Person).where(Person.c.id == bindparam("key")).values(tier_review=bindparam("day"), version=Person.c.version + 1)
    for part in steps(list(joined)):
        reviews = ((person, Cycle(now, joined[person]).review_after(work.today)) for person in part)
        work.connection.execute(one, [{"key": person, "day": None if day is None else day.isoformat()} for person, day in reviews])
    return len(joined)
