"""The note: typed, or one of the last by Enter, the arrows or a click (look.md, *Dialogs*)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.form import FieldSpec, Form
from ui.note_field import NoteField
from ui.roles import Choice, Editor

NOTES = tuple(Choice(note, note) for note in ("Counter", "Phone order", "Choir"))


def a_note(qtbot: QtBot) -> tuple[Form, NoteField]:
    """A form with a mandatory note."""
    form = Form([FieldSpec("note", "Internal note", Editor("note", NOTES), required=True)])
    qtbot.addWidget(form)
    form.show()
    field = form.field("note")
    assert isinstance(field, NoteField)
    return form, field


def test_enter_takes_the_first_note_and_the_arrows_another(qtbot: QtBot) -> None:
    form, field = a_note(qtbot)
    edited: list[str] = []
    form.edited.connect(edited.append)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert (field.value(), edited) == ("Counter", ["note"])
    field.set_value("")
    QTest.keyClick(field.line, Qt.Key.Key_Down)
    QTest.keyClick(field.line, Qt.Key.Key_Down)
    QTest.keyClick(field.line, Qt.Key.Key_Up)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == "Phone order"


def test_a_note_typed_is_kept_and_one_cleared_is_none(qtbot: QtBot) -> None:
    _form, field = a_note(qtbot)
    QTest.keyClicks(field.line, "Own")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == "Own"
    field.line.selectAll()
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == ""


def test_a_click_takes_a_note(qtbot: QtBot) -> None:
    _form, field = a_note(qtbot)
    place = field.notes.visualItemRect(field.notes.item(2)).center()
    QTest.mouseClick(field.notes.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert field.value() == "Choir"


def test_a_missing_note_is_marked_on_its_line_and_read_by_its_name(qtbot: QtBot) -> None:
    form, field = a_note(qtbot)
    assert not form.check()
    assert form.focus_first_fault()
    assert field.line.property("faulty")
    assert (field.line.accessibleName(), field.line.accessibleDescription()) == ("Internal note", "Please fill this in.")
    field.take("Counter")
    assert not field.line.property("faulty")
