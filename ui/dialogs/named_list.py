"""A short list of named things in a dialog, each with what can be done to it, and a button that makes another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import ChipLabel, ElidedLabel, Hairline, LinkButton
from ui.details_section import plain_label
from ui.dialogs.parts import Card, wrapped
from ui.dialogs.question import WIDE, Question
from ui.roles import Badge
from ui.theme import digits, small_font, weighted


@dataclass(frozen=True)
class NamedLine:
    """One thing: its name, a figure at the end, a line below, a badge for the unusual; *verbs* are (key, words) of what can be done."""

    id: int
    name: str
    line: str
    figure: str = ""
    badge: Badge | None = None
    verbs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NamedAnswer:
    """What was chosen: the verb's key and the thing; "add" for a new one."""

    verb: str
    id: int = 0


class NamedList(Question):
    """Show the things; a verb's link or *add* answers, *Close* does not."""

    def __init__(
        self, title: str, lines: Sequence[NamedLine], *, add: str, empty: str, close: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(title, width=WIDE, parent=parent)
        self.links: dict[tuple[str, int], LinkButton] = {}
        self._widths = self._columns(lines)
        card = Card(self.content)
        self.body.addWidget(card)
        if not lines:
            card.column.addWidget(wrapped(empty, card, muted=True))
        for at, line in enumerate(lines):
            if at:
                card.column.addWidget(Hairline(card))
            card.column.addWidget(self._line(line, card))
        self.body.addStretch(1)
        self.add_foot(add, hint=hint, cancel=close)

    def _line(self, line: NamedLine, card: QWidget) -> QWidget:
        """One thing with its links."""
        made = QWidget(card)
        name = ElidedLabel(line.name, made)
        name.setFont(weighted(self.font(), 500))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(name)
        if line.badge is not None:
            head.addWidget(ChipLabel(line.badge, made))
        head.addStretch(1)
        below = plain_label(line.line, made, muted=True)
        below.setFont(small_font(self.font()))
        below.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(below)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(16)
        row.addLayout(words, 1)
        figure = plain_label(line.figure, made)
        figure.setFont(weighted(digits(self.font()), 500))
        row.addWidget(figure, 0, Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate(self._widths):
            if place >= len(line.verbs):
                # Figures and verbs stand in columns, whatever each line has.
                row.addSpacing(width + row.spacing())
                continue
            verb, text = line.verbs[place]
            link = LinkButton(text, made)
            link.setFixedWidth(width)
            link.setAccessibleName(f"{text}: {line.name}")
            link.clicked.connect(lambda _on=False, verb=verb: self.finish(NamedAnswer(verb, line.id)))
            row.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
            self.links[verb, line.id] = link
        return made

    def _columns(self, lines: Sequence[NamedLine]) -> list[int]:
        """How wide each column of verbs is."""
        most = max((len(line.verbs) for line in lines), default=0)
        metrics = QFontMetrics(weighted(self.font(), 500))
        return [
            max(metrics.horizontalAdvance(line.verbs[place][1]) for line in lines if place < len(line.verbs)) + 6 for place in range(most)
        ]

    def answer(self) -> NamedAnswer:
        """A new one."""
        return NamedAnswer("add")
