"""Undo of what was done to benefit cards: added, edited, deleted (house.md, *Changes, undo*)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from db.entities.benefit_cards import BenefitCard
from db.errors import RuleBroken
from db.operations import benefit_cards
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work


def uncreate(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Delete cards that were added; RuleBroken where somebody holds one (B5)."""
    benefit_cards.delete(work, [step.entity_id for step in steps])
    return []


def unedit(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put old texts back where they are still those that the edit wrote; RuleBroken otherwise."""
    for step in steps:
        row = benefit_cards.one_of(work.connection, step.entity_id, lock=True)
        if any(getattr(row, key) != value for key, value in step.after.items()):
            raise RuleBroken(N_("The benefit card {name} was changed since; nothing was undone."), name=row.name)
        if "name" in step.before:
            benefit_cards.refuse_taken(work.connection, step.before["name"], but=step.entity_id)
        benefit_cards.write(work, row, dict(step.before))
    return []


def undelete(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Have deleted cards again; RuleBroken where the name was taken meanwhile."""
    for step in steps:
        benefit_cards.refuse_taken(work.connection, step.before["name"])
        work.connection.execute(
            update(BenefitCard).where(BenefitCard.c.id == step.entity_id).values(deleted=False, version=BenefitCard.c.version + 1)
        )
        work.journal("benefit_card", step.entity_id, "undeleted", None, {"name": step.before["name"]})
    return []
