"""The views of the Activity tab: transactions and the audit trail, each with what a clerk looks for (look.md; features.md 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.tabs.activity.source import TRAIL, TRANSACTIONS
from resources.i18n import _
from ui.filters import FilterAnswer
from ui.locales import month_names


@dataclass(frozen=True)
class View:
    """A named filter on one of the two lists. *is_quick*: an index answers how many it finds, so that it is counted again after each write."""

    key: str
    label: str
    icon: str
    which: str
    answers: tuple[FilterAnswer, ...] = ()
    is_quick: bool = False


def _one(key: str, value: str) -> FilterAnswer:
    return FilterAnswer(key, (("=", value),))


def _day(key: str, day: date) -> FilterAnswer:
    return FilterAnswer(key, ((">=", day.isoformat()), ("<=", day.isoformat())))


def transaction_views(today: date, operator: str) -> tuple[View, ...]:
    """The views of the transactions on this day."""
    month = FilterAnswer("date", ((">=", today.replace(day=1).isoformat()),))
    sales = _("Sales of {month}").format(month=month_names()[today.month - 1])
    day = _day("date", today)
    return (
        View("all", _("All"), "activity", TRANSACTIONS),
        View("today", _("Today"), "calendar", TRANSACTIONS, (day,), is_quick=True),
        View("mine", _("Mine today"), "desk", TRANSACTIONS, (day, _one("operator", operator)), is_quick=True),
        View("sales", sales, "sale", TRANSACTIONS, (month, _one("kind", "earn")), is_quick=True),
        View("adjustments", _("Adjustments"), "adjust", TRANSACTIONS, (_one("kind", "adjust"),)),
        View("rewards", _("Rewards"), "reward", TRANSACTIONS, (_one("kind", "redeem"),)),
        View("uploads", _("Uploads"), "upload", TRANSACTIONS, (_one("came", "sheet"),)),
        View("undone", _("Undone"), "undo", TRANSACTIONS, (_one("undone", "yes"),)),
    )


def trail_views(today: date, operator: str) -> tuple[View, ...]:
    """The views of the audit trail on this day."""
    day = _day("recorded", today)
    return (
        View("trail", _("All operations"), "list", TRAIL),
        View("trail-today", _("Done today"), "calendar", TRAIL, (day,)),
        View("trail-mine", _("Done by me today"), "desk", TRAIL, (day, _one("operator", operator))),
        View("trail-people", _("People"), "person", TRAIL, (_one("area", "people"),)),
        View("trail-tiers", _("Tiers"), "tier", TRAIL, (_one("area", "tiers"),)),
        View("trail-cards", _("Benefit cards"), "benefit-card", TRAIL, (_one("area", "benefit_cards"),)),
        View("trail-log", _("Log lines"), "log", TRAIL, (_one("area", "log"),)),
        View("trail-undone", _("Undone operations"), "undo", TRAIL, (_one("undone", "yes"),)),
    )
