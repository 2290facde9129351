"""Undoing changes of tiers and of members' tiers (T9: *undo*); `db.operations.undo` calls these by entity and action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select, update

from db.books import Books
from db.entities.tiers import Tier, TierChange
from db.errors import RuleBroken
from db.operations import tiers
from db.steps import Kept, Step
from db.texts import N_
from db.tiers import tier_changes, tier_rows
from db.work import Work

COLUMNS = ("tier_id", "tier_review", "tier_hold", "tier_hold_until", "tier_hold_id", "tier_lowered")


def unstand(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put members back into the tiers and holds that they had: steps ("person", "stood") of a change by hand or of an edited tier.

    What points or a review changed in an operation follows from the points that are taken back (T8), and other columns than `COLUMNS` are
    left alone. Whoever's tier was changed since keeps it and is listed. Entry rewards of the change that are still *issued* are revoked.
    """
    wanted = {step.entity_id: step for step in steps if any(key in COLUMNS for key in step.after)}
    decided = _decided(work, wanted)
    kept: list[Kept] = []
    if not decided:
        return kept
    with Books(work, decided, notices=False) as books:
        for person, holder in sorted(books.holders.items()):
            step = wanted[person]
            after = {key: value for key, value in step.after.items() if key in COLUMNS}
            if any(getattr(holder, key) != value for key, value in after.items()):
                kept.append(Kept(holder.number, "tier", _name(books, after.get("tier_id", holder.tier_id)), _name(books, holder.tier_id)))
                continue
            tier_changes.revoke_entry_rewards(books, holder, decided[person])
            tier_changes.put_back(books, holder, {key: value for key, value in step.before.items() if key in COLUMNS})
    return kept


def _decided(work: Work, steps: Mapping[int, Step]) -> dict[int, list[int]]:
    """The changes of tier that somebody decided in these operations, by person."""
    operations = {step.op_id for step in steps.values()}
    query = select(TierChange.c.id, TierChange.c.person_id).where(
        TierChange.c.op_id.in_(operations), TierChange.c.cause.in_(("manual", "import", "tier_edited"))
    )
    found: dict[int, list[int]] = {}
    for row in work.connection.execute(query):
        if row.person_id in steps:
            found.setdefault(int(row.person_id), []).append(int(row.id))
    return found


def uncreate(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Delete tiers that were added, after `unstand` of the same operation; a tier that somebody had is retired, as the history names it (T10)."""
    for step in steps:
        try:
            tiers.remove(work, step.entity_id)
        except RuleBroken:
            row = tier_rows.one_of(tier_rows.every(work.connection, lock=True), step.entity_id)
            if row.active:
                tiers.retire(work, step.entity_id, to=tier_rows.every(work.connection)[0].id, note=N_("Undone"))
    return []


def unchange(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put old details back where they are still those that the edit wrote; RuleBroken otherwise, and where thresholds would not rise (T1)."""
    for step in steps:
        rows = tier_rows.every(work.connection, lock=True)
        row = tier_rows.one_of(rows, step.entity_id)
        now = tier_rows.told({**tier_rows.details(work.connection, row), "active": bool(row.active)})
        if any(now[key] != value for key, value in step.after.items()):
            raise RuleBroken(N_("The tier {name} was changed since; nothing was undone."), name=row.name)
        before = {key: tuple(value) if key == "rewards" else value for key, value in step.before.items()}
        if before.get("active"):
            tier_rows.refuse_misplaced(rows, row.threshold, row.id)
        if "active" in before:
            _set_active(work, row.id, bool(before.pop("active")))
        tier_rows.write(work, rows, tier_rows.one_of(tier_rows.every(work.connection), row.id), before)
    return []


def undelete(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Have deleted tiers again, at their place; RuleBroken where name or threshold were taken meanwhile."""
    for step in steps:
        values = dict(step.before)
        rows = tier_rows.every(work.connection, lock=True)
        tier_rows.refuse_taken(rows, values["name"], None)
        tier_rows.refuse_misplaced(rows, values["threshold"], None)
        rewards, columns = values.pop("rewards"), {key: value for key, value in values.items() if key != "rank"}
        rank = tier_rows.make_room(work, rows, values["threshold"])
        work.connection.execute(
            insert(Tier).values(id=step.entity_id, name_key=tier_rows.key_of(values["name"]), rank=rank, version=1, **columns)
        )
        tier_rows.put_rewards(work, step.entity_id, rewards)
        work.journal("tier", step.entity_id, "created", None, dict(step.before))
    return []


def _set_active(work: Work, tier: int, active: bool) -> None:
    work.connection.execute(update(Tier).where(Tier.c.id == tier).values(active=active, version=Tier.c.version + 1))
    work.journal("tier", tier, "changed", {"active": not active}, {"active": active})


def _name(books: Books, tier_id: int | None) -> str | None:
    return next((tier.name for tier in books.tiers if tier.id == tier_id), None)
