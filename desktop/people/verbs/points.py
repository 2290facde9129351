"""Points by hand: adjust a balance (L4, L11–L13). Reversing, extending and reinstating stand beside it, in `reversing` and `expiring`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from db.errors import Told
from db.operations import notes_used, offers
from db.operations import points as booking
from db.operations.rehearsal import rehearse
from desktop.people import wording
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import Concerned, concerned
from desktop.people.verbs.expiring import extend, extend_lots, reinstate, reinstate_points
from desktop.people.verbs.reversing import reverse, reverse_entries
from desktop.people.verbs.trying import for_all, until_done
from resources.i18n import _
from ui.dialogs.adjust import AdjustAnswer, AdjustBalance, Balances

if TYPE_CHECKING:
    from db.books import Moved
    from db.search import Connection
    from desktop.desk import Desk

# After how many days given points are available where the club has no rule of its own (L10).
USUAL_DAYS = 14
# So many of the last notes are offered: the dialog holds a good deal else.
OFFERED = 2


async def adjust(desk: Desk, people: Sequence[int]) -> None:
    """Give points, or deduct them with a minus sign, for one or many; one operation that can be undone."""
    known = await concerned(desk, people)
    have, notes = await desk.read(_beside, tuple(people), desk.operator.name, desk.today())
    act = desk.act(_("Adjust balance"))
    club = desk.club
    # What a prospect is given waits until they register (P7).
    waiting = known.pending if known.stage != "member" and len(people) == 1 else None

    def ask(typed: Any, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            AdjustBalance,
            known.subject,
            Balances(have, known.owed, club.points_shortfall == "write_off", waiting),
            reason=asking.reason_field(),
            day=asking.day_field(desk, "day", _("Business date"), desk.today()),
            note=asking.note_field(desk, "manual", notes[:OFFERED]),
            last_day=asking.day_field(desk, "expires", _("Last day"), hint=_("By the club's rule")),
            comment=club.notes_public_default,
            after_days=club.points_pending_days or USUAL_DAYS,
            confirm_above=club.points_confirm_above,
            typed=typed,
            problems=faults,
            prepare=lambda dialog: dialog.considered.connect(lambda number: desk.start(_tell_tier(desk, known, dialog, number))),
        )

    async def do(answer: AdjustAnswer) -> tuple[Moved, ...]:
        act.label = _("Adjust balance: {points}").format(points=wording.signed(answer.number, club.manner))
        return await for_all(
            desk,
            act,
            booking.adjust,
            list(people),
            answer.number,
            note=answer.note,
            comment=answer.comment,
            reason=answer.reason or None,
            day=asking.business_day(desk, answer.day),
            owing=answer.owing,
            confirmed=answer.confirmed,
            pending_days=int(answer.after_days or 0),
            expires=asking.day_typed(desk, answer.last_day, "expires"),
        )

    done = await until_done(desk, act, ask, do, at="points")
    if done is not None:
        desk.tell(_adjusted(desk, known, *done), undo=True)


def _beside(connection: Connection, people: tuple[int, ...], operator: str, today: date) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """What everybody concerned can spend, and the notes used last."""
    have = offers.available_of(connection, people, today)
    return tuple(have.get(person, 0) for person in people), notes_used.last(connection, operator, "manual")


def _adjusted(desk: Desk, known: Concerned, answer: AdjustAnswer, moved: Sequence[Moved]) -> str:
    """What was done, in one sentence."""
    size = wording.points(abs(answer.number), desk.club.manner)
    if len(moved) == 1:
        text = _("{points} deducted from {name}; the balance is {balance}") if answer.number < 0 else None
        text = text or _("{points} given to {name}; the balance is {balance}")
        is_waiting = known.stage != "member" and answer.number > 0
        balance = wording.shown(moved[0].pending if is_waiting else moved[0].available - moved[0].owed, desk.club.manner)
        return text.format(points=size, name=moved[0].name, balance=balance)
    text = _("{points} deducted from each of {people}") if answer.number < 0 else _("{points} given to each of {people}")
    return text.format(points=size, people=known.subject.count_text)


async def _tell_tier(desk: Desk, known: Concerned, dialog: AdjustBalance, number: int) -> None:
    """Say what a number does to the tier of the one member: points lift at once, and lower none before its review (T6, T8)."""
    if not number or not known.tier or len(known.people) != 1:
        return
    act = desk.act("")

    def would() -> str:
        moved = rehearse(desk.database, act, booking.adjust, list(known.people), number, note="?", owing=True, confirmed=True)
        return moved[0].tier or ""

    try:
        tier = await desk.jobs.run(would)
    except Told:
        # It is only a word beside the figure: what cannot be booked is told when it is pressed.
        return
    if dialog.is_open and dialog.number() == number:
        rises = tier != known.tier
        dialog.show_tier((_("The tier becomes {tier}.") if rises else _("The tier stays {tier}.")).format(tier=tier))


__all__ = ["adjust", "extend", "extend_lots", "reinstate", "reinstate_points", "reverse", "reverse_entries"]
