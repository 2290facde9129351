"""Issued: every reward that anybody ever had, with its state; handed over, taken back and revoked from here (R4, R6; features.md 3.9, 3.10)."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from db.fields.kinds import DATE, NUMBER, Choice
from db.search import Condition, Sort
from db.search import issued as searching
from db.search.issued import FIELDS, SOURCE, STATE, IssuedRow
from desktop.records import Records
from desktop.records.model import RecordsModel
from desktop.tabs.rewards.issued_source import STATE_TONES, IssuedSource
from desktop.tabs.rewards.listing import Listing
from resources.i18n import _, ngettext
from ui.details import BulkRow, Fact, ManyDetails, RecordDetails, Section
from ui.empty_state import EmptyDetails
from ui.filters import FilterAnswer, FilterSpec
from ui.locales import show_number
from ui.roles import Badge
from ui.roles import Choice as Chosen

if TYPE_CHECKING:
    from db.rewards.reward_rules import RewardRow
    from desktop.tabs.rewards.overview import Overview
    from desktop.tabs.rewards.tab import RewardsTab

_FLOWS = "desktop.people.verbs.rewards"
# Of so many selected at once the states are looked at; of more, the operation itself says what it refuses.
MOST_LOOKED_AT = 500
OUTSTANDING = FilterAnswer("state", (("=", "issued"),))


def until(first: str, last: str) -> FilterAnswer:
    """Valid to a day of these."""
    return FilterAnswer("expires_on", ((">=", first), ("<=", last)))


class IssuedList(Listing):
    """Issued rewards, the newest first, read by pages."""

    key, place, density = "issued", 1, "normal"

    def __init__(self, tab: RewardsTab) -> None:
        super().__init__(tab)
        self.source = IssuedSource()
        self.records = Records(tab.desk.database, tab.manner, FIELDS, source=self.source, listens=False, parent=self)
        self._rewards: tuple[RewardRow, ...] = ()
        self._is_started = False
        self.count = 0
        # The rows that are selected, as far as they were looked at.
        self.looked_at: tuple[IssuedRow, ...] = ()
        self.records.model.order_about_to_change.connect(self._about_to_change)
        self.records.count_changed.connect(self._counted)
        self.records.failed.connect(tab.desk.show_problem)

    def start(self) -> None:
        """Ask for the rows; when the list is first looked at."""
        if not self._is_started:
            self._is_started = True
            self.records.start()

    def close(self) -> None:
        """End its threads."""
        if self._is_started:
            self.records.close()

    @property
    def is_settled(self) -> bool:
        """Whether the whole answer is shown."""
        return not self._is_started or self.records.is_settled

    @property
    def model(self) -> RecordsModel:
        """See Listing."""
        return self.records.model

    def columns(self) -> tuple[str, ...]:
        """See Listing."""
        return ("member", "name", "state", "points", "issued_on", "expires_on", "operator")

    def more_columns(self) -> tuple[str, ...]:
        """See Listing."""
        return ("number", "source", "changed_on")

    def specs(self) -> Sequence[FilterSpec]:
        """See Listing."""
        rewards = tuple(Chosen(str(reward.id), reward.name) for reward in self._rewards)
        return (
            FilterSpec("state", _("State"), "choice", _words(STATE)),
            FilterSpec("reward", _("Reward"), "choice", rewards),
            FilterSpec("source", _("How"), "choice", _words(SOURCE)),
            FilterSpec("issued_on", _("Issued"), "date_range"),
            FilterSpec("expires_on", _("Valid to"), "date_range"),
            FilterSpec("points", _("Points"), "number_range"),
        )

    def ask(self, text: str, answers: Sequence[FilterAnswer]) -> None:
        """See Listing."""
        conditions = tuple(
            Condition(answer.key, op, tuple(value.split("|")))  # type: ignore[arg-type]
            for answer in answers
            for op, value in answer.pairs
        )
        self.records.set_query(replace(self.records.query, text=text, conditions=conditions))

    def sort_by(self, key: str, descending: bool) -> None:
        """See Listing."""
        self.records.set_query(replace(self.records.query, sort=(Sort(key, descending),)))

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """See Listing."""
        sort = self.records.query.sort[0]
        return sort.key, sort.descending

    def chosen(self, records: set[int], *, all_but: bool) -> list[int]:
        """See Listing."""
        return self.model.chosen(records, all_but=all_but)

    def row_of(self, record: int) -> int | None:
        """See Listing."""
        return self.model.row_of(record)

    def take(self, found: Overview) -> None:
        """See Listing."""
        self._rewards = found.rewards

    def _about_to_change(self, keeps_place: bool) -> None:
        if self.tab.list is self:
            self.tab.page.table.keeps_place = keeps_place

    def _counted(self, count: int, is_whole: bool) -> None:
        self.count = count
        if is_whole:
            self.counted.emit()

    def words(self, count: int) -> str:
        """See Listing."""
        return ngettext("{count} issued reward", "{count} issued rewards", count).format(count=show_number(count))

    def emptiness(self, *, filtered: bool) -> EmptyDetails:
        """See Listing."""
        if filtered:
            return EmptyDetails(
                _("No issued reward fits"), _("Nobody has one that has all of this."), (self.tab.actions.clear,), drawing=False
            )
        return EmptyDetails(
            _("Nothing issued yet"),
            _("A reward stands here as soon as a member spends points on it, or is given one."),
            (self.tab.actions.to_catalogue, self.tab.actions.to_members),
        )

    # The panel -----------------------------------------------------------------------------------------------------------------------

    def show(self, records: Sequence[int]) -> None:
        """See Listing."""
        self.looked_at = ()
        if not records:
            self.tab.page.details.show_nothing(_("Nothing selected"), _("Choose an issued reward to hand it over or to revoke it."))
        self.desk.start(self._show(tuple(records)))

    async def _show(self, records: tuple[int, ...]) -> None:
        found = await self.desk.read(searching.rows, records[:MOST_LOOKED_AT]) if records else []
        if self.tab.list is not self or tuple(self.tab.selected_ids()) != records:
            return
        self.looked_at = tuple(found)
        if len(records) > 1:
            self._show_many(records)
        elif found:
            self.tab.page.details.show_record(self._details(found[0]))
        self.tab.actions.follow()

    def _show_many(self, records: tuple[int, ...]) -> None:
        """How many can be handed over, taken back, revoked."""
        actions = self.tab.actions
        states = [row.state for row in self.looked_at]
        outstanding = ngettext("{count} outstanding", "{count} outstanding", states.count("issued")).format(count=states.count("issued"))
        used = ngettext("{count} used", "{count} used", states.count("redeemed")).format(count=states.count("redeemed"))
        rows = (
            BulkRow(actions.hand_over, outstanding), BulkRow(actions.undo_hand_over, used), BulkRow(actions.revoke, outstanding),
        )  # fmt: skip
        members = len({row.person for row in self.looked_at})
        sentence = ngettext("of {count} member", "of {count} members", members).format(count=show_number(members))
        self.tab.page.details.show_many(ManyDetails(self.words(len(records)), sentence, rows=rows))

    def _details(self, row: IssuedRow) -> RecordDetails:
        manner = self.tab.manner
        facts = [
            Fact("member", _("Member"), _("{name}, no. {number}").format(name=row.member, number=row.number)),
            Fact("how", _("How"), _(SOURCE.show(row.source, manner))),
            Fact("points", _("Points"), NUMBER.show(row.points, manner) if row.points else ""),
            Fact("issued_on", _("Issued"), DATE.show(row.issued_on, manner)),
            Fact("expires_on", _("Valid to"), DATE.show(row.expires_on, manner)),
            Fact("operator", _("By"), row.operator),
        ]
        if row.state != "issued":
            facts.append(Fact("changed_on", _(STATE.show(row.state, manner)), DATE.show(row.changed_on, manner)))
            facts.append(Fact("changed_by", _("By"), row.changed_by))
        if row.description:
            facts.append(Fact("description", _("Shown to the member"), row.description))
        tone = STATE_TONES[row.state] or "info"
        return RecordDetails(
            self.panel_id(row.id),
            row.name,
            "",
            chips=(Badge(_(STATE.show(row.state, manner)), tone),),
            subtitle=_("No. {number}").format(number=row.id),
            sections=(Section("issued", _("Issued reward"), "reward", facts=tuple(fact for fact in facts if fact.text)),),
        )

    # What is done --------------------------------------------------------------------------------------------------------------------

    def open(self, record: int) -> None:
        """Show whose it is."""
        if self.looked_at:
            self.desk.person_wanted.emit(self.looked_at[0].person)

    def perform(self, flow: str) -> None:
        """Hand over, take back or revoke what is selected: `hand_over`, `undo_hand_over` or `revoke`."""
        if records := self.tab.selected_ids():
            self.desk.start(self._perform(flow, records))

    async def _perform(self, flow: str, records: Sequence[int]) -> None:
        loaded = await self.desk.jobs.run(lambda: importlib.import_module(_FLOWS))
        await getattr(loaded, flow)(self.desk, records)


def _words(kind: Choice) -> tuple[Chosen, ...]:
    return tuple(Chosen(stored, _(word)) for stored, word in kind.choices.items())
