"""Spreadsheets that cannot be taken, dropped on the window: one sentence on the upload page, nothing changed (issue 3, *Bad input*)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.app import Regulars
from tests.desktop.sheets.files import a_csv
from tests.desktop.test_cli_bad_input import unreadable
from tests.journeys.test_members import database_of
from ui.import_page import ImportPage


def content(window: Regulars) -> list[Any]:
    """Everybody as they stand."""
    with database_of(window).read() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM people ORDER BY id"))]


def dropped(qtbot: QtBot, window: Regulars, file: Path) -> ImportPage:
    """The upload page of a file that was dropped on the window."""
    window.window.file_dropped.emit(file)
    pages: list[ImportPage] = []

    def is_there() -> bool:
        pages[:] = [page for page in window.window.findChildren(ImportPage) if page.isVisible()]
        return bool(pages)

    qtbot.waitUntil(is_there)
    return pages[0]


def shown(qtbot: QtBot, page: ImportPage, part: QWidget) -> None:
    """Wait until this part of the page is in view."""
    qtbot.waitUntil(lambda: page.stack.currentWidget() is part, timeout=20_000)


def closed(qtbot: QtBot, window: Regulars, page: ImportPage) -> None:
    """Leave the page."""
    page.closed.emit()
    qtbot.waitUntil(lambda: not [each for each in window.window.findChildren(ImportPage) if each.isVisible()])


def test_each_file_that_cannot_be_read_is_told_by_name(window: Regulars, qtbot: QtBot, tmp_path: Path) -> None:
    """Unreadable, encrypted, truncated, zero-byte, wrongly named, a folder, a file that is not there."""
    before = content(window)
    for name, file in unreadable(tmp_path).items():
        page = dropped(qtbot, window, file)
        shown(qtbot, page, page.message)
        assert name in page.told.text()
        assert "\n" not in page.told.text()
        assert not page.untouched.isHidden()
        closed(qtbot, window, page)
    assert content(window) == before


def test_bad_rows_are_counted_and_apply_waits(window: Regulars, qtbot: QtBot, tmp_path: Path) -> None:
    """A member no. twice, impossible dates, phones and e-mails, hidden signs, far too long a name: by row; nothing can be applied yet."""
    before = content(window)
    rows = ["Member no.,Last name,Birthday,Phone,E-mail,City", "10001,,,,,Delft", "10001,,,,,Leiden", "10002,,1990-02-30,,,", "10003,,,12,,",
            "10004,,,,no mail,", "10005,Bel\x07l,,,,", f"10006,{'x' * 10_000},,,,", "99999,,,,,Delft", "10007,,,,,Delft"]  # fmt: skip
    page = dropped(qtbot, window, a_csv(tmp_path / "bad.csv", "\n".join(rows)))
    shown(qtbot, page, page.preview)
    assert (page.counts.errors, page.counts.changed) == (8, 1)
    assert not page.apply_button.isEnabled()
    assert "8 rows" in page.reason_to_wait()
    assert content(window) == before
    closed(qtbot, window, page)
