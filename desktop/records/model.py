"""The item model of a table of records: an order of ids, and the rows on screen (table.md; the contract is `ui.roles`)."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TooLate
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from db.fields import Field, Manner
from db.search import Few, Ids
from desktop.records.cells import DISPLAY, Cell, Shown
from desktop.records.orders import Places, found_places, places_of
from desktop.records.pages import MOST_ROWS, PAGE, Pages
from desktop.records.source import PEOPLE, Source
from desktop.records.threads import PageRequest
from ui.roles import Editor, Role

Index = QModelIndex | QPersistentModelIndex
# A paint may wait this long in all for rows that are not here yet, so that a jump paints once (table.md, 5).
WAIT_SECONDS = 0.012
_ID = int(Role.ID)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_ROOT = QModelIndex()


class RecordsModel(QAbstractTableModel):
    """Rows by id: `set_ids` gives the order, *ask_page* reads rows elsewhere and answers through `page_arrived`."""

    edit_requested = Signal(int, int, str, str)
    sort_requested = Signal(str, bool)
    page_failed = Signal(object)
    order_about_to_change = Signal(bool)
    order_changed = Signal(bool)

    def __init__(
        self,
        fields: Sequence[Field],
        manner: Manner,
        editors: Mapping[str, Editor],
        ask_page: Callable[[PageRequest], list[PageRequest]],
        parent: QObject | None = None,
        *,
        source: Source = PEOPLE,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self.manner = manner
        self.editors = dict(editors)
        self._ask_page = ask_page
        self._ids: Ids | Few = array("q")
        self._places: Places | None = None
        self._pages = Pages()
        self._by_row: dict[int, Shown] = {}
        self._asked: dict[int, tuple[int, PageRequest]] = {}
        self._left = WAIT_SECONDS
        self._refill = QTimer(self)
        self._refill.setSingleShot(True)
        self._refill.setInterval(0)
        self._refill.timeout.connect(self._refilled)
        self._set_fields(fields)

    # --- columns -----------------------------------------------------------------------------------------------------------------

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in their order, the hidden ones among them."""
        return self._fields

    def set_fields(self, fields: Sequence[Field]) -> None:
        """Have other columns; the one case in which the model resets."""
        self.beginResetModel()
        self._set_fields(fields)
        self.endResetModel()

    def _set_fields(self, fields: Sequence[Field]) -> None:
        self._fields = tuple(fields)
        self._columns: tuple[Cell, ...] = tuple(self._source.column(field, self.editors.get(field.key)) for field in fields)
        self._heads: tuple[Cell, ...] = tuple(self._source.head(field, self.manner) for field in fields)
        self._flags = tuple(_FLAGS | Qt.ItemFlag.ItemIsEditable if field.key in self.editors else _FLAGS for field in fields)
        self._load([field.key for field in fields])

    def load_columns(self, keys: Collection[str]) -> None:
        """Read only these columns: the others are hidden, and reading them would only cost time."""
        if {field.key for field in self._cells.fields} != {field.key for field in self.fields if field.key in keys}:
            self._load(keys)
            self._tell_all_changed()

    def _load(self, keys: Collection[str]) -> None:
        self._cells = self._source.cells(tuple(field for field in self.fields if field.key in keys), self.manner)
        slots = {field.key: slot for slot, field in enumerate(self._cells.fields)}
        self._slots = tuple(slots.get(field.key, -1) for field in self.fields)
        self._pages.clear()
        self._by_row.clear()
        self._asked.clear()

    def column_of(self, key: str) -> int | None:
        """The column of a field, or None where it is not shown."""
        return next((place for place, field in enumerate(self.fields) if field.key == key), None)

    # --- ids ---------------------------------------------------------------------------------------------------------------------

    @property
    def ids(self) -> Ids:
        """All ids in their order; not to be written to. `rowCount` says sooner how many they are."""
        import numpy as np

        return np.asarray(self._ids, np.int64)

    def id_at(self, row: int) -> int | None:
        """See ui.roles.RecordModel."""
        return int(self._ids[row]) if 0 <= row < len(self._ids) else None

    def row_of(self, record: int) -> int | None:
        """See ui.roles.RecordModel."""
        place = self._known_places().of_one(record)
        return place if place >= 0 else None

    def ids_in(self, first: int, last: int) -> list[int]:
        """See ui.roles.RecordModel."""
        found: list[int] = self._ids[max(first, 0) : last + 1].tolist()
        return found

    def rows_of(self, records: set[int]) -> list[int]:
        """See ui.roles.RecordModel."""
        return found_places(self._known_places(), tuple(records))

    def chosen(self, records: Collection[int], *, all_but: bool) -> list[int]:
        """Those of these records that are shown, or *all but* these, in the order of the table."""
        if not records:
            return self._ids.tolist() if all_but else []
        import numpy as np

        rows = found_places(self._known_places(), tuple(records))
        found: list[int] = (np.delete(self.ids, rows) if all_but else self.ids[rows]).tolist()
        return found

    def _known_places(self) -> Places:
        if self._places is None:
            self._places = places_of(self._ids)
        return self._places

    def set_ids(self, ids: Ids | Few, *, keeps_place: bool) -> None:
        """Show this order. Rows that only come after those shown are inserted at once; anything else swaps with `layoutChanged`.

        *keeps_place*: the same question anew, so that the view puts back its top row, current row and selection.
        """
        shown = len(self._ids)
        if len(ids) >= shown and _are_same(self._ids, ids[:shown]):
            if len(ids) > shown:
                self.beginInsertRows(_ROOT, shown, len(ids) - 1)
                self._take(ids)
                self.endInsertRows()
            return
        self.order_about_to_change.emit(keeps_place)
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        records = [(self.id_at(index.row()), index.column()) for index in old]
        self._take(ids)
        self.changePersistentIndexList(old, [self._index_of(record, column) for record, column in records])
        self.layoutChanged.emit()
        self.order_changed.emit(keeps_place)

    def _take(self, ids: Ids | Few) -> None:
        self._ids = ids
        self._places = None
        self._by_row.clear()

    def _index_of(self, record: int | None, column: int) -> QModelIndex:
        row = None if record is None else self.row_of(record)
        return _ROOT if row is None else self.index(row, column)

    # --- rows --------------------------------------------------------------------------------------------------------------------

    def row_at(self, row: int) -> Shown | None:
        """The ready row, waited for a moment where it is not here yet; None while it is read."""
        return self._by_row.get(row) or self._looked_up(row)

    def make_stale(self, records: Collection[int] | None = None) -> None:
        """Have the rows of these records, or all, read again; what is shown stays until then."""
        if records is not None and not any(record in self._pages for record in records):
            # Nothing of it is here; what is just being read may still be too old.
            self._pages.make_stale(records)
            self._asked.clear()
            return
        self._pages.make_stale(records)
        self._by_row.clear()
        self._asked.clear()
        self._tell_all_changed()

    def _tell_all_changed(self) -> None:
        if len(self._ids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1))

    def page_arrived(self, request: PageRequest) -> None:
        """Show the rows of a page that was not waited for."""
        block = next((block for block, (_, asked) in self._asked.items() if asked is request), None)
        if block is None:
            return
        asked_at, _ = self._asked.pop(block)
        if (error := request.answer.exception()) is not None:
            self.page_failed.emit(error)
            return
        self._keep(request, asked_at)
        first, last = block * PAGE, min((block + 1) * PAGE, len(self._ids)) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def _looked_up(self, row: int) -> Shown | None:
        if not 0 <= row < len(self._ids):
            return None
        record = int(self._ids[row])
        if not self._pages.is_fresh(record):
            self._read(row // PAGE)
        shown = self._pages.get(record)
        if shown is not None and self._pages.is_fresh(record):
            self._by_row[row] = shown
        return shown

    def _read(self, block: int) -> None:
        """Ask for a page, and wait for it while this paint has time left."""
        if block in self._asked:
            return
        request = PageRequest(self._ids[block * PAGE : (block + 1) * PAGE].tolist(), self._cells.fields, self._cells.make)
        asked_at = self._pages.clock
        self._asked[block] = (asked_at, request)
        dropped = self._ask_page(request)
        if dropped:
            self._asked = {place: asked for place, asked in self._asked.items() if asked[1] not in dropped}
        if self._left <= 0 and not request.answer.done():
            return
        started = time.perf_counter()
        try:
            request.answer.result(max(self._left, 0))
        except (TooLate, CancelledError):
            pass
        except Exception:  # noqa: BLE001, S110 - `page_arrived` comes for it too, and tells
            pass
        else:
            del self._asked[block]
            self._keep(request, asked_at)
        self._left -= time.perf_counter() - started
        if not self._refill.isActive():
            self._refill.start()

    def _keep(self, request: PageRequest, asked_at: int) -> None:
        if request.fields is self._cells.fields:
            self._pages.put(request.ids, request.answer.result(), asked_at)
            if len(self._by_row) > MOST_ROWS:
                self._by_row.clear()

    def _refilled(self) -> None:
        """The paint is over; the next one may wait again."""
        self._left = WAIT_SECONDS

    # --- what Qt asks ------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """See Qt: ready values of `Cells`, nothing formatted here."""
        row = index.row()
        column = index.column()
        if column < 0:
            return None
        if role == _ID:
            return self.id_at(row)
        same = self._columns[column].get(role)
        if same is not None:
            return same
        shown = self._by_row.get(row) or self._looked_up(row)
        slot = self._slots[column]
        return None if shown is None or slot < 0 else shown.cells[slot].get(role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """See Qt."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._heads):
            return self._heads[section].get(role)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """See Qt; never reads a row (house.md: `flags()` never fetches)."""
        return self._flags[index.column()] if index.isValid() else Qt.ItemFlag.NoItemFlags

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Ask for the edit; the row changes when it has been written (`edit_requested`: id, version, key, typed text)."""
        if role != int(Qt.ItemDataRole.EditRole) or not index.isValid():
            return False
        shown = self.row_at(index.row())
        if shown is None:
            return False
        self.edit_requested.emit(shown.id, shown.version, self.fields[index.column()].key, "" if value is None else str(value))
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the sort; the order changes when it has been read."""
        if 0 <= column < len(self._heads):
            self.sort_requested.emit(self.fields[column].key, order == Qt.SortOrder.DescendingOrder)


def _are_same(some: Ids | Few, others: Ids | Few) -> bool:
    """Whether both are the same ids in the same order."""
    if len(some) == len(others) == 0:
        return True
    import numpy as np

    return np.array_equal(some, others)
