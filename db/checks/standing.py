"""Checks of what members hold: tiers, stamp cards, benefit cards (T1, SC1–SC3, B3, B4)."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select

from db.checks.scene import Found, Scene
from db.entities.benefit_cards import Allocation
from db.entities.people import Person
from db.entities.stamps import StampBalance, StampCard
from db.entities.tiers import Tier


def tiers(scene: Scene) -> Found:
    """There is one base tier, with threshold 0, and the thresholds of active tiers rise with their ranks (T1)."""
    base, active, other = Tier.alias("base"), Tier.alias("lower"), Tier.alias("higher")
    bases = list(scene.lines(select(base.c.threshold, base.c.active).where(base.c.rank == 0)))
    if len(bases) != 1 or bases[0].threshold or not bases[0].active:
        yield f"{len(bases)} base tiers"
    query = select(active.c.name, other.c.name.label("other")).where(
        active.c.rank < other.c.rank, active.c.threshold >= other.c.threshold, active.c.active.is_(True), other.c.active.is_(True)
    )
    yield from (f"“{row.name}” and “{row.other}”" for row in scene.lines(query))


def held_tiers(scene: Scene) -> Found:
    """Every member has a tier; a hold names one and is not of the past without having been ended (T1, T7)."""
    query = (
        select(Person.c.number)
        .outerjoin(Tier, Tier.c.id == Person.c.tier_id)
        .where(
            Person.c.stage == "member",
            Person.c.status.in_(("active", "suspended", "removed")),
            or_(
                Tier.c.id.is_(None),
                and_(Person.c.tier_hold.is_not(None), Person.c.tier_hold_id.is_(None)),
                and_(Person.c.tier_hold == "exactly", Person.c.tier_hold_id != Person.c.tier_id),
            ),
        )
    )
    yield from (f"no. {row.number}" for row in scene.lines(query))


def one_open_stamp_card(scene: Scene) -> Found:
    """Nobody has two open stamp cards of one type (SC2)."""
    query = (
        select(StampCard.c.person_id, StampCard.c.type_id)
        .where(StampCard.c.state == "open")
        .group_by(StampCard.c.person_id, StampCard.c.type_id)
        .having(func.count() > 1)
    )
    yield from (f"person {row.person_id}, type {row.type_id}" for row in scene.lines(query))


def stamps(scene: Scene) -> Found:
    """A card holds 0 to as many stamps as it needs; a complete one is full and has its day; nothing owed is below 0 (SC3, SC7)."""
    query = select(StampCard.c.id).where(
        or_(
            StampCard.c.stamps < 0,
            StampCard.c.stamps > StampCard.c.needed,
            and_(StampCard.c.state == "complete", or_(StampCard.c.stamps != StampCard.c.needed, StampCard.c.completed_on.is_(None))),
            and_(StampCard.c.state == "open", StampCard.c.stamps == StampCard.c.needed),
        )
    )
    yield from (f"card {row.id}" for row in scene.lines(query))
    below = select(StampBalance.c.person_id).where(or_(StampBalance.c.owed < 0, StampBalance.c.remainder < 0))
    yield from (f"person {row.person_id}" for row in scene.lines(below))


def one_open_allocation(scene: Scene) -> Found:
    """Nobody holds two benefit cards at once (B3)."""
    query = select(Allocation.c.person_id).where(Allocation.c.ended_on.is_(None)).group_by(Allocation.c.person_id).having(func.count() > 1)
    yield from (f"person {row.person_id}" for row in scene.lines(query))


def holders(scene: Scene) -> Found:
    """The allocation of whoever left, was merged or is no member has ended (B4, B9, G2)."""
    query = (
        select(Person.c.number)
        .join(Allocation, Allocation.c.person_id == Person.c.id)
        .where(Allocation.c.ended_on.is_(None), or_(Person.c.stage != "member", Person.c.status.not_in(("active", "suspended"))))
    )
    yield from (f"no. {row.number}" for row in scene.lines(query))
