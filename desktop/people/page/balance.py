"""What a person's entries come to: the balance day by day, what was earned and what was spent in twelve months (L1, L2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db import dates
from db.ledger.reading import EntryLine
from ui.sections.chart import Step
from ui.sections.points import Balance

MONTHS = 12
# What is earned by buying, less what is taken back of it; a correction by hand is neither earned nor spent.
EARNING = ("earn", "bonus", "refund")
SPENDING = ("redeem",)


@dataclass(frozen=True)
class Spent:
    """Points spent, and for how many rewards."""

    points: int
    count: int


def first_day(today: date) -> date:
    """Twelve months before a day."""
    return dates.months_after(today, -MONTHS)


def balance_of(entries: Sequence[EntryLine], today: date) -> Balance:
    """The balance by business date over twelve months: what was before stands at the beginning."""
    first = first_day(today)
    moved: dict[date, int] = {}
    before = 0
    for line in entries:
        day = date.fromisoformat(line.date)
        if day <= first:
            before += line.points
        else:
            moved[day] = moved.get(day, 0) + line.points
    steps = [Step(first, before)]
    for day in sorted(moved):
        if moved[day]:
            steps.append(Step(day, steps[-1].value + moved[day]))
    return Balance(tuple(steps), _months(steps, today), first, today)


def _months(steps: Sequence[Step], today: date) -> tuple[Step, ...]:
    """The balance at the end of each of the last months, the running one as it is today."""
    found = []
    day = today.replace(day=1)
    for place in range(MONTHS):
        end = today if place == 0 else dates.end_of_month(day)
        value = next((step.value for step in reversed(steps) if step.day <= end), steps[0].value)
        found.append(Step(end, value))
        day = (day - timedelta(days=1)).replace(day=1)
    return tuple(reversed(found))


def _roots(entries: Sequence[EntryLine]) -> dict[int, str]:
    """The kind of each entry; of a reversal that of what it reverses."""
    kinds = {line.id: line.kind for line in entries}
    by_id = {line.id: line for line in entries}
    for line in entries:
        root = line
        while root.reverses is not None and root.reverses in by_id:
            root = by_id[root.reverses]
        kinds[line.id] = root.kind
    return kinds


def earned(entries: Sequence[EntryLine], today: date) -> int:
    """Points earned in the last twelve months, less what was taken back."""
    kinds, first = _roots(entries), first_day(today).isoformat()
    return sum(line.points for line in entries if line.date > first and kinds[line.id] in EARNING)


def spent(entries: Sequence[EntryLine], today: date) -> Spent:
    """Points spent in the last twelve months, less what was given back."""
    kinds, first = _roots(entries), first_day(today).isoformat()
    lines = [line for line in entries if line.date > first and kinds[line.id] in SPENDING]
    given_back = {line.reverses for line in lines if line.reverses is not None}
    count = sum(line.kind in SPENDING and line.id not in given_back for line in lines)
    return Spent(-sum(line.points for line in lines), count)
