"""Adjust balance reads any minus sign, says what a number comes to, and asks for what a number like this needs (L4, L10, L11, L13; look.md, *Dialogs*)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask, tab_order
from ui.dialogs.adjust import AdjustAnswer, AdjustBalance, Balances, points_of
from ui.dialogs.parts import Who
from ui.dialogs.subject import Subject
from ui.form import FieldSpec
from ui.roles import Choice, Editor
from ui.theme import Theme

ONE = Subject(Who("Sofía Hernández", "No. 10482"), "", "2,480", "points now")
REASON = FieldSpec("reason", "Reason", Editor("choice", (Choice(None, "None"), Choice("return", "Return"))))
DAY = FieldSpec("day", "Business date", Editor("date"), "14/07/2026")
LAST = FieldSpec("expires", "Last day", Editor("date", hint="By the club's rule"))
NOTE = FieldSpec("note", "Internal note", Editor("note"), required=True, missing="Write a note.")


def a_dialog(*available: int, subject: Subject = ONE, **more: object) -> AdjustBalance:
    """The dialog for people with these balances."""
    details = {"reason": REASON, "day": DAY, "note": NOTE, "last_day": LAST, "comment": "Manual adjustments", "after_days": 14, **more}
    return AdjustBalance(subject, Balances(available or (2480,), owed=int(str(details.pop("owed", 0)))), **details)  # type: ignore[arg-type]


def put(dialog: AdjustBalance, text: str) -> None:
    """Type a number."""
    dialog.points.set_value(text)
    dialog.points.edited.emit()


def figures(dialog: AdjustBalance) -> list[str]:
    """The sum as one reads it."""
    return [f"{term.sign}{term.figure} {term.words}" for term in dialog.sum.terms]


@pytest.mark.parametrize(
    ("text", "points"),
    [("24", 24), ("+24", 24), ("-24", -24), ("−24", -24), ("– 24", -24), (" 2,480 ", 2480), ("", None), ("2.5x", None), ("-", None)],
)
def test_a_number_is_read_with_any_minus_sign(text: str, points: int | None) -> None:
    """3.11: what is typed, pasted or grouped."""
    assert points_of(text) == points


def test_the_sum_and_the_button_follow_the_number(qtbot: QtBot, look: Theme) -> None:
    """2,480 − 24 = 2,456, and the button says what happens."""
    dialog = a_dialog()
    ask(qtbot, dialog)
    assert dialog.action_button.text() == "Adjust balance"
    put(dialog, "-24")
    assert figures(dialog) == ["2,480 now", "−24 deducted", "=2,456 points after"]
    assert dialog.action_button.text() == "Deduct 24 points"
    put(dialog, "24")
    assert figures(dialog)[1:] == ["+24 given", "=2,504 points after"]
    assert dialog.action_button.text() == "Give 24 points"
    dialog.grab()


def test_what_is_owed_is_paid_first(qtbot: QtBot) -> None:
    """L8: 40 given to who owes 24 leave 16."""
    dialog = a_dialog(0, owed=24)
    ask(qtbot, dialog)
    put(dialog, "40")
    assert figures(dialog) == ["24 owed now", "+40 given", "=16 points after"]


def test_owing_is_asked_only_where_there_is_too_little(qtbot: QtBot) -> None:
    """L4: of three people two have fewer than 30; they will owe 45 together."""
    dialog = a_dialog(100, 10, 5, subject=Subject(None, "3 members"))
    ask(qtbot, dialog)
    put(dialog, "-5")
    assert not dialog.owing.tick.isEnabled()
    put(dialog, "-30")
    assert dialog.owing.tick.isEnabled()
    assert dialog.owing.said.text() == "2 have fewer and will owe 45 together."
    assert figures(dialog) == ["3 people", "×30 each", "=90 deducted together"]
    dialog.press()
    assert dialog.owing.problem.text()
    assert dialog.isVisible()


def test_every_fault_is_marked_and_the_first_has_the_focus(qtbot: QtBot) -> None:
    """look.md, *Dialogs*: no number, no note; then no comment of one's own."""
    dialog = a_dialog()
    answers = ask(qtbot, dialog)
    dialog.press()
    assert dialog.form.problem("points") == "Please fill this in."
    assert dialog.note.problem("note") == "Write a note."
    assert dialog.focusWidget() is dialog.points
    put(dialog, "5")
    dialog.note.set_text("note", "why")
    dialog.comment.custom.click()
    dialog.press()
    assert dialog.comment.form.problem("comment")
    assert answers == []


def test_the_answer_holds_everything_and_an_earlier_try_comes_back(qtbot: QtBot) -> None:
    """What was typed is there again, with the sentence under its field; nothing of a gain is answered for a deduction."""
    dialog = a_dialog()
    answers = ask(qtbot, dialog)
    put(dialog, "24")
    dialog.gains.tick.click()
    dialog.gains.days.setText("30")
    dialog.gains.form.set_text("expires", "01/12/2026")
    dialog.note.set_text("note", "fair")
    dialog.comment.custom.click()
    dialog.comment.form.set_text("comment", "Thank you")
    dialog.facts.set_text("reason", "return")
    dialog.press()
    first = AdjustAnswer("24", 24, "return", "14/07/2026", "fair", "Thank you", "01/12/2026", "30")
    assert answers == [first]
    again = a_dialog(typed=first, problems={"day": "Too far back."})
    second = ask(qtbot, again)
    assert (again.facts.problem("day"), again.focusWidget()) == ("Too far back.", again.facts.field("day"))
    put(again, "-24")
    again.facts.set_text("day", "13/07/2026")
    again.facts.set_problem("day", None)
    again.press()
    assert second == [AdjustAnswer("-24", -24, "return", "13/07/2026", "fair", "Thank you")]


def test_days_until_available_are_a_whole_number(qtbot: QtBot) -> None:
    """L10: “soon” is no number of days."""
    dialog = a_dialog()
    ask(qtbot, dialog)
    put(dialog, "24")
    dialog.note.set_text("note", "fair")
    dialog.gains.tick.click()
    dialog.gains.days.setText("soon")
    dialog.press()
    assert "whole number" in dialog.gains.problem.text()
    assert dialog.focusWidget() is dialog.gains.days


def test_a_large_number_asks_for_a_manager(qtbot: QtBot) -> None:
    """L13: only above the limit."""
    dialog = a_dialog(confirm_above=500)
    ask(qtbot, dialog)
    put(dialog, "500")
    assert not dialog.confirmed.isVisible()
    put(dialog, "-501")
    assert dialog.confirmed.isVisible()


def test_the_keys_reach_everything_in_the_order_it_stands(qtbot: QtBot) -> None:
    """Number, tick, reason, day, note, comment, buttons; every field has a name."""
    dialog = a_dialog()
    ask(qtbot, dialog)
    put(dialog, "-5000")
    order: list[QWidget] = tab_order(dialog.points)
    wanted = [dialog.points, dialog.owing.tick, dialog.facts.field("reason"), dialog.facts.field("day")]
    assert [widget for widget in order if widget in wanted] == wanted
    assert all(widget.accessibleName() or getattr(widget, "text", str)() for widget in order)
