"""The menu bar: what every tab has, around what the tab in view brings; a shortcut then belongs to one command only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from desktop import opening
from resources.i18n import _
from ui.icons import icon

if TYPE_CHECKING:
    from desktop.app import Regulars
    from desktop.desk import Desk
    from desktop.tab import Tab


class MenuBar(QObject):
    """The menus of one window, filled anew for each tab that comes into view. *undo* is the window's one undo action."""

    def __init__(self, regulars: Regulars) -> None:
        super().__init__(regulars.window)
        self._regulars, self._window = regulars, regulars.window
        self._desk: Desk | None = None
        self._go: Sequence[QAction] = ()
        self.undo = QAction(icon("undo", "text"), _("Undo"), self)
        self.undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.undo.setEnabled(False)
        self.undo.triggered.connect(self._undo)
        self._window.addAction(self.undo)

    def open(self, desk: Desk, go: Sequence[QAction]) -> None:
        """A club was opened; *go* leads to each tab."""
        self._desk, self._go = desk, go
        desk.undo_stack.changed.connect(self._follow_undo)
        self._follow_undo()

    def show(self, tab: Tab) -> None:
        """Fill the menus for this tab."""
        regulars, window = self._regulars, self._window
        themes = (("system", _("Colours of the system")), ("light", _("Light colours")), ("dark", _("Dark colours")))
        new_club = self._command(_("New club…"), lambda: opening.new_club(regulars))
        open_ = self._command(_("Open…"), lambda: opening.choose(regulars), QKeySequence(QKeySequence.StandardKey.Open))
        back_up = self._command(_("Back up…"), lambda: opening.back_up(regulars))
        quit_ = self._command(_("Quit"), window.close, QKeySequence(QKeySequence.StandardKey.Quit))
        find = self._command(_("Find"), window.search.setFocus, QKeySequence(QKeySequence.StandardKey.Find))
        looks = [self._command(label, partial(regulars.set_theme, name)) for name, label in themes]
        window.clear_menus()
        window.add_menu(_("File"), [new_club, open_, back_up, None, *tab.file_actions(), None, quit_])
        window.add_menu(_("Edit"), [self.undo, None, find, *tab.edit_actions()])
        window.add_menu(_("View"), [*self._go, None, *tab.view_actions(), None, *looks])
        for title, actions in tab.menus():
            window.add_menu(title, actions)

    def _command(self, text: str, then: Callable[[], object], keys: QKeySequence | None = None) -> QAction:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: then())
        return action

    def _undo(self, _checked: bool = False) -> None:
        if self._desk is not None:
            self._desk.start(self._desk.undo())

    def _follow_undo(self) -> None:
        """The undo command says what it takes back."""
        step = self._desk.undo_stack.latest if self._desk is not None else None
        self.undo.setEnabled(step is not None)
        self.undo.setText(_("Undo: {label}").format(label=step.label) if step is not None else _("Undo"))
        self.undo.setIconText(_("Undo"))
