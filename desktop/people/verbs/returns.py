"""Refund: money of a sale given back with what it takes back told before, or a sale taken out that was entered by mistake (L6–L8, O2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.database import new_op_id
from db.errors import BadValue, Told, Unavailable
from db.operations import notes_used, previews, refunds
from db.operations.refunds import RefundLine
from db.operations.rehearsal import rehearse
from desktop import problems
from desktop.people.verbs import concerned as whom
from desktop.people.verbs.sale_words import Words, refund_lines, signed
from desktop.people.verbs.sales import ASKING
from resources.i18n import _, ngettext
from ui.dialogs.refund import Refund, RefundAsked, RefundTyped, SaleShown
from ui.dialogs.return_lines import ReturnLine
from ui.locales import show_number

if TYPE_CHECKING:
    from db.database import Act
    from db.operations.refunds import Returnable, ReturnableLine
    from db.search import Connection
    from desktop.desk import Desk
    from desktop.people.verbs.concerned import Concerned

# How the points of rewards are treated under these settings (L8); "ask" has no answer beforehand.
GIVEN_BACK = {"always": True, "never": False}


async def refund(desk: Desk, people: Sequence[int], sale: int | None = None) -> None:
    """Ask what of a person's sale comes back and book it; *sale* is chosen at first, else the latest. A refusal brings the dialog back."""
    words = Words(desk.club)
    about, asked = await desk.read(_asked, desk, words, people[0])
    if not asked.sales:
        desk.tell(_("{name} has no sale of which anything is left.").format(name=about.name), tone="info")
        return
    chosen = next((one for one in asked.sales if one.key == sale), asked.sales[0])
    act = desk.act(_("Refund"))
    typed = RefundTyped(chosen.key, day=words.day(desk.today().isoformat()))
    faults: dict[str, str] = {}
    while True:
        answer = await desk.ask(Refund, asked, typed, problems=faults, prepare=lambda dialog: _follow(desk, dialog, words))
        if answer is None:
            return
        before, typed, faults = typed, answer, {}
        if typed != before:
            # Whether the earlier attempt came through is not known where the server went away: the same content has the same op_id.
            act.op_id = new_op_id()
        act.label = _("Reverse sale") if typed.by_mistake else _("Refund")
        try:
            done = await _book(desk, act, typed, words)
        except BadValue as refused:
            faults = {refused.key or "amount": problems.sentence(refused)}
        except Unavailable as away:
            desk.show_problem(away)
        except Told as refused:
            faults = {"amount": problems.sentence(refused)}
        else:
            desk.tell(_told(about, done, typed), undo=not typed.by_mistake)
            desk.next_wanted.emit()
            return


def _asked(connection: Connection, desk: Desk, words: Words, person: int) -> tuple[Concerned, RefundAsked]:
    about = whom.read(connection, (person,), desk.club.manner)
    found = refunds.returnable(connection, person)
    return about, RefundAsked(
        about.subject,
        words.unit,
        tuple(_sale(one, words) for one in found),
        notes_used.last(connection, desk.operator.name, "sale"),
        needs_note=desk.club.notes_required in ASKING,
        gives_back=GIVEN_BACK.get(desk.club.points_give_back_on_refund),
        check_amount=words.checked(words.read_money),
        check_quantity=words.checked(words.read_quantity),
        check_day=words.checked(words.read_day),
    )


def _sale(one: Returnable, words: Words) -> SaleShown:
    """“10/07/2026, receipt 88007, 1,448.00 kr, +124”."""
    parts = [words.day(one.day)]
    if one.receipt:
        parts.append(_("receipt {receipt}").format(receipt=one.receipt))
    parts.append(words.money(one.value))
    if one.refunded:
        parts.append(_("{amount} left").format(amount=words.money(one.value - one.refunded)))
    if one.points:
        parts.append(signed(one.points))
    lines = tuple(_line(line, words) for line in one.lines if line.quantity > line.refunded_quantity)
    asks = ""
    if one.rewards:
        names = ", ".join(reward.name for reward in one.rewards)
        points = sum(reward.points for reward in one.rewards)
        text = ngettext("Give back the {points} point for {names}?", "Give back the {points} points for {names}?", points)
        asks = text.format(points=show_number(points), names=names)
    return SaleShown(one.id, ", ".join(parts), words.figure(one.value - one.refunded), lines, asks)


def _line(line: ReturnableLine, words: Words) -> ReturnLine:
    left = words.quantity(line.quantity - line.refunded_quantity)
    about = _("{left} of {quantity}").format(left=left, quantity=words.quantity(line.quantity)) if line.refunded_quantity else left
    earned = _("earned points") if line.earns else _("earned nothing")
    return ReturnLine(line.place, line.description, f"{about}, {earned}", left, words.money(line.amount - line.refunded_amount))


def _follow(desk: Desk, dialog: Refund, words: Words) -> None:
    """Feed the dialog while it is open."""
    latest: dict[str, RefundTyped] = {}

    def changed(typed: RefundTyped) -> None:
        latest["typed"] = typed
        desk.start(_preview(desk, dialog, typed, words, latest))

    dialog.typed_changed.connect(changed)


async def _preview(desk: Desk, dialog: Refund, typed: RefundTyped, words: Words, latest: dict[str, RefundTyped]) -> None:
    """Say what it takes back; of several asked for, only the latest is shown."""
    plain = _("Reverse sale") if typed.by_mistake else _("Refund")
    act = desk.act(_("Preview"))
    try:
        arguments = {key: value for key, value in _arguments(typed, words).items() if key != "note"}
        operation: Any = previews.reversal if typed.by_mistake else previews.refund
        found = await desk.jobs.run(lambda: rehearse(desk.database, act, operation, typed.sale, **arguments))
    except Unavailable:
        # Saving will say so, and keeps what was typed.
        return
    except Told as refused:
        if latest["typed"] is typed:
            dialog.show_effect([], plain)
            key = refused.key if isinstance(refused, BadValue) and refused.key else "amount"
            dialog.show_problem(key, problems.sentence(refused) if typed.amount or typed.quantities else "")
        return
    if latest["typed"] is typed:
        dialog.show_problem("amount", "")
        change = found.given_back - found.taken_back
        action = plain
        if not typed.by_mistake:
            action = _("Refund {amount}").format(amount=words.money(found.amount))
        if change:
            text = ngettext("{action}, {points} point", "{action}, {points} points", abs(change))
            action = text.format(action=action, points=signed(change))
        dialog.show_effect(refund_lines(found, words), action)


def _arguments(typed: RefundTyped, words: Words) -> dict[str, Any]:
    """What the operation is given; BadValue for what cannot be read."""
    said = {"day": words.read_day(typed.day), "note": typed.note.strip() or None, "give_back_rewards": typed.gives_back}
    if typed.by_mistake:
        return said
    lines = tuple(RefundLine(key, words.read_quantity(text)) for key, text in typed.quantities)
    return {**said, "lines": lines, "amount": None if lines else words.read_money(typed.amount)}


async def _book(desk: Desk, act: Act, typed: RefundTyped, words: Words) -> Any:
    arguments = _arguments(typed, words)
    if typed.by_mistake:
        return await desk.perform(act, refunds.reverse, typed.sale, **arguments)
    return await desk.perform(act, refunds.refund, typed.sale, **arguments)


def _told(about: Concerned, done: Any, typed: RefundTyped) -> str:
    text = _("Sale of {name} reversed") if typed.by_mistake else _("Refund booked for {name}")
    said = text.format(name=about.name)
    if done.owed:
        owes = ngettext("{points} point owed", "{points} points owed", done.owed).format(points=show_number(done.owed))
        return _("{said}; {owes}").format(said=said, owes=owes)
    return said
