"""A deed with its effect told while it is typed (look.md, *Dialogs*)."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.parts import Who
from ui.dialogs.subject import Subject
from ui.dialogs.sum_lines import SumLine
from ui.dialogs.with_effect import Effect, WithEffect, WithEffectAnswer
from ui.form import FieldSpec
from ui.roles import Editor

SUBJECT = Subject(Who("Linnéa Björkqvist", "No. 8214"), "", "1,388", "points now")
LINES = (SumLine("On the card now", "7 of 10"), SumLine("On the card then", "8 of 10", "accent", strong=True))


def a_dialog(**more: object) -> WithEffect:
    """Stamps with a reason kept back."""
    specs = [FieldSpec("stamps", "Stamps", Editor("number"), "1", required=True), FieldSpec("note", "Note", Editor("text"), span=2)]
    kept = [FieldSpec("override", "Reason", Editor("text"), required=True)]
    return WithEffect("Stamp", SUBJECT, specs, action="Stamp", name="stamp", kept_back=kept, begin="stamps", **more)  # type: ignore[arg-type]


def test_typing_asks_for_the_effect_and_the_button_says_it(qtbot: QtBot) -> None:
    """Lines and words follow; what is kept back stays empty until it is shown."""
    dialog = a_dialog()
    answers = ask(qtbot, dialog)
    heard: list[dict[str, str]] = []
    dialog.typed.connect(heard.append)
    field = dialog.fields.field("stamps")
    assert field.hasFocus() or dialog.focusWidget() is field
    field.set_value("2")
    field.edited.emit()
    assert heard == [{"stamps": "2", "note": "", "override": ""}]
    dialog.show_effect(Effect(LINES, "Give 2 stamps"))
    assert (dialog.lines.lines, dialog.action_button.text(), dialog.more.isVisible()) == (LINES, "Give 2 stamps", False)
    dialog.press()
    assert answers == [WithEffectAnswer({"stamps": "2", "note": "", "override": ""})]
    assert dialog.is_over


def test_a_warning_shows_what_was_kept_back_and_asks_for_it(qtbot: QtBot) -> None:
    """The reason is then asked; without it nothing is answered."""
    dialog = a_dialog()
    answers = ask(qtbot, dialog)
    dialog.show_effect(Effect(LINES, "Stamp", "At most 3 a day."))
    dialog.press()
    assert answers == []
    assert dialog.more_fields.problem("override") == "Please fill this in."
    dialog.more_fields.set_text("override", "Birthday")
    dialog.press()
    assert answers == [WithEffectAnswer({"stamps": "1", "note": "", "override": "Birthday"})]


def test_a_fault_is_told_before_it_is_pressed_and_goes_when_it_holds_no_longer(qtbot: QtBot) -> None:
    """As a warning: the database decides."""
    dialog = a_dialog()
    ask(qtbot, dialog)
    dialog.show_effect(Effect(LINES, "Stamp", fault=("stamps", "No room.")))
    assert dialog.fields.problem("stamps") == "No room."
    dialog.show_effect(Effect(LINES, "Stamp"))
    assert dialog.fields.problem("stamps") == ""
    dialog.reject()


def test_a_refusal_comes_back_at_its_field(qtbot: QtBot) -> None:
    """Also at a field that is kept back: it is then shown."""
    dialog = a_dialog(problems={"override": "Give a reason."})
    ask(qtbot, dialog)
    assert dialog.more.isVisible()
    assert dialog.more_fields.problem("override") == "Give a reason."
    dialog.reject()
