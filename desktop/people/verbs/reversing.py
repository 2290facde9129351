"""Reversing entries: what it does stands there before it is pressed, because it was tried and taken back (L7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.errors import Told
from db.operations import correctable
from db.operations import points as booking
from db.operations.correctable import Correctable
from db.operations.rehearsal import rehearse
from desktop import problems
from desktop.people import wording
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import Concerned, concerned
from desktop.people.verbs.trying import until_done
from resources.i18n import _, ngettext
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.pick import Pick, PickAnswer
from ui.dialogs.sum_lines import SumLine

if TYPE_CHECKING:
    from db.books import Moved
    from desktop.desk import Desk

# Of more entries only the sum is told before: to do them twice would take too long.
REHEARSED = 200


async def reverse(desk: Desk, people: Sequence[int]) -> None:
    """Reverse entries of one person, chosen from the latest."""
    found = await desk.read(correctable.entries_of, people[0])
    if not found:
        desk.tell(_("There is no entry to reverse."), tone="info")
        return
    await _reverse(desk, found, ())


async def reverse_entries(desk: Desk, entries: Sequence[int]) -> None:
    """Reverse these entries: what it does stands there before it is pressed (L7)."""
    found = await desk.read(correctable.entries, entries)
    if found:
        await _reverse(desk, found, tuple(line.id for line in found if not line.is_over))


async def _reverse(desk: Desk, found: Sequence[Correctable], picked: Sequence[int]) -> None:
    people = tuple(dict.fromkeys(line.person for line in found))
    known = await concerned(desk, people)
    act = desk.act(_("Reverse entries"))
    manner = desk.club.manner

    def ask(typed: Any, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            Pick,
            _("Reverse entries"),
            known.subject,
            _("Entries"),
            [_entry_row(line, desk, is_one=len(people) == 1) for line in found],
            name="reverse",
            action=lambda keys: (
                ngettext("Reverse {n} entry", "Reverse {n} entries", len(keys)).format(n=wording.shown(len(keys), manner))
                if keys
                else _("Reverse")
            ),
            fault=_("Choose what is to be reversed."),
            fields=[
                replace(asking.note_field(desk, "manual", is_reason=True), span=1),
                asking.day_field(desk, "day", _("Business date"), desk.today()),
            ],
            picked=picked,
            effect_lines=3,
            typed=typed,
            problems=faults,
            prepare=lambda dialog: follow_effect(desk, dialog, lambda: _tell_reversal(desk, known, found, dialog)),
        )

    async def do(answer: PickAnswer) -> tuple[Moved, ...]:
        act.label = ngettext("Reverse {n} entry", "Reverse {n} entries", len(answer.keys)).format(n=len(answer.keys))
        day = asking.business_day(desk, answer.values["day"])
        return await desk.perform(act, booking.reverse, list(answer.keys), note=answer.values["note"], day=day)

    done = await until_done(desk, act, ask, do, at="keys")
    if done is not None:
        count, total = len(done[0].keys), sum(moved.points for moved in done[1])
        text = ngettext("{count} entry reversed: {points} points", "{count} entries reversed: {points} points", count)
        desk.tell(text.format(count=wording.shown(count, manner), points=wording.signed(total, manner)))


def _entry_row(line: Correctable, desk: Desk, *, is_one: bool) -> ChoiceRow:
    """An entry as it stands in the list."""
    manner = desk.club.manner
    words = _(wording.KIND_WORDS[line.kind])
    name = words if not line.about else _("{kind}: {about}").format(kind=words, about=line.about)
    parts = [wording.day(line.day, manner), *(() if is_one else (line.who,))]
    reason = _("cannot be reversed") if line.is_over else ""
    return ChoiceRow(line.id, name, " · ".join(parts), wording.signed(line.points, manner), reason, is_open=not line.is_over)


def follow_effect(desk: Desk, dialog: Pick, tell: Callable[[], Any]) -> None:
    """Have the effect told now, and whenever the choice changes."""
    dialog.changed.connect(lambda: desk.start(tell()))
    desk.start(tell())


async def _tell_reversal(desk: Desk, known: Concerned, found: Sequence[Correctable], dialog: Pick) -> None:
    """Say what reversing would do, by doing it and taking it back (L7): the balance, what is owed, the tier, rewards that are revoked."""
    keys = dialog.picked()
    if not keys:
        points = wording.shown(known.points - known.owed, desk.club.manner)
        dialog.show_effect((SumLine(_("Points now"), points),) if len(known.people) == 1 else ())
        return
    if len(keys) > REHEARSED:
        total = -sum(line.points for line in found if line.id in keys)
        dialog.show_effect((SumLine(_("All of them together"), wording.signed(total, desk.club.manner), strong=True),))
        return
    act = desk.act("")
    try:
        moved = await desk.jobs.run(lambda: rehearse(desk.database, act, booking.reverse, list(keys), note="?"))
    except Told as refused:
        if dialog.is_open and dialog.picked() == keys:
            dialog.show_effect((), problems.sentence(refused))
        return
    if dialog.is_open and dialog.picked() == keys:
        dialog.show_effect(*_reversal_effect(desk, known, [line for line in found if line.id in keys], moved))


def _reversal_effect(desk: Desk, known: Concerned, lines: Sequence[Correctable], moved: Sequence[Moved]) -> tuple[list[SumLine], str]:
    """The effect as lines, and what to mind."""
    manner, total = desk.club.manner, sum(each.points for each in moved)
    last = {each.person: each for each in moved}
    owing = [each for each in last.values() if each.owed]
    effect = []
    if len(last) == 1:
        after = next(iter(last.values()))
        effect.append(SumLine(_("Points now"), wording.shown(known.points - known.owed, manner)))
        effect.append(SumLine(_("Taken back") if total < 0 else _("Given back"), wording.signed(total, manner)))
        effect.append(SumLine(_("Points after"), wording.shown(after.available, manner), "accent", strong=True))
        if after.owed:
            effect.append(SumLine(_("Owed after"), wording.shown(after.owed, manner), "warn", strong=True))
        if after.pending != known.pending:
            effect.append(SumLine(_("Waiting after"), wording.shown(after.pending, manner)))
        if after.tier and after.tier != known.tier:
            effect.append(SumLine(_("Tier"), f"{known.tier} → {after.tier}", "warn", strong=True))
    else:
        count = ngettext("{n} person together", "{n} people together", len(last)).format(n=wording.shown(len(last), manner))
        effect.append(SumLine(count, wording.signed(total, manner), "accent", strong=True))
        if owing:
            owed = wording.shown(sum(each.owed for each in owing), manner)
            text = ngettext("{n} of them will owe", "{n} of them will owe", len(owing)).format(n=wording.shown(len(owing), manner))
            effect.append(SumLine(text, owed, "warn", strong=True))
    rewards = [line.about for line in lines if line.kind == "redeem" and line.about]
    minds = []
    if rewards:
        names = ", ".join(f"“{name}”" for name in dict.fromkeys(rewards))
        minds.append(_("{rewards}: revoked, even if handed over; the stock returns.").format(rewards=names))
    if any(line.kind == "earn" for line in lines):
        minds.append(_("The sale counts as entered by mistake and takes no refund afterwards."))
    return effect, " ".join(minds)
