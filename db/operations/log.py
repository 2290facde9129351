"""Lines that people write into the activity log of a member or prospect (features.md 2.14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update

from db.entities.operations import Operation
from db.errors import BadValue, NotFound, RuleBroken
from db.notes import cleaned
from db.people_rows import full_name, people
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work


@dataclass(frozen=True)
class Logged:
    """How many people a line was written for."""

    people: int


def add_line(work: Work, selection: Sequence[int], text: str) -> Logged:
    """Write a line into the log of these people, of any stage and status; BadValue for a blank one (A2).

    NotFound where somebody is gone; RuleBroken for an anonymised record, which holds no free text (G3).
    """
    line = cleaned(text)
    if line is None:
        raise BadValue(N_("Write what happened."), key="text")
    found = people(work.connection, list(selection))
    for person in sorted(set(selection)):
        if person not in found:
            raise NotFound(N_("This person is no longer there; somebody removed the record."))
        if found[person]["status"] == "anonymised":
            raise RuleBroken(N_("{name} was anonymised; nothing is written about them any more."), name=full_name(found[person]))
        work.journal("person", person, "noted", None, {"line": line})
    work.connection.execute(update(Operation).where(Operation.c.op_id == work.op_id).values(note=line))
    return Logged(len(set(selection)))


def take_back(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Mark lines as taken back; like every line of the journal they stay (A2). For `undo`: steps ("person", "noted")."""
    for step in steps:
        work.journal("person", step.entity_id, "unnoted", dict(step.after), {"line": None})
    return ()
