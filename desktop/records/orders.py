"""Orders of ids kept in memory, and how a set of ids meets one (table.md, 2 and 3); numbers alone, no database."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from db.search import Few, Ids, Order

if TYPE_CHECKING:
    # See `db.search.reading`: numpy waits until the first rows are painted.
    import numpy as np
    from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.bool_]"
KEPT = 2
# Below this share of everybody it is quicker to sort the hits by rank than to walk the whole order.
FEW = 1 / 12


def mask_of(ids: Ids) -> Mask:
    """A set of ids (none below zero) as one truth a number, up to the largest id."""
    import numpy as np

    mask = np.zeros(int(ids.max()) + 1 if len(ids) else 0, np.bool_)
    mask[ids] = True
    return mask


def within(ids: Ids, mask: Mask) -> Ids:
    """Those of the ids that are in the set, in their order."""
    if len(ids) and int(ids.max()) >= len(mask):
        ids = ids[ids < len(mask)]
    return ids[mask[ids]]


@dataclass(frozen=True)
class Places:
    """The place of each id in an arrangement, by the id less the lowest one, where there are any below zero."""

    lowest: int
    places: NDArray[np.int32]

    def of(self, ids: Ids) -> NDArray[np.int32]:
        """The places of these ids, -1 where one is not in the arrangement."""
        import numpy as np

        at = ids - self.lowest if self.lowest else ids
        if len(at) and (int(at.min()) < 0 or int(at.max()) >= len(self.places)):
            found = np.full(len(at), -1, np.int32)
            is_known = (at >= 0) & (at < len(self.places))
            found[is_known] = self.places[at[is_known]]
            return found
        return self.places[at]

    def of_one(self, number: int) -> int:
        """The place of one id, -1 where it is not in the arrangement."""
        at = number - self.lowest
        return int(self.places[at]) if 0 <= at < len(self.places) else -1


class Kept:
    """One kept order: everybody by one column."""

    def __init__(self, order: Order) -> None:
        self.order = order

    @cached_property
    def rank(self) -> Places:
        """The place of each id in the order, made when the first search needs it."""
        return places_of(self.order.ids)

    def arranged(self, hits: Ids, *, descending: bool) -> Ids:
        """A set of ids in this order; ids that the order does not know are left out."""
        if len(hits) < len(self.order.ids) * FEW:
            return self._by_rank(hits, descending=descending)
        if self._goes_below_zero:
            return self._by_flags(hits, descending=descending)
        mask = mask_of(hits)
        return within(self.order.turned() if descending else self.order.ids, mask)

    def all_of(self, mask: Mask, *, descending: bool) -> Ids:
        """The whole order of those in a set."""
        return within(self.order.turned() if descending else self.order.ids, mask)

    @property
    def _goes_below_zero(self) -> bool:
        """Whether some of the ids are below zero, which no mask can have."""
        return len(self.order.ids) > 0 and int(self.order.ids.min()) < 0

    def _by_flags(self, hits: Ids, *, descending: bool) -> Ids:
        """A great set of ids in an order in which nothing is empty: each place of the order is marked."""
        import numpy as np

        ranks = self.rank.of(hits)
        flags = np.zeros(len(self.order.ids), np.bool_)
        flags[ranks[ranks >= 0]] = True
        found: Ids = self.order.ids[flags]
        return found[::-1] if descending else found

    def _by_rank(self, hits: Ids, *, descending: bool) -> Ids:
        import numpy as np

        ranks = self.rank.of(hits)
        known, ranks = hits[ranks >= 0], ranks[ranks >= 0]
        if not descending:
            return known[np.argsort(ranks)]
        filled = ranks < self.order.filled
        parts = ((known[filled], ranks[filled]), (known[~filled], ranks[~filled]))
        return np.concatenate([part[np.argsort(-places)] for part, places in parts])


class Orders:
    """The orders of the last two sort columns."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        """The kept order of a column, now the latest used."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def make_room(self) -> None:
        """Let the one used longest ago go before another is read, so that three are never in memory."""
        while len(self._kept) >= KEPT:
            self._kept.popitem(last=False)

    def put(self, key: str, order: Order) -> Kept:
        """Keep an order, now the latest used."""
        self.make_room()
        self._kept[key] = kept = Kept(order)
        return kept

    def forget(self, keys: Collection[str] | None) -> None:
        """Drop the orders of these columns, or all."""
        for key in list(self._kept):
            if keys is None or key in keys:
                del self._kept[key]


def places_of(arrangement: Ids | Few) -> Places:
    """The place of each id in an arrangement."""
    import numpy as np

    ids = np.asarray(arrangement, np.int64)
    lowest = min(0, int(ids.min())) if len(ids) else 0
    places = np.full(int(ids.max()) + 1 - lowest if len(ids) else 0, -1, np.int32)
    places[ids - lowest if lowest else ids] = np.arange(len(ids), dtype=np.int32)
    return Places(lowest, places)


def found_places(places: Places, ids: Sequence[int]) -> list[int]:
    """The places of those of these ids that are in the arrangement, ascending."""
    import numpy as np

    found = places.of(np.fromiter(ids, np.int64, len(ids)))
    return [int(place) for place in np.sort(found[found >= 0])]
