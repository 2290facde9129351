"""Walking a table of records by keys: from row to row, a page, to the ends, and from column to column; what is selected goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from ui.record_table import RecordTable

MOVES: dict[Qt.Key, int | str] = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: "page-up", Qt.Key.Key_PageDown: "page-down",
    Qt.Key.Key_Home: "first", Qt.Key.Key_End: "last",
}  # fmt: skip


class RecordMoves:
    """Where the keys stand in a table. *marks_cell*: they have moved from column to column, so that F2 edits a cell of their choice."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self.marks_cell = False

    def row(self) -> int | None:
        """The row of the current record."""
        record = self._table.selection.current
        return None if record is None else self._table.records.row_of(record)

    def move(self, key: Qt.Key, *, shift: bool, control: bool) -> None:
        """Go where a key of MOVES leads: select that row alone, *shift* all between, *control* none."""
        table = self._table
        if not table.row_count:
            return
        target = self._target(MOVES[key])
        record = table.records.id_at(target)
        if record is None:
            return
        if shift:
            self.extend_to(target)
        elif control or table.has_ticks:
            table.selection.set_current(record)
        else:
            table.selection.select_only(record)
        self.scroll_to(target)

    def _target(self, move: int | str) -> int:
        table, row = self._table, self.row()
        last = table.row_count - 1
        page = max(1, table.viewport().height() // table.verticalHeader().defaultSectionSize() - 1)
        if row is None:
            target = last if move == "last" else 0
        elif isinstance(move, int):
            target = row + move
        else:
            target = {"page-up": row - page, "page-down": row + page, "first": 0, "last": last}[move]
        return min(max(0, target), last)

    def move_column(self, step: int) -> None:
        """Move the cell that F2 edits."""
        table, shown = self._table, self._table.columns.shown()
        if not shown:
            return
        at = shown.index(table.currentIndex().column()) if table.currentIndex().column() in shown else 0
        column = shown[min(max(0, at + step), len(shown) - 1)]
        self.marks_cell = True
        table.setCurrentIndex(table.model().index(self.row() or 0, column))
        table.scrollTo(table.currentIndex())

    def fold(self, *, opens: bool) -> None:
        """Open the current row below itself, or close it."""
        record = self._table.selection.current
        if record is not None and opens:
            self._table.stories.open([record])
        elif record is not None:
            self._table.stories.close(record)

    def extend_to(self, row: int) -> None:
        """Select from the anchor to this row."""
        selection, records = self._table.selection, self._table.records
        start = records.row_of(selection.anchor) if selection.anchor is not None else None
        if start is None:
            record = records.id_at(row)
            if record is not None:
                selection.select_only(record)
            return
        selection.extend(records.ids_in(min(start, row), max(start, row)), records.id_at(row))

    def scroll_to(self, row: int) -> None:
        """Make a row the current one, and scroll no further than it takes to see it."""
        table, shown = self._table, self._table.columns.shown()
        column = table.currentIndex().column()
        table.setCurrentIndex(table.model().index(row, column if column in shown else (shown[0] if shown else 0)))
        bar, top, room = table.verticalScrollBar(), table.stories.top_of(row), table.viewport().height()
        # Of a row that is open as much as there is room for, its beginning before its end.
        height = min(table.rowHeight(row), room)
        if top < bar.value():
            bar.setValue(top)
        elif top + height > bar.value() + room:
            bar.setValue(top + height - room)
