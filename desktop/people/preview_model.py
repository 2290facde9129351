"""The lines of an upload's preview as a table: a line is made when it is looked at (spreadsheets.md, stage 9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.fields import BY_KEY, Manner, Value
from desktop import problems
from desktop.sheets.preview import Line, Lines
from resources.i18n import _
from ui.roles import Role

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
ROW, KIND, NUMBER, NAME, COLUMN, NOW, ARROW, FILE = range(8)
_KEYS = ("row", "kind", "number", "name", "column", "now", "arrow", "file")
_SAMPLES = (
    "100000",
    "Unchanged 00",
    "1000000",
    "Hernández García",
    "Marketing consent",
    "hernandez@example.org",
    "→",
    "hernandez@example.org",
)
_ICONS = {"changed": "changed", "new": "created", "error": "error", "conflict": "conflict", "unchanged": "unchanged"}
_TONES = {"changed": "info", "new": "good", "error": "bad", "conflict": "warn", "unchanged": "muted"}


class PreviewModel(QAbstractTableModel):
    """Lines of a preview; the id of a line is its place, from 1."""

    def __init__(self, lines: Lines | Sequence[Line], manner: Manner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._manner = manner
        self._heads = (_("Row"), _("Kind"), _("No."), _("Name"), _("Column"), _("Now"), "", _("File"))
        self._kinds = {
            "changed": _("Changed"),
            "new": _("New"),
            "error": _("Error"),
            "conflict": _("Conflict"),
            "unchanged": _("Unchanged"),
        }
        self._made: dict[int, dict[int, dict[int, Any]]] = {}

    def set_lines(self, lines: Lines | Sequence[Line]) -> None:
        """Show other lines of the same preview."""
        self.beginResetModel()
        self._lines = lines
        self._made.clear()
        self.endResetModel()

    def id_at(self, row: int) -> int | None:
        """See ui.roles.RecordModel."""
        return row + 1 if 0 <= row < len(self._lines) else None

    def row_of(self, record: int) -> int | None:
        """See ui.roles.RecordModel."""
        return record - 1 if 1 <= record <= len(self._lines) else None

    def rows_of(self, records: set[int]) -> list[int]:
        """See ui.roles.RecordModel."""
        return sorted(record - 1 for record in records if 1 <= record <= len(self._lines))

    def ids_in(self, first: int, last: int) -> list[int]:
        """See ui.roles.RecordModel."""
        return list(range(first + 1, last + 2))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(_KEYS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """See Qt."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        return {
            int(Qt.ItemDataRole.DisplayRole): self._heads[section],
            int(Qt.ItemDataRole.TextAlignmentRole): _RIGHT if section == ROW else _LEFT,
            int(Role.KEY): _KEYS[section],
            int(Role.SAMPLE): _SAMPLES[section],
            int(Role.ELIDES): section in (NAME, COLUMN, NOW, FILE),
            int(Role.SORTABLE): False,
        }.get(role)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """See Qt; a line's cells are made once."""
        if role == int(Role.ID):
            return index.row() + 1
        cells = self._made.get(index.row())
        if cells is None:
            if len(self._made) > 2000:
                self._made.clear()
            cells = self._made[index.row()] = self._cells(self._lines[index.row()])
        return cells[index.column()].get(role)

    def _cells(self, line: Line) -> dict[int, dict[int, Any]]:
        """What every role of a line's columns shows."""
        shown, alignment = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
        tone = _TONES[line.kind]
        cells: dict[int, dict[int, Any]] = {column: {alignment: _LEFT} for column in range(len(_KEYS))}
        cells[ROW] = {shown: str(line.row), alignment: _RIGHT, int(Role.MUTED): True}
        cells[KIND].update({shown: self._kinds[line.kind], int(Role.ICON): _ICONS[line.kind], int(Role.TONE): tone})
        cells[NUMBER].update({shown: line.number, int(Role.MUTED): True})
        cells[NAME].update({shown: line.name, int(Role.STRONG): True})
        cells[COLUMN].update({shown: _(line.column) if line.column else ""})
        cells[NOW].update({shown: self._shown(line.key, line.now), int(Role.MUTED): True})
        if line.kind in ("changed", "new", "error"):
            cells[ARROW].update({shown: "→", int(Role.MUTED): True})
            cells[FILE].update({shown: self._file(line), int(Role.TINT): "bad" if line.erases else tone})
            if line.kind == "error" or line.erases:
                cells[FILE][int(Role.TONE)] = "bad"
        return cells

    def _file(self, line: Line) -> str:
        if line.kind == "error":
            return problems.sentence(line.told) if line.told is not None else ""
        if line.kind == "new":
            return _("New person")
        return _("erased on purpose") if line.erases else self._shown(line.key, line.file)

    def _shown(self, key: str | None, value: Value) -> str:
        """A value as a person reads it."""
        if key is None or value is None:
            return ""
        field = BY_KEY[key]
        text = field.kind.show(value, self._manner)
        return _(text) if field.kind.name == "choice" and text else text
