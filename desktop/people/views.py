"""The views of a tab: named filters that the clerk chooses at the left (look.md, *Where things stand*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from db.search import Condition
from resources.i18n import _


@dataclass(frozen=True)
class View:
    """A named filter: its stages, and the conditions that it puts into the filter bar."""

    key: str
    label: str
    icon: str
    stages: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()


def member_views(today: date) -> tuple[View, ...]:
    """The views of the Members tab on this day."""
    first = today.replace(day=1)
    half_a_year_ago = (today - timedelta(days=182)).isoformat()
    member = ("member",)
    return (
        View("all", _("All members"), "people", member),
        View("new", _("New this month"), "new", member, (Condition("joined", ">=", (first.isoformat(),)),)),
        View("birthdays", _("Birthdays"), "birthday", member, month_window("birthday", today)),
        View("away", _("Away 6 months"), "away", member, (Condition("last_visit", "<", (half_a_year_ago,)),)),
        View("suspended", _("Suspended"), "suspended", member, (Condition("status", "=", ("suspended",)),)),
        View("removed", _("Removed"), "removed", member, (Condition("status", "=", ("removed",)),)),
    )


def prospect_views() -> tuple[View, ...]:
    """The views of the Prospects tab: both lists, and each (features.md 2.3)."""
    return (
        View("all", _("All prospects"), "people", ("guest", "invited")),
        View("guests", _("Guests"), "guest", ("guest",)),
        View("invited", _("Invited"), "invited", ("invited",)),
    )


def month_window(key: str, today: date) -> tuple[Condition, ...]:
    """The days of this month, whatever the year."""
    return (Condition(key, ">=", (f"--{today.month:02d}-01",)), Condition(key, "<=", (f"--{today.month:02d}-31",)))


def group_view(name: str, stages: tuple[str, ...]) -> View:
    """The people of one group."""
    return View(f"group:{name}", name, "group", stages, (Condition("groups", "=", (name,)),))
