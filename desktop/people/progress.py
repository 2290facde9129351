"""How far a member is from the next tier, and what keeps the present one, as words and a share (T11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.fields import Manner
from db.fields.kinds import DATE, NUMBER
from resources.i18n import _, ngettext
from ui.details import Progress

if TYPE_CHECKING:
    from db.operations.summary import Standing


def way(standing: Standing, manner: Manner) -> Progress | None:
    """The way to the next tier; at the top, or for a prospect, there is none."""
    now = standing.progress
    if now is None or now.next is None:
        return None
    total = now.value + now.missing
    share = max(0.0, now.value / total) if total > 0 else 1.0
    return Progress(missing(standing, manner), share, kept(standing, manner))


def missing(standing: Standing, manner: Manner) -> str:
    """*520 to Platinum*; nothing where there is no higher tier."""
    now = standing.progress
    if now is None or now.next is None:
        return ""
    return _("{missing} to {tier}").format(missing=_value(now.missing, standing, manner), tier=now.next)


def kept(standing: Standing, manner: Manner) -> str:
    """Until when the present tier is kept, or what it still needs by then."""
    now = standing.progress
    if now is None or now.review is None:
        return ""
    day = DATE.show(now.review, manner)
    if now.keep_needs:
        return _("{tier} needs {missing} more by {day}").format(tier=now.tier, missing=_value(now.keep_needs, standing, manner), day=day)
    return _("{tier} is kept until {day}").format(tier=now.tier, day=day)


def _value(value: int, standing: Standing, manner: Manner) -> str:
    """A qualifying value in the measure's unit (T2)."""
    if standing.measure == "spend":
        from db.fields.entries import money_in

        return money_in(standing.currency).show(value, manner)
    shown = NUMBER.show(value, manner)
    return ngettext("{count} visit", "{count} visits", value).format(count=shown) if standing.measure == "visits" else shown
