"""Segments: filters with a name, always current, usable wherever a group is (W2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from db import search, texts
from db.entities.groups import Segment
from db.errors import BadValue, NotFound, RuleBroken
from db.fields.kinds import Line
from db.fields.manner import Manner
from db.search.conditions import Query
from db.search.saved import columns_from, query_from, query_text
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

NAME = Line("text", longest=60)


@dataclass(frozen=True)
class SegmentLine:
    """A segment as it stands; *people* is how many it finds now (None: not counted)."""

    id: int
    name: str
    version: int
    people: int | None = None


@dataclass(frozen=True)
class SavedView:
    """A segment as the window's views list has it: what it asks for, in which order, and the columns shown with it (none: the usual)."""

    id: int
    name: str
    query: Query
    columns: tuple[str, ...]


def views(connection: Connection) -> tuple[SavedView, ...]:
    """Every segment by name as a view; nobody is counted."""
    rows = connection.execute(select(Segment).order_by(Segment.c.name_key))
    return tuple(SavedView(row.id, row.name, query_from(row.query), columns_from(row.query)) for row in rows)


def listed(connection: Connection, *, counted: bool = True) -> tuple[SegmentLine, ...]:
    """Every segment by name; *counted*: with how many people it finds now."""
    rows = connection.execute(select(Segment).order_by(Segment.c.name_key)).all()
    return tuple(
        SegmentLine(row.id, row.name, row.version, search.count(connection, query_from(row.query)) if counted else None) for row in rows
    )


def save(work: Work, name: str, query: Query, columns: Sequence[str] = ()) -> SegmentLine:
    """Keep a filter, with the columns shown beside it, under a name; BadValue where the name is taken or there is none."""
    tidy, text = _checked(work.connection, name), query_text(query, columns)
    row: dict[str, str | int] = {"name": tidy, "name_key": _key(tidy), "query": text, "version": 1}
    segment = int(work.connection.execute(insert(Segment).values(**row).returning(Segment.c.id)).scalar_one())
    work.journal("segment", segment, "created", None, {"name": tidy, "query": text})
    return SegmentLine(segment, tidy, 1)


def change(work: Work, segment: int, query: Query, columns: Sequence[str] = ()) -> SegmentLine:
    """Have a segment ask for something else from now on."""
    return _write(work, _one(work.connection, segment, lock=True), {"query": query_text(query, columns)})


def rename(work: Work, segment: int, name: str) -> SegmentLine:
    """Give a segment another name."""
    row = _one(work.connection, segment, lock=True)
    return _write(work, row, {"name": _checked(work.connection, name, but=segment)})


def remove(work: Work, segment: int) -> SegmentLine:
    """Delete a segment; nobody changes."""
    row = _one(work.connection, segment, lock=True)
    work.connection.execute(delete(Segment).where(Segment.c.id == segment))
    work.journal("segment", segment, "deleted", {"name": row.name, "query": row.query}, None)
    return SegmentLine(row.id, row.name, row.version)


# --- undo ----------------------------------------------------------------------------------------------------------------------------


def uncreate(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Delete segments that were saved."""
    for step in steps:
        _refuse_changed(work, step)
        remove(work, step.entity_id)
    return []


def unedit(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put name or filter back where they are still those that the change wrote; RuleBroken otherwise."""
    for step in steps:
        row = _refuse_changed(work, step)
        if "name" in step.before:
            _checked(work.connection, step.before["name"], but=row.id)
        _write(work, row, dict(step.before))
    return []


def undelete(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Have deleted segments again; BadValue where the name was taken meanwhile."""
    for step in steps:
        name = _checked(work.connection, step.before["name"])
        work.connection.execute(
            insert(Segment).values(id=step.entity_id, name=name, name_key=_key(name), query=step.before["query"], version=1)
        )
        work.journal("segment", step.entity_id, "created", None, {"name": name, "query": step.before["query"]})
    return []


# --- inside --------------------------------------------------------------------------------------------------------------------------


def _checked(connection: Connection, name: str, *, but: int = 0) -> str:
    """The name as stored: unique without regard to case and accents."""
    tidy = NAME.parse(name, Manner())
    if tidy is None:
        raise BadValue(N_("The segment needs a name."), key="name")
    found = connection.execute(select(Segment.c.name).where(Segment.c.name_key == _key(str(tidy)), Segment.c.id != but)).scalar()
    if found is not None:
        raise BadValue(N_("There is a segment “{name}” already; choose another name."), name=found, key="name")
    return str(tidy)


def _key(name: str) -> str:
    return texts.fold(texts.clean(name))


def _one(connection: Connection, segment: int, *, lock: bool = False) -> Row[Any]:
    query = select(Segment).where(Segment.c.id == segment)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound(N_("This segment is no longer there; somebody deleted it."))
    return row


def _write(work: Work, row: Row[Any], wanted: dict[str, str]) -> SegmentLine:
    """Write these values of a locked segment."""
    key = {"name_key": _key(wanted["name"])} if "name" in wanted else {}
    before = {name: getattr(row, name) for name in wanted}
    if before != wanted:
        work.connection.execute(update(Segment).where(Segment.c.id == row.id).values(**wanted, **key, version=row.version + 1))
        work.journal("segment", row.id, "changed", before, wanted)
    return SegmentLine(row.id, wanted.get("name", row.name), row.version + (before != wanted))


def _refuse_changed(work: Work, step: Step) -> Row[Any]:
    row = _one(work.connection, step.entity_id, lock=True)
    if any(getattr(row, key) != value for key, value in step.after.items()):
        raise RuleBroken(N_("The segment {name} was changed since; nothing was undone."), name=row.name)
    return row
