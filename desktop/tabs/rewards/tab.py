"""The Rewards tab: four lists in one place (catalogue, issued, stamp cards, passes) and views that are filters of them (look: rewards)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from db.dates import end_of_month
from db.fields import Manner
from desktop.desk import Desk
from desktop.lists.saving import Changes, PanelEdits
from desktop.tab import Menu, Tab
from desktop.tabs.rewards.actions import RewardActions
from desktop.tabs.rewards.catalogue import NOW, RUNNING_OUT, Catalogue
from desktop.tabs.rewards.issued import OUTSTANDING, IssuedList, until
from desktop.tabs.rewards.listing import PLACES, KindList, Listing
from desktop.tabs.rewards.overview import Overview, overview
from desktop.tabs.rewards.passes import Passes
from desktop.tabs.rewards.stamp_cards import StampCards
from resources.i18n import _
from ui.filters import FilterAnswer
from ui.locales import show_number
from ui.records_page import RecordsPage
from ui.views_list import ViewItem, ViewSection

# What of the journal the tab shows something of.
ENTITIES = frozenset({"reward", "issued", "stamp_type", "pass_type", "stamps", "pass", "tier"})


@dataclass(frozen=True)
class ListView:
    """A list, or a named filter of one."""

    key: str
    label: str
    icon: str
    list: str
    answers: tuple[FilterAnswer, ...] = ()


class RewardsTab(Tab):
    """Catalogue, Issued, Stamp cards and Passes; each keeps its columns, order and selection while another is looked at."""

    filled = Signal()

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner) -> None:
        super().__init__(desk, page)
        self.manner = manner
        self.found = Overview(desk.today())
        self._text = ""
        self._is_started = self._is_filled = self._is_reading = self._is_asked_again = False
        self._wanted: tuple[str, int] | None = None
        self._kept: dict[str, Any] = {}
        self.catalogue, self.issued = Catalogue(self), IssuedList(self)
        self.lists: dict[str, Listing] = {each.key: each for each in (self.catalogue, self.issued, StampCards(self), Passes(self))}
        self.list: Listing = self.catalogue
        self.view = self._views()["catalogue"]
        self.actions = RewardActions(self)
        for each in self.lists.values():
            each.counted.connect(self._counted)
        for kinds in (self.catalogue, self.lists["stamp_cards"], self.lists["passes"]):
            kinds.take(self.found)
        self.edits = PanelEdits(
            desk, page.details, self, reading=lambda: self._kinds().reading, of=self._record,
            named=lambda number: (self._kinds().entity, number // PLACES), write=self._write,
        )  # fmt: skip
        self._connect()
        self._show_list()

    def _connect(self) -> None:
        table, page = self.page.table, self.page
        table.selection.changed.connect(self._selected)
        table.selection.current_changed.connect(lambda _record: self._selected())
        table.header.sort_requested.connect(lambda key, descending, _add: self.sort_by(key, descending))
        table.link_clicked.connect(lambda record, key: self.list.link(record, key))
        table.opened.connect(lambda record: self.list.open(record) if isinstance(record, int) else None)
        page.views.chosen.connect(self.choose_view)
        for signal in (page.filters.filter_set, page.filters.filter_removed, page.filters.cleared):
            signal.connect(lambda *_: self._ask())
        page.details.clear_requested.connect(table.selection.clear)
        # A reward has neither a face nor a page of its own.
        page.details.head.avatar.hide()
        page.details.head.expand.hide()
        self.desk.wrote.connect(self.refresh)
        self.desk.changed.connect(self._changed_elsewhere)

    # Views ---------------------------------------------------------------------------------------------------------------------------

    def _views(self) -> dict[str, ListView]:
        today = self.desk.today()
        month = until(today.isoformat(), end_of_month(today).isoformat())
        found = (
            ListView("catalogue", _("Catalogue"), "reward", "catalogue"),
            ListView("issued", _("Issued"), "pass", "issued"),
            ListView("stamp_cards", _("Stamp cards"), "stamp", "stamp_cards"),
            ListView("passes", _("Passes"), "person", "passes"),
            ListView("now", _("At the desk now"), "club", "catalogue", (NOW,)),
            ListView("running_out", _("Running out"), "warning", "catalogue", RUNNING_OUT),
            ListView("outstanding", _("Outstanding"), "extend", "issued", (OUTSTANDING,)),
            ListView("expiring", _("Expire this month"), "calendar", "issued", (OUTSTANDING, month)),
        )
        return {view.key: view for view in found}

    def _show_views(self) -> None:
        views = self._views()
        if not self.page.views.sections():
            items = [ViewItem(view.key, view.label, view.icon) for view in views.values()]
            self.page.views.set_sections([ViewSection(_("Lists"), tuple(items[:4])), ViewSection(_("Views"), tuple(items[4:]))])
            self.page.views.choose(self.view.key)
        counts = {
            "catalogue": len(self.found.rewards),
            "issued": self.found.counts.issued,
            "stamp_cards": len(self.found.stamp_types),
            "passes": len(self.found.pass_types),
            "now": self.catalogue.count(views["now"].answers),
            "running_out": self.catalogue.count(views["running_out"].answers),
            "outstanding": self.found.counts.outstanding,
            "expiring": self.found.counts.this_month,
        }
        for key, count in counts.items():
            self.page.views.set_count(key, count)

    def choose_view(self, key: str) -> None:
        """Show a list, with the filters of the view."""
        self.view = self._views()[key]
        self._turn_to(self.view.list, self.view.answers)

    def open_list(self, key: str) -> None:
        """Go to a list of the tab, as a click in the list of views does."""
        self.page.views.choose(key)
        self.choose_view(key)

    def show_issued(self, reward: int, *, outstanding: bool) -> None:
        """Show the issued rewards of one of the catalogue, those that are outstanding or all."""
        self.page.views.choose("issued")
        self.view = self._views()["issued"]
        answers = (FilterAnswer("reward", (("=", str(reward)),)), *((OUTSTANDING,) if outstanding else ()))
        self._turn_to("issued", answers)

    def show_kind(self, kinds: KindList, record: int) -> None:
        """Select a record of a list, when it is read; filters that hide it are taken away."""
        self._wanted = (kinds.key, record)
        if self.list is not kinds or self.is_filtered():
            self.search_dropped.emit()
            self._text = ""
            self.page.views.choose(kinds.key)
            self.choose_view(kinds.key)
        self._show_wanted()

    def _turn_to(self, key: str, answers: Sequence[FilterAnswer]) -> None:
        if self.list.key != key:
            self._kept[self.list.key] = self.page.table.columns.state()
            self.list = self.lists[key]
            self._show_list()
        self.page.filters.set_answers(answers)
        self._ask()

    def _show_list(self) -> None:
        """Put the list into the table, with its columns, order and filters."""
        table = self.page.table
        table.selection.clear()
        table.selection.set_current(None)
        table.keeps_place = True
        table.setModel(self.list.model)
        table.set_density(self.list.density)
        table.columns.set_usual(self.list.columns(), self.list.more_columns())
        table.columns.set_state(self._kept.get(self.list.key, {}))
        table.header.set_sorts([self.list.sorted_by] if self.list.sorted_by is not None else [])
        table.setAccessibleName(self.view.label)
        self.page.filters.set_specs(self.list.specs())
        self.page.filters.set_tools(self.actions.tools())
        self.page.details.set_actions(self.actions.of_one(), filled=self.list is self.issued)
        if self._is_started and self.list is self.issued:
            self.issued.start()
        self._selected()

    # Reading -------------------------------------------------------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether everything asked for is shown."""
        return not self._is_started or (self._is_filled and not self._is_reading and self.issued.is_settled)

    def start(self) -> None:
        """See Tab."""
        if not self._is_started:
            self._is_started = True
            self.refresh()
            if self.list is self.issued:
                self.issued.start()

    def close(self) -> None:
        """See Tab."""
        self.issued.close()

    def refresh(self) -> None:
        """Read everything again; while it is being read, once more afterwards."""
        if not self._is_started:
            return
        if self._is_reading:
            self._is_asked_again = True
            return
        self._is_reading = True
        self.desk.start(self._refresh())

    async def _refresh(self) -> None:
        try:
            await self.read_again()
        finally:
            self._is_reading = False
        if self._is_asked_again:
            self._is_asked_again = False
            self.refresh()

    async def read_again(self) -> None:
        """Read and show it."""
        found = await self.desk.read(overview, self.desk.today())
        if self._is_filled and found.counts != self.found.counts:
            self.issued.records.ask_anew()
        self.found = found
        for each in self.lists.values():
            each.take(found)
        self.page.filters.set_specs(self.list.specs())
        self._show_views()
        self._show_wanted()
        if not self._is_filled:
            self._is_filled = True
            self._counted()
            self.filled.emit()
        self._selected()

    def _changed_elsewhere(self, changes: Any) -> None:
        if self._is_started and any(change.entity in ENTITIES for change in changes):
            self.issued.records.take_news(changes)
            self.refresh()

    def _show_wanted(self) -> None:
        if self._wanted is not None and self._wanted[0] == self.list.key and self.page.table.show_record(self._wanted[1]):
            self._wanted = None

    def _counted(self) -> None:
        if not self._is_filled and self.list is not self.issued:
            return
        if self.page.table.row_count:
            self.page.show_table()
        else:
            self.page.no_hits.show_details(self.list.emptiness(filtered=self.is_filtered()))
            self.page.show_no_hits()
        self.status_changed.emit()

    # What is asked -------------------------------------------------------------------------------------------------------------------

    def search_hint(self) -> str:
        """See Tab."""
        return _("Search rewards")

    @property
    def search_text(self) -> str:
        """See Tab."""
        return self._text

    def search(self, text: str) -> None:
        """Search the list in view."""
        self._text = text
        self._ask()

    def enter(self, text: str) -> None:
        """Go to the first row."""
        first = self.page.table.records.id_at(0)
        if first is not None:
            self.page.table.show_record(first)
            self.page.table.setFocus()

    def _ask(self) -> None:
        self.list.ask(self._text, self.page.filters.answers())
        self._selected()

    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self._text.strip() or self.page.filters.answers())

    def clear_filters(self) -> None:
        """Show the whole list."""
        self.page.filters.set_answers(())
        self._text = ""
        self.search_dropped.emit()
        self._ask()

    def sort_by(self, key: str, descending: bool) -> None:
        """Order the list by a column."""
        self.page.table.header.set_sorts([(key, descending)])
        self.list.sort_by(key, descending)

    # Selection -----------------------------------------------------------------------------------------------------------------------

    def selected_ids(self) -> list[int]:
        """The selected rows in the order of the table; without a selection the current one."""
        selection = self.page.table.selection
        chosen = self.list.chosen(set(selection.ids()), all_but=selection.is_everything)
        current = selection.current
        if not chosen and current is not None and self.list.row_of(current) is not None:
            return [current]
        return chosen

    def _selected(self) -> None:
        self.list.show(self.selected_ids())
        self.actions.follow()
        self.status_changed.emit()

    # An edit of the panel, of whatever list is in view ------------------------------------------------------------------------------

    def _kinds(self) -> KindList:
        """The list in view, which is one whose records are edited here: of another one nothing in the panel can be."""
        assert isinstance(self.list, KindList)
        return self.list

    def _record(self, number: int) -> Any:
        return self._kinds().records.get(number // PLACES) if isinstance(self.list, KindList) else None

    async def _write(self, number: int, changes: Changes) -> None:
        kinds, record = self._kinds(), number // PLACES
        name = kinds.records[record].name
        await kinds.edit(_("Edit {name}").format(name=name), record, changes)
        self.desk.tell(_("{name} saved").format(name=changes.get("name", (name, name))[1]), undo=True)

    # What the frame shows of it ------------------------------------------------------------------------------------------------------

    @property
    def new_action(self) -> QAction:
        """*New reward*, *New stamp card* or *New pass*, as the list in view has it."""
        return self.actions.new

    def edit_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.copy, self.actions.copy_headers, self.actions.select_all]

    def view_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.refresh]

    def menus(self) -> Sequence[Menu]:
        """See Tab."""
        return self.actions.menus()

    def context_menu(self) -> Sequence[QAction | None]:
        """See Tab."""
        return self.actions.context()

    def shortcuts(self) -> Sequence[QAction]:
        """See Tab."""
        return self.actions.with_keys()

    def status_parts(self) -> list[str]:
        """So many lines, so many selected, so many issued and outstanding."""
        if not self._is_filled:
            return []
        parts = [self.list.words(self.page.table.row_count)]
        if count := len(self.selected_ids()):
            parts.append(_("{count} selected").format(count=show_number(count)))
        counts = self.found.counts
        issued, outstanding = show_number(counts.issued), show_number(counts.outstanding)
        return [*parts, _("{issued} issued, {outstanding} outstanding").format(issued=issued, outstanding=outstanding)]

    def state(self) -> dict[str, Any]:
        """Which view, and each list's columns and order, as JSON."""
        kept = {**self._kept, self.list.key: self.page.table.columns.state()}
        sorts = {key: each.sorted_by for key, each in self.lists.items() if each.sorted_by is not None}
        return {"page": self.page.state(), "view": self.view.key, "columns": kept, "sorts": sorts}

    def set_state(self, state: Any) -> None:
        """Take up what was remembered; what no longer fits is left out."""
        if not isinstance(state, dict):
            return
        if isinstance(state.get("page"), dict):
            self.page.set_state(state["page"])
        kept, sorts = state.get("columns"), state.get("sorts")
        self._kept = dict(kept) if isinstance(kept, Mapping) else {}
        for key, sort in sorts.items() if isinstance(sorts, Mapping) else ():
            known = key in self.lists and isinstance(sort, list) and len(sort) == 2
            if known and sort[0] in (*self.lists[key].columns(), *self.lists[key].more_columns()):
                self.lists[key].sort_by(str(sort[0]), bool(sort[1]))
        if state.get("view") in self._views():
            self.view = self._views()[state["view"]]
            self.list = self.lists[self.view.list]
        self._show_list()
        self.page.filters.set_answers(self.view.answers)
        self._ask()
