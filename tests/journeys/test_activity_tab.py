"""The Activity tab, undo of older operations and redo, in the real window: rows 2.14 and 4.7 of features.md, A2, house.md *Changes, undo*."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from db.operations import people, points, sales
from desktop.app import Regulars
from desktop.flows import Later
from desktop.tabs.activity.tab import ActivityTab
from tests.builders import TODAY, a_club, a_member, an_act, details
from tests.builders_sales import a_sale, set_club
from tests.journeys.keyboard import Keyboard
from tests.postgres_server import Server
from ui.dialogs.log_line import LogLine
from ui.notices import Notice
from ui.record_stories import StoryLine
from ui.roles import Role

PATIENCE = 20_000


class Desk:
    """A window on a club with two members, three sales and an adjustment by Jonas; the Activity tab is in view."""

    def __init__(self, open_window: Callable[..., Regulars], url: str, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.club = a_club(url)
        set_club(self.club, earn_per=100, earn_points=1)
        self.zoe, self.marek = a_member(self.club, city="Utrecht").id, a_member(self.club, first_name="Marek", last_name="Zieliński").id
        a_sale(self.club, self.zoe, 5000, receipt="KASSA-1", day=TODAY.replace(day=3))
        a_sale(self.club, self.zoe, 2500, receipt="KASSA-2", note="beans")
        a_sale(self.club, self.marek, 1250, receipt="KASSA-3")
        self.adjusted = an_act("Adjust balance", operator="Jonas")
        self.club.perform(self.adjusted, points.adjust, [self.marek], 24, note="sorry for the wait")
        self.window = open_window(url)
        self.window.window.show_page("activity")
        self.settle()

    @property
    def tab(self) -> ActivityTab:
        """The tab."""
        found = self.window.tabs["activity"]
        assert isinstance(found, ActivityTab)
        return found

    def settle(self) -> None:
        """Wait until everything asked for is shown."""
        self.qtbot.waitUntil(lambda: self.tab.total is not None and self.tab.is_settled and self.window.jobs.running == 0, timeout=PATIENCE)

    def column(self, key: str) -> list[str]:
        """What a column shows, from the top."""
        model = self.tab.records.model
        place = model.column_of(key)
        assert place is not None
        self.qtbot.waitUntil(lambda: all(model.row_at(row) is not None for row in range(model.rowCount())), timeout=PATIENCE)
        return [str(model.index(row, place).data() or "") for row in range(model.rowCount())]

    def shows(self, key: str, expected: list[str]) -> None:
        """Wait until a column shows this."""
        self.qtbot.waitUntil(lambda: self.tab.is_settled and self.column(key) == expected, timeout=PATIENCE)

    def choose(self, row: int) -> None:
        """Select a row and wait for its details."""
        record = self.tab.records.model.id_at(row)
        assert record is not None
        assert self.tab.page.table.show_record(record)
        self.qtbot.waitUntil(lambda: self.tab.page.details.record() == record and self.window.jobs.running == 0, timeout=PATIENCE)

    def panel(self) -> str:
        """All words of the details panel."""
        return "\n".join(label.text() for label in self.tab.page.details.findChildren(QLabel) if label.isVisibleTo(self.tab.page.details))

    def dialog(self) -> LogLine:
        """The dialog that is open."""

        def shown() -> list[LogLine]:
            return [dialog for dialog in self.window.window.findChildren(LogLine) if dialog.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()), timeout=PATIENCE)
        return shown()[0]

    def told(self) -> list[str]:
        """The notices in view."""
        return [notice.text for notice in self.tab.page.notices.shown() if isinstance(notice, Notice)]

    def points_of(self, person: int) -> Any:
        """A member's balance."""
        from db import search
        from db.fields import BY_KEY

        with self.club.read() as connection:
            return search.rows(connection, [person], [BY_KEY["points"]])[0][-1]


@pytest.fixture
def desk(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> Any:
    """See Desk."""
    made = Desk(open_window, str(tmp_path / "activity.regulars"), qtbot)
    yield made
    made.club.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of a test's own, to be stopped and started."""
    made = Server()
    made.start()
    yield made
    made.remove()


def test_every_transaction_stands_with_who_value_points_date_note_and_operator(desk: Desk, qtmodeltester: ModelTester) -> None:
    """4.7: full history of all points operations with customer, value, date and notes; newest first; sums in the status bar."""
    desk.shows("points", ["+24", "+12", "+25", "+50"])
    assert desk.column("who") == ["Marek Zieliński", "Marek Zieliński", "Zoë van der Berg", "Zoë van der Berg"]
    assert desk.column("value") == ["", "12,50", "25,00", "50,00"]
    assert desk.column("note")[:3] == ["sorry for the wait", "at the till", "beans"]
    assert desk.column("operator")[0] == "Jonas"
    assert desk.column("date")[-1] == "03/07/2026"
    desk.qtbot.waitUntil(lambda: "Points: +111, 0" in desk.window.window.status.text())
    assert desk.window.window.status.text().startswith("4 transactions")
    assert "Value: sum 87,50 EUR" in desk.window.window.status.text()
    qtmodeltester.check(desk.tab.records.model)  # type: ignore[no-untyped-call]


def test_views_and_filters_narrow_the_list(desk: Desk) -> None:
    """4.7, W3: views with counts; a filter on one day turns Date into Time; a search finds who, note, receipt or amount."""
    desk.tab.page.views.take("today")
    desk.shows("points", ["+24", "+12", "+25"])
    assert desk.tab.page.table.columns.shown_keys()[0] == "time"
    desk.tab.page.views.take("adjustments")
    desk.shows("points", ["+24"])
    assert desk.tab.page.table.columns.shown_keys()[0] == "date"
    assert [chip.value_text for chip in desk.tab.page.filters.chips()] == ["Adjustment"]
    desk.tab.page.views.take("all")
    for text, found in (
        ("KASSA-1", ["+50"]),
        ("beans", ["+25"]),
        ("zielinski", ["+24", "+12"]),
        ("12,50", ["+12"]),
        ("nothing like it", []),
    ):
        desk.window.window.search.setText(text)
        desk.shows("points", found)
    desk.tab.actions.clear.trigger()
    desk.shows("points", ["+24", "+12", "+25", "+50"])
    counts = {item.key: item.count for section in desk.tab.page.views.sections() for item in section.items}
    assert (counts["all"], counts["today"], counts["adjustments"], counts["trail-people"]) == (4, 3, 1, 2)


def test_a_sale_without_points_stands_in_its_place(desk: Desk) -> None:
    """4.7: full history; its value is summed, its row is chosen, undone and struck out like any other."""
    desk.club.perform(an_act("Register sale", operator="Amina"), sales.sell, desk.zoe, 40, note="a mint")
    desk.shows("value", ["0,40", "", "12,50", "25,00", "50,00"])
    assert desk.column("points")[0] == "0"
    desk.qtbot.waitUntil(lambda: "Value: sum 87,90 EUR" in desk.window.window.status.text())
    desk.choose(0)
    assert "The sale of 0,40 is reversed, with its points and stamps" in desk.panel()
    desk.tab.actions.undo.trigger()
    desk.shows("kind", ["Reversal", "Sale", "Adjustment", "Sale", "Sale", "Sale"])
    desk.qtbot.waitUntil(lambda: "Value: sum 87,50 EUR" in desk.window.window.status.text())
    desk.tab.page.views.take("undone")
    desk.shows("value", ["0,40"])


def test_a_click_on_a_head_sorts(desk: Desk) -> None:
    """Any column, either way."""
    desk.tab.page.table.header.sort_requested.emit("value", True, False)
    desk.shows("value", ["50,00", "25,00", "12,50", ""])
    desk.tab.page.table.header.sort_requested.emit("who", False, False)
    desk.shows("who", ["Zoë van der Berg", "Zoë van der Berg", "Marek Zieliński", "Marek Zieliński"])


def test_what_this_desk_and_others_do_appears_on_top(desk: Desk) -> None:
    """Within a second, without reading everything again."""
    desk.club.perform(an_act("Register sale", operator="Amina"), sales.sell, desk.zoe, 700, note="till")
    desk.qtbot.waitUntil(lambda: desk.tab.total == 5, timeout=PATIENCE)
    desk.shows("points", ["+7", "+24", "+12", "+25", "+50"])


def test_an_older_operation_of_another_desk_is_undone_by_its_name(desk: Desk) -> None:
    """House.md: older ones and other people's are undone from Activity; the panel says what it does before it is pressed; L7: by a reversal."""
    before = desk.points_of(desk.marek)
    desk.choose(0)
    assert "The +24 points are booked back by a reversal" in desk.panel()
    assert "Jonas" in desk.panel()
    assert desk.tab.actions.undo.text() == "Undo: Adjust balance"
    desk.tab.actions.undo.trigger()
    desk.qtbot.waitUntil(lambda: desk.tab.total == 5, timeout=PATIENCE)
    assert desk.points_of(desk.marek) == before - 24
    desk.shows("kind", ["Reversal", "Adjustment", "Sale", "Sale", "Sale"])
    desk.qtbot.waitUntil(lambda: not desk.tab.actions.undo.isEnabled(), timeout=PATIENCE)
    assert "undone already" in desk.panel()
    model = desk.tab.records.model
    place = model.column_of("points") or 0
    desk.qtbot.waitUntil(lambda: model.index(1, place).data(Role.STRUCK) is True, timeout=PATIENCE)
    desk.tab.page.views.take("undone")
    desk.shows("points", ["+24"])


def test_an_operation_whose_record_changed_since_is_refused_by_name(desk: Desk) -> None:
    """A1, G4: refused, kindly and by name; nothing is written over."""
    edit = an_act("Edit Zoë", operator="Jonas")
    desk.club.perform(edit, people.edit, desk.zoe, {"city": ("Utrecht", "Delft")})
    desk.club.perform(an_act("Edit again", operator="Amina"), people.edit, desk.zoe, {"city": ("Delft", "Leiden")})
    desk.tab.page.views.take("trail")
    desk.qtbot.waitUntil(lambda: desk.tab.is_settled and "Edit Zoë" in desk.column("label"), timeout=PATIENCE)
    desk.choose(desk.column("label").index("Edit Zoë"))
    assert "was changed since by Amina (“Edit again”); Undo does not write over that." in desk.panel()
    desk.tab.actions.undo.trigger()
    desk.qtbot.waitUntil(lambda: any("changed since by Amina" in text for text in desk.told()), timeout=PATIENCE)
    assert details(desk.club, desk.zoe)["city"] == "Leiden"


def test_the_audit_trail_tells_before_and_after(desk: Desk, qtmodeltester: ModelTester) -> None:
    """A2: every operation with who, when, where, and per record the values before and after."""
    desk.club.perform(an_act("Edit Zoë", operator="Jonas"), people.edit, desk.zoe, {"city": ("Utrecht", "Delft")})
    desk.tab.page.views.take("trail")
    desk.qtbot.waitUntil(lambda: desk.tab.is_settled and desk.column("label")[:1] == ["Edit Zoë"], timeout=PATIENCE)
    desk.choose(0)
    words = desk.panel()
    assert "Utrecht → Delft" in words
    assert "City goes back to Utrecht" in words
    assert desk.window.window.status.text().startswith(f"{desk.tab.total} operations")
    qtmodeltester.check(desk.tab.records.model)  # type: ignore[no-untyped-call]
    desk.tab.page.views.take("all")
    desk.shows("points", ["+24", "+12", "+25", "+50"])


def test_a_row_opens_below_itself_with_before_and_after(desk: Desk) -> None:
    """look.md, *activity*: by the right arrow key or *Open all*; closed with its list."""
    desk.club.perform(an_act("Edit Zoë", operator="Jonas"), people.edit, desk.zoe, {"city": ("Utrecht", "Delft")})
    desk.tab.page.views.take("trail-people")
    desk.qtbot.waitUntil(lambda: desk.tab.is_settled and desk.column("label")[:1] == ["Edit Zoë"], timeout=PATIENCE)
    desk.choose(0)
    table, stories = desk.tab.page.table, desk.tab.page.table.stories
    usual = table.rowHeight(0)
    QTest.keyClick(table, Qt.Key.Key_Right)
    desk.qtbot.waitUntil(lambda: table.rowHeight(0) > usual, timeout=PATIENCE)
    assert stories.told(desk.tab.records.model.id_at(0)) == (StoryLine("City", "Utrecht", "Delft"),)
    assert desk.tab.actions.open_all.text() == "Close all"
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert (table.rowHeight(0), desk.tab.actions.open_all.text()) == (usual, "Open all")
    desk.tab.actions.open_all.trigger()
    desk.qtbot.waitUntil(lambda: stories.count == desk.tab.records.model.rowCount(), timeout=PATIENCE)
    desk.tab.page.views.take("all")
    assert stories.count == 0
    desk.shows("points", ["+24", "+12", "+25", "+50"])


def test_a_line_is_written_into_the_log_by_keyboard(desk: Desk) -> None:
    """2.14: view history and add new entries; a refused one keeps what was typed."""
    Keyboard(desk.window, desk.qtbot).ctrl(Qt.Key.Key_N)
    dialog = desk.dialog()
    assert dialog.form is not None
    dialog.form.set_text("who", "99999")
    dialog.form.set_text("text", "Asked for the opening hours")
    dialog.action_button.click()
    desk.qtbot.waitUntil(lambda: desk.dialog() is not dialog, timeout=PATIENCE)
    again = desk.dialog()
    assert again.form is not None
    assert again.form.values()["text"] == "Asked for the opening hours"
    again.form.set_text("who", details(desk.club, desk.zoe)["number"])
    again.action_button.click()
    desk.qtbot.waitUntil(lambda: desk.window.menus.undo.text() == "Undo: Log line", timeout=PATIENCE)
    desk.tab.page.views.take("trail-log")
    desk.shows("note", ["Asked for the opening hours"])
    assert desk.column("who") == ["Zoë van der Berg"]


@pytest.mark.postgres
def test_a_server_that_goes_away_under_the_dialog_loses_nothing_typed(
    open_window: Callable[..., Regulars], server: Server, qtbot: QtBot
) -> None:
    """Reliability.md: the dialog comes back with everything typed, under the same op_id; pressed again, the line is written once."""
    desk = Desk(open_window, server.url, qtbot)
    desk.club.close()
    desk.choose(2)
    desk.tab.actions.new_line.trigger()
    dialog = desk.dialog()
    assert dialog.form is not None
    dialog.form.set_text("text", "Asked for the opening hours")
    server.stop("fast")
    dialog.action_button.click()
    qtbot.waitUntil(lambda: desk.dialog() is not dialog, timeout=PATIENCE)
    again = desk.dialog()
    assert again.form is not None
    assert again.form.values() == {"text": "Asked for the opening hours"}
    server.start()
    again.action_button.click()
    qtbot.waitUntil(lambda: desk.window.menus.undo.text() == "Undo: Log line", timeout=PATIENCE)
    desk.tab.page.views.take("trail-log")
    desk.shows("note", ["Asked for the opening hours"])


@pytest.mark.postgres
def test_the_tab_finds_its_way_back_to_a_server_that_was_stopped(
    open_window: Callable[..., Regulars], server: Server, qtbot: QtBot
) -> None:
    """Reliability.md: an undo while the server is away is told and does nothing; what is shown stays, and both go on afterwards."""
    desk = Desk(open_window, server.url, qtbot)
    desk.club.close()
    desk.choose(0)
    server.stop("fast")
    desk.tab.actions.undo.trigger()
    qtbot.waitUntil(lambda: bool(desk.told()), timeout=PATIENCE)
    assert desk.tab.records.model.rowCount() == 4
    server.start()
    desk.tab.refresh()
    desk.settle()
    desk.tab.actions.undo.trigger()
    desk.shows("points", ["\u221224", "+24", "+12", "+25", "+50"])


def test_ctrl_z_takes_back_and_both_keys_do_it_again(desk: Desk) -> None:
    """Named undo and redo: the menu says what; Ctrl+Shift+Z and Ctrl+Y; a new action ends redo (house.md)."""
    assert desk.window.desk is not None
    menus, keyboard = desk.window.menus, Keyboard(desk.window, desk.qtbot)
    before = desk.points_of(desk.zoe)

    def stands(balance: int, undo: str, redo: str) -> None:
        desk.qtbot.waitUntil(
            lambda: (desk.points_of(desk.zoe), menus.undo.text(), menus.redo.text()) == (balance, undo, redo), timeout=PATIENCE
        )

    desk.window.desk.start(_adjusting(desk, 10))
    stands(before + 10, "Undo: Adjust balance", "Redo")
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for key, modifiers in ((Qt.Key.Key_Z, shift), (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)):
        keyboard.ctrl(Qt.Key.Key_Z)
        stands(before, "Undo", "Redo: Adjust balance")
        keyboard.press(key, modifiers)
        stands(before + 10, "Undo: Adjust balance", "Redo")
    keyboard.ctrl(Qt.Key.Key_Z)
    stands(before, "Undo", "Redo: Adjust balance")
    desk.window.desk.start(_adjusting(desk, 3))
    stands(before + 3, "Undo: Adjust balance", "Redo")
    assert not menus.redo.isEnabled()


async def _adjusting(desk: Desk, count: int) -> None:
    assert desk.window.desk is not None
    await desk.window.desk.write("Adjust balance", points.adjust, [desk.zoe], count, note="test")


def test_what_is_shown_goes_into_a_sheet_and_onto_the_clipboard(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S4: exportable; what the table shows, in its order and with its columns."""
    file = tmp_path / "transactions.csv"

    def chosen(*_args: Any, **_kwargs: Any) -> Later[Path | None]:
        later: Later[Path | None] = Later()
        later.done(file)
        return later

    monkeypatch.setattr(desk.window.front, "ask_file", chosen)
    desk.tab.page.views.take("today")
    desk.shows("points", ["+24", "+12", "+25"])
    desk.tab.actions.download.trigger()
    desk.qtbot.waitUntil(lambda: file.exists() and desk.window.jobs.running == 0, timeout=PATIENCE)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        heads, *rows = list(csv.reader(stream))
    assert heads[1:5] == ["Who", "Kind", "Value", "Points"]
    assert [row[1:5] for row in rows] == [
        ["Marek Zieliński", "Adjustment", "", "24"], ["Marek Zieliński", "Sale", "12.5", "12"], ["Zoë van der Berg", "Sale", "25.0", "25"],
    ]  # fmt: skip
    desk.tab.page.table.select_all_rows()
    desk.tab.actions.copy.trigger()
    desk.qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") == 2, timeout=PATIENCE)
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t")[1:5] == ["Marek Zieliński", "Adjustment", "", "24"]


def test_a_line_leads_to_its_member(desk: Desk) -> None:
    """Enter on a line, or *Open member*."""
    desk.choose(2)
    QTest.keyClick(desk.tab.page.table, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.window.window.current_key() == "members", timeout=PATIENCE)
    desk.qtbot.waitUntil(lambda: desk.window.people("members").page.table.selection.current == desk.zoe, timeout=PATIENCE)


def test_how_the_tab_stands_is_remembered(desk: Desk) -> None:
    """Columns of both lists, widths and foldings."""
    desk.tab.page.table.columns.show(("date", "who", "points"))
    state = desk.tab.state()
    desk.tab.page.table.columns.reset()
    desk.tab.set_state(state)
    assert desk.tab.page.table.columns.shown_keys() == ("date", "who", "points")
    desk.tab.set_state("nonsense")
    desk.tab.refresh()
    desk.settle()
    assert desk.tab.total == 4
