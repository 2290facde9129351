"""The views at the left of the Activity tab, with how many each finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.search import Connection, Query, entries, operations
from desktop.tabs.activity import filtering
from desktop.tabs.activity.source import TRANSACTIONS, question
from desktop.tabs.activity.views import View, trail_views, transaction_views
from resources.i18n import _
from ui.views_list import ViewItem, ViewSection

if TYPE_CHECKING:
    from desktop.tabs.activity.tab import ActivityTab

# Beyond so many transactions what no index counts is counted when the tab opens and at F5, not after each write.
MANY = 100_000


class Viewing:
    """The views of one tab. What is counted is the present answer of the database, one view after the other."""

    def __init__(self, tab: ActivityTab) -> None:
        self._tab = tab
        self._is_counting = self._is_stale = False
        today, operator = tab.desk.today(), tab.desk.operator.name
        transactions, trail = transaction_views(today, operator), trail_views(today, operator)
        self.views = {view.key: view for view in (*transactions, *trail)}
        self.current = transactions[0]
        tab.page.views.set_sections(
            [ViewSection(_("Transactions"), _items(transactions)), ViewSection(_("Audit trail"), _items(trail))],
        )
        tab.page.views.choose(self.current.key)

    def take(self, key: str) -> View:
        """The view of this key, as of today, is the present one."""
        today, operator = self._tab.desk.today(), self._tab.desk.operator.name
        self.views = {view.key: view for view in (*transaction_views(today, operator), *trail_views(today, operator))}
        self.current = self.views[key]
        return self.current

    def tell(self, key: str, count: int) -> None:
        """A count that is known already."""
        self._tab.page.views.set_count(key, count)

    def count(self, *, all_of_them: bool = False) -> None:
        """Count again what is soon counted, or *all of them*; while it is being done it is done once more after that."""
        if self._is_counting:
            self._is_stale = True
            return
        self._is_counting = True
        self._tab.desk.start(self._count(all_of_them=all_of_them))

    async def _count(self, *, all_of_them: bool) -> None:
        try:
            for view in list(self.views.values()):
                few = self._tab.which == TRANSACTIONS and (self._tab.total or 0) <= MANY
                if view.key != "all" and (all_of_them or view.is_quick or few):
                    self.tell(view.key, await self._tab.desk.read(_counted, view, self._query(view)))
        finally:
            self._is_counting = False
        if self._is_stale:
            self._is_stale = False
            self.count()

    def _query(self, view: View) -> Query:
        fields = self._tab.source.fields[view.which]
        return question(view.which, filtering.conditions_of(view.answers, fields, self._tab.manner))


def _counted(connection: Connection, view: View, query: Query) -> int:
    return entries.count(connection, query) if view.which == TRANSACTIONS else operations.count(connection, query)


def _items(views: tuple[View, ...]) -> tuple[ViewItem, ...]:
    return tuple(ViewItem(view.key, view.label, view.icon) for view in views)
