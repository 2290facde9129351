"""Who is meant by a number, a card code, a phone or an e-mail, exactly (K4, P6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from db import codes
from db.entities.people import Person
from db.entities.programme import Programme
from db.fields.kinds import e164
from db.texts import clean, fold, forbidden_sign

MOST = 50


@dataclass(frozen=True)
class Match:
    """A person who fits exactly, of any stage and status; *by* is "number", "code", "phone" or "email"."""

    id: int
    stage: str
    status: str
    by: str


def who(connection: Connection, text: str) -> tuple[Match, ...]:
    """The people whom a whole member number, card code, phone or e-mail names, by the first of these that anybody has (P6); none: ().

    A phone is read with the programme's country (P1); several people may share a phone or an e-mail.
    """
    typed = clean(text)
    if not typed or len(typed) > 300 or forbidden_sign(typed):
        return ()
    tests: list[tuple[str, Any]] = []
    if typed.isascii() and typed.isdigit():
        tests.append(("number", Person.c.number == typed))
    if (code := codes.recognised(typed)) is not None:
        tests.append(("code", Person.c.code == code))
    if "@" in typed:
        tests.append(("email", Person.c.email_key == fold(typed)))
    else:
        country = connection.execute(select(Programme.c.country)).scalar()
        if country and (number := e164(typed, country)) is not None:
            tests.append(("phone", Person.c.phone_e164 == number))
    for by, test in tests:
        known = select(Person.c.id, Person.c.stage, Person.c.status).where(test, Person.c.status != "anonymised")
        found = connection.execute(known.order_by(Person.c.id).limit(MOST))
        if matches := tuple(Match(int(row.id), row.stage, row.status, by) for row in found):
            return matches
    return ()
