"""The sample club: made-up people with cards, groups and points, written in bulk and in one transaction (commands.md, `demo`)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from db import demo_people, demo_shop
from db.bulk import Bulk, bulk_load, tidied_up
from db.database import Act, Database
from db.demo_ledger import ACCOUNT, MOST_EACH, Stories
from db.demo_ledger import TABLES as LEDGER
from db.demo_people import COLUMNS, MOST, Drawn
from db.entities.benefit_cards import BenefitCard
from db.entities.groups import Group
from db.entities.people import Person
from db.entities.programme import Counter, Programme
from db.entities.tiers import Tier
from db.errors import RuleBroken, Stopped
from db.holders import TierRow
from db.in_parts import Progress, Stop
from db.ledger import chain, openings
from db.operations import programme
from db.operations.programme import Club, NewClub
from db.people_rows import GROUP_COLOURS
from db.texts import N_, fold
from db.work import Work

CLUB = NewClub(
    "Lindqvist Kaffe & Böcker", demo_people.HOME, "SEK", "en-GB", "Europe/Stockholm",
    owner_company="Lindqvist Kaffe & Böcker AB", owner_address="Storgatan 12\n114 55 Stockholm", owner_email="hej@example.org", trial=True,
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """How many people the sample club has."""

    people: int


LOT = ("entry_id", "account_id", "points", "remaining", "available_from", "policy")
TABLES = ("people", "accounts", "entries", "lots", "group_members", "allocations", *LEDGER)
# So many people are held in memory with all that was booked for them.
PART = 2000


def demo(
    database: Database,
    act: Act,
    people: int = 2000,
    seed: int = 1,
    *,
    entries: int = 0,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Made:
    """Fill a database that holds nobody yet; its day is *act.today*. Stopped where *stop* says so; nothing is then left.

    About so many *entries* are booked over three years, and the club has rewards, stamp cards and passes; with none, members begin with an
    opening balance. The same numbers, seed and day
    give the same content, but for who made it. A club that was founded before keeps its name and becomes a trial.
    """
    made = database.perform(act, make, people, seed, act.today, entries=entries, progress=progress, stop=stop)
    if entries:
        # An act of its own, whose name follows from the first one's: asked again, both answer what they answered.
        shelves = Act(act.label, op_id=str(uuid.uuid5(uuid.UUID(act.op_id), "shop")), operator=act.operator, today=act.today)
        database.perform(shelves, demo_shop.furnish, seed)
    tidied_up(database, TABLES)
    return made


def make(
    work: Work, people: int, seed: int, day: date, *, entries: int = 0, progress: Progress | None = None, stop: Stop | None = None
) -> Made:
    """The operation itself: the club, then its people; RuleBroken where a number is too large or somebody is here already."""
    if not 0 <= people <= MOST:
        raise RuleBroken(N_("A sample club has 0 to {most} people."), most=MOST)
    if not 0 <= entries <= people * MOST_EACH:
        raise RuleBroken(N_("A sample club of {people} people has 0 to {most} entries."), people=people, most=people * MOST_EACH)
    club = _club(work)
    if people:
        beside = _Beside(work, day)
        stories = Stories(work, club, beside.tiers, entries, people, seed, day) if entries else None
        with bulk_load(work, TABLES, stop) as bulk:
            _fill(work, bulk, club, beside, stories, people, seed, progress, stop)
        work.connection.execute(update(Counter).where(Counter.c.name == "people").values(next=people + 1))
    work.journal("programme", 1, "demo", None, {"people": people, "entries": entries, "seed": seed, "day": day.isoformat()})
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
        rows = [
            {
                "name": name,
                "name_key": fold(name),
                "rank": rank,
                "threshold": threshold,
                "colour": colour,
                "active": True,
                "multiplier": multiplier,
                "benefits": benefits,
            }
            for rank, (name, threshold, colour, multiplier, benefits) in enumerate(demo_people.TIERS, start=1)
        ]
        connection.execute(insert(Tier), rows)
        query = select(Tier.c.id, Tier.c.name, Tier.c.rank, Tier.c.threshold, Tier.c.multiplier, Tier.c.active).order_by(Tier.c.rank)
        self.tiers = tuple(TierRow(*row) for row in connection.execute(query))
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
    work: Work, bulk: Bulk, club: Club, beside: _Beside, stories: Stories | None, people: int, seed: int, progress: Progress | None,
    stop: Stop | None,
) -> None:  # fmt: skip
    """Write the people part by part, each with the accounts and what was booked on them."""
    entries = allocations = 0
    tiers = tuple(tier.id for tier in beside.tiers)
    for run in demo_people.people(people, seed, beside.day, tiers, club.country):
        for start in range(0, len(run), PART):
            if stop is not None and stop():
                raise Stopped
            part = run[start : start + PART]
            if stories is None:
                entries = _open(work, bulk, part, f"{beside.day.isoformat()}T05:00:00Z", entries)
            else:
                accounts = stories.tell(part)
                _write_people(bulk, part)
                bulk.write("accounts", ACCOUNT, accounts)
                stories.write_rows()
            memberships = ((person.columns["id"], beside.groups[group]) for person in part for group in person.groups)
            bulk.write("group_members", ("person_id", "group_id"), memberships)
            allocations = _allocate(work, bulk, part, beside.cards, allocations)
            if progress is not None:
                progress(int(part[-1].columns["id"]), people)
    if stories is None:
        bulk.count_on("entries", "id", entries)
    bulk.count_on("allocations", "id", allocations)


def _write_people(bulk: Bulk, part: Sequence[Drawn]) -> None:
    bulk.write("people", COLUMNS, ([person.columns[name] for name in COLUMNS] for person in part))


def _open(work: Work, bulk: Bulk, part: Sequence[Drawn], moment: str, before: int) -> int:
    """Write people who begin with what they have: the opening entries, with their lots (L12); gives the number of entries so far."""
    opened = list(_opened(work, part, moment, before))
    heads = {row[1]: row[-1] for row in opened}
    _write_people(bulk, part)
    bulk.write("accounts", ACCOUNT, (_account(person, heads) for person in part))
    bulk.write("entries", ("id", *chain.HASHED, "hash"), opened)
    bulk.write("lots", LOT, ((row[0], row[1], row[4], row[4], row[7], openings.FOR_EVER) for row in opened))
    return before + len(opened)


def _account(person: Drawn, heads: Mapping[int, bytes]) -> Sequence[Any]:
    number = person.columns["id"]
    return (number, number, person.points, 0, 0, 1 if person.points else 0, None, 0, heads.get(number))


def _opened(work: Work, run: Iterable[Drawn], moment: str, before: int) -> Iterator[tuple[Any, ...]]:
    """The opening entries of those who have points: the id, then what is hashed, then the hash (L12)."""
    for person in run:
        if person.points:
            before += 1
            entry = openings.opening(
                int(person.columns["id"]), person.points, str(person.columns["joined"]), recorded_at=moment, operator=work.operator.name,
                desk=work.desk, op_id=work.op_id, line=before,
            )  # fmt: skip
            yield (before, *entry, chain.chained(chain.NO_HASH, entry))


def _allocate(work: Work, bulk: Bulk, run: Iterable[Drawn], cards: Sequence[int], before: int) -> int:
    """The benefit cards of those who hold one (B3); gives the number of allocations so far."""
    rows: list[tuple[Any, ...]] = []
    for person in run:
        if person.card is not None:
            before += 1
            rows.append((before, person.columns["id"], cards[person.card], person.columns["joined"], work.op_id, before))
    bulk.write("allocations", ("id", "person_id", "benefit_card_id", "started_on", "op_id", "line"), rows)
    return before
