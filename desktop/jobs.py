"""Jobs: work on other threads, its answers delivered on the GUI thread, with progress and stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from desktop.flows import Later

T = TypeVar("T")


class Progress(QObject):
    """How far a long job is: told from its thread, shown on the GUI thread; *stop* is looked at between its steps."""

    moved = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the job to stop; it ends with nothing changed."""
        self._stop.set()

    def is_stopped(self) -> bool:
        """Whether the person has asked to stop."""
        return self._stop.is_set()

    def tell(self, done: int, total: int) -> None:
        """Say how far the job is (from its thread)."""
        self.moved.emit(done, total)


class Jobs(Protocol):
    """Where work runs that must not block the window."""

    def run(self, work: Callable[[], T]) -> Later[T]:
        """Do *work* elsewhere; its value or error comes later, on the GUI thread."""

    def close(self) -> None:
        """Wait for what runs; nothing is started any more, and what is still asked for is never answered."""


class _Mail(QObject):
    """Carries answers to the GUI thread: a queued signal across threads."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, letter: Callable[[], None]) -> None:
        letter()


class ThreadJobs:
    """Jobs on a few threads of this process."""

    def __init__(self, threads: int = 3) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="regulars")
        self._mail = _Mail()
        self._running = 0
        self._is_closed = False

    @property
    def running(self) -> int:
        """How many jobs have not delivered yet."""
        return self._running

    def run(self, work: Callable[[], T]) -> Later[T]:
        """See Jobs."""
        later: Later[T] = Later()
        if self._is_closed:
            # A flow that was between two jobs when the window closed ends there, as one does whose job was cancelled.
            return later
        self._running += 1

        def deliver(letter: Callable[[], None]) -> None:
            self._running -= 1
            letter()

        def labour() -> None:
            letter: Callable[[], Any]
            try:
                value = work()
            except BaseException as error:  # noqa: BLE001 - every error belongs to whoever awaits the job; none may vanish with the thread
                caught = error
                letter = lambda: later.failed(caught)  # noqa: E731
            else:
                letter = lambda: later.done(value)  # noqa: E731
            self._mail.arrived.emit(lambda: deliver(letter))

        self._pool.submit(labour).add_done_callback(self._forget_if_cancelled)
        return later

    def _forget_if_cancelled(self, job: Future[None]) -> None:
        """A job that `close` cancelled never delivers; that happens on the thread that closes."""
        self._running -= job.cancelled()

    def close(self) -> None:
        """See Jobs."""
        self._is_closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
