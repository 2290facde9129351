"""The kinds of passes and subscriptions: made, edited, retired, deleted (PP1, PP5, U1; features.md 2.17, 2.18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.fields.entries import money_in
from db.operations import pass_types as operations
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
    from desktop.tabs.rewards.overview import Overview

PERIODS = ((None, N_("none: a punch pass")), ("month", N_("month")), ("quarter", N_("quarter")), ("year", N_("year")))
RENEWALS = ((None, ""), ("automatic", N_("automatic")), ("on_payment", N_("on payment")))
STARTS = (("sale", N_("on its sale")), ("first_use", N_("on its first use")))


def details() -> tuple[Detail, ...]:
    """What a kind of pass is asked, in the order of the panel (PP1, U1)."""
    yes_no = ((True, _("Yes")), (False, _("No")))
    return (
        Detail("name", N_("Name"), required=True, span=2),
        Detail("uses", N_("Uses"), "number", hint=_("without limit")),
        Detail("price", N_("Price"), "money"),
        Detail("period", N_("Period"), "choice", tuple((stored, _(word)) for stored, word in PERIODS)),
        Detail("renewal", N_("Renewal"), "choice", tuple((stored, _(word) if word else "") for stored, word in RENEWALS)),
        Detail("carries_over", N_("Unused uses carry over"), "choice", yes_no),
        Detail("starts", N_("Starts"), "choice", tuple((stored, _(word)) for stored, word in STARTS)),
        Detail("valid_days", N_("Valid days"), "number", hint=_("without end")),
        Detail("valid_months", N_("or valid months"), "number", hint=_("without end")),
        Detail("household", N_("For the household"), "choice", yes_no),
    )


class Passes(KindList):
    """Kinds of passes with how many were sold and are open."""

    key, place, icon, entity = "passes", 3, "pass", "pass_type"

    def _made(self) -> ListModel:
        return ListModel(
            [
                Column("name", _("Name"), "Barista course Retired", elides=True, strong=True),
                Column("uses", _("Uses"), _("{count} a quarter").format(count=100), right=True),
                Column("price", _("Price ({currency})").format(currency=self.desk.club.currency), "10,000.00", right=True),
                Column("renewal", _("Renewal"), _("on payment")),
                Column("valid", _("Valid"), ngettext("{count} month", "{count} months", 12).format(count=100)),
                Column("starts", _("Starts"), _("on its first use")),
                Column("open", _("Open"), "10,000", right=True),
                Column("sold", _("Sold"), "10,000", right=True),
            ],
            self,
        )

    def more_columns(self) -> tuple[str, ...]:
        """See Listing."""
        return ("starts",)

    def read(self, found: Overview) -> tuple[Mapping[int, Any], Reading, Sequence[Row]]:
        """See KindList."""
        reading = Reading(self.desk.club, details())
        return {each.id: each for each in found.pass_types}, reading, [self._row(each) for each in found.pass_types]

    def _row(self, each: operations.TypeRow) -> Row:
        off = each.retired
        price = "" if each.price is None else money_in(self.desk.club.currency).show(each.price, self.tab.manner)
        renewal = next(_(word) if word else "" for stored, word in RENEWALS if stored == each.renewal)
        return Row(
            each.id,
            {
                "name": Cell(each.name, each.name, badge=Badge(_("Retired"), "muted") if off else None),
                "uses": Cell(uses_words(each.uses, each.period), each.uses, muted=off),
                "price": Cell(price, each.price, muted=off),
                "renewal": Cell(renewal, each.renewal, muted=True),
                "valid": Cell(valid_words(each), each.valid_days or (each.valid_months or 0) * 30 or None, muted=True),
                "starts": Cell(_("on its first use") if each.starts == "first_use" else "", each.starts, muted=True),
                "open": link_cell(each.open, show_number),
                "sold": Cell(show_number(each.sold), each.sold, muted=not each.sold),
            },
        )

    def specs(self) -> Sequence[FilterSpec]:
        """See Listing."""
        periods = tuple(Choice(stored or "", _(word)) for stored, word in PERIODS)
        return (
            FilterSpec("state", _("State"), "choice", (Choice("used", _("In use")), Choice("retired", _("Retired")))),
            FilterSpec("period", _("Period"), "choice", periods),
        )

    def values(self, record: Any) -> dict[str, str | int | None]:
        """See KindList."""
        return {"state": "retired" if record.retired else "used", "period": record.period}

    def words(self, count: int) -> str:
        """See Listing."""
        return ngettext("{count} pass", "{count} passes", count).format(count=show_number(count))

    def subtitle(self, record: Any) -> str:
        """See KindList."""
        return _("{open} open, {sold} sold").format(open=show_number(record.open), sold=show_number(record.sold))

    def standing(self, record: Any) -> tuple[Fact, ...]:
        """See KindList."""
        facts = [Fact("open", _("Open"), show_number(record.open)), Fact("sold", _("Sold"), show_number(record.sold))]
        if record.sold:
            facts.append(Fact("delete", _("Delete"), _("Not any more: it was sold. Retire it instead.")))
        return tuple(facts)

    def note(self) -> str:
        """See KindList."""
        return _("Passes already sold stay as agreed; changes hold for those sold from now on.")

    def may_delete(self, record: Any) -> bool:
        """See KindList."""
        return not record.sold

    def usual(self) -> dict[str, Any]:
        """See KindList."""
        return {"uses": 10, "starts": "sale", "carries_over": False, "household": False}

    def new_title(self) -> str:
        """See KindList."""
        return _("New pass")

    def add_words(self) -> str:
        """See KindList."""
        return _("Add pass")

    def new_effect(self) -> str:
        """See KindList."""
        return _("With a period it is a subscription: its uses are those of each period, and it renews.")

    async def add(self, act: Any, values: dict[str, Any]) -> int:
        """See KindList."""
        return await self.desk.perform(act, operations.add_type, operations.TypeDetails(**{**values, **_whole(values)}))

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
        """*Open* leads to the members who have one that is not over."""
        self.desk.start(self._show_holders(record))

    async def _show_holders(self, record: int) -> None:
        people = await self.desk.read(operations.holders, record)
        self.desk.people_wanted.emit(Shown(_("Pass: {name}").format(name=self.records[record].name), people=people))

    def emptiness(self, *, filtered: bool) -> EmptyDetails:
        """See Listing."""
        if filtered:
            return EmptyDetails(_("No pass fits"), _("None has all of this."), (self.tab.actions.clear,), drawing=False)
        return EmptyDetails(
            _("No passes yet"),
            _("So many uses paid at once, or a subscription with uses for each month. Add the first kind, then sell it to a member."),
            (self.tab.actions.new, self.tab.actions.to_members),
        )


def _whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an empty choice means: a period renews by itself unless told otherwise."""
    return {
        "name": values["name"] or "",
        "renewal": values["renewal"] or ("automatic" if values["period"] else None),
        "carries_over": bool(values["carries_over"]),
        "household": bool(values["household"]),
        "starts": values["starts"] or "sale",
    }


def uses_words(uses: int | None, period: str | None) -> str:
    """How many uses, in all or in each period (U1)."""
    count = _("without limit") if uses is None else show_number(uses)
    words = {None: "{count}", "month": _("{count} a month"), "quarter": _("{count} a quarter"), "year": _("{count} a year")}
    return words[period].format(count=count)


def valid_words(each: operations.TypeRow) -> str:
    """How long a pass can be used."""
    if each.valid_months is not None:
        return ngettext("{count} month", "{count} months", each.valid_months).format(count=show_number(each.valid_months))
    return days_words(each.valid_days)
