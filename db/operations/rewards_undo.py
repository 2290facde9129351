"""Undo of what was done to issued rewards: redeeming, giving, handing over, taking back, revoking (house.md, *Changes, undo*)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update

from db.books import Books, Holder
from db.entities.operations import Operation
from db.entities.rewards import Issued
from db.errors import RuleBroken
from db.ledger import store
from db.operations import rewards
from db.rewards import issuing
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

# The reason that stands with the reversal which an undo books (L7).
UNDONE = "Undo"
# Rewards that a tier or a stamp card gave go with it: its own undo takes them back.
BY_HAND = ("redeemed", "given")


def undo_issued(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Take back redeemed and given rewards: the points return to their lots, the stock too (L7, R6); entity "issued", action "issued"."""
    mine = [step for step in steps if step.after.get("source") in BY_HAND]
    with _books(work, mine) as books:
        for step, row, holder in _found(books, mine):
            _refuse_unless(holder, row, str(step.after["state"]))
            if row.entry_id is not None:
                rewards.reverse_redemption(books, holder, row.entry_id, day=work.today, note=UNDONE)
            else:
                issuing.revoke(books, holder, row.id, was=row.state, why={"note": UNDONE})
    return ()


def undo_handed_over(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Take hand-overs back (R4); entity "issued", action "handed_over"."""
    return _back(work, steps, "redeemed", "issued", "taken_back")


def undo_taken_back(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Have what was handed over be handed over again; entity "issued", action "taken_back"."""
    return _back(work, steps, "issued", "redeemed", "handed_over")


def undo_revoked(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Give rewards back that were revoked by hand, and pay for them again where the points were given back; entity "issued", action "revoked".

    A reversal itself stays: what was paid again is a new redeem entry (L7). RuleBroken where the points or the stock are no longer there.
    """
    mine = [step for step in steps if step.after.get("by") == "hand"]
    _refuse_reversal(work, steps)
    with _books(work, mine) as books:
        for step, row, holder in _found(books, mine):
            _refuse_unless(holder, row, "revoked")
            columns: dict[str, Any] = {}
            if "reversal" in step.after:
                posted = books.take(holder, "redeem", row.points, day=work.today, reason="use_of_reward", note=UNDONE)
                columns["entry_id"] = posted.id
            if row.from_stock:
                issuing.of(books).reserve(issuing.reward(books, row.reward_id), 1)
            issuing.change(books, holder, row.id, "revoked", "issued", "restored", why={"note": UNDONE})
            _pay_with(books, row.id, columns)
    return ()


def _refuse_reversal(work: Work, steps: Sequence[Step]) -> None:
    """A redemption that was reversed stays so: a reversal is not itself reversible (L7)."""
    reversals = [step for step in steps if "reversal" in step.after and step.after.get("by") != "hand"]
    if (
        reversals
        and work.connection.execute(select(Operation.c.kind).where(Operation.c.op_id == steps[0].op_id)).scalar() == "points.reverse"
    ):
        raise RuleBroken(N_("A redemption was reversed, and a reversal cannot be reversed; spend the points anew."))


def _pay_with(books: Books, issued: int, columns: dict[str, Any]) -> None:
    """The entry that pays must be written before the reward names it."""
    if columns:
        books.write_rows()
        books.work.connection.execute(update(Issued).where(Issued.c.id == issued).values(**columns))


def _back(work: Work, steps: Sequence[Step], was: str, to: str, action: str) -> Sequence[Kept]:
    with _books(work, steps) as books:
        for _, row, holder in _found(books, steps):
            _refuse_unless(holder, row, was)
            issuing.change(books, holder, row.id, was, to, action, why={"note": UNDONE})
    return ()


def _books(work: Work, steps: Sequence[Step]) -> Books:
    owners: set[int] = set()
    for part in store.steps(sorted(step.entity_id for step in steps)):
        owners.update(work.connection.execute(select(Issued.c.person_id).where(Issued.c.id.in_(part))).scalars())
    return Books(work, owners, notices=False)


def _found(books: Books, steps: Sequence[Step]) -> list[tuple[Step, Row[Any], Holder]]:
    """Each step with the reward as it stands, in the order of ids."""
    rows: dict[int, Row[Any]] = {}
    for part in store.steps(sorted(step.entity_id for step in steps)):
        rows.update({row.id: row for row in books.work.connection.execute(select(Issued).where(Issued.c.id.in_(part)))})
    return [(step, rows[step.entity_id], books[rows[step.entity_id].person_id]) for step in sorted(steps, key=lambda step: step.entity_id)]


def _refuse_unless(holder: Holder, row: Row[Any], state: str) -> None:
    if row.state != state:
        raise RuleBroken(
            N_("“{reward}” of {name}, no. {number}, was changed since by {operator}; nothing was undone."),
            reward=row.name, name=holder.name, number=holder.number, operator=row.changed_by,
        )  # fmt: skip
