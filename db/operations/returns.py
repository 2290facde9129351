"""Returns: sales given back, in part or whole, in the books of one operation; what each gives back, and of which sales (L6, L7)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update

from db import earning
from db.books import Books, Holder, Posted
from db.entities.passes import PassUse
from db.entities.points import Entry
from db.entities.sales import Refund, RefundPart, Sale, SaleLine
from db.errors import NotFound, RuleBroken
from db.ledger.store import steps
from db.operations.bought import MOVING, Bought, read
from db.stamps import stamping
from db.texts import N_
from db.tiers import tiering


@dataclass(frozen=True)
class Returned:
    """What comes back of a sale: money, eligible money, and of lines (id, quantity in thousandths, money)."""

    amount: int
    eligible: int
    lines: tuple[tuple[int, int, int], ...] = ()


class Returns:
    """Sales that are given back in the books of one operation; `write` must follow, before the books are closed."""

    def __init__(self, books: Books) -> None:
        self.books, self.connection = books, books.work.connection
        self._known: dict[int, Bought] = {}
        self._visits: set[int] = set()

    # Reading ---------------------------------------------------------------------------------------------------------------------------

    def sale(self, sale: int) -> Bought:
        """A sale as it stands; NotFound where there is none."""
        if sale not in self._known:
            self.read([sale])
        if sale not in self._known:
            raise NotFound(N_("There is no sale {sale}."), sale=sale)
        return self._known[sale]

    def read(self, sales: Iterable[int]) -> None:
        """Read many sales with their entries by few statements."""
        self._known.update(read(self.connection, [sale for sale in sales if sale not in self._known]))

    # Giving back -----------------------------------------------------------------------------------------------------------------------

    def give_back(self, holder: Holder, bought: Bought, back: Returned, *, day: date, note: str | None) -> Posted | None:
        """Refund a part of a sale (L6); gives the entry of this sale, else of the first other one, None where no points are taken back."""
        before = holder.account.remainder
        parts = self._units_back(holder, bought, back.eligible)
        refund_id = self.books.new_id(Refund)
        self._tier(holder, bought, -back.amount, day)
        self._count(bought, back)
        bought.state = "refunded" if bought.refunded == bought.value else "partly_refunded"
        self._note(refund_id, bought, back, holder.account.remainder - before, day, note)
        first: Posted | None = None
        for sale, taken in parts:
            posted = None
            if taken.points or taken.qualifying:
                posted = self._take(holder, sale, taken, day, note, kind="refund")
            self._part(refund_id, sale, taken, posted)
            first = first or posted
        self._follow(holder, bought, back.amount, day)
        self.books.work.journal("refund", refund_id, "recorded", None, {"sale": bought.id, "amount": back.amount})
        return first

    def reverse(self, holder: Holder, bought: Bought, *, day: date, note: str) -> Posted | None:
        """Reverse a sale (L7): the refund of all that is left, as the mirror of its earn entry; None where it has none."""
        if bought.state == "reversed":
            raise RuleBroken(N_("The sale {sale} was reversed already."), sale=bought.id)
        back = self._all_that_is_left(bought)
        if not back.amount:
            raise RuleBroken(N_("The sale {sale} was refunded in full; nothing of it is left to be reversed."), sale=bought.id)
        before = holder.account.remainder
        parts = self._units_back(holder, bought, back.eligible)
        refund_id = self.books.new_id(Refund)
        self._tier(holder, bought, -back.amount, day, visits=-1)
        self._count(bought, back)
        bought.state = "reversed"
        self._visits.add(holder.person)
        self._note(refund_id, bought, back, holder.account.remainder - before, day, note)
        mirror: Posted | None = None
        own = next((taken for sale, taken in parts if sale is bought), earning.TakenBack(0, 0, 0))
        if bought.earned is not None:
            mirror = self._take(holder, bought, own, day, note, kind="reversal", reverses=bought.earned)
        self._part(refund_id, bought, own, mirror)
        for sale, taken in parts:
            if sale is not bought:
                posted = self._take(holder, sale, taken, day, note, kind="refund") if taken.points or taken.qualifying else None
                self._part(refund_id, sale, taken, posted)
        self._follow(holder, bought, back.amount, day)
        return mirror

    def take_refund_back(self, holder: Holder, refund_id: int, *, day: date, note: str) -> list[Posted]:
        """Reverse a whole refund (L7): every entry that it booked, the remainder, the lines, and the bonuses that went with it."""
        row = self.connection.execute(select(Refund).where(Refund.c.id == refund_id)).one()
        if row.reversed_by is not None:
            raise RuleBroken(N_("This refund was reversed already."))
        bought = self.sale(row.sale_id)
        if bought.state == "reversed":
            raise RuleBroken(N_("The sale {sale} was reversed; its refunds stand as they are."), sale=bought.id)
        parts = self.connection.execute(select(RefundPart).where(RefundPart.c.refund_id == refund_id).order_by(RefundPart.c.sale_id)).all()
        booked: list[Posted] = []
        for part in parts:
            sale = self.sale(part.sale_id)
            sale.units_back -= part.units
            sale.points_back -= part.points
            sale.qualifying_back -= part.qualifying
            if part.entry_id is not None:
                booked.append(self.books.give_back(holder, part.entry_id, day=day, note=note))
        moved = tuple((int(line), -int(quantity), -int(amount)) for line, quantity, amount in json.loads(row.lines or "[]"))
        was_whole = bought.state == "refunded"
        self._tier(holder, bought, row.amount, day)
        self._count(bought, Returned(-row.amount, -row.eligible, moved))
        bought.state = "partly_refunded" if bought.refunded else "recorded"
        self._once(update(Refund).where(Refund.c.id == refund_id, Refund.c.reversed_by.is_(None)).values(reversed_by=self.books.work.op_id))
        if was_whole:
            booked.extend(self._bonuses_again(holder, bought, row.op_id, day))
        self._settle_remainder(holder, bought, -row.remainder_change, day, note)
        self._stamps(holder, bought, -row.amount, day)
        self.books.work.journal("refund", refund_id, "reversed", {"sale": bought.id, "amount": row.amount}, None)
        return booked

    def write(self) -> None:
        """Write the sales as they stand now, each asked for as it was read (reliability.md, rule 3), and what rests on them."""
        changed = [sale for sale in self._known.values() if sale.stored != sale.was]
        if changed:
            rows = [
                {"key": sale.id, **{f"was_{name}": old for name, old in zip(MOVING, sale.was, strict=True)},
                 **{f"to_{name}": new for name, new in zip(MOVING, sale.stored, strict=True)}}
                for sale in changed
            ]  # fmt: skip
            if self.connection.execute(_SALES, rows).rowcount not in (len(rows), -1):
                raise RuleBroken(N_("This sale was changed by another desk in the same moment; nothing was changed. Try again."))
            for sale in changed:
                sale.was = sale.stored
        self._visits_again()
        for person in {sale.person for sale in changed}:
            self.books.reconsider_activity(self.books[person])

    # Inside ----------------------------------------------------------------------------------------------------------------------------

    def _units_back(self, holder: Holder, bought: Bought, eligible: int) -> list[tuple[Bought, earning.TakenBack]]:
        """Which sales give back how much when so much eligible money of one comes back (L6); the account's remainder moves with it."""
        account = holder.account
        units, account.remainder = earning.units_refunded(
            bought, bought.eligible - bought.refunded_eligible - eligible, account.remainder, eligible
        )
        parts = [(bought, units)] if units else []
        if account.remainder < 0:
            parts += self._of_others(holder, bought)
        if account.remainder < 0:
            # Nobody has a unit left: the money had earned nothing, so nothing is owed for it.
            account.remainder += earning.units_below(account.remainder, bought.unit) * bought.unit
        taken = [(sale, earning.take_back(sale, count)) for sale, count in parts]
        for sale, part in taken:
            sale.units_back += part.units
            sale.points_back += part.points
            sale.qualifying_back += part.qualifying
        return taken

    def _of_others(self, holder: Holder, bought: Bought) -> list[tuple[Bought, int]]:
        """Units of the latest sales that have any left, until the remainder is not below 0.

        Of reversed ones too: where the remainder bore a reversal, a unit of that sale was left, and rests on the money of others now.
        """
        # What this operation changed of other sales must be seen by the question.
        self.write()
        rows = self.connection.execute(
            select(Sale.c.id)
            .where(
                Sale.c.person_id == holder.person, Sale.c.id != bought.id, Sale.c.keeps_remainder.is_(True),
                Sale.c.units_back < Sale.c.units,
            )
            .order_by(Sale.c.business_date.desc(), Sale.c.id.desc())
        )  # fmt: skip
        account, found = holder.account, list[tuple[Bought, int]]()
        for row in rows:
            if account.remainder >= 0:
                break
            sale = self.sale(row.id)
            units = min(sale.units - sale.units_back, earning.units_below(account.remainder, sale.unit))
            account.remainder += units * sale.unit
            found.append((sale, units))
        return found

    def _settle_remainder(self, holder: Holder, bought: Bought, change: int, day: date, note: str) -> None:
        """Bring the remainder of a refund back; where a later sale or refund has used it meanwhile, the units are given back again (L6).

        Of this sale first: a later refund of it may have been paid from that remainder.
        """
        account = holder.account
        account.remainder += change
        if account.remainder >= 0:
            return
        own = min(bought.units - bought.units_back, earning.units_below(account.remainder, bought.unit))
        account.remainder += own * bought.unit
        given = [(bought, own)] if own else []
        for sale, count in [*given, *(self._of_others(holder, bought) if account.remainder < 0 else [])]:
            taken = earning.take_back(sale, count)
            sale.units_back += taken.units
            sale.points_back += taken.points
            sale.qualifying_back += taken.qualifying
            if taken.points or taken.qualifying:
                self._take(holder, sale, taken, day, note, kind="refund")
        if holder.account.remainder < 0:
            holder.account.remainder += earning.units_below(holder.account.remainder, bought.unit) * bought.unit

    def _take(
        self, holder: Holder, sale: Bought, taken: earning.TakenBack, day: date, note: str | None, *, kind: str, reverses: int | None = None
    ) -> Posted:
        """Take points: from the sale's own lot, other pending ones, then in the order of L3, then owed; they stop counting on the day of the sale (T4)."""
        return self.books.take(
            holder, kind, taken.points, day=day, qualifying=-taken.qualifying, qualifies_on=sale.business_date,
            own_lots=() if sale.earned is None else (sale.earned,), pending_too=True, may_owe=True, reason="return" if kind == "refund" else None,
            reference=sale.receipt, sale_id=sale.id, note=note, reverses=reverses,
        )  # fmt: skip

    def _tier(self, holder: Holder, bought: Bought, spend: int, day: date, *, visits: int = 0) -> None:
        """Money and visits count for the tier on the day of the sale, before its row is changed (T2, T4)."""
        tiering.counted(self.books, holder, day=date.fromisoformat(bought.business_date), spend=spend, visits=visits, on=day)

    def _count(self, bought: Bought, back: Returned) -> None:
        """Count money, eligible money and lines as come back."""
        bought.refunded += back.amount
        bought.refunded_eligible += back.eligible
        known = {line.id: line for line in bought.lines}
        for line_id, quantity, amount in back.lines:
            line = known[line_id]
            was = (line.refunded_quantity, line.refunded_amount)
            line.refunded_quantity += quantity
            line.refunded_amount += amount
            self._once(
                update(SaleLine)
                .where(SaleLine.c.id == line_id, SaleLine.c.refunded_quantity == was[0], SaleLine.c.refunded_amount == was[1])
                .values(refunded_quantity=line.refunded_quantity, refunded_amount=line.refunded_amount)
            )

    def _note(self, refund_id: int, bought: Bought, back: Returned, remainder_change: int, day: date, note: str | None) -> None:
        self.books.insert(
            Refund,
            {
                "id": refund_id, "sale_id": bought.id, "business_date": day.isoformat(), "amount": back.amount, "eligible": back.eligible,
                "remainder_change": remainder_change, "lines": json.dumps(back.lines) if back.lines else None, "note": note,
            },
        )  # fmt: skip

    def _part(self, refund_id: int, sale: Bought, taken: earning.TakenBack, posted: Posted | None) -> None:
        if taken.units or posted is not None:
            self.books.insert(
                RefundPart,
                {
                    "refund_id": refund_id, "sale_id": sale.id, "entry_id": None if posted is None else posted.id, "units": taken.units,
                    "points": taken.points, "qualifying": taken.qualifying,
                },
            )  # fmt: skip

    def _follow(self, holder: Holder, bought: Bought, amount: int, day: date) -> None:
        """What goes with the money: stamps (SC7), and the bonuses of promotions when nothing of the sale is left (L14)."""
        if bought.refunded == bought.value:
            for entry in bought.bonuses:
                self.books.take_away(holder, entry, day=day)
            bought.bonuses = []
        self._stamps(holder, bought, amount, day)

    def _stamps(self, holder: Holder, bought: Bought, amount: int, day: date) -> None:
        left = {line.id: line.quantity - line.refunded_quantity for line in bought.lines}
        stamping.returned(
            self.books, holder, bought.id, day, amount_left=bought.value - bought.refunded, lines_left=left, amount_back=amount
        )

    def _bonuses_again(self, holder: Holder, bought: Bought, op_id: str, day: date) -> list[Posted]:
        """The bonuses of promotions that a whole refund reversed are given anew: the sale stands again in part."""
        bonus = Entry.alias()
        rows = self.connection.execute(
            select(bonus.c.points, bonus.c.qualifying, bonus.c.qualifies_on)
            .join(Entry, Entry.c.reverses_id == bonus.c.id)
            .where(Entry.c.op_id == op_id, Entry.c.sale_id == bought.id, bonus.c.kind == "bonus")
            .order_by(bonus.c.id)
        )
        return [
            self.books.give(
                holder, "bonus", row.points, day=day, qualifying=row.qualifying, qualifies_on=row.qualifies_on, reference=bought.receipt,
                sale_id=bought.id,
            )
            for row in rows
        ]  # fmt: skip

    def _all_that_is_left(self, bought: Bought) -> Returned:
        moved = tuple(
            (line.id, line.quantity - line.refunded_quantity, line.amount - line.refunded_amount)
            for line in bought.lines
            if line.quantity > line.refunded_quantity
        )
        return Returned(bought.value - bought.refunded, bought.eligible - bought.refunded_eligible, moved)

    def _once(self, statement: Any) -> None:
        if self.connection.execute(statement).rowcount != 1:
            raise RuleBroken(N_("This sale was changed by another desk in the same moment; nothing was changed. Try again."))

    def _visits_again(self) -> None:
        """After sales were reversed: the latest day that is still a visit, by a sale or the use of a pass (T2)."""
        people = sorted(self._visits)
        self._visits.clear()
        for part in steps(people):
            latest: dict[int, str] = {}
            sales = select(Sale.c.person_id, func.max(Sale.c.business_date)).where(Sale.c.person_id.in_(part), Sale.c.state != "reversed")
            uses = select(PassUse.c.person_id, func.max(PassUse.c.day)).where(PassUse.c.person_id.in_(part), PassUse.c.undone_at.is_(None))
            for query in (sales.group_by(Sale.c.person_id), uses.group_by(PassUse.c.person_id)):
                for person, day in self.connection.execute(query):
                    latest[int(person)] = max(latest.get(int(person), ""), str(day))
            for person in part:
                self.books[person].set(last_visit=latest.get(person))


_SALES = (
    update(Sale)
    .where(Sale.c.id == bindparam("key"), *(Sale.c[name] == bindparam(f"was_{name}") for name in MOVING))
    .values(**{name: bindparam(f"to_{name}") for name in MOVING})
)
