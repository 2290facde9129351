"""A page of a short list: no views, a bar of commands in the place of the filters, a pane under the rows (look: benefit-cards, tiers)."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.people_model import PeopleModel
from ui.list_bar import ListBar
from ui.records_page import RecordsPage


def a_page(qtbot: QtBot, rows: int = 5) -> RecordsPage:
    """A page over so many rows."""
    page = RecordsPage()
    qtbot.addWidget(page)
    page.table.setModel(PeopleModel(rows))
    return page


def test_without_views_the_table_begins_at_the_left_however_wide_the_window(qtbot: QtBot) -> None:
    """No pane, and no button for one."""
    page = a_page(qtbot)
    page.leave_out_views()
    for width in (900, 1100, 1366, 1900):
        page.resize(width, 700)
        page.show()
        assert page.views.isHidden()
        assert page.filters.views_button.isHidden()


def test_a_bar_stands_in_the_place_of_the_filters_and_opens_details_when_narrow(qtbot: QtBot) -> None:
    """Why something cannot be done, with a link; *Details* as one more tool under 1,000 pixels."""
    page = a_page(qtbot)
    bar = ListBar(page)
    allocate, refresh = QAction("Allocate", page), QAction("Refresh", page)
    bar.set_actions([allocate])
    bar.set_tools([refresh])
    page.set_bar(bar)
    page.resize(1366, 700)
    page.show()
    assert page.filters.isHidden()
    assert bar.tools.actions_shown() == [refresh]
    page.resize(900, 500)
    assert bar.tools.actions_shown() == [refresh, page.details_action]
    clicked: list[bool] = []
    bar.link_clicked.connect(lambda: clicked.append(True))
    bar.say("Allocated to 3 members.", "Show them")
    bar.link.click()
    assert (bar.reason.text(), clicked) == ("Allocated to 3 members.", [True])
    bar.say("")
    assert bar.link.isHidden()


def test_a_pane_below_takes_what_the_rows_leave(qtbot: QtBot) -> None:
    """The table is as high as its rows, at most half of the page; new rows make it higher."""
    page = a_page(qtbot, 3)
    below = QWidget(page)
    page.put_below(below)
    page.resize(1200, 800)
    page.show()
    rows = page.table.verticalHeader().defaultSectionSize()
    assert page.table.height() == page.table.header.height() + 3 * rows + 1
    assert below.height() > 300
    other = a_page(qtbot, 200)
    pane = QWidget(other)
    other.put_below(pane)
    other.resize(1200, 800)
    other.show()
    assert other.table.height() <= 400
    assert pane.height() > 300


def test_what_is_typed_in_the_panel_is_told_at_each_key(qtbot: QtBot) -> None:
    """For a preview of what it would do."""
    from PySide6.QtTest import QTest

    from ui.details import Fact, RecordDetails, Section
    from ui.form import Form
    from ui.roles import Editor

    page = a_page(qtbot)
    fact = Fact("threshold", "Threshold", "1,000", Editor("number"), "1,000")
    page.details.show_record(RecordDetails(1, "Gold", "G", sections=(Section("details", "Tier", "tier", facts=(fact,), editable=True),)))
    typed: list[dict[str, str]] = []
    page.details.typed.connect(typed.append)
    page.details.edit("details")
    form = next(form for form in page.details.findChildren(Form) if form.has("threshold"))
    QTest.keyClicks(form.field("threshold"), "2")
    assert typed == [{"threshold": form.text("threshold")}]
