"""What is chosen in the Activity tab: one operation in the details, or many rows with their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.fields.entries import Signed
from db.search import Connection, entries, operations
from desktop.tabs.activity.details import record_details
from desktop.tabs.activity.source import TRANSACTIONS, question
from resources.i18n import _, ngettext
from ui.details import BulkRow, ManyDetails
from ui.locales import show_number

if TYPE_CHECKING:
    from db.operations.trail import Trail
    from desktop.tabs.activity.tab import ActivityTab

_POINTS = Signed("number")
# The sums of so many selected rows are read; of more only the count is told.
SUMMED = 20_000


class Chosen:
    """The chosen operation of one tab: `trail`, None while none or several are chosen."""

    def __init__(self, tab: ActivityTab) -> None:
        self._tab = tab
        self.trail: Trail | None = None
        self.person: int | None = None
        tab.page.details.show_nothing(_("Nothing selected"), _("Choose a line to see what it did, and what its undo would do."))

    def follow(self) -> None:
        """The selection is another."""
        self._tab.status_changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Read what is chosen again."""
        tab, count = self._tab, self._tab.selected_count()
        current = tab.page.table.selection.current
        if count > 1:
            self._take(None, None)
            tab.desk.start(self._show_many(count))
        elif current is not None:
            tab.desk.start(self._show_one(current))
        else:
            self._take(None, None)
            tab.page.details.show_nothing(_("Nothing selected"), _("Choose a line to see what it did, and what its undo would do."))

    def _take(self, trail: Trail | None, person: int | None) -> None:
        self.trail, self.person = trail, person
        self._tab.actions.follow()

    async def _show_one(self, record: int) -> None:
        tab, which = self._tab, self._tab.which
        await self.load()
        found = await tab.desk.read(trail_of, which, record)
        if record != tab.page.table.selection.current or tab.selected_count() > 1 or which != tab.which:
            return
        if found is None:
            tab.page.table.selection.clear()
            tab.page.table.selection.set_current(None)
            return
        self._take(found, found.person)
        tab.page.details.show_record(record_details(record, found, tab.manner, tab.desk.club.currency))
        tab.page.details.head.expand.hide()

    async def _show_many(self, count: int) -> None:
        tab = self._tab
        title = ngettext("{count} line", "{count} lines", count).format(count=show_number(count))
        rows = tuple(BulkRow(action) for action in (tab.actions.download, tab.actions.copy))
        sentence = ""
        if count <= SUMMED and tab.which == TRANSACTIONS:
            sums = await tab.desk.read(entries.sums, question(TRANSACTIONS), tab.selected_ids())
            gained, lost = (_POINTS.show(sums[key], tab.manner) for key in ("gained", "lost"))
            sentence = _("Points: {gained}, {lost}").format(gained=gained, lost=lost)
        if count == tab.selected_count():
            tab.page.details.show_many(ManyDetails(title, sentence, rows=rows))

    async def load(self) -> None:
        """Load what reads a trail, and every operation with it: on the window's own thread that would stop it for a moment."""
        await self._tab.desk.jobs.run(_loaded)

    def open_person(self) -> None:
        """Show whom the line concerns."""
        if self.person is not None:
            self._tab.desk.person_wanted.emit(self.person)


def _loaded() -> None:
    import db.operations.trail  # noqa: F401 - see `Chosen.load`


def trail_of(connection: Connection, which: str, record: int) -> Any:
    """The trail behind a row of one of the lists."""
    from db.operations import trail

    shelf: Any = entries if which == TRANSACTIONS else operations
    rows = shelf.rows(connection, [record], ())
    if not rows:
        return None
    row = dict(zip(shelf.BESIDE, rows[0][1:], strict=True))
    return trail.read(connection, row["op_id"], row["person"])
