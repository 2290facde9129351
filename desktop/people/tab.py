"""A tab of people: its table, filters, views and details joined to the desk; Members and Prospects differ by their Kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from db import search
from db.errors import Told
from db.fields import ALL, BY_KEY, Manner, Value
from db.operations.choices import Choices, Named, choices
from db.search import Condition, Query, Sort
from desktop.desk import Desk, Shown
from desktop.people import banners, saving
from desktop.people.details import KEYS, record_details
from desktop.people.editors import editor_of, filter_spec
from desktop.people.many import COUNTED, many_details
from desktop.people.views import View, group_view
from desktop.records import Records
from desktop.tab import Menu, Tab
from resources.i18n import _, ngettext
from ui.details import BulkRow, ManyDetails
from ui.filters import FilterAnswer
from ui.records_page import RecordsPage
from ui.roles import Choice
from ui.views_list import ViewItem, ViewSection

if TYPE_CHECKING:
    from desktop.people.commands import PeopleCommands

_FILTERED = (
    "joined", "tier", "benefit_card", "groups", "status", "city", "points", "birthday", "consent", "interests", "last_visit", "came_by", "phone", "email",
    "created",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """How one tab of people differs from another."""

    key: str
    title: Callable[[], str]
    counted: Callable[[int], str]
    stages: tuple[str, ...]
    columns: tuple[str, ...]
    more_columns: tuple[str, ...]
    sort: tuple[Sort, ...]
    views: Callable[[date], tuple[View, ...]]
    figure: str


class PeopleTab(Tab):
    """One tab. *records* is its table's model side, *page* its widgets; `open_person` asks whoever shows people to show this one."""

    commands: PeopleCommands
    open_person = Signal(int)
    filled = Signal()
    prospects_wanted = Signal(str)

    def __init__(self, desk: Desk, page: RecordsPage, kind: Kind, manner: Manner) -> None:
        super().__init__(desk, page)
        self.kind, self.manner = kind, manner
        self.choices = Choices((), (), ())
        self.view = kind.views(desk.today())[0]
        self.total: int | None = None
        self.sums: dict[str, int] = {}
        self._row: dict[str, Value] = {}
        self.is_started = self._is_whole = False
        self._wanted: int | None = None
        self.editors = {field.key: editor_of(field, manner) for field in ALL if field.is_editable and field.key != "note"}
        query = Query(stages=self.view.stages, sort=kind.sort)
        self.records = Records(desk.database, manner, ALL, query=query, editors=self.editors, parent=self)
        self.open_action = QAction(_("Open"), self)
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
        table.editing_finished.connect(lambda: records.hold(False))
        table.opened.connect(self._opened)
        records.model.edit_requested.connect(lambda record, _version, key, text: self.desk.start(saving.save_cell(self, record, key, text)))
        records.count_changed.connect(self._counted)
        records.sums_changed.connect(self._summed)
        records.hint.connect(self._hint)
        records.failed.connect(self.desk.show_problem)
        records.changed_elsewhere.connect(lambda _people: self.refresh_details())
        self.page.filters.filter_set.connect(lambda _answer: self._filtered())
        self.page.filters.filter_removed.connect(lambda _key: self._filtered())
        self.page.filters.cleared.connect(self._filtered)
        self.page.views.chosen.connect(self.choose_view)
        self.page.details.save_requested.connect(lambda texts: self.desk.start(saving.save_details(self, texts)))
        self.page.details.banner_clicked.connect(self._banner_clicked)
        # What stands beside the fields (a notice, an allocation) is no news of a person.
        self.desk.wrote.connect(self.refresh_details)
        self.page.details.clear_requested.connect(table.selection.clear)
        self.page.details.expand_requested.connect(self.page.open_details)
        self.desk.wrote.connect(records.look_now)
        self.desk.wrote.connect(self.refresh_choices)
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
    def is_settled(self) -> bool:
        """Whether the whole answer to the present question is shown."""
        return self.records.is_settled

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
        return [self.commands.columns, self.commands.reset, self.commands.refresh]

    def menus(self) -> Sequence[Menu]:
        """See Tab."""
        return self.commands.menus()

    def context_menu(self) -> Sequence[QAction | None]:
        """See Tab."""
        return self.commands.menu()

    def shortcuts(self) -> Sequence[QAction]:
        """See Tab."""
        return self.commands.with_keys()

    # What is asked -------------------------------------------------------------------------------------------------------------------

    def search(self, text: str) -> None:
        """Search for a text beside the filters."""
        self.records.set_text(text)

    def enter(self, text: str) -> None:
        """Go into the table; where nobody is chosen, to the first."""
        if self.records.model.rowCount():
            self.records.ask_at_once()
            self.page.table.setFocus()
            first = self.records.model.id_at(0)
            if first is not None and self.page.table.selection.current is None:
                self.page.table.show_record(first)

    def show_people(self, shown: Shown) -> None:
        """List those who fit these conditions, all statuses among them."""
        self.page.views.choose("all")
        self.view = self._views()["all"]
        self.page.filters.set_answers(answers_of(shown.conditions))
        self._ask()

    def choose_view(self, key: str) -> None:
        """Take up a view: its filters replace those in the bar."""
        self.view = self._views()[key]
        self.page.filters.set_answers(answers_of(self.view.conditions))
        self._ask()

    def _views(self) -> dict[str, View]:
        views = [*self.kind.views(self.desk.today()), *(group_view(group.name, self.kind.stages) for group in self.choices.groups)]
        return {view.key: view for view in views}

    def _filtered(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """Ask for what the filter bar says now; a filter that cannot be understood is told and left out."""
        conditions: list[Condition] = []
        for answer in self.page.filters.answers():
            try:
                conditions.extend(search.chosen(answer.key, op, text, self.manner) for op, text in answer.pairs)  # type: ignore[arg-type]
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
        self.refresh_choices()

    # What comes back -----------------------------------------------------------------------------------------------------------------

    def _about_to_change(self, keeps_place: bool) -> None:
        self.page.table.keeps_place = keeps_place

    def _counted(self, count: int, is_whole: bool) -> None:
        self._is_whole = is_whole
        if is_whole:
            if self.total is None:
                self.refresh_choices()
                self.filled.emit()
            self.total = count
            self._show_emptiness(count)
            if self._wanted is not None:
                self._show_wanted()
        self.page.table.viewport().update()
        self.status_changed.emit()

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

    def _hint(self, kind: str, count: int) -> None:
        """Say what a search found elsewhere (table.md, *Search*)."""
        if kind == "inside":
            self.page.line.say(_("No word begins like this; found inside words."))
        elif kind == "prospects":
            text = ngettext("No member found. {count} among prospects", "No member found. {count} among prospects", count).format(
                count=count
            )
            action = QAction(_("Show them"), self)
            action.triggered.connect(lambda: self.prospects_wanted.emit(self.query.text))
            self.page.line.say(text, action)
        else:
            self.page.line.say("")

    def status_parts(self) -> list[str]:
        """The words of the status bar: how many, how many selected, the sum and average of their figures."""
        if self.total is None:
            return []
        parts = [self.kind.counted(self.total)]
        selected = self.selected_count()
        if selected:
            parts.append(_("{count} selected").format(count=BY_KEY["points"].kind.show(selected, self.manner)))
        if self.kind.figure in self.sums and self.total:
            parts.append(self._sum_text())
        return parts

    def _sum_text(self) -> str:
        show = BY_KEY["points"].kind.show
        total = self.sums[self.kind.figure]
        average = round(total / self.total) if self.total else 0
        return _("Points: sum {sum}, average {average}").format(sum=show(total, self.manner), average=show(average, self.manner))

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

    def show_person(self, person: int) -> None:
        """Select a person and show their details, taking filters away where they hide them."""
        if self.page.table.show_record(person):
            self.page.open_details()
            return
        self._wanted = person
        if self.is_filtered() or self.view.key != "all":
            self.page.views.choose("all")
            self.choose_view("all")
        self.records.look_now()

    def _show_wanted(self) -> None:
        if self._wanted is not None and self.page.table.show_record(self._wanted):
            self._wanted = None
            self.page.open_details()

    def _opened(self, person: object) -> None:
        if isinstance(person, int):
            self.page.open_details()
            self.page.details.setFocus()

    def _selected(self) -> None:
        """Show one, many or nobody in the details."""
        count = self.selected_count()
        self.status_changed.emit()
        if count > 1:
            self.desk.start(self._show_many(count))
        elif self.page.table.selection.current is not None:
            self.refresh_details()
        else:
            self.page.details.show_nothing(_("Nobody selected"), _("Choose somebody in the table, or scan a card."))

    def refresh_details(self) -> None:
        """Read the current person again; what is being typed stays."""
        current = self.page.table.selection.current
        if current is not None and self.selected_count() <= 1:
            self.desk.start(self._show_one(current))

    async def _show_one(self, person: int) -> None:
        found = await self.desk.read(search.rows, [person], [BY_KEY[key] for key in KEYS])
        if person != self.page.table.selection.current or self.selected_count() > 1:
            return
        if not found:
            self.page.table.selection.clear()
            self.page.table.selection.set_current(None)
            return
        self._row = dict(zip(KEYS, found[0][4:], strict=True))
        today = self.desk.today()
        known = await self.desk.read(banners.beside, person, today)
        if person == self.page.table.selection.current:
            shown = banners.banners(self._row, known, self.manner, today)
            self.page.details.show_record(record_details(person, self._row, self.tiers, self.manner, shown))
            self.commands.follow()

    def _banner_clicked(self, key: str) -> None:
        """*Told* takes a notice away (N5)."""
        if key.startswith(banners.NOTICE):
            self.desk.start(self._tell(int(key.removeprefix(banners.NOTICE))))

    async def _tell(self, notice: int) -> None:
        from db.operations import notices

        await self.desk.write(_("Told at the desk"), notices.tell, [notice])

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

    def seen(self) -> dict[str, Value]:
        """The details shown now, by key: what an edit was begun from."""
        return self._row

    # Choices -------------------------------------------------------------------------------------------------------------------------

    def refresh_choices(self) -> None:
        """Fetch tiers, benefit cards and groups again: new ones appear in every list at once."""
        self.desk.start(self._refresh_choices())

    async def _refresh_choices(self) -> None:
        found = await self.desk.read(choices)
        if found != self.choices or not self.page.views.sections():
            self.choices = found
            self._show_choices()
        for view in self._views().values():
            count = await self.desk.read(search.count, Query(view.stages, view.conditions))
            self.page.views.set_count(view.key, count)
            if view.key == "all":
                self.count_changed.emit(count)

    def _show_choices(self) -> None:
        named: dict[str, tuple[Choice, ...]] = {
            "tier": tuple(Choice(tier.name, tier.name, tier.colour) for tier in self.choices.tiers),
            "benefit_card": tuple(Choice(card.name, card.name) for card in self.choices.benefit_cards),
            "groups": tuple(Choice(group.name, group.name, group.colour) for group in self.choices.groups),
        }
        self.page.filters.set_specs([filter_spec(key, named.get(key, ())) for key in _FILTERED])
        views = tuple(ViewItem(view.key, view.label, view.icon) for view in self.kind.views(self.desk.today()))
        groups = tuple(ViewItem(f"group:{group.name}", group.name, colour=group.colour) for group in self.choices.groups)
        sections = [ViewSection(_("Views"), views), *([ViewSection(_("Groups"), groups)] if groups else [])]
        self.page.views.set_sections(sections)
        self.page.views.choose(self.view.key)

    # What is remembered --------------------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Columns, sort and widths, as JSON."""
        sorts = [[sort.key, sort.descending] for sort in self.query.sort]
        return {"table": self.page.table.columns.state(), "sort": sorts, "page": self.page.state()}

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


def answers_of(conditions: Sequence[Condition]) -> tuple[FilterAnswer, ...]:
    """Conditions as the filter bar shows them: those of one key together."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for condition in conditions:
        pairs.setdefault(condition.key, []).append((condition.op, "|".join(value.removeprefix("--") for value in condition.values)))
    return tuple(FilterAnswer(key, tuple(found)) for key, found in pairs.items())
