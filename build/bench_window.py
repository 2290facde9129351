"""The real window under a stopwatch: when it has painted every row, and how long it ever stood still.

Here are the watched parts; `bench_opening`, `bench_table` and `bench_jobs` drive them, each in a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QStyleFactory, QTableView, QWidget

import desktop.app
import ui.records_page
from bench_clubs import DAY
from db import search
from db.database import Database
from db.fields import ALL
from db.upgrade import open_database
from desktop.app import Regulars
from desktop.opening import club_of
from desktop.records import Records, RecordsModel
from desktop.settings import Settings
from ui.record_table import RecordTable

SIZE = (1366, 768)
BEAT = 0.010
PATIENCE = 120.0


class TooSlow(Exception):
    """What was waited for did not come."""


def wait(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Let Qt work until something holds; TooSlow where it does not in time."""
    loop, look = QEventLoop(), QTimer()
    end = time.perf_counter() + seconds
    is_late = False

    def check() -> None:
        nonlocal is_late
        is_late = time.perf_counter() > end
        if is_late or holds():
            loop.quit()

    look.timeout.connect(check)
    look.start(1)
    loop.exec()
    if is_late:
        message = f"Waited {seconds:.0f} s in vain for {holds}"
        raise TooSlow(message)


def rest(seconds: float = 0.05) -> None:
    """Let Qt work for a while."""
    end = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() >= end)


class Heartbeat(QObject):
    """A timer of 10 ms on the GUI thread; how late its beat was tells how long the thread stood still, in milliseconds, by job."""

    def __init__(self) -> None:
        super().__init__()
        self.longest: dict[str, float] = {}
        self._job = ""
        self._last = time.perf_counter()
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start(round(BEAT * 1000))

    def watch(self, job: str) -> None:
        """From now on count for this job; for "" count nothing."""
        self._beat()
        self._job = job
        self._last = time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        if self._job:
            self.longest[self._job] = max(self.longest.get(self._job, 0.0), (now - self._last - BEAT) * 1000)
        self._last = now


@dataclass
class Question:
    """One question to the table and what became of it, in seconds of the clock: 0 where it has not come yet."""

    asked: float
    painted: float = 0.0
    whole: float = 0.0
    answered: bool = False
    endings: int = 0

    @property
    def is_over(self) -> bool:
        """The whole answer is there, painted, and nothing comes after it."""
        return self.whole > 0 and self.painted > 0 and self.endings >= 2


class WatchedTable(RecordTable):
    """The window's table; it notes when it has painted every visible row of the answer to a question."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = Question(0.0)
        self.complete = 0.0

    def setModel(self, model: Any) -> None:
        """Watch the records behind the model too."""
        super().setModel(model)
        records = model.parent()
        assert isinstance(records, Records)
        records.busy.connect(self._on_busy)
        records.count_changed.connect(self._on_count)

    def _on_busy(self, is_busy: bool) -> None:
        if is_busy:
            self.question = Question(time.perf_counter())
        else:
            self.question.endings += 1

    def _on_count(self, _count: int, is_whole: bool) -> None:
        self.question.answered = True
        if is_whole and not self.question.whole:
            self.question.whole = time.perf_counter()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, then look whether no row was left blank."""
        super().paintEvent(event)
        ended = time.perf_counter()
        if self._is_complete():
            self.complete = ended
            if self.question.answered and not self.question.painted:
                self.question.painted = ended

    def _is_complete(self) -> bool:
        first, last = self.visible_rows()
        column = self.columns.shown()[0]
        return all(self.model().index(row, column).data() is not None for row in range(first, last + 1))


class BareTable(QTableView):
    """The peer of every paint: Qt's own table, style and model, with as many rows and columns as fit (table.md, *Limits*)."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.painted = 0.0
        rows = self._rows(database, SIZE[1] // self.verticalHeader().defaultSectionSize() + 1)
        model = QStandardItemModel(self)
        for row in rows:
            model.appendRow([QStandardItem("" if value is None else str(value)) for value in row])
        self.setModel(model)
        fusion = QStyleFactory.create("Fusion")
        fusion.setParent(self)
        for widget in (self, *self.findChildren(QWidget)):
            widget.setStyle(fusion)
        self.resize(*SIZE)

    @staticmethod
    def _rows(database: Database, count: int) -> list[tuple[Any, ...]]:
        with database.read() as connection:
            return search.rows(connection, search.first_ids(connection, search.Query(), count), ALL)

    def event(self, event: QEvent) -> bool:
        """Note when all that was asked for is painted."""
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted = time.perf_counter()
        return done

    def repaints(self, count: int) -> list[float]:
        """Milliseconds of so many repaints of everything, from asking to painted."""
        took = []
        for _ in range(count):
            begun = time.perf_counter()
            for part in (self.viewport(), self.horizontalHeader().viewport(), self.verticalHeader().viewport()):
                part.update()
            wait(lambda begun=begun: self.painted > begun)  # type: ignore[misc]
            took.append((self.painted - begun) * 1000)
        return took


@dataclass
class Window:
    """The real window on a club, opened and watched."""

    regulars: Regulars
    url: str
    longest_stall: dict[str, float] = field(default_factory=dict)

    @property
    def table(self) -> WatchedTable:
        """The table of the tab in view."""
        table = self.regulars.ways.people_in_view().page.table
        assert isinstance(table, WatchedTable)
        return table

    @property
    def records(self) -> Records:
        """The records behind it."""
        return self.regulars.ways.people_in_view().records

    @property
    def model(self) -> RecordsModel:
        """Their model."""
        return self.records.model

    def ask(self, change: Callable[[], None]) -> Question:
        """Change what the table is asked, and wait until all of its answer is there and painted."""
        before = self.table.question
        change()
        wait(lambda: self.table.question is not before and self.table.question.is_over)
        wait(lambda: self.regulars.jobs.running == 0)
        return self.table.question

    def painted_after(self, change: Callable[[], None]) -> float:
        """Milliseconds from a change of what is seen to every row painted."""
        begun = time.perf_counter()
        change()
        wait(lambda: self.table.complete > begun)
        return (self.table.complete - begun) * 1000

    def close(self) -> None:
        """Close the window with all its threads."""
        self.regulars.window.close()
        self.regulars.window.deleteLater()
        rest()


def application() -> QApplication:
    """The one application of this process, whose windows have watched tables."""
    setattr(ui.records_page, "RecordTable", WatchedTable)  # noqa: B010 - the page makes the table by this name
    return desktop.app.application()


def opened(app: QApplication, url: str, beat: Heartbeat | None = None) -> Window:
    """Open the window on a club, and wait until the table shows everybody and nothing works any more."""
    # On the club's own day, or the first daily run would catch up with months of tier reviews meanwhile.
    regulars = Regulars(app, Settings(), today=lambda: date.fromisoformat(DAY))
    regulars.window.resize(*SIZE)
    regulars.window.show()
    rest()
    database = open_database(url)
    regulars.open(database, club_of(database))
    if beat is not None:
        beat.watch("open")
    window = Window(regulars, url)
    wait(lambda: window.table.question.is_over)
    wait(lambda: regulars.jobs.running == 0)
    return window
