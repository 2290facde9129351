"""Whom a threshold moves: who rises at once, and who would be lowered at the review (T3, T10). Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, or_, select

from db.dates import months_after
from db.entities.people import Person
from db.id_lists import listed
from db.ledger.store import steps
from db.operations.programme import Club
from db.tiers import tier_changes, tier_values
from db.tiers.tier_ladder import Ladder
from db.tiers.tier_windows import ONE_DAY, YEAR, Cycle, Window


def climbers(connection: Connection, club: Club, ladder: Ladder, today: date, threshold: int) -> Iterator[int]:
    """Whose value of today meets a tier above theirs; nobody can who does not meet this threshold."""
    if club.tiers_period == "membership_year":
        # Each begins on a day of its own: whoever has anything in the last year is looked at.
        near = tier_values.totals(connection, club, Window(months_after(today, -YEAR) - ONE_DAY, today))
    else:
        near = tier_values.totals(
            connection, club, Cycle(club.tiers_period, today).running(today), least=threshold * tier_values.unit(club)
        )
    columns = (Person.c.id, Person.c.tier_id, Person.c.joined)
    free = (
        Person.c.stage == "member", Person.c.status.in_(tier_changes.KEPT), ~Person.c.tier_lowered,
        or_(Person.c.tier_hold.is_(None), Person.c.tier_hold != "exactly"),
    )  # fmt: skip
    for part in steps(sorted(person for person, _ in near)):
        sums = tier_values.by_day(connection, club, part)
        for row in connection.execute(select(*columns).where(Person.c.id.in_(listed(connection, part)), *free)):
            value = sums[row.id].within(Cycle(club.tiers_period, date.fromisoformat(row.joined)).running(today))
            if ladder.reached(value).rank > ladder.of(row.tier_id).rank:
                yield int(row.id)


def fallers(connection: Connection, club: Club, ladder: Ladder, today: date, tier: int) -> Iterator[int]:
    """Who has this tier, held by nothing, with a value of today below its threshold."""
    if club.tiers_period == "lifetime":
        return
    query = select(Person.c.id, Person.c.joined).where(
        Person.c.tier_id == tier, Person.c.stage == "member", Person.c.status.in_(tier_changes.KEPT), Person.c.tier_hold.is_(None)
    )
    joined = {int(row.id): date.fromisoformat(row.joined) for row in connection.execute(query)}
    for part in steps(sorted(joined)):
        for person, sums in tier_values.by_day(connection, club, part).items():
            windows = Cycle(club.tiers_period, joined[person]).standing(today)
            if max(sums.within(window) for window in windows) < ladder.needs(ladder.of(tier)):
                yield person
