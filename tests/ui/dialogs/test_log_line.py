"""A new log line: whom it is about where nobody is chosen, and what happened (features.md 2.14)."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.log_line import LogLine, LogLineAnswer
from ui.dialogs.parts import Who
from ui.dialogs.subject import Subject


def test_a_line_about_whoever_is_chosen(qtbot: QtBot) -> None:
    dialog = LogLine(Subject(Who("Zoë van der Berg", "No. 10482")))
    answers = ask(qtbot, dialog)
    assert dialog.form is not None
    assert list(dialog.form.values()) == ["text"]
    dialog.form.set_text("text", "Asked for the opening hours")
    dialog.action_button.click()
    assert answers == [LogLineAnswer("Asked for the opening hours")]


def test_without_anybody_it_asks_about_whom(qtbot: QtBot) -> None:
    """An empty field is marked; nothing is answered."""
    dialog = LogLine(None)
    answers = ask(qtbot, dialog)
    assert dialog.form is not None
    dialog.form.set_text("text", "Asked for the opening hours")
    dialog.action_button.click()
    assert answers == []
    dialog.form.set_text("who", "10482")
    dialog.action_button.click()
    assert answers == [LogLineAnswer("Asked for the opening hours", "10482")]


def test_a_refused_line_comes_back_with_what_was_typed(qtbot: QtBot) -> None:
    dialog = LogLine(None, typed=LogLineAnswer("Asked", "99999"), problems={"who": "Nobody has “99999”."})
    ask(qtbot, dialog)
    assert dialog.form is not None
    assert dialog.form.values() == {"who": "99999", "text": "Asked"}
