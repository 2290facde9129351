"""A tab as the window knows it: its page, its commands for the menus, what the search box and the status bar say (look.md, *Where things stand*)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from resources.i18n import _
from ui.icons import icon

if TYPE_CHECKING:
    from desktop.desk import Desk
    from ui.menus import Item
    from ui.notices import Notices
    from ui.records_page import RecordsPage

Menu = tuple[str, Sequence[QAction | None]]


class Tab(QObject):
    """One tab of the window; each says what it has of all that, and what it leaves is empty."""

    status_changed = Signal()
    count_changed = Signal(int)
    search_dropped = Signal()
    columns_wanted = Signal()
    # A text to be searched for, as a saved view brings it.
    search_wanted = Signal(str)

    def __init__(self, desk: Desk, page: RecordsPage) -> None:
        super().__init__()
        self.desk, self.page = desk, page

    @property
    def is_settled(self) -> bool:
        """Whether everything asked for is shown."""
        return True

    @property
    def notices(self) -> Notices:
        """Where what happens is told while the tab is in view."""
        return self.page.notices

    def way_to(self, key: str, text: str, name: str) -> QAction:
        """An action that leads to another tab, as an empty place offers it: its words and the name of its icon."""
        action = QAction(icon(name, "text"), text, self)
        action.triggered.connect(lambda _checked=False: self.desk.tab_wanted.emit(key))
        return action

    @property
    def new_action(self) -> QAction | None:
        """The *New …* beside the search box."""
        return None

    def start(self) -> None:
        """Ask for the rows; once only, when the tab is first shown."""

    def close(self) -> None:
        """End whatever still reads."""

    def refresh(self) -> None:
        """Read everything again (F5)."""

    def set_active(self, is_active: bool) -> None:
        """Whether the window can be seen: news of other desks are asked for only then."""

    # The search box ------------------------------------------------------------------------------------------------------------------

    @property
    def search_text(self) -> str:
        """What is searched for in this tab."""
        return ""

    def search_hint(self) -> str:
        """What can be searched for, as the empty box says it."""
        return _("Search")

    def search(self, text: str) -> None:
        """Search for a text beside the filters."""

    def enter(self, text: str) -> None:
        """Enter was pressed in the search box: go to the first hit."""

    # Menus and bars ------------------------------------------------------------------------------------------------------------------

    def file_actions(self) -> Sequence[QAction | None]:
        """What goes into the File menu: downloads, uploads, prints."""
        return ()

    def edit_actions(self) -> Sequence[QAction | None]:
        """What goes into the Edit menu."""
        return ()

    def view_actions(self) -> Sequence[QAction | None]:
        """What goes into the View menu."""
        return ()

    def menus(self) -> Sequence[Menu]:
        """The tab's own menus between View and Tools."""
        return ()

    def context_menu(self) -> Sequence[Item]:
        """The menu of the table."""
        return ()

    def shortcuts(self) -> Sequence[QAction]:
        """The actions whose keys work while the tab is in view, though no menu may hold them."""
        return ()

    # What is told and remembered -----------------------------------------------------------------------------------------------------

    def status_parts(self) -> list[str]:
        """The words at the left of the status bar."""
        return []

    def is_dirty(self) -> bool:
        """Whether anything typed is not saved."""
        return self.page.details.is_dirty()

    def state(self) -> dict[str, Any]:
        """How the tab stands, as JSON."""
        return {"table": self.page.table.columns.state(), "page": self.page.state()}

    def set_state(self, state: Any) -> None:
        """Take up what was remembered; what no longer fits is left out."""
        if not isinstance(state, dict):
            return
        self.page.table.columns.set_state(state.get("table"))
        if isinstance(state.get("page"), dict):
            self.page.set_state(state["page"])
