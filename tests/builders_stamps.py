"""Stamp cards, passes and what they need, made through the real operations."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from db.database import Database, Work
from db.entities.people import Person
from db.entities.programme import Programme
from db.entities.rewards import Issued, Reward
from db.entities.stamps import StampCard
from db.operations import pass_types, stamps
from db.stamps.stamping import Stamped
from tests.builders import TODAY, an_act


def a_reward(database: Database, name: str = "Free coffee", **values: Any) -> int:
    """A reward that is only given, by id."""

    def add(work: Work) -> int:
        row = {"name": name, "name_key": name.casefold(), "points": 0, **values}
        work.connection.execute(insert(Reward).values(**row))
        return int(work.connection.execute(select(Reward.c.id).where(Reward.c.name_key == name.casefold())).scalar_one())

    return database.perform(an_act("New reward"), add)


def a_stamp_type(database: Database, name: str = "Coffee", *, needed: int = 10, reward: int | None = None, **values: Any) -> int:
    """A stamp type by id, with a reward of its own unless one is given."""
    gives = reward if reward is not None else a_reward(database, f"Free {name}")
    return database.perform(an_act("New stamp card"), stamps.add_type, stamps.TypeDetails(name, needed, gives, **values))


def a_pass_type(database: Database, name: str = "Swim 10", *, uses: int | None = 10, **values: Any) -> int:
    """A pass type by id."""
    return database.perform(an_act("New pass"), pass_types.add_type, pass_types.TypeDetails(name, uses, **values))


def stamped(database: Database, person: int, type_id: int, n: int, *, today: date = TODAY, **values: Any) -> Stamped:
    """One member stamped at the desk."""
    return database.perform(an_act("Stamp", today=today), stamps.stamp, [person], type_id, n, **{"note": "At the desk", **values})[0]


def settings(database: Database, **columns: Any) -> None:
    """Settings of the programme as they are stored."""

    def put(work: Work) -> None:
        work.connection.execute(update(Programme).values(**columns))

    database.perform(an_act("Settings"), put)


def suspended(database: Database, person: int) -> None:
    """A member who may neither earn nor redeem (G1)."""

    def suspend(work: Work) -> None:
        work.connection.execute(update(Person).where(Person.c.id == person).values(status="suspended"))

    database.perform(an_act("Suspend"), suspend)


def handed_over(database: Database, issued: int) -> None:
    """An issued reward that was used."""

    def hand_over(work: Work) -> None:
        work.connection.execute(update(Issued).where(Issued.c.id == issued).values(state="redeemed"))

    database.perform(an_act("Hand over"), hand_over)


def rewards_of(database: Database, person: int) -> list[str]:
    """The states of a member's issued rewards, in order."""
    with database.read() as connection:
        return list(connection.execute(select(Issued.c.state).where(Issued.c.person_id == person).order_by(Issued.c.id)).scalars())


def cards_of(database: Database, person: int, type_id: int) -> list[tuple[str, int]]:
    """State and stamps of a member's cards of a type as they are stored, in the order in which they were opened."""
    query = select(StampCard.c.state, StampCard.c.stamps).where(StampCard.c.person_id == person, StampCard.c.type_id == type_id)
    with database.read() as connection:
        return [(row.state, row.stamps) for row in connection.execute(query.order_by(StampCard.c.id))]
