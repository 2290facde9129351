"""Whom a dialog concerns: one person with tier, number and balance, or how many (look.md, *Dialogs*)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.details_section import plain_label
from ui.dialogs.parts import Card, Who, WhoLine, wrapped
from ui.theme import digits, panel_font, small_font, weighted


@dataclass(frozen=True)
class Subject:
    """One person, or *count_text* about several ("12 members"); *figure* with *caption* below it stands at the end ("2,480", "points now")."""

    who: Who | None
    count_text: str = ""
    figure: str = ""
    caption: str = ""


class SubjectLine(Card):
    """The subject of a dialog as a card."""

    def __init__(self, subject: Subject, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout()
        row.setSpacing(12)
        if subject.who is not None:
            row.addWidget(WhoLine(subject.who, self), 1)
        else:
            count = wrapped(subject.count_text, self)
            count.setFont(weighted(self.font(), 600))
            row.addWidget(count, 1)
        if subject.figure:
            row.addLayout(self._figure(subject))
        self.column.addLayout(row)
        named = subject.who.name if subject.who is not None else subject.count_text
        self.setAccessibleName(", ".join(part for part in (named, f"{subject.figure} {subject.caption}".strip()) if part))

    def _figure(self, subject: Subject) -> QVBoxLayout:
        stack = QVBoxLayout()
        stack.setSpacing(2)
        for text, font, muted in (
            (subject.figure, weighted(digits(panel_font(self.font())), 600), False),
            (subject.caption, small_font(self.font()), True),
        ):
            label = plain_label(text, self)
            label.setFont(font)
            label.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            if muted:
                label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            if text:
                stack.addWidget(label, 0, Qt.AlignmentFlag.AlignTrailing)
        return stack
