"""The page about one person in the real window: opened, walked through, read, narrowed, edited (features.md 2.6, 2.10, 3.6, 3.8, 4.7, 4.18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from db.database import Database
from db.operations import follow_ups, groups, leaving, people, points, sales
from desktop.app import Regulars
from desktop.people.page.person_page import PersonPage
from desktop.people.page.points import PointsSection
from tests.builders import a_club, a_member, a_prospect, an_act, details
from tests.builders_sales import a_sale
from tests.journeys.test_members import database_of, dialog_of
from ui.dialogs.pick import Pick
from ui.print_page import PrintPage
from ui.record_page import RecordPage
from ui.sections.groups import GroupsView
from ui.sections.log import LogView
from ui.sections.orders import OrdersView
from ui.sections.points import PointsView
from ui.sections.profile import ProfileView


@pytest.fixture
def club(tmp_path: Path) -> Path:
    """A club with Zoë, who bought and was given points, and Jan beside her."""
    file = tmp_path / "page.regulars"
    database = a_club(str(file))
    zoe = a_member(database, phone="0612005518", email="zoe@example.org").id
    a_member(database, first_name="Jan", last_name="Jansen", phone="0612005519")
    lines = (sales.Line("Beans", 20000, 2000, "Coffee"), sales.Line("Deposit", 500, earns=False))
    a_sale(database, zoe, lines=lines, receipt="R-1", follow_up=follow_ups.ToDo("Call back", date(2026, 7, 14)))
    a_sale(database, zoe, 5000, receipt="R-2", day=date(2026, 7, 1))
    database.perform(an_act("Adjust balance"), points.adjust, [zoe], -4, note="broken mug", comment="Sorry", reason="correction")
    database.perform(an_act("Book club"), groups.add, name="Book club")
    database.close()
    return file


def page_of(window: Regulars) -> RecordPage:
    """The page that lies over the table."""
    page = window.ways.people_in_view().person_page.page
    assert page is not None
    return page


def controller(window: Regulars) -> PersonPage:
    """What is behind that page."""
    return window.ways.people_in_view().person_page


def opened(window: Regulars, qtbot: QtBot, person: int) -> RecordPage:
    """Open a person's page by Enter on their row, and wait until all of it is there."""
    tab = window.ways.people_in_view()
    assert tab.page.table.show_record(person)
    tab.page.table.setFocus()
    QTest.keyClick(tab.page.table, Qt.Key.Key_Return)
    settled(window, qtbot, person)
    return page_of(window)


def settled(window: Regulars, qtbot: QtBot, person: int) -> None:
    """Wait until everything about this person is shown."""
    tab = window.ways.people_in_view()
    qtbot.waitUntil(lambda: tab.person_page.is_open and tab.page.table.selection.current == person and tab.is_settled, timeout=10_000)


def section(window: Regulars, qtbot: QtBot, key: str, kind: type[Any]) -> Any:
    """Choose a section in the list; its widget."""
    page = page_of(window)
    page.sections.take(key)

    def shown() -> QWidget | None:
        area = page.stack.currentWidget()
        return area.widget() if isinstance(area, QScrollArea) else None

    qtbot.waitUntil(lambda: isinstance(shown(), kind))
    return shown()


def texts(model: Any, key: str) -> list[str]:
    """What a column shows, from top to bottom."""
    return [row.cells[key].text if key in row.cells else "" for row in model.shown()]


def test_a_scanned_code_opens_the_page_and_escape_leads_back(window: Regulars, qtbot: QtBot) -> None:
    """4.18, K4: code and Enter lead straight to the page; Esc goes back to the table, where that person is chosen."""
    tab = window.ways.people_in_view()
    person = tab.records.model.id_at(7)
    assert person is not None
    QTest.keyClicks(window.window.search, details(database_of(window), person)["code"])
    QTest.keyClick(window.window.search, Qt.Key.Key_Return)
    settled(window, qtbot, person)
    page = page_of(window)
    assert page.place.text() == f"8 of {tab.records.model.rowCount()}"
    assert window.window.focusWidget() is page.head.actions_row.buttons[0]
    QTest.keyClick(window.window.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not controller(window).is_open)
    assert tab.page.table.selection.current == person


def test_a_code_typed_on_the_page_goes_to_the_search_box(window: Regulars, qtbot: QtBot) -> None:
    """4.18: the page is ready for the next code, wherever the focus is."""
    tab = window.ways.people_in_view()
    first, other = tab.records.model.id_at(0), tab.records.model.id_at(5)
    assert first is not None
    assert other is not None
    page = opened(window, qtbot, first)
    code = details(database_of(window), other)["code"]
    QTest.keyClick(page, code[0])
    assert window.window.search.text() == code[0]
    assert window.window.search.hasFocus()
    QTest.keyClicks(window.window.search, code[1:])
    QTest.keyClick(window.window.search, Qt.Key.Key_Return)
    settled(window, qtbot, other)
    assert page_of(window) is page


def test_what_is_searched_for_is_shown_instead_of_the_page(window: Regulars, qtbot: QtBot) -> None:
    """A name typed into the search box is no code: the table with what was found comes back."""
    tab = window.ways.people_in_view()
    person = tab.records.model.id_at(0)
    assert person is not None
    opened(window, qtbot, person)
    QTest.keyClicks(window.window.search, "an")
    qtbot.waitUntil(lambda: not controller(window).is_open and tab.query.text == "an")


def test_alt_and_arrows_walk_through_the_table(window: Regulars, qtbot: QtBot) -> None:
    """The section stays, the person is the next one in the table's order; at its ends there is none."""
    tab = window.ways.people_in_view()
    order = [tab.records.model.id_at(row) for row in range(3)]
    assert order[0] is not None
    page = opened(window, qtbot, order[0])
    assert not page.before.isEnabled()
    page.sections.take("orders")
    for place in (1, 2):
        QTest.keyClick(page, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        settled(window, qtbot, order[place] or 0)
        assert page.sections.current_key() == "orders"
        assert page.place.text().startswith(f"{place + 1} of ")
    QTest.keyClick(page, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settled(window, qtbot, order[1] or 0)


def test_points_tells_every_entry_with_the_balance_after_it(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """3.6, 4.7, L1: date, kind, points, balance, note, comment, operator, reason; the latest first."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "points", PointsView)
    model = view.entries.table.model()
    assert texts(model, "kind") == ["Adjustment", "Sale", "Sale"]
    assert texts(model, "points") == ["\N{MINUS SIGN}4", "+5", "+20"]
    assert texts(model, "balance") == ["21", "25", "20"]
    assert (texts(model, "note")[0], texts(model, "comment")[0], texts(model, "reason")[0]) == ("broken mug", "Sorry", "Correction")
    assert [figure.value for figure in view.figures.texts()] == ["21", "25", "0"]
    assert window.window.status.text().startswith("3 entries")


def test_entries_are_narrowed_by_kind_and_period(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """*Kind* and *Period* stand above the entries; the count says of how many."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "points", PointsView)
    view.filters.set("kind", (("=", "earn"),))
    assert texts(view.entries.table.model(), "kind") == ["Sale", "Sale"]
    assert view.head.count.text() == "2 of 3"
    view.filters.set("period", ((">=", "2026-07-10"),))
    assert texts(view.entries.table.model(), "note") == ["at the till · Receipt R-1"]
    view.filters.set("kind", ())
    view.filters.set("period", ())
    assert view.head.count.text() == "3"


def test_the_balance_is_shown_as_a_table_and_copied(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """The line says the same in words, as a table and as text."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "points", PointsView)
    assert "now 21" in view.chart.line.accessibleName()
    view.chart.table_link.click()
    assert view.chart.is_table()
    assert "21" in [label.text() for label in view.chart.table.findChildren(QLabel)]
    view.chart.copy_link.click()
    assert QGuiApplication.clipboard().text().splitlines()[-1] == "2026-07\t21"


def test_entries_are_saved_as_a_sheet(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot, tmp_path: Path) -> None:
    """4.7: what is shown goes into the file, figures as numbers."""
    from python_calamine import CalamineWorkbook

    from desktop.lists.downloading import write_rows

    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "points", PointsView)
    model = view.entries.table.model()
    file = tmp_path / "entries.xlsx"
    write_rows(file, "Entries", model.columns, model.shown())
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Entries").to_python()
    assert rows[0][:4] == ["Date", "Kind", "Points", "Balance"]
    assert [row[2] for row in rows[1:]] == [-4, 5, 20]


def test_orders_tell_per_line_what_gave_points(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """3.8, 2.16: every sale with its lines, which of them gave points, and what is to be followed up."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "orders", OrdersView)
    orders, lines = view.orders.table.model(), view.lines.table.model()
    assert texts(orders, "receipt") == ["R-1", "R-2"]
    assert "Call back" in texts(orders, "follow_up")[0]
    assert texts(lines, "what") == ["Beans", "Deposit", "Call back, due 14/07/2026"]
    assert texts(lines, "earns") == ["yes", "no", ""]
    view.orders.table.show_record(orders.id_at(1))
    qtbot.waitUntil(lambda: view.lines_head.title.text() == "Receipt R-2")
    assert lines.shown() == []


def test_a_tick_puts_into_a_group_and_undo_takes_out(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """2.10, W1: a tick is written at once; Ctrl+Z takes it back."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "groups", GroupsView)
    view.list.item(0).setCheckState(Qt.CheckState.Checked)
    database = database_of(window)
    qtbot.waitUntil(lambda: details(database, 1)["groups"] == "Book club")
    qtbot.waitUntil(lambda: view.head.count.text() == "1 of 1")
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: details(database, 1)["groups"] is None)
    qtbot.waitUntil(lambda: view.list.item(0).checkState() == Qt.CheckState.Unchecked)


def test_a_field_is_edited_on_the_page(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """2.6: Profile saves like the panel; typed text is not lost by one Esc."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "profile", ProfileView)
    view.edit("profile", "street")
    typed(view, "street", "Oudegracht 214")
    assert window.ways.people_in_view().is_dirty()
    QTest.keyClick(page_of(window), Qt.Key.Key_Escape)
    assert controller(window).is_open
    view.save()
    database = database_of(window)
    qtbot.waitUntil(lambda: details(database, 1)["street"] == "Oudegracht 214")
    qtbot.waitUntil(lambda: not view.is_editing())
    assert not window.ways.people_in_view().is_dirty()


def typed(view: ProfileView, key: str, text: str) -> None:
    """Type into a field of the section."""
    form = next(widget.form for widget in view._sections.values() if widget.form is not None and widget.form.has(key))
    form.set_text(key, text)
    form.edited.emit(key)


def test_what_another_desk_changes_under_typed_text_is_told(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """A1: the news comes while somebody types; nothing is overwritten unseen, and the banner says so."""
    window = open_window(str(club))
    tab = window.ways.people_in_view()
    tab.page.table.show_record(1)
    panel = tab.page.details
    qtbot.waitUntil(lambda: panel.record() == 1)
    panel.edit("profile", "city")
    form = next(widget.form for widget in panel._sections.values() if widget.form is not None and widget.form.has("city"))
    form.set_text("city", "Utrecht")
    other = Database(database_of(window).url, desk="desk 1")
    other.perform(an_act(operator="Jonas"), people.edit, 1, {"city": (None, "Gouda")})
    qtbot.waitUntil(lambda: tab.current.typed.clashes == ("city",), timeout=5_000)
    assert tab.current.details is not None
    assert tab.current.details.banners[0].text.endswith("City")
    assert form.text("city") == "Utrecht"
    panel.revert()
    qtbot.waitUntil(lambda: tab.current.typed.clashes == ())
    assert details(other, 1)["city"] == "Gouda"
    other.close()


def test_activity_is_narrowed_to_what_is_looked_for(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """2.6, 2.14: operations and log lines, latest first."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "log", LogView)
    model = view.table.table.model()
    assert texts(model, "what") == ["Adjust balance", "Sale", "Sale", "New member"]
    view.filters.set("text", (("~", "sale"),))
    assert texts(model, "what") == ["Sale", "Sale"]
    view.filters.set("kind", (("=", "line"),))
    assert model.shown() == []


def test_a_suspended_member_may_be_resumed_from_the_banner(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """G1: the banner stands on the page with its action; what may not be done is not offered."""
    database = Database(f"sqlite+pysqlite:///{club.as_posix()}")
    database.perform(an_act(), leaving.suspend, [1], note="Card shared")
    database.close()
    window = open_window(str(club))
    page = opened(window, qtbot, 1)
    banner = page.banners.banners()[0]
    assert (banner.key, banner.action_label) == ("resume", "Resume")
    assert "Card shared" in banner.text
    assert not page.head.actions_row.buttons[0].isEnabled()


def test_a_prospect_has_a_page_without_a_tier(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """P7, T1: points that wait, no tier; *Register* is the likeliest step."""
    file = tmp_path / "prospect.regulars"
    database = a_club(str(file))
    prospect = a_prospect(database).id
    database.close()
    window = open_window(str(file))
    window.window.show_page("prospects")
    qtbot.waitUntil(lambda: window.ways.people_in_view().records.model.rowCount() == 1 and window.ways.people_in_view().is_settled)
    page = opened(window, qtbot, prospect)
    keys = [item.key for each in page.sections.sections() for item in each.items]
    assert "points" in keys
    assert "tier" not in keys
    assert page.head.actions_row.buttons[0].text() == "Register"


def test_an_entry_is_reversed_from_its_row(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """L7: *Reverse…* on the row asks for the reason; the reversal stands above, the entry is struck out, and cannot be reversed twice."""
    window = open_window(str(club))
    opened(window, qtbot, 1)
    view = section(window, qtbot, "points", PointsView)
    points_section = controller(window).sections["points"]
    assert isinstance(points_section, PointsSection)
    model = view.entries.table.model()
    view.entries.table.show_record(model.id_at(0))
    assert not points_section.extend.isEnabled()
    assert not points_section.reinstate.isEnabled()
    points_section.reverse.trigger()
    dialog = dialog_of(qtbot, window, Pick)
    dialog.fields.set_text("note", "counted twice")
    dialog.press()
    qtbot.waitUntil(lambda: texts(model, "kind")[0] == "Reversal", timeout=10_000)
    assert texts(model, "balance")[0] == "25"
    struck = model.shown()[1]
    assert struck.cells["points"].struck
    view.entries.table.show_record(struck.id)
    assert not points_section.reverse.isEnabled()


def test_cards_are_printed_from_the_page_and_it_is_there_again(open_window: Callable[..., Regulars], club: Path, qtbot: QtBot) -> None:
    """K1: the print page lies over the person's page, and leads back to it."""
    window = open_window(str(club))
    page = opened(window, qtbot, 1)
    window.ways.people_in_view().commands.cards.trigger()
    qtbot.waitUntil(lambda: isinstance(window.window.pages.over("members"), PrintPage))
    printing = window.window.pages.over("members")
    assert isinstance(printing, PrintPage)
    printing.closed.emit()
    assert window.window.pages.over("members") is page
    assert page.isVisible()
