"""Stamps given and taken by hand and by sales: what is refused, what is owed, what a refund takes back (SC3–SC7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import func, select

from db.entities.sales import Sale
from db.entities.stamps import StampMove
from db.errors import BadValue, RuleBroken
from db.stamps.stamp_cards import Holding, Rule, earned, given_back, room
from db.stamps.stamps_held import Stamps
from db.texts import N_

if TYPE_CHECKING:
    from db.books import Books, Holder

# As many stamps as one act or one sale may move: more is a slip of the finger.
MOST = 1000


class SoldLine(Protocol):
    """What a line of a sale must tell: *words* are folded, *quantity* is in thousandths."""

    @property
    def id(self) -> int:
        """The id that its row gets."""
        ...

    @property
    def words(self) -> str:
        """Folded description and category."""
        ...

    @property
    def quantity(self) -> int:
        """In thousandths."""
        ...


@dataclass(frozen=True)
class Stamped:
    """What one member got or lost: *on_card* of *needed* stamps stand on the open card now; *issued* and *revoked* rewards by id."""

    person: int
    number: str
    name: str
    type: str
    move: int
    stamps: int
    on_card: int
    needed: int
    completed: int
    owed: int
    issued: tuple[int, ...]
    revoked: tuple[int, ...]


# By hand ----------------------------------------------------------------------------------------------------------------------------


def give(
    books: Books, holder: Holder, type_id: int, n: int, *, day: date, note: str | None = None, comment: str | None = None,
    override_reason: str | None = None, sale_id: int | None = None, sale_line_id: int | None = None,
) -> Stamped:  # fmt: skip
    """Give a member n stamps, or take -n (SC3, SC4), with note and comment (SC5).

    RuleBroken where the surplus has no card (SC3), more is taken than can be (SC4), or the limit of the day is passed without a reason (SC6).
    """
    if isinstance(n, bool) or not isinstance(n, int) or n == 0 or abs(n) > MOST:
        raise BadValue(N_("Write how many stamps, from 1 to {most} or from -1 to -{most}."), most=MOST, key="stamps")
    stamps = Stamps.of(books)
    rule, when = stamps.rule(type_id), day.isoformat()
    holding = stamps.with_complete(holder.person, type_id) if n < 0 else stamps.holding(holder.person, type_id)
    issued: list[int] = []
    revoked: list[int] = []
    if n > 0:
        _refuse_giving(stamps, holder, rule, n, when, override_reason)
        issued = stamps.give(holder, rule, n, when)
    else:
        _refuse_taking(holding, holder, rule, -n, when)
        revoked = stamps.take(holder, rule, -n, when)
    kept = "\n".join(dict.fromkeys(filter(None, (note, override_reason)))) or None
    move = stamps.move(holder, rule, n, when, note=kept, comment=comment, sale_id=sale_id, sale_line_id=sale_line_id)
    return Stamped(
        holder.person, holder.number, holder.name, rule.name, move, n, holding.open.stamps if holding.open is not None else 0,
        holding.open.needed if holding.open is not None else rule.needed, len(issued), holding.owed, tuple(issued), tuple(revoked),
    )  # fmt: skip


def _refuse_giving(stamps: Stamps, holder: Holder, rule: Rule, n: int, day: str, override_reason: str | None) -> None:
    holding = stamps.holding(holder.person, rule.id)
    holding.settle(day)
    places = room(holding, rule, n, by_hand=True)
    if places < n and rule.retired:
        raise RuleBroken(
            N_("“{type}” is retired: cards of {name} that are open take {places} more stamps, and no new card is opened."),
            type=rule.name, name=holder.name, places=places,
        )  # fmt: skip
    if places < n:
        raise RuleBroken(
            N_("“{type}” does not renew by itself: the card of {name} takes {places} more stamps. Give the rest when a new card is begun."),
            type=rule.name, name=holder.name, places=places,
        )  # fmt: skip
    if rule.per_day is not None and not (override_reason or "").strip():
        given = stamps.given_on(holder.person, rule.id, day)
        if given + n > rule.per_day:
            raise RuleBroken(
                N_("“{type}” takes at most {limit} stamps a day; {name} has {given} of {day} already. Give a reason to go beyond it."),
                type=rule.name, limit=rule.per_day, name=holder.name, given=given, day=day,
            )  # fmt: skip


def _refuse_taking(holding: Holding, holder: Holder, rule: Rule, n: int, day: str) -> None:
    holding.settle(day)
    there = holding.takeable()
    if there < n:
        raise RuleBroken(
            N_(
                "{name} has {there} stamps of “{type}” that can be taken back, not {n}: a full card is reopened only while its reward is "
                "issued and not used."
            ),
            name=holder.name, there=there, type=rule.name, n=n,
        )  # fmt: skip


# By sales ---------------------------------------------------------------------------------------------------------------------------


def sold(books: Books, holder: Holder, sale_id: int, business_date: date, value: int, lines: Sequence[SoldLine]) -> None:
    """Give a member the stamps of a sale: one a sale, one for each amount of its value, or one for each whole piece of matching lines (SC7).

    A sale is never refused for its stamps: those beyond the limit of the day (SC6), or without a card (SC3), are not given. Prospects
    collect none. Costs nothing where no type earns from sales.
    """
    stamps = Stamps.of(books)
    if not stamps.earning or not holder.is_active:
        return
    day = business_date.isoformat()
    for rule in stamps.earning:
        holding = stamps.holding(holder.person, rule.id)
        holding.settle(day)
        if rule.retired and holding.open is None:
            continue
        if rule.earns == "quantity":
            for line in lines:
                if line.quantity >= 1000 and set(rule.match) <= set(line.words.split()):
                    _give_for_sale(stamps, holder, rule, line.quantity // 1000, day, sale_id, line.id)
        elif rule.earns == "amount":
            # The move is noted without a stamp as well: a refund must know that the money counted (L6).
            units = earned(holding, rule.earn_per or 1, value)
            if not _give_for_sale(stamps, holder, rule, units, day, sale_id):
                stamps.move(holder, rule, 0, day, sale_id=sale_id)
        else:
            _give_for_sale(stamps, holder, rule, 1, day, sale_id)


def _give_for_sale(stamps: Stamps, holder: Holder, rule: Rule, n: int, day: str, sale_id: int, line_id: int | None = None) -> int:
    """Give up to n stamps, as many as have room and fit the day; gives how many."""
    holding = stamps.holding(holder.person, rule.id)
    if rule.per_day is not None:
        n = min(n, max(0, rule.per_day - stamps.given_on(holder.person, rule.id, day)))
    n = room(holding, rule, min(n, MOST), by_hand=False)
    if n:
        stamps.give(holder, rule, n, day)
        stamps.move(holder, rule, n, day, sale_id=sale_id, sale_line_id=line_id)
    return n


def returned(
    books: Books, holder: Holder, sale_id: int, business_date: date, *, amount_left: int, lines_left: Mapping[int, int], amount_back: int
) -> None:
    """Take back the stamps of what was refunded of a sale (SC7, SC4), by what that sale gave: what is on no card is owed.

    *amount_left* and *lines_left* (thousandths by line) tell what the member keeps of it, *amount_back* the money of this refund; below 0
    when a refund is itself reversed, and the stamps come again. Cheap where no type earns from sales.
    """
    stamps = Stamps.of(books)
    if not stamps.earning:
        return
    day = business_date.isoformat()
    moves = _moves_of(stamps, sale_id)
    for type_id in sorted({move[0] for move in moves}):
        rule = stamps.rules[type_id]
        own = [move for move in moves if move[0] == type_id]
        if rule.earns == "amount":
            _return_amount(stamps, holder, rule, sale_id, sum(n for _, _, n in own), day, amount_back)
            continue
        for line_id in sorted({line for _, line, _ in own}, key=lambda line: line or 0):
            history = [n for _, line, n in own if line == line_id]
            kept = _kept(_most(history), line_id, amount_left, lines_left, sum(history))
            _shift(stamps, holder, rule, kept - sum(history), day, sale_id, line_id)


def _kept(gave: int, line_id: int | None, amount_left: int, lines_left: Mapping[int, int], now: int) -> int:
    """How many of the stamps that a sale (or a line of it) gave stay."""
    if not amount_left:
        return 0
    if line_id is None:
        return gave
    return min(gave, lines_left[line_id] // 1000) if line_id in lines_left else now


def _most(history: Sequence[int]) -> int:
    """What was given at first: the highest that the running sum has been."""
    total = highest = 0
    for n in history:
        total += n
        highest = max(highest, total)
    return highest


def _return_amount(stamps: Stamps, holder: Holder, rule: Rule, sale_id: int, own: int, day: str, money: int) -> None:
    """Money given back goes off the remainder first, then takes stamps: of this sale, else of the latest that has any, else none (SC7, L6)."""
    units = given_back(stamps.holding(holder.person, rule.id), rule.earn_per or 1, money)
    if units < 0:
        _shift(stamps, holder, rule, min(-units, MOST), day, sale_id, None)
        return
    mine = min(units, own)
    _shift(stamps, holder, rule, -mine, day, sale_id, None)
    left = units - mine
    if left:
        for other, has in _other_sales(stamps, holder.person, rule.id, sale_id):
            step = min(left, has)
            _shift(stamps, holder, rule, -step, day, other, None)
            left -= step
            if not left:
                break


def _shift(stamps: Stamps, holder: Holder, rule: Rule, n: int, day: str, sale_id: int, line_id: int | None) -> None:
    """Give or take stamps of a sale that came back in part, or whose refund was reversed."""
    if n > 0:
        stamps.give(holder, rule, n, day)
    elif n < 0:
        stamps.take(holder, rule, -n, day)
    if n:
        stamps.move(holder, rule, n, day, sale_id=sale_id, sale_line_id=line_id)


def _moves_of(stamps: Stamps, sale_id: int) -> list[tuple[int, int | None, int]]:
    """Type, line and stamps of every move of a sale, in order."""
    rows = stamps.connection.execute(
        select(StampMove.c.type_id, StampMove.c.sale_line_id, StampMove.c.stamps)
        .where(StampMove.c.sale_id == sale_id)
        .order_by(StampMove.c.id)
    )
    found = [(int(row.type_id), row.sale_line_id, int(row.stamps)) for row in rows]
    if sale_id in stamps.sales:
        queued = (row for row in stamps.books.queued(StampMove) if row["sale_id"] == sale_id)
        found += [(row["type_id"], row["sale_line_id"], row["stamps"]) for row in queued]
    return found


def _other_sales(stamps: Stamps, person: int, type_id: int, sale_id: int) -> list[tuple[int, int]]:
    """The member's other sales that still have stamps of a type, the latest first."""
    rows = stamps.connection.execute(
        select(StampMove.c.sale_id, Sale.c.business_date, func.sum(StampMove.c.stamps).label("stamps"))
        .join(Sale, Sale.c.id == StampMove.c.sale_id)
        .where(StampMove.c.person_id == person, StampMove.c.type_id == type_id, StampMove.c.sale_id != sale_id)
        .group_by(StampMove.c.sale_id, Sale.c.business_date)
    )
    found = {int(row.sale_id): [row.business_date, int(row.stamps)] for row in rows}
    for row in stamps.books.queued(StampMove):
        other = row["sale_id"]
        if other not in (None, sale_id) and (row["person_id"], row["type_id"]) == (person, type_id):
            found.setdefault(other, [row["day"], 0])[1] += row["stamps"]
    ordered = sorted(found.items(), key=lambda item: (item[1][0], item[0]), reverse=True)
    return [(other, int(stamps_left)) for other, (_, stamps_left) in ordered if stamps_left > 0]
