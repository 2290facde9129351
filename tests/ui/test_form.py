"""Forms say what is wrong beside the field, keep what was typed, and give texts as typed (look.md, *Dialogs*)."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.fields import ChoiceField, DateField, LineField, TagsField
from ui.form import FieldSpec, Form
from ui.roles import Choice, Editor

TIERS = (Choice("gold", "Gold"), Choice("silver", "Silver"))


def too_short(text: str) -> str | None:
    return "Too short for a phone number." if len(text) < 8 else None


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(
        [
            FieldSpec("name", "Last name", Editor("text"), "García", required=True),
            FieldSpec("phone", "Phone", Editor("phone", check=too_short), "+34 612 00 41 87"),
            FieldSpec("tier", "Tier", Editor("choice", TIERS), "gold"),
            FieldSpec("note", "Note", Editor("long_text"), "one\ntwo", span=2),
            FieldSpec("tags", "Interests", Editor("tags", (Choice("tea", "tea"),)), "tea; tea ;coffee"),
            FieldSpec("born", "Birthday", Editor("date")),
        ],
        columns=2,
    )
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_form_that_nobody_touched_has_changed_nothing(form: Form) -> None:
    assert form.changed() == {}
    assert form.values()["tier"] == "gold"
    assert form.values()["note"] == "one\ntwo"
    assert form.values()["tags"] == "tea; coffee"


def test_texts_come_back_as_typed(form: Form, qtbot: QtBot) -> None:
    phone = form.field("phone")
    assert isinstance(phone, LineField)
    phone.selectAll()
    with qtbot.waitSignal(form.edited) as said:
        QTest.keyClicks(phone, "0612 345")
    assert said.args == ["phone"]
    assert form.changed() == {"phone": "0612 345"}


def test_a_fault_is_told_when_the_field_is_left_and_goes_while_typing(form: Form, qtbot: QtBot) -> None:
    phone, name = form.field("phone"), form.field("name")
    assert isinstance(phone, LineField)
    form.activateWindow()
    phone.setFocus()
    phone.selectAll()
    QTest.keyClicks(phone, "061")
    assert form.problem("phone") == ""
    name.setFocus()
    qtbot.waitUntil(lambda: form.problem("phone") == "Too short for a phone number.")
    assert phone.property("faulty") is True
    assert phone.accessibleDescription() == "Too short for a phone number."
    QTest.keyClicks(phone, "2345678")
    assert form.problem("phone") == ""
    assert not phone.property("faulty")


def test_checking_marks_every_fault_and_the_focus_goes_to_the_first(form: Form, qtbot: QtBot) -> None:
    form.activateWindow()
    form.set_text("name", "  ")
    form.set_text("phone", "1")
    assert form.check() is False
    assert form.problem("name")
    assert form.problem("phone") == "Too short for a phone number."
    assert form.focus_first_fault() is True
    qtbot.waitUntil(form.field("name").hasFocus)


def test_a_sentence_takes_no_new_room(form: Form) -> None:
    before = form.sizeHint().height()
    form.set_problem("name", "Too long.")
    assert form.sizeHint().height() == before


def test_a_warning_does_not_stop_anybody(form: Form) -> None:
    form.set_problem("phone", "Also the number of Jan.", "warn")
    assert form.check() is True
    assert form.problem("phone") == "Also the number of Jan."
    assert form.focus_first_fault() is False


def test_a_fault_told_from_outside_stands_until_the_field_changes(form: Form, qtbot: QtBot) -> None:
    form.set_problem("name", "Somebody has this name.")
    assert form.check() is False
    name = form.field("name")
    QTest.keyClicks(name, "x")
    assert form.check() is True


def test_a_refresh_leaves_what_was_typed_alone(form: Form) -> None:
    form.set_text("phone", "+34 600 00 00 00")
    form.refresh("phone", "+34 699 99 99 99")
    form.refresh("name", "Lopez")
    assert form.text("phone") == "+34 600 00 00 00"
    assert form.text("name") == "Lopez"
    assert form.changed() == {"phone": "+34 600 00 00 00"}


def test_every_field_has_a_name_for_screen_readers(form: Form) -> None:
    assert [form.field(key).accessibleName() for key in form.values()] == ["Last name", "Phone", "Tier", "Note", "Interests", "Birthday"]


def test_a_choice_that_is_no_longer_offered_is_not_lost(form: Form) -> None:
    form.set_text("tier", "bronze")
    assert form.text("tier") == "bronze"


def test_the_wheel_does_not_change_a_choice_without_the_focus(form: Form) -> None:
    field = form.field("tier")
    assert isinstance(field, ChoiceField)
    assert field.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_a_day_picked_from_the_calendar_is_written_in_the_order_of_the_language(form: Form, qtbot: QtBot) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        field = form.field("born")
        assert isinstance(field, DateField)
        calendar = field.open_calendar()
        with qtbot.waitSignal(form.edited):
            calendar.chosen.emit(date(1990, 5, 17))
        calendar.close()
        assert form.text("born") == "17.05.1990"
    finally:
        QLocale.setDefault(before)


def test_known_tags_are_offered_for_the_last_word(form: Form, qtbot: QtBot) -> None:
    field = form.field("tags")
    assert isinstance(field, TagsField)
    field.setText("coffee; te")
    field._complete("tea")
    assert form.text("tags") == "coffee; tea"


@pytest.mark.parametrize("position", ["above", "left"])
def test_labels_stand_above_or_left_and_belong_to_their_fields(qtbot: QtBot, position: str) -> None:
    made = Form([FieldSpec("a", "A", Editor("text"))], label_position="left" if position == "left" else "above")
    qtbot.addWidget(made)
    made.show()
    label = made._cells["a"].label
    assert label.buddy() is made.field("a")
    assert (label.x() < made.field("a").x()) == (position == "left")


def test_a_changed_field_says_what_it_was(qtbot: QtBot) -> None:
    """Look: rewards: *was 14*, in words of a choice, until it holds that again; a fault comes before it."""
    kinds = Editor("choice", (Choice("gift", "Gift"), Choice("discount", "Discount")))
    number = Editor("number", check=lambda text: None if text.isdigit() else "Not a number.")
    form = Form([FieldSpec("stock", "Stock", number, "14"), FieldSpec("kind", "Kind", kinds, "gift")], columns=2, tells_before=True)
    qtbot.addWidget(form)
    for key, text in (("stock", "24"), ("kind", "discount")):
        form.field(key).set_value(text)
        form.field(key).edited.emit()
    assert (form.problem("stock"), form.problem("kind")) == ("was 14", "was Gift")
    assert form.check()
    form.field("stock").set_value("14")
    form.field("stock").edited.emit()
    assert form.problem("stock") == ""
