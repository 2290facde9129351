"""Sales: what members buy, and the points it earns them, one at the desk or many from a file (O1–O5, L5, L10, L14, S4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select

from db import earning, money, notes, texts
from db.asked import Asked
from db.books import Books, Holder, Moved, Posted, business_day
from db.entities.people import Person
from db.entities.sales import FollowUp, Sale, SaleLine
from db.errors import BadValue, RuleBroken, Stopped
from db.fields.kinds import LINE
from db.fields.manner import Manner
from db.in_parts import Progress
from db.operations import follow_ups
from db.operations.follow_ups import ToDo
from db.operations.programme import Club
from db.operations.promotions import InForce
from db.people_rows import full_name
from db.stamps import stamping
from db.stamps.stamping import SoldLine
from db.texts import N_
from db.tiers import tiering
from db.work import Work

STEP = 2000
MOST_LINES = 1000
MOST_QUANTITY = 1_000_000_000


@dataclass(frozen=True)
class Line:
    """A line of a sale: *quantity* in thousandths, *amount* in the smallest unit of money; only lines that earn count for points (O1)."""

    description: str
    amount: int
    quantity: int = 1000
    category: str | None = None
    earns: bool = True


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale to be recorded, checked: *value* is the sum of its lines where it has any; *day* is ISO text."""

    person: int
    value: int
    day: str
    receipt: str | None = None
    note: str | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A line as the stamps look at it (SC7): folded words, the quantity in thousandths."""

    id: int
    words: str
    quantity: int


@dataclass(frozen=True)
class Recorded:
    """What recording many sales came to; money in the smallest unit, points with those of promotions."""

    sales: int
    members: int
    amount: int
    points: int


def sell(
    work: Work,
    person: int,
    amount: int | None = None,
    *,
    lines: Sequence[Line] = (),
    day: date | None = None,
    receipt: str | None = None,
    note: str | None = None,
    rewards: Sequence[int] = (),
    follow_up: ToDo | None = None,
) -> Moved:
    """Record one sale to a member or a prospect, whose points wait (O1, P7): its value or its lines, the rewards handed over with it, a follow-up.

    The rewards are paid for from what the member had before the sale. RuleBroken and BadValue say what is wrong: a value that is not above
    0, a date in the future or too far back, a receipt of that day that was entered before, a missing note, a programme switched off.
    """
    with Books(work, [person]) as books:
        holder = books.may_earn(person)
        when = business_day(work, books.club, day).isoformat()
        sale = Sold(
            person, value_of(books.club, amount, lines), when, receipt_of(receipt), notes.note_for(books.club, "sale", note), tuple(lines)
        )
        if sale.receipt is not None:
            _refuse_known_receipt(work.connection, books.club, sale.receipt, when)
        till = Till(books, [sale])
        sale_id = books.new_id(Sale)
        if rewards:
            _hand_over(books, holder, rewards, sale_id)
        posted = till.record(sale, sale_id)
        if follow_up is not None:
            books.insert(FollowUp, {"sale_id": sale_id, "person_id": person, **follow_ups.checked(follow_up)})
        till.finish()
    return books.moved(holder, sale=sale_id, entry=posted)


def record(
    work: Work,
    sales: Sequence[Sold],
    *,
    batch: str | None = None,
    notices: bool = False,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Recorded:
    """Record many checked sales in the order of their dates in one operation (O4); nobody is told of points that come by a file (N4).

    RuleBroken where a person may not earn; Stopped by *stop*. Nothing is then changed.
    """
    if not sales:
        return Recorded(0, 0, 0, 0)
    with Books(work, {sale.person for sale in sales}, notices=notices, batch=batch) as books:
        till = Till(books, sales)
        ordered = sorted(sales, key=attrgetter("day"))
        new_id = books.new_id
        for place, sale in enumerate(ordered):
            if not place % STEP:
                if stop is not None and stop():
                    raise Stopped
                if progress is not None:
                    progress(place, len(ordered))
            till.record(sale, new_id(Sale))
        till.finish()
    if progress is not None:
        progress(len(ordered), len(ordered))
    return Recorded(len(ordered), len(books.holders), till.amount, till.points)


class Till:
    """What records sales one after another in the books of one operation."""

    def __init__(self, books: Books, sales: Sequence[Sold]) -> None:
        self.books, self.club = books, books.club
        days = [sale.day for sale in sales]
        self.promotions = InForce(books.work.connection, sorted(books.holders), min(days), max(days))
        self.amount = self.points = 0
        self.first: int | None = None
        self.count = 0
        self._visits: dict[int, str] = {}
        self._days = {day: date.fromisoformat(day) for day in days}

    def record(self, sale: Sold, sale_id: int) -> Posted | None:
        """Record one sale; gives its earn entry, None where it earns no point (L5)."""
        books, club = self.books, self.club
        holder = books.may_earn(sale.person)
        day = self._days[sale.day]
        # A file brings the sales of years: each earns by the tier of its day (T6).
        tiering.decide_upto(books, holder, day)
        tier = books.tier(holder)
        factor, bonuses = self.promotions.of(sale.person, holder.tier_id, sale.day) if self.promotions.found else (1000, [])
        multiplier = (1000 if tier is None else tier.multiplier) * factor
        eligible = sum(line.amount for line in sale.lines if line.earns) if sale.lines else sale.value
        earned = earning.earn(
            sale.value, eligible, holder.account.remainder,
            unit=club.earn_per, unit_points=club.earn_points, multiplier=multiplier, keep=club.earn_keep_remainder,
            minimum=club.earn_minimum, maximum=club.earn_maximum_points,
        )  # fmt: skip
        holder.account.remainder = earned.remainder
        # Money and visits count for the tier before the row is there (T2).
        tiering.counted(books, holder, day=day, spend=sale.value, visits=1)
        books.insert(Sale, self._row(sale, sale_id, holder, earned, multiplier))
        lines = self._lines(sale, sale_id)
        posted: Posted | None = None
        if earned.points:
            posted = books.give(
                holder, "earn", earned.points, day=day, qualifying=earned.qualifying, reference=sale.receipt, sale_id=sale_id,
                pending_days=club.points_pending_days, note=sale.note,
            )  # fmt: skip
        for bonus in bonuses if earned.eligible else ():
            books.give(holder, "bonus", bonus, day=day, qualifying=bonus, reference=sale.receipt, sale_id=sale_id)
            self.points += bonus
        stamping.sold(books, holder, sale_id, day, sale.value, lines)
        if sale.day > self._visits.get(sale.person, ""):
            self._visits[sale.person] = sale.day
        self.amount += sale.value
        self.points += earned.points
        self.count += 1
        self.first = sale_id if self.first is None else self.first
        return posted

    def finish(self) -> None:
        """Put down the latest visit of each person (T2), and one line in the journal by which the operation is undone."""
        for person, day in self._visits.items():
            holder = self.books[person]
            if holder.last_visit is None or holder.last_visit < day:
                holder.set(last_visit=day)
        if self.first is not None:
            self.books.work.journal(
                "sale", self.first, "recorded", None, {"sales": self.count, "amount": self.amount, "points": self.points}
            )

    def _row(self, sale: Sold, sale_id: int, holder: Holder, earned: earning.Earned, multiplier: int) -> dict[str, Any]:
        """The sale with the rule of this day, by which it will be refunded (L6)."""
        club = self.club
        return {
            "id": sale_id, "person_id": sale.person, "account_id": holder.account.id, "business_date": sale.day, "receipt": sale.receipt,
            "value": sale.value, "eligible": earned.eligible, "note": sale.note, "unit": club.earn_per, "unit_points": club.earn_points,
            "multiplier": multiplier, "keeps_remainder": club.earn_keep_remainder, "maximum": club.earn_maximum_points,
            "met_maximum": earned.met_maximum, "units": earned.units, "points": earned.points, "qualifying": earned.qualifying,
            "batch": self.books.batch,
        }  # fmt: skip

    def _lines(self, sale: Sold, sale_id: int) -> Sequence[SoldLine]:
        if not sale.lines:
            return ()
        rows: list[SoldLine] = []
        for place, line in enumerate(sale.lines, 1):
            row: dict[str, Any] = {
                "id": self.books.new_id(SaleLine), "sale_id": sale_id, "place": place, "description": line.description,
                "category": line.category, "words": " ".join(texts.words(f"{line.description} {line.category or ''}")),
                "quantity": line.quantity, "amount": line.amount, "earns": line.earns,
            }  # fmt: skip
            self.books.insert(SaleLine, row)
            rows.append(Placed(row["id"], row["words"], line.quantity))
        return rows


def value_of(club: Club, amount: int | None, lines: Sequence[Line]) -> int:
    """The value of a sale: its amount, or the sum of its lines (O1); BadValue where it is not above 0, too large, or both are given."""
    if lines:
        total = _sum(club, lines)
        if amount is not None and amount != total:
            raise BadValue(
                N_("The lines add up to {total}, not {amount}; leave the amount out where there are lines."),
                key="amount", total=money.shown(total, club.currency), amount=money.shown(amount, club.currency),
            )  # fmt: skip
        amount = total
    if amount is None:
        raise BadValue(N_("A sale needs an amount or lines."), key="amount")
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise BadValue(N_("The amount of a sale is a whole number of the smallest coin."), key="amount")
    if amount <= 0:
        raise BadValue(
            N_("A sale of {amount} cannot be recorded: it must be above 0. Money given back is entered as a refund."),
            key="amount", amount=money.shown(amount, club.currency),
        )  # fmt: skip
    if amount > money.MOST * 10 ** money.digits(club.currency):
        raise BadValue(N_("{text} is too large an amount."), key="amount", text=money.shown(amount, club.currency))
    return amount


def receipt_of(text: str | None) -> str | None:
    """A receipt number as stored; BadValue for what no text may hold."""
    tidy = LINE.parse(text or "", Manner())
    return None if tidy is None else str(tidy)


def of_receipt(connection: Connection, receipt: str, day: str) -> Any:
    """The sale that has this receipt number on this business date already, with its person's name (O1)."""
    return _OF_RECEIPT.first(connection, {"receipt": receipt, "day": day})


_OF_RECEIPT = Asked(
    select(
        Sale.c.id, Sale.c.value, Sale.c.person_id,
        Person.c.number, Person.c.first_name, Person.c.last_name, Person.c.phone, Person.c.email,
    )
    .join(Person, Person.c.id == Sale.c.person_id)
    .where(Sale.c.receipt == bindparam("receipt"), Sale.c.business_date == bindparam("day"), Sale.c.state != "reversed")
)  # fmt: skip


def _refuse_known_receipt(connection: Connection, club: Club, receipt: str, day: str) -> None:
    first = of_receipt(connection, receipt, day)
    if first is not None:
        raise RuleBroken(
            N_("The receipt {receipt} of {day} was entered already: sale {sale} of {amount} to {name}, no. {number}."),
            receipt=receipt, day=day, sale=first.id, amount=money.shown(first.value, club.currency),
            name=full_name(first._asdict()), number=first.number,
        )  # fmt: skip


def _sum(club: Club, lines: Sequence[Line]) -> int:
    """The sum of checked lines."""
    if len(lines) > MOST_LINES:
        raise BadValue(N_("A sale has at most {count} lines."), key="lines", count=MOST_LINES)
    for place, line in enumerate(lines, 1):
        if LINE.parse(line.description, Manner()) is None:
            raise BadValue(N_("Line {place} needs a description."), key="lines", place=place)
        LINE.parse(line.category or "", Manner())
        if not 0 < line.quantity <= MOST_QUANTITY:
            raise BadValue(N_("The quantity of line {place} must be above 0."), key="lines", place=place)
        if line.amount < 0:
            raise BadValue(
                N_("The amount of line {place} is {amount}; money given back is entered as a refund."),
                key="lines", place=place, amount=money.shown(line.amount, club.currency),
            )  # fmt: skip
    return sum(line.amount for line in lines)


def _hand_over(books: Books, holder: Holder, rewards: Sequence[int], sale_id: int) -> None:
    """Redeem rewards with the sale: handed over at once (O1, R2)."""
    from db.operations.rewards import redeem_one

    for reward in rewards:
        redeem_one(books, holder, reward, handed_over=True, sale_id=sale_id)
