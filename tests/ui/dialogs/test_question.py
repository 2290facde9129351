"""Every dialog answers once, says what happens on its button, and marks faults when pressed (look.md, *Dialogs*)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask, tab_order
from ui.dialogs.question import NARROW, WIDEST_BUTTON, Question
from ui.form import FieldSpec, Form
from ui.roles import Editor


class Ask(Question):
    """A question with one field that must be filled in."""

    def __init__(self, action: str = "Save it", height: int = 0) -> None:
        super().__init__("Ask something")
        self.form = self.fields = Form([FieldSpec("name", "Name", Editor("text"), required=True)], parent=self.content)
        self.body.addWidget(self.fields)
        self.body.addSpacing(height)
        self.add_foot(action)

    def answer(self) -> str:
        """The name."""
        return self.fields.text("name")


def test_the_action_answers_with_what_was_typed(qtbot: QtBot) -> None:
    question = Ask()
    answers = ask(qtbot, question)
    question.fields.set_text("name", "Zoë")
    question.action_button.click()
    assert answers == ["Zoë"]
    assert not question.isVisible()


def test_a_double_click_answers_once(qtbot: QtBot) -> None:
    question = Ask()
    answers = ask(qtbot, question)
    question.fields.set_text("name", "Zoë")
    question.action_button.click()
    question.action_button.click()
    question.reject()
    assert answers == ["Zoë"]


def test_esc_cancel_and_the_close_button_answer_nothing_once(qtbot: QtBot) -> None:
    for close in (
        lambda question: QTest.keyClick(question, Qt.Key.Key_Escape),
        lambda question: question.cancel_button.click(),
        lambda question: question.close(),
    ):
        question = Ask()
        answers = ask(qtbot, question)
        question.fields.set_text("name", "Zoë")
        close(question)
        question.reject()
        assert answers == [None]


def test_a_fault_is_marked_focused_and_keeps_the_dialog_open(qtbot: QtBot) -> None:
    question = Ask()
    answers = ask(qtbot, question)
    question.action_button.setFocus()
    assert question.action_button.isEnabled()
    question.action_button.click()
    assert answers == []
    assert question.isVisible()
    assert question.fields.problem("name") == "Please fill this in."
    assert question.focusWidget() is question.fields.field("name")


def test_enter_in_a_field_does_what_the_filled_button_says(qtbot: QtBot) -> None:
    question = Ask()
    answers = ask(qtbot, question)
    question.fields.set_text("name", "Zoë")
    QTest.keyClick(question.fields.field("name"), Qt.Key.Key_Return)
    assert answers == ["Zoë"]


def test_enter_on_cancel_cancels(qtbot: QtBot) -> None:
    question = Ask()
    answers = ask(qtbot, question)
    question.fields.set_text("name", "Zoë")
    question.cancel_button.setFocus()
    QTest.keyClick(question.cancel_button, Qt.Key.Key_Return)
    assert answers == [None]


def test_tab_comes_to_the_buttons_after_the_fields(qtbot: QtBot) -> None:
    question = Ask()
    ask(qtbot, question)
    order = tab_order(question.fields.field("name"))
    assert question.focusWidget() is question.fields.field("name")
    assert set(order[1:]) == {question.cancel_button, question.action_button}


def test_a_name_too_long_for_the_button_is_elided_and_whole_in_its_tooltip(qtbot: QtBot) -> None:
    long = "Register " + "Wolfeschlegelstein" * 500
    question = Ask(action=long)
    ask(qtbot, question)
    assert question.action_button.sizeHint().width() < WIDEST_BUTTON + 60
    assert question.action_button.toolTip() == long
    assert question.action_button.accessibleName() == long


def test_an_ampersand_in_a_name_is_shown_and_is_no_shortcut(qtbot: QtBot) -> None:
    question = Ask(action="Open Smith & Sons")
    ask(qtbot, question)
    assert question.action_button.text() == "Open Smith && Sons"


def test_a_dialog_is_as_high_as_its_content_and_scrolls_before_it_leaves_the_screen(qtbot: QtBot) -> None:
    low, high = Ask(), Ask(height=3000)
    ask(qtbot, low)
    ask(qtbot, high)
    assert low.width() == NARROW
    assert not low.pane.verticalScrollBar().isVisible()
    assert high.height() <= high.screen().availableSize().height()
    qtbot.waitUntil(high.pane.verticalScrollBar().isVisible)
    assert high.action_button.isVisible()
