"""The section Activity: operations on the person and the lines that staff wrote, latest first (A2; features.md 2.6, 2.14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from db import texts
from db.fields.kinds import DATE, NUMBER, TIME
from db.operations import record
from db.operations.record import Happened
from desktop.lists.copying import copy_rows
from desktop.lists.downloading import download_rows
from desktop.lists.model import Cell, Column, ListModel, Row
from desktop.people.page.section import PageSection
from desktop.people.verbs.all import BY_KEY as VERBS
from resources.i18n import _, ngettext
from ui.menus import pop_up
from ui.roles import Choice
from ui.sections.log import LogView
from ui.sections.narrowing import among, within

if TYPE_CHECKING:
    from db.fields import Manner
    from db.search import Connection
    from desktop.desk import Desk
    from ui.filters import Pairs

LINE, OPERATION = "line", "operation"


def columns() -> list[Column]:
    """The columns of the activity."""
    return [
        Column("time", _("Date"), "28/06/2026 12:30", muted=True),
        Column("what", _("What happened"), "Register sale of 120.00 with two rewards", elides=True, strong=True),
        Column("note", _("Note"), "Asked for the window table", elides=True),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
        Column("desk", _("Desk"), "desk 2", elides=True, muted=True),
    ]


class LogSection(PageSection):
    """Activity, with *New log line*."""

    key = "log"
    icon = "activity"

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self.manner: Manner = desk.club.manner
        self.model = ListModel(columns(), self)
        self._view: LogView | None = None
        self._held: tuple[Happened, ...] = ()
        self.new_line = self.action("log", _("New log line…"), self._new_line)
        self.download = self.action("download", _("Download"), self._download)

    def title(self) -> str:
        """See PageSection."""
        return _("Activity")

    def read(self, connection: Connection, person: int) -> tuple[Happened, ...]:
        """See PageSection."""
        return record.activity(connection, person)

    def summary(self, held: tuple[Happened, ...]) -> str:
        """See PageSection: how much."""
        return NUMBER.show(len(held), self.manner) if held else ""

    def widget(self) -> LogView:
        """See PageSection."""
        if self._view is None:
            kinds = [Choice(OPERATION, _("Actions")), Choice(LINE, _("Log lines"))]
            keys = [column.key for column in self.model.columns]
            self._view = view = LogView(self.model, keys, kinds, [self.download, self.new_line], self.desk.today)
            table = view.table.table
            view.filters.changed.connect(self._narrow)
            table.copy_requested.connect(lambda headers: copy_rows(self.desk, self.model, table, headers=headers))
            table.menu_requested.connect(lambda place: pop_up([self.new_line, None, self.download], place, view))
        return self._view

    def show(self, held: tuple[Happened, ...]) -> None:
        """See PageSection."""
        self._held = held
        self.model.set_rows([self._row(place, one) for place, one in enumerate(held)])
        self._narrow()

    def _row(self, place: int, one: Happened) -> Row:
        """One thing that happened; a line of the log has its own day where that is another one."""
        when = TIME.show(one.at, self.manner)
        other = one.date is not None and not when.startswith(DATE.show(one.date, self.manner))
        cells = {
            "time": Cell(DATE.show(one.date, self.manner) if other else when, (one.at, -place), tooltip=when if other else ""),
            "what": Cell(one.what, one.what, icon="log" if one.date is not None else "activity"),
            "note": Cell(one.note or "", one.note),
            "operator": Cell(one.operator, one.operator),
            "desk": Cell(one.desk, one.desk),
        }
        return Row(place + 1, cells)

    def _narrow(self) -> None:
        """Show what fits the filters."""
        view = self._view
        if view is None:
            return
        kinds, text, period = (view.filters.pairs(key) for key in ("kind", "text", "period"))
        shown = {
            place
            for place, one in enumerate(self._held, 1)
            if among(kinds, OPERATION if one.date is None else LINE) and within(period, one.date or one.at[:10]) and _has(text, one)
        }
        self.model.set_filter(lambda row: row.id in shown)
        total = NUMBER.show(len(self._held), self.manner)
        some = _("{shown} of {total}").format(shown=NUMBER.show(len(shown), self.manner), total=total)
        view.show_count(some if len(shown) < len(self._held) else total)
        self.status_changed.emit()

    def _new_line(self) -> None:
        self.desk.start(VERBS["log_line"].perform(self.desk, [self.person]))

    def _download(self) -> None:
        self.desk.start(download_rows(self.desk, _("Activity"), self.model.columns, self.model.shown()))

    def status_parts(self) -> Sequence[str]:
        """See PageSection."""
        lines = sum(one.date is not None for one in self._held)
        shown = NUMBER.show(len(self._held) - lines, self.manner)
        parts = [ngettext("{count} action", "{count} actions", len(self._held) - lines).format(count=shown)]
        if lines:
            parts.append(ngettext("{count} log line", "{count} log lines", lines).format(count=NUMBER.show(lines, self.manner)))
        return parts


def _has(pairs: Pairs, one: Happened) -> bool:
    """Whether what happened has the text that these pairs ask."""
    words = texts.fold(" ".join(part for part in (one.what, one.note, one.operator) if part))
    for op, text in pairs:
        found = texts.fold(text) in words
        if found == (op == "!="):
            return False
    return True
