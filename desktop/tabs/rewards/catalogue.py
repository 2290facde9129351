"""The catalogue: what can be had for points, or given (R1, R8; features.md 4.13, 4.14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.fields.kinds import NUMBER
from db.operations import catalogue as operations
from db.rewards.reward_rules import RewardRow
from desktop.lists.details import Detail, Reading
from desktop.lists.model import Cell, Column, ListModel, Row
from desktop.tabs.rewards.listing import KindList
from resources.i18n import N_, _, ngettext
from ui.details import Fact
from ui.empty_state import EmptyDetails
from ui.filters import FilterAnswer, FilterSpec
from ui.locales import show_number
from ui.roles import Badge, Chip, Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.operations.choices import Named
    from desktop.tabs.rewards.overview import Overview

# From so few left on, a reward is running out.
FEW = 10
# How a reward stands today, apart from the member: the word of the filter.
STATES: tuple[tuple[str, str], ...] = (
    ("now", N_("At the desk now")),
    ("given", N_("Only given")),
    ("not_yet", N_("Not yet")),
    ("over", N_("Over")),
    ("sold_out", N_("Sold out")),
    ("retired", N_("Retired")),
)
KINDS = (("gift", N_("Gift")), ("discount", N_("Discount")), ("free_text", N_("Free text")))
NOW = FilterAnswer("state", (("=", "now"),))
RUNNING_OUT = (FilterAnswer("state", (("=", "now|given"),)), FilterAnswer("stock", ((">=", "1"), ("<=", str(FEW)))))


def details(tiers: Sequence[Named]) -> tuple[Detail, ...]:
    """What a reward is asked, in the order of the panel (R1)."""
    limits = ((None, _("no limit")), ("year", _("in a year")), ("life", _("in all")))
    levels = ((None, _("Everyone")), *((tier.id, tier.name) for tier in tiers if not tier.is_base))
    return (
        Detail("name", N_("Name"), required=True, span=2),
        Detail("description", N_("Shown to the member"), "long_text", span=2),
        Detail("points", N_("Cost in points"), "number", required=True, hint=_("0: only given")),
        Detail("stock", N_("Stock"), "number", hint=_("without end")),
        Detail("at_most", N_("Limit a member"), "number", hint=_("no limit")),
        Detail("at_most_per", N_("Counted"), "choice", limits),
        Detail("tier_id", N_("Tier from"), "choice", levels),
        Detail("valid_days", N_("Valid days after issue"), "number", hint=_("without end")),
        Detail("kind", N_("Kind"), "choice", tuple((stored, _(word)) for stored, word in KINDS)),
        Detail("active_from", N_("On offer from"), "date", hint=_("open")),
        Detail("active_to", N_("To"), "date", hint=_("open")),
        Detail("staff_note", N_("Staff note"), "long_text", span=2),
    )


class Catalogue(KindList):
    """Rewards with what they cost, what is left, for whom, and how many were issued."""

    key, place, icon, entity = "catalogue", 0, "reward", "reward"

    def _made(self) -> ListModel:
        return ListModel(
            [
                Column("name", _("Name"), "Coffee beans 500 g Sold out", elides=True, strong=True),
                Column("points", _("Cost"), "10,000", right=True),
                Column("stock", _("Stock"), "1,000", right=True),
                Column("limit", _("Limit"), _("{count} a year").format(count=10)),
                Column("tier", _("Tier from"), "Platinum"),
                Column("valid", _("Valid"), ngettext("{count} day", "{count} days", 100).format(count=100)),
                Column("outstanding", _("Outstanding"), "10,000", right=True),
                Column("issued", _("Issued"), "100,000", right=True),
            ],
            self,
        )

    def read(self, found: Overview) -> tuple[Mapping[int, Any], Reading, Sequence[Row]]:
        """See KindList."""
        self._today, self._of = found.today.isoformat(), found.of_reward
        tiers = {tier.id: tier for tier in found.tiers}
        rows = [self._row(reward, tiers) for reward in sorted(found.rewards, key=lambda reward: reward.retired)]
        self._tiers = tuple(found.tiers)
        return {reward.id: reward for reward in found.rewards}, Reading(self.desk.club, details(found.tiers)), rows

    def _row(self, reward: RewardRow, tiers: Mapping[int, Named]) -> Row:
        tier = tiers.get(reward.tier_id or 0)
        outstanding, issued = self._of.get(reward.id, (0, 0))
        off = reward.retired
        stock = Cell() if reward.stock is None else Cell(self._number(reward.stock), reward.stock, muted=not reward.stock or off)
        return Row(
            reward.id,
            {
                "name": Cell(reward.name, reward.name, badge=self._badge(reward), tooltip=reward.description or ""),
                "points": Cell(
                    _("given") if not reward.points else self._number(reward.points), reward.points, muted=off or not reward.points
                ),
                "stock": stock,
                "limit": Cell(limit_words(reward), reward.at_most, muted=True),
                "tier": Cell(value=None) if tier is None or tier.is_base else Cell(tier.name, tier.name, chip=Chip(tier.name, tier.colour)),
                "valid": Cell(days_words(reward.valid_days), reward.valid_days, muted=True),
                "outstanding": link_cell(outstanding, self._number),
                "issued": link_cell(issued, self._number),
            },
            searched=" ".join(text for text in (reward.description, reward.staff_note) if text),
        )

    def _number(self, value: int) -> str:
        return NUMBER.show(value, self.tab.manner)

    def _badge(self, reward: RewardRow) -> Badge | None:
        state = state_of(reward, self._today)
        if state in ("now", "given"):
            return None
        word = next(_(word) for stored, word in STATES if stored == state)
        return Badge(word, "warn" if state == "sold_out" else "muted")

    def specs(self) -> Sequence[FilterSpec]:
        """See Listing."""
        tiers = tuple(Choice(str(tier.id), tier.name, tier.colour) for tier in self._tiers if not tier.is_base)
        return (
            FilterSpec("state", _("State"), "choice", tuple(Choice(stored, _(word)) for stored, word in STATES)),
            FilterSpec("kind", _("Kind"), "choice", tuple(Choice(stored, _(word)) for stored, word in KINDS)),
            FilterSpec("points", _("Cost"), "number_range"),
            FilterSpec("stock", _("Stock"), "number_range"),
            FilterSpec("tier", _("Tier from"), "choice", tiers),
        )

    def values(self, record: Any) -> dict[str, str | int | None]:
        """See KindList."""
        return {
            "state": state_of(record, self._today), "kind": record.kind, "points": record.points, "stock": record.stock, "tier": record.tier_id,
        }  # fmt: skip

    def words(self, count: int) -> str:
        """See Listing."""
        return ngettext("{count} reward", "{count} rewards", count).format(count=show_number(count))

    def subtitle(self, record: Any) -> str:
        """See KindList."""
        outstanding, issued = self._of.get(record.id, (0, 0))
        return _("{outstanding} outstanding, {issued} issued").format(outstanding=self._number(outstanding), issued=self._number(issued))

    def standing(self, record: Any) -> tuple[Fact, ...]:
        """See KindList."""
        outstanding, issued = self._of.get(record.id, (0, 0))
        facts = [
            Fact("outstanding", _("Outstanding"), self._number(outstanding)),
            Fact("issued", _("Issued"), self._number(issued)),
        ]
        if issued:
            facts.append(Fact("delete", _("Delete"), _("Not any more: it was issued. Retire it instead.")))
        return tuple(facts)

    def note(self) -> str:
        """See KindList."""
        return _("Changes hold for what is issued from now on; what is outstanding keeps its text and points.")

    def may_delete(self, record: Any) -> bool:
        """See KindList."""
        return not self._of.get(record.id, (0, 0))[1]

    def usual(self) -> dict[str, Any]:
        """See KindList."""
        return {"kind": "gift"}

    def new_title(self) -> str:
        """See KindList."""
        return _("New reward")

    def add_words(self) -> str:
        """See KindList."""
        return _("Add reward")

    def new_effect(self) -> str:
        """See KindList."""
        return _("It can be had at the desk at once, unless it has a first day. Without points it is only given.")

    async def add(self, act: Any, values: dict[str, Any]) -> int:
        """See KindList."""
        more = {key: value for key, value in values.items() if key != "name"}
        return (await self.desk.perform(act, operations.add, values["name"] or "", **more)).id

    async def edit(self, label: str, record: int, changes: Mapping[str, tuple[Any, Any]]) -> None:
        """See KindList."""
        await self.desk.write(label, operations.edit, record, changes)

    async def retire(self, label: str, records: Sequence[int], *, retired: bool) -> None:
        """See KindList."""
        await self.desk.write(label, operations.retire, list(records), retired=retired)

    async def delete(self, label: str, records: Sequence[int]) -> None:
        """See KindList."""
        await self.desk.write(label, operations.remove, list(records))

    def link(self, record: int, key: str) -> None:
        """*Outstanding* and *Issued* lead to the issued rewards of this one (3.9)."""
        self.tab.show_issued(record, outstanding=key == "outstanding")

    def emptiness(self, *, filtered: bool) -> EmptyDetails:
        """See Listing."""
        if filtered:
            return EmptyDetails(
                _("No reward fits"), _("Nothing in the catalogue has all of this."), (self.tab.actions.clear,), drawing=False
            )
        return EmptyDetails(
            _("No rewards yet"),
            _("What members can have for their points, or be given: a coffee, a discount, an evening. Add the first one."),
            (self.tab.actions.new, self.tab.actions.to_stamp_cards),
        )


def state_of(reward: RewardRow, today: str) -> str:
    """How a reward stands on a day, whoever asks (R1, R2)."""
    if reward.retired:
        return "retired"
    if reward.active_from is not None and reward.active_from > today:
        return "not_yet"
    if reward.active_to is not None and reward.active_to < today:
        return "over"
    if reward.stock == 0:
        return "sold_out"
    return "now" if reward.points else "given"


def limit_words(reward: RewardRow) -> str:
    """How many a member may have (R1)."""
    if reward.at_most is None:
        return ""
    words = _("{count} a year") if reward.at_most_per == "year" else _("{count} in all")
    return words.format(count=reward.at_most)


def days_words(days: int | None) -> str:
    """So many days in words; nothing where there is no end."""
    return "" if days is None else ngettext("{count} day", "{count} days", days).format(count=show_number(days))


def link_cell(count: int, number: Callable[[int], str]) -> Cell:
    """A count that leads to what it counts; zero is plain."""
    return Cell(number(count), count, link=True, tone="accent") if count else Cell(number(count), count, muted=True)
