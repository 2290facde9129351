"""Small widgets: what they say to keys and screen readers, and what they do where room is short."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QVBoxLayout
from pytestqt.qtbot import QtBot

from ui.controls import ActionButton, ChipButton, ElidedLabel, PushButton, ToolButton
from ui.icons import icon
from ui.theme import Theme


def test_a_chip_is_changed_by_enter_and_removed_by_backspace(qtbot: QtBot, light: Theme) -> None:
    chip = ChipButton("Joined", "since 1 June 2026")
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "Joined since 1 June 2026"
    with qtbot.waitSignal(chip.edit_requested):
        QTest.keyClick(chip, Qt.Key.Key_Return)
    with qtbot.waitSignal(chip.remove_requested):
        QTest.keyClick(chip, Qt.Key.Key_Backspace)


def test_a_click_on_the_cross_of_a_chip_removes_it_and_elsewhere_changes_it(qtbot: QtBot, light: Theme) -> None:
    chip = ChipButton("Consent", "yes")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    chip.show()
    with qtbot.waitSignal(chip.edit_requested):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(12, chip.height() // 2))
    with qtbot.waitSignal(chip.remove_requested):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 14, chip.height() // 2))


def test_enter_presses_the_button_that_has_the_focus_and_not_the_default_one(qtbot: QtBot, light: Theme) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    deduct, cancel = PushButton("Deduct", dialog, filled=True), PushButton("Cancel", dialog)
    layout = QVBoxLayout(dialog)
    layout.addWidget(deduct)
    layout.addWidget(cancel)
    pressed: list[str] = []
    deduct.clicked.connect(lambda: pressed.append("deduct"))
    cancel.clicked.connect(lambda: pressed.append("cancel"))
    dialog.show()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert pressed == ["cancel"]
    assert deduct.isDefault()


def test_buttons_follow_their_action(qtbot: QtBot, light: Theme) -> None:
    action = QAction(icon("add"), "New member")
    action.setShortcut(QKeySequence("Ctrl+N"))
    button, tool = ActionButton(action), ToolButton(action, words=False)
    for widget in (button, tool):
        qtbot.addWidget(widget)
        assert widget.toolTip() == "New member (Ctrl+N)"
    assert tool.accessibleName() == "New member"
    action.setEnabled(False)
    assert not button.isEnabled()
    assert not tool.isEnabled()


def test_a_label_that_is_cut_tells_the_whole_in_its_tooltip(qtbot: QtBot, light: Theme) -> None:
    label = ElidedLabel("Lefèvre-Delacroix, Françoise")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.grab()
    assert label.toolTip() == "Lefèvre-Delacroix, Françoise"
    label.resize(400, 20)
    label.grab()
    assert label.toolTip() == ""
