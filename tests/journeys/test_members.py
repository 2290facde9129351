"""The clerk's day in the real window: find, look, edit, undo, register (issue 1; look.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from db import search
from db.database import Database
from db.operations import people
from db.search import Query
from db.upgrade import open_database
from desktop.app import Regulars
from desktop.opening import club_of
from tests.builders import a_club, a_member, a_prospect, an_act, details
from ui.details_panel import DetailsPanel
from ui.dialogs.person import NewPerson
from ui.dialogs.register import Register
from ui.form import Form
from ui.print_page import PrintPage


def database_of(window: Regulars) -> Database:
    """The database behind the window."""
    assert window.desk is not None
    return window.desk.database


def settled(qtbot: QtBot, window: Regulars) -> None:
    """Wait until the table shows the whole answer."""
    qtbot.waitUntil(lambda: window.ways.people_in_view().records.is_settled)


def dialog_of(qtbot: QtBot, window: Regulars, kind: type[QDialog]) -> Any:
    """The open dialog of this kind."""

    def shown() -> list[QDialog]:
        return [dialog for dialog in window.window.findChildren(QDialog) if isinstance(dialog, kind) and dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


def test_the_club_opens_newest_first_with_counts(window: Regulars, qtbot: QtBot) -> None:
    """Default order: joined, newest first, on the same day the later number first."""
    with database_of(window).read() as connection:
        expected = search.ids(connection, Query())
    assert window.ways.people_in_view().records.model.ids.tolist() == expected.tolist()
    qtbot.waitUntil(lambda: window.window.tabs.count_of(0) == len(expected))
    assert window.window.status.text().startswith(f"{len(expected)} members")


def test_typing_narrows_and_escape_shows_everybody_again(window: Regulars, qtbot: QtBot) -> None:
    """Words in any order, accents and case ignored."""
    everybody = window.ways.people_in_view().total
    QTest.keyClicks(window.window.search, "an")
    qtbot.waitUntil(lambda: window.ways.people_in_view().query.text == "an" and window.ways.people_in_view().records.is_settled)
    with database_of(window).read() as connection:
        assert window.ways.people_in_view().total == search.count(connection, Query(text="an"))
    QTest.keyClick(window.window.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.ways.people_in_view().records.is_settled and window.ways.people_in_view().total == everybody)


def test_a_card_code_and_enter_opens_the_member(window: Regulars, qtbot: QtBot) -> None:
    """K4: a whole card code, typed by hand with case and dashes ignored."""
    person = window.ways.people_in_view().records.model.id_at(7)
    assert person is not None
    code = details(database_of(window), person)["code"]
    QTest.keyClicks(window.window.search, code.lower().replace("-", ""))
    QTest.keyClick(window.window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.ways.people_in_view().current.person == person)
    assert window.window.search.text() == ""


def test_a_prospects_number_and_enter_opens_the_prospect(window: Regulars, qtbot: QtBot) -> None:
    """Prospects too: the window goes to their tab."""
    prospect = window.people("prospects").records.model.id_at(0)
    assert prospect is not None
    QTest.keyClicks(window.window.search, details(database_of(window), prospect)["number"])
    QTest.keyClick(window.window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.window.current_key() == "prospects" and window.ways.people_in_view().current.person == prospect)


def test_a_cell_is_edited_in_place_and_undone_by_name(window: Regulars, qtbot: QtBot) -> None:
    """Cells edit in place; Ctrl+Z undoes this window's edits, by name."""
    table = window.ways.people_in_view().page.table
    person = window.ways.people_in_view().records.model.id_at(0)
    assert person is not None
    before = details(database_of(window), person)["first_name"]
    table.show_record(person)
    column = window.ways.people_in_view().records.model.column_of("first_name")
    assert column is not None
    table.setCurrentIndex(window.ways.people_in_view().records.model.index(0, column))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText("Zebedee")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: details(database_of(window), person)["first_name"] == "Zebedee")
    qtbot.waitUntil(lambda: window.menus.undo.isEnabled())
    assert "Edit" in window.menus.undo.text()
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: details(database_of(window), person)["first_name"] == before)


def test_another_desks_change_shows_without_losing_the_place(window: Regulars, qtbot: QtBot) -> None:
    """Seen within 2 s (table.md), scroll and selection kept by id."""
    table, model = window.ways.people_in_view().page.table, window.ways.people_in_view().records.model
    person, chosen = model.id_at(60), model.id_at(55)
    assert person is not None
    assert chosen is not None
    table.show_record(chosen)
    top = table.top_record()
    other = Database(database_of(window).url, desk="desk 1")
    before = details(other, person)["last_name"]
    other.perform(an_act(operator="Jonas"), people.edit, person, {"last_name": (before, "Aaltonen")})
    column = model.column_of("last_name")
    assert column is not None

    def shown() -> bool:
        row = model.row_of(person)
        return row is not None and model.index(row, column).data() == "Aaltonen"

    qtbot.waitUntil(shown, timeout=5000)
    assert table.top_record() == top
    assert table.selection.contains(chosen)
    other.close()


def test_a_new_member_is_warned_of_and_opens_the_known_one(open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot) -> None:
    """D2, P4: the warning list lives while typing; the same phone opens the existing member."""
    club = a_club(engine_url)
    known = a_member(club, phone="+31 6 1200 5518")
    window = open_window(engine_url)
    window.ways.people_in_view().commands.new.trigger()
    dialog = dialog_of(qtbot, window, NewPerson)
    dialog.fields.set_text("last_name", "Berg")
    QTest.keyClicks(dialog.fields.field("phone"), "0612005518")
    qtbot.waitUntil(lambda: dialog.holder() is not None)
    dialog.press()
    qtbot.waitUntil(lambda: window.ways.people_in_view().current.person == known.id)
    club.close()


def test_a_new_member_is_added_and_shown(open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot) -> None:
    """One form, one record with a number, one undo."""
    club = a_club(engine_url)
    window = open_window(engine_url)
    window.ways.people_in_view().commands.new.trigger()
    dialog = dialog_of(qtbot, window, NewPerson)
    dialog.fields.set_text("first_name", "Ádám")
    dialog.fields.set_text("last_name", "Fekete")
    dialog.press()
    qtbot.waitUntil(lambda: window.ways.people_in_view().current.person is not None)
    added = details(club, 1)
    assert (added["last_name"], added["stage"]) == ("Fekete", "member")
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: window.ways.people_in_view().records.model.rowCount() == 0)
    club.close()


def test_selected_prospects_are_registered(open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot) -> None:
    """P8: many at once, one operation, undone as a whole."""
    club = a_club(engine_url)
    one, two = a_prospect(club, phone="0612345678"), a_prospect(club, stage="guest", last_name="Nowak")
    window = open_window(engine_url)
    window.window.show_page("prospects")
    settled(qtbot, window)
    window.ways.people_in_view().page.table.select_all_rows()
    window.ways.people_in_view().commands.register.trigger()
    dialog = dialog_of(qtbot, window, Register)
    dialog.press()
    qtbot.waitUntil(lambda: details(club, one.id)["stage"] == "member" and details(club, two.id)["stage"] == "member")
    # The answer comes to the window a moment after the commit.
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: details(club, one.id)["stage"] == "invited" and details(club, two.id)["stage"] == "guest")
    club.close()


def test_details_are_edited_and_saved_in_the_panel(window: Regulars, qtbot: QtBot) -> None:
    """Labels, validation in place, Save: a fault is marked and keeps its text; what is right is saved and can be undone."""
    person = window.ways.people_in_view().records.model.id_at(3)
    assert person is not None
    window.ways.people_in_view().page.table.show_record(person)
    panel = window.ways.people_in_view().page.details
    qtbot.waitUntil(lambda: panel.record() == person)
    panel.edit("profile", "email")
    field(panel, "email").set_text("email", "not an address")
    panel.save()
    assert field(panel, "email").problem("email") == "“not an address” is not an e-mail address."
    assert panel.is_dirty()
    field(panel, "email").set_text("email", "new@example.org")
    panel.save()
    qtbot.waitUntil(lambda: details(database_of(window), person)["email"] == "new@example.org")
    qtbot.waitUntil(lambda: not panel.is_editing())
    assert window.menus.undo.isEnabled()


def test_closing_does_not_drop_what_is_typed_and_not_saved(window: Regulars, qtbot: QtBot) -> None:
    """Nothing that was typed is lost: the window stays and says why; saved, it closes at once."""
    person = window.ways.people_in_view().records.model.id_at(3)
    assert person is not None
    window.ways.people_in_view().page.table.show_record(person)
    panel = window.ways.people_in_view().page.details
    qtbot.waitUntil(lambda: panel.record() == person)
    panel.edit("profile", "street")
    field(panel, "street").set_text("street", "Typed 1")
    assert panel.is_dirty()
    assert not window.window.close()
    assert window.window.isVisible()
    assert "not saved" in " ".join(label.text() for label in window.ways.people_in_view().page.findChildren(QLabel))
    panel.save()
    qtbot.waitUntil(lambda: not panel.is_dirty())
    assert details(database_of(window), person)["street"] == "Typed 1"
    assert window.window.close()


def field(panel: DetailsPanel, key: str) -> Form:
    """The form of the panel that holds this field."""
    return next(form for form in panel.findChildren(Form) if form.has(key))


def test_without_a_hit_one_button_shows_everybody_again(window: Regulars, qtbot: QtBot) -> None:
    """*Clear filters* takes the search away too."""
    everybody = window.ways.people_in_view().total
    QTest.keyClicks(window.window.search, "qqqqq")
    qtbot.waitUntil(lambda: window.ways.people_in_view().page.no_hits.isVisible())
    window.ways.people_in_view().commands.clear.trigger()
    qtbot.waitUntil(lambda: window.ways.people_in_view().total == everybody and window.ways.people_in_view().records.is_settled)
    assert window.window.search.text() == ""


def test_the_paper_shown_is_the_one_chosen_last(window: Regulars, qtbot: QtBot) -> None:
    """K1, K5: a sheet that was still being drawn is not shown on another paper."""
    window.ways.people_in_view().page.table.show_record(window.ways.people_in_view().shown_ids()[0])
    window.ways.people_in_view().commands.cards.trigger()
    qtbot.waitUntil(lambda: isinstance(window.window.pages.over("members"), PrintPage))
    page = window.window.pages.over("members")
    assert isinstance(page, PrintPage)
    page.papers["a4-c32011"].setChecked(True)
    qtbot.waitUntil(lambda: window.jobs.running > 0)
    page.papers["id1"].setChecked(True)
    qtbot.waitUntil(lambda: page.view.sheet.picture is not None and window.jobs.running == 0)
    picture = page.view.sheet.picture
    assert picture is not None
    assert picture.width() > picture.height()


def test_a_second_tab_is_made_when_it_is_first_shown(open_window: Callable[..., Regulars], qtbot: QtBot) -> None:
    """Nobody waits for a tab that is not looked at; one that is looked at before the first has all its rows is there at once."""
    window = open_window()
    again = open_database(str(database_of(window).url.database))
    window.open(again, club_of(again))
    assert list(window.tabs) == ["members"]
    window.window.show_page("prospects")
    assert list(window.tabs) == ["members", "prospects"]
    assert window.ways.people_in_view().page.isVisible()
    qtbot.waitUntil(lambda: all(tab.is_settled for tab in window.tabs.values()))
    assert window.ways.people_in_view().records.model.rowCount()


def test_a_second_tab_follows_by_itself_when_the_first_has_all_its_rows(open_window: Callable[..., Regulars]) -> None:
    window = open_window()
    assert list(window.tabs) == ["members", "prospects"]
    assert window.window.current_key() == "members"
