"""The menu bar: what every tab has, around what the tab in view brings; a shortcut then belongs to one command only."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from desktop import opening
from desktop.programme.tools import Tools
from resources.i18n import _
from ui.icons import icon

if TYPE_CHECKING:
    from desktop.app import Regulars
    from desktop.desk import Desk
    from desktop.tab import Tab


class MenuBar(QObject):
    """The menus of one window, filled anew for each tab that comes into view. *undo* and *redo* are the window's only ones."""

    def __init__(self, regulars: Regulars) -> None:
        super().__init__(regulars.window)
        self._regulars, self._window = regulars, regulars.window
        self._desk: Desk | None = None
        self.go: Sequence[QAction] = ()
        self.undo = QAction(icon("undo", "text"), _("Undo"), self)
        self.undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.undo.setEnabled(False)
        self.undo.triggered.connect(self._undo)
        self.redo = QAction(icon("redo", "text"), _("Redo"), self)
        # Both keys, whichever of them this system is used to.
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.redo.setEnabled(False)
        self.redo.triggered.connect(self._redo)
        self._window.addActions([self.undo, self.redo])
        self.palette = self._command(_("Find an action or a person…"), self._find, QKeySequence("Ctrl+K"))
        self.palette.setIcon(icon("palette", "text"))
        self.tools = Tools(regulars)

    def open(self, desk: Desk, go: Sequence[QAction]) -> None:
        """A club was opened; *go* leads to each tab."""
        self._desk, self.go = desk, go
        self.tools.open(desk)
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
        window.add_menu(_("Edit"), [self.undo, self.redo, None, find, self.palette, *tab.edit_actions()])
        window.add_menu(_("View"), [*self.go, None, *tab.view_actions(), None, *looks])
        for title, actions in tab.menus():
            window.add_menu(title, actions)
        window.add_menu(_("Tools"), self.tools.actions())

    def _command(self, text: str, then: Callable[[], object], keys: QKeySequence | None = None) -> QAction:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: then())
        return action

    def _find(self) -> None:
        if self._desk is not None:
            self._desk.start(self._open_palette(self._desk))

    async def _open_palette(self, desk: Desk) -> None:
        # Nobody who opens the window waits for it to be loaded.
        loaded = await desk.jobs.run(lambda: importlib.import_module("desktop.palette"))
        await loaded.PaletteFlow(self._regulars, desk).run()

    def _undo(self, _checked: bool = False) -> None:
        if self._desk is not None:
            self._desk.start(self._desk.undo())

    def _redo(self, _checked: bool = False) -> None:
        if self._desk is not None:
            self._desk.start(self._desk.redo())

    def _follow_undo(self) -> None:
        """Both commands say what they take back and what they do anew."""
        if self._desk is None:
            return
        stack = self._desk.undo_stack
        for action, step, plain, named in (
            (self.undo, stack.latest, _("Undo"), _("Undo: {label}")),
            (self.redo, stack.next_again, _("Redo"), _("Redo: {label}")),
        ):
            action.setEnabled(step is not None)
            action.setText(named.format(label=step.label) if step is not None else plain)
            action.setIconText(plain)
