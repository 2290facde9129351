"""The trail of one operation: who did what, where and when, what it changed, and what its undo would do (A2; house.md, *Changes, undo*)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Account, Entry
from db.entities.rewards import Issued
from db.errors import RuleBroken, Told
from db.fields.entries import name_of_person
from db.operations import trail_names
from db.operations.undo import BESIDE, HANDLERS, OWN_ENTRIES
from db.texts import N_

# So many records are told one by one; the others are counted.
MOST = 30
EARLIER = 3
# So many later changes of these records are looked through for what stands in the way of an undo.
LATER = 500


@dataclass(frozen=True)
class Line:
    """One record that the operation touched: its entity, action and name, and its values before and after, with names in place of ids.

    *now*: the state of an issued reward as it is by now.
    """

    entity: str
    entity_id: int
    action: str
    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    now: str | None = None


@dataclass(frozen=True)
class Since:
    """A record that somebody changed after the operation: its name, who did, and what they called it."""

    name: str
    operator: str
    label: str


@dataclass(frozen=True)
class Effect:
    """One thing that the undo does: the step (entity, action) that it puts back, "entries" for the points, and a sentence, marked."""

    step: tuple[str, str]
    sentence: str


ENTRIES = ("entries", "booked")


@dataclass(frozen=True)
class Booked:
    """An entry as another one's story tells it: day (ISO), kind, receipt or reward, points."""

    day: str
    kind: str
    about: str | None
    points: int


@dataclass(frozen=True)
class Trail:
    """One operation. *counts* by (entity, action); *undone* is who took it back and when.

    *refusal* says why it cannot be undone from here, *since* what its undo would not write over.
    """

    op_id: str
    kind: str
    label: str
    operator: str
    desk: str
    recorded_at: str
    note: str | None
    person: int | None
    name: str | None
    number: str | None
    lines: tuple[Line, ...]
    counts: Mapping[tuple[str, str], int]
    entries: int
    points: int
    undone: tuple[str, str] | None
    undoes: str | None
    refusal: Told | None
    effects: tuple[Effect, ...]
    since: tuple[Since, ...]
    earlier: tuple[Booked, ...]


def read(connection: Connection, op_id: str, person: int | None = None) -> Trail | None:
    """The trail of an operation, None where there is none; *person*: whose line was chosen, where it concerned several."""
    row = connection.execute(select(Operation).where(Operation.c.op_id == op_id)).first()
    if row is None:
        return None
    lines, rows = _lines(connection, op_id)
    counted = select(JournalRow.c.entity, JournalRow.c.action, func.count()).where(JournalRow.c.op_id == op_id)
    counts = {(each[0], each[1]): int(each[2]) for each in connection.execute(counted.group_by(JournalRow.c.entity, JournalRow.c.action))}
    summed = select(func.count(), func.coalesce(func.sum(Entry.c.points), 0)).where(Entry.c.op_id == op_id)
    # The making of a sample club holds all of its millions: that is not added up.
    booked = (0, 0) if row.kind.startswith("demo.") else connection.execute(summed).one()
    concerned = person if person is not None else _only_person(lines, counts)
    who = connection.execute(select(name_of_person(), Person.c.number).where(Person.c.id == concerned)).first() if concerned else None
    undone = connection.execute(select(Operation.c.operator, Operation.c.recorded_at).where(Operation.c.undoes == op_id)).first()
    first = select(Operation.c.label).where(Operation.c.op_id == row.undoes)
    refusal = _refusal(connection, row, counts, is_undone=undone is not None)
    return Trail(
        op_id, row.kind, row.label, row.operator, row.desk, row.recorded_at, row.note, concerned, who[0] if who else None,
        who[1] if who else None, lines, counts, int(booked[0]), int(booked[1]), (undone[0], undone[1]) if undone else None,
        connection.execute(first).scalar() if row.undoes else None, refusal, () if refusal else _effects(counts, lines, int(booked[1])),
        () if refusal else _since(connection, op_id, rows, lines),
        _earlier(connection, op_id, concerned),
    )  # fmt: skip


def _lines(connection: Connection, op_id: str) -> tuple[tuple[Line, ...], list[Any]]:
    """The first records of the operation, and their rows in the journal."""
    found = list(connection.execute(select(JournalRow).where(JournalRow.c.op_id == op_id).order_by(JournalRow.c.line).limit(MOST)))
    names, values = trail_names.named(connection, found)
    states = _states(connection, [row.entity_id for row in found if row.entity == "issued"])
    lines = tuple(
        Line(
            row.entity, row.entity_id, row.action, names.get((row.entity, row.entity_id)) or str(before.get("name") or after.get("name") or ""),
            before, after, states.get(row.entity_id) if row.entity == "issued" else None,
        )
        for row, (before, after) in zip(found, values, strict=True)
    )  # fmt: skip
    return lines, found


def _states(connection: Connection, issued: Sequence[int]) -> dict[int, str]:
    """The states of issued rewards as they are now."""
    if not issued:
        return {}
    return {int(row[0]): str(row[1]) for row in connection.execute(select(Issued.c.id, Issued.c.state).where(Issued.c.id.in_(issued)))}


def _since(connection: Connection, op_id: str, rows: Sequence[Any], lines: Sequence[Line]) -> tuple[Since, ...]:
    """What somebody changed since of what the operation wrote, each record once; of the lines alone, and as far as the journal tells it."""
    told: dict[tuple[str, int], Since] = {}
    # The tier that came with a record goes with it, whatever it is by then (`undo`).
    came = {row.entity_id for row in rows if row.entity == "person" and row.action in ("created", "registered")}
    for entity in {row.entity for row in rows}:
        own = [(row, line) for row, line in zip(rows, lines, strict=True) if row.entity == entity and (entity, row.action) not in BESIDE]
        latest = _later(connection, op_id, entity, [row for row, _line in own])
        for row, line in own:
            for key, value in json.loads(row.after or "{}").items():
                later = latest.get((row.entity_id, key))
                follows = key in _STAMPS or (key == "tier_id" and row.entity_id in came)
                if not follows and later is not None and later[0] != value:
                    told.setdefault((entity, row.entity_id), Since(line.name, later[1], later[2]))
    return tuple(told.values())


# What every change of a record moves along.
_STAMPS = frozenset({"version", "changed_on", "changed_by", "changed_at", "entries", "last_visit", "points", "pending", "owed"})


def _later(connection: Connection, op_id: str, entity: str, rows: Sequence[Any]) -> dict[tuple[int, str], tuple[Any, str, str]]:
    """By record and key the latest value that other operations wrote after these rows, by whom, and what they called it."""
    if not rows:
        return {}
    found = connection.execute(
        select(JournalRow.c.entity_id, JournalRow.c.after, Operation.c.operator, Operation.c.label)
        .join(Operation, Operation.c.op_id == JournalRow.c.op_id)
        .where(
            JournalRow.c.entity == entity,
            JournalRow.c.entity_id.in_(sorted({row.entity_id for row in rows})),
            JournalRow.c.id > min(row.id for row in rows),
            JournalRow.c.op_id != op_id,
        )
        .order_by(JournalRow.c.id.desc())
        .limit(LATER)
    )
    latest: dict[tuple[int, str], tuple[Any, str, str]] = {}
    for number, after, operator, label in found:
        for key, value in json.loads(after or "{}").items():
            latest.setdefault((int(number), key), (value, operator, label))
    return latest


def _only_person(lines: Sequence[Line], counts: Mapping[tuple[str, str], int]) -> int | None:
    people = {line.entity_id for line in lines if line.entity in ("person", "stamps")}
    return next(iter(people)) if len(people) == 1 and sum(counts.values()) <= MOST else None


def _earlier(connection: Connection, op_id: str, person: int | None) -> tuple[Booked, ...]:
    """What was booked for the person before this, the latest first."""
    if person is None:
        return ()
    account = select(Account.c.id).where(Account.c.person_id == person)
    own = select(func.min(Entry.c.seq)).where(Entry.c.account_id.in_(account), Entry.c.op_id == op_id).scalar_subquery()
    begun = select(Operation.c.recorded_at).where(Operation.c.op_id == op_id).scalar_subquery()
    rows = connection.execute(
        select(Entry.c.business_date, Entry.c.kind, func.coalesce(Entry.c.reference, Issued.c.name), Entry.c.points)
        .outerjoin(Issued, Issued.c.entry_id == Entry.c.id)
        .where(Entry.c.account_id.in_(account), Entry.c.op_id != op_id)
        .where(func.coalesce(Entry.c.seq < own, Entry.c.recorded_at <= begun))
        .order_by(Entry.c.account_id.desc(), Entry.c.seq.desc())
        .limit(EARLIER)
    )
    return tuple(Booked(row[0], row[1], row[2], int(row[3])) for row in rows)


# What undo does ----------------------------------------------------------------------------------------------------------------------


def _refusal(connection: Connection, row: Any, counts: Mapping[tuple[str, str], int], *, is_undone: bool) -> Told | None:
    """Why the operation cannot be taken back as one step, as far as its kind tells; whether a record has changed since, the undo itself finds."""
    if is_undone:
        return RuleBroken(N_("“{label}” was undone already."), label=row.label)
    acted = set(counts) - BESIDE
    if acted - set(HANDLERS):
        return RuleBroken(N_("“{label}” cannot be undone as one step; correct what it did by hand."), label=row.label)
    later = Entry.alias()
    open_ = select(Entry.c.reverses_id).where(
        Entry.c.op_id == row.op_id,
        Entry.c.kind.not_in(("expire", "write_off")),
        ~select(later.c.id).where(later.c.reverses_id == Entry.c.id).exists(),
    )
    entries = list(connection.execute(open_.limit(1000)).scalars())
    if any(reverses is not None for reverses in entries) and not acted & OWN_ENTRIES:
        return RuleBroken(N_("“{label}” reversed points, and a reversal cannot be reversed; book what is right instead."), label=row.label)
    if not acted and not entries:
        return RuleBroken(N_("“{label}” changed nothing that could be undone."), label=row.label)
    return None


_EFFECTS: dict[tuple[str, str], str] = {
    ("person", "changed"): N_("Changed fields go back to what they were"),
    ("person", "created"): N_("The record is removed, unless it has a history"),
    ("person", "registered"): N_("The member is a prospect again, whose points wait"),
    ("person", "merged"): N_("The merged record stands by itself again"),
    ("person", "invited"): N_("The prospect is a guest again"),
    ("person", "allocated"): N_("The benefit card is as it was before"),
    ("person", "withdrawn"): N_("The benefit card is given back"),
    ("person", "stood"): N_("Tier, hold and review go back to what they were"),
    ("person", "noted"): N_("The line is marked as taken back"),
    ("issued", "issued"): N_("The reward is revoked"),
    ("issued", "handed_over"): N_("The reward is outstanding again"),
    ("issued", "taken_back"): N_("The reward counts as handed over again"),
    ("issued", "revoked"): N_("The reward is outstanding again"),
    ("sale", "recorded"): N_("The sale is reversed, with its points and stamps"),
    ("refund", "recorded"): N_("The refund is taken back"),
    ("stamps", "stamped"): N_("The stamps are taken off again"),
    ("pass", "sold"): N_("The pass is taken back"),
    ("pass_use", "used"): N_("The use is given back to the pass"),
    ("programme", "changed"): N_("Settings go back to what they were"),
    ("notice", "told"): N_("The notice waits at the desk again"),
    ("lot", "extended"): N_("The points expire on the day they did before"),
}
_BY_ACTION = {
    "created": N_("What was added is removed"), "changed": N_("What was changed goes back to what it was"),
    "deleted": N_("What was deleted is there again"), "suspended": N_("The status is as it was before"),
    "resumed": N_("The status is as it was before"), "removed": N_("The status is as it was before"),
    "reinstated": N_("The status is as it was before"),
}  # fmt: skip


def _effects(counts: Mapping[tuple[str, str], int], lines: Sequence[Line], points: int) -> tuple[Effect, ...]:
    """What the undo puts back, one sentence each."""
    acted = [step for step in counts if step not in BESIDE]
    told = {step: _EFFECTS.get(step) or _BY_ACTION.get(step[1], N_("What it did is put back")) for step in acted}
    stood = {key for line in lines if (line.entity, line.action) == ("person", "stood") for key in line.after}
    if stood == {"last_visit"}:
        told["person", "stood"] = N_("The last visit is the one before")
    if points and not set(acted) & OWN_ENTRIES:
        # Those say themselves what becomes of their points.
        told[ENTRIES] = (
            N_("The points it gave are booked back by a reversal") if points > 0 else N_("The points it took are given back by a reversal")
        )
    return tuple(Effect(step, sentence) for step, sentence in told.items())
