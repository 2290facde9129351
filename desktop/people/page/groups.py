"""The section Groups: which the person is in; a tick puts in or takes out, and can be undone (W1; features.md 2.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from db.errors import Told
from db.fields.kinds import NUMBER
from db.operations import groups
from db.operations.choices import Named, choices
from desktop.people.page.section import PageSection
from resources.i18n import _, ngettext
from ui.sections.groups import GroupsView, GroupTick

if TYPE_CHECKING:
    from db.fields import Manner
    from db.search import Connection
    from desktop.desk import Desk


@dataclass(frozen=True)
class Held:
    """All groups, and the ids of those that the person is in."""

    groups: tuple[Named, ...]
    inside: frozenset[int]


class GroupsSection(PageSection):
    """Groups."""

    key = "groups"
    icon = "group"

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self.manner: Manner = desk.club.manner
        self._view: GroupsView | None = None
        self._held = Held((), frozenset())

    def title(self) -> str:
        """See PageSection."""
        return _("Groups")

    def read(self, connection: Connection, person: int) -> Held:
        """See PageSection."""
        return Held(choices(connection).groups, frozenset(groups.standing(connection, [person])))

    def summary(self, held: Held) -> str:
        """See PageSection: the name of the one group, else how many."""
        inside = [group.name for group in held.groups if group.id in held.inside]
        return inside[0] if len(inside) == 1 else NUMBER.show(len(inside), self.manner) if inside else ""

    def widget(self) -> GroupsView:
        """See PageSection."""
        if self._view is None:
            self._view = GroupsView([])
            self._view.ticked.connect(lambda group, enters: self.desk.start(self._put(group, self.person, enters=enters)))
        return self._view

    def show(self, held: Held) -> None:
        """See PageSection."""
        self._held = held
        if self._view is not None:
            self._view.show_groups(self._ticks(held))

    def _ticks(self, held: Held) -> list[GroupTick]:
        return [GroupTick(group.id, group.name, group.colour, group.id in held.inside) for group in held.groups]

    async def _put(self, group: int, person: int, *, enters: bool) -> None:
        """Put the person in or take them out; where it is refused, the tick stands again as it is."""
        name = next((each.name for each in self._held.groups if each.id == group), "")
        label = _("Put into {group}") if enters else _("Take out of {group}")
        try:
            await self.desk.write(label.format(group=name), groups.put_in if enters else groups.take_out, group, [person])
        except Told as refused:
            self.desk.show_problem(refused)
            if self._view is not None:
                self._view.forget()
                self._view.show_groups(self._ticks(self._held))
        else:
            text = _("Put into {group}") if enters else _("Taken out of {group}")
            self.desk.tell(text.format(group=name), undo=True)

    def status_parts(self) -> Sequence[str]:
        """See PageSection."""
        count = len(self._held.inside)
        return (ngettext("in {count} group", "in {count} groups", count).format(count=NUMBER.show(count, self.manner)),)
