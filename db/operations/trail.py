"""The trail of one operation: who did what, where and when, what it changed, and what its undo would do (A2; house.md, *Changes, undo*)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from db.entities.benefit_cards import BenefitCard
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Account, Entry
from db.entities.rewards import Issued
from db.entities.tiers import Tier
from db.errors import RuleBroken, Told
from db.fields.entries import name_of_person
from db.operations.undo import BESIDE, HANDLERS, OWN_ENTRIES
from db.texts import N_

# So many records are told one by one; the others are counted.
MOST = 30
EARLIER = 3


@dataclass(frozen=True)
class Line:
    """One record that the operation touched: its entity, action and name, and its values before and after."""

    entity: str
    entity_id: int
    action: str
    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Booked:
    """An entry as another one's story tells it: day (ISO), kind, receipt or reward, points."""

    day: str
    kind: str
    about: str | None
    points: int


@dataclass(frozen=True)
class Trail:
    """One operation. *counts* by (entity, action); *undone* is who took it back and when; *refusal* says why it cannot be undone from here."""

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
    effects: tuple[str, ...]
    earlier: tuple[Booked, ...]


def read(connection: Connection, op_id: str, person: int | None = None) -> Trail | None:
    """The trail of an operation, None where there is none; *person*: whose line was chosen, where it concerned several."""
    row = connection.execute(select(Operation).where(Operation.c.op_id == op_id)).first()
    if row is None:
        return None
    lines = _lines(connection, op_id)
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
        _earlier(connection, op_id, concerned),
    )  # fmt: skip


def _lines(connection: Connection, op_id: str) -> tuple[Line, ...]:
    found = connection.execute(select(JournalRow).where(JournalRow.c.op_id == op_id).order_by(JournalRow.c.line).limit(MOST)).all()
    names = _names(connection, [(row.entity, row.entity_id) for row in found])
    tiers = {int(row[0]): row[1] for row in connection.execute(select(Tier.c.id, Tier.c.name))}

    def told(stored: str | None) -> dict[str, Any]:
        values = json.loads(stored or "{}")
        return {key: tiers.get(value, value) if key in ("tier_id", "tier_hold_id") else value for key, value in values.items()}

    return tuple(
        Line(row.entity, row.entity_id, row.action, names.get((row.entity, row.entity_id), ""), told(row.before), told(row.after))
        for row in found
    )


_NAMED = {
    "person": (Person.c.id, name_of_person()), "issued": (Issued.c.id, Issued.c.name), "tier": (Tier.c.id, Tier.c.name),
    "benefit_card": (BenefitCard.c.id, BenefitCard.c.name), "stamps": (Person.c.id, name_of_person()),
}  # fmt: skip


def _names(connection: Connection, records: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    names: dict[tuple[str, int], str] = {}
    for entity, (number, name) in _NAMED.items():
        wanted = [record for each, record in records if each == entity]
        if wanted:
            names |= {(entity, int(row[0])): str(row[1]) for row in connection.execute(select(number, name).where(number.in_(wanted)))}
    return names


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


def _effects(counts: Mapping[tuple[str, str], int], lines: Sequence[Line], points: int) -> tuple[str, ...]:
    """What the undo puts back, one sentence each (marked to be translated)."""
    acted = [step for step in counts if step not in BESIDE]
    told = [_EFFECTS.get(step) or _BY_ACTION.get(step[1], N_("What it did is put back")) for step in acted]
    stood = {key for line in lines if (line.entity, line.action) == ("person", "stood") for key in line.after}
    if stood == {"last_visit"}:
        told = [N_("The last visit is the one before") if sentence == _EFFECTS["person", "stood"] else sentence for sentence in told]
    if not set(acted) & OWN_ENTRIES:
        # Those say themselves what becomes of their points.
        if points > 0:
            told.append(N_("The points it gave are booked back by a reversal"))
        elif points < 0:
            told.append(N_("The points it took are given back by a reversal"))
    return tuple(dict.fromkeys(told))
