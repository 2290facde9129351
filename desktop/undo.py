"""Undo of this window's own actions since it was opened, latest first, by name (house.md, *Changes, undo, other desks*)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Step:
    """One action of this window that can be taken back."""

    op_id: str
    label: str


class UndoStack(QObject):
    """The actions that can be taken back; the data itself says whether they still can."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[Step] = []

    def push(self, step: Step) -> None:
        """Remember an action that was done."""
        self._steps.append(step)
        self.changed.emit()

    @property
    def latest(self) -> Step | None:
        """The action that Ctrl+Z takes back next."""
        return self._steps[-1] if self._steps else None

    def drop(self, step: Step) -> None:
        """Forget an action: it was taken back, or it no longer can be."""
        if step in self._steps:
            self._steps.remove(step)
            self.changed.emit()
