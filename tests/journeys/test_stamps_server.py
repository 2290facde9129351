"""The server goes away in the middle of a stamp: nothing typed is lost, and it is stamped once (features.md 2.15; reliability.md, rule 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from db.database import Database
from desktop.app import Regulars
from tests.builders import a_club, a_member
from tests.builders_stamps import a_stamp_type, cards_of
from tests.postgres_server import Server
from ui.dialogs.with_effect import WithEffect

pytestmark = pytest.mark.postgres


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, to be stopped and started."""
    made = Server()
    made.start()
    yield made
    made.remove()


def shown(window: Regulars) -> WithEffect | None:
    """The dialog in view."""
    return next((found for found in window.window.findChildren(WithEffect) if found.isVisible()), None)


def test_a_server_restarted_under_the_stamp_dialog_loses_nothing_typed(
    open_window: Callable[..., Regulars], server: Server, qtbot: QtBot
) -> None:
    """The dialog comes back with all that was typed; when the server is there again, it is stamped once."""
    club = a_club(server.url)
    person, card = a_member(club).id, a_stamp_type(club)
    club.close()
    window = open_window(server.url)
    tab = window.people("members")
    tab.page.table.show_record(person)
    stamp = tab.commands.verbs["stamp"]
    qtbot.waitUntil(stamp.isEnabled)
    stamp.trigger()
    qtbot.waitUntil(lambda: shown(window) is not None)
    dialog = shown(window)
    assert dialog is not None
    for key, text in (("stamps", "4"), ("note", "A round for all"), ("comment", "Cheers")):
        dialog.fields.field(key).set_value(text)
        dialog.fields.field(key).edited.emit()
    typed = dialog.values()

    server.stop("fast")
    dialog.press()
    qtbot.waitUntil(lambda: shown(window) not in (None, dialog), timeout=20_000)
    again = shown(window)
    assert again is not None
    assert again.values() == typed

    server.start()
    again.press()
    qtbot.waitUntil(lambda: shown(window) is None and window.jobs.running == 0, timeout=20_000)
    club = Database(server.url)
    assert cards_of(club, person, card) == [("open", 4)]
    club.close()
