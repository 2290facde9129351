"""The commands of a tab of people: one QAction each, everywhere the same (cards.md, *The window*)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from db.fields import BY_KEY
from desktop.actions import make_action
from desktop.people.verbs.all import BY_KEY as VERB
from desktop.people.verbs.all import VERBS
from desktop.people.verbs.registry import Verb
from desktop.records import clipboard
from desktop.records.copying import copy
from desktop.tab import Menu
from resources.i18n import _, ngettext
from ui.locales import show_number

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab
    from ui.menus import Item

# The verbs that are done most, in this order.
FIRST = ("sale", "adjust", "spend")


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
        self.columns = make_action(
            self, "columns", _("Columns"), keys=None, hint=_("Choose the columns of the table"), then=tab.columns_wanted.emit
        )
        self.refresh = make_action(self, "refresh", _("Refresh"), keys=QKeySequence("F5"), then=tab.refresh)
        self.copy = make_action(self, "copy", _("Copy"), keys=None, then=lambda: self._start(self._copy(headers=False)))
        self.copy_headers = make_action(
            self, "copy", _("Copy with headings"), keys=None, then=lambda: self._start(self._copy(headers=True))
        )
        self.select_all = make_action(self, "all", _("Select all"), keys=None, then=tab.page.table.select_all_rows)
        self.edit = make_action(self, "edit", _("Edit cell"), keys=None, then=tab.page.table.edit_current)
        self.clear = make_action(self, "close", _("Clear filters"), keys=None, then=tab.clear_filters)
        self.reset = make_action(self, "columns", _("Reset columns"), keys=QKeySequence("Ctrl+0"), then=tab.page.table.columns.reset)
        self.verbs = {verb.key: self._verb(verb) for verb in VERBS if set(verb.stages) & set(tab.kind.stages)}
        tab.page.table.copy_requested.connect(lambda headers: self._start(self._copy(headers=headers)))
        tab.status_changed.connect(self.follow)
        self.follow()

    def tools(self) -> list[QAction]:
        """The commands that stand in the bar above the table."""
        return [self.download, self.upload, *([] if self.prospects else [self.cards]), self.columns]

    def for_one(self) -> list[QAction]:
        """The commands of the details panel, the likeliest first."""
        if self.prospects:
            return [self.register, self.invite, *self.verbs.values(), self.download]
        first = self.first(FIRST)
        others = [action for key, action in self.verbs.items() if VERB[key].menu == "points" and action not in first]
        return [*first, *others, self.cards, self.download]

    def first(self, keys: Sequence[str]) -> list[QAction]:
        """The actions that stand as buttons on a person's page."""
        register = [self.register] if self.prospects else []
        return [*register, *(self.verbs[key] for key in keys if key in self.verbs)]

    def rest(self, keys: Sequence[str]) -> list[QAction | None]:
        """All other actions on one person, by menu; None parts them."""
        found: list[QAction | None] = [self.invite] if self.prospects else []
        for menu in ("points", "cards", "member"):
            found += [None, *(action for key, action in self.verbs.items() if VERB[key].menu == menu and key not in keys)]
        return [*found, None, *([] if self.prospects else [self.cards]), self.download]

    def bulk(self) -> list[tuple[QAction, Callable[[int], str]]]:
        """The actions that can be done to many, each with its effect in words."""

        def effect(text: str) -> Callable[[int], str]:
            return lambda count: _(text).format(count=show_number(count)) if text else ""

        return [(action, effect(VERB[key].effect)) for key, action in self.verbs.items() if VERB[key].many]

    def sheets(self) -> list[QAction | None]:
        """Downloads, uploads and prints."""
        return [self.download, self.upload, self.example, *([] if self.prospects else [self.cards])]

    def menus(self) -> list[Menu]:
        """The tab's own menus: the people, their points, their cards."""
        register = [self.register, self.invite] if self.prospects else []
        found: list[Menu] = [(self.tab.kind.title(), [self.new, *register, None, *self._of_menu("member"), None, self.clear])]
        for menu, title in (("points", _("Points")), ("cards", _("Cards"))):
            if actions := self._of_menu(menu):
                found.append((title, actions))
        return found

    def _of_menu(self, menu: str) -> list[QAction]:
        return [action for key, action in self.verbs.items() if VERB[key].menu == menu]

    def menu(self) -> list[Item]:
        """The context menu of the table: what is done most, the rest in menus of their own."""
        first: list[Item] = [self.register, self.invite] if self.prospects else [self.cards]
        titles = (("points", _("Points")), ("cards", _("Cards")), ("member", self.tab.kind.title()))
        below: list[Item] = [(title, self._of_menu(menu)) for menu, title in titles if self._of_menu(menu)]
        most = [self.verbs[key] for key in FIRST if key in self.verbs]
        last: list[Item] = [self.copy, self.copy_headers, self.select_all, None, self.new]
        return [self.edit, None, *most, None, *below, None, *first, self.download, None, *last]

    def with_keys(self) -> list[QAction]:
        """What can be started by a key though the panel is folded away and no menu is open."""
        plain = [self.new, self.register, self.download, self.upload, self.cards, self.refresh, self.reset]
        return [*plain, *(action for action in self.verbs.values() if not action.shortcut().isEmpty())]

    def follow(self) -> None:
        """Enable what can be done with the present selection."""
        count = self.tab.selected_count()
        chosen = count > 0 or self.tab.page.table.selection.current is not None
        for action in (self.copy, self.copy_headers, self.edit, self.register, self.invite):
            action.setEnabled(chosen)
        self.cards.setEnabled(bool(self.tab.records.model.rowCount()))
        self.clear.setEnabled(self.tab.is_filtered())
        seen = self.tab.current.seen()
        for key, action in self.verbs.items():
            verb = VERB[key]
            # Whoever was scanned a moment ago may not be read yet; the operation refuses by itself what does not suit them.
            suits = verb.many if count > 1 else not seen or verb.suits(str(seen.get("stage")), str(seen.get("status")))
            action.setEnabled(chosen and suits)

    def _verb(self, verb: Verb) -> QAction:
        keys = QKeySequence(verb.keys) if verb.keys else None
        return make_action(
            self, verb.icon, _(verb.label), keys=keys, hint=_(verb.hint) if verb.hint else "", then=lambda: self._perform(verb)
        )

    def _perform(self, verb: Verb) -> None:
        if selected := self.tab.selected_ids():
            self._start(verb.perform(self.tab.desk, selected))

    def _start(self, action: Coroutine[Any, Any, None]) -> None:
        self.tab.desk.start(action)

    def _action(
        self, name: str, text: str, flow: Callable[[], Coroutine[Any, Any, None]], *, keys: QKeySequence | None = None, hint: str = ""
    ) -> QAction:
        return make_action(self, name, text, lambda: self._start(flow()), keys=keys, hint=hint)

    # What a command needs is imported when it is first used: the window shows sooner (cards.md, *Packaging and set-up*).

    async def _new(self) -> None:
        from desktop.people import adding

        await adding.new_person(self.tab, prospect=self.prospects)

    async def _register(self) -> None:
        from desktop.people import registering

        if selected := self.tab.selected_ids():
            await registering.register(self.tab, selected)

    async def _invite(self) -> None:
        from desktop.people import registering

        if selected := self.tab.selected_ids():
            await registering.invite(self.tab, selected)

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

    async def _copy(self, *, headers: bool) -> None:
        """Copy the selected people's shown columns as TSV and HTML; hidden columns are left out (cards.md, *The window*)."""
        tab = self.tab
        fields = [BY_KEY[key] for key in tab.page.table.columns.shown_keys()]
        selected = tab.selected_ids()
        if not selected:
            return

        clipboard.put(await tab.desk.read(copy, selected, fields, tab.manner, with_heads=headers))
        tab.desk.tell(ngettext("{count} row copied", "{count} rows copied", len(selected)).format(count=len(selected)), tone="info")
