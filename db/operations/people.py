"""People: adding one, and editing one so that nobody's change is lost (A1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from db.codes import new_code
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Account
from db.errors import BadValue, Conflict, FieldsRefused, KnownPhone, NotFound, Told
from db.fields.kinds import Value
from db.operations import programme
from db.people_keys import derived, number_of
from db.people_rows import TYPED, Groups, columns_of, full_name, people, since
from db.people_rules import problems, tidied
from db.texts import N_
from db.work import Work


@dataclass(frozen=True)
class Saved:
    """A person as the operation leaves them, with the keys that it changed."""

    id: int
    number: str
    name: str
    version: int
    keys: tuple[str, ...]


def add_prospect(work: Work, values: Mapping[str, Value], *, stage: str = "invited", came_by: str = "desk") -> Saved:
    """Add a guest or an invited prospect, with a number from the first moment (P10); FieldsRefused names each bad detail."""
    if stage not in ("guest", "invited"):
        raise BadValue(N_("A prospect is a guest or invited."), key="stage")
    return insert_person(work, values, stage=stage, came_by=came_by, extra={})


def insert_person(work: Work, values: Mapping[str, Value], *, stage: str, came_by: str, extra: Mapping[str, Value]) -> Saved:
    """Write a new person with account; *extra* holds what registering sets."""
    club = programme.read(work.connection)
    person = {**dict.fromkeys(TYPED), "groups": None, "code": None, **tidied(values), **extra, "stage": stage}
    refuse(problems(person, {key for key, value in person.items() if value is not None} | {"last_name"}, work.today))
    new_id = work.take_numbers("people")
    person["number"] = number_of(new_id)
    groups = Groups(work)
    person["groups"] = groups.spelled(person["groups"])
    columns = {key: person[key] for key in TYPED}
    columns.update(derived(person, _text(person["groups"]), club.country))
    columns.update(since({key: person[key] for key in ("birthday", "anniversary")}, work.today))
    columns.update(extra)
    work.connection.execute(
        insert(Person).values(
            id=new_id,
            number=person["number"],
            stage=stage,
            status="active",
            came_by=came_by,
            version=1,
            created=work.now,
            changed=work.now,
            **columns,
        )
    )
    work.connection.execute(insert(Account).values(id=new_id, person_id=new_id))
    groups.put([(new_id, person["groups"])] if person["groups"] else [])
    shown = {key: person.get(key) for key in ("number", "stage", *TYPED, "groups", *extra) if person.get(key) is not None}
    work.journal("person", new_id, "created", None, shown)
    return Saved(new_id, str(person["number"]), full_name(person), 1, tuple(shown))


def edit(work: Work, person_id: int, changes: Mapping[str, tuple[Value, Value]]) -> Saved:
    """Change details of a person; *changes* maps a key to the value that was seen and the new one.

    Fields that another desk changed meanwhile are merged silently unless they are the same (A1): then Conflict holds before, now and mine.
    FieldsRefused names each detail that breaks a rule; KnownPhone a number that is another member's (P2, P4).
    """
    person = one(work.connection, person_id, lock=True)
    if person["status"] in ("merged", "anonymised"):
        raise BadValue(N_("{name} was merged or anonymised meanwhile and can no longer be edited."), name=full_name(person))
    clashes = {key: (before, person[key], after) for key, (before, after) in changes.items() if person[key] not in (before, after)}
    if clashes:
        raise Conflict(
            N_("{name} was changed by another desk meanwhile. Nothing of yours is lost: choose for each field."),
            name=full_name(person),
            clashes=clashes,
        )
    groups = Groups(work)
    wanted = {key: after for key, (_, after) in changes.items() if after != person[key]}
    if "groups" in wanted:
        wanted["groups"] = groups.spelled(wanted["groups"])
    return write(work, person, wanted, groups)


def write(work: Work, person: dict[str, Value], wanted: dict[str, Value], groups: Groups, club: programme.Club | None = None) -> Saved:
    """Write these values of a locked person, with what is derived, version and journal; nothing where nothing differs."""
    person_id, version = _id(person), _number(person["version"])
    if not wanted:
        return Saved(person_id, str(person["number"]), full_name(person), version, ())
    club = club or programme.read(work.connection)
    after = {**person, **wanted}
    refuse(problems(after, set(wanted), work.today))
    columns = columns_of(person, wanted, club.country, work.today)
    dated = since(wanted, work.today)
    if "phone_e164" in columns and columns["phone_e164"] != person["phone_e164"]:
        refuse_taken_phone(work.connection, _text(columns["phone_e164"]), after)
    done = work.connection.execute(
        update(Person).where(Person.c.id == person_id, Person.c.version == version).values(**columns, version=version + 1, changed=work.now)
    )
    if done.rowcount != 1:
        raise NotFound(N_("{name} was changed by another desk a moment ago; look again."), name=full_name(person))
    if "groups" in wanted:
        groups.put([(person_id, wanted["groups"])])
    work.journal("person", person_id, "changed", {key: person[key] for key in (*wanted, *dated)}, {**wanted, **dated})
    return Saved(person_id, str(person["number"]), full_name(after), version + 1, tuple(wanted))


def refuse_taken_phone(connection: Connection, number: str | None, person: Mapping[str, Value]) -> None:
    """Refuse the phone of an active or suspended member for a second one, naming the holder (P2, P4)."""
    if (
        number is None
        or person["stage"] != "member"
        or person.get("status", "active") not in ("active", "suspended")
        or person.get("shared_phone")
    ):
        return
    holder = connection.execute(
        select(Person.c.id, Person.c.number, Person.c.first_name, Person.c.last_name, Person.c.phone, Person.c.email).where(
            Person.c.phone_e164 == number,
            Person.c.stage == "member",
            Person.c.status.in_(("active", "suspended")),
            Person.c.shared_phone.is_(False),
            Person.c.id != (person.get("id") or 0),
        )
    ).first()
    if holder is not None:
        raise KnownPhone(
            N_("The phone {phone} belongs to {name}, no. {number}. A number belongs to one member."),
            person=int(holder.id), phone=number, name=full_name(dict(holder._mapping)), number=holder.number,
        )  # fmt: skip


def one(connection: Connection, person_id: int, *, lock: bool = False) -> dict[str, Value]:
    """A person's typed details; NotFound where there is none."""
    found = people(connection, [person_id], lock=lock)
    if person_id not in found:
        raise NotFound(N_("This person is no longer there; somebody removed the record."))
    return found[person_id]


def refuse(found: dict[str, Told]) -> None:
    """Refuse all bad details at once."""
    if found:
        raise FieldsRefused(found)


def free_code(connection: Connection) -> str:
    """A card code that nobody has (K3: drawn again when taken)."""
    while True:
        code = new_code()
        if connection.execute(select(Person.c.id).where(Person.c.code == code)).first() is None:
            return code


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _number(value: Value) -> int:
    return int(value or 0)


def _id(person: Mapping[str, Value]) -> int:
    return _number(person["id"])


def last_change(connection: Connection, person_id: int) -> tuple[str, str]:
    """Who changed a person last, as "Jonas at desk 1", and when (UTC)."""
    row = connection.execute(
        select(Operation.c.operator, Operation.c.desk, Operation.c.recorded_at)
        .join(JournalRow, JournalRow.c.op_id == Operation.c.op_id)
        .where(JournalRow.c.entity == "person", JournalRow.c.entity_id == person_id)
        .order_by(JournalRow.c.id.desc())
        .limit(1)
    ).first()
    return (f"{row.operator}, {row.desk}", str(row.recorded_at)) if row is not None else ("", "")
