"""The audit trail as a list: every operation with who, when, where and what it came to, one row each (A2, C1).

A row's id is that of the operation's first line in the journal: whole numbers in the order in which operations were done.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Text, and_, case, cast, func, literal, not_, or_, select, union_all

from db.entities.operations import JournalRow, Operation
from db.entities.passes import Pass
from db.entities.people import Person
from db.entities.points import Account, Entry, EntryText, Lot
from db.entities.rewards import Issued
from db.entities.sales import FollowUp, Refund, Sale
from db.fields.entries import AREA_OF, name_of_person
from db.fields.field import Field
from db.id_lists import listed
from db.search import packed, reading
from db.search.conditions import Condition, Query, Sort
from db.search.functions import contains, lower
from db.search.packed import Few, Ids

NEWEST_FIRST = (Sort("recorded", descending=True),)
FIGURES: tuple[str, ...] = ()
NUMBERED: frozenset[str] = frozenset()
NOTHING = 0
WALKED = 20_000
_undo = Operation.alias()
_line = JournalRow.alias()
_IS_FIRST = JournalRow.c.line == 1
# Whose a journaled record is: the entity, its table, and the column that names the person.
_OWNERS = (
    ("issued", Issued, Issued.c.id, Issued.c.person_id), ("pass", Pass, Pass.c.id, Pass.c.person_id),
    ("sale", Sale, Sale.c.id, Sale.c.person_id), ("follow_up", FollowUp, FollowUp.c.id, FollowUp.c.person_id),
)  # fmt: skip


def everything(connection: Connection) -> Ids:
    """All operations in the order in which they were done."""
    return packed.all_of(connection, select(JournalRow.c.id).where(_IS_FIRST).order_by(JournalRow.c.id))


def first_ids(connection: Connection, query: Query, count: int) -> Few:
    """The first operations of a query in its order; of the newest, where it filters, those that are soon found."""
    clauses, sort = holds(connection, query), query.sort[0]
    if sort.key != "recorded":
        return _few(connection, _ordered(query).where(*clauses).limit(count))
    turned = JournalRow.c.id.desc() if sort.descending else JournalRow.c.id.asc()
    if not clauses:
        return _few(connection, select(JournalRow.c.id).where(_IS_FIRST).order_by(turned).limit(count))
    walked = select(JournalRow.c.id).where(_IS_FIRST).order_by(turned).limit(WALKED).subquery("newest")
    return _few(connection, _from().join(walked, walked.c.id == JournalRow.c.id).where(*clauses).order_by(turned).limit(count))


def found(connection: Connection, query: Query, among: Collection[int] | None = None) -> Ids:
    """Which operations a query finds, in no order; *among* these only."""
    statement = _from().where(*holds(connection, query))
    if among is not None:
        statement = statement.where(JournalRow.c.id.in_(listed(connection, sorted(among))))
    return packed.all_of(connection, statement)


def sorted_ids(connection: Connection, query: Query, among: Ids | None = None) -> Ids:
    """The operations of a query in its order; *among* these, which it has found already."""
    statement = _ordered(query)
    if among is None:
        return packed.all_of(connection, statement.where(*holds(connection, query)))
    return packed.all_of(connection, statement.where(JournalRow.c.id.in_(listed(connection, among.tolist()))))


def of_operations(connection: Connection, operations: Collection[str]) -> Ids:
    """The rows of these operations, in the order in which they were done."""
    return packed.all_of(
        connection, select(JournalRow.c.id).where(_IS_FIRST, JournalRow.c.op_id.in_(sorted(operations))).order_by(JournalRow.c.id)
    )


def follow(connection: Connection, known: int, new: Sequence[int]) -> bool:
    """Whether new ones come after a known one."""
    return not new or min(new) > known


def figures(connection: Connection, query: Query, key: str) -> tuple[Ids, Ids]:
    """No column of operations is sorted in memory."""
    raise NotImplementedError


def sums(connection: Connection, query: Query, among: Collection[int] | None = None) -> dict[str, int]:
    """Operations are counted, not summed."""
    return {}


def count(connection: Connection, query: Query) -> int:
    """How many operations a query finds."""
    statement = select(func.count()).select_from(_from().where(*holds(connection, query)).subquery())
    return int(packed.tuples_of(connection, statement)[0][0])


def _few(connection: Connection, statement: Select[Any]) -> Few:
    return array("q", [row[0] for row in packed.tuples_of(connection, statement)])


def _from() -> Select[Any]:
    return select(JournalRow.c.id).join(Operation, Operation.c.op_id == JournalRow.c.op_id).where(_IS_FIRST)


# Rows -------------------------------------------------------------------------------------------------------------------------------


# What every row tells beside its columns: the person where it is one, how many people, the operation, its area, and whether it was undone.
BESIDE = ("person", "people", "op_id", "area", "is_undone")


@dataclass(frozen=True)
class _Came:
    """What one operation came to."""

    person: int | None = None
    people: int = 0
    name: str | None = None
    value: int | None = None
    points: int | None = None
    records: int = 0
    note: str | None = None


def rows(connection: Connection, ids: Sequence[int] | Ids | Few, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
    """The rows (id, then `BESIDE`, then the fields' values) in the order of *ids*."""
    wanted = [int(number) for number in ids]
    is_undone = select(_undo.c.op_id).where(_undo.c.undoes == Operation.c.op_id).correlate(Operation).exists()
    own = ("op_id", "kind", "label", "operator", "desk", "recorded_at", "note")
    statement = (
        select(JournalRow.c.id, case((is_undone, 1), else_=0).label("is_undone"), *(Operation.c[name] for name in own))
        .join(Operation, Operation.c.op_id == JournalRow.c.op_id)
        .where(JournalRow.c.id.in_(listed(connection, wanted)))
    )
    found = {row.id: row for row in connection.execute(statement)}
    # The making of a sample club holds all of its millions: that is not added up.
    came = _came(connection, [row.op_id for row in found.values() if not row.kind.startswith("demo.")])
    return [_row(found[number], came.get(found[number].op_id, _Came()), fields) for number in wanted if number in found]


def _row(row: Any, came: _Came, fields: Sequence[Field]) -> tuple[Any, ...]:
    area = AREA_OF.get(row.kind.partition(".")[0], "programme")
    values: dict[str, Any] = {
        "recorded": row.recorded_at, "time": row.recorded_at, "who": came.name, "label": row.label, "area": area,
        "value": came.value, "points": came.points, "records": came.records, "note": row.note or came.note, "operator": row.operator, "desk": row.desk,
    }  # fmt: skip
    return (row.id, came.person, came.people, row.op_id, area, row.is_undone, *(values[field.key] for field in fields))


def iterate(connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field], page: int = 1000) -> Iterator[list[tuple[Any, ...]]]:
    """The fields' values alone, in the order of *ids*, page by page: for sheets and lists."""
    for start in range(0, len(ids), page):
        yield [row[1 + len(BESIDE) :] for row in rows(connection, ids[start : start + page], fields)]


def _came(connection: Connection, operations: Sequence[str]) -> dict[str, _Came]:
    """What these operations came to, each whole."""
    if not operations:
        return {}
    people = _people(connection, operations)
    names = _names(connection, [person for person, count in people.values() if count == 1])
    moved = _by_operation(connection, select(Entry.c.op_id, func.sum(Entry.c.points)), Entry, operations)
    sold = _by_operation(connection, select(Sale.c.op_id, func.sum(Sale.c.value)), Sale, operations)
    back = _by_operation(connection, select(Refund.c.op_id, func.sum(Refund.c.amount)), Refund, operations)
    reversals = select(Refund.c.reversed_by, func.sum(Refund.c.amount)).where(Refund.c.reversed_by.in_(operations))
    again = {row[0]: row[1] for row in connection.execute(reversals.group_by(Refund.c.reversed_by))}
    lines = _by_operation(connection, select(_line.c.op_id, func.max(_line.c.line)), _line, operations)
    sale_notes = _by_operation(connection, select(Sale.c.op_id, func.min(Sale.c.note)), Sale, operations)
    noted = select(Entry.c.op_id, func.min(EntryText.c.note)).join(EntryText, EntryText.c.entry_id == Entry.c.id)
    notes = {**_by_operation(connection, noted, Entry, operations), **{key: note for key, note in sale_notes.items() if note}}
    made = {}
    for op_id in operations:
        person, count = people.get(op_id, (None, 0))
        money = [each[op_id] * sign for each, sign in ((sold, 1), (back, -1), (again, 1)) if op_id in each]
        made[op_id] = _Came(
            person if count == 1 else None, count, names.get(person) if count == 1 and person is not None else None,
            int(sum(money)) if money else None, int(moved[op_id]) if op_id in moved else None, int(lines.get(op_id, 0)), notes.get(op_id),
        )  # fmt: skip
    return made


def _by_operation(connection: Connection, statement: Select[Any], table: Any, operations: Sequence[str]) -> Mapping[str, Any]:
    rows = connection.execute(statement.where(table.c.op_id.in_(operations)).group_by(table.c.op_id))
    return {row[0]: row[1] for row in rows}


def _people(connection: Connection, operations: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each operation the first person and how many it touched."""
    touched = [
        select(_line.c.op_id, _line.c.entity_id.label("person")).where(_line.c.op_id.in_(operations), _line.c.entity.in_(("person", "stamps"))),
        *(
            select(_line.c.op_id, person.label("person")).join(table, number == _line.c.entity_id)
            .where(_line.c.op_id.in_(operations), _line.c.entity == entity)
            for entity, table, number, person in _OWNERS
        ),
        select(_line.c.op_id, Account.c.person_id.label("person")).join(Lot, Lot.c.entry_id == _line.c.entity_id)
        .join(Account, Account.c.id == Lot.c.account_id).where(_line.c.op_id.in_(operations), _line.c.entity == "lot"),
    ]  # fmt: skip
    whose = union_all(*touched).subquery("whose")
    rows = connection.execute(
        select(whose.c.op_id, func.min(whose.c.person), func.count(whose.c.person.distinct())).group_by(whose.c.op_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _names(connection: Connection, people: Sequence[int]) -> dict[int, str]:
    statement = select(Person.c.id, name_of_person()).where(Person.c.id.in_(listed(connection, people)))
    return {int(row[0]): str(row[1]) for row in connection.execute(statement)}


# What holds -------------------------------------------------------------------------------------------------------------------------


def holds(connection: Connection, query: Query) -> list[Any]:
    """All that a query asks of an operation, as clauses on operations."""
    clauses = [_clause(connection, condition) for condition in query.conditions]
    typed = " ".join(query.text.split())
    if typed:
        people = select(Person.c.id).where(*reading.person_clauses(connection, typed))
        words = typed.lower()
        noted = [contains(lower(column), words) for column in (Operation.c.label, Operation.c.note)]
        receipt = select(Sale.c.op_id).where(Sale.c.receipt == typed.removeprefix("#"))
        clauses.append(or_(touching(people), *noted, Operation.c.op_id.in_(receipt)))
    return clauses


def touching(people: Any) -> Any:
    """Whether an operation touched any of these people or what is theirs."""
    ways = [and_(_line.c.entity.in_(("person", "stamps")), _line.c.entity_id.in_(people))]
    ways += [
        and_(_line.c.entity == entity, _line.c.entity_id.in_(select(number).where(person.in_(people))))
        for entity, _, number, person in _OWNERS
    ]
    return or_(*(Operation.c.op_id.in_(select(_line.c.op_id).where(way)) for way in ways))


def _clause(connection: Connection, condition: Condition) -> Any:
    if condition.op == "!=":
        return not_(func.coalesce(_clause(connection, Condition(condition.key, "=", condition.values)), literal(value=False)))
    filled = [value for value in condition.values if value]
    match condition.key:
        case "area":
            kinds = [module for module, area in AREA_OF.items() if area in filled]
            return or_(*(Operation.c.kind.startswith(f"{module}.", autoescape=True) for module in kinds))
        case "who":
            return or_(*(touching(select(Person.c.id).where(*reading.person_clauses(connection, value))) for value in filled))
        case "person":
            return touching(listed(connection, [int(value) for value in filled]))
        case "undone":
            is_undone = select(_undo.c.op_id).where(_undo.c.undoes == Operation.c.op_id).correlate(Operation).exists()
            return is_undone if condition.values == ("yes",) else not_(is_undone)
        case "recorded":
            return _COMPARE[condition.op](Operation.c.recorded_at, filled[0])
    column = Operation.c[condition.key]
    if condition.op == "~":
        return or_(*(contains(lower(cast(column, Text)), value.lower()) for value in filled))
    ways = [column.is_(None)] if "" in condition.values else []
    return or_(*ways, column.in_(filled)) if filled else or_(*ways)


_COMPARE: dict[str, Callable[[Any, str], Any]] = {
    "<": lambda column, value: column < value, "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value, ">=": lambda column, value: column >= value,
}  # fmt: skip


def _ordered(query: Query) -> Select[Any]:
    """The operations in the order of a query; what is added up of an operation is nothing to sort by."""
    terms: list[Any] = []
    for sort in query.sort:
        column = _SORTED.get(sort.key, JournalRow.c.id)
        turned = column.desc() if sort.descending else column.asc()
        terms.append(turned.nulls_last() if sort.key == "note" else turned)
    return _from().order_by(*terms, JournalRow.c.id.desc() if query.sort[0].descending else JournalRow.c.id.asc())


_SORTED: dict[str, Any] = {
    "label": lower(Operation.c.label), "area": Operation.c.kind, "note": Operation.c.note, "operator": Operation.c.operator, "desk": Operation.c.desk,
}  # fmt: skip
# The columns that a click on the head sorts by.
SORTABLE = frozenset({"recorded", "time", *_SORTED})
