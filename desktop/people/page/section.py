"""One section of a person's page: what it reads, and the widget that shows it (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from desktop.actions import make_action

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk
    from ui.roles import Chip


class Widget(Protocol):
    """Any widget of ui; desktop builds none of its own."""


class PageSection(QObject):
    """One section. It is made when a page is opened and goes with it; its widget is made when the section is first looked at.

    key: its name in the list. title: as shown there. icon: a name of ui.icons. person: whose page it is, set before each read.
    `status_changed` tells that `status_parts` says something else, as when other rows are selected.
    """

    key = ""
    icon = ""
    status_changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.person = 0

    def action(self, name: str, text: str, then: Callable[[], object]) -> QAction:
        """One of the section's commands, for its bar."""
        made = make_action(self, name, text, then)
        # Left to itself, Qt takes the … away, which tells that a question follows.
        made.setIconText(text)
        return made

    def title(self) -> str:
        """The name of the section."""
        raise NotImplementedError

    def read(self, connection: Connection, person: int) -> Any:
        """Read what the section shows of a person; on another thread, within 300 ms of a million members."""
        raise NotImplementedError

    def summary(self, held: Any) -> str | Chip:
        """What stands beside the name in the list: a count, a sum, a name."""
        raise NotImplementedError

    def widget(self) -> Widget:
        """The widget, made at the first call."""
        raise NotImplementedError

    def show(self, held: Any) -> None:
        """Show what was read; called only once the widget was made. What a person chose there (sort, filter, scroll) stays."""
        raise NotImplementedError

    def actions(self) -> Sequence[QAction]:
        """The section's own commands, for keys, menu and palette."""
        return ()

    def status_parts(self) -> Sequence[str]:
        """The words of the status bar while the section is in view."""
        return ()

    def is_dirty(self) -> bool:
        """Whether anything typed into it is not saved."""
        return False
