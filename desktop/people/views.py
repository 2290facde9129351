"""The views of a tab: named filters that the clerk chooses at the left, our own, saved ones and groups (look.md, *Where things stand*; W2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from db.operations.choices import Named
from db.operations.segments import SavedView
from db.search import Condition, Sort
from resources.i18n import _


@dataclass(frozen=True)
class View:
    """A named filter: its stages, and the conditions that it puts into the filter bar.

    *saved* is the id of a view that somebody saved: it brings a search text, an order and (where it names some) columns too; *group* that
    of the group whose people it shows.
    """

    key: str
    label: str
    icon: str
    stages: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    text: str = ""
    sort: tuple[Sort, ...] = ()
    columns: tuple[str, ...] = ()
    saved: int | None = None
    group: int | None = None


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


def prospect_views(threshold: int) -> tuple[View, ...]:
    """The views of the Prospects tab: both lists, and each (features.md 2.3); who waits for points, and who resembles somebody (P7, D1)."""
    both = ("guest", "invited")
    return (
        View("all", _("All prospects"), "people", both),
        View("guests", _("Guests"), "guest", ("guest",)),
        View("invited", _("Invited"), "invited", ("invited",)),
        View("duplicates", _("Possible duplicates"), "duplicates", both, (Condition("duplicates", ">=", (str(threshold),)),)),
        View("waiting", _("Points waiting"), "extend", both, (Condition("pending", ">=", ("1",)),)),
    )


def month_window(key: str, today: date) -> tuple[Condition, ...]:
    """The days of this month, whatever the year."""
    return (Condition(key, ">=", (f"--{today.month:02d}-01",)), Condition(key, "<=", (f"--{today.month:02d}-31",)))


def group_view(group: Named, stages: tuple[str, ...]) -> View:
    """The people of one group."""
    return View(f"group:{group.id}", group.name, "group", stages, (Condition("groups", "=", (group.name,)),), group=group.id)


def saved_view(saved: SavedView) -> View:
    """A view that somebody saved."""
    query = saved.query
    return View(
        f"segment:{saved.id}",
        saved.name,
        "filter",
        query.stages,
        query.conditions,
        query.text.strip(),
        query.sort,
        saved.columns,
        saved=saved.id,
    )
