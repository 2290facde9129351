"""The steps in the life of a pass: their words, what they ask, which passes they suit, and their effect as lines (PP2–PP4, U1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.fields.entries import money_in
from db.fields.kinds import DATE
from db.passes.passing import days_between
from resources.i18n import N_, _, ngettext
from ui.dialogs.sum_lines import SumLine
from ui.locales import show_number

if TYPE_CHECKING:
    from db.operations.pass_record import PassShown
    from db.operations.programme import Club
    from db.passes.passes_held import PassDone


@dataclass(frozen=True)
class Step:
    """One step. *action* stands on the button, *none* is told where no pass suits; *at* is the field of a refusal that has none of its own."""

    key: str
    title: str
    action: str
    none: str
    fields: tuple[str, ...]
    at: str
    suits: Callable[[PassShown], bool]


def _goes_on(each: PassShown) -> bool:
    """Whether a pass is not over."""
    return each.state in ("active", "paused") or (each.state == "used_up" and each.period is not None)


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step(
            "use", N_("Use a pass"), N_("Use it"), N_("No pass can be used now."), ("text", "day"), "pass",
            lambda each: each.state == "active",
        ),
        Step(
            "pause", N_("Pause a pass"), N_("Pause it"), N_("There is no pass that could be paused."), ("starts", "ends", "note"), "starts",
            lambda each: _goes_on(each) and each.starts_on is not None,
        ),
        Step(
            "resume", N_("Resume a pass"), N_("Resume it"), N_("No pass is paused."), ("day",), "day",
            lambda each: _goes_on(each) and bool(each.pauses),
        ),
        Step(
            "correct", N_("Correct the uses"), N_("Correct the uses"), N_("There is no pass whose uses could be corrected."),
            ("uses", "reason"), "uses", lambda each: each.state in ("active", "paused", "used_up") and each.uses_left is not None,
        ),
        Step(
            "pay", N_("Note a payment"), N_("Note the payment"), N_("No subscription waits for a payment."), ("day", "note"), "pass",
            lambda each: each.renewal == "on_payment" and not each.ends_with_period and (_goes_on(each) or each.awaits_payment),
        ),
        Step(
            "cancel", N_("Cancel a pass"), N_("Cancel the pass"), N_("There is no pass that could be cancelled."), ("when", "reason"), "pass",
            lambda each: each.state in ("active", "paused", "used_up"),
        ),
    )
}  # fmt: skip


def uses_text(left: int | None, of: int | None) -> str:
    """6 of 10, or that there is no limit."""
    if left is None:
        return _("without limit")
    # After a correction there may be more left than a period has.
    return show_number(left) if of is None or left > of else _("{left} of {uses}").format(left=show_number(left), uses=show_number(of))


def lines_of(club: Club, what: Step, each: PassShown, done: PassDone | None) -> tuple[SumLine, ...]:
    """A pass before and after a step; without the after where it would be refused."""
    manner = club.manner
    if what.key in ("use", "correct"):
        lines = [SumLine(_("Uses left now"), uses_text(each.uses_left, each.uses))]
        if done is not None:
            lines.append(SumLine(_("Uses left then"), uses_text(done.uses_left, each.uses), "accent", strong=True))
        if each.expires_on is None and done is not None and done.expires_on is not None:
            lines.insert(1, SumLine(_("It begins with this use and is valid to"), DATE.show(done.expires_on, manner)))
        return tuple(lines)
    if what.key in ("pause", "resume"):
        return _valid_lines(each, done, lambda day: DATE.show(day, manner))
    if what.key == "pay":
        period = DATE.show(each.period_ends_on, manner)
        price = "" if each.price is None else money_in(club.currency).show(each.price, manner)
        lines = [
            SumLine(_("Present period until"), period),
            SumLine(_("Price ({currency})").format(currency=club.currency), price, "accent", True),
        ]
        return tuple(line for line in lines if line.figure)
    share = each.unused_share if done is None or done.unused_share is None else done.unused_share
    lines = [SumLine(_("Uses left now"), uses_text(each.uses_left, each.uses))]
    if share is not None:
        words = _("Unused share of the price ({currency})").format(currency=club.currency)
        lines.append(SumLine(words, money_in(club.currency).show(share, manner), "accent", strong=True))
    return tuple(lines)


def _valid_lines(each: PassShown, done: PassDone | None, shown: Callable[[str], str]) -> tuple[SumLine, ...]:
    """The last day before and after: valid to 31 March, 10 days more, 10 April (PP3)."""
    if each.expires_on is None:
        return (SumLine(_("Valid to"), _("without end")),)
    lines = [SumLine(_("Valid to"), shown(each.expires_on))]
    if done is not None and done.expires_on is not None:
        days = days_between(each.expires_on, done.expires_on)
        if days:
            more = ngettext("{days} day", "{days} days", abs(days)).format(days=("+" if days > 0 else "") + show_number(days))
            lines.append(SumLine(_("Days paused"), more))
        lines.append(SumLine(_("Valid then to"), shown(done.expires_on), "accent", strong=True))
    return tuple(lines)


def told(club: Club, what: Step, each: PassShown, done: PassDone) -> str:
    """What was done, in one sentence."""
    values = {
        "name": done.member,
        "pass": done.name,
        "left": uses_text(done.uses_left, each.uses),
        "day": DATE.show(done.expires_on, club.manner) or _("without end"),
    }
    sentences = {
        "use": N_("{name}: “{pass}” used, {left} left"),
        "pause": N_("{name}: “{pass}” paused, valid to {day}"),
        "resume": N_("{name}: “{pass}” goes on, valid to {day}"),
        "correct": N_("{name}: “{pass}” corrected, {left} left"),
        "pay": N_("{name}: payment of “{pass}” noted"),
        "cancel": N_("{name}: “{pass}” cancelled") if done.state == "cancelled" else N_("{name}: “{pass}” ends with its period"),
    }
    return _(sentences[what.key]).format(**values)
