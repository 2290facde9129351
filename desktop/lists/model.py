"""A table of rows in memory: sorted, searched and kept by id; the contract is `ui.roles` (look.md, *Tables*)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.roles import Badge, Chip, Role

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Column:
    """One column. *sample*: the widest text to expect; *elides*: a text that may be cut at the end, never a figure or a date."""

    key: str
    label: str
    sample: str
    right: bool = False
    elides: bool = False
    strong: bool = False
    muted: bool = False
    short: str = ""


@dataclass(frozen=True)
class Cell:
    """What a cell shows. *value* is what it is sorted by; None stands last whichever way. *link*: a click leads somewhere."""

    text: str = ""
    value: Any = None
    chip: Chip | None = None
    badge: Badge | None = None
    tone: str = ""
    icon: str = ""
    muted: bool = False
    strong: bool = False
    struck: bool = False
    link: bool = False
    tooltip: str = ""


@dataclass(frozen=True)
class Row:
    """One record by its id; a column without a cell is blank. *searched*: what else the search box finds it by."""

    id: int
    cells: dict[str, Cell] = field(hash=False)
    searched: str = ""


NOTHING = Cell()


class ListModel(QAbstractTableModel):
    """Rows by id, whole in memory. `sort_requested` is the view's; the order is by `sort_by`."""

    sort_requested = Signal(str, bool)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._all: tuple[Row, ...] = ()
        self._rows: list[Row] = []
        self._places: dict[int, int] = {}
        self._text = ""
        self._keep: Callable[[Row], bool] | None = None
        self._sort: tuple[str, bool] | None = None

    # Rows ----------------------------------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows, in the order they come unless another is chosen; the view keeps its place and selection by id."""
        self._all = tuple(rows)
        self._arrange()

    def set_text(self, text: str) -> None:
        """Show only rows in which every word occurs, whatever its case."""
        self._text = text
        self._arrange()

    def set_filter(self, keep: Callable[[Row], bool] | None) -> None:
        """Show only rows that *keep* lets through."""
        self._keep = keep
        self._arrange()

    def sort_by(self, key: str, descending: bool) -> None:
        """Order the rows by a column; blank ones stand last."""
        self._sort = (key, descending)
        self._arrange()

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """The column that was chosen to sort by, and whether it descends."""
        return self._sort

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._all)

    def row(self, record: int) -> Row | None:
        """The row of a record, shown or not."""
        return next((row for row in self._all if row.id == record), None)

    def shown(self) -> list[Row]:
        """The rows that are shown, in their order."""
        return list(self._rows)

    def _arrange(self) -> None:
        words = self._text.casefold().split()
        rows = [row for row in self._all if (self._keep is None or self._keep(row)) and _has(row, words)]
        if self._sort is not None:
            key, descending = self._sort
            filled = [row for row in rows if row.cells.get(key, NOTHING).value is not None]
            filled.sort(key=lambda row: _order(row.cells[key].value), reverse=descending)
            rows = filled + [row for row in rows if row.cells.get(key, NOTHING).value is None]
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        records = [(self._rows[index.row()].id, index.column()) for index in old]
        self._rows = rows
        self._places = {row.id: place for place, row in enumerate(rows)}
        self.changePersistentIndexList(old, [self._index_of(record, column) for record, column in records])
        self.layoutChanged.emit()

    def _index_of(self, record: int, column: int) -> QModelIndex:
        place = self._places.get(record)
        return _ROOT if place is None else self.index(place, column)

    # The contract of ui.roles.RecordModel --------------------------------------------------------------------------------------------

    def id_at(self, row: int) -> int | None:
        """See ui.roles.RecordModel."""
        return self._rows[row].id if 0 <= row < len(self._rows) else None

    def row_of(self, record: int) -> int | None:
        """See ui.roles.RecordModel."""
        return self._places.get(record)

    def ids_in(self, first: int, last: int) -> list[int]:
        """See ui.roles.RecordModel."""
        return [row.id for row in self._rows[max(first, 0) : last + 1]]

    def rows_of(self, records: set[int]) -> list[int]:
        """See ui.roles.RecordModel."""
        return sorted(self._places[record] for record in records if record in self._places)

    def chosen(self, records: set[int], *, all_but: bool) -> list[int]:
        """Those of these records that are shown, or all but these, in the order of the table."""
        return [row.id for row in self._rows if (row.id in records) != all_but]

    # Qt ------------------------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == int(Role.ID):
            return row.id
        return _cell_data(row.cells.get(column.key, NOTHING), column, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.label
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.right else _LEFT
            case Role.KEY:
                return column.key
            case Role.SAMPLE:
                return column.sample
            case Role.SHORT:
                return column.short or None
            case Role.SORTABLE:
                return True
            case Role.ELIDES:
                return column.elides
        return None


def _cell_data(cell: Cell, column: Column, role: int) -> Any:
    """What a cell shows under a role."""
    match role:
        case int(Qt.ItemDataRole.DisplayRole):
            return cell.text
        case int(Qt.ItemDataRole.TextAlignmentRole):
            return _RIGHT if column.right else _LEFT
        case int(Qt.ItemDataRole.ToolTipRole):
            return cell.tooltip or None
        case Role.VALUE:
            return cell.value
        case Role.CHIP:
            return cell.chip
        case Role.BADGE:
            return cell.badge
        case Role.TONE:
            return cell.tone
        case Role.ICON:
            return cell.icon or None
        case Role.MUTED:
            return cell.muted or column.muted
        case Role.STRONG:
            return cell.strong or column.strong
        case Role.STRUCK:
            return cell.struck
        case Role.UNDERLINED:
            return cell.link
    return None


def _has(row: Row, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = " ".join([row.searched, *(cell.text for cell in row.cells.values())]).casefold()
    return all(word in text for word in words)


def _order(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
