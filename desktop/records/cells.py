"""Ready cells: for each row what every role of every column shows, made once a page on the page thread (table.md, *Qt*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from db.fields import Field, Manner, Value
from db.fields.kinds import Choice, Day, Time
from resources.i18n import _
from ui.roles import Badge, Chip, Editor, Role

Cell = dict[int, Any]
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
EDIT = int(Qt.ItemDataRole.EditRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_STATUS_TONES = {"suspended": "warn", "removed": "bad", "merged": "info", "anonymised": "info"}
_VALUE, _MUTED, _STRONG = int(Role.VALUE), int(Role.MUTED), int(Role.STRONG)
_CHIP, _BADGE, _EDITOR = int(Role.CHIP), int(Role.BADGE), int(Role.EDITOR)


@dataclass(frozen=True)
class Shown:
    """One row ready to be painted; *cells* by column, each a dictionary by role."""

    id: int
    version: int
    stage: str
    status: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Cells:
    """Makes rows ready for these columns in a person's manner."""

    fields: tuple[Field, ...]
    manner: Manner

    def make(self, rows: list[tuple[Any, ...]], colours: Mapping[str, str | None]) -> list[Shown]:
        """Rows of `db.search.rows` made ready; *colours* of the tiers by name, None for the base tier."""
        place_of = {field.key: place for place, field in enumerate(self.fields)}
        badged = None if "status" in place_of else place_of.get("last_name", 0)
        return [self._row(row, place_of.get("tier"), badged, colours) for row in rows]

    def _row(self, row: tuple[Any, ...], tier: int | None, badged: int | None, colours: Mapping[str, str | None]) -> Shown:
        person, version, stage, status = row[:4]
        cells = tuple(_cell(field, value, self.manner) for field, value in zip(self.fields, row[4:], strict=True))
        if tier is not None and (colour := colours.get(row[4 + tier])) is not None:
            cells[tier][_CHIP] = Chip(cells[tier][DISPLAY], colour)
        if status != "active" and badged is not None and cells:
            cells[badged][_BADGE] = Badge(_status(status), _STATUS_TONES[status])
        return Shown(person, version, stage, status, cells)


def _status(status: str) -> str:
    from db.fields.people import STATUS

    return _(STATUS.choices[status])


def column_cell(field: Field, editor: Editor | None) -> Cell:
    """What every cell of a column has: alignment, weight, and how it is edited."""
    made: Cell = {ALIGNMENT: _RIGHT if field.kind.numeric else _LEFT}
    if field.key == "number" or isinstance(field.kind, Day | Time):
        made[_MUTED] = True
    if field.key == "last_name":
        made[_STRONG] = True
    if editor is not None:
        made[_EDITOR] = editor
    return made


def _cell(field: Field, value: Value, manner: Manner) -> Cell:
    text = field.kind.show(value, manner)
    if text and isinstance(field.kind, Choice):
        return {DISPLAY: _(text), EDIT: value, _VALUE: value}
    if value == 0 and field.kind.numeric:
        return {DISPLAY: text, EDIT: text, _VALUE: value, _MUTED: True}
    return {DISPLAY: text, EDIT: text, _VALUE: value}


def header_cell(field: Field, manner: Manner) -> Cell:
    """What a column's head tells: its label, key, the widest text to expect, and how the column behaves."""
    return {
        DISPLAY: _(field.label),
        int(Role.SHORT): _(field.short) if field.short else None,
        int(Qt.ItemDataRole.ToolTipRole): _(field.label) if field.short else None,
        ALIGNMENT: _RIGHT if field.kind.numeric else _LEFT,
        int(Role.KEY): field.key,
        int(Role.SAMPLE): _sample(field, manner),
        int(Role.SORTABLE): True,
        int(Role.CHIP): field.key == "tier",
        # Words of a fixed choice and tiers have the width of the widest; what room is left is for names and notes.
        int(Role.ELIDES): field.kind.elides and not isinstance(field.kind, Choice) and field.key != "tier",
        _CHIP: field.key == "tier",
    }


def _sample(field: Field, manner: Manner) -> str:
    if isinstance(field.kind, Choice):
        # In the language of the club, with room for an icon before it.
        return max((_(label) for label in field.kind.choices.values()), key=len) + " mm"
    if field.widest:
        return field.widest
    value: Value = int(field.sample) if field.kind.numeric else field.sample
    return field.kind.show(value, manner)
