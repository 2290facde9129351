"""Register sale: from the person to the saved sale by a few keys, its effect told while it is typed (O1, L5; the sixty-second desk)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.database import new_op_id
from db.errors import BadValue, Told, Unavailable
from db.operations import notes_used, offers, previews, sales
from db.operations.follow_ups import ToDo
from db.operations.rehearsal import rehearse
from db.operations.sales import Line
from db.texts import N_
from desktop import problems
from desktop.people.verbs import concerned as whom
from desktop.people.verbs.sale_words import Words, resting_lines, sale_lines, signed
from resources.i18n import _, ngettext
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.sale import Sale, SaleAsked, SaleTyped
from ui.locales import show_number

if TYPE_CHECKING:
    from datetime import date

    from db.database import Act
    from db.search import Connection
    from desktop.desk import Desk
    from desktop.people.verbs.concerned import Concerned

# Under these settings of *notes.required* a sale asks for a note (C1).
ASKING = ("everywhere", "manual_and_sales")
_FIELDS = ("amount", "receipt", "day", "note", "text", "due", "lines")


async def register_sale(desk: Desk, people: Sequence[int]) -> None:
    """Ask for one sale and record it. What is refused comes back into the dialog with all that was typed, and no server away loses it."""
    act = desk.act(_("Register sale"))
    words = Words(desk.club)
    about, asked = await desk.read(_asked, desk, words, people[0])
    typed = SaleTyped(day=words.day(desk.today().isoformat()))
    faults: dict[str, str] = {}
    while True:
        answer = await desk.ask(Sale, asked, typed, problems=faults, prepare=lambda dialog: _follow(desk, dialog, about, words))
        if answer is None:
            return
        before, typed, faults = typed, answer, {}
        if typed != before:
            # Whether the earlier attempt came through is not known where the server went away: the same content has the same op_id.
            act.op_id = new_op_id()
        try:
            done = await _sell(desk, act, about, typed, words)
        except BadValue as refused:
            faults = {refused.key if refused.key in _FIELDS else "lines" if typed.by_lines else "amount": problems.sentence(refused)}
        except Unavailable as away:
            desk.show_problem(away)
        except Told as refused:
            faults = {_place_of(refused, typed): problems.sentence(refused)}
        else:
            desk.tell(_told(about, done.points), undo=True)
            desk.next_wanted.emit()
            return


def _asked(connection: Connection, desk: Desk, words: Words, person: int) -> tuple[Concerned, SaleAsked]:
    """Whom it concerns, and what the dialog offers."""
    about = whom.read(connection, (person,), desk.club.manner)
    standings = offers.catalogue_for(connection, person, desk.today()) if about.stage == "member" else ()
    rows = tuple(
        ChoiceRow(
            offer.reward, offer.name, offer.description or "", show_number(offer.points),
            "" if offer.reason is None else problems.sentence(offer.reason), offer.available,
        )
        for offer in standings
        if offer.points
    )  # fmt: skip
    asked = SaleAsked(
        about.subject,
        words.unit,
        notes_used.last(connection, desk.operator.name, "sale"),
        needs_note=desk.club.notes_required in ASKING,
        check_amount=words.checked(lambda text: sales.value_of(desk.club, words.read_money(text), ())),
        check_quantity=words.checked(words.read_quantity),
        check_day=words.checked(words.read_day),
        check_due=words.checked(words.read_day),
        rewards=rows,
        resting=resting_lines(about.points, words),
    )
    return about, asked


def _follow(desk: Desk, dialog: Sale, about: Concerned, words: Words) -> None:
    """Feed the dialog while it is open."""
    latest: dict[str, SaleTyped] = {}

    def changed(typed: SaleTyped) -> None:
        latest["typed"] = typed
        desk.start(_preview(desk, dialog, about, typed, words, latest))

    dialog.typed_changed.connect(changed)


async def _preview(desk: Desk, dialog: Sale, about: Concerned, typed: SaleTyped, words: Words, latest: dict[str, SaleTyped]) -> None:
    """Say what the sale would give; where it would be refused, why. Of several asked for, only the latest is shown."""
    dialog.show_total(*_total(typed, words))
    try:
        arguments = _arguments(typed, words)
    except BadValue:
        dialog.show_effect([], _("Register sale"))
        return
    sold: dict[str, Any] = {key: arguments[key] for key in ("lines", "day", "receipt", "rewards")}
    act = desk.act(_("Preview"))
    try:
        found = await desk.jobs.run(lambda: rehearse(desk.database, act, previews.sale, about.person, arguments["amount"], **sold))
    except Unavailable:
        # Saving will say so, and keeps what was typed.
        return
    except Told as refused:
        if latest["typed"] is typed:
            place = refused.key if isinstance(refused, BadValue) and refused.key else _place_of(refused, typed)
            dialog.show_effect([], _("Register sale"))
            dialog.show_problems({place: problems.sentence(refused)})
        return
    if latest["typed"] is typed:
        dialog.show_problems({})
        earned = found.points + found.bonus
        text = ngettext("Register sale, {points} point", "Register sale, {points} points", earned) if earned else _("Register sale")
        action = text.format(points=signed(earned))
        dialog.show_effect(sale_lines(found, words, by_lines=typed.by_lines), action)
        dialog.lines.show_stamps([_stamp_words(card, count) for card, count in found.line_stamps])


def _stamp_words(card: str, count: int) -> str:
    return _("{count} on {card}").format(count=show_number(count), card=card) if count else ""


def _total(typed: SaleTyped, words: Words) -> tuple[str, str, str]:
    """The sum of the lines so far: how many, what of it earns, and all; what cannot be read yet does not count."""
    amounts = []
    for line in typed.lines:
        try:
            amounts.append((words.read_money(line.amount), line.earns))
        except BadValue:
            continue
    total, earning = sum(amount for amount, _earns in amounts), sum(amount for amount, earns in amounts if earns)
    count, earners = len(amounts), sum(earns for _amount, earns in amounts)
    text = ngettext("{count} line", "{count} lines", count).format(count=show_number(count))
    if earners == count:
        return text, "", words.money(total)
    some = _("{lines}, {count} of them earn").format(lines=text, count=show_number(earners))
    return some, _("earns {amount} of").format(amount=words.money(earning)), words.money(total)


def _arguments(typed: SaleTyped, words: Words) -> dict[str, Any]:
    """What the operation is given; BadValue for what cannot be read."""
    lines: tuple[Line, ...] = ()
    amount: int | None = None
    if typed.by_lines:
        lines = tuple(
            Line(
                line.description,
                words.read_money(line.amount),
                words.read_quantity(line.quantity),
                line.category.strip() or None,
                line.earns,
            )
            for line in typed.lines
        )
        if not lines:
            raise BadValue(N_("Enter at least one line."), key="lines")
    else:
        amount = words.read_money(typed.amount)
    day: date = words.read_day(typed.day)
    follow_up = None
    if typed.follow_up.strip():
        follow_up = ToDo(typed.follow_up, words.read_day(typed.due) if typed.due.strip() else day)
    return {
        "amount": amount, "lines": lines, "day": day, "receipt": typed.receipt.strip() or None, "rewards": typed.rewards,
        "follow_up": follow_up,
    }  # fmt: skip


async def _sell(desk: Desk, act: Act, about: Concerned, typed: SaleTyped, words: Words) -> Any:
    arguments = _arguments(typed, words)
    amount = arguments.pop("amount")
    return await desk.perform(act, sales.sell, about.person, amount, note=typed.note.strip() or None, **arguments)


def _place_of(refused: Told, typed: SaleTyped) -> str:
    """The field that a refusal without one belongs to: a receipt that is known, else the money."""
    if "receipt" in refused.values:
        return "receipt"
    return "lines" if typed.by_lines else "amount"


def _told(about: Concerned, points: int) -> str:
    if not points:
        return _("Sale registered for {name}").format(name=about.name)
    text = ngettext("Sale registered for {name}: {points} point", "Sale registered for {name}: {points} points", points)
    return text.format(name=about.name, points=signed(points))


__all__ = ["register_sale"]
