"""The threads behind a table: one searches (newest wins), one reads pages, one listens for other desks; none of them touches the window."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from db import search
from db.database import Database
from db.errors import Told
from db.fields import Field
from db.journal import Change, Watch
from db.search import Query, Reader
from desktop.records.selecting import Step
from desktop.records.source import PEOPLE, Source

PENDING_PAGES = 4
POLL_SECONDS = 1.0
CLOSE_SECONDS = 10.0


@dataclass(frozen=True)
class Ask:
    """One question to the search thread; the larger *number* is the newer."""

    number: int
    query: Query
    quietly: bool = False


@dataclass(frozen=True)
class Answered:
    """Nothing more comes to this question."""


class Worker:
    """A daemon thread with a reader of its own; what it finds goes to *deliver*, which must be safe to call from any thread."""

    def __init__(self, name: str, database: Database, *, cache: int) -> None:
        self.reader = Reader(database, cache=cache)
        self._wake = threading.Condition()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """End what runs, and wait for the thread."""
        with self._wake:
            self._is_closing = True
            self._wake.notify_all()
        self.reader.interrupt()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)
        self.reader.close()

    def _run(self) -> None:
        raise NotImplementedError


class SearchThread(Worker):
    """Answers the newest question; an older one is interrupted and its late answers are dropped (table.md, 6)."""

    def __init__(self, database: Database, deliver: Callable[[int, Step | Answered | Exception], None], source: Source = PEOPLE) -> None:
        super().__init__("records-search", database, cache=2_000)
        self.selecting = source.answering()
        self._deliver = deliver
        self._newest: Ask | None = None
        self._forgotten: list[Collection[str] | None] = []
        self._running = 0

    def ask(self, ask: Ask) -> None:
        """Answer this question instead of any other."""
        with self._wake:
            self._newest = ask
            self._wake.notify_all()
            is_running = bool(self._running)
        if is_running:
            self.reader.interrupt()

    def forget(self, keys: Collection[str] | None) -> None:
        """Drop what is kept of these columns before the next question."""
        with self._wake:
            self._forgotten.append(keys)

    def _run(self) -> None:
        while (ask := self._next()) is not None:
            try:
                self._answer(ask)
            except Exception as error:  # noqa: BLE001 - every error is the table's to show; the thread lives on
                if not search.was_interrupted(error):
                    self._deliver(ask.number, error)
                elif self._is_newest(ask):
                    # The interruption was meant for the question before; this one is asked again.
                    self.ask(ask)
            finally:
                with self._wake:
                    self._running = 0

    def _next(self) -> Ask | None:
        with self._wake:
            self._wake.wait_for(lambda: self._newest is not None or self._is_closing)
            if self._is_closing:
                return None
            ask, self._newest = self._newest, None
            for keys in self._forgotten:
                self.selecting.forget(keys)
            self._forgotten.clear()
            assert ask is not None
            self._running = ask.number
            return ask

    def _is_newest(self, ask: Ask) -> bool:
        with self._wake:
            return self._newest is None and not self._is_closing

    def _answer(self, ask: Ask) -> None:
        with self.reader.reading() as connection:
            for step in self.selecting.steps(connection, ask.query, quietly=ask.quietly):
                if not self._is_newest(ask):
                    return
                self._deliver(ask.number, step)
        self._deliver(ask.number, Answered())


@dataclass
class PageRequest:
    """Rows of these ids, made ready by *make*; *answer* is given the ready rows."""

    ids: list[int]
    fields: tuple[Field, ...]
    make: Callable[[list[tuple[Any, ...]], Any], Any]
    answer: Future[Any] = field(default_factory=Future)


class PageThread(Worker):
    """Reads pages, the one asked last first; when the view has jumped on, the oldest are dropped (table.md, 5)."""

    def __init__(self, database: Database, deliver: Callable[[PageRequest], None], source: Source = PEOPLE) -> None:
        super().__init__("records-pages", database, cache=2_000)
        self._source = source
        self._deliver = deliver
        self._pending: deque[PageRequest] = deque()
        self._beside: Any = None

    def ask(self, request: PageRequest) -> list[PageRequest]:
        """Read this page next; gives the requests that are dropped for it."""
        dropped = []
        with self._wake:
            self._pending.append(request)
            while len(self._pending) > PENDING_PAGES:
                dropped.append(self._pending.popleft())
            self._wake.notify_all()
        for old in dropped:
            old.answer.cancel()
        return dropped

    def forget_beside(self) -> None:
        """Read what stands beside the rows (the colours of the tiers) again with the next page."""
        self._beside = None

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._pending or self._is_closing)
                if self._is_closing:
                    return
                request = self._pending.pop()
            if not request.answer.set_running_or_notify_cancel():
                continue
            try:
                with self.reader.reading() as connection:
                    beside = self._beside
                    if beside is None:
                        self._beside = beside = self._source.beside(connection)
                    rows = self._source.rows(connection, request.ids, request.fields)
                request.answer.set_result(request.make(rows, beside))
            except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for the page
                request.answer.set_exception(error)
            self._deliver(request)


class NewsThread(Worker):
    """Asks every second, while the window is active, what other desks changed (table.md, *Other desks*)."""

    def __init__(self, database: Database, deliver: Callable[[list[Change] | Told], None], *, seconds: float = POLL_SECONDS) -> None:
        super().__init__("records-news", database, cache=1_000)
        self._deliver = deliver
        self._seconds = seconds
        self._is_active = True
        # The first look is at once: what changes from the opening on is news.
        self._is_poked = True

    def look_now(self) -> None:
        """Look at once, for instance because this desk has just written."""
        with self._wake:
            self._is_poked = True
            self._wake.notify_all()

    def set_active(self, is_active: bool) -> None:
        """Rest while the window is hidden; look at once when it is back."""
        with self._wake:
            self._is_active = is_active
            self._is_poked = is_active
            self._wake.notify_all()

    def _run(self) -> None:
        watch = Watch()
        is_started = is_away = False
        while self._waited():
            try:
                with self.reader.reading() as connection:
                    if not is_started:
                        watch.start(connection)
                        is_started = True
                        continue
                    changes = watch.changes(connection)
                is_away = False
            except Exception as error:
                if isinstance(error, Told) and not is_away and not self._is_closing:
                    self._deliver(error)
                    is_away = True
                elif not isinstance(error, Told) and not search.was_interrupted(error):
                    raise
                continue
            if changes:
                self._deliver(changes)

    def _waited(self) -> bool:
        """Wait for the next look; False at the end."""
        with self._wake:
            if not self._is_poked:
                self._wake.wait_for(lambda: self._is_poked or self._is_closing, self._seconds)
            while not self._is_active and not self._is_closing and not self._is_poked:
                self._wake.wait()
            self._is_poked = False
            return not self._is_closing
