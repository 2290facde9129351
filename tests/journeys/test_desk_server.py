"""The server goes away in the middle of a sale: nothing typed is lost, and it is booked once (features.md 4.1; reliability.md, rule 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.database import Database
from desktop.app import Regulars
from tests.builders import a_club, a_member
from tests.builders_sales import count, set_club, the_account
from tests.journeys.keyboard import Keyboard
from tests.postgres_server import Server
from ui.dialogs.sale import SaleTyped

pytestmark = pytest.mark.postgres


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, to be stopped and started."""
    made = Server()
    made.start()
    yield made
    made.remove()


def test_a_server_restarted_under_the_sale_dialog_loses_nothing_typed(
    open_window: Callable[..., Regulars], server: Server, qtbot: QtBot
) -> None:
    """The dialog comes back with all that was typed; when the server is there again, Enter books it, and once."""
    club = a_club(server.url)
    set_club(club, earn_per=1000)
    person = a_member(club)
    club.close()
    window = open_window(server.url)
    keyboard = Keyboard(window, qtbot)
    tab = window.people("members")
    tab.page.table.show_record(person.id)
    sale = tab.commands.verbs["sale"]
    qtbot.waitUntil(sale.isEnabled)
    keyboard.ctrl(Qt.Key.Key_E)
    dialog: Any = keyboard.dialog("sale")
    keyboard.focus_is("Amount")
    keyboard.type("129")
    dialog.more.click()
    keyboard.type("88214")
    qtbot.waitUntil(lambda: bool(dialog.effect.lines))
    dialog._note.field("note").setFocus()
    keyboard.type("For the choir")
    typed: SaleTyped = dialog.typed()

    server.stop("fast")
    keyboard.enter()
    qtbot.waitUntil(lambda: not dialog_is(window, dialog) and shown(window) is not None, timeout=20_000)
    again = shown(window)
    assert again is not None
    assert again.typed() == typed

    server.start()
    again.activateWindow()
    again._note.field("note").setFocus()
    again.press()
    qtbot.waitUntil(lambda: shown(window) is None and window.jobs.running == 0, timeout=20_000)
    club = Database(server.url)
    assert count(club, "sales") == 1
    assert the_account(club, person.id)["points"] == 12
    club.close()


def dialog_is(window: Regulars, dialog: Any) -> bool:
    """Whether this dialog is the one in view."""
    return shown(window) is dialog


def shown(window: Regulars) -> Any:
    """The sale dialog in view."""
    from ui.dialogs.sale import Sale

    return next((found for found in window.window.findChildren(Sale) if found.isVisible()), None)
