"""Two desks edit the same member: before, now and mine side by side, merged in one save (A1; features.md 1.5)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from db.database import Database
from db.operations import people
from desktop.app import Regulars
from tests.builders import an_act, details
from tests.journeys.test_members import database_of, dialog_of, field
from ui.dialogs.conflict import Conflict


def edited_by_both(window: Regulars, qtbot: QtBot) -> tuple[int, Any, Database]:
    """A person whose street, city and postcode are typed here while Jonas changed street, city and phone."""
    tab = window.people("members")
    person = tab.records.model.id_at(3)
    assert person is not None
    tab.page.table.show_record(person)
    panel = tab.page.details
    qtbot.waitUntil(lambda: panel.record() == person)
    tab.records.set_active(False)
    before = details(database_of(window), person)
    panel.edit("profile", "street")
    for key, text in (("street", "Mine 1"), ("city", "Delft"), ("postcode", "3511 AB")):
        field(panel, key).set_text(key, text)
    other = Database(database_of(window).url, desk="desk 1")
    theirs = {"street": (before["street"], "Theirs 2"), "city": (before["city"], "Gouda"), "note": (before["note"], "Called")}
    other.perform(an_act(operator="Jonas"), people.edit, person, theirs)
    return person, panel, other


def words(dialog: Conflict) -> str:
    """Every word of the dialog."""
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_each_field_starts_on_now_and_both_answers_go_in_one_save(window: Regulars, qtbot: QtBot) -> None:
    """A1: per field before, now, mine; what does not clash is listed and goes in by itself; one step, undone as one."""
    person, panel, other = edited_by_both(window, qtbot)
    before = details(other, person)
    panel.save()
    dialog = dialog_of(qtbot, window, Conflict)
    assert list(dialog.ways) == ["street", "city"]
    assert [now.text for now, _mine in dialog.ways.values()] == ["Theirs 2", "Gouda"]
    assert all(now.is_chosen and not mine.is_chosen for now, mine in dialog.ways.values())
    said = words(dialog)
    assert "Jonas at desk 1 saved" in said
    assert "Postcode 3511 AB" in said
    assert "Internal note Called" in said
    assert dialog.action_button.text() == "Save, 2 from Jonas"
    QTest.keyClick(dialog.ways["street"][0], Qt.Key.Key_Right)
    assert dialog.action_button.text() == "Save 1 of mine, 1 from Jonas"
    dialog.press()
    qtbot.waitUntil(lambda: details(other, person)["street"] == "Mine 1")
    after = details(other, person)
    assert (after["city"], after["postcode"], after["note"]) == ("Gouda", "3511 AB", "Called")
    qtbot.waitUntil(lambda: not panel.is_dirty())
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: details(other, person)["street"] == "Theirs 2")
    assert details(other, person)["postcode"] == before["postcode"]
    other.close()


def test_going_back_to_editing_keeps_everything_typed(window: Regulars, qtbot: QtBot) -> None:
    """A1: nothing of mine is lost, nothing of theirs is overwritten."""
    person, panel, other = edited_by_both(window, qtbot)
    panel.save()
    dialog = dialog_of(qtbot, window, Conflict)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.jobs.running == 0)
    assert panel.is_dirty()
    assert field(panel, "street").text("street") == "Mine 1"
    assert details(other, person)["street"] == "Theirs 2"
    panel.save()
    dialog = dialog_of(qtbot, window, Conflict)
    dialog.take_mine.click()
    assert dialog.action_button.text() == "Save 2 of mine"
    dialog.press()
    qtbot.waitUntil(lambda: details(other, person)["city"] == "Delft")
    qtbot.waitUntil(lambda: not panel.is_dirty())
    other.close()


def test_a_third_change_while_the_question_is_open_is_asked_about_again(window: Regulars, qtbot: QtBot) -> None:
    """A1: what was chosen goes over what the dialog showed, never over what came after."""
    person, panel, other = edited_by_both(window, qtbot)
    panel.save()
    dialog = dialog_of(qtbot, window, Conflict)
    dialog.choose("street", mine=True)
    other.perform(an_act(operator="Ann"), people.edit, person, {"street": ("Theirs 2", "Ann 3")})
    dialog.press()
    qtbot.waitUntil(lambda: dialog_of(qtbot, window, Conflict) is not dialog)
    again = dialog_of(qtbot, window, Conflict)
    assert [now.text for now, _mine in again.ways.values()] == ["Ann 3"]
    again.choose("street", mine=True)
    again.press()
    qtbot.waitUntil(lambda: details(other, person)["street"] == "Mine 1")
    assert details(other, person)["city"] == "Gouda"
    qtbot.waitUntil(lambda: not panel.is_dirty())
    other.close()


def test_a_cell_edited_over_another_desks_change_asks_too(window: Regulars, qtbot: QtBot) -> None:
    """A1: a save goes over what the cell showed when it was opened, though the change came in meanwhile."""
    tab = window.people("members")
    person = tab.records.model.id_at(0)
    assert person is not None
    before = details(database_of(window), person)["first_name"]
    tab.page.table.show_record(person)
    column = tab.records.model.column_of("first_name")
    assert column is not None
    tab.page.table.setCurrentIndex(tab.records.model.index(0, column))
    QTest.keyClick(tab.page.table, Qt.Key.Key_F2)
    editor = tab.page.table.viewport().findChild(QLineEdit)
    assert editor is not None
    other = Database(database_of(window).url, desk="desk 1")
    other.perform(an_act(operator="Jonas"), people.edit, person, {"first_name": (before, "Ruth")})
    tab.records.look_now()
    editor.setText("Zebedee")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, window, Conflict)
    assert [(now.text, mine.text) for now, mine in dialog.ways.values()] == [("Ruth", "Zebedee")]
    dialog.take_mine.click()
    dialog.press()
    qtbot.waitUntil(lambda: details(other, person)["first_name"] == "Zebedee")
    other.close()
