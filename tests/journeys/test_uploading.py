"""A spreadsheet on its way in, in the real window (X3, X4, X9)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from pytestqt.qtbot import QtBot

from desktop.app import Regulars
from desktop.people import exchanging
from tests.builders import details
from tests.journeys.test_members import database_of, dialog_of
from ui.dialogs.mapping import MapColumns
from ui.import_page import ImportPage


def a_sheet(file: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def upload(window: Regulars, file: Path) -> ImportPage:
    """Have the window read a file."""
    assert window.desk is not None
    window.desk.start(exchanging.upload(window.ways.people_in_view(), file))
    page = window.window.pages.over("members")
    assert isinstance(page, ImportPage)
    return page


def previewed(qtbot: QtBot, page: ImportPage) -> None:
    """Wait for the preview."""
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.preview, timeout=20_000)


def test_a_changed_cell_is_seen_then_applied_then_undone(window: Regulars, qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing changes before Apply; Ctrl+Z takes the whole file back."""
    person = window.ways.people_in_view().records.model.id_at(0)
    assert person is not None
    before = details(database_of(window), person)
    file = a_sheet(tmp_path / "cities.xlsx", ("City", "Member no."), ("Neustadt", before["number"]))
    page = upload(window, file)
    previewed(qtbot, page)
    assert (page.counts.changed, page.counts.rows, page.counts.cells_changed) == (1, 1, 1)
    assert details(database_of(window), person)["city"] == before["city"]
    page.apply_button.click()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.message, timeout=20_000)
    assert details(database_of(window), person)["city"] == "Neustadt"
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: details(database_of(window), person)["city"] == before["city"])


def test_unknown_headings_are_asked_for(window: Regulars, qtbot: QtBot, tmp_path: Path) -> None:
    """spreadsheets.md, stage 4: else a mapping screen."""
    person = window.ways.people_in_view().records.model.id_at(0)
    assert person is not None
    number = details(database_of(window), person)["number"]
    page = upload(window, a_sheet(tmp_path / "odd.xlsx", ("Kenmerk", "Woonplek"), (number, "Neustadt")))
    dialog = dialog_of(qtbot, window, MapColumns)
    dialog.choices[0].set_value("number")
    dialog.choices[1].set_value("city")
    dialog.press()
    previewed(qtbot, page)
    assert (page.counts.changed, page.counts.rows) == (1, 1)
    page.closed.emit()


def test_a_refused_file_says_why_and_changes_nothing(window: Regulars, qtbot: QtBot, tmp_path: Path) -> None:
    """One plain sentence; nothing is changed."""
    file = tmp_path / "empty.xlsx"
    file.write_bytes(b"")
    page = upload(window, file)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.message, timeout=20_000)
    assert "empty.xlsx" in page.told.text()
    page.closed.emit()
