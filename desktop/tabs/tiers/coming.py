"""What stands below the tiers: the reviews that come with their outcome if it were today, and the latest changes of tiers (T9, T12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.lists.model import Cell, Column, Row
from desktop.people import wording
from desktop.people.tier_words import CAUSE_WORDS, amount, outcome, tier_cell
from resources.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.operations.programme import Club
    from db.operations.tiers import TierShown
    from db.tiers.tier_reading import Moved, Review


def review_columns() -> tuple[Column, ...]:
    """The columns of the reviews that come."""
    return (
        Column("day", _("Review"), "31/12/2026", muted=True),
        Column("name", _("Name"), "Hernández García", elides=True, strong=True),
        Column("tier", _("Tier"), "Platinum XX"),
        Column("value", _("What counts"), "1,000,000 of 1,000,000", right=True),
        Column("outcome", _("Outcome today"), "goes to Platinum", elides=True),
    )


def change_columns() -> tuple[Column, ...]:
    """The columns of the changes of members' tiers."""
    return (
        Column("day", _("Day"), "31/12/2026", muted=True),
        Column("name", _("Name"), "Hernández García", elides=True, strong=True),
        Column("from", _("From"), "Platinum XX", muted=True),
        Column("to", _("To"), "Platinum XX"),
        Column("cause", _("Why"), "Reversal or refund"),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
        Column("note", _("Note"), "as agreed on the phone", elides=True, muted=True),
    )


def review_row(review: Review, club: Club, tiers: Mapping[str, TierShown]) -> Row:
    """One review, or end of a hold, that comes."""
    tier = tiers[review.tier]
    value = _("{value} of {needed}").format(value=amount(club, review.value), needed=wording.shown(tier.threshold, club.manner))
    cells = {
        "day": Cell(wording.day(review.day, club.manner), review.day),
        "name": Cell(review.name, review.name),
        "tier": tier_cell(tier),
        "value": Cell(value, review.value),
        "outcome": outcome(review, tiers),
    }
    return Row(review.person, cells, review.number)


def change_row(moved: Moved, club: Club, tiers: Mapping[str, TierShown]) -> Row:
    """One change of a member's tier."""
    cells = {
        "day": Cell(wording.day(moved.day, club.manner), moved.day),
        "name": Cell(moved.name, moved.name),
        "from": Cell(moved.came_from or "", moved.came_from),
        "to": tier_cell(tiers.get(moved.to), moved.to),
        "cause": Cell(_(CAUSE_WORDS[moved.cause]), moved.cause),
        "operator": Cell(moved.operator, moved.operator),
        "note": Cell(moved.note or "", moved.note),
    }
    return Row(moved.id, cells)
