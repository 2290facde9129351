"""Previews: what a sale or a refund will come to, for the dialog that asks; only to be rehearsed, since each does the operation itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from db.books import Moved
from db.entities.people import Person
from db.entities.points import Account, Entry
from db.entities.rewards import Issued
from db.entities.sales import Refund, Sale, SaleLine
from db.entities.stamps import StampCard, StampMove, StampType
from db.entities.tiers import Tier
from db.ledger import reading
from db.operations import refunds, sales
from db.operations.refunds import RefundLine
from db.operations.sales import Line
from db.work import Work

THOUSAND = 1000
# The rules ask for a note; what it will say does not matter to what comes out.
_ANY_NOTE = "."


@dataclass(frozen=True)
class Stamped:
    """Stamps of one type that move: *now* of *needed* stand on the open card then."""

    type: str
    stamps: int
    now: int
    needed: int


@dataclass(frozen=True)
class Effect:
    """Figures before and after, the tier where it changes, what is issued, and the stamps."""

    points: int
    pending: int
    owed: int
    points_after: int
    pending_after: int
    owed_after: int
    tier_after: str | None
    issued: tuple[str, ...]
    stamps: tuple[Stamped, ...]


@dataclass(frozen=True)
class SalePreview:
    """What a sale will come to (L5); money in the smallest unit, the factors in thousandths.

    kept_before and kept_after: the account's remainder. base: points before tier and promotion, of *units* of money. bonus: points of
    promotions beside it. line_stamps: stamps by line, in their order.
    """

    value: int
    eligible: int
    kept_before: int
    kept_after: int
    units: int
    base: int
    points: int
    tier: str | None
    tier_factor: int
    promotion_factor: int
    bonus: int
    met_maximum: bool
    spent: int
    line_stamps: tuple[tuple[str, int], ...]
    effect: Effect


@dataclass(frozen=True)
class RefundPreview:
    """What a refund takes back (L6): *given_back* are the points of rewards had with the sale that return (L8)."""

    amount: int
    taken_back: int
    given_back: int
    effect: Effect


def sale(
    work: Work, person: int, amount: int | None = None, *, lines: Sequence[Line] = (), day: date | None = None,
    receipt: str | None = None, rewards: Sequence[int] = (),
) -> SalePreview:  # fmt: skip
    """What `sales.sell` will do; refusals as there."""
    before = _Before(work, person)
    done = sales.sell(work, person, amount, lines=lines, day=day, receipt=receipt, note=_ANY_NOTE, rewards=rewards)
    connection = work.connection
    row = connection.execute(select(Sale).where(Sale.c.id == done.sale)).one()
    kinds = {
        kind: int(points)
        for kind, points in connection.execute(
            select(Entry.c.kind, func.sum(Entry.c.points))
            .where(Entry.c.op_id == work.op_id, Entry.c.kind != "expire")
            .group_by(Entry.c.kind)
        )
    }
    return SalePreview(
        value=row.value,
        eligible=row.eligible,
        kept_before=before.remainder,
        kept_after=_remainder(connection, person),
        units=row.units,
        base=row.units * row.unit_points,
        points=row.points,
        tier=before.tier,
        tier_factor=before.factor,
        promotion_factor=row.multiplier // before.factor,
        bonus=kinds.get("bonus", 0),
        met_maximum=bool(row.met_maximum),
        spent=-kinds.get("redeem", 0),
        line_stamps=_line_stamps(connection, row.id),
        effect=before.effect(done),
    )


def refund(
    work: Work, sale: int, amount: int | None = None, *, lines: Sequence[RefundLine] = (), day: date | None = None,
    give_back_rewards: bool | None = None,
) -> RefundPreview:  # fmt: skip
    """What `refunds.refund` will do; refusals as there, but nothing is asked about rewards: unless said, their points stay spent."""
    before = _Before(work, refunds.person_of(work.connection, sale))
    give = _gives_back(work, give_back_rewards)
    done = refunds.refund(work, sale, amount, lines=lines, note=_ANY_NOTE, day=day, give_back_rewards=give)
    money = work.connection.execute(select(Refund.c.amount).where(Refund.c.op_id == work.op_id)).scalar_one()
    return _taken(work, before, done, int(money))


def reversal(work: Work, sale: int, *, day: date | None = None, give_back_rewards: bool | None = None) -> RefundPreview:
    """What `refunds.reverse` will do; refusals as there."""
    before = _Before(work, refunds.person_of(work.connection, sale))
    done = refunds.reverse(work, sale, note=_ANY_NOTE, day=day, give_back_rewards=_gives_back(work, give_back_rewards))
    money = work.connection.execute(select(Refund.c.amount).where(Refund.c.op_id == work.op_id)).scalar_one()
    return _taken(work, before, done, int(money))


def _gives_back(work: Work, answer: bool | None) -> bool | None:
    """Not answered yet counts as no, unless the setting answers."""
    from db.operations import programme

    asks = programme.read(work.connection).points_give_back_on_refund == "ask"
    return False if answer is None and asks else answer


def _taken(work: Work, before: _Before, done: Moved, amount: int) -> RefundPreview:
    """Split what the operation booked: what returns of rewards, and the rest."""
    rows = work.connection.execute(
        select(Entry.c.points, Entry.c.sale_id).where(Entry.c.op_id == work.op_id, Entry.c.kind.in_(("refund", "reversal")))
    ).all()
    back = sum(int(row.points) for row in rows if row.sale_id is None and row.points > 0)
    return RefundPreview(amount, back - sum(int(row.points) for row in rows), back, before.effect(done))


class _Before:
    """A person as they stand before the operation, and what has changed after it."""

    def __init__(self, work: Work, person: int) -> None:
        self.work, self.person = work, person
        connection = work.connection
        self.points, self.pending, self.owed = reading.figures(connection, person, work.today)
        self.remainder = _remainder(connection, person)
        row = connection.execute(
            select(Tier.c.name, Tier.c.multiplier).join(Person, Person.c.tier_id == Tier.c.id).where(Person.c.id == person)
        ).first()
        self.tier = None if row is None else str(row.name)
        self.factor = THOUSAND if row is None else int(row.multiplier)

    def effect(self, done: Moved) -> Effect:
        """The difference to now."""
        names = self.work.connection.execute(select(Issued.c.name).where(Issued.c.id.in_(done.issued), Issued.c.state == "issued"))
        return Effect(
            self.points, self.pending, self.owed, done.available, done.pending, done.owed,
            None if done.tier == self.tier else done.tier, tuple(names.scalars()), _stamped(self.work, self.person),
        )  # fmt: skip


def _remainder(connection: Connection, person: int) -> int:
    return int(connection.execute(select(Account.c.remainder).where(Account.c.person_id == person)).scalar_one())


def _stamped(work: Work, person: int) -> tuple[Stamped, ...]:
    """The stamps that the operation moved, by type."""
    moved = (
        select(StampMove.c.type_id, func.sum(StampMove.c.stamps).label("stamps"))
        .where(StampMove.c.op_id == work.op_id, StampMove.c.person_id == person)
        .group_by(StampMove.c.type_id)
        .subquery()
    )
    card = StampCard.alias()
    rows = work.connection.execute(
        select(StampType.c.name, StampType.c.needed, moved.c.stamps, card.c.stamps.label("now"), card.c.needed.label("of"))
        .join(moved, moved.c.type_id == StampType.c.id)
        .outerjoin(card, (card.c.type_id == StampType.c.id) & (card.c.person_id == person) & (card.c.state == "open"))
        .where(moved.c.stamps != 0)
        .order_by(StampType.c.id)
    )
    return tuple(Stamped(row.name, int(row.stamps), int(row.now or 0), int(row.of or row.needed)) for row in rows)


def _line_stamps(connection: Connection, sale: int) -> tuple[tuple[str, int], ...]:
    """Type and stamps that each line gives; ("", 0) for none."""
    rows = connection.execute(
        select(SaleLine.c.place, StampType.c.name, StampMove.c.stamps)
        .outerjoin(StampMove, StampMove.c.sale_line_id == SaleLine.c.id)
        .outerjoin(StampType, StampType.c.id == StampMove.c.type_id)
        .where(SaleLine.c.sale_id == sale)
        .order_by(SaleLine.c.place, StampType.c.id)
    )
    found: dict[int, tuple[str, int]] = {}
    for row in rows:
        found.setdefault(row.place, (row.name or "", int(row.stamps or 0)))
    return tuple(found[place] for place in sorted(found))
