"""The commands of the Activity tab: undo of any operation, download, copy, a new line in the log."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from db.fields import Field, Manner
from db.search import Connection, entries, operations
from desktop.jobs import Progress
from desktop.records import clipboard, copying
from desktop.records.clipboard import Copied
from desktop.tabs.activity.source import TRANSACTIONS
from desktop.tabs.activity.stories import MOST
from resources.i18n import _, ngettext
from ui.icons import icon
from ui.locales import show_number

if TYPE_CHECKING:
    from desktop.tabs.activity.tab import ActivityTab

SHEETS = (("Excel", "xlsx"), ("CSV", "csv"))


class ActivityActions(QObject):
    """All that can be done in the tab."""

    def __init__(self, tab: ActivityTab) -> None:
        super().__init__(tab)
        self.tab = tab
        self.undo = self._action(
            "undo", _("Undo this operation"), lambda: self._start(self._undo()), hint=_("Take back what this operation did")
        )
        self.open_person = self._action("person", _("Open member"), tab.chosen.open_person, hint=_("Show the member this line is about"))
        self.new_line = self._action(
            "add", _("New log line"), lambda: self._start(self._new_line()), keys=QKeySequence(QKeySequence.StandardKey.New),
            hint=_("Write down something that happened"),
        )  # fmt: skip
        self.download = self._action(
            "download", _("Download"), lambda: self._start(self._download()), keys=QKeySequence("Ctrl+Shift+E"),
            hint=_("Download what the table shows as a spreadsheet"),
        )  # fmt: skip
        self.open_all = self._action("rows", _("Open all"), tab.opening.all)
        self.columns = self._action("columns", _("Columns"), tab.columns_wanted.emit, hint=_("Choose the columns of the table"))
        self.reset = self._action("columns", _("Reset columns"), self._reset, keys=QKeySequence("Ctrl+0"))
        self.refresh = self._action("refresh", _("Refresh"), tab.refresh, keys=QKeySequence("F5"))
        self.copy = self._action("copy", _("Copy"), lambda: self._start(self._copy(headers=False)))
        self.copy_headers = self._action("copy", _("Copy with headings"), lambda: self._start(self._copy(headers=True)))
        self.select_all = self._action("all", _("Select all"), tab.page.table.select_all_rows)
        self.clear = self._action("close", _("Clear filters"), tab.clear_filters)
        tab.page.table.copy_requested.connect(lambda headers: self._start(self._copy(headers=headers)))
        self.follow()

    def _action(self, name: str, text: str, then: Callable[[], object], *, keys: QKeySequence | None = None, hint: str = "") -> QAction:
        action = QAction(icon(name, "text"), text, self)
        if keys is not None:
            action.setShortcut(keys)
        if hint:
            action.setToolTip(hint)
        action.triggered.connect(lambda _checked=False: then())
        return action

    def _start(self, flow: Coroutine[Any, Any, None]) -> None:
        self.tab.desk.start(flow)

    def tools(self) -> list[QAction]:
        """The commands above the table."""
        return [self.open_all, self.download, self.columns]

    def for_one(self) -> list[QAction]:
        """The commands of the details panel."""
        return [self.undo, self.open_person]

    def follow(self) -> None:
        """Enable what can be done with the present selection, and say what Undo would take back."""
        trail = self.tab.chosen.trail
        can_undo = trail is not None and trail.refusal is None
        self.undo.setEnabled(can_undo)
        self.undo.setText(_("Undo: {label}").format(label=trail.label) if trail is not None and can_undo else _("Undo this operation"))
        self.undo.setIconText(self.undo.text())
        self.open_person.setEnabled(self.tab.chosen.person is not None)
        self._follow_rows()
        has_rows = bool(self.tab.records.model.rowCount())
        self.download.setEnabled(has_rows)
        self.select_all.setEnabled(has_rows)
        chosen = self.tab.selected_count() > 0 or self.tab.page.table.selection.current is not None
        for action in (self.copy, self.copy_headers):
            action.setEnabled(chosen)
        self.clear.setEnabled(self.tab.is_filtered())

    def _follow_rows(self) -> None:
        """*Open all* closes where any row is open; of many rows each is opened by itself."""
        opening = self.tab.opening
        is_open = bool(opening.stories.count)
        self.open_all.setText(_("Close all") if is_open else _("Open all"))
        self.open_all.setIconText(self.open_all.text())
        can = is_open or opening.can_open_all()
        self.open_all.setEnabled(can)
        most = _("Only where the table has at most {count} rows; the right arrow key opens one").format(count=MOST)
        self.open_all.setToolTip(_("Show below each row what it changed") if can else most)

    # What they do --------------------------------------------------------------------------------------------------------------------

    async def _undo(self) -> None:
        """Take back an older operation, or another desk's; a record that changed since refuses, by name (house.md)."""
        trail = self.tab.chosen.trail
        if trail is not None and trail.refusal is None:
            await self.tab.desk.undo_operation(trail.op_id, trail.label)

    async def _new_line(self) -> None:
        """Write a line about whom the chosen line concerns; else the dialog asks about whom."""
        import importlib

        log = await self.tab.desk.jobs.run(lambda: importlib.import_module("desktop.people.verbs.log"))
        person = self.tab.chosen.person
        await log.log_line(self.tab.desk, [] if person is None else [person])

    def _fields(self) -> list[Field]:
        by_key = {field.key: field for field in self.tab.source.fields[self.tab.which]}
        return [by_key[key] for key in self.tab.page.table.columns.shown_keys() if key in by_key]

    def _shelf(self) -> Any:
        return entries if self.tab.which == TRANSACTIONS else operations

    async def _copy(self, *, headers: bool) -> None:
        """Copy the selected rows' shown columns."""
        selected, fields = self.tab.selected_ids(), self._fields()
        if not selected:
            return
        clipboard.put(await self.tab.desk.read(_copied, self._shelf(), selected, fields, self.tab.manner, with_heads=headers))
        self.tab.desk.tell(ngettext("{count} row copied", "{count} rows copied", len(selected)).format(count=len(selected)), tone="info")

    async def _download(self) -> None:
        """Write what the table shows, or the selected rows where there are several, in its order and with its columns."""
        tab = self.tab
        several = tab.selected_count() > 1
        ids: Sequence[int] = tab.selected_ids() if several else tab.records.model.ids.tolist()
        name = (_("Transactions") if tab.which == TRANSACTIONS else _("Audit trail")) + f" {tab.desk.today().isoformat()}.xlsx"
        file = await tab.desk.front.ask_file(_("Save the spreadsheet"), save=True, name=name.lower(), kinds=SHEETS)
        if file is None:
            return
        fields, shelf, selection = self._fields(), self._shelf(), tab.viewing.current.label

        def work(progress: Progress) -> int:
            return _write(tab, file, shelf, ids, fields, selection, progress)

        count = await tab.desk.long(_("Writing {file}").format(file=file.name), work)
        told = ngettext("{count} row saved to {file}", "{count} rows saved to {file}", count)
        tab.desk.tell(told.format(count=show_number(count), file=file.name))

    def _reset(self) -> None:
        """The usual columns of this list."""
        self.tab.page.table.columns.reset()


def _write(
    tab: ActivityTab, file: Path, shelf: Any, ids: Sequence[int], fields: Sequence[Field], selection: str, progress: Progress
) -> int:
    from db.database import new_op_id, stamp
    from desktop.sheets import writer

    database = tab.desk.database
    with database.read() as connection:
        pages: Iterator[Any] = shelf.iterate(connection, ids, fields)
        export = writer.Export(new_op_id(), stamp(database.clock()), selection)
        written = writer.save(
            file, fields, pages, export, tab.manner, total=len(ids), progress=progress.tell, stop=progress.is_stopped, name=_("Activity")
        )
    return written.rows


def _copied(connection: Connection, shelf: Any, ids: Sequence[int], fields: Sequence[Field], manner: Manner, *, with_heads: bool) -> Copied:
    """Rows as text and as a table, for the clipboard."""
    return copying.made(shelf.iterate(connection, ids, fields), fields, manner, with_heads=with_heads)
