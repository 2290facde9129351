"""Registering shows what it does, asks where names differ (P3), names who cannot be registered (P4) and what is joined (P5)."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.parts import Who, initials
from ui.dialogs.register import Candidate, Refusal, Register, RegisterAnswer
from ui.form import FieldSpec
from ui.roles import Editor

JOINED = FieldSpec("joined", "Joined", Editor("date"), "14/07/2026", required=True)
ONE = Candidate(1, Who("B. Åkeson", "No. 10438, Ystad"), "Björn Åkesson", ("Bjorn A., no. 10440",))


def texts(dialog: Register) -> list[str]:
    return [label.text() for label in dialog.content.findChildren(QLabel)]


def test_one_prospect_is_registered_with_day_name_and_consent(qtbot: QtBot) -> None:
    dialog = Register([ONE], JOINED, effects=["Gets a card code."], consent=True)
    answers = ask(qtbot, dialog)
    assert dialog.action_button.text() == "Register B. Åkeson"
    dialog.names[1].take.click()
    dialog.action_button.click()
    assert answers == [RegisterAnswer((1,), "14/07/2026", {1: "take"}, consent=True)]


def test_the_record_keeps_its_name_unless_the_other_is_picked(qtbot: QtBot) -> None:
    dialog = Register([ONE], JOINED)
    answers = ask(qtbot, dialog)
    dialog.action_button.click()
    assert isinstance(answers[0], RegisterAnswer)
    assert answers[0].names == {1: "keep"}


def test_what_happens_is_said_before(qtbot: QtBot) -> None:
    dialog = Register([ONE], JOINED, effects=["Gets a card code."])
    ask(qtbot, dialog)
    assert "Gets a card code." in texts(dialog)
    assert "Bjorn A., no. 10440 has the same phone; that record is joined into this one." in texts(dialog)


def test_many_are_counted_and_keep_their_consent(qtbot: QtBot) -> None:
    many = [Candidate(n, Who(f"Person {n}")) for n in range(12)]
    dialog = Register(many, JOINED, refusals=[Refusal("Ana Li", "this phone is Zoë's already.", 7)])
    answers = ask(qtbot, dialog)
    assert dialog.action_button.text() == "Register 12 prospects"
    assert "and 8 more prospects" in texts(dialog)
    assert "Ana Li: this phone is Zoë's already." in texts(dialog)
    assert not dialog.consent.isVisible()
    dialog.action_button.click()
    assert isinstance(answers[0], RegisterAnswer)
    assert (len(answers[0].ids), answers[0].consent) == (12, None)


def test_a_refused_phone_leads_to_its_member(qtbot: QtBot) -> None:
    dialog = Register([ONE], JOINED, refusals=[Refusal("Ana Li", "this phone is Zoë's already.", 7)])
    answers = ask(qtbot, dialog)
    dialog.links[0].click()
    assert answers == [RegisterAnswer(open_id=7)]


def test_where_nobody_can_be_registered_the_button_opens_the_member(qtbot: QtBot) -> None:
    dialog = Register([], JOINED, refusals=[Refusal("Ana Li", "this phone is Zoë's already.", 7)])
    answers = ask(qtbot, dialog)
    assert dialog.action_button.text() == "Open the member"
    dialog.action_button.click()
    assert answers == [RegisterAnswer(open_id=7)]


def test_where_there_is_no_member_to_open_it_closes(qtbot: QtBot) -> None:
    dialog = Register([], JOINED, refusals=[Refusal("Ana Li", "left the programme.")])
    answers = ask(qtbot, dialog)
    assert dialog.action_button.text() == "Close"
    dialog.action_button.click()
    assert answers == [None]


def test_a_day_that_is_missing_is_a_fault(qtbot: QtBot) -> None:
    dialog = Register([ONE], JOINED)
    answers = ask(qtbot, dialog)
    assert dialog.form is not None
    dialog.form.set_text("joined", "")
    dialog.action_button.click()
    assert answers == []
    assert dialog.form.problem("joined")


def test_initials_come_from_the_first_and_the_last_word() -> None:
    assert [initials(name) for name in ("Björn Åkesson", "B. Åkeson", "Sukarno", "", "...")] == ["BÅ", "BÅ", "S", "", ""]
