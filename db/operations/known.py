"""Who is known already: the people that a person being typed may be (D1, D2); never joined without the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from db.entities.people import Person
from db.fields.kinds import Value, e164
from db.operations import programme
from db.people_rows import full_name
from db.search.duplicates import COMPARED, score
from db.texts import fold


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
    query = select(*columns).where(or_(*tests), Person.c.status.in_(COMPARED)).order_by(Person.c.id).limit(200)
    mine = {
        "phone_e164": number,
        "email_key": email,
        "name_key": name,
        "birthday": typed.get("birthday"),
        "postcode": typed.get("postcode"),
    }
    found = []
    for row in connection.execute(query):
        if row.id == but:
            continue
        reached, reasons = score(mine, dict(row._mapping))
        if reached >= club.duplicates_threshold:
            person = Known(
                row.id, row.number, full_name(dict(row._mapping)), row.stage, row.status, row.city, row.tier_id, reached, reasons
            )
            found.append(person)
    return tuple(sorted(found, key=lambda person: (-person.score, person.id)))
