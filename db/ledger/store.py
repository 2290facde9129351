"""Accounts read to be moved, locked in one order, and written with a few statements however many they are (reliability.md, rules 3, 7, 8)."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, func, select, text, update

from db.asked import Asked, inserting
from db.bulk import Bulk
from db.entities.points import Account as AccountTable
from db.entities.points import Debt as DebtTable
from db.entities.points import Entry
from db.entities.points import Lot as LotTable
from db.errors import RuleBroken
from db.ledger.account import Account, Debt, Lot
from db.ledger.chain import NO_HASH
from db.texts import N_
from db.work import Work

STEP = 5000
# From so many rows on they go through the driver alone (spreadsheets.md: 0.47 s instead of 7.1).
MANY = 50


def read(connection: Connection, people: Sequence[int], *, lock: bool) -> dict[int, Account]:
    """The accounts of these people by person, with every lot that has something left and every debt; locked in the order of ids (rule 8)."""
    found: dict[int, Account] = {}
    for part in steps(sorted(set(people))):
        rows = (_LOCKED if lock else _READ).rows(connection, {"people": part})
        accounts = {
            int(row.id): Account(
                int(row.id), int(row.person_id), row.seq, row.head or NO_HASH, row.remainder, row.counts_from,
                balance=row.points + row.pending - row.owed, stored=(row.points, row.pending, row.owed),
            )
            for row in rows
        }  # fmt: skip
        moved = [row.id for row in rows if row.seq]
        for row in _LEFT.rows(connection, {"accounts": moved}) if moved else ():
            accounts[row.account_id].hold(_lot_of(row))
        owing = [row.id for row in rows if row.owed]
        if owing:
            for row in _OWED.rows(connection, {"accounts": owing}):
                accounts[row.account_id].debts.append(Debt(row.entry_id, row.points, row.remaining, read=row.remaining))
        found.update({account.person: account for account in accounts.values()})
    return found


_ACCOUNTS_OF = select(AccountTable).where(AccountTable.c.person_id.in_(bindparam("people", expanding=True))).order_by(AccountTable.c.id)
_READ, _LOCKED = Asked(_ACCOUNTS_OF), Asked(_ACCOUNTS_OF.with_for_update())
_LOT = select(LotTable, Entry.c.business_date, Entry.c.kind).join(Entry, Entry.c.id == LotTable.c.entry_id).order_by(LotTable.c.entry_id)
_LEFT = Asked(_LOT.where(LotTable.c.account_id.in_(bindparam("accounts", expanding=True)), LotTable.c.remaining > 0))
_OWED = Asked(
    select(DebtTable)
    .where(DebtTable.c.account_id.in_(bindparam("accounts", expanding=True)), DebtTable.c.remaining > 0)
    .order_by(DebtTable.c.entry_id)
)


def lots(connection: Connection, *where: Any) -> Iterator[tuple[int, Lot]]:
    """The lots that fit, each with its account's id."""
    for row in connection.execute(_LOT.where(*where)):
        yield int(row.account_id), _lot_of(row)


def _lot_of(row: Row[Any]) -> Lot:
    return Lot(
        row.entry_id, row.points, row.remaining, row.available_from, row.expires_on, row.policy, row.business_date, row.kind,
        bool(row.graced), read=row.remaining,
    )  # fmt: skip


def write_accounts(work: Work, accounts: Iterable[tuple[Account, int]], today: str) -> None:
    """Write what changed of accounts, each with the seq at which it was read; another seq there means that the lock did not hold."""
    changed = list(accounts)
    lots_changed: list[dict[str, Any]] = []
    debts_changed: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    for account, read_seq in changed:
        lots_changed.extend(_lot(lot) for lot in account.lots if lot.is_changed and not lot.is_new)
        debts_changed.extend(
            {"key": debt.entry, "was": debt.read, "now": debt.remaining} for debt in account.debts if debt.is_changed and not debt.is_new
        )
        figures.append(
            {
                "key": account.id, "was": read_seq, "to_points": account.available(today), "to_pending": account.pending(today),
                "to_owed": account.owed, "to_seq": account.seq, "to_head": account.head if account.seq else None,
                "to_remainder": account.remainder, "to_next": account.next_change(today), "to_counts": account.counts_from,
            }
        )  # fmt: skip
    _update(work, _LOTS, lots_changed)
    _update(work, _DEBTS, debts_changed)
    _update(work, _ACCOUNTS, figures)


def _lot(lot: Lot) -> dict[str, Any]:
    return {
        "key": lot.id, "was": lot.read, "to_remaining": lot.remaining, "to_expires": lot.expires_on, "to_available": lot.available_from,
        "to_policy": lot.policy, "to_graced": lot.graced,
    }  # fmt: skip


_LOTS = Asked(
    update(LotTable)
    .where(LotTable.c.entry_id == bindparam("key"), LotTable.c.remaining == bindparam("was"))
    .values(
        remaining=bindparam("to_remaining"), expires_on=bindparam("to_expires"), available_from=bindparam("to_available"),
        policy=bindparam("to_policy"), graced=bindparam("to_graced"),
    )
)  # fmt: skip
_DEBTS = Asked(
    update(DebtTable)
    .where(DebtTable.c.entry_id == bindparam("key"), DebtTable.c.remaining == bindparam("was"))
    .values(remaining=bindparam("now"))
)
_ACCOUNTS = Asked(
    update(AccountTable)
    .where(AccountTable.c.id == bindparam("key"), AccountTable.c.seq == bindparam("was"))
    .values(
        points=bindparam("to_points"), pending=bindparam("to_pending"), owed=bindparam("to_owed"), seq=bindparam("to_seq"),
        head=bindparam("to_head"), remainder=bindparam("to_remainder"), next_change_on=bindparam("to_next"), counts_from=bindparam("to_counts"),
    )
)  # fmt: skip


def _update(work: Work, statement: Asked, rows: Sequence[Mapping[str, Any]]) -> None:
    """Do one conditional update a row; each must find the state that was read (rule 3)."""
    if rows and statement.change(work.connection, rows) not in (len(rows), -1):
        raise RuleBroken(N_("These points were moved by another desk in the same moment; nothing was changed. Try again."))


def write_rows(work: Work, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one table; what a row does not name is the column's default or nothing."""
    given = set().union(*rows)
    defaults = _defaults(table)
    names = [name for name, default in defaults.items() if name in given or default is not None]
    if len(rows) < MANY:
        inserting(table, tuple(names)).change(work.connection, [{name: row.get(name, defaults[name]) for name in names} for row in rows])
        return
    plain = [(name, defaults[name]) for name in names]
    Bulk(work).write(table.name, names, ([row.get(name, default) for name, default in plain] for row in rows))


@functools.cache
def _defaults(table: Table) -> Mapping[str, Any]:
    """The plain defaults of the columns, by name."""
    return {column.name: getattr(column.default, "arg", None) for column in table.columns}


def new_ids(connection: Connection, table: Table, count: int) -> Iterator[int]:
    """Ids for rows that are inserted later in this transaction: PostgreSQL's own numbers, SQLite's next ones (it has one writer)."""
    column = next(iter(table.primary_key.columns))
    if connection.dialect.name == "sqlite":
        highest = _highest(table).first(connection)[0]
        return iter(range((highest or 0) + 1, (highest or 0) + 1 + count))
    rows = connection.execute(
        text(f"SELECT nextval(pg_get_serial_sequence('{table.name}', '{column.name}')) FROM generate_series(1, :count)"), {"count": count}
    )
    return iter([int(row[0]) for row in rows])


@functools.cache
def _highest(table: Table) -> Asked:
    return Asked(select(func.max(next(iter(table.primary_key.columns)))))


def steps(ids: Sequence[int], size: int = STEP) -> Iterator[Sequence[int]]:
    """Ids in parts that one statement takes."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
