"""Records: a query in, a table of records out; keeps up with the typing, with this desk's edits and with other desks (table.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from db.database import Database
from db.errors import Told
from db.fields import Field, Manner
from db.journal import Change
from db.search import Query, Sort
from desktop.records.model import RecordsModel
from desktop.records.selecting import Elsewhere, Found, Step, Sums
from desktop.records.source import PEOPLE, Source
from desktop.records.threads import Answered, Ask, NewsThread, PageThread, SearchThread
from ui.roles import Editor

DEBOUNCE_MILLISECONDS = 80
QUICK_LETTERS = 2


class Records(QObject):
    """The rows of one tab.

    `count_changed(count, is_whole)`, `sums_changed({key: sum})`, `hint(kind, count)` with kind "" (none), "inside" or "prospects",
    `busy(is_busy)`, `failed(error)`, `news(changes)`: what anybody changed, this desk included; `changed_elsewhere(ids)`: the records among them.

    *source*: which kind of record. *listens*: whether it asks every second for the changes of other desks; one table of a window does, and
    the others are told by it (`take_news`).
    """

    count_changed = Signal(int, bool)
    sums_changed = Signal(object)
    hint = Signal(str, int)
    busy = Signal(bool)
    failed = Signal(object)
    changed_elsewhere = Signal(object)
    news = Signal(object)
    _stepped = Signal(int, object)
    _page_read = Signal(object)
    _news_came = Signal(object)

    def __init__(
        self,
        database: Database,
        manner: Manner,
        fields: Sequence[Field],
        *,
        query: Query | None = None,
        editors: Mapping[str, Editor] | None = None,
        source: Source = PEOPLE,
        listens: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._query = query or source.query()
        self._search = SearchThread(database, self._stepped.emit, source)
        self._reader = PageThread(database, self._page_read.emit, source)
        self._listener = NewsThread(database, self._news_came.emit) if listens else None
        self.model = RecordsModel(fields, manner, editors or {}, self._reader.ask, self, source=source)
        self._number = 0
        self._answered = -1
        self._quietly = False
        self._is_held = False
        self._kept_news: list[Change] = []
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MILLISECONDS)
        self._debounce.timeout.connect(self._ask)
        queued = Qt.ConnectionType.QueuedConnection
        self._stepped.connect(self._take_step, queued)
        self._page_read.connect(self.model.page_arrived, queued)
        self._news_came.connect(self.take_news, queued)
        self.model.page_failed.connect(self.failed)
        self.model.sort_requested.connect(self.sort_by)

    def start(self) -> None:
        """Open: begin to listen and ask the first question."""
        for worker in (self._reader, self._search, self._listener):
            if worker is not None:
                worker.start()
        self._ask()

    def close(self) -> None:
        """End the threads; nothing is shown any more."""
        self._number += 1
        self._debounce.stop()
        for worker in (self._listener, self._search, self._reader):
            if worker is not None:
                worker.close()

    @property
    def query(self) -> Query:
        """What is asked now."""
        return self._query

    @property
    def is_settled(self) -> bool:
        """Whether the whole answer to the present question is shown and nothing is awaited."""
        return not self._debounce.isActive() and self._answered == self._number

    def set_query(self, query: Query) -> None:
        """Ask something else; from the third letter of a search text on it waits for a pause in the typing."""
        if query == self._query:
            return
        is_typing = query.text != self._query.text and len(query.text.strip()) > QUICK_LETTERS
        self._query = query
        if is_typing:
            self._debounce.start()
        else:
            self._ask()

    def set_text(self, text: str) -> None:
        """Search for this text beside the other conditions."""
        self.set_query(replace(self._query, text=text))

    def sort_by(self, key: str, is_descending: bool, is_added: bool = False) -> None:
        """Sort by a column; *is_added*: within the order that is there."""
        before = tuple(sort for sort in self._query.sort if sort.key != key) if is_added else ()
        self.set_query(replace(self._query, sort=(*before, Sort(key, is_descending))))

    def ask_at_once(self) -> None:
        """Do not wait for a pause in the typing (Enter was pressed)."""
        if self._debounce.isActive():
            self._ask()

    def look_now(self) -> None:
        """Look for changes at once: this desk has just written."""
        if self._listener is not None:
            self._listener.look_now()

    def ask_anew(self) -> None:
        """Read everything again, whatever is kept (F5); what is shown stays until the answer is there."""
        self._search.forget(None)
        self._reader.forget_beside()
        self.model.make_stale()
        self._ask(quietly=True)

    def set_active(self, is_active: bool) -> None:
        """Whether the window is active: news are asked for only then."""
        if self._listener is not None:
            self._listener.set_active(is_active)

    def hold(self, is_held: bool) -> None:
        """While a cell editor is open the refresh waits (table.md, *Other desks*)."""
        self._is_held = is_held
        if not is_held and self._kept_news:
            changes, self._kept_news = self._kept_news, []
            self.take_news(changes)

    def _ask(self, *, quietly: bool = False) -> None:
        self._debounce.stop()
        self._number += 1
        self._quietly = quietly
        if not quietly:
            self.hint.emit("", 0)
        self.busy.emit(True)
        self._search.ask(Ask(self._number, self._query, quietly))

    def _take_step(self, number: int, step: Step | Answered | Exception) -> None:
        """Show a part of the answer; what belongs to an older question is dropped."""
        if number != self._number:
            return
        match step:
            case Found():
                self.model.set_ids(step.ids, keeps_place=self._quietly)
                self.count_changed.emit(len(step.ids), step.whole)
                if step.whole:
                    self._answered = number
                    self.busy.emit(False)
                if step.inside:
                    self.hint.emit("inside", len(step.ids))
            case Elsewhere():
                self.hint.emit("prospects", step.count)
            case Sums():
                self.sums_changed.emit(step.sums)
            case Answered():
                self.busy.emit(False)
            case _:
                self.busy.emit(False)
                self.failed.emit(step)

    def take_news(self, news: list[Change] | Told) -> None:
        """Other rows only: they are read again. Who is found, or in which order: asked again in the background."""
        if isinstance(news, Told):
            self.failed.emit(news)
            return
        if self._is_held:
            self._kept_news.extend(news)
            return
        self.news.emit(news)
        told = self._source.news(news)
        self._search.forget(told.keys)
        if told.colours_changed:
            self._reader.forget_beside()
        self.model.make_stale(told.records)
        if told.keys is None or told.keys & self._source.looks_at(self._query):
            if not self._debounce.isActive():
                self._ask(quietly=True)
        elif told.keys & set(self._search.selecting.figures):
            self._ask(quietly=True)
        if told.records:
            self.changed_elsewhere.emit(told.records)
