"""Problems say what happened, what was kept and what to do."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.problem import Problem, ProblemAnswer


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
