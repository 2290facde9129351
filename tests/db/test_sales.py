"""Sales at the desk: what they earn, what is refused, what goes with them (O1–O3, O5, L5, L8, L10, L14, P7, C1, C3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.database import Database
from db.errors import BadValue, RuleBroken
from db.money import MOST
from db.operations import follow_ups, members, promotions, sales
from db.operations.follow_ups import ToDo
from db.operations.sales import Line, Recorded, Sold
from db.work import Work
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act
from tests.builders_sales import a_refund, a_sale, a_tier, count, day, entries, last_visit, reversed_entry, set_club, the_account, the_sale


def test_a_sale_earns_and_keeps_the_remainder_on_the_account(engine_url: str) -> None:
    """L5: 1 per €10: €29.90 → 2, remainder 9.90; next sale €5 → 14.90 → 1, remainder 4.90."""
    database = a_club(engine_url)
    member = a_member(database)
    first = a_sale(database, member.id, 2990)
    assert (first.points, first.available, the_account(database, member.id)["remainder"]) == (2, 2, 990)
    second = a_sale(database, member.id, 500)
    assert (second.points, second.available, the_account(database, member.id)["remainder"]) == (1, 3, 490)
    assert entries(database, member.id) == [("earn", 2, "2026-07-15"), ("earn", 1, "2026-07-15")]
    assert last_visit(database, member.id) == "2026-07-15"
    database.close()


def test_a_sale_that_earns_nothing_books_no_entry(engine_url: str) -> None:
    """L5: the money is kept on the account and counts for the next sale."""
    database = a_club(engine_url)
    member = a_member(database)
    done = a_sale(database, member.id, 990)
    assert (done.entry, done.points, the_account(database, member.id)["remainder"]) == (None, 0, 990)
    assert (count(database, "entries"), count(database, "sales")) == (0, 1)
    database.close()


def test_the_multiplier_of_the_tier_held_before_the_sale_counts(engine_url: str) -> None:
    """L5, T6: the sale that lifts a member over the threshold still earns by the tier before; qualifying points are those before it (L1)."""
    database = a_club(engine_url)
    a_tier(database, "Gold", rank=1, threshold=10, multiplier=1500)
    member = a_member(database)
    first = a_sale(database, member.id, 10_000)
    assert (first.points, first.tier) == (10, "Gold")
    second = a_sale(database, member.id, 3000)
    assert second.points == 4
    assert the_sale(database, second.sale)["qualifying"] == 3
    database.close()


def test_a_promotion_joins_the_multiplier_and_the_best_one_counts(engine_url: str) -> None:
    """L14: × f joins the multiplier; + n is a bonus of the sale, of every promotion that applies."""
    database = a_club(engine_url)
    gold = a_tier(database, "Gold", rank=1, threshold=1000)
    week: dict[str, Any] = {"starts_on": day(7, 13), "ends_on": day(7, 19)}
    each: dict[str, dict[str, Any]] = {"Double": {"factor": 2000}, "Triple": {"factor": 3000}, "Hello": {"bonus": 5}, "More": {"bonus": 7}}
    for name, more in each.items():
        database.perform(an_act(), promotions.add, name, **week, **more)
    database.perform(an_act(), promotions.add, "Gold only", **week, factor=9000, tier=gold)
    member = a_member(database)
    done = a_sale(database, member.id, 2000)
    assert (done.points, done.available) == (6, 18)
    assert entries(database, member.id) == [("earn", 6, "2026-07-15"), ("bonus", 5, "2026-07-15"), ("bonus", 7, "2026-07-15")]
    earlier = a_sale(database, member.id, 2000, day=day(7, 12))
    assert earlier.points == 2
    database.close()


def test_the_bonus_of_a_promotion_goes_when_nothing_of_the_sale_is_left(engine_url: str) -> None:
    """L14: reversed when nothing of the sale is left, and given anew when that refund is reversed (L7)."""
    database = a_club(engine_url)
    database.perform(an_act(), promotions.add, "Hello", starts_on=day(7, 1), ends_on=day(7, 31), bonus=5)
    member = a_member(database)
    sale = a_sale(database, member.id, 2000).sale
    assert a_refund(database, sale, 1000).available == 6
    last = a_refund(database, sale, 1000)
    assert last.available == 0
    assert entries(database, member.id)[-1][:2] == ("reversal", -5)
    assert reversed_entry(database, last.entry).available == 6
    assert a_refund(database, sale, 1000).available == 0
    database.close()


def test_points_of_a_sale_wait_for_the_return_period(engine_url: str) -> None:
    """L10: points available after N days."""
    database = a_club(engine_url)
    set_club(database, points_pending_days=14)
    member = a_member(database)
    done = a_sale(database, member.id, 2000)
    assert (done.available, done.pending) == (0, 2)
    assert a_refund(database, done.sale, 1000).pending == 1
    database.close()


def test_a_prospect_earns_points_that_wait_for_registering(engine_url: str) -> None:
    """P7: a prospect may be sold to; the points wait until promotion."""
    database = a_club(engine_url)
    prospect = a_prospect(database)
    done = a_sale(database, prospect.id, 2000)
    assert (done.points, done.available, done.pending, done.tier) == (2, 0, 2, None)
    database.perform(an_act(), members.promote, [prospect.id])
    assert the_account(database, prospect.id)["points"] == 2
    database.close()


def test_only_earning_lines_count_and_the_value_is_their_sum(engine_url: str) -> None:
    """O1: with lines the value is their sum and only earning lines count."""
    database = a_club(engine_url)
    member = a_member(database)
    lines = (Line("Novel", 2000, category="Books"), Line("Gift card", 5000, earns=False), Line("Pencils", 990, quantity=3000))
    done = a_sale(database, member.id, lines=lines)
    sale = the_sale(database, done.sale)
    assert (done.points, sale["value"], sale["eligible"]) == (2, 7990, 2990)
    assert count(database, "sale_lines") == 3
    database.close()


def test_a_receipt_stands_once_a_day_and_the_first_sale_is_named(engine_url: str) -> None:
    """O1: the same again is refused and shows the first sale; after a reversal it may come again, and on another day it may."""
    database = a_club(engine_url)
    member, other = a_member(database), a_member(database, first_name="Otto", last_name="Berg")
    first = a_sale(database, member.id, 2000, receipt=" R-17 ")
    with pytest.raises(RuleBroken, match=rf"receipt R-17 of 2026-07-15 .* sale {first.sale} of 20.00 to Zoë van der Berg"):
        a_sale(database, other.id, 900, receipt="R-17")
    a_sale(database, other.id, 900, receipt="R-17", day=day(7, 14))
    reversed_entry(database, first.entry)
    a_sale(database, other.id, 900, receipt="R-17")
    assert count(database, "sales") == 3
    database.close()


@pytest.mark.parametrize("amount", [0, -500, MOST * 100 + 1, None])
def test_an_impossible_amount_is_refused(engine_url: str, amount: int | None) -> None:
    """L5: a sale with value ≤ 0 is refused; so is one without, or beyond all reason (bad input)."""
    database = a_club(engine_url)
    member = a_member(database)
    with pytest.raises(BadValue, match=r"must be above 0|too large|needs an amount"):
        a_sale(database, member.id, amount)
    assert count(database, "sales") == 0
    database.close()


def test_days_lie_neither_ahead_nor_too_far_back(engine_url: str) -> None:
    """C3: back-dated up to 31 days, never in the future."""
    database = a_club(engine_url)
    member = a_member(database)
    with pytest.raises(RuleBroken, match="future"):
        a_sale(database, member.id, 2000, day=day(7, 16))
    with pytest.raises(RuleBroken, match="too far back"):
        a_sale(database, member.id, 2000, day=day(6, 13))
    a_sale(database, member.id, 2000, day=day(6, 14))
    assert entries(database, member.id) == [("earn", 2, "2026-06-14")]
    assert last_visit(database, member.id) == "2026-06-14"
    database.close()


def test_a_sale_needs_a_note_where_the_setting_asks(engine_url: str) -> None:
    """C1, S4: blanks do not count."""
    database = a_club(engine_url)
    member = a_member(database)
    with pytest.raises(BadValue, match="note"):
        a_sale(database, member.id, 2000, note="  ")
    set_club(database, notes_required="manual")
    a_sale(database, member.id, 2000, note=None)
    database.close()


def test_nothing_earns_while_the_programme_is_off(engine_url: str) -> None:
    """O5: a refund is a correction and stays possible (G1)."""
    database = a_club(engine_url)
    member = a_member(database)
    sale = a_sale(database, member.id, 2000).sale
    set_club(database, active=False)
    with pytest.raises(RuleBroken, match="switched off"):
        a_sale(database, member.id, 2000)
    assert a_refund(database, sale, 2000).available == 0
    database.close()


def test_what_is_owed_is_paid_by_the_next_sale(engine_url: str) -> None:
    """L8: every positive movement first pays what is owed."""
    database = a_club(engine_url)
    member = a_member(database)
    sale = a_sale(database, member.id, 5000).sale
    _spend(database, member.id, 4)
    assert (a_refund(database, sale, 5000).available, the_account(database, member.id)["owed"]) == (0, 4)
    done = a_sale(database, member.id, 6000)
    assert (done.points, done.available, done.owed) == (6, 2, 0)
    database.close()


def _spend(database: Database, person: int, points: int) -> None:
    from db.operations import points as by_hand

    database.perform(an_act(), by_hand.adjust, [person], -points, note="spent")


def test_an_order_carries_a_follow_up_until_it_is_done(engine_url: str) -> None:
    """O3: text, due date, done; listed on the member and due today."""
    database = a_club(engine_url)
    member = a_member(database)
    done = a_sale(database, member.id, 2000, follow_up=ToDo("Call when it arrives", day(7, 15)))
    assert done.sale is not None
    later = database.perform(an_act(), follow_ups.add, done.sale, "Ask how it was", day(8, 1))
    with database.read() as connection:
        due = follow_ups.due(connection, TODAY)
        assert [one.text for one in due] == ["Call when it arrives"]
        assert [one.id for one in follow_ups.of_person(connection, member.id)] == [due[0].id, later.id]
    assert database.perform(an_act(), follow_ups.done, due[0].id).done_on == "2026-07-15"
    with pytest.raises(RuleBroken, match="already"):
        database.perform(an_act(), follow_ups.done, due[0].id)
    assert database.perform(an_act(), follow_ups.reopen, due[0].id).done_on is None
    with pytest.raises(BadValue, match="what is to be done"):
        database.perform(an_act(), follow_ups.add, done.sale, "  ", day(8, 1))
    database.close()


def test_the_same_op_id_books_once(engine_url: str) -> None:
    """L9: saving the same dialog twice answers the same; with other content it is an error."""
    database = a_club(engine_url)
    member = a_member(database)
    act = an_act("Sale")
    first = database.perform(act, sales.sell, member.id, 2000, note="x")
    assert database.perform(act, sales.sell, member.id, 2000, note="x") == first
    with pytest.raises(RuleBroken, match="sent twice"):
        database.perform(act, sales.sell, member.id, 3000, note="x")
    assert count(database, "sales") == 1
    database.close()


def test_many_sales_earn_as_one_after_another(engine_url: str) -> None:
    """O4: in the order of dates, by the tier reached with the sale before, remainders carried; the last visit is the latest."""
    one, many = a_club(engine_url), [(900, 3), (9500, 1), (3000, 2), (120, 4), (99_999, 5), (5, 6)]
    a_tier(one, "Gold", rank=1, threshold=9, multiplier=2000)
    single, batch = a_member(one), a_member(one, first_name="Otto", last_name="Berg")
    for value, on in sorted(many, key=lambda pair: pair[1]):
        a_sale(one, single.id, value, day=day(7, on))

    def record(work: Work) -> Recorded:
        return sales.record(work, [Sold(batch.id, value, date(2026, 7, on).isoformat()) for value, on in many])

    done = one.perform(an_act("File"), record)
    assert (done.sales, done.members, done.amount) == (6, 1, sum(value for value, _ in many))
    assert entries(one, batch.id) == entries(one, single.id)
    assert done.points == sum(points for _, points, _ in entries(one, batch.id))
    left, right = the_account(one, single.id), the_account(one, batch.id)
    assert all(left[name] == right[name] for name in ("points", "pending", "owed", "remainder", "seq"))
    assert last_visit(one, batch.id) == "2026-07-06"
    one.close()


def test_lines_are_checked(engine_url: str) -> None:
    """Bad input: each sentence names the line."""
    database = a_club(engine_url)
    member = a_member(database)
    bad: dict[str, tuple[Line, ...]] = {
        "Line 2 needs a description": (Line("Tea", 100), Line(" ", 100)),
        "quantity of line 1": (Line("Tea", 100, quantity=0),),
        "amount of line 1 is -1.00": (Line("Tea", -100),),
        "must be above 0": (Line("Tea", 0),),
    }
    for sentence, lines in bad.items():
        with pytest.raises(BadValue, match=sentence):
            a_sale(database, member.id, lines=lines)
    with pytest.raises(BadValue, match=r"add up to 1.00, not 2.00"):
        a_sale(database, member.id, 200, lines=(Line("Tea", 100),))
    assert count(database, "sales") == 0
    database.close()
