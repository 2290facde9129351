"""Bulk edit: one detail of many people set, or tags added to it or taken from it, as one named step that is shown before (A2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from db.errors import BadValue, FieldsRefused, RuleBroken, Stopped, Told
from db.fields import BY_KEY
from db.fields.field import Field
from db.fields.kinds import Tags, Value, join_tags, split_tags
from db.in_parts import Progress, Stop
from db.ledger.store import steps as parts
from db.operations import programme
from db.people_rows import Groups, columns_of, full_name, lock_accounts, people, since, update_all
from db.people_rules import problems
from db.texts import N_, fold
from db.work import Work

Way = Literal["set", "add", "remove"]
# A phone belongs to one member (P2): it is no detail to give to many.
FIELDS: tuple[Field, ...] = tuple(field for field in BY_KEY.values() if field.is_editable and field.key != "phone")
_GONE = ("merged", "anonymised")


@dataclass(frozen=True)
class Edit:
    """What is to be done to everybody: *way* "set" gives the value (None: empties it), "add" and "remove" are for tags alone."""

    key: str
    value: Value
    way: Way = "set"


@dataclass(frozen=True)
class Refused:
    """Somebody whom the edit leaves out, and the rule that says so."""

    person: int
    name: str
    number: str
    problem: Told


@dataclass(frozen=True)
class Foreseen:
    """What an edit would do: *changes* people differ after it, *stays* have it so already, the others are refused."""

    changes: int
    stays: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class BulkEdited:
    """How many people an edit changed, left as they were, and left out."""

    changed: int
    stayed: int
    refused: int


def foresee(connection: Connection, selection: Sequence[int], edit: Edit, today: date) -> Foreseen:
    """What the edit would do now; BadValue where it cannot be done to anybody."""
    _checked(edit)
    changes = stays = 0
    refused: list[Refused] = []
    for part in parts(sorted(set(selection))):
        for person in people(connection, part).values():
            wanted, problem = _outcome(person, edit, today)
            if problem is not None:
                refused.append(Refused(int(person["id"] or 0), full_name(person), str(person["number"]), problem))
            elif wanted:
                changes += 1
            else:
                stays += 1
    return Foreseen(changes, stays, tuple(refused))


def apply(work: Work, selection: Sequence[int], edit: Edit, *, progress: Progress | None = None, stop: Stop | None = None) -> BulkEdited:
    """Do it to everybody whom no rule refuses; RuleBroken where nobody is left, Stopped where the person stopped: nothing is then changed."""
    _checked(edit)
    club, groups = programme.read(work.connection), Groups(work)
    wanted = sorted(set(selection))
    changed = stayed = refused = 0
    for part in parts(wanted):
        if stop is not None and stop():
            raise Stopped
        if progress is not None:
            progress(changed + stayed + refused, len(wanted))
        if edit.key == "groups":
            lock_accounts(work.connection, part)
        differing: list[tuple[dict[str, Value], dict[str, Value]]] = []
        for person in people(work.connection, part, lock=True).values():
            values, problem = _outcome(person, edit, work.today)
            if problem is not None:
                refused += 1
                continue
            if "groups" in values:
                values["groups"] = groups.spelled(values["groups"])
            if values and person[edit.key] != values[edit.key]:
                differing.append((person, values))
                changed += 1
            else:
                stayed += 1
        _save(work, differing, groups, club.country)
    if refused and not changed + stayed:
        raise RuleBroken(N_("None of these people can be changed so; nothing was changed."))
    return BulkEdited(changed, stayed, refused)


def _save(work: Work, differing: Sequence[tuple[dict[str, Value], dict[str, Value]]], groups: Groups, country: str) -> None:
    """Write one step of people, each at the version that was read (reliability.md, rule 3), with journal and groups."""
    by_columns: dict[tuple[str, ...], list[tuple[Value, ...]]] = {}
    for person, values in differing:
        columns, dated = columns_of(person, values, country, work.today), since(values, work.today)
        by_columns.setdefault(tuple(columns), []).append((*columns.values(), work.now, person["id"], person["version"]))
        work.journal("person", int(person["id"] or 0), "changed", {key: person[key] for key in (*values, *dated)}, {**values, **dated})
    for names, rows in by_columns.items():
        update_all(work.connection, names, rows)
    groups.put([(int(person["id"] or 0), values["groups"]) for person, values in differing if "groups" in values])


def _checked(edit: Edit) -> None:
    """BadValue where the field is not one that many people may be given, or the way does not suit it."""
    field = BY_KEY.get(edit.key)
    if field is None or field not in FIELDS:
        raise BadValue(N_("“{key}” cannot be changed for many people at once."), key=edit.key)
    if edit.way != "set" and not isinstance(field.kind, Tags):
        raise BadValue(N_("Only tags are added and taken away; “{key}” is set."), key=edit.key)
    if edit.way != "set" and not edit.value:
        raise BadValue(N_("Write at least one tag."), key=edit.key)


def _outcome(person: Mapping[str, Value], edit: Edit, today: date) -> tuple[dict[str, Value], Told | None]:
    """What differs for one person, or the rule that refuses them."""
    if person["status"] in _GONE:
        return {}, BadValue(N_("{name} was merged or anonymised meanwhile and can no longer be edited."), name=full_name(person))
    value = _after(person[edit.key], edit)
    if value == person[edit.key]:
        return {}, None
    found = problems({**person, edit.key: value}, {edit.key}, today)
    if found:
        return {}, next(iter(found.values())) if len(found) == 1 else FieldsRefused(found)
    return {edit.key: value}, None


def _after(before: Value, edit: Edit) -> Value:
    """The value that the edit leaves behind."""
    if edit.way == "set":
        return edit.value
    now, named = split_tags(before), split_tags(edit.value)
    if edit.way == "add":
        return join_tags([*now, *named])
    away = {fold(tag) for tag in named}
    return join_tags([tag for tag in now if fold(tag) not in away])
