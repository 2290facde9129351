"""A colour picked from swatches by click and key, or any other one (look: tiers)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.colour_field import ColourField
from ui.fields import make_field
from ui.roles import Choice, Editor

CHOICES = (Choice("#7a8593", "Slate"), Choice("#d4a000", "Gold"), Choice("#2a8f6a", "Green"))


def a_field(qtbot: QtBot, hint: str = "Gold") -> ColourField:
    """Three swatches."""
    field = make_field(Editor("colour", CHOICES, hint=hint))
    assert isinstance(field, ColourField)
    qtbot.addWidget(field)
    field.resize(260, 60)
    field.show()
    return field


def test_swatches_are_chosen_by_click_and_keys_and_named(qtbot: QtBot) -> None:
    """Each change says so once; what is chosen has a name for a screen reader."""
    field = a_field(qtbot)
    said: list[str] = []
    field.edited.connect(lambda: said.append(field.value()))
    field.set_value("#7a8593")
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=field._place(1).toPoint())
    QTest.keyClick(field, Qt.Key.Key_Right)
    QTest.keyClick(field, Qt.Key.Key_Right)
    assert said == ["#d4a000", "#2a8f6a"]
    assert field.accessibleDescription() == "Green"


def test_a_colour_that_is_no_swatch_gets_one(qtbot: QtBot) -> None:
    """A club's own colour is kept and can be chosen again."""
    field = a_field(qtbot)
    field.set_value("#123456")
    assert field.value() == "#123456"
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert field.value() == "#2a8f6a"
    QTest.keyClick(field, Qt.Key.Key_Right)
    assert field.value() == "#123456"


def test_any_other_colour_is_offered_by_space(qtbot: QtBot) -> None:
    """The dialog is opened without stopping the window."""
    field = a_field(qtbot)
    field.set_value("#7a8593")
    dialog = field.open_colours()
    dialog.colorSelected.emit(QColor("#ff8800"))
    assert field.value() == "#ff8800"
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


def test_the_chip_is_shown_only_where_a_name_stands_on_it(qtbot: QtBot) -> None:
    """A tier's colour is seen under its name; without one the field is lower."""
    assert a_field(qtbot).heightForWidth(260) > a_field(qtbot, hint="").heightForWidth(260)
