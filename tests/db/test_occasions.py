"""Birthdays and anniversaries (N9)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from db.operations import occasions
from db.operations.occasions import Honoured
from db.work import Work
from tests.builders import a_club, an_act
from tests.builders_rewards import (
    a_file_club,
    a_holder,
    a_reward,
    balance,
    outbox,
    set_club,
    set_person,
    states,
    told,
)

D = date.fromisoformat


def day(database: Database, today: str, *, since: str | None = None) -> Honoured:
    """The occasions of one day."""
    return database.perform(an_act("Day", today=D(today)), _honour, since=D(since) if since else None)


def _honour(work: Work, *, since: date | None) -> Honoured:
    return occasions.give(work, occasions.due(work.connection, work.today, since=since))


def born(database: Database, birthday: str, *, since: str | None = None, kind: str = "birthday", **values: str) -> int:
    """A member with a birthday, entered long ago unless said otherwise."""
    details: dict[str, Any] = {"last_name": birthday, kind: birthday, "joined": "2020-01-01", **values}
    person = a_holder(database, **details)
    set_person(database, person, **{f"{kind}_since": since})
    return person


def test_nothing_is_given_by_default(tmp_path: Path) -> None:
    """N9: nothing is the default, and then nothing is told either."""
    database = a_file_club(tmp_path)
    person = born(database, "1990-08-01")
    assert day(database, "2026-08-01") == Honoured()
    assert outbox(database, person) == []
    database.close()


@pytest.mark.parametrize("kind", ["birthday", "anniversary"])
def test_points_are_given_on_the_day_once_a_year(engine_url: str, kind: str) -> None:
    """N9: once per calendar year per member."""
    database = a_club(engine_url)
    set_club(database, **{f"occasions_{kind}": "points:50"})
    person, unknown = born(database, "1990-08-01", kind=kind), born(database, "--08-01", kind=kind)
    given = [day(database, on).points for on in ("2026-07-31", "2026-08-01", "2026-08-01", "2026-08-02", "2027-08-01")]
    assert given == [0, 100, 0, 0, 100]
    assert (balance(database, person), balance(database, unknown)) == ((100, 0), (100, 0))
    assert outbox(database, person) == [(kind, f"{kind}:2026", "waiting"), (kind, f"{kind}:2027", "waiting")]
    database.close()


def test_a_reward_is_issued_some_days_before(engine_url: str) -> None:
    """N9: N days before; across the turn of the year it counts for the year of the birthday."""
    database = a_club(engine_url)
    cake = a_reward(database, "Cake", 0, valid_days=14)
    set_club(database, occasions_birthday=f"reward:{cake.id}", occasions_birthday_days_before=7)
    person = born(database, "1990-01-03")
    given = [day(database, on).rewards for on in ("2026-12-26", "2026-12-27", "2027-01-03", "2027-12-27")]
    assert given == [0, 1, 0, 1]
    assert states(database, person) == ["issued", "issued"]
    assert told(database, person)[-1] == "For the birthday on 2027-01-03: “Cake”."
    database.close()


def test_the_twenty_ninth_of_february_falls_on_the_twenty_eighth_in_other_years(engine_url: str) -> None:
    """N9: and on its own day in leap years."""
    database = a_club(engine_url)
    set_club(database, occasions_birthday="points:10")
    person = born(database, "1992-02-29")
    given = [day(database, on).members for on in ("2027-02-27", "2027-02-28", "2027-03-01", "2028-02-28", "2028-02-29", "2028-03-01")]
    assert given == [0, 1, 0, 0, 1, 0]
    assert balance(database, person) == (20, 0)
    database.close()


def test_a_date_entered_within_the_thirty_days_before_does_not_count_this_year(engine_url: str) -> None:
    """N9 (Smile): entered or changed; the next year it does."""
    database = a_club(engine_url)
    set_club(database, occasions_birthday="points:10")
    late, early, after = (
        born(database, "1990-08-31", since=since, first_name=name)
        for name, since in (("Late", "2026-08-01"), ("Early", "2026-07-31"), ("After", "2026-08-31"))
    )
    assert day(database, "2026-08-31").members == 1
    assert [balance(database, person)[0] for person in (late, early, after)] == [0, 10, 0]
    assert day(database, "2027-08-31").members == 3
    database.close()


def test_missed_days_are_caught_up_and_no_more(engine_url: str) -> None:
    """N9: since the last day that was done; what came before is not given after the fact."""
    database = a_club(engine_url)
    set_club(database, occasions_birthday="points:10", occasions_birthday_days_before=1)
    people = [born(database, birthday) for birthday in ("1990-08-01", "1990-08-02", "1990-08-05", "1990-08-11", "1990-08-12")]
    assert day(database, "2026-08-10", since="2026-07-31").members == 3
    assert [balance(database, person)[0] for person in people] == [0, 10, 10, 10, 0]
    database.close()


def test_years_that_were_missed_are_given_once(tmp_path: Path) -> None:
    """N9: once per calendar year; a club that was closed for two years does not give two gifts."""
    database = a_file_club(tmp_path, occasions_birthday="points:10")
    person = born(database, "1990-08-01")
    assert day(database, "2028-08-10", since="2026-07-01").members == 1
    assert balance(database, person) == (10, 0)
    database.close()


def test_the_day_itself_is_no_anniversary_of_it(tmp_path: Path) -> None:
    """N9: a wedding of this year is honoured from the next one on."""
    database = a_file_club(tmp_path, occasions_anniversary="points:10")
    born(database, "2026-06-30", kind="anniversary")
    assert [day(database, on).members for on in ("2026-06-30", "2027-06-30")] == [0, 1]
    database.close()


def test_only_active_members_of_a_running_programme_get_anything(tmp_path: Path) -> None:
    """G1, O5."""
    database = a_file_club(tmp_path, occasions_birthday="points:10")
    person, away = born(database, "1990-08-01"), born(database, "1991-08-01")
    set_person(database, away, status="suspended")
    set_club(database, active=False)
    assert day(database, "2026-08-01") == Honoured()
    set_club(database, active=True)
    assert day(database, "2026-08-01").members == 1
    assert (balance(database, person)[0], balance(database, away)[0]) == (10, 0)
    database.close()


def test_a_reward_that_is_sold_out_is_left_and_reported(engine_url: str) -> None:
    """N9, R1: nobody is told of what they do not get."""
    database = a_club(engine_url)
    cake = a_reward(database, "Cake", 0, stock=1)
    set_club(database, occasions_birthday=f"reward:{cake.id}")
    first, second = born(database, "1990-08-01"), born(database, "1991-08-01")
    assert day(database, "2026-08-01") == Honoured(members=1, rewards=1, left=1)
    assert (states(database, first), outbox(database, second)) == (["issued"], [])
    database.close()


def test_a_greeting_goes_by_mail_only_with_consent(tmp_path: Path) -> None:
    """N8: it is marketing."""
    database = a_file_club(tmp_path, occasions_birthday="points:10")
    person = born(database, "1990-08-01", email="zoe@example.org")
    day(database, "2026-08-01")
    assert (len(told(database, person)), len(told(database, person, "mail"))) == (1, 0)
    set_person(database, person, consent="yes")
    day(database, "2027-08-01")
    assert (len(told(database, person)), len(told(database, person, "mail"))) == (1, 1)
    database.close()


def test_the_days_of_a_span_are_each_honoured_once() -> None:
    """N9: at most a year back."""
    span = occasions.occasions(D("2026-01-01"), D("2028-12-31"))
    assert (len(span), span["01-01"], span["02-29"]) == (366, D("2028-01-01"), D("2028-02-29"))
    assert occasions.occasions(D("2027-02-27"), D("2027-03-01"))["02-29"] == D("2027-02-28")
    assert occasions.occasions(D("2027-03-02"), D("2027-03-01")) == {}
