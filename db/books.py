"""Books: what one operation moves: the accounts and the standing of some people, locked, moved in memory, written at once (rules 7, 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, select, update

from db.asked import Asked
from db.entities.people import Person
from db.entities.tiers import Tier
from db.errors import BadValue, NotFound, RuleBroken
from db.holders import BY_POLICY, Expires, Figures, Holder, Moved, Posted, TierRow
from db.ledger import store
from db.ledger.account import Account
from db.ledger.movements import Movements
from db.operations import programme
from db.people_rows import full_name
from db.texts import N_
from db.work import Work

if TYPE_CHECKING:
    from db.operations.programme import Club
    from db.rewards.issuing import Issuing
    from db.stamps.stamps_held import Stamps
    from db.tiers.tier_standing import Standings

__all__ = ["BY_POLICY", "Books", "Expires", "Figures", "Holder", "Moved", "Posted", "TierRow", "business_day"]


class Books(Movements):
    """The accounts of some people in one operation. As a context: what was moved is written when the block ends without an error.

    *notices* False: nothing is told (N4).
    """

    def __init__(
        self, work: Work, people: Iterable[int], *, club: Club | None = None, notices: bool = True, batch: str | None = None
    ) -> None:
        super().__init__(work, club or programme.read(work.connection), batch)
        self.notices = notices
        self.holders: dict[int, Holder] = {}
        self.tiers = _tiers(work)
        self._tiers_by_id = {tier.id: tier for tier in self.tiers}
        # The stamp cards of these people, read by the first that asks for them (`db.stamps.stamps_held`).
        self.stamps: Stamps | None = None
        # What is known of their tiers, read by the first that asks (`db.tiers.tier_standing`).
        self.standings: Standings | None = None
        # The rewards that are issued and given back, read by the first that asks (`db.rewards.issuing`).
        self.issuing: Issuing | None = None
        self._open(sorted(set(people)))

    # Reading ---------------------------------------------------------------------------------------------------------------------------

    def _open(self, people: Sequence[int]) -> None:
        accounts = store.read(self.work.connection, people, lock=True)
        for part in store.steps(people):
            for row in _STANDING.rows(self.work.connection, {"people": part}):
                account = accounts[row.id]
                self.holders[int(row.id)] = _holder(row, account, self.today)
        for holder in self.holders.values():
            self.settle_account(holder)
        from db.tiers import tiering

        tiering.settle(self, list(self.holders.values()))

    def __getitem__(self, person: int) -> Holder:
        found = self.holders.get(person)
        if found is None:
            raise NotFound(N_("This person is no longer there; somebody removed the record."))
        return found

    def active_member(self, person: int) -> Holder:
        """A member who may earn and redeem in a programme that is switched on; RuleBroken says why not (G1, O5)."""
        holder = self.may_earn(person)
        if not holder.is_member:
            raise RuleBroken(N_("{name} is not a member yet; register them first."), name=holder.name)
        return holder

    def may_earn(self, person: int) -> Holder:
        """A member or prospect who may earn: nobody suspended, removed, merged or anonymised, and the programme is on (G1, O5, P7)."""
        holder = self[person]
        if not self.club.active:
            raise RuleBroken(N_("The programme is switched off: nothing is earned or redeemed. Switch it on in the settings."))
        if holder.status != "active":
            raise RuleBroken(NOT_ACTIVE[holder.status], name=holder.name, number=holder.number)
        return holder

    def tier(self, holder: Holder) -> TierRow | None:
        """The tier that a member holds now; None for a prospect."""
        return None if holder.tier_id is None else self._tiers_by_id[holder.tier_id]

    def consider(self, holder: Holder, posted: Posted) -> None:
        """Tiers go up at once, in the same transaction as the entry (T6)."""
        from db.tiers import tiering

        tiering.moved(self, holder, posted)

    # Ending ----------------------------------------------------------------------------------------------------------------------------

    def __enter__(self) -> Books:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                self.close()
        finally:
            # They point back here: left so, a long run of many books would pile up until the collector looks, and stop the window.
            self.stamps = self.standings = self.issuing = None

    def close(self) -> None:
        """Draw the consequences, then write everything."""
        from db.rewards import noticing
        from db.tiers import tiering

        holders = list(self.holders.values())
        for holder in holders:
            self.settle_account(holder)
        tiering.reconsider(self, holders)
        noticing.crossed(self, holders)
        self._write()
        # A complete card points to the reward that was just written.
        if self.stamps is not None:
            self.stamps.write()

    def moved(self, holder: Holder, *, sale: int | None = None, entry: Posted | None = None) -> Moved:
        """What is answered of a holder; call it after the block, when consequences are drawn."""
        tier = self.tier(holder)
        return Moved(
            holder.person, holder.number, holder.name, sale, None if entry is None else entry.id, 0 if entry is None else entry.points,
            holder.available, holder.owed, holder.pending, None if tier is None else tier.name, tuple(holder.issued), tuple(holder.notices),
        )  # fmt: skip

    def _write(self) -> None:
        moved = [holder for holder in self.holders.values() if self._is_moved(holder)]
        for holder in moved:
            self.queue_ledger(holder.account)
        self.write_rows()
        store.write_accounts(self.work, [(holder.account, holder.read_seq) for holder in moved], self.today)
        for holder in moved:
            holder.read_seq, holder.read_remainder = holder.account.seq, holder.account.remainder
        self._write_people()
        for holder in moved:
            after = holder.figures
            self.work.journal("person", holder.person, "moved", _told(holder.before), _told(after))

    def _is_moved(self, holder: Holder) -> bool:
        account = holder.account
        return (
            account.seq != holder.read_seq
            or bool(account.used)
            or any(lot.is_changed or lot.is_new for lot in account.lots)
            or any(debt.is_changed or debt.is_new for debt in account.debts)
            or account.remainder != holder.read_remainder
        )

    def _write_people(self) -> None:
        """Write the changed columns of people, each at the version that was read (A1, rule 3)."""
        by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for holder in self.holders.values():
            if holder.changes:
                row = {"key": holder.person, "was": holder.version, **{f"to_{name}": value for name, value in holder.changes.items()}}
                by_columns.setdefault(tuple(holder.changes), []).append(row)
                self.work.journal("person", holder.person, "stood", {**holder.was}, {**holder.changes})
                holder.version += 1
                holder.changes, holder.was = {}, {}
        for names, rows in by_columns.items():
            statement = (
                update(Person)
                .where(Person.c.id == bindparam("key"), Person.c.version == bindparam("was"))
                .values(**{name: bindparam(f"to_{name}") for name in names}, version=Person.c.version + 1, changed=self.work.now)
            )
            if self.work.connection.execute(statement, rows).rowcount not in (len(rows), -1):
                raise RuleBroken(N_("One of these people was changed by another desk in the same moment; nothing was changed. Try again."))


_STANDING = Asked(select(
    *(Person.c[name] for name in (
        "id", "number", "first_name", "last_name", "phone", "email", "stage", "status", "joined", "consent", "language", "tier_id",
        "tier_review", "tier_hold", "tier_hold_until", "tier_hold_id", "tier_lowered", "last_visit", "version",
    )),
).where(Person.c.id.in_(bindparam("people", expanding=True))))  # fmt: skip
_TIERS = Asked(select(Tier.c.id, Tier.c.name, Tier.c.rank, Tier.c.threshold, Tier.c.multiplier, Tier.c.active).order_by(Tier.c.rank))
NOT_ACTIVE = {
    "suspended": N_("{name}, no. {number}, is suspended and may not earn or redeem; resume the membership first."),
    "removed": N_("{name}, no. {number}, has left the programme; reinstate the member first."),
    "merged": N_("The record no. {number} was merged into another one; use that one."),
    "anonymised": N_("The record no. {number} was anonymised; nothing can be booked on it."),
}


def _holder(row: Row[Any], account: Account, today: str) -> Holder:
    return Holder(
        int(row.id), row.number, full_name(row._asdict()), row.stage, row.status, row.joined, row.email, row.consent, row.language,
        row.tier_id, row.tier_review, row.tier_hold, row.tier_hold_until, row.tier_hold_id, bool(row.tier_lowered),
        row.last_visit, row.version, account, today, before=Figures(*account.stored), read_seq=account.seq, read_remainder=account.remainder,
    )  # fmt: skip


def _tiers(work: Work) -> tuple[TierRow, ...]:
    rows = _TIERS.rows(work.connection)
    return tuple(TierRow(row.id, row.name, row.rank, row.threshold, row.multiplier, bool(row.active)) for row in rows)


def _told(figures: Figures) -> dict[str, int]:
    return {"points": figures.available, "pending": figures.pending, "owed": figures.owed}


def business_day(work: Work, club: Club, day: date | None, *, from_file: bool = False) -> date:
    """The business date of an entry: today unless given; never in the future, and by hand not too far back (C3)."""
    if day is None:
        return work.today
    if day > work.today:
        raise BadValue(N_("The date {day} lies in the future."), key="day", day=day.isoformat())
    earliest = work.today.toordinal() - club.entry_backdate_days
    if not from_file and day.toordinal() < earliest:
        raise BadValue(
            N_("The date {day} lies too far back; an entry by hand may be {days} days old at most. Older ones come by a file."),
            key="day", day=day.isoformat(), days=club.entry_backdate_days,
        )  # fmt: skip
    return day
