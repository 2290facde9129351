"""Lapsed rewards: noting the end of what was issued and is past its last usable day (R7); reading never waits for it (E3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from db.books import Books
from db.entities.rewards import Issued
from db.ledger import store
from db.rewards import issuing


def owners_of_lapsed(connection: Connection, today: date) -> list[int]:
    """The people with issued rewards past their last usable day that no run has noted yet (R7)."""
    rows = connection.execute(select(Issued.c.person_id).where(*_lapsed(today)).distinct().order_by(Issued.c.person_id))
    return [int(row.person_id) for row in rows]


def expire_lapsed(books: Books) -> int:
    """Expire what these people's rewards are due: the stock returns, and the points where the setting says so (R7); gives how many.

    For the daily run; reading never depends on it (E3).
    """
    rows: list[Row[Any]] = []
    for part in store.steps(sorted(books.holders)):
        query = select(Issued).where(*_lapsed(books.work.today), Issued.c.person_id.in_(part)).order_by(Issued.c.person_id, Issued.c.id)
        rows.extend(books.work.connection.execute(query))
    if books.club.rewards_expired_give_back:
        for row in rows:
            if row.entry_id is not None:
                books.give_back(books[row.person_id], row.entry_id, day=books.work.today)
    return issuing.expire(books, rows)


def _lapsed(today: date) -> tuple[Any, ...]:
    return (Issued.c.state == "issued", Issued.c.expires_on < today.isoformat(), Issued.c.frozen_from.is_(None))
