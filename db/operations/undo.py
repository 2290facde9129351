"""Undo: putting back what one operation did to people, refused by name where somebody changed them since (house.md, *Changes, undo*)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from db import ledger
from db.entities.benefit_cards import Allocation
from db.entities.groups import GroupMember
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Account
from db.errors import NotFound, RuleBroken
from db.fields.kinds import Value
from db.operations import programme
from db.operations.members import entry_count
from db.operations.people import write
from db.people_rows import BESIDE, TYPED, Groups, columns_of, full_name, people
from db.texts import N_
from db.work import Work


@dataclass(frozen=True)
class Undone:
    """How many people an undo put back, and the label of what it took back."""

    people: int
    label: str


def take_back(work: Work, op_id: str) -> Undone:
    """Take back an operation that added, edited or registered people; all of it or nothing.

    RuleBroken names the first person whose values are no longer those that the operation wrote (G4, P8, A1).
    """
    label = work.connection.execute(select(Operation.c.label).where(Operation.c.op_id == op_id)).scalar()
    if label is None:
        raise NotFound(N_("There is nothing to undo: the operation is not in this database."))
    if work.connection.execute(select(Operation.c.op_id).where(Operation.c.undoes == op_id, Operation.c.op_id != work.op_id)).first():
        raise RuleBroken(N_("“{label}” was undone already."), label=label)
    rows = work.connection.execute(
        select(JournalRow.c.entity_id, JournalRow.c.action, JournalRow.c.before, JournalRow.c.after)
        .where(JournalRow.c.op_id == op_id, JournalRow.c.entity == "person")
        .order_by(JournalRow.c.entity_id)
    ).all()
    found = people(work.connection, [row.entity_id for row in rows], lock=True)
    for row in rows:
        if row.entity_id not in found:
            raise RuleBroken(N_("A person that this would put back is no longer there; nothing was undone."))
        before = json.loads(row.before) if row.before else {}
        after = json.loads(row.after) if row.after else {}
        _refuse_if_changed(work, op_id, found[row.entity_id], after)
        _ACTIONS[row.action](work, found[row.entity_id], before, after)
    return Undone(len(rows), str(label))


def _refuse_if_changed(work: Work, op_id: str, person: dict[str, Value], after: Mapping[str, Any]) -> None:
    """Refuse, naming who, where the person's values are no longer those that the operation wrote."""
    if all(person[key] == value for key, value in after.items() if key in person):
        return
    latest = (
        select(Operation.c.operator, Operation.c.label)
        .join(JournalRow, JournalRow.c.op_id == Operation.c.op_id)
        .where(JournalRow.c.entity == "person", JournalRow.c.entity_id == person["id"], Operation.c.op_id.not_in((op_id, work.op_id)))
        .order_by(JournalRow.c.id.desc())
    )
    by = work.connection.execute(latest.limit(1)).first()
    raise RuleBroken(
        N_("{name} was changed since by {operator} (“{label}”); nothing was undone."),
        name=full_name(person), operator=by.operator if by else "?", label=by.label if by else "?",
    )  # fmt: skip


def _unedit(work: Work, person: dict[str, Value], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Put the old values back."""
    write(work, person, dict(before), Groups(work))


def _unadd(work: Work, person: dict[str, Value], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Remove a person who was added: only one without history (G4)."""
    person_id = int(person["id"] or 0)
    if (
        entry_count(work.connection, person_id)
        or work.connection.execute(select(Allocation.c.id).where(Allocation.c.person_id == person_id)).first()
    ):
        raise RuleBroken(
            N_("{name} has points or a benefit card by now and cannot be deleted; remove the member from the programme instead."),
            name=full_name(person),
        )
    work.connection.execute(delete(GroupMember).where(GroupMember.c.person_id == person_id))
    work.connection.execute(delete(Account).where(Account.c.person_id == person_id))
    work.connection.execute(delete(Person).where(Person.c.id == person_id))
    work.journal("person", person_id, "deleted", after, None)


def _unregister(work: Work, person: dict[str, Value], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Make a member the prospect they were; only while no entry has been made since (P8)."""
    person_id = int(person["id"] or 0)
    if entry_count(work.connection, person_id) != after["entries"]:
        raise RuleBroken(N_("{name} has points since; the registration can no longer be undone."), name=full_name(person))
    club = programme.read(work.connection)
    typed = {key: before[key] for key in (*TYPED, "groups") if key in before and key != "joined"}
    columns = columns_of(person, {**typed, "code": None}, club.country)
    cleared = {"joined": None, "code": None, "card_issued_on": None, "card_valid_until": None, "tier_id": None, "shared_phone": False}
    work.connection.execute(
        update(Person)
        .where(Person.c.id == person_id, Person.c.version == person["version"])
        .values(**{**columns, **cleared}, stage=before["stage"], version=int(person["version"] or 0) + 1, changed=work.now)
    )
    if "groups" in typed:
        Groups(work).put([(person_id, typed["groups"])])
    if after["released"]:
        ledger.withhold(work, person_id)
    work.journal(
        "person", person_id, "unregistered", {key: value for key, value in after.items() if key not in BESIDE or key == "stage"}, before
    )


def _unmerge(work: Work, person: dict[str, Value], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Give a prospect that was merged in its own record back."""
    person_id = int(person["id"] or 0)
    work.connection.execute(
        update(Person)
        .where(Person.c.id == person_id)
        .values(status=before["status"], version=int(person["version"] or 0) + 1, changed=work.now)
    )
    if before.get("groups"):
        Groups(work).put([(person_id, before["groups"])])
    work.journal("person", person_id, "unmerged", {"status": person["status"]}, {"status": before["status"]})


def _uninvite(work: Work, person: dict[str, Value], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Make an invited prospect the guest they were (P9)."""
    person_id = int(person["id"] or 0)
    work.connection.execute(
        update(Person)
        .where(Person.c.id == person_id, Person.c.version == person["version"])
        .values(stage=before["stage"], invited_on=None, version=int(person["version"] or 0) + 1, changed=work.now)
    )
    work.journal("person", person_id, "uninvited", {"stage": person["stage"]}, before)


_ACTIONS = {"changed": _unedit, "created": _unadd, "registered": _unregister, "merged": _unmerge, "invited": _uninvite}
