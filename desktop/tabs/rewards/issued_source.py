"""Issued rewards as a source of records: any order of millions, rows by page, states as icon and word (table.md, *The idea*)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from db.fields import Field, Manner
from db.journal import Change
from db.search import Connection, Ids, Query, issued
from desktop.records.cells import ALIGNMENT, DISPLAY, Cell, Shown, header_cell
from desktop.records.news import News
from desktop.records.selecting import Found, Step
from desktop.records.source import Ready
from resources.i18n import _
from ui.roles import Editor, Role

FIRST = 200
ENTITY = "issued"
STATE_ICONS = {"issued": "outstanding", "redeemed": "used", "expired": "expired", "revoked": "revoked"}
STATE_TONES = {"issued": "", "redeemed": "good", "expired": "muted", "revoked": "muted"}
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_MUTED_KEYS = ("number", "issued_on", "expires_on", "changed_on", "operator", "source")


class _Answering:
    """Finds the ids of a question: the first ones at once, then all."""

    figures: tuple[str, ...] = ()

    def steps(self, connection: Connection, query: Query, *, quietly: bool = False) -> Iterator[Step]:
        """See Answering."""
        if not quietly:
            yield Found(issued.first_ids(connection, query, FIRST), whole=False)
        yield Found(issued.ids(connection, query), whole=True)

    def forget(self, keys: Collection[str] | None) -> None:
        """Nothing is kept between two questions."""


@dataclass(frozen=True)
class _Ready:
    """Makes rows of issued rewards ready to be painted."""

    fields: tuple[Field, ...]
    manner: Manner

    def make(self, rows: list[tuple[Any, ...]], beside: Any) -> list[Shown]:
        """See Ready."""
        return [self._row(issued.IssuedRow(*row)) for row in rows]

    def _row(self, row: issued.IssuedRow) -> Shown:
        return Shown(row.id, row.version, "member", "active", tuple(self._cell(row, field) for field in self.fields))

    def _cell(self, row: issued.IssuedRow, field: Field) -> Cell:
        value = getattr(row, field.key)
        text = field.kind.show(value, self.manner)
        cell: Cell = {DISPLAY: text, int(Role.VALUE): value}
        if field.key in ("state", "source"):
            cell[DISPLAY] = _(text)
        if field.key == "state":
            cell[int(Role.ICON)] = STATE_ICONS[row.state]
            cell[int(Role.TONE)] = STATE_TONES[row.state]
            cell[int(Role.STRONG)] = row.state == "issued"
        elif field.key == "points" and not value:
            cell[DISPLAY] = ""
        elif row.state in ("expired", "revoked"):
            cell[int(Role.MUTED)] = True
        return cell


class IssuedSource:
    """See `desktop.records.source.Source`."""

    def query(self) -> Query:
        """The newest first."""
        return Query(sort=issued.NEWEST_FIRST)

    def answering(self) -> _Answering:
        """See Source."""
        return _Answering()

    def rows(self, connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
        """See Source: `IssuedRow`s whole, whichever columns are shown."""
        return list(issued.rows(connection, ids))

    def beside(self, connection: Connection) -> bool:
        """Nothing stands beside the rows."""
        return True

    def cells(self, fields: tuple[Field, ...], manner: Manner) -> Ready:
        """See Source."""
        return _Ready(fields, manner)

    def column(self, field: Field, editor: Editor | None) -> Cell:
        """See Source."""
        made: Cell = {ALIGNMENT: _RIGHT if field.kind.numeric else _LEFT}
        if field.key in _MUTED_KEYS:
            made[int(Role.MUTED)] = True
        if field.key == "member":
            made[int(Role.STRONG)] = True
        return made

    def head(self, field: Field, manner: Manner) -> Cell:
        """See Source; a state has an icon before its word."""
        return header_cell(field, manner)

    def news(self, changes: Sequence[Change]) -> News:
        """See Source: a reward that came, one whose state changed, a member whose name did."""
        mine = [change for change in changes if change.entity == ENTITY]
        named = any(change.entity == "person" and change.keys & {"first_name", "last_name"} for change in changes)
        records = None if named else frozenset(change.entity_id for change in mine)
        return News(frozenset({ENTITY}) if mine else frozenset(), records)

    def looks_at(self, query: Query) -> frozenset[str]:
        """See Source: any change of an issued reward may change what is found, and in which order."""
        return frozenset({ENTITY})
