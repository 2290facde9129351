"""Rows 1.12, 1.13 and 3.7: suspended, resumed, removed, reinstated, deleted in the window, one and many, each undone (G1, G2, G4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.database import Database
from db.operations import leaving, passes
from desktop.app import Regulars
from tests.builders import TODAY, a_member, a_prospect, an_act, details
from tests.builders_rewards import a_file_club, a_holder, a_reward, give
from tests.builders_stamps import a_pass_type
from tests.journeys.test_members import database_of, dialog_of
from tests.postgres_server import Server
from ui.dialogs.standing import StandingQuestion


def verb(window: Regulars, key: str, tab: str = "members") -> QAction:
    """The action on people of this key."""
    return window.people(tab).commands.verbs[key]


def choose(window: Regulars, qtbot: QtBot, *people: int, tab: str = "members") -> None:
    """Select these people as a person would, the last one current."""
    page = window.people(tab).page
    qtbot.waitUntil(lambda: window.people(tab).is_settled)
    qtbot.waitUntil(lambda: page.table.show_record(people[-1]))
    if len(people) > 1:
        page.table.selection.select(people)
    qtbot.waitUntil(lambda: window.people(tab).selected_count() == len(people) and not page.details.isHidden())
    if len(people) == 1:
        qtbot.waitUntil(lambda: page.details.record() == people[0])


def undo(window: Regulars, qtbot: QtBot, label: str) -> None:
    """Take the latest action back, once the window knows of it."""
    qtbot.waitUntil(lambda: window.menus.undo.isEnabled() and label in window.menus.undo.text())
    window.menus.undo.trigger()


def asked(qtbot: QtBot, window: Regulars) -> Any:
    """The open question."""
    return dialog_of(qtbot, window, StandingQuestion)


def said(dialog: Any) -> str:
    """All words of the question."""
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def status(window: Regulars, person: int) -> str:
    """The status of a person now."""
    return str(details(database_of(window), person)["status"])


def test_a_member_is_suspended_with_a_reason_and_resumed_by_keyboard(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """G1, 1.12: without a reason the field is marked and nothing is done; the reason then stands in the banner; Ctrl+Z takes it back."""
    database = a_file_club(tmp_path)
    person = a_member(database).id
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    choose(window, qtbot, person)
    assert verb(window, "suspend").isEnabled()
    assert not verb(window, "resume").isEnabled()
    verb(window, "suspend").trigger()
    dialog = asked(qtbot, window)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.form.problem("note")
    assert dialog.isVisible()
    QTest.keyClicks(dialog.focusWidget(), "Card was lent out")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: status(window, person) == "suspended")
    qtbot.waitUntil(lambda: verb(window, "resume").isEnabled())
    verb(window, "resume").trigger()
    QTest.keyClick(asked(qtbot, window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: status(window, person) == "active")
    undo(window, qtbot, "Resume")
    qtbot.waitUntil(lambda: status(window, person) == "suspended")


def test_many_are_suspended_at_once_and_those_who_are_already_stay_as_they_are(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """C2: the effect is said before, whom it does not concern by name; one step, undone as a whole."""
    database = a_file_club(tmp_path)
    people = [a_member(database, last_name=name).id for name in ("Berg", "Dahl", "Ek")]
    database.perform(an_act(), leaving.suspend, people[:1], note="Before")
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    choose(window, qtbot, *people)
    verb(window, "suspend").trigger()
    dialog = asked(qtbot, window)
    assert "2 members" in said(dialog)
    assert "Berg" in said(dialog)
    assert "is suspended" in said(dialog)
    dialog.form.set_text("note", "Stocktaking")
    dialog.action_button.click()
    qtbot.waitUntil(lambda: [status(window, each) for each in people] == ["suspended"] * 3)
    undo(window, qtbot, "Suspend")
    qtbot.waitUntil(lambda: [status(window, each) for each in people] == ["suspended", "active", "active"])


def leaver(folder: Path) -> tuple[Database, int]:
    """A member with 120 points, an issued reward and an open pass."""
    database = a_file_club(folder)
    person = a_holder(database, 120)
    give(database, person, a_reward(database, "Cake", 0))
    database.perform(an_act(), passes.sell, [person], a_pass_type(database), note="Sold")
    return database, person


def test_del_removes_a_member_and_keeps_points_and_rewards_frozen(
    open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot
) -> None:
    """G2, 1.13, 3.7: what is there is said; frozen is the usual way; the open pass is listed and stays unless ticked; reinstating brings all back."""
    database, person = leaver(tmp_path)
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    choose(window, qtbot, person)
    table = window.people("members").page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    dialog = asked(qtbot, window)
    assert "120 points, 1 reward are there" in said(dialog)
    assert "10 uses left" in said(dialog)
    assert dialog.ways["keep"].isChecked()
    assert not dialog.ticks["passes"].isChecked()
    dialog.form.set_text("note", "Moved away")
    dialog.form.set_text("joined", "16/07/2026")
    dialog.action_button.click()
    again = next_question(qtbot, window, dialog)
    assert again.form.problem("joined")
    assert again.form.text("note") == "Moved away"
    again.form.set_text("joined", "14/07/2026")
    again.action_button.click()
    qtbot.waitUntil(lambda: status(window, person) == "removed")
    with database_of(window).read() as connection:
        assert len(leaving.effect(connection, [person], TODAY)) == 1
    window.people("members").choose_view("removed")
    choose(window, qtbot, person)
    qtbot.waitUntil(lambda: verb(window, "reinstate").isEnabled())
    verb(window, "reinstate").trigger()
    dialog = asked(qtbot, window)
    assert "120 points, 1 reward come back" in said(dialog)
    dialog.action_button.click()
    qtbot.waitUntil(lambda: status(window, person) == "active")


def next_question(qtbot: QtBot, window: Regulars, before: Any, timeout: int = 5_000) -> Any:
    """The question that comes back after a refusal."""

    def is_there() -> bool:
        return any(dialog is not before and dialog.isVisible() for dialog in window.window.findChildren(StandingQuestion))

    qtbot.waitUntil(is_there, timeout=timeout)
    return next(dialog for dialog in window.window.findChildren(StandingQuestion) if dialog is not before and dialog.isVisible())


def test_forfeited_points_come_back_only_where_it_is_ticked(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """G2, 1.13: forfeit takes points to 0, revokes the reward, and cancels the pass where that is ticked."""
    database, person = leaver(tmp_path)
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    choose(window, qtbot, person)
    verb(window, "remove").trigger()
    dialog = asked(qtbot, window)
    dialog.form.set_text("note", "Asked for it")
    dialog.ways["forfeit"].setChecked(True)
    dialog.ticks["passes"].setChecked(True)
    dialog.action_button.click()
    qtbot.waitUntil(lambda: status(window, person) == "removed")
    with database_of(window).read() as connection:
        assert leaving.effect(connection, [person], TODAY) == ()
    window.people("members").choose_view("removed")
    choose(window, qtbot, person)
    qtbot.waitUntil(lambda: verb(window, "reinstate").isEnabled())
    verb(window, "reinstate").trigger()
    dialog = asked(qtbot, window)
    assert not dialog.ticks["points"].isChecked()
    assert "120" in dialog.ticks["points"].text()
    dialog.ticks["points"].setChecked(True)
    dialog.action_button.click()
    qtbot.waitUntil(lambda: status(window, person) == "active")


def test_a_record_with_history_is_kept_and_removing_is_offered(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """G4: the reason is said, the link leads to *Remove*; a record without history is deleted."""
    database = a_file_club(tmp_path)
    kept, mistake = a_holder(database, 10, last_name="Holder"), a_member(database, last_name="Mistake").id
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    choose(window, qtbot, kept, mistake)
    verb(window, "delete").trigger()
    dialog = asked(qtbot, window)
    assert "has points" in said(dialog)
    dialog.action_button.click()
    qtbot.waitUntil(lambda: len(window.people("members").records.model.ids) == 1)
    choose(window, qtbot, kept)
    verb(window, "delete").trigger()
    dialog = asked(qtbot, window)
    assert dialog.action_button.text() == "Close"
    dialog.link.click()
    removal = next_question(qtbot, window, dialog)
    assert removal.windowTitle() == "Remove from the programme"
    removal.reject()


def test_a_prospect_without_history_is_deleted(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """G4: a prospect typed by mistake goes with Del in the Prospects tab."""
    database = a_file_club(tmp_path)
    prospect = a_prospect(database).id
    database.close()
    window = open_window(str(tmp_path / "club.regulars"))
    window.window.show_page("prospects")
    choose(window, qtbot, prospect, tab="prospects")
    table = window.people("prospects").page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    asked(qtbot, window).action_button.click()
    qtbot.waitUntil(lambda: not len(window.people("prospects").records.model.ids))


@pytest.mark.postgres
def test_a_server_away_under_the_question_loses_nothing_typed(open_window: Callable[..., Regulars], qtbot: QtBot) -> None:
    """The reason comes back with the dialog, and the same click works once the server is there again."""
    from tests.builders import a_club

    server = Server()
    server.start()
    try:
        club = a_club(server.url)
        person = a_member(club).id
        club.close()
        window = open_window(server.url)
        choose(window, qtbot, person)
        verb(window, "suspend").trigger()
        dialog = asked(qtbot, window)
        dialog.form.set_text("note", "Lent the card")
        server.stop("fast")
        dialog.action_button.click()
        again = next_question(qtbot, window, dialog, timeout=20_000)
        server.start()
        assert again.form.text("note") == "Lent the card"
        again.action_button.click()
        qtbot.waitUntil(lambda: status(window, person) == "suspended", timeout=20_000)
    finally:
        server.remove()
