"""How the running program holds memory: large blocks go back to the system, and garbage is collected by the window's thread alone."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

# glibc's M_MMAP_THRESHOLD, and from how many bytes on a block is one of its own.
_THRESHOLD, _LARGE = -3, 262_144
LOOK_MILLISECONDS = 1000
# So many new objects make a young collection worth while; the oldest are looked through once a minute.
YOUNG = 2000
LOOKS_A_FULL_ONE = 60


class _Undisturbed:
    """How many jobs with large data run now."""

    lock = threading.Lock()
    running = 0


def give_back_large_blocks() -> None:
    """On Linux, map large blocks one by one, so that each goes back as soon as it is free.

    glibc would raise the limit to 32 MB by itself, and the text of a million ids, once read, would stay in the heap of its thread: 40 MB
    of the 300 that table.md allows.
    """
    if sys.platform.startswith("linux"):
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_THRESHOLD, _LARGE)


def keep_what_lasts() -> None:
    """Leave what is alive now out of later collections: each would look through 100,000 objects, and stop the window for 40 ms."""
    gc.freeze()


class Collector(QObject):
    """Collects cyclic garbage on the thread that made it, the window's; from the first one on, Python does not collect by itself.

    Python collects on whichever thread happens to allocate. A widget or an action in a cycle would then be destroyed by a worker, which Qt
    does not survive: the process dies at some later moment, in some other place.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect where enough has come together, but not while a job makes hundreds of thousands of rows."""
        if _Undisturbed.running:
            return
        self._looks += 1
        if self._looks % LOOKS_A_FULL_ONE == 0:
            gc.collect()
        elif gc.get_count()[0] > YOUNG:
            gc.collect(1)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Collect nothing while a job reads or makes hundreds of thousands of rows.

    The rows of a sheet of 100,000 would be looked through again and again, 130 ms each time, in which the window stands still.
    """
    with _Undisturbed.lock:
        _Undisturbed.running += 1
    try:
        yield
    finally:
        with _Undisturbed.lock:
            _Undisturbed.running -= 1
