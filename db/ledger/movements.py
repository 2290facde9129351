"""Movements of points on the accounts of an operation: in memory, entry by entry, chained as they will be written (L1–L8, E1–E6)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from db import dates
from db.entities.points import Consumption, Debt, Entry, EntryText
from db.entities.points import Lot as LotTable
from db.errors import NotFound, RuleBroken
from db.holders import BY_POLICY, ByPolicy, Expires, Holder, Posted
from db.ledger import expiry, store
from db.ledger.account import Account, Lot
from db.ledger.chain import EntryRow, chained
from db.ledger.queue import Queue
from db.texts import N_
from db.work import Work

if TYPE_CHECKING:
    from db.operations.programme import Club

# Entries by which a member shows to be there (E1).
ACTIVITIES = ("earn", "redeem")


class Movements(Queue, ABC):
    """Gives and takes points; *batch* is the file or bulk action that the entries belong to."""

    def __init__(self, work: Work, club: Club, batch: str | None) -> None:
        super().__init__(work)
        self.club, self.batch = club, batch
        self.today = work.today.isoformat()
        self.booked: list[Posted] = []

    @abstractmethod
    def consider(self, holder: Holder, posted: Posted) -> None:
        """What follows at once from an entry that counts for tiers (T6): `db.books` says."""

    def give(
        self, holder: Holder, kind: str, points: int, *, day: date, qualifying: int = 0, qualifies_on: str | None = None,
        reason: str | None = None, reference: str | None = None, sale_id: int | None = None, pending_days: int = 0,
        expires: Expires = BY_POLICY, note: str | None = None, comment: str | None = None, reverses: int | None = None,
    ) -> Posted:  # fmt: skip
        """Book a positive entry and open its lot, which first pays what is owed (L2, L8). A prospect's lot waits (P7)."""
        posted = self._post(
            holder, kind, points, day.isoformat(), qualifying=qualifying, qualifies_on=qualifies_on, reason=reason, reference=reference,
            sale_id=sale_id, note=note, comment=comment, reverses=reverses,
        )  # fmt: skip
        waits = not holder.is_member
        last = expiry.last_usable_day(self.club, day) if isinstance(expires, ByPolicy) else expires
        if waits and isinstance(expires, ByPolicy):
            last = None
        lot = Lot(
            posted.id, points, points,
            None if waits else dates.later(posted.business_date, pending_days) if pending_days else posted.business_date,
            None if last is None else last.isoformat(),
            expiry.born_under(self.club) if isinstance(expires, ByPolicy) else "fixed",
            posted.business_date, kind, is_new=True,
        )  # fmt: skip
        holder.account.add(lot, self.today)
        if self._is_activity(kind):
            self.activity(holder, posted.business_date)
        if posted.qualifying:
            self.consider(holder, posted)
        return posted

    def take(
        self, holder: Holder, kind: str, points: int, *, day: date, qualifying: int = 0, qualifies_on: str | None = None,
        own_lots: Sequence[int] = (), pending_too: bool = False, may_owe: bool = False, reason: str | None = None,
        reference: str | None = None, sale_id: int | None = None, note: str | None = None, comment: str | None = None,
        reverses: int | None = None,
    ) -> Posted:  # fmt: skip
        """Book a negative entry of *points* > 0: from its own lots, then (if asked) pending ones, then in the order of L3, then owed (L8)."""
        account = holder.account
        if not may_owe and holder.available < points:
            raise RuleBroken(
                N_("{name} has {available} points available; {points} are needed. The balance is now {available}."),
                name=holder.name, available=holder.available, points=points,
            )  # fmt: skip
        posted = self._post(
            holder, kind, -points, day.isoformat(), qualifying=qualifying, qualifies_on=qualifies_on, reason=reason, reference=reference,
            sale_id=sale_id, note=note, comment=comment, reverses=reverses,
        )  # fmt: skip
        own = set(own_lots)
        left = account.consume(posted.id, points, [lot for lot in account.lots if lot.id in own]) if own else points
        if left and pending_too:
            left = account.consume(posted.id, left, account.waiting(self.today))
        if left:
            left = account.consume(posted.id, left, account.spendable(self.today))
        if left:
            account.owe(posted.id, left)
        if self._is_activity(kind):
            self.activity(holder, posted.business_date)
        if left and self.club.points_shortfall == "write_off":
            self.give(holder, "write_off", left, day=day, expires=None, reference=reference)
        if posted.qualifying:
            self.consider(holder, posted)
        return posted

    def give_back(
        self, holder: Holder, entry_id: int, *, day: date, kind: str = "reversal", note: str | None = None, reason: str | None = None
    ) -> Posted:
        """Reverse a negative entry: the lots it used are refilled with their expiry, lapsed ones with grace once; what is still owed is forgiven (L7)."""
        entry = self.entry(holder, entry_id)
        posted = self._post(
            holder, kind, -entry.points, day.isoformat(), qualifying=-entry.qualifying, qualifies_on=entry.qualifies_on, reason=reason,
            sale_id=entry.sale_id, note=note, reverses=entry_id,
        )  # fmt: skip
        account = holder.account
        written_off: list[Lot] = []
        for lot_id, points in self._uses(account, entry_id):
            lot = self._lot(account, lot_id)
            if lot.remaining == 0:
                self._lengthen(lot)
            lot.remaining += points
            lot.is_changed = True
            if lot.kind == "write_off":
                written_off.append(lot)
        for debt in account.debts:
            if debt.entry == entry_id and debt.remaining:
                debt.remaining, debt.is_changed = 0, True
        # What was forgiven when it could not be taken is taken back with it: it would be a gift else (L8).
        for lot in written_off:
            if self._reversal_of(lot.id) is None:
                self.take_away(holder, lot.id, day=day)
        account.pay(self.today)
        self.reconsider_activity(holder)
        if posted.qualifying:
            self.consider(holder, posted)
        return posted

    def take_away(
        self, holder: Holder, entry_id: int, *, day: date, note: str | None = None, reason: str | None = None, kind: str = "reversal"
    ) -> Posted:
        """Reverse a positive entry: from its own lot first, then other lots in the order of L3, then owed (L7)."""
        entry = self.entry(holder, entry_id)
        posted = self.take(
            holder, kind, entry.points, day=day, qualifying=-entry.qualifying, qualifies_on=entry.qualifies_on, own_lots=(entry_id,),
            may_owe=True, reason=reason, sale_id=entry.sale_id, note=note, reverses=entry_id,
        )  # fmt: skip
        self.reconsider_activity(holder)
        return posted

    def release(self, holder: Holder) -> int:
        """Make the points that waited for registering available from today on; expiry and pending days count from there (P7). Gives how many."""
        waiting = [lot for lot in holder.account.lots if lot.available_from is None]
        for lot in waiting:
            days = self.club.points_pending_days if lot.kind == "earn" else 0
            lot.available_from = dates.later(self.today, days)
            if lot.policy != "fixed":
                last = expiry.last_usable_day(self.club, self.work.today)
                lot.policy, lot.expires_on = expiry.born_under(self.club), None if last is None else last.isoformat()
            lot.is_changed = True
        if waiting:
            holder.account.counts_from = self.today
            holder.account.pay(self.today)
        return sum(lot.remaining for lot in waiting)

    def withhold(self, holder: Holder) -> None:
        """Have every point wait again, when a registration is taken back; nothing may have been spent since (P8)."""
        for lot in holder.account.lots:
            lot.available_from, lot.is_changed = None, True
            if lot.policy != "fixed":
                lot.expires_on = None
        holder.account.counts_from = None

    def activity(self, holder: Holder, day: str) -> None:
        """An activity on a day lengthens the lots that live by inactivity (E1)."""
        if not holder.account.lives_by_activity:
            return
        for lot in holder.account.lots:
            last = expiry.after_activity(lot.policy, date.fromisoformat(day)) if lot.policy.startswith(expiry.INACTIVITY) else None
            if last is not None and lot.expires_on is not None and last > lot.expires_on:
                lot.expires_on, lot.is_changed = last, True
        self._align(holder)

    def entry(self, holder: Holder, entry_id: int) -> Row[Any]:
        """An entry of this account as it stands; RuleBroken where it is another's, a reversal, or reversed already (L7)."""
        row = self.work.connection.execute(select(Entry).where(Entry.c.id == entry_id, Entry.c.account_id == holder.account.id)).first()
        if row is None:
            raise NotFound(N_("The entry {entry} is not on this account."), entry=entry_id)
        if row.kind in ("reversal", "reinstate") and row.reverses_id is not None:
            raise RuleBroken(
                N_("The entry {entry} is a reversal itself and cannot be reversed; book what is right instead."), entry=entry_id
            )
        taken = self._reversal_of(entry_id)
        if taken is not None:
            raise RuleBroken(N_("The entry {entry} was reversed already, by entry {other}."), entry=entry_id, other=taken)
        return row

    def _reversal_of(self, entry_id: int) -> int | None:
        """The entry that reversed another one; None where it stands."""
        return self.work.connection.execute(select(Entry.c.id).where(Entry.c.reverses_id == entry_id)).scalar()

    def _post(
        self, holder: Holder, kind: str, points: int, day: str, *, qualifying: int, qualifies_on: str | None, reason: str | None,
        reference: str | None = None, sale_id: int | None, note: str | None, comment: str | None = None, reverses: int | None,
    ) -> Posted:  # fmt: skip
        """Chain an entry to the account."""
        account, work = holder.account, self.work
        account.seq += 1
        account.balance += points
        row = EntryRow(
            account.id, account.seq, kind, points, qualifying, reason, day, qualifies_on or day, work.now, work.operator.name, work.desk,
            reference, sale_id, reverses, self.batch, account.balance, work.op_id, work.line("entries"),
        )  # fmt: skip
        account.head = chained(account.head, row)
        entry_id = self.new_id(Entry)
        self._rows.setdefault(Entry, []).append({"id": entry_id, **row._asdict(), "hash": account.head})
        if note or comment:
            self._rows.setdefault(EntryText, []).append({"entry_id": entry_id, "note": note or None, "comment": comment or None})
        posted = Posted(entry_id, kind, points, qualifying, day, row.qualifies_on, account.seq, account.balance, reverses, sale_id)
        holder.posted.append(posted)
        self.booked.append(posted)
        return posted

    def settle_account(self, holder: Holder) -> None:
        """Book what has come due: lapsed lots, one entry each (E4), and lots that became available while something was owed (L8)."""
        for day, what, lot in list(holder.account.events(self.today)):
            if what == "available":
                holder.account.become_available(lot)
            elif lot.remaining:
                posted = self._post(
                    holder,
                    "expire",
                    -lot.remaining,
                    day,
                    qualifying=0,
                    qualifies_on=None,
                    reason=None,
                    sale_id=None,
                    note=None,
                    reverses=None,
                )
                holder.account.consume(posted.id, lot.remaining, [lot])

    def _uses(self, account: Account, entry_id: int) -> list[tuple[int, int]]:
        """The lots that a negative entry used, and how much of each (L2)."""
        rows = self.work.connection.execute(
            select(Consumption.c.lot_id, func.sum(Consumption.c.points).label("points"))
            .where(Consumption.c.entry_id == entry_id)
            .group_by(Consumption.c.lot_id)
            .order_by(Consumption.c.lot_id)
        )
        found = {int(row.lot_id): int(row.points) for row in rows}
        for entry, lot, points in account.used:
            if entry == entry_id:
                found[lot] = found.get(lot, 0) + points
        return sorted(found.items())

    def _lot(self, account: Account, lot_id: int) -> Lot:
        """A lot of the account, read where it is empty."""
        for lot in account.lots:
            if lot.id == lot_id:
                return lot
        lot = next(found for _, found in store.lots(self.work.connection, LotTable.c.entry_id == lot_id))
        account.hold(lot)
        return lot

    def _lengthen(self, lot: Lot) -> None:
        """A lot that has lapsed meanwhile gets some days to use what came back, once (L7)."""
        if lot.is_lapsed(self.today) and not lot.graced:
            lot.expires_on = max(str(lot.expires_on), dates.later(self.today, self.club.points_reversal_grace_days))
            lot.graced = True

    def _is_activity(self, kind: str) -> bool:
        return kind in ACTIVITIES or (self.club.expiry_adjustments_are_activity and kind in ("adjust", "opening"))

    def _align(self, holder: Holder) -> None:
        """Inactivity ends the whole balance on one day: every lot that lives by it has the latest of their dates (E1)."""
        living = [lot for lot in holder.account.lots if lot.remaining and lot.policy.startswith(expiry.INACTIVITY) and lot.expires_on]
        last = max((str(lot.expires_on) for lot in living), default=None)
        for lot in living:
            if lot.expires_on != last:
                lot.expires_on, lot.is_changed = last, True

    def reconsider_activity(self, holder: Holder) -> None:
        """After a reversal: an activity that was reversed or wholly refunded does not count (E1)."""
        living = [lot for lot in holder.account.lots if lot.remaining and lot.policy.startswith(expiry.INACTIVITY)]
        if not living:
            return
        from db.ledger import reading

        reversed_now = [posted.reverses_id for posted in holder.posted if posted.reverses_id is not None]
        last = reading.last_activity(
            self.work.connection, holder.account.id, adjustments=self.club.expiry_adjustments_are_activity, but=reversed_now
        )
        for lot in living:
            latest = max(filter(None, (last, lot.day)))
            lot.expires_on = expiry.after_activity(lot.policy, date.fromisoformat(latest))
            lot.is_changed = True
        self._align(holder)

    def queue_ledger(self, account: Account) -> None:
        """Queue the new lots and debts of an account, and what its lots were used for (L2)."""
        for lot in account.lots:
            if lot.is_new:
                self._rows.setdefault(LotTable, []).append(
                    {
                        "entry_id": lot.id, "account_id": account.id, "points": lot.points, "remaining": lot.remaining,
                        "available_from": lot.available_from, "expires_on": lot.expires_on, "policy": lot.policy, "graced": lot.graced,
                    }
                )  # fmt: skip
        for entry, lot_id, points in account.used:
            self._rows.setdefault(Consumption, []).append({"entry_id": entry, "lot_id": lot_id, "points": points})
        account.used.clear()
        for debt in account.debts:
            if debt.is_new:
                self._rows.setdefault(Debt, []).append(
                    {"entry_id": debt.entry, "account_id": account.id, "points": debt.points, "remaining": debt.remaining}
                )
