"""The list of transactions: every entry of points in the order of its date, found, summed and read (S4; features.md 4.7)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, Text, case, cast, func, literal, not_, or_, select, text

from db import money
from db.entities.operations import Operation
from db.entities.people import Person
from db.entities.points import Account, Entry, EntryText
from db.entities.rewards import Issued
from db.entities.sales import Refund, RefundPart, Sale
from db.errors import BadValue
from db.fields.entries import KINDS, value_of_entry
from db.fields.field import Field
from db.id_lists import listed
from db.search import filters, reading
from db.search.conditions import Condition, Query, Sort
from db.search.functions import beside_an_index, contains, lower
from db.search.reading import Few, Ids

NEWEST_FIRST = (Sort("date", descending=True),)
# The first rows of a filter are looked for among so many of the newest, so that they are there at once or not at all.
WALKED = 20_000
FIGURES: tuple[str, ...] = ("value", "gained", "lost")
_undo = Operation.alias()
_later = Entry.alias()


def everything(connection: Connection) -> Ids:
    """All entries by their date, the earliest first; those of one day in the order in which they were booked."""
    return reading.all_of(connection, select(Entry.c.id).order_by(Entry.c.business_date, Entry.c.id))


def first_ids(connection: Connection, query: Query, count: int) -> Few:
    """The first entries of a query in its order; of the newest, where it filters, those that are soon found."""
    clauses, sort = holds(connection, query, soon=query.sort[0].key == "date"), query.sort[0]
    if sort.key != "date":
        return _few(connection, ordered(connection, query).limit(count))
    turned = sort.descending
    by_date = [Entry.c.business_date.desc(), Entry.c.id.desc()] if turned else [Entry.c.business_date, Entry.c.id]
    if not clauses:
        return _few(connection, select(Entry.c.id).order_by(*by_date).limit(count))
    walked = select(Entry.c.id).order_by(*by_date).limit(WALKED).subquery("newest")
    found = select(Entry.c.id).join(walked, walked.c.id == Entry.c.id).where(*clauses).order_by(*by_date).limit(count)
    return _few(connection, found)


def found(connection: Connection, query: Query, among: Collection[int] | None = None) -> Ids:
    """Which entries a query finds, in no order; *among* these only."""
    statement = select(Entry.c.id).where(*holds(connection, query))
    if among is not None:
        statement = statement.where(Entry.c.id.in_(listed(connection, sorted(among))))
    return reading.all_of(connection, statement)


def sorted_ids(connection: Connection, query: Query, among: Ids | None = None) -> Ids:
    """The entries of a query in its order, sorted by the engine; *among* these, which it has found already."""
    if among is None:
        return reading.all_of(connection, ordered(connection, query))
    statement = _joined(select(Entry.c.id), query.sort[0].key).where(Entry.c.id.in_(listed(connection, among.tolist())))
    return reading.all_of(connection, statement.order_by(*_order(query.sort)))


def ordered(connection: Connection, query: Query) -> Select[Any]:
    """The statement of a query with its order."""
    return _joined(select(Entry.c.id), query.sort[0].key).where(*holds(connection, query)).order_by(*_order(query.sort))


def of_operations(connection: Connection, operations: Collection[str]) -> Ids:
    """The entries that some operations booked, by date."""
    statement = select(Entry.c.id).where(Entry.c.op_id.in_(sorted(operations))).order_by(Entry.c.business_date, Entry.c.id)
    return reading.all_of(connection, statement)


def follow(connection: Connection, known: int, new: Sequence[int]) -> bool:
    """Whether new entries come after a known one in the order of dates."""
    if not new:
        return True
    place = select(Entry.c.business_date, Entry.c.id)
    last = connection.execute(place.where(Entry.c.id == known)).one()
    first = connection.execute(
        place.where(Entry.c.id.in_(listed(connection, list(new)))).order_by(Entry.c.business_date, Entry.c.id).limit(1)
    ).one()
    return (str(first.business_date), first.id) > (str(last.business_date), last.id)


def figures(connection: Connection, query: Query, key: str) -> tuple[Ids, Ids]:
    """The ids that a query finds, in no order, and beside each the number that a column sorts by; `NOTHING` where it has none."""
    number: Any = func.coalesce(_NUMBERS[key], NOTHING)
    statement = select(Entry.c.id, cast(number, BigInteger).label("figure")).where(*holds(connection, query))
    if key == "number":
        statement = statement.join(Account, Account.c.id == Entry.c.account_id)
    ids, numbers = reading.columns_of(connection, statement)
    return ids, numbers


def sums(connection: Connection, query: Query, among: Collection[int] | None = None) -> dict[str, int]:
    """What the entries of a query come to: money, points gained, points lost (as a negative number)."""
    points = Entry.c.points
    is_all = among is None and not query.text and not query.conditions
    statement = select(
        (_all_value() if is_all else func.coalesce(func.sum(value_of_entry()), 0)).label("value"),
        func.coalesce(func.sum(case((points > 0, points), else_=0)), 0).label("gained"),
        func.coalesce(func.sum(case((points < 0, points), else_=0)), 0).label("lost"),
    ).where(*holds(connection, query))
    if among is not None:
        statement = statement.where(Entry.c.id.in_(listed(connection, sorted(among))))
    (row,) = reading.tuples_of(connection, statement)
    return {key: int(figure) for key, figure in zip(FIGURES, row, strict=True)}


def _all_value() -> Any:
    """The money of all entries, told by sales and refunds themselves: of a million it takes a tenth of the time.

    A sale without points has no entry, and a refund that was taken back comes to nothing.
    """
    sold = select(func.coalesce(func.sum(Sale.c.value), 0)).where(Sale.c.points > 0).scalar_subquery()
    back = (
        select(func.coalesce(func.sum(Refund.c.amount), 0))
        .join(RefundPart, (RefundPart.c.refund_id == Refund.c.id) & (RefundPart.c.sale_id == Refund.c.sale_id))
        .where(RefundPart.c.entry_id.is_not(None), Refund.c.reversed_by.is_(None))
        .scalar_subquery()
    )
    return sold - back


def count(connection: Connection, query: Query) -> int:
    """How many entries a query finds."""
    return int(reading.tuples_of(connection, select(func.count()).select_from(Entry).where(*holds(connection, query)))[0][0])


def _few(connection: Connection, statement: Select[Any]) -> Few:
    return array("q", [row[0] for row in reading.tuples_of(connection, statement)])


# Rows -------------------------------------------------------------------------------------------------------------------------------


# What every row tells beside its columns: whose it is, of which operation, and whether it was taken back.
BESIDE = ("person", "op_id", "kind", "receipt", "reward", "is_undone")


def rows(connection: Connection, ids: Sequence[int] | Ids | Few, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
    """The rows (id, then `BESIDE`, then the fields' values) in the order of *ids*."""
    beside = (
        Entry.c.id, Account.c.person_id, Entry.c.op_id, Entry.c.kind, func.coalesce(Sale.c.receipt, Entry.c.reference), Issued.c.name, _is_undone(),
    )  # fmt: skip
    return _rows(connection, ids, [*beside, *(field.sql for field in fields)])


def iterate(connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field], page: int = 1000) -> Iterator[list[tuple[Any, ...]]]:
    """The fields' values alone, in the order of *ids*, page by page: for sheets and lists."""
    for start in range(0, len(ids), page):
        some = ids[start : start + page]
        yield [row[1:] for row in _rows(connection, some, [Entry.c.id, *(field.sql for field in fields)])]


def _rows(connection: Connection, ids: Sequence[int] | Ids | Few, columns: Sequence[Any]) -> list[tuple[Any, ...]]:
    wanted = [int(number) for number in ids]
    labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
    statement = (
        select(*labelled)
        .select_from(Entry)
        .join(Account, Account.c.id == Entry.c.account_id)
        .join(Person, Person.c.id == Account.c.person_id)
        .outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
        .outerjoin(Sale, Sale.c.id == Entry.c.sale_id)
        .outerjoin(Issued, Issued.c.entry_id == Entry.c.id)
        .where(Entry.c.id.in_(listed(connection, wanted)))
    )
    by_id = {row[0]: tuple(row) for row in connection.execute(statement)}
    return [by_id[number] for number in wanted if number in by_id]


def _is_undone() -> Any:
    """Whether an entry was reversed, or its operation taken back."""
    reversed_ = select(_later.c.id).where(_later.c.reverses_id == Entry.c.id).correlate(Entry).exists()
    return case((or_(reversed_, select(_undo.c.op_id).where(_undo.c.undoes == Entry.c.op_id).correlate(Entry).exists()), 1), else_=0)


# What holds -------------------------------------------------------------------------------------------------------------------------


def holds(connection: Connection, query: Query, *, soon: bool = False) -> list[Any]:
    """All that a query asks of an entry, as clauses on entries alone; *soon*: of a search text only what an index answers."""
    clauses = [clause(connection, condition) for condition in query.conditions]
    typed = " ".join(query.text.split())
    return [*clauses, or_(*text_ways(connection, typed, soon=soon))] if typed else clauses


def text_ways(connection: Connection, typed: str, *, soon: bool = False) -> list[Any]:
    """The ways in which a search text may be meant: who, a note or a comment, a receipt, an amount of money or points."""
    people = select(Account.c.id).join(Person, Person.c.id == Account.c.person_id).where(*reading.person_clauses(connection, typed))
    receipt = typed.removeprefix("#")
    if soon:
        # The index of receipts holds those that were not reversed.
        of_receipt = select(Sale.c.id).where(Sale.c.receipt == receipt, text("sales.state <> 'reversed'"))
        return [Entry.c.account_id.in_(people), Entry.c.sale_id.in_(of_receipt)]
    folded = typed.lower()
    noted = select(EntryText.c.entry_id).where(or_(contains(lower(EntryText.c.note), folded), contains(lower(EntryText.c.comment), folded)))
    bought = select(Sale.c.id).where(or_(Sale.c.receipt == receipt, *_amount(connection, typed)))
    ways: list[Any] = [Entry.c.account_id.in_(people), Entry.c.id.in_(noted), Entry.c.sale_id.in_(bought)]
    number = typed.replace("\u2212", "-").removeprefix("+")
    if number.removeprefix("-").isdecimal() and number.isascii() and len(number) < 16:
        ways.append(Entry.c.points == int(number))
    return ways


def _amount(connection: Connection, typed: str) -> list[Any]:
    """The value of a sale, where the text can be read as an amount of the club's money."""
    from db.entities.programme import Programme

    currency = connection.execute(select(Programme.c.currency)).scalar()
    try:
        return [Sale.c.value == money.parse(typed, currency)] if currency else []
    except BadValue:
        return []


def clause(connection: Connection, condition: Condition) -> Any:
    """One condition; *not* is the whole rest, the empty ones among it."""
    if condition.op == "!=":
        positive = clause(connection, Condition(condition.key, "=", condition.values))
        return not_(func.coalesce(positive, literal(value=False)))
    made = _MAKERS.get(condition.key)
    return made(connection, condition) if made is not None else _plain(_COLUMNS[condition.key], condition)


_COLUMNS: dict[str, Any] = {
    "date": Entry.c.business_date, "kind": Entry.c.kind, "points": Entry.c.points, "operator": Entry.c.operator, "desk": Entry.c.desk,
    "reason": Entry.c.reason, "receipt": Entry.c.reference, "balance": Entry.c.balance_after, "recorded": Entry.c.recorded_at,
}  # fmt: skip


def _plain(column: Any, condition: Condition) -> Any:
    """A condition on a column as it is."""
    filled = [value for value in condition.values if value]
    if condition.op == "=":
        ways = [column.is_(None)] if "" in condition.values else []
        return or_(*ways, column.in_([_typed(column, value) for value in filled])) if filled else or_(*ways)
    if condition.op == "~":
        return or_(*(contains(lower(cast(column, Text)), value.lower()) for value in filled))
    return filters.ordered(column, condition.op, literal(_typed(column, filled[0]), column.type))


def _typed(column: Any, value: str) -> Any:
    return int(value) if column.type.python_type is int else value


def _value(_connection: Connection, condition: Condition) -> Any:
    return _plain_number(value_of_entry(), condition)


def _plain_number(expression: Any, condition: Condition) -> Any:
    if condition.op == "=":
        return expression.in_([int(value) for value in condition.values if value])
    return filters.ordered(expression, condition.op, int(condition.values[0]))


def _who(connection: Connection, condition: Condition) -> Any:
    """Whose entries: people by a search text, as in the tab of members."""
    ways = [reading.person_clauses(connection, value) for value in condition.values if value]
    people = [select(Account.c.id).join(Person, Person.c.id == Account.c.person_id).where(*way) for way in ways]
    return or_(*(Entry.c.account_id.in_(each) for each in people))


def _person(connection: Connection, condition: Condition) -> Any:
    """The entries of exactly these people."""
    wanted = listed(connection, [int(value) for value in condition.values])
    return Entry.c.account_id.in_(select(Account.c.id).where(Account.c.person_id.in_(wanted)))


def _text_of(column: Any) -> Callable[[Connection, Condition], Any]:
    def made(_connection: Connection, condition: Condition) -> Any:
        if condition.op == "=" and not any(condition.values):
            return Entry.c.id.not_in(select(EntryText.c.entry_id).where(column.is_not(None)))
        return Entry.c.id.in_(select(EntryText.c.entry_id).where(_plain(column, condition)))

    return made


def _undone(_connection: Connection, condition: Condition) -> Any:
    reversed_ = Entry.c.id.in_(select(_later.c.reverses_id).where(_later.c.reverses_id.is_not(None)))
    is_undone = or_(reversed_, Entry.c.op_id.in_(select(_undo.c.undoes).where(_undo.c.undoes.is_not(None))))
    return is_undone if condition.values == ("yes",) else not_(is_undone)


def _came(_connection: Connection, condition: Condition) -> Any:
    """Whether it came by a spreadsheet."""
    by_sheet = Entry.c.batch.is_not(None)
    return by_sheet if condition.values == ("sheet",) else not_(by_sheet)


_MAKERS: dict[str, Callable[[Connection, Condition], Any]] = {
    "value": _value, "who": _who, "person": _person, "note": _text_of(EntryText.c.note), "comment": _text_of(EntryText.c.comment),
    "undone": _undone, "came": _came,
}  # fmt: skip


# Orders -----------------------------------------------------------------------------------------------------------------------------

# The columns whose order is that of a number, which are sorted in memory: an engine sorts millions of rows in a file. Nothing stands last.
NOTHING = -(10**17)
_NUMBERS: dict[str, Any] = {
    "points": Entry.c.points, "balance": Entry.c.balance_after, "value": value_of_entry(), "number": Account.c.person_id,
    "kind": case(*((Entry.c.kind == word, place) for place, word in enumerate(KINDS.choices)), else_=len(KINDS.choices)),
}  # fmt: skip
NUMBERED = frozenset(_NUMBERS)
_NEEDS = {"who": "person", "number": "person", "note": "text", "comment": "text", "reward": "reward"}
_NEVER_EMPTY = frozenset({"date", "time", "recorded", "kind", "points", "balance", "operator", "desk", "number"})


def _key(key: str) -> Any:
    keys: dict[str, Any] = {
        **_COLUMNS, "time": Entry.c.recorded_at, "who": Person.c.name_key, "number": Person.c.id, "value": value_of_entry(),
        "note": EntryText.c.note, "comment": EntryText.c.comment, "reward": Issued.c.name, "kind": _NUMBERS["kind"],
    }  # fmt: skip
    return keys[key]


def _order(sorts: Sequence[Sort]) -> list[Any]:
    """The terms of ORDER BY; ties by date, then as booked."""
    terms: list[Any] = []
    for sort in sorts:
        key = _key(sort.key)
        turned = key.desc() if sort.descending else key.asc()
        terms.append(turned if sort.key in _NEVER_EMPTY else turned.nulls_last())
    descending = sorts[0].descending
    # A filter is read as it stands and sorted: SQLite would rather walk the order of dates and look up every row.
    date = beside_an_index(Entry.c.business_date)
    return [*terms, date.desc() if descending else date.asc(), Entry.c.id.desc() if descending else Entry.c.id.asc()]


def _joined(statement: Select[Any], key: str) -> Select[Any]:
    need = _NEEDS.get(key)
    made = statement.select_from(Entry)
    if need == "person":
        return made.join(Account, Account.c.id == Entry.c.account_id).join(Person, Person.c.id == Account.c.person_id)
    if need == "text":
        return made.outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
    return made.outerjoin(Issued, Issued.c.entry_id == Entry.c.id) if need == "reward" else made
