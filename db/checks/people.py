"""Checks of people: an account each, one phone each, numbers, card codes, and what is derived from what was typed."""

from __future__ import annotations

from sqlalchemy import func, select

from db import codes
from db.checks.scene import Found, Scene
from db.entities.people import Person
from db.entities.points import Account
from db.fields.people import BY_KEY
from db.operations import programme
from db.people_keys import SOURCES, derived, number_of

_DERIVED = ("name_key", "first_key", "city_key", "email_key", "phone_e164", "search_text")


def accounts(scene: Scene) -> Found:
    """Every person has an account from birth; a merge hands it over, and leaves the record without one (D4)."""
    query = select(Person.c.number).where(
        Person.c.status != "merged", ~select(Account.c.id).where(Account.c.person_id == Person.c.id).exists()
    )
    yield from (f"no. {row.number} has none" for row in scene.lines(query))


def phones(scene: Scene) -> Found:
    """No two active or suspended members share a number, unless marked so (P2)."""
    query = (
        select(Person.c.phone_e164)
        .where(
            Person.c.stage == "member",
            Person.c.status.in_(("active", "suspended")),
            Person.c.shared_phone.is_(False),
            Person.c.phone_e164.is_not(None),
        )
        .group_by(Person.c.phone_e164)
        .having(func.count() > 1)
    )
    yield from (str(row.phone_e164) for row in scene.lines(query))


def numbers(scene: Scene) -> Found:
    """Every person has the number of the record, and every card code a right check sign (P10, K3)."""
    for row in scene.lines(select(Person.c.id, Person.c.number, Person.c.code)):
        if row.number != number_of(row.id):
            yield f"person {row.id} has no. {row.number}"
        if row.code is not None and codes.recognised(str(row.code)) != row.code:
            yield f"no. {row.number} has the code {row.code}"


def derived_keys(scene: Scene) -> Found:
    """Folded keys, E.164 and search words are those of what was typed (P1; table.md, *Search*)."""
    with scene.read() as connection:
        country = programme.read(connection).country
    columns = [Person.c[name] for name in (*dict.fromkeys(("number", *SOURCES)), *_DERIVED)]
    query = select(*columns, BY_KEY["groups"].sql.label("groups"))
    for row in scene.lines(query):
        person = dict(row._mapping)
        try:
            wrong = [key for key, value in derived(person, person["groups"], country).items() if person[key] != value]
        except (TypeError, ValueError, AttributeError):
            # A damaged file can hold bytes where a text stood.
            wrong = ["a column that cannot be read"]
        if wrong:
            yield f"no. {person['number']}: {', '.join(wrong)}"
