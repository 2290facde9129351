"""The window built: the one place that makes widgets; opens the club, joins tabs, commands and what is remembered."""

from __future__ import annotations

import base64
import getpass
import os
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from db import search
from db.database import Database, Operator
from db.fields import Manner
from db.operations.programme import Club
from desktop import memory, opening
from desktop.desk import Desk
from desktop.front import WindowFront
from desktop.jobs import ThreadJobs
from desktop.people.tab import PeopleTab
from desktop.settings import Settings
from desktop.tabs.members.tab import MembersTab
from desktop.tabs.prospects.tab import ProspectsTab
from resources import i18n
from resources.i18n import _
from ui import theme
from ui.icons import icon
from ui.main_window import MainWindow
from ui.menus import pop_up
from ui.records_page import RecordsPage
from ui.status_line import StatusMark, saved_mark

if TYPE_CHECKING:
    from desktop.daily import DailyRun

# As long as the notice that warns is shown (look.md: 8 s).
WARNED_MILLISECONDS = 8000
THEMES = {"system": None, "light": False, "dark": True}


def run(database: str | None) -> int:
    """Open the window on a database: the one named, the environment's, or the last one; without any, a new club is asked for."""
    app = application()
    regulars = Regulars(app, Settings())
    regulars.show(database or os.environ.get("REGULARS_DATABASE") or regulars.settings.last_database)
    return loop(app)


def application() -> QApplication:
    """The one application of this process."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Regulars")
    memory.give_back_large_blocks()
    # A thread that computes gives way to the window's after 1 ms instead of 5: several of them would otherwise stop it for 30 (table.md).
    sys.setswitchinterval(0.001)
    return app


def loop(app: QApplication) -> int:
    """Run Qt's events until the program is told to quit; nothing else may (house.md, *Manners*)."""
    return app.exec()


class Regulars(QObject):
    """The running program: one window on one club at a time. *today* is another day than the club's own, for tour and pictures."""

    def __init__(self, app: QApplication, settings: Settings, today: Callable[[], date] | None = None) -> None:
        super().__init__()
        self.app, self.settings, self._given_day = app, settings, today
        theme.apply(app, THEMES.get(str(settings.state("theme"))))
        self.collector = memory.Collector(self)
        self.jobs = ThreadJobs()
        self.desk: Desk | None = None
        self.tabs: dict[str, PeopleTab] = {}
        self._daily: DailyRun | None = None
        self._unmade: dict[str, Callable[[], PeopleTab]] = {}
        self._go: list[QAction] = []
        self._chooser: QObject | None = None
        self._saving = 0
        self._was_warned = False
        self._warning = QTimer(self)
        self._warning.setSingleShot(True)
        self._warning.setInterval(WARNED_MILLISECONDS)
        self._warning.timeout.connect(self._forget_warning)
        self._make_window()

    def _make_window(self) -> None:
        """A window without a club; each club that is opened has its own."""
        self.window = MainWindow()
        self.undo = QAction(icon("undo", "text"), _("Undo"), self)
        self.undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.undo.setEnabled(False)
        self.undo.triggered.connect(lambda _checked=False: self.desk and self.desk.start(self.desk.undo()))
        self.front = WindowFront(self.window, self.undo)
        self.window.addAction(self.undo)
        self.window.setWindowTitle("Regulars")
        self.window.closing.connect(self._closing)
        self.window.page_changed.connect(self._page_changed)
        self.window.search_changed.connect(self._search)
        self.window.search_entered.connect(self._enter)
        self.window.pages.over_left.connect(lambda page: page.closed.emit())
        self.window.file_dropped.connect(self._dropped)
        self.window.search.set_hint(_("Name, phone, e-mail or card code"))
        self.window.search.set_keys(QKeySequence(QKeySequence.StandardKey.Find).toString(QKeySequence.SequenceFormat.NativeText))
        kept = self.settings.state("window")
        if isinstance(kept, str):
            self.window.restore_geometry(base64.b64decode(kept))

    @property
    def tab(self) -> PeopleTab:
        """The tab in view."""
        return self.tabs[self.window.current_key()]

    # Opening -------------------------------------------------------------------------------------------------------------------------

    def show(self, database: str | None) -> None:
        """Show the window, then open the club behind it."""
        self.window.show()
        QTimer.singleShot(0, lambda: opening.start(self, database))

    def open(self, database: Database, club: Club) -> None:
        """Fill the window with a club; where one was open already, it makes room for a window of its own."""
        if self.desk is not None:
            self.leave()
            before = self.window
            before.closing.disconnect()
            self.tabs, self._unmade = {}, {}
            self._make_window()
            self.window.show()
            before.close()
            before.deleteLater()
        i18n.use(club.language)
        manner = club.manner
        QLocale.setDefault(QLocale(str(manner.locale)))
        self.desk = Desk(database, club, self.jobs, self.front, operator=Operator(getpass.getuser()), today=self._today(database, club))
        database.day = self.desk.today
        self.desk.saving_changed.connect(self._saving_changed)
        self.desk.undo_stack.changed.connect(self._follow_undo)
        kinds = ((MembersTab, "members", _("Members")), (ProspectsTab, "prospects", _("Prospects")))
        self._go = [self.window.add_page(key, title) for _tab_class, key, title in kinds]
        self._unmade = {key: partial(self._add, tab_class, key, manner) for tab_class, key, _title in kinds}
        self.settings.opened(database.shown)
        self.window.setWindowTitle(f"{club.name} – Regulars")
        self._banner(database, club)
        self._follow_undo()
        self._page_changed("members")
        # The window is laid out and painted first: what Qt does meanwhile would keep the first rows waiting.
        QTimer.singleShot(0, self._start)
        self.tab.page.table.setFocus()
        self.app.applicationStateChanged.connect(self._state_changed)

    def _start(self) -> None:
        """Ask for the rows of the tab in view; the other tabs follow when it has them all, for they would only slow it down."""
        if self.desk is not None:
            self.tab.start()

    def _start_all(self) -> None:
        """Make every tab and ask for its rows; the window is filled, and what it is made of lasts."""
        for key in tuple(self._unmade):
            self._make(key)
        memory.keep_what_lasts()
        for tab in self.tabs.values():
            tab.start()
        if self.desk is not None:
            self._begin_days(self.desk)

    def _begin_days(self, desk: Desk) -> None:
        """Do the daily run when the window is filled, and after each midnight (E3)."""
        from desktop.daily import DailyRun

        if self._daily is None:
            self._daily = DailyRun(desk, self)
            self._daily.start()

    def _make(self, key: str) -> None:
        """Make a tab when it is first shown, or when the first one has all its rows: nobody waits for one that is not looked at."""
        make = self._unmade.pop(key, None)
        if make is not None:
            self.tabs[key] = make()
            self.window.pages.set_page(key, self.tabs[key].page)

    def _today(self, database: Database, club: Club) -> Callable[[], date]:
        return self._given_day or (lambda: club.today(database.clock()))

    def _banner(self, database: Database, club: Club) -> None:
        if database.is_read_only:
            self.window.banner.say(
                _("This database may only be read. You can look, print and download; nothing can be changed."), tone="warn"
            )
        elif club.trial:
            self.window.banner.say(_("This is a sample club to look around in; nothing here is real."), _("Make your own club"))
            self.window.banner.action_clicked.connect(lambda: opening.new_club(self))
        else:
            self.window.banner.say("")

    def _dropped(self, file: Path) -> None:
        """A file was dropped on the window: show what it would do."""
        from desktop.people import exchanging

        if self.desk is not None:
            self.desk.start(exchanging.upload(self.tab, file))

    def _add(self, tab_class: type[MembersTab] | type[ProspectsTab], key: str, manner: Manner) -> PeopleTab:
        """One tab: page, table, commands."""
        assert self.desk is not None
        page = RecordsPage(self.window, today=self.desk.today)
        tab = tab_class(self.desk, page, manner, self.desk.database)
        tab.set_state(self.settings.state(f"tab.{key}"))
        tab.filled.connect(self._start_all)
        tab.status_changed.connect(lambda: self._follow_status(tab))
        tab.count_changed.connect(lambda count: self.window.set_count(key, count))
        tab.open_person.connect(self.open_person)
        tab.prospects_wanted.connect(self._show_prospects)
        tab.search_dropped.connect(self.window.search.clear)
        page.table.menu_requested.connect(lambda place: pop_up(tab.commands.menu(), place, page))
        page.details.dirty_changed.connect(lambda _dirty: self._follow_marks())
        tab.commands.columns.triggered.connect(lambda: self._choose_columns(tab))
        for action in (
            tab.commands.new,
            tab.commands.register,
            tab.commands.download,
            tab.commands.upload,
            tab.commands.cards,
            tab.commands.refresh,
            tab.commands.reset,
        ):
            page.addAction(action)
        return tab

    def leave(self) -> None:
        """Close the club that is open."""
        if self.desk is None:
            return
        self.app.applicationStateChanged.disconnect(self._state_changed)
        self.remember()
        if self._daily is not None:
            self._daily.close()
            self._daily = None
        self.desk.close()
        for tab in self.tabs.values():
            tab.close()
        self.desk.database.close()
        self.desk = None

    def remember(self) -> None:
        """Keep how window and tables stand for the next start."""
        self.settings.keep("window", base64.b64encode(self.window.geometry_state()).decode("ascii"))
        for key, tab in self.tabs.items():
            self.settings.keep(f"tab.{key}", tab.state())

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost. The first time something would, it is told and stays; asked again, it may go."""
        unsaved = [key for key, tab in self.tabs.items() if tab.page.details.is_dirty()]
        if not unsaved or self._was_warned:
            return True
        self._was_warned = True
        # The permission goes with the notice: what is typed later is asked about anew.
        self._warning.start()
        self.window.show_page(unsaved[0])
        self.front.tell(_("Changes are not saved. Save or revert them, or do this once more to drop them."), tone="warn")
        return False

    def _forget_warning(self) -> None:
        self._was_warned = False

    def _closing(self) -> None:
        if not self.may_leave():
            self.window.refuse_close()
            return
        self.leave()
        self.jobs.close()

    # Menus and commands --------------------------------------------------------------------------------------------------------------

    def _menus(self, tab: PeopleTab) -> None:
        """The menus of the tab in view: a shortcut then belongs to one command only."""
        commands = tab.commands
        themes = (("system", _("Colours of the system")), ("light", _("Light colours")), ("dark", _("Dark colours")))
        new_club = self._command(_("New club…"), lambda: opening.new_club(self))
        open_ = self._command(_("Open…"), lambda: opening.choose(self), QKeySequence(QKeySequence.StandardKey.Open))
        back_up = self._command(_("Back up…"), lambda: opening.back_up(self))
        quit_ = self._command(_("Quit"), self.window.close, QKeySequence(QKeySequence.StandardKey.Quit))
        find = self._command(_("Find"), self.window.search.setFocus, QKeySequence(QKeySequence.StandardKey.Find))
        cards = [] if commands.prospects else [commands.cards]
        register = [commands.register, commands.invite] if commands.prospects else []
        self.window.clear_menus()
        sheets = [commands.download, commands.upload, commands.example, *cards]
        self.window.add_menu(_("File"), [new_club, open_, back_up, None, *sheets, None, quit_])
        self.window.add_menu(_("Edit"), [self.undo, None, find, commands.copy, commands.copy_headers, commands.select_all, commands.edit])
        looks = [self._command(label, partial(self._set_theme, name)) for name, label in themes]
        self.window.add_menu(_("View"), [*self._go, None, commands.columns, commands.reset, commands.refresh, None, *looks])
        self.window.add_menu(tab.kind.title(), [commands.new, *register, commands.clear])

    def _command(self, text: str, then: Callable[[], object], keys: QKeySequence | None = None) -> QAction:
        action = QAction(text, self.window)
        if keys is not None:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: then())
        return action

    def _set_theme(self, name: str) -> None:
        self.settings.keep("theme", name)
        theme.apply(self.app, THEMES[name])

    def _follow_undo(self) -> None:
        """The undo command says what it takes back."""
        step = self.desk.undo_stack.latest if self.desk is not None else None
        self.undo.setEnabled(step is not None)
        self.undo.setText(_("Undo: {label}").format(label=step.label) if step is not None else _("Undo"))
        self.undo.setIconText(_("Undo"))

    def _choose_columns(self, tab: PeopleTab) -> None:
        from ui.column_chooser import ColumnChooser

        table = tab.page.table
        self._chooser = ColumnChooser(table.columns, self.window)
        self._chooser.open_under(tab.page.filters.tools)

    # Search and people ---------------------------------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        if self.tabs:
            self.tab.search(text)

    def _enter(self, text: str) -> None:
        if self.desk is not None and text.strip():
            self.desk.start(self._open_exactly(text))

    async def _open_exactly(self, text: str) -> None:
        """A whole card code, number, phone or e-mail and Enter opens that person, prospects too (K4, P6)."""
        assert self.desk is not None
        found = await self.desk.read(search.who, text)
        if len(found) == 1:
            self.open_person(found[0].id)
        elif self.tab.records.model.rowCount():
            self.tab.records.ask_at_once()
            self.tab.page.table.setFocus()
            first = self.tab.records.model.id_at(0)
            if first is not None and self.tab.page.table.selection.current is None:
                self.tab.page.table.show_record(first)

    def open_person(self, person: int) -> None:
        """Show a person in the tab where they stand, with an empty search."""
        if self.desk is not None:
            self.desk.start(self._open_person(person))

    async def _open_person(self, person: int) -> None:
        assert self.desk is not None
        found = await self.desk.read(search.rows, [person], ())
        if not found:
            return
        key = "members" if found[0][2] == "member" else "prospects"
        self.window.show_page(key)
        self.window.search.clear()
        self.tabs[key].show_person(person)

    def _show_prospects(self, text: str) -> None:
        self.window.show_page("prospects")
        self.window.search.setText(text)

    # What the frame tells ------------------------------------------------------------------------------------------------------------

    def _page_changed(self, key: str) -> None:
        if key in self._unmade:
            self._make(key)
            if not self.window.tabs.hasFocus():
                self.window.pages.focus_page()
        if key not in self.tabs:
            return
        tab = self.tabs[key]
        if any(each.is_started for each in self.tabs.values()):
            tab.start()
        self.front.notices = tab.page.notices
        self.window.band.set_new_action(tab.commands.new)
        self._menus(tab)
        self.window.search.blockSignals(True)
        self.window.search.setText(tab.query.text)
        self.window.search.blockSignals(False)
        self._follow_status(tab)
        self._follow_marks()

    def _follow_status(self, tab: PeopleTab) -> None:
        if self.tabs and tab is self.tab:
            self.window.status.set_parts(tab.status_parts())

    def _saving_changed(self, is_saving: bool) -> None:
        self._saving += 1 if is_saving else -1
        self._follow_marks()

    def _follow_marks(self) -> None:
        if self.desk is None:
            return
        unsaved = any(tab.page.details.is_dirty() for tab in self.tabs.values())
        self._was_warned = self._was_warned and unsaved
        if self._saving:
            mark = StatusMark("refresh", _("Saving"))
        elif unsaved:
            mark = StatusMark("edit", _("Changes not saved"), "warn")
        else:
            mark = saved_mark()
        operator = _("{operator}, {desk}").format(operator=self.desk.operator.name, desk=self.desk.database.desk)
        self.window.status.set_marks([mark, StatusMark("club", self.desk.club.name), StatusMark("desk", operator)])

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        """News of other desks are asked for unless the program is hidden; a window behind another one can still be seen.

        A filter of all events, in Python, would be asked thousands of times a second, about objects that are just being destroyed too.
        """
        for tab in self.tabs.values():
            tab.records.set_active(state not in (Qt.ApplicationState.ApplicationHidden, Qt.ApplicationState.ApplicationSuspended))
