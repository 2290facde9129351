"""The Activity tab: every transaction of the programme, and behind it the audit trail, from which any operation can be undone (S4, A2)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from db.errors import Told
from db.fields import Manner
from db.fields.entries import Signed
from db.search import Query, Sort
from desktop.desk import Desk
from desktop.records import Records
from desktop.tab import Menu, Tab
from desktop.tabs.activity import filtering
from desktop.tabs.activity.actions import ActivityActions
from desktop.tabs.activity.chosen import Chosen
from desktop.tabs.activity.source import TRAIL, TRANSACTIONS, USUAL, ActivitySource, question
from desktop.tabs.activity.stories import Opening
from desktop.tabs.activity.viewing import Viewing
from desktop.tabs.activity.views import View
from resources.i18n import _, ngettext
from ui.empty_state import EmptyDetails
from ui.locales import show_number
from ui.records_page import RecordsPage

_POINTS = Signed("number")


class ActivityTab(Tab):
    """Two lists in one table, by the view that is chosen: transactions, and operations."""

    filled = Signal()

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner) -> None:
        super().__init__(desk, page)
        self.manner = manner
        self.source = ActivitySource(desk.club.currency)
        self.which = TRANSACTIONS
        self.total: int | None = None
        self.sums: dict[str, int] = {}
        self.is_started = False
        self._columns: dict[str, Any] = {}
        # Members listens to other desks for the whole window; its news come by the desk.
        self.records = Records(desk.database, manner, self.source.fields[self.which], source=self.source, listens=False, parent=self)
        self.viewing = Viewing(self)
        self.chosen = Chosen(self)
        self.opening = Opening(self)
        self.actions = ActivityActions(self)
        self._connect()
        self._lay_list()
        page.filters.set_tools(self.actions.tools())
        page.details.set_actions(self.actions.for_one(), filled=False)
        page.details.head.expand.hide()
        page.empty.show_details(
            EmptyDetails(
                _("Nothing was booked yet"),
                _("Every sale, reward and change stands here, with who did it and when."),
                (self.way_to("members", _("Register a sale"), "people"), self.way_to("rewards", _("Make rewards"), "reward")),
            )
        )
        page.no_hits.show_details(EmptyDetails(_("Nothing fits"), _("Nothing here has all of this."), (self.actions.clear,), drawing=False))

    def _connect(self) -> None:
        table, records, page = self.page.table, self.records, self.page
        records.model.order_about_to_change.connect(self._about_to_change)
        table.setModel(records.model)
        table.columns.changed.connect(self._load_columns)
        table.header.sort_requested.connect(self._sort)
        table.selection.changed.connect(self.chosen.follow)
        table.selection.current_changed.connect(lambda _record: self.chosen.follow())
        table.stories.changed.connect(lambda: self.actions.follow())
        table.opened.connect(lambda _record: self.chosen.open_person())
        records.count_changed.connect(self._counted)
        records.sums_changed.connect(self._summed)
        records.failed.connect(self.desk.show_problem)
        page.filters.filter_set.connect(lambda _answer: self._ask())
        page.filters.filter_removed.connect(lambda _key: self._ask())
        page.filters.cleared.connect(self._ask)
        page.views.chosen.connect(self.choose_view)
        page.details.clear_requested.connect(table.selection.clear)
        self.desk.changed.connect(self._news)

    # The frame -----------------------------------------------------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether the whole answer to the present question is shown."""
        return not self.is_started or self.records.is_settled

    def start(self) -> None:
        """Ask for the newest; once only."""
        if not self.is_started:
            self.is_started = True
            self._load_columns()
            self.records.start()
            self.desk.start(self.chosen.load())

    def close(self) -> None:
        """End the table's threads."""
        self.records.close()

    def refresh(self) -> None:
        """Read everything again (F5)."""
        if self.is_started:
            self.records.ask_anew()
            self.viewing.count(all_of_them=True)
            self.chosen.refresh()

    def _news(self, changes: Any) -> None:
        """Somebody wrote, this desk perhaps."""
        if self.is_started:
            self.records.take_news(list(changes))
            self.viewing.count()
            self.chosen.refresh()

    @property
    def new_action(self) -> QAction | None:
        """*New log line*."""
        return self.actions.new_line

    def search_hint(self) -> str:
        """See Tab."""
        return _("Who, note, receipt or amount")

    @property
    def search_text(self) -> str:
        """See Tab."""
        return self.query.text

    def search(self, text: str) -> None:
        """Search for a text beside the filters."""
        self.records.set_text(text)

    def enter(self, text: str) -> None:
        """Go into the table; where nothing is chosen, to the first."""
        if self.records.model.rowCount():
            self.records.ask_at_once()
            self.page.table.setFocus()
            first = self.records.model.id_at(0)
            if first is not None and self.page.table.selection.current is None:
                self.page.table.show_record(first)

    def file_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.download]

    def edit_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.undo, None, self.actions.copy, self.actions.copy_headers, self.actions.select_all]

    def view_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.open_all, None, self.actions.columns, self.actions.reset, self.actions.refresh]

    def menus(self) -> Sequence[Menu]:
        """See Tab."""
        return [(_("Activity"), [self.actions.new_line, None, self.actions.undo, self.actions.open_person, None, self.actions.clear])]

    def context_menu(self) -> Sequence[QAction | None]:
        """See Tab."""
        chosen = [self.actions.undo, self.actions.open_person, self.actions.new_line]
        return [*chosen, None, self.actions.download, self.actions.copy, self.actions.copy_headers, self.actions.select_all]

    def shortcuts(self) -> Sequence[QAction]:
        """See Tab."""
        return [self.actions.new_line, self.actions.download, self.actions.refresh, self.actions.reset]

    # What is asked -------------------------------------------------------------------------------------------------------------------

    @property
    def query(self) -> Query:
        """What the table shows now."""
        return self.records.query

    def choose_view(self, key: str) -> None:
        """Take up a view: its list, and its filters instead of those in the bar."""
        view = self.viewing.take(key)
        if view.which != self.which:
            self._change_list(view.which)
        self.page.filters.set_answers(view.answers)
        self._ask()

    def _change_list(self, which: str) -> None:
        """Have the other list in the table: its columns, nothing of the old rows."""
        self._columns[self.which] = self.page.table.columns.state()
        self.which, self.total, self.sums = which, None, {}
        self.opening.lay()
        self.page.table.selection.clear()
        self.page.table.selection.set_current(None)
        self.records.model.set_ids(array("q"), keeps_place=False)
        self.records.model.set_fields(self.source.fields[which])
        self._lay_list()

    def _lay_list(self) -> None:
        """Lay the columns and filters of the list."""
        columns = self.page.table.columns
        columns.set_usual(USUAL[self.which])
        columns.set_state(self._columns.get(self.which, {}))
        self.page.filters.set_specs(filtering.specs(self.which, self.source.fields[self.which]))
        self.records.set_query(question(self.which, text=self.query.text))
        self._show_sorts()
        self._load_columns()

    def _load_columns(self) -> None:
        """Pages read and make ready only what is shown."""
        self.records.model.load_columns(self.page.table.columns.shown_keys())

    def _ask(self) -> None:
        """Ask for what the filter bar says now; a filter that cannot be understood is told and left out."""
        answers = self.page.filters.answers()
        try:
            conditions = filtering.conditions_of(answers, self.source.fields[self.which], self.manner)
        except Told as refused:
            self.desk.show_problem(refused)
            return
        self._tell_times(is_one_day=filtering.only_day(answers))
        self.records.set_query(replace(self.query, stages=(self.which,), conditions=conditions))
        self.actions.follow()

    def _tell_times(self, *, is_one_day: bool) -> None:
        """A filter on one day turns Date into Time (look.md)."""
        day = USUAL[self.which][0]
        old, new = (day, "time") if is_one_day else ("time", day)
        keys = self.page.table.columns.shown_keys()
        if old in keys and new not in keys:
            self.page.table.columns.show(tuple(new if key == old else key for key in keys))
            self._show_sorts()

    def clear_filters(self) -> None:
        """Show everything of this list, whatever was searched for."""
        self.page.filters.set_answers(())
        self.search_dropped.emit()
        self.records.set_text("")
        self._ask()

    def is_filtered(self) -> bool:
        """Whether anything narrows the table."""
        return bool(self.query.text.strip() or self.query.conditions)

    def _sort(self, key: str, descending: bool, _add: bool) -> None:
        key = USUAL[self.which][0] if key in ("time", "recorded") else key
        self.records.set_query(replace(self.query, sort=(Sort(key, descending),)))
        self._show_sorts()

    def _show_sorts(self) -> None:
        """Mark the sorted column, by whichever of its two names it is shown."""
        shown = self.page.table.columns.shown_keys()
        marks = [(sort.key, sort.descending) for sort in self.query.sort]
        own = USUAL[self.which][0]
        if own not in shown and "time" in shown:
            marks = [("time" if key == own else key, descending) for key, descending in marks]
        self.page.table.header.set_sorts(marks)

    # What comes back -----------------------------------------------------------------------------------------------------------------

    def _about_to_change(self, keeps_place: bool) -> None:
        self.page.table.keeps_place = keeps_place

    def _counted(self, count: int, is_whole: bool) -> None:
        if is_whole:
            is_first = self.total is None
            self.total = count
            self._show_emptiness(count)
            if not self.is_filtered():
                self.viewing.tell("all" if self.which == TRANSACTIONS else "trail", count)
            if is_first:
                self.viewing.count(all_of_them=True)
                self.filled.emit()
        self.page.table.viewport().update()
        self.status_changed.emit()
        self.actions.follow()

    def _summed(self, sums: dict[str, int]) -> None:
        self.sums = sums
        self.status_changed.emit()

    def _show_emptiness(self, count: int) -> None:
        if count:
            self.page.show_table()
        elif self.is_filtered() or self.which == TRAIL:
            self.page.show_no_hits()
        else:
            self.page.show_empty()

    def selected_count(self) -> int:
        """How many rows are selected."""
        return self.page.table.selection.count(self.records.model.rowCount())

    def selected_ids(self) -> list[int]:
        """The selected rows in the order of the table; without a selection the current one."""
        selection = self.page.table.selection
        chosen = self.records.model.chosen(selection.ids(), all_but=selection.is_everything)
        return chosen or ([selection.current] if selection.current is not None else [])

    def status_parts(self) -> list[str]:
        """How many, how many selected, and what they come to."""
        if self.total is None:
            return []
        if self.which == TRANSACTIONS:
            counted = ngettext("{count} transaction", "{count} transactions", self.total)
        else:
            counted = ngettext("{count} operation", "{count} operations", self.total)
        parts = [counted.format(count=show_number(self.total))]
        if selected := self.selected_count():
            parts.append(_("{count} selected").format(count=show_number(selected)))
        if self.sums and self.which == TRANSACTIONS and self.total:
            value = next(field for field in self.source.fields[TRANSACTIONS] if field.key == "value").kind.show(
                self.sums["value"], self.manner
            )
            gained, lost = (_POINTS.show(self.sums[key], self.manner) for key in ("gained", "lost"))
            parts.append(_("Value: sum {sum} {unit}").format(sum=value, unit=self.desk.club.currency))
            parts.append(_("Points: {gained}, {lost}").format(gained=gained, lost=lost))
        return parts

    # What is remembered --------------------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Columns and widths of both lists, as JSON."""
        return {"columns": {**self._columns, self.which: self.page.table.columns.state()}, "page": self.page.state()}

    def set_state(self, state: Any) -> None:
        """Take up what was remembered; what no longer fits is left out."""
        if not isinstance(state, dict):
            return
        if isinstance(state.get("columns"), dict):
            self._columns = dict(state["columns"])
            self.page.table.columns.set_state(self._columns.get(self.which, {}))
            self._tell_times(is_one_day=False)
        if isinstance(state.get("page"), dict):
            self.page.set_state(state["page"])


__all__ = ["ActivityTab", "View"]
