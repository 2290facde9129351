"""The system's file dialog as a question: it answers once with a path, or None."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget


class FileQuestion(QObject):
    """Asks for a file to open, or for a place to save to. *kinds* are (label, ending) pairs; a name without an ending gets the chosen one."""

    answered = Signal(object)

    def __init__(self, title: str, *, save: bool, name: str, kinds: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.dialog = QFileDialog(parent, title)
        self._kinds = {f"{label} (*.{ending.replace(' ', ' *.')})": ending for label, ending in kinds}
        self.dialog.setNameFilters(list(self._kinds))
        if save:
            self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self.dialog.selectFile(name)
        else:
            self.dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._save = save
        self.dialog.finished.connect(self._finish)

    def open(self) -> None:
        """Show the dialog."""
        self.dialog.open()

    def _finish(self, result: int) -> None:
        chosen = self.dialog.selectedFiles()
        self.answered.emit(self._complete(Path(chosen[0])) if result and chosen else None)
        self.dialog.deleteLater()
        self.deleteLater()

    def _complete(self, file: Path) -> Path:
        """The path with the ending of the chosen kind, where the person typed none."""
        ending = self._kinds.get(self.dialog.selectedNameFilter(), "").split(" ")[0]
        return file.with_name(f"{file.name}.{ending}") if self._save and not file.suffix and ending else file
