"""What a clerk waits for: somebody selected, their page, a sale at the desk, Activity. `python bench_clerk.py URL COUNT` prints milliseconds.

Of every list the first figure is the cold one. What is waited for is there when the window has painted it; a sale, when its commit is answered.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

import desktop.app
from bench_processes import BenchError
from bench_window import BareTable, Heartbeat, Window, application, opened, rest, wait
from db.database import Database
from db.entities.people import Person
from db.entities.sales import Sale
from db.operations import sales
from ui.main_window import MainWindow

FIGURES = ("person-head", "person-sections", "desk-sale", "activity-open")
# Beside the cold one.
ACTIVITIES = 3
REPAINTS = 40
AMOUNT = "29.90"
CENTS = 29_90
NOTE = "Counter"


class WatchedWindow(MainWindow):
    """The window; it notes when it has painted all that was asked for."""

    painted = 0.0

    def event(self, event: QEvent) -> bool:
        """See QWidget."""
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted = time.perf_counter()
        return done


class Clerk:
    """Hands and eyes at one open window. *took*: milliseconds by figure; *keys*: the most that a sale needed beside its digits."""

    def __init__(self, window: Window, beat: Heartbeat, took: dict[str, list[float]]) -> None:
        self.window, self.beat, self.took = window, beat, took
        self.regulars, self.tab = window.regulars, window.regulars.people("members")
        assert self.regulars.desk is not None
        self.desk = self.regulars.desk
        self.draw = random.Random(1)
        self.keys = self._pressed = 0
        self._saved = 0.0
        self.desk.wrote.connect(self._on_wrote)
        self._activate()

    def _on_wrote(self) -> None:
        self._saved = time.perf_counter()

    # Hands and eyes ------------------------------------------------------------------------------------------------------------------

    def _activate(self) -> None:
        """Without a screen there is no window manager, which would make this window the active one."""
        self.regulars.window.activateWindow()
        wait(lambda: QApplication.activeWindow() is self.regulars.window)

    @staticmethod
    def _focused() -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key where the focus is."""
        self._pressed += 1
        QTest.keyClick(self._focused(), key, modifiers)

    def painted_after(self, job: str, act: Callable[[], None], holds: Callable[[], bool]) -> None:
        """Note the milliseconds from a click or key to what then *holds*, painted; stalls count until nothing works any more."""
        shown = self.regulars.window
        assert isinstance(shown, WatchedWindow)
        self._watch(job)
        begun = time.perf_counter()
        act()
        wait(holds)
        seen = time.perf_counter()
        # One point is enough: what waits to be painted is painted with it.
        shown.update(0, 0, 1, 1)
        wait(lambda: shown.painted > seen)
        self.took[job].append((shown.painted - begun) * 1000)
        self.be_still()

    def _watch(self, job: str) -> None:
        """Count stalls, those of the first time by themselves: much is loaded then."""
        self.beat.watch(job if self.took[job] else f"{job}-cold")

    def be_still(self) -> None:
        """Wait until nothing works any more, and count no stalls from then on."""
        wait(lambda: self.regulars.jobs.running == 0 and self.tab.is_settled)
        rest()
        self.beat.watch("")

    # Selecting somebody --------------------------------------------------------------------------------------------------------------

    def selects(self, count: int) -> None:
        """Click on members anywhere in the table: until the panel shows who it is."""
        for _ in range(1 + count):
            person, click = self._anybody_in_sight()
            self.painted_after("person-head", click, lambda person=person: self.tab.page.details.record() == person)  # type: ignore[misc]

    def _anybody_in_sight(self) -> tuple[int, Callable[[], None]]:
        """Jump somewhere and choose a row that is not selected; gives the person and the click on them."""
        table, model = self.window.table, self.window.model

        def jump() -> None:
            bar = table.verticalScrollBar()
            bar.setValue(self.draw.randrange(bar.maximum() + 1))
            table.viewport().update()

        self.window.painted_after(jump)
        first, last = table.visible_rows()
        # The last row may be seen in part only.
        rows = [row for row in range(first, max(first + 1, last)) if model.id_at(row) != table.selection.current]
        row = self.draw.choice(rows)
        place = table.visualRect(model.index(row, table.columns.shown()[0])).center()
        person = model.id_at(row)
        assert person is not None
        return person, lambda: QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    # Their page ----------------------------------------------------------------------------------------------------------------------

    def reads(self, count: int) -> None:
        """Open a page by Enter and walk on to the next person by Alt+Down: until every section was read and its sum is shown."""
        model, table = self.window.model, self.window.table
        self._activate()
        for _ in range(1 + count // 2):
            row = self.draw.randrange(model.rowCount() - 1)
            person, after = model.id_at(row), model.id_at(row + 1)
            assert person is not None
            assert after is not None
            table.show_record(person)
            table.setFocus()
            wait(lambda person=person: self.tab.current.person == person)  # type: ignore[misc]
            self.be_still()
            self._read(person, lambda: self.press(Qt.Key.Key_Return))
            self._read(after, lambda: self.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier))
            self.tab.close_page()
            self.be_still()

    def _read(self, person: int, act: Callable[[], None]) -> None:
        self.painted_after("person-sections", act, lambda: self._is_read(person))

    def _is_read(self, person: int) -> bool:
        page = self.tab.person_page
        if not page.is_open or not page.sections or not page.is_settled:
            return False
        return all(section.person == person for section in page.sections.values())

    # A sale --------------------------------------------------------------------------------------------------------------------------

    def sells(self, count: int) -> None:
        """The sixty-second desk: from Enter after a card code to the sale saved, each key pressed as soon as it may be."""
        customers = self._customers(1 + count)
        # The last note is offered; the first of all would have to be typed.
        self.desk.database.perform(self.desk.act("Sale"), sales.sell, customers[0][0], CENTS, note=NOTE)
        wait(lambda: self.window.records.is_settled)
        for person, code in customers:
            self._sell(person, code)

    def _customers(self, count: int) -> list[tuple[int, str]]:
        """Active members anywhere in the club, with their card codes."""
        people = self.window.model.ids.tolist()
        drawn = self.draw.sample(people, min(len(people), 10 * count))
        is_active = (Person.c.stage == "member", Person.c.status == "active", Person.c.code.is_not(None))
        with self.desk.database.read() as connection:
            rows = connection.execute(select(Person.c.id, Person.c.code).where(Person.c.id.in_(drawn), *is_active))
            found = {int(row.id): str(row.code) for row in rows}
        return [(person, found[person]) for person in drawn if person in found][:count]

    def _sell(self, person: int, code: str) -> None:
        window, verb = self.regulars.window, self.tab.commands.verbs["sale"]
        self._activate()
        window.search.setFocus()
        QTest.keyClicks(window.search, code)
        self._watch("desk-sale")
        self._pressed = 0
        begun = time.perf_counter()
        self.press(Qt.Key.Key_Return)
        wait(lambda: self.tab.current.person == person and verb.isEnabled())
        self.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        self._wait_for("Amount")
        for digit in AMOUNT:
            QTest.keyClicks(self._focused(), digit)
            # Each in a turn of Qt's of its own, as from a keyboard.
            rest(0)
        self.press(Qt.Key.Key_Return)
        self._wait_for("Internal note")
        self.press(Qt.Key.Key_Return)
        self.press(Qt.Key.Key_Return)
        wait(lambda: self._saved > begun)
        self.took["desk-sale"].append((self._saved - begun) * 1000)
        self.keys = max(self.keys, self._pressed)
        # The window is not active again yet: without a screen nobody makes it so.
        wait(lambda: not window.search.text() and window.focusWidget() is window.search)
        self.be_still()
        self._must_be_saved(person)

    @staticmethod
    def _wait_for(field: str) -> None:
        """Until the focus is on the field whose accessible name begins so."""

        def is_there() -> bool:
            focused = QApplication.focusWidget()
            return focused is not None and focused.accessibleName().startswith(field)

        wait(is_there)

    def _must_be_saved(self, person: int) -> None:
        query = select(Sale.c.value, Sale.c.note).where(Sale.c.person_id == person).order_by(Sale.c.id.desc()).limit(1)
        with self.desk.database.read() as connection:
            found = connection.execute(query).first()
        if found is None or tuple(found) != (CENTS, NOTE):
            message = f"The sale of {person} was saved as {found}"
            raise BenchError(message)

    # Activity ------------------------------------------------------------------------------------------------------------------------

    def turns_to_activity(self) -> None:
        """Open the tab for the first time in this window: until its first rows are painted. Stalls count until all rows are there."""
        self._watch("activity-open")
        begun = time.perf_counter()
        self.regulars.window.show_page("activity")
        table: Any = self.regulars.tabs["activity"].page.table
        wait(lambda: table.question.is_over)
        self.be_still()
        self.took["activity-open"].append((table.question.painted - begun) * 1000)


def bare_repaints(database: Database) -> list[float]:
    """Milliseconds of repaints of a bare table: the peer of every stall."""
    bare = BareTable(database)
    bare.show()
    rest(0.2)
    took = bare.repaints(REPAINTS)
    bare.close()
    return took


def measured(url: str, count: str) -> dict[str, Any]:
    """All of it in one window, and Activity in new ones; the longest stall of each."""
    app, beat = application(), Heartbeat()
    setattr(desktop.app, "MainWindow", WatchedWindow)  # noqa: B010 - the program makes its window by this name
    took: dict[str, list[float]] = {name: [] for name in FIGURES}
    clerk = Clerk(opened(app, url), beat, took)
    clerk.be_still()
    repaints = bare_repaints(clerk.desk.database)
    for work in (clerk.selects, clerk.reads, clerk.sells):
        work(int(count))
    clerk.turns_to_activity()
    repaints += bare_repaints(clerk.desk.database)
    clerk.window.close()
    for _ in range(ACTIVITIES):
        other = Clerk(opened(app, url), beat, took)
        other.turns_to_activity()
        other.window.close()
    return {**took, "keys": clerk.keys, "stall": beat.longest, "longest-paint": max(repaints)}


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:])))
