"""Problems say what happened, what was kept and what to do; a refused save shows both values (A1)."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.problem import Problem, ProblemAnswer
from ui.dialogs.refused_save import Clash, RefusedSave, RefusedSaveAnswer


def test_a_problem_without_a_next_step_is_closed(qtbot: QtBot) -> None:
    dialog = Problem("Save", "The disk is full.", kept="Nothing was changed.")
    answers = ask(qtbot, dialog)
    assert not dialog.cancel_button.isVisible()
    dialog.action_button.click()
    assert answers == [None]


def test_a_problem_can_offer_a_next_step(qtbot: QtBot) -> None:
    dialog = Problem("Save", "The server is away.", action="Try again")
    answers = ask(qtbot, dialog)
    dialog.action_button.click()
    assert answers == [ProblemAnswer()]


def test_details_of_a_bug_can_be_read_and_copied(qtbot: QtBot) -> None:
    dialog = Problem("Save", "ValueError", details="Traceback <b>x</b>")
    ask(qtbot, dialog)
    assert not dialog.report.isVisible()
    dialog.show_details.click()
    assert dialog.report.isVisible()
    assert dialog.report.toPlainText() == "Traceback <b>x</b>"
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "Traceback <b>x</b>"
    assert dialog.copied.text() == "Copied"


CLASHES = [Clash("E-mail", "a@x.example", "b@x.example", "c@x.example")]


def test_a_refused_save_shows_before_now_and_mine(qtbot: QtBot) -> None:
    dialog = RefusedSave("Sofía Hernández", "Jonas at desk 1", "10:41", CLASHES)
    ask(qtbot, dialog)
    texts = [label.text() for label in dialog.content.findChildren(QLabel)]
    assert {"E-mail", "a@x.example", "b@x.example", "c@x.example"} <= set(texts)
    assert any("Jonas at desk 1 saved Sofía Hernández at 10:41" in text for text in texts)


def test_going_back_to_editing_is_the_first_choice_and_loses_nothing(qtbot: QtBot) -> None:
    dialog = RefusedSave("Sofía Hernández", "Jonas", "10:41", CLASHES)
    answers = ask(qtbot, dialog)
    assert dialog.action_button.isDefault()
    dialog.action_button.click()
    assert answers == [None]


def test_taking_theirs_is_said_on_purpose(qtbot: QtBot) -> None:
    dialog = RefusedSave("Sofía Hernández", "Jonas", "10:41", CLASHES)
    answers = ask(qtbot, dialog)
    dialog.cancel_button.click()
    assert answers == [RefusedSaveAnswer(take_theirs=True)]
