"""The server goes away under a person's page: what is typed stays, and the page goes on when it is back (reliability.md, *Faults*)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Regulars
from tests.builders import a_club, a_member, details
from tests.journeys.test_bad_input_server import a_second_look, said, server
from tests.journeys.test_person_page import opened, section, typed
from tests.postgres_server import Server
from ui.sections.profile import ProfileView

__all__ = ["server"]
pytestmark = pytest.mark.postgres


def test_what_is_typed_on_the_page_outlives_the_server(open_window: Callable[..., Regulars], server: Server, qtbot: QtBot) -> None:
    """The fields keep their text and one sentence says why; *Save* works when the server is back."""
    club = a_club(server.url)
    person = a_member(club, city="Utrecht").id
    club.close()
    window = open_window(server.url)
    page = opened(window, qtbot, person)
    view = section(window, qtbot, "profile", ProfileView)
    view.edit("profile", "city")
    typed(view, "city", "Delft")
    server.stop("fast")
    view.save()
    qtbot.waitUntil(lambda: "cannot be reached" in said(view.refusal), timeout=15_000)
    assert (view.is_editing(), view.changed()) == (True, {"city": "Delft"})
    page.closed.emit()
    assert window.ways.people_in_view().person_page.is_open
    server.start()
    view.save()
    qtbot.waitUntil(lambda: not view.is_editing(), timeout=20_000)
    again = a_second_look(server)
    assert details(again, person)["city"] == "Delft"
    again.close()
