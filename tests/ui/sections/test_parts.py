"""The parts of a section: figures, head, table, chart, strip, filters."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.lists.model import Cell, Column, ListModel, Row
from tests.ui.pixels import colours
from ui.filters import FilterSpec
from ui.roles import Choice
from ui.sections.chart import Step, StepChart, top_of
from ui.sections.narrowing import Narrowing, among, within
from ui.sections.parts import FiguresRow, FigureText, SectionHead, SectionTable
from ui.sections.strip import Segment, SegmentStrip
from ui.theme import Theme


def test_figures_stand_beside_each_other_and_the_chart_below_them_in_a_narrow_page(qtbot: QtBot, light: Theme) -> None:
    aside = QWidget()
    row = FiguresRow(None, aside)
    qtbot.addWidget(row)
    row.show_figures([FigureText("Available", "2,480", "120 pending"), FigureText("Spent", "2,620")])
    row.resize(1100, 140)
    row.show()
    assert aside.y() < 30
    row.resize(600, 240)
    qtbot.waitUntil(lambda: aside.y() > 60)
    assert [figure.value for figure in row.texts()] == ["2,480", "2,620"]


def test_the_tools_of_a_head_end_at_its_right_edge(qtbot: QtBot, light: Theme) -> None:
    head = SectionHead("Entries")
    qtbot.addWidget(head)
    head.set_actions([QAction(text, head) for text in ("Kind", "Period", "Download")])
    head.set_title("Entries", "118")
    head.resize(700, 41)
    head.show()
    last = head.tools.buttons[-1]
    assert head.width() - 12 <= last.mapTo(head, QPoint(last.width(), 0)).x() <= head.width()
    assert head.accessibleName() == "Entries, 118"


def test_tools_give_way_before_the_title_does(qtbot: QtBot, light: Theme) -> None:
    head = SectionHead("Issued rewards of this member")
    qtbot.addWidget(head)
    head.set_actions([QAction(text, head) for text in ("Hand over", "Revoke the reward", "State", "Give a reward")])
    head.resize(420, 41)
    head.show()
    assert not head.tools.more.isHidden()
    assert head.title.width() >= head.title.sizeHint().width()


def a_table(qtbot: QtBot) -> tuple[SectionTable, ListModel]:
    model = ListModel([Column("name", "Name", "MMMMMM"), Column("points", "Points", "1,000", right=True)])
    table = SectionTable("Entries", "No entries yet.")
    qtbot.addWidget(table)
    table.set_model(model, ("name", "points"), ("points", True))
    table.resize(500, 300)
    table.show()
    return table, model


def test_a_sentence_stands_where_there_are_no_rows(qtbot: QtBot, light: Theme) -> None:
    table, model = a_table(qtbot)
    assert table.sentence.isVisible()
    model.set_rows([Row(1, {"name": Cell("A", "A")}), Row(2, {"name": Cell("B", "B"), "points": Cell("5", 5)})])
    assert table.table.isVisible()
    assert [row.id for row in model.shown()] == [2, 1]
    table.sort_by("name", False)
    assert [row.id for row in model.shown()] == [1, 2]


def test_without_a_selection_the_current_row_is_meant(qtbot: QtBot, light: Theme) -> None:
    table, model = a_table(qtbot)
    model.set_rows([Row(each, {"name": Cell(str(each), each)}) for each in range(1, 4)])
    assert table.chosen() == []
    table.table.show_record(2)
    assert table.chosen() == [2]
    table.table.selection.clear()
    assert table.chosen() == [2]
    model.set_filter(lambda row: row.id != 2)
    assert table.chosen() == []


def test_the_upper_line_of_a_chart_is_a_round_figure() -> None:
    assert [top_of(value) for value in (1, 7, 11, 99, 2480, 11000)] == [2, 8, 12, 100, 2500, 12000]


def test_a_chart_says_what_it_shows(qtbot: QtBot, look: Theme) -> None:
    """In words, as a line in the accent, as a table, and as text to be copied."""
    chart = StepChart("Balance")
    qtbot.addWidget(chart)
    chart.resize(500, 140)
    chart.show_steps(
        [Step(date(2025, 7, 15), 100), Step(date(2026, 3, 1), 900)], [Step(date(2026, 6, 30), 900)], date(2025, 7, 15), date(2026, 7, 15)
    )
    chart.show()
    assert "now 900, lowest 100, highest 900" in chart.line.accessibleName()
    assert look.accent in colours(chart.line)
    with qtbot.waitSignal(chart.copied):
        chart.copy_link.click()
    assert QGuiApplication.clipboard().text() == "Month\tBalance\n2026-06\t900"
    chart.table_link.click()
    assert chart.is_table()


def test_every_segment_finds_room_for_its_words(qtbot: QtBot, look: Theme) -> None:
    """However many there are: they go on in the next line."""
    strip = SegmentStrip("Coming expiry")
    qtbot.addWidget(strip)
    strip.show_segments([Segment(each + 1, str(each), "31/12/2026", "warn" if not each else "") for each in range(24)])
    strip.resize(600, strip.heightForWidth(600))
    strip.show()
    places = [rect for _segment, rect in strip._places()]
    assert len({rect.y() for rect in places}) > 1
    assert all(rect.right() <= 600 and rect.bottom() <= strip.height() for rect in places)
    assert look.warn in colours(strip)


def test_a_filter_says_in_its_tool_how_it_stands(qtbot: QtBot, light: Theme) -> None:
    head = SectionHead("Entries")
    qtbot.addWidget(head)
    filters = Narrowing(head, lambda: date(2026, 7, 15))
    action = filters.add(FilterSpec("kind", "Kind", "choice", (Choice("earn", "Sale"), Choice("bonus", "Bonus"))))
    head.set_actions([action])
    head.resize(500, 41)
    head.show()
    with qtbot.waitSignal(filters.changed):
        filters.set("kind", (("=", "earn|bonus"),))
    assert head.tools.buttons[0].text() == "Kind: Sale or Bonus"
    assert filters.is_set()
    filters.open("kind")
    popup = filters._popup
    assert popup is not None
    assert popup.isVisible()
    popup.close()
    filters.set("kind", ())
    assert head.tools.buttons[0].text() == "Kind"
    assert head.tools.buttons[0].focusPolicy() == Qt.FocusPolicy.TabFocus


def test_what_lies_within_a_filter() -> None:
    assert within((), "2026-07-15")
    assert within(((">=", "2026-07-01"), ("<=", "2026-07-15")), "2026-07-15")
    assert not within(((">=", "2026-07-16"),), "2026-07-15")
    assert among((("=", "earn|bonus"),), "bonus")
    assert not among((("=", "earn|bonus"),), "adjust")
    assert among((("!=", "earn"),), "adjust")
