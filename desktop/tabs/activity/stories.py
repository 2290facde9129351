"""Rows of the Activity tab that open below themselves: what each changed, before and after (look.md; A2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.search import Connection
from desktop.tabs.activity import wording
from desktop.tabs.activity.chosen import trail_of
from desktop.tabs.activity.source import TRANSACTIONS
from resources.i18n import _
from ui.locales import show_number
from ui.record_stories import StoryLine

if TYPE_CHECKING:
    from db.operations.trail import Trail
    from desktop.tabs.activity.tab import ActivityTab

# So many rows are opened at once; with more in the table each is opened by itself.
MOST = 200
# So many values are told below a row; the others in the panel.
MOST_LINES = 12


class Opening:
    """The open rows of one tab: read when they are opened, closed with their list."""

    def __init__(self, tab: ActivityTab) -> None:
        self._tab = tab
        self.stories = tab.page.table.stories
        self.lay()
        self.stories.wanted.connect(lambda records: tab.desk.start(self._open(records)))

    def lay(self) -> None:
        """Stand under the columns of the present list."""
        self.stories.close_all()
        self.stories.switch_on("who", "kind" if self._tab.which == TRANSACTIONS else "label", "note")

    def can_open_all(self) -> bool:
        """Whether so few rows are shown that all can be opened."""
        return 0 < self._tab.records.model.rowCount() <= MOST

    def all(self) -> None:
        """Open every row, or close all where any is open."""
        if self.stories.count:
            self.stories.close_all()
        elif self.can_open_all():
            self.stories.open(self._tab.records.model.ids.tolist())

    async def _open(self, records: Sequence[int]) -> None:
        tab, which = self._tab, self._tab.which
        await tab.chosen.load()
        trails = await tab.desk.read(_trails, which, records)
        if which == tab.which:
            for record, trail in trails:
                self.stories.tell(record, self._lines(trail))

    def _lines(self, trail: Trail) -> list[StoryLine]:
        """What an operation changed, value by value; of several records each value with whose it is."""
        told = [(line, wording.changes(line, self._tab.manner, self._tab.desk.club.currency)) for line in trail.lines]
        several = len({line.name for line, found in told if found}) > 1
        lines = [
            StoryLine(
                _("{name}: {label}").format(name=line.name or wording.entity(line.entity), label=label) if several else label, before, after
            )
            for line, found in told
            for label, before, after in found
        ]
        more = len(lines) - MOST_LINES + sum(trail.counts.values()) - len(trail.lines)
        if more > 0:
            lines = [*lines[:MOST_LINES], StoryLine(_("and {count} more").format(count=show_number(more)))]
        return lines or [StoryLine(_("No value of a record was changed."))]


def _trails(connection: Connection, which: str, records: Sequence[int]) -> list[tuple[int, Any]]:
    found = [(record, trail_of(connection, which, record)) for record in records]
    return [(record, trail) for record, trail in found if trail is not None]
