"""The sample club: made-up people with cards, groups and points, written in bulk and in one transaction (commands.md, `demo`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from db import demo_people, ledger
from db.bulk import Bulk, bulk_load, tidied_up
from db.database import Act, Database
from db.demo_people import COLUMNS, MOST, Drawn
from db.entities.benefit_cards import BenefitCard
from db.entities.groups import Group
from db.entities.people import Person
from db.entities.programme import Counter, Programme
from db.entities.tiers import Tier
from db.errors import RuleBroken, Stopped
from db.operations import programme
from db.operations.programme import Club, NewClub
from db.people_rows import GROUP_COLOURS
from db.texts import N_, fold
from db.work import Work

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
CLUB = NewClub(
    "Lindqvist Kaffe & Böcker", demo_people.HOME, "SEK", "en-GB", "Europe/Stockholm",
    owner_company="Lindqvist Kaffe & Böcker AB", owner_address="Storgatan 12\n114 55 Stockholm", owner_email="hej@example.org", trial=True,
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """How many people the sample club has."""

    people: int


TABLES = ("people", "accounts", "entries", "lots", "group_members", "allocations")


def demo(
    database: Database,
    act: Act,
    people: int = 2000,
    seed: int = 1,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Made:
    """Fill a database that holds nobody yet; its day is *act.today*. Stopped where *stop* says so; nothing is then left.

    The same number, seed and day give the same content, but for who made it. A club that was founded before keeps its name and becomes a
    trial.
    """
    made = database.perform(act, make, people, seed, act.today, progress=progress, stop=stop)
    tidied_up(database, TABLES)
    return made


def make(work: Work, people: int, seed: int, day: date, *, progress: Progress | None = None, stop: Stop | None = None) -> Made:
    """The operation itself: the club, then its people; RuleBroken where the number is too large or somebody is here already."""
    if not 0 <= people <= MOST:
        raise RuleBroken(N_("A sample club has 0 to {most} people."), most=MOST)
    club = _club(work)
    if people:
        with bulk_load(work, TABLES, stop) as bulk:
            _fill(work, bulk, club, _Beside(work, day), people, seed, day, progress, stop)
        work.connection.execute(update(Counter).where(Counter.c.name == "people").values(next=people + 1))
    work.journal("programme", 1, "demo", None, {"people": people, "seed": seed, "day": day.isoformat()})
    return Made(people)


def _club(work: Work) -> Club:
    """The programme, founded here unless it stands already."""
    connection = work.connection
    if connection.execute(select(Person.c.id).limit(1)).first() is not None:
        raise RuleBroken(N_("This database holds people already; a sample club needs an empty one."))
    if connection.execute(select(Programme.c.id)).first() is not None:
        used = (select(Tier.c.id).where(Tier.c.rank > 0), select(Group.c.id), select(BenefitCard.c.id))
        if any(connection.execute(query.limit(1)).first() is not None for query in used):
            raise RuleBroken(N_("This club has tiers, groups or benefit cards of its own already; a sample club needs an empty database."))
        connection.execute(update(Programme).values(trial=True))
        return programme.read(connection)
    return programme.found(work, CLUB)


class _Beside:
    """What stands beside the people: tiers, groups, benefit cards; their ids in order."""

    def __init__(self, work: Work, day: date) -> None:
        connection = work.connection
        base = connection.execute(select(Tier.c.id).where(Tier.c.rank == 0)).scalar_one()
        rows = [
            {"name": name, "name_key": fold(name), "rank": rank, "threshold": threshold, "colour": colour, "active": True}
            for rank, (name, threshold, colour) in enumerate(demo_people.TIERS, start=1)
        ]
        self.tiers = (int(base), *(int(connection.execute(insert(Tier).values(**row).returning(Tier.c.id)).scalar_one()) for row in rows))
        self.groups = tuple(
            int(connection.execute(insert(Group).values(name=name, name_key=fold(name), colour=colour).returning(Group.c.id)).scalar_one())
            for (name, _), colour in zip(demo_people.GROUPS, GROUP_COLOURS, strict=False)
        )
        self.cards = tuple(
            int(
                connection.execute(
                    insert(BenefitCard)
                    .values(name=name, name_key=fold(name), benefit=benefit, conditions=conditions, colour=colour)
                    .returning(BenefitCard.c.id)
                ).scalar_one()
            )
            for name, benefit, conditions, colour in demo_people.BENEFIT_CARDS
        )
        self.day = day


def _fill(
    work: Work, bulk: Bulk, club: Club, beside: _Beside, people: int, seed: int, day: date, progress: Progress | None, stop: Stop | None
) -> None:
    """Write the people run by run."""
    entries = allocations = 0
    moment = f"{day.isoformat()}T05:00:00Z"
    for run in demo_people.people(people, seed, day, beside.tiers, club.country):
        if stop is not None and stop():
            raise Stopped
        bulk.write("people", COLUMNS, ([person.columns[name] for name in COLUMNS] for person in run))
        bulk.write("accounts", ("id", "person_id", "points", "pending", "owed", "seq"), (_account(person) for person in run))
        entries = _open(work, bulk, run, moment, entries)
        memberships = ((person.columns["id"], beside.groups[group]) for person in run for group in person.groups)
        bulk.write("group_members", ("person_id", "group_id"), memberships)
        allocations = _allocate(work, bulk, run, beside.cards, allocations)
        if progress is not None:
            progress(int(run[-1].columns["id"]), people)
    bulk.count_on("entries", "id", entries)
    bulk.count_on("allocations", "id", allocations)


def _account(person: Drawn) -> Sequence[int]:
    number = person.columns["id"]
    return (number, number, person.points, 0, 0, 1 if person.points else 0)


def _open(work: Work, bulk: Bulk, run: Iterable[Drawn], moment: str, before: int) -> int:
    """The opening entries of those who have points, with their lots (L12); gives the number of entries so far."""
    rows, lots = [], []
    for person in run:
        if person.points:
            before += 1
            number, day = int(person.columns["id"]), str(person.columns["joined"])
            entry = ledger.opening(
                number, person.points, day, recorded_at=moment, operator=work.operator.name, desk=work.desk, op_id=work.op_id, line=before
            )
            rows.append((before, *entry, ledger.chained(ledger.NO_HASH, entry)))
            lots.append((before, number, person.points, person.points, day, ledger.FOR_EVER))
    bulk.write("entries", ("id", *ledger.HASHED, "hash"), rows)
    bulk.write("lots", ("entry_id", "account_id", "points", "remaining", "available_from", "policy"), lots)
    return before


def _allocate(work: Work, bulk: Bulk, run: Iterable[Drawn], cards: Sequence[int], before: int) -> int:
    """The benefit cards of those who hold one (B3); gives the number of allocations so far."""
    rows: list[tuple[Any, ...]] = []
    for person in run:
        if person.card is not None:
            before += 1
            rows.append((before, person.columns["id"], cards[person.card], person.columns["joined"], work.op_id, before))
    bulk.write("allocations", ("id", "person_id", "benefit_card_id", "started_on", "op_id", "line"), rows)
    return before
