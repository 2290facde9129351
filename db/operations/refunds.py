"""Refunds of sales by the rule of their day, reversals of sales entered by mistake, and refunds taken back (L6–L8, O2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db import money, notes
from db.books import Books, Holder, Moved, Posted, business_day
from db.entities.operations import Operation
from db.entities.points import Entry
from db.entities.rewards import Issued
from db.entities.sales import Refund, RefundPart, Sale, SaleLine
from db.errors import BadValue, NotFound, RuleBroken
from db.operations.bought import Bought
from db.operations.returns import Returned, Returns
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work


@dataclass(frozen=True)
class RefundLine:
    """What comes back of one line of a sale: its *place* in the sale (from 1), the *quantity* in thousandths."""

    place: int
    quantity: int


@dataclass(frozen=True)
class UsedReward:
    """A reward that was had with a sale and paid for in points: its redeem entry, and what it cost (O1, L8)."""

    issued: int
    entry: int
    name: str
    points: int


class AskRewards(RuleBroken):
    """The sale used rewards, and the person has not said whether to give their points back (L8); *rewards* are what to ask about."""

    def __init__(self, template: str, *, rewards: tuple[UsedReward, ...], **values: object) -> None:
        super().__init__(template, **values)
        self.rewards = rewards


def refund(
    work: Work,
    sale: int,
    amount: int | None = None,
    *,
    lines: Sequence[RefundLine] = (),
    note: str | None = None,
    day: date | None = None,
    give_back_rewards: bool | None = None,
) -> Moved:
    """Give back money of a sale: its points follow by the rule recorded with it (L6). With lines the refund names lines and quantities.

    *give_back_rewards* answers whether the points of rewards that were had with the sale come back; AskRewards where the setting wants to be
    asked and nothing is said (L8). RuleBroken for more than is left, for a sale that was reversed, for a day before the sale. Possible
    whatever the member's status, and while the programme is off: it is a correction (G1, O5).
    """
    person = person_of(work.connection, sale)
    with Books(work, [person], notices=False) as books:
        holder, returns = books[person], Returns(books)
        bought = returns.sale(sale)
        when = business_day(work, books.club, day)
        kept = notes.note_for(books.club, "sale", note)
        _refuse_day(bought, when)
        back = _wanted(books.club.currency, bought, amount, lines)
        used = _to_give_back(work.connection, books.club.points_give_back_on_refund, sale, give_back_rewards)
        posted = returns.give_back(holder, bought, back, day=when, note=kept)
        _give_back(books, holder, used, when, kept)
        returns.write()
    return books.moved(holder, sale=sale, entry=posted)


def reverse(work: Work, sale: int, *, note: str | None, day: date | None = None, give_back_rewards: bool | None = None) -> Moved:
    """Reverse a sale that was entered by mistake, with a reason, whether or not it earned points (O2, L7).

    Refusals as in `refund`, AskRewards among them; RuleBroken where it was reversed or refunded in full before.
    """
    reason = notes.reason_for(note)
    person = person_of(work.connection, sale)
    with Books(work, [person], notices=False) as books:
        holder, returns = books[person], Returns(books)
        when = business_day(work, books.club, day)
        used = _to_give_back(work.connection, books.club.points_give_back_on_refund, sale, give_back_rewards)
        posted = returns.reverse(holder, returns.sale(sale), day=when, note=reason)
        _give_back(books, holder, used, when, reason)
        returns.write()
    work.journal("sale", sale, "reversed", None, None)
    return books.moved(holder, sale=sale, entry=posted)


def reverse_sale(books: Books, holder: Holder, sale: int, *, day: date, note: str) -> Posted:
    """Reverse a sale that was entered by mistake: the refund of all that is left of it, after which it takes no refund (L7).

    RuleBroken where it was reversed or refunded in full before, or earned nothing.
    """
    returns = Returns(books)
    posted = returns.reverse(holder, returns.sale(sale), day=day, note=note)
    returns.write()
    if posted is None:
        raise RuleBroken(N_("The sale {sale} has no entry to reverse: it earned no points."), sale=sale)
    if books.club.points_give_back_on_refund == "always":
        _give_back(books, holder, rewards_used(books.work.connection, sale), day, note)
    return posted


def unrefund(books: Books, holder: Holder, entry: int, *, day: date, note: str) -> Posted:
    """Reverse a refund, named by one of its entries: points, remainder, lines and state of the sale come back (L7).

    Where the money has earned with a later sale meanwhile, that one gives the units back (L6). RuleBroken where the refund was reversed
    before, or its sale was.
    """
    connection = books.work.connection
    books.entry(holder, entry)
    row = connection.execute(select(RefundPart.c.refund_id).where(RefundPart.c.entry_id == entry)).first()
    if row is None:
        raise RuleBroken(N_("The entry {entry} settled the money of another refund; it cannot be reversed by itself."), entry=entry)
    returns = Returns(books)
    booked = returns.take_refund_back(holder, row.refund_id, day=day, note=note)
    returns.write()
    return next(posted for posted in booked if posted.reverses_id == entry)


def undo_refund(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Take refunds back, those that took no points as well (L7). For `undo`: steps ("refund", "recorded")."""
    for step in steps:
        sale = work.connection.execute(select(Refund.c.sale_id).where(Refund.c.id == step.entity_id)).scalar_one()
        person = person_of(work.connection, sale)
        with Books(work, [person], notices=False) as books:
            returns = Returns(books)
            returns.take_refund_back(books[person], step.entity_id, day=work.today, note=_undone(work))
            returns.write()
    return ()


def undo_sales(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Reverse every sale of an operation, the latest first, whatever is left of each; nothing is left of those refunded in full (X10, L7).

    For `undo`: steps ("sale", "recorded"); their operation names the sales.
    """
    rows = work.connection.execute(
        select(Sale.c.id, Sale.c.person_id)
        .where(Sale.c.op_id.in_({step.op_id for step in steps}), Sale.c.state.in_(("recorded", "partly_refunded")))
        .order_by(Sale.c.business_date.desc(), Sale.c.id.desc())
    ).all()
    note = _undone(work)
    with Books(work, {row.person_id for row in rows}, notices=False, batch=work.op_id) as books:
        returns = Returns(books)
        returns.read([row.id for row in rows])
        for row in rows:
            returns.reverse(books[row.person_id], returns.sale(row.id), day=work.today, note=note)
        returns.write()
    return ()


def rewards_used(connection: Connection, sale: int) -> tuple[UsedReward, ...]:
    """The rewards that were had with a sale and whose points were not given back yet (L8): what the dialog asks about."""
    rows = connection.execute(
        select(Issued.c.id, Issued.c.entry_id, Issued.c.name, Entry.c.points)
        .join(Entry, Entry.c.id == Issued.c.entry_id)
        .where(Issued.c.sale_id == sale, Issued.c.state != "revoked")
        .order_by(Issued.c.id)
    )
    return tuple(UsedReward(int(row.id), int(row.entry_id), row.name, -int(row.points)) for row in rows)


@dataclass(frozen=True)
class ReturnableLine:
    """A line of a sale with what of it has come back already; quantities in thousandths."""

    place: int
    description: str
    quantity: int
    amount: int
    earns: bool
    refunded_quantity: int
    refunded_amount: int


@dataclass(frozen=True)
class Returnable:
    """A sale that can still be refunded or reversed, with its lines and the rewards that were had with it (O2, L8)."""

    id: int
    day: str
    receipt: str | None
    value: int
    refunded: int
    points: int
    lines: tuple[ReturnableLine, ...]
    rewards: tuple[UsedReward, ...]


def returnable(connection: Connection, person: int, *, most: int = 50) -> tuple[Returnable, ...]:
    """The latest sales of a person of which anything is left."""
    rows = connection.execute(
        select(Sale)
        .where(Sale.c.person_id == person, Sale.c.state.in_(("recorded", "partly_refunded")))
        .order_by(Sale.c.business_date.desc(), Sale.c.id.desc())
        .limit(most)
    ).all()
    lines: dict[int, list[ReturnableLine]] = {}
    for line in connection.execute(
        select(SaleLine).where(SaleLine.c.sale_id.in_([row.id for row in rows])).order_by(SaleLine.c.sale_id, SaleLine.c.place)
    ):
        lines.setdefault(int(line.sale_id), []).append(
            ReturnableLine(
                line.place, line.description, line.quantity, line.amount, bool(line.earns), line.refunded_quantity, line.refunded_amount
            )
        )
    return tuple(
        Returnable(
            int(row.id), row.business_date, row.receipt, row.value, row.refunded, row.points, tuple(lines.get(int(row.id), ())),
            rewards_used(connection, int(row.id)),
        )
        for row in rows
    )  # fmt: skip


def person_of(connection: Connection, sale: int) -> int:
    """Whose sale it is; NotFound where there is none."""
    person = connection.execute(select(Sale.c.person_id).where(Sale.c.id == sale)).scalar()
    if person is None:
        raise NotFound(N_("There is no sale {sale}."), sale=sale)
    return int(person)


def _refuse_day(bought: Bought, when: date) -> None:
    if when.isoformat() < bought.business_date:
        raise RuleBroken(
            N_("The sale was on {sold}; it cannot be refunded on {day}, before that."), sold=bought.business_date, day=when.isoformat()
        )


def _wanted(currency: str, bought: Bought, amount: int | None, lines: Sequence[RefundLine]) -> Returned:
    """What comes back, checked against what is left: money, eligible money, and of which lines (L6, O2)."""
    left = bought.value - bought.refunded
    if bought.state == "reversed":
        raise RuleBroken(N_("The sale {sale} was reversed; it takes no refund."), sale=bought.id)
    if not left:
        raise RuleBroken(N_("The sale {sale} was refunded in full already."), sale=bought.id)
    if amount is not None and (isinstance(amount, bool) or not isinstance(amount, int) or amount <= 0):
        raise BadValue(N_("The amount of a refund must be above 0."), key="amount")
    if amount is not None and amount > left:
        raise BadValue(
            N_("{amount} is more than is left of the sale: {left}. Refund that much at most."),
            key="amount", amount=money.shown(amount, currency), left=money.shown(left, currency),
        )  # fmt: skip
    if not bought.lines:
        if lines:
            raise BadValue(N_("The sale {sale} has no lines; name the amount to be refunded."), key="lines", sale=bought.id)
        if amount is None:
            raise BadValue(N_("Name the amount to be refunded; {left} is left."), key="amount", left=money.shown(left, currency))
        return Returned(amount, amount if bought.eligible else 0)
    if not lines and amount != left:
        raise BadValue(
            N_("The sale {sale} has lines: name the lines and quantities that come back, or refund all that is left, {left}."),
            key="lines", sale=bought.id, left=money.shown(left, currency),
        )  # fmt: skip
    return _of_lines(bought, lines or [RefundLine(line.place, line.quantity - line.refunded_quantity) for line in bought.lines])


def _of_lines(bought: Bought, lines: Sequence[RefundLine]) -> Returned:
    """The money of quantities of lines: in proportion, reckoned over all refunds of the line, so that no rounding adds up."""
    known = {line.place: line for line in bought.lines}
    quantities: dict[int, int] = {}
    for line in lines:
        quantities[line.place] = quantities.get(line.place, 0) + line.quantity
    total, eligible, moved = 0, 0, []
    for place, quantity in quantities.items():
        row = known.get(place)
        if row is None:
            raise BadValue(N_("The sale {sale} has no line {place}."), key="lines", sale=bought.id, place=place)
        left = row.quantity - row.refunded_quantity
        if not quantity and not left:
            continue
        if quantity <= 0:
            raise BadValue(N_("The quantity of line {place} must be above 0."), key="lines", place=place)
        if quantity > left:
            raise BadValue(
                N_("More of “{text}” would come back than is left of it: {left}."), key="lines", text=row.description, left=_quantity(left)
            )
        amount = row.amount * (row.refunded_quantity + quantity) // row.quantity - row.refunded_amount
        total += amount
        eligible += amount if row.earns and bought.eligible else 0
        moved.append((row.id, quantity, amount))
    if not total:
        raise BadValue(N_("These lines cost nothing; there is no money to refund."), key="lines")
    return Returned(total, eligible, tuple(moved))


def _quantity(thousandths: int) -> str:
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def _to_give_back(connection: Connection, setting: str, sale: int, answer: bool | None) -> Sequence[UsedReward]:
    """The rewards whose points come back (L8): by the answer, else by the setting; AskRewards where it wants to be asked."""
    used = rewards_used(connection, sale)
    if not used or answer is False or (answer is None and setting == "never"):
        return ()
    if answer is None and setting == "ask":
        raise AskRewards(
            N_("The sale used {names} for {points} points. Say whether to give these points back."),
            rewards=used, names=", ".join(f"“{one.name}”" for one in used), points=sum(one.points for one in used),
        )  # fmt: skip
    return used


def _give_back(books: Books, holder: Holder, used: Sequence[UsedReward], day: date, note: str | None) -> None:
    if not used:
        return
    from db.operations.rewards import reverse_redemption

    for one in used:
        reverse_redemption(books, holder, one.entry, day=day, note=note or one.name)


def _undone(work: Work) -> str:
    """The reason that a reversal of an undo carries: the name of the undoing operation itself."""
    return str(work.connection.execute(select(Operation.c.label).where(Operation.c.op_id == work.op_id)).scalar_one())
