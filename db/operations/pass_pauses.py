"""Passes that rest: paused from a day, resumed, and what that moves (PP3, U1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from db.books import business_day
from db.dates import later
from db.entities.passes import PassPause, PassUse
from db.errors import BadValue, RuleBroken
from db.notes import note_for
from db.operations import programme
from db.passes.passes_held import Held, PassDone, answered, change, goes_on, now_holds, opened, refuse_unless_active
from db.passes.passing import Pause, standing
from db.texts import N_
from db.work import Work

MOST_PAUSED = 3660


def pause(
    work: Work, passes: Sequence[int], *, starts: date | None = None, ends: date | None = None, note: str | None = None
) -> tuple[PassDone, ...]:
    """Let passes rest from a day (today unless given, also a coming one) until another or until resumed; both days are paused (PP3).

    Where the setting says so, the last day and the present period move by the days paused: valid to 31 Mar, paused 1–10 Mar → 10 Apr.
    """
    club = programme.read(work.connection)
    first = business_day(work, club, starts) if starts is None or starts <= work.today else starts
    if ends is not None and ends < first:
        raise BadValue(N_("A pause ends after it has begun."), key="ends")
    if (first - work.today).days > MOST_PAUSED or (ends is not None and (ends - first).days > MOST_PAUSED):
        raise BadValue(N_("A pause begins and ends within ten years."), key="ends")
    kept = note_for(club, "other", note)
    rest = Pause(first.isoformat(), None if ends is None else ends.isoformat(), club.passes_pause_moves_expiry)
    answers = []
    with opened(work, passes) as (books, found):
        for each in found:
            _refuse_pause(work.connection, each, rest)
            values = {"pass_id": each.id, "starts_on": rest.starts_on, "ends_on": rest.ends_on, "moves_expiry": rest.moves, "note": kept}
            key = work.connection.execute(insert(PassPause).values(**values)).inserted_primary_key
            its = Pause(rest.starts_on, rest.ends_on, rest.moves, int(key[0]) if key else 0)
            each.pauses = (*each.pauses, its)
            before = _store(work, each, _moved(each, its, its.days))
            work.journal("pass", each.id, "paused", before, {**now_holds(each, before), "pause": its.id})
            answers.append(answered(books[each.person], each))
    return tuple(answers)


def _refuse_pause(connection: Connection, each: Held, rest: Pause) -> None:
    """Refuse a pause of a pass that is over, outside of its days, over another pause, or over a use."""
    if not goes_on(each):
        refuse_unless_active(each)
    if each.stands.starts_on is None or rest.starts_on < each.stands.starts_on:
        raise RuleBroken(N_("“{name}” has not begun by {day}; there is nothing to pause yet."), name=each.name, day=rest.starts_on)
    if each.stands.expires_on is not None and rest.starts_on > each.stands.expires_on:
        raise RuleBroken(N_("“{name}” ends on {last}, before the pause begins."), name=each.name, last=each.stands.expires_on)
    if each.stands.period_starts_on is not None and rest.starts_on < each.stands.period_starts_on:
        raise RuleBroken(
            N_("The pause of “{name}” begins in a period that is over; its present one began on {day}."),
            name=each.name,
            day=each.stands.period_starts_on,
        )
    for other in each.pauses:
        if (rest.ends_on is None or other.starts_on <= rest.ends_on) and (other.ends_on is None or rest.starts_on <= other.ends_on):
            raise RuleBroken(
                N_("“{name}” is paused from {day} already; resume it before, or choose other days."), name=each.name, day=other.starts_on
            )
    used = select(PassUse.c.day).where(PassUse.c.pass_id == each.id, PassUse.c.undone_at.is_(None), PassUse.c.day >= rest.starts_on)
    if rest.ends_on is not None:
        used = used.where(PassUse.c.day <= rest.ends_on)
    day = connection.execute(used.limit(1)).scalar()
    if day is not None:
        raise RuleBroken(N_("“{name}” was used on {day}, within the pause; take that use back first."), name=each.name, day=day)


def resume(work: Work, passes: Sequence[int], *, day: date | None = None) -> tuple[PassDone, ...]:
    """Resume paused passes from a day on, today unless given: only the days paused before it move the end (PP3). A pause that has not
    begun is called off."""
    club = programme.read(work.connection)
    when = business_day(work, club, day).isoformat()
    answers = []
    with opened(work, passes) as (books, found):
        for each in found:
            rest = next((its for its in each.pauses if its.ends_on is None or its.ends_on >= when), None)
            if rest is None or not goes_on(each):
                raise RuleBroken(N_("“{name}” is not paused."), name=each.name)
            last = None if when <= rest.starts_on else _day_before(when)
            kept = Pause(rest.starts_on, last, rest.moves, rest.id)
            if last is None:
                work.connection.execute(delete(PassPause).where(PassPause.c.id == rest.id))
            else:
                work.connection.execute(update(PassPause).where(PassPause.c.id == rest.id).values(ends_on=last))
            each.pauses = tuple(kept if its.id == rest.id else its for its in each.pauses if its.id != rest.id or last is not None)
            # The row of a pass that rests keeps the end it had: what is not settled yet moves with the pause.
            before = _store(work, each, _moved(each, rest, kept.days - rest.days))
            told: dict[str, Any] = {"pause": rest.id, "pause_starts": rest.starts_on, "pause_ends": rest.ends_on, "pause_moves": rest.moves}
            work.journal("pass", each.id, "resumed", {**before, **told}, now_holds(each, before))
            answers.append(answered(books[each.person], each))
    return tuple(answers)


def _moved(each: Held, rest: Pause, days: int) -> dict[str, Any]:
    """The last day, and the end of the period in which the pause begins, moved by some days."""
    values: dict[str, Any] = {}
    if not rest.moves or not days:
        return values
    if each.stands.expires_on is not None:
        values["expires_on"] = later(each.stands.expires_on, days)
    if each.stands.period_ends_on is not None and rest.starts_on <= each.stands.period_ends_on:
        values["period_ends_on"] = later(each.stands.period_ends_on, days)
    return values


def _store(work: Work, each: Held, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write moved days, and the state and periods that follow from them."""
    stands = standing({**each.row, **_settled(each), **values}, each.pauses, work.today)
    each.stands = stands
    return change(work, each, {"expires_on": stands.expires_on})


def _settled(each: Held) -> dict[str, Any]:
    stands = each.stands
    return {
        "uses_left": stands.uses_left, "period_starts_on": stands.period_starts_on, "period_ends_on": stands.period_ends_on,
        "paid_ahead": stands.paid_ahead,
    }  # fmt: skip


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
