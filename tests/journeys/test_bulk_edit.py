"""One field of many people changed from the table: shown before, one step, undone as one (issue 5, item 7; features.md 2.29)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Regulars
from tests.builders import a_club, a_member, details
from tests.journeys.test_members import dialog_of, settled
from ui.dialogs.bulk_edit import BulkEdit


def told(dialog: BulkEdit) -> str:
    """What the dialog says the change would do."""
    return " ".join(label.text() for label in dialog.effect.findChildren(QLabel) if not label.isHidden())


def a_club_of_three(url: str) -> list[int]:
    """Three members, one of whom is interested in books already."""
    club = a_club(url)
    people = [a_member(club, last_name=name, interests=words).id for name, words in (("Aalto", None), ("Bos", "books"), ("Cruz", None))]
    club.close()
    return people


def test_a_tag_is_added_to_everybody_selected_and_taken_back_as_one(
    open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot
) -> None:
    """2 change, 1 has it already; the button says so; Ctrl+Z takes all of it back."""
    people = a_club_of_three(engine_url)
    window = open_window(engine_url)
    tab = window.people("members")
    settled(qtbot, window)
    tab.page.table.select_all_rows()
    tab.commands.verbs["bulk_edit"].trigger()
    dialog = dialog_of(qtbot, window, BulkEdit)
    dialog.which.set_text("key", "interests")
    dialog.which.edited.emit("key")
    QTest.keyClicks(dialog.form.field("value"), "Books")
    qtbot.waitUntil(lambda: "2 people change" in told(dialog))
    assert "1 person has it so already" in told(dialog)
    assert dialog.action_button.text() == "Change 2 people"
    dialog.press()
    assert window.desk is not None
    database = window.desk.database
    qtbot.waitUntil(lambda: [details(database, each)["interests"] for each in people] == ["Books", "books", "Books"])
    qtbot.waitUntil(window.menus.undo.isEnabled)
    assert "Change Interests of 3 people" in window.menus.undo.text()
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: [details(database, each)["interests"] for each in people] == [None, "books", None])
    qtbot.waitUntil(window.menus.redo.isEnabled)
    window.menus.redo.trigger()
    qtbot.waitUntil(lambda: details(database, people[0])["interests"] == "Books")


def test_what_the_field_cannot_hold_is_told_at_it_and_stays_typed(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """Who is refused is named with the reason; a date in the future is refused for everybody, and the dialog comes back with it."""
    url = f"sqlite+pysqlite:///{(tmp_path / 'bulk.regulars').as_posix()}"
    people = a_club_of_three(url)
    window = open_window(url)
    tab = window.people("members")
    settled(qtbot, window)
    tab.page.table.select_all_rows()
    tab.commands.verbs["bulk_edit"].trigger()
    dialog = dialog_of(qtbot, window, BulkEdit)
    dialog.which.set_text("key", "joined")
    dialog.which.edited.emit("key")
    QTest.keyClicks(dialog.form.field("value"), "soon")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.form.problem("value")
    dialog.form.set_text("value", "2027-01-01")
    dialog.form.edited.emit("value")
    qtbot.waitUntil(lambda: "3 people are left out" in told(dialog))
    assert "Zoë Aalto, Zoë Bos, Zoë Cruz: The date lies in the future." in told(dialog)
    dialog.press()
    qtbot.waitUntil(lambda: dialog_of(qtbot, window, BulkEdit) is not dialog)
    again = dialog_of(qtbot, window, BulkEdit)
    assert again.current().text == "2027-01-01"
    assert "None of these people" in again.form.problem("value")
    again.reject()
    assert window.desk is not None
    assert details(window.desk.database, people[0])["joined"] == "2026-07-01"
