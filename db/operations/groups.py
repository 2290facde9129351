"""Groups: labels with a colour that people are put under by hand or from a selection (W1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from db import texts
from db.entities.groups import Group, GroupMember
from db.entities.people import Person
from db.entities.sales import Promotion
from db.errors import BadValue, Conflict, FieldsRefused, NotFound, RuleBroken, Told
from db.fields.kinds import Kind, Line, Value, join_tags, split_tags
from db.fields.manner import Manner
from db.in_parts import Progress, Stop, in_parts
from db.ledger.store import steps as parts
from db.named_rows import fault_of_colour
from db.operations import programme
from db.people_keys import derived_of
from db.people_rows import GROUP_COLOURS, columns_of, full_name, lock_accounts, people, update_all
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

NAME, DESCRIPTION = Line("text", longest=60), Kind("long_text", longest=1000)
_DETAILS = ("name", "colour", "description")


@dataclass(frozen=True)
class GroupLine:
    """A group as it stands; *people* counts everybody under it who was not merged away."""

    id: int
    name: str
    colour: str
    description: str | None
    people: int
    version: int


@dataclass(frozen=True)
class Labelled:
    """How many of *people* were put under a group or taken out of it; the others were so already."""

    group: str
    people: int
    changed: int


@dataclass(frozen=True)
class Relabelled:
    """How many of *people* were put under groups or taken out of some; the others were so already."""

    people: int
    changed: int


@dataclass(frozen=True)
class Deleted:
    """The names of the deleted groups, and how many labels went with them."""

    names: tuple[str, ...]
    labels: int


def listed(connection: Connection) -> tuple[GroupLine, ...]:
    """Every group by name, with how many people are under it."""
    inside = select(func.count()).where(GroupMember.c.group_id == Group.c.id).scalar_subquery().label("inside")
    rows = connection.execute(select(Group, inside).order_by(Group.c.name_key))
    return tuple(GroupLine(row.id, row.name, row.colour, row.description, row.inside, row.version) for row in rows)


def one(connection: Connection, group: int) -> GroupLine:
    """A group as it stands; NotFound where somebody deleted it."""
    return _read(connection, group)


def add(work: Work, *, name: str, colour: str | None = None, description: str | None = None) -> GroupLine:
    """Make a group, in the next colour unless one is given; FieldsRefused names each bad detail."""
    count = int(work.connection.execute(select(func.count()).select_from(Group)).scalar_one())
    values = _checked({"name": name, "colour": colour or GROUP_COLOURS[count % len(GROUP_COLOURS)], "description": description})
    _refuse_taken(work.connection, str(values["name"]))
    row = {**values, "name_key": _key(str(values["name"])), "version": 1}
    group = int(work.connection.execute(insert(Group).values(**row).returning(Group.c.id)).scalar_one())
    work.journal("group", group, "created", None, values)
    return _read(work.connection, group)


def edit(work: Work, group: int, changes: Mapping[str, tuple[Value, Value]]) -> GroupLine:
    """Change name, colour or description; *changes* maps a key to the value that was seen and the new one.

    Conflict where another desk changed the same detail meanwhile (A1); a new name is searchable at once.
    """
    row = _one(work.connection, group, lock=True)
    before = {key: getattr(row, key) for key in _DETAILS}
    clashes = {key: (seen, before[key], mine) for key, (seen, mine) in changes.items() if before[key] not in (seen, mine)}
    if clashes:
        raise Conflict(
            N_("{name} was changed by another desk meanwhile. Nothing of yours is lost: choose for each field."),
            name=row.name,
            clashes=clashes,
        )
    after = _checked({**before, **{key: mine for key, (_, mine) in changes.items()}})
    _write(work, row, {key: value for key, value in after.items() if value != before[key]})
    return _read(work.connection, group)


def put_in(work: Work, group: int, selection: Sequence[int]) -> Labelled:
    """Put people under a group; who is under it already stays as they are. RuleBroken names whoever was merged or anonymised."""
    row, wanted = _one(work.connection, group, share=True), sorted(set(selection))
    return Labelled(row.name, len(wanted), _relabel(work, [row], [], wanted))


def take_out(work: Work, group: int, selection: Sequence[int]) -> Labelled:
    """Take people out of a group; who is not under it stays as they are."""
    row, wanted = _one(work.connection, group, share=True), sorted(set(selection))
    return Labelled(row.name, len(wanted), _relabel(work, [], [row], wanted))


def relabel(
    work: Work,
    selection: Sequence[int],
    *,
    enters: Sequence[int],
    leaves: Sequence[int],
    new: str | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Relabelled:
    """Put people under some groups and take them out of others, as one step; *new* names a group to be made for them on the way.

    RuleBroken names whoever was merged or anonymised, BadValue and FieldsRefused what is wrong with the new name; Stopped where the person
    stopped: nothing is then changed.
    """
    if new is not None:
        enters = [*enters, add(work, name=new).id]
    rows = {group: _one(work.connection, group, share=True) for group in sorted({*enters, *leaves})}
    wanted = sorted(set(selection))
    comes, goes = [rows[group] for group in enters], [rows[group] for group in leaves]
    return Relabelled(len(wanted), _relabel(work, comes, goes, wanted, progress, stop))


def standing(connection: Connection, selection: Sequence[int]) -> dict[int, int]:
    """How many of these people are under each group; a group without any of them is left out."""
    counts: dict[int, int] = {}
    for part in parts(sorted(set(selection))):
        inside = select(GroupMember.c.group_id, func.count().label("inside")).where(GroupMember.c.person_id.in_(part))
        for row in connection.execute(inside.group_by(GroupMember.c.group_id)):
            counts[row.group_id] = counts.get(row.group_id, 0) + int(row.inside)
    return counts


def remove(work: Work, groups: Sequence[int]) -> Deleted:
    """Delete groups: their labels go, nobody else (W1)."""
    names, labels = [], 0
    for group in sorted(set(groups)):
        row = _one(work.connection, group, lock=True)
        _refuse_promoted(work.connection, row)
        inside = _inside(work.connection, group)
        work.connection.execute(delete(GroupMember).where(GroupMember.c.group_id == group))
        _refresh(work, inside)
        work.connection.execute(delete(Group).where(Group.c.id == group))
        work.journal(
            "group", group, "deleted", {**{key: getattr(row, key) for key in _DETAILS}, "people": ",".join(map(str, inside))}, None
        )
        names.append(str(row.name))
        labels += len(inside)
    return Deleted(tuple(names), labels)


# --- undo ----------------------------------------------------------------------------------------------------------------------------


def uncreate(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Delete groups that were made; one that people are under by now stays: others may need it."""
    inside = select(GroupMember.c.group_id).where(GroupMember.c.group_id == Group.c.id).exists()
    empty = select(Group.c.id).where(Group.c.id.in_([step.entity_id for step in steps]), ~inside)
    remove(work, [int(row.id) for row in work.connection.execute(empty)])
    return []


def unedit(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put old details back where they are still those that the edit wrote; RuleBroken otherwise."""
    for step in steps:
        row = _one(work.connection, step.entity_id, lock=True)
        if any(getattr(row, key) != value for key, value in step.after.items()):
            raise RuleBroken(N_("The group {name} was changed since; nothing was undone."), name=row.name)
        _write(work, row, dict(step.before))
    return []


def undelete(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Have deleted groups again, with everybody who was under them and is still there."""
    for step in steps:
        details = {key: step.before[key] for key in _DETAILS}
        _refuse_taken(work.connection, details["name"])
        work.connection.execute(insert(Group).values(id=step.entity_id, **details, name_key=_key(details["name"]), version=1))
        before = [int(person) for person in step.before["people"].split(",") if person]
        there = [
            int(row.id)
            for part in parts(before)
            for row in work.connection.execute(select(Person.c.id).where(Person.c.id.in_(part), Person.c.status.not_in(_GONE)))
        ]
        if there:
            work.connection.execute(insert(GroupMember), [{"person_id": person, "group_id": step.entity_id} for person in there])
        _refresh(work, there)
        work.journal("group", step.entity_id, "undeleted", None, details)
    return []


# --- inside --------------------------------------------------------------------------------------------------------------------------

_GONE = ("merged", "anonymised")


def _checked(values: Mapping[str, Value]) -> dict[str, Value]:
    """The details as stored; FieldsRefused names every bad one."""
    problems: dict[str, Told] = {}
    kept: dict[str, Value] = {}
    for key, kind in (("name", NAME), ("description", DESCRIPTION)):
        try:
            kept[key] = kind.parse(str(values[key] or ""), Manner())
        except BadValue as problem:
            problems[key] = problem
    if "name" not in problems:
        if kept["name"] is None:
            problems["name"] = BadValue(N_("The group needs a name."), key="name")
        elif ";" in str(kept["name"]):
            problems["name"] = BadValue(N_("The name of a group holds no semicolon: it stands between groups."), key="name")
    kept["colour"] = values["colour"]
    if (fault := fault_of_colour(kept["colour"])) is not None:
        problems["colour"] = fault
    if problems:
        raise FieldsRefused(problems)
    return kept


def _key(name: str) -> str:
    return texts.fold(texts.clean(name))


def _refuse_taken(connection: Connection, name: str, *, but: int = 0) -> None:
    """Names are unique without regard to case and accents (W1)."""
    found = connection.execute(select(Group.c.name).where(Group.c.name_key == _key(name), Group.c.id != but)).scalar()
    if found is not None:
        raise BadValue(N_("There is a group “{name}” already; choose another name."), name=found, key="name")


def _one(connection: Connection, group: int, *, lock: bool = False, share: bool = False) -> Row[Any]:
    """A group. *share*: nobody may delete or rename it before this transaction ends."""
    query = select(Group).where(Group.c.id == group)
    row = connection.execute(query.with_for_update(read=share) if lock or share else query).first()
    if row is None:
        raise NotFound(N_("This group is no longer there; somebody deleted it."))
    return row


def _read(connection: Connection, group: int) -> GroupLine:
    row = _one(connection, group)
    return GroupLine(row.id, row.name, row.colour, row.description, len(_inside(connection, group)), row.version)


def _write(work: Work, row: Row[Any], wanted: Mapping[str, Value]) -> None:
    """Write these details of a locked group; a new name goes into the words that find its people."""
    if not wanted:
        return
    key = {}
    if "name" in wanted:
        _refuse_taken(work.connection, str(wanted["name"]), but=row.id)
        key = {"name_key": _key(str(wanted["name"]))}
    work.connection.execute(update(Group).where(Group.c.id == row.id).values(**wanted, **key, version=row.version + 1))
    work.journal("group", row.id, "changed", {name: getattr(row, name) for name in wanted}, wanted)
    if key:
        _refresh(work, _inside(work.connection, row.id))


def _refuse_promoted(connection: Connection, row: Row[Any]) -> None:
    """A promotion that is for this group would be for nobody."""
    found = connection.execute(select(Promotion.c.name).where(Promotion.c.group_id == row.id).limit(1)).scalar()
    if found is not None:
        raise RuleBroken(
            N_("The promotion “{promotion}” is for the group {name}; give it to others first."), promotion=found, name=row.name
        )


def _inside(connection: Connection, group: int) -> list[int]:
    """Everybody under a group."""
    rows = connection.execute(select(GroupMember.c.person_id).where(GroupMember.c.group_id == group).order_by(GroupMember.c.person_id))
    return [int(row.person_id) for row in rows]


def _relabel(
    work: Work,
    enters: Sequence[Row[Any]],
    leaves: Sequence[Row[Any]],
    selection: Sequence[int],
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Change the labels of people, as one edit of each; gives how many differ."""
    country = programme.read(work.connection).country
    away = {row.name for row in leaves}
    changed = 0
    for part in in_parts(work, selection, progress, stop):
        lock_accounts(work.connection, part)
        found = people(work.connection, part, lock=True)
        if len(found) < len(part):
            raise NotFound(N_("This person is no longer there; somebody removed the record."))
        rows: list[tuple[Value, ...]] = []
        comes: list[dict[str, Any]] = []
        goes: dict[int, list[int]] = {}
        for person in found.values():
            if person["status"] in _GONE:
                raise RuleBroken(N_("{name} was merged or anonymised meanwhile and can no longer be edited."), name=full_name(person))
            now = set(split_tags(person["groups"]))
            new = [row for row in enters if row.name not in now]
            gone = [row for row in leaves if row.name in now]
            if not new and not gone:
                continue
            comes += [{"person_id": person["id"], "group_id": row.id} for row in new]
            for row in gone:
                goes.setdefault(row.id, []).append(int(person["id"] or 0))
            groups = join_tags([*(now - away), *(row.name for row in new)])
            text = columns_of(person, {"groups": groups}, country, work.today)["search_text"]
            rows.append((text, work.now, person["id"], person["version"]))
            work.journal("person", int(person["id"] or 0), "changed", {"groups": person["groups"]}, {"groups": groups})
        if comes:
            work.connection.execute(insert(GroupMember), comes)
        for group, gone_from in goes.items():
            work.connection.execute(delete(GroupMember).where(GroupMember.c.group_id == group, GroupMember.c.person_id.in_(gone_from)))
        if rows:
            update_all(work.connection, ("search_text",), rows)
        changed += len(rows)
    return changed


def _refresh(work: Work, inside: Sequence[int]) -> None:
    """Make the words that find these people anew; their details and versions stay."""
    country = programme.read(work.connection).country
    for part in parts(inside):
        found = people(work.connection, part, lock=True)
        rows = [
            {"key": person["id"], "text": derived_of(person, ("groups",), _text(person["groups"]), country)["search_text"]}
            for person in found.values()
        ]
        if rows:
            work.connection.execute(update(Person).where(Person.c.id == bindparam("key")).values(search_text=bindparam("text")), rows)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
