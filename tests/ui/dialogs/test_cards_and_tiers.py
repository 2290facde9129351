"""Dialogs of benefit cards and tiers: the effect said before, faults marked in place, nothing answered too early (B2, B7, T7, T10)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask, tab_order
from tests.ui.people_model import PeopleModel
from ui.dialogs.allocate_card import AllocateAnswer, AllocateCard, WithdrawAnswer, WithdrawCard
from ui.dialogs.change_tier import ChangeTier, ChangeTierAnswer
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.choose_members import ChooseMembers, MembersAnswer
from ui.dialogs.subject import Subject
from ui.dialogs.tier import NewTier, RetireTier, RetireTierAnswer
from ui.form import FieldSpec
from ui.roles import Choice, Editor

CARDS = (ChoiceRow(1, "Student", "10 % off", "3 have it"), ChoiceRow(2, "Summer", "Free refill", "", "ended on 30/06/2026", is_open=False))
TIERS = (ChoiceRow(1, "Member"), ChoiceRow(2, "Silver"), ChoiceRow(3, "Gold"))
NOTE = FieldSpec("note", "Internal note", Editor("note"), required=True)


def test_a_card_is_chosen_and_its_effect_asked_for(qtbot: QtBot) -> None:
    """An ended card cannot be chosen; the button says what happens."""
    dialog = AllocateCard(Subject(None, "12 members"), CARDS)
    answers = ask(qtbot, dialog)
    asked: list[int] = []
    dialog.card_chosen.connect(asked.append)
    dialog.press()
    assert (answers, dialog.cards.problem.text()) == ([], "Choose a benefit card.")
    for row in (1, 0):
        dialog.cards.rows.list.setCurrentRow(row)
        QTest.keyClick(dialog.cards.rows.list, Qt.Key.Key_Space)
    assert set(asked) == {1}
    dialog.show_effect("12 members; 5 will lose Gold discount.", "Allocate Student", tone="warn")
    assert (dialog.effect.text(), dialog.action_button.text()) == ("12 members; 5 will lose Gold discount.", "Allocate Student")
    dialog.press()
    assert answers == [AllocateAnswer(1)]


def test_withdrawing_from_nobody_cannot_be_pressed(qtbot: QtBot) -> None:
    """What is lost stands there before; where nothing is, only *Cancel* is left."""
    dialog = WithdrawCard(Subject(None, "12 members"), "12 members; 5 will lose Student.", action="Withdraw from 5", can=True)
    answers = ask(qtbot, dialog)
    dialog.press()
    assert answers == [WithdrawAnswer()]
    other = WithdrawCard(Subject(None, "2 members"), "2 members; nobody holds a benefit card.", action="Withdraw from 0", can=False)
    ask(qtbot, other)
    assert not other.action_button.isEnabled()
    other.reject()


def choosing(qtbot: QtBot, count: int = 10_000) -> tuple[ChooseMembers, list[object]]:
    """The dialog over a table of so many people."""
    dialog: ChooseMembers

    def ticked() -> list[int]:
        selection = dialog.table.selection
        return selection.of(range(1, count + 1))

    dialog = ChooseMembers(
        "Allocate", "Members", [Choice("1", "Student"), Choice("2", "Neighbour")], "2", ticked=ticked, today=lambda: date(2026, 7, 15)
    )
    dialog.table.setModel(PeopleModel(count))
    return dialog, ask(qtbot, dialog)


def test_members_are_ticked_by_click_and_space_without_losing_the_others(qtbot: QtBot) -> None:
    """A click ticks and unticks one row; the arrow keys move without ticking; Ctrl+A ticks 10,000 at once."""
    dialog, answers = choosing(qtbot)
    dialog.press()
    assert (answers, dialog.effect.text()) == ([], "Tick at least one member.")
    table = dialog.table
    model = table.model()
    for row in (0, 2, 0):
        place = table.visualRect(model.index(row, 1)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    first = table.records.id_at(2)
    assert table.selection.ids() == {first}
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.selection.ids() == {first}
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert len(table.selection.ids()) == 2
    with qtbot.waitSignal(dialog.effect_wanted):
        QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selection.count(table.row_count) == 10_000
    dialog.every.click()
    assert table.selection.count(table.row_count) == 0
    dialog.every.click()
    dialog.press()
    answer = answers[0]
    assert isinstance(answer, MembersAnswer)
    assert (answer.card, len(answer.ticked)) == (2, 10_000)


def test_every_part_of_choosing_is_reached_by_tab_and_named(qtbot: QtBot) -> None:
    """The keyboard alone suffices: card, name, filter, table, buttons."""
    dialog, _answers = choosing(qtbot, 5)
    order = tab_order(dialog.card)
    assert [part for part in order if part in (dialog.search, dialog.table, dialog.cancel_button, dialog.action_button)][:2] == [
        dialog.search,
        dialog.table,
    ]
    assert {part.accessibleName() for part in (dialog.card, dialog.search, dialog.table)} == {"Card", "Search by name", "Members"}
    dialog.reject()


def test_a_tier_is_changed_with_note_and_hold(qtbot: QtBot) -> None:
    """Faults are marked: no tier, no note, no day; the answer holds what was decided; refused, all of it comes back."""
    dialog = ChangeTier(Subject(None, "1 member"), TIERS, NOTE, Editor("date"))
    answers = ask(qtbot, dialog)
    dialog.press()
    assert (dialog.tiers.problem.text(), dialog.note.problem("note")) == ("Choose a tier.", "Please fill this in.")
    dialog.tiers.rows.list.setCurrentRow(2)
    QTest.keyClick(dialog.tiers.rows.list, Qt.Key.Key_Space)
    dialog.show_effect("Up from Member to Gold.", "Change tier to Gold", "Gives Coffee beans.", can_give=True)
    dialog.note.set_text("note", "as agreed")
    dialog.hold.set_text("hold", "until")
    dialog._follow_hold()
    dialog.press()
    assert dialog.hold.problem("until") == "Say until which day."
    dialog.hold.field("until").set_value("31/12/2026")
    dialog.hold.field("until").edited.emit()
    dialog.rewards.setChecked(True)
    dialog.press()
    decided = ChangeTierAnswer(3, "as agreed", "until", "31/12/2026", rewards=True)
    assert answers == [decided]
    again = ChangeTier(Subject(None, "1 member"), TIERS, NOTE, Editor("date"), typed=decided, problems={"until": "It would have ended."})
    ask(qtbot, again)
    assert (again.answer(), again.hold.problem("until")) == (decided, "It would have ended.")
    again.reject()


def test_rewards_that_a_tier_does_not_give_cannot_be_triggered(qtbot: QtBot) -> None:
    """3.18: the tick counts only where there is something to give."""
    dialog = ChangeTier(Subject(None, "1 member"), TIERS, NOTE, Editor("date"), typed=ChangeTierAnswer(2, "x", rewards=True))
    answers = ask(qtbot, dialog)
    dialog.show_effect("Up.", "Change tier to Silver", "This tier has no rewards.", can_give=False)
    dialog.press()
    assert answers == [ChangeTierAnswer(2, "x")]


def test_a_new_tier_tells_what_it_does_while_it_is_typed(qtbot: QtBot) -> None:
    """T10: the owner is asked at each key; a refusal stands at its field."""
    specs = [FieldSpec("name", "Name", Editor("text"), required=True), FieldSpec("threshold", "Threshold", Editor("number"))]
    dialog = NewTier(specs, problems={"threshold": "Gold has it already."})
    answers = ask(qtbot, dialog)
    typed: list[dict[str, str]] = []
    dialog.typed.connect(typed.append)
    assert dialog.fields.problem("threshold") == "Gold has it already."
    QTest.keyClicks(dialog.fields.field("name"), "Pt")
    assert typed[-1] == {"name": "Pt", "threshold": ""}
    dialog.show_effect("3 members rise to it at once.")
    assert dialog.effect.text() == "3 members rise to it at once."
    dialog.fields.field("threshold").set_value("900")
    dialog.fields.field("threshold").edited.emit()
    dialog.press()
    assert answers == [{"name": "Pt", "threshold": "900"}]


def test_retiring_asks_where_the_members_go(qtbot: QtBot) -> None:
    """T10: nothing is answered before a tier is chosen."""
    dialog = RetireTier("Retire Gold", TIERS[:2], NOTE, effect="3 members move.", action="Retire Gold")
    answers = ask(qtbot, dialog)
    dialog.press()
    assert (answers, dialog.tiers.problem.text()) == ([], "Choose a tier.")
    dialog.tiers.rows.list.setCurrentRow(1)
    QTest.keyClick(dialog.tiers.rows.list, Qt.Key.Key_Space)
    dialog.press()
    assert answers == [RetireTierAnswer(2, "")]
