"""A tab over a list in memory: its rows, selection, details and search joined to the desk; the tabs say what a row is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal

from db.fields import Manner
from db.search import Connection
from desktop.desk import Desk
from desktop.lists.copying import copy_rows, selected_rows
from desktop.lists.model import Column, ListModel, Row
from desktop.tab import Tab
from ui.records_page import RecordsPage

# Which entities of the journal a list shows something of, so that another desk's change is seen (reliability.md).
Entities = frozenset[str]


class ListTab(Tab):
    """Rows read whole on another thread, again after each write of this desk and each news of another.

    A tab gives `read_rows` and `show_selection`, and connects what it has beyond that. `filled` comes when the first rows are there.
    """

    filled = Signal()
    entities: Entities = frozenset()

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner, columns: Sequence[Column]) -> None:
        super().__init__(desk, page)
        self.manner = manner
        self.model = ListModel(columns, self)
        self.is_started = self._is_filled = False
        self._text = ""
        self._wanted: int | None = None
        table = page.table
        table.setModel(self.model)
        table.set_density("list")
        table.columns.set_usual(tuple(column.key for column in columns))
        table.sort_requested.connect(lambda key, descending, _add: self.sort_by(key, descending))
        table.selection.changed.connect(self._selected)
        table.selection.current_changed.connect(lambda _record: self._selected())
        table.copy_requested.connect(lambda headers: copy_rows(desk, self.model, table, headers=headers))
        page.details.clear_requested.connect(table.selection.clear)
        self._is_stale = self._is_reading = self._reads_again = False
        desk.wrote.connect(self.became_stale)
        desk.changed.connect(self._changed_elsewhere)
        page.shown.connect(self._seen)

    # What a tab says -----------------------------------------------------------------------------------------------------------------

    def read_rows(self, connection: Connection) -> Any:
        """Read what `rows_of` makes rows of; on another thread."""
        raise NotImplementedError

    def rows_of(self, found: Any) -> Sequence[Row]:
        """The rows of what was read."""
        raise NotImplementedError

    def show_selection(self, records: Sequence[int]) -> None:
        """Show one, many or none in the details."""
        raise NotImplementedError

    # Reading -------------------------------------------------------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether the rows are there."""
        return self._is_filled or not self.is_started

    def start(self) -> None:
        """Ask for the rows; once only."""
        if not self.is_started:
            self.is_started = True
            self.refresh()

    def refresh(self) -> None:
        """Read everything again; before the tab was shown there is nothing to read. While it is read, one more wish is enough."""
        if self._is_reading:
            self._reads_again = True
        elif self.is_started:
            self.desk.start(self._refresh())

    async def _refresh(self) -> None:
        self._is_reading, self._is_stale = True, False
        try:
            self._reads_again = True
            while self._reads_again:
                self._reads_again = False
                self.take(await self.desk.read(self.read_rows))
        finally:
            self._is_reading = False

    def became_stale(self) -> None:
        """The rows may be others now: read again at once where they are seen, else when they are looked at."""
        self._is_stale = self.is_started
        self._seen()

    def _seen(self) -> None:
        if self._is_stale and self.page.isVisible():
            self.refresh()

    def take(self, found: Any) -> None:
        """Show what was read."""
        self.model.set_rows(self.rows_of(found))
        self._show_emptiness()
        if self._wanted is not None and self.page.table.show_record(self._wanted):
            self._wanted = None
        elif not self._is_filled and self.page.table.selection.current is None and self.model.rowCount():
            self.page.table.show_record(self.model.id_at(0) or 0)
        if not self._is_filled:
            self._is_filled = True
            self.filled.emit()
        self._selected()

    def _changed_elsewhere(self, changes: Any) -> None:
        if any(change.entity in self.entities for change in changes):
            self.became_stale()

    def _show_emptiness(self) -> None:
        if self.model.rowCount():
            self.page.show_table()
        elif self.model.total:
            self.page.show_no_hits()
        else:
            self.page.show_empty()

    # What is asked -------------------------------------------------------------------------------------------------------------------

    def search(self, text: str) -> None:
        """Show only rows with these words."""
        self._text = text
        self.model.set_text(text)
        if self._is_filled:
            self._show_emptiness()
        self.status_changed.emit()

    @property
    def search_text(self) -> str:
        """What is searched for."""
        return self._text

    def enter(self, text: str) -> None:
        """Go to the first row that fits."""
        first = self.model.id_at(0)
        if first is not None:
            self.page.table.show_record(first)
            self.page.table.setFocus()

    def sort_by(self, key: str, descending: bool) -> None:
        """Order the rows by a column."""
        self.page.table.header.set_sorts([(key, descending)])
        self.model.sort_by(key, descending)

    def show_record(self, record: int) -> None:
        """Select a row, when it is read if it is not there yet."""
        if not self.page.table.show_record(record):
            self._wanted = record
            self.refresh()

    # Selection -----------------------------------------------------------------------------------------------------------------------

    def selected_ids(self) -> list[int]:
        """The selected rows in the order of the table; without a selection the current one."""
        return selected_rows(self.model, self.page.table)

    def _selected(self) -> None:
        self.show_selection(self.selected_ids())
        self.status_changed.emit()

    # What is remembered --------------------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Columns, sort and widths, as JSON."""
        return {**super().state(), "sort": self.model.sorted_by}

    def set_state(self, state: Any) -> None:
        """Take up what was remembered; what no longer fits is left out."""
        super().set_state(state)
        kept = state.get("sort") if isinstance(state, dict) else None
        if isinstance(kept, list) and len(kept) == 2 and kept[0] in {column.key for column in self.model.columns}:
            self.sort_by(str(kept[0]), bool(kept[1]))
