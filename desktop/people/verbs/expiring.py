"""Points that end or have ended: a later last day for lots, expired points given back, for one person or many (E6)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.operations import correctable
from db.operations import points as booking
from db.operations.correctable import Correctable
from db.texts import N_
from desktop.people import wording
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import concerned
from desktop.people.verbs.trying import until_done
from resources.i18n import _, ngettext
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.pick import Pick, PickAnswer

if TYPE_CHECKING:
    from db.database import Act
    from desktop.desk import Desk
    from ui.form import FieldSpec

Do = Callable[["Act", list[int], PickAnswer], Coroutine[Any, Any, int]]


@dataclass(frozen=True)
class _Words:
    """How the dialog of one of the two actions speaks; *action* has a place for the {points}. *usual_days* fills the field of the day."""

    name: str
    title: str
    caption: str
    nothing: str
    action: str
    tick: str = ""
    usual_days: int | None = None


async def extend(desk: Desk, people: Sequence[int]) -> None:
    """Give points of one person or many a later last day."""
    await _extend(desk, await desk.read(correctable.lots_of, people, desk.today()), is_picked=len(people) == 1)


async def extend_lots(desk: Desk, lots: Sequence[int]) -> None:
    """Give these lots, named by their entries, a later last day (E6)."""
    await _extend(desk, await desk.read(correctable.lots, lots, desk.today()), is_picked=True)


async def _extend(desk: Desk, found: Sequence[Correctable], *, is_picked: bool) -> None:
    async def do(act: Act, ids: list[int], answer: PickAnswer) -> int:
        until = asking.day_typed(desk, answer.values["until"], "until")
        if until is None and not answer.ticked:
            raise BadValue(N_("Give the new last day, or tick that they never end."), key="until")
        return await desk.perform(act, booking.extend, ids, until=None if answer.ticked else until, note=answer.values["note"])

    words = _Words(
        "extend", _("Extend points"), _("Points that end"), _("No points end on a day."), _("Extend {points}"), tick=_("They never end")
    )
    done = await _by_day(desk, found, words, do, is_picked=is_picked)
    if done is not None:
        desk.tell(_("{points} extended").format(points=wording.points(done, desk.club.manner)), undo=True)


async def reinstate(desk: Desk, people: Sequence[int]) -> None:
    """Give expired points back to one person or many."""
    await _reinstate(desk, await desk.read(correctable.expired_of, people), is_picked=False)


async def reinstate_points(desk: Desk, entries: Sequence[int]) -> None:
    """Give the points of these expiries back, with a last day of their own (E6)."""
    found = await desk.read(correctable.entries, entries)
    await _reinstate(desk, [line for line in found if line.kind == "expire" and not line.is_over], is_picked=True)


async def _reinstate(desk: Desk, found: Sequence[Correctable], *, is_picked: bool) -> None:
    async def do(act: Act, ids: list[int], answer: PickAnswer) -> int:
        until = asking.day_typed(desk, answer.values["until"], "until")
        moved = await desk.perform(act, booking.reinstate, ids, note=answer.values["note"], until=until)
        return sum(each.points for each in moved)

    words = _Words(
        "reinstate",
        _("Reinstate expired points"), _("Expired points"), _("No points expired, or all were given back."), _("Reinstate {points}"),
        usual_days=booking.REINSTATED_DAYS,
    )  # fmt: skip
    done = await _by_day(desk, found, words, do, is_picked=is_picked)
    if done is not None:
        desk.tell(_("{points} reinstated").format(points=wording.points(done, desk.club.manner)))


async def _by_day(desk: Desk, found: Sequence[Correctable], words: _Words, do: Do, *, is_picked: bool) -> int | None:
    """Ask which of these points, until when and why; gives how many points were moved, None where it was dropped."""
    if not found:
        desk.tell(words.nothing, tone="info")
        return None
    people = tuple(dict.fromkeys(line.person for line in found))
    known = await concerned(desk, people)
    act, manner = desk.act(words.title), desk.club.manner
    groups = _groups(found, is_one=len(people) == 1)
    usual = None if words.usual_days is None else desk.today() + timedelta(days=words.usual_days)

    def action(keys: Sequence[int]) -> str:
        total = sum(abs(line.points) for key in keys for line in groups[key])
        return words.action.format(points=wording.points(total, manner)) if keys else words.title

    def fields() -> list[FieldSpec]:
        reason = replace(asking.note_field(desk, "manual", is_reason=True), span=1)
        return [asking.day_field(desk, "until", _("New last day"), usual), reason]

    def ask(typed: Any, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            Pick,
            words.title,
            known.subject,
            words.caption,
            [_row(desk, key, lines, is_one=len(people) == 1) for key, lines in groups.items()],
            name=words.name,
            action=action,
            fault=_("Choose the points that are meant."),
            fields=fields(),
            picked=tuple(groups) if is_picked else (),
            tick=words.tick,
            ticked=False,
            typed=typed,
            problems=faults,
        )

    async def book(answer: PickAnswer) -> int:
        return await do(act, [line.id for key in answer.keys for line in groups[key]], answer)

    done = await until_done(desk, act, ask, book, at="keys")
    return None if done is None else done[1]


def _groups(found: Sequence[Correctable], *, is_one: bool) -> dict[int, list[Correctable]]:
    """Each by itself for one person; for many, those of one day together."""
    groups: dict[object, list[Correctable]] = {}
    for line in found:
        groups.setdefault(line.id if is_one else line.last or line.day, []).append(line)
    return dict(enumerate(groups.values()))


def _row(desk: Desk, key: int, lines: Sequence[Correctable], *, is_one: bool) -> ChoiceRow:
    """One lot or expiry, or all of a day."""
    manner, first = desk.club.manner, lines[0]
    figure = wording.shown(sum(abs(line.points) for line in lines), manner)
    ends = _("ends on {day}") if first.last else _("expired, entry of {day}")
    day = ends.format(day=wording.day(first.last or first.day, manner))
    if not is_one:
        count = len({line.person for line in lines})
        people = ngettext("{n} person", "{n} people", count).format(n=wording.shown(count, manner))
        return ChoiceRow(key, day[:1].upper() + day[1:], people, figure)
    words = _(wording.KIND_WORDS[first.kind])
    name = _("{kind}: {about}").format(kind=words, about=first.about) if first.about else words
    line = f"{wording.day(first.day, manner)} · {day}" if first.last else day
    return ChoiceRow(key, name, line, figure)
