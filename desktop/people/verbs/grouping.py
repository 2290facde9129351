"""Groups of one or many: put in and taken out in one step (W1; features.md 2.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.operations import groups as operation
from db.operations.groups import GroupLine, Relabelled
from db.search import Connection
from desktop.people.verbs.concerned import concerned
from desktop.people.verbs.trying import for_all, until_done
from resources.i18n import _, ngettext
from ui.dialogs.choose_groups import ChooseGroups, GroupRow, GroupsAnswer
from ui.locales import show_number

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.flows import Later


async def groups(desk: Desk, people: Sequence[int]) -> None:
    """Ask with a tick for each group which these people are in; what is left half ticked stays as it is."""
    who = await concerned(desk, people)
    lines, inside = await desk.read(_standing, list(people))
    rows = [GroupRow(line.id, line.name, line.colour, inside.get(line.id, 0)) for line in lines]
    act = desk.act(_("Groups"))

    def ask(typed: Any, faults: Mapping[str, str]) -> Later[Any]:
        return desk.ask(ChooseGroups, who.subject, len(people), rows, typed=typed, problem=faults.get("new", ""))

    async def do(answer: GroupsAnswer) -> Relabelled | None:
        if answer == GroupsAnswer((), ()):
            return None
        count = ngettext("Groups of {count} person", "Groups of {count} people", len(people))
        act.label = _("Groups of {name}").format(name=who.name) if who.name else count.format(count=show_number(len(people)))
        enters, leaves = list(answer.enters), list(answer.leaves)
        return await for_all(desk, act, operation.relabel, list(people), enters=enters, leaves=leaves, new=answer.new or None)

    done = await until_done(desk, act, ask, do, at="new")
    if done is None or done[1] is None:
        return
    changed = done[1].changed
    if changed:
        desk.tell(
            ngettext("Groups of {count} person changed", "Groups of {count} people changed", changed).format(count=show_number(changed)),
            undo=True,
        )
    else:
        desk.tell(_("Their groups are so already."), tone="info")


def _standing(connection: Connection, people: list[int]) -> tuple[tuple[GroupLine, ...], dict[int, int]]:
    """Every group, and how many of these people are in each."""
    return operation.listed(connection), operation.standing(connection, people)
