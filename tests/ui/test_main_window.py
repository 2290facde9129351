"""The frame around all pages: tabs and keys, search, full pages, the foot, dropped files (look.md, *Where things stand*)."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.status_line import StatusLine, StatusMark, saved_mark
from ui.theme import Theme


def build(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    for key, title in (("members", "Members"), ("prospects", "Prospects"), ("tiers", "Tiers")):
        window.add_page(key, title, QLineEdit(title))
    window.search.set_hint("Name, phone, e-mail or card code")
    window.search.set_keys("Ctrl+F")
    with qtbot.waitActive(window):
        window.show()
    return window


def drop(window: MainWindow, paths: list[Path]) -> bool:
    """Drag files over the window and let go; whether the window wanted them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, copy = QPoint(300, 300), Qt.DropAction.CopyAction
    none = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, copy, data, *none)
    enter.setAccepted(False)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place.toPointF(), copy, data, *none))
    return enter.isAccepted()


def test_the_tabs_are_reached_and_moved_through_by_keys(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    changed: list[str] = []
    window.page_changed.connect(changed.append)
    window.tabs.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.tabs, Qt.Key.Key_Right)
    QTest.keyClick(window.tabs, Qt.Key.Key_Right)
    QTest.keyClick(window.tabs, Qt.Key.Key_Left)
    assert changed == ["prospects", "tiers", "prospects"]
    assert window.tabs.hasFocus()
    assert window.tabs.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_each_tab_has_a_command_with_its_key(qtbot: QtBot, light: Theme) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    going = [window.add_page(str(place), f"Tab {place}", QWidget()) for place in range(11)]
    assert [go.shortcut() for go in going[:9]] == [QKeySequence(f"Ctrl+{n}") for n in range(1, 10)]
    assert going[9].shortcut().isEmpty()
    going[4].trigger()
    assert window.current_key() == "4"


def test_a_count_stands_on_its_tab_for_eyes_and_screen_readers(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    before = window.tabs.tabRect(0).width()
    window.set_count("members", 12_480)
    assert window.tabs.tabRect(0).width() > before
    assert "12,480" in window.tabs.accessibleTabName(0)
    interface = QAccessible.queryAccessibleInterface(window.tabs)
    assert interface.childCount() >= 3
    assert "12,480" in interface.child(0).text(QAccessible.Text.Name)
    window.set_count("members", None)
    assert window.tabs.accessibleTabName(0) == "Members"


def test_choosing_a_tab_moves_nothing(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    before = [window.tabs.tabRect(place) for place in range(3)]
    window.show_page("tiers")
    assert [window.tabs.tabRect(place) for place in range(3)] == before


@pytest.mark.parametrize("width", [900, 1366, 1920])
def test_nothing_in_the_band_overlaps_at_any_width(qtbot: QtBot, light: Theme, width: int) -> None:
    window = build(qtbot)
    window.band.set_new_action(QAction("New member", window))
    window.resize(width, 600)
    window.grab()
    button = window.band.new_button
    assert button is not None
    assert window.tabs.geometry().right() < window.search.x()
    assert window.search.geometry().right() < button.x()
    assert button.geometry().right() < width
    assert window.search.width() == 320


def test_the_search_field_narrows_before_a_tab_is_cut(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    for title in ("Benefit Cards", "Rewards", "Activity"):
        window.add_page(title, title, QWidget())
    window.set_count("members", 12_480)
    window.band.set_new_action(QAction("New member", window))
    window.resize(900, 600)
    window.grab()
    assert window.search.width() < 320
    qtbot.waitUntil(lambda: window.tabs.width() >= window.tabs.sizeHint().width())


def test_the_search_tells_each_change_and_enter_and_escape_clears_it(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    heard: list[str] = []
    window.search_changed.connect(heard.append)
    QTest.keyClicks(window.search, "ann")
    with qtbot.waitSignal(window.search_entered) as entered:
        QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert entered.args == ["ann"]
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert heard == ["a", "an", "ann", ""]
    assert window.search.accessibleName()


def test_the_hint_of_the_search_is_cut_only_where_it_must_be(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    assert window.search.placeholderText() == "Name, phone, e-mail or card code"
    window.search.setFixedWidth(150)
    assert window.search.placeholderText().endswith("…")


def test_down_in_the_search_goes_to_the_page(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    window.search.setFocus()
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    assert window.pages.page("members").hasFocus()


def test_a_full_page_lies_over_its_tab_until_it_is_closed(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    window.pages.page("members").setFocus()
    upload = QPushButton("Preview")
    window.pages.over_left.connect(lambda _widget: window.close_over())
    window.show_over(upload, "Upload")
    assert upload.isVisible()
    window.show_page("prospects")
    assert not upload.isVisible()
    window.show_page("members")
    assert upload.isVisible()
    QTest.keyClick(upload, Qt.Key.Key_Escape)
    assert window.pages.over("members") is None
    assert window.pages.page("members").isVisible()
    assert window.pages.page("members").hasFocus()


def test_one_file_dropped_on_the_window_is_named_and_anything_else_refused(qtbot: QtBot, light: Theme, tmp_path: Path) -> None:
    window = build(qtbot)
    sheet = tmp_path / "members.xlsx"
    sheet.write_bytes(b"x")
    dropped: list[Path] = []
    window.file_dropped.connect(dropped.append)
    assert drop(window, [sheet])
    assert not drop(window, [sheet, sheet])
    assert not drop(window, [tmp_path])
    window.accepts_files = False
    assert not drop(window, [sheet])
    assert dropped == [sheet]


def test_the_banner_has_one_action_and_goes_when_there_is_nothing_to_say(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    assert window.banner.isHidden()
    window.banner.say("This is a sample club.", "Make your own club")
    assert window.banner.isVisible()
    with qtbot.waitSignal(window.banner.action_clicked):
        window.banner.link.click()
    window.banner.say("")
    assert window.banner.isHidden()


def test_the_foot_tells_both_sides_to_screen_readers(qtbot: QtBot, light: Theme) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.set_parts(["126 members", "", "1 selected"])
    line.set_marks([saved_mark(), StatusMark("club", "Atelier Noor")])
    line.resize(900, 26)
    line.grab()
    assert line.accessibleDescription() == "126 members · 1 selected · All changes saved · Atelier Noor"
    assert line.toolTip() == ""
    line.resize(160, 26)
    line.grab()
    assert "126 members" in line.toolTip()


def test_the_window_comes_back_where_it_was(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    # Qt fits what it restores to the screen, and the one without a display is 800 wide.
    window.resize(900, 640)
    state = window.geometry_state()
    other = build(qtbot)
    assert other.restore_geometry(state)
    assert (other.width(), other.height()) == (900, 640)
    assert not other.restore_geometry(b"nonsense")


def test_closing_can_be_refused(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    window.closing.connect(window.refuse_close)
    assert not window.close()
    window.closing.disconnect(window.refuse_close)
    assert window.close()


def test_the_window_is_never_smaller_than_a_small_screen(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    window.resize(100, 100)
    assert (window.width(), window.height()) == (900, 500)


def test_the_menus_hold_the_commands_given(qtbot: QtBot, light: Theme) -> None:
    window = build(qtbot)
    quit_ = QAction("Quit", window)
    menu = window.add_menu("File", [quit_, None])
    assert window.menuBar().actions()[0].text() == "File"
    assert menu.actions()[0] is quit_


def test_a_page_over_another_gives_it_back(qtbot: QtBot, light: Theme) -> None:
    """Cards are printed from a person's page: closed, that page is seen again; the lower one may be closed first."""
    window = build(qtbot)
    person, cards = QWidget(), QWidget()
    window.show_over(person)
    window.show_over(cards)
    assert window.pages.over("members") is cards
    window.close_over()
    assert window.pages.over("members") is person
    again = QWidget()
    window.show_over(again)
    window.close_over(person)
    assert window.pages.over("members") is again
    window.close_over(person)
    assert window.pages.over("members") is again
    window.close_over()
    assert window.pages.over("members") is None
