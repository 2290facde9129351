"""Stamps, passes and subscriptions of a member in the real window (features.md 2.11, 2.15, 2.17, 2.18, 3.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from db.operations import pass_pauses, pass_record, passes, sales
from db.operations import stamps as stamping
from db.operations.pass_record import PassShown
from db.operations.sales import Line
from desktop.app import Regulars
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_stamps import a_pass_type, a_stamp_type, cards_of, rewards_of, stamped
from tests.journeys.keyboard import Keyboard
from ui.dialogs.with_effect import WithEffect
from ui.notices import Notice

Opened = Callable[..., Regulars]


class Desk:
    """A window on a club with a coffee card (10 stamps, 3 a day), ten coffees and a bread club; Zoë is in view."""

    def __init__(self, open_window: Opened, folder: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        file = folder / "stamps.regulars"
        self.club = a_club(str(file), country="GB", currency="GBP", time_zone="Europe/London")
        self.zoe, self.anna = a_member(self.club).id, a_member(self.club, first_name="Anna", last_name="Boer").id
        self.coffee = a_stamp_type(self.club, "Coffee card", per_day=3)
        self.ten = a_pass_type(self.club, "Ten coffees", price=3000, valid_months=6)
        self.bread = a_pass_type(self.club, "Bread club", uses=4, period="month", renewal="on_payment", price=1800)
        self.window = open_window(str(file))
        self.choose(self.zoe)

    def choose(self, *people: int) -> None:
        """Select these people in the table."""
        tab = self.window.people("members")
        self.qtbot.waitUntil(lambda: tab.is_settled and tab.page.table.show_record(people[0]))
        for person in people[1:]:
            tab.page.table.selection.toggle(person)
        self.qtbot.waitUntil(lambda: self.window.jobs.running == 0)

    def ask(self, key: str) -> WithEffect:
        """Start an action on whoever is selected, as its menu does; gives its dialog with the effect told."""
        action = self.window.people("members").commands.verbs[key]
        self.qtbot.waitUntil(action.isEnabled)
        action.trigger()
        return self.dialog(key)

    def dialog(self, name: str) -> WithEffect:
        """The open dialog of this name."""

        def shown() -> list[WithEffect]:
            return [dialog for dialog in self.window.window.findChildren(WithEffect, name) if dialog.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()) and bool(shown()[0].lines.lines))
        return shown()[0]

    def over(self) -> None:
        """Wait until no dialog is open and all is written."""

        def is_over() -> bool:
            return self.window.jobs.running == 0 and not any(dialog.isVisible() for dialog in self.window.window.findChildren(QDialog))

        self.qtbot.waitUntil(is_over)

    def undo(self) -> None:
        """Ctrl+Z."""
        self.qtbot.waitUntil(self.window.menus.undo.isEnabled)
        self.window.menus.undo.trigger()
        self.over()

    def cards(self, person: int | None = None) -> list[tuple[str, int]]:
        """State and stamps of the coffee cards."""
        return cards_of(self.club, person or self.zoe, self.coffee)

    def sold(self, kind: int, *, today: date = TODAY) -> int:
        """A pass that Zoë bought before."""
        return self.club.perform(an_act("Sell", today=today), passes.sell, [self.zoe], kind)[0].pass_id

    def its(self, pass_id: int) -> PassShown:
        """A pass as it stands."""
        with self.club.read() as connection:
            return next(each for each in pass_record.of_person(connection, self.zoe, TODAY) if each.id == pass_id)

    def section(self) -> Any:
        """Zoë's page on Stamps & passes."""
        page = self.window.people("members").person_page
        page.section = "stamps"
        if page.is_open:
            page.choose("stamps")
        else:
            page.open(self.zoe)
        self.qtbot.waitUntil(lambda: page.is_open and page.is_settled and "stamps" in page.sections)
        self.over()
        return page.sections["stamps"]


@pytest.fixture
def desk(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """See Desk."""
    made = Desk(open_window, tmp_path, qtbot)
    yield made
    made.club.close()


def put(dialog: WithEffect, **texts: str) -> None:
    """Type into fields."""
    for key, text in texts.items():
        form = dialog.fields if dialog.fields.has(key) else dialog.more_fields
        field = form.field(key)
        field.set_value(text)
        field.edited.emit()


def lines(dialog: WithEffect) -> dict[str, str]:
    """What the dialog says it comes to."""
    return {line.words: line.figure for line in dialog.lines.lines}


# Stamps ------------------------------------------------------------------------------------------------------------------------------


def test_a_member_is_stamped_by_keys_alone(desk: Desk, qtbot: QtBot) -> None:
    """2.15: Ctrl+Shift+S, the number, the note, Enter; the effect stands there before, Ctrl+Z takes it back."""
    stamped(desk.club, desk.zoe, desk.coffee, 2, today=date(2026, 7, 14))
    keyboard = Keyboard(desk.window, qtbot)
    desk.window.people("members").page.table.setFocus()
    keyboard.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = desk.dialog("stamp")
    keyboard.focus_is("Stamps")
    keyboard.type("3")
    qtbot.waitUntil(lambda: lines(dialog).get("On the card then") == "5 of 10")
    assert (lines(dialog)["On the card now"], dialog.action_button.text()) == ("2 of 10", "Give 3 stamps, Coffee card")
    keyboard.press(Qt.Key.Key_Tab)
    keyboard.type("Three flat whites")
    keyboard.enter()
    desk.over()
    assert desk.cards() == [("open", 5)]
    with desk.club.read() as connection:
        assert stamping.moves(connection, desk.zoe)[0].note == "Three flat whites"
    desk.undo()
    assert desk.cards() == [("open", 2)]


def test_a_minus_sign_deducts_stamps(desk: Desk) -> None:
    """SC4: never below what is there; more than that is said before it is pressed."""
    stamped(desk.club, desk.zoe, desk.coffee, 2)
    dialog = desk.ask("stamp")
    put(dialog, stamps="-4", note="Stamped twice")
    desk.qtbot.waitUntil(lambda: dialog.fields.problem("stamps") == "So many cannot be taken back.")
    put(dialog, stamps="-1")
    desk.qtbot.waitUntil(lambda: lines(dialog).get("On the card then") == "1 of 10")
    assert dialog.fields.problem("stamps") == ""
    dialog.press()
    desk.over()
    assert desk.cards() == [("open", 1)]


def test_a_full_card_gives_its_reward_and_the_surplus_goes_on_the_next(desk: Desk) -> None:
    """SC3: told before, done after; the limit of the day is passed with a reason (SC6)."""
    stamped(desk.club, desk.zoe, desk.coffee, 9, today=date(2026, 7, 1), override="Opening day")
    dialog = desk.ask("stamp")
    put(dialog, stamps="4", note="A round for all")
    desk.qtbot.waitUntil(lambda: lines(dialog).get("On the card then") == "3 of 10")
    assert lines(dialog)["Full card gives Free Coffee card"] == "+1"
    assert "At most 3 a day" in dialog.warning.label.text()
    dialog.press()
    assert dialog.isVisible()
    assert dialog.more_fields.problem("override") == "Please fill this in."
    put(dialog, override="Birthday")
    dialog.press()
    desk.over()
    assert desk.cards() == [("complete", 10), ("open", 3)]
    assert rewards_of(desk.club, desk.zoe) == ["issued"]


def test_many_are_stamped_at_once_with_the_sum_told_before(desk: Desk) -> None:
    """C2: one operation, undone as a whole."""
    desk.choose(desk.zoe, desk.anna)
    dialog = desk.ask("stamp")
    put(dialog, stamps="2", note="Rainy day")
    desk.qtbot.waitUntil(lambda: lines(dialog).get("Stamps together") == "+4")
    dialog.press()
    desk.over()
    assert (desk.cards(), desk.cards(desk.anna)) == ([("open", 2)], [("open", 2)])
    desk.undo()
    assert (desk.cards(), desk.cards(desk.anna)) == ([], [])


def test_without_a_note_the_dialog_says_so_and_keeps_the_rest(desk: Desk) -> None:
    """C1: the note is asked where the setting asks for it."""
    dialog = desk.ask("stamp")
    put(dialog, stamps="2", comment="Welcome back")
    dialog.press()
    assert dialog.isVisible()
    assert dialog.fields.problem("note") == "Please fill this in."
    assert dialog.fields.text("comment") == "Welcome back"
    dialog.reject()


# Passes ------------------------------------------------------------------------------------------------------------------------------


def test_a_pass_is_sold_with_its_price_and_last_day_told_before(desk: Desk) -> None:
    """2.18, PP1: the price follows the kind until another is typed; Ctrl+Z takes the sale back."""
    dialog = desk.ask("sell_pass")
    assert dialog.fields.text("price") == "18.00"
    put(dialog, type=str(desk.ten))
    assert dialog.fields.text("price") == "30.00"
    assert (lines(dialog)["Uses"], lines(dialog)["Valid to"]) == ("10", "15/01/2027")
    put(dialog, price="27.50")
    assert lines(dialog)["Price (GBP)"] == "27.50"
    dialog.press()
    desk.over()
    with desk.club.read() as connection:
        (sold,) = pass_record.of_person(connection, desk.zoe, TODAY)
    assert (sold.name, sold.price, sold.uses_left) == ("Ten coffees", 2750, 10)
    desk.undo()
    with desk.club.read() as connection:
        assert pass_record.of_person(connection, desk.zoe, TODAY) == ()


def test_a_use_is_recorded_with_what_marks_it_and_taken_back_from_the_page(desk: Desk) -> None:
    """2.18: *add an entry*, "whatever you wish to mark the entry"; it comes back (PP2)."""
    ten = desk.sold(desk.ten)
    dialog = desk.ask("use_pass")
    assert lines(dialog)["Uses left then"] == "9 of 10"
    put(dialog, text="Flat white for Elsa")
    dialog.press()
    desk.over()
    assert desk.its(ten).uses_left == 9
    section = desk.section()
    assert [row.cells["entry"].text for row in section.uses.shown()] == ["Flat white for Elsa"]
    assert [row.cells["left"].text for row in section.passes.shown()] == ["9 of 10"]
    section.undo_use.trigger()
    desk.qtbot.waitUntil(lambda: desk.its(ten).uses_left == 10)
    desk.qtbot.waitUntil(lambda: section.uses.shown()[0].cells["entry"].struck)


def test_a_pass_rests_and_goes_on_and_its_last_day_moves(desk: Desk) -> None:
    """2.18, PP3: paused from a day until another, the last day told before; resumed by hand."""
    ten = desk.sold(desk.ten)
    dialog = desk.ask("pause_pass")
    put(dialog, starts="16/07/2026", ends="25/07/2026")
    desk.qtbot.waitUntil(lambda: lines(dialog).get("Valid then to") == "25/01/2027")
    assert lines(dialog)["Days paused"] == "+10 days"
    dialog.press()
    desk.over()
    assert desk.its(ten).expires_on == "2027-01-25"
    dialog = desk.ask("resume_pass")
    dialog.press()
    desk.over()
    assert desk.its(ten).expires_on == "2027-01-15"


def test_the_uses_of_a_pass_are_corrected_with_a_reason(desk: Desk) -> None:
    """PP4: −n and +n; what is too much is said at the field before it is pressed."""
    ten = desk.sold(desk.ten)
    dialog = desk.ask("correct_pass")
    put(dialog, uses="-12", note="Counted wrong")
    desk.qtbot.waitUntil(lambda: "12 cannot be taken" in dialog.fields.problem("uses"))
    put(dialog, uses="-2")
    desk.qtbot.waitUntil(lambda: lines(dialog).get("Uses left then") is not None and dialog.fields.problem("uses") == "")
    dialog.press()
    desk.over()
    assert desk.its(ten).uses_left == 8
    desk.undo()
    assert desk.its(ten).uses_left == 10


def test_a_pass_is_cancelled_and_the_unused_share_of_its_price_is_shown(desk: Desk) -> None:
    """2.18, PP4: final, with a reason."""
    ten = desk.sold(desk.ten)
    desk.club.perform(an_act("Use"), passes.use, [ten])
    dialog = desk.ask("cancel_pass")
    assert lines(dialog)["Unused share of the price (GBP)"] == "27.00"
    assert dialog.cancel_button.text() == "Keep it"
    put(dialog, note="Moves to Lyon")
    dialog.press()
    desk.over()
    assert desk.its(ten).state == "cancelled"


def test_a_subscription_is_paid_used_and_ends_with_its_period(desk: Desk) -> None:
    """2.17, U1: its payment opens the next period; cancelled at the end of the present one."""
    bread = desk.sold(desk.bread)
    dialog = desk.ask("pay_pass")
    dialog.press()
    desk.over()
    assert desk.its(bread).paid_ahead == 1
    dialog = desk.ask("use_pass")
    assert lines(dialog)["Uses left then"] == "3 of 4"
    dialog.press()
    desk.over()
    dialog = desk.ask("cancel_pass")
    put(dialog, when="period", note="Bakes at home now")
    dialog.press()
    desk.over()
    shown = desk.its(bread)
    assert (shown.state, shown.ends_with_period) == ("active", True)


def test_where_no_pass_suits_a_sentence_says_so(desk: Desk) -> None:
    """No empty dialog."""
    shown = desk.window.people("members").page.notices.shown
    desk.window.people("members").commands.verbs["resume_pass"].trigger()
    desk.qtbot.waitUntil(lambda: "No pass is paused." in [each.text for each in shown() if isinstance(each, Notice)])


# The section -------------------------------------------------------------------------------------------------------------------------


def test_the_page_draws_cards_and_tells_what_part_of_an_order_gave_stamps(desk: Desk) -> None:
    """3.8: every stamp, with the line that contributed to it; look: member-stamps."""
    cake = a_stamp_type(desk.club, "Cake card", needed=6, earns="quantity", match="cake")
    slices = [Line("Carrot cake", 900, 2000), Line("Espresso", 250)]
    desk.club.perform(an_act("Sale"), sales.sell, desk.zoe, lines=slices, note="Tea time")
    stamped(desk.club, desk.zoe, desk.coffee, 3)
    section = desk.section()
    shown = [(line.card.name, line.card.words, line.card.rest) for line in section.widget().card_lines()]
    assert sorted(shown) == [("Cake card", "2 of 6", "4 to go"), ("Coffee card", "3 of 10", "7 to go")]
    moves = {row.cells["card"].text: (row.cells["stamps"].text, row.cells["line"].text) for row in section.moves.shown()}
    assert moves["Cake card"] == ("+2", "Carrot cake")
    assert moves["Coffee card"] == ("+3", "")
    button = next(line.button for line in section.widget().card_lines() if line.card.type_id == cake)
    assert button.accessibleName() == "Stamp: Cake card"
    button.click()
    dialog = desk.dialog("stamp")
    assert dialog.fields.text("type") == str(cake)
    dialog.reject()
    desk.over()


def test_what_is_over_is_shown_only_when_it_is_asked_for(desk: Desk) -> None:
    """Full cards and cancelled passes stand behind a link."""
    stamped(desk.club, desk.zoe, desk.coffee, 12, override="Opening day")
    gone, ten = desk.sold(desk.ten), desk.sold(desk.ten)
    desk.club.perform(an_act("Cancel"), passes.cancel, [gone], reason="Twice")
    desk.club.perform(an_act("Pause"), pass_pauses.pause, [ten])
    section = desk.section()
    view = section.widget()
    assert [line.card.words for line in view.card_lines()] == ["2 of 10"]
    assert [(row.id, row.cells["state"].badge.text) for row in section.passes.shown()] == [(ten, "Paused")]
    assert not section.steps["use"].isEnabled()
    assert section.steps["resume"].isEnabled()
    view.completed.click()
    view.over.click()
    assert [line.card.words for line in view.card_lines()] == ["2 of 10", "10 of 10"]
    assert {row.id for row in section.passes.shown()} == {gone, ten}
    view.other.click()
    assert [row.cells["stamps"].text for row in section.moves.shown()] == ["+12"]


def test_an_empty_section_says_what_the_first_step_is(desk: Desk) -> None:
    """Nothing yet: sentences, and the two actions that begin."""
    section = desk.section()
    view = section.widget()
    assert view.card_lines() == []
    assert view.passes.sentence.text() == "No pass was sold to this person yet."
    assert [action.isEnabled() for action in (section.new_card, section.sell)] == [True, True]
    assert not any(action.isEnabled() for action in section.steps.values())
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
        for model in (section.passes, section.uses, section.moves)
    ]
    desk.sold(desk.ten)
    desk.window.desk.wrote.emit()  # type: ignore[union-attr]
    desk.qtbot.waitUntil(lambda: len(section.passes.shown()) == 1)
    assert len(testers) == 3
    assert QApplication.activeWindow() is not None
