"""Hands and eyes of the tour: real keys and clicks on the real window, waiting for what must come, and pictures of what is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap
from PySide6.QtTest import QTest

from db import search
from db.fields import Value, by_keys
from db.search import Query
from desktop.app import Regulars
from desktop.desk import Desk
from desktop.flows import Later
from desktop.front import WindowFront
from desktop.people.tab import PeopleTab
from desktop.problems import sentence
from resources.i18n import _
from ui import theme
from ui.dialogs.question import Question
from ui.records_page import RecordsPage
from ui.roles import Role

Q = TypeVar("Q", bound=Question)
SECONDS = 20.0
LOOK_EVERY_MS = 10
NO_KEY, CONTROL, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Unseen(Exception):
    """Something else was seen than expected; the message says what, in a sentence."""


class TourFront(WindowFront):
    """The window's front; the system's file dialog alone is answered by the tour, and what the window had to refuse is kept."""

    file: Path | None = None

    def __init__(self, regulars: Regulars) -> None:
        super().__init__(regulars.window, regulars.menus.undo)
        self.refused: list[str] = []

    def ask_file(self, title: str, *, save: bool, name: str, kinds: tuple[tuple[str, str], ...]) -> Later[Path | None]:
        """See desktop.desk.Front: the file that the step has laid out."""
        later: Later[Path | None] = Later()
        later.done(self.file)
        return later

    def show_problem(self, error: BaseException) -> None:
        """See desktop.desk.Front; a step that waits in vain tells this sentence."""
        self.refused.append(sentence(error))
        super().show_problem(error)


class Hands(QObject):
    """One person's hands at one window. Every wait has a deadline; what does not come is `Unseen`."""

    def __init__(self, regulars: Regulars, folder: Path) -> None:
        super().__init__()
        self.regulars, self.folder = regulars, folder
        self.front = TourFront(regulars)
        regulars.front = self.front
        self.number, self.name, self.picture = 0, "", ""
        # What the edited sheet must have brought, by member number and field.
        self.changes: dict[str, dict[str, Value]] = {}

    @property
    def desk(self) -> Desk:
        """The desk of the club that is open."""
        if self.regulars.desk is None:
            raise Unseen(_("No club is open."))
        return self.regulars.desk

    @property
    def tab(self) -> PeopleTab:
        """The tab in view."""
        return self.regulars.ways.people_in_view()

    @property
    def page(self) -> RecordsPage:
        """The page of the tab in view."""
        return self.tab.page

    # Doing ---------------------------------------------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY, on: Any = None, times: int = 1) -> None:
        """Press a key, on the widget with the focus unless another is named."""
        for _time in range(times):
            QTest.keyClick(on or self.regulars.app.focusWidget() or self.regulars.window, key, modifiers)

    def fill(self, text: str, on: Any = None) -> None:
        """Type a text, letter by letter, in place of what stands there."""
        field = on or self.regulars.app.focusWidget()
        if field is None:
            raise Unseen(_("Nothing has the focus to type into."))
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)

    def click(self, widget: Any, at: QPoint | None = None, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Click on a widget with the left button; Unseen where it is not to be seen or not enabled."""
        if not widget.isVisible() or not widget.isEnabled():
            raise Unseen(
                _("What should be clicked cannot be clicked now: {what}.").format(what=widget.accessibleName() or widget.objectName())
            )
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifiers, at or widget.rect().center())

    def click_cell(self, row: int, key: str) -> None:
        """Click on the cell of a row and a column of the table."""
        model, table = self.tab.records.model, self.page.table
        column = model.column_of(key)
        if column is None or key not in table.columns.shown_keys():
            raise Unseen(_("The column {key} is not shown.").format(key=key))
        index = model.index(row, column)
        table.scrollTo(index)
        self.click(table.viewport(), table.visualRect(index).center())

    # Waiting and looking -------------------------------------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
        """Wait until it is so; Unseen where it is not within the seconds. *what*: what was waited for, in words."""
        later: Later[bool] = Later()
        timer, deadline = QTimer(self), monotonic() + seconds

        def look() -> None:
            try:
                is_so = bool(condition())
            except Exception as error:  # noqa: BLE001 - a slot of Qt would swallow it; it belongs to the step that waits.
                later.failed(error)
                return
            if is_so or monotonic() > deadline:
                later.done(is_so)

        timer.timeout.connect(look)
        timer.start(LOOK_EVERY_MS)
        try:
            came = await later
        finally:
            timer.stop()
            timer.deleteLater()
        if not came:
            told = _("It did not come within {n} seconds: {what}.").format(n=round(seconds), what=what)
            raise Unseen(" ".join((told, *self.front.refused)))

    async def settled(self) -> None:
        """Wait until the table shows the whole answer, with its rows painted."""
        await self.until(lambda: self.tab.records.is_settled, _("the answer in the table"))
        self.regulars.window.grab()
        await self.until(self._rows_are_there, _("the rows of the table"))

    async def pause(self, milliseconds: int = LOOK_EVERY_MS) -> None:
        """Let what was just told find its place on the screen."""
        later: Later[bool] = Later()
        QTimer.singleShot(milliseconds, self, lambda: later.done(True))
        await later

    def _rows_are_there(self) -> bool:
        first, last = self.page.table.visible_rows()
        model = self.tab.records.model
        return all(model.index(row, 0).data(Role.ID) is not None for row in range(first, min(last, model.rowCount() - 1) + 1))

    async def question(self, kind: type[Q]) -> Q:
        """The dialog of this kind, once it is open."""
        await self.until(lambda: self._open(kind), _("the question {name}").format(name=kind.__name__))
        return self._open(kind)[0]

    def _open(self, kind: type[Q]) -> list[Q]:
        return [dialog for dialog in self.regulars.window.findChildren(kind) if dialog.isVisible()]

    async def ids(self, query: Query) -> list[int]:
        """The ids that the database finds, in its order."""
        found = await self.desk.read(search.ids, query)
        return [int(each) for each in found]

    async def values(self, people: list[int], keys: tuple[str, ...]) -> list[dict[str, Value]]:
        """These details of these people as the database has them."""
        found = await self.desk.read(search.rows, people, by_keys(keys))
        return [dict(zip(keys, row[4:], strict=True)) for row in found]

    def same(self, seen: object, expected: object, what: str) -> None:
        """Unseen where the window shows something else than the database has."""
        if seen != expected:
            raise Unseen(_("{what}: the window shows {seen}, expected {expected}.").format(what=what, seen=seen, expected=expected))

    # Pictures ------------------------------------------------------------------------------------------------------------------------

    async def begin(self, number: int, name: str) -> None:
        """A step begins, in the active window: where no window manager is, a dialog that closes leaves none active."""
        self.number, self.name, self.picture = number, name, ""
        self.front.refused.clear()
        self.regulars.window.activateWindow()
        await self.until(self.regulars.window.isActiveWindow, _("the window in front"))

    async def take_picture(self) -> None:
        """Keep what is to be seen now as this step's picture."""
        await self.pause()
        self.picture = f"{self.number:02}-{self.name}.png"
        snapshot(self.regulars).save(str(self.folder / self.picture))

    def recover(self) -> None:
        """After a step that failed, put away what it left open, so that the next can be tried."""
        for top in self.regulars.app.topLevelWidgets():
            if top is not self.regulars.window and top.isVisible():
                top.close()
        if self.regulars.desk is not None:
            self.regulars.window.close_over()
            self.regulars.window.search.clear()


def snapshot(regulars: Regulars) -> QPixmap:
    """The window with the dialogs and popups that stand over it, as a person sees them; also where no screen is."""
    window = regulars.window
    picture = window.grab()
    over = [top for top in regulars.app.topLevelWidgets() if top is not window and top.isVisible()]
    painter = QPainter(picture)
    for top in over:
        at = top.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        is_bare = top.windowType() == Qt.WindowType.Dialog and QGuiApplication.platformName() == "offscreen"
        if is_bare:
            # Its screen is smaller than the window, so the dialog is put where a real one would put it.
            at = window.rect().center() - top.rect().center()
        painter.drawPixmap(at, top.grab())
        if is_bare:
            # No system draws a frame there; a hairline shows where the dialog ends.
            painter.setPen(QColor(theme.current().edge))
            painter.drawRect(top.rect().translated(at).adjusted(-1, -1, 0, 0))
    painter.end()
    return picture
