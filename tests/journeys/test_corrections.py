"""Correcting entries, points that end and rewards, in the real window; a server that goes away (L7, E6, R4; features.md 2.12, 3.9, 3.10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from db.database import Database
from db.ledger import reading
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_rewards import a_reward, balance, earn, give, redeem, set_club
from tests.journeys.points_desk import Desk, Opened, put
from tests.postgres_server import Server
from ui.dialogs.adjust import AdjustBalance


@pytest.fixture
def desk(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> Any:
    """See Desk."""
    made = Desk(open_window, tmp_path, qtbot)
    yield made
    made.club.close()


# Correcting --------------------------------------------------------------------------------------------------------------------------


def test_a_reversal_says_what_it_does_before_it_is_pressed(desk: Desk) -> None:
    """L7: a redemption that was handed over: 60 come back, the reward is revoked; nothing is changed by saying so."""
    redeem(desk.club, desk.member, a_reward(desk.club, "Cappuccino", 60))
    dialog = desk.ask("reverse")
    dialog.choices.rows.choose([desk.entry().id])
    dialog.choices.rows.changed.emit()
    desk.qtbot.waitUntil(lambda: [line.figure for line in dialog.effect.lines] == ["40", "+60", "100"])
    assert "“Cappuccino”: revoked" in dialog.warning.label.text()
    assert desk.figures() == (40, 0)
    put(dialog.fields.field("note"), "Wrong member")
    dialog.action_button.click()
    desk.over()
    assert (desk.figures(), desk.issued()[0].state) == ((100, 0), "revoked")
    assert desk.entry().kind == "reversal"


def test_a_reversal_that_the_rules_refuse_says_so_at_once(desk: Desk) -> None:
    """L7: reversed at another desk meanwhile."""
    from db.operations import points

    dialog = desk.ask("reverse")
    entry = desk.entry().id
    desk.club.perform(an_act(), points.reverse, [entry], note="first")
    dialog.choices.rows.choose([entry])
    dialog.choices.rows.changed.emit()
    desk.qtbot.waitUntil(lambda: "reversed" in dialog.warning.label.text())
    dialog.reject()
    desk.over()


def test_points_that_end_get_a_later_last_day(desk: Desk) -> None:
    """E6: extended with a reason; Ctrl+Z puts the old day back."""
    earn(desk.club, desk.member, 40, expires=TODAY + timedelta(days=3))
    dialog = desk.ask("extend")
    assert dialog.action_button.text() == "Extend 40 points"
    put(dialog.fields.field("until"), "2026-12-31")
    put(dialog.fields.field("note"), "Was in hospital")
    dialog.action_button.click()
    desk.over()

    def ends() -> list[str | None]:
        with desk.club.read() as connection:
            return [lot.expires for lot in reading.lots(connection, desk.member, TODAY) if lot.expires]

    assert ends() == ["2026-12-31"]
    desk.window.menus.undo.trigger()
    desk.qtbot.waitUntil(lambda: ends() == [(TODAY + timedelta(days=3)).isoformat()])
    desk.over()


def test_expired_points_are_given_back(desk: Desk) -> None:
    """E6: a new lot, usable for 30 days unless another day is typed."""
    past = TODAY - timedelta(days=40)
    earn(desk.club, desk.member, 40, today=past, expires=past + timedelta(days=1))
    earn(desk.club, desk.member, 1)
    assert desk.figures() == (101, 0)
    dialog = desk.ask("reinstate_points", "reinstate")
    dialog.choices.rows.choose([0])
    put(dialog.fields.field("note"), "We were closed")
    dialog.press()
    desk.over()
    assert desk.figures() == (141, 0)


# The section Rewards -----------------------------------------------------------------------------------------------------------------


def rewards_section(desk: Desk) -> Any:
    """The section Rewards of the member's page."""
    desk.choose(desk.member)
    tab = desk.window.ways.people_in_view()
    page: Any = tab.person_page
    page.section = "rewards"
    page.open(desk.member)
    desk.qtbot.waitUntil(lambda: page.is_open and page.is_settled and "rewards" in page.sections)
    page.page.sections.choose("rewards")
    page.choose("rewards")
    desk.qtbot.waitUntil(lambda: page.sections["rewards"]._view is not None)
    return page.sections["rewards"]


def test_the_section_tells_outstanding_from_used_and_hands_over(desk: Desk) -> None:
    """3.9, 2.12: figures, states in words, what can be done with the selected row; the filter shows one state."""
    reward = a_reward(desk.club, "Cappuccino", 20, valid_days=5)
    redeem(desk.club, desk.member, reward)
    redeem(desk.club, desk.member, reward, handed_over=False)
    give(desk.club, desk.member, name="Cake")
    section = rewards_section(desk)
    assert [(figure.caption, figure.value) for figure in section._view.figures.texts()] == [
        ("Outstanding", "2"),
        ("Used", "1"),
        ("Expired", "0"),
        ("Revoked", "0"),
    ]
    states = [row.cells["state"].text for row in section.model.shown()]
    assert states == ["Outstanding", "Outstanding", "Used"]
    table = section._view.rows.table
    used = section.model.id_at(2)
    table.show_record(used)
    assert (section.hand_over.isEnabled(), section.take_back.isEnabled(), section.revoke.isEnabled()) == (False, True, False)
    outstanding = section.model.id_at(1)
    table.show_record(outstanding)
    assert section.hand_over.isEnabled()
    section.hand_over.trigger()
    desk.qtbot.waitUntil(lambda: [line.state for line in desk.issued()] == ["issued", "redeemed", "redeemed"])
    desk.qtbot.waitUntil(lambda: section._view.figures.texts()[1].value == "2")
    section._view.state_actions()[1].trigger()
    assert [row.cells["reward"].text for row in section.model.shown()] == ["Cake"]
    desk.over()


def test_a_club_behind_a_dialog(desk: Desk) -> None:
    """O5: while the programme is off nothing is given; the sentence says so, and the dialog keeps what was typed."""
    dialog = desk.ask("adjust")
    put(dialog.points, "5")
    put(dialog.note.field("note"), "Late")
    set_club(desk.club, active=False)
    dialog.action_button.click()
    desk.qtbot.waitUntil(lambda: "switched off" in desk.dialog("adjust").form.problem("points"))
    assert desk.dialog("adjust").note.text("note") == "Late"
    desk.dialog("adjust").reject()
    desk.over()


def test_nothing_to_correct_is_told_in_passing(desk: Desk) -> None:
    """No dialog where there is nothing to choose; a sentence in passing says so."""
    for key in ("extend", "reinstate_points", "hand_over", "undo_hand_over", "revoke"):
        desk.verb(key)
        desk.over()
        assert not desk.window.window.findChildren(QDialog)


# A server that goes away --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, to be stopped and started."""
    made = Server()
    made.start()
    yield made
    made.remove()


@pytest.mark.postgres
def test_a_server_that_breaks_off_loses_nothing_typed_and_books_once(server: Server, open_window: Opened, qtbot: QtBot) -> None:
    """reliability.md, *Faults*, L9: the dialog is there again as it was typed; pressed once more when the server is back, it books once."""
    club = a_club(server.url)
    person = a_member(club).id
    earn(club, person, 100)
    club.close()
    window = open_window(server.url)
    tab = window.ways.people_in_view()
    qtbot.waitUntil(lambda: tab.is_settled and tab.page.table.show_record(person))
    qtbot.waitUntil(tab.commands.verbs["adjust"].isEnabled)
    tab.commands.verbs["adjust"].trigger()

    def shown() -> list[Any]:
        return [dialog for dialog in window.window.findChildren(AdjustBalance) if dialog.isVisible() and dialog.is_open]

    qtbot.waitUntil(lambda: bool(shown()))
    first = shown()[0]
    put(first.points, "-24")
    put(first.note.field("note"), "Returned a jar")
    first.comment.custom.click()
    put(first.comment.form.field("comment"), "Your jar")
    server.stop("fast")
    first.press()
    qtbot.waitUntil(lambda: bool(shown()) and shown()[0] is not first, timeout=20_000)
    again = shown()[0]
    assert (again.number(), again.note.text("note"), again.comment.text()) == (-24, "Returned a jar", "Your jar")
    server.start()
    again.press()
    qtbot.waitUntil(lambda: not shown() and window.jobs.running == 0, timeout=20_000)
    second = Database(server.url)
    assert balance(second, person) == (76, 0)
    second.close()
