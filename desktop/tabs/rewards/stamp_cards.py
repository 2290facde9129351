"""The kinds of stamp cards: made, edited, retired, deleted (SC1, SC7; features.md 2.15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.fields.entries import money_in
from db.operations import stamps as operations
from db.stamps.foreseeing import with_open_card
from desktop.desk import Shown
from desktop.lists.details import Detail, Reading
from desktop.lists.model import Cell, Column, ListModel, Row
from desktop.tabs.rewards.catalogue import days_words, link_cell
from desktop.tabs.rewards.listing import KindList
from resources.i18n import N_, _, ngettext
from ui.details import Fact
from ui.empty_state import EmptyDetails
from ui.filters import FilterSpec
from ui.locales import show_number
from ui.roles import Badge, Choice

if TYPE_CHECKING:
    from db.rewards.reward_rules import RewardRow
    from desktop.tabs.rewards.overview import Overview

EARNS = (("none", N_("By hand only")), ("sale", N_("One a sale")), ("amount", N_("One an amount")), ("quantity", N_("One a piece")))


def details(rewards: Sequence[RewardRow]) -> tuple[Detail, ...]:
    """What a kind of stamp card is asked, in the order of the panel (SC1, SC7)."""
    yes_no = ((True, _("Yes")), (False, _("No")))
    return (
        Detail("name", N_("Name"), required=True, span=2),
        Detail("needed", N_("Stamps needed"), "number", required=True),
        Detail("reward_id", N_("Full card gives"), "choice", tuple((reward.id, reward.name) for reward in rewards), required=True),
        Detail("valid_days", N_("Days after first stamp"), "number", hint=_("without end")),
        Detail("per_day", N_("At most a day"), "number", hint=_("no limit")),
        Detail("renews", N_("Next card opens by itself"), "choice", yes_no),
        Detail("earns", N_("Stamps from sales"), "choice", tuple((stored, _(word)) for stored, word in EARNS)),
        Detail("earn_per", N_("Amount for one stamp"), "money"),
        Detail("match", N_("Words of the line"), hint=_("filter coffee")),
    )


class StampCards(KindList):
    """Kinds of stamp cards with how many cards are open and full."""

    key, place, icon, entity = "stamp_cards", 2, "stamp", "stamp_type"

    def _made(self) -> ListModel:
        return ListModel(
            [
                Column("name", _("Name"), "Morning coffee Retired", elides=True, strong=True),
                Column("needed", _("Stamps"), "1,000", right=True),
                Column("reward", _("Full card gives"), "Coffee beans 500 g", elides=True),
                Column("valid", _("Valid"), ngettext("{count} day", "{count} days", 100).format(count=100)),
                Column("per_day", _("A day"), "10", right=True),
                Column("earns", _("From sales"), _("One per {amount}").format(amount="100.00")),
                Column("open", _("Open"), "10,000", right=True),
                Column("complete", _("Full"), "10,000", right=True),
            ],
            self,
        )

    def read(self, found: Overview) -> tuple[Mapping[int, Any], Reading, Sequence[Row]]:
        """See KindList."""
        held = {each.reward_id for each in found.stamp_types}
        rewards = [reward for reward in found.rewards if not reward.retired or reward.id in held]
        reading = Reading(self.desk.club, details(rewards))
        return {each.id: each for each in found.stamp_types}, reading, [self._row(each) for each in found.stamp_types]

    def _row(self, each: operations.TypeRow) -> Row:
        off = each.retired
        return Row(
            each.id,
            {
                "name": Cell(each.name, each.name, badge=Badge(_("Retired"), "muted") if off else None),
                "needed": Cell(show_number(each.needed), each.needed, muted=off),
                "reward": Cell(each.reward, each.reward, muted=off),
                "valid": Cell(days_words(each.valid_days), each.valid_days, muted=True),
                "per_day": Cell("" if each.per_day is None else show_number(each.per_day), each.per_day, muted=True),
                "earns": Cell(self._earns(each), each.earns if each.earns != "none" else None, muted=True),
                "open": link_cell(each.open, show_number),
                "complete": Cell(show_number(each.complete), each.complete, muted=not each.complete),
            },
        )

    def _earns(self, each: operations.TypeRow) -> str:
        """How stamps come by sales, in a few words (SC7)."""
        if each.earns == "amount" and each.earn_per is not None:
            return _("One per {amount}").format(amount=money_in(self.desk.club.currency).show(each.earn_per, self.tab.manner))
        if each.earns == "quantity":
            return _("One a “{words}”").format(words=each.match)
        return _("One a sale") if each.earns == "sale" else ""

    def specs(self) -> Sequence[FilterSpec]:
        """See Listing."""
        return (
            FilterSpec("state", _("State"), "choice", (Choice("used", _("In use")), Choice("retired", _("Retired")))),
            FilterSpec("earns", _("From sales"), "choice", tuple(Choice(stored, _(word)) for stored, word in EARNS)),
        )

    def values(self, record: Any) -> dict[str, str | int | None]:
        """See KindList."""
        return {"state": "retired" if record.retired else "used", "earns": record.earns}

    def words(self, count: int) -> str:
        """See Listing."""
        return ngettext("{count} stamp card", "{count} stamp cards", count).format(count=show_number(count))

    def subtitle(self, record: Any) -> str:
        """See KindList."""
        return _("{open} open, {full} full").format(open=show_number(record.open), full=show_number(record.complete))

    def standing(self, record: Any) -> tuple[Fact, ...]:
        """See KindList."""
        facts = [Fact("open", _("Open"), show_number(record.open)), Fact("complete", _("Full"), show_number(record.complete))]
        if not self.may_delete(record):
            facts.append(Fact("delete", _("Delete"), _("Not any more: members have it. Retire it instead.")))
        return tuple(facts)

    def note(self) -> str:
        """See KindList."""
        return _("Open cards keep the number of stamps they need and their last day; changes hold for cards that are opened from now on.")

    def may_delete(self, record: Any) -> bool:
        """See KindList."""
        return not record.open and not record.complete

    def usual(self) -> dict[str, Any]:
        """See KindList."""
        return {"needed": 10, "renews": True, "earns": "none"}

    def new_title(self) -> str:
        """See KindList."""
        return _("New stamp card")

    def add_words(self) -> str:
        """See KindList."""
        return _("Add stamp card")

    def new_effect(self) -> str:
        """See KindList."""
        return _("Members get a card with their first stamp; the full card gives the reward and the surplus goes on the next one.")

    async def add(self, act: Any, values: dict[str, Any]) -> int:
        """See KindList."""
        asked = {**values, "name": values["name"] or "", "reward_id": values["reward_id"] or 0, "renews": values["renews"] is not False}
        return await self.desk.perform(act, operations.add_type, operations.TypeDetails(**asked))

    async def edit(self, label: str, record: int, changes: Mapping[str, tuple[Any, Any]]) -> None:
        """See KindList."""
        await self.desk.write(label, operations.edit_type, record, changes)

    async def retire(self, label: str, records: Sequence[int], *, retired: bool) -> None:
        """See KindList."""
        await self.desk.write(label, operations.retire_types, list(records), retired=retired)

    async def delete(self, label: str, records: Sequence[int]) -> None:
        """See KindList."""
        await self.desk.write(label, operations.delete_types, list(records))

    def link(self, record: int, key: str) -> None:
        """*Open* leads to the members who have an open card."""
        self.desk.start(self._show_holders(record))

    async def _show_holders(self, record: int) -> None:
        people = await self.desk.read(with_open_card, record, self.desk.today())
        self.desk.people_wanted.emit(Shown(_("Open card: {name}").format(name=self.records[record].name), people=people))

    def emptiness(self, *, filtered: bool) -> EmptyDetails:
        """See Listing."""
        if filtered:
            return EmptyDetails(_("No stamp card fits"), _("None has all of this."), (self.tab.actions.clear,), drawing=False)
        return EmptyDetails(
            _("No stamp cards yet"),
            _("A card with places for stamps; the full one gives a reward. Add the reward first, then the card."),
            (self.tab.actions.new, self.tab.actions.to_catalogue),
        )
