"""How a person's stamp cards, passes, stamps and uses stand in words: what the section Stamps & passes shows (look: member-stamps)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from db.fields.entries import money_in
from db.fields.kinds import DATE
from db.operations import stamps
from db.operations.pass_record import PassShown, UseShown
from db.operations.stamps import MoveShown
from desktop.lists.model import Cell, Column, Row
from desktop.people.verbs.pass_words import uses_text
from resources.i18n import N_, _, ngettext
from ui.locales import show_number
from ui.roles import Badge
from ui.sections.stamps import CardShown

if TYPE_CHECKING:
    from db.fields import Manner
    from db.operations.programme import Club

_STATES = {
    "paused": (N_("Paused"), "warn"),
    "used_up": (N_("Used up"), "muted"),
    "expired": (N_("Expired"), "muted"),
    "cancelled": (N_("Cancelled"), "muted"),
}
_EACH_PERIOD = {"month": N_("{price} a month"), "quarter": N_("{price} a quarter"), "year": N_("{price} a year")}


@dataclass(frozen=True)
class Held:
    """What was read of a person. *gives*: the reward of a full card by its kind. *uses* by pass, the latest first."""

    today: date
    cards: tuple[stamps.CardShown, ...]
    gives: dict[int, str]
    moves: tuple[MoveShown, ...]
    passes: tuple[PassShown, ...]
    uses: dict[int, tuple[UseShown, ...]] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)

    def open_passes(self) -> list[PassShown]:
        """Those that are not over."""
        return [each for each in self.passes if not is_over(each)]

    def open_cards(self) -> list[stamps.CardShown]:
        """Those that can be filled."""
        return [card for card in self.cards if card.state == "open"]


def is_over(each: PassShown) -> bool:
    """Whether a pass is over for good: a subscription has new uses in its next period."""
    return each.state in ("expired", "cancelled") or (each.state == "used_up" and each.period is None)


def card_shown(card: stamps.CardShown, held: Held, club: Club) -> CardShown:
    """One card: what the full one gives, until when, how far it is."""
    manner = club.manner
    gives = card.reward or held.gives.get(card.type_id, "")
    parts = [_("{reward} when full").format(reward=gives)]
    if owed := held.owed.get(card.type):
        parts.append(ngettext("{count} stamp owed", "{count} stamps owed", owed).format(count=show_number(owed)))
    badge = None
    if card.state == "open":
        parts.append(_("expires {day}").format(day=DATE.show(card.expires_on, manner)) if card.expires_on else _("no expiry"))
    elif card.state == "complete":
        parts = [_("{reward}, full on {day}").format(reward=gives, day=DATE.show(card.completed_on, manner))]
        badge = Badge(_("Full"), "good")
    else:
        parts.append(_("expired {day}").format(day=DATE.show(card.expires_on, manner)))
        badge = Badge(_("Expired"), "muted")
    left = card.needed - card.stamps
    rest = _("{count} to go").format(count=show_number(left)) if card.state == "open" else ""
    words = _("{stamps} of {needed}").format(stamps=show_number(card.stamps), needed=show_number(card.needed))
    return CardShown(card.type_id, card.type, ", ".join(parts), card.stamps, card.needed, words, rest, badge)


def pass_row(each: PassShown, held: Held, club: Club) -> Row:
    """One pass: uses left, state, what comes next, until when, and when it was used last."""
    manner = club.manner
    uses = [use for use in held.uses.get(each.id, ()) if use.undone_at is None]
    word, tone = _STATES.get(each.state, ("", ""))
    last = max((use.day for use in uses), default=None)
    valid = each.expires_on or each.period_ends_on
    return Row(
        each.id,
        {
            "name": Cell(each.name, each.name, tooltip=each.note or ""),
            "sold": Cell(_sold_words(each, club), each.sold_on),
            "left": Cell(uses_text(each.uses_left, each.uses), each.uses_left, strong=not is_over(each)),
            "state": Cell(badge=Badge(_(word), tone), value=each.state) if word else Cell(value=each.state),
            "about": Cell(_about(each, held.today, club.manner), None),
            "valid": Cell(DATE.show(valid, manner), valid),
            "used": Cell(DATE.show(last, manner), last),
        },
    )


def _sold_words(each: PassShown, club: Club) -> str:
    """When it was bought and for how much; of a subscription the price of a period."""
    price = "" if each.price is None else f"{money_in(club.currency).show(each.price, club.manner)} {club.currency}"
    if each.period is not None:
        return _("subscription, {price}").format(price=_(_EACH_PERIOD[each.period]).format(price=price)) if price else _("subscription")
    day = DATE.show(each.sold_on, club.manner)
    return _("{day}, {price}").format(day=day, price=price) if price else day


def _about(each: PassShown, today: date, manner: Manner) -> str:
    """What is coming: a pause, the next period, a payment, the end."""

    def shown(day: str | None) -> str:
        return DATE.show(day, manner)

    now = today.isoformat()
    coming = [pause for pause in each.pauses if pause.ends_on is None or pause.ends_on >= now]
    if coming:
        first, last = shown(coming[0].starts_on), coming[0].ends_on
        return _("paused {first} to {last}").format(first=first, last=shown(last)) if last else _("paused from {day}").format(day=first)
    if each.awaits_payment:
        return _("waits for a payment")
    if each.starts_on is None:
        return _("begins with its first use")
    if each.ends_with_period and each.period_ends_on:
        return _("cancelled, ends {day}").format(day=shown(each.period_ends_on))
    if each.period_ends_on and each.renewal == "automatic" and not is_over(each):
        return _("renews after {day}").format(day=shown(each.period_ends_on))
    if each.period_ends_on and each.renewal == "on_payment" and not is_over(each):
        return _("paid until {day}").format(day=shown(each.period_ends_on))
    return _("ended {day}").format(day=shown(each.ended_on)) if each.ended_on else ""


def pass_columns() -> list[Column]:
    """The columns of a pass."""
    return [
        Column("name", _("Pass"), "Barista course, 5 evenings", elides=True, strong=True),
        Column("sold", _("Bought"), _("{day}, {price}").format(day="28/08/2026", price="1,450.00 SEK"), elides=True, muted=True),
        Column("left", _("Uses left"), uses_text(100, 100)),
        Column("state", _("State"), max((_(word) for word, _tone in _STATES.values()), key=len) + " ••"),
        Column("about", _("Next"), _("paused {first} to {last}").format(first="28/08/2026", last="28/08/2026"), elides=True, muted=True),
        Column("valid", _("Valid to"), "28/08/2026"),
        Column("used", _("Last used"), "28/08/2026", muted=True),
    ]


def use_columns() -> list[Column]:
    """The columns of a use."""
    return [
        Column("day", _("Used"), "28/08/2026", muted=True),
        Column("entry", _("Entry"), "Flat white for Elsa", elides=True),
        Column("by", _("Who came"), "Linnéa Björkqvist", elides=True, muted=True),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
    ]


def move_columns() -> list[Column]:
    """The columns of a move of stamps."""
    return [
        Column("day", _("Date"), "28/08/2026", muted=True),
        Column("card", _("Stamp card"), "Coffee card", elides=True, strong=True),
        Column("stamps", _("Stamps"), "+1,000", right=True),
        Column("line", _("Part of the order"), "Filter coffee, 250 g", elides=True),
        Column("note", _("Note"), "Forgotten yesterday", elides=True, muted=True),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
    ]


def use_row(use: UseShown, day: str) -> Row:
    """One use; one that was taken back stays, struck out."""
    gone = use.undone_at is not None
    cells = {
        "day": Cell(day, (use.day, use.id), struck=gone),
        "entry": Cell(use.text or "", use.text, struck=gone, badge=Badge(_("Undone"), "muted") if gone else None),
        "by": Cell(use.by, use.by, struck=gone),
        "operator": Cell(use.operator, use.operator),
    }
    return Row(use.id, cells)


def move_row(move: MoveShown, day: str) -> Row:
    """Stamps given or taken, with the part of the order that gave them (3.8)."""
    text = f"+{show_number(move.stamps)}" if move.stamps > 0 else show_number(move.stamps)
    sold = move.line or (_("the whole sale") if move.sale_id is not None else "")
    note = " · ".join(dict.fromkeys(part for part in (move.note, move.comment) if part))
    cells = {
        "day": Cell(day, (move.day, move.id)),
        "card": Cell(move.type, move.type),
        "stamps": Cell(text, move.stamps, tone="good" if move.stamps > 0 else ""),
        "line": Cell(sold, sold or None),
        "note": Cell(note, note or None),
        "operator": Cell(move.operator, move.operator),
    }
    return Row(move.id, cells)
