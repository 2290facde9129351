"""New member, new prospect: known people are told while typing (D2), a member's phone opens that member (P4), a prospect's goes on (P3)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.known import Known, reason_text
from ui.dialogs.person import NewPerson, NewPersonAnswer
from ui.form import FieldSpec
from ui.roles import Badge, Chip, Editor

BJORN = Known(7, "Björn Åkesson", Chip("Silver", "#8a97a8"), "No. 10472, Ystad", ("phone", "name"), is_member=True)
GUEST = Known(9, "B. Åkeson", Badge("Guest", "info"), "No. 10438, Ystad", ("email",), can_use=True)
GUEST_PHONE = Known(9, "B. Åkeson", Badge("Guest", "info"), "No. 10438, Ystad", ("phone",), can_use=True)


def specs() -> list[FieldSpec]:
    return [
        FieldSpec("first_name", "First name", Editor("text")),
        FieldSpec("last_name", "Last name", Editor("text"), required=True),
        FieldSpec("phone", "Phone", Editor("phone"), span=2),
    ]


@pytest.fixture
def dialog(qtbot: QtBot) -> NewPerson:
    return NewPerson(specs())


def test_a_new_member_is_added_with_what_was_typed(qtbot: QtBot, dialog: NewPerson) -> None:
    answers = ask(qtbot, dialog)
    dialog.fields.set_text("last_name", "Åkesson")
    dialog.consent.setChecked(True)
    assert dialog.action_button.text() == "Add member"
    dialog.action_button.click()
    assert answers == [NewPersonAnswer({"first_name": "", "last_name": "Åkesson", "phone": "", "consent": "yes"})]


def test_typing_is_told_once_it_rests(qtbot: QtBot, dialog: NewPerson) -> None:
    ask(qtbot, dialog)
    told: list[dict[str, str]] = []
    dialog.typed.connect(told.append)
    with qtbot.waitSignal(dialog.typed, timeout=2000):
        QTest.keyClicks(dialog.fields.field("last_name"), "Akesson")
    assert [values["last_name"] for values in told] == ["Akesson"]


def test_a_members_phone_turns_the_filled_button_into_open(qtbot: QtBot, dialog: NewPerson) -> None:
    answers = ask(qtbot, dialog)
    dialog.show_known((BJORN, GUEST))
    assert dialog.action_button.text() == "Open Björn Åkesson"
    assert dialog.add_button.isVisible()
    assert not dialog.add_button.isEnabled()
    assert dialog.hint.text() == "A number belongs to one member."
    dialog.action_button.click()
    assert isinstance(answers[0], NewPersonAnswer)
    assert answers[0].open_id == 7


def test_adding_comes_back_when_the_phone_is_another(qtbot: QtBot, dialog: NewPerson) -> None:
    ask(qtbot, dialog)
    dialog.show_known((BJORN,))
    dialog.show_known(())
    assert dialog.action_button.text() == "Add member"
    assert not dialog.add_button.isVisible()
    assert dialog.hint.text() == ""


def test_where_numbers_may_be_shared_a_tick_lets_the_member_be_added(qtbot: QtBot) -> None:
    dialog = NewPerson(specs(), shared_allowed=True)
    answers = ask(qtbot, dialog)
    dialog.fields.set_text("last_name", "Åkesson")
    dialog.show_known((BJORN,))
    assert dialog.action_button.text() == "Open Björn Åkesson"
    dialog.shared.click()
    assert dialog.action_button.text() == "Add member"
    dialog.action_button.click()
    assert isinstance(answers[0], NewPersonAnswer)
    assert (answers[0].open_id, answers[0].shared) == (None, True)


def test_a_prospects_phone_goes_on_with_that_record(qtbot: QtBot, dialog: NewPerson) -> None:
    answers = ask(qtbot, dialog)
    dialog.fields.set_text("last_name", "Åkesson")
    dialog.show_known((GUEST_PHONE,))
    assert dialog.action_button.text() == "Register B. Åkeson"
    assert not dialog.known.entries[0].dismiss.isVisible()
    dialog.action_button.click()
    assert isinstance(answers[0], NewPersonAnswer)
    assert answers[0].use_id == 9


def test_use_this_record_gives_its_id_and_what_was_typed(qtbot: QtBot, dialog: NewPerson) -> None:
    answers = ask(qtbot, dialog)
    dialog.fields.set_text("last_name", "Åkesson")
    dialog.show_known((GUEST,))
    link = dialog.known.entries[0].use
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Return)
    assert isinstance(answers[0], NewPersonAnswer)
    assert (answers[0].use_id, answers[0].values["last_name"]) == (9, "Åkesson")


def test_somebody_waved_aside_does_not_come_back_with_the_next_key(qtbot: QtBot, dialog: NewPerson) -> None:
    ask(qtbot, dialog)
    dialog.show_known((GUEST,))
    dialog.known.entries[0].dismiss.click()
    assert dialog.shown() == ()
    dialog.show_known((GUEST, BJORN))
    assert [person.id for person in dialog.shown()] == [7]
    assert dialog.known.count.text() == "1"


def test_warnings_stop_nobody_and_go_when_they_no_longer_hold(qtbot: QtBot, dialog: NewPerson) -> None:
    answers = ask(qtbot, dialog)
    dialog.fields.set_text("last_name", "Åkesson")
    dialog.show_warnings({"phone": "A guest has this number."})
    assert dialog.fields.problem("phone") == "A guest has this number."
    dialog.show_warnings({})
    assert dialog.fields.problem("phone") == ""
    dialog.show_warnings({"phone": "A guest has this number."})
    dialog.action_button.click()
    assert len(answers) == 1


def test_a_refusal_of_an_earlier_try_is_shown_at_its_field(qtbot: QtBot) -> None:
    dialog = NewPerson(specs(), problems={"phone": "That is not a phone number.", "unknown": "x"})
    ask(qtbot, dialog)
    assert dialog.fields.problem("phone") == "That is not a phone number."


def test_a_prospect_is_a_guest_or_was_invited(qtbot: QtBot) -> None:
    for is_guest in (True, False):
        dialog = NewPerson(specs(), prospect=True)
        answers = ask(qtbot, dialog)
        dialog.fields.set_text("last_name", "Åkesson")
        (dialog.guest if is_guest else dialog.invited).setChecked(True)
        assert dialog.action_button.text() == "Add prospect"
        dialog.action_button.click()
        assert isinstance(answers[0], NewPersonAnswer)
        assert answers[0].guest is is_guest


def test_reasons_are_one_phrase() -> None:
    assert reason_text(("phone", "name")) == "Same phone, similar name"


def test_links_name_the_person_for_a_screen_reader(qtbot: QtBot, dialog: NewPerson) -> None:
    ask(qtbot, dialog)
    dialog.show_known((GUEST,))
    assert dialog.known.entries[0].use.accessibleName() == "Use this record: B. Åkeson"
