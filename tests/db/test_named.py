"""Whom the rows of a file name (X4), on both engines."""

from __future__ import annotations

import pytest

from db.fields import by_keys
from db.people_keys import id_of, number_of
from db.search.named import named_ids, named_rows
from tests.builders import a_club, a_member, a_prospect, details


def test_numbers_codes_phones_and_mails_lead_to_people(engine_url: str) -> None:
    """X4: a phone or an e-mail may fit two people; what is unknown leads to nobody."""
    database = a_club(engine_url)
    first = a_member(database, phone="0612 34 56 78", email="Zoë@example.org")
    second = a_prospect(database, phone="+31 6 1234 5678", email="zoë@example.org")
    third = a_prospect(database)
    code = details(database, first.id)["code"]
    with database.read() as connection:
        assert named_ids(connection, numbers=[third.number, "x"], codes=["RG1-0000-0000-0"]) == [third.id]
        assert named_ids(connection, codes=[code]) == [first.id]
        assert named_ids(connection, phones=["+31612345678", "+31600000000"]) == [first.id, second.id]
        assert named_ids(connection, emails=["zoe@example.org", "x'); DROP TABLE people; --"]) == [first.id, second.id]
        assert named_ids(connection) == []
    database.close()


def test_rows_carry_what_the_compare_needs(engine_url: str) -> None:
    """Who is not there is left out."""
    database = a_club(engine_url)
    member = a_member(database, phone="0612 34 56 78", city="Utrecht")
    with database.read() as connection:
        found = [row for page in named_rows(connection, [member.id, 999], by_keys(("number", "city"))) for row in page]
    assert found == [(member.id, 1, "member", "active", "+31612345678", "10001", "Utrecht")]
    database.close()


@pytest.mark.parametrize("text", ["", "10000", "9", "010001", "１０００１", "10001 ", "-10001", "1" * 13])
def test_what_is_no_number_names_nobody(text: str) -> None:
    """P10: numbers are those that were given."""
    assert id_of(text) is None
    assert id_of(number_of(7)) == 7
