"""Rows 2.1 to 2.5, 3.1 and 3.2: prospects in the window, who resembles whom, registered and taken back (P3, P5, P7, P8, D1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.operations import activities
from desktop.app import Regulars
from tests.builders import a_member, a_prospect, an_act, details
from tests.builders_rewards import a_file_club
from tests.journeys.test_members import database_of, dialog_of
from tests.journeys.test_standing import choose, undo
from ui.details_parts import BannerWidget
from ui.dialogs.person import NewPerson
from ui.dialogs.register import Register


def shown_names(window: Regulars) -> list[str]:
    """The last names in the table of prospects, in its order."""
    ids = window.people("prospects").records.model.ids.tolist()
    return [str(details(database_of(window), person)["last_name"]) for person in ids]


def view(window: Regulars, qtbot: QtBot, key: str, *names: str) -> None:
    """Choose a view as a person does, and see these people in it."""
    views = window.people("prospects").page.views
    qtbot.waitUntil(lambda: bool(views.sections()))
    views.take(key)
    qtbot.waitUntil(lambda: window.people("prospects").is_settled and sorted(shown_names(window)) == sorted(names))


def banners(window: Regulars) -> list[BannerWidget]:
    """The banners of the panel."""
    panel = window.people("prospects").page.details
    return [widget for widget in panel.findChildren(BannerWidget) if widget.isVisibleTo(panel)]


def said(widget: Any) -> str:
    """All words of a part of the window."""
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_guests_invited_waiting_and_possible_duplicates_are_views(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """2.2, 2.3, 3.1, 3.2, D1: both lists, who waits for points, who resembles somebody from the setting's score on; the newest first."""
    database = a_file_club(tmp_path)
    a_member(database, first_name="Zoë", last_name="Berg", birthday="1988-05-17")
    a_prospect(database, stage="guest", last_name="Gast")
    a_prospect(database, last_name="Bidden")
    a_prospect(database, first_name="Zoe", last_name="Berg", birthday="1988-05-17")
    waits = a_prospect(database, stage="guest", last_name="Wacht").id
    survey = database.perform(an_act(), activities.add, "Survey", 40).id
    database.perform(an_act(), activities.give, [waits], survey, note="At the fair")
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.window.show_page("prospects")
    qtbot.waitUntil(lambda: shown_names(window) == ["Wacht", "Berg", "Bidden", "Gast"])
    view(window, qtbot, "guests", "Gast", "Wacht")
    view(window, qtbot, "invited", "Bidden", "Berg")
    view(window, qtbot, "waiting", "Wacht")
    view(window, qtbot, "duplicates", "Berg")
    chips = window.people("prospects").page.filters.answers()
    assert [(chip.key, chip.pairs) for chip in chips] == [("duplicates", ((">=", "70"),))]


def test_the_panel_says_whom_a_prospect_resembles_and_opens_them(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """D1, P4: the reason by name and number; *Open* leads to the member; what registering does is said."""
    database = a_file_club(tmp_path)
    member = a_member(database, first_name="Zoë", last_name="Berg", email="zoe@example.org").id
    prospect = a_prospect(database, first_name="Z.", last_name="Berg", email="zoe@example.org").id
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.window.show_page("prospects")
    choose(window, qtbot, prospect, tab="prospects")
    qtbot.waitUntil(lambda: any("Same e-mail, similar name: Zoë Berg" in each.label.text() for each in banners(window)))
    assert "gets a code, printed later" in said(window.people("prospects").page.details)
    next(each for each in banners(window) if each.link.text() == "Open").link.click()
    qtbot.waitUntil(lambda: window.window.current_key() == "members")
    qtbot.waitUntil(lambda: window.people("members").page.table.selection.current == member)


def test_many_are_registered_with_what_comes_by_it_and_taken_back_as_one_step(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """2.4, 2.5, P5, P7, P8: waiting points become usable, the same phone's records are joined; Ctrl+Z makes them prospects again."""
    database = a_file_club(tmp_path)
    older = a_prospect(database, last_name="Older", phone="06 1200 5518").id
    same = a_prospect(database, last_name="Same", phone="+31 6 1200 5518").id
    other = a_prospect(database, last_name="Other").id
    survey = database.perform(an_act(), activities.add, "Survey", 40).id
    database.perform(an_act(), activities.give, [other], survey, note="At the fair")
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.window.show_page("prospects")
    choose(window, qtbot, older, other, tab="prospects")
    window.people("prospects").commands.register.trigger()
    dialog = dialog_of(qtbot, window, Register)
    assert "40 points that waited can be used" in said(dialog)
    assert "Same has the same phone" in said(dialog).replace("Marek ", "")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [details(database_of(window), each)["stage"] for each in (older, other)] == ["member", "member"])
    assert details(database_of(window), same)["status"] == "merged"
    undo(window, qtbot, "Register")
    qtbot.waitUntil(lambda: [details(database_of(window), each)["stage"] for each in (older, other)] == ["invited", "invited"])
    assert details(database_of(window), same)["status"] == "active"


def test_the_same_phone_under_another_name_is_asked_about_at_the_phone(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """P3: both names are shown and the right one is asked for; the record and its number stay."""
    database = a_file_club(tmp_path)
    prospect = a_prospect(database, first_name="Marek", last_name="Zieliński", phone="06 1200 5518").id
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.people("members").commands.new.trigger()
    dialog = dialog_of(qtbot, window, NewPerson)
    for key, text in {"first_name": "Olga", "last_name": "Berg", "phone": "0612005518"}.items():
        QTest.keyClicks(dialog.fields.field(key), text)
    qtbot.waitUntil(lambda: dialog.names is not None)
    assert "Marek Zieliński" in dialog.names.keep.text()
    assert "Olga Berg" in dialog.names.take.text()
    assert dialog.action_button.text() == "Register Marek Zieliński"
    dialog.names.take.setChecked(True)
    dialog.action_button.click()
    qtbot.waitUntil(lambda: details(database_of(window), prospect)["stage"] == "member")
    assert details(database_of(window), prospect)["last_name"] == "Berg"


def test_enter_before_the_list_is_there_brings_the_question_not_a_dead_end(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """P3: who types faster than the list comes is refused with the sentence at the phone, and the question stands below it."""
    database = a_file_club(tmp_path)
    prospect = a_prospect(database, first_name="Marek", last_name="Zieliński", phone="06 1200 5518").id
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.people("members").commands.new.trigger()
    dialog = dialog_of(qtbot, window, NewPerson)
    for key, text in {"first_name": "Olga", "last_name": "Berg", "phone": "0612005518"}.items():
        dialog.fields.set_text(key, text)
    dialog.action_button.click()
    qtbot.waitUntil(lambda: any(each is not dialog and each.isVisible() for each in window.window.findChildren(NewPerson)))
    again = next(each for each in window.window.findChildren(NewPerson) if each is not dialog and each.isVisible())
    qtbot.waitUntil(lambda: again.names is not None)
    qtbot.waitUntil(lambda: "Which name is right?" in again.fields.problem("phone"))
    assert again.fields.text("last_name") == "Berg"
    again.action_button.click()
    qtbot.waitUntil(lambda: details(database_of(window), prospect)["stage"] == "member")
    assert details(database_of(window), prospect)["last_name"] == "Zieliński"


def test_another_person_with_the_same_address_is_added(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """P6, D2: the operator decides; *Not the same person* adds a record of its own."""
    database = a_file_club(tmp_path)
    prospect = a_prospect(database, first_name="Marek", last_name="Zieliński", email="home@example.org").id
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.people("members").commands.new.trigger()
    dialog = dialog_of(qtbot, window, NewPerson)
    for key, text in {"first_name": "Olga", "last_name": "Berg", "email": "home@example.org"}.items():
        QTest.keyClicks(dialog.fields.field(key), text)
    qtbot.waitUntil(lambda: bool(dialog.known.entries))
    dialog.known.entries[0].dismiss.click()
    dialog.action_button.click()
    qtbot.waitUntil(lambda: len(window.people("members").records.model.ids) == 1)
    assert details(database_of(window), prospect)["stage"] == "invited"
