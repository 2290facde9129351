"""Benefit cards in the real window: made, edited, allocated, withdrawn, deleted (features.md 0.1–0.16; rules B1–B8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import search
from db.database import Database
from db.operations import benefit_cards
from db.operations.benefit_cards import Card
from db.search import Query
from desktop.app import Regulars
from tests.builders import TODAY, a_club, a_member, an_act
from tests.journeys.test_members import dialog_of
from tests.postgres_server import Server
from ui.dialogs.allocate_card import AllocateCard, WithdrawCard
from ui.dialogs.choose_members import ChooseMembers
from ui.dialogs.conflict import Conflict
from ui.dialogs.record import RecordQuestion
from ui.filters import FilterAnswer
from ui.form import Form


def tab_of(window: Regulars, qtbot: QtBot) -> Any:
    """The Benefit Cards tab, with its rows."""
    window.window.show_page("benefit_cards")
    tab: Any = window.tabs["benefit_cards"]
    qtbot.waitUntil(lambda: tab.is_started and tab.is_settled)
    return tab


def cards(database: Database) -> dict[str, Card]:
    """The cards by name."""
    with database.read() as connection:
        return {card.name: card for card in benefit_cards.listed(connection, TODAY)}


def a_card(database: Database, name: str = "Student", **more: str) -> Card:
    """A benefit card with its three texts."""
    texts = {"name": name, "benefit": "10 % off coffee", "conditions": "With a student card", **more}
    return database.perform(an_act("New benefit card"), benefit_cards.add, **texts)


def holders(database: Database, name: str) -> set[int]:
    """Who holds a card."""
    with database.read() as connection:
        found = search.ids(connection, Query(conditions=(search.Condition("benefit_card", "=", (name,)),)))
        return set(found.tolist())


def said(part: QWidget) -> str:
    """All words of a part of the window."""
    return " ".join(label.text() for label in part.findChildren(QLabel))


@pytest.fixture
def club(engine_url: str) -> Any:
    """A club with twelve members, one day apart."""
    database = a_club(engine_url)
    for day in range(12):
        a_member(database, first_name="Ada", last_name=f"Member{day:02d}", joined=f"2026-07-{day + 1:02d}")
    yield database
    database.close()


def test_an_empty_list_offers_to_make_the_first_card(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.1, 0.2, 0.3, 0.4: three mandatory texts, public; a blank one is marked, and [Create] saves."""
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    assert tab.page.empty.isVisible()
    assert not tab.actions.allocate.isEnabled()
    tab.actions.new.trigger()
    dialog = dialog_of(qtbot, window, RecordQuestion)
    dialog.press()
    asked = {key for key in ("name", "benefit", "conditions", "last_day", "colour") if dialog.fields.problem(key)}
    assert asked == {"name", "benefit", "conditions"}
    dialog.fields.set_text("name", "Student")
    dialog.fields.set_text("benefit", "10 % off coffee")
    dialog.fields.set_text("conditions", "   ")
    dialog.press()
    assert dialog.fields.problem("conditions") == "Please fill this in."
    dialog.fields.set_text("conditions", "With a student card")
    dialog.press()
    qtbot.waitUntil(lambda: "Student" in cards(club))
    qtbot.waitUntil(lambda: tab.page.details.record() == cards(club)["Student"].id)
    assert "With a student card" in said(tab.page.details)


def test_a_name_that_is_taken_comes_back_with_everything_typed(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.3, B1: names are unique whatever the case; nothing that was typed is lost."""
    a_card(club)
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.actions.new.trigger()
    first = dialog_of(qtbot, window, RecordQuestion)
    for key, text in (("name", "STUDENT"), ("benefit", "Free refill"), ("conditions", "Weekdays")):
        first.fields.set_text(key, text)
    first.press()
    qtbot.waitUntil(lambda: any(isinstance(each, RecordQuestion) and each is not first for each in window.window.findChildren(QDialog)))
    again = next(each for each in window.window.findChildren(RecordQuestion) if each is not first)
    assert "already" in again.fields.problem("name")
    assert (again.fields.text("benefit"), again.fields.text("conditions")) == ("Free refill", "Weekdays")
    again.reject()


def test_a_card_is_allocated_to_members_found_by_joined_date_and_name(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.5, 0.6, 0.7, 0.8, 0.13: members filtered by joined date and name, several ticked, one action; the count follows; undone at once."""
    card = a_card(club)
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.actions.allocate.trigger()
    dialog = dialog_of(qtbot, window, ChooseMembers)
    qtbot.waitUntil(lambda: dialog.table.row_count == 12)
    dialog.press()
    assert "Tick at least one" in dialog.effect.text()
    dialog.filters._set(FilterAnswer("joined", ((">=", "2026-07-05"), ("<=", "2026-07-09"))))
    qtbot.waitUntil(lambda: dialog.table.row_count == 5)
    QTest.keyClick(dialog.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: dialog.effect.text() == "5 members; nobody loses a card.")
    # Searching by name, what was ticked stays ticked.
    dialog.filters._clear()
    qtbot.waitUntil(lambda: dialog.table.row_count == 12)
    QTest.keyClicks(dialog.search, "Member11")
    qtbot.waitUntil(lambda: dialog.table.row_count == 1)
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.action_button.text() == "Allocate to 6")
    dialog.press()
    qtbot.waitUntil(lambda: cards(club)["Student"].holders == 6)
    qtbot.waitUntil(lambda: tab.model.row(card.id).cells["holders"].text == "6")
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: cards(club)["Student"].holders == 0)


def test_allocating_says_who_loses_another_card_and_replaces_it(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.9, B2: from the Members tab too: "12 members; 5 will lose Gold discount, 2 already have it"; one card a member afterwards."""
    gold, student = a_card(club, "Gold discount"), a_card(club)
    with club.read() as connection:
        people = search.ids(connection, Query()).tolist()
    club.perform(an_act("Allocate"), benefit_cards.allocate, gold.id, people[:5])
    club.perform(an_act("Allocate"), benefit_cards.allocate, student.id, people[5:7])
    window = open_window(engine_url)
    tab = window.people("members")
    tab.page.table.select_all_rows()
    tab.commands.verbs["allocate"].trigger()
    dialog = dialog_of(qtbot, window, AllocateCard)
    dialog.press()
    assert dialog.cards.problem.text() == "Choose a benefit card."
    dialog.cards.rows.list.setCurrentRow(1)
    QTest.keyClick(dialog.cards.rows.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.effect.text() == "12 members; 5 will lose Gold discount, 2 already have it.")
    dialog.press()
    qtbot.waitUntil(lambda: holders(club, "Student") == set(people))
    assert holders(club, "Gold discount") == set()


def test_how_many_allocated_is_underlined_and_lists_those_members(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.13, 0.14, B4: a click on the number lists exactly its holders; zero is plain."""
    card, empty = a_card(club), a_card(club, "Neighbour")
    with club.read() as connection:
        people = search.ids(connection, Query()).tolist()[:4]
    club.perform(an_act("Allocate"), benefit_cards.allocate, card.id, people)
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    assert not tab.model.row(empty.id).cells["holders"].link
    table, column = tab.page.table, [each.key for each in tab.model.columns].index("holders")
    place = table.visualRect(tab.model.index(tab.model.row_of(card.id), column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    qtbot.waitUntil(lambda: window.window.current_key() == "members")
    members = window.people("members")
    qtbot.waitUntil(lambda: members.records.is_settled and set(members.records.model.ids.tolist()) == set(people))


def test_delete_waits_until_nobody_holds_any_selected_card(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.11, 0.12, B5: disabled with the reason and a way to the holders; of several cards all must be free; undone by name."""
    held, free, other = a_card(club), a_card(club, "Neighbour"), a_card(club, "Book club")
    with club.read() as connection:
        person = search.ids(connection, Query()).tolist()[0]
    club.perform(an_act("Allocate"), benefit_cards.allocate, held.id, [person])
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.page.table.selection.select([held.id, free.id])
    assert not tab.actions.delete.isEnabled()
    assert (tab.bar.reason.text(), tab.bar.link.text()) == ("Allocated to 1 member.", "Show them")
    tab.page.table.selection.select([free.id, other.id])
    assert tab.actions.delete.isEnabled()
    tab.actions.delete.trigger()
    qtbot.waitUntil(lambda: set(cards(club)) == {"Student"})
    qtbot.waitUntil(lambda: window.menus.undo.isEnabled() and "Delete" in window.menus.undo.text())
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: set(cards(club)) == {"Student", "Neighbour", "Book club"})
    tab.page.table.selection.select([held.id])
    tab.bar.link.click()
    qtbot.waitUntil(lambda: window.window.current_key() == "members" and window.people("members").records.model.ids.tolist() == [person])


def test_a_card_is_edited_by_opening_its_name_and_holders_are_told_of(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.15, B6, A1: opened by Enter, saved; printed cards out of date are counted; a clash with another desk tells both values."""
    card = a_card(club)
    with club.read() as connection:
        people = search.ids(connection, Query()).tolist()[:3]
    club.perform(an_act("Allocate"), benefit_cards.allocate, card.id, people)
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    panel = tab.page.details
    tab.page.table.show_record(card.id)
    QTest.keyClick(tab.page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.is_editing)
    form = next(form for form in panel.findChildren(Form) if form.has("benefit"))
    form.set_text("benefit", "15 % off coffee")
    other = Database(club.url, desk="desk 1")
    other.perform(an_act(operator="Jonas"), benefit_cards.edit, card.id, {"benefit": ("10 % off coffee", "20 % off coffee")})
    panel.save()
    dialog = dialog_of(qtbot, window, Conflict)
    assert [(now.text, mine.text) for now, mine in dialog.ways.values()] == [("20 % off coffee", "15 % off coffee")]
    dialog.take_mine.click()
    dialog.press()
    qtbot.waitUntil(lambda: cards(club)["Student"].benefit == "15 % off coffee")
    qtbot.waitUntil(lambda: not panel.is_editing() and "printed cards out of date: 3" in said(tab.page))
    other.close()


def test_a_card_is_withdrawn_from_many_at_once(open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot) -> None:
    """0.16, B7: all holders are ticked at first, from the card; and from the selected members, with what they lose said before."""
    card = a_card(club)
    with club.read() as connection:
        people = search.ids(connection, Query()).tolist()
    club.perform(an_act("Allocate"), benefit_cards.allocate, card.id, people[:8])
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.actions.withdraw.trigger()
    dialog = dialog_of(qtbot, window, ChooseMembers)
    qtbot.waitUntil(lambda: dialog.action_button.text() == "Withdraw from 8")
    dialog.table.selection.toggle(people[0])
    qtbot.waitUntil(lambda: dialog.effect.text() == "7 members; 7 will lose Student.")
    dialog.press()
    qtbot.waitUntil(lambda: holders(club, "Student") == {people[0]})
    members = window.people("members")
    window.window.show_page("members")
    members.page.table.select_all_rows()
    members.commands.verbs["withdraw_card"].trigger()
    question = dialog_of(qtbot, window, WithdrawCard)
    assert question.effect.text() == "12 members; 1 will lose Student."
    question.press()
    qtbot.waitUntil(lambda: holders(club, "Student") == set())


def test_an_ended_card_can_no_longer_be_given_and_stays_with_its_holders(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """B1: ended, it is marked and offered no more; holders keep it; used again it can be allocated."""
    card = a_card(club)
    with club.read() as connection:
        people = search.ids(connection, Query()).tolist()[:2]
    club.perform(an_act("Allocate"), benefit_cards.allocate, card.id, people)
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.page.table.show_record(card.id)
    tab.actions.retire.trigger()
    qtbot.waitUntil(lambda: cards(club)["Student"].ended)
    assert cards(club)["Student"].holders == 2
    qtbot.waitUntil(lambda: not tab.actions.allocate.isEnabled() and tab.actions.retire.text() == "Use again")
    tab.actions.retire.trigger()
    qtbot.waitUntil(lambda: not cards(club)["Student"].ended)


def test_the_member_shows_the_card_in_the_shop(open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot) -> None:
    """0.10: what the member presents is on their record, and on the face that the tab shows."""
    card = a_card(club)
    with club.read() as connection:
        person = search.ids(connection, Query()).tolist()[0]
    club.perform(an_act("Allocate"), benefit_cards.allocate, card.id, [person])
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    qtbot.waitUntil(lambda: tab.face.isVisible())
    assert tab.face.card.accessibleName() == "Café Noor, Student, 10 % off coffee, With a student card"
    window.ways.open_person(person)
    qtbot.waitUntil(lambda: window.people("members").current.person == person)
    assert window.people("members").current.seen()["benefit_card"] == "Student"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, to be stopped and started."""
    made = Server()
    made.start()
    yield made
    made.remove()


@pytest.mark.postgres
def test_a_server_that_breaks_while_members_are_chosen_loses_no_tick(
    open_window: Callable[..., Regulars], server: Server, qtbot: QtBot
) -> None:
    """Broken in the middle of *Allocate*: the dialog comes back with card and ticks, and allocates once the server is there again."""
    club = a_club(server.url)
    card = a_card(club)
    for number in range(3):
        a_member(club, last_name=f"Member{number}")
    club.close()
    window = open_window(server.url)
    tab = tab_of(window, qtbot)
    tab.actions.allocate.trigger()
    dialog = dialog_of(qtbot, window, ChooseMembers)
    qtbot.waitUntil(lambda: dialog.table.row_count == 3)
    dialog.table.select_all_rows()
    qtbot.waitUntil(lambda: dialog.action_button.text() == "Allocate to 3")
    server.stop()
    dialog.press()
    qtbot.waitUntil(
        lambda: any(each is not dialog and each.isVisible() for each in window.window.findChildren(ChooseMembers)), timeout=30_000
    )
    again = next(each for each in window.window.findChildren(ChooseMembers) if each is not dialog and each.isVisible())
    assert (again.card.value(), len(again._ticked())) == (str(card.id), 3)
    server.start()
    again.press()
    qtbot.waitUntil(window.menus.undo.isEnabled, timeout=30_000)
    second = Database(server.url)
    assert cards(second)["Student"].holders == 3
    second.close()


def test_a_card_is_allocated_by_the_keyboard_alone(
    open_window: Callable[..., Regulars], club: Database, engine_url: str, qtbot: QtBot
) -> None:
    """0.6–0.8 without a mouse: select in the table, Ctrl+B, Down to the card, Enter."""
    a_card(club, "Book club")
    a_card(club)
    window = open_window(engine_url)
    window.window.activateWindow()
    table = window.people("members").page.table
    qtbot.waitUntil(lambda: table.row_count == 12)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home)
    for _step in range(2):
        QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    people = set(window.people("members").selected_ids())
    QTest.keyClick(table, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, window, AllocateCard)
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.cards.rows.list)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(dialog.focusWidget(), key)
    qtbot.waitUntil(lambda: dialog.effect.text() == "3 members; nobody loses a card.")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(people) == 3 and holders(club, "Student") == people)
