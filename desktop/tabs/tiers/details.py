"""A tier as list, steps and panel show it: threshold, multiplier, entry rewards, colour, and what a new threshold would do (T1, T10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal

from db.errors import BadValue
from db.fields import BY_KEY
from db.operations import tiers
from db.texts import N_
from desktop import problems
from desktop.lists.details import Detail, Reading
from desktop.lists.model import Cell, Column, Row
from desktop.people import wording
from resources.i18n import _, ngettext
from ui.details import Banner, Fact, Line, RecordDetails, Section
from ui.roles import Badge, Choice, Editor
from ui.way_up import WayStep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.errors import Told
    from db.fields import Manner
    from db.operations.programme import Club
    from db.operations.stories import Event
    from db.operations.tiers import Moves, TierShown

DETAILS, MOVES = "details", "moves"
COLOURS = (
    ("#7a8593", N_("Slate")),
    ("#b0662c", N_("Bronze")),
    ("#8a97a8", N_("Silver")),
    ("#d4a000", N_("Gold")),
    ("#5b6ee1", N_("Blue")),
    ("#2a8f6a", N_("Green")),
    ("#c45c3c", N_("Red")),
    ("#b0487f", N_("Berry")),
)
_DETAILS = (
    Detail("name", N_("Name"), required=True, span=2),
    Detail("threshold", N_("Threshold"), "number", required=True),
    Detail("multiplier", N_("Earns"), "multiplier", required=True, hint="×1"),
    Detail("benefits", N_("Benefits"), "long_text", span=2),
    Detail("rewards", N_("Entry rewards"), "rewards", span=2, hint=N_("Each is given once in a period")),
    Detail("colour", N_("Colour"), "colour", span=2),
)


def columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column("name", _("Tier"), "Platinum Retired", elides=True, strong=True),
        Column("threshold", _("Threshold"), "100,000", right=True),
        Column("earns", _("Earns"), "×1.25", right=True),
        Column("members", _("Members"), "1,000,000", right=True),
        Column("rewards", _("Entry reward"), "Coffee beans 500 g", elides=True),
        Column("benefits", _("Benefits"), "10 % off, early access", elides=True, muted=True),
        Column("reviews", _("Reviews, 60 days"), _("Reviews, 60 days"), right=True),
    )


class TierReading(Reading):
    """Shows and reads the details of a tier; *rewards* are the catalogue's names by id."""

    def __init__(self, club: Club, rewards: Mapping[int, str]) -> None:
        super().__init__(club, _DETAILS)
        self._rewards = dict(rewards)
        self._sample = _("Tier")

    def facts(self, row: TierShown) -> tuple[Fact, ...]:
        """See Reading; the colour is shown under the tier's own name."""
        self._sample = row.name
        return super().facts(row)

    def shown(self, detail: Detail, value: Any) -> str:
        """See Reading."""
        match detail.kind:
            case "multiplier":
                return earns(int(value), self.manner)
            case "rewards":
                return "; ".join(self._rewards[reward] for reward in value or () if reward in self._rewards)
            case "colour":
                return next((_(name) for colour, name in COLOURS if colour == value), value or "")
        return super().shown(detail, value)

    def typed(self, detail: Detail, value: Any) -> str:
        """See Reading."""
        if detail.kind == "colour":
            return value or ""
        return "" if value is None else super().typed(detail, value)

    def read(self, key: str, text: str) -> Any:
        """See Reading."""
        match key:
            case "multiplier":
                return tiers.multiplier(re.sub(r"^[×xX*]\s*", "", text.strip()))
            case "rewards":
                return tuple(sorted(self._reward(word) for word in text.split(";") if word.strip()))
            case "colour":
                return text or COLOURS[0][0]
        return super().read(key, text)

    def _reward(self, word: str) -> int:
        found = next((reward for reward, name in self._rewards.items() if name.casefold() == word.strip().casefold()), None)
        if found is None:
            raise BadValue(N_("There is no reward “{name}” in the catalogue."), key="rewards", name=word.strip())
        return found

    def editor(self, detail: Detail) -> Editor:
        """See Reading."""
        check, hint = self._check(detail.key), _(detail.hint) if detail.hint else ""
        match detail.kind:
            case "multiplier":
                return Editor("text", (), check, hint)
            case "rewards":
                return Editor("tags", tuple(Choice(name, name) for name in self._rewards.values()), check, hint)
            case "colour":
                return Editor("colour", tuple(Choice(colour, _(name)) for colour, name in COLOURS), None, self._sample)
        return super().editor(detail)


def earns(thousandths: int, manner: Manner) -> str:
    """A multiplier as people read it: ×1.25."""
    return "×" + format_decimal(Decimal(thousandths) / 1000, "0.###", locale=manner.locale)


def needs(club: Club, threshold: int) -> str:
    """What a tier takes: "from 1,000 points"."""
    if not threshold:
        return _("everyone")
    shown = wording.shown(threshold, club.manner)
    if club.tiers_measure == "spend":
        return _("from {amount} {currency} spent").format(amount=shown, currency=club.currency)
    if club.tiers_measure == "visits":
        return ngettext("from {count} visit", "from {count} visits", threshold).format(count=shown)
    return ngettext("from {count} point", "from {count} points", threshold).format(count=shown)


def measure(club: Club) -> str:
    """What tiers are reached by: "points earned in 12 months" (T2, T5)."""
    what = {"points": _("points earned"), "spend": _("money spent"), "visits": _("visits")}[club.tiers_measure]
    period = {
        "rolling": _("in 12 months"),
        "calendar_year": _("in a calendar year"),
        "membership_year": _("in a membership year"),
        "lifetime": _("ever"),
    }[club.tiers_period]
    return f"{what} {period}"


def row_of(tier: TierShown, rewards: Mapping[int, str], reviews: int, manner: Manner) -> Row:
    """One line of the list; numbers of members and reviews lead to them, zero is grey."""
    names = ", ".join(rewards[reward] for reward in tier.rewards if reward in rewards)
    badge = None if tier.active else Badge(_("Retired"), "info")
    cells = {
        "name": Cell(tier.name, tier.rank, icon="circle-fill", tone=tier.colour, badge=badge, struck=False),
        "threshold": Cell(wording.shown(tier.threshold, manner), tier.threshold),
        "earns": Cell(earns(tier.multiplier, manner), tier.multiplier),
        "members": _count(tier.members, manner),
        "rewards": Cell(names, names or None),
        "benefits": Cell((tier.benefits or "").replace("\n", " "), tier.benefits),
        "reviews": _count(reviews, manner) if reviews else Cell("", 0),
    }
    return Row(tier.id, cells)


def _count(count: int, manner: Manner) -> Cell:
    return Cell(wording.shown(count, manner), count, link=bool(count), tone="accent" if count else "", muted=not count)


def step_of(tier: TierShown, club: Club) -> WayStep:
    """A tier in use as a step of the way up."""
    manner = club.manner
    unit = ngettext("member", "members", tier.members)
    return WayStep(
        tier.id,
        tier.name,
        tier.colour,
        earns(tier.multiplier, manner),
        wording.shown(tier.members, manner),
        unit,
        needs(club, tier.threshold),
    )


@dataclass(frozen=True)
class Beside:
    """What is read beside a tier: why it cannot be deleted, and what was done to it."""

    refusal: Told | None
    events: tuple[Event, ...]


def details_of(tier: TierShown, beside: Beside | None, reading: TierReading, banners: tuple[Banner, ...]) -> RecordDetails:
    """A tier in the panel; *beside* is None while it is on its way."""
    manner = reading.manner
    counted = ngettext("{count} member", "{count} members", tier.members).format(count=wording.shown(tier.members, manner))
    facts = [Fact("members", _("Members"), counted)]
    if beside is not None and beside.refusal is not None:
        facts.append(Fact("delete", _("Deleting"), problems.sentence(beside.refusal)))
    chips: list[Badge] = [] if tier.active else [Badge(_("Retired"), "info")]
    if tier.rank == 0:
        chips.append(Badge(_("Base tier"), "info"))
    sections = [
        Section(DETAILS, _("Tier"), "tier", facts=reading.facts(tier), editable=True, above=True),
        Section("in use", _("In use"), "people", counted, tuple(facts)),
    ]
    if beside is not None and beside.events:
        lines = tuple(Line(moment(event.at, manner), event_words(event)) for event in beside.events)
        sections.append(Section("lately", _("History"), "activity", lines=lines))
    return RecordDetails(
        tier.id, tier.name, tier.name[:1].upper(), tier.colour, tuple(chips), "" if chips else counted, None, banners, tuple(sections)
    )


def event_words(event: Event) -> str:
    """What was done to a tier, by whom."""
    if "active" in event.keys:
        return _("Retired or used again by {operator}").format(operator=event.operator)
    labels = {detail.key: _(detail.label) for detail in _DETAILS}
    fields = ", ".join(labels[key] for key in event.keys if key in labels)
    words = {"created": _("Made by {operator}"), "changed": _("{fields} changed by {operator}")}
    return words.get(event.action, "{operator}").format(operator=event.operator, fields=fields)


def moves_banner(before: int, after: int, moves: Moves, manner: Manner) -> Banner:
    """ "3 up, 5 down" before it is saved, with a way to see whom (T10)."""
    show, count = wording.shown, len(moves.up) + len(moves.down)
    text = _("From {before} to {after}: {moves} Nobody loses points.").format(
        before=show(before, manner), after=show(after, manner), moves=moves_words(moves, manner)
    )
    return Banner("info", text, _("Show the {count}").format(count=show(count, manner)) if count else "", MOVES, "info")


def moves_words(moves: Moves, manner: Manner) -> str:
    """How many a threshold moves, and when."""
    show = wording.shown
    return _("{up} up now, {down} down at their review.").format(up=show(len(moves.up), manner), down=show(len(moves.down), manner))


def moment(at: str, manner: Manner) -> str:
    """The club's day of a moment."""
    return BY_KEY["changed"].kind.show(at, manner).rpartition(" ")[0]
