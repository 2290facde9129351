"""The section Profile: every field of the person, saved by the same code as the panel (A1, P2; features.md 2.6, 2.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from db import search
from db.fields import BY_KEY, Value
from db.fields.kinds import TIME
from desktop.people import details, saving
from desktop.people.page.section import PageSection
from desktop.people.typed import TypedOver
from resources.i18n import _
from ui.details import RecordDetails
from ui.sections.profile import ProfileView

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk
    from desktop.people.page.person_page import PersonPage


class ProfileSection(PageSection):
    """Profile. What is typed stays while the section is left, and while other people are looked at."""

    key = "profile"
    icon = "person"

    def __init__(self, desk: Desk, parent: PersonPage) -> None:
        super().__init__(desk, parent)
        self.tab = parent.tab
        self._view: ProfileView | None = None
        self._typed: TypedOver | None = None
        self._row: Mapping[str, Value] = {}

    def title(self) -> str:
        """See PageSection."""
        return _("Profile")

    def read(self, connection: Connection, person: int) -> dict[str, Value]:
        """See PageSection."""
        found = search.rows(connection, [person], [BY_KEY[key] for key in details.KEYS])
        return dict(zip(details.KEYS, found[0][4:], strict=True)) if found else {}

    def summary(self, held: Mapping[str, Value]) -> str:
        """See PageSection: nothing, the head says who it is."""
        return ""

    def widget(self) -> ProfileView:
        """See PageSection."""
        if self._view is None:
            self._view = view = ProfileView()
            self._typed = TypedOver(view)
            view.save_requested.connect(self._save)
            view.reverted.connect(self.tab.current.refresh)
            view.dirty_changed.connect(self.tab.page.details.dirty_changed)
        return self._view

    def show(self, held: Mapping[str, Value]) -> None:
        """See PageSection."""
        view, typed = self._view, self._typed
        if not held or view is None or typed is None:
            return
        typed.take(self.person, held)
        self._row = held
        shown = details.record_details(self.person, typed.row, self.tab.tiers, self.tab.manner)
        sections = tuple(replace(section, folded=False) for section in shown.sections if section.facts)
        view.show_record(RecordDetails(self.person, shown.title, shown.initials, sections=sections))
        if typed.clashes:
            labels = ", ".join(_(BY_KEY[key].label) for key in typed.clashes)
            view.show_refusal(_("Another desk changed what you are typing over: {fields}").format(fields=labels))

    def _save(self, texts: dict[str, str]) -> None:
        view, typed = self._view, self._typed
        if view is not None and typed is not None:
            self.desk.start(saving.save_details(self.tab, view, typed.row, texts))

    def is_dirty(self) -> bool:
        """See PageSection."""
        return self._view is not None and self._view.is_dirty()

    def status_parts(self) -> Sequence[str]:
        """See PageSection: when the record was changed last."""
        changed = self._row.get("changed")
        return (_("Changed {time}").format(time=TIME.show(changed, self.tab.manner)),) if changed else ()
