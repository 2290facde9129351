"""Spreadsheets applied: many people changed, added and registered in one transaction, all or nothing (X9; spreadsheets.md, *Apply*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, text

from db.entities.operations import Batch
from db.entities.people import Person
from db.entities.points import Account
from db.errors import FieldsRefused, RuleBroken, Stopped, Told
from db.fields.kinds import Value, e164
from db.in_parts import Progress
from db.operations import members, programme
from db.people_keys import derived, number_of
from db.people_rows import TYPED, Groups, columns_of, full_name, people, since, update_all
from db.people_rules import problems, tidied
from db.texts import N_
from db.work import Work

STEP = 1000


@dataclass(frozen=True)
class SheetEdit:
    """A row of the file that changes a person: for each key the value that the preview showed and the new one."""

    row: int
    person: int
    changes: dict[str, tuple[Value, Value]]


@dataclass(frozen=True)
class SheetNew:
    """A row of the file that is a new person."""

    row: int
    values: dict[str, Value]


@dataclass(frozen=True)
class SheetPlan:
    """All that a previewed file would do. *register*: new people become members, and so do the prospects of *promote* (commands.md, `--register`)."""

    file_name: str
    sha256: str
    rows: int
    edits: tuple[SheetEdit, ...]
    new: tuple[SheetNew, ...]
    register: bool = False
    promote: tuple[int, ...] = ()

    def summary(self) -> dict[str, object]:
        """What tells this plan from another: the content of the file, and what was wanted of it (reliability.md, rule 1)."""
        cells = sum(len(edit.changes) for edit in self.edits)
        kept = {"file": self.file_name, "sha256": self.sha256, "rows": self.rows, "register": self.register}
        return {**kept, "edits": len(self.edits), "cells": cells, "new": len(self.new), "promote": len(self.promote)}


@dataclass(frozen=True)
class Applied:
    """What applying a file did; *batch* names it."""

    batch: str
    created: int
    changed: int
    cells: int
    registered: int


def apply(work: Work, plan: SheetPlan, *, progress: Progress | None = None, stop: Callable[[], bool] | None = None) -> Applied:
    """Write a plan; RuleBroken where the people are no longer as the preview showed them, Stopped where the person stopped; nothing is then changed."""
    club = programme.read(work.connection)
    if not work.is_sqlite:
        work.connection.execute(text("SET LOCAL statement_timeout = 0"))
    groups = Groups(work)
    total = len(plan.edits) + len(plan.new) + len(plan.promote)
    done = cells = 0
    edits = sorted(plan.edits, key=lambda edit: edit.person)
    for start in range(0, len(edits), STEP):
        _proceed(done, total, progress, stop)
        chunk = edits[start : start + STEP]
        cells += _edit_all(work, club, groups, chunk)
        done += len(chunk)
    for start in range(0, len(plan.new), STEP):
        _proceed(done, total, progress, stop)
        _add_all(work, club, groups, plan.new[start : start + STEP], register=plan.register)
        done += len(plan.new[start : start + STEP])
    registered = len(plan.new) if plan.register else 0
    for start in range(0, len(plan.promote), STEP):
        _proceed(done, total, progress, stop)
        part = plan.promote[start : start + STEP]
        registered += len(members.promote(work, part).members)
        done += len(part)
    _proceed(done, total, progress, stop)
    changed = len({edit.person for edit in edits} | set(plan.promote))
    work.connection.execute(
        insert(Batch).values(
            op_id=work.op_id, file_name=plan.file_name, sha256=plan.sha256, rows=plan.rows, created=len(plan.new), changed=changed
        )
    )
    return Applied(work.op_id, len(plan.new), changed, cells, registered)


def _proceed(done: int, total: int, progress: Progress | None, stop: Callable[[], bool] | None) -> None:
    """Between steps: tell how far, and look whether to stop."""
    if stop is not None and stop():
        raise Stopped
    if progress is not None:
        progress(done, total)


def _edit_all(work: Work, club: programme.Club, groups: Groups, edits: Sequence[SheetEdit]) -> int:
    """Change one step's people; gives the number of cells that changed."""
    found = people(work.connection, [edit.person for edit in edits], lock=True)
    moved = [edit for edit in edits if not _as_previewed(found.get(edit.person), edit.changes)]
    if moved:
        raise RuleBroken(
            N_("{count} people were changed by someone else a moment ago; nothing was applied. Look at the preview again."),
            count=len(moved),
        )
    by_columns: dict[tuple[str, ...], list[tuple[Value, ...]]] = {}
    memberships: list[tuple[int, Value]] = []
    cells = 0
    for edit in edits:
        person = found[edit.person]
        wanted = {key: after for key, (_, after) in edit.changes.items() if person[key] != after}
        if "groups" in wanted:
            wanted["groups"] = groups.spelled(wanted["groups"])
            memberships.append((edit.person, wanted["groups"]))
        _refuse_row(edit.row, problems({**person, **wanted}, set(wanted), work.today))
        columns = columns_of(person, wanted, club.country, work.today)
        values = (*columns.values(), work.now, edit.person, person["version"])
        by_columns.setdefault(tuple(columns), []).append(values)
        dated = since(wanted, work.today)
        work.journal("person", edit.person, "changed", {key: person[key] for key in (*wanted, *dated)}, {**wanted, **dated})
        cells += len(wanted)
    for columns_set, rows in by_columns.items():
        update_all(work.connection, columns_set, rows)
    groups.put(memberships)
    return cells


def _as_previewed(person: Mapping[str, Value] | None, changes: Mapping[str, tuple[Value, Value]]) -> bool:
    return person is not None and all(person[key] in (before, after) for key, (before, after) in changes.items())


def _refuse_row(row: int, found: Mapping[str, Told]) -> None:
    """Refuse a row that breaks a rule; the preview has told it before, so this is the last guard."""
    if found:
        raise RuleBroken(N_("Row {row}: {problem} Nothing was applied."), row=row, problem=str(FieldsRefused(found)))


def _add_all(work: Work, club: programme.Club, groups: Groups, new: Sequence[SheetNew], *, register: bool) -> None:
    """Add one step's new people: Invited, or members (X4)."""
    first = work.take_numbers("people", len(new))
    rows: list[dict[str, object]] = []
    accounts: list[dict[str, int]] = []
    memberships: list[tuple[int, Value]] = []
    for place, line in enumerate(new):
        person_id = first + place
        person: dict[str, Value] = {**dict.fromkeys(TYPED), "groups": None, "code": None, **tidied(line.values)}
        person.update({"number": number_of(person_id), "stage": "member" if register else "invited"})
        extra = members.membership(work, club, _day(person["joined"])) if register else {}
        person.update(extra)
        _refuse_row(line.row, problems(person, {key for key, value in person.items() if value is not None} | {"last_name"}, work.today))
        person["groups"] = groups.spelled(person["groups"])
        columns = {key: person[key] for key in TYPED}
        columns.update(derived(person, _day(person["groups"]), club.country))
        columns.update(since({key: person[key] for key in ("birthday", "anniversary")}, work.today))
        columns.update(extra)
        rows.append(
            {"card_issued_on": None, "card_valid_until": None, "tier_id": None, "code": None, **columns, "id": person_id, "number": person["number"],
             "stage": person["stage"], "status": "active", "came_by": "sheet", "version": 1, "created": work.now, "changed": work.now}
        )  # fmt: skip
        accounts.append({"id": person_id, "person_id": person_id})
        if person["groups"]:
            memberships.append((person_id, person["groups"]))
        shown = {key: person[key] for key in ("number", "stage", *TYPED, "groups", *extra) if person.get(key) is not None}
        work.journal("person", person_id, "created", None, shown)
    work.connection.execute(insert(Person), rows)
    work.connection.execute(insert(Account), accounts)
    groups.put(memberships)
    if register:
        members.welcome(work, club, [first + place for place in range(len(new))])


def _day(value: Value) -> str | None:
    return None if value is None else str(value)


def phone_holders(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Which active or suspended member holds each of these E.164 numbers: id and name, for the preview (P2)."""
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(numbers), 5000):
        rows = connection.execute(
            select(
                Person.c.id, Person.c.phone_e164, Person.c.number, Person.c.first_name, Person.c.last_name, Person.c.phone, Person.c.email
            ).where(
                Person.c.phone_e164.in_(numbers[start : start + 5000]),
                Person.c.stage == "member",
                Person.c.status.in_(("active", "suspended")),
                Person.c.shared_phone.is_(False),
            )
        )
        found.update({str(row.phone_e164): (int(row.id), full_name(dict(row._mapping))) for row in rows})
    return found


def row_problems(
    person: Mapping[str, Value], changes: Mapping[str, Value], work_day: str, holders: Mapping[str, tuple[int, str]], country: str
) -> Iterator[tuple[str, Told]]:
    """What is wrong with one row's changes as the database would see it, by key; the preview shows these before anything is applied."""
    after = {**person, **changes}
    yield from problems(after, set(changes), date.fromisoformat(work_day)).items()
    if "phone" in changes and after["stage"] == "member" and after.get("status", "active") in ("active", "suspended"):
        number = e164(str(changes["phone"] or ""), country)
        holder = holders.get(number) if number else None
        if holder is not None and holder[0] != person.get("id"):
            yield "phone", RuleBroken(N_("This phone belongs to {name}. A number belongs to one member."), name=holder[1])
