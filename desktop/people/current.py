"""The current person of a tab: read on another thread, shown in the panel and on the page; the head first, then the sums."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from db import search
from db.fields import BY_KEY, Value
from desktop.people.typed import TypedOver

if TYPE_CHECKING:
    from db.operations.summary import Summary
    from desktop.people import banners
    from desktop.people.tab import PeopleTab
    from ui.details import RecordDetails


@dataclass(frozen=True)
class _Beside:
    """What is known of a person beside the fields."""

    person: int
    known: banners.Beside
    sums: Summary | None = None


class Current(QObject):
    """Whom the panel of a tab shows. `shown` comes when the head was read anew; *details* is then what panel and page say."""

    shown = Signal()

    def __init__(self, tab: PeopleTab) -> None:
        super().__init__(tab)
        self._tab, self._desk = tab, tab.desk
        self.details: RecordDetails | None = None
        self.typed = TypedOver(tab.page.details)
        self._beside: _Beside | None = None
        self._is_behind = False

    def seen(self) -> Mapping[str, Value]:
        """The fields of the person by key; where something is typed over one, as it was seen then: what an edit was begun from."""
        return self.typed.row

    @property
    def person(self) -> int | None:
        """Whom the panel, or the page over it, shows; None while nobody is shown."""
        return self.details.record if self.details is not None and self._is_current(self.details.record) else None

    def refresh(self) -> None:
        """Read the current person again; what is being typed stays."""
        person = self._tab.page.table.selection.current
        if person is not None and self._tab.selected_count() <= 1:
            self._desk.start(self._show(person))

    def answer(self, banner: str) -> None:
        """Do what a banner offers."""
        beside = self._beside
        if beside is None or not self._is_current(beside.person):
            return
        from desktop.people import banners

        if banner == banners.CLASH:
            self._tab.page.details.save()
        else:
            self._desk.start(banners.answer(self._desk, beside.person, banner, beside.known))

    async def _show(self, person: int) -> None:
        """The head is there within 100 ms; the sums take longer (issue 3)."""
        today = self._desk.today()
        found, known = await self._desk.read(_head, person, today)
        if not self._is_current(person):
            return
        if not found:
            selection = self._tab.page.table.selection
            selection.clear()
            selection.set_current(None)
            return
        self.typed.take(person, dict(zip(_shown_keys(), found[0][4:], strict=True)))
        before = self._beside
        self._tell(_Beside(person, known, before.sums if before is not None and before.person == person else None))
        self._tab.commands.follow()
        self.shown.emit()
        sums = await self._desk.read(_sums, person, today)
        if self._is_current(person) and self._beside is not None and self._beside.sums != sums:
            self._tell(replace(self._beside, sums=sums))

    def _is_current(self, person: int) -> bool:
        return person == self._tab.page.table.selection.current and self._tab.selected_count() <= 1

    def _tell(self, beside: _Beside) -> None:
        # Loaded with the first person that is read: nobody who opens the window waits for it.
        from desktop.people import banners, resembling
        from desktop.people.details import record_details

        self._beside = beside
        tab = self._tab
        shown = banners.banners(self.typed.row, beside.known, tab.manner, self._desk.today(), clashes=self.typed.clashes)
        registering = resembling.registering(self.typed.row, beside.known.prospect, tab.manner)
        self.details = record_details(beside.person, self.typed.row, tab.tiers, tab.manner, shown, beside.sums, registering)
        # A page over the table covers the panel, which would be built anew several times a sale, unseen.
        self._is_behind = tab.has_open_page
        if not self._is_behind:
            tab.page.details.show_record(self.details)

    def catch_up(self) -> None:
        """The page was opened or closed: a panel that is seen again shows what the page showed."""
        if self._is_behind and not self._tab.has_open_page and self.details is not None:
            self._is_behind = False
            if self._is_current(self.details.record):
                self._tab.page.details.show_record(self.details)


def _head(connection: search.Connection, person: int, today: date) -> tuple[list[Any], banners.Beside]:
    """What the head of a person's panel says: the fields, and what the desk must know."""
    from desktop.people import banners

    found = search.rows(connection, [person], [BY_KEY[key] for key in _shown_keys()])
    return found, banners.beside(connection, person, today) if found else banners.NOTHING


def _shown_keys() -> tuple[str, ...]:
    from desktop.people.details import KEYS

    return KEYS


def get_ready() -> None:
    """Load what the first person shown needs, before anybody is chosen: called on another thread when the table is filled."""
    for name in ("db.operations.summary", "db.operations.leaving", "db.operations.notices", "desktop.people.page.person_page"):
        importlib.import_module(name)


def _sums(connection: search.Connection, person: int, today: date) -> Summary:
    # Nobody who opens the window waits for all that this loads.
    from db.operations import summary

    return summary.of(connection, person, today)
