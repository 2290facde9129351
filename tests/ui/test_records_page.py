"""The page of records gives way from 1920 to 900 px: nothing overlaps, nothing is cut (look.md, *Where things stand*)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.details import Fact, RecordDetails, Section
from ui.empty_state import EmptyDetails, FirstStep
from ui.filters import FilterAnswer, FilterSpec
from ui.icons import icon
from ui.records_page import RecordsPage
from ui.roles import Choice, Editor
from ui.views_list import ViewItem, ViewSection

WIDTHS = (900, 999, 1000, 1199, 1200, 1366, 1920)


def longer(text: str, more: bool) -> str:
    return text + "ö" * (len(text) * 2 // 5 + 1) if more else text


def build(qtbot: QtBot, long: bool = False) -> RecordsPage:
    page = RecordsPage(today=lambda: date(2026, 7, 14))
    qtbot.addWidget(page)
    page.views.set_sections(
        [
            ViewSection("Views", (ViewItem("all", longer("All people", long), "people", count=12480), ViewItem("new", "New since June"))),
            ViewSection(
                "Groups", (ViewItem("book", longer("Book club", long), colour="#8a5fc0", count=64),), QAction(icon("add"), "New", page)
            ),
        ]
    )
    page.views.choose("all")
    page.filters.set_specs(
        [
            FilterSpec("joined", longer("Joined", long), "date_range"),
            FilterSpec("consent", longer("Consent", long), "choice", (Choice("yes", "yes"),)),
        ]
    )
    page.filters.set_answers([FilterAnswer("joined", ((">=", "2026-06-01"),)), FilterAnswer("consent", (("=", "yes"),))])
    tools = (("download", "Download"), ("upload", "Upload"), ("print", "Cards"), ("columns", "Columns"))
    page.filters.set_tools([QAction(icon(name), longer(text, long), page) for name, text in tools])
    page.details.set_actions([QAction(longer(text, long), page) for text in ("Register sale", "Adjust", "Spend", "Change tier")])
    facts = (Fact("phone", longer("Phone", long), "+34 612 00 41 87", Editor("phone"), "+34 612 00 41 87"),)
    section = Section("profile", longer("Profile", long), "person", facts=facts, editable=True)
    page.details.show_record(RecordDetails(1, "Sofía Hernández García", "SH", sections=(section,)))
    page.show()
    return page


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.apply(qapp, dark=False)


@pytest.fixture
def page(qtbot: QtBot) -> RecordsPage:
    return build(qtbot)


def visible_controls(parent: QWidget) -> Iterator[QWidget]:
    for child in parent.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            yield child


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_bar_gives_way_without_overlap_or_clipping(qtbot: QtBot, width: int, long: bool) -> None:
    page = build(qtbot, long)
    page.resize(width, 500)
    for row in (page.filters, page.filters.tools, page.details.actions_row):
        controls = list(visible_controls(row))
        rooms = [control.geometry() for control in controls]
        assert all(row.rect().contains(room) for room in rooms), (width, rooms)
        assert all(not one.intersects(other) for at, one in enumerate(rooms) for other in rooms[at + 1 :]), (width, rooms)
        for control in controls:
            if isinstance(control, (QPushButton, QToolButton)):
                assert control.width() >= control.sizeHint().width()


@pytest.mark.parametrize("width", WIDTHS)
def test_panes_fill_the_page_side_by_side(page: RecordsPage, width: int) -> None:
    page.resize(width, 600)
    panes = [pane for pane in (page.views, page._middle, page.details) if pane.isVisible()]
    rooms = [QRect(pane.mapTo(page, pane.rect().topLeft()), pane.size()) for pane in panes]
    assert page.views.isVisible() == (width >= 1200)
    assert page.filters.views_button.isVisible() == (width < 1200)
    assert page.details.isVisible() == (width >= 1000)
    assert rooms[0].left() == 0
    assert rooms[-1].right() == width - 1
    assert all(right.left() - left.right() == 2 for left, right in pairwise(rooms))
    assert page.details.width() <= 480


def tool_styles(page: RecordsPage) -> set[Qt.ToolButtonStyle]:
    return {button.toolButtonStyle() for button in page.filters.tools.buttons if isinstance(button, QToolButton)}


def test_tools_lose_their_words_before_chips_fold(page: RecordsPage) -> None:
    page.resize(1500, 600)
    assert all(chip.isVisible() for chip in page.filters._chips.values())
    assert tool_styles(page) == {Qt.ToolButtonStyle.ToolButtonTextBesideIcon}
    page.resize(1200, 600)
    assert all(chip.isVisible() for chip in page.filters._chips.values())
    assert tool_styles(page) == {Qt.ToolButtonStyle.ToolButtonIconOnly}
    page.resize(1000, 600)
    assert page.filters.more_chips.isVisible()
    assert "Consent yes" in page.filters.more_chips.toolTip()


def test_details_are_a_page_over_a_narrow_table(page: RecordsPage, qtbot: QtBot) -> None:
    page.resize(900, 500)
    assert page.details_action in page.filters.tools.actions_shown()
    page.open_details()
    assert page.details.isVisible()
    assert not page.table.isVisible()
    QTest.keyClick(page.back, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.table.isVisible)
    page.open_details()
    page.resize(1366, 700)
    assert page.details.isVisible()
    assert page.table.isVisible()
    assert page.details_action not in page.filters.tools.actions_shown()


def test_a_draft_survives_the_window_growing_and_shrinking(page: RecordsPage) -> None:
    page.resize(1366, 700)
    page.details.edit("profile")
    form = page.details._sections["profile"].form
    assert form is not None
    form.set_text("phone", "0612")
    page.resize(900, 500)
    page.resize(1366, 700)
    assert page.details.drafts() == (1,)
    assert form.text("phone") == "0612"


def test_widths_are_remembered(page: RecordsPage) -> None:
    page.resize(1400, 700)
    page.set_state({"views": 240, "details": 400, "folded": {"profile": True}})
    assert (page.views.width(), page.details.width()) == (240, 400)
    assert page.state() == {"views": 240, "details": 400, "folded": {"profile": True}}
    page.resize(900, 500)
    page.resize(1400, 700)
    assert (page.views.width(), page.details.width()) == (240, 400)
    page.set_state({"views": "wide", "details": 9000, "colour": 3})
    assert (page.views.width(), page.details.width()) == (240, 480)


def test_the_line_above_the_table_offers_its_action(page: RecordsPage, qtbot: QtBot) -> None:
    assert not page.line.isVisible()
    show = QAction("Show them", page)
    page.line.say("No member found. 2 among prospects.", show)
    assert page.line.isVisible()
    with qtbot.waitSignal(show.triggered):
        page.line.link.click()
    page.line.say("")
    assert not page.line.isVisible()


def test_an_empty_place_says_what_to_do(page: RecordsPage, qtbot: QtBot) -> None:
    add, upload, change = QAction("Add a member", page), QAction("Upload a spreadsheet", page), QAction("Change", page)
    step = FirstStep("Name the club", change, "Atelier Noor", done=True)
    page.empty.show_details(EmptyDetails("No members yet", "Add people as they come.", (add, upload), "xlsx or csv", (), (step,)))
    page.show_empty()
    assert page.empty.isVisible()
    assert not page.views.isVisible()
    assert [button.isDefault() for button in page.empty.buttons] == [True, False]
    with qtbot.waitSignal(add.triggered):
        page.empty.buttons[0].click()
    page.show_table()
    assert page.table.isVisible()


@pytest.mark.parametrize("width", [900, 1366])
def test_an_empty_place_is_not_cut(page: RecordsPage, width: int) -> None:
    sentence = "Add people as they come to the desk, or bring the list you already have. Nothing is changed before you have seen it."
    page.empty.show_details(EmptyDetails("No members yet", sentence, (QAction("Add", page), QAction("Upload", page))))
    page.show_empty()
    page.resize(width, 500)
    content = page.empty.widget()
    assert content is not None
    rooms = [child.geometry() for child in visible_controls(content)]
    assert all(content.rect().contains(room) for room in rooms)
    assert all(not one.intersects(other) for at, one in enumerate(rooms) for other in rooms[at + 1 :])
    assert page.empty.headline.height() >= page.empty.headline.fontMetrics().height()


def test_no_hits_stand_where_the_table_was(page: RecordsPage) -> None:
    page.resize(1366, 700)
    page.no_hits.show_details(EmptyDetails("No one fits", "2 among prospects.", (QAction("Clear filters", page),), drawing=False))
    page.show_no_hits()
    assert page.no_hits.isVisible()
    assert page.filters.isVisible()
    assert not page.table.isVisible()


def test_a_view_is_chosen_by_arrow_and_by_the_button(page: RecordsPage, qtbot: QtBot) -> None:
    page.resize(1366, 700)
    page.views.setFocus()
    with qtbot.waitSignal(page.views.chosen) as said:
        QTest.keyClick(page.views, Qt.Key.Key_Down)
    assert said.args == ["new"]
    with qtbot.waitSignal(page.views.chosen) as said:
        QTest.keyClick(page.views, Qt.Key.Key_Down)
    assert said.args == ["book"], "the title of the section is passed over"
    page.resize(1100, 700)
    assert page.filters.views_button.text().startswith("Book club")
    assert page.filters.views_button.accessibleName() == "View: Book club"


def test_counts_come_late_and_are_spoken(page: RecordsPage) -> None:
    row = page.views._row("new")
    assert row is not None
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "New since June"
    page.views.set_count("new", 1126)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "New since June, 1,126"
    assert page.views.sections()[0].items[1].count == 1126


def test_showing_other_views_keeps_the_choice_and_says_nothing(page: RecordsPage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.views.chosen):
        page.views.set_sections([ViewSection("Views", (ViewItem("new", "New"), ViewItem("all", "Everybody")))])
        assert page.views.current_key() == "all"
        page.views.choose("new")
        page.views.choose(None)
    assert page.views.current_view() is None


def test_icon_buttons_and_panes_have_names(page: RecordsPage) -> None:
    page.resize(1366, 700)
    nameless = [
        button
        for button in page.findChildren(QToolButton)
        if button.isVisible() and not button.text() and not button.accessibleName() and not button.objectName().startswith("qt_")
    ]
    assert nameless == []
    assert page.views.accessibleName()
    assert page.details.accessibleName()
