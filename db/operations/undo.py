"""Undo: putting back what one operation did, as one named step (house.md, *Changes, undo*).

What an operation did to a record stands in the journal; `HANDLERS` says by entity and action who puts it back. What no handler booked back
of its points is reversed entry by entry (L7). All of it or nothing, but for what a handler keeps because it was changed since, and lists.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from db import allocating
from db.books import Books
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Entry
from db.entities.tiers import TierChange
from db.errors import NotFound, RuleBroken
from db.operations import (
    benefit_cards_undo,
    catalogue,
    groups,
    leaving,
    log,
    notices,
    passes,
    points,
    programme,
    refunds,
    rewards_undo,
    segments,
    settings,
    stamps,
    tier_undo,
    undo_kinds,
)
from db.operations.members import entry_count
from db.operations.people import write
from db.people_rows import TYPED, Groups, columns_of, full_name, lock_accounts, people
from db.steps import Kept, Step, Undo
from db.texts import N_
from db.tiers import tier_changes
from db.work import Work


@dataclass(frozen=True)
class Undone:
    """How many people an undo touched, the label of what it took back, and what it kept because it was changed since."""

    people: int
    label: str
    kept: tuple[Kept, ...] = ()


def take_back(work: Work, op_id: str) -> Undone:
    """Take back an operation; all of it or nothing, but for what is listed as kept.

    RuleBroken names the first record that is no longer as the operation left it (G4, P8, A1, L7), or says that this kind of operation
    cannot be undone as one step.
    """
    found = work.connection.execute(select(Operation.c.label, Operation.c.kind).where(Operation.c.op_id == op_id)).first()
    if found is None:
        raise NotFound(N_("There is nothing to undo: the operation is not in this database."))
    if work.connection.execute(select(Operation.c.op_id).where(Operation.c.undoes == op_id, Operation.c.op_id != work.op_id)).first():
        raise RuleBroken(N_("“{label}” was undone already."), label=found.label)
    steps = _steps(work, op_id)
    touched = {step.entity_id for step in steps if step.entity == "person"}
    lock_accounts(work.connection, sorted(touched))
    kept: list[Kept] = []
    by_kind: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        by_kind.setdefault((step.entity, step.action), []).append(step)
    for kind, mine in by_kind.items():
        if kind in BESIDE:
            continue
        if kind not in HANDLERS:
            raise RuleBroken(N_("“{label}” cannot be undone as one step; correct what it did by hand."), label=found.label)
        kept.extend(HANDLERS[kind](work, mine))
    booked = _reverse_rest(work, op_id, str(found.label), owns=bool(by_kind.keys() & OWN_ENTRIES))
    if not booked and by_kind.keys() <= BESIDE:
        raise RuleBroken(N_("“{label}” changed nothing that could be undone."), label=found.label)
    return Undone(len(touched), str(found.label), tuple(kept))


def _steps(work: Work, op_id: str) -> list[Step]:
    """What the operation did, the last first. The tier that came with a record or a registration goes with it."""
    rows = work.connection.execute(select(JournalRow).where(JournalRow.c.op_id == op_id).order_by(JournalRow.c.line.desc())).all()
    steps = [
        Step(op_id, row.entity, row.entity_id, row.action, json.loads(row.before or "{}"), json.loads(row.after or "{}")) for row in rows
    ]
    came = {step.entity_id for step in steps if step.entity == "person" and step.action in ("created", "registered")}
    return [step for step in steps if not (step.entity == "person" and step.action == "stood" and step.entity_id in came)]


def _reverse_rest(work: Work, op_id: str, label: str, *, owns: bool) -> int:
    """Reverse the entries of the operation that nothing has reversed yet (L7); gives how many.

    What merely came due in it (an expiry) stays. *owns*: whoever took back the rest has dealt with its reversals.
    """
    later = Entry.alias()
    rows = work.connection.execute(
        select(Entry.c.id, Entry.c.kind, Entry.c.reverses_id)
        .where(
            Entry.c.op_id == op_id,
            Entry.c.kind.not_in(("expire", "write_off")),
            ~select(later.c.id).where(later.c.reverses_id == Entry.c.id).exists(),
        )
        .order_by(Entry.c.id)
    ).all()
    if any(row.reverses_id is not None for row in rows) and not owns:
        raise RuleBroken(N_("“{label}” reversed points, and a reversal cannot be reversed; book what is right instead."), label=label)
    entries = [int(row.id) for row in rows if row.reverses_id is None]
    if entries:
        points.reverse(work, entries, note=N_("Undone: {label}").format(label=label))
    return len(entries)


# --- people --------------------------------------------------------------------------------------------------------------------------


def _locked(work: Work, steps: Sequence[Step]) -> list[tuple[Step, dict[str, Any]]]:
    """Each step with its person as they stand; RuleBroken names the first whose values are no longer those that the operation wrote."""
    found = people(work.connection, [step.entity_id for step in steps], lock=True)
    for step in steps:
        if step.entity_id not in found:
            raise RuleBroken(N_("A person that this would put back is no longer there; nothing was undone."))
        _refuse_if_changed(work, step, found[step.entity_id])
    return [(step, found[step.entity_id]) for step in steps]


def _refuse_if_changed(work: Work, step: Step, person: Mapping[str, Any]) -> None:
    if all(person[key] == value for key, value in step.after.items() if key in person and key not in _LIVE):
        return
    latest = (
        select(Operation.c.operator, Operation.c.label)
        .join(JournalRow, JournalRow.c.op_id == Operation.c.op_id)
        .where(JournalRow.c.entity == "person", JournalRow.c.entity_id == person["id"], Operation.c.op_id.not_in((step.op_id, work.op_id)))
        .order_by(JournalRow.c.id.desc())
    )
    by = work.connection.execute(latest.limit(1)).first()
    raise RuleBroken(
        N_("{name} was changed since by {operator} (“{label}”); nothing was undone."),
        name=full_name(person), operator=by.operator if by else "?", label=by.label if by else "?",
    )  # fmt: skip


# What rules change by themselves after a registration: it does not stand in the way of its undo.
_LIVE = ("tier_id",)


def _unedit(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put the old values back."""
    groups, club = Groups(work), programme.read(work.connection)
    for step, person in _locked(work, steps):
        write(work, person, dict(step.before), groups, club)
    return []


def _unadd(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Remove people who were added: only those without history (G4)."""
    for _step, person in _locked(work, steps):
        leaving.erase(work, [int(person["id"])])
    return []


def _unregister(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Make members the prospects they were; only while no entry has been made since (P8)."""
    club = programme.read(work.connection)
    for step, person in _locked(work, steps):
        person_id = int(person["id"])
        if entry_count(work.connection, person_id) != step.after["entries"]:
            raise RuleBroken(N_("{name} has points since; the registration can no longer be undone."), name=full_name(person))
        if allocating.held(work.connection, [person_id]):
            raise RuleBroken(N_("{name} has a benefit card since; withdraw it first."), name=full_name(person))
        _withhold(work, step)
        # Its points have moved the version on.
        now = people(work.connection, [person_id])[person_id]
        version = int(now["version"] or 0)
        typed = {key: step.before[key] for key in (*TYPED, "groups", *_DATED) if key in step.before and key != "joined"}
        columns = columns_of(now, {**typed, "code": None}, club.country, work.today)
        cleared = {
            "joined": None, "code": None, "card_issued_on": None, "card_valid_until": None, "tier_id": None, "tier_review": None,
            "tier_hold": None, "tier_hold_until": None, "tier_hold_id": None, "tier_lowered": False, "shared_phone": False,
        }  # fmt: skip
        work.connection.execute(
            update(Person)
            .where(Person.c.id == person_id, Person.c.version == version)
            .values(**{**columns, **cleared}, stage=step.before["stage"], version=version + 1, changed=work.now)
        )
        if "groups" in typed:
            Groups(work).put([(person_id, typed["groups"])])
        work.journal("person", person_id, "unregistered", {"stage": "member"}, step.before)
    return []


_DATED = ("birthday_since", "anniversary_since")


def _withhold(work: Work, step: Step) -> None:
    """Have the points wait again, and revoke what the first tier gave (P7, T6)."""
    with Books(work, [step.entity_id], notices=False) as books:
        holder = books[step.entity_id]
        changes = work.connection.execute(
            select(TierChange.c.id).where(TierChange.c.op_id == step.op_id, TierChange.c.person_id == holder.person)
        ).scalars()
        tier_changes.revoke_entry_rewards(books, holder, set(changes))
        books.withhold(holder)


def _unmerge(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Give prospects that were merged in their own records back (P5)."""
    for step, person in _locked(work, steps):
        person_id = int(person["id"])
        work.connection.execute(
            update(Person)
            .where(Person.c.id == person_id)
            .values(status=step.before["status"], version=person["version"] + 1, changed=work.now)
        )
        if step.before.get("groups"):
            Groups(work).put([(person_id, step.before["groups"])])
        work.journal("person", person_id, "unmerged", {"status": person["status"]}, {"status": step.before["status"]})
    return []


def _uninvite(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Make invited prospects the guests they were (P9)."""
    for step, person in _locked(work, steps):
        work.connection.execute(
            update(Person)
            .where(Person.c.id == person["id"], Person.c.version == person["version"])
            .values(stage=step.before["stage"], invited_on=None, version=person["version"] + 1, changed=work.now)
        )
        work.journal("person", int(person["id"]), "uninvited", {"stage": person["stage"]}, dict(step.before))
    return []


# --- who puts what back ----------------------------------------------------------------------------------------------------------------


def _unset(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put settings of the programme back."""
    for step in steps:
        settings.put_back(work, step.before, step.after)
    return []


HANDLERS: dict[tuple[str, str], Undo] = {
    ("lot", "extended"): points.undo_extended,
    ("person", "changed"): _unedit, ("person", "created"): _unadd, ("person", "registered"): _unregister, ("person", "merged"): _unmerge,
    ("person", "invited"): _uninvite, ("person", "allocated"): allocating.unallocate, ("person", "withdrawn"): allocating.unallocate,
    ("person", "suspended"): leaving.unmove, ("person", "resumed"): leaving.unmove, ("person", "removed"): leaving.unmove,
    ("person", "noted"): log.take_back,
    ("person", "reinstated"): leaving.unmove, ("person", "stood"): tier_undo.unstand,
    ("benefit_card", "created"): benefit_cards_undo.uncreate, ("benefit_card", "changed"): benefit_cards_undo.unedit,
    ("benefit_card", "deleted"): benefit_cards_undo.undelete,
    ("group", "created"): groups.uncreate, ("group", "changed"): groups.unedit, ("group", "deleted"): groups.undelete,
    ("segment", "created"): segments.uncreate, ("segment", "changed"): segments.unedit, ("segment", "deleted"): segments.undelete,
    ("tier", "created"): tier_undo.uncreate, ("tier", "changed"): tier_undo.unchange, ("tier", "deleted"): tier_undo.undelete,
    ("issued", "issued"): rewards_undo.undo_issued, ("issued", "handed_over"): rewards_undo.undo_handed_over,
    ("reward", "created"): catalogue.undo_created, ("reward", "changed"): catalogue.undo_changed,
    ("reward", "deleted"): catalogue.undo_deleted, ("notice", "told"): notices.undo_told,
    ("issued", "taken_back"): rewards_undo.undo_taken_back, ("issued", "revoked"): rewards_undo.undo_revoked,
    ("sale", "recorded"): refunds.undo_sales, ("refund", "recorded"): refunds.undo_refund,
    ("stamps", "stamped"): stamps.undo_stamped, ("pass", "sold"): passes.undo_sold, ("pass_use", "used"): passes.undo_used,
    ("pass", "paused"): passes.undo_changed, ("pass", "resumed"): passes.undo_changed,
    ("pass", "adjusted"): passes.undo_changed, ("pass", "paid"): passes.undo_changed,
    ("pass", "cancelled"): passes.undo_changed,
    ("programme", "changed"): _unset,
    **{(entity, "created"): undo_kinds.uncreate for entity in undo_kinds.TABLES},
    **{(entity, "changed"): undo_kinds.unedit for entity in undo_kinds.TABLES},
    **{(entity, "deleted"): undo_kinds.undelete for entity in ("pass_type", "stamp_type")},
}  # fmt: skip

# Steps that need no handler: news of moved points (the entries tell), and what days do by themselves.
BESIDE = frozenset({("person", "moved"), ("pass", "settled"), ("issued", "expired"), ("issued", "frozen"), ("issued", "thawed")})
# Steps whose handlers deal with the reversals that their operation booked.
OWN_ENTRIES = frozenset(
    {("issued", "issued"), ("issued", "revoked"), ("sale", "recorded"), ("refund", "recorded"), ("person", "reinstated")}
)
