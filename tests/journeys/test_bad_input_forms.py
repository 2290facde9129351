"""Forms and cells that are given what no field takes: a sentence at the field, nothing typed is lost, nothing is changed (issue 3, *Bad input*)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.app import Regulars
from tests.journeys.test_members import database_of, dialog_of
from ui.dialogs.person import NewPerson

# Half a sign (a lone surrogate) never arrives: Qt leaves it out of what a field holds.
BAD = {
    "last_name": ["Zo\u202eë", "Bom\ufeff", "\u200eAnn", "x" * 10_000],
    "phone": ["12", "not a phone", "NaN", "06 1200 " + "9" * 60, "06\u2066 12345678"],
    "email": ["no mail", "a@b@c", "ann@exa mple.org", "a" * 300 + "@example.org"],
    "birthday": ["1990-02-30", "31.02.1990", "99999-01-01", "1e9-1-1", "١٩٩٠-٠١-٠١", "2190-01-01"],
}


def people(window: Regulars) -> list[Any]:
    """Everybody as they stand."""
    with database_of(window).read() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM people ORDER BY id"))]


def test_the_new_member_dialog_keeps_what_was_typed_and_says_what_is_wrong(window: Regulars, qtbot: QtBot) -> None:
    """Every fault at its own field, before anything is sent; what only the database knows comes back to the field as well."""
    before = people(window)
    window.ways.people_in_view().commands.new.trigger()
    dialog = dialog_of(qtbot, window, NewPerson)
    dialog.fields.set_text("first_name", "Ann")
    dialog.fields.set_text("last_name", "Bakker")
    for key, texts in BAD.items():
        kept = dialog.fields.text(key)
        for typed in texts:
            dialog = dialog_of(qtbot, window, NewPerson)
            dialog.fields.set_text(key, typed)
            dialog.press()
            wait_for(qtbot, partial(problem_of, window, key))
            dialog = dialog_of(qtbot, window, NewPerson)
            assert dialog.fields.text("first_name") == "Ann"
            assert dialog.fields.text(key).strip() != ""
            assert "\n" not in dialog.fields.problem(key)
            dialog.fields.set_text(key, "")
            dialog.fields.set_problem(key, None)
        dialog.fields.set_text(key, kept)
    assert people(window) == before
    dialog.reject()


def wait_for(qtbot: QtBot, told: Callable[[], str]) -> None:
    """Wait until something is told."""
    qtbot.waitUntil(lambda: bool(told()))


def problem_of(window: Regulars, key: str) -> str:
    """What stands under a field of the open dialog."""
    shown = [each for each in window.window.findChildren(NewPerson) if each.isVisible()]
    return shown[0].fields.problem(key) if shown else ""


def test_the_details_panel_keeps_what_was_typed_and_says_what_is_wrong(window: Regulars, qtbot: QtBot) -> None:
    """The text stays in its field, marked; Revert brings the old value back."""
    person = window.ways.people_in_view().records.model.id_at(3)
    assert person is not None
    panel = window.ways.people_in_view().page.details
    window.ways.people_in_view().page.table.show_record(person)
    qtbot.waitUntil(lambda: panel.record() == person)
    before = people(window)
    panel.edit("profile", "phone")
    form: Any = panel._sections["profile"].form
    for key, texts in BAD.items():
        kept = form.text(key)
        for typed in texts:
            form.set_text(key, typed)
            shown = form.text(key)
            panel.save()
            wait_for(qtbot, partial(form.problem, key))
            assert panel.is_editing()
            assert form.text(key) == shown
        form.set_text(key, kept)
        form.set_problem(key, None)
    assert people(window) == before
    panel.revert()
    assert not panel.is_editing()


@pytest.mark.parametrize(
    ("key", "typed"),
    [("first_name", "Zo\u202eë"), ("phone", "12"), ("joined", "2026-02-30"), ("joined", "١٢٣"), ("last_name", "x" * 10_000)],
)
def test_a_cell_says_what_is_wrong_and_esc_puts_the_old_value_back(window: Regulars, qtbot: QtBot, key: str, typed: str) -> None:
    """Cells edit in place, with the fault below while the text stays."""
    table, model = window.ways.people_in_view().page.table, window.ways.people_in_view().records.model
    person, column = model.id_at(0), model.column_of(key)
    assert person is not None
    assert column is not None
    before = people(window)
    table.show_record(person)
    table.setCurrentIndex(model.index(0, column))
    qtbot.waitUntil(lambda: model.index(0, column).data() is not None)
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor: Any = table.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText(typed)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.cell.fault()
    assert editor.text() == typed
    assert table.is_editing()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not table.is_editing())
    assert people(window) == before


def test_a_phone_of_another_member_is_told_at_the_cell_and_nothing_is_changed(window: Regulars, qtbot: QtBot) -> None:
    """P4: what only the database knows; the sentence names the holder."""
    with database_of(window).read() as connection:
        holder = connection.execute(
            text("SELECT id, phone, number FROM people WHERE stage = 'member' AND phone IS NOT NULL AND status = 'active'")
        ).first()
    assert holder is not None
    table, model = window.ways.people_in_view().page.table, window.ways.people_in_view().records.model
    place = next(place for place in range(10) if model.id_at(place) != holder.id)
    column = model.column_of("phone")
    assert column is not None
    before = people(window)
    person = model.id_at(place)
    assert person is not None
    table.show_record(person)
    qtbot.waitUntil(lambda: model.index(place, column).data() is not None)
    table.setCurrentIndex(model.index(place, column))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor: Any = table.viewport().findChild(QLineEdit)
    editor.setText(holder.phone)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: any(holder.number in card.text for card in window.ways.people_in_view().page.notices.shown() if hasattr(card, "text"))
    )
    assert people(window) == before
