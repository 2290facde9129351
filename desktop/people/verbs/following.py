"""Follow-ups of orders: those of one person, and what is due today of everybody (O3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.database import new_op_id
from db.errors import BadValue, Told, Unavailable
from db.operations import follow_ups, refunds
from desktop import problems
from desktop.people.verbs import concerned as whom
from desktop.people.verbs.sale_words import Words
from resources.i18n import _
from ui.dialogs.follow_ups import FollowUps, FollowUpsAnswer, FollowUpShown

if TYPE_CHECKING:
    from datetime import date

    from db.operations.follow_ups import FollowedUp
    from db.search import Connection
    from desktop.desk import Desk
    from desktop.people.verbs.concerned import Concerned


async def follow_up(desk: Desk, people: Sequence[int]) -> None:
    """Show a person's follow-ups: one is ticked off, opened again, or put on an order. A refusal brings the dialog back as it was."""
    words = Words(desk.club)
    about, found, orders = await desk.read(_of_person, words, people[0])
    if not orders and not found:
        desk.tell(_("{name} has no order yet that could be followed up.").format(name=about.name), tone="info")
        return
    rows = tuple(_shown(one, words, desk.today()) for one in found)
    title = _("Follow-ups")
    today = words.day(desk.today().isoformat())
    act = desk.act(title)
    typed: FollowUpsAnswer | None = None
    faults: dict[str, str] = {}
    while True:
        answer = await desk.ask(
            FollowUps, title, rows, subject=about.subject, orders=orders, due=today, check_day=words.checked(words.read_day),
            typed=typed, problems=faults,
        )  # fmt: skip
        if answer is None:
            return
        before, faults = typed, {}
        if answer != before:
            act.op_id = new_op_id()
        typed = answer if answer.act == "add" else None
        try:
            await _do(desk, act, answer, words)
        except Unavailable as away:
            desk.show_problem(away)
        except BadValue as refused:
            faults = {refused.key or "text": problems.sentence(refused)}
        except Told as refused:
            desk.show_problem(refused)
            return
        else:
            return


async def due_today(desk: Desk) -> None:
    """List what is due today or before, of everybody: each is ticked off, or its person opened."""
    words = Words(desk.club)
    found = await desk.read(follow_ups.due, desk.today())
    rows = tuple(_shown(one, words, desk.today(), named=True) for one in found)
    answer = await desk.ask(FollowUps, _("Follow-ups due today"), rows)
    if answer is None:
        return
    if answer.act == "open":
        desk.person_wanted.emit(answer.key)
    else:
        await _do(desk, desk.act(_("Follow-ups")), answer, words)


async def _do(desk: Desk, act: Any, answer: FollowUpsAnswer, words: Words) -> None:
    """Write what was decided, and say so."""
    if answer.act == "add":
        act.label = _("Follow-up added")
        done = await desk.perform(act, follow_ups.add, answer.key, answer.text, words.read_day(answer.due))
    elif answer.act == "done":
        act.label = _("Follow-up done")
        done = await desk.perform(act, follow_ups.done, answer.key)
    else:
        act.label = _("Follow-up reopened")
        done = await desk.perform(act, follow_ups.reopen, answer.key)
    desk.tell(_("{label}: {text}").format(label=act.label, text=done.text), undo=True)


def _of_person(connection: Connection, words: Words, person: int) -> tuple[Concerned, tuple[FollowedUp, ...], tuple[tuple[int, str], ...]]:
    about = whom.read(connection, (person,), words.manner)
    orders = []
    for one in refunds.returnable(connection, person):
        parts = [words.day(one.day), words.money(one.value)]
        if one.receipt:
            parts.insert(1, _("receipt {receipt}").format(receipt=one.receipt))
        orders.append((one.id, ", ".join(parts)))
    return about, follow_ups.of_person(connection, person), tuple(orders)


def _shown(one: FollowedUp, words: Words, today: date, *, named: bool = False) -> FollowUpShown:
    parts = []
    if one.done_on is not None:
        parts.append(_("done {day}").format(day=words.day(one.done_on)))
    else:
        parts.append(_("due {day}").format(day=words.day(one.due_on)))
    if one.receipt:
        parts.append(_("receipt {receipt}").format(receipt=one.receipt))
    is_due = one.done_on is None and one.due_on <= today.isoformat()
    who = f"{one.name}, {one.number}" if named else ""
    return FollowUpShown(one.id, one.text, ", ".join(parts), one.done_on is not None, is_due, who, one.person)
