"""What the table of the Activity tab is filled from: the list of transactions, or the audit trail, by pages as people are (table.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import get_currency_symbol
from PySide6.QtCore import Qt

from db.fields import Field, Manner, Value
from db.fields.entries import Clock, Money, entry_fields, operation_fields
from db.fields.kinds import Choice, Day, Time
from db.journal import Change
from db.search import Condition, Connection, Ids, Query, Sort, entries, operations
from desktop.records.cells import DISPLAY, EDIT, Cell, Shown, header_cell
from desktop.records.newest import NEW, Newest
from desktop.records.news import News
from desktop.records.selecting import Step
from desktop.records.source import Answering, Ready
from resources.i18n import _, ngettext
from ui.locales import show_number
from ui.roles import Editor, Role

# Which list a question is about; it stands where people have their stages.
TRANSACTIONS, TRAIL = "transactions", "trail"
_ICON, _TONE, _STRUCK, _VALUE = int(Role.ICON), int(Role.TONE), int(Role.STRUCK), int(Role.VALUE)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
KIND_ICONS = {
    "earn": "sale", "bonus": "promotion", "adjust": "adjust", "redeem": "reward", "refund": "refund", "reversal": "reverse",
    "expire": "expired", "reinstate": "restore", "forfeit": "removed", "opening": "database", "write_off": "erased",
}  # fmt: skip
AREA_ICONS = {
    "sales": "sale", "points": "adjust", "rewards": "reward", "tiers": "tier", "benefit_cards": "benefit-card", "stamps": "stamp",
    "passes": "pass", "people": "person", "sheets": "upload", "log": "log", "programme": "settings", "undo": "undo",
}  # fmt: skip
_STRUCK_KEYS = frozenset({"value", "points"})
_MUTED_KEYS = frozenset({"number", "operator", "desk", "balance", "records"})
# The columns of both lists until the person chooses others.
USUAL = {
    TRANSACTIONS: ("date", "who", "kind", "value", "points", "note", "operator"),
    TRAIL: ("recorded", "who", "label", "points", "note", "operator"),
}
NEWEST_FIRST = {TRANSACTIONS: entries.NEWEST_FIRST, TRAIL: operations.NEWEST_FIRST}


class ActivitySource:
    """Transactions and operations. The first of a query's *stages* says which; rows are told apart by the columns that are asked for."""

    def __init__(self, currency: str) -> None:
        self.fields = {TRANSACTIONS: entry_fields(currency), TRAIL: operation_fields(currency)}
        self._trail_columns = frozenset(map(id, self.fields[TRAIL]))

    def query(self) -> Query:
        """All transactions, the newest first."""
        return question(TRANSACTIONS)

    def answering(self) -> Answering:
        """See Source."""
        return _Both()

    def is_trail(self, fields: Sequence[Field]) -> bool:
        """Whether these are columns of the audit trail."""
        return bool(fields) and id(fields[0]) in self._trail_columns

    def rows(self, connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
        """See Source."""
        return operations.rows(connection, ids, fields) if self.is_trail(fields) else entries.rows(connection, ids, fields)

    def beside(self, connection: Connection) -> Any:
        """Nothing is needed beside the rows."""
        return ()

    def cells(self, fields: tuple[Field, ...], manner: Manner) -> Ready:
        """See Source."""
        return TrailCells(fields, manner) if self.is_trail(fields) else TransactionCells(fields, manner)

    def column(self, field: Field, editor: Editor | None) -> Cell:
        """See Source: nothing is edited here."""
        made: Cell = {int(Qt.ItemDataRole.TextAlignmentRole): _RIGHT if field.kind.numeric else _LEFT}
        if field.key in _MUTED_KEYS or isinstance(field.kind, Day | Time):
            made[int(Role.MUTED)] = True
        if field.key == "who" or isinstance(field.kind, Clock):
            made[int(Role.STRONG)] = True
        return made

    def head(self, field: Field, manner: Manner) -> Cell:
        """See Source; money tells its unit in the head (look.md)."""
        made = header_cell(field, manner)
        if isinstance(field.kind, Money):
            unit = get_currency_symbol(field.kind.currency, manner.locale)
            made[DISPLAY] = _("{label}, {unit}").format(label=_(field.label), unit=unit)
        made[int(Role.SORTABLE)] = not self.is_trail((field,)) or field.key in operations.SORTABLE
        return made

    def news(self, changes: Sequence[Change]) -> News:
        """Every operation adds to both lists; of what is shown any row may have been taken back."""
        return News(frozenset({NEW}) | {change.op_id for change in changes}, None)

    def looks_at(self, query: Query) -> frozenset[str]:
        """What is new belongs to every question."""
        return frozenset({NEW})


def question(which: str, conditions: Sequence[Condition] = (), text: str = "", sort: tuple[Sort, ...] = ()) -> Query:
    """A question about one of the lists."""
    return Query((which,), tuple(conditions), text, sort or NEWEST_FIRST[which])


class _Both:
    """Answers about either list."""

    def __init__(self) -> None:
        self._lists = {
            TRANSACTIONS: Newest(entries, "date", frozenset({"undone", "who", "note", "comment"})),
            TRAIL: Newest(operations, "recorded", frozenset({"undone", "who"})),
        }
        self.figures: tuple[str, ...] = entries.FIGURES

    def steps(self, connection: Connection, query: Query, *, quietly: bool = False) -> Iterator[Step]:
        """See Answering."""
        return self._lists[query.stages[0]].steps(connection, query, quietly=quietly)

    def forget(self, keys: Collection[str] | None) -> None:
        """See Answering."""
        for each in self._lists.values():
            each.forget(keys)


@dataclass(frozen=True)
class TransactionCells:
    """Makes rows of `db.search.entries` ready."""

    fields: tuple[Field, ...]
    manner: Manner

    def make(self, rows: list[tuple[Any, ...]], beside: Any) -> list[Shown]:
        """See Ready."""
        return [self._row(row) for row in rows]

    def _row(self, row: tuple[Any, ...]) -> Shown:
        entry, _person, op_id, kind, receipt, reward, is_undone = row[: 1 + len(entries.BESIDE)]
        cells = []
        for field, value in zip(self.fields, row[1 + len(entries.BESIDE) :], strict=True):
            cell = plain_cell(field, value, self.manner)
            if field.key == "kind":
                cell[_ICON] = KIND_ICONS[kind]
            elif field.key == "note" and not value:
                cell[DISPLAY] = reward or (_("Receipt {receipt}").format(receipt=receipt) if receipt else "")
            if is_undone and field.key in _STRUCK_KEYS:
                cell[_STRUCK] = True
                cell[int(Qt.ItemDataRole.ToolTipRole)] = _("Taken back")
            elif field.key == "points" and isinstance(value, int) and value > 0:
                cell[_TONE] = "good"
            cells.append(cell)
        return Shown(entry, 1, op_id, "", tuple(cells))


@dataclass(frozen=True)
class TrailCells:
    """Makes rows of `db.search.operations` ready."""

    fields: tuple[Field, ...]
    manner: Manner

    def make(self, rows: list[tuple[Any, ...]], beside: Any) -> list[Shown]:
        """See Ready."""
        return [self._row(row) for row in rows]

    def _row(self, row: tuple[Any, ...]) -> Shown:
        number, _person, people, op_id, area, is_undone = row[: 1 + len(operations.BESIDE)]
        cells = []
        for field, value in zip(self.fields, row[1 + len(operations.BESIDE) :], strict=True):
            cell = plain_cell(field, value, self.manner)
            if field.key == "label":
                cell[_ICON] = AREA_ICONS[area]
                if is_undone:
                    cell[_STRUCK] = True
                    cell[int(Qt.ItemDataRole.ToolTipRole)] = _("Taken back")
            elif field.key == "who" and people > 1:
                cell[DISPLAY] = counted_people(people)
            elif field.key == "points" and isinstance(value, int) and value > 0 and not is_undone:
                cell[_TONE] = "good"
            cells.append(cell)
        return Shown(number, 1, op_id, "", tuple(cells))


def counted_people(count: int) -> str:
    """How many people an operation concerned."""
    return ngettext("{count} person", "{count} people", count).format(count=show_number(count))


def plain_cell(field: Field, value: Value, manner: Manner) -> Cell:
    """A value as it is shown and copied."""
    text = field.kind.show(value, manner)
    shown = _(text) if text and isinstance(field.kind, Choice) else text
    return {DISPLAY: shown, EDIT: shown, _VALUE: value}
