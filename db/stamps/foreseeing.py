"""What stamping would do, told before it is done: the card before and after, cards that become full, what would be refused (SC3, SC4, SC6, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from db.entities.rewards import Issued
from db.entities.stamps import StampBalance, StampCard, StampMove
from db.ledger.store import steps
from db.stamps import stamp_cards
from db.stamps.stamp_cards import Card, Holding, Rule


@dataclass(frozen=True)
class Foreseen:
    """The effect on all members together; *before*, *after*, *given* and *paid* are those of the one member, of several they are sums.

    *complete* cards become full, *reopened* ones are opened again and their rewards revoked. *full*: members who have no room for so many;
    *short*: members from whom so many cannot be taken. *over*: members who would pass the limit of the day. *given*: stamps of this day so far.
    """

    before: int
    after: int
    needed: int
    paid: int
    complete: int
    reopened: int
    full: int
    short: int
    over: int
    given: int


def foresee(connection: Connection, people: Sequence[int], rule: Rule, n: int, today: date) -> Foreseen:
    """What giving these members n stamps of a type (or taking -n) would do; nothing is written."""
    day = today.isoformat()
    before = after = paid = complete = reopened = full = short = over = given_today = 0
    needed = rule.needed
    given = _given(connection, people, rule, day)
    for person, holding in _holdings(connection, people, rule, day, with_complete=n < 0 or not rule.renews).items():
        needed = holding.open.needed if holding.open is not None else rule.needed
        before += holding.open.stamps if holding.open is not None else 0
        given_today += max(0, given.get(person, 0))
        if n > 0:
            full += stamp_cards.room(holding, rule, n, by_hand=True) < n
            over += rule.per_day is not None and max(0, given.get(person, 0)) + n > rule.per_day
            paid += min(holding.owed, n)
            complete += len(stamp_cards.give(holding, rule, n, day))
        elif n < 0:
            short += holding.takeable() < -n
            reopened += len(stamp_cards.take(holding, -n, day))
        after += holding.open.stamps if holding.open is not None else 0
        needed = holding.open.needed if holding.open is not None else needed
    return Foreseen(before, after, needed, paid, complete, reopened, full, short, over, given_today)


def _given(connection: Connection, people: Sequence[int], rule: Rule, day: str) -> dict[int, int]:
    """Stamps given on a day, less those taken back, by person; asked only where there is a limit (SC6)."""
    found: dict[int, int] = {}
    if rule.per_day is None:
        return found
    for part in steps(sorted(set(people))):
        query = select(StampMove.c.person_id, func.sum(StampMove.c.stamps)).where(
            StampMove.c.person_id.in_(part), StampMove.c.type_id == rule.id, StampMove.c.day == day
        )
        found.update({int(person): int(stamps) for person, stamps in connection.execute(query.group_by(StampMove.c.person_id))})
    return found


def _holdings(connection: Connection, people: Sequence[int], rule: Rule, day: str, *, with_complete: bool) -> dict[int, Holding]:
    """What these members have of a type, cards whose last day is over settled; nothing is locked."""
    found = {person: Holding() for person in sorted(set(people))}
    for part in steps(list(found)):
        owed = select(StampBalance.c.person_id, StampBalance.c.owed).where(
            StampBalance.c.person_id.in_(part), StampBalance.c.type_id == rule.id
        )
        for person, stamps in connection.execute(owed):
            found[person].owed = stamps
        states = ("open", "complete") if with_complete else ("open",)
        cards = (
            select(StampCard, Issued.c.state.label("reward_state"), Issued.c.expires_on.label("reward_expires"))
            .outerjoin(Issued, Issued.c.id == StampCard.c.issued_id)
            .where(StampCard.c.person_id.in_(part), StampCard.c.type_id == rule.id, StampCard.c.state.in_(states))
            .order_by(StampCard.c.completed_on, StampCard.c.id)
        )
        for row in connection.execute(cards):
            holding = found[row.person_id]
            if row.state == "open":
                holding.open = _card(row, day)
            else:
                holding.complete.append(_card(row, day))
                holding.finished = True
    for holding in found.values():
        holding.settle(day)
    return found


def _card(row: Any, day: str) -> Card:
    usable = row.reward_expires is None or row.reward_expires >= day
    back = row.issued_id is None or (row.reward_state == "issued" and usable)
    return Card(
        row.needed, row.opened_on, row.expires_on, row.stamps, row.state, row.completed_on, row.issued_id, takes_back=back, id=row.id
    )


def with_open_card(connection: Connection, type_id: int, today: date) -> tuple[int, ...]:
    """The members whose card of a type can be filled on a day."""
    usable = StampCard.c.expires_on.is_(None) | (StampCard.c.expires_on >= today.isoformat())
    query = select(StampCard.c.person_id).where(StampCard.c.type_id == type_id, StampCard.c.state == "open", usable)
    return tuple(connection.execute(query.order_by(StampCard.c.person_id)).scalars())
