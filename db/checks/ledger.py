"""Checks of the ledger: accounts against their entries, lots and debts, and the chain of the entries (L1, L2; reliability.md, rule 2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Subquery, and_, func, or_, select

from db.checks.scene import Found, Scene, nought, sum_where
from db.entities.points import Account, Debt, Entry, Lot
from db.ledger import chain


def _totals() -> Subquery:
    """For each account the sum of its entries, how many they are, and the highest seq."""
    return (
        select(
            Entry.c.account_id.label("account_id"),
            func.sum(Entry.c.points).label("total"),
            func.count().label("entries"),
            func.max(Entry.c.seq).label("seq"),
        )
        .group_by(Entry.c.account_id)
        .subquery()
    )


def balances(scene: Scene) -> Found:
    """What is available and pending less what is owed is the sum of the entries (L2)."""
    sums = _totals()
    balance = Account.c.points + Account.c.pending - Account.c.owed
    query = select(Account.c.id, balance.label("balance"), sums.c.total).outerjoin(sums, sums.c.account_id == Account.c.id)
    query = query.where(balance != nought(sums.c.total))
    yield from (f"account {row.id}: {row.balance}, entries {row.total or 0}" for row in scene.lines(query))


def balances_of_lots(scene: Scene) -> Found:
    """What remains of the lots, less what is owed, is the sum of the entries (L2)."""
    sums = _totals()
    lots = select(Lot.c.account_id, func.sum(Lot.c.remaining).label("remaining")).group_by(Lot.c.account_id).subquery()
    remaining, total = nought(lots.c.remaining), nought(sums.c.total)
    query = (
        select(Account.c.id, remaining.label("remaining"), Account.c.owed, total.label("total"))
        .outerjoin(sums, sums.c.account_id == Account.c.id)
        .outerjoin(lots, lots.c.account_id == Account.c.id)
        .where(remaining - Account.c.owed != total)
    )
    yield from (f"account {row.id}: lots {row.remaining} − owed {row.owed}, entries {row.total}" for row in scene.lines(query))


def figures(scene: Scene) -> Found:
    """What is stored as available and pending is what the lots held when the account was settled last (L2).

    Between that day and the next change nothing moves by itself, so a lot was available then if its day lies before the next change.
    """
    is_available = or_(
        Lot.c.available_from < Account.c.next_change_on, and_(Account.c.next_change_on.is_(None), Lot.c.available_from.is_not(None))
    )
    available = sum_where(Lot.c.remaining, is_available)
    waiting = nought(func.sum(Lot.c.remaining)) - available
    query = (
        select(Account.c.id, Account.c.points, Account.c.pending, available.label("available"), waiting.label("waiting"))
        .outerjoin(Lot, and_(Lot.c.account_id == Account.c.id, Lot.c.remaining > 0))
        .group_by(Account.c.id)
        .having(or_(Account.c.points != available, Account.c.pending != waiting))
    )
    for row in scene.lines(query):
        yield f"account {row.id}: {row.points} and {row.pending} pending, lots {row.available} and {row.waiting}"


def debts(scene: Scene) -> Found:
    """What an account owes is what its debts still are (L8)."""
    owing = select(Debt.c.account_id, func.sum(Debt.c.remaining).label("owed")).group_by(Debt.c.account_id).subquery()
    query = (
        select(Account.c.id, Account.c.owed, nought(owing.c.owed).label("debts"))
        .outerjoin(owing, owing.c.account_id == Account.c.id)
        .where(Account.c.owed != nought(owing.c.owed))
    )
    yield from (f"account {row.id}: {row.owed}, debts {row.debts}" for row in scene.lines(query))


def next_changes(scene: Scene) -> Found:
    """The stored day is the first on which a lot has lapsed, or an earlier one on which a lot becomes available (L2)."""
    lapses = scene.following(func.min(Lot.c.expires_on))
    stored = Account.c.next_change_on
    query = (
        select(Account.c.id, stored)
        .outerjoin(Lot, and_(Lot.c.account_id == Account.c.id, Lot.c.remaining > 0))
        .group_by(Account.c.id)
        .having(
            or_(
                and_(stored.is_(None), func.min(Lot.c.expires_on).is_not(None)),
                stored > lapses,
                and_(stored.is_not(None), stored.is_distinct_from(lapses), sum_where(Lot.c.remaining, Lot.c.available_from == stored) == 0),
            )
        )
    )
    yield from (f"account {row.id}: {row.next_change_on}" for row in scene.lines(query))


def never_both(scene: Scene) -> Found:
    """No account has points available and owes some at once; none is below 0 (L8)."""
    below = (Account.c.points, Account.c.pending, Account.c.owed, Account.c.remainder)
    query = select(Account.c.id).where(or_(and_(Account.c.points > 0, Account.c.owed > 0), *(figure < 0 for figure in below)))
    yield from (f"account {row.id}" for row in scene.lines(query))


def seq(scene: Scene) -> Found:
    """The seq of an account is the number of its entries, and that of the last one."""
    sums = _totals()
    entries, last = nought(sums.c.entries), nought(sums.c.seq)
    query = select(Account.c.id, Account.c.seq, entries.label("entries")).outerjoin(sums, sums.c.account_id == Account.c.id)
    query = query.where(or_(Account.c.seq != entries, Account.c.seq != last))
    yield from (f"account {row.id}: {row.seq}, entries {row.entries}" for row in scene.lines(query))


def chained(scene: Scene) -> Found:
    """Every entry carries the hash of itself and the one before, and the balance after it (reliability.md, rule 2)."""
    columns = [Entry.c[name] for name in chain.HASHED]
    query = select(*columns, Entry.c.hash, Entry.c.id).order_by(Entry.c.account_id, Entry.c.seq)
    account: Any = None
    previous, balance = chain.NO_HASH, 0
    for row in scene.lines(query):
        if row[0] != account:
            account, previous, balance = row[0], chain.NO_HASH, 0
        found = row.hash
        try:
            balance += row.points
            sound = row.balance_after == balance and chain.chained(previous, row[:-2]) == found
        except TypeError:
            # A damaged file can hold a text or bytes where a number stood.
            sound, balance = False, 0
        if not sound:
            yield f"entry {row.id} of account {row.account_id}"
        previous = found if isinstance(found, bytes) else chain.NO_HASH


def heads(scene: Scene) -> Found:
    """Each account keeps the hash of its last entry, so that this one cannot be altered, taken away or added unnoticed either."""
    last = Entry.alias("last")
    query = (
        select(Account.c.id)
        .outerjoin(last, and_(last.c.account_id == Account.c.id, last.c.seq == Account.c.seq))
        .where(Account.c.head.is_distinct_from(last.c.hash))
    )
    yield from (f"account {row.id}" for row in scene.lines(query))
