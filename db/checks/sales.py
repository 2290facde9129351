"""Checks of sales: figures, states, lines and refunds agree, and the entries of a sale are its points (O1, O2, L5, L6)."""

from __future__ import annotations

from sqlalchemy import and_, case, func, or_, select

from db.checks.scene import Found, Scene, nought, sum_where
from db.entities.points import Entry
from db.entities.sales import Refund, Sale, SaleLine


def figures(scene: Scene) -> Found:
    """What was refunded is the sum of the refunds that stand and never more than the sale; lines add up; the state says the same (O1, O2, L6)."""
    refunds = (
        select(Refund.c.sale_id, func.sum(Refund.c.amount).label("amount"), func.sum(Refund.c.eligible).label("eligible"))
        .where(Refund.c.reversed_by.is_(None))
        .group_by(Refund.c.sale_id)
        .subquery()
    )
    lines = (
        select(
            SaleLine.c.sale_id,
            func.sum(SaleLine.c.amount).label("amount"),
            sum_where(SaleLine.c.amount, SaleLine.c.earns.is_(True)).label("earning"),
            func.sum(SaleLine.c.refunded_amount).label("refunded"),
            func.max(
                case((SaleLine.c.refunded_amount > SaleLine.c.amount, 1), (SaleLine.c.refunded_quantity > SaleLine.c.quantity, 1), else_=0)
            ).label("over"),
        )
        .group_by(SaleLine.c.sale_id)
        .subquery()
    )
    state = case(
        (Sale.c.refunded == 0, "recorded"),
        (Sale.c.refunded < Sale.c.value, "partly_refunded"),
        else_="refunded",
    )
    query = (
        select(Sale.c.id)
        .outerjoin(refunds, refunds.c.sale_id == Sale.c.id)
        .outerjoin(lines, lines.c.sale_id == Sale.c.id)
        .where(
            or_(
                Sale.c.refunded != nought(refunds.c.amount),
                Sale.c.refunded_eligible != nought(refunds.c.eligible),
                Sale.c.refunded < 0,
                Sale.c.refunded > Sale.c.value,
                Sale.c.refunded_eligible > Sale.c.eligible,
                Sale.c.eligible > Sale.c.value,
                Sale.c.value <= 0,
                and_(Sale.c.state != "reversed", Sale.c.state != state),
                and_(Sale.c.state == "reversed", Sale.c.refunded != Sale.c.value),
                lines.c.amount != Sale.c.value,
                and_(lines.c.earning != Sale.c.eligible, Sale.c.eligible != 0),
                lines.c.refunded != Sale.c.refunded,
                lines.c.over == 1,
            )
        )
    )
    yield from (f"sale {row.id}" for row in scene.lines(query))


def points(scene: Scene) -> Found:
    """The entries of a sale, and what reversed them, add up to its points less those taken back; the qualifying ones likewise (L5, L6, L7)."""
    origin = Entry.alias("origin")
    kind = func.coalesce(origin.c.kind, Entry.c.kind)
    booked = (
        select(Entry.c.sale_id, func.sum(Entry.c.points).label("points"), func.sum(Entry.c.qualifying).label("qualifying"))
        .outerjoin(origin, origin.c.id == Entry.c.reverses_id)
        .where(Entry.c.sale_id.is_not(None), kind.in_(("earn", "refund")))
        .group_by(Entry.c.sale_id)
        .subquery()
    )
    query = (
        select(Sale.c.id, (Sale.c.points - Sale.c.points_back).label("kept"), nought(booked.c.points).label("booked"))
        .outerjoin(booked, booked.c.sale_id == Sale.c.id)
        .where(
            or_(
                Sale.c.points - Sale.c.points_back != nought(booked.c.points),
                Sale.c.qualifying - Sale.c.qualifying_back != nought(booked.c.qualifying),
                Sale.c.points_back < 0,
                Sale.c.points_back > Sale.c.points,
                Sale.c.qualifying_back < 0,
                Sale.c.qualifying_back > Sale.c.qualifying,
                Sale.c.units_back < 0,
                Sale.c.units_back > Sale.c.units,
            )
        )
    )
    yield from (f"sale {row.id}: {row.kept}, entries {row.booked}" for row in scene.lines(query))


def receipts(scene: Scene) -> Found:
    """A receipt stands once a business date; a sale that was entered by mistake and reversed does not count (O1)."""
    query = (
        select(Sale.c.receipt, Sale.c.business_date)
        .where(Sale.c.receipt.is_not(None), Sale.c.state != "reversed")
        .group_by(Sale.c.receipt, Sale.c.business_date)
        .having(func.count() > 1)
    )
    yield from (f"{row.receipt} of {row.business_date}" for row in scene.lines(query))
