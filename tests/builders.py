"""Clubs and people with sensible defaults, made through the real operations."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.database import Act, Database, Operator, new_op_id
from db.operations import members, people, programme
from db.operations.people import Saved
from db.upgrade import new_database

TODAY = date(2026, 7, 15)


def an_act(label: str = "Test", *, today: date = TODAY, operator: str = "Ingrid", op_id: str | None = None) -> Act:
    """Who does it: Ingrid, on the test's day."""
    return Act(label, op_id=op_id or new_op_id(), operator=Operator(operator), today=today)


def a_club(url: str, **settings: Any) -> Database:
    """A new club in a new database at this address, in the Netherlands."""
    database = new_database(url, desk="desk 2")
    asked = {
        "name": "Café Noor",
        "country": "NL",
        "currency": "EUR",
        "language": "en",
        "time_zone": "Europe/Amsterdam",
        "trial": True,
        **settings,
    }
    database.perform(an_act("New club"), programme.found, programme.NewClub(**asked))
    return database


def a_prospect(database: Database, *, stage: str = "invited", **values: Any) -> Saved:
    """An invited prospect, or a guest."""
    details = {"first_name": "Marek", "last_name": "Zieliński", **values}
    return database.perform(an_act("New prospect"), people.add_prospect, details, stage=stage)


def a_member(database: Database, *, joined: str | None = "2026-07-01", **values: Any) -> Saved:
    """A member who joined at the desk."""
    details = {"first_name": "Zoë", "last_name": "van der Berg", **values}
    return database.perform(an_act("New member"), members.enrol, details, joined=joined).members[0]


def details(database: Database, person: int) -> dict[str, Any]:
    """A person's typed details as they stand."""
    with database.read() as connection:
        return people.one(connection, person)
