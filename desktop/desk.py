"""Desk: what every tab is given to read, write, ask, tell and undo (house.md, *How one action travels*)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from db.database import Act, Database, Operator, new_op_id
from db.errors import Stopped
from db.operations.programme import Club
from db.search import Condition
from db.work import Work
from desktop import memory
from desktop.flows import Flow, Later
from desktop.jobs import Jobs, Progress
from desktop.undo import Step, UndoStack
from resources.i18n import _

P = ParamSpec("P")
R = TypeVar("R")


class Front(Protocol):
    """The window as a flow sees it: the one seam for questions, notices and errors; tests put prepared answers here."""

    def ask(self, question: Callable[..., Any], *args: Any, prepare: Callable[[Any], None] | None = None, **kwargs: Any) -> Later[Any]:
        """Show a dialog; its answer comes later, None where it was cancelled. *prepare* connects what feeds the dialog while it is open."""

    def ask_file(self, title: str, *, save: bool, name: str, kinds: tuple[tuple[str, str], ...]) -> Later[Path | None]:
        """Ask for a file by the system's dialog; *kinds* are (label, ending) pairs."""

    def tell(self, text: str, *, tone: str = "good", undo: bool = False) -> None:
        """Show a notice; *undo* offers to take the latest action back."""

    def show_progress(self, text: str, progress: Progress) -> Callable[[], None]:
        """Show a running job after a moment, with *Stop*; gives what ends the showing."""

    def show_problem(self, error: BaseException) -> None:
        """Show a refusal or a bug in plain words."""

    def show_over(self, page: Any) -> None:
        """Lay a full page over the tab in view."""

    def close_over(self) -> None:
        """Take that page away again."""


@dataclass(frozen=True)
class Shown:
    """People to be listed in their tab: who fits these conditions, or exactly these people; *title* names the list."""

    title: str
    conditions: tuple[Condition, ...] = ()
    people: tuple[int, ...] | None = None
    prospects: bool = False


class Desk(QObject):
    """The club's database with who sits here, and the window to speak through.

    An action that leads elsewhere emits `person_wanted` with a person's id, `people_wanted` with a `Shown` or `tab_wanted` with a tab's key.
    """

    wrote = Signal()
    saving_changed = Signal(bool)
    # Changes of anybody, this desk among them, as `db.journal.Change`s.
    changed = Signal(object)
    person_wanted = Signal(int)
    people_wanted = Signal(object)
    tab_wanted = Signal(str)

    def __init__(self, database: Database, club: Club, jobs: Jobs, front: Front, *, operator: Operator, today: Callable[[], date]) -> None:
        super().__init__()
        self.database = database
        self.club = club
        self.jobs = jobs
        self.front = front
        self.operator = operator
        self.today = today
        self.undo_stack = UndoStack()
        self._flows: list[Flow] = []

    def start(self, action: Coroutine[Later[Any], None, None]) -> Flow:
        """Run an action; what it raises is shown in plain words."""
        self._flows = [flow for flow in self._flows if flow.is_running]
        flow = Flow(action, self.show_problem)
        self._flows.append(flow)
        return flow

    def close(self) -> None:
        """Drop what has not finished asking."""
        for flow in self._flows:
            flow.drop()

    def read(self, query: Callable[..., R], *args: Any, **kwargs: Any) -> Later[R]:
        """Read on another thread: *query* is given a connection in one short transaction."""

        def work() -> R:
            with self.database.read() as connection:
                return query(connection, *args, **kwargs)

        return self.jobs.run(work)

    async def write(self, label: str, operation: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Write on another thread under a new op_id; the action can then be undone by its name."""
        return await self.perform(self.act(label), operation, *args, **kwargs)

    async def perform(self, act: Act, operation: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Write under a given act; its op_id was made when its dialog opened (reliability.md, rule 1)."""
        self.saving_changed.emit(True)
        try:
            done = await self.jobs.run(lambda: self.database.perform(act, operation, *args, **kwargs))
        finally:
            self.saving_changed.emit(False)
        self.done(act)
        return done

    def done(self, act: Act) -> None:
        """An act of this desk is in the database: it can be undone, and the tables look for it at once."""
        if act.undoes is None:
            self.undo_stack.push(Step(act.op_id, act.label))
        self.wrote.emit()

    def act(self, label: str, *, undoes: str | None = None) -> Act:
        """An act of this desk's operator today."""
        return Act(label, op_id=new_op_id(), operator=self.operator, today=self.today(), undoes=undoes)

    async def long(self, text: str, work: Callable[[Progress], R]) -> R:
        """Do long work on another thread with progress and *Stop*; Stopped where the person stopped it."""
        progress = Progress()
        finish = self.front.show_progress(text, progress)
        try:
            return await self.large(lambda: work(progress))
        finally:
            finish()

    def large(self, work: Callable[[], R]) -> Later[R]:
        """Do work with a great many rows on another thread; the collector would look through them and stop the window meanwhile."""

        def quietly() -> R:
            with memory.undisturbed():
                return work()

        return self.jobs.run(quietly)

    def ask(self, question: Callable[..., Any], *args: Any, prepare: Callable[[Any], None] | None = None, **kwargs: Any) -> Later[Any]:
        """See Front."""
        return self.front.ask(question, *args, prepare=prepare, **kwargs)

    def tell(self, text: str, *, tone: str = "good", undo: bool = False) -> None:
        """See Front."""
        self.front.tell(text, tone=tone, undo=undo)

    def show_problem(self, error: BaseException) -> None:
        """A stop is told in passing, everything else in plain words."""
        if isinstance(error, Stopped):
            self.tell(_("Stopped; nothing was changed."), tone="info")
        else:
            self.front.show_problem(error)

    async def undo(self) -> None:
        """Take back this window's latest action, by name; where the data refuses, the sentence says who changed it since."""
        step = self.undo_stack.latest
        if step is None:
            return
        self.undo_stack.drop(step)
        label = _("Undo: {label}").format(label=step.label)
        # Every operation is loaded with it: on the window's own thread that would stop it for a moment.
        await self.jobs.run(lambda: importlib.import_module("db.operations.undo"))
        from db.operations import undo

        await self.perform(self.act(label, undoes=step.op_id), undo.take_back, step.op_id)
        self.tell(_("Undone: {label}").format(label=step.label))
