"""Rewards, what is issued of them, and notices, made through the real operations."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from db.books import Books, Moved
from db.database import Database
from db.entities.people import Person
from db.entities.points import Account
from db.entities.programme import Programme
from db.entities.rewards import Issued, Notice, Reward
from db.operations import catalogue, lapsed, notices, points, rewards
from db.operations import offers as offering
from db.rewards.reward_rules import RewardRow
from db.work import Work
from tests.builders import TODAY, a_club, a_member, an_act


def a_file_club(folder: Path, **settings: Any) -> Database:
    """A club in a file, with these settings."""
    database = a_club(f"sqlite+pysqlite:///{(folder / 'club.regulars').as_posix()}")
    if settings:
        set_club(database, **settings)
    return database


def set_club(database: Database, **columns: Any) -> None:
    """Settings of the programme, named like the columns."""

    def change(work: Work) -> None:
        work.connection.execute(update(Programme).values(**columns))

    database.perform(an_act("Settings"), change)


def set_person(database: Database, person: int, **columns: Any) -> None:
    """Columns of a person that no operation of this area writes."""

    def change(work: Work) -> None:
        work.connection.execute(update(Person).where(Person.c.id == person).values(**columns))

    database.perform(an_act("Person"), change)


def a_reward(database: Database, name: str = "Coffee", price: int = 200, **values: Any) -> RewardRow:
    """A reward of the catalogue."""
    return database.perform(an_act("New reward"), catalogue.add, name, points=price, **values)


def a_holder(database: Database, balance: int = 0, *, today: date = TODAY, **values: Any) -> int:
    """A member with so many points, by id."""
    person = a_member(database, **values).id
    if balance:
        earn(database, person, balance, today=today)
    return person


def earn(database: Database, person: int, amount: int, *, today: date = TODAY, expires: date | None = None, **more: Any) -> Moved:
    """Points given by hand."""
    return database.perform(an_act("Give", today=today), points.adjust, [person], amount, note="as agreed", expires=expires, **more)[0]


def lose(database: Database, person: int, amount: int, *, today: date = TODAY) -> None:
    """Points spent without a reward."""

    def spend(work: Work) -> None:
        with Books(work, [person]) as books:
            books.take(books[person], "redeem", amount, day=work.today)

    database.perform(an_act("Spend", today=today), spend)


def redeem(database: Database, person: int, reward: RewardRow, *, today: date = TODAY, **more: Any) -> Moved:
    """A reward redeemed by one member."""
    return database.perform(an_act("Redeem", today=today), rewards.redeem, [person], reward.id, **more)[0]


def give(database: Database, person: int, reward: RewardRow | None = None, *, today: date = TODAY, **more: Any) -> int:
    """A personal reward; gives the id of what was issued."""
    moved = database.perform(an_act("Give", today=today), rewards.give, [person], None if reward is None else reward.id, **more)[0]
    return moved.issued[0]


def the_issued(database: Database, issued: int) -> Any:
    """An issued reward as it stands."""
    with database.read() as connection:
        return connection.execute(select(Issued).where(Issued.c.id == issued)).one()


def states(database: Database, person: int) -> list[str]:
    """The states of a member's issued rewards as they are stored, in order."""
    with database.read() as connection:
        return list(connection.execute(select(Issued.c.state).where(Issued.c.person_id == person).order_by(Issued.c.id)).scalars())


def stock(database: Database, reward: RewardRow) -> int | None:
    """What is left of a reward."""
    with database.read() as connection:
        left: int | None = connection.execute(select(Reward.c.stock).where(Reward.c.id == reward.id)).scalar_one()
        return left


def balance(database: Database, person: int) -> tuple[int, int]:
    """What is available and owed, as stored."""
    with database.read() as connection:
        row = connection.execute(select(Account.c.points, Account.c.owed).where(Account.c.person_id == person)).one()
        return row.points, row.owed


def offers(database: Database, person: int, today: date = TODAY) -> dict[str, str | None]:
    """What a member can have, by name, with the reason why not."""
    with database.read() as connection:
        found = offering.catalogue_for(connection, person, today)
    return {offer.name: None if offer.reason is None else str(offer.reason) for offer in found}


def outbox(database: Database, person: int) -> list[tuple[str, str, str]]:
    """Kind, what it is about, and state of each notice of a member, the first first."""
    with database.read() as connection:
        rows = connection.execute(select(Notice).where(Notice.c.person_id == person).order_by(Notice.c.id))
        return [(row.kind, row.about, row.state) for row in rows]


def told(database: Database, person: int, channel: str = "desk") -> list[str]:
    """The sentences that wait for a member, the latest first."""
    with database.read() as connection:
        return [str(notice.text) for notice in notices.waiting(connection, person, channel=channel)]


def expire_due(work: Work) -> int:
    """Expire every lapsed reward, as the daily run does for each part of its people (R7)."""
    with Books(work, lapsed.owners_of_lapsed(work.connection, work.today), notices=False) as books:
        return lapsed.expire_lapsed(books)
