"""A file of sales: every row judged, the good ones recorded as one batch in the order of their dates, all or nothing (O4, X9, X10)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, any_, bindparam, func, insert, select

from db.books import NOT_ACTIVE
from db.entities.operations import Batch
from db.entities.people import Person
from db.entities.sales import Sale
from db.errors import BadValue, RuleBroken, Told
from db.fields import Field, kinds
from db.in_parts import Progress
from db.ledger.store import steps
from db.operations import batches, programme, sales
from db.operations.programme import Club
from db.operations.sales import Recorded, Sold
from db.people_rows import full_name
from db.texts import N_
from db.work import Work

# The columns of the file that are read as values of a kind; the amount is money and the person is looked up.
FIELDS = (
    Field("date", N_("Date"), kinds.DATE, Sale.c.business_date, "2026-01-31", sheet="edits"),
    Field("receipt", N_("Receipt"), kinds.CODE, Sale.c.receipt, "R-1001", sheet="edits"),
    Field("note", N_("Note"), kinds.LONG_TEXT, Sale.c.note, "two books", sheet="edits"),
)


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A row of the file that could be read: *row* is its number there, *value* money in the smallest unit, *day* ISO text."""

    row: int
    person: int
    value: int
    day: str
    receipt: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Problem:
    """Why a row is not recorded: *key* names the column where it is known."""

    row: int
    key: str | None
    told: Told


@dataclass(frozen=True)
class SalesPlan:
    """What a file asks for: the rows that could be read, and those that could not. *skip_errors*: the good rows are recorded all the same.

    *rows* counts all with content, *blank* those without; *notices* are what the person should know of the file as a whole. A retry is known
    by the bytes of the file.
    """

    file_name: str
    sha256: str
    rows: int
    sales: tuple[SaleRow, ...]
    unread: tuple[Problem, ...] = ()
    skip_errors: bool = False
    blank: int = 0
    notices: tuple[Told, ...] = ()

    def summary(self) -> dict[str, object]:
        """What tells this plan from another (reliability.md, rule 1)."""
        return {"file": self.file_name, "sha256": self.sha256, "rows": self.rows, "skip_errors": self.skip_errors}


@dataclass(frozen=True)
class Judged:
    """The rows of a file by what becomes of them: recorded, recorded before, refused."""

    good: tuple[Sold, ...]
    already: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Refused:
    """A refused row as an applied batch remembers it."""

    row: int
    key: str | None
    text: str


@dataclass(frozen=True)
class SalesApplied:
    """What recording a file came to (commands.md, `sales`); *amount* in the smallest unit, *batch* names it."""

    batch: str
    rows: int
    recorded: int
    already: int
    errors: int
    members: int
    amount: int
    points: int
    refused: tuple[Refused, ...] = ()
    blank: int = 0
    notices: tuple[str, ...] = ()


class Rehearsed(Exception):
    """What recording would come to; raising it takes everything back."""

    def __init__(self, judged: Judged, recorded: Recorded) -> None:
        super().__init__()
        self.judged, self.recorded = judged, recorded


def apply(work: Work, plan: SalesPlan, *, progress: Progress | None = None, stop: Callable[[], bool] | None = None) -> SalesApplied:
    """Record the good rows of a file as one batch, undone as a whole (O4, X10).

    RuleBroken where rows break a rule and are not to be skipped, or the programme is off (O5); Stopped by *stop*. Nothing is then changed.
    """
    judged = _judged(work, plan)
    if judged.problems and not plan.skip_errors:
        raise RuleBroken(
            N_("{count} rows have errors, so nothing was recorded. Correct them, or record the good rows only."), count=len(judged.problems)
        )
    done = sales.record(work, judged.good, batch=work.op_id, progress=progress, stop=stop)
    work.connection.execute(
        insert(Batch).values(
            op_id=work.op_id, file_name=plan.file_name, sha256=plan.sha256, rows=plan.rows, created=done.sales, changed=done.members
        )
    )
    refused = tuple(Refused(one.row, one.key, str(one.told)) for one in judged.problems)
    return SalesApplied(
        work.op_id, plan.rows, done.sales, judged.already, len(judged.problems), done.members, done.amount, done.points, refused,
        plan.blank, tuple(str(told) for told in plan.notices),
    )  # fmt: skip


def rehearse(work: Work, plan: SalesPlan, *, progress: Progress | None = None, stop: Callable[[], bool] | None = None) -> None:
    """Do all that `apply` would do and raise Rehearsed, so that nothing of it stays: the preview tells the very points (O4)."""
    judged = _judged(work, plan)
    raise Rehearsed(judged, sales.record(work, judged.good, batch=work.op_id, progress=progress, stop=stop))


def _judged(work: Work, plan: SalesPlan) -> Judged:
    """Judge every row against the rules of a sale and against what is recorded already."""
    club = programme.read(work.connection)
    if not club.active:
        raise RuleBroken(N_("The programme is switched off: nothing is earned or redeemed. Switch it on in the settings."))
    barred = _barred(work.connection, {row.person for row in plan.sales})
    seen: dict[tuple[str, str], tuple[int | None, int | None, int, int]] = {}
    seen |= {key: (None, *sale) for key, sale in _recorded(work.connection, {row.receipt for row in plan.sales if row.receipt}).items()}
    before = batches.applied_before(work.connection, plan.sha256)
    today, good, already, problems = work.today.isoformat(), list[Sold](), 0, list(plan.unread)
    for row in plan.sales:
        try:
            sales.value_of(club, row.value, ())
            if row.day > today:
                raise BadValue(N_("The date {day} lies in the future."), key="date", day=row.day)
            if row.person in barred:
                raise barred[row.person]
            if row.receipt is None and before is not None:
                raise BadValue(
                    N_("This file was recorded on {day} by {operator} already, and a row without a receipt cannot be told from the one then."),
                    key="receipt", day=before.recorded_at[:10], operator=before.operator,
                )  # fmt: skip
            if row.receipt is not None and (known := seen.get((row.receipt, row.day))) is not None:
                _refuse_other(club, row, *known)
                already += 1
                continue
        except Told as told:
            problems.append(Problem(row.row, getattr(told, "key", None), told))
            continue
        if row.receipt is not None:
            seen[row.receipt, row.day] = (row.row, None, row.person, row.value)
        # A file is one act, and its batch tells where the sale comes from: a row needs no note of its own (C1).
        good.append(Sold(row.person, row.value, row.day, row.receipt, row.note))
    return Judged(tuple(good), already, tuple(sorted(problems, key=lambda one: one.row)))


def _refuse_other(club: Club, row: SaleRow, first_row: int | None, sale: int | None, person: int, value: int) -> None:
    """The same receipt on the same day with the same person and amount is the same sale; with others it is refused (O1)."""
    if (person, value) == (row.person, row.value):
        return
    if sale is None:
        raise BadValue(
            N_("The receipt {receipt} of {day} stands in row {first} with another person or amount."),
            key="receipt", receipt=row.receipt, day=row.day, first=first_row,
        )  # fmt: skip
    raise BadValue(
        N_("The receipt {receipt} of {day} was entered already, as sale {sale} with another person or amount."),
        key="receipt", receipt=row.receipt, day=row.day, sale=sale,
    )  # fmt: skip


def _barred(connection: Connection, people: Iterable[int]) -> dict[int, Told]:
    """Who of these people may not earn, and why (G1)."""
    found: dict[int, Told] = {}
    columns = (Person.c[name] for name in ("id", "number", "status", "first_name", "last_name", "phone", "email"))
    query = select(*columns).where(Person.c.status != "active")
    for part in steps(sorted(people)):
        for row in connection.execute(query.where(Person.c.id.in_(part))):
            found[int(row.id)] = RuleBroken(NOT_ACTIVE[row.status], name=full_name(dict(row._mapping)), number=row.number)
    return found


def _recorded(connection: Connection, receipts: Iterable[str]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """The sales with these receipts, by receipt and day: id, person, value."""
    wanted: Sequence[str] = sorted(receipts)
    if not wanted:
        return {}
    query: Any = select(Sale.c.receipt, Sale.c.business_date, Sale.c.id, Sale.c.person_id, Sale.c.value).where(Sale.c.state != "reversed")
    if connection.dialect.name == "sqlite":
        listed = func.json_each(bindparam("wanted", json.dumps(wanted, ensure_ascii=False), Text)).table_valued("value")
        query = query.where(Sale.c.receipt.in_(select(listed.c.value)))
    else:
        query = query.where(Sale.c.receipt == any_(bindparam("wanted", wanted, ARRAY(Text))))
    return {(str(row[0]), str(row[1])): (int(row[2]), int(row[3]), int(row[4])) for row in connection.execute(query)}
