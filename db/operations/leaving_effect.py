"""What suspending, removing, reinstating or deleting would do to a selection: read for the question, before anything is done (C2, G1–G4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from db import search
from db.entities.people import Person
from db.entities.points import Account, Entry
from db.entities.rewards import Issued
from db.fields import BY_KEY
from db.ledger.store import steps as parts
from db.operations import leaving
from db.operations.leaving import OpenPass
from db.people_rows import full_name

_KEYS = ("number", "first_name", "last_name", "phone", "email", "points", "pending", "owed", "benefit_card")


@dataclass(frozen=True)
class LeftOut:
    """A person of the selection to whom it cannot be done: *why* is a status, or of a deletion what keeps the record."""

    person: int
    number: str
    name: str
    why: str


@dataclass(frozen=True)
class LeavingEffect:
    """Whom it would be done to, and what is theirs: points available, pending and owed, issued rewards, open passes, benefit cards by name.

    *forfeited*: points that were forfeited when they left and could be given back (G2).
    """

    people: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    points: int
    pending: int
    owed: int
    rewards: int
    passes: tuple[OpenPass, ...]
    benefit_cards: Mapping[str, int]
    forfeited: int


def of_status(connection: Connection, selection: Sequence[int], statuses: Sequence[str], today: date) -> LeavingEffect:
    """The members of a selection who have one of these statuses, and what is theirs; the others are left out with theirs."""
    fits: list[int] = []
    left: list[LeftOut] = []
    points = pending = owed = 0
    cards: dict[str, int] = {}
    for person, _version, stage, status, *values in search.rows(connection, list(selection), [BY_KEY[key] for key in _KEYS]):
        row = dict(zip(_KEYS, values, strict=True))
        if stage != "member" or status not in statuses:
            left.append(LeftOut(person, str(row["number"]), full_name(row), str(status if stage == "member" else stage)))
            continue
        fits.append(int(person))
        points, pending, owed = points + int(row["points"] or 0), pending + int(row["pending"] or 0), owed + int(row["owed"] or 0)
        if row["benefit_card"]:
            cards[str(row["benefit_card"])] = cards.get(str(row["benefit_card"]), 0) + 1
    rewards = forfeited = 0
    for part in parts(fits):
        issued = select(func.count()).select_from(Issued).where(Issued.c.person_id.in_(part), Issued.c.state == "issued")
        rewards += int(connection.execute(issued).scalar_one())
        if "removed" in statuses:
            forfeited += _forfeited(connection, part)
    return LeavingEffect(
        tuple(fits), tuple(left), points, pending, owed, rewards, leaving.effect(connection, fits, today), cards, forfeited
    )  # fmt: skip


def _forfeited(connection: Connection, people: Sequence[int]) -> int:
    """The points of each one's latest forfeit that were not given back since."""
    later = Entry.alias()
    latest = (
        select(func.max(Entry.c.id).label("id"))
        .join(Account, Account.c.id == Entry.c.account_id)
        .where(
            Account.c.person_id.in_(people),
            Entry.c.kind == "forfeit",
            ~select(later.c.id).where(later.c.reverses_id == Entry.c.id).exists(),
        )
        .group_by(Entry.c.account_id)
        .subquery()
    )
    found = connection.execute(select(func.coalesce(func.sum(-Entry.c.points), 0)).where(Entry.c.id.in_(select(latest.c.id))))
    return int(found.scalar_one())


def deletable(connection: Connection, selection: Sequence[int]) -> tuple[tuple[int, ...], tuple[LeftOut, ...]]:
    """Those of a selection whose records have no history and can be deleted, and the others with what keeps them (G4)."""
    history: dict[int, str] = {}
    for part in parts(sorted(set(selection))):
        for person, what in leaving.histories(connection, part):
            history.setdefault(person, what)
    if not history:
        return tuple(selection), ()
    named = {
        int(row.id): row
        for part in parts(sorted(history))
        for row in connection.execute(
            select(Person.c.id, Person.c.number, Person.c.first_name, Person.c.last_name, Person.c.phone, Person.c.email).where(
                Person.c.id.in_(part)
            )
        )
    }
    left = tuple(
        LeftOut(person, str(named[person].number), full_name(dict(named[person]._mapping)), history[person])
        for person in selection
        if person in named
    )
    return tuple(person for person in selection if person not in history), left
