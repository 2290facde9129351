"""Issued rewards in any order, by any filter, and counted (R4, R8, E3; features.md 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from db.database import Database
from db.operations import rewards
from db.search import Condition, Query, Sort, issued
from db.search.conditions import Op
from tests.builders import TODAY, a_club, an_act
from tests.builders_rewards import a_holder, a_reward, give, redeem


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    """A club on each engine."""
    made = a_club(engine_url)
    yield made
    made.close()


class Issuing:
    """Zoë redeemed and was given something, Anna has a reward whose last day is over."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.coffee = a_reward(database, "Coffee", 200, valid_days=30)
        self.slice = a_reward(database, "Birthday slice", 0, valid_days=14)
        self.zoe, self.anna = a_holder(database, 500), a_holder(database, first_name="Anna", last_name="Boer")
        redeem(database, self.zoe, self.coffee)
        self.old = give(database, self.anna, self.slice, today=date(2026, 6, 1))
        self.new = give(database, self.zoe, self.slice)
        self.own = give(database, self.anna, name="A seat by the window")
        self.gone = give(database, self.zoe, self.slice)
        database.perform(an_act("Revoke"), rewards.revoke, [self.gone], note="Twice")
        database.day = lambda: TODAY

    def names(self, *conditions: tuple[str, Op, str], text: str = "", sort: Sort = issued.NEWEST_FIRST[0]) -> list[str]:
        """What is found, by name, in order."""
        query = Query(
            conditions=tuple(Condition(key, op, tuple(values.split("|"))) for key, op, values in conditions), text=text, sort=(sort,)
        )
        with self.database.read() as connection:
            found = issued.ids(connection, query)
            assert found[:2].tolist() == list(issued.first_ids(connection, query, 2))
            return [row.name for row in issued.rows(connection, found)]


@pytest.fixture
def club(database: Database) -> Issuing:
    """See Issuing."""
    return Issuing(database)


def test_the_newest_stands_first_and_all_are_there(club: Issuing) -> None:
    """Whatever their state."""
    assert club.names() == ["Birthday slice", "A seat by the window", "Birthday slice", "Coffee", "Birthday slice"]


def test_a_state_is_that_of_the_day(club: Issuing) -> None:
    """E3: past its last day it is expired, whether the daily run has been or not."""
    assert club.names(("state", "=", "issued")) == ["A seat by the window", "Birthday slice"]
    assert club.names(("state", "=", "expired")) == ["Birthday slice"]
    assert club.names(("state", "=", "redeemed|revoked")) == ["Birthday slice", "Coffee"]
    with club.database.read() as connection:
        (old,) = issued.rows(connection, [club.old])
    assert (old.state, old.member, old.source) == ("expired", "Anna Boer", "given")


def test_rewards_members_days_and_points_are_filtered(club: Issuing) -> None:
    """By the reward's id, by words of member, reward or gift, by days, by points, by what is empty."""
    assert club.names(("reward", "=", str(club.coffee.id))) == ["Coffee"]
    assert club.names(text="boer") == ["A seat by the window", "Birthday slice"]
    assert club.names(text="WINDOW") == ["A seat by the window"]
    assert club.names(text="slice", sort=Sort("issued_on")) == ["Birthday slice"] * 3
    assert club.names(("issued_on", "<=", "2026-06-30")) == ["Birthday slice"]
    assert club.names(("points", ">=", "1")) == ["Coffee"]
    assert club.names(("expires_on", "=", "")) == ["A seat by the window"]


@pytest.mark.parametrize("key", [field.key for field in issued.FIELDS])
def test_every_column_orders_both_ways(club: Issuing, key: str) -> None:
    """All rows are there in either direction."""
    up, down = club.names(sort=Sort(key)), club.names(sort=Sort(key, descending=True))
    assert sorted(up) == sorted(down) == sorted(club.names())


def test_the_counts_say_what_the_views_hold(club: Issuing) -> None:
    """Ever issued, outstanding, expiring this month; and of each reward."""
    with club.database.read() as connection:
        assert issued.counts(connection, TODAY) == (5, 2, 1)
        assert issued.by_reward(connection, TODAY) == {club.coffee.id: (0, 1), club.slice.id: (1, 3)}


def test_a_row_that_is_gone_is_left_out(club: Issuing) -> None:
    """Rows come in the order of the ids that are asked for."""
    with club.database.read() as connection:
        assert [row.id for row in issued.rows(connection, [club.own, 999_999, club.old])] == [club.own, club.old]
