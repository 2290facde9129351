"""Prospects: inviting guests (P9), and moving the points that wait when several are joined (P5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from db.books import Books
from db.entities.people import Person
from db.entities.points import Entry
from db.entities.sales import Sale
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


def move_points(work: Work, source: int, into: int) -> int:
    """Book what waits for one prospect onto another who is registered in their place, by one entry on each side (P5); gives how many points.

    What counts for the tier goes with it. RuleBroken where the points came from sales, whose refunds go by the account that earned.
    """
    with Books(work, [source, into], notices=False) as books:
        giver, taker = books[source], books[into]
        if giver.owed or work.connection.execute(select(Sale.c.id).where(Sale.c.person_id == source).limit(1)).first() is not None:
            raise RuleBroken(
                N_("{name}, no. {number}, has the same phone and points from sales waiting; join the two records first."),
                name=giver.name, number=giver.number,
            )  # fmt: skip
        points = giver.available + giver.pending
        if points:
            counted = select(func.coalesce(func.sum(Entry.c.qualifying), 0)).where(Entry.c.account_id == giver.account.id)
            qualifying = int(work.connection.execute(counted).scalar_one())
            books.take(
                giver, "adjust", points, day=work.today, qualifying=-qualifying, pending_too=True, may_owe=True, reason="other",
                note=N_("Joined into no. {number}").format(number=taker.number),
            )  # fmt: skip
            books.give(
                taker, "adjust", points, day=work.today, qualifying=qualifying, reason="other",
                note=N_("Joined from no. {number}").format(number=giver.number),
            )  # fmt: skip
    return points
