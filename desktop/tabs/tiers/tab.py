"""The Tiers tab: the way up, the list with members and reviews, and what each change of a threshold would do (T1–T12, look: tiers)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction

from db.errors import BadValue, Told
from db.fields import Manner
from db.operations import stories, tiers
from db.operations.tiers import Moves, TierShown
from db.rewards import reward_rules
from db.search import Condition, Connection
from db.tiers import tier_reading
from db.tiers.tier_reading import Moved, Review
from desktop import problems
from desktop.desk import Desk, Shown
from desktop.lists.model import ListModel, Row
from desktop.lists.saving import Changes, PanelEdits
from desktop.lists.tab import ListTab
from desktop.people import wording
from desktop.tab import Menu
from desktop.tabs.tiers import coming, details
from desktop.tabs.tiers.actions import TierActions
from resources.i18n import _, ngettext
from ui.details import Banner, BulkRow, ManyDetails
from ui.empty_state import EmptyDetails
from ui.locales import show_number
from ui.records_page import RecordsPage
from ui.reviews_pane import ReviewsPane
from ui.way_up import WayUp

DAYS, MOST = 60, 200
# A pause in typing a threshold after which what it would do is read.
PAUSE_MILLISECONDS = 250


@dataclass(frozen=True)
class _Found:
    """The tiers, the catalogue's names, how many reviews each has, the first of them, and the latest changes."""

    tiers: tuple[TierShown, ...]
    rewards: dict[int, str]
    reviews: dict[int, int]
    due: tuple[Review, ...]
    changes: tuple[Moved, ...]


class TiersTab(ListTab):
    """Tiers, and what comes."""

    entities = frozenset({"tier", "reward", "programme"})

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner) -> None:
        super().__init__(desk, page, manner, details.columns())
        self.tiers: dict[int, TierShown] = {}
        self.rewards: dict[int, str] = {}
        self.reading = details.TierReading(desk.club, {})
        self._beside: dict[int, details.Beside] = {}
        self._moves: tuple[int, int, Moves | Told] | None = None
        self._found = _Found((), {}, {}, (), ())
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(PAUSE_MILLISECONDS)
        self._typing.timeout.connect(lambda: self.desk.start(self._read_moves()))
        self.actions = TierActions(self)
        self.reviews = ListModel(coming.review_columns(), self)
        self.changes = ListModel(coming.change_columns(), self)
        self._lay()
        self.edits = PanelEdits(
            desk,
            page.details,
            self,
            reading=lambda: self.reading,
            of=self.tiers.get,
            named=lambda tier: ("tier", tier),
            write=self._write,
        )
        self._connect()

    def _lay(self) -> None:
        page = self.page
        self.way = WayUp(page)
        self.way.set_tools([self.actions.history])
        self.pane = ReviewsPane(page)
        keys = tuple(column.key for column in self.reviews.columns), tuple(column.key for column in self.changes.columns)
        self.pane.set_models(self.reviews, keys[0], self.changes, keys[1])
        page.leave_out_views()
        page.set_bar(self.way)
        page.put_below(self.pane)
        page.table.setAccessibleName(_("Tiers"))
        page.details.head.expand.hide()
        page.details.set_actions([self.actions.retire, self.actions.delete], filled=False)
        page.no_hits.show_details(EmptyDetails(_("No tier fits"), _("None has these words."), (self.actions.clear,), drawing=False))

    def _connect(self) -> None:
        page, panel = self.page, self.page.details
        self.way.chosen.connect(self.show_record)
        page.table.link_clicked.connect(self._link)
        page.table.opened.connect(lambda tier: self.actions.edit.trigger() if isinstance(tier, int) else None)
        self.pane.opened.connect(self._open_person)
        self.pane.all_wanted.connect(lambda: self.desk.start(self._show_due(None)))
        self.actions.history.toggled.connect(lambda _on: self._show_coming())
        panel.typed.connect(self._typed)
        panel.reverted.connect(self._forget_moves)
        panel.banner_clicked.connect(self._banner_clicked)

    # Rows ----------------------------------------------------------------------------------------------------------------------------

    def read_rows(self, connection: Connection) -> Any:
        """See ListTab."""
        today = self.desk.today()
        return _Found(
            tiers.listed(connection),
            {reward.id: reward.name for reward in reward_rules.catalogue(connection)},
            tier_reading.reviews_by_tier(connection, today, days=DAYS),
            tier_reading.reviews(connection, today, days=DAYS, limit=MOST),
            tier_reading.latest(connection, limit=MOST),
        )

    def rows_of(self, found: Any) -> Sequence[Row]:
        """See ListTab."""
        # The same dictionary: whoever edits looks into it.
        self.tiers.clear()
        self.tiers.update({tier.id: tier for tier in found.tiers})
        self.rewards, self._found = found.rewards, found
        self._beside.clear()
        club = self.desk.club
        self.reading = details.TierReading(club, found.rewards)
        by_name = {tier.name: tier for tier in found.tiers}
        self.reviews.set_rows([coming.review_row(review, club, by_name) for review in found.due])
        self.changes.set_rows([coming.change_row(moved, club, by_name) for moved in found.changes])
        self.way.show_steps([details.step_of(tier, club) for tier in found.tiers if tier.active], details.measure(club))
        self._show_coming()
        return [details.row_of(tier, found.rewards, found.reviews.get(tier.id, 0), self.manner) for tier in found.tiers]

    def _show_coming(self) -> None:
        """The reviews, or the changes of the last weeks."""
        shown = self.actions.history.isChecked()
        # The word says where the button leads.
        self.actions.history.setText(_("Reviews due") if shown else _("History"))
        self.pane.show_changes(shown)
        due = sum(self._found.reviews.values())
        if shown:
            self.pane.say(_("Changes of tiers"), _("the latest {count}").format(count=show_number(len(self._found.changes))), has_all=False)
        else:
            text = _("{count} in the next {days} days").format(count=wording.shown(due, self.manner), days=DAYS)
            self.pane.say(_("Reviews due"), text, has_all=bool(due))

    def _changed_elsewhere(self, changes: Any) -> None:
        """Tiers, and who stands where."""
        if any(change.entity in self.entities or "tier" in change.keys for change in changes):
            self.became_stale()

    # Selection -----------------------------------------------------------------------------------------------------------------------

    def chosen(self) -> list[TierShown]:
        """The selected tiers."""
        return [self.tiers[tier] for tier in self.selected_ids() if tier in self.tiers]

    def show_selection(self, records: Sequence[int]) -> None:
        """See ListTab."""
        chosen = self.chosen()
        one = chosen[0] if len(chosen) == 1 else None
        self.way.set_current(None if one is None else one.id)
        self.actions.follow(chosen, None if one is None else self._beside.get(one.id))
        if one is not None:
            self._show_one(one)
            if one.id not in self._beside:
                self.desk.start(self._read_beside(one.id))
        elif chosen:
            rows = tuple(BulkRow(action) for action in (self.actions.show,))
            self.page.details.show_many(ManyDetails(self._counted(len(chosen)), rows=rows))
        else:
            self.page.details.show_nothing(_("Nothing selected"), _("Choose a tier in the table, or make a new one."))

    def _show_one(self, tier: TierShown) -> None:
        self.page.details.show_record(details.details_of(tier, self._beside.get(tier.id), self.reading, self._banners(tier)))

    async def _read_beside(self, tier: int) -> None:
        def read(connection: Connection) -> details.Beside:
            return details.Beside(tiers.removal_refusal(connection, tier), stories.of_record(connection, "tier", tier))

        beside = await self.desk.read(read)
        if self.selected_ids() == [tier] and tier in self.tiers:
            self._beside[tier] = beside
            self.actions.follow([self.tiers[tier]], beside)
            self._show_one(self.tiers[tier])

    # Ways out ------------------------------------------------------------------------------------------------------------------------

    def _link(self, tier: int, key: str) -> None:
        if key == "reviews":
            self.desk.start(self._show_due(tier))
        else:
            self.show_members([tier])

    def show_members(self, chosen: Sequence[int]) -> None:
        """List the members of these tiers."""
        names = tuple(self.tiers[tier].name for tier in chosen if tier in self.tiers)
        if names:
            self.desk.people_wanted.emit(Shown(", ".join(names), (Condition("tier", "=", names),)))

    async def _show_due(self, tier: int | None) -> None:
        people = await self.desk.read(tier_reading.due_people, self.desk.today(), tier=tier, days=DAYS)
        title = _("Tier reviews in {days} days").format(days=DAYS)
        self.desk.people_wanted.emit(Shown(title, people=people))

    def _open_person(self, row: int) -> None:
        person = row
        if self.actions.history.isChecked():
            person = next((moved.person for moved in self._found.changes if moved.id == row), 0)
        if person:
            self.desk.person_wanted.emit(person)

    # What a threshold does -----------------------------------------------------------------------------------------------------------

    def _typed(self, texts: dict[str, str]) -> None:
        """Something was typed: a threshold is weighed after a pause."""
        if "threshold" in texts:
            self._typing.start()
        elif self._moves is not None:
            self._forget_moves()

    def _wanted_threshold(self) -> tuple[TierShown, int] | None:
        """The tier shown and the threshold typed for it, where that is a number and another one."""
        panel, chosen = self.page.details, self.chosen()
        text = panel.changed().get("threshold")
        if len(chosen) != 1 or text is None or panel.record() != chosen[0].id:
            return None
        try:
            threshold = self.reading.read("threshold", text)
        except BadValue:
            return None
        return (chosen[0], int(threshold)) if threshold is not None else None

    async def _read_moves(self) -> None:
        wanted = self._wanted_threshold()
        if wanted is None:
            self._forget_moves()
            return
        tier, threshold = wanted
        moves = await self.read_moves(threshold, tier=tier.id)
        if self._wanted_threshold() == (tier, threshold):
            self._moves = (tier.id, threshold, moves)
            self._show_one(tier)

    async def read_moves(self, threshold: int, *, tier: int | None) -> Moves | Told:
        """Whom a threshold moves, or why it cannot stand."""

        def read(connection: Connection, today: date) -> Moves | Told:
            try:
                return tiers.moves(connection, today, threshold, tier=tier)
            except Told as refused:
                return refused

        return await self.desk.read(read, self.desk.today())

    def _banners(self, tier: TierShown) -> tuple[Banner, ...]:
        if self._moves is None or self._moves[0] != tier.id:
            return ()
        _tier, threshold, moves = self._moves
        if isinstance(moves, Told):
            return (Banner("bad", problems.sentence(moves), "", "", "error"),)
        return (details.moves_banner(tier.threshold, threshold, moves, self.manner),)

    def _forget_moves(self) -> None:
        self._typing.stop()
        if self._moves is not None:
            self._moves = None
            for tier in self.chosen()[:1]:
                self._show_one(tier)

    def _banner_clicked(self, key: str) -> None:
        if key != details.MOVES or self._moves is None:
            return
        tier, threshold, moves = self._moves
        if isinstance(moves, Moves):
            title = _("{tier} from {threshold}").format(tier=self.tiers[tier].name, threshold=wording.shown(threshold, self.manner))
            self.desk.people_wanted.emit(Shown(title, people=(*moves.up, *moves.down)))

    def begin_edit(self) -> None:
        """Turn the details of the selected tier into fields."""
        if len(self.chosen()) == 1:
            self.page.open_details()
            self.page.details.edit(details.DETAILS, "threshold" if self.chosen()[0].rank else "name")

    async def _write(self, record: int, changes: Changes) -> None:
        label = _("Edit {name}").format(name=self.tiers[record].name)
        done = await self.desk.write(label, tiers.edit, record, changes)
        self._moves = None
        text = _("{name} saved").format(name=done.name)
        if "threshold" in changes:
            show = wording.shown
            text = _("{name} saved: {up} up, {down} down at their review").format(
                name=done.name, up=show(done.up, self.manner), down=show(done.down, self.manner)
            )
        self.desk.tell(text, undo=True)

    # What the frame shows ------------------------------------------------------------------------------------------------------------

    @property
    def new_action(self) -> QAction | None:
        """See Tab."""
        return self.actions.new

    def search_hint(self) -> str:
        """See Tab."""
        return _("Search tiers")

    def menus(self) -> Sequence[Menu]:
        """See Tab."""
        return [(_("Tiers"), self.actions.menu())]

    def context_menu(self) -> Sequence[QAction | None]:
        """See Tab."""
        return self.actions.menu()

    def edit_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.clear]

    def view_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.history, self.actions.refresh]

    def shortcuts(self) -> Sequence[QAction]:
        """See Tab."""
        return self.actions.with_keys()

    def status_parts(self) -> list[str]:
        """See Tab."""
        if not self.is_started or not self.is_settled:
            return []
        members = sum(tier.members for tier in self.tiers.values())
        counted = ngettext("{count} member", "{count} members", members).format(count=show_number(members))
        return [self._counted(self.model.rowCount()), counted]

    def _counted(self, count: int) -> str:
        return ngettext("{count} tier", "{count} tiers", count).format(count=show_number(count))
