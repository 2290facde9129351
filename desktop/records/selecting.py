"""From a question to the ids on screen, in steps: what comes at once, what comes whole, what comes late (table.md, *The idea*)."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass, field

from db import search
from db.fields import BY_KEY
from db.search import Condition, Connection, Few, Ids, Query, wider_keys
from db.search.wording import understood
from desktop.records.orders import Kept, Mask, Orders, mask_of, within

FIRST = 200
# Up to so many hits are sorted by the engine while no order is kept; beyond, the whole order is fetched (table.md, 3).
SORTED_BY_ENGINE = 50_000
# Of a smaller share of everybody the engine sums; a vector of everybody's figures is kept when more are summed.
SUMMED_BY_ENGINE = 1 / 4
PROSPECTS = ("guest", "invited")


@dataclass(frozen=True)
class Found:
    """A step of an answer. *ids* in order; *whole*: all of them, else the first ones only; *inside*: found inside words only."""

    ids: Ids | Few
    whole: bool
    inside: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """So many prospects fit a search text that no member fits."""

    count: int


@dataclass(frozen=True)
class Sums:
    """Sums over the whole answer, by the key of the figure."""

    sums: dict[str, int] = field(default_factory=dict)


Step = Found | Elsewhere | Sums
# The steps to yield, and at last the ids that were found.
Answer = Generator[Step, None, Ids]


class Selecting:
    """Answers questions one after the other; keeps orders, masks and the last sets. It lives on one thread."""

    def __init__(self, figures: tuple[str, ...] = ("points",)) -> None:
        self.figures = figures
        self.orders = Orders()
        self._masks: dict[tuple[object, ...], Mask] = {}
        self._text: tuple[str, Ids] | None = None
        self._conditions: tuple[tuple[Condition, ...], Mask] | None = None
        self._vectors: dict[str, Ids] = {}

    def forget(self, keys: Collection[str] | None) -> None:
        """Drop what is kept of these columns (None: of all), because somebody changed them."""
        self.orders.forget(_sorted_by(keys))
        self._text = None
        self._conditions = None
        if keys is None or {"stage", "status"} & set(keys):
            self._masks.clear()
        for key in list(self._vectors):
            if keys is None or key in keys:
                del self._vectors[key]

    def steps(self, connection: Connection, query: Query, *, quietly: bool = False) -> Iterator[Step]:
        """The answer in steps; *quietly*: no first part (a table that is shown already only swaps whole orders)."""
        typed = " ".join(query.text.split())
        if not typed and not query.conditions:
            found = yield from self._everybody(connection, query, quietly=quietly)
        else:
            found = yield from self._narrowed(connection, query, typed, quietly=quietly)
            if typed and not len(found):
                found = yield from self._second_look(connection, query, typed)
        yield self._sums(connection, found)
        if len(query.sort) == 1 and not _is_by_number(query) and self.orders.get(query.sort[0].key) is None:
            # The next letter typed, and the filter taken off again, then find the order here.
            self._order(connection, query.sort[0].key)

    def _everybody(self, connection: Connection, query: Query, *, quietly: bool) -> Answer:
        """Open and sort: the first rows at once, then all."""
        if len(query.sort) != 1:
            if not quietly:
                yield Found(search.first_ids(connection, query, FIRST), whole=False)
            found = search.ids(connection, query)
        elif _is_by_number(query) and "member" not in query.stages:
            if self._base_key(query) not in self._masks and not quietly:
                yield Found(search.first_ids(connection, query, FIRST), whole=False)
            # The mask holds nobody who is not there, and its places are the numbers: it needs no order of everybody.
            found = _by_number(_numbers_in(self._base(connection, query)), query)
        else:
            sort = query.sort[0]
            kept = self.orders.get(sort.key)
            if (kept is None or self._base_key(query) not in self._masks) and not quietly:
                yield Found(search.first_ids(connection, query, FIRST), whole=False)
            # The order first: the engine works on it alone, while the window paints the first rows.
            kept = self._order(connection, sort.key)
            found = kept.all_of(self._base(connection, query), descending=sort.descending)
        yield Found(found, whole=True)
        return found

    def _narrowed(self, connection: Connection, query: Query, typed: str, *, quietly: bool) -> Answer:
        """Search and filter: sets of ids that meet the kept order."""
        if typed and connection.dialect.name != "sqlite" and not quietly and understood(typed).is_short:
            # One or two letters give a trigram index nothing to hold: the first rows come from the order's own index (table.md, *Search*).
            yield Found(search.first_ids(connection, query, FIRST), whole=False)
        hits = self._hits(connection, query, typed)
        found = yield from self._arranged(connection, query, hits, quietly=quietly)
        yield Found(found, whole=True)
        return found

    def _arranged(self, connection: Connection, query: Query, hits: Ids, *, quietly: bool) -> Answer:
        """The hits in the order of the query."""
        if len(query.sort) != 1:
            return search.sorted_ids(connection, hits, query.sort)
        if _is_by_number(query):
            return _by_number(_numbers_in(mask_of(hits)), query)
        sort = query.sort[0]
        kept = self.orders.get(sort.key)
        if kept is None and len(hits) < SORTED_BY_ENGINE:
            return search.sorted_ids(connection, hits, query.sort)
        if kept is None:
            if not quietly:
                yield Found(search.first_ids(connection, query, FIRST), whole=False)
            kept = self._order(connection, sort.key)
        return kept.arranged(hits, descending=sort.descending)

    def _second_look(self, connection: Connection, query: Query, typed: str) -> Answer:
        """Nobody was found: look for prospects (issue 3, item 4), and for the text inside words (table.md, *Search*)."""
        if query.stages == ("member",):
            elsewhere = search.count(connection, Query(PROSPECTS, text=typed))
            if elsewhere:
                yield Elsewhere(elsewhere)
        hits = self._met(connection, query, search.text_ids(connection, typed, inside=True))
        found: Ids = hits
        if len(hits):
            found = yield from self._arranged(connection, query, hits, quietly=True)
            yield Found(found, whole=True, inside=True)
        return found

    def _hits(self, connection: Connection, query: Query, typed: str) -> Ids:
        """Whom text and conditions find, in no order."""
        if not typed:
            mask = self._condition_mask(connection, query.conditions)
            return _numbers_in(_both(mask, self._base(connection, query)))
        if self._text is None or self._text[0] != typed:
            self._text = (typed, search.text_ids(connection, typed))
        return self._met(connection, query, self._text[1])

    def _met(self, connection: Connection, query: Query, hits: Ids) -> Ids:
        """Those hits of a text that base and conditions let through."""
        hits = within(hits, self._base(connection, query))
        return within(hits, self._condition_mask(connection, query.conditions)) if query.conditions and len(hits) else hits

    def _base_key(self, query: Query) -> tuple[object, ...]:
        return (query.stages, query.statuses)

    def _base(self, connection: Connection, query: Query) -> Mask:
        key = self._base_key(query)
        if key not in self._masks:
            self._masks[key] = self._read_base(connection, query)
        return self._masks[key]

    def _read_base(self, connection: Connection, query: Query) -> Mask:
        """The base as a mask. Nearly everybody is a member, so that the others are read sooner; numbers that nobody has do no harm."""
        if "member" not in query.stages:
            return mask_of(search.base_ids(connection, query))
        largest, others = search.largest_id(connection), search.other_ids(connection, query)
        import numpy as np

        mask = np.ones(largest + 1, np.bool_)
        mask[others] = False
        return mask

    def _condition_mask(self, connection: Connection, conditions: tuple[Condition, ...]) -> Mask:
        if self._conditions is None or self._conditions[0] != conditions:
            self._conditions = (conditions, mask_of(search.condition_ids(connection, conditions)))
        return self._conditions[1]

    def _order(self, connection: Connection, key: str) -> Kept:
        kept = self.orders.get(key)
        if kept is None:
            self.orders.make_room()
            kept = self.orders.put(key, search.order(connection, key))
        return kept

    def _sums(self, connection: Connection, found: Ids) -> Sums:
        sums = {}
        for key in self.figures:
            if key not in self._vectors and len(found) < search.largest_id(connection) * SUMMED_BY_ENGINE:
                sums[key] = search.sum_of(connection, found, key)
                continue
            if key not in self._vectors:
                self._vectors[key] = search.values_by_id(connection, key)
            vector = self._vectors[key]
            sums[key] = int(vector[found[found < len(vector)]].sum())
        return Sums(sums)


def _is_by_number(query: Query) -> bool:
    """Whether the order is that of the ids themselves."""
    return len(query.sort) == 1 and query.sort[0].key == "number"


def _by_number(ascending: Ids, query: Query) -> Ids:
    """Ascending ids in the direction of the query."""
    return ascending[::-1] if query.sort[0].descending else ascending


def _numbers_in(mask: Mask) -> Ids:
    """The ids of a set, ascending."""
    import numpy as np

    return np.flatnonzero(mask)


def _both(one: Mask, other: Mask) -> Mask:
    size = min(len(one), len(other))
    return one[:size] & other[:size]


def _sorted_by(keys: Collection[str] | None) -> Collection[str] | None:
    """The columns whose order a change of these touches: either name moves both."""
    if keys is None:
        return None
    names = {"first_name", "last_name"}
    return set(keys) | names if names & set(keys) else set(keys)


def looks_at(query: Query) -> frozenset[str]:
    """The columns, and what filters beside them go by, whose change may change who is found, or in which order."""
    keys = {"stage", "status"} | set(_sorted_by({sort.key for sort in query.sort}) or ())
    for condition in query.conditions:
        keys |= _asked(condition)
    if query.text.strip():
        keys |= {"first_name", "last_name", "phone", "other_phone", "email", "city", "interests", "groups", "code"}
    return frozenset(keys)


def _asked(condition: Condition) -> frozenset[str]:
    """What a condition goes by; a segment may go by anything."""
    if condition.op == "among":
        return frozenset()
    name = wider_keys.name_of(condition.key)
    if name == "segment":
        return frozenset({"segment", *BY_KEY}).union(*wider_keys.LOOKS_AT.values())
    return wider_keys.LOOKS_AT.get(name, frozenset({condition.key}))
