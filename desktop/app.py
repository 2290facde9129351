"""The window built: the one place that makes widgets; opens the club, joins tabs, commands and what is remembered."""

from __future__ import annotations

import base64
import getpass
import importlib
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from db.database import Database, Operator
from db.operations.programme import Club
from desktop import memory, opening
from desktop.desk import Desk
from desktop.front import WindowFront
from desktop.jobs import ThreadJobs
from desktop.menu_bar import MenuBar
from desktop.people.tab import PeopleTab
from desktop.settings import Settings
from desktop.tab import Tab
from desktop.ways import Ways
from resources import i18n
from resources.i18n import N_, _
from ui import theme
from ui.main_window import MainWindow
from ui.menus import pop_up
from ui.records_page import RecordsPage
from ui.status_line import StatusMark, saved_mark

if TYPE_CHECKING:
    from desktop.daily import DailyRun

# As long as the notice that warns is shown (look.md: 8 s).
WARNED_MILLISECONDS = 8000
THEMES = {"system": None, "light": False, "dark": True}
# The tabs in their order: key, title, and the class in desktop.tabs.KEY.tab, which is loaded when the tab is made.
TABS = (
    ("members", N_("Members"), "MembersTab"),
    ("prospects", N_("Prospects"), "ProspectsTab"),
    ("benefit_cards", N_("Benefit Cards"), "BenefitCardsTab"),
    ("rewards", N_("Rewards"), "RewardsTab"),
    ("tiers", N_("Tiers"), "TiersTab"),
    ("activity", N_("Activity"), "ActivityTab"),
)


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


def _load_tabs() -> None:
    for key, _title, _name in TABS:
        importlib.import_module(f"desktop.tabs.{key}.tab")
    importlib.import_module("db.operations.trail")


class Regulars(QObject):
    """The running program: one window on one club at a time. *today* is another day than the club's own, for tour and pictures."""

    def __init__(self, app: QApplication, settings: Settings, today: Callable[[], date] | None = None) -> None:
        super().__init__()
        self.app, self.settings, self._given_day = app, settings, today
        theme.apply(app, THEMES.get(str(settings.state("theme"))))
        self.collector = memory.Collector(self)
        self.jobs = ThreadJobs()
        self.desk: Desk | None = None
        self.tabs: dict[str, Tab] = {}
        self._daily: DailyRun | None = None
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
        self.menus = MenuBar(self)
        self.ways = Ways(self)
        self.front = WindowFront(self.window, self.menus.undo)
        self.window.setWindowTitle("Regulars")
        self.window.closing.connect(self._closing)
        self.window.page_changed.connect(self._page_changed)
        self.window.search_changed.connect(self.ways.search)
        self.window.search_entered.connect(self.ways.enter)
        self.window.pages.over_left.connect(lambda page: page.closed.emit())
        self.window.file_dropped.connect(self._dropped)
        self.window.search.set_keys(QKeySequence(QKeySequence.StandardKey.Find).toString(QKeySequence.SequenceFormat.NativeText))
        kept = self.settings.state("window")
        if isinstance(kept, str):
            self.window.restore_geometry(base64.b64decode(kept))

    @property
    def tab(self) -> Tab:
        """The tab in view."""
        return self.tabs[self.window.current_key()]

    def people(self, key: str) -> PeopleTab:
        """The Members or the Prospects tab, made if it was not shown yet."""
        self.make(key)
        tab = self.tabs[key]
        assert isinstance(tab, PeopleTab)
        tab.start()
        return tab

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
            self.tabs = {}
            self._make_window()
            self.window.show()
            before.close()
            before.deleteLater()
        i18n.use(club.language)
        QLocale.setDefault(QLocale(str(club.manner.locale)))
        self.desk = Desk(database, club, self.jobs, self.front, operator=Operator(getpass.getuser()), today=self._today(database, club))
        database.day = self.desk.today
        self.desk.saving_changed.connect(self._saving_changed)
        self.menus.open(self.desk, [self.window.add_page(key, _(title)) for key, title, _name in TABS])
        self.ways.open(self.desk)
        self.settings.opened(database.shown)
        self.window.setWindowTitle(f"{club.name} – Regulars")
        self._banner(database, club)
        self._page_changed("members")
        # The window is laid out and painted first: what Qt does meanwhile would keep the first rows waiting.
        QTimer.singleShot(0, self._start)
        self.tab.page.table.setFocus()
        self.app.applicationStateChanged.connect(self._state_changed)

    def _start(self) -> None:
        """Ask for the rows of what is made by now: the first tab, and one that was looked at before."""
        for tab in self.tabs.values():
            tab.start()

    def _filled(self) -> None:
        """The window is filled, and what it is made of lasts; what need not be there sooner follows."""
        memory.keep_what_lasts()
        if self.desk is not None:
            self.ways.count_prospects()
            self._begin_days(self.desk)
            self.desk.start(self._load_ahead(self.desk))

    async def _load_ahead(self, desk: Desk) -> None:
        """Load what the other tabs are made of, and what reads an operation: on the window's own thread that would stop it for a moment."""
        await desk.jobs.run(_load_tabs)

    def _begin_days(self, desk: Desk) -> None:
        """Do the daily run when the window is filled, and after each midnight (E3)."""
        from desktop.daily import DailyRun

        if self._daily is None:
            self._daily = DailyRun(desk, self)
            self._daily.start()

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
            self.desk.start(exchanging.upload(self.ways.people_in_view(), file))

    def make(self, key: str) -> None:
        """Make a tab when it is first shown or needed: nobody waits for one that is not looked at."""
        if key in self.tabs or self.desk is None:
            return
        page = RecordsPage(self.window, today=self.desk.today)
        name = next(name for each, _title, name in TABS if each == key)
        tab_class = getattr(importlib.import_module(f"desktop.tabs.{key}.tab"), name)
        tab: Tab = tab_class(self.desk, page, self.desk.club.manner)
        self.tabs[key] = tab
        tab.set_state(self.settings.state(f"tab.{key}"))
        tab.status_changed.connect(lambda: self._follow_status(tab))
        tab.count_changed.connect(lambda count: self.window.set_count(key, count))
        tab.search_dropped.connect(self.window.search.clear)
        tab.columns_wanted.connect(lambda: self._choose_columns(tab))
        tab.search_wanted.connect(self.window.search.setText)
        page.table.menu_requested.connect(lambda place: pop_up(tab.context_menu(), place, page))
        page.details.dirty_changed.connect(lambda _dirty: self._follow_marks())
        for action in tab.shortcuts():
            page.addAction(action)
        if isinstance(tab, PeopleTab):
            self.ways.know(tab)
            if key == "members":
                tab.filled.connect(self._filled)
        self.window.pages.set_page(key, page)

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
        unsaved = [key for key, tab in self.tabs.items() if tab.is_dirty()]
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

    def set_theme(self, name: str) -> None:
        """Colours as the system has them, light or dark."""
        self.settings.keep("theme", name)
        theme.apply(self.app, THEMES[name])

    def _choose_columns(self, tab: Tab) -> None:
        from ui.column_chooser import ColumnChooser

        table = tab.page.table
        self._chooser = ColumnChooser(table.columns, self.window)
        self._chooser.open_under(tab.page.filters.tools)

    # What the frame tells ------------------------------------------------------------------------------------------------------------

    def _page_changed(self, key: str) -> None:
        is_new = key not in self.tabs
        self.make(key)
        if self.desk is None:
            return
        tab = self.tabs[key]
        if is_new and len(self.tabs) > 1:
            tab.start()
            if not self.window.tabs.hasFocus():
                self.window.pages.focus_page()
        self.front.notices = tab.notices
        self.window.band.set_new_action(tab.new_action)
        self.menus.show(tab)
        self.window.search.set_hint(tab.search_hint())
        self.window.search.blockSignals(True)
        self.window.search.setText(tab.search_text)
        self.window.search.blockSignals(False)
        self._follow_status(tab)
        self._follow_marks()

    def _follow_status(self, tab: Tab) -> None:
        if self.tabs and tab is self.tabs.get(self.window.current_key()):
            self.window.status.set_parts(tab.status_parts())

    def _saving_changed(self, is_saving: bool) -> None:
        self._saving += 1 if is_saving else -1
        self._follow_marks()

    def _follow_marks(self) -> None:
        if self.desk is None:
            return
        unsaved = any(tab.is_dirty() for tab in self.tabs.values())
        self._was_warned = self._was_warned and unsaved
        if self._saving:
            mark = StatusMark("refresh", _("Saving"))
        elif unsaved:
            mark = StatusMark("edit", _("Changes not saved"), "warn")
        else:
            mark = saved_mark()
        operator = _("{operator}, {desk}").format(operator=self.desk.operator.name, desk=self.desk.database.desk)
        self.window.status.set_marks([mark, StatusMark("club", self.desk.club.name), StatusMark("desk", operator)])

    def follow_club(self) -> None:
        """The settings of the club are read anew: show its name."""
        if self.desk is not None:
            self.window.setWindowTitle(f"{self.desk.club.name} – Regulars")
            self._follow_marks()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        """News of other desks are asked for unless the program is hidden; a window behind another one can still be seen.

        A filter of all events, in Python, would be asked thousands of times a second, about objects that are just being destroyed too.
        """
        for tab in self.tabs.values():
            tab.set_active(state not in (Qt.ApplicationState.ApplicationHidden, Qt.ApplicationState.ApplicationSuspended))
