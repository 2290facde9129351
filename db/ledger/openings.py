"""Opening entries: balances brought from elsewhere, one for an account, before anything else is booked on it (L12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.books import Books
from db.errors import RuleBroken
from db.ledger.chain import EntryRow
from db.texts import N_
from db.work import Work

FOR_EVER = "never"


def opening(account_id: int, points: int, day: str, *, recorded_at: str, operator: str, desk: str, op_id: str, line: int) -> EntryRow:
    """The first entry of an account: a balance brought from elsewhere, which counts for no tier (L12)."""
    return EntryRow(
        account_id, 1, "opening", points, 0, None, day, day, recorded_at, operator, desk, None, None, None, None, points, op_id, line
    )


def open_balances(work: Work, balances: Sequence[tuple[int, int, date]], *, expires: date | None = None) -> int:
    """Book one `opening` entry for each (person, points above 0, business date), and open its lot; gives the sum of the points.

    A prospect's points wait: they are pending until registering (P7). RuleBroken where an account has entries already, a person is named
    twice, gets no points, or the day lies in the future (C3).
    """
    people = [person for person, _, _ in balances]
    if len(set(people)) < len(people):
        raise RuleBroken(N_("One account cannot get two opening balances."))
    for _, points, day in balances:
        if points <= 0:
            raise RuleBroken(N_("An opening balance is above 0; {points} points cannot be brought in."), points=points)
        if day > work.today:
            raise RuleBroken(N_("The date lies in the future."))
    with Books(work, people, notices=False) as books:
        for person, points, day in sorted(balances):
            holder = books[person]
            if holder.account.seq:
                raise RuleBroken(
                    N_("An opening balance is an account's first entry; {name}, no. {number}, has points booked already."),
                    name=holder.name, number=holder.number,
                )  # fmt: skip
            books.give(holder, "opening", points, day=day, expires=expires)
    return sum(points for _, points, _ in balances)
