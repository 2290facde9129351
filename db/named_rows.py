"""Records with a name of their own (tiers, groups, cards, kinds of stamp cards and passes): named once, edited without losing another desk's change (A1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, select, update

from db import texts
from db.errors import BadValue, Conflict, NotFound
from db.fields.kinds import LINE, Value
from db.fields.manner import Manner
from db.texts import N_
from db.work import Work

LONGEST = 60
_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def one(connection: Connection, table: Table, row_id: int, gone: str, *, lock: bool = False) -> dict[str, Any]:
    """A record by id, locked where it is to be changed; NotFound says with *gone* that it is no longer there."""
    query = select(table).where(table.c.id == row_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound(gone)
    return dict(row._mapping)


def named(connection: Connection, table: Table, name: str | None, *, but: int = 0) -> dict[str, Value]:
    """The columns of a name: one line of at most 60 signs that no other record has, without regard to case and accents; else BadValue."""
    tidy = LINE.parse(name or "", Manner())
    if tidy is None:
        raise BadValue(N_("It needs a name."), key="name")
    if len(str(tidy)) > LONGEST:
        raise BadValue(N_("The name is too long: {length} signs, at most {longest}."), length=len(str(tidy)), longest=LONGEST, key="name")
    key = texts.fold(str(tidy))
    other = connection.execute(select(table.c.name).where(table.c.name_key == key, table.c.id != but)).scalar()
    if other is not None:
        raise BadValue(N_("There is one called “{name}” already; choose another name."), name=other, key="name")
    return {"name": tidy, "name_key": key}


def fault_of_colour(text: Value) -> BadValue | None:
    """Why this is no colour; None for one like #2a8f6a."""
    if _COLOUR.fullmatch(str(text)):
        return None
    return BadValue(N_("“{text}” is not a colour; write it like #2a8f6a."), key="colour", text=text)


def whole(value: object, key: str, *, most: int, least: int = 1) -> int | None:
    """A whole number within bounds, or nothing; BadValue names the field."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadValue(
            N_("“{value}” does not fit: write a whole number from {least} to {most}."), value=value, least=least, most=most, key=key
        )
    return value


def merged(row: Mapping[str, Any], changes: Mapping[str, tuple[Value, Value]], allowed: tuple[str, ...]) -> dict[str, Any]:
    """The fields that differ from the record as it is now; *changes* maps a key to the value that was seen and the new one.

    Fields that another desk changed meanwhile merge silently unless they are the same: then Conflict holds before, now and mine (A1).
    """
    unknown = sorted(set(changes) - set(allowed))
    if unknown:
        raise BadValue(N_("There is no field “{field}” here."), field=unknown[0], key=unknown[0])
    clashes = {key: (before, row[key], after) for key, (before, after) in changes.items() if row[key] not in (before, after)}
    if clashes:
        raise Conflict(
            N_("“{name}” was changed by another desk meanwhile. Nothing of yours is lost: choose for each field."),
            name=row["name"], clashes=clashes,
        )  # fmt: skip
    return {key: after for key, (_, after) in changes.items() if after != row[key]}


def write(work: Work, table: Table, entity: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Write changed columns of a record with version and journal; gives the version it has now."""
    version = int(row["version"])
    if not values:
        return version
    done = work.connection.execute(
        update(table).where(table.c.id == row["id"], table.c.version == version).values(**values, version=version + 1)
    )
    if done.rowcount != 1:
        raise NotFound(N_("“{name}” was changed by another desk a moment ago; look again."), name=row["name"])
    shown = [key for key in values if key != "name_key"]
    work.journal(entity, int(row["id"]), "changed", {key: row[key] for key in shown}, {key: values[key] for key in shown})
    return version + 1
