"""Orders of ids kept in memory, and how a set of ids meets one (table.md, 2 and 3); numbers alone, no database."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
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
    """A set of ids as one truth a number, up to the largest id."""
    import numpy as np

    mask = np.zeros(int(ids.max()) + 1 if len(ids) else 0, np.bool_)
    mask[ids] = True
    return mask


def within(ids: Ids, mask: Mask) -> Ids:
    """Those of the ids that are in the set, in their order."""
    if len(ids) and int(ids.max()) >= len(mask):
        ids = ids[ids < len(mask)]
    return ids[mask[ids]]


class Kept:
    """One kept order: everybody by one column."""

    def __init__(self, order: Order) -> None:
        self.order = order

    @cached_property
    def rank(self) -> NDArray[np.int32]:
        """The place of each id in the order, made when the first search needs it."""
        return places_of(self.order.ids)

    def arranged(self, hits: Ids, *, descending: bool) -> Ids:
        """A set of ids in this order; ids that the order does not know are left out."""
        if len(hits) < len(self.order.ids) * FEW:
            return self._by_rank(hits, descending=descending)
        mask = mask_of(hits)
        return within(self.order.turned() if descending else self.order.ids, mask)

    def all_of(self, mask: Mask, *, descending: bool) -> Ids:
        """The whole order of those in a set."""
        return within(self.order.turned() if descending else self.order.ids, mask)

    def _by_rank(self, hits: Ids, *, descending: bool) -> Ids:
        import numpy as np

        known = hits[hits < len(self.rank)]
        ranks = self.rank[known]
        known, ranks = known[ranks >= 0], ranks[ranks >= 0]
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


def places_of(arrangement: Ids | Few) -> NDArray[np.int32]:
    """The place of each id in an arrangement, -1 where it is not in it."""
    import numpy as np

    ids = np.asarray(arrangement, np.int64)
    places = np.full(int(ids.max()) + 1 if len(ids) else 0, -1, np.int32)
    places[ids] = np.arange(len(ids), dtype=np.int32)
    return places


def found_places(places: NDArray[np.int32], ids: Sequence[int]) -> list[int]:
    """The places of those of these ids that are in the arrangement, ascending."""
    import numpy as np

    wanted = np.fromiter(ids, np.int64, len(ids))
    wanted = wanted[(wanted >= 0) & (wanted < len(places))]
    found = places[wanted]
    return [int(place) for place in np.sort(found[found >= 0])]
