"""A tab of people: its table, filters, views and details joined to the desk; Members and Prospects differ by their Kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from db import search
from db.errors import Told
from db.fields import ALL, BY_KEY, Manner
from db.operations.choices import Choices, Named
from db.operations.segments import SavedView
from db.search import Condition, Query, Sort
from desktop.desk import Desk, Shown
from desktop.people import saving, status
from desktop.people.current import Current, get_ready
from desktop.people.editors import editor_of
from desktop.people.filtering import answers_of, conditions_of
from desktop.people.kind import Kind
from desktop.people.many import COUNTED, many_details
from desktop.people.over import TabWithPage
from desktop.people.viewing import Viewing
from desktop.people.views import View, group_view, saved_view
from desktop.records import Records
from desktop.tab import Menu
from resources.i18n import _
from ui.details import BulkRow, ManyDetails
from ui.records_page import RecordsPage

if TYPE_CHECKING:
    from desktop.people.commands import PeopleCommands
    from desktop.people.page.person_page import PersonPage
    from ui.menus import Item


class PeopleTab(TabWithPage):
    """One tab. *records* is its table's model side, *page* its widgets; `open_person` asks whoever shows people to show this one."""

    commands: PeopleCommands
    open_person = Signal(int)
    filled = Signal()
    prospects_wanted = Signal(str)
    # A sign typed where nothing takes text: the beginning of a code, for the search box.
    code_begun = Signal(str)

    def __init__(self, desk: Desk, page: RecordsPage, kind: Kind, manner: Manner) -> None:
        super().__init__(desk, page)
        self.kind, self.manner = kind, manner
        self.choices = Choices((), (), ())
        self.saved: tuple[SavedView, ...] = ()
        self.view = kind.views(desk.today())[0]
        self.total: int | None = None
        self.sums: dict[str, int] = {}
        self.is_started = False
        self.editors = {field.key: editor_of(field, manner) for field in ALL if field.is_editable and field.key != "note"}
        query = Query(stages=self.view.stages, sort=kind.sort)
        self.records = Records(desk.database, manner, ALL, query=query, editors=self.editors, parent=self)
        self.current = Current(self)
        # How the clerk has order and columns, while a saved view has its own.
        self._own: tuple[tuple[Sort, ...], dict[str, Any]] | None = None
        self.viewing = Viewing(self)
        self._connect()

    @property
    def tiers(self) -> dict[str, Named]:
        """The tiers by name."""
        return {tier.name: tier for tier in self.choices.tiers}

    @property
    def query(self) -> Query:
        """What the table shows now."""
        return self.records.query

    def _connect(self) -> None:
        table, records = self.page.table, self.records
        records.model.order_about_to_change.connect(self._about_to_change)
        table.setModel(records.model)
        table.columns.set_usual(self.kind.columns, self.kind.more_columns)
        table.columns.changed.connect(self._load_columns)
        table.header.set_sorts([(sort.key, sort.descending) for sort in self.kind.sort])
        table.header.sort_requested.connect(self._sort)
        table.selection.changed.connect(self._selected)
        table.selection.current_changed.connect(lambda _record: self._selected())
        # A cell that is edited keeps what it showed: a save goes over that, not over what came meanwhile (A1).
        table.editing_begun.connect(lambda: records.hold(True))
        table.editing_finished.connect(lambda: records.hold(False))
        table.opened.connect(self._opened)
        records.model.edit_requested.connect(lambda record, _version, key, text: self.desk.start(saving.save_cell(self, record, key, text)))
        records.count_changed.connect(self._counted)
        records.sums_changed.connect(self._summed)
        records.hint.connect(lambda kind, count: status.hint(self, kind, count))
        records.failed.connect(self.desk.show_problem)
        records.changed_elsewhere.connect(lambda _people: self.current.refresh())
        self.page.filters.filter_set.connect(lambda _answer: self._filtered())
        self.page.filters.filter_removed.connect(lambda _key: self._filtered())
        self.page.filters.cleared.connect(self._filtered)
        self.page.views.chosen.connect(self.choose_view)
        self.page.details.save_requested.connect(self._save)
        self.page.details.reverted.connect(self.current.refresh)
        self.page.details.banner_clicked.connect(self.current.answer)
        # What stands beside the fields (a notice, an allocation) is no news of a person.
        self.desk.wrote.connect(self.current.refresh)
        self.page.details.clear_requested.connect(table.selection.clear)
        self.page.details.expand_requested.connect(self._expand)
        self.page.details.section_opened.connect(self._expand)
        self.desk.wrote.connect(records.look_now)
        self.desk.wrote.connect(self.viewing.refresh)
        self._selected()

    def _load_columns(self) -> None:
        """Pages read and make ready only what is shown."""
        self.records.model.load_columns(self.page.table.columns.shown_keys())

    def start(self) -> None:
        """Ask for everybody; when all are there, `filled` tells, and what the filters offer is fetched. Once only."""
        if not self.is_started:
            self.is_started = True
            self._load_columns()
            self.records.start()

    def close(self) -> None:
        """End the table's threads."""
        self.records.close()

    @property
    def person_page(self) -> PersonPage:
        """See TabWithPage."""
        if self._person_page is None:
            from desktop.people.page.person_page import PersonPage

            self._person_page = PersonPage(self)
            self._person_page.changed.connect(self.status_changed)
            self._person_page.changed.connect(self.current.catch_up)
        return self._person_page

    def set_active(self, is_active: bool) -> None:
        """See Tab."""
        self.records.set_active(is_active)

    # What the frame shows of it ------------------------------------------------------------------------------------------------------

    @property
    def new_action(self) -> QAction | None:
        """*New member* or *New prospect*."""
        return self.commands.new

    def search_hint(self) -> str:
        """See Tab."""
        return _("Name, phone, e-mail or card code")

    @property
    def search_text(self) -> str:
        """See Tab."""
        return self.query.text

    def file_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return self.commands.sheets()

    def edit_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.commands.copy, self.commands.copy_headers, self.commands.select_all, self.commands.edit]

    def view_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [*self.viewing.actions(), None, self.commands.columns, self.commands.reset, self.commands.refresh]

    def menus(self) -> Sequence[Menu]:
        """See Tab."""
        return self.commands.menus()

    def context_menu(self) -> Sequence[Item]:
        """See Tab."""
        return self.commands.menu()

    def shortcuts(self) -> Sequence[QAction]:
        """See Tab."""
        return [*self.commands.with_keys(), self.viewing.filter]

    # What is asked -------------------------------------------------------------------------------------------------------------------

    def search(self, text: str) -> None:
        """Search for a text beside the filters; a page makes room for what is found, unless Enter soon says that it was a whole code."""
        self.records.set_text(text)
        if text.strip():
            self._make_room.start()
        else:
            self._make_room.stop()

    def enter(self, text: str) -> None:
        """Go into the table; where nobody is chosen, to the first."""
        self.close_page()
        if self.records.model.rowCount():
            self.records.ask_at_once()
            self.page.table.setFocus()
            first = self.records.model.id_at(0)
            if first is not None and self.page.table.selection.current is None:
                self.page.table.show_record(first)

    def show_people(self, shown: Shown) -> None:
        """List those who fit these conditions, or exactly these people, all statuses among them."""
        self.page.views.choose("all")
        self._take(self.views()["all"])
        exactly = () if shown.people is None else (search.among(shown.people),)
        self.viewing.name_people(shown.title)
        self.page.filters.set_answers(answers_of((*shown.conditions, *exactly), self.manner))
        self._ask()

    def choose_view(self, key: str) -> None:
        """Take up a view: its filters replace those in the bar; a saved one brings a search text, an order and columns too."""
        self._take(self.views()[key])
        self.page.filters.set_answers(answers_of(self.view.conditions, self.manner))
        self._ask()

    def _take(self, view: View) -> None:
        """Have order, columns and search text as a view has them; leaving a saved one puts the clerk's own back."""
        columns, before = self.page.table.columns, self.view
        if self._own is None and view.saved is not None:
            self._own = (self.query.sort, columns.state())
        if view.saved is not None:
            self.set_sort(view.sort)
            if view.columns:
                columns.show(view.columns)
        elif self._own is not None:
            (sort, kept), self._own = self._own, None
            self.set_sort(sort)
            columns.set_state(kept)
            self._load_columns()
        if self.query.text.strip() != view.text and (view.saved is not None or before.text):
            self.records.set_text(view.text)
            self.search_wanted.emit(view.text)
        self.view = view

    def _show_all(self) -> None:
        if self.is_filtered() or self.view.key != "all":
            self.page.views.choose("all")
            self.choose_view("all")

    def views(self) -> dict[str, View]:
        """Every view by key: our own, those that were saved, one for each group."""
        stages = set(self.kind.stages)
        saved = [saved_view(each) for each in self.saved if set(each.query.stages) <= stages]
        groups = [group_view(group, self.kind.stages) for group in self.choices.groups]
        return {view.key: view for view in (*self.kind.views(self.desk.today()), *saved, *groups)}

    def _filtered(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """Ask for what the filter bar says now; a filter that cannot be understood is told and left out."""
        conditions: list[Condition] = []
        for answer in self.page.filters.answers():
            try:
                conditions.extend(conditions_of([answer], self.manner))
            except Told as refused:
                self.desk.show_problem(refused)
        self.records.set_query(replace(self.query, stages=self.view.stages, conditions=tuple(conditions)))

    def clear_filters(self) -> None:
        """Show everybody of this view's stages, whatever was searched for."""
        self.page.filters.set_answers(())
        self.search_dropped.emit()
        self._ask()

    def _sort(self, key: str, descending: bool, add: bool) -> None:
        kept = tuple(sort for sort in self.query.sort if sort.key != key) if add else ()
        self.set_sort((*kept, Sort(key, descending)))

    def set_sort(self, sorts: tuple[Sort, ...]) -> None:
        """Order the table by these columns."""
        self.page.table.header.set_sorts([(sort.key, sort.descending) for sort in sorts])
        self.records.set_query(replace(self.query, sort=sorts))

    def refresh(self) -> None:
        """Read everything again (F5)."""
        self.records.model.make_stale()
        self.records.look_now()
        self.viewing.refresh()

    # What comes back -----------------------------------------------------------------------------------------------------------------

    def _about_to_change(self, keeps_place: bool) -> None:
        self.page.table.keeps_place = keeps_place

    def _counted(self, count: int, is_whole: bool) -> None:
        if is_whole:
            if self.total is None:
                self.viewing.refresh()
                self.filled.emit()
                self.desk.start(self._get_ready())
            self.total = count
            self._show_emptiness(count)
            if self._wanted is not None:
                self._show_wanted()
        self.page.table.viewport().update()
        self.status_changed.emit()

    async def _get_ready(self) -> None:
        """Load what the first person shown needs, while nobody waits for it."""
        await self.desk.jobs.run(get_ready)

    def _summed(self, sums: dict[str, int]) -> None:
        self.sums = sums
        self.status_changed.emit()

    def is_filtered(self) -> bool:
        """Whether anything narrows the table."""
        return bool(self.query.text.strip() or self.query.conditions)

    def _show_emptiness(self, count: int) -> None:
        if count:
            self.page.show_table()
        elif self.is_filtered() or self.view.key != "all":
            self.page.show_no_hits()
        else:
            self.page.show_empty()

    def status_parts(self) -> list[str]:
        """See Tab."""
        if self._person_page is not None and self._person_page.is_open:
            return self._person_page.status_parts()
        return status.parts(self)

    # Selection and details -----------------------------------------------------------------------------------------------------------

    def selected_count(self) -> int:
        """How many people are selected."""
        return self.page.table.selection.count(self.records.model.rowCount())

    def selected_ids(self) -> list[int]:
        """The selected people in the order of the table; without a selection the current one."""
        selection = self.page.table.selection
        chosen = self.records.model.chosen(selection.ids(), all_but=selection.is_everything)
        if not chosen and selection.current is not None:
            return [selection.current]
        return chosen

    def shown_ids(self) -> list[int]:
        """Everybody whom the table shows, in its order."""
        return list(self.records.model.ids.tolist())

    def _save(self, texts: dict[str, str]) -> None:
        self.desk.start(saving.save_details(self, self.page.details, self.current.seen(), texts))

    def _selected(self) -> None:
        """Show one, many or nobody in the details."""
        count = self.selected_count()
        self.status_changed.emit()
        if count > 1:
            self.desk.start(self._show_many(count))
        elif self.page.table.selection.current is not None:
            self.current.refresh()
        else:
            self.page.details.show_nothing(_("Nobody selected"), _("Choose somebody in the table, or scan a card."))

    async def _show_many(self, count: int) -> None:
        if count > COUNTED:
            details = ManyDetails(self.kind.counted(count))
        else:
            selected = self.selected_ids()
            details = await self.desk.read(many_details, selected, self.kind.figure, self.kind.counted, self.manner, self.tiers)
        if count == self.selected_count():
            rows = tuple(BulkRow(action, effect(count)) for action, effect in self.bulk_actions())
            self.page.details.show_many(replace(details, rows=rows))

    def bulk_actions(self) -> Sequence[tuple[QAction, Callable[[int], str]]]:
        """What can be done to many, each with its effect in words; the tabs say."""
        return ()

    # What is remembered --------------------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Columns, sort and widths, as JSON."""
        sort, table = self._own or (self.query.sort, self.page.table.columns.state())
        return {"table": table, "sort": [[each.key, each.descending] for each in sort], "page": self.page.state()}

    def set_state(self, state: Any) -> None:
        """Take up what was remembered; what no longer fits is left out."""
        if not isinstance(state, dict):
            return
        self.page.table.columns.set_state(state.get("table"))
        if isinstance(state.get("page"), dict):
            self.page.set_state(state["page"])
        sorts = tuple(Sort(str(key), bool(descending)) for key, descending in state.get("sort", ()) if key in BY_KEY)
        if sorts:
            self.set_sort(sorts)
