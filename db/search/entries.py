"""The list of transactions in the order of their dates, found, summed and read: every entry of points, and what moved none (S4; features.md 4.7).

Entries are listed by their ids, what has no entry by ids below zero (`unearned`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, case, cast, func, literal, literal_column, not_, or_, select, text, union_all

from db.entities.operations import Operation
from db.entities.people import Person
from db.entities.points import Account, Entry, EntryText
from db.entities.rewards import Issued
from db.entities.sales import Refund, Sale
from db.fields.entries import KINDS, value_of_entry
from db.fields.field import Field
from db.id_lists import listed
from db.search import asked, packed, reading, unearned
from db.search.conditions import Condition, Query, Sort
from db.search.functions import beside_an_index, contains, lower
from db.search.packed import Few, Ids

NEWEST_FIRST = (Sort("date", descending=True),)
# The first rows of a filter are looked for among so many of the newest, so that they are there at once or not at all.
WALKED = 20_000
FIGURES: tuple[str, ...] = ("value", "gained", "lost")
_undo = Operation.alias()
_later = Entry.alias()


def everything(connection: Connection) -> Ids:
    """All transactions by their date, the earliest first; those of one day in the order in which they were booked."""
    ids = packed.all_of(connection, select(Entry.c.id).order_by(Entry.c.business_date, Entry.c.id))
    others = unearned.places(connection)
    return _merged(connection, ids, others) if others else ids


def _merged(connection: Connection, ids: Ids, others: Sequence[tuple[unearned.Place, int]]) -> Ids:
    """The order of the entries with what has none put in, each at its place within its day."""
    import numpy as np

    counted = select(Entry.c.business_date, func.count()).group_by(Entry.c.business_date).order_by(Entry.c.business_date)
    ends: dict[str, tuple[int, int]] = {}
    at = 0
    for day, count in packed.tuples_of(connection, counted):
        ends[str(day)] = (at, at := at + int(count))
    days = sorted(ends)
    spots = []
    for (day, place, _rank, _number), _id in others:
        # A day without entries begins where the next one does.
        after = bisect_left(days, day)
        start, end = ends[day] if day in ends else (ends[days[after]][0],) * 2 if after < len(days) else (at, at)
        spots.append(start + int(np.searchsorted(ids[start:end], place, side="right")))
    return np.insert(ids, spots, [number for _place, number in others])


def first_ids(connection: Connection, query: Query, count: int) -> Few:
    """The first transactions of a query in its order; of the newest, where it filters, those that are soon found."""
    sort = query.sort[0]
    if sort.key != "date":
        return _few(connection, ordered(connection, query).limit(count))
    clauses, turned = holds(connection, query, soon=True), sort.descending
    by_date = [Entry.c.business_date.desc(), Entry.c.id.desc()] if turned else [Entry.c.business_date, Entry.c.id]
    found = select(Entry.c.business_date, Entry.c.id).order_by(*by_date).limit(count)
    if clauses:
        walked = select(Entry.c.id).order_by(*by_date).limit(WALKED).subquery("newest")
        found = found.join(walked, walked.c.id == Entry.c.id).where(*clauses)
    others = unearned.first(connection, query, count, descending=turned)
    placed = [((str(day), int(number), 0, 0), int(number)) for day, number in packed.tuples_of(connection, found)]
    if others:
        placed = sorted([*placed, *others], reverse=turned)[:count]
    return array("q", [number for _place, number in placed])


def found(connection: Connection, query: Query, among: Collection[int] | None = None) -> Ids:
    """Which transactions a query finds, in no order; *among* these only."""
    statement = select(Entry.c.id).where(*holds(connection, query))
    if among is not None:
        statement = statement.where(_is_among(connection, among))
    parts = [packed.all_of(connection, statement)]
    parts += [
        packed.all_of(connection, unearned.chosen(connection, kind, query, kind.id, among=among)) for kind in unearned.present(connection)
    ]
    return _one_after_the_other(parts)


def _one_after_the_other(parts: Sequence[Ids]) -> Ids:
    import numpy as np

    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _is_among(connection: Connection, ids: Collection[int]) -> Any:
    return Entry.c.id.in_(listed(connection, sorted(number for number in ids if number > 0)))


def sorted_ids(connection: Connection, query: Query, among: Ids | None = None) -> Ids:
    """The transactions of a query in its order, sorted by the engine; *among* these, which it has found already."""
    return packed.all_of(connection, ordered(connection, query, None if among is None else among.tolist()))


def ordered(connection: Connection, query: Query, among: Collection[int] | None = None) -> Select[Any]:
    """The statement of a query with its order; *among* these, which it has found already."""
    clauses = holds(connection, query) if among is None else [_is_among(connection, among)]
    others = unearned.present(connection) if among is None or any(number < 0 for number in among) else ()
    if not others:
        return _joined(select(Entry.c.id), query.sort[0].key).where(*clauses).order_by(*_order(query.sort))
    keys = [sort.key for sort in query.sort]
    own = [Entry.c.id.label("id"), *_labelled(map(_key, keys)), *_as_tie(Entry.c.business_date, Entry.c.id, 0)]
    parts = [_joined(select(*own), keys[0]).where(*clauses)]
    wanted = replace(query, text="", conditions=()) if among is not None else query
    for kind in others:
        columns = [unearned.key(kind, key) if key != "kind" else _place_of_kind(kind.columns["kind"]) for key in keys]
        told = [kind.id.label("id"), *_labelled(columns), *_as_tie(kind.columns["date"], kind.place, kind.rank)]
        parts.append(unearned.chosen(connection, kind, wanted, *told, among=among))
    all_ = union_all(*parts).subquery("transactions")
    terms = [_term(all_.c[f"k{place}"], sort) for place, sort in enumerate(query.sort)]
    ties = [all_.c.day, all_.c.place, all_.c.rank, func.abs(all_.c.id)]
    return select(all_.c.id).order_by(*terms, *(tie.desc() if query.sort[0].descending else tie for tie in ties))


def _as_tie(day: Any, place: Any, rank: int) -> list[Any]:
    """What decides between equals, as `unearned.Place`."""
    return [day.label("day"), place.label("place"), literal_column(str(rank)).label("rank")]


def _labelled(columns: Iterable[Any]) -> list[Any]:
    return [column.label(f"k{place}") for place, column in enumerate(columns)]


def of_operations(connection: Connection, operations: Collection[str]) -> Ids:
    """The transactions that some operations booked, by date."""
    import numpy as np

    statement = select(Entry.c.id).where(Entry.c.op_id.in_(sorted(operations))).order_by(Entry.c.business_date, Entry.c.id)
    ids = packed.all_of(connection, statement)
    others = unearned.of_operations(connection, operations)
    if not others:
        return ids
    return np.array([number for _place, number in sorted(_places(connection, [*ids.tolist(), *others]))], np.int64)


def _places(connection: Connection, ids: Collection[int]) -> list[tuple[unearned.Place, int]]:
    """Where these transactions stand."""
    statement = select(Entry.c.business_date, Entry.c.id).where(_is_among(connection, ids))
    found: list[tuple[unearned.Place, int]] = [
        ((str(day), int(number), 0, 0), int(number)) for day, number in packed.tuples_of(connection, statement)
    ]
    return found + unearned.places(connection, ids) if any(number < 0 for number in ids) else found


def follow(connection: Connection, known: int, new: Sequence[int]) -> bool:
    """Whether new transactions come after a known one in the order of dates."""
    return not new or min(_places(connection, new)) > _places(connection, [known])[0]


def figures(connection: Connection, query: Query, key: str) -> tuple[Ids, Ids]:
    """The ids that a query finds, in no order, and beside each the number that a column sorts by; `NOTHING` where it has none."""
    statement = select(Entry.c.id, _figure(_NUMBERS[key])).where(*holds(connection, query))
    if key == "number":
        statement = statement.join(Account, Account.c.id == Entry.c.account_id)
    pairs = [packed.columns_of(connection, statement)]
    for kind in unearned.present(connection):
        number = unearned.key(kind, key) if key != "kind" else _place_of_kind(kind.columns["kind"])
        pairs.append(packed.columns_of(connection, unearned.chosen(connection, kind, query, kind.id, _figure(number))))
    ids, numbers = (_one_after_the_other(side) for side in zip(*pairs, strict=True))
    return ids, numbers


def _figure(number: Any) -> Any:
    return cast(func.coalesce(number, NOTHING), BigInteger).label("figure")


def sums(connection: Connection, query: Query, among: Collection[int] | None = None) -> dict[str, int]:
    """What the transactions of a query come to: money, points gained, points lost (as a negative number)."""
    points = Entry.c.points
    is_all = among is None and not query.text and not query.conditions
    statement = select(
        (_all_value() if is_all else func.coalesce(func.sum(value_of_entry()), 0)).label("value"),
        func.coalesce(func.sum(case((points > 0, points), else_=0)), 0).label("gained"),
        func.coalesce(func.sum(case((points < 0, points), else_=0)), 0).label("lost"),
    ).where(*holds(connection, query))
    if among is not None:
        statement = statement.where(_is_among(connection, among))
    (row,) = packed.tuples_of(connection, statement)
    told = {key: int(figure) for key, figure in zip(FIGURES, row, strict=True)}
    for kind in () if is_all else unearned.present(connection):
        value = func.coalesce(func.sum(kind.columns["value"]), 0).label("value")
        told["value"] += int(packed.tuples_of(connection, unearned.chosen(connection, kind, query, value, among=among))[0][0])
    return told


def _all_value() -> Any:
    """The money of all transactions, told by sales and refunds themselves: of a million it takes a tenth of the time.

    A refund that was taken back comes to nothing.
    """
    sold = select(func.coalesce(func.sum(Sale.c.value), 0)).scalar_subquery()
    back = select(func.coalesce(func.sum(Refund.c.amount), 0)).where(Refund.c.reversed_by.is_(None)).scalar_subquery()
    return sold - back


def count(connection: Connection, query: Query) -> int:
    """How many transactions a query finds."""
    statements = [select(func.count()).select_from(Entry).where(*holds(connection, query))]
    statements += [unearned.chosen(connection, kind, query, func.count()) for kind in unearned.present(connection)]
    return sum(int(packed.tuples_of(connection, statement)[0][0]) for statement in statements)


def _few(connection: Connection, statement: Select[Any]) -> Few:
    return array("q", [row[0] for row in packed.tuples_of(connection, statement)])


# Rows -------------------------------------------------------------------------------------------------------------------------------


# What every row tells beside its columns: whose it is, of which operation, and whether it was taken back.
BESIDE = ("person", "op_id", "kind", "receipt", "reward", "is_undone")


def rows(connection: Connection, ids: Sequence[int] | Ids | Few, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
    """The rows (id, then `BESIDE`, then the fields' values) in the order of *ids*."""
    beside = (
        Account.c.person_id, Entry.c.op_id, Entry.c.kind, func.coalesce(Sale.c.receipt, Entry.c.reference), Issued.c.name, _is_undone(),
    )  # fmt: skip
    return _rows(connection, ids, beside, fields)


def iterate(connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field], page: int = 1000) -> Iterator[list[tuple[Any, ...]]]:
    """The fields' values alone, in the order of *ids*, page by page: for sheets and lists."""
    for start in range(0, len(ids), page):
        some = ids[start : start + page]
        yield [row[1:] for row in _rows(connection, some, (), fields)]


def _rows(connection: Connection, ids: Sequence[int] | Ids | Few, beside: Sequence[Any], fields: Sequence[Field]) -> list[tuple[Any, ...]]:
    wanted = [int(number) for number in ids]
    columns = (Entry.c.id, *beside, *(field.sql for field in fields))
    labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
    statement = (
        select(*labelled)
        .select_from(Entry)
        .join(Account, Account.c.id == Entry.c.account_id)
        .join(Person, Person.c.id == Account.c.person_id)
        .outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
        .outerjoin(Sale, Sale.c.id == Entry.c.sale_id)
        .outerjoin(Issued, Issued.c.entry_id == Entry.c.id)
        .where(_is_among(connection, wanted))
    )
    by_id = {row[0]: tuple(row) for row in connection.execute(statement)}
    by_id |= unearned.rows(connection, wanted, fields, beside=bool(beside))
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
    bought = select(Sale.c.id).where(
        or_(Sale.c.receipt == receipt, *(Sale.c.value == amount for amount in unearned.amounts(connection, typed)))
    )
    ways: list[Any] = [Entry.c.account_id.in_(people), Entry.c.id.in_(noted), Entry.c.sale_id.in_(bought)]
    number = typed.replace("\u2212", "-").removeprefix("+")
    if number.removeprefix("-").isdecimal() and number.isascii() and len(number) < 16:
        ways.append(Entry.c.points == int(number))
    return ways


def clause(connection: Connection, condition: Condition) -> Any:
    """One condition; *not* is the whole rest, the empty ones among it."""
    if condition.op == "!=":
        positive = clause(connection, Condition(condition.key, "=", condition.values))
        return not_(func.coalesce(positive, literal(value=False)))
    made = _MAKERS.get(condition.key)
    return made(connection, condition) if made is not None else asked.plain(_COLUMNS[condition.key], condition)


_COLUMNS: dict[str, Any] = {
    "date": Entry.c.business_date, "kind": Entry.c.kind, "points": Entry.c.points, "operator": Entry.c.operator, "desk": Entry.c.desk,
    "reason": Entry.c.reason, "receipt": Entry.c.reference, "balance": Entry.c.balance_after, "recorded": Entry.c.recorded_at,
}  # fmt: skip


def _value(_connection: Connection, condition: Condition) -> Any:
    return asked.number(value_of_entry(), condition)


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
        return Entry.c.id.in_(select(EntryText.c.entry_id).where(asked.plain(column, condition)))

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


def _place_of_kind(kind: Any) -> Any:
    """The place of a kind in the list of kinds."""
    return case(*((kind == word, place) for place, word in enumerate(KINDS.choices)), else_=len(KINDS.choices))


_NUMBERS: dict[str, Any] = {
    "points": Entry.c.points, "balance": Entry.c.balance_after, "value": value_of_entry(), "number": Account.c.person_id,
    "kind": _place_of_kind(Entry.c.kind),
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
    terms = [_term(_key(sort.key), sort) for sort in sorts]
    descending = sorts[0].descending
    # A filter is read as it stands and sorted: SQLite would rather walk the order of dates and look up every row.
    date = beside_an_index(Entry.c.business_date)
    return [*terms, date.desc() if descending else date.asc(), Entry.c.id.desc() if descending else Entry.c.id.asc()]


def _term(key: Any, sort: Sort) -> Any:
    turned = key.desc() if sort.descending else key.asc()
    return turned if sort.key in _NEVER_EMPTY else turned.nulls_last()


def _joined(statement: Select[Any], key: str) -> Select[Any]:
    need = _NEEDS.get(key)
    made = statement.select_from(Entry)
    if need == "person":
        return made.join(Account, Account.c.id == Entry.c.account_id).join(Person, Person.c.id == Account.c.person_id)
    if need == "text":
        return made.outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
    return made.outerjoin(Issued, Issued.c.entry_id == Entry.c.id) if need == "reward" else made
