"""What an act comes to, as lines: words left, figures right, the result last in accent, what is owed after it in warn (look.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ui.controls import Hairline
from ui.dialogs.parts import Card, wrapped
from ui.theme import digits, panel_font, tone_colour, weighted


@dataclass(frozen=True)
class SumLine:
    """One line; *strong* ones are results, parted from the rest by a hairline; *tone* colours the figure ("accent", "warn", "bad")."""

    words: str
    figure: str
    tone: str = ""
    strong: bool = False


class SumLines(Card):
    """The lines; *least* keeps room for so many, so that nothing jumps while a person types."""

    def __init__(self, parent: QWidget, lines: Sequence[SumLine] = (), *, least: int = 0) -> None:
        super().__init__(parent)
        self.lines: tuple[SumLine, ...] = ()
        self._least = least
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self.column.addLayout(self._grid)
        self.column.addStretch(1)
        self.set_lines(lines)

    def set_lines(self, lines: Sequence[SumLine]) -> None:
        """Show these lines."""
        self.lines = tuple(lines)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        row, missing = 0, max(0, self._least - len(self.lines)) * (self.fontMetrics().height() + 8)
        for at, line in enumerate(self.lines):
            if line.strong and at and not self.lines[at - 1].strong:
                # The result keeps its place at the foot while lines come and go above it.
                self._grid.addWidget(Hairline(self), row, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)
                self._grid.setRowMinimumHeight(row, missing)
                row, missing = row + 1, 0
            self._add(line, row)
            row += 1
        self._grid.setContentsMargins(0, 0, 0, missing)
        self.update()
        self.setAccessibleName("; ".join(f"{line.words}: {line.figure}" for line in self.lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        # Without a line there is room, and no empty card in it.
        if self.lines:
            super().paintEvent(event)

    def _add(self, line: SumLine, row: int) -> None:
        words = wrapped(line.words, self, muted=not line.strong)
        figure = _Figure(line, self)
        if line.strong:
            words.setFont(weighted(self.font(), 500))
        self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)


class _Figure(QLabel):
    """A figure in its tone, which follows a change of the theme."""

    def __init__(self, line: SumLine, parent: QWidget) -> None:
        super().__init__(line.figure, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone = line.tone
        result = line.strong and line.tone == "accent"
        self.setFont(weighted(digits(panel_font(parent.font()) if result else parent.font()), 600 if line.strong else 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = self._tone
        painter.setPen(tone_colour(self.palette(), tone) if tone else self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter), self.text())
