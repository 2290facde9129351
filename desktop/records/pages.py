"""Rows in memory by id: the latest read ones, some of them stale (table.md, 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from desktop.records.cells import Shown

PAGE = 64
# Fifty screens of rows: a row with its cells takes 7 kB.
MOST_ROWS = 16 * PAGE


class Pages:
    """A cache of ready rows; a stale one is still shown while it is read again."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[int, Shown | None]] = {}
        self._old_before = 0
        self.clock = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, record: int) -> bool:
        return record in self._rows

    def get(self, record: int) -> Shown | None:
        """The row of a record, stale or not; None where it is not here, or where the record is gone."""
        kept = self._rows.get(record)
        return None if kept is None else kept[1]

    def is_fresh(self, record: int) -> bool:
        """Whether the row need not be read again."""
        kept = self._rows.get(record)
        return kept is not None and kept[0] >= self._old_before

    def put(self, asked: Iterable[int], rows: Iterable[Shown], asked_at: int) -> None:
        """Keep the rows that were read for these ids; *asked_at* is the clock when they were asked for. The oldest rows go."""
        found = {row.id: row for row in rows}
        for record in asked:
            self._rows.pop(record, None)
            self._rows[record] = (asked_at, found.get(record))
        while len(self._rows) > MOST_ROWS:
            del self._rows[next(iter(self._rows))]

    def make_stale(self, records: Collection[int] | None = None) -> None:
        """Have these rows, or all, read again; what is under way may be too old already."""
        self.clock += 1
        if records is None:
            self._old_before = self.clock
            return
        for record in records:
            if record in self._rows:
                self._rows[record] = (-1, self._rows[record][1])

    def clear(self) -> None:
        """Drop everything: the columns are others now."""
        self.clock += 1
        self._rows.clear()
