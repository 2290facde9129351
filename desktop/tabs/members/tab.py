"""The Members tab: everybody who may earn and redeem; joined last stands first (features.md 1.1, 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from db.fields import Manner
from db.fields.people import TABLE
from db.search.conditions import NEWEST_FIRST
from desktop.desk import Desk
from desktop.people.commands import PeopleCommands
from desktop.people.kind import Kind
from desktop.people.tab import PeopleTab
from desktop.people.views import member_views
from resources.i18n import _, ngettext
from ui.empty_state import EmptyDetails
from ui.locales import show_number
from ui.records_page import RecordsPage

KIND = Kind(
    key="members",
    title=lambda: _("Members"),
    counted=lambda count: ngettext("{count} member", "{count} members", count).format(count=show_number(count)),
    stages=("member",),
    columns=TABLE,
    more_columns=("city", "benefit_card", "last_visit", "groups"),
    sort=NEWEST_FIRST,
    views=member_views,
    figure="points",
)


class MembersTab(PeopleTab):
    """Members, with their cards."""

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner) -> None:
        super().__init__(desk, page, KIND, manner)
        self.commands = PeopleCommands(self, prospects=False)
        page.filters.set_tools(self.commands.tools())
        page.details.set_actions(self.commands.for_one())
        page.empty.show_details(
            EmptyDetails(
                _("No members yet"),
                _("Add people as they come to the desk, or bring the list you already have. Nothing is changed before you have seen it."),
                (self.commands.new, self.commands.upload),
                hint=_("xlsx, xls or csv; drop it anywhere on this window."),
                links=(self.commands.example,),
            )
        )
        page.no_hits.show_details(EmptyDetails(_("No one fits"), _("Nobody here has all of this."), (self.commands.clear,), drawing=False))

    def bulk_actions(self) -> Sequence[tuple[QAction, Callable[[int], str]]]:
        """Print, download and copy, each with its effect."""
        sheets = ngettext("{count} card", "{count} cards", 2)
        return (
            *self.commands.bulk(),
            (self.commands.cards, lambda count: sheets.format(count=count)),
            (
                self.commands.download,
                lambda count: ngettext("spreadsheet of {count} row", "spreadsheet of {count} rows", count).format(count=count),
            ),
            (self.commands.copy, lambda _count: _("the columns that are shown")),
        )
