"""A line that a clerk writes into the activity log of one or many (features.md 2.14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db import search
from db.errors import BadValue
from db.operations import log
from db.texts import N_
from desktop.people.verbs.concerned import concerned
from desktop.people.verbs.trying import until_done
from resources.i18n import _, ngettext
from ui.dialogs.log_line import LogLine, LogLineAnswer
from ui.locales import show_number

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.flows import Later


async def log_line(desk: Desk, people: Sequence[int]) -> None:
    """Ask what happened and write it down; without *people* the dialog asks about whom."""
    subject = (await concerned(desk, people)).subject if people else None
    act = desk.act(_("Log line"))

    def ask(typed: LogLineAnswer | None, faults: Mapping[str, str]) -> Later[Any]:
        return desk.ask(LogLine, subject, typed=typed, problems=faults)

    async def do(answer: LogLineAnswer) -> log.Logged:
        meant = people or [await _meant(desk, answer.who)]
        return await desk.perform(act, log.add_line, list(meant), answer.text)

    done = await until_done(desk, act, ask, do, at="text")
    if done is not None:
        count = done[1].people
        desk.tell(ngettext("Line written", "Line written for {count} people", count).format(count=show_number(count)), undo=True)


async def _meant(desk: Desk, typed: str) -> int:
    """The one person whom a number, card code, phone or e-mail names exactly; BadValue where it is none or several."""
    found = await desk.read(search.who, typed)
    if len(found) != 1:
        sentence = N_("Several people have “{text}”; give the number.") if found else N_("Nobody has “{text}”.")
        raise BadValue(sentence, key="who", text=typed.strip())
    return found[0].id
