"""The command palette (Ctrl+K): every action of the window, the people whom a text finds, and the places to go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from db import search
from db.fields import BY_KEY, Manner
from db.people_rows import full_name
from db.search import Connection, Query
from db.search.faces import tier_colours
from desktop.people.commands import FIRST
from desktop.people.tab import PeopleTab
from resources.i18n import _
from ui.dialogs.parts import initials
from ui.icons import icon
from ui.palette import Palette, PaletteAnswer, PaletteItem, PaletteSection
from ui.roles import Badge, Chip

if TYPE_CHECKING:
    from desktop.app import Regulars
    from desktop.desk import Desk

PEOPLE, RECENT, MOST = 4, 5, 6
_STAGES = ("member", "guest", "invited")
_KEYS = ("number", "first_name", "last_name", "phone", "email", "city", "tier", "points")
_KEPT = "palette.recent"


@dataclass(frozen=True)
class _Entry:
    """An action as the palette has it; *menu* names where it stands, *words* what it is found by."""

    key: str
    action: QAction
    menu: str
    words: str


class PaletteFlow(QObject):
    """One opening of the palette: its entries are those of the tab in view; a newer text makes what an older one finds be dropped."""

    def __init__(self, regulars: Regulars, desk: Desk) -> None:
        super().__init__(regulars.window)
        self._regulars, self._desk = regulars, desk
        self._entries = self._collect()
        self._views = self._collect_views()
        self._people: PaletteSection | None = None

    async def run(self) -> None:
        """Ask, and do what was chosen."""
        answer: PaletteAnswer | None = await self._desk.ask(Palette, self._sections(""), prepare=self._follow)
        if answer is not None:
            self._do(answer.key)
        self.deleteLater()

    def _follow(self, dialog: Palette) -> None:
        dialog.typed.connect(lambda text: self._typed(dialog, text))

    def _typed(self, dialog: Palette, text: str) -> None:
        self._people = None
        dialog.show_sections(self._sections(text))
        if text.strip():
            self._desk.start(self._find(dialog, text))

    async def _find(self, dialog: Palette, text: str) -> None:
        found = await self._desk.read(people_section, text, self._desk.club.manner)
        if dialog.is_open and dialog.text() == text:
            self._people = found
            dialog.show_sections(self._sections(text))

    # What is offered -----------------------------------------------------------------------------------------------------------------

    def _collect(self) -> list[_Entry]:
        """Every action in the menus, once, in their order; what needs a key alone follows."""
        found: dict[int, _Entry] = {}
        for head in self._regulars.window.menuBar().actions():
            menu: Any = head.menu()
            for action in menu.actions() if menu is not None else ():
                self._add(found, action, head.text().replace("&", ""))
        tab = self._regulars.tab
        for action in (*tab.shortcuts(), *([tab.new_action] if tab.new_action is not None else [])):
            self._add(found, action, "")
        return list(found.values())

    def _add(self, found: dict[int, _Entry], action: QAction, menu: str) -> None:
        label = action.text().replace("&", "")
        if action.isSeparator() or not label or not action.isVisible() or id(action) in found or action is self._regulars.menus.palette:
            return
        found[id(action)] = _Entry(f"action:{menu}:{action.iconText()}", action, menu, _folded(f"{label} {action.iconText()}"))

    def _collect_views(self) -> list[PaletteItem]:
        """The views and lists of the tab in view."""
        page, title = self._regulars.tab.page, self._regulars.window.tabs.tabText(self._regulars.window.tabs.currentIndex())
        return [
            PaletteItem(f"view:{item.key}", item.label, _("view of {tab}").format(tab=title), icon(item.icon or "group"))
            for section in page.views.sections()
            for item in section.items
        ]

    def _sections(self, text: str) -> list[PaletteSection]:
        words = _folded(text).split()
        entries = [entry for entry in self._entries if all(_begins(word, entry.words) for word in words)]
        entries.sort(key=lambda entry: not entry.action.isEnabled())
        recent = [] if words else self._recent()
        left = [entry for entry in entries if entry not in recent]
        mine, title = self._for_selection()
        about = sorted(
            (entry for entry in left if id(entry.action) in mine), key=lambda entry: (not entry.action.isEnabled(), mine[id(entry.action)])
        )
        places = [entry for entry in left if id(entry.action) in self._places()]
        others = [entry for entry in left if entry not in about and entry not in places]
        if words:
            # People stand below: they are not to be pushed out of sight.
            about, others = about[:MOST], others[: 2 * MOST]
        views = [item for item in self._views if words and all(_begins(word, _folded(item.label)) for word in words)]
        sections = [
            PaletteSection(_("Recent"), _items(recent)),
            PaletteSection(title, _items(about, aside="")),
            self._people or PaletteSection(_("People"), ()),
            PaletteSection(_("Go to"), (*_items(places, aside=_("tab")), *views)),
            PaletteSection(_("Actions"), _items(others)),
        ]
        return [section for section in sections if section.items]

    def _for_selection(self) -> tuple[dict[int, int], str]:
        """The actions on the people selected with their places, the likeliest first, and who these are."""
        tab = self._regulars.tab
        if not isinstance(tab, PeopleTab):
            return {}, ""
        commands, count = tab.commands, tab.selected_count()
        listed = [*commands.first(FIRST), commands.register, commands.invite, *commands.verbs.values(), commands.cards]
        verbs = {id(action): place for place, action in reversed(list(enumerate(listed)))}
        seen = tab.current.seen()
        if count == 1 and seen:
            return verbs, _("For {name}").format(name=full_name(seen))
        return verbs, _("For {people}").format(people=tab.kind.counted(count)) if count > 1 else tab.kind.title()

    def _places(self) -> set[int]:
        return {id(action) for action in self._regulars.menus.go}

    def _recent(self) -> list[_Entry]:
        """What was done last from here and can be done now."""
        kept = self._regulars.settings.state(_KEPT)
        by_key = {entry.key: entry for entry in self._entries if entry.action.isEnabled()}
        return [by_key[key] for key in kept if key in by_key] if isinstance(kept, list) else []

    # What is done --------------------------------------------------------------------------------------------------------------------

    def _do(self, key: str) -> None:
        kind, _colon, name = key.partition(":")
        if kind == "person":
            self._desk.person_wanted.emit(int(name))
        elif kind == "view":
            self._regulars.tab.page.views.take(name)
        else:
            entry = next(entry for entry in self._entries if entry.key == key)
            kept = self._regulars.settings.state(_KEPT)
            before = [each for each in kept if each != key] if isinstance(kept, list) else []
            self._regulars.settings.keep(_KEPT, [key, *before][:RECENT])
            entry.action.trigger()


def _items(entries: Sequence[_Entry], aside: str | None = None) -> tuple[PaletteItem, ...]:
    """Entries as the palette shows them; *aside*: the muted words, else the menu where they stand."""
    return tuple(
        PaletteItem(
            entry.key,
            entry.action.text().replace("&", ""),
            entry.menu if aside is None else aside,
            entry.action.icon() if not entry.action.icon().isNull() else icon("arrow"),
            entry.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            entry.action.isEnabled(),
        )
        for entry in entries
    )


def people_section(connection: Connection, text: str, manner: Manner) -> PaletteSection:
    """The first people whom a text finds, of any stage, and how many there are."""
    query = Query(_STAGES, text=text)
    found, total = search.first_ids(connection, query, PEOPLE), search.count(connection, query)
    colours = tier_colours(connection)
    show = BY_KEY["points"].kind.show
    items = []
    for person, _version, stage, _status, *values in search.rows(connection, found, [BY_KEY[key] for key in _KEYS]):
        row = dict(zip(_KEYS, values, strict=True))
        colour = colours.get(str(row["tier"])) if row["tier"] else None
        chip: Chip | Badge | None = Chip(str(row["tier"]), colour) if colour else None
        if stage != "member":
            chip = Badge(_("Guest") if stage == "guest" else _("Invited"), "info")
        line = _("No. {number}").format(number=row["number"]) + (f", {row['city']}" if row["city"] else "")
        figure = show(row["points"] or 0, manner) if stage == "member" else ""
        name = full_name(row)
        items.append(PaletteItem(f"person:{person}", name, line, initials=initials(name), chip=chip, figure=figure))
    count = _("{count} of {total}").format(count=show(len(items), manner), total=show(total, manner))
    return PaletteSection(_("People"), tuple(items), count if total > len(items) else "")


def _folded(text: str) -> str:
    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))


def _begins(word: str, words: str) -> bool:
    """Whether a word begins one of these words."""
    return any(each.startswith(word) for each in words.replace("-", " ").replace("…", " ").split())
