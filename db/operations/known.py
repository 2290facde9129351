"""Who is known already: the people that a person being typed may be (D1, D2); never joined without the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from db.entities.people import Person
from db.fields.kinds import Value, e164
from db.operations import programme
from db.people_rows import full_name
from db.texts import fold

PHONE, EMAIL, NAME_AND_BIRTHDAY, NAME_AND_POSTCODE, SIMILAR_NAME = 100, 80, 70, 50, 20


@dataclass(frozen=True)
class Known:
    """A person who may be the one being typed; *reasons* are "phone", "email", "birthday", "postcode", "name"."""

    id: int
    number: str
    name: str
    stage: str
    status: str
    city: str | None
    tier_id: int | None
    score: int
    reasons: tuple[str, ...]


def known(connection: Connection, typed: Mapping[str, Value], *, but: int | None = None) -> tuple[Known, ...]:
    """The people whose score reaches the programme's threshold (D1: phone 100, e-mail 80, name with birthday 70, with postcode 50, name 20), best first."""
    club = programme.read(connection)
    number = e164(str(typed.get("phone") or ""), club.country)
    email = fold(str(typed.get("email") or ""))
    name = fold(f"{typed.get('last_name') or ''} {typed.get('first_name') or ''}").strip()
    tests = []
    if number:
        tests.append(Person.c.phone_e164 == number)
    if email:
        tests.append(Person.c.email_key == email)
    if name:
        tests.append(Person.c.name_key == name)
    if not tests:
        return ()
    columns = (
        Person.c.id, Person.c.number, Person.c.first_name, Person.c.last_name, Person.c.phone, Person.c.email, Person.c.stage, Person.c.status, Person.c.city,
        Person.c.tier_id, Person.c.phone_e164, Person.c.email_key, Person.c.name_key, Person.c.birthday, Person.c.postcode,
    )  # fmt: skip
    query = select(*columns).where(or_(*tests), Person.c.status.in_(("active", "suspended", "removed"))).order_by(Person.c.id).limit(200)
    found = []
    for row in connection.execute(query):
        if row.id == but:
            continue
        score, reasons = _score(dict(row._mapping), typed, number, email, name)
        if score >= club.duplicates_threshold:
            person = Known(row.id, row.number, full_name(dict(row._mapping)), row.stage, row.status, row.city, row.tier_id, score, reasons)
            found.append(person)
    return tuple(sorted(found, key=lambda person: (-person.score, person.id)))


def _score(row: Mapping[str, Value], typed: Mapping[str, Value], number: str | None, email: str, name: str) -> tuple[int, tuple[str, ...]]:
    """The sum of what two records share."""
    score, reasons = 0, list[str]()
    if number and row["phone_e164"] == number:
        score, reasons = score + PHONE, [*reasons, "phone"]
    if email and row["email_key"] == email:
        score, reasons = score + EMAIL, [*reasons, "email"]
    same_name = bool(name) and row["name_key"] == name
    if same_name and typed.get("birthday") and row["birthday"] == typed["birthday"]:
        score, reasons = score + NAME_AND_BIRTHDAY, [*reasons, "birthday"]
    if same_name and typed.get("postcode") and fold(str(row["postcode"] or "")) == fold(str(typed["postcode"])):
        score, reasons = score + NAME_AND_POSTCODE, [*reasons, "postcode"]
    similar = same_name or (bool(name) and bool(set(name.split()) & set(str(row["name_key"] or "").split())))
    if similar:
        score, reasons = score + SIMILAR_NAME, [*reasons, "name"]
    return score, tuple(reasons)
