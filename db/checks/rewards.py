"""Checks of rewards: stock, and that each one for points was paid for, once, by a redemption (R1, R3, R6, L7)."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from db.checks.scene import Found, Scene
from db.entities.points import Account, Entry
from db.entities.rewards import Issued, Reward


def stock(scene: Scene) -> Found:
    """No reward was issued that was not there (R1)."""
    yield from (f"“{row.name}”: {row.stock}" for row in scene.lines(select(Reward.c.name, Reward.c.stock).where(Reward.c.stock < 0)))


def paid(scene: Scene) -> Found:
    """A reward for points has the redeem entry that paid for it, one that stands its reward, and a reversed one a reward that has ended.

    It was revoked with it, or had expired before (R3, R6, R7, L7).
    """
    back = Entry.alias("back")
    query = (
        select(Issued.c.id)
        .outerjoin(Entry, Entry.c.id == Issued.c.entry_id)
        .outerjoin(Account, Account.c.id == Entry.c.account_id)
        .outerjoin(back, back.c.reverses_id == Entry.c.id)
        .where(
            or_(
                and_(Issued.c.source == "redeemed", Issued.c.points > 0, Entry.c.id.is_(None)),
                and_(Entry.c.id.is_not(None), or_(Entry.c.kind != "redeem", -Entry.c.points != Issued.c.points)),
                Account.c.person_id != Issued.c.person_id,
                and_(back.c.id.is_not(None), Issued.c.state.not_in(("revoked", "expired"))),
            )
        )
    )
    yield from (f"issued reward {row.id}" for row in scene.lines(query))
    alone = (
        select(Entry.c.id)
        .outerjoin(Issued, Issued.c.entry_id == Entry.c.id)
        .outerjoin(back, back.c.reverses_id == Entry.c.id)
        .where(Entry.c.kind == "redeem", Issued.c.id.is_(None), back.c.id.is_(None))
    )
    yield from (f"entry {row.id}" for row in scene.lines(alone))
