"""A trivial model of as many people as wanted, for the table of records: it keeps the contract of `ui.roles` and counts what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.roles import Badge, Chip, Choice, Editor, Role

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
# key, label, widest text, whether names elide, whether figures stand right.
COLUMNS = (
    ("number", "No.", "1000000", False, False),
    ("first_name", "First name", "Nguyễn Thị", True, False),
    ("last_name", "Last name", "Lefèvre-Delacroix", True, False),
    ("tier", "Tier", "Platinum", False, False),
    ("points", "Points", "88,920", False, True),
    ("phone", "Phone", "+90 555 000 21 43", False, False),
    ("joined", "Joined", "28/06/2026", False, False),
)
KEYS = tuple(column[0] for column in COLUMNS)
TIERS = (Choice(None, "Member"), Choice("gold", "Gold", "#d19b00"))


def too_short(text: str) -> str | None:
    """The sentence about a phone number that has fewer than twelve signs."""
    return "Too short for a Dutch number" if len(text) < 12 else None


class PeopleModel(QAbstractTableModel):
    """Ids are 1 to *count* in this order, or the ids given."""

    def __init__(self, count: int = 0, ids: Sequence[int] = ()) -> None:
        super().__init__()
        self.order: Sequence[int] = ids or range(1, count + 1)
        self.asked_flags = 0
        self.taken: list[tuple[int, str, str]] = []
        self.refuses = False

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def id_at(self, row: int) -> int | None:
        """See ui.roles.RecordModel."""
        return self.order[row] if 0 <= row < len(self.order) else None

    def row_of(self, record: int) -> int | None:
        """See ui.roles.RecordModel."""
        try:
            return self.order.index(record)
        except ValueError:
            return None

    def ids_in(self, first: int, last: int) -> list[int]:
        """See ui.roles.RecordModel."""
        return list(self.order[first : last + 1])

    def rows_of(self, records: set[int]) -> list[int]:
        """See ui.roles.RecordModel."""
        return [row for row, record in enumerate(self.order) if record in records]

    def reorder(self, ids: Sequence[int]) -> None:
        """Show another order, as after a sort or a change by another desk."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        records = [self.order[index.row()] for index in old]
        self.order = ids
        rows = [self.row_of(record) for record in records]
        new = [QModelIndex() if row is None else self.index(row, index.column()) for row, index in zip(rows, old, strict=True)]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        self.asked_flags += 1
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if COLUMNS[index.column()][0] in ("phone", "tier", "last_name") else plain

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        key, label, widest, elides, right = COLUMNS[section]
        return {
            int(Qt.ItemDataRole.DisplayRole): label,
            int(Qt.ItemDataRole.TextAlignmentRole): alignment(right),
            int(Role.KEY): key,
            int(Role.SAMPLE): widest,
            int(Role.ELIDES): elides,
            int(Role.SORTABLE): True,
            int(Role.CHIP): key == "tier",
        }.get(role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        key, _label, widest, _elides, right = COLUMNS[index.column()]
        record = self.order[index.row()]
        shown = str(record) if key == "number" else widest
        return {
            int(Qt.ItemDataRole.DisplayRole): shown,
            int(Qt.ItemDataRole.EditRole): "gold" if key == "tier" else shown,
            int(Qt.ItemDataRole.TextAlignmentRole): alignment(right),
            int(Role.ID): record,
            int(Role.STRONG): key == "last_name",
            int(Role.MUTED): key in ("number", "joined"),
            int(Role.CHIP): Chip(shown, "#4b5fd6") if key == "tier" else None,
            int(Role.BADGE): Badge("Suspended", "warn") if key == "last_name" and record % 8 == 0 else None,
            int(Role.EDITOR): {"phone": Editor("phone", check=too_short), "tier": Editor("choice", TIERS)}.get(key),
        }.get(role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        self.taken.append((self.order[index.row()], COLUMNS[index.column()][0], value))
        return not self.refuses


def alignment(right: bool) -> int:
    """Figures stand right, all else left."""
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
