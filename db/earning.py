"""What a sale earns and what its refund takes back: whole numbers only, no database (L5, L6).

Money is in the currency's smallest unit; a multiplier is in millionths (tier times promotion, thousandths each).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

MILLION = 1_000_000


class Earning(Protocol):
    """A sale with the rule recorded with it, as the table `sales` and `Rule` with its figures name them."""

    unit: int
    unit_points: int
    multiplier: int
    keeps_remainder: bool
    maximum: int | None
    met_maximum: bool
    eligible: int
    units: int
    units_back: int
    points: int
    points_back: int
    qualifying: int
    qualifying_back: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What one sale earns: *units* of money turned into points, the *remainder* that the account then holds, and whether the maximum was met."""

    eligible: int
    units: int
    points: int
    qualifying: int
    remainder: int
    met_maximum: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What one refund takes back of one sale."""

    units: int
    points: int
    qualifying: int


def earn(
    value: int,
    eligible: int,
    remainder: int,
    *,
    unit: int,
    unit_points: int,
    multiplier: int = MILLION,
    keep: bool = True,
    minimum: int | None = None,
    maximum: int | None = None,
) -> Earned:
    """What a sale of this *value* earns, *eligible* of which counts, on an account that holds this *remainder* (L5).

    The qualifying points are those before the multiplier (L1). A sale under the minimum has no eligible money. Money beyond the maximum of
    points is spent, not kept: only what does not fill a unit goes into the remainder.
    """
    if minimum is not None and value < minimum:
        eligible = 0
    if keep:
        units, remainder = divmod(eligible + remainder, unit) if eligible else (0, remainder)
    else:
        units = eligible // unit
    qualifying = units * unit_points
    points = qualifying * multiplier // MILLION
    if not points:
        # Without an entry nothing carries the qualifying points.
        qualifying = 0
    if maximum is None or points < maximum:
        return Earned(eligible, units, points, qualifying, remainder, False)
    return Earned(eligible, units, maximum, min(qualifying, maximum), remainder, True)


def units_refunded(sale: Earning, eligible_left: int, remainder: int, eligible_refunded: int) -> tuple[int, int]:
    """How many units of its own a sale gives back when so much eligible money is refunded, and the account's remainder then (L6).

    *eligible_left* is what of the sale's eligible money stays. The remainder is below 0 where units of other sales must follow: those were
    earned with this sale's money.
    """
    left = sale.units - sale.units_back
    if not sale.keeps_remainder:
        return max(0, min(left, left - eligible_left // sale.unit)), remainder
    remainder -= eligible_refunded
    units = min(left, units_below(remainder, sale.unit))
    return units, remainder + units * sale.unit


def units_below(remainder: int, unit: int) -> int:
    """How many units must be added to a remainder until it is not below 0."""
    return max(0, -(remainder // unit)) if remainder < 0 else 0


def take_back(sale: Earning, units: int) -> TakenBack:
    """The points that follow when so many more units of a sale are taken back: reckoned over all its refunds, so that no rounding adds up.

    Where the sale met the maximum or keeps no remainder, it keeps what its remaining units would have earned that day; else what is taken
    back is rounded down (L6). A sale never gives back more than it earned.
    """
    back = sale.units_back + units
    if sale.keeps_remainder and not sale.met_maximum:
        qualifying = back * sale.unit_points
        points = qualifying * sale.multiplier // MILLION
    else:
        kept = (sale.units - back) * sale.unit_points
        kept_points = kept * sale.multiplier // MILLION
        if sale.maximum is not None and sale.met_maximum:
            kept_points, kept = min(kept_points, sale.maximum), min(kept, sale.maximum)
        points, qualifying = sale.points - kept_points, sale.qualifying - kept
    points = max(min(points, sale.points), sale.points_back)
    qualifying = max(min(qualifying, sale.qualifying), sale.qualifying_back)
    return TakenBack(units, points - sale.points_back, qualifying - sale.qualifying_back)
