"""The lines of a sale that come back: each ticked with how much of it (L6; look: sale)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from resources.i18n import _
from ui.controls import ElidedLabel, Hairline
from ui.details_section import plain_label
from ui.dialogs.parts import Card
from ui.fields import LineField
from ui.form import ProblemLine
from ui.roles import Editor
from ui.theme import digits, small_font, weighted

Check = Callable[[str], str | None]


@dataclass(frozen=True)
class ReturnLine:
    """A line that can come back: *left* is how much of it is left, *about* a muted word ("2 of 3, earned points"), *amount* what is left of its money."""

    key: int
    name: str
    about: str
    left: str
    amount: str


class _Row(QWidget):
    """The parts of one line; the grid holds them."""

    edited = Signal()

    def __init__(self, line: ReturnLine, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.line = line
        self.tick = QCheckBox(parent)
        self.tick.setAccessibleName(f"{line.name}, {line.about}, {line.amount}")
        self.name = ElidedLabel(line.name, parent)
        self.name.setFont(weighted(parent.font(), 500))
        self.about = plain_label(line.about, parent, muted=True)
        self.about.setFont(digits(small_font(parent.font())))
        self.quantity = LineField(Editor("number"), parent)
        self.quantity.setAccessibleName(_("How much of {line}").format(line=line.name))
        self.quantity.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.quantity.setFixedWidth(52)
        self.amount = plain_label(line.amount, parent)
        self.amount.setFont(weighted(digits(parent.font()), 500))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.tick.toggled.connect(self._ticked)
        self.quantity.edited.connect(self._typed)

    def take(self, quantity: str) -> None:
        """Have so much of it come back; nothing: none of it."""
        self.tick.blockSignals(True)
        self.tick.setChecked(bool(quantity))
        self.tick.blockSignals(False)
        self.quantity.set_value(quantity)

    def _ticked(self, on: bool) -> None:
        self.quantity.set_value(self.line.left if on else "")
        self.edited.emit()

    def _typed(self) -> None:
        self.tick.blockSignals(True)
        self.tick.setChecked(bool(self.quantity.value().strip()))
        self.tick.blockSignals(False)
        self.edited.emit()


class ReturnLines(Card):
    """The lines; `edited` says that a tick or a quantity changed."""

    edited = Signal()

    def __init__(self, check_quantity: Check, parent: QWidget) -> None:
        super().__init__(parent)
        self._check = check_quantity
        self._rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.problem = ProblemLine(self)
        self.problem.hide()
        self.column.addLayout(self._grid)
        self.column.addWidget(self.problem)

    def set_lines(self, lines: Sequence[ReturnLine], taken: Mapping[int, str]) -> None:
        """Show these lines, of which so much is *taken* back already in the dialog."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in self._rows:
            row.deleteLater()
        self._rows = [_Row(line, self) for line in lines]
        for at, row in enumerate(self._rows):
            if at:
                self._grid.addWidget(Hairline(self), 3 * at - 1, 0, 1, 4)
            self._grid.addWidget(row.tick, 3 * at, 0, 2, 1)
            self._grid.addWidget(row.name, 3 * at, 1)
            self._grid.addWidget(row.about, 3 * at + 1, 1)
            self._grid.addWidget(row.quantity, 3 * at, 2, 2, 1)
            self._grid.addWidget(row.amount, 3 * at, 3, 2, 1)
            row.take(taken.get(row.line.key, ""))
            row.edited.connect(self._on_edited)
        self.say("")

    def _on_edited(self) -> None:
        self.say("")
        self.edited.emit()

    def taken(self) -> tuple[tuple[int, str], ...]:
        """How much of each ticked line comes back, as typed."""
        return tuple((row.line.key, row.quantity.value()) for row in self._rows if row.tick.isChecked())

    def check(self) -> bool:
        """Mark what cannot be read, or that nothing is ticked; True where all is well."""
        first = "" if self.taken() else _("Tick what comes back.")
        for row in self._rows:
            fault = self._check(row.quantity.value()) if row.tick.isChecked() else None
            row.quantity.setProperty("faulty", fault is not None)
            row.quantity.update()
            first = first or (fault or "")
        self.say(first)
        return not first

    def say(self, sentence: str) -> None:
        """A sentence below the lines; an empty one takes it away."""
        self.problem.say(sentence)
        self.problem.setVisible(bool(sentence))

    def focus_first(self) -> None:
        """Go to the first quantity at fault, else to the first tick."""
        faulty: list[QWidget] = [row.quantity for row in self._rows if row.quantity.property("faulty")]
        (faulty or [self._rows[0].tick])[0].setFocus(Qt.FocusReason.OtherFocusReason)
