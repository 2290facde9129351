"""Undo of what was done to the records that rules go by: types of stamp cards and passes, promotions, activities, follow-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, delete, insert, select, update

from db import named_rows
from db.entities.passes import PassType
from db.entities.sales import Activity, ActivityGiven, FollowUp, Promotion
from db.entities.stamps import StampType
from db.errors import RuleBroken
from db.operations import pass_types, stamps
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

TABLES: Mapping[str, Table] = {
    "pass_type": PassType, "stamp_type": StampType, "promotion": Promotion, "activity": Activity, "follow_up": FollowUp,
}  # fmt: skip


def uncreate(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Delete what was added; RuleBroken where it was used or changed since."""
    for step in steps:
        if step.entity == "pass_type":
            pass_types.delete_type(work, step.entity_id)
        elif step.entity == "stamp_type":
            stamps.delete_type(work, step.entity_id)
        else:
            _delete(work, step)
    return []


def unedit(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put old values back where they are still those that the change wrote; RuleBroken otherwise."""
    for step in steps:
        table = TABLES[step.entity]
        _unchanged(work, step)
        values = dict(step.before)
        if "name_key" in table.c and "name" in values:
            values.update(named_rows.named(work.connection, table, values["name"], but=step.entity_id))
        if "version" in table.c:
            values["version"] = table.c.version + 1
        work.connection.execute(update(table).where(table.c.id == step.entity_id).values(**values))
        work.journal(step.entity, step.entity_id, "changed", step.after, step.before)
    return []


def undelete(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Have deleted records again; BadValue where the name was taken meanwhile."""
    for step in steps:
        table = TABLES[step.entity]
        name = named_rows.named(work.connection, table, step.before["name"])
        work.connection.execute(insert(table).values(**{**step.before, **name, "id": step.entity_id, "version": 1}))
        work.journal(step.entity, step.entity_id, "created", None, step.before)
    return []


def _delete(work: Work, step: Step) -> None:
    """Delete a promotion, an activity or a follow-up that is as it was added."""
    table, row = TABLES[step.entity], _unchanged(work, step)
    if (
        table is Activity
        and work.connection.execute(
            select(ActivityGiven.c.activity_id).where(ActivityGiven.c.activity_id == step.entity_id).limit(1)
        ).first()
    ):
        raise RuleBroken(N_("“{name}” was given to members since; end it instead."), name=row.name)
    work.connection.execute(delete(table).where(table.c.id == step.entity_id))
    work.journal(step.entity, step.entity_id, "deleted", step.after, None)


def _unchanged(work: Work, step: Step) -> Row[Any]:
    """The locked record, as the operation left it."""
    table = TABLES[step.entity]
    row = work.connection.execute(select(table).where(table.c.id == step.entity_id).with_for_update()).first()
    told = {key: value for key, value in step.after.items() if key in table.c and key != "sale"}
    if row is None or any(getattr(row, key) != value for key, value in told.items()):
        raise RuleBroken(N_("What this would put back was changed since; nothing was undone."))
    return row
