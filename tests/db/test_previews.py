"""Previews tell what will come out, by the rules of the operation itself, and leave nothing behind (L5, L6, L8, O1, O2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.database import Database
from db.errors import RuleBroken
from db.operations import catalogue, notes_used, previews, refunds
from db.operations.previews import RefundPreview, SalePreview
from db.operations.rehearsal import rehearse
from db.operations.sales import Line
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act
from tests.builders_sales import a_refund, a_sale, count, set_club, the_account, the_sale


def foreseen(database: Database, person: int, amount: int | None = None, **more: Any) -> SalePreview:
    """What a sale would do."""
    return rehearse(database, an_act("Preview"), previews.sale, person, amount, **more)


def foreseen_refund(database: Database, sale: int | None, amount: int | None = None, **more: Any) -> RefundPreview:
    """What a refund would do."""
    assert sale is not None
    return rehearse(database, an_act("Preview"), previews.refund, sale, amount, **more)


def test_a_sale_comes_out_as_it_was_foretold_and_the_preview_leaves_nothing(engine_url: str) -> None:
    """L5: €29.90 gives 2 and keeps 9.90; the next €5 gives 1 and keeps 4.90."""
    club = a_club(engine_url)
    person = a_member(club).id
    told = foreseen(club, person, 2990)
    assert (told.base, told.points, told.kept_before, told.kept_after) == (2, 2, 0, 990)
    assert (count(club, "sales"), the_account(club, person)["points"]) == (0, 0)
    done = a_sale(club, person, 2990)
    assert done.available == told.effect.points_after
    told = foreseen(club, person, 500)
    assert (told.points, told.kept_before, told.kept_after, told.effect.points_after) == (1, 990, 490, 3)
    club.close()


def test_only_earning_lines_count_and_rewards_are_paid_for(engine_url: str) -> None:
    """O1: lines that do not earn are sold all the same; a reward handed over with the sale is paid from what was there before."""
    club = a_club(engine_url)
    person = a_member(club).id
    a_sale(club, person, 300_00)
    reward = club.perform(an_act("Reward"), catalogue.add, "Coffee", points=20).id
    told = foreseen(club, person, lines=[Line("Beans", 100_00), Line("Gift card", 50_00, earns=False)], rewards=[reward])
    assert (told.value, told.eligible, told.points, told.spent, told.effect.points_after) == (150_00, 100_00, 10, 20, 20)
    club.close()


def test_the_points_of_a_prospect_wait(engine_url: str) -> None:
    """P7: nothing is available, what waits is told."""
    club = a_club(engine_url)
    told = foreseen(club, a_prospect(club).id, 100_00)
    assert (told.tier, told.effect.points_after, told.effect.pending_after) == (None, 0, 10)
    club.close()


def test_what_would_be_refused_is_refused(engine_url: str) -> None:
    """O1: a receipt of that day that was entered before."""
    club = a_club(engine_url)
    person = a_member(club).id
    a_sale(club, person, 10_00, receipt="7")
    with pytest.raises(RuleBroken, match="was entered already"):
        foreseen(club, person, 10_00, receipt="7")
    club.close()


def test_a_refund_tells_what_is_owed_after(engine_url: str) -> None:
    """L6, L8: the points were spent, so the refund is owed; "ask" counts as no until it is answered."""
    club = a_club(engine_url)
    person = a_member(club).id
    reward = club.perform(an_act("Reward"), catalogue.add, "Coffee", points=6).id
    first = a_sale(club, person, 100_00)
    second = a_sale(club, person, 20_00, rewards=[reward])
    told = foreseen_refund(club, first.sale, 100_00)
    assert (told.taken_back, told.given_back, told.effect.points_after, told.effect.owed_after) == (10, 0, 0, 4)
    told = foreseen_refund(club, second.sale, 20_00)
    assert (told.taken_back, told.given_back, told.effect.points_after) == (2, 0, 4)
    told = foreseen_refund(club, second.sale, 20_00, give_back_rewards=True)
    assert (told.taken_back, told.given_back, told.effect.points_after) == (2, 6, 10)
    done = a_refund(club, second.sale, 20_00, give_back_rewards=True)
    assert done.available == 10
    club.close()


def test_a_sale_entered_by_mistake_is_reversed_whether_or_not_it_earned(engine_url: str) -> None:
    """O2, L7: its receipt is free again, and it takes no refund after."""
    club = a_club(engine_url)
    set_club(club, earn_keep_remainder=False)
    person = a_member(club).id
    small = a_sale(club, person, 5_00, receipt="1")
    assert small.sale is not None
    told = rehearse(club, an_act("Preview"), previews.reversal, small.sale)
    assert (told.amount, told.taken_back) == (5_00, 0)
    club.perform(an_act("Reverse"), refunds.reverse, small.sale, note="wrong card")
    assert the_sale(club, small.sale)["state"] == "reversed"
    assert a_sale(club, person, 5_00, receipt="1").sale is not None
    with pytest.raises(RuleBroken, match="was reversed"):
        a_refund(club, small.sale, 5_00)
    club.close()


def test_only_sales_of_which_something_is_left_can_be_refunded(engine_url: str) -> None:
    """O2: the latest first, with what came back of their lines."""
    club = a_club(engine_url)
    person = a_member(club).id
    gone = a_sale(club, person, 10_00)
    a_refund(club, gone.sale, 10_00)
    older = a_sale(club, person, 20_00, day=date(2026, 7, 1))
    lines = a_sale(club, person, lines=[Line("Beans", 30_00, 2000)])
    a_refund(club, lines.sale, lines=[refunds.RefundLine(1, 1000)])
    with club.read() as connection:
        found = refunds.returnable(connection, person)
    assert [(one.id, one.refunded) for one in found] == [(lines.sale, 15_00), (older.sale, 0)]
    assert [(line.quantity, line.refunded_quantity) for line in found[0].lines] == [(2000, 1000)]
    club.close()


def test_the_last_notes_are_the_operators_own_first(engine_url: str) -> None:
    """C1, S4: five different ones, the latest first; a file's notes and those of entries by hand are none of a sale's."""
    club = a_club(engine_url)
    person = a_member(club).id
    for note in ("Counter", "Choir", "Counter", "Phone", "Cash", "Market", "Fair"):
        a_sale(club, person, 10_00, note=note)
    from db.operations import points, sales

    club.perform(an_act("Sale", operator="Jan"), sales.sell, person, 10_00, note="Jan's note")
    club.perform(an_act("Adjust"), points.adjust, [person], 5, note="Compensation")
    with club.read() as connection:
        assert notes_used.last(connection, "Ingrid", "sale") == ("Fair", "Market", "Cash", "Phone", "Counter")
        assert notes_used.last(connection, "Jan", "sale")[:2] == ("Jan's note", "Fair")
        assert notes_used.last(connection, "Ingrid", "manual") == ("Compensation",)
    club.close()


def test_a_preview_needs_no_note(engine_url: str) -> None:
    """C1: the note is asked for when it is saved."""
    club = a_club(engine_url)
    assert foreseen(club, a_member(club).id, 10_00, day=TODAY).points == 1
    club.close()
