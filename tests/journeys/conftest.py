"""The real window on a small sample club, closed with nothing left running."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from db import founding
from desktop.app import Regulars
from desktop.settings import Settings
from tests.builders import TODAY, an_act

PEOPLE = 300


@pytest.fixture(scope="session")
def sample_club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample club of 300 people, made once and copied for each test."""
    file = tmp_path_factory.mktemp("sample") / "sample.regulars"
    founding.demo_club(str(file), an_act("Sample", today=TODAY), PEOPLE, 1).close()
    return file


@pytest.fixture
def open_window(sample_club: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[..., Regulars]]:
    """Opens the window on a copy of the sample club, or on the database that is named."""
    opened: list[Regulars] = []
    locale = QLocale()

    def open_(database: str | None = None) -> Regulars:
        if database is None:
            copy = tmp_path / "club.regulars"
            copy.write_bytes(sample_club.read_bytes())
            database = str(copy)
        regulars = Regulars(qapp, Settings(tmp_path / f"settings-{len(opened)}.json"), today=lambda: TODAY)
        opened.append(regulars)
        regulars.show(database)
        qtbot.waitUntil(lambda: regulars.desk is not None, timeout=20_000)
        assert regulars.people("prospects") is not None
        qtbot.waitUntil(lambda: all(tab.is_settled for tab in regulars.tabs.values()), timeout=20_000)
        return regulars

    yield open_
    for regulars in opened:
        # What a test leaves typed is dropped only at the second time.
        assert regulars.window.close() or regulars.window.close()
        _wait_for_jobs(qtbot, regulars)
        regulars.window.deleteLater()
        QCoreApplication.sendPostedEvents(regulars.window, QEvent.Type.DeferredDelete)
    opened.clear()
    gc.collect()
    # A club brings its language with it; the next test of this process begins as this one did.
    QLocale.setDefault(locale)
    assert [widget for widget in qapp.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()] == []


def _wait_for_jobs(qtbot: QtBot, regulars: Regulars) -> None:
    """Nothing of a closed window still runs."""
    qtbot.waitUntil(lambda: regulars.jobs.running == 0)


@pytest.fixture
def window(open_window: Callable[..., Regulars]) -> Regulars:
    """The window on the sample club."""
    return open_window()
