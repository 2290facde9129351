"""Issued rewards: hand over, take a hand-over back, revoke; of one person, of many, or by their ids (R4, R6, R9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.operations import rewards
from db.rewards import issued_lines
from db.rewards.issued_lines import IssuedLine
from desktop.people import wording
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import concerned
from desktop.people.verbs.offering import activity, give_reward, spend
from desktop.people.verbs.trying import until_done
from resources.i18n import _, ngettext
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.pick import Pick, PickAnswer

if TYPE_CHECKING:
    from db.books import Moved
    from desktop.desk import Desk

OUTSTANDING, USED = ("issued",), ("redeemed",)


# By ids: what the sections, the list of issued rewards and Activity call -----------------------------------------------------------


async def hand_over(desk: Desk, issued: Sequence[int]) -> None:
    """Hand issued rewards over; nothing is asked, because it can be undone (R4)."""
    found = await desk.read(issued_lines.of_ids, issued, desk.today())
    done = await desk.write(_label(_("Hand over"), found), rewards.hand_over, [line.id for line in found])
    _tell(desk, found, done, _("“{reward}” handed over to {name}"), _("{n} rewards handed over"))


async def undo_hand_over(desk: Desk, issued: Sequence[int]) -> None:
    """Take hand-overs back: the rewards are outstanding again (R4)."""
    found = await desk.read(issued_lines.of_ids, issued, desk.today())
    done = await desk.write(_label(_("Undo hand-over"), found), rewards.undo_hand_over, [line.id for line in found])
    _tell(desk, found, done, _("“{reward}” of {name} is outstanding again"), _("{n} rewards are outstanding again"))


async def revoke(desk: Desk, issued: Sequence[int]) -> None:
    """Take issued rewards away, with a reason; the points come back unless the tick says no (R6)."""
    await _revoke(desk, await desk.read(issued_lines.of_ids, issued, desk.today()), is_picked=True)


# Of people: what the menus, the keys and the palette start ---------------------------------------------------------------------------


async def hand_over_of(desk: Desk, people: Sequence[int]) -> None:
    """Hand over what is outstanding: the only one at once, else chosen from a list."""
    found = await desk.read(issued_lines.of_people, people, desk.today(), states=OUTSTANDING)
    ids = await _which(desk, found, _("Hand over"), _("Outstanding rewards"), _("Nothing is outstanding."))
    if ids:
        await hand_over(desk, ids)


async def undo_hand_over_of(desk: Desk, people: Sequence[int]) -> None:
    """Take back what was handed over, chosen from a list."""
    found = await desk.read(issued_lines.of_people, people, desk.today(), states=USED)
    ids = await _which(desk, found, _("Undo hand-over"), _("Rewards handed over"), _("Nothing was handed over."))
    if ids:
        await undo_hand_over(desk, ids)


async def revoke_of(desk: Desk, people: Sequence[int]) -> None:
    """Take outstanding rewards away, chosen from a list."""
    found = await desk.read(issued_lines.of_people, people, desk.today(), states=OUTSTANDING)
    await _revoke(desk, found, is_picked=len(found) == 1)


# How -------------------------------------------------------------------------------------------------------------------------------


async def _which(desk: Desk, found: Sequence[IssuedLine], title: str, caption: str, nothing: str) -> list[int]:
    """Which of these are meant; nothing is asked where there is only one."""
    if not found:
        desk.tell(nothing, tone="info")
        return []
    if len(found) == 1:
        return [found[0].id]
    people = tuple(dict.fromkeys(line.person for line in found))
    known = await concerned(desk, people)
    groups = _groups(found, is_one=len(people) == 1)

    def action(keys: Sequence[int]) -> str:
        return _counted(title, keys, groups, desk)

    answer: PickAnswer | None = await desk.ask(
        Pick,
        title,
        known.subject,
        caption,
        _rows(desk, groups, is_one=len(people) == 1),
        name="issued",
        action=action,
        fault=_("Choose the rewards that are meant."),
        fields=(),
    )
    return [] if answer is None else [line.id for key in answer.keys for line in groups[key]]


async def _revoke(desk: Desk, found: Sequence[IssuedLine], *, is_picked: bool) -> None:
    if not found:
        desk.tell(_("Nothing is outstanding."), tone="info")
        return
    people = tuple(dict.fromkeys(line.person for line in found))
    known = await concerned(desk, people)
    groups = _groups(found, is_one=len(people) == 1)
    act, manner = desk.act(_("Revoke rewards")), desk.club.manner
    paid = sum(line.points for line in found if line.paid)

    def ask(typed: Any, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            Pick,
            ngettext("Revoke a reward", "Revoke rewards", len(found)),
            known.subject,
            _("Outstanding rewards"),
            _rows(desk, groups, is_one=len(people) == 1),
            name="revoke",
            action=lambda keys: _counted(_("Revoke"), keys, groups, desk),
            fault=_("Choose the rewards that are meant."),
            fields=[asking.note_field(desk, "manual", is_reason=True)],
            picked=tuple(groups) if is_picked else (),
            tick=_("Give the points back") if paid else "",
            typed=typed,
            problems=faults,
        )

    async def do(answer: PickAnswer) -> tuple[Moved, ...]:
        chosen = [line for key in answer.keys for line in groups[key]]
        act.label = _label(_("Revoke"), chosen)
        back = None if not paid else answer.ticked
        return await desk.perform(act, rewards.revoke, [line.id for line in chosen], note=answer.values["note"], give_back=back)

    done = await until_done(desk, act, ask, do, at="keys")
    if done is not None:
        chosen = [line for key in done[0].keys for line in groups[key]]
        back = sum(moved.points for moved in done[1])
        tail = _("; {points} given back").format(points=wording.points(back, manner)) if back else ""
        _tell(desk, chosen, done[1], _("“{reward}” of {name} revoked") + tail, _("{n} rewards revoked") + tail)


def _groups(found: Sequence[IssuedLine], *, is_one: bool) -> dict[int, list[IssuedLine]]:
    """Each by itself for one person; for many, those of one name together."""
    groups: dict[object, list[IssuedLine]] = {}
    for line in found:
        groups.setdefault(line.id if is_one else line.name, []).append(line)
    return dict(enumerate(groups.values()))


def _rows(desk: Desk, groups: Mapping[int, Sequence[IssuedLine]], *, is_one: bool) -> list[ChoiceRow]:
    return [_row(desk, key, lines, is_one=is_one) for key, lines in groups.items()]


def _row(desk: Desk, key: int, lines: Sequence[IssuedLine], *, is_one: bool) -> ChoiceRow:
    """One issued reward, or all of one name."""
    manner, first = desk.club.manner, lines[0]
    paid = sum(line.points for line in lines if line.paid)
    figure = wording.points(paid, manner) if paid else ""
    if not is_one:
        count = ngettext("{n} reward", "{n} rewards", len(lines)).format(n=wording.shown(len(lines), manner))
        people = len({line.person for line in lines})
        of = ngettext("of {n} person", "of {n} people", people).format(n=wording.shown(people, manner))
        return ChoiceRow(key, first.name, f"{count} {of}", figure)
    parts = [_("issued on {day}").format(day=wording.day(first.issued, manner))]
    if first.state == "redeemed":
        changed = _("handed over on {day} by {operator}")
        parts.append(changed.format(day=wording.day(first.changed, manner), operator=first.operator))
    elif first.expires:
        parts.append(_("valid to {day}").format(day=wording.day(first.expires, manner)))
    return ChoiceRow(key, first.name, ", ".join(parts), figure)


def _counted(verb: str, keys: Sequence[int], groups: Mapping[int, Sequence[IssuedLine]], desk: Desk) -> str:
    """The words of the button: the one reward by name, or how many."""
    chosen = [line for key in keys for line in groups[key]]
    if len(chosen) == 1:
        return _("{verb}: {reward}").format(verb=verb, reward=chosen[0].name)
    if not chosen:
        return verb
    count = ngettext("{n} reward", "{n} rewards", len(chosen)).format(n=wording.shown(len(chosen), desk.club.manner))
    return _("{verb}: {reward}").format(verb=verb, reward=count)


def _label(verb: str, lines: Sequence[IssuedLine]) -> str:
    """The name under which it can be undone."""
    names = list(dict.fromkeys(line.name for line in lines))
    return _("{verb}: {reward}").format(verb=verb, reward=names[0]) if len(names) == 1 else verb


def _tell(desk: Desk, lines: Sequence[IssuedLine], moved: Sequence[Moved], one: str, many: str) -> None:
    if len(lines) == 1 and moved:
        desk.tell(one.format(reward=lines[0].name, name=moved[0].name), undo=True)
    else:
        desk.tell(many.format(n=wording.shown(len(lines), desk.club.manner)), undo=True)


__all__ = [
    "activity", "give_reward", "hand_over", "hand_over_of", "revoke", "revoke_of", "spend", "undo_hand_over", "undo_hand_over_of",
]  # fmt: skip
