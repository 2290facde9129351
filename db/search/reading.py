"""People read: sets and orders of ids as one value, rows of values by id, counts and sums (table.md, *The idea*)."""

from __future__ import annotations

import functools
import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    Connection,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)

from db.entities.people import Person
from db.entities.points import Account
from db.fields.field import Field
from db.fields.people import BY_KEY, by_keys
from db.id_lists import listed
from db.search import filters, sorting, wording
from db.search.conditions import Condition, Query, Sort
from db.search.figures import settled
from db.search.functions import contains
from db.search.packed import Few, Ids, Row, as_ids, few, ids_of, is_sqlite, numbers, one_after_the_other, raw
from db.search.saved import query_from
from db.search.wording import Wording

if TYPE_CHECKING:
    from db.search import wider

PAGE = 1000
_FOUND = table("people_search", column("rowid", Integer))


@dataclass(frozen=True)
class Order:
    """All people by one column, ascending, ties by id; the first *filled* of them have a value, the others are empty."""

    ids: Ids
    filled: int

    def turned(self) -> Ids:
        """The descending order: the filled part turned round, then the empty one, ties too."""
        import numpy as np

        return np.concatenate((self.ids[: self.filled][::-1], self.ids[self.filled :][::-1]))


# --- sets of ids, in no order --------------------------------------------------------------------------------------------------------


def base_ids(connection: Connection, query: Query) -> Ids:
    """The people of the query's stages and shown statuses, whatever else is asked."""
    return ids_of(connection, select(Person.c.id).where(*filters.base(query)))


def other_ids(connection: Connection, query: Query) -> Ids:
    """Everybody who is not of the query's stages and shown statuses: few, and so read sooner, where the base is nearly everybody."""
    return one_after_the_other([ids_of(connection, select(Person.c.id).where(way)) for way in filters.outside(query)])


def largest_id(connection: Connection) -> int:
    """The largest id that anybody has, 0 where there is nobody."""
    return int(raw(connection, select(func.coalesce(func.max(Person.c.id), 0))).fetchone()[0])


def condition_ids(connection: Connection, conditions: Sequence[Condition]) -> Ids:
    """The people of any stage and status for whom all conditions hold."""
    return ids_of(connection, select(Person.c.id).where(*filters.clauses(conditions, _wide(connection))))


def text_ids(connection: Connection, typed: str, *, inside: bool = False) -> Ids:
    """The people of any stage and status whom a search text finds; *inside*: also where it stands inside words (the late second look)."""
    found = wording.understood(typed)
    if found.finds_nobody:
        return one_after_the_other([])
    if is_sqlite(connection) and not inside and not found.addresses:
        return ids_of(connection, _full_text(found))
    return ids_of(connection, select(Person.c.id).where(*_text_clauses(connection, found, inside=inside)))


def person_clauses(connection: Connection, typed: str) -> list[Any]:
    """A search text as clauses on people, for a list of something that belongs to them."""
    return _text_clauses(connection, wording.understood(typed), inside=False)


def id_set(connection: Connection, query: Query) -> Ids:
    """The people of a query, in no order."""
    return ids_of(connection, select(Person.c.id).where(*_clauses(connection, query)))


def count(connection: Connection, query: Query) -> int:
    """How many people a query finds."""
    counted = select(func.count()).select_from(Person).where(*_clauses(connection, query))
    return int(raw(connection, settled(connection, counted)).fetchone()[0])


# --- orders --------------------------------------------------------------------------------------------------------------------------


def first_ids(connection: Connection, query: Query, count: int = 200) -> Few:
    """The first people of a query in its order, so that a page is there at once."""
    clauses = _clauses(connection, query, walks=True)
    if len(query.sort) != 1:
        return few(connection, sorting.people_by(query.sort).where(*clauses).limit(count))
    sort = query.sort[0]
    parts = _joined_parts(connection, sort, clauses) if sort.key in sorting.JOINED else sorting.first_parts(sort, clauses)
    found = array("q")
    for part in parts:
        if len(found) < count:
            found += few(connection, part.limit(count - len(found)))
    return found


def _joined_parts(connection: Connection, sort: Sort, clauses: list[Any]) -> Iterator[Select[Any]]:
    """One selection a name in the order of the names, then the people without."""
    names = [row[0] for row in raw(connection, sorting.values_of(sort.key)).fetchall()]
    turned = Person.c.id.desc() if sort.descending else Person.c.id.asc()
    for name in reversed(names) if sort.descending else names:
        yield select(Person.c.id).where(sorting.has(sort.key, name), *clauses).order_by(turned)
    yield sorting.people_without(sort.key).where(*clauses).order_by(turned)


def order(connection: Connection, key: str) -> Order:
    """Everybody by one column, as one value of the engine."""
    if key in sorting.FIGURES:
        found = ids_of(connection, sorting.accounts_by(key))
        return Order(found, len(found))
    if key in sorting.JOINED:
        return _joined_order(connection, key)
    if key == "number":
        found = _everybody(connection)
        return Order(found, len(found))
    parts = [ids_of(connection, part) for part in sorting.parts(Sort(key))]
    return Order(one_after_the_other(parts), len(parts[0]))


def _joined_order(connection: Connection, key: str) -> Order:
    """One question a name, over its index, put together in the order of the names: a third of the time of the join (table.md, 8)."""
    import numpy as np

    names = [row[0] for row in raw(connection, sorting.values_of(key)).fetchall()]
    filled = one_after_the_other([ids_of(connection, sorting.people_with(key, name)) for name in names])
    everybody = _everybody(connection)
    is_empty = np.ones(int(everybody[-1]) + 1 if len(everybody) else 1, np.bool_)
    is_empty[filled] = False
    return Order(one_after_the_other((filled, everybody[is_empty[everybody]])), len(filled))


def _everybody(connection: Connection) -> Ids:
    """All ids, ascending: the engine reads its smallest index, and numpy sorts sooner than the engine walks the whole table."""
    import numpy as np

    return np.sort(ids_of(connection, select(Person.c.id)))


def ids(connection: Connection, query: Query, limit: int | None = None) -> Ids:
    """The people of a query in its order: for sheets, cards, commands, and where no kept order is at hand."""
    if limit is not None and limit <= 200:
        return as_ids(first_ids(connection, query, max(limit, 0)))
    clauses = _clauses(connection, query)
    if len(query.sort) != 1:
        found = ids_of(connection, sorting.people_by(query.sort).where(*clauses))
    else:
        found = one_after_the_other([ids_of(connection, part.where(*clauses)) for part in sorting.parts(query.sort[0])])
    return found if limit is None else found[:limit]


def sorted_ids(connection: Connection, hits: Ids, sorts: Sequence[Sort]) -> Ids:
    """These people in an order, sorted by the engine: for few hits while no order is kept (table.md, 3)."""
    statement = sorting.people_by(sorts).where(Person.c.id.in_(select(_listed(is_sqlite(connection)))))
    return as_ids(few(connection, statement, {"wanted": _wanted(connection, hits.tolist())}))


# --- values --------------------------------------------------------------------------------------------------------------------------


def rows(connection: Connection, ids: Sequence[int] | Ids | Few, fields: Sequence[Field]) -> list[Row]:
    """The rows (id, version, stage, status, then the fields' values) in the order of *ids*; a person who is gone is left out."""
    return list(
        chain.from_iterable(_pages(connection, ids, (Person.c.id, Person.c.version, Person.c.stage, Person.c.status), fields, PAGE))
    )


def iterate(connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field], page: int = PAGE) -> Iterator[list[Row]]:
    """Lists of up to *page* rows of the fields' values alone, in the order of *ids*, straight from the driver: for sheets and lists."""
    return _pages(connection, ids, (), fields, page)


def _pages(
    connection: Connection, ids: Sequence[int] | Ids, first: tuple[Any, ...], fields: Sequence[Field], page: int
) -> Iterator[list[Row]]:
    statement = settled(connection, _by_ids(is_sqlite(connection), first, fields))
    for start in range(0, len(ids), page):
        # What counts in numpy's numbers would not be understood by the engines.
        some = [int(number) for number in ids[start : start + page]]
        yield raw(connection, statement, {"wanted": _wanted(connection, some)}).fetchall()


def _wanted(connection: Connection, ids: list[int]) -> str | list[int]:
    """A list of ids as one bound value."""
    return json.dumps(ids) if is_sqlite(connection) else ids


def _listed(is_sqlite: bool) -> Any:
    """The bound ids as a column."""
    if is_sqlite:
        return func.json_each(bindparam("wanted", type_=Text)).table_valued("value", name="wanted").c.value
    return func.unnest(cast(bindparam("wanted"), ARRAY(Integer))).column_valued("wanted")


def _by_ids(is_sqlite: bool, first: tuple[Any, ...], fields: Sequence[Field]) -> Select[Any]:
    """The one SELECT that table, sheets and prints run: rows come in the order of the wanted ids."""
    chosen = sorting.joined_to(select(*first, *(field.sql.label(field.key) for field in fields)), fields)
    if is_sqlite:
        # The list is the outer loop (nothing else drives it: `people` is looked up by its key), so rows come in its order.
        wanted = func.json_each(bindparam("wanted", type_=Text)).table_valued("key", "value", name="wanted")
        return chosen.join(wanted, Person.c.id == wanted.c.value).order_by(wanted.c.key)
    unnested = func.unnest(cast(bindparam("wanted"), ARRAY(Integer)))
    wanted = unnested.table_valued("id", with_ordinality="place", name="wanted").render_derived()
    return chosen.join(wanted, Person.c.id == wanted.c.id).order_by(wanted.c.place)


def values_by_id(connection: Connection, key: str) -> Ids:
    """A figure of everybody's account, indexed by the person's id: a kept vector that sums a selection at once (table.md, 7)."""
    import numpy as np

    everybody: Any = select(Account.c.person_id, BY_KEY[key].sql.label("figure"))
    owners, figures = numbers(connection, everybody, (False, True))
    found = np.zeros(int(owners.max()) + 1 if len(owners) else 1, np.int64)
    np.add.at(found, owners, figures)
    return found


def sum_of(connection: Connection, ids: Ids, key: str) -> int:
    """The sum of a figure of the accounts of these people."""
    figure: Any = BY_KEY[key].sql
    summed = select(func.coalesce(func.sum(figure), 0)).where(Account.c.person_id.in_(select(_listed(is_sqlite(connection)))))
    return int(raw(connection, settled(connection, summed), {"wanted": _wanted(connection, ids.tolist())}).fetchone()[0])


def sums(connection: Connection, query: Query, keys: Sequence[str] = ("points",)) -> dict[str, int]:
    """The sums of figures over the people of a query."""
    fields = by_keys(keys)
    chosen = sorting.joined_to(select(*(func.coalesce(func.sum(field.sql), 0) for field in fields)), fields)
    row = raw(connection, settled(connection, chosen.where(*_clauses(connection, query)))).fetchone()
    return {field.key: int(value) for field, value in zip(fields, row, strict=True)}


# --- statements ----------------------------------------------------------------------------------------------------------------------


def _clauses(connection: Connection, query: Query, *, walks: bool = False) -> list[Any]:
    """All that a query asks; *walks*: while an index is walked in its order."""
    clauses: list[Any] = [*filters.base(query, walks=walks), *filters.clauses(query.conditions, _wide(connection))]
    if query.text.strip():
        clauses.extend(_text_clauses(connection, wording.understood(query.text), inside=False))
    return clauses


def _wide(connection: Connection) -> Callable[[Condition], Any]:
    """How conditions that are no column are made, segments among them (W2, W3)."""

    @functools.cache
    def scene() -> wider.Scene:
        # Nobody who filters by columns alone waits for these to be loaded (`tests/house/test_start.py`).
        from db.search import wider

        return wider.Scene(connection)

    def made(condition: Condition) -> Any:
        if condition.op == "among":
            return Person.c.id.in_(listed(connection, [int(value) for value in condition.values]))
        from db.search import wider

        if condition.key == "segment":
            return or_(*(and_(*_clauses(connection, query_from(scene().saved(name)))) for name in condition.values))
        return wider.holds(condition, scene())

    return made


def _text_clauses(connection: Connection, found: Wording, *, inside: bool) -> list[Any]:
    """A search text as clauses on people."""
    if found.finds_nobody:
        return [literal_column("1 = 0")]
    clauses: list[Any] = [contains(Person.c.email_key, address) for address in found.addresses]
    if inside:
        return [*clauses, *(contains(Person.c.search_text, word) for word in found.words)]
    if not found.terms:
        return clauses
    if is_sqlite(connection):
        return [*clauses, Person.c.id.in_(_full_text(found))]
    return [*clauses, *(_any_way(term) for term in found.terms)]


def _any_way(term: tuple[tuple[str, ...], ...]) -> Any:
    """One term for PostgreSQL's trigram index; words are letters and digits alone, so nothing of them is a sign of LIKE."""
    return or_(*(and_(*(Person.c.search_text.like(f"% {word}%") for word in way)) for way in term))


def _full_text(found: Wording) -> Select[Any]:
    return select(_FOUND.c.rowid).where(text("people_search MATCH :words").bindparams(words=wording.fts(found)))
