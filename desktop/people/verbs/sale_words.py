"""Sales in words: amounts with their unit, quantities, and what a sale or a refund comes to as the lines of a sum (L5, L6; look.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_currency, format_decimal, get_currency_symbol, get_decimal_symbol

from db import money
from db.errors import BadValue
from db.fields.entries import money_in
from db.fields.kinds import DATE
from db.texts import N_, clean
from desktop import problems
from resources.i18n import _, ngettext
from ui.dialogs.sum_lines import SumLine
from ui.locales import show_number

if TYPE_CHECKING:
    from datetime import date

    from db.operations.previews import Effect, RefundPreview, SalePreview
    from db.operations.programme import Club

THOUSAND = 1000
MINUS = "\N{MINUS SIGN}"


class Words:
    """How amounts, quantities and days of one club are read and shown."""

    def __init__(self, club: Club) -> None:
        self.club, self.manner = club, club.manner
        self.unit = get_currency_symbol(club.currency, locale=self.manner.locale)

    def money(self, minor: int) -> str:
        """An amount with its unit, as the language writes it."""
        amount = Decimal(minor).scaleb(-money.digits(self.club.currency))
        shown = format_currency(amount, self.club.currency, locale=self.manner.locale).replace("-", MINUS)
        # Letters do not touch figures: "SEK 2.50".
        return re.sub(r"(?<=[^\W\d_])(?=\d)", "\N{NO-BREAK SPACE}", shown)

    def figure(self, minor: int) -> str:
        """An amount without its unit, as it stands in its field."""
        return money_in(self.club.currency).show(minor, self.manner)

    def quantity(self, thousandths: int) -> str:
        """A quantity: 2, 0.75."""
        return format_decimal(Decimal(thousandths).scaleb(-3), "#,##0.###", locale=self.manner.locale)

    def read_money(self, text: str) -> int:
        """The amount of a text; BadValue where it is none."""
        return money.parse(text, self.club.currency, decimal_sign=get_decimal_symbol(self.manner.locale))

    def read_quantity(self, text: str) -> int:
        """The thousandths of a text; one piece where nothing is typed. BadValue for what is no quantity above 0."""
        plain = clean(text).replace(get_decimal_symbol(self.manner.locale), ".").replace(",", ".")
        if not plain:
            return THOUSAND
        whole, _sign, part = plain.partition(".")
        if not whole.isascii() or not (whole + part).isdigit() or len(part.rstrip("0")) > 3 or len(whole) > 6:
            raise BadValue(N_("“{text}” is not a quantity; write it like 2 or 0.75."), text=text.strip())
        thousandths = int(whole) * THOUSAND + int(part.ljust(3, "0")[:3] or 0)
        if not thousandths:
            raise BadValue(N_("The quantity must be above 0."))
        return thousandths

    def read_day(self, text: str) -> date:
        """The day of a text; BadValue where it is none."""
        from datetime import date

        found = DATE.parse(text, self.manner)
        if found is None:
            raise BadValue(N_("Write a day."), key="day")
        return date.fromisoformat(str(found))

    def day(self, iso: str) -> str:
        """A day as the language writes it."""
        return DATE.show(iso, self.manner)

    def checked(self, read: Callable[[str], object]) -> Callable[[str], str | None]:
        """The check of a field: the sentence for what cannot be read."""

        def check(text: str) -> str | None:
            try:
                read(text)
            except BadValue as problem:
                return problems.sentence(problem)
            return None

        return check


def signed(points: int) -> str:
    """Points with their sign: +28, −99."""
    return f"+{show_number(points)}" if points > 0 else show_number(points)


def sale_lines(found: SalePreview, words: Words, *, by_lines: bool) -> list[SumLine]:
    """What a sale comes to, line by line."""
    club = words.club
    lines = []
    if by_lines:
        lines.append(SumLine(_("Earning lines"), words.money(found.eligible)))
    if found.kept_before and club.earn_keep_remainder and found.eligible:
        lines.append(SumLine(_("Kept from the last sale"), words.money(found.kept_before)))
    if club.earn_minimum is not None and found.value < club.earn_minimum:
        lines.append(SumLine(_("Under the minimum of {amount}").format(amount=words.money(club.earn_minimum)), show_number(0)))
    else:
        figure = show_number(found.base) if found.base == found.points else f"{show_number(found.base)} → {show_number(found.points)}"
        lines.append(SumLine(_rule(found, words), figure))
    if found.met_maximum and club.earn_maximum_points is not None:
        lines.append(SumLine(_("At most a sale"), show_number(club.earn_maximum_points)))
    if found.bonus:
        lines.append(SumLine(_("Promotion"), signed(found.bonus)))
    if club.earn_keep_remainder and (found.kept_after or found.kept_before):
        lines.append(SumLine(_("Kept for the next sale"), words.money(found.kept_after)))
    if found.spent:
        lines.append(SumLine(_("Rewards handed over"), show_number(-found.spent)))
    return [*lines, *_effect(found.effect, found.points + found.bonus - found.spent)]


def resting_lines(points: int, words: Words) -> tuple[SumLine, ...]:
    """How it stands while nothing is typed: what a purchase earns, and the balance."""
    return (SumLine(_earning(words), ""), SumLine(_("Balance"), show_number(points), strong=True))


def _earning(words: Words) -> str:
    """“1 point per 10.00 kr”."""
    club = words.club
    text = ngettext("{points} point per {amount}", "{points} points per {amount}", club.earn_points)
    return text.format(points=show_number(club.earn_points), amount=words.money(club.earn_per))


def _rule(found: SalePreview, words: Words) -> str:
    """“1 point per 10.00 kr, Gold × 1.5”."""
    parts = [_earning(words)]
    if found.tier_factor != THOUSAND:
        parts.append(f"{found.tier} × {words.quantity(found.tier_factor)}")
    if found.promotion_factor != THOUSAND:
        parts.append(_("promotion × {factor}").format(factor=words.quantity(found.promotion_factor)))
    return ", ".join(parts)


def refund_lines(found: RefundPreview, words: Words) -> list[SumLine]:
    """What a refund takes back, line by line."""
    lines = [
        SumLine(_("Refund"), words.money(found.amount)),
        SumLine(_("Points taken back"), show_number(-found.taken_back)),
    ]
    if found.given_back:
        lines.append(SumLine(_("Points of rewards given back"), signed(found.given_back)))
    from_balance = found.effect.points - found.effect.points_after
    if from_balance > 0 and from_balance != found.taken_back:
        lines.append(SumLine(_("From the balance"), show_number(from_balance)))
    return [*lines, *_effect(found.effect, found.given_back - found.taken_back, sums=False)]


def _effect(effect: Effect, points: int, *, sums: bool = True) -> list[SumLine]:
    """Stamps, tier and rewards that follow, then the balance as the result and what is owed after it."""
    lines = []
    for stamped in effect.stamps:
        on_card = _("{now} of {needed}").format(now=show_number(stamped.now), needed=show_number(stamped.needed))
        stamps = ngettext("{count} stamp on {card}", "{count} stamps on {card}", abs(stamped.stamps))
        lines.append(SumLine(stamps.format(count=signed(stamped.stamps), card=stamped.type), on_card))
    lines += [SumLine(_("Reward issued"), name) for name in effect.issued]
    if effect.tier_after is not None:
        lines.append(SumLine(_("New tier"), effect.tier_after))
    if effect.owed > effect.owed_after:
        lines.append(SumLine(_("Pays what is owed"), show_number(effect.owed_after - effect.owed)))
    if effect.pending != effect.pending_after:
        text = _("Waiting {before} {sign} {change}").format(
            before=show_number(effect.pending), sign="+" if effect.pending_after > effect.pending else MINUS,
            change=show_number(abs(effect.pending_after - effect.pending)),
        )  # fmt: skip
        lines.append(
            SumLine(text, show_number(effect.pending_after), "" if effect.points != effect.points_after else "accent", strong=True)
        )
    changed = effect.points_after - effect.points
    if effect.points != effect.points_after or effect.pending == effect.pending_after:
        text = _("Balance after")
        if sums and changed == points and changed:
            text = _("Balance {before} {sign} {change}").format(
                before=show_number(effect.points), sign="+" if changed > 0 else MINUS, change=show_number(abs(changed))
            )
        lines.append(SumLine(text, show_number(effect.points_after), "accent", strong=True))
    if effect.owed_after:
        lines.append(SumLine(_("Owed, paid by the next points"), show_number(effect.owed_after), "warn", strong=True))
    return lines
