"""Benefit cards of people: allocate one, withdraw what they hold; who loses what is said before (B2, B7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.errors import Told
from db.operations import benefit_cards
from desktop import problems
from desktop.people import wording
from desktop.people.verbs.concerned import concerned
from desktop.people.verbs.trying import until_done
from desktop.undo import Again
from resources.i18n import _, ngettext
from ui.dialogs.allocate_card import AllocateAnswer, AllocateCard, WithdrawAnswer, WithdrawCard
from ui.dialogs.choice_rows import ChoiceRow

if TYPE_CHECKING:
    from datetime import date

    from db.fields import Manner
    from db.operations.benefit_cards import Allocated, Card, Withdrawn
    from db.search import Connection
    from desktop.desk import Desk
    from desktop.jobs import Progress


async def allocate(desk: Desk, people: Sequence[int]) -> None:
    """Choose a card for one member or many; it takes the place of the one that each holds."""
    chosen = list(people)
    known = await concerned(desk, chosen)
    cards = await desk.read(benefit_cards.listed, desk.today())
    if not cards:
        desk.tell(_("There is no benefit card yet; make one first."), tone="info")
        desk.tab_wanted.emit("benefit_cards")
        return
    act = desk.act(_("Allocate benefit card"))

    def ask(typed: AllocateAnswer | None, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            AllocateCard,
            known.subject,
            [_row(card, desk.club.manner) for card in cards],
            chosen=None if typed is None else typed.card,
            problems=faults,
            prepare=lambda dialog: dialog.card_chosen.connect(lambda card: desk.start(_tell_effect(desk, dialog, card, chosen))),
        )

    async def do(answer: AllocateAnswer) -> Allocated:
        card = next(card for card in cards if card.id == answer.card)
        act.label = _("Allocate {card}").format(card=card.name)
        return await give(desk, act, card.id, card.name, chosen)

    done = await until_done(desk, act, ask, do, at="card")
    if done is not None:
        desk.tell(allocated(done[1], desk.club.manner), undo=True)


async def give(desk: Desk, act: Any, card: int, name: str, people: Sequence[int]) -> Allocated:
    """Allocate a card with progress and *Stop*; nothing is changed where it is stopped. Undo and redo hold it as any other act."""

    def work(progress: Progress) -> Allocated:
        return desk.database.perform(act, benefit_cards.allocate, card, people, progress=progress.tell, stop=progress.is_stopped)

    done = await desk.long(_("Allocating {card}").format(card=name), work)
    desk.done(act, Again(benefit_cards.allocate, (card, people), {}))
    return done


async def take(desk: Desk, act: Any, people: Sequence[int], *, card: int | None = None) -> Withdrawn:
    """Withdraw what these people hold, or *card* alone, with progress and *Stop*."""

    def work(progress: Progress) -> Withdrawn:
        return desk.database.perform(act, benefit_cards.withdraw, people, card=card, progress=progress.tell, stop=progress.is_stopped)

    done = await desk.long(_("Withdrawing benefit cards"), work)
    desk.done(act, Again(benefit_cards.withdraw, (people,), {"card": card}))
    return done


async def withdraw(desk: Desk, people: Sequence[int]) -> None:
    """Take the card that each of these members holds, in one action."""
    chosen = list(people)
    known = await concerned(desk, chosen)
    losses = await desk.read(benefit_cards.losses, chosen)
    count = sum(loss.count for loss in losses)
    manner = desk.club.manner
    act = desk.act(_("Withdraw benefit card"))
    answer: WithdrawAnswer | None = await desk.ask(
        WithdrawCard,
        known.subject,
        lost_sentence(len(chosen), losses, manner),
        action=ngettext("Withdraw from {count}", "Withdraw from {count}", count).format(count=wording.shown(count, manner)),
        can=bool(count),
    )
    if answer is not None:
        done = await take(desk, act, chosen)
        desk.tell(withdrawn(done, manner), undo=True)


def _row(card: Card, manner: Manner) -> ChoiceRow:
    held = ngettext("{count} has it", "{count} have it", card.holders).format(count=wording.shown(card.holders, manner))
    ended = _("ended on {day}").format(day=wording.day(card.last_day, manner)) if card.ended else ""
    return ChoiceRow(card.id, card.name, card.benefit, "" if card.ended else held, ended, not card.ended, card.conditions)


async def _tell_effect(desk: Desk, dialog: AllocateCard, card: int, people: Sequence[int]) -> None:
    """Say what the chosen card does; what cannot be done is said instead."""
    manner = desk.club.manner
    try:
        effect = await desk.read(benefit_cards.effect, card, people, desk.today())
    except Told as refused:
        if dialog.is_open and dialog.chosen() == card:
            dialog.show_effect(problems.sentence(refused), _("Allocate"), tone="bad")
        return
    if dialog.is_open and dialog.chosen() == card:
        dialog.show_effect(effect_sentence(effect, manner), _("Allocate {card}").format(card=effect.card), tone=tone_of(effect))


def read_effect(connection: Connection, card: int, people: Sequence[int], today: date) -> Allocated | str:
    """What allocating would do, or why it cannot be done."""
    try:
        return benefit_cards.effect(connection, card, people, today)
    except Told as refused:
        return problems.sentence(refused)


def tone_of(effect: Allocated) -> str:
    """The tone of an effect: a warning where somebody loses a card."""
    return "warn" if effect.loses else "info"


def effect_sentence(effect: Allocated, manner: Manner) -> str:
    """ "12 members; 5 will lose Gold discount, 2 already have it" (B2)."""
    parts = [
        ngettext("{count} will lose {card}", "{count} will lose {card}", loss.count).format(
            count=wording.shown(loss.count, manner), card=loss.card
        )
        for loss in effect.loses
    ]
    if effect.already:
        parts.append(
            ngettext("{count} already has it", "{count} already have it", effect.already).format(
                count=wording.shown(effect.already, manner)
            )
        )
    return _joined(effect.members, parts, _("nobody loses a card"), manner)


def lost_sentence(members: int, losses: Sequence[benefit_cards.Loss], manner: Manner) -> str:
    """ "12 members; 5 will lose Gold discount" before withdrawing (B7)."""
    parts = [
        ngettext("{count} will lose {card}", "{count} will lose {card}", loss.count).format(
            count=wording.shown(loss.count, manner), card=loss.card
        )
        for loss in losses
    ]
    return _joined(members, parts, _("nobody holds a benefit card"), manner)


def _joined(members: int, parts: Sequence[str], otherwise: str, manner: Manner) -> str:
    counted = ngettext("{count} member", "{count} members", members).format(count=wording.shown(members, manner))
    return _("{members}; {effect}.").format(members=counted, effect=", ".join(parts) or otherwise)


def allocated(done: Allocated, manner: Manner) -> str:
    """What was done, in one sentence."""
    count = done.members - done.already
    if not count:
        return _("They have {card} already; nothing was changed.").format(card=done.card)
    text = ngettext("{card} allocated to {count} member", "{card} allocated to {count} members", count)
    return text.format(card=done.card, count=wording.shown(count, manner))


def withdrawn(done: Withdrawn, manner: Manner) -> str:
    """What was taken, in one sentence."""
    text = ngettext("Benefit card withdrawn from {count} member", "Benefit cards withdrawn from {count} members", done.withdrawn)
    return text.format(count=wording.shown(done.withdrawn, manner))
