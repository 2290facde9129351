"""A club to search in: people whose details differ in what a search and a sort must tell apart."""

from __future__ import annotations

from sqlalchemy import update

from db.database import Database
from db.entities.people import Person
from db.fields import Manner
from db.work import Work
from tests.builders import a_club, a_member, a_prospect, an_act

MANNER = Manner("en-GB", "NL", "Europe/Amsterdam")

# By the name that the tests use: their details; *joined* makes a member, else a prospect.
PEOPLE: dict[str, dict[str, str]] = {
    "sofia": {"first_name": "Sofía", "last_name": "Hernández García", "phone": "06 1200 4187", "email": "Sofia.H@example.org", "city": "Utrecht",
              "street": "Oudegracht 214", "birthday": "1988-12-24", "interests": "Books; espresso", "groups": "Book club", "joined": "2026-01-31",
              "gender": "female", "note": "Prefers the WINDOW table"},
    "muller": {"first_name": "Jürgen", "last_name": "Müller", "phone": "+49 30 123456", "city": "Zürich", "birthday": "--01-03", "joined": "2026-03-05"},
    "anna": {"first_name": "Anna", "last_name": "Nováková", "phone": "06 1200 5518", "email": "anna@example.com", "city": "Delft", "birthday": "1990-06-30",
             "interests": "espresso", "joined": "2026-03-05", "consent": "yes"},
    "annemarie": {"first_name": "Anne-Marie", "last_name": "O’Brien", "city": "utrecht", "groups": "Book club; Chess évening", "joined": "2025-07-14"},
    "maria": {"first_name": "Anna Maria", "last_name": "Bos", "phone": "06 9999 1234", "other_phone": "020 624 11 11", "joined": "2024-02-29"},
    "sukarno": {"last_name": "Sukarno", "joined": "2026-03-06", "street": "100% _weg\\ 5"},
    "marek": {"first_name": "Marek", "last_name": "Zieliński", "email": "marek@example.org", "phone": "06 7000 0001", "city": "Brno"},
    "guest": {"first_name": "Ólafur", "last_name": "Zwart", "phone": "06 7000 0002"},
}  # fmt: skip


def searched_club(url: str) -> tuple[Database, dict[str, int]]:
    """The club and the ids of its people by name; "annemarie" is suspended, "maria" removed, "guest" a guest."""
    database = a_club(url)
    ids = {}
    for name, given in PEOPLE.items():
        details = dict(given)
        joined = details.pop("joined", None)
        if joined:
            ids[name] = a_member(database, joined=joined, **{"first_name": None, **details}).id
        else:
            ids[name] = a_prospect(database, stage="guest" if name == "guest" else "invited", **details).id
    database.perform(an_act("Suspend"), set_status, ids["annemarie"], "suspended")
    database.perform(an_act("Remove"), set_status, ids["maria"], "removed")
    return database, ids


def set_status(work: Work, person: int, status: str) -> int:
    """Give a person a status without the rules that come with a later issue."""
    work.connection.execute(update(Person).where(Person.c.id == person).values(status=status))
    work.journal("person", person, "changed", {"status": "active"}, {"status": status})
    return person
