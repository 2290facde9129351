"""What sales earn and refunds take back, by plain arithmetic (L5, L6)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import earning
from db.earning import MILLION


@dataclass
class Sold:
    """A sale in memory, with the rule recorded with it."""

    unit: int
    unit_points: int
    multiplier: int
    keeps_remainder: bool
    maximum: int | None
    met_maximum: bool
    eligible: int
    units: int
    points: int
    qualifying: int
    left: int
    units_back: int = 0
    points_back: int = 0
    qualifying_back: int = 0


@dataclass
class Account:
    """One member's sales by one rule; money in cents."""

    unit: int = 1000
    unit_points: int = 1
    multiplier: int = MILLION
    keep: bool = True
    minimum: int | None = None
    maximum: int | None = None
    remainder: int = 0
    sales: list[Sold] = field(default_factory=list)

    def sell(self, value: int, eligible: int | None = None) -> int:
        """Record a sale; gives its points."""
        earned = earning.earn(
            value, value if eligible is None else eligible, self.remainder, unit=self.unit, unit_points=self.unit_points,
            multiplier=self.multiplier, keep=self.keep, minimum=self.minimum, maximum=self.maximum,
        )  # fmt: skip
        self.remainder = earned.remainder
        self.sales.append(
            Sold(self.unit, self.unit_points, self.multiplier, self.keep, self.maximum, earned.met_maximum, earned.eligible, earned.units,
                 earned.points, earned.qualifying, earned.eligible)
        )  # fmt: skip
        return earned.points

    def refund(self, place: int, eligible: int) -> int:
        """Give eligible money of a sale back; gives the points, of this sale and of the latest others (L6)."""
        sale = self.sales[place]
        sale.left -= eligible
        units, self.remainder = earning.units_refunded(sale, sale.left, self.remainder, eligible)
        points = self._take(sale, units)
        for other in reversed(self.sales):
            if self.remainder < 0 and other is not sale:
                units = min(other.units - other.units_back, earning.units_below(self.remainder, other.unit))
                self.remainder += units * other.unit
                points += self._take(other, units)
        return -points

    def _take(self, sale: Sold, units: int) -> int:
        taken = earning.take_back(sale, units)
        sale.units_back += taken.units
        sale.points_back += taken.points
        sale.qualifying_back += taken.qualifying
        assert 0 <= sale.points_back <= sale.points
        assert 0 <= sale.qualifying_back <= sale.qualifying
        return taken.points

    @property
    def kept(self) -> int:
        """Points earned less points taken back."""
        return sum(sale.points - sale.points_back for sale in self.sales)


def test_the_remainder_of_a_sale_counts_for_the_next_one() -> None:
    """L5: 1 per €10: €29.90 → 2, remainder 9.90; next sale €5 → 14.90 → 1, remainder 4.90."""
    account = Account()
    assert (account.sell(2990), account.remainder) == (2, 990)
    assert (account.sell(500), account.remainder) == (1, 490)


def test_without_keeping_the_remainder_each_sale_stands_alone() -> None:
    """L5: off: 2 then 0."""
    account = Account(keep=False)
    assert (account.sell(2990), account.sell(500), account.remainder) == (2, 0, 0)


def test_a_sale_under_the_minimum_earns_nothing_and_adds_nothing() -> None:
    """L5: a sale under the minimum has no eligible money."""
    account = Account(minimum=1000, remainder=500)
    assert (account.sell(999), account.remainder, account.sales[0].eligible) == (0, 500, 0)
    assert (account.sell(1000), account.remainder) == (1, 500)


def test_a_sale_earns_no_more_than_the_maximum() -> None:
    """L5: maximum points per sale; the money beyond it is not kept."""
    account = Account(maximum=10)
    assert (account.sell(50_090), account.remainder) == (10, 90)
    assert account.sales[0].qualifying == 10


def test_the_multiplier_is_applied_to_whole_units_and_floored_again() -> None:
    """L5: floor(eligible ÷ unit) × points, then × the multiplier, floor again; qualifying points are those before it (L1)."""
    account = Account(multiplier=1_500_000)
    assert account.sell(3000) == 4
    assert account.sales[0].qualifying == 3


def test_a_changed_rule_takes_the_remainder_over_as_money() -> None:
    """L5: when the rule changes, the remainder stays as money under the new rule."""
    account = Account(remainder=990)
    account.unit = 500
    assert (account.sell(10), account.remainder) == (2, 0)


def test_refunds_take_back_what_the_returned_money_earned() -> None:
    """L6: 21.90 → 2, remainder 1.90; refunds 1, 5, 10, 5.90 → 0, −1, −1, 0 and remainders 0.90, 5.90, 5.90, 0."""
    account = Account()
    assert (account.sell(2190), account.remainder) == (2, 190)
    seen = [(account.refund(0, money), account.remainder) for money in (100, 500, 1000, 590)]
    assert seen == [(0, 90), (-1, 590), (-1, 590), (0, 0)]


def test_refunding_what_earned_nothing_takes_nothing() -> None:
    """L6: sale 9.90, refund 9.90 → 0 and remainder 0."""
    account = Account()
    account.sell(990)
    assert (account.refund(0, 990), account.remainder) == (0, 0)


def test_a_refund_takes_the_point_that_another_sale_earned_with_its_money() -> None:
    """L6: sales 29.90 and 5 → 3, remainder 4.90; refund of the 29.90 → −3, remainder 5."""
    account = Account()
    assert (account.sell(2990) + account.sell(500), account.remainder) == (3, 490)
    assert (account.refund(0, 2990), account.remainder) == (-3, 500)
    assert [sale.points_back for sale in account.sales] == [2, 1]


def test_half_of_a_sale_takes_half_of_its_points() -> None:
    """L6: 7 per €4: 40 → 70; refund 20 → −35."""
    account = Account(unit=400, unit_points=7)
    assert account.sell(4000) == 70
    assert account.refund(0, 2000) == -35


def test_without_keeping_the_sale_keeps_what_its_remaining_money_would_have_earned() -> None:
    """L6: off: 2 points for 29.90; after 9 come back 20.90 still earn 2, after 1 more 19.90 earn 1."""
    account = Account(keep=False)
    account.sell(2990)
    assert [account.refund(0, 900), account.refund(0, 100), account.refund(0, 1990)] == [0, -1, -1]


def test_a_sale_that_met_the_maximum_keeps_what_the_rest_would_have_earned() -> None:
    """L6: 500 at most 10 points: 100 back → nothing, down to 50 → 5 stay."""
    account = Account(maximum=10)
    assert account.sell(50_000) == 10
    assert [account.refund(0, 10_000), account.refund(0, 35_000), account.refund(0, 5000)] == [0, -5, -5]
    assert account.remainder == 0


@pytest.mark.parametrize("multiplier", [1_500_000, 1_100_000, 3_333_000, 900_000])
def test_points_taken_back_are_floored_over_all_refunds_together(multiplier: int) -> None:
    """L6: cumulated floor(units taken back × points per unit × multiplier): small refunds never take more than the whole."""
    account = Account(multiplier=multiplier)
    points = account.sell(10_000)
    taken = [account.refund(0, 1000) for _ in range(10)]
    assert -sum(taken) == points
    assert [-sum(taken[: step + 1]) for step in range(10)] == [(step + 1) * multiplier // MILLION for step in range(10)]


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(1, 9000)), max_size=25)


@given(STEPS, st.integers(1, 1500), st.integers(1, 9))
def test_points_are_always_those_of_the_money_that_stays(steps: list[tuple[bool, int, int]], unit: int, unit_points: int) -> None:
    """L6's invariant: with one rule, multiplier 1 and keep on, points less those taken back = floor(net eligible ÷ unit) × points per unit."""
    account = Account(unit=unit, unit_points=unit_points)
    for sells, place, money in steps:
        if sells or not account.sales:
            account.sell(money)
        else:
            at = place % len(account.sales)
            if account.sales[at].left:
                account.refund(at, 1 + money % account.sales[at].left)
        net = sum(sale.left for sale in account.sales)
        assert account.kept == net // unit * unit_points
        assert account.remainder == net % unit
        assert sum(sale.qualifying - sale.qualifying_back for sale in account.sales) == account.kept


RULES = st.tuples(st.integers(1, 1500), st.integers(1, 9), st.integers(500_000, 4_000_000), st.booleans(), st.none() | st.integers(1, 30))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(1, 9000), RULES), max_size=25))
def test_no_sale_gives_back_more_than_it_earned(
    steps: list[tuple[bool, int, int, tuple[int, int, int, bool, int | None]]],
) -> None:
    """L6: whatever rules the sales were recorded under."""
    account = Account()
    for sells, place, money, rule in steps:
        if sells or not account.sales:
            account.unit, account.unit_points, account.multiplier, account.keep, account.maximum = rule
            account.sell(money)
        else:
            at = place % len(account.sales)
            if account.sales[at].left:
                account.refund(at, 1 + money % account.sales[at].left)
        assert account.kept >= 0
