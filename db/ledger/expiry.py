"""Until when the points of a lot can be used, by the policy it is born under (E1, E2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from db import dates

INACTIVITY = "inactivity"


class Policy(Protocol):
    """The settings of the programme that make the policy (rules.md, section 18)."""

    @property
    def expiry_policy(self) -> str:
        """The kind: never, days, months, end_of_month, end_of_quarter, end_of_year, yearly or inactivity."""

    @property
    def expiry_length(self) -> int | None:
        """How many days, months or periods."""

    @property
    def expiry_date(self) -> str | None:
        """MM-DD of the yearly policy."""


_ENDS: dict[str, tuple[Callable[[date], date], int]] = {
    "end_of_month": (dates.end_of_month, 1), "end_of_quarter": (dates.end_of_quarter, 3), "end_of_year": (dates.end_of_year, 12),
}  # fmt: skip


def born_under(policy: Policy) -> str:
    """The policy as a lot keeps it, for instance `months:12`."""
    detail = policy.expiry_date if policy.expiry_policy == "yearly" else policy.expiry_length
    return policy.expiry_policy if detail is None else f"{policy.expiry_policy}:{detail}"


def last_usable_day(policy: Policy, earned: date) -> date | None:
    """The last day on which points earned on a day can be used; None: for ever (E1, E2).

    End of month, quarter or year: of the earning plus so many periods (without a length: of the earning itself).
    """
    kind, length = policy.expiry_policy, policy.expiry_length or 0
    if kind == "days":
        return earned + timedelta(days=length)
    if kind in ("months", INACTIVITY):
        return dates.months_after(earned, length)
    if kind == "yearly":
        return dates.next_yearly(str(policy.expiry_date), earned)
    if kind in _ENDS:
        end, months = _ENDS[kind]
        return end(dates.months_after(earned.replace(day=1), months * length))
    return None


def after_activity(born: str, day: date) -> str | None:
    """The new last day of a lot after an activity on a day, where its policy is inactivity; None for every other policy (E1)."""
    kind, _, length = born.partition(":")
    return dates.months_after(day, int(length)).isoformat() if kind == INACTIVITY else None
