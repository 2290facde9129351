"""Rows 4.2, 4.15 and 4.16: the settings of the programme in the window, with promotions and activities (rules.md, section 18; L14, E5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from db import settings_keys
from db.operations import activities, programme, promotions, settings
from db.operations.programme import Club
from desktop.app import Regulars
from desktop.programme.setting_specs import groups_of
from tests.builders import TODAY
from tests.builders_rewards import a_file_club, a_holder, earn, set_club
from tests.journeys.test_members import database_of, dialog_of
from tests.postgres_server import Server
from ui.dialogs.apply_policy import ApplyPolicy
from ui.dialogs.named_list import NamedList
from ui.dialogs.record import RecordQuestion
from ui.dialogs.settings import SettingsQuestion


def club_of(window: Regulars) -> Club:
    """The settings as they are stored."""
    with database_of(window).read() as connection:
        return programme.read(connection)


def opened(window: Regulars, qtbot: QtBot) -> Any:
    """The dialog, by its key."""
    QTest.keyClick(window.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog: Any = dialog_of(qtbot, window, SettingsQuestion)
    qtbot.waitUntil(lambda: dialog.example.isVisible())
    return dialog


def type_into(dialog: Any, key: str, text: str) -> None:
    """Put another text into a setting as a person does."""
    dialog.reveal(key)
    control = dialog.rows[key].control
    control.selectAll()
    QTest.keyClicks(control, text)


def another(qtbot: QtBot, window: Regulars, kind: type[QDialog], before: Any, timeout: int = 5_000) -> Any:
    """The dialog that comes after this one."""

    def found() -> list[Any]:
        return [dialog for dialog in window.window.findChildren(kind) if dialog is not before and dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=timeout)
    return found()[0]


def test_every_setting_has_its_place_and_its_words() -> None:
    """Section 18: none is forgotten, none stands twice, and each tick and choice has words."""
    shown = tuple(
        settings.Shown(one.key, one.label, one.rule, one.kind, one.allowed, "on" if one.kind == "flag" else "none", None)
        if one.key != "language"
        else settings.Shown(one.key, one.label, one.rule, one.kind, one.allowed, "nl", "nl")
        for one in settings_keys.SETTINGS
    )
    found = [spec for group in groups_of(shown, ("Cake",), "EUR") for spec in group.settings]
    assert sorted(spec.key for spec in found) == sorted(settings_keys.BY_KEY)
    assert all(spec.unit for spec in found if spec.kind == "flag")
    assert all(spec.choices for spec in found if spec.kind in ("choice", "words"))


def test_the_earn_rule_is_changed_with_its_example_and_taken_back(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """4.2: *give points for each amount*; the example follows the typing, the row says what it was, one Ctrl+Z takes it back."""
    a_file_club(tmp_path).close()
    window = open_window(str(tmp_path / "club.regulars"))
    dialog = opened(window, qtbot)
    qtbot.waitUntil(lambda: "29.90 gives 2 points, 9.90 stay" in dialog.example_line.label.text())
    type_into(dialog, "earn.points", "3")
    qtbot.waitUntil(lambda: "gives 6 points" in dialog.example_line.label.text())
    assert dialog.rows["earn.points"].was.text() == "was 1"
    assert dialog.action_button.text() == "Save 1 change"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: club_of(window).earn_points == 3)
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.club.earn_points == 3)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: club_of(window).earn_points == 1)


def test_what_cannot_be_saved_is_marked_and_nothing_is_lost(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """A refused value is marked at its control, the good one beside it stays typed, nothing is saved by half."""
    a_file_club(tmp_path).close()
    window = open_window(str(tmp_path / "club.regulars"))
    dialog = opened(window, qtbot)
    type_into(dialog, "earn.points", "5")
    type_into(dialog, "points.pending_days", "soon")
    qtbot.waitUntil(lambda: "whole number" in dialog.rows["points.pending_days"].problem.text())
    dialog.action_button.click()
    again = another(qtbot, window, SettingsQuestion, dialog)
    assert "whole number" in again.rows["points.pending_days"].problem.text()
    assert again.focusWidget() is again.rows["points.pending_days"].control
    assert again.rows["earn.points"].control.value() == "5"
    assert club_of(window).earn_points == 1
    type_into(again, "points.pending_days", "14")
    qtbot.waitUntil(lambda: not again.rows["points.pending_days"].problem.text())
    again.action_button.click()
    qtbot.waitUntil(lambda: (club_of(window).earn_points, club_of(window).points_pending_days) == (5, 14))


def test_the_programme_is_switched_off_and_has_an_owner(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """4.15, 4.16: the programme off (O5) and the company that manages the card."""
    a_file_club(tmp_path).close()
    window = open_window(str(tmp_path / "club.regulars"))
    dialog = opened(window, qtbot)
    dialog.reveal("active")
    dialog.rows["active"].control.click()
    type_into(dialog, "owner.company", "Noor Holding BV")
    type_into(dialog, "name", "Noor II")
    dialog.action_button.click()
    qtbot.waitUntil(lambda: club_of(window).active is False)
    assert club_of(window).owner_company == "Noor Holding BV"
    qtbot.waitUntil(lambda: window.window.windowTitle().startswith("Noor II"))


def test_settings_are_searched_and_folded(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """What fits stays, the rest goes; the rarer ones are folded until their group is chosen."""
    a_file_club(tmp_path).close()
    window = open_window(str(tmp_path / "club.regulars"))
    dialog = opened(window, qtbot)
    assert not dialog.rows["points.pending_days"].isVisibleTo(dialog)
    dialog.list.take("points")
    assert dialog.rows["points.pending_days"].isVisibleTo(dialog)
    QTest.keyClicks(dialog.search, "welcome")
    assert [key for key, row in dialog.rows.items() if row.isVisibleTo(dialog)] == ["prospects.welcome_points"]
    QTest.keyClicks(dialog.search, " xyz")
    assert dialog.nothing.isVisibleTo(dialog)
    dialog.reject()


def test_a_logo_is_chosen_and_saved_with_the_rest_as_one_step(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """K2: a picture from a file, shown at once, saved with the other changes; what is no picture is told and changes nothing."""
    a_file_club(tmp_path).close()
    picture = QImage(60, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("#0b6b7d"))
    picture.save(str(tmp_path / "logo.png"))
    (tmp_path / "none.png").write_bytes(b"no picture")
    window = open_window(str(tmp_path / "club.regulars"))
    dialog = opened(window, qtbot)
    for name in ("none.png", "logo.png"):
        dialog.logo.choose.click()
        qtbot.waitUntil(lambda: bool(file_dialogs(window)))
        files = file_dialogs(window)[0]
        files.selectFile(str(tmp_path / name))
        files.done(1)
        qtbot.waitUntil(lambda: not file_dialogs(window))
    qtbot.waitUntil(dialog.logo.is_changed)
    type_into(dialog, "earn.points", "2")
    dialog.action_button.click()
    qtbot.waitUntil(lambda: club_of(window).earn_points == 2)
    assert logo_of(window) == (tmp_path / "logo.png").read_bytes()
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: club_of(window).earn_points == 1)
    assert logo_of(window) is None


def file_dialogs(window: Regulars) -> list[QFileDialog]:
    """The open file dialogs."""
    return [dialog for dialog in window.window.findChildren(QFileDialog) if dialog.isVisible()]


def logo_of(window: Regulars) -> bytes | None:
    """The logo as it is stored."""
    with database_of(window).read() as connection:
        return settings.logo(connection)


def test_a_changed_expiry_policy_is_applied_to_points_that_are_there(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """E5: what would change is said before; applied, it is one step that can be taken back."""
    database = a_file_club(tmp_path)
    person = a_holder(database)
    earn(database, person, 100, today=date(2026, 7, 1))
    set_club(database, expiry_policy="months", expiry_length=12)
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    dialog = opened(window, qtbot)
    dialog.links["apply_policy"].click()
    question = dialog_of(qtbot, window, ApplyPolicy)
    assert [line.figure for line in question.lines.lines] == ["1", "0", "100"]
    question.action_button.click()
    qtbot.waitUntil(lambda: expiries(window, person) == [("2027-07-01", 100)])
    dialog.reject()
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: expiries(window, person) == [])


def expiries(window: Regulars, person: int) -> list[tuple[str, int]]:
    """Every coming expiry of a member."""
    from db.ledger import reading

    with database_of(window).read() as connection:
        return list(reading.expiries(connection, person, TODAY))


def test_a_promotion_is_made_edited_and_ended(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """L14: days, factor and whom; a contradiction is marked at its field with all that was typed."""
    a_file_club(tmp_path).close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.menus.tools.promotions.trigger()
    first = dialog_of(qtbot, window, NamedList)
    assert "None yet" in " ".join(label.text() for label in first.findChildren(QLabel))
    first.action_button.click()
    form = dialog_of(qtbot, window, RecordQuestion)
    for key, text in {"name": "Summer", "starts_on": "01/07/2026", "ends_on": "31/07/2026"}.items():
        form.fields.set_text(key, text)
    form.action_button.click()
    again = another(qtbot, window, RecordQuestion, form)
    assert "factor" in again.fields.problem("factor")
    assert again.fields.text("name") == "Summer"
    again.fields.set_text("factor", "1.5")
    again.action_button.click()
    lines = another(qtbot, window, NamedList, first)
    one = the_promotion(window)
    assert (one.name, one.factor, one.ends_on) == ("Summer", 1500, "2026-07-31")
    lines.links["end", one.id].click()
    ended = another(qtbot, window, NamedList, lines)
    assert the_promotion(window).ends_on == "2026-07-14"
    ended.reject()


def the_promotion(window: Regulars) -> promotions.Promoted:
    """The only promotion."""
    with database_of(window).read() as connection:
        return promotions.listed(connection)[0]


def test_an_activity_is_made_retired_and_taken_up_again(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """L14: name, points and how often; retired it stays in the list."""
    a_file_club(tmp_path).close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.menus.tools.activities.trigger()
    first = dialog_of(qtbot, window, NamedList)
    first.action_button.click()
    form = dialog_of(qtbot, window, RecordQuestion)
    for key, text in {"name": "Survey", "points": "20", "at_most": "1", "at_most_per": "year"}.items():
        form.fields.set_text(key, text)
    form.action_button.click()
    lines = another(qtbot, window, NamedList, first)
    lines.links["retire", 1].click()
    lines = another(qtbot, window, NamedList, lines)
    assert not the_activity(window).active
    lines.links["restore", 1].click()
    lines = another(qtbot, window, NamedList, lines)
    one = the_activity(window)
    assert (one.name, one.points, one.at_most, one.at_most_per, one.active) == ("Survey", 20, 1, "year", True)
    lines.reject()


def the_activity(window: Regulars) -> activities.Named:
    """The only activity."""
    with database_of(window).read() as connection:
        return activities.listed(connection)[0]


@pytest.mark.postgres
def test_a_server_away_under_the_settings_loses_nothing_typed(open_window: Callable[..., Regulars], qtbot: QtBot) -> None:
    """Everything that was typed comes back with the dialog, and is saved once the server is there again."""
    from tests.builders import a_club

    server = Server()
    server.start()
    try:
        a_club(server.url).close()
        window = open_window(server.url)
        dialog = opened(window, qtbot)
        type_into(dialog, "earn.points", "4")
        qtbot.waitUntil(lambda: "12 points" in dialog.example_line.label.text() or "8 points" in dialog.example_line.label.text())
        server.stop("fast")
        dialog.action_button.click()
        again = another(qtbot, window, SettingsQuestion, dialog, timeout=20_000)
        assert again.rows["earn.points"].control.value() == "4"
        server.start()
        again.action_button.click()
        qtbot.waitUntil(lambda: club_of(window).earn_points == 4, timeout=20_000)
    finally:
        server.remove()
