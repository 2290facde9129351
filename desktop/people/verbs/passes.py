"""Passes and subscriptions of a member: sold, used, paused, resumed, corrected, paid and cancelled, each with its effect first (PP1–PP5, U1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.errors import BadValue, Told, Unavailable
from db.operations import pass_pauses, pass_record, passes
from db.operations.pass_record import PassShown
from db.operations.rehearsal import rehearse
from db.passes.passes_held import PassDone
from db.texts import N_
from desktop import problems
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import Concerned
from desktop.people.verbs.concerned import read as whom
from desktop.people.verbs.pass_words import STEPS, Step, lines_of, told
from desktop.people.verbs.trying import until_done
from resources.i18n import _
from ui.dialogs.with_effect import Effect, WithEffect, WithEffectAnswer
from ui.form import FieldSpec
from ui.roles import Choice, Editor

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk

Arguments = tuple[Callable[..., tuple[PassDone, ...]], dict[str, Any]]


@dataclass(frozen=True)
class _Seen:
    """What is read when the dialog opens: whom it concerns, and the passes that the step suits."""

    concerned: Concerned
    passes: dict[int, PassShown]


# What the registry names -------------------------------------------------------------------------------------------------------------


async def use_pass(desk: Desk, people: Sequence[int]) -> None:
    """Record a use of a pass, with whatever marks it (PP2)."""
    await step(desk, people[0], "use")


async def pause_pass(desk: Desk, people: Sequence[int]) -> None:
    """Let a pass rest from a day, until another or until it is resumed (PP3)."""
    await step(desk, people[0], "pause")


async def resume_pass(desk: Desk, people: Sequence[int]) -> None:
    """Have a paused pass go on (PP3)."""
    await step(desk, people[0], "resume")


async def correct_pass(desk: Desk, people: Sequence[int]) -> None:
    """Correct the number of uses by +n or −n, with a note (PP4)."""
    await step(desk, people[0], "correct")


async def pay_pass(desk: Desk, people: Sequence[int]) -> None:
    """Note the payment of a subscription: its next period opens (U1)."""
    await step(desk, people[0], "pay")


async def cancel_pass(desk: Desk, people: Sequence[int]) -> None:
    """Cancel a pass for good, with a reason: at once, or a subscription at the end of its period (PP4, U1)."""
    await step(desk, people[0], "cancel")


# One pass ----------------------------------------------------------------------------------------------------------------------------


def _read(connection: Connection, desk: Desk, person: int, what: Step) -> _Seen:
    known = whom(connection, (person,), desk.club.manner)
    found = pass_record.of_person(connection, person, desk.today())
    return _Seen(known, {each.id: each for each in found if what.suits(each)})


async def step(desk: Desk, person: int, key: str, pass_id: int | None = None) -> None:
    """Do one step to a pass of a member: the one named, or the one that is chosen among those it suits."""
    what = STEPS[key]
    act = desk.act(_(what.title))
    seen = await desk.read(_read, desk, person, what)
    if not seen.passes or (pass_id is not None and pass_id not in seen.passes):
        desk.tell(_(what.none), tone="info")
        return

    def ask(typed: WithEffectAnswer | None, faults: Mapping[str, str]) -> Any:
        values = {} if typed is None else typed.values
        return desk.ask(
            WithEffect,
            _(what.title),
            seen.concerned.subject,
            _specs(desk, what, seen, pass_id, values),
            kept_back=[FieldSpec("by", _("Who came: no. or card code; empty: the holder"), Editor("text"), values.get("by", ""))],
            action=_(what.title),
            name=f"{key}_pass",
            # *Cancel* would say two things here.
            cancel=_("Keep it") if key == "cancel" else None,
            begin=what.fields[0],
            problems=faults,
            prepare=lambda dialog: _follow(desk, dialog, what, seen),
        )

    async def do(answer: WithEffectAnswer) -> PassDone:
        each = _chosen(seen, answer.values)
        act.label = _("{what}: {name}").format(what=_(what.title), name=each.name)
        operation, values = await _arguments(desk, what, answer.values)
        return (await desk.perform(act, operation, [each.id], **values))[0]

    done = await until_done(desk, act, ask, do, at=what.at)
    if done is not None:
        desk.tell(told(desk.club, what, seen.passes[done[1].pass_id], done[1]), undo=True)


def _chosen(seen: _Seen, values: Mapping[str, str]) -> PassShown:
    return seen.passes[int(values["pass"])]


def _specs(desk: Desk, what: Step, seen: _Seen, pass_id: int | None, typed: Mapping[str, str]) -> list[FieldSpec]:
    """Which pass, and what the step asks, with what an earlier try had typed."""
    wanted = str(pass_id or next(iter(seen.passes)))
    choices = tuple(Choice(str(each.id), each.name) for each in seen.passes.values() if pass_id is None or each.id == pass_id)
    specs = [FieldSpec("pass", _("Pass"), Editor("choice", choices), typed.get("pass", wanted), span=2, required=True)]
    # Only a subscription can end with its period.
    asked = [key for key in what.fields if key != "when" or any(each.period is not None for each in seen.passes.values())]
    specs += [_spec(desk, key) for key in asked]
    return [FieldSpec(each.key, each.label, each.editor, typed.get(each.key, each.value), each.span, each.required) for each in specs]


def _spec(desk: Desk, key: str) -> FieldSpec:
    """One field of a step."""
    match key:
        case "text":
            return FieldSpec("text", _("Entry"), Editor("text", hint=_("Whatever marks it")), span=2)
        case "day":
            return asking.day_field(desk, "day", _("Date"), desk.today())
        case "starts":
            return asking.day_field(desk, "starts", _("From"), desk.today())
        case "ends":
            return asking.day_field(desk, "ends", _("Until"), hint=_("until resumed"))
        case "uses":
            return FieldSpec("uses", _("Uses"), Editor("number", check=_checked, hint=_("+1 or −1")), required=True)
        case "when":
            ways = (Choice("now", _("At once")), Choice("period", _("At the end of the period")))
            return FieldSpec("when", _("When"), Editor("choice", ways), "now", span=2)
        case "reason":
            return asking.note_field(desk, "manual", is_reason=True)
        case _:
            return asking.note_field(desk, "other")


def _checked(text: str) -> str | None:
    return None if _signed(text) else _("Write by how many uses, with a plus or a minus sign.")


def _signed(text: str) -> int:
    """The number typed; 0 where it is none."""
    tidy = text.strip().replace("\N{MINUS SIGN}", "-").removeprefix("+")
    return int(tidy) if tidy.removeprefix("-").isdigit() and len(tidy) < 8 else 0


async def _arguments(desk: Desk, what: Step, values: Mapping[str, str]) -> Arguments:
    """The operation of a step and what it is given; BadValue where something cannot be read."""
    note = values.get("note") or None
    match what.key:
        case "use":
            return passes.use, {"text": values["text"], "day": asking.business_day(desk, values["day"]), "by": await _by(desk, values)}
        case "pause":
            starts, ends = (asking.day_typed(desk, values[key], key) for key in ("starts", "ends"))
            return pass_pauses.pause, {"starts": starts, "ends": ends, "note": note}
        case "resume":
            return pass_pauses.resume, {"day": asking.business_day(desk, values["day"])}
        case "correct":
            if not (count := _signed(values["uses"])):
                raise BadValue(N_("Write by how many uses, with a plus or a minus sign."), key="uses")
            return passes.adjust, {"n": count, "note": values["note"]}
        case "pay":
            return passes.pay, {"day": asking.business_day(desk, values["day"]), "note": note}
        case _:
            return passes.cancel, {"reason": values["note"], "at_period_end": values.get("when") == "period"}


async def _by(desk: Desk, values: Mapping[str, str]) -> int | None:
    """Who came instead of the holder (PP1)."""
    from db import search

    if not values.get("by", "").strip():
        return None
    found = await desk.read(search.who, values["by"])
    if len(found) != 1:
        raise BadValue(N_("“{text}” is nobody's number or card code."), key="by", text=values["by"].strip())
    return int(found[0].id)


def _follow(desk: Desk, dialog: WithEffect, what: Step, seen: _Seen) -> None:
    """Tell the effect while the dialog is open."""
    dialog.typed.connect(lambda values: desk.start(_show(desk, dialog, what, seen, values)))
    desk.start(_show(desk, dialog, what, seen, dialog.values()))


async def _show(desk: Desk, dialog: WithEffect, what: Step, seen: _Seen, values: dict[str, str]) -> None:
    """Rehearse the step with what is typed, and tell what comes of it; an older answer is dropped."""
    each = _chosen(seen, values)
    done: PassDone | None = None
    fault: tuple[str, str] | None = None
    # What is still to be written must not keep the rest from being told.
    rehearsed = {**values, "note": values.get("note") or "-"}
    try:
        operation, arguments = await _arguments(desk, what, rehearsed)
        act = desk.act(_("Preview"))
        done = (await desk.jobs.run(lambda: rehearse(desk.database, act, operation, [each.id], **arguments)))[0]
    except Unavailable:
        # Pressing the button will say so, and keeps what was typed.
        return
    except Told as refused:
        key = refused.key if isinstance(refused, BadValue) and refused.key else what.at
        typed = key not in ("uses",) or bool(values.get("uses", "").strip())
        fault = (key, problems.sentence(refused)) if typed else None
    if not dialog.is_over and dialog.values() == values:
        lines = lines_of(desk.club, what, each, done)
        dialog.show_effect(Effect(lines, _(what.action), reveals=what.key == "use" and each.household, fault=fault))
