"""Dialogs of several parts that are checked together: forms, lists to choose from, ticks that must be set; faults stand under each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import LinkButton
from ui.details_section import plain_label
from ui.dialogs.choice_rows import ChoiceRow, ChoiceRows
from ui.dialogs.question import Question
from ui.form import ProblemLine, name_above
from ui.icons import icon
from ui.locales import show_number
from ui.theme import digits, field_height, small_font

# A list longer than this can be searched.
SEARCHED = 8


class Part(Protocol):
    """What a dialog asks of its parts; `ui.form.Form` answers as well."""

    def has(self, key: str) -> bool:
        """Whether this part holds the field of this key."""

    def check(self) -> bool:
        """Mark every fault; True where there is none."""

    def set_problem(self, key: str, sentence: str | None, tone: str = "bad") -> None:
        """Say what is wrong with a field."""

    def focus_first_fault(self) -> bool:
        """Move the focus to the first fault; False where there is none."""


class CheckedQuestion(Question):
    """A question of several parts, from top to bottom. Problems of an earlier try stand under their fields when it opens again."""

    def __init__(self, title: str, *, width: int = 440, parent: QWidget | None = None) -> None:
        super().__init__(title, width=width, parent=parent)
        self.parts: list[Part] = []

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer: what comes later must not reach a dialog that is gone."""
        return not self._is_over

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say under each field what was refused."""
        for key, sentence in problems.items():
            for part in self.parts:
                if part.has(key):
                    part.set_problem(key, sentence)

    def check(self) -> bool:
        """See Question."""
        sound = [part.check() for part in self.parts]
        if all(sound):
            return True
        self.parts[sound.index(False)].focus_first_fault()
        return False

    def _focus_first(self) -> None:
        if not any(part.focus_first_fault() for part in self.parts):
            super()._focus_first()


class RowsField(QWidget):
    """A list with its caption, how many of it can be had, a line to search a long one, and its sentence."""

    changed = Signal()

    def __init__(
        self, key: str, caption: str, rows: Sequence[ChoiceRow], parent: QWidget, *, many: bool = False, fault: str = "", shown: int = 6
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.key, self._fault = key, fault or _("Choose one.")
        self.rows = ChoiceRows(caption, rows, self, many=many, shown=shown)
        self.problem = ProblemLine(self)
        self.count = plain_label("", self, muted=True)
        self.count.setFont(digits(small_font(self.font())))
        title = plain_label(caption, self)
        name_above(title)
        title.setBuddy(self.rows)
        self.every: LinkButton | None = None
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.count)
        if many and len(rows) > 1:
            self.every = LinkButton(_("All or none"), self)
            self.every.clicked.connect(lambda: self.rows.choose_all())
            head.addWidget(self.every)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(4)
        self.search: QLineEdit | None = None
        if len(rows) > SEARCHED:
            self.search = self._search_line()
            column.addWidget(self.search)
            column.addSpacing(6)
        column.addWidget(self.rows)
        column.addWidget(self.problem)
        self.setFocusProxy(self.rows)
        self.rows.changed.connect(self._changed)

    def _search_line(self) -> QLineEdit:
        line = QLineEdit(self)
        line.setMinimumHeight(field_height(self.font()))
        line.setPlaceholderText(_("Search the list"))
        line.setAccessibleName(_("Search the list"))
        line.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        line.textChanged.connect(self.rows.narrow)
        return line

    def say_open(self) -> None:
        """Say beside the caption how many can be had."""
        count = sum(row.is_open for row in self.rows.rows)
        text = ngettext("{open} of {count} can be had", "{open} of {count} can be had", count)
        self.count.setText(text.format(open=show_number(count), count=show_number(len(self.rows.rows))))

    def _changed(self) -> None:
        self.set_problem(self.key, None)
        self.changed.emit()

    def has(self, key: str) -> bool:
        """See Part."""
        return key == self.key

    def check(self) -> bool:
        """See Part."""
        if not self.rows.chosen():
            self.set_problem(self.key, self._fault)
            return False
        # What was refused stands until something else is chosen.
        return not self.problem.text()

    def set_problem(self, key: str, sentence: str | None, tone: str = "bad") -> None:
        """See Part."""
        self.problem.say(sentence or "", tone)
        self.rows.mark(bool(sentence) and tone == "bad")

    def focus_first_fault(self) -> bool:
        """See Part."""
        if not self.problem.text():
            return False
        self.rows.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


class TickField(QWidget):
    """A tick that must be set while the field is *needed*: somebody takes responsibility; the sentence below says for what."""

    def __init__(self, key: str, text: str, fault: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key, self._fault = key, fault
        self.is_needed = False
        self.tick = QCheckBox(text, self)
        self.said = plain_label("", self, muted=True)
        self.said.setFont(small_font(self.font()))
        self.said.setWordWrap(True)
        self.said.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.problem = ProblemLine(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.tick)
        column.addWidget(self.said)
        column.addWidget(self.problem)
        self.tick.toggled.connect(lambda _on: self.set_problem(self.key, None))

    def need(self, needed: bool, said: str = "") -> None:
        """Whether it must be set; what for stands below it."""
        self.is_needed = needed
        self.tick.setEnabled(needed)
        self.said.setText(said)
        if not needed:
            self.set_problem(self.key, None)

    @property
    def is_set(self) -> bool:
        """Whether it is needed and set."""
        return self.is_needed and self.tick.isChecked()

    def has(self, key: str) -> bool:
        """See Part."""
        return key == self.key

    def check(self) -> bool:
        """See Part."""
        if self.is_needed and not self.tick.isChecked():
            self.set_problem(self.key, self._fault)
            return False
        return True

    def set_problem(self, key: str, sentence: str | None, tone: str = "bad") -> None:
        """See Part."""
        self.problem.say(sentence or "", tone)

    def focus_first_fault(self) -> bool:
        """See Part."""
        if not self.problem.text():
            return False
        self.tick.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
