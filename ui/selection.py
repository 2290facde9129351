"""The selection of a record table: a set of ids kept beside Qt's own, so that a million selected rows cost nothing (table.md, *Qt*)."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class IdSelection(QObject):
    """Which records are selected: these, or all but these. It stays when rows are sorted, filtered and fetched anew."""

    changed = Signal()
    current_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_everything = False
        self._ids: set[int] = set()
        self._current: int | None = None
        self.anchor: int | None = None

    @property
    def current(self) -> int | None:
        """The record that the keys move from."""
        return self._current

    def set_current(self, record: int | None) -> None:
        """Make a record the current one, selected or not."""
        if record != self._current:
            self._current = record
            self.current_changed.emit(record)

    def contains(self, record: int | None) -> bool:
        """Whether a record is selected."""
        return record is not None and (record in self._ids) != self.is_everything

    def count(self, total: int) -> int:
        """How many of *total* records are selected."""
        return total - len(self._ids) if self.is_everything else len(self._ids)

    def is_empty(self, total: int) -> bool:
        """Whether nothing is selected."""
        return self.count(total) <= 0

    def ids(self) -> frozenset[int]:
        """The selected records; of *everything* the exceptions."""
        return frozenset(self._ids)

    def of(self, order: Iterable[int]) -> list[int]:
        """The selected records in this order."""
        return [record for record in order if (record in self._ids) != self.is_everything]

    def select_only(self, record: int) -> None:
        """Select one record and nothing else."""
        self._replace({record}, everything=False)
        self.anchor = record
        self.set_current(record)

    def toggle(self, record: int) -> None:
        """Select a record that is not, or the other way round."""
        self._replace(self._ids ^ {record}, everything=self.is_everything)
        self.anchor = record
        self.set_current(record)

    def extend(self, records: Iterable[int], current: int | None) -> None:
        """Select these records and nothing else, keeping the anchor."""
        self._replace(set(records), everything=False)
        self.set_current(current)

    def select(self, records: Iterable[int]) -> None:
        """Select these records and nothing else."""
        self._replace(set(records), everything=False)

    def select_everything(self) -> None:
        """Select every record of the present order."""
        self._replace(set(), everything=True)

    def clear(self) -> None:
        """Select nothing."""
        self._replace(set(), everything=False)

    def _replace(self, ids: set[int], *, everything: bool) -> None:
        if ids != self._ids or everything != self.is_everything:
            self._ids, self.is_everything = ids, everything
            self.changed.emit()
