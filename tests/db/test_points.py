"""Points by hand and by the calendar: the worked examples of sections 2 and 3 of rules.md, on both engines (L2–L8, L11–L13, E1–E6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select, text

from db import checks
from db.books import Books
from db.database import Database
from db.entities.points import Entry, Lot
from db.errors import NotFound, RuleBroken
from db.ledger import openings, reading
from db.operations import points, rewards, undo
from db.rewards import issuing
from db.work import Work
from tests.builders import a_club, a_member, a_prospect, an_act


@pytest.fixture
def club(engine_url: str) -> Iterator[Database]:
    """A new club on each engine; sound after every test."""
    database = a_club(engine_url)
    yield database
    assert [check.name for check in checks.check(database) if not check.ok] == []
    database.close()


def setting(database: Database, **columns: object) -> None:
    """Set columns of the programme as they stand."""
    database.perform(an_act("Settings"), _set, columns)


def _set(work: Work, columns: dict[str, object]) -> None:
    names = ", ".join(f"{name} = :{name}" for name in columns)
    work.connection.execute(text(f"UPDATE programme SET {names}"), columns)


def give(database: Database, person: int, amount: int, day: date, last: date | None = None, today: date | None = None) -> int:
    """A lot of its own, with a last day."""
    return database.perform(an_act("Give", today=today or day), _give, person, amount, day, last)


def _give(work: Work, person: int, amount: int, day: date, last: date | None) -> int:
    with Books(work, [person]) as books:
        return books.give(books[person], "bonus", amount, day=day, expires=last).id


def redeem(database: Database, person: int, amount: int, today: date) -> int:
    """A bare redemption."""
    return database.perform(an_act("Redeem", today=today), _redeem, person, amount)


def _redeem(work: Work, person: int, amount: int) -> int:
    with Books(work, [person]) as books:
        holder = books[person]
        posted = books.take(holder, "redeem", amount, day=work.today)
        issuing.issue(books, holder, None, source="redeemed", name="Coffee", points=amount, entry=posted.id, handed_over=True)
        return posted.id


def back(database: Database, person: int, entry: int, today: date) -> int:
    """The reversal of a bare redemption."""
    return database.perform(an_act("Back", today=today), _back, person, entry)


def _back(work: Work, person: int, entry: int) -> int:
    with Books(work, [person]) as books:
        return rewards.reverse_redemption(books, books[person], entry, day=work.today, note="mistake").id


def settled(database: Database, person: int, today: date) -> None:
    """Have what is due booked, as any operation does first (C4)."""
    database.perform(an_act("Settle", today=today), _settle, person)


def _settle(work: Work, person: int) -> None:
    with Books(work, [person]):
        pass


def figures(database: Database, person: int, today: date) -> tuple[int, int, int]:
    """Available, pending, owed as they are read."""
    with database.read() as connection:
        return reading.figures(connection, person, today)


def lots(database: Database, person: int) -> list[tuple[int, int, str | None]]:
    """Points, remaining and last day of every lot in the order of their entries."""
    with database.read() as connection:
        query = select(Lot.c.points, Lot.c.remaining, Lot.c.expires_on).where(Lot.c.account_id == person).order_by(Lot.c.entry_id)
        return [(row.points, row.remaining, row.expires_on) for row in connection.execute(query)]


def entries(database: Database, person: int) -> list[tuple[str, int, str]]:
    """Kind, points and business date of every entry in order."""
    with database.read() as connection:
        query = select(Entry.c.kind, Entry.c.points, Entry.c.business_date).where(Entry.c.account_id == person).order_by(Entry.c.seq)
        return [(row.kind, row.points, row.business_date) for row in connection.execute(query)]


def test_the_example_of_expiry(club: Database) -> None:
    """Section 3, example: lots A 100 (31 Mar), B 50 (30 Jun), C 30 (never); the redemption of 120 is reversed on 10 Apr."""
    member = a_member(club, joined="2026-01-01").id
    for amount, last in ((100, date(2026, 3, 31)), (50, date(2026, 6, 30)), (30, None)):
        give(club, member, amount, date(2026, 2, 1), last)
    taken = redeem(club, member, 120, date(2026, 3, 1))
    assert lots(club, member) == [(100, 0, "2026-03-31"), (50, 30, "2026-06-30"), (30, 30, None)]
    settled(club, member, date(2026, 4, 1))
    assert len(entries(club, member)) == 4, "nothing was left of A, so nothing expires (E4)"
    back(club, member, taken, date(2026, 4, 10))
    assert lots(club, member) == [(100, 100, "2026-05-10"), (50, 50, "2026-06-30"), (30, 30, None)]
    assert figures(club, member, date(2026, 4, 10)) == (180, 0, 0)
    settled(club, member, date(2026, 7, 1))
    assert entries(club, member)[-2:] == [("expire", -100, "2026-05-11"), ("expire", -50, "2026-07-01")]


def test_what_is_left_of_a_lot_expires_the_day_after_its_last(club: Database) -> None:
    """Section 3, example without the reversal: on 1 Jul 30 expire from B, 30 stay; E2: usable through the last day; L2: reading never depends on the run."""
    member = a_member(club, joined="2026-01-01").id
    for amount, last in ((100, date(2026, 3, 31)), (50, date(2026, 6, 30)), (30, None)):
        give(club, member, amount, date(2026, 2, 1), last)
    redeem(club, member, 120, date(2026, 3, 1))
    assert figures(club, member, date(2026, 6, 30)) == (60, 0, 0)
    assert figures(club, member, date(2026, 7, 1)) == (30, 0, 0)
    settled(club, member, date(2026, 7, 20))
    assert entries(club, member)[-1] == ("expire", -30, "2026-07-01")
    assert figures(club, member, date(2026, 7, 20)) == (30, 0, 0)
    settled(club, member, date(2026, 7, 21))
    assert len(entries(club, member)) == 5, "a second run books nothing (E3)"


def test_a_lot_is_lengthened_by_a_reversal_only_once(club: Database) -> None:
    """L7: max(original, today + grace), once per lot: a second time it keeps its date."""
    member = a_member(club, joined="2026-01-01").id
    give(club, member, 100, date(2026, 1, 1), date(2026, 1, 31))
    first = redeem(club, member, 100, date(2026, 1, 10))
    back(club, member, first, date(2026, 3, 1))
    assert lots(club, member) == [(100, 100, "2026-03-31")]
    second = redeem(club, member, 100, date(2026, 3, 10))
    back(club, member, second, date(2026, 5, 1))
    assert lots(club, member) == [(100, 0, "2026-03-31")]
    assert entries(club, member)[-1] == ("expire", -100, "2026-04-01")


def test_inactivity_ends_everything_together(club: Database) -> None:
    """Section 3: 500 on 1 Jan 2025, 100 on 31 Dec 2025, 12 months: all 600 usable through 31 Dec 2026, entry dated 1 Jan 2027."""
    setting(club, expiry_policy="inactivity", expiry_length=12)
    member = a_member(club, joined="2025-01-01").id
    for amount, day in ((500, date(2025, 1, 1)), (100, date(2025, 12, 31))):
        club.perform(an_act("Earn", today=day), _earn, member, amount)
    assert figures(club, member, date(2026, 12, 31)) == (600, 0, 0)
    assert figures(club, member, date(2027, 1, 1)) == (0, 0, 0)
    settled(club, member, date(2027, 1, 5))
    assert entries(club, member)[-2:] == [("expire", -500, "2027-01-01"), ("expire", -100, "2027-01-01")]


def _earn(work: Work, person: int, amount: int) -> None:
    with Books(work, [person]) as books:
        books.give(books[person], "earn", amount, day=work.today, qualifying=amount)


def test_an_adjustment_is_no_activity(club: Database) -> None:
    """E1: adjustments and imports do not count unless set so."""
    setting(club, expiry_policy="inactivity", expiry_length=1)
    member = a_member(club, joined="2026-01-01").id
    club.perform(an_act("Earn", today=date(2026, 1, 1)), _earn, member, 10)
    club.perform(an_act("Adjust", today=date(2026, 1, 20)), points.adjust, [member], 5, note="kind")
    assert figures(club, member, date(2026, 2, 2)) == (5, 0, 0)


@pytest.mark.parametrize(
    ("policy", "length", "yearly", "last"),
    [
        ("never", None, None, None), ("days", 10, None, "2026-02-01"), ("months", 1, None, "2026-02-22"), ("end_of_month", None, None, "2026-01-31"),
        ("end_of_month", 1, None, "2026-02-28"), ("end_of_quarter", None, None, "2026-03-31"), ("end_of_year", 1, None, "2027-12-31"),
        ("yearly", None, "01-21", "2027-01-21"), ("yearly", None, "01-22", "2026-01-22"),
    ],
)  # fmt: skip
def test_the_policy_gives_the_last_usable_day(
    club: Database, policy: str, length: int | None, yearly: str | None, last: str | None
) -> None:
    """E1, E2: Jan 22 under "end of month" is usable through Jan 31."""
    setting(club, expiry_policy=policy, expiry_length=length, expiry_date=yearly)
    member = a_member(club, joined="2026-01-01").id
    club.perform(an_act("Adjust", today=date(2026, 1, 22)), points.adjust, [member], 5, note="kind")
    assert lots(club, member) == [(5, 5, last)]


def test_what_is_owed_is_paid_first(club: Database) -> None:
    """L8: a later positive movement first pays what is owed; only the rest stands in its lot; the reversal of a debt that was paid gives it back."""
    member = a_member(club).id
    first = give(club, member, 50, date(2026, 7, 10))
    redeem(club, member, 40, date(2026, 7, 11))
    day = date(2026, 7, 12)
    club.perform(an_act("Reverse", today=day), points.reverse, [first], note="typed twice")
    assert figures(club, member, day) == (0, 0, 40)
    give(club, member, 100, day)
    assert figures(club, member, day) == (60, 0, 0)
    assert lots(club, member) == [(50, 0, None), (100, 60, None)]


def test_a_shortfall_can_be_written_off(club: Database) -> None:
    """L8: a `write_off` entry brings it to 0 and the ledger still adds up."""
    setting(club, points_shortfall="write_off")
    member = a_member(club).id
    first = give(club, member, 50, date(2026, 7, 10))
    redeem(club, member, 40, date(2026, 7, 11))
    club.perform(an_act("Reverse", today=date(2026, 7, 12)), points.reverse, [first], note="typed twice")
    assert figures(club, member, date(2026, 7, 12)) == (0, 0, 0)
    assert entries(club, member)[-2:] == [("reversal", -50, "2026-07-12"), ("write_off", 40, "2026-07-12")]


def test_pending_points_pay_on_their_day(club: Database) -> None:
    """L8, L10: every pending lot first pays what is owed on the day it becomes available."""
    member = a_member(club).id
    first = give(club, member, 50, date(2026, 7, 10))
    redeem(club, member, 50, date(2026, 7, 10))
    club.perform(an_act("Reverse", today=date(2026, 7, 10)), points.reverse, [first], note="typed twice")
    club.perform(an_act("Adjust", today=date(2026, 7, 10)), points.adjust, [member], 80, note="promised", pending_days=5)
    assert figures(club, member, date(2026, 7, 14)) == (0, 80, 50)
    assert figures(club, member, date(2026, 7, 15)) == (30, 0, 0)
    settled(club, member, date(2026, 7, 16))
    assert figures(club, member, date(2026, 7, 16)) == (30, 0, 0)


def test_a_deduction_needs_the_points_unless_it_may_owe(club: Database) -> None:
    """L4; L9: the sentence says what the balance is now."""
    member = a_member(club).id
    give(club, member, 50, date(2026, 7, 10))
    with pytest.raises(RuleBroken, match="balance is now 50"):
        club.perform(an_act(), points.adjust, [member], -60, note="return")
    assert figures(club, member, date(2026, 7, 15)) == (50, 0, 0)
    club.perform(an_act(), points.adjust, [member], -60, note="return", owing=True)
    assert figures(club, member, date(2026, 7, 15)) == (0, 0, 10)


@pytest.mark.parametrize(
    ("amount", "more", "sentence"),
    [
        (0, {}, "other than 0"), (10**12, {}, "more than can be booked"), (1.5, {}, "whole numbers"), (5, {"note": " \t"}, "note"),
        (5, {"day": date(2026, 7, 16)}, "future"), (5, {"day": date(2026, 6, 13)}, "too far back"), (5, {"reason": "whim"}, "not a reason"),
        (5, {"expires": date(2026, 7, 1)}, "is over"),
    ],
)  # fmt: skip
def test_bad_adjustments_are_refused_in_a_sentence(club: Database, amount: int, more: dict[str, object], sentence: str) -> None:
    """Issue 2, *Bad input*: nothing is changed."""
    member = a_member(club).id
    with pytest.raises(RuleBroken, match=sentence):
        club.perform(an_act(), points.adjust, [member], amount, **{"note": "x", **more})  # type: ignore[arg-type]
    assert entries(club, member) == []


def test_an_adjustment_above_the_limit_is_confirmed(club: Database) -> None:
    """L13."""
    setting(club, points_confirm_above=100)
    member = a_member(club).id
    with pytest.raises(points.NeedsConfirmation, match="limit of 100"):
        club.perform(an_act(), points.adjust, [member], 101, note="x")
    club.perform(an_act(), points.adjust, [member], 101, note="x", confirmed=True)
    assert figures(club, member, date(2026, 7, 15)) == (101, 0, 0)


def test_a_reversal_is_made_once_and_not_reversed(club: Database) -> None:
    """L7."""
    member = a_member(club).id
    first = give(club, member, 50, date(2026, 7, 10))
    done = club.perform(an_act(), points.reverse, [first], note="mistake")
    with pytest.raises(RuleBroken, match="reversed already"):
        club.perform(an_act(), points.reverse, [first], note="mistake")
    with pytest.raises(RuleBroken, match="is a reversal itself"):
        club.perform(an_act(), points.reverse, [int(done[0].entry or 0)], note="mistake")
    with pytest.raises(RuleBroken, match="reason"):
        club.perform(an_act(), points.reverse, [first], note="  ")
    with pytest.raises(NotFound):
        club.perform(an_act(), points.reverse, [999], note="mistake")


def test_expired_points_are_reinstated_once(club: Database) -> None:
    """E6: a new lot, linked, usable for 30 days; L7: reversing an expiry is the same."""
    member = a_member(club, joined="2026-01-01").id
    give(club, member, 50, date(2026, 6, 1), date(2026, 6, 30))
    settled(club, member, date(2026, 7, 2))
    with club.read() as connection:
        expired = connection.execute(select(Entry.c.id).where(Entry.c.kind == "expire")).scalar_one()
    club.perform(an_act("Act", today=date(2026, 7, 3)), points.reverse, [expired], note="was ill")
    assert lots(club, member)[-1] == (50, 50, "2026-08-02")
    with pytest.raises(RuleBroken, match="reversed already"):
        club.perform(an_act("Act", today=date(2026, 7, 3)), points.reinstate, [expired], note="again")


def test_a_lot_is_extended_with_a_reason(club: Database) -> None:
    """E6."""
    member = a_member(club).id
    first = give(club, member, 50, date(2026, 7, 1), date(2026, 7, 31))
    assert club.perform(an_act(), points.extend, [first], until=date(2026, 12, 31), note="loyal") == 50
    assert lots(club, member) == [(50, 50, "2026-12-31")]
    with pytest.raises(RuleBroken, match="last longer"):
        club.perform(an_act(), points.extend, [first], until=date(2026, 8, 1), note="loyal")


def test_an_extension_is_undone_as_one_step(club: Database) -> None:
    """E6: the lot has its own last day again."""
    member = a_member(club).id
    first = give(club, member, 50, date(2026, 7, 1), date(2026, 7, 31))
    act = an_act("Extend")
    club.perform(act, points.extend, [first], until=date(2026, 12, 31), note="loyal")
    club.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert lots(club, member) == [(50, 50, "2026-07-31")]


def test_a_new_policy_for_existing_lots_shortens_only_ahead(club: Database) -> None:
    """E5: new lots only; the wizard lengthens at once and shortens to a day at least 60 days ahead."""
    member = a_member(club, joined="2026-01-01").id
    club.perform(an_act("Act", today=date(2026, 1, 10)), points.adjust, [member], 50, note="x")
    setting(club, expiry_policy="months", expiry_length=1)
    assert lots(club, member) == [(50, 50, None)]
    assert club.perform(an_act(), points.apply_policy, preview=True) == points.PolicyEffect(1, 0, 50)
    assert lots(club, member) == [(50, 50, None)]
    club.perform(an_act(), points.apply_policy)
    assert lots(club, member) == [(50, 50, "2026-09-13")]


def test_a_prospects_points_wait_and_count_from_registering(club: Database) -> None:
    """P7: no *available from* until promotion; expiry counts from there."""
    setting(club, expiry_policy="days", expiry_length=10)
    prospect = a_prospect(club).id
    club.perform(an_act("Act", today=date(2026, 6, 20)), points.adjust, [prospect], 40, note="friend brought")
    assert figures(club, prospect, date(2026, 7, 15)) == (0, 40, 0)
    from db.operations import members

    club.perform(an_act(), members.promote, [prospect])
    assert figures(club, prospect, date(2026, 7, 15)) == (40, 0, 0)
    assert lots(club, prospect) == [(40, 40, "2026-07-25")]


def test_balances_stand_with_every_entry(club: Database) -> None:
    """L2: `balance_after` of an entry = points + pending − owed; the answer tells the figures after it."""
    member = a_member(club).id
    club.perform(an_act(), openings.open_balances, [(member, 100, date(2026, 7, 1))])
    done = club.perform(an_act(), points.adjust, [member], -24, note="return")
    assert (done[0].points, done[0].available, done[0].owed, done[0].pending) == (-24, 76, 0, 0)
    with club.read() as connection:
        assert [(line.points, line.balance, line.comment) for line in reading.entries(connection, member)] == [
            (-24, 76, "Manual adjustments"), (100, 100, None),
        ]  # fmt: skip
