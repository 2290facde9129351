"""Lists to choose from: what is out of reach can be read and not chosen, keys do everything, and the sum follows (R2, R5; look.md, *Dialogs*)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.choice_rows import ChoiceRow, ChoiceRows
from ui.dialogs.offers import GiveReward, OfferAnswer, Offered, Offers
from ui.dialogs.pick import Pick, PickAnswer
from ui.dialogs.subject import Subject
from ui.dialogs.sum_lines import SumLine
from ui.dialogs.sum_row import SumRow, Term
from ui.form import FieldSpec
from ui.roles import Editor
from ui.theme import Theme

MANY = Subject(None, "12 members")
ROWS = (
    Offered(1, "Cappuccino", "Any size", "250", terms=(Term("250", "Cappuccino", "−"),), action="Spend 250 points"),
    Offered(2, "Coffee beans", "House roast", "800", terms=(Term("800", "Coffee beans", "−"),), action="Spend 800 points"),
    Offered(3, "Coffee tin", "", "2,900", "420 missing", False),
)
NOTE = FieldSpec("note", "Internal note", Editor("note"))


def spending(**more: Any) -> Offers:
    """The dialog over three rewards."""
    return Offers(
        "Spend balance", MANY, "Reward", ROWS, name="spend", action="Spend balance", fields=[NOTE], tick="Handed over now", **more
    )


def test_a_row_out_of_reach_is_read_and_not_chosen(qtbot: QtBot, look: Theme) -> None:
    """3.15: painted, said to a screen reader, passed over by keys, and deaf to clicks."""
    rows = ChoiceRows("Reward", ROWS, None)  # type: ignore[arg-type]
    qtbot.addWidget(rows)
    rows.show()
    rows.resize(400, rows.sizeHint().height())
    assert ROWS[2].said() == "Coffee tin, 2,900, 420 missing"
    QTest.mouseClick(rows.list.viewport(), Qt.MouseButton.LeftButton, pos=rows.list.visualItemRect(rows.list.item(2)).center())
    assert rows.chosen() == ()
    rows.list.setFocus()
    for _ in range(5):
        QTest.keyClick(rows.list, Qt.Key.Key_Down)
    assert rows.list.currentRow() == 1
    rows.choose([3])
    assert rows.chosen() == ()
    rows.mark(True)
    assert not rows.grab().isNull()


def test_the_choice_says_what_it_comes_to_and_enter_does_it(qtbot: QtBot) -> None:
    """3.14: the keys alone: Down chooses, Enter spends."""
    dialog = spending(resting=(Term("2,480", "now"),))
    answers = ask(qtbot, dialog)
    assert [term.figure for term in dialog.sum.terms] == ["2,480"]
    dialog.offers.rows.list.setFocus()
    QTest.keyClick(dialog.offers.rows.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.offers.rows.list, Qt.Key.Key_Space)
    chosen = dialog.chosen()
    assert chosen in (1, 2)
    assert dialog.action_button.text() == ROWS[chosen - 1].action
    assert dialog.sum.terms == ROWS[chosen - 1].terms
    QTest.keyClick(dialog.offers.rows.list, Qt.Key.Key_Return)
    assert answers == [OfferAnswer(chosen, {"note": ""}, ticked=True)]


def test_nothing_chosen_is_a_fault_of_the_list(qtbot: QtBot) -> None:
    """The list is marked and has the focus; choosing clears it."""
    dialog = spending()
    answers = ask(qtbot, dialog)
    dialog.press()
    assert (dialog.offers.problem.text(), answers) == ("Choose one.", [])
    QTest.keyClick(dialog.offers.rows.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.offers.rows.list, Qt.Key.Key_Space)
    assert dialog.offers.problem.text() == ""


def test_an_earlier_try_comes_back_with_its_sentence(qtbot: QtBot) -> None:
    """L9: what was refused stands under the list, and pressing again asks for another choice."""
    dialog = spending(typed=OfferAnswer(2, {"note": "oat"}, ticked=False), problems={"key": "The balance is now 50."})
    answers = ask(qtbot, dialog)
    assert (dialog.chosen(), dialog.fields.text("note"), dialog.tick.isChecked()) == (2, "oat", False)
    dialog.press()
    assert (dialog.offers.problem.text(), answers) == ("The balance is now 50.", [])


def test_a_gift_in_free_words_needs_a_name(qtbot: QtBot) -> None:
    """R5: the list or the words are asked, not both; the button names the gift."""
    words = [FieldSpec("name", "Reward", Editor("text"), required=True), FieldSpec("description", "Description", Editor("long_text"))]
    dialog = GiveReward("Give a reward", MANY, "Reward", ROWS, words=words, name="give", action="Give a reward", fields=[NOTE], tick="Now")
    answers = ask(qtbot, dialog)
    dialog.in_words.click()
    dialog.press()
    assert (dialog.words.problem("name"), answers) == ("Please fill this in.", [])
    dialog.words.set_text("name", "Cake")
    dialog.words.edited.emit("name")
    assert dialog.action_button.text() == "Give “Cake”"
    dialog.words.set_problem("name", None)
    dialog.press()
    assert answers == [OfferAnswer(None, {"note": "", "name": "Cake", "description": ""}, ticked=True)]


def test_a_long_list_is_searched(qtbot: QtBot) -> None:
    """More than eight rows have a line to search them; all its words must occur."""
    rows = [ChoiceRow(at, f"Entry {at}", figure=str(at)) for at in range(20)]
    dialog = Pick(
        "Reverse", MANY, "Entries", rows, name="reverse", action=lambda keys: f"Reverse {len(keys)}", fault="Choose.", fields=[NOTE]
    )
    ask(qtbot, dialog)
    assert dialog.choices.search is not None
    dialog.choices.search.setText("entry 17")
    shown = [row.key for at, row in enumerate(rows) if not dialog.choices.rows.list.isRowHidden(at)]
    assert shown == [17]


def test_what_is_picked_is_counted_on_the_button_and_its_effect_said(qtbot: QtBot, look: Theme) -> None:
    """L7: each change asks anew what it comes to; a warning stands below the lines."""
    rows = [ChoiceRow(at, f"Entry {at}") for at in range(3)]
    dialog = Pick(
        "Reverse", MANY, "Entries", rows, name="reverse", action=lambda keys: f"Reverse {len(keys)}", fault="Choose.", fields=[NOTE],
        effect_lines=3, tick="Give back",
    )  # fmt: skip
    answers = ask(qtbot, dialog)
    dialog.press()
    assert dialog.choices.problem.text() == "Choose."
    with qtbot.waitSignal(dialog.changed):
        assert dialog.choices.every is not None
        dialog.choices.every.click()
    assert (dialog.picked(), dialog.action_button.text()) == ((0, 1, 2), "Reverse 3")
    dialog.show_effect([SumLine("Points after", "100", "accent", strong=True)], "The sale takes no refund.")
    assert dialog.warning.isVisible()
    QTest.keyClick(dialog.choices.rows.list, Qt.Key.Key_Space)
    assert len(dialog.picked()) == 2
    dialog.grab()
    dialog.press()
    assert answers == [PickAnswer(dialog.picked(), {"note": ""}, ticked=True)]
    assert not dialog.is_open


def test_a_sum_keeps_its_figures_whole_in_a_narrow_row(qtbot: QtBot, look: Theme) -> None:
    """Words give way, figures never; the whole sum is said by name."""
    row = SumRow(None, [Term("2,480", "now"), Term("800", "A reward with a very long name indeed", "−"), Term("1,680", "left", "=")])  # type: ignore[arg-type]
    qtbot.addWidget(row)
    row.resize(240, row.sizeHint().height())
    assert not row.grab().isNull()
    assert row.accessibleName() == "2,480 now − 800 A reward with a very long name indeed = 1,680 left"
    row.resize(700, row.sizeHint().height())
    assert not row.grab().isNull()
