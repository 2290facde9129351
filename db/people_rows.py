"""People read to be changed, and written: typed details in, derived columns with them, groups beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from db import texts
from db.entities.groups import Group, GroupMember
from db.entities.people import Person
from db.entities.points import Account
from db.errors import RuleBroken
from db.fields.kinds import Value, join_tags, split_tags
from db.fields.people import ALL
from db.people_keys import SOURCES, derived_of
from db.texts import N_
from db.work import Work

# The details that a person may type (columns of people), and what else the rules look at.
TYPED = tuple(field.write for field in ALL if field.write and field.key != "groups")
BESIDE = (
    "id",
    "version",
    "stage",
    "status",
    "number",
    "code",
    "shared_phone",
    "phone_e164",
    "tier_id",
    "birthday_since",
    "anniversary_since",
)
GROUP_COLOURS = ("#7c5cc4", "#2a8f6a", "#c45c3c", "#3c6fc4", "#a3842a", "#b0487f", "#4a8f9c", "#6b7a3c")


def people(connection: Connection, ids: Sequence[int], *, lock: bool = False) -> dict[int, dict[str, Value]]:
    """The people of these ids with their typed details and groups; locked in the order of ids when they are to be changed (rule 8)."""
    columns = [Person.c[name] for name in (*BESIDE, *TYPED)]
    groups: ColumnElement[Any] = next(field.sql for field in ALL if field.key == "groups").label("groups")
    found: dict[int, dict[str, Value]] = {}
    for start in range(0, len(ids), 5000):
        query = select(*columns, groups).where(Person.c.id.in_(sorted(ids[start : start + 5000]))).order_by(Person.c.id)
        rows = connection.execute(query.with_for_update(of=Person) if lock else query)
        names = tuple(rows.keys())
        found.update({row[0]: dict(zip(names, row, strict=True)) for row in rows})
    return found


def lock_accounts(connection: Connection, people: Sequence[int]) -> None:
    """Lock people by their accounts' rows, in the order of ids: whoever changes what a person holds or is does so first (rules 7, 8)."""
    if connection.dialect.name == "sqlite":
        # One writer at a time: the transaction itself is the lock.
        return
    for start in range(0, len(wanted := sorted(set(people))), 5000):
        some = Account.c.person_id.in_(wanted[start : start + 5000])
        connection.execute(select(Account.c.id).where(some).order_by(Account.c.id).with_for_update()).all()


def since(changes: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Since when the birthday and the anniversary among these details stand as they do: from today on (N9)."""
    return {
        f"{key}_since": today.isoformat() if changes[key] else None
        for key in ("birthday", "anniversary")
        if key in changes and f"{key}_since" not in changes
    }


def columns_of(person: Mapping[str, Value], changes: Mapping[str, Value], country: str, today: date) -> dict[str, Value]:
    """The columns to write for these changes of typed details: themselves, and whatever is derived from them."""
    written = {key: value for key, value in changes.items() if key != "groups"}
    written.update(since(changes, today))
    touched = [key for key in changes if key == "groups" or key in SOURCES]
    if touched:
        whole = {**person, **changes}
        groups = whole.get("groups")
        written.update(derived_of(whole, touched, None if groups is None else str(groups), country))
    return written


def update_all(connection: Connection, columns: Sequence[str], rows: Sequence[tuple[Value, ...]]) -> None:
    """Write the same columns of many people, each guarded by its version; every one must be hit (reliability.md, rule 3)."""
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            assignments = "".join(f"{name} = ?, " for name in columns)
            cursor.executemany(f"UPDATE people SET {assignments}changed = ?, version = version + 1 WHERE id = ? AND version = ?", rows)
        else:
            names = [*columns, "changed", "id", "version"]
            arrays = ", ".join(f"%s::{_array_type(name)}[]" for name in names)
            assignments = "".join(f"{name} = new.{name}, " for name in columns)
            cursor.execute(
                f"UPDATE people SET {assignments}changed = new.changed, version = people.version + 1 "
                f"FROM unnest({arrays}) AS new({', '.join(names)}) WHERE people.id = new.id AND people.version = new.version",
                [list(column) for column in zip(*rows, strict=True)],
            )
        if cursor.rowcount != len(rows):
            raise RuleBroken(N_("One of these people was changed by another desk in the same moment; nothing was changed. Try again."))
    finally:
        cursor.close()


_DAYS = {
    "joined",
    "invited_on",
    "consent_date",
    "card_issued_on",
    "card_valid_until",
    "last_visit",
    "tier_review",
    "birthday_since",
    "anniversary_since",
}


def _array_type(name: str) -> str:
    """PostgreSQL's type of a column of people, for arrays of parameters."""
    if name in ("id", "version", "tier_id"):
        return "integer"
    return "timestamptz" if name == "changed" else "date" if name in _DAYS else "text"


class Groups:
    """The groups by folded name; a name that is new is made on the way, with the next colour (W1)."""

    def __init__(self, work: Work) -> None:
        self.work = work
        rows = work.connection.execute(select(Group.c.id, Group.c.name, Group.c.name_key)).all()
        self.ids = {row.name_key: int(row.id) for row in rows}
        self.names = {row.name_key: str(row.name) for row in rows}

    def spelled(self, tags: Value) -> Value:
        """The tags with each known group's own spelling."""
        return join_tags([self.names.get(texts.fold(name), name) for name in split_tags(tags)])

    def put(self, memberships: Iterable[tuple[int, Value]]) -> None:
        """Have each person in exactly these groups."""
        wanted = list(memberships)
        if not wanted:
            return
        connection = self.work.connection
        for start in range(0, len(wanted), 5000):
            some = [person for person, _ in wanted[start : start + 5000]]
            connection.execute(delete(GroupMember).where(GroupMember.c.person_id.in_(some)))
        rows = [{"person_id": person, "group_id": self._id(name)} for person, tags in wanted for name in split_tags(tags)]
        if rows:
            connection.execute(insert(GroupMember), rows)

    def _id(self, name: str) -> int:
        key = texts.fold(name)
        if key not in self.ids:
            colour = GROUP_COLOURS[len(self.ids) % len(GROUP_COLOURS)]
            made = self.work.connection.execute(
                insert(Group).values(name=name, name_key=key, colour=colour, version=1).returning(Group.c.id)
            ).scalar_one()
            self.ids[key], self.names[key] = int(made), name
            self.work.journal("group", int(made), "created", None, {"name": name, "colour": colour})
        return self.ids[key]


def full_name(person: Mapping[str, Value]) -> str:
    """The name as people say it; without one, the phone, the e-mail or the number."""
    name = " ".join(str(part) for part in (person["first_name"], person["last_name"]) if part)
    return name or str(person["phone"] or person["email"] or person["number"])
