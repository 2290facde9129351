"""The commands of a tab of people: one QAction each, everywhere the same (cards.md, *The window*)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from db.fields import BY_KEY
from desktop.records.copying import tsv
from resources.i18n import _, ngettext
from ui.icons import icon

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab


class PeopleCommands(QObject):
    """All that can be done in one tab."""

    def __init__(self, tab: PeopleTab, *, prospects: bool) -> None:
        super().__init__(tab)
        self.tab = tab
        self.prospects = prospects
        new = _("New prospect") if prospects else _("New member")
        self.new = self._action("add", new, self._new, keys=QKeySequence(QKeySequence.StandardKey.New))
        self.register = self._action(
            "register", _("Register"), self._register, keys=QKeySequence("Ctrl+R"), hint=_("Make the selected prospects members")
        )
        self.invite = self._action("invite", _("Invite"), self._invite, hint=_("Note that the selected guests were invited today"))
        self.download = self._action(
            "download",
            _("Download"),
            self._download,
            keys=QKeySequence("Ctrl+Shift+E"),
            hint=_("Download as a spreadsheet"),
        )
        self.upload = self._action(
            "upload",
            _("Upload"),
            self._upload,
            keys=QKeySequence("Ctrl+I"),
            hint=_("Upload a spreadsheet; nothing changes before you see it"),
        )
        self.example = self._action("spreadsheet", _("Get an example file"), self._example)
        self.cards = self._action(
            "print",
            _("Cards"),
            self._cards,
            keys=QKeySequence(QKeySequence.StandardKey.Print),
            hint=_("Print member cards of the selection"),
        )
        self.columns = self._plain("columns", _("Columns"), keys=None, hint=_("Choose the columns of the table"))
        self.refresh = self._plain("refresh", _("Refresh"), keys=QKeySequence("F5"), then=tab.refresh)
        self.copy = self._plain("copy", _("Copy"), keys=None, then=lambda: self._start(self._copy(headers=False)))
        self.copy_headers = self._plain("copy", _("Copy with headings"), keys=None, then=lambda: self._start(self._copy(headers=True)))
        self.select_all = self._plain("all", _("Select all"), keys=None, then=tab.page.table.select_all_rows)
        self.edit = self._plain("edit", _("Edit cell"), keys=None, then=self._edit_cell)
        self.clear = self._plain("close", _("Clear filters"), keys=None, then=tab.clear_filters)
        self.reset = self._plain("columns", _("Reset columns"), keys=QKeySequence("Ctrl+0"), then=tab.page.table.columns.reset)
        tab.page.table.copy_requested.connect(lambda headers: self._start(self._copy(headers=headers)))
        tab.status_changed.connect(self.follow)
        self.follow()

    def tools(self) -> list[QAction]:
        """The commands that stand in the bar above the table."""
        return [self.download, self.upload, *([] if self.prospects else [self.cards]), self.columns]

    def for_one(self) -> list[QAction]:
        """The commands of the details panel, the likeliest first."""
        return [self.register, self.invite, self.download] if self.prospects else [self.cards, self.download]

    def menu(self) -> list[QAction | None]:
        """The context menu of the table."""
        first: list[QAction | None] = [self.register, self.invite] if self.prospects else [self.cards]
        return [self.edit, None, *first, self.download, None, self.copy, self.copy_headers, self.select_all, None, self.new]

    def follow(self) -> None:
        """Enable what can be done with the present selection."""
        chosen = self.tab.selected_count() > 0 or self.tab.page.table.selection.current is not None
        for action in (self.copy, self.copy_headers, self.edit, self.register, self.invite):
            action.setEnabled(chosen)
        self.cards.setEnabled(bool(self.tab.records.model.rowCount()))
        self.clear.setEnabled(self.tab.is_filtered())

    def _start(self, action: Coroutine[Any, Any, None]) -> None:
        self.tab.desk.start(action)

    def _action(
        self, name: str, text: str, flow: Callable[[], Coroutine[Any, Any, None]], *, keys: QKeySequence | None = None, hint: str = ""
    ) -> QAction:
        return self._plain(name, text, keys=keys, hint=hint, then=lambda: self._start(flow()))

    def _plain(
        self, name: str, text: str, *, keys: QKeySequence | None, hint: str = "", then: Callable[[], object] | None = None
    ) -> QAction:
        action = QAction(icon(name, "text"), text, self)
        if keys is not None:
            action.setShortcut(keys)
        if hint:
            action.setToolTip(hint)
        if then is not None:
            action.triggered.connect(lambda _checked=False: then())
        return action

    # What a command needs is imported when it is first used: the window shows sooner (cards.md, *Packaging and set-up*).

    async def _new(self) -> None:
        from desktop.people import adding

        await adding.new_person(self.tab, prospect=self.prospects)

    async def _register(self) -> None:
        from desktop.people import adding

        if selected := self.tab.selected_ids():
            await adding.register(self.tab, selected)

    async def _invite(self) -> None:
        from desktop.people import adding

        if selected := self.tab.selected_ids():
            await adding.invite(self.tab, selected)

    async def _download(self) -> None:
        from desktop.people import exchanging

        await exchanging.download(self.tab)

    async def _upload(self) -> None:
        from desktop.people import exchanging

        await exchanging.choose_and_upload(self.tab)

    async def _example(self) -> None:
        from desktop.people import exchanging

        await exchanging.example(self.tab)

    async def _cards(self) -> None:
        from desktop.people import printing

        await printing.print_cards(self.tab)

    def _edit_cell(self) -> None:
        self.tab.records.hold(True)
        if not self.tab.page.table.edit_current():
            self.tab.records.hold(False)

    async def _copy(self, *, headers: bool) -> None:
        """Copy the selected people's shown columns as TSV; hidden columns are left out (cards.md, *The window*)."""
        tab = self.tab
        fields = [BY_KEY[key] for key in tab.page.table.columns.shown_keys()]
        selected = tab.selected_ids()
        if not selected:
            return

        copied = await tab.desk.read(tsv, selected, fields, tab.manner, with_heads=headers)
        QGuiApplication.clipboard().setText(copied)
        tab.desk.tell(ngettext("{count} row copied", "{count} rows copied", len(selected)).format(count=len(selected)), tone="info")
