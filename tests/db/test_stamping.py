"""The arithmetic of stamp cards against a plain model (SC2–SC4, SC7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.stamps.stamp_cards import Card, Holding, Rule, earned, give, given_back, room, take

DAY = "2026-07-15"
COFFEE = Rule(1, "Coffee", 10, 1)


def on_card(holding: Holding) -> int:
    """The stamps of the open card."""
    return holding.open.stamps if holding.open is not None else 0


def test_nine_more_on_a_card_of_nine_complete_it_and_leave_eight() -> None:
    """SC3: 10 needed, at 9, +9 → one complete, new card at 8."""
    holding = Holding()
    give(holding, COFFEE, 9, DAY)
    assert len(give(holding, COFFEE, 9, DAY)) == 1
    assert on_card(holding) == 8


def test_twenty_one_stamps_make_two_cards_and_one_stamp() -> None:
    """SC3: +21 from 0 → two complete, new at 1."""
    holding = Holding()
    assert len(give(holding, COFFEE, 21, DAY)) == 2
    assert on_card(holding) == 1


def test_an_exactly_full_card_leaves_none_open() -> None:
    """SC2: the next card opens with its first stamp."""
    holding = Holding()
    give(holding, COFFEE, 10, DAY)
    assert holding.open is None


def test_taking_goes_into_the_last_complete_card_and_names_its_reward() -> None:
    """SC4: to go below 0, the last completed card is reopened, and its reward revoked."""
    holding = Holding()
    for place, card in enumerate(give(holding, COFFEE, 21, DAY)):
        card.issued_id = 100 + place
    assert take(holding, 3, DAY) == [101]
    assert on_card(holding) == 8
    assert take(holding, 18, DAY) == [100]
    assert (holding.open, holding.complete, holding.owed) == (None, [], 0)


def test_a_card_whose_reward_was_used_stays_complete() -> None:
    """SC4: only if its reward is still issued."""
    holding = Holding(complete=[Card(10, DAY, None, 10, "complete", DAY, 7, takes_back=False)])
    give(holding, COFFEE, 2, DAY)
    assert holding.takeable() == 2
    assert take(holding, 5, DAY) == []
    assert (holding.open, len(holding.complete), holding.owed) == (None, 1, 3)


def test_owed_stamps_are_paid_by_the_next_ones() -> None:
    """SC7: what cannot be taken is owed and taken from the next stamps."""
    holding = Holding(owed=3)
    give(holding, COFFEE, 2, DAY)
    assert (holding.owed, on_card(holding)) == (1, 0)
    give(holding, COFFEE, 5, DAY)
    assert (holding.owed, on_card(holding)) == (0, 4)


def test_a_card_ends_on_its_last_day_and_the_next_stamp_opens_another() -> None:
    """SC1, E2: the last usable day is the day after the first stamp and its valid days."""
    rule = Rule(1, "Coffee", 10, 1, valid_days=30)
    holding = Holding()
    give(holding, rule, 4, "2026-01-01")
    holding.settle("2026-01-31")
    assert on_card(holding) == 4
    holding.settle("2026-02-01")
    give(holding, rule, 1, "2026-02-01")
    assert on_card(holding) == 1
    assert [card.state for card in holding.ended] == ["expired"]


def test_a_reopened_card_has_the_days_that_it_had_left() -> None:
    """SC4: a card complete 20 days before its end has 20 days again when it is reopened much later."""
    rule = Rule(1, "Coffee", 2, 1, valid_days=30)
    holding = Holding()
    give(holding, rule, 1, "2026-01-01")
    give(holding, rule, 1, "2026-01-11")
    take(holding, 1, "2026-05-01")
    assert holding.open is not None
    assert holding.open.expires_on == "2026-05-21"


def test_a_type_that_does_not_renew_has_no_room_for_a_surplus() -> None:
    """SC3: if not renewing, the surplus is refused; a sale opens no next card either, a person may."""
    rule = Rule(1, "Welcome", 5, 1, renews=False)
    holding = Holding()
    assert room(holding, rule, 7, by_hand=True) == 5
    give(holding, rule, 5, DAY)
    assert room(holding, rule, 1, by_hand=False) == 0
    assert room(holding, rule, 7, by_hand=True) == 5


def test_a_retired_type_only_fills_open_cards() -> None:
    """No new card of a retired type."""
    rule = Rule(1, "Old", 5, 1, retired=True)
    assert room(Holding(), rule, 1, by_hand=True) == 0
    assert room(Holding(open=Card(5, DAY, None, 3)), rule, 4, by_hand=True) == 2


@pytest.mark.parametrize(("refunds", "units", "remainder"), [((100, 500, 1000, 590), (0, 1, 1, 0), 0)])
def test_refunds_take_units_when_the_remainder_falls_below_nothing(
    refunds: tuple[int, ...], units: tuple[int, ...], remainder: int
) -> None:
    """SC7 as L6: sale 21.90 at one per 10 → 2, remainder 1.90; refunds 1, 5, 10, 5.90 → 0, 1, 1, 0."""
    holding = Holding()
    assert earned(holding, 1000, 2190) == 2
    assert tuple(given_back(holding, 1000, money) for money in refunds) == units
    assert holding.remainder == remainder


def test_two_sales_share_their_remainder() -> None:
    """SC7 as L5, L6: 29.90 and 5 → 3 and 4.90; the refund of the 29.90 takes 3, remainder 5."""
    holding = Holding()
    assert [earned(holding, 1000, money) for money in (2990, 500)] == [2, 1]
    assert holding.remainder == 490
    assert given_back(holding, 1000, 2990) == 3
    assert holding.remainder == 500


@given(st.lists(st.integers(-30, 30).filter(bool), max_size=40), st.integers(1, 12), st.sets(st.integers(0, 20)))
def test_no_stamp_is_lost_or_made(moves: list[int], needed: int, used: set[int]) -> None:
    """Given less taken = stamps on the open card + complete cards × needed − owed, after every move; at most one card is open.

    Where every reward may be revoked, the cards are those of the plain sum.
    """
    rule = Rule(1, "Any", needed, 1)
    holding, total = Holding(), 0
    for n in moves:
        if n > 0:
            for card in give(holding, rule, n, DAY):
                card.takes_back = len(holding.complete) not in used
        else:
            before = [card for card in holding.complete if not card.takes_back]
            take(holding, -n, DAY)
            assert [card for card in holding.complete if not card.takes_back] == before
        total += n
        assert total == on_card(holding) + needed * len(holding.complete) - holding.owed
        assert 0 <= on_card(holding) < needed
        assert not (holding.owed and on_card(holding))
        if not used and not holding.owed:
            assert (len(holding.complete), on_card(holding)) == divmod(total, needed)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5000)), max_size=40), st.integers(1, 1500))
def test_units_are_the_floor_of_the_money_that_stays(moves: list[tuple[bool, int]], per: int) -> None:
    """SC7 as the invariant of L6: units earned less taken back = floor(net money ÷ unit), after every sale and refund."""
    holding, units, net = Holding(), 0, 0
    for is_sale, money in moves:
        if is_sale:
            units, net = units + earned(holding, per, money), net + money
        elif money <= net:
            units, net = units - given_back(holding, per, money), net - money
        assert (units, holding.remainder) == divmod(net, per)
