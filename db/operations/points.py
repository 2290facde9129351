"""Points by hand: adjusting, reversing any entry, extending and reinstating what expires (L4, L7, L11–L13, E5, E6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from db.books import BY_POLICY, Books, Holder, Moved, Posted, business_day
from db.entities.points import Account, Entry, Lot
from db.errors import BadValue, NotFound, RuleBroken
from db.in_parts import Progress, Stop, in_parts
from db.ledger import expiry, store
from db.notes import cleaned, note_for, reason_for
from db.operations import programme
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

# More than any club gives in one go: what is larger is a slip of the hand.
MOST = 1_000_000_000
REINSTATED_DAYS = 30
# The short list of reasons that an entry may carry (L1).
REASONS = ("special_reward", "compensation", "promotion", "return", "correction", "change_of_status", "use_of_reward", "other")


class NeedsConfirmation(BadValue):
    """An adjustment above the limit of the settings: a manager confirms it (L13)."""


def checked(points: int) -> int:
    """A number of points to move; BadValue for none and for more than anybody gives."""
    if isinstance(points, bool) or not isinstance(points, int):
        raise BadValue(N_("Points are whole numbers."), key="points")
    if points == 0:
        raise BadValue(N_("Give a number of points other than 0."), key="points")
    if abs(points) > MOST:
        raise BadValue(N_("{points} points are more than can be booked at once; at most {most}."), key="points", points=points, most=MOST)
    return points


def adjust(
    work: Work, people: Sequence[int], points: int, *, note: str | None = None, comment: str | None = None, reason: str | None = None,
    day: date | None = None, owing: bool = False, confirmed: bool = False, pending_days: int = 0, expires: date | None = None,
    progress: Progress | None = None, stop: Stop | None = None,
) -> tuple[Moved, ...]:  # fmt: skip
    """Give (+) or deduct (−) points by hand, for one person or many; all or none.

    A deduction may not exceed what is available unless *owing* is ticked (L4); above the setting's limit it is *confirmed* (L13). The public
    comment is the setting's where none is given (L11). RuleBroken for whoever may not earn (G1, O5), NeedsConfirmation by L13, Stopped by *stop*.
    """
    checked(points)
    club = programme.read(work.connection)
    kept = note_for(club, "manual", note)
    if club.points_confirm_above is not None and abs(points) > club.points_confirm_above and not confirmed:
        raise NeedsConfirmation(
            N_("{points} points are above the limit of {limit}; a manager has to confirm them."),
            key="confirmed",
            points=points,
            limit=club.points_confirm_above,
        )
    if reason is not None and reason not in REASONS:
        raise BadValue(N_("“{text}” is not a reason of the list."), text=reason, key="reason")
    if expires is not None and expires < work.today:
        raise BadValue(N_("The last day {day} is over; points cannot be given until then."), key="expires", day=expires.isoformat())
    shown, when = cleaned(comment) or club.notes_public_default, business_day(work, club, day)
    moved: list[Moved] = []
    for part in in_parts(work, people, progress, stop):
        done: list[tuple[Holder, Posted]] = []
        with Books(work, part, club=club) as books:
            for person in part:
                holder = books.may_earn(person)
                if points > 0:
                    posted = books.give(
                        holder, "adjust", points, day=when, qualifying=points, reason=reason, pending_days=pending_days, note=kept,
                        comment=shown, expires=BY_POLICY if expires is None else expires,
                    )  # fmt: skip
                else:
                    posted = books.take(
                        holder, "adjust", -points, day=when, qualifying=points, may_owe=owing, reason=reason, note=kept, comment=shown
                    )
                done.append((holder, posted))
        moved += [books.moved(holder, entry=posted) for holder, posted in done]
    return tuple(moved)


def reverse(work: Work, entries: Sequence[int], *, note: str | None, day: date | None = None) -> tuple[Moved, ...]:
    """Reverse entries of any kind by a mirrored one each, once per entry, with a reason (L7); all or none.

    A redemption also revokes its reward and returns the stock; a sale's earn entry is the refund of all that is left of the sale; a refund
    gives points and remainder back; an expiry is reinstated (E6). A reversal is not itself reversible.
    """
    reason = reason_for(note)
    club = programme.read(work.connection)
    when = business_day(work, club, day)
    found = _entries(work.connection, entries)
    with Books(work, [row.person_id for row in found], club=club, notices=False) as books:
        done = [(books[row.person_id], _reverse_one(books, row, when, reason)) for row in found]
    return tuple(books.moved(holder, entry=posted, sale=posted.sale_id) for holder, posted in done)


def _entries(connection: Connection, entries: Sequence[int]) -> list[Any]:
    """The entries with their people, latest first: what came later is taken back before what it rests on."""
    rows = connection.execute(
        select(Entry.c.id, Entry.c.kind, Entry.c.points, Entry.c.sale_id, Account.c.person_id)
        .join(Account, Account.c.id == Entry.c.account_id)
        .where(Entry.c.id.in_(list(entries)))
        .order_by(Entry.c.id.desc())
    ).all()
    missing = set(entries) - {row.id for row in rows}
    if missing:
        raise NotFound(N_("There is no entry {entry}."), entry=min(missing))
    return list(rows)


def _reverse_one(books: Books, row: Any, day: date, reason: str) -> Posted:
    """Reverse one entry as its kind asks."""
    holder = books[row.person_id]
    if row.sale_id is not None and row.kind in ("earn", "refund"):
        from db.operations import refunds

        if row.kind == "refund":
            return refunds.unrefund(books, holder, row.id, day=day, note=reason)
        return refunds.reverse_sale(books, holder, row.sale_id, day=day, note=reason)
    if row.kind == "redeem":
        from db.operations import rewards

        return rewards.reverse_redemption(books, holder, row.id, day=day, note=reason)
    if row.kind == "expire":
        return _reinstate_one(books, holder, row.id, None, reason)
    if row.kind == "write_off" and books.club.points_shortfall == "write_off":
        raise RuleBroken(
            N_("The entry {entry} wrote off what could not be taken, and would be written off again; reverse the entry that fell short."),
            entry=row.id,
        )
    if row.points > 0:
        return books.take_away(holder, row.id, day=day, note=reason)
    return books.give_back(holder, row.id, day=day, note=reason)


def reinstate(work: Work, entries: Sequence[int], *, note: str | None, until: date | None = None) -> tuple[Moved, ...]:
    """Give points back that expired: a new lot, linked to the expiry, usable until *until* (default today + 30 days) (E6)."""
    reason = reason_for(note)
    if until is not None and until < work.today:
        raise BadValue(N_("The last day {day} is over; points cannot be given until then."), key="until", day=until.isoformat())
    found = _entries(work.connection, entries)
    for row in found:
        if row.kind != "expire":
            raise RuleBroken(N_("The entry {entry} is not an expiry; reverse it instead."), entry=row.id)
    with Books(work, [row.person_id for row in found], notices=False) as books:
        done = [(books[row.person_id], _reinstate_one(books, books[row.person_id], row.id, until, reason)) for row in found]
    return tuple(books.moved(holder, entry=posted) for holder, posted in done)


def _reinstate_one(books: Books, holder: Holder, entry: int, until: date | None, reason: str) -> Posted:
    expired = books.entry(holder, entry)
    last = until or books.work.today + timedelta(days=REINSTATED_DAYS)
    return books.give(holder, "reinstate", -expired.points, day=books.work.today, expires=last, note=reason, reverses=entry)


def extend(work: Work, lots: Sequence[int], *, until: date | None = None, note: str | None) -> int:
    """Give lots (named by the entries that opened them) a later last day, None for ever (E6); gives how many points they hold."""
    reason = reason_for(note)
    rows = work.connection.execute(
        select(Lot.c.entry_id, Account.c.person_id).join(Account, Account.c.id == Lot.c.account_id).where(Lot.c.entry_id.in_(list(lots)))
    ).all()
    missing = set(lots) - {row.entry_id for row in rows}
    if missing:
        raise NotFound(N_("There is no entry {entry} with points of its own."), entry=min(missing))
    wanted = None if until is None else until.isoformat()
    points = 0
    with Books(work, [row.person_id for row in rows], notices=False) as books:
        for row in rows:
            lot = next((lot for lot in books[row.person_id].account.lots if lot.id == row.entry_id and lot.remaining), None)
            if lot is None:
                raise RuleBroken(N_("Nothing is left of the points of entry {entry}; reinstate what expired instead."), entry=row.entry_id)
            if wanted is not None and (lot.expires_on is None or wanted <= lot.expires_on):
                raise BadValue(
                    N_("The points of entry {entry} last longer than {day} already."), key="until", entry=row.entry_id, day=wanted
                )
            before = {"expires_on": lot.expires_on, "policy": lot.policy}
            work.journal("lot", lot.id, "extended", before, {"expires_on": wanted, "note": reason})
            lot.expires_on, lot.policy, lot.is_changed = wanted, "fixed", True
            points += lot.remaining
    return points


def undo_extended(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Give lots the last day back that they had, unless it was changed again since or is over: those are kept and listed."""
    rows = work.connection.execute(
        select(Lot.c.entry_id, Account.c.person_id)
        .join(Account, Account.c.id == Lot.c.account_id)
        .where(Lot.c.entry_id.in_([step.entity_id for step in steps]))
    )
    owners = {int(row.entry_id): int(row.person_id) for row in rows}
    kept: list[Kept] = []
    with Books(work, set(owners.values()), notices=False) as books:
        for step in steps:
            holder = books[owners[step.entity_id]]
            lot = next((lot for lot in holder.account.lots if lot.id == step.entity_id), None)
            was = step.before["expires_on"]
            if lot is None or lot.expires_on != step.after["expires_on"] or (was is not None and was < books.today):
                now = None if lot is None else lot.expires_on
                kept.append(Kept(holder.number, "points", step.after["expires_on"], now))
                continue
            work.journal("lot", lot.id, "shortened", {"expires_on": lot.expires_on}, {"expires_on": was})
            lot.expires_on, lot.policy, lot.is_changed = was, step.before["policy"], True
    return kept


@dataclass(frozen=True)
class PolicyEffect:
    """What applying today's policy to existing lots would change: members and points that last longer, and that last shorter (E5)."""

    members: int
    longer: int
    shorter: int


def apply_policy(work: Work, *, preview: bool = False) -> PolicyEffect:
    """Have existing lots live by today's policy: longer at once, shorter only to a day some days ahead (expiry.shorten_notice_days) (E5)."""
    club = programme.read(work.connection)
    soonest = (work.today + timedelta(days=club.expiry_shorten_notice_days)).isoformat()
    born = expiry.born_under(club)
    members: set[int] = set()
    longer = shorter = 0
    query = select(Account.c.person_id).where(
        select(Lot.c.entry_id).where(Lot.c.account_id == Account.c.id, Lot.c.remaining > 0, Lot.c.policy != born).exists()
    )
    people = sorted(int(row.person_id) for row in work.connection.execute(query))
    for part in store.steps(people):
        books = Books(work, part, club=club, notices=False)
        for holder in books.holders.values():
            for lot in holder.account.lots:
                if not lot.remaining or lot.policy in (born, "fixed") or lot.available_from is None:
                    continue
                last = expiry.last_usable_day(club, date.fromisoformat(lot.day))
                wanted = None if last is None else last.isoformat()
                is_shorter = wanted is not None and (lot.expires_on is None or wanted < lot.expires_on)
                if is_shorter and wanted is not None:
                    wanted = max(wanted, soonest) if lot.expires_on is None else min(lot.expires_on, max(wanted, soonest))
                if wanted != lot.expires_on:
                    members.add(holder.person)
                    longer += 0 if is_shorter else lot.remaining
                    shorter += lot.remaining if is_shorter else 0
                    if not preview:
                        before = {"expires_on": lot.expires_on, "policy": lot.policy}
                        work.journal("lot", lot.id, "extended", before, {"expires_on": wanted, "policy": born})
                lot.expires_on, lot.policy, lot.is_changed = wanted, born, True
        if not preview:
            books.close()
    return PolicyEffect(len(members), longer, shorter)
