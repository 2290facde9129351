"""Garbage is collected on the window's thread alone (`desktop.memory`)."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop import memory


class Ring:
    """Something in a cycle, which tells the thread that it goes on."""

    def __init__(self, gone_on: list[threading.Thread]) -> None:
        self.gone_on = gone_on
        self.itself = self

    def __del__(self) -> None:
        self.gone_on.append(threading.current_thread())


def test_a_worker_that_allocates_does_not_collect(qtbot: QtBot) -> None:
    """Python would otherwise destroy a widget on that thread, which Qt does not survive."""
    parent = QObject()
    collector = memory.Collector(parent)
    gone_on: list[threading.Thread] = []
    Ring(gone_on)
    worker = threading.Thread(target=lambda: [[] for _ in range(200_000)])
    worker.start()
    worker.join()
    assert not gc.isenabled()
    assert gone_on == []
    filler: list[list[int]] = [[] for _ in range(memory.YOUNG + 1000)]
    collector.look()
    assert gone_on == [threading.main_thread()]
    assert len(filler) > memory.YOUNG


def test_nothing_is_collected_while_a_large_job_runs(qtbot: QtBot) -> None:
    """The window would stand still for each look through a hundred thousand rows."""
    parent = QObject()
    collector = memory.Collector(parent)
    gone_on: list[threading.Thread] = []
    Ring(gone_on)
    filler: list[list[int]] = [[] for _ in range(memory.YOUNG + 1000)]
    with memory.undisturbed():
        collector.look()
        assert gone_on == []
    collector.look()
    assert len(gone_on) == 1
    assert len(filler) > memory.YOUNG
