"""Sales and refunds that moved no points: they have no entry, and stand among the transactions with ids below zero (features.md 4.7).

A sale's id is -2 times its own, a refund's one less than that; entries keep theirs. Among the entries of its day each stands where it was
recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, Text, and_, case, cast, func, literal, literal_column, not_, null, or_, select

from db import money
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Account, Entry
from db.entities.programme import Programme
from db.entities.sales import Refund, RefundPart, Sale
from db.errors import BadValue
from db.fields.entries import name_of_person
from db.fields.field import Field
from db.id_lists import listed
from db.search import asked, packed, reading
from db.search.conditions import Condition, Query
from db.search.functions import contains, lower

# So many operations are looked through for what was booked just before a sale or refund.
NEAR = 8
# The first rows of a filter are looked for among so many of the newest; of refunds, which no index tells, among fewer.
WALKED = {"sale": 20_000, "refund": 2000}
_undo = Operation.alias()
_own, _other = JournalRow.alias(), JournalRow.alias()


@dataclass(frozen=True)
class Kind:
    """What is listed of one table: FROM, its key, the id it is listed by, what has no entry, its place among entries, and its columns."""

    table: Any
    source: Any
    key: Any
    id: Any
    holds: Any
    place: Any
    rank: int
    columns: dict[str, Any]
    batch: Any
    is_undone: Any


def _empty(kind: Any = Text) -> Any:
    return cast(null(), kind)


def _place(op_id: Any, table: Any) -> Any:
    """The first entry of the latest of the operations that were done just before, or of the same one: 0 where none of them booked points."""
    own = select(_own.c.id).where(_own.c.op_id == op_id, _own.c.line == literal_column("1")).correlate(table).scalar_subquery()
    before = (
        select(_other.c.op_id)
        .where(_other.c.id <= own, _other.c.line == literal_column("1"))
        .order_by(_other.c.id.desc())
        .limit(NEAR)
        .correlate(table)
        .subquery("before")
    )
    booked = Entry.alias("booked")
    latest = select(func.max(booked.c.id)).where(booked.c.op_id == before.c.op_id, booked.c.line == 1).correlate(table)
    return func.coalesce(latest.scalar_subquery(), 0)


def _place_of_sale() -> Any:
    """As of any operation, and where that tells nothing, the first entry of the latest sale before it that has one."""
    known, first = Entry.alias("known"), Entry.alias("first_of")
    earlier = select(func.max(known.c.sale_id)).where(known.c.sale_id < Sale.c.id).correlate(Sale).scalar_subquery()
    start = func.coalesce(select(func.min(first.c.id)).where(first.c.sale_id == earlier).correlate(Sale).scalar_subquery(), 0)
    near = _place(Sale.c.op_id, Sale)
    return case((near > start, near), else_=start)


def _kind(table: Any, rank: int, op_id: Any, place: Any, holds: Any, is_undone: Any, columns: dict[str, Any], batch: Any) -> Kind:
    source = table if table is Sale else table.join(Sale, Sale.c.id == table.c.sale_id)
    whole = (
        source.join(Operation, Operation.c.op_id == op_id)
        .join(Account, Account.c.id == Sale.c.account_id)
        .join(Person, Person.c.id == Account.c.person_id)
    )
    shared = {
        "time": Operation.c.recorded_at, "recorded": Operation.c.recorded_at, "who": name_of_person(), "number": Person.c.number,
        "points": literal_column("0", BigInteger()), "balance": _empty(BigInteger), "comment": _empty(), "reward": _empty(), "reason": _empty(),
        "receipt": Sale.c.receipt, "operator": Operation.c.operator, "desk": Operation.c.desk,
    }  # fmt: skip
    number = table.c.id * -2 if table is Sale else table.c.id * -2 - 1
    return Kind(table, whole, table.c.id, number, holds, place, rank, {**shared, **columns}, batch, is_undone)


_is_undone = select(_undo.c.op_id).where(_undo.c.undoes == Sale.c.op_id).correlate(Sale).exists()
_PART_OF_OWN = (
    select(RefundPart.c.refund_id)
    .where(RefundPart.c.refund_id == Refund.c.id, RefundPart.c.sale_id == Refund.c.sale_id, RefundPart.c.entry_id.is_not(None))
    .correlate(Refund)
    .exists()
)
_others = Refund.alias("others")
_latest_refund = select(func.max(_others.c.id)).where(_others.c.sale_id == Refund.c.sale_id).correlate(Refund).scalar_subquery()
# A reversed sale has the refund of all that was left of it, which is told as what it is (L7).
_is_reversal = and_(Sale.c.state == "reversed", Refund.c.id == _latest_refund)
# In the words of its index.
_EARNED_NOTHING = Sale.c.points == literal_column("0")
LISTED = (
    _kind(
        Sale, 1, Sale.c.op_id, _place_of_sale(), _EARNED_NOTHING, or_(Sale.c.state == "reversed", _is_undone),
        {"date": Sale.c.business_date, "kind": literal_column("'earn'", Text()), "value": Sale.c.value, "note": Sale.c.note}, Sale.c.batch,
    ),
    _kind(
        Refund, 2, Refund.c.op_id, _place(Refund.c.op_id, Refund), not_(_PART_OF_OWN), Refund.c.reversed_by.is_not(None),
        {
            "date": Refund.c.business_date, "kind": case((_is_reversal, "reversal"), else_="refund"), "note": Refund.c.note,
            # What was taken back comes to nothing.
            "value": case((Refund.c.reversed_by.is_(None), -Refund.c.amount)),
        },
        _empty(),
    ),
)  # fmt: skip


def present(connection: Connection) -> tuple[Kind, ...]:
    """The kinds of which this club has any; refunds where it has any at all."""
    looks = ((LISTED[0], select(Sale.c.id).where(_EARNED_NOTHING)), (LISTED[1], select(Refund.c.id)))
    return tuple(kind for kind, look in looks if packed.tuples_of(connection, look.limit(1)))


def key(kind: Kind, column: str) -> Any:
    """What a column is sorted by: people as in their own lists."""
    return {"who": Person.c.name_key, "number": Person.c.id}.get(column, kind.columns[column])


# What holds -------------------------------------------------------------------------------------------------------------------------


def holds(connection: Connection, kind: Kind, query: Query, *, soon: bool = False) -> list[Any]:
    """All that a query asks of a sale or refund; *soon*: of a search text only what is quickly told."""
    clauses = [kind.holds, *(_clause(connection, kind, condition) for condition in query.conditions)]
    typed = " ".join(query.text.split())
    return [*clauses, or_(*_ways(connection, kind, typed, soon=soon))] if typed else clauses


def _ways(connection: Connection, kind: Kind, typed: str, *, soon: bool) -> list[Any]:
    """The ways in which a search text may be meant (as `entries.text_ways`)."""
    ways = [Sale.c.account_id.in_(_accounts(connection, typed)), Sale.c.receipt == typed.removeprefix("#")]
    if not soon:
        ways.append(contains(lower(kind.columns["note"]), typed.lower()))
        ways.extend(Sale.c.value == amount for amount in amounts(connection, typed))
    return ways


def amounts(connection: Connection, typed: str) -> list[int]:
    """The amount of the club's money that a text can be read as, if it can."""
    currency = connection.execute(select(Programme.c.currency)).scalar()
    try:
        return [money.parse(typed, currency)] if currency else []
    except BadValue:
        return []


def _accounts(connection: Connection, typed: str) -> Any:
    return select(Account.c.id).join(Person, Person.c.id == Account.c.person_id).where(*reading.person_clauses(connection, typed))


def _clause(connection: Connection, kind: Kind, condition: Condition) -> Any:
    """One condition; *not* is the whole rest, the empty ones among it."""
    if condition.op == "!=":
        positive = _clause(connection, kind, Condition(condition.key, "=", condition.values))
        return not_(func.coalesce(positive, literal(value=False)))
    match condition.key:
        case "who":
            return or_(*(Sale.c.account_id.in_(_accounts(connection, value)) for value in condition.values if value))
        case "person":
            wanted = listed(connection, [int(value) for value in condition.values])
            return Sale.c.account_id.in_(select(Account.c.id).where(Account.c.person_id.in_(wanted)))
        case "value":
            return asked.number(kind.columns["value"], condition)
        case "undone":
            return kind.is_undone if condition.values == ("yes",) else not_(kind.is_undone)
        case "came":
            by_sheet = kind.batch.is_not(None)
            return by_sheet if condition.values == ("sheet",) else not_(by_sheet)
    return asked.plain(kind.columns[condition.key], condition)


# Ids --------------------------------------------------------------------------------------------------------------------------------

# Where one stands among all transactions: its day, the entry that it follows, its kind (0: an entry itself), its number.
Place = tuple[str, int, int, int]


def chosen(
    connection: Connection, kind: Kind, query: Query, *columns: Any, among: Collection[int] | None = None, soon: bool = False
) -> Select[Any]:
    """These columns of what a query finds of a kind; *among* these ids only, *soon* as in `holds`."""
    statement = select(*columns).select_from(kind.source).where(*holds(connection, kind, query, soon=soon))
    return statement if among is None else statement.where(_is_among(connection, kind, among))


def _is_among(connection: Connection, kind: Kind, ids: Collection[int]) -> Any:
    odd = kind.table is Refund
    return kind.key.in_(listed(connection, sorted(-number // 2 for number in ids if number < 0 and bool(number % 2) == odd)))


def first(connection: Connection, query: Query, count: int, *, descending: bool) -> list[tuple[Place, int]]:
    """The first of a query by date among the newest (or the oldest), each with its place."""
    found: list[int] = []
    is_all = not query.text and not query.conditions
    for kind in present(connection):
        day, own = kind.columns["date"], kind.key
        by_date = (day.desc(), own.desc()) if descending else (day, own)
        if kind.table is Sale:
            walked = select(own).where(kind.holds).order_by(*by_date).limit(count if is_all else WALKED["sale"])
        else:
            walked = select(own).order_by(own.desc() if descending else own).limit(WALKED["refund"])
        newest = own.in_(select(walked.subquery().c.id))
        near = chosen(connection, kind, query, kind.id, soon=True).where(newest).order_by(*by_date).limit(count)
        found.extend(int(row[0]) for row in packed.tuples_of(connection, near))
    # Where they stand is asked of these alone.
    return places(connection, found) if found else []


def places(connection: Connection, among: Collection[int] | None = None) -> list[tuple[Place, int]]:
    """Where all of them stand, or these, in order."""
    nothing = Query((), (), "", ())
    statements = [chosen(connection, kind, nothing, *_placed(kind), among=among) for kind in present(connection)]
    return sorted(_of(row) for statement in statements for row in packed.tuples_of(connection, statement))


def _placed(kind: Kind) -> tuple[Any, ...]:
    return kind.columns["date"], kind.place, literal_column(str(kind.rank)), kind.key, kind.id


def _of(row: Sequence[Any]) -> tuple[Place, int]:
    return (str(row[0]), int(row[1]), int(row[2]), int(row[3])), int(row[4])


def of_operations(connection: Connection, operations: Collection[str]) -> list[int]:
    """What these operations recorded without points."""
    found: list[int] = []
    for kind in present(connection):
        statement = select(kind.id).select_from(kind.source).where(kind.holds, kind.table.c.op_id.in_(sorted(operations)))
        found.extend(int(row[0]) for row in packed.tuples_of(connection, statement))
    return found


# Rows -------------------------------------------------------------------------------------------------------------------------------


def rows(connection: Connection, ids: Collection[int], fields: Sequence[Field], *, beside: bool) -> dict[int, tuple[Any, ...]]:
    """By id the row (id, then what stands beside where that is wanted, then the values of the fields)."""
    found: dict[int, tuple[Any, ...]] = {}
    for kind in present(connection) if any(number < 0 for number in ids) else ():
        is_undone = case((kind.is_undone, 1), else_=0)
        own = (Account.c.person_id, kind.table.c.op_id, kind.columns["kind"], Sale.c.receipt, _empty(), is_undone) if beside else ()
        columns = (kind.id, *own, *(kind.columns[field.key] for field in fields))
        statement = select(*(column.label(f"c{place}") for place, column in enumerate(columns))).select_from(kind.source)
        rows = connection.execute(statement.where(_is_among(connection, kind, ids)))
        found |= {int(row[0]): tuple(row) for row in rows}
    return found
