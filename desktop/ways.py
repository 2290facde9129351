"""The ways through the window: from the search box, a scanned card, a number in a list or a notice to the people meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from db import search
from db.search import Query
from desktop.desk import Shown
from desktop.people.tab import PeopleTab

if TYPE_CHECKING:
    from desktop.app import Regulars
    from desktop.desk import Desk

PROSPECTS = ("guest", "invited")


class Ways(QObject):
    """Where the window goes, and how it finds whom a text means."""

    def __init__(self, regulars: Regulars) -> None:
        super().__init__(regulars.window)
        self._regulars, self._window = regulars, regulars.window
        self._desk: Desk | None = None

    def open(self, desk: Desk) -> None:
        """A club was opened: its actions may lead elsewhere."""
        self._desk = desk
        desk.person_wanted.connect(self.open_page)
        desk.people_wanted.connect(self.show_people)
        desk.tab_wanted.connect(self._window.show_page)
        desk.next_wanted.connect(self.be_ready)
        desk.wrote.connect(self.count_prospects)

    def know(self, tab: PeopleTab) -> None:
        """A tab of people was made."""
        tab.open_person.connect(self.open_person)
        tab.code_begun.connect(self._begin_code)
        tab.prospects_wanted.connect(self._show_prospects)
        if tab.kind.key == "members":
            # One look a second for all tabs (table.md, *Other desks*).
            tab.records.news.connect(self._tell_news)

    def _tell_news(self, changes: object) -> None:
        if self._desk is not None:
            self._desk.changed.emit(changes)

    def people_in_view(self) -> PeopleTab:
        """The tab of people in view; elsewhere Members."""
        tab = self._regulars.tab
        return tab if isinstance(tab, PeopleTab) else self._regulars.people("members")

    def count_prospects(self) -> None:
        """Say on their tab how many prospects there are, until the tab itself does."""
        if self._desk is not None and "prospects" not in self._regulars.tabs:
            self._desk.start(self._count_prospects(self._desk))

    async def _count_prospects(self, desk: Desk) -> None:
        count = await desk.read(search.count, Query(PROSPECTS))
        if "prospects" not in self._regulars.tabs:
            self._window.set_count("prospects", count)

    def be_ready(self) -> None:
        """Wait for the next card code: the search box is empty and has the focus (features.md, 4.18)."""
        self._window.search.clear_search()

    def _begin_code(self, sign: str) -> None:
        """A code is typed or scanned where nothing takes text: the search box takes it."""
        self._window.search.setFocus()
        self._window.search.insert(sign)

    # Search --------------------------------------------------------------------------------------------------------------------------

    def search(self, text: str) -> None:
        """What is typed into the search box."""
        if self._regulars.tabs:
            self._regulars.tab.search(text)

    def enter(self, text: str) -> None:
        """Enter in the search box."""
        if self._desk is not None and text.strip():
            self._desk.start(self._open_exactly(self._desk, text))

    async def _open_exactly(self, desk: Desk, text: str) -> None:
        """A whole card code, number, phone or e-mail and Enter opens that person from any tab, prospects too (K4, P6)."""
        found = await desk.read(search.who, text)
        if len(found) == 1:
            self.open_page(found[0].id)
        else:
            self._regulars.tab.enter(text)

    # People --------------------------------------------------------------------------------------------------------------------------

    def open_person(self, person: int) -> None:
        """Show a person in the tab where they stand, with an empty search."""
        if self._desk is not None:
            self._desk.start(self._open_person(self._desk, person, as_page=False))

    def open_page(self, person: int) -> None:
        """Show a person's page over the tab where they stand."""
        if self._desk is not None:
            self._desk.start(self._open_person(self._desk, person, as_page=True))

    async def _open_person(self, desk: Desk, person: int, *, as_page: bool) -> None:
        found = await desk.read(search.rows, [person], ())
        if not found:
            return
        key = "members" if found[0][2] == "member" else "prospects"
        self._window.show_page(key)
        self._window.search.clear()
        self._regulars.people(key).show_person(person, as_page=as_page)

    def show_people(self, shown: Shown) -> None:
        """List these people in their tab."""
        key = "prospects" if shown.prospects else "members"
        self._window.show_page(key)
        self._window.search.clear()
        self._regulars.people(key).show_people(shown)

    def _show_prospects(self, text: str) -> None:
        self._window.show_page("prospects")
        self._window.search.setText(text)
