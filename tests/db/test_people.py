"""Adding and editing people (P1, P2, P4, P10, A1), the same on both engines."""

from __future__ import annotations

import pytest

from db.errors import Conflict, FieldsRefused, KnownPhone, NotFound
from db.operations import people
from tests.builders import a_club, a_member, a_prospect, an_act, details


def test_every_person_has_a_number_from_the_first_moment(engine_url: str) -> None:
    """P10: numbers rise, and registering keeps them."""
    database = a_club(engine_url)
    first, second = a_prospect(database), a_member(database)
    assert (first.number, second.number) == ("10001", "10002")
    database.close()


def test_a_phone_is_kept_as_typed_and_as_e164(engine_url: str) -> None:
    """P1: "0612 34 56 78" is read with the programme's country."""
    database = a_club(engine_url)
    member = a_member(database, phone="0612 34 56 78")
    found = details(database, member.id)
    assert (found["phone"], found["phone_e164"]) == ("0612 34 56 78", "+31612345678")
    database.close()


def test_a_single_name_is_the_last_name(engine_url: str) -> None:
    """commands.md: a person with one name only has it as last name."""
    database = a_club(engine_url)
    member = a_member(database, first_name="Sukarno", last_name=None)
    found = details(database, member.id)
    assert (found["first_name"], found["last_name"]) == (None, "Sukarno")
    database.close()


def test_a_person_without_name_phone_and_mail_is_refused(engine_url: str) -> None:
    """Nobody could be found again."""
    database = a_club(engine_url)
    with pytest.raises(FieldsRefused, match="needs a name, a phone or an e-mail"):
        a_prospect(database, first_name=None, last_name=None)
    database.close()


def test_different_fields_of_two_desks_are_merged_silently(engine_url: str) -> None:
    """A1: merged silently when different fields changed."""
    database = a_club(engine_url)
    member = a_member(database, city="Utrecht")
    database.perform(an_act(operator="Jonas"), people.edit, member.id, {"city": ("Utrecht", "Delft")})
    saved = database.perform(an_act(), people.edit, member.id, {"street": (None, "Oudegracht 214")})
    found = details(database, member.id)
    assert (found["city"], found["street"], saved.version) == ("Delft", "Oudegracht 214", 3)
    database.close()


def test_the_same_field_of_two_desks_is_a_conflict_with_both_values(engine_url: str) -> None:
    """A1: per field mine / now / before."""
    database = a_club(engine_url)
    member = a_member(database, city="Utrecht")
    database.perform(an_act(operator="Jonas"), people.edit, member.id, {"city": ("Utrecht", "Delft")})
    with pytest.raises(Conflict) as refused:
        database.perform(an_act(), people.edit, member.id, {"city": ("Utrecht", "Leiden"), "note": (None, "window")})
    assert refused.value.clashes == {"city": ("Utrecht", "Delft", "Leiden")}
    assert details(database, member.id)["note"] is None
    database.close()


def test_an_edit_to_another_members_phone_names_the_holder(engine_url: str) -> None:
    """P2, P4: a number belongs to one member."""
    database = a_club(engine_url)
    holder = a_member(database, phone="+31612005518")
    other = a_member(database, last_name="Jansen")
    with pytest.raises(KnownPhone) as refused:
        database.perform(an_act(), people.edit, other.id, {"phone": (None, "06 1200 5518")})
    assert refused.value.person == holder.id
    assert "Zoë van der Berg" in str(refused.value)
    database.close()


def test_groups_are_made_on_the_way_and_spelled_as_known(engine_url: str) -> None:
    """W1: names are unique without regard to case."""
    database = a_club(engine_url)
    first = a_member(database, groups="Book club")
    second = a_member(database, last_name="Jansen", groups="BOOK CLUB; Choir")
    assert details(database, first.id)["groups"] == "Book club"
    assert details(database, second.id)["groups"] == "Book club; Choir"
    database.close()


def test_dates_in_the_future_and_an_empty_joined_are_refused_together(engine_url: str) -> None:
    """All bad fields of a form are told at once."""
    database = a_club(engine_url)
    member = a_member(database)
    with pytest.raises(FieldsRefused) as refused:
        database.perform(an_act(), people.edit, member.id, {"birthday": (None, "2030-01-01"), "joined": ("2026-07-01", None)})
    assert set(refused.value.problems) == {"birthday", "joined"}
    database.close()


def test_editing_somebody_who_is_gone_is_told(engine_url: str) -> None:
    """A kind sentence, no traceback."""
    database = a_club(engine_url)
    with pytest.raises(NotFound, match="no longer there"):
        database.perform(an_act(), people.edit, 99, {"city": (None, "Delft")})
    database.close()
