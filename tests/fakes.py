"""Fakes at the edge: jobs on this thread, and prepared answers instead of a window (house.md, *Tests*)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from desktop.flows import Later
from desktop.jobs import Progress

T = TypeVar("T")


class SameThreadJobs:
    """Jobs that are done at once."""

    def run(self, work: Callable[[], T]) -> Later[T]:
        """See desktop.jobs.Jobs."""
        later: Later[T] = Later()
        try:
            later.done(work())
        except Exception as error:  # noqa: BLE001 - it belongs to whoever awaits the job
            later.failed(error)
        return later

    def close(self) -> None:
        """Nothing runs."""


@dataclass
class Answers:
    """A window that answers each question as prepared, by the name of its class, and remembers what it was told."""

    answers: dict[str, Any] = field(default_factory=dict)
    file: Path | None = None
    told: list[str] = field(default_factory=list)
    problems: list[BaseException] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def ask(self, question: Callable[..., Any], *args: Any, prepare: Callable[[Any], None] | None = None, **kwargs: Any) -> Later[Any]:
        """See desktop.desk.Front."""
        name = getattr(question, "__name__", str(question))
        self.asked.append(name)
        later: Later[Any] = Later()
        later.done(self.answers[name])
        return later

    def ask_file(self, title: str, *, save: bool, name: str, kinds: tuple[tuple[str, str], ...]) -> Later[Path | None]:
        """See desktop.desk.Front."""
        later: Later[Path | None] = Later()
        later.done(self.file)
        return later

    def tell(self, text: str, *, tone: str = "good", undo: bool = False) -> None:
        """See desktop.desk.Front."""
        self.told.append(text)

    def show_progress(self, text: str, progress: Progress) -> Callable[[], None]:
        """See desktop.desk.Front."""
        return lambda: None

    def show_over(self, page: Any) -> None:
        """See desktop.desk.Front."""
        self.asked.append(type(page).__name__)

    def close_over(self, page: Any = None) -> None:
        """See desktop.desk.Front."""

    def show_problem(self, error: BaseException) -> None:
        """See desktop.desk.Front."""
        self.problems.append(error)
