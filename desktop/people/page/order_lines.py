"""What stands in one order: its lines with what gave points and stamps, then whole-order stamps, refunds and follow-ups (O1–O3, SC7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.fields.entries import money_in
from db.fields.kinds import DATE
from desktop.lists.model import Cell, Column, Row
from desktop.people.verbs.sale_words import Words
from desktop.people.wording import signed
from resources.i18n import _

if TYPE_CHECKING:
    from db.operations.orders import Order
    from db.operations.programme import Club
    from db.operations.record import LineHeld


@dataclass(frozen=True)
class _Beside:
    """Something that stands below the lines: an icon, words, and an amount where there is one; struck out it holds no longer."""

    icon: str
    words: str
    amount: int | None = None
    struck: bool = False


def columns(unit: str) -> list[Column]:
    """The columns of the lines; *unit* is that of money."""
    return [
        Column("what", _("Line"), "Coffee beans 500 g, dark roast", elides=True, strong=True),
        Column("category", _("Category"), "Accessories", elides=True, muted=True),
        Column("quantity", _("Quantity"), "10.500", right=True),
        Column("amount", _("Amount, {unit}").format(unit=unit), "10,000,000.00", right=True),
        Column("earns", _("Gave points"), "MM yes yes"),
        Column("stamps", _("Stamps"), "+100", right=True),
        Column("refunded", _("Refunded"), "10 · 10,000.00", right=True, muted=True),
    ]


def rows(order: Order, club: Club) -> list[Row]:
    """The lines of an order and what stands beside them."""
    words = Words(club)
    found = [_line(line, club, words) for line in order.sale.lines]
    return found + [_row(-place, one, club) for place, one in enumerate(_beside(order, club), 1)]


def _line(line: LineHeld, club: Club, words: Words) -> Row:
    """One line: whether it gave points, how many stamps, what came back of it."""
    parts = [
        words.quantity(line.refunded_quantity) if line.refunded_quantity else "",
        money_in(club.currency).show(line.refunded_amount, club.manner) if line.refunded_amount else "",
    ]
    cells = {
        "what": Cell(line.description, line.description),
        "category": Cell(line.category or "", line.category),
        "quantity": Cell(words.quantity(line.quantity), line.quantity),
        "amount": Cell(money_in(club.currency).show(line.amount, club.manner), line.amount),
        "earns": Cell(_("yes"), 1, icon="success", tone="good") if line.earns else Cell(_("no"), 0, muted=True),
        "stamps": Cell(signed(line.stamps, club.manner) if line.stamps else "", line.stamps or None),
        "refunded": Cell(" · ".join(part for part in parts if part), line.refunded_amount or None),
    }
    return Row(line.id, cells)


def _beside(order: Order, club: Club) -> list[_Beside]:
    """Stamps of the order as a whole, its refunds, its follow-ups."""
    found: list[_Beside] = []
    whole = order.sale.stamps - sum(line.stamps for line in order.sale.lines)
    if whole:
        found.append(_Beside("stamp", _("Stamps of the whole order: {stamps}").format(stamps=signed(whole, club.manner))))
    for refund in order.refunds:
        words = _("Refund on {day} by {operator}").format(day=DATE.show(refund.date, club.manner), operator=refund.operator)
        found.append(_Beside("refund", f"{words}: {refund.note}" if refund.note else words, -refund.amount, refund.is_reversed))
    for each in order.follow_ups:
        text = _("{text}, done {day}") if each.done_on else _("{text}, due {day}")
        words = text.format(text=each.text, day=DATE.show(each.done_on or each.due_on, club.manner))
        found.append(_Beside("follow-up", words, struck=each.done_on is not None))
    return found


def _row(place: int, one: _Beside, club: Club) -> Row:
    cells = {"what": Cell(one.words, one.words, icon=one.icon, struck=one.struck, muted=True)}
    if one.amount is not None:
        cells["amount"] = Cell(money_in(club.currency).show(one.amount, club.manner), one.amount, struck=one.struck)
    return Row(place, cells)
