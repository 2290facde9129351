"""Change the tier of people by hand, and end a hold (T7, features.md 1.8, 3.16–3.19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.operations import notes_used, tiers
from db.rewards import reward_rules
from db.texts import N_
from db.tiers import tier_reading
from desktop.people import wording
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import Concerned, concerned
from desktop.people.verbs.trying import until_done
from resources.i18n import _, ngettext
from ui.dialogs.change_tier import FOR_EVER, UNTIL, ChangeTier, ChangeTierAnswer
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.record import RecordQuestion
from ui.form import FieldSpec

if TYPE_CHECKING:
    from datetime import date

    from db.books import Moved
    from db.fields import Manner
    from db.operations.tiers import Hold, TierShown
    from db.search import Connection
    from desktop.desk import Desk


@dataclass(frozen=True)
class _Beside:
    """What the dialog offers: the tiers in use, their rewards by name, how many of the people have each tier, the notes used last."""

    tiers: tuple[TierShown, ...]
    rewards: dict[int, str]
    held: dict[int | None, int]
    notes: tuple[str, ...]


async def change(desk: Desk, people: Sequence[int]) -> None:
    """Put one member or many into a tier; nothing happens before the button is pressed."""
    chosen = list(people)
    known = await concerned(desk, chosen)
    beside = await desk.read(_beside, chosen, desk.operator.name)
    act = desk.act(_("Change tier"))

    def ask(typed: ChangeTierAnswer | None, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            ChangeTier,
            known.subject,
            _rows(desk, beside, known),
            asking.note_field(desk, "manual", beside.notes),
            asking.day_field(desk, "until", "").editor,
            typed=typed,
            problems=faults,
            prepare=lambda dialog: _prepare(desk, dialog, beside),
        )

    async def do(answer: ChangeTierAnswer) -> tuple[Moved, ...]:
        act.label = _("Change tier to {tier}").format(tier=_named(beside, answer.tier).name)
        hold = _hold(desk, answer)
        return await desk.perform(act, tiers.change, chosen, answer.tier, note=answer.note, hold=hold, rewards=answer.rewards)

    done = await until_done(desk, act, ask, do, at="tier")
    if done is not None:
        desk.tell(_told(desk.club.manner, known, _named(beside, done[0].tier).name, len(done[1])), undo=True)


async def end_hold(desk: Desk, people: Sequence[int]) -> None:
    """End the hold of members: the tier follows the rules again from this day on; a note is asked as for any change by hand (T7)."""
    chosen = list(people)
    notes, would = await desk.read(_before_ending, chosen, desk.operator.name, desk.today())
    act = desk.act(_("End hold"))
    effect = _("The tier follows the rules again from today on.")
    if would:
        effect = _("The tier follows the rules again from today on: it becomes {tier}.").format(tier=would)

    def ask(typed: Mapping[str, str] | None, faults: Mapping[str, str]) -> Any:
        note = asking.note_field(desk, "manual", notes)
        field = FieldSpec(note.key, note.label, note.editor, (typed or {}).get("note", ""), 2, note.required)
        return desk.ask(RecordQuestion, _("End hold"), [field], action=_("End hold"), note=effect, problems=faults)

    async def do(answer: Mapping[str, str]) -> tuple[Moved, ...]:
        return await desk.perform(act, tiers.end_hold, chosen, note=answer["note"])

    done = await until_done(desk, act, ask, do, at="note")
    if done is not None:
        names = {one.tier for one in done[1] if one.tier}
        text = _("The hold is ended; the tier is {tier} now.").format(tier=names.pop()) if len(names) == 1 else _("The holds are ended.")
        desk.tell(text, undo=True)


def _before_ending(connection: Connection, people: Sequence[int], operator: str, today: date) -> tuple[tuple[str, ...], str]:
    """The notes used last, and what the tier of the one member would be without the hold."""
    now = tier_reading.progress(connection, people[0], today) if len(people) == 1 else None
    return notes_used.last(connection, operator, "manual"), (now.would_be if now is not None else None) or ""


def _beside(connection: Connection, people: Sequence[int], operator: str) -> _Beside:
    return _Beside(
        tiers.listed(connection, retired=False, counted=False),
        {reward.id: reward.name for reward in reward_rules.catalogue(connection)},
        tier_reading.held_by(connection, people),
        notes_used.last(connection, operator, "manual"),
    )


def _named(beside: _Beside, tier: int) -> TierShown:
    return next(each for each in beside.tiers if each.id == tier)


def _rows(desk: Desk, beside: _Beside, known: Concerned) -> list[ChoiceRow]:
    """The tiers in use from the lowest up, new ones among them (features.md 3.16), with who has them already."""
    rows = []
    for tier in beside.tiers:
        count = beside.held.get(tier.id, 0)
        has = _("now") if count and len(known.people) == 1 else ""
        if count and len(known.people) > 1:
            has = ngettext("{count} has it", "{count} have it", count).format(count=wording.shown(count, desk.club.manner))
        rows.append(ChoiceRow(tier.id, tier.name, tier.benefits or "", has))
    return rows


def _prepare(desk: Desk, dialog: ChangeTier, beside: _Beside) -> None:
    """Say the effect of each choice; all of it is known already."""

    def tell(tier: int) -> None:
        target = _named(beside, tier)
        names = [beside.rewards[reward] for reward in target.rewards if reward in beside.rewards]
        gives = _("Gives {rewards}, each once in a period.").format(rewards=", ".join(names)) if names else _("This tier has no rewards.")
        action = _("Change tier to {tier}").format(tier=target.name)
        dialog.show_effect(effect_sentence(beside.tiers, beside.held, target, desk.club.manner), action, gives, can_give=bool(names))

    dialog.tier_chosen.connect(tell)
    chosen = dialog.chosen()
    if chosen is not None:
        tell(chosen)


def effect_sentence(known: Sequence[TierShown], held: Mapping[int | None, int], target: TierShown, manner: Manner) -> str:
    """ "12 members; 7 up, 3 down, 2 stay" (T7); of one from where to where."""
    ranks = {tier.id: tier.rank for tier in known}
    members = sum(held.values())
    if members == 1:
        current = next((tier for tier in known if held.get(tier.id)), None)
        if current is None or current.id == target.id:
            return _("{tier} as now; note and hold are kept.").format(tier=target.name)
        return (_("Up from {before} to {after}.") if target.rank > current.rank else _("Down from {before} to {after}.")).format(
            before=current.name, after=target.name
        )
    # A retired tier has no rank among these; whoever has it moves.
    up = sum(count for tier, count in held.items() if tier is not None and ranks.get(tier, -1) < target.rank)
    stay = held.get(target.id, 0)
    show = wording.shown
    text = ngettext("{count} member; {up} up, {down} down, {stay} stay.", "{count} members; {up} up, {down} down, {stay} stay.", members)
    return text.format(count=show(members, manner), up=show(up, manner), down=show(members - up - stay, manner), stay=show(stay, manner))


def _hold(desk: Desk, answer: ChangeTierAnswer) -> Hold:
    """The hold that was chosen; BadValue where its day is none."""
    if answer.hold == FOR_EVER:
        return "permanent"
    if answer.hold != UNTIL:
        return None
    until = asking.day_typed(desk, answer.until, "until")
    if until is None:
        raise BadValue(N_("Say until which day."), key="until")
    if until < desk.today():
        raise BadValue(N_("The hold would have ended already; choose a day that is still to come."), key="until")
    return until


def _told(manner: Manner, known: Concerned, tier: str, count: int) -> str:
    """What was done, in one sentence."""
    if len(known.people) == 1:
        return _("{name} has the tier {tier} now").format(name=known.name, tier=tier)
    text = ngettext("{count} member has the tier {tier} now", "{count} members have the tier {tier} now", count)
    return text.format(count=wording.shown(count, manner), tier=tier)
