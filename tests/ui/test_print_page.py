"""The print page: the paper as it will come out, and the first place to use (K1)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.place_grid import PlaceGrid
from ui.print_page import PrintPage
from ui.print_state import Paper, PrintDocument, PrintOptions
from ui.roles import Choice

PAPERS = (Paper("a4-c32011", "A4 sheet, 2 × 5", 2, 5), Paper("id1", "Single cards"))
DOCUMENT = PrintDocument(
    "11 cards on 2 sheets",
    "7 on the first, from place 4; 4 on the second",
    11,
    2,
    210,
    297,
    ("One name has signs that cannot be printed.",),
)


@pytest.fixture
def page(qtbot: QtBot) -> PrintPage:
    made = PrintPage("Members", "11 selected members", PAPERS, PrintOptions("a4-c32011", start=4))
    qtbot.addWidget(made)
    made.resize(1366, 676)
    made.show()
    return made


@pytest.fixture
def grid(qtbot: QtBot, page: PrintPage) -> PlaceGrid:
    return page.places


def test_pages_are_asked_for_as_they_come_into_view(page: PrintPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.page_needed) as asked:
        page.show_document(DOCUMENT)
    index, scale = asked.args
    assert index == 0
    assert 1.0 < scale * 297 <= 676
    page.show_page(0, QImage(10, 10, QImage.Format.Format_RGB32))
    assert page.view.sheet.picture is not None
    with qtbot.waitSignal(page.page_needed) as asked:
        page.after.click()
    assert asked.args[0] == 1
    assert page.place.text() == "Page 2 of 2"
    assert not page.after.isEnabled()


def test_a_page_known_at_this_size_is_not_asked_for_again(page: PrintPage) -> None:
    page.show_document(DOCUMENT)
    page.show_page(0, QImage(10, 10, QImage.Format.Format_RGB32))
    page.show_page(1, QImage(10, 10, QImage.Format.Format_RGB32))
    asked: list[int] = []
    page.page_needed.connect(lambda index, _scale: asked.append(index))
    page.view.go_to(1)
    page.view.go_to(0)
    assert asked == []


def test_zoom_goes_up_down_and_back_to_the_whole_page(page: PrintPage) -> None:
    page.show_document(DOCUMENT)
    fitted = page.view.scale()
    page.larger.click()
    assert page.view.scale() > fitted
    assert page.zoom.text().endswith(" %")
    page.smaller.click()
    page.zoom.click()
    assert page.view.scale() == pytest.approx(fitted)
    assert page.zoom.text() == "Whole page"


def test_keys_turn_the_pages(page: PrintPage) -> None:
    page.show_document(DOCUMENT)
    QTest.keyClick(page.view, Qt.Key.Key_PageDown)
    QTest.keyClick(page.view, Qt.Key.Key_PageDown)
    assert page.view.index == 1
    QTest.keyClick(page.view, Qt.Key.Key_Home)
    assert page.view.index == 0


def test_the_buttons_say_how_many_and_give_the_options(page: PrintPage, qtbot: QtBot) -> None:
    page.show_document(DOCUMENT)
    assert page.print_button.text() == "Print 11 cards"
    page.copies.setValue(2)
    page.back_sides.click()
    with qtbot.waitSignal(page.print_requested) as printed:
        page.print_button.click()
    with qtbot.waitSignal(page.save_requested) as saved:
        page.save_button.click()
    assert printed.args == saved.args == [PrintOptions("a4-c32011", 4, 2, cut_outlines=True, back_sides=True)]


def test_nothing_to_print_cannot_be_printed(page: PrintPage) -> None:
    page.show_document(PrintDocument("No cards", "", 0, 0, 210, 297))
    assert not page.print_button.isEnabled()
    assert not page.save_button.isEnabled()
    assert page.place.text() == ""


def test_another_paper_is_told_once_and_the_start_fits_it(page: PrintPage) -> None:
    told: list[PrintOptions] = []
    page.options_changed.connect(told.append)
    page.papers["id1"].click()
    assert told == [PrintOptions("id1", 1)]
    assert not page.places.isVisible()
    page.papers["a4-c32011"].click()
    assert page.places.isVisible()


def test_an_unknown_paper_becomes_the_first(qtbot: QtBot) -> None:
    page = PrintPage("Members", "", PAPERS, PrintOptions("gone", start=99), printers=(Choice("p", "Front tray"),))
    qtbot.addWidget(page)
    assert page.options().paper == "a4-c32011"
    assert page.options().start == 10


def test_the_start_is_moved_by_keys_and_stays_on_the_sheet(grid: PlaceGrid) -> None:
    for key, place in (
        (Qt.Key.Key_Right, 5),
        (Qt.Key.Key_Down, 7),
        (Qt.Key.Key_Left, 6),
        (Qt.Key.Key_Up, 4),
        (Qt.Key.Key_End, 10),
        (Qt.Key.Key_Right, 10),
        (Qt.Key.Key_Down, 10),
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Up, 1),
    ):
        QTest.keyClick(grid, key)
        assert grid.start() == place


def test_a_click_picks_a_place(grid: PlaceGrid) -> None:
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.place_rect(7).center())
    assert grid.start() == 7
    assert grid.accessibleDescription() == "Place 7 of 10"


def test_a_start_off_the_sheet_is_the_nearest_there_is(grid: PlaceGrid) -> None:
    grid.set_start(0)
    assert grid.start() == 1
    grid.set_start(99)
    assert grid.start() == 10
    grid.set_shape(1, 1)
    assert grid.start() == 1


def test_icon_buttons_have_names(page: PrintPage) -> None:
    for button in (page.smaller, page.larger, page.before, page.after):
        assert button.accessibleName()
        assert button.toolTip()
