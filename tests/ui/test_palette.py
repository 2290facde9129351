"""The palette: the typed part is bold, keys move over what can be done, Enter does it (look: palette)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.icons import icon
from ui.palette import Palette, PaletteAnswer, PaletteItem, PaletteSection, spans
from ui.roles import Chip
from ui.theme import Theme

SECTIONS = [
    PaletteSection(
        "For Sofía",
        (
            PaletteItem("a", "Allocate benefit card…", icon=icon("card"), keys="Ctrl+B"),
            PaletteItem("b", "Renew card…", "valid for ever", icon=icon("refresh"), is_enabled=False),
        ),
    ),
    PaletteSection(
        "People",
        (PaletteItem("person:7", "Cătălin Popescu", "No. 7410", initials="CP", chip=Chip("Gold", "#d4a017"), figure="2,204"),),
        "1 of 41",
    ),
]


def opened(qtbot: QtBot) -> tuple[Palette, list[object]]:
    palette = Palette(SECTIONS)
    qtbot.addWidget(palette)
    answers: list[object] = []
    palette.answered.connect(answers.append)
    palette.open()
    return palette, answers


def test_what_was_typed_is_marked_at_the_beginning_of_words_without_accents() -> None:
    assert spans("Cătălin Popescu", "cat pop") == [("Căt", True), ("ălin ", False), ("Pop", True), ("escu", False)]
    assert spans("Allocate benefit card", "ca") == [("Allocate benefit ", False), ("ca", True), ("rd", False)]
    assert spans("Straße", "x") == [("Straße", False)]


def test_keys_pass_over_what_cannot_be_done_and_enter_answers_once(qtbot: QtBot, look: Theme) -> None:
    palette, answers = opened(qtbot)
    assert palette.told.text() == "1 of 2"
    palette.grab()
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.current() == SECTIONS[1].items[0]
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.told.text() == "2 of 2"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert answers == [PaletteAnswer("person:7")]


def test_the_marked_item_stays_marked_when_more_is_found(qtbot: QtBot) -> None:
    palette, answers = opened(qtbot)
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    palette.show_sections([PaletteSection("Actions", (PaletteItem("c", "Columns"),)), *SECTIONS])
    current = palette.current()
    assert current is not None
    assert current.key == "person:7"
    palette.show_sections([])
    assert (palette.current(), palette.items()) == (None, [])
    QTest.keyClick(palette, Qt.Key.Key_Escape)
    assert answers == [None]
