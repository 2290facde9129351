"""Who is known already while typing (D1, D2)."""

from __future__ import annotations

import pytest

from db.operations.known import known
from tests.builders import a_club, a_member, a_prospect


@pytest.mark.parametrize(
    ("typed", "score", "reasons"),
    [
        ({"phone": "06 1234 5678"}, 100, ("phone",)),
        ({"email": "ZOE@example.org"}, 80, ("email",)),
        ({"first_name": "zoe", "last_name": "Van der berg", "birthday": "1988-05-17"}, 90, ("birthday", "name")),
        ({"first_name": "Zoë", "last_name": "van der Berg", "postcode": "3511 nr"}, 70, ("postcode", "name")),
    ],
)
def test_what_two_records_share_is_scored(engine_url: str, typed: dict[str, str], score: int, reasons: tuple[str, ...]) -> None:
    """D1: phone 100, e-mail 80, name and birthday 70, name and postcode 50, similar name 20; shown from 70."""
    database = a_club(engine_url)
    member = a_member(database, phone="+31612345678", email="zoe@example.org", birthday="1988-05-17", postcode="3511 NR")
    with database.read() as connection:
        found = known(connection, typed)
    assert [(person.id, person.score, person.reasons) for person in found] == [(member.id, score, reasons)]
    database.close()


def test_a_similar_name_alone_is_not_shown(engine_url: str) -> None:
    """D1: 20 is below 70."""
    database = a_club(engine_url)
    a_prospect(database)
    with database.read() as connection:
        assert known(connection, {"first_name": "Marek", "last_name": "Zieliński"}) == ()
        assert known(connection, {}) == ()
    database.close()
