"""Newest: answers about records that are only ever added (transactions, operations): all of them, filtered, summed, and what came since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from db.search import Connection, Few, Ids, Order, Query, Sort
from desktop.records.orders import Kept
from desktop.records.selecting import FIRST, SORTED_BY_ENGINE, Found, Step, Sums

# News of one write name the operations; beyond so many it is quicker to read everything again.
MOST_OPERATIONS = 200
# The name of what every write adds to, as `Source.news` tells it beside the operations.
NEW = "new"


class Shelf(Protocol):
    """The database's side of one kind of record (`db.search.entries`, `db.search.operations`); ids are given out in the order of booking."""

    FIGURES: tuple[str, ...]
    # The columns that are sorted by a number, in memory, and what stands for none.
    NUMBERED: frozenset[str]
    NOTHING: int

    def everything(self, connection: Connection) -> Ids:
        """All of them in their own order, the earliest first."""

    def first_ids(self, connection: Connection, query: Query, count: int) -> Few:
        """The first of a query in its order, those that are soon found."""

    def found(self, connection: Connection, query: Query, among: Collection[int] | None = None) -> Ids:
        """Which a query finds, in no order; *among* these only."""

    def sorted_ids(self, connection: Connection, query: Query, among: Ids | None = None) -> Ids:
        """Those of a query, or *among* these, in its order."""

    def figures(self, connection: Connection, query: Query, key: str) -> tuple[Ids, Ids]:
        """Those of a query in no order, and beside each the number that one of the `NUMBERED` columns sorts by."""

    def of_operations(self, connection: Connection, operations: Collection[str]) -> Ids:
        """Those that these operations made, in their own order."""

    def follow(self, connection: Connection, known: int, new: Sequence[int]) -> bool:
        """Whether new ones come after a known one in their own order."""

    def sums(self, connection: Connection, query: Query, among: Collection[int] | None = None) -> dict[str, int]:
        """What those of a query come to."""


@dataclass
class _Hits:
    """What a question found, in no order, and what it came to."""

    question: Query
    ids: Ids
    sums: dict[str, int] | None = None


class Newest:
    """Keeps the order of all, and the hits of the last question; after a write it asks only for what is new. It lives on one thread.

    *own*: the column of the records' own order. *changing*: the columns whose values may change later, so that a filter on one of them, and
    a search, is asked anew each time.
    """

    def __init__(self, shelf: Shelf, own: str, changing: frozenset[str]) -> None:
        self._shelf, self._own, self._changing = shelf, own, changing
        self.figures = shelf.FIGURES
        self._order: Kept | None = None
        self._hits: _Hits | None = None
        self._new: set[str] = set()

    def forget(self, keys: Collection[str] | None) -> None:
        """Take up what is new: *keys* are the operations that other tables call columns; None: read everything again."""
        if keys is None or len(keys) + len(self._new) > MOST_OPERATIONS:
            self._order = self._hits = None
            self._new.clear()
        else:
            self._new.update(set(keys) - {NEW})

    def steps(self, connection: Connection, query: Query, *, quietly: bool = False) -> Iterator[Step]:
        """The answer in steps: first rows at once, then all, then the sums."""
        self._take_up(connection)
        asked = replace(query, sort=(), text=" ".join(query.text.split()))
        is_all = not asked.text and not asked.conditions
        is_known = self._order is not None if is_all else self._hits is not None and self._hits.question == asked
        if not quietly and not (is_known and query.sort[0].key == self._own):
            first = self._shelf.first_ids(connection, query, FIRST)
            # None among the newest means little: the rest is still to be looked through.
            if is_all or len(first):
                yield Found(first, whole=False)
        yield Found(self._arranged(connection, query, None if is_all else self._found(connection, asked)), whole=True)
        yield Sums(self._sums(connection, asked))

    def _arranged(self, connection: Connection, query: Query, hits: Ids | None) -> Ids:
        """All, or the hits, in the order of the query."""
        sort = query.sort[0]
        if sort.key != self._own or len(query.sort) > 1:
            few = hits if hits is not None and len(hits) < SORTED_BY_ENGINE else None
            if few is None and sort.key in self._shelf.NUMBERED and len(query.sort) == 1:
                return self._by_number(connection, query, sort)
            return self._shelf.sorted_ids(connection, query, few)
        if hits is not None and self._order is None and len(hits) < SORTED_BY_ENGINE:
            return self._shelf.sorted_ids(connection, query, hits)
        order = self._kept(connection)
        if hits is not None:
            return order.arranged(hits, descending=sort.descending)
        return order.order.turned() if sort.descending else order.order.ids

    def _by_number(self, connection: Connection, query: Query, sort: Sort) -> Ids:
        """Those of the query by a number, nothing last, ties in their own order."""
        import numpy as np

        ids, numbers = self._shelf.figures(connection, query, sort.key)
        sign = -1 if sort.descending else 1
        places = self._kept(connection).rank.of(ids) * sign
        is_nothing = numbers == self._shelf.NOTHING
        arranged: Ids = ids[np.lexsort((places, numbers * sign, is_nothing))]
        return arranged

    def _kept(self, connection: Connection) -> Kept:
        if self._order is None:
            self._order = _kept(self._shelf.everything(connection))
        return self._order

    def _found(self, connection: Connection, asked: Query) -> Ids:
        if self._hits is None or self._hits.question != asked:
            self._hits = _Hits(asked, self._shelf.found(connection, asked))
        return self._hits.ids

    def _sums(self, connection: Connection, asked: Query) -> dict[str, int]:
        if not self.figures:
            return {}
        if self._hits is None or self._hits.question != asked:
            # All of them: their ids are in the order already.
            import numpy as np

            self._hits = _Hits(asked, np.empty(0, np.int64))
        if self._hits.sums is None:
            self._hits.sums = self._shelf.sums(connection, asked)
        return self._hits.sums

    def _take_up(self, connection: Connection) -> None:
        """Add what came since to what is kept."""
        operations, self._new = self._new, set()
        if not operations:
            return
        hits, order = self._hits, self._order
        if hits is not None and (hits.question.text or self._changing & {each.key for each in hits.question.conditions}):
            hits = self._hits = None
        if hits is None and order is None:
            return
        new = self._shelf.of_operations(connection, operations)
        if order is not None:
            new = new[order.rank.of(new) < 0]
            self._order = self._longer(connection, order, new)
        else:
            import numpy as np

            new = np.setdiff1d(new, hits.ids) if hits is not None else new
        if hits is not None and len(new):
            self._hits = self._more(connection, hits, new)

    def _longer(self, connection: Connection, order: Kept, new: Ids) -> Kept | None:
        """The order with new ones at its end; None where some belong further in, so that it is read again."""
        ids = order.order.ids
        if not len(new):
            return order
        if len(ids) and not self._shelf.follow(connection, int(ids[-1]), new.tolist()):
            return None
        import numpy as np

        return _kept(np.concatenate((ids, new)))

    def _more(self, connection: Connection, hits: _Hits, new: Ids) -> _Hits:
        """The hits with those of the new ones that fit; none of them twice."""
        import numpy as np

        fitting = np.setdiff1d(self._shelf.found(connection, hits.question, new.tolist()), hits.ids)
        ids = np.concatenate((hits.ids, fitting))
        if hits.sums is None:
            return _Hits(hits.question, ids)
        more = self._shelf.sums(connection, hits.question, fitting.tolist())
        return _Hits(hits.question, ids, {key: hits.sums[key] + more[key] for key in hits.sums})


def _kept(ids: Ids) -> Kept:
    return Kept(Order(ids, len(ids)))
