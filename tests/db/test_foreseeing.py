"""What a stamp is foreseen to do is what it does (SC3, SC4, SC6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection

from db.database import Database
from db.errors import RuleBroken
from db.operations import pass_types, passes
from db.stamps.foreseeing import Foreseen, foresee, with_open_card
from db.stamps.stamp_cards import Rule
from db.stamps.stamps_held import rules
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_stamps import a_pass_type, a_stamp_type, stamped


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    """A club on each engine."""
    made = a_club(engine_url)
    yield made
    made.close()


def _rule(connection: Connection, type_id: int) -> Rule:
    return next(rule for rule in rules(connection) if rule.id == type_id)


def seen(database: Database, people: list[int], type_id: int, n: int) -> Foreseen:
    """What is foreseen."""
    with database.read() as connection:
        return foresee(connection, people, _rule(connection, type_id), n, TODAY)


@pytest.mark.parametrize(("there", "n"), [(0, 1), (7, 3), (9, 9), (0, 21), (5, -2), (12, -4)])
def test_the_card_is_foreseen_as_it_becomes(database: Database, there: int, n: int) -> None:
    """One member: stamps before and after, cards that become full or are opened again."""
    person, card = a_member(database).id, a_stamp_type(database)
    if there:
        stamped(database, person, card, there)
    foreseen = seen(database, [person], card, n)
    done = stamped(database, person, card, n)
    assert (foreseen.before, foreseen.after, foreseen.needed) == (there % 10, done.on_card, done.needed)
    assert (foreseen.complete, foreseen.reopened) == (done.completed, len(done.revoked))


def test_what_would_be_refused_is_counted(database: Database) -> None:
    """More than can be taken, no room on a card that does not renew, more than a day may have."""
    zoe, anna = a_member(database).id, a_member(database, first_name="Anna").id
    once = a_stamp_type(database, "Once", needed=5, renews=False)
    daily = a_stamp_type(database, "Daily", per_day=2)
    stamped(database, zoe, once, 4)
    stamped(database, zoe, daily, 1)
    assert (seen(database, [zoe, anna], once, 2).full, seen(database, [zoe, anna], once, -1).short) == (1, 1)
    with pytest.raises(RuleBroken):
        stamped(database, zoe, once, 2)
    foreseen = seen(database, [zoe, anna], daily, 2)
    assert (foreseen.over, foreseen.given) == (1, 1)


def test_a_card_whose_last_day_is_over_counts_no_more(database: Database) -> None:
    """E2: the next stamp opens a new one."""
    person, card = a_member(database).id, a_stamp_type(database, valid_days=10)
    stamped(database, person, card, 4, today=date(2026, 6, 1))
    foreseen = seen(database, [person], card, 2)
    assert (foreseen.before, foreseen.after) == (0, 2)
    with database.read() as connection:
        assert with_open_card(connection, card, TODAY) == ()
        assert with_open_card(connection, card, date(2026, 6, 2)) == (person,)


def test_the_holders_of_a_kind_of_pass_are_those_whose_pass_is_not_over(database: Database) -> None:
    """Where the figure *Open* leads."""
    zoe, anna, kind = a_member(database).id, a_member(database, first_name="Anna").id, a_pass_type(database)
    sold = database.perform(an_act("Sell"), passes.sell, [zoe, anna], kind)
    database.perform(an_act("Cancel"), passes.cancel, [sold[0].pass_id], reason="Moved")
    with database.read() as connection:
        assert pass_types.holders(connection, kind) == (anna,)


def test_several_kinds_are_retired_and_deleted_in_one_step(database: Database) -> None:
    """C2: all or none."""
    from db.operations import stamps

    one, two = a_stamp_type(database, "One"), a_stamp_type(database, "Two")
    database.perform(an_act("Retire"), stamps.retire_types, [one, two])
    with database.read() as connection:
        assert all(each.retired for each in stamps.types(connection, TODAY))
    stamped_by = a_member(database).id
    database.perform(an_act("Back"), stamps.retire_types, [two], retired=False)
    stamped(database, stamped_by, two, 1)
    with pytest.raises(RuleBroken):
        database.perform(an_act("Delete"), stamps.delete_types, [one, two])
    database.perform(an_act("Delete"), stamps.delete_types, [one])
    with database.read() as connection:
        assert [each.id for each in stamps.types(connection, TODAY)] == [two]
    a, b = a_pass_type(database, "A"), a_pass_type(database, "B")
    assert database.perform(an_act("Retire"), pass_types.retire_types, [a, b]) == 2
    assert database.perform(an_act("Delete"), pass_types.delete_types, [a, b]) == 2
