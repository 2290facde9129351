"""A tab of people with the page about one of them, which lies over its table while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from desktop.records import Records
from desktop.tab import Tab

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.people.page.person_page import PersonPage
    from ui.notices import Notices
    from ui.records_page import RecordsPage

# A scanner types a whole code and Enter within this time.
PATIENCE_MS = 600


class TabWithPage(Tab):
    """Shows one person of *records*: selected in the table, in the details, or on a page of their own."""

    records: Records

    def __init__(self, desk: Desk, page: RecordsPage) -> None:
        super().__init__(desk, page)
        self._person_page: PersonPage | None = None
        self._make_room = QTimer(self)
        self._make_room.setSingleShot(True)
        self._make_room.setInterval(PATIENCE_MS)
        self._make_room.timeout.connect(self._give_way)
        # Whom to show as soon as the table has them, and whether on their page.
        self._wanted: int | None = None
        self._wanted_as_page = False

    @property
    def is_settled(self) -> bool:
        """Whether the whole answer to the present question is shown."""
        return self.records.is_settled and (self._person_page is None or self._person_page.is_settled)

    @property
    def person_page(self) -> PersonPage:
        """The page about one person, made when it is first wanted."""
        raise NotImplementedError

    @property
    def has_open_page(self) -> bool:
        """Whether somebody's page lies over the table."""
        return self._person_page is not None and self._person_page.is_open

    @property
    def notices(self) -> Notices:
        """See Tab: those of the page that lies over it."""
        return (self._person_page.notices if self._person_page is not None else None) or self.page.notices

    def is_dirty(self) -> bool:
        """See Tab."""
        return super().is_dirty() or (self._person_page is not None and self._person_page.is_dirty())

    def _show_all(self) -> None:
        """Take away whatever narrows the table; each tab knows what that is."""
        raise NotImplementedError

    def show_person(self, person: int, *, as_page: bool = False) -> None:
        """Select a person and show their details or, *as_page*, their page, taking filters away where they hide them."""
        if self.page.table.show_record(person):
            self._open_details(person, as_page=as_page)
            return
        self._wanted, self._wanted_as_page = person, as_page
        self._show_all()
        self.records.look_now()

    def _show_wanted(self) -> None:
        person = self._wanted
        if person is not None and self.page.table.show_record(person):
            self._wanted = None
            self._open_details(person, as_page=self._wanted_as_page)

    def _open_details(self, person: int, *, as_page: bool) -> None:
        """A page that is open stays open, whoever it is about."""
        if as_page or (self._person_page is not None and self._person_page.is_open):
            self.person_page.open(person)
        else:
            self.page.open_details()

    def _opened(self, person: object) -> None:
        if isinstance(person, int):
            self.person_page.open(person)

    def _expand(self, section: str = "") -> None:
        if self.page.table.selection.current is not None:
            if section:
                self.person_page.section = section
            self.person_page.open(self.page.table.selection.current)

    def close_page(self) -> None:
        """Go back to the table, where a person's page lies over it."""
        if self._person_page is not None:
            self._person_page.close()

    def _give_way(self) -> None:
        """What is typed into the page and not saved keeps it in view."""
        page = self._person_page.page if self._person_page is not None else None
        if page is not None and page.isVisible() and not self.is_dirty():
            self.close_page()
