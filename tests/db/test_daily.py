"""The daily run: idempotent, catching up with the right dates, one desk at a time, and never needed for reading (E3, E4, T6, R7, N6, N9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select, text

from db import checks
from db.database import Database
from db.entities.points import Account, Entry
from db.errors import RuleBroken, Stopped
from db.operations import daily
from tests.builders import a_club, a_member, an_act
from tests.db.test_points import entries, give, setting


@pytest.fixture
def club(engine_url: str) -> Iterator[Database]:
    """A new club on each engine; sound after every test."""
    database = a_club(engine_url)
    yield database
    assert [check.name for check in checks.check(database) if not check.ok] == []
    database.close()


def run(database: Database, day: date, **more: object) -> daily.Daily:
    """The run of a day."""
    return daily.run(database, an_act("Daily run", today=day), **more)  # type: ignore[arg-type]


def test_the_run_catches_up_with_the_right_dates_and_books_once(club: Database) -> None:
    """E2, E3, E4: one entry a lot, dated the day after its last usable day, although the program was off for weeks; a second run books nothing."""
    members = [a_member(club, joined="2026-01-01").id for _ in range(3)]
    for member in members:
        give(club, member, 100, date(2026, 2, 1), date(2026, 3, 31))
        give(club, member, 50, date(2026, 2, 1), date(2026, 6, 30))
        give(club, member, 30, date(2026, 2, 1), None)
    done = run(club, date(2026, 7, 20))
    assert (done.expired_lots, done.expired_points) == (6, 450)
    assert entries(club, members[0])[-2:] == [("expire", -100, "2026-04-01"), ("expire", -50, "2026-07-01")]
    again = run(club, date(2026, 7, 20))
    assert (again.expired_lots, again.expired_points, again.tiers_changed, again.notices) == (0, 0, 0, 0)


def test_the_stored_figures_are_right_again_after_the_run(club: Database) -> None:
    """L2: figures and the next day of change are settled; L10: what was pending is available."""
    member = a_member(club, joined="2026-01-01").id
    setting(club, points_pending_days=5)
    give(club, member, 100, date(2026, 7, 1), date(2026, 7, 10))
    run(club, date(2026, 7, 11))
    with club.read() as connection:
        assert connection.execute(select(Account.c.points, Account.c.next_change_on).where(Account.c.id == member)).one() == (0, None)


def test_the_same_op_id_answers_the_same(club: Database) -> None:
    """reliability.md, rule 1: a retry of the command changes nothing and answers as the first time did."""
    member = a_member(club, joined="2026-01-01").id
    give(club, member, 100, date(2026, 2, 1), date(2026, 3, 31))
    act = an_act("Daily run", today=date(2026, 7, 15))
    first = daily.run(club, act)
    assert first.expired_points == 100
    assert daily.run(club, act) == first


def test_only_one_desk_runs_it_and_one_that_fell_silent_is_followed(club: Database) -> None:
    """E3: while another desk runs it, it is refused; ten minutes later that desk is taken for switched off."""
    club.perform(an_act("Claim"), _claimed, "another desk", "2099-01-01T00:00:00Z")
    with pytest.raises(RuleBroken, match="Another desk"):
        run(club, date(2026, 7, 15))
    club.perform(an_act("Claim"), _claimed, "another desk", "2020-01-01T00:00:00Z")
    run(club, date(2026, 7, 15))
    with club.read() as connection:
        assert daily.is_due(connection, "2026-07-16")
        assert not daily.is_due(connection, "2026-07-15")


def _claimed(work: object, desk: str, since: str) -> None:
    work.connection.execute(  # type: ignore[attr-defined]
        text("UPDATE programme SET daily_desk = :desk, daily_started_at = :since"), {"desk": desk, "since": since}
    )


def test_stopping_leaves_whole_steps_and_the_next_run_goes_on(club: Database) -> None:
    """E3: what was done stays, what was not is due still; the claim is given up."""
    member = a_member(club, joined="2026-01-01").id
    give(club, member, 100, date(2026, 2, 1), date(2026, 3, 31))
    with pytest.raises(Stopped):
        run(club, date(2026, 7, 15), stop=lambda: True)
    with club.read() as connection:
        assert connection.execute(select(Entry.c.kind).where(Entry.c.kind == "expire")).all() == []
    assert run(club, date(2026, 7, 15)).expired_points == 100
