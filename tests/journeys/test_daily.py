"""The daily run in the window: at the start and after midnight, behind the screen (E3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.entities.programme import Programme
from desktop.app import Regulars
from tests.builders import a_club, a_member
from tests.db.test_points import give
from tests.journeys.test_members import database_of


def done_on(window: Regulars) -> str | None:
    """The last day that was run."""
    with database_of(window).read() as connection:
        return connection.execute(select(Programme.c.daily_done_on)).scalar()


def test_what_is_due_is_booked_when_the_window_opens(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """E3: nobody presses anything; the notice says what was done, and the table shows the points that are left."""
    file = tmp_path / "due.regulars"
    database = a_club(str(file))
    member = a_member(database).id
    give(database, member, 100, date(2026, 7, 1), date(2026, 7, 10))
    give(database, member, 30, date(2026, 7, 1))
    database.close()
    window = open_window(str(file))
    qtbot.waitUntil(lambda: done_on(window) is not None, timeout=20_000)
    qtbot.waitUntil(lambda: any("100 points expired" in text for text in texts(window)), timeout=20_000)


def texts(window: Regulars) -> list[str]:
    """The notices in view."""
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in window.ways.people_in_view().page.findChildren(QLabel)]
