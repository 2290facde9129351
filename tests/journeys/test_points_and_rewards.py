"""Points by hand and rewards to a person, in the real window: rows 1.9–1.11, 2.11–2.13, 3.9–3.15, 4.5, 4.6, 4.13, 4.14 of features.md."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db.ledger import reading
from db.operations import activities
from tests.builders import TODAY, a_member, a_prospect, an_act
from tests.builders_rewards import a_reward, earn, give, redeem, set_club, stock
from tests.journeys.keyboard import Keyboard
from tests.journeys.points_desk import Desk, Opened, put


@pytest.fixture
def desk(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> Any:
    """See Desk."""
    made = Desk(open_window, tmp_path, qtbot)
    yield made
    made.club.close()


# Adjusting ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["-24", "−24", "– 24"])
def test_a_minus_sign_deducts(desk: Desk, typed: str) -> None:
    """1.11, 3.11: "-24" removes 24, whichever minus sign; what it comes to and what the button does are said before."""
    dialog = desk.ask("adjust")
    put(dialog.points, typed)
    assert [(term.sign, term.figure) for term in dialog.sum.terms] == [("", "100"), ("−", "24"), ("=", "76")]
    assert dialog.action_button.text() == "Deduct 24 points"
    desk.qtbot.waitUntil(lambda: dialog.tier.text() == "The tier stays Member.")
    put(dialog.note.field("note"), "Returned a jar")
    dialog.action_button.click()
    desk.over()
    assert desk.figures() == (76, 0)


def test_points_are_given_by_hand_with_reason_note_and_the_usual_comment(desk: Desk) -> None:
    """1.10, 3.12, 3.13, 4.5: a special reward; the note is internal, the public comment is “Manual adjustments”; Ctrl+Z takes it back."""
    dialog = desk.ask("adjust")
    put(dialog.points, "50")
    dialog.facts.field("reason").set_value("special_reward")
    put(dialog.note.field("note"), "Helped at the fair")
    assert dialog.action_button.text() == "Give 50 points"
    dialog.action_button.click()
    desk.over()
    entry = desk.entry()
    assert (entry.points, entry.reason, entry.note, entry.comment) == (50, "special_reward", "Helped at the fair", "Manual adjustments")
    desk.window.menus.undo.trigger()
    desk.qtbot.waitUntil(lambda: desk.figures() == (100, 0))


def test_a_custom_comment_a_last_day_and_points_that_wait(desk: Desk) -> None:
    """3.13, L10, E1, C3: a comment of one's own, points with a last day, available only after some days, dated back."""
    dialog = desk.ask("adjust")
    put(dialog.points, "30")
    put(dialog.note.field("note"), "By phone")
    dialog.comment.custom.click()
    put(dialog.comment.form.field("comment"), "Sorry for the cold coffee")
    dialog.gains.tick.click()
    put(dialog.gains.days, "7")
    assert [term.figure for term in dialog.sum.terms] == ["100", "30", "100", "30"]
    put(dialog.gains.form.field("expires"), (TODAY + timedelta(days=90)).isoformat())
    put(dialog.facts.field("day"), (TODAY - timedelta(days=2)).isoformat())
    dialog.action_button.click()
    desk.over()
    with desk.club.read() as connection:
        figures, lots = reading.figures(connection, desk.member, TODAY), reading.lots(connection, desk.member, TODAY)
    assert figures == (100, 30, 0)
    assert [(lot.remaining, lot.expires) for lot in lots if lot.expires] == [(30, (TODAY + timedelta(days=90)).isoformat())]
    assert (desk.entry().comment, desk.entry().date) == ("Sorry for the cold coffee", (TODAY - timedelta(days=2)).isoformat())


def test_the_note_is_mandatory_on_manual_entries(desk: Desk) -> None:
    """4.6, C1: without a note nothing is booked; the field is marked and has the focus."""
    dialog = desk.ask("adjust")
    put(dialog.points, "5")
    dialog.action_button.click()
    assert dialog.note.problem("note") == "Write a note: this club asks for one."
    assert dialog.isVisible()
    dialog.reject()
    desk.over()
    assert desk.figures() == (100, 0)


def test_a_date_that_the_rules_refuse_comes_back_with_everything_typed(desk: Desk) -> None:
    """C3: dated too far back; the dialog is there again with what was typed, and then books once."""
    dialog = desk.ask("adjust")
    put(dialog.points, "5")
    put(dialog.note.field("note"), "Late")
    put(dialog.facts.field("day"), "2026-01-02")
    dialog.action_button.click()
    again = desk.dialog("adjust")
    desk.qtbot.waitUntil(lambda: "too far back" in desk.dialog("adjust").facts.problem("day"))
    again = desk.dialog("adjust")
    assert (again.number(), again.note.text("note")) == (5, "Late")
    put(again.facts.field("day"), TODAY.isoformat())
    again.action_button.click()
    desk.over()
    assert desk.figures() == (105, 0)


def test_more_than_there_is_needs_the_tick_to_owe(desk: Desk) -> None:
    """L4, L8: 124 of 100 are deducted only with *Allow owing*; 24 are owed."""
    dialog = desk.ask("adjust")
    put(dialog.points, "-124")
    put(dialog.note.field("note"), "Returned everything")
    assert [term.figure for term in dialog.sum.terms] == ["100", "124", "0", "24"]
    dialog.action_button.click()
    assert "Tick this" in dialog.owing.problem.text()
    dialog.owing.tick.click()
    dialog.action_button.click()
    desk.over()
    assert desk.figures() == (0, 24)


def test_a_large_number_needs_a_manager(desk: Desk) -> None:
    """L13: above the limit of the setting the tick must be set."""
    set_club(desk.club, points_confirm_above=500)
    dialog = desk.ask("adjust")
    put(dialog.points, "500")
    assert dialog.confirmed.isHidden()
    put(dialog.points, "501")
    put(dialog.note.field("note"), "Opening gift")
    assert not dialog.confirmed.isHidden()
    dialog.action_button.click()
    assert dialog.confirmed.problem.text()
    dialog.confirmed.tick.click()
    dialog.action_button.click()
    desk.over()
    assert desk.figures() == (601, 0)


def test_many_are_adjusted_in_one_operation_with_count_and_sum_before(desk: Desk) -> None:
    """C2: three members, 10 each, 30 together; one Ctrl+Z takes all back."""
    others = [a_member(desk.club, first_name=name).id for name in ("Anna", "Bo")]
    desk.choose(desk.member, *others)
    dialog = desk.ask("adjust")
    put(dialog.points, "10")
    assert [term.figure for term in dialog.sum.terms] == ["3", "10", "30"]
    assert dialog.action_button.text() == "Give 10 points each"
    put(dialog.note.field("note"), "Open day")
    dialog.action_button.click()
    desk.over()
    assert [desk.figures(person)[0] for person in (desk.member, *others)] == [110, 10, 10]
    desk.window.menus.undo.trigger()
    desk.qtbot.waitUntil(lambda: [desk.figures(person)[0] for person in (desk.member, *others)] == [100, 0, 0])


def test_an_adjustment_by_the_keyboard_alone(desk: Desk) -> None:
    """3.11, 3.20: Ctrl+Shift+A, the number, Tab to the note, Enter."""
    earn(desk.club, desk.member, 1)
    desk.choose(desk.member)
    keyboard = Keyboard(desk.window, desk.qtbot)
    keyboard.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    keyboard.dialog("adjust")
    keyboard.focus_is("Points")
    keyboard.type("-24")
    for _ in range(10):
        if keyboard.focused().accessibleName() == "Internal note":
            break
        keyboard.press(Qt.Key.Key_Tab)
    keyboard.enter()
    keyboard.enter()
    keyboard.no_dialog()
    assert (desk.figures(), desk.entry().note) == ((77, 0), "as agreed")


def test_what_a_prospect_is_given_waits(desk: Desk) -> None:
    """1.10, P7: points for somebody not registered yet wait, and the dialog says so."""
    marek = a_prospect(desk.club).id
    desk.window.window.show_page("prospects")
    tab = desk.window.people("prospects")
    desk.qtbot.waitUntil(lambda: tab.is_settled and tab.page.table.show_record(marek))
    desk.qtbot.waitUntil(tab.commands.verbs["adjust"].isEnabled)
    tab.commands.verbs["adjust"].trigger()
    dialog = desk.dialog("adjust")
    put(dialog.points, "50")
    assert [(term.figure, term.words) for term in dialog.sum.terms][2] == ("50", "waiting after")
    put(dialog.note.field("note"), "Came with a friend")
    dialog.action_button.click()
    desk.over()
    with desk.club.read() as connection:
        assert reading.figures(connection, marek, TODAY) == (0, 50, 0)


# Activities --------------------------------------------------------------------------------------------------------------------------


def test_a_named_activity_is_given_within_its_limit(desk: Desk) -> None:
    """1.9, L14: points for an interaction; what is left of the limit stands there, and at none it cannot be chosen."""
    desk.club.perform(an_act(), activities.add, "Survey", 20, at_most=1, at_most_per="year")
    dialog = desk.ask("activity")
    assert dialog.offers.rows.rows[0].line == "at most 1 a year, 1 left"
    assert [term.figure for term in dialog.sum.terms] == ["100", "20", "120"]
    dialog.action_button.click()
    desk.over()
    assert (desk.figures(), desk.entry().kind, desk.entry().comment) == ((120, 0), "bonus", "Survey")
    row = desk.ask("activity").offers.rows.rows[0]
    assert (row.is_open, row.reason) == (False, "limit reached")
    desk.dialog("activity").reject()
    desk.over()


# Spending ----------------------------------------------------------------------------------------------------------------------------


def test_spend_balance_shows_what_can_be_had_and_what_is_left(desk: Desk) -> None:
    """3.14, 3.15, 4.13, 4.14, R2: balance and name, rewards with what they need and say; the dearer one disabled with what is missing."""
    a_reward(desk.club, "Cappuccino", 60, description="Any size")
    a_reward(desk.club, "Coffee tin", 112)
    dialog = desk.ask("spend")
    rows = {row.name: row for row in dialog.offers.rows.rows}
    assert (rows["Cappuccino"].figure, rows["Cappuccino"].line) == ("60", "Any size")
    assert (rows["Coffee tin"].is_open, rows["Coffee tin"].reason) == (False, "12 missing")
    item = dialog.offers.rows.list.item(1)
    assert not item.flags() & Qt.ItemFlag.ItemIsSelectable
    assert "12 missing" in item.data(int(Qt.ItemDataRole.AccessibleTextRole))
    dialog.offers.rows.choose([rows["Coffee tin"].key])
    assert dialog.chosen() is None
    dialog.offers.rows.list.setFocus()
    QTest.keyClick(dialog.offers.rows.list, Qt.Key.Key_Home)
    QTest.keyClick(dialog.offers.rows.list, Qt.Key.Key_Space)
    assert [term.figure for term in dialog.sum.terms] == ["100", "60", "40"]
    assert dialog.action_button.text() == "Spend 60 points"
    dialog.action_button.click()
    desk.over()
    assert (desk.figures(), desk.issued()[0].state) == ((40, 0), "redeemed")


def test_a_reward_can_be_kept_outstanding_and_handed_over_later(desk: Desk) -> None:
    """2.11, 2.12, 4.5, R4: the use of a reward is recorded when it is handed over; that too can be undone."""
    a_reward(desk.club, "Cappuccino", 60)
    dialog = desk.ask("spend")
    dialog.tick.click()
    dialog.action_button.click()
    desk.over()
    assert desk.issued()[0].state == "issued"
    desk.verb("hand_over")
    desk.qtbot.waitUntil(lambda: desk.issued()[0].state == "redeemed")
    desk.over()
    desk.verb("undo_hand_over")
    desk.qtbot.waitUntil(lambda: desk.issued()[0].state == "issued")
    desk.over()


def test_a_reward_for_many_is_for_all_or_names_who_cannot(desk: Desk) -> None:
    """R2, C2: Anna has too little, by name; once she has enough, both get it."""
    a_reward(desk.club, "Cappuccino", 60)
    anna = a_member(desk.club, first_name="Anna", last_name="Boer").id
    desk.choose(desk.member, anna)
    row = desk.ask("spend").offers.rows.rows[0]
    assert (row.is_open, row.reason, row.line) == (False, "1 of 2 cannot", "Anna Boer: 60 missing")
    desk.dialog("spend").reject()
    desk.over()
    earn(desk.club, anna, 60)
    dialog = desk.ask("spend")
    assert [term.figure for term in dialog.sum.terms] == ["2", "60", "120"]
    dialog.action_button.click()
    desk.over()
    assert (desk.figures()[0], desk.figures(anna)[0]) == (40, 0)


def test_a_balance_spent_elsewhere_meanwhile_comes_back_as_a_sentence(desk: Desk) -> None:
    """L9: another desk was quicker; the dialog says so and has not lost what was chosen."""
    reward = a_reward(desk.club, "Cappuccino", 60)
    dialog = desk.ask("spend")
    put(dialog.fields.field("note"), "Oat milk")
    redeem(desk.club, desk.member, reward)
    dialog.action_button.click()
    desk.qtbot.waitUntil(lambda: "20 are missing" in desk.dialog("spend").offers.problem.text())
    assert desk.dialog("spend").fields.text("note") == "Oat milk"
    desk.dialog("spend").reject()
    desk.over()
    assert desk.figures() == (40, 0)


# Giving and taking away --------------------------------------------------------------------------------------------------------------


def test_a_personal_reward_is_given_in_free_words(desk: Desk) -> None:
    """2.11, 2.13, R5: no points, its own last day."""
    dialog = desk.ask("give_reward")
    assert dialog.is_free
    put(dialog.words.field("name"), "A slice of cake")
    put(dialog.fields.field("expires_on"), "2026-08-01")
    assert dialog.action_button.text() == "Give “A slice of cake”"
    dialog.action_button.click()
    desk.over()
    line = desk.issued()[0]
    assert (line.name, line.state, line.expires, line.paid) == ("A slice of cake", "issued", "2026-08-01", False)
    assert desk.figures() == (100, 0)


def test_a_reward_of_the_catalogue_is_given_and_handed_over_at_once(desk: Desk) -> None:
    """2.13, R5: price does not matter to a gift; its stock does."""
    reward = a_reward(desk.club, "Coffee tin", 2000, stock=1)
    dialog = desk.ask("give_reward")
    assert not dialog.is_free
    dialog.tick.click()
    dialog.action_button.click()
    desk.over()
    assert (desk.issued()[0].state, stock(desk.club, reward), desk.figures()) == ("redeemed", 0, (100, 0))


def test_a_reward_is_revoked_with_a_reason_and_its_points_given_back(desk: Desk) -> None:
    """3.10, R6: removed from the account; the reason is asked, the points come back, and Ctrl+Z gives the reward back."""
    redeem(desk.club, desk.member, a_reward(desk.club, "Cappuccino", 60), handed_over=False)
    dialog = desk.ask("revoke")
    assert dialog.action_button.text() == "Revoke: Cappuccino"
    dialog.action_button.click()
    assert "reason" in dialog.fields.problem("note")
    put(dialog.fields.field("note"), "Wrong colour")
    dialog.action_button.click()
    desk.over()
    assert (desk.issued()[0].state, desk.issued()[0].note, desk.figures()) == ("revoked", "Wrong colour", (100, 0))
    desk.window.menus.undo.trigger()
    desk.qtbot.waitUntil(lambda: desk.issued()[0].state == "issued" and desk.figures() == (40, 0))
    desk.over()


def test_what_is_outstanding_with_many_is_handed_over_by_name(desk: Desk) -> None:
    """C2, 2.12: of two members those that have “Coffee” get it; the cake stays outstanding."""
    anna = a_member(desk.club, first_name="Anna").id
    coffee = a_reward(desk.club, "Coffee", 10)
    for person in (desk.member, anna):
        give(desk.club, person, coffee)
    give(desk.club, anna, name="Cake")
    desk.choose(desk.member, anna)
    dialog = desk.ask("hand_over", "issued")
    assert {(row.name, row.line) for row in dialog.choices.rows.rows} == {
        ("Cake", "1 reward of 1 person"),
        ("Coffee", "2 rewards of 2 people"),
    }
    dialog.choices.rows.choose([row.key for row in dialog.choices.rows.rows if row.name == "Coffee"])
    dialog.press()
    desk.over()
    assert [(line.name, line.state) for line in desk.issued(anna)] == [("Cake", "issued"), ("Coffee", "redeemed")]
    assert desk.issued()[0].state == "redeemed"
