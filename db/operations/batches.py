"""Batches: spreadsheets applied from a preview, with what was answered, so that a retry answers the same (X9; reliability.md, rule 1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.entities.operations import Batch, Operation
from db.in_parts import Progress
from db.operations import sheets
from db.operations.sheets import SheetPlan
from db.work import Work


@dataclass(frozen=True)
class Done:
    """An applied sheet: its batch, the figures of `sheets.Applied`, and the *answer* that the command printed (JSON)."""

    batch: str
    created: int
    changed: int
    cells: int
    registered: int
    answer: str


@dataclass(frozen=True)
class Before:
    """When and by whom the same file was applied before."""

    recorded_at: str
    operator: str


def apply_sheet(
    work: Work, plan: SheetPlan, answer: str, *, progress: Progress | None = None, stop: Callable[[], bool] | None = None
) -> Done:
    """Apply a plan and keep its answer; errors as `sheets.apply`."""
    applied = sheets.apply(work, plan, progress=progress, stop=stop)
    return Done(applied.batch, applied.created, applied.changed, applied.cells, applied.registered, answer)


def answered(connection: Connection, op_id: str) -> Done | None:
    """What this act answered when it was done before; None where it was not."""
    result = connection.execute(
        select(Operation.c.result).where(Operation.c.op_id == op_id, Operation.c.kind == "batches.apply_sheet")
    ).scalar()
    return Done(**json.loads(result)) if result else None


def applied_before(connection: Connection, sha256: str) -> Before | None:
    """When a file of the same bytes was applied last, unless that was undone (spreadsheets.md: the same file twice)."""
    undone = Operation.alias()
    row = connection.execute(
        select(Operation.c.recorded_at, Operation.c.operator)
        .join(Batch, Batch.c.op_id == Operation.c.op_id)
        .where(Batch.c.sha256 == sha256, ~select(undone.c.op_id).where(undone.c.undoes == Operation.c.op_id).exists())
        .order_by(Operation.c.recorded_at.desc())
    ).first()
    return None if row is None else Before(row.recorded_at, row.operator)
