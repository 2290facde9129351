"""Who may be one person: records that share phone, e-mail or name, scored; prospects beside everybody, by the indexes (D1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from db.entities.people import Person
from db.fields.kinds import Value

PHONE, EMAIL, NAME_AND_BIRTHDAY, NAME_AND_POSTCODE, SIMILAR_NAME = 100, 80, 70, 50, 20
PROSPECTS = ("guest", "invited")
COMPARED = ("active", "suspended", "removed")
_KEYS = ("phone_e164", "email_key", "name_key", "birthday", "postcode")


@dataclass(frozen=True)
class Pair:
    """A prospect and somebody they resemble; *reasons* are "phone", "email", "birthday", "postcode", "name", the strongest first."""

    person: int
    other: int
    score: int
    reasons: tuple[str, ...]


def score(one: Mapping[str, Value], other: Mapping[str, Value]) -> tuple[int, tuple[str, ...]]:
    """The sum of what two records share, with the reasons (D1); both by `phone_e164`, `email_key`, `name_key`, `birthday`, `postcode`."""
    found, reasons = 0, list[str]()
    name, others_name = str(one["name_key"] or ""), str(other["name_key"] or "")
    if one["phone_e164"] and other["phone_e164"] == one["phone_e164"]:
        found, reasons = found + PHONE, [*reasons, "phone"]
    if one["email_key"] and other["email_key"] == one["email_key"]:
        found, reasons = found + EMAIL, [*reasons, "email"]
    same_name = bool(name) and others_name == name
    if same_name and one["birthday"] and other["birthday"] == one["birthday"]:
        found, reasons = found + NAME_AND_BIRTHDAY, [*reasons, "birthday"]
    if same_name and one["postcode"] and str(other["postcode"] or "").lower() == str(one["postcode"]).lower():
        found, reasons = found + NAME_AND_POSTCODE, [*reasons, "postcode"]
    if same_name or set(name.split()) & set(others_name.split()):
        found, reasons = found + SIMILAR_NAME, [*reasons, "name"]
    return found, tuple(reasons)


def pairs(connection: Connection, threshold: int) -> tuple[Pair, ...]:
    """Every prospect with everybody whom they resemble from this score on, the best first.

    Only records that share a phone, an e-mail or the whole name are looked at; of the same names alone only where the threshold lets
    them through. The prospects are walked, and each finds the others by an index alone.
    """
    one, other = Person.alias("one"), Person.alias("other")
    columns = [*(one.c[key].label(f"one_{key}") for key in ("id", *_KEYS)), *(other.c[key].label(f"other_{key}") for key in ("id", *_KEYS))]
    same_name: Any = other.c.name_key == one.c.name_key
    if threshold > SIMILAR_NAME:
        same_name = same_name & or_(other.c.birthday == one.c.birthday, func.lower(other.c.postcode) == func.lower(one.c.postcode))
    found: dict[tuple[int, int], Pair] = {}
    for join in (other.c.phone_e164 == one.c.phone_e164, other.c.email_key == one.c.email_key, same_name):
        statement = (
            select(*columns)
            .select_from(one.join(other, join))
            .where(one.c.stage.in_(PROSPECTS), one.c.status == "active", other.c.id != one.c.id, other.c.status.in_(COMPARED))
        )
        for row in connection.execute(statement):
            values = row._mapping
            mine, theirs = ({key: values[f"{which}_{key}"] for key in _KEYS} for which in ("one", "other"))
            reached, reasons = score(mine, theirs)
            if reached >= threshold:
                found[row.one_id, row.other_id] = Pair(row.one_id, row.other_id, reached, reasons)
    return tuple(sorted(found.values(), key=lambda pair: (-pair.score, pair.person, pair.other)))


def prospects(connection: Connection, threshold: int) -> Sequence[int]:
    """The prospects who resemble somebody from this score on, by id."""
    return sorted({pair.person for pair in pairs(connection, threshold)})
