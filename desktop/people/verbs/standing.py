"""A person's standing: suspend, resume, remove from the programme, reinstate, delete; for one and for many (G1, G2, G4, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from db.database import new_op_id
from db.errors import BadValue, KnownPhone, Told, Unavailable
from db.fields import BY_KEY
from db.operations import leaving, leaving_effect, notes_used
from db.operations.leaving_effect import LeavingEffect, LeftOut
from desktop import problems
from desktop.people.editors import editor_of, parse_all
from desktop.people.verbs.concerned import Concerned
from desktop.people.verbs.concerned import read as concerned
from desktop.people.verbs.standing_words import effects_of_reinstating, effects_of_removing, left_line, options_of_removing, passes_tick
from resources.i18n import _, ngettext
from ui.dialogs.standing import Effect, StandingAnswer, StandingQuestion, Tick
from ui.form import FieldSpec
from ui.roles import Choice, Editor

if TYPE_CHECKING:
    from db.database import Act
    from db.search import Connection
    from desktop.desk import Desk


@dataclass(frozen=True)
class _Seen:
    """What is read when the dialog opens."""

    concerned: Concerned
    effect: LeavingEffect
    notes: tuple[str, ...]


def _read(connection: Connection, desk: Desk, people: Sequence[int], statuses: tuple[str, ...]) -> _Seen:
    effect = leaving_effect.of_status(connection, people, statuses, desk.today())
    whom = effect.people or tuple(people)
    notes = notes_used.last(connection, desk.operator.name, "manual")
    return _Seen(concerned(connection, whom, desk.club.manner), effect, notes)


def _note(desk: Desk, seen: _Seen, *, required: bool, typed: StandingAnswer | None) -> FieldSpec:
    label = _("Reason, for staff only") if required else _("Internal note")
    required = required or desk.club.notes_required == "everywhere"
    choices = tuple(Choice(note, note) for note in seen.notes)
    value = typed.values.get("note", "") if typed is not None else ""
    return FieldSpec("note", label, Editor("note", choices), value, span=2, required=required)


async def suspend(desk: Desk, people: Sequence[int]) -> None:
    """Have members neither earn nor redeem for a while; a reason is asked (G1)."""
    act = desk.act(ngettext("Suspend {count} member", "Suspend {count} members", len(people)).format(count=len(people)))
    effects = (
        Effect(_("May neither earn nor redeem until resumed."), "suspended", "warn"),
        Effect(_("Points, tier, rewards and benefit card are kept; what has an end still ends.")),
    )

    async def ask(seen: _Seen, typed: StandingAnswer | None, faults: dict[str, str]) -> StandingAnswer | None:
        action = _named(seen, _("Suspend {name}"), ngettext("Suspend {count} member", "Suspend {count} members", len(seen.effect.people)))
        return await _ask(desk, _("Suspend"), seen, action, [_note(desk, seen, required=True, typed=typed)], effects, typed, faults)

    async def write(seen: _Seen, answer: StandingAnswer) -> None:
        done = await desk.perform(act, leaving.suspend, list(seen.effect.people), note=answer.values["note"])
        _tell(desk, done, _("{name} is suspended"), ngettext("{count} member suspended", "{count} members suspended", len(done)))

    await _until_done(desk, act, people, ("active",), ask, write)


async def resume(desk: Desk, people: Sequence[int]) -> None:
    """Have suspended members earn and redeem again (G1)."""
    act = desk.act(ngettext("Resume {count} member", "Resume {count} members", len(people)).format(count=len(people)))
    effects = (Effect(_("May earn and redeem again from now on.")),)

    async def ask(seen: _Seen, typed: StandingAnswer | None, faults: dict[str, str]) -> StandingAnswer | None:
        action = _named(seen, _("Resume {name}"), ngettext("Resume {count} member", "Resume {count} members", len(seen.effect.people)))
        return await _ask(desk, _("Resume"), seen, action, [_note(desk, seen, required=False, typed=typed)], effects, typed, faults)

    async def write(seen: _Seen, answer: StandingAnswer) -> None:
        done = await desk.perform(act, leaving.resume, list(seen.effect.people), note=answer.values["note"] or None)
        _tell(desk, done, _("{name} is active again"), ngettext("{count} member active again", "{count} members active again", len(done)))

    await _until_done(desk, act, people, ("suspended",), ask, write)


async def remove(desk: Desk, people: Sequence[int]) -> None:
    """Have members leave the programme: reason and date, points and rewards frozen or forfeited, open passes cancelled where ticked (G2)."""
    act = desk.act(ngettext("Remove {count} member", "Remove {count} members", len(people)).format(count=len(people)))
    manner = desk.club.manner

    async def ask(seen: _Seen, typed: StandingAnswer | None, faults: dict[str, str]) -> StandingAnswer | None:
        today = BY_KEY["joined"].kind.show(desk.today().isoformat(), manner)
        left = typed.values.get("joined", today) if typed is not None else today
        day = FieldSpec("joined", _("Left on"), editor_of(BY_KEY["joined"], manner), left, required=True)
        fields = [_note(desk, seen, required=True, typed=typed), day]
        action = _named(seen, _("Remove {name}"), ngettext("Remove {count} member", "Remove {count} members", len(seen.effect.people)))
        extra: dict[str, Any] = {"options": options_of_removing(seen.effect, manner), "ticks": passes_tick(seen.effect, manner)}
        effects = effects_of_removing(seen.effect)
        return await _ask(desk, _("Remove from the programme"), seen, action, fields, effects, typed, faults, **extra)

    async def write(seen: _Seen, answer: StandingAnswer) -> None:
        values, faults = parse_all({"joined": answer.values["joined"]}, manner)
        if faults:
            raise BadValue(_PROBLEM, key="joined", problem=faults["joined"])
        day = date.fromisoformat(str(values["joined"]))
        ids, note = list(seen.effect.people), answer.values["note"]
        cancels = "passes" in answer.ticks
        done = await desk.perform(act, leaving.remove, ids, note=note, day=day, forfeit=answer.choice == "forfeit", cancel_passes=cancels)
        _tell(desk, done, _("{name} has left the programme"), ngettext("{count} member removed", "{count} members removed", len(done)))

    await _until_done(desk, act, people, ("active", "suspended"), ask, write)


async def reinstate(desk: Desk, people: Sequence[int]) -> None:
    """Have removed members back; forfeited points come back only where that is ticked, the benefit card never (G2)."""
    act = desk.act(ngettext("Reinstate {count} member", "Reinstate {count} members", len(people)).format(count=len(people)))
    manner = desk.club.manner

    async def ask(seen: _Seen, typed: StandingAnswer | None, faults: dict[str, str]) -> StandingAnswer | None:
        action = _named(
            seen, _("Reinstate {name}"), ngettext("Reinstate {count} member", "Reinstate {count} members", len(seen.effect.people))
        )
        ticks: tuple[Tick, ...] = ()
        if seen.effect.forfeited:
            shown = BY_KEY["points"].kind.show(seen.effect.forfeited, manner)
            words = ngettext("Give {points} forfeited point back", "Give {points} forfeited points back", seen.effect.forfeited)
            ticks = (Tick("points", words.format(points=shown)),)
        fields = [_note(desk, seen, required=False, typed=typed)]
        effects = effects_of_reinstating(seen.effect, manner)
        return await _ask(desk, _("Reinstate"), seen, action, fields, effects, typed, faults, ticks=ticks)

    async def write(seen: _Seen, answer: StandingAnswer) -> None:
        ids, note = list(seen.effect.people), answer.values["note"] or None
        done = await desk.perform(act, leaving.reinstate, ids, note=note, with_points="points" in answer.ticks)
        _tell(desk, done, _("{name} is a member again"), ngettext("{count} member reinstated", "{count} members reinstated", len(done)))

    await _until_done(desk, act, people, ("removed",), ask, write)


async def delete(desk: Desk, people: Sequence[int]) -> None:
    """Delete records without any history; of others it is said what keeps them, and removing is offered instead (G4)."""
    act = desk.act(ngettext("Delete {count} record", "Delete {count} records", len(people)).format(count=len(people)))

    def read(connection: Connection) -> tuple[Concerned, tuple[int, ...], tuple[LeftOut, ...]]:
        fits, left = leaving_effect.deletable(connection, people)
        return concerned(connection, fits or tuple(people), desk.club.manner), fits, left

    whom, fits, left = await desk.read(read)
    count = len(fits)
    action = ""
    if fits:
        action = _("Delete {name}").format(name=whom.name) if count == 1 and whom.name else ""
        action = action or ngettext("Delete {count} record", "Delete {count} records", count).format(count=count)
    can_remove = bool(left) and whom.stage == "member"
    answer: StandingAnswer | None = await desk.ask(
        StandingQuestion,
        _("Delete"),
        whom.subject,
        action=action,
        effects=(Effect(_("The record is gone; its number is never used again. Ctrl+Z does not bring it back."), "delete", "warn"),)
        if fits
        else (),
        left_title=ngettext("{count} record is kept", "{count} records are kept", len(left)).format(count=len(left)),
        left_out=[_("{name}, no. {number}: has {what}").format(name=one.name, number=one.number, what=_(one.why)) for one in left],
        link=("remove", _("Remove from the programme instead…")) if can_remove else None,
    )
    if answer is None:
        return
    if answer.other == "remove":
        await remove(desk, [one.person for one in left])
        return
    done = await desk.perform(act, leaving.erase, list(fits))
    # The record is gone for good: there is nothing that an undo could put back.
    if (step := desk.undo_stack.of(act.op_id)) is not None:
        desk.undo_stack.drop(step)
    count = len(done.numbers)
    desk.tell(ngettext("{count} record deleted", "{count} records deleted", count).format(count=count))


_PROBLEM = "{problem}"

# --- inside --------------------------------------------------------------------------------------------------------------------------


def _named(seen: _Seen, one: str, many: str) -> str:
    """What the button says: by name, or how many; nothing where there is nobody to do it to."""
    if not seen.effect.people:
        return ""
    if len(seen.effect.people) == 1 and seen.concerned.name:
        return one.format(name=seen.concerned.name)
    return many.format(count=len(seen.effect.people))


async def _ask(
    desk: Desk,
    title: str,
    seen: _Seen,
    action: str,
    fields: Sequence[FieldSpec],
    effects: Sequence[Effect],
    typed: StandingAnswer | None,
    faults: dict[str, str],
    **extra: Any,
) -> StandingAnswer | None:
    left = seen.effect.left_out
    title_of_left = ngettext("{count} is left as it is", "{count} are left as they are", len(left)).format(count=len(left))
    nobody = not action
    answer: StandingAnswer | None = await desk.ask(
        StandingQuestion,
        title,
        seen.concerned.subject,
        action=action,
        fields=() if nobody else fields,
        effects=() if nobody else effects,
        left_title=title_of_left,
        left_out=[left_line(one) for one in left],
        typed=typed,
        problems=faults,
        **({} if nobody else extra),
    )
    return answer


async def _until_done(desk: Desk, act: Act, people: Sequence[int], statuses: tuple[str, ...], ask: Any, write: Any) -> None:
    """Ask and write until it is done or cancelled; a refusal comes back into the dialog with everything that was typed."""
    typed: StandingAnswer | None = None
    faults: dict[str, str] = {}
    seen = await desk.read(_read, desk, tuple(people), statuses)
    while True:
        typed = await ask(seen, typed, faults)
        if typed is None:
            return
        faults = {}
        try:
            await write(seen, typed)
        except Unavailable as away:
            # The server is away: everything comes back with the dialog, under the same op_id.
            desk.show_problem(away)
            continue
        except BadValue as refused:
            faults = {"joined" if refused.key == "day" else str(refused.key): problems.sentence(refused)}
        except KnownPhone as refused:
            # The phone is another member's by now (P2): that one is shown, and nothing is lost.
            desk.show_problem(refused)
            desk.person_wanted.emit(refused.person)
            return
        except Told as refused:
            # Somebody's standing was changed by another desk meanwhile: who it concerns now is read anew.
            desk.show_problem(refused)
            seen = await desk.read(_read, desk, tuple(people), statuses)
        else:
            return
        act.op_id = new_op_id()


def _tell(desk: Desk, done: Sequence[leaving.Standing], one: str, many: str) -> None:
    desk.tell(one.format(name=done[0].name) if len(done) == 1 else many.format(count=len(done)), undo=True)
