"""Download asks who, which columns and which format (X1, X12); mapping gives each heading its meaning (X3)."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.download import Download, DownloadAnswer, Scope
from ui.dialogs.mapping import MapColumns, MapColumnsAnswer, SheetColumn
from ui.roles import Choice

SCOPES = (Scope("all", "All members", 12480), Scope("filter", "The filter", 126), Scope("selection", "The selection", 0))
LANGUAGES = (Choice("en", "English"), Choice("sv", "Svenska"))
FIELDS = (Choice("last_name", "Last name"), Choice("phone", "Phone"), Choice("city", "City"))


def test_the_button_counts_what_is_downloaded(qtbot: QtBot) -> None:
    dialog = Download(SCOPES, LANGUAGES, scope="filter", language="en")
    answers = ask(qtbot, dialog)
    assert dialog.action_button.text() == "Download 126 rows"
    dialog.who["all"].click()
    assert dialog.action_button.text() == "Download 12,480 rows"
    dialog.formats["csv"].click()
    dialog.columns["table"].click()
    dialog.action_button.click()
    assert answers == [DownloadAnswer("all", "csv", "table", "en")]


def test_an_empty_scope_cannot_be_chosen(qtbot: QtBot) -> None:
    dialog = Download(SCOPES, LANGUAGES, scope="selection")
    ask(qtbot, dialog)
    assert not dialog.who["selection"].isEnabled()
    assert dialog.who["all"].isChecked()
    assert dialog.who["selection"].accessibleName() == "The selection, 0"


def test_nobody_to_download_is_said(qtbot: QtBot) -> None:
    dialog = Download([Scope("all", "All members", 0)], LANGUAGES)
    answers = ask(qtbot, dialog)
    dialog.action_button.click()
    assert answers == []
    assert dialog.hint.text() == "There is nobody to download."


def columns() -> list[SheetColumn]:
    return [SheetColumn("Surname", ("Ek",), "last_name"), SheetColumn("Handy", ("070",)), SheetColumn("", ("x",))]


def test_columns_are_given_their_meaning_in_the_order_of_the_sheet(qtbot: QtBot) -> None:
    dialog = MapColumns("july.xlsx", columns(), FIELDS)
    answers = ask(qtbot, dialog)
    assert dialog.action_button.text() == "Use 1 of 3 columns"
    dialog.choices[1].set_value("phone")
    dialog.choices[1].edited.emit()
    assert dialog.action_button.text() == "Use 2 of 3 columns"
    dialog.action_button.click()
    assert answers == [MapColumnsAnswer(("last_name", "phone", ""))]


def test_a_field_chosen_twice_is_a_fault_on_both(qtbot: QtBot) -> None:
    dialog = MapColumns("july.xlsx", columns(), FIELDS)
    answers = ask(qtbot, dialog)
    dialog.choices[2].set_value("last_name")
    dialog.action_button.click()
    assert answers == []
    assert [choice.accessibleDescription() for choice in dialog.choices] == ["Last name is chosen twice.", "", "Last name is chosen twice."]
    assert dialog.focusWidget() is dialog.choices[0]
    dialog.choices[2].set_value("city")
    dialog.choices[2].edited.emit()
    assert dialog.choices[0].accessibleDescription() == ""
    dialog.action_button.click()
    assert len(answers) == 1


def test_at_least_one_column_is_used(qtbot: QtBot) -> None:
    dialog = MapColumns("july.xlsx", [SheetColumn("Handy")], FIELDS)
    answers = ask(qtbot, dialog)
    dialog.action_button.click()
    assert answers == []
    assert dialog.hint.text() == "Choose what at least one column holds."
    assert dialog.choices[0].accessibleName() == "What the column Handy holds"
