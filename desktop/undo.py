"""Undo and redo of this window's own actions since it was opened, latest first, by name (house.md, *Changes, undo, other desks*)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Again:
    """What does an action anew: the operation with its arguments."""

    operation: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One action of this window that can be taken back; without *again* it cannot be done anew (an applied sheet would be kept whole)."""

    op_id: str
    label: str
    again: Again | None = field(default=None, compare=False)


class UndoStack(QObject):
    """The actions that can be taken back, and those that were and can be done anew; the data itself says whether they still can."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._undone: list[Step] = []

    def push(self, step: Step) -> None:
        """Remember an action that was done; what was taken back before it is no longer done anew."""
        self._steps.append(step)
        self._undone.clear()
        self.changed.emit()

    def push_again(self, step: Step) -> None:
        """Remember an action that was done anew; those taken back before it still can be."""
        self._steps.append(step)
        self.changed.emit()

    @property
    def latest(self) -> Step | None:
        """The action that Ctrl+Z takes back next."""
        return self._steps[-1] if self._steps else None

    @property
    def next_again(self) -> Step | None:
        """The action that Ctrl+Shift+Z does anew next."""
        return self._undone[-1] if self._undone else None

    def of(self, op_id: str) -> Step | None:
        """The action of this operation, where this window did it."""
        return next((step for step in self._steps if step.op_id == op_id), None)

    def drop(self, step: Step) -> None:
        """Forget an action: it was taken back, or it no longer can be."""
        if step in self._steps:
            self._steps.remove(step)
            self.changed.emit()

    def put_back(self, step: Step) -> None:
        """It could not be taken back for a reason that passes: it is the latest again."""
        self._steps.append(step)
        self.changed.emit()

    def undone(self, step: Step) -> None:
        """An action was taken back: it can be done anew, where that is known how; else what was taken back before it no longer can."""
        if step.again is None:
            self._undone.clear()
        else:
            self._undone.append(step)
        self.changed.emit()

    def take_again(self) -> Step | None:
        """The action that is to be done anew, no longer among them."""
        step = self._undone.pop() if self._undone else None
        self.changed.emit()
        return step

    def forget_again(self) -> None:
        """Nothing is done anew: another action stands between."""
        self._undone.clear()
        self.changed.emit()
