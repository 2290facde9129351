"""The Prospects tab: guests and invited people, the newest first; registering makes them members (features.md 2.2–2.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from db.fields import Manner
from db.search.conditions import NEWEST_PROSPECTS_FIRST
from desktop.desk import Desk
from desktop.people.commands import PeopleCommands
from desktop.people.kind import Kind
from desktop.people.tab import PeopleTab
from desktop.people.views import prospect_views
from resources.i18n import _, ngettext
from ui.empty_state import EmptyDetails
from ui.locales import show_number
from ui.records_page import RecordsPage


def _kind(desk: Desk) -> Kind:
    """From which score on somebody is a possible duplicate is a setting (D1), which may change while the tab is open."""
    return Kind(
        key="prospects",
        title=lambda: _("Prospects"),
        counted=lambda count: ngettext("{count} prospect", "{count} prospects", count).format(count=show_number(count)),
        stages=("guest", "invited"),
        columns=("number", "first_name", "last_name", "stage", "pending", "phone", "created"),
        more_columns=("city", "email", "groups"),
        sort=NEWEST_PROSPECTS_FIRST,
        views=lambda _today: prospect_views(desk.club.duplicates_threshold),
        figure="pending",
    )


class ProspectsTab(PeopleTab):
    """Prospects, to be registered."""

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner) -> None:
        super().__init__(desk, page, _kind(desk), manner)
        self.commands = PeopleCommands(self, prospects=True)
        page.filters.set_tools(self.commands.tools())
        page.details.set_actions(self.commands.for_one())
        page.empty.show_details(
            EmptyDetails(
                _("No prospects yet"),
                _(
                    "People who are known and not registered: guests who came by themselves, and people whom you invited by hand or by a spreadsheet."
                ),
                (self.commands.new, self.commands.upload),
                hint=_("xlsx, xls or csv; drop it anywhere on this window."),
                links=(self.commands.example,),
            )
        )
        page.no_hits.show_details(EmptyDetails(_("No one fits"), _("Nobody here has all of this."), (self.commands.clear,), drawing=False))

    def bulk_actions(self) -> Sequence[tuple[QAction, Callable[[int], str]]]:
        """Register, download and copy, each with its effect."""
        return (
            (
                self.commands.register,
                lambda count: ngettext("{count} becomes a member", "{count} become members", count).format(count=count),
            ),
            (self.commands.invite, lambda _count: _("guests become invited, with today's date")),
            *self.commands.bulk(),
            (
                self.commands.download,
                lambda count: ngettext("spreadsheet of {count} row", "spreadsheet of {count} rows", count).format(count=count),
            ),
            (self.commands.copy, lambda _count: _("the columns that are shown")),
        )
