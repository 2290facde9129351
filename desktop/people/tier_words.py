"""Words for where a member stands: why a tier changed, what counts, what a review would come to (T2, T9, T12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.fields.entries import money_in
from desktop.lists.model import Cell
from desktop.people import wording
from resources.i18n import N_, _
from ui.roles import Chip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.operations.programme import Club
    from db.operations.tiers import TierShown
    from db.tiers.tier_reading import Review

# The causes of a change of tier (T9).
CAUSE_WORDS = {
    "registered": N_("Registered"),
    "earned": N_("Earned"),
    "renewed": N_("Renewed"),
    "review": N_("Review"),
    "manual": N_("By hand"),
    "hold_ended": N_("Hold ended"),
    "reversal": N_("Reversal or refund"),
    "merge": N_("Records merged"),
    "import": N_("Upload"),
    "tier_edited": N_("Tier edited"),
    "undo": N_("Undone"),
}


def amount(club: Club, value: int) -> str:
    """A value that counts, by the measure: points, visits or money (T2)."""
    return money_in(club.currency).show(value, club.manner) if club.tiers_measure == "spend" else wording.shown(value, club.manner)


def outcome(review: Review, tiers: Mapping[str, TierShown]) -> Cell:
    """What the review would come to if it were today: kept, up or down."""
    before, after = tiers[review.tier], tiers[review.would_be]
    what = _("hold ends") if review.is_hold else ""
    if before.id == after.id:
        text, sign, tone = _("keeps"), "check", "good"
    elif after.rank > before.rank:
        text, sign, tone = _("rises to {tier}").format(tier=after.name), "arrow-up", "good"
    else:
        text, sign, tone = _("goes to {tier}").format(tier=after.name), "arrow-down", "warn"
    return Cell(f"{what}, {text}" if what else text, text, icon=sign, tone=tone)


def tier_cell(tier: TierShown | None, name: str = "") -> Cell:
    """A tier as a chip; the base tier is plain text."""
    if tier is None or tier.rank == 0:
        return Cell(name if tier is None else tier.name, 0)
    return Cell(tier.name, tier.rank, chip=Chip(tier.name, tier.colour))
