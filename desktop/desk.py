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
from db.errors import Stopped, Told, Unavailable
from db.operations.programme import Club
from db.search import Condition
from db.work import Work
from desktop import memory
from desktop.flows import Flow, Later
from desktop.jobs import Jobs, Progress
from desktop.undo import Again, Step, UndoStack
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

    def close_over(self, page: Any = None) -> None:
        """Take this page away again, or the one that is seen."""


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
    # Somebody was served: the window makes ready for the next card code.
    next_wanted = Signal()

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
        self._is_closed = False

    def start(self, action: Coroutine[Later[Any], None, None]) -> None:
        """Run an action; what it raises is shown in plain words. Of a closed window nothing begins any more."""
        if self._is_closed:
            action.close()
            return
        self._flows = [flow for flow in self._flows if flow.is_running]
        self._flows.append(Flow(action, self.show_problem))

    def close(self) -> None:
        """Drop what has not finished asking; what threads still answer is nobody's any more."""
        self._is_closed = True
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
        done = await self._written(act, operation, *args, **kwargs)
        self.done(act, Again(operation, args, kwargs))
        return done

    async def _written(self, act: Act, operation: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Write, and have the window say so meanwhile."""
        self.saving_changed.emit(True)
        try:
            return await self.jobs.run(lambda: self.database.perform(act, operation, *args, **kwargs))
        finally:
            self.saving_changed.emit(False)

    def done(self, act: Act, again: Again | None = None) -> None:
        """An act of this desk is in the database: it can be undone, done *again* after that, and the tables look for it at once."""
        if act.undoes is None:
            self.undo_stack.push(Step(act.op_id, act.label, again))
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
        """A stop is told in passing, everything else in plain words; where the window is closed there is nobody to tell."""
        if self._is_closed:
            return
        if isinstance(error, Stopped):
            self.tell(_("Stopped; nothing was changed."), tone="info")
        else:
            self.front.show_problem(error)

    async def undo(self) -> None:
        """Take back this window's latest action, by name; where the data refuses, the sentence says who changed it since."""
        step = self.undo_stack.latest
        if step is not None:
            await self._take_back(step)

    async def undo_operation(self, op_id: str, label: str) -> None:
        """Take back any operation, an older one or another desk's (house.md); one of this window can then be done anew."""
        await self._take_back(self.undo_stack.of(op_id) or Step(op_id, label))

    async def _take_back(self, step: Step) -> None:
        is_own = self.undo_stack.of(step.op_id) is not None
        # At once, so that a key held down does not take the same action back twice.
        self.undo_stack.drop(step)
        act = self.act(_("Undo: {label}").format(label=step.label), undoes=step.op_id)
        try:
            # Every operation is loaded with it: on the window's own thread that would stop it for a moment.
            await self.jobs.run(lambda: importlib.import_module("db.operations.undo"))
            from db.operations import undo

            await self._written(act, undo.take_back, step.op_id)
        except Exception as error:
            if is_own and (isinstance(error, Unavailable) or not isinstance(error, Told)):
                self.undo_stack.put_back(step)
            raise
        if is_own:
            self.undo_stack.undone(step)
        else:
            self.undo_stack.forget_again()
        self.done(act)
        self.tell(_("Undone: {label}").format(label=step.label))

    async def redo(self) -> None:
        """Do anew, under a new op_id, what this window took back last; nothing is un-reversed (house.md). What is refused is told."""
        step = self.undo_stack.take_again()
        if step is None or step.again is None:
            return
        act, again = self.act(step.label), step.again
        try:
            await self._written(act, again.operation, *again.args, **again.kwargs)
        except Exception as error:
            if isinstance(error, Unavailable) or not isinstance(error, Told):
                self.undo_stack.undone(step)
            raise
        self.undo_stack.push_again(Step(act.op_id, act.label, again))
        self.wrote.emit()
        self.tell(_("Done again: {label}").format(label=step.label), undo=True)
