"""The Rewards tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.fields import Manner
from db.operations.choices import choices
from db.search import Connection
from desktop.desk import Desk
from desktop.lists.model import Cell, Column, Row
from desktop.lists.tab import ListTab
from resources.i18n import _
from ui.records_page import RecordsPage


class RewardsTab(ListTab):
    """Rewards."""

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner) -> None:
        super().__init__(desk, page, manner, [Column("name", _("Name"), "Coffee beans 500 g", elides=True, strong=True)])

    def read_rows(self, connection: Connection) -> Any:
        """Read the rows."""
        return choices(connection).groups

    def rows_of(self, found: Any) -> Sequence[Row]:
        """The rows."""
        return [Row(each.id, {"name": Cell(each.name, each.name)}) for each in found]

    def show_selection(self, records: Sequence[int]) -> None:
        """Show the selection."""
        self.page.details.show_nothing(_("Nothing selected"))
