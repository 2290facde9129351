"""The sixty-second desk: a code, Enter, a sale, Enter, and the next one, without a mouse (features.md 4.1–4.4, 4.18; issue 3, item 8)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.database import Database
from db.entities.people import Person
from db.entities.sales import FollowUp, Sale
from db.operations import catalogue, follow_ups
from db.operations.sales import Line
from desktop.app import Regulars
from tests.builders import TODAY, an_act
from tests.builders_sales import a_sale, the_account
from tests.journeys.keyboard import PATIENCE, Keyboard, database_of
from ui.dialogs.sum_lines import SumLines

MOST_KEYS = 5


def codes(database: Database, count: int) -> list[tuple[int, str]]:
    """Active members with their card codes."""
    with database.read() as connection:
        rows = connection.execute(
            select(Person.c.id, Person.c.code)
            .where(Person.c.stage == "member", Person.c.status == "active", Person.c.code.is_not(None))
            .order_by(Person.c.id)
            .limit(count)
        )
        return [(int(row.id), str(row.code)) for row in rows]


def latest_sale(database: Database, person: int) -> Any:
    """The last sale of a person."""
    with database.read() as connection:
        return connection.execute(select(Sale).where(Sale.c.person_id == person).order_by(Sale.c.id.desc()).limit(1)).first()


def serve(keyboard: Keyboard, code: str, person: int) -> None:
    """Type or scan a code into the search box, press Enter, and see the person."""
    keyboard.focus_is("Search")
    keyboard.type(code)
    keyboard.enter()
    tab = keyboard.window.ways.people_in_view()
    keyboard.qtbot.waitUntil(lambda: tab.current.person == person and tab.commands.verbs["sale"].isEnabled(), timeout=PATIENCE)


def test_two_customers_are_served_by_the_keyboard_alone_in_at_most_five_keys_each(window: Regulars, qtbot: QtBot) -> None:
    """4.18, 4.1: from the code's Enter to saved in at most five keys beside the amount's digits; then the box waits for the next code."""
    database = database_of(window)
    (first, first_code), (second, second_code) = codes(database, 2)
    a_sale(database, second, 500, note="Counter")
    keyboard = Keyboard(window, qtbot)
    keyboard.ctrl(Qt.Key.Key_F)
    for person, code, amount in ((first, first_code, "29.90"), (second, second_code.replace("-", "").lower(), "186")):
        before = the_account(database, person)["points"]
        serve(keyboard, code, person)
        keyboard.pressed = 0
        keyboard.ctrl(Qt.Key.Key_E)
        keyboard.dialog("sale")
        keyboard.focus_is("Amount")
        keyboard.type(amount)
        keyboard.enter()
        keyboard.focus_is("Internal note")
        keyboard.enter()
        keyboard.enter()
        keyboard.no_dialog()
        keyboard.focus_is("Search")
        assert keyboard.pressed <= MOST_KEYS
        assert window.window.search.text() == ""
        sale = latest_sale(database, person)
        assert (sale.value, sale.note) == (round(float(amount) * 100), "Counter")
        assert the_account(database, person)["points"] == before + sale.points


def open_sale(keyboard: Keyboard, code: str, person: int) -> Any:
    """From the search box to the open dialog."""
    keyboard.ctrl(Qt.Key.Key_F)
    serve(keyboard, code, person)
    keyboard.ctrl(Qt.Key.Key_E)
    return keyboard.dialog("sale")


def told_balance(qtbot: QtBot, dialog: Any) -> int:
    """The balance after, as the dialog foretells it for what is typed now."""
    effect: SumLines = dialog.effect
    qtbot.waitUntil(lambda: dialog.is_settled and any(line.strong for line in effect.lines), timeout=PATIENCE)
    return int(next(line.figure for line in effect.lines if line.strong).replace(",", ""))


def test_the_effect_is_told_before_and_is_what_comes_out(window: Regulars, qtbot: QtBot) -> None:
    """4.1, L5: rule, tier, remainder and the balance after are said while the amount is typed; the note is typed."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    keyboard = Keyboard(window, qtbot)
    dialog = open_sale(keyboard, code, person)
    keyboard.type("120")
    told = told_balance(qtbot, dialog)
    said = dialog.action_button.accessibleName()
    keyboard.enter()
    keyboard.type("For the choir")
    keyboard.enter()
    keyboard.no_dialog()
    sale = latest_sale(database, person)
    assert the_account(database, person)["points"] == told
    assert said == f"Register sale, +{sale.points} points"
    assert (sale.value, sale.note) == (12000, "For the choir")


def test_a_missing_note_and_a_bad_amount_keep_the_dialog_open(window: Regulars, qtbot: QtBot) -> None:
    """4.2: the note is mandatory; whatever is wrong is said at its field and nothing is written."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    keyboard = Keyboard(window, qtbot)
    before = latest_sale(database, person)
    dialog = open_sale(keyboard, code, person)
    keyboard.type("twelve")
    keyboard.enter()
    assert "is not an amount" in dialog._amount.problem("amount")
    keyboard.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keyboard.type("12")
    keyboard.enter()
    keyboard.focus_is("Internal note")
    keyboard.enter()
    assert dialog._note.problem("note") == "Please fill this in."
    keyboard.press(Qt.Key.Key_Escape)
    keyboard.no_dialog()
    assert latest_sale(database, person) == before


def test_lines_are_typed_and_only_those_that_earn_earn(window: Regulars, qtbot: QtBot) -> None:
    """4.1, O1: lines with category, quantity, amount and the tick; Enter goes from field to field, and out of the empty last line."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    a_sale(database, person, 500, note="Counter")
    keyboard = Keyboard(window, qtbot)
    dialog = open_sale(keyboard, code, person)
    dialog.mode.button("lines").click()
    for typed in (("Coffee beans", "Beans", "2", "258"), ("Gift card", "", "", "200")):
        for text in typed:
            keyboard.type(text)
            keyboard.enter()
    dialog.lines._rows[1].earns.click()
    keyboard.enter()
    keyboard.focus_is("Internal note")
    told = told_balance(qtbot, dialog)
    assert dialog._total_words.text() == "2 lines, 1 of them earn"
    keyboard.enter()
    keyboard.enter()
    keyboard.no_dialog()
    sale = latest_sale(database, person)
    assert (sale.value, sale.eligible) == (45800, 25800)
    assert the_account(database, person)["points"] == told


def test_a_receipt_of_the_day_is_refused_in_the_dialog_before_it_is_pressed(window: Regulars, qtbot: QtBot) -> None:
    """O1: the same receipt again is refused and shows the first sale; a back-dated day and a follow-up go with the sale (C3, O3)."""
    database = database_of(window)
    (person, code), (other, _other_code) = codes(database, 2)
    a_sale(database, other, 500, receipt="88214")
    keyboard = Keyboard(window, qtbot)
    dialog = open_sale(keyboard, code, person)
    keyboard.type("29.90")
    dialog.more.click()
    keyboard.focus_is("Receipt")
    keyboard.type("88214")
    qtbot.waitUntil(lambda: "was entered already" in dialog._head.problem("receipt"), timeout=PATIENCE)
    dialog._head.set_text("day", "14/07/2026")
    dialog._follow.set_text("text", "Grind it coarse")
    keyboard.type("5")
    qtbot.waitUntil(lambda: dialog.is_settled and bool(dialog.effect.lines), timeout=PATIENCE)
    dialog._note.field("note").setFocus()
    keyboard.type("Phone order")
    keyboard.enter()
    keyboard.no_dialog()
    sale = latest_sale(database, person)
    assert (sale.receipt, sale.business_date) == ("882145", "2026-07-14")
    with database.read() as connection:
        asked = connection.execute(select(FollowUp.c.text, FollowUp.c.due_on).where(FollowUp.c.sale_id == sale.id)).one()
    assert tuple(asked) == ("Grind it coarse", "2026-07-14")


def test_a_refund_takes_back_what_the_sale_gave_and_says_what_is_owed(window: Regulars, qtbot: QtBot) -> None:
    """4.3, L6, L8: the amount left is offered; the effect is told before, and the balance after is what was told."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    a_sale(database, person, 100_00, note="Counter")
    before = the_account(database, person)
    keyboard = Keyboard(window, qtbot)
    keyboard.ctrl(Qt.Key.Key_F)
    serve(keyboard, code, person)
    keyboard.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog: Any = keyboard.dialog("refund")
    keyboard.focus_is("Amount")
    assert dialog._amount.text("amount") == "100.00"
    told = told_balance(qtbot, dialog)
    dialog._note.field("note").setFocus()
    keyboard.enter()
    keyboard.enter()
    keyboard.no_dialog()
    sale = latest_sale(database, person)
    assert (sale.state, sale.refunded) == ("refunded", 100_00)
    assert the_account(database, person)["points"] == told == before["points"] - sale.points
    keyboard.focus_is("Search")


def test_lines_come_back_by_quantity(window: Regulars, qtbot: QtBot) -> None:
    """4.3, L6: one of two pieces is given back."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    a_sale(database, person, lines=[Line("Coffee beans", 258_00, 2000), Line("Gift card", 200_00, earns=False)])
    keyboard = Keyboard(window, qtbot)
    keyboard.ctrl(Qt.Key.Key_F)
    serve(keyboard, code, person)
    keyboard.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog: Any = keyboard.dialog("refund")
    keyboard.press(Qt.Key.Key_Space)
    row = dialog.lines._rows[0]
    assert row.quantity.value() == "2"
    row.quantity.setFocus()
    keyboard.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keyboard.type("1")
    told = told_balance(qtbot, dialog)
    dialog._note.field("note").setFocus()
    keyboard.type("Too dark")
    keyboard.enter()
    keyboard.no_dialog()
    sale = latest_sale(database, person)
    assert (sale.state, sale.refunded) == ("partly_refunded", 129_00)
    assert the_account(database, person)["points"] == told


def test_a_sale_entered_by_mistake_is_taken_out_and_its_receipt_is_free_again(window: Regulars, qtbot: QtBot) -> None:
    """4.3, O2, L7: the whole sale goes, with a reason; the same receipt can be entered again."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    before = the_account(database, person)["points"]
    a_sale(database, person, 100_00, receipt="77")
    keyboard = Keyboard(window, qtbot)
    keyboard.ctrl(Qt.Key.Key_F)
    serve(keyboard, code, person)
    keyboard.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog: Any = keyboard.dialog("refund")
    dialog.mode.button("mistake").click()
    dialog._reason.field("note").setFocus()
    keyboard.type("Wrong card")
    keyboard.enter()
    keyboard.no_dialog()
    assert latest_sale(database, person).state == "reversed"
    assert the_account(database, person)["points"] == before
    assert a_sale(database, person, 5_00, receipt="77").sale is not None


def test_points_of_a_reward_had_with_the_sale_are_asked_about(window: Regulars, qtbot: QtBot) -> None:
    """L8: "give back the points for it?" must be answered where the setting asks."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    a_sale(database, person, 9_000_00, note="Counter")
    reward = database.perform(an_act("Reward"), catalogue.add, "Coffee", points=200).id
    sold = a_sale(database, person, 100_00, rewards=[reward])
    keyboard = Keyboard(window, qtbot)
    keyboard.ctrl(Qt.Key.Key_F)
    serve(keyboard, code, person)
    keyboard.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog: Any = keyboard.dialog("refund")
    assert dialog.rewards._words.text() == "Give back the 200 points for Coffee?"
    dialog._note.field("note").setFocus()
    keyboard.type("Spilt")
    keyboard.enter()
    assert dialog.rewards.problem.text() == "Say whether the points come back."
    dialog.rewards.yes.click()
    dialog._note.field("note").setFocus()
    keyboard.enter()
    keyboard.no_dialog()
    assert the_account(database, person)["points"] == sold.available - 10 * 1 + 200 - (sold.points - 10)


def test_a_follow_up_is_added_ticked_off_and_listed_when_due(window: Regulars, qtbot: QtBot) -> None:
    """4.4, O3: on the member, and due today of everybody."""
    database = database_of(window)
    person, code = codes(database, 1)[0]
    a_sale(database, person, 100_00)
    keyboard = Keyboard(window, qtbot)
    keyboard.ctrl(Qt.Key.Key_F)
    serve(keyboard, code, person)
    tab = window.ways.people_in_view()
    tab.commands.verbs["follow_up"].trigger()
    dialog: Any = keyboard.dialog("follow-ups")
    keyboard.focus_is("What is still to be done")
    keyboard.type("Call about the grinder")
    keyboard.enter()
    keyboard.no_dialog()
    with database.read() as connection:
        found = follow_ups.due(connection, TODAY)
    assert [one.text for one in found] == ["Call about the grinder"]
    window.menus.tools.follow_ups.trigger()
    dialog = keyboard.dialog("follow-ups")
    assert [row.shown.text for row in dialog.rows] == ["Call about the grinder"]
    dialog.rows[0].button.click()
    keyboard.no_dialog()
    with database.read() as connection:
        assert follow_ups.due(connection, TODAY) == ()
