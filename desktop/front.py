"""The window as flows see it: questions, notices, progress and problems, each by the widgets of ui."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QAction

from db.errors import Stopped, Told
from desktop import problems
from desktop.flows import Later
from desktop.jobs import Progress
from resources.i18n import _
from ui.main_window import MainWindow
from ui.notices import Notices

if TYPE_CHECKING:
    from ui.dialogs.question import Question


class WindowFront:
    """The front of one window. *notices* belong to the page in view; *undo* is the window's one undo action."""

    def __init__(self, window: MainWindow, undo: QAction) -> None:
        self.window = window
        self.undo = undo
        self.notices: Notices | None = None
        self._questions: set[Any] = set()

    def ask(self, question: Callable[..., Any], *args: Any, prepare: Callable[[Any], None] | None = None, **kwargs: Any) -> Later[Any]:
        """See desktop.desk.Front."""
        later: Later[Any] = Later()
        dialog = question(*args, parent=self.window, **kwargs)
        self._questions.add(dialog)

        def answered(answer: object) -> None:
            self._questions.discard(dialog)
            later.done(answer)

        dialog.answered.connect(answered)
        if prepare is not None:
            prepare(dialog)
        dialog.open()
        return later

    def ask_file(self, title: str, *, save: bool, name: str, kinds: tuple[tuple[str, str], ...]) -> Later[Path | None]:
        """See desktop.desk.Front."""
        from ui.dialogs.files import FileQuestion

        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = str(Path(folder) / name) if name else folder
        return self.ask(FileQuestion, title, save=save, name=place, kinds=kinds)

    def tell(self, text: str, *, tone: str = "good", undo: bool = False) -> None:
        """See desktop.desk.Front."""
        if self.notices is not None:
            self.notices.tell(text, tone, self.undo if undo else None)

    def show_progress(self, text: str, progress: Progress) -> Callable[[], None]:
        """See desktop.desk.Front."""
        if self.notices is None:
            return lambda: None
        card = self.notices.progress(text)
        progress.moved.connect(card.set)
        card.stopped.connect(progress.stop)
        return card.finish

    def show_problem(self, error: BaseException) -> None:
        """See desktop.desk.Front: a refusal is a sentence in passing, a bug a report that can be copied."""
        from ui.dialogs.problem import Problem

        sentence = problems.sentence(error)
        if isinstance(error, (Told, Stopped, OSError)):
            if self.notices is not None and len(sentence) < 160:
                self.notices.tell(sentence, "bad")
            else:
                self._show(Problem(_("This could not be done"), sentence, kept=_("Nothing was changed."), parent=self.window))
            return
        report = problems.details(error)
        self._show(
            Problem(
                _("Something went wrong in Regulars"), sentence, kept=_("What was saved stays saved."), details=report, parent=self.window
            )
        )

    def show_over(self, page: Any) -> None:
        """See desktop.desk.Front: a page with notices of its own shows them, what lies under it is hidden."""
        self.notices = getattr(page, "notices", self.notices)
        self.window.show_over(page)

    def close_over(self, page: Any = None) -> None:
        """See desktop.desk.Front."""
        self.window.close_over(page)
        pages, key = self.window.pages, self.window.current_key()
        self.notices = getattr(pages.over(key) or pages.page(key), "notices", self.notices)

    def _show(self, dialog: Question) -> None:
        self._questions.add(dialog)
        dialog.answered.connect(lambda _answer: self._questions.discard(dialog))
        dialog.open()
