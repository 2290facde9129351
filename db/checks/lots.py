"""Checks of lots and of what was used of them: no point is taken that did not lie in a lot or is owed (L2, L7, L8, P7)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from db.checks.scene import Found, Scene, nought
from db.entities.people import Person
from db.entities.points import Account, Consumption, Debt, Entry, Lot


def _refills(back: FromClause, taken: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether an entry gave back to the lots what another had taken: the reversal of a negative entry opens no lot (L2, L7)."""
    return and_(back.c.reverses_id == taken, back.c.kind == "reversal", back.c.points >= 0)


def lots_of_entries(scene: Scene) -> Found:
    """Every lot belongs to its entry, and every positive entry has opened one unless it refilled those that another had used (L2)."""
    query = (
        select(Entry.c.id)
        .outerjoin(Lot, Lot.c.entry_id == Entry.c.id)
        .where(
            or_(
                and_(Entry.c.points > 0, Entry.c.kind != "reversal", Lot.c.entry_id.is_(None)),
                and_(Lot.c.entry_id.is_not(None), or_(Lot.c.account_id != Entry.c.account_id, Lot.c.points != Entry.c.points)),
                Lot.c.remaining < 0,
                Lot.c.remaining > Lot.c.points,
            )
        )
    )
    yield from (f"entry {row.id}" for row in scene.lines(query))


def taken(scene: Scene) -> Found:
    """What a negative entry took came from lots, or is owed still; one that was given back owes nothing (L2, L7, L8)."""
    back = Entry.alias("back")
    uses = select(Consumption.c.entry_id, func.sum(Consumption.c.points).label("points")).group_by(Consumption.c.entry_id).subquery()
    found, owed = nought(uses.c.points), nought(Debt.c.remaining)
    query = (
        select(Entry.c.id, Entry.c.points, found.label("found"), owed.label("owed"))
        .outerjoin(uses, uses.c.entry_id == Entry.c.id)
        .outerjoin(Debt, Debt.c.entry_id == Entry.c.id)
        .outerjoin(back, and_(Entry.c.points < 0, _refills(back, Entry.c.id)))
        .where(
            or_(uses.c.entry_id.is_not(None), Debt.c.entry_id.is_not(None), Entry.c.points < 0),
            or_(
                and_(back.c.id.is_(None), -Entry.c.points != found + owed),
                and_(back.c.id.is_not(None), or_(-Entry.c.points < found, owed != 0)),
                Debt.c.account_id != Entry.c.account_id,
                Debt.c.points > -Entry.c.points,
            ),
        )
    )
    yield from (f"entry {row.id}: {row.points}, from lots {row.found}, owed {row.owed}" for row in scene.lines(query))


def used(scene: Scene) -> Found:
    """What is missing from a lot was taken by entries of its account that were not given back (L2, L7)."""
    by, back = Entry.alias("by"), Entry.alias("back")
    uses = (
        select(
            Consumption.c.lot_id,
            func.sum(Consumption.c.points).label("points"),
            func.min(by.c.account_id).label("first"),
            func.max(by.c.account_id).label("last"),
        )
        .join(by, by.c.id == Consumption.c.entry_id)
        .outerjoin(back, _refills(back, by.c.id))
        .where(back.c.id.is_(None))
        .group_by(Consumption.c.lot_id)
        .subquery()
    )
    missing = Lot.c.points - Lot.c.remaining
    query = (
        select(Lot.c.entry_id, missing.label("missing"), nought(uses.c.points).label("used"))
        .outerjoin(uses, uses.c.lot_id == Lot.c.entry_id)
        .where(or_(missing != nought(uses.c.points), uses.c.first != Lot.c.account_id, uses.c.last != Lot.c.account_id))
    )
    yield from (f"lot {row.entry_id}: {row.missing} are missing, {row.used} were taken" for row in scene.lines(query))


def waiting(scene: Scene) -> Found:
    """Only a prospect's points have no day from which they are available (P7)."""
    query = (
        select(Lot.c.entry_id, Person.c.number)
        .join(Account, Account.c.id == Lot.c.account_id)
        .join(Person, Person.c.id == Account.c.person_id)
        .where(Lot.c.available_from.is_(None), Lot.c.remaining > 0, Person.c.stage == "member")
    )
    yield from (f"lot {row.entry_id} of no. {row.number}" for row in scene.lines(query))
