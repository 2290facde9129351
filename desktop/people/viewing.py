"""The views list of a tab of people: saved views and groups with their counts, kept, renamed, coloured and deleted from there (W1, W2)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence

from db import search
from db.errors import NotFound
from db.operations.choices import Choices, choices
from db.operations.segments import SavedView
from db.operations.segments import views as saved_views
from db.search import Connection, Query
from desktop.actions import make_action
from desktop.people import filtering
from desktop.people.views import View
from resources.i18n import _
from ui.menus import pop_up
from ui.views_list import ViewItem, ViewSection

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab

# What the list and the filters show something of.
_ENTITIES = frozenset({"segment", "group", "tier", "benefit_card"})


class Viewing(QObject):
    """What a clerk does with views and groups; each flow stands in `desktop.people.view_flows`, loaded when it is first used."""

    def __init__(self, tab: PeopleTab) -> None:
        super().__init__(tab)
        self._tab = tab
        self._people_title = ""
        self._is_reading = self._reads_again = False
        self.save = make_action(
            self, "add", _("Save view"), lambda: self.start("save", tab), hint=_("Keep these filters, order and columns as a view")
        )
        self.save_as = make_action(self, "add", _("Save as a view…"), lambda: self.start("save", tab, is_new=True))
        self.add_group = make_action(self, "add", _("New group…"), lambda: self.start("add_group", tab), hint=_("Make a group"))
        self.rename = make_action(self, "edit", _("Rename view…"), lambda: self._for_current(self._rename))
        self.delete = make_action(self, "delete", _("Delete view"), lambda: self._for_current(self._delete))
        self.filter = make_action(self, "filter", _("Add a filter"), tab.page.filters.open_fields, keys="Ctrl+Shift+F")
        self._connect()
        self._set_specs()
        self.follow()

    def _connect(self) -> None:
        tab, views = self._tab, self._tab.page.views
        tab.page.filters.set_save_view(self.save)
        tab.page.filters.add_button.setToolTip(
            f"{_('Add a filter')} ({self.filter.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
        )
        tab.page.table.drags_rows = True
        tab.page.table.columns.changed.connect(self.follow)
        tab.status_changed.connect(self.follow)
        views.rename_requested.connect(self._rename)
        views.delete_requested.connect(self._delete)
        views.menu_requested.connect(self._menu)
        views.rows_dropped.connect(self._dropped)
        tab.desk.changed.connect(self._changed_elsewhere)

    def actions(self) -> list[QAction | None]:
        """What the View menu has of it."""
        return [self.filter, None, self.save_as, self.rename, self.delete, self.add_group]

    def start(self, flow: str, *args: Any, **kwargs: Any) -> None:
        """Begin a flow of `desktop.people.view_flows`."""
        self._tab.desk.start(self._run(flow, *args, **kwargs))

    async def _run(self, flow: str, *args: Any, **kwargs: Any) -> None:
        import importlib

        # Dialogs and operations are loaded off the window's thread: that would stop it for a moment.
        loaded = await self._tab.desk.jobs.run(lambda: importlib.import_module("desktop.people.view_flows"))
        perform: Callable[..., Coroutine[Any, Any, None]] = getattr(loaded, flow)
        await perform(*args, **kwargs)

    # Differs from the view -----------------------------------------------------------------------------------------------------------

    def differs(self) -> bool:
        """Whether the table shows something else than its view says; our own views and groups leave order and columns to the clerk."""
        view, query = self._tab.view, self._tab.query
        if set(query.conditions) != set(view.conditions) or " ".join(query.text.split()) != view.text:
            return True
        shown = self._tab.page.table.columns.shown_keys()
        return view.saved is not None and (query.sort != view.sort or (bool(view.columns) and shown != view.columns))

    def follow(self) -> None:
        """*Save view* shows once the view differs; the others where the view is one that can be changed."""
        if not hasattr(self._tab, "viewing"):
            return
        view = self._tab.view
        self.save.setVisible(self.differs())
        kept = view.saved is not None or view.group is not None
        self.rename.setEnabled(kept)
        self.delete.setEnabled(kept)
        self.rename.setText(_("Edit group…") if view.group is not None else _("Rename view…"))
        self.delete.setText(_("Delete group") if view.group is not None else _("Delete view"))

    # What the list shows -------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read tiers, benefit cards, groups and saved views again, and count every view; once more where it is asked meanwhile."""
        if self._is_reading:
            self._reads_again = True
        else:
            self._tab.desk.start(self._refresh())

    async def _refresh(self) -> None:
        tab = self._tab
        self._is_reading = True
        try:
            found, saved = await tab.desk.read(_read)
            if (found, saved) != (tab.choices, tab.saved) or not tab.page.views.sections():
                self._show(found, saved)
            for view in tab.views().values():
                count = await self._count(view)
                tab.page.views.set_count(view.key, count)
                if view.key == "all" and count is not None:
                    tab.count_changed.emit(count)
        finally:
            self._is_reading = False
        if self._reads_again:
            self._reads_again = False
            self.refresh()

    async def _count(self, view: View) -> int | None:
        """How many people a view holds; None for one that names what is not there any more."""
        try:
            return await self._tab.desk.read(search.count, Query(view.stages, view.conditions, view.text))
        except NotFound:
            return None

    def _show(self, found: Choices, saved: tuple[SavedView, ...]) -> None:
        tab, was_plain = self._tab, not self.differs()
        tab.choices, tab.saved = found, saved
        self._set_specs()
        views = tab.views()
        ours = tuple(ViewItem(view.key, view.label, view.icon) for view in views.values() if view.group is None)
        colours = {group.id: group.colour for group in found.groups}
        groups = tuple(
            ViewItem(view.key, view.label, colour=colours[view.group], takes_rows=True) for view in views.values() if view.group is not None
        )
        tab.page.views.set_sections([ViewSection(_("Views"), ours, self.save_as), ViewSection(_("Groups"), groups, self.add_group)])
        now = views.get(tab.view.key)
        if now is None:
            # Somebody deleted the view in sight: what it showed stays, without a name.
            tab.view = views["all"]
            tab.page.views.choose(None)
        elif now != tab.view and was_plain:
            # Renamed, or replaced by another desk, and nothing of it was changed here: it is taken up anew.
            tab.page.views.choose(now.key)
            tab.choose_view(now.key)
        else:
            tab.view = now
            tab.page.views.choose(now.key)
        self.follow()

    def show_saved(self, key: str) -> None:
        """Show the views anew and choose one that has just been saved."""
        self._show(self._tab.choices, self._tab.saved)
        self._tab.page.views.choose(key)
        self._tab.choose_view(key)
        self.follow()
        self.refresh()

    def _set_specs(self) -> None:
        tab = self._tab
        names = [each.name for each in tab.saved]
        tab.page.filters.set_specs(filtering.specs(tab.choices, names, tab.manner, self._people_title))

    def name_people(self, title: str) -> None:
        """What a list of exact people is called on its chip."""
        self._people_title = title
        self._set_specs()

    def _changed_elsewhere(self, changes: Any) -> None:
        if any(change.entity in _ENTITIES for change in changes):
            self.refresh()

    # Menu, keys and drops ------------------------------------------------------------------------------------------------------------

    def _for_current(self, then: Callable[[str], None]) -> None:
        then(self._tab.view.key)

    def _view(self, key: str) -> View | None:
        return self._tab.views().get(key)

    def _menu(self, key: str, place: QPoint) -> None:
        view = self._view(key)
        if view is None:
            return
        actions: list[QAction | None] = []
        if view.group is not None:
            actions = [make_action(self._tab.page.views, "edit", _("Edit group…"), partial(self._rename, key)), self._put(view), None]
            actions.append(make_action(self._tab.page.views, "delete", _("Delete group"), partial(self._delete, key)))
        elif view.saved is not None:
            replace = make_action(
                self._tab.page.views, "save", _("Replace by what is shown now"), lambda: self.start("replace", self._tab, view)
            )
            replace.setEnabled(view.key != self._tab.view.key or self.differs())
            actions = [make_action(self._tab.page.views, "edit", _("Rename view…"), partial(self._rename, key)), replace, None]
            actions.append(make_action(self._tab.page.views, "delete", _("Delete view"), partial(self._delete, key)))
        actions += [*([None] if actions else []), self.save_as, self.add_group]
        pop_up(actions, place, self._tab.page.views)

    def _put(self, view: View) -> QAction:
        action = make_action(self._tab.page.views, "group", _("Put the selected people in"), partial(self._dropped, view.key))
        action.setEnabled(self._tab.selected_count() > 0)
        return action

    def _rename(self, key: str) -> None:
        view = self._view(key)
        if view is not None and view.group is not None:
            self.start("edit_group", self._tab, view.group)
        elif view is not None and view.saved is not None:
            self.start("rename", self._tab, view)

    def _delete(self, key: str) -> None:
        view = self._view(key)
        if view is not None and view.group is not None:
            self.start("delete_group", self._tab, view.group)
        elif view is not None and view.saved is not None:
            self.start("delete", self._tab, view)

    def _dropped(self, key: str) -> None:
        view, people = self._view(key), self._tab.selected_ids()
        if view is not None and view.group is not None and people:
            self.start("put_in", self._tab, view.group, people)


def _read(connection: Connection) -> tuple[Choices, tuple[SavedView, ...]]:
    """What the list and the filters offer."""
    return choices(connection), saved_views(connection)
