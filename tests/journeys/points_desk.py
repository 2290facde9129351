"""A desk of a test: a window on a club of one's own with one member of 100 points, and hands for its dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from db.ledger import reading
from db.ledger.reading import EntryLine
from db.rewards import issued_lines
from db.rewards.issued_lines import IssuedLine
from desktop.app import Regulars
from tests.builders import TODAY, a_club, a_member
from tests.builders_rewards import balance, earn

Opened = Callable[..., Regulars]


class Desk:
    """A window on a club of one's own with Zoë, a member of 100 points, in view."""

    def __init__(self, open_window: Opened, folder: Path, qtbot: QtBot) -> None:
        self._open_window, self._file, self.qtbot = open_window, folder / "points.regulars", qtbot
        self.club = a_club(str(self._file))
        self.member = a_member(self.club).id
        earn(self.club, self.member, 100)
        self._window: Regulars | None = None

    @property
    def window(self) -> Regulars:
        """The window, opened when it is first asked for."""
        if self._window is None:
            self._window = self._open_window(str(self._file))
        return self._window

    def choose(self, *people: int) -> None:
        """Select these people in the table."""
        tab = self.window.ways.people_in_view()
        self.qtbot.waitUntil(lambda: tab.is_settled and tab.page.table.show_record(people[0]))
        for person in people[1:]:
            tab.page.table.selection.toggle(person)
        self.qtbot.waitUntil(lambda: self.window.jobs.running == 0)

    def verb(self, key: str) -> None:
        """Start an action on whoever is selected, as its menu does."""
        if self.window.ways.people_in_view().selected_count() == 0:
            self.choose(self.member)
        action = self.window.ways.people_in_view().commands.verbs[key]
        self.qtbot.waitUntil(action.isEnabled)
        action.trigger()

    def dialog(self, name: str) -> Any:
        """The open dialog of this name."""

        def shown() -> list[QDialog]:
            return [dialog for dialog in self.window.window.findChildren(QDialog, name) if dialog.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()))
        return shown()[0]

    def ask(self, key: str, name: str = "") -> Any:
        """Start an action and give its dialog."""
        self.verb(key)
        return self.dialog(name or key)

    def over(self) -> None:
        """Wait until no dialog is open and all is written."""

        def is_over() -> bool:
            return self.window.jobs.running == 0 and not any(dialog.isVisible() for dialog in self.window.window.findChildren(QDialog))

        self.qtbot.waitUntil(is_over)

    def figures(self, person: int | None = None) -> tuple[int, int]:
        """What is available and owed."""
        return balance(self.club, person or self.member)

    def entry(self, person: int | None = None) -> EntryLine:
        """The latest entry."""
        with self.club.read() as connection:
            return reading.entries(connection, person or self.member)[0]

    def issued(self, person: int | None = None) -> tuple[IssuedLine, ...]:
        """What was issued, latest first."""
        with self.club.read() as connection:
            return issued_lines.of_people(connection, [person or self.member], TODAY)


def put(field: Any, text: str) -> None:
    """Type a text into a field in place of what it held."""
    line = field.focusProxy() or field
    # As from the clipboard: not every sign has a key of its own.
    line.setText(text)
    line.textEdited.emit(text)
