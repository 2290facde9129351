"""A new club is asked its settings (rules.md, section 18), or another way in is taken; a server is asked in fields of its own."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.asking import ask
from ui.dialogs.new_club import ClubChoices, NewClub, NewClubAnswer, Way
from ui.dialogs.open_database import OpenServer, ServerAnswer, check_port
from ui.roles import Choice

CHOICES = ClubChoices(
    countries=(Choice("SE", "Sweden"), Choice("FR", "France")),
    currencies=(Choice("SEK", "SEK, kr"),),
    languages=(Choice("en", "English"),),
    time_zones=(Choice("Europe/Stockholm", "Stockholm"),),
    country="SE",
    currency="SEK",
    language="en",
    time_zone="Europe/Stockholm",
)


def test_the_guessed_settings_stand_ready_and_a_name_is_enough(qtbot: QtBot) -> None:
    dialog = NewClub(CHOICES)
    answers = ask(qtbot, dialog)
    dialog.fields.set_text("name", "Lindqvist Kaffe & Böcker")
    dialog.action_button.click()
    assert answers == [
        NewClubAnswer(
            "new",
            {
                "name": "Lindqvist Kaffe & Böcker",
                "owner_company": "",
                "owner_email": "",
                "owner_address": "",
                "country": "SE",
                "currency": "SEK",
                "language": "en",
                "time_zone": "Europe/Stockholm",
            },
        )
    ]


def test_a_club_needs_a_name(qtbot: QtBot) -> None:
    dialog = NewClub(CHOICES)
    answers = ask(qtbot, dialog)
    dialog.action_button.click()
    assert answers == []
    assert dialog.fields.problem("name")


@pytest.mark.parametrize("way", ["sample", "file", "server"])
def test_another_way_in_needs_no_name(qtbot: QtBot, way: Way) -> None:
    dialog = NewClub(CHOICES)
    answers = ask(qtbot, dialog)
    dialog.links[way].click()
    assert answers == [NewClubAnswer(way)]


def test_a_refused_try_comes_back_as_it_was_typed(qtbot: QtBot) -> None:
    dialog = NewClub(CHOICES, values={"name": "Noor", "country": "FR"}, problems={"owner_email": "That is no address."})
    ask(qtbot, dialog)
    assert (dialog.fields.text("name"), dialog.fields.text("country")) == ("Noor", "FR")
    assert dialog.fields.problem("owner_email") == "That is no address."


def test_a_server_is_told_in_parts_and_the_password_stays_hidden(qtbot: QtBot) -> None:
    dialog = OpenServer({"host": "db.example.org", "database": "club", "user": "ingrid"})
    answers = ask(qtbot, dialog)
    password = dialog.fields.field("password")
    assert isinstance(password, QLineEdit)
    assert password.echoMode() == QLineEdit.EchoMode.Password
    dialog.fields.set_text("password", " s3cret ")
    dialog.action_button.click()
    assert answers == [ServerAnswer("db.example.org", 5432, "club", "ingrid", " s3cret ")]
    assert "s3cret" not in repr(answers)


@pytest.mark.parametrize("text", ["0", "65536", "x", "", "-1", "٣"])
def test_an_impossible_port_is_a_fault(text: str) -> None:
    assert check_port(text)


def test_a_server_that_did_not_answer_is_said(qtbot: QtBot) -> None:
    dialog = OpenServer({"port": "99999999999"}, problem="The server does not answer.")
    answers = ask(qtbot, dialog)
    dialog.action_button.click()
    assert answers == []
    assert dialog.focusWidget() is dialog.fields.field("host")
    assert dialog.fields.problem("port") == "A port is a number from 1 to 65535."
