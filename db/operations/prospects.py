"""Prospects: inviting guests (P9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update

from db.entities.people import Person
from db.errors import RuleBroken
from db.people_rows import full_name, people
from db.texts import N_
from db.work import Work


@dataclass(frozen=True)
class Invited:
    """How many guests were invited; those who were invited already are left as they are."""

    count: int


def invite(work: Work, prospects: Sequence[int]) -> Invited:
    """Make guests invited, with today's date (P9); members are refused by name."""
    found = people(work.connection, list(prospects), lock=True)
    count = 0
    for person_id, person in sorted(found.items()):
        if person["stage"] == "member":
            raise RuleBroken(N_("{name} is a member already, no. {number}."), name=full_name(person), number=person["number"])
        if person["stage"] != "guest" or person["status"] != "active":
            continue
        work.connection.execute(
            update(Person)
            .where(Person.c.id == person_id, Person.c.stage == "guest", Person.c.version == person["version"])
            .values(stage="invited", invited_on=work.today.isoformat(), version=int(person["version"] or 0) + 1, changed=work.now)
        )
        work.journal("person", person_id, "invited", {"stage": "guest"}, {"stage": "invited"})
        count += 1
    return Invited(count)
