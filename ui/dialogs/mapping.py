"""Which column is which: asked when the headings of a sheet are not all understood (X3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import ElidedLabel, Hairline
from ui.dialogs.parts import Card, wrapped
from ui.dialogs.question import WIDE, Question
from ui.fields import ChoiceField
from ui.form import ProblemLine
from ui.roles import Choice, Editor
from ui.theme import small_font, weighted


@dataclass(frozen=True)
class SheetColumn:
    """One column of the sheet: its heading, the first values in it, and the field key it was taken for, "" for none."""

    heading: str
    samples: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class MapColumnsAnswer:
    """The field key of each column in the sheet's order; "" leaves a column out."""

    keys: tuple[str, ...]


class MapColumns(Question):
    """Ask for the meaning of each column of *file*. A field may be chosen for one column only."""

    def __init__(self, file: str, columns: Sequence[SheetColumn], fields: Sequence[Choice], *, parent: QWidget | None = None) -> None:
        super().__init__(_("Columns of the sheet"), width=WIDE, parent=parent)
        self._columns = tuple(columns)
        self._labels = {str(choice.value or ""): choice.label for choice in fields}
        self.choices: list[ChoiceField] = []
        self._problems: list[ProblemLine] = []
        sentence = _("Some headings of {file} are not known. Say what each column holds; columns left out stay untouched.")
        self.body.addWidget(wrapped(sentence.format(file=file), self.content))
        self.body.addWidget(self._table((Choice("", _("Leave out")), *fields)))
        self.body.addStretch(1)
        self.add_foot("")
        for choice in self.choices:
            choice.edited.connect(self._show_state)
        self._show_state()

    def _table(self, choices: Sequence[Choice]) -> Card:
        card = Card(self.content)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        for column, share in enumerate((3, 4, 4)):
            grid.setColumnStretch(column, share)
        for column, text in enumerate((_("Heading"), _("First values"), _("Holds"))):
            label = ElidedLabel(text, card)
            label.setFont(weighted(small_font(self.font()), 500))
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            grid.addWidget(label, 0, column)
        for at, column_of_sheet in enumerate(self._columns):
            self._add_row(grid, card, at, column_of_sheet, choices)
        card.column.addLayout(grid)
        return card

    def _add_row(self, grid: QGridLayout, card: QWidget, at: int, column: SheetColumn, choices: Sequence[Choice]) -> None:
        name = ElidedLabel(column.heading or _("Column {n}").format(n=at + 1), card)
        name.setFont(weighted(self.font(), 500))
        samples = ElidedLabel(", ".join(column.samples), card)
        samples.setForegroundRole(samples.palette().ColorRole.PlaceholderText)
        choice = ChoiceField(Editor("choice", tuple(choices)), card)
        choice.set_value(column.key)
        if not column.key:
            choice.setCurrentIndex(0)
        choice.setAccessibleName(_("What the column {heading} holds").format(heading=name.text()))
        problem = ProblemLine(card)
        grid.addWidget(Hairline(card), 3 * at + 1, 0, 1, 3)
        for place, widget in enumerate((name, samples, choice)):
            grid.addWidget(widget, 3 * at + 2, place)
        grid.addWidget(problem, 3 * at + 3, 2)
        self.choices.append(choice)
        self._problems.append(problem)

    def keys(self) -> tuple[str, ...]:
        """What each column holds now."""
        return tuple(choice.value() for choice in self.choices)

    def _show_state(self) -> None:
        """Say how many columns are used; faults said before are looked at anew."""
        used = sum(bool(key) for key in self.keys())
        count = len(self.choices)
        self.set_action(ngettext("Use {used} of {n} column", "Use {used} of {n} columns", count).format(used=used, n=count))
        self.hint.setText("")
        if any(problem.text() for problem in self._problems):
            self._mark()

    def _mark(self) -> list[int]:
        """Mark the columns that hold what another holds already; their places."""
        keys = self.keys()
        wrong = [at for at, key in enumerate(keys) if key and keys.count(key) > 1]
        for at, problem in enumerate(self._problems):
            text = _("{field} is chosen twice.").format(field=self._labels.get(keys[at], keys[at])) if at in wrong else ""
            problem.say(text)
            self.choices[at].setAccessibleDescription(text)
        return wrong

    def check(self) -> bool:
        """Every field once, and at least one column used."""
        wrong = self._mark()
        if not any(self.keys()):
            self.hint.setText(_("Choose what at least one column holds."))
            wrong = [0]
        if wrong and self.choices:
            self.choices[wrong[0]].setFocus()
        return not wrong

    def answer(self) -> MapColumnsAnswer:
        """What each column holds."""
        return MapColumnsAnswer(self.keys())
