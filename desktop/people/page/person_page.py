"""The page of one person: opened over their tab, walked through in the table's order; head first, then the section in view, then the sums."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from db.fields import BY_KEY
from desktop.people.page.section import PageSection
from resources.i18n import _
from ui.record_page import RecordPage
from ui.views_list import ViewItem

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab
    from ui.details import RecordDetails
    from ui.notices import Notices

# The sections in their order: the module under desktop.people.page, and its class.
SECTIONS = (
    ("profile", "ProfileSection"),
    ("points", "PointsSection"),
    ("rewards", "RewardsSection"),
    ("stamps", "StampsSection"),
    ("tier", "TierSection"),
    ("groups", "GroupsSection"),
    ("orders", "OrdersSection"),
    ("log", "LogSection"),
)
# A prospect has no tier (T1).
MEMBERS_ONLY = ("tier",)
# The verbs that stand as buttons; the others are in ⋯.
BUTTONS = ("sale", "adjust", "spend", "tier")


class PersonPage(QObject):
    """The page over one tab of people. Whose it is, is the current person of the table: commands and keys then mean the same everywhere.

    `changed` tells that it was opened, closed, or says something else in the status bar.
    """

    changed = Signal()

    def __init__(self, tab: PeopleTab) -> None:
        super().__init__(tab)
        self.tab, self.desk = tab, tab.desk
        self.page: RecordPage | None = None
        self.sections: dict[str, PageSection] = {}
        self.section = "points"
        self._held: dict[str, Any] = {}
        self._person = 0
        self._was_warned = False
        self._classes: dict[str, Callable[..., PageSection]] = {}
        tab.current.shown.connect(self._follow)
        tab.records.model.layoutChanged.connect(self._show_place)
        tab.records.count_changed.connect(lambda _count, _whole: self._show_place())

    @property
    def is_open(self) -> bool:
        """Whether the page lies over its tab."""
        return self.page is not None

    @property
    def notices(self) -> Notices | None:
        """Where notices are shown while the page is open."""
        return None if self.page is None else self.page.notices

    # Opening and closing -------------------------------------------------------------------------------------------------------------

    def open(self, person: int) -> None:
        """Show a person's page; where it is open already, it goes on to them."""
        selection = self.tab.page.table.selection
        if selection.current != person or self.tab.selected_count() != 1:
            selection.select_only(person)
        if self.page is None:
            self.desk.start(self._open())
        else:
            self.page.setFocus()

    async def _open(self) -> None:
        if not self._classes:
            # Loaded off the window's thread, which would stop for a moment.
            self._classes = await self.desk.jobs.run(_load)
        if self.page is not None:
            return
        view = self.tab.page.views.current_view()
        page = RecordPage(view.label if view is not None else self.tab.kind.title())
        self.page = page
        page.closed.connect(self.close)
        page.destroyed.connect(lambda: self._forget(page))
        page.walk_requested.connect(self.walk)
        page.section_chosen.connect(self.choose)
        page.banner_clicked.connect(self.tab.current.answer)
        page.typed.connect(self.tab.code_begun)
        commands = self.tab.commands
        page.head.actions_row.set_actions(commands.first(BUTTONS), rest=commands.rest(BUTTONS))
        self.desk.front.show_over(page)
        self._person = 0
        self._follow()
        self.changed.emit()

    def close(self) -> None:
        """Go back to the table; what is typed and not saved is let go only when it is asked for twice."""
        page = self.page
        if page is None:
            return
        if self.is_dirty() and not self._was_warned:
            self._was_warned = True
            self.desk.tell(_("Changes are not saved. Save or revert them, or do this once more to drop them."), tone="warn")
            return
        self._was_warned = False
        self._forget(page)
        self.desk.front.close_over(page)
        self.changed.emit()

    def _forget(self, page: RecordPage) -> None:
        """The page is gone, or goes: closed here, or with all that lay over the tab."""
        if self.page is page:
            self.page = None
            for section in self.sections.values():
                section.deleteLater()
            self.sections, self._held, self._person = {}, {}, 0

    def is_dirty(self) -> bool:
        """Whether anything typed is not saved."""
        return any(section.is_dirty() for section in self.sections.values())

    def walk(self, step: int) -> None:
        """Go on to the next person of the table, or back to the one before."""
        model, table = self.tab.records.model, self.tab.page.table
        row = model.row_of(self._person)
        found = None if row is None or not 0 <= row + step < model.rowCount() else model.id_at(row + step)
        if found is not None:
            table.show_record(found)

    # What is shown -------------------------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """The tab has read who is current: show the head, then read the sections."""
        details = self.tab.current.details
        if self.page is None or details is None or details.record != self.tab.page.table.selection.current:
            return
        is_other = details.record != self._person
        if is_other:
            self._person, self._was_warned = details.record, False
            self._make_sections()
        self.page.show_record(details, self._facts(details))
        self._show_place()
        self.desk.start(self._read(details.record))

    def _facts(self, details: RecordDetails) -> list[str]:
        """Number, code, phone and benefit card, as the head names them."""
        seen = self.tab.current.seen()
        return [details.subtitle, *(BY_KEY[key].kind.show(seen.get(key), self.tab.manner) for key in ("code", "phone", "benefit_card"))]

    def _make_sections(self) -> None:
        """The sections of this person's stage; those that are there already stay, with how they were left."""
        page = self.page
        assert page is not None
        is_member = self.tab.current.seen().get("stage") == "member"
        wanted = [key for key in self._classes if is_member or key not in MEMBERS_ONLY]
        for key in wanted:
            if key not in self.sections:
                self.sections[key] = section = self._classes[key](self.desk, self)
                section.status_changed.connect(self.changed)
        page.set_sections([ViewItem(key, self.sections[key].title(), self.sections[key].icon) for key in wanted])
        self._held = {}
        for section in self.sections.values():
            section.person = self._person
        page.sections.choose(self.section if self.section in wanted else wanted[0])

    def _show_place(self) -> None:
        """Say *1 of 126*: where the person stands in the table."""
        if self.page is None:
            return
        model = self.tab.records.model
        row, count = model.row_of(self._person), model.rowCount()
        show = BY_KEY["points"].kind.show
        words = (
            "" if row is None else _("{place} of {count}").format(place=show(row + 1, self.tab.manner), count=show(count, self.tab.manner))
        )
        self.page.show_place(words, first=row is None or row == 0, last=row is None or row == count - 1)

    async def _read(self, person: int) -> None:
        """Read the section in view, then the others, one short transaction each; a person left meanwhile is not gone on with."""
        in_view = self._in_view()
        for key in [in_view, *(key for key in self.sections if key != in_view)]:
            section = self.sections[key]
            held = await self.desk.read(section.read, person)
            if self.page is None or person != self._person or self.sections.get(key) is not section:
                return
            self._held[key] = held
            self.page.sections.set_aside(key, _words(section.summary(held)))
            if key == self._in_view():
                self._show_section(key)
            elif self.page.has_section(key):
                section.show(held)

    def _in_view(self) -> str:
        assert self.page is not None
        return self.page.sections.current_key() or next(iter(self.sections))

    def choose(self, key: str) -> None:
        """A person looks at another section; it is the one shown of the next person too."""
        self.section = key
        if key in self._held:
            self._show_section(key)

    def _show_section(self, key: str) -> None:
        page, section = self.page, self.sections[key]
        assert page is not None
        if not page.has_section(key):
            page.add_section(key, section.widget())  # type: ignore[arg-type]
            for action in section.actions():
                page.addAction(action)
        section.show(self._held[key])
        page.show_section(key)
        self.changed.emit()

    @property
    def is_settled(self) -> bool:
        """Whether everything about the person is shown."""
        return self.page is None or (self._person == self.tab.page.table.selection.current and self._held.keys() == self.sections.keys())

    def status_parts(self) -> list[str]:
        """What the section in view says in the status bar."""
        key = self._in_view() if self.page is not None and self.sections else ""
        return list(self.sections[key].status_parts()) if key in self._held else []


def _words(summary: Any) -> str:
    """A summary as the list shows it: a chip by its word."""
    return summary if isinstance(summary, str) else str(summary.text)


def _load() -> dict[str, Callable[..., PageSection]]:
    """The classes of the sections."""
    return {key: getattr(importlib.import_module(f"desktop.people.page.{key}"), name) for key, name in SECTIONS}
