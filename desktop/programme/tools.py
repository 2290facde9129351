"""The Tools menu: what concerns the programme as a whole; and the settings followed, whoever changes them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.actions import make_action
from resources.i18n import _

if TYPE_CHECKING:
    from desktop.app import Regulars
    from desktop.desk import Desk


class Tools(QObject):
    """The commands of one window."""

    def __init__(self, regulars: Regulars) -> None:
        super().__init__(regulars.window)
        self._regulars = regulars
        self.settings = self._action("settings", _("Settings…"), self._settings, "Ctrl+,", _("The rules of the programme"))
        self.promotions = self._action("promotion", _("Promotions…"), self._promotions, "", _("Days on which sales earn more"))
        self.follow_ups = self._action("follow-up", _("Follow-ups due today…"), self._follow_ups, "", _("What orders still ask to be done"))
        self.activities = self._action("new", _("Named activities…"), self._activities, "", _("What gives points with one click"))

    def actions(self) -> Sequence[QAction | None]:
        """In the order of the menu."""
        return [self.follow_ups, None, self.promotions, self.activities, None, self.settings]

    def open(self, desk: Desk) -> None:
        """A club was opened: its settings are read again whenever anybody changes them."""
        desk.changed.connect(lambda changes: self._changed(desk, changes))

    def _action(self, name: str, text: str, flow: Callable[[Desk], Coroutine[Any, Any, None]], keys: str, hint: str) -> QAction:
        return make_action(self, name, text, lambda: self._start(flow), keys=keys, hint=hint)

    def _start(self, flow: Callable[[Desk], Coroutine[Any, Any, None]]) -> None:
        if self._regulars.desk is not None:
            self._regulars.desk.start(flow(self._regulars.desk))

    def _changed(self, desk: Desk, changes: Any) -> None:
        if any(change.entity == "programme" for change in changes):
            desk.start(self._read_club(desk))

    async def _read_club(self, desk: Desk) -> None:
        from db.operations import programme

        desk.club = await desk.read(programme.read)
        self._regulars.follow_club()

    # Dialogs and operations are loaded when they are first used, off the window's thread.

    async def _settings(self, desk: Desk) -> None:
        loaded = await self._loaded(desk, "desktop.programme.settings")
        await loaded.change_settings(desk)

    async def _follow_ups(self, desk: Desk) -> None:
        loaded = await self._loaded(desk, "desktop.people.verbs.following")
        await loaded.due_today(desk)

    async def _promotions(self, desk: Desk) -> None:
        loaded = await self._loaded(desk, "desktop.programme.promotions")
        await loaded.promotions_of(desk)

    async def _activities(self, desk: Desk) -> None:
        loaded = await self._loaded(desk, "desktop.programme.activities")
        await loaded.activities_of(desk)

    async def _loaded(self, desk: Desk, module: str) -> Any:
        import importlib

        return await desk.jobs.run(lambda: importlib.import_module(module))
