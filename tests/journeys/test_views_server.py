"""The server goes away under the dialogs of views, groups and fields: nothing typed is lost (reliability.md, *Faults*; issue 5, *Proof*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from db.database import Database
from db.operations import groups, segments
from desktop.app import Regulars
from tests.builders import a_club, a_member, details
from tests.journeys.test_members import dialog_of
from tests.postgres_server import Server
from ui.dialogs.bulk_edit import BulkEdit
from ui.dialogs.choose_groups import ChooseGroups
from ui.dialogs.group import GroupDialog
from ui.dialogs.save_view import SaveView

pytestmark = pytest.mark.postgres


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, to be stopped and started."""
    made = Server()
    made.start()
    yield made
    made.remove()


def test_each_dialog_comes_back_with_all_that_was_typed_and_then_saves(
    open_window: Callable[..., Regulars], server: Server, qtbot: QtBot
) -> None:
    """W1, W2: the same op_id is kept, so that what did arrive is not done twice."""
    club = a_club(server.url)
    person = a_member(club)
    club.close()
    window = open_window(server.url)
    tab = window.people("members")
    qtbot.waitUntil(lambda: tab.is_settled and bool(tab.page.views.sections()))
    tab.page.table.show_record(person.id)
    qtbot.waitUntil(lambda: tab.page.details.record() == person.id)

    def again(before: Any, kind: Any) -> Any:
        qtbot.waitUntil(lambda: dialog_of(qtbot, window, kind) is not before, timeout=30_000)
        return dialog_of(qtbot, window, kind)

    def name_view(dialog: Any) -> None:
        dialog.form.set_text("name", "Near by")

    def name_group(dialog: Any) -> None:
        dialog.form.set_text("name", "Tasting")
        dialog.form.set_text("description", "Thursdays")

    def tick(dialog: Any) -> None:
        dialog.search.setText("Choir")

    def give(dialog: Any) -> None:
        dialog.which.set_text("key", "city")
        dialog.which.edited.emit("key")
        dialog.form.set_text("value", "Delft")

    asked: list[tuple[Callable[[], None], Any, Callable[[Any], None], Callable[[Any], object]]] = [
        (tab.viewing.save_as.trigger, SaveView, name_view, lambda dialog: dialog.form.text("name")),
        (
            tab.viewing.add_group.trigger,
            GroupDialog,
            name_group,
            lambda dialog: (dialog.form.text("name"), dialog.form.text("description")),
        ),
        (tab.commands.verbs["groups"].trigger, ChooseGroups, tick, lambda dialog: dialog.answer()),
        (tab.commands.verbs["bulk_edit"].trigger, BulkEdit, give, lambda dialog: dialog.current()),
    ]
    for begin, kind, fill, read in asked:
        begin()
        dialog = dialog_of(qtbot, window, kind)
        fill(dialog)
        typed = read(dialog)
        server.stop("fast")
        dialog.press()
        dialog = again(dialog, kind)
        assert read(dialog) == typed
        server.start()
        dialog.press()
        qtbot.waitUntil(partial(is_over, window, kind), timeout=30_000)
    other = Database(server.url)
    with other.read() as connection:
        assert [view.name for view in segments.views(connection)] == ["Near by"]
        assert [(line.name, line.description) for line in groups.listed(connection)] == [("Choir", None), ("Tasting", "Thursdays")]
    found = details(other, person.id)
    assert (found["groups"], found["city"]) == ("Choir", "Delft")
    other.close()


def is_over(window: Regulars, kind: Any) -> bool:
    """Nothing runs, and no such dialog is open."""
    return window.jobs.running == 0 and not any(dialog.isVisible() for dialog in window.window.findChildren(kind))
