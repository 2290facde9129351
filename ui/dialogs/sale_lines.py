"""The lines of a sale, typed one after the other: description, category, quantity, amount, and whether the line earns (O1; look: sale)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPalette
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from resources.i18n import _
from ui.controls import Hairline, LinkButton, ToolButton
from ui.details_section import plain_label
from ui.dialogs.parts import Card
from ui.fields import LineField
from ui.form import ProblemLine
from ui.icons import icon
from ui.roles import Editor
from ui.theme import digits, row_height, small_font, weighted

Check = Callable[[str], str | None]
_KEYS = ("description", "category", "quantity", "amount")
_FIGURES = ("quantity", "amount")
_EARNS, _STAMPS, _REMOVE = 4, 5, 6


@dataclass(frozen=True)
class LineTyped:
    """A line as it was typed; an empty quantity is one piece."""

    description: str = ""
    category: str = ""
    quantity: str = ""
    amount: str = ""
    earns: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(getattr(self, key).strip() for key in _KEYS)


class _Row(QWidget):
    """The fields of one line; it has no place of its own: the grid holds its parts."""

    edited = Signal()
    entered = Signal(str)
    removed = Signal()

    def __init__(self, line: LineTyped, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.fields = {key: _CellField(key, parent) for key in _KEYS}
        self.earns = QCheckBox(parent)
        self.earns.setChecked(line.earns)
        self.stamps = plain_label("", parent, muted=True)
        self.stamps.setFont(small_font(parent.font()))
        self.remove = ToolButton(parent=parent)
        self.remove.set_icon("close", _("Remove this line"))
        names = {"description": _("Line"), "category": _("Category"), "quantity": _("Quantity"), "amount": _("Amount")}
        for key, field in self.fields.items():
            field.set_value(getattr(line, key))
            field.setAccessibleName(names[key])
            field.edited.connect(self.edited)
            field.entered.connect(lambda key=key: self.entered.emit(key))
        self.fields["quantity"].setPlaceholderText("1")
        self.earns.setAccessibleName(_("Earns points"))
        self.earns.toggled.connect(lambda _on: self.edited.emit())
        self.remove.clicked.connect(self.removed)

    def parts(self) -> tuple[QWidget, ...]:
        """Everything of it in the order of the columns."""
        return (*self.fields.values(), self.earns, self.stamps, self.remove)

    def value(self) -> LineTyped:
        """The line as typed."""
        return LineTyped(**{key: field.value() for key, field in self.fields.items()}, earns=self.earns.isChecked())


class _CellField(LineField):
    """A field in the table: its frame shows only while it has the focus, or is at fault. Enter goes on to the next one."""

    entered = Signal()

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(Editor("text"), parent)
        if key in _FIGURES:
            self.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self.setFont(digits(self.font()))
        elif key == "description":
            self.setFont(weighted(self.font(), 500))
        self._show_frame(False)

    def _show_frame(self, shown: bool) -> None:
        self.setFrame(shown or bool(self.property("faulty")))
        margin = 0 if self.hasFrame() else 7
        self.setTextMargins(margin, 0, margin, 0)

    def mark(self, is_faulty: bool) -> None:
        """Draw the border of a fault, or none."""
        self.setProperty("faulty", is_faulty)
        self._show_frame(self.hasFocus())
        self.update()

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self._show_frame(True)

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self._show_frame(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class SaleLines(Card):
    """The table of lines. `edited` says that anything changed; `left` that Enter was pressed in the empty last line: there are no more."""

    edited = Signal()
    left = Signal()

    def __init__(self, unit: str, check_amount: Check, check_quantity: Check, parent: QWidget) -> None:
        super().__init__(parent)
        self._checks = {"amount": check_amount, "quantity": check_quantity}
        self.column.setContentsMargins(12, 6, 8, 6)
        self.column.setSpacing(0)
        self._rows: list[_Row] = []
        self._lines: list[Hairline] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        metrics = QFontMetrics(self.font())
        for column, width in ((2, metrics.horizontalAdvance("0000000")), (3, metrics.horizontalAdvance("0,000,000.00"))):
            self._grid.setColumnMinimumWidth(column, width + 14)
        for column, stretch in ((0, 5), (1, 3), (2, 0), (3, 1), (_STAMPS, 2)):
            self._grid.setColumnStretch(column, stretch)
        heads = (_("Line"), _("Category"), _("Quantity"), _("Amount, {unit}").format(unit=unit), _("Earns"), _("Stamps"))
        for column, text in enumerate(heads):
            self._grid.addWidget(self._head(text, column), 0, column)
        self.add_button = LinkButton(_("Add a line"), self)
        self.add_button.setIcon(icon("add"))
        self.add_button.setFixedHeight(row_height(self.font()))
        self.add_button.clicked.connect(lambda: self.add())
        self.problem = ProblemLine(self)
        self.problem.hide()
        self.column.addLayout(self._grid)
        self.column.addWidget(Hairline(self))
        self.column.addWidget(self.add_button)
        self.column.addWidget(self.problem)

    def _head(self, text: str, column: int) -> QLabel:
        label = plain_label(text, self)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        figure = column in (2, 3)
        side = Qt.AlignmentFlag.AlignTrailing if figure else Qt.AlignmentFlag.AlignLeading
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        # As far in as the text of a field without a frame.
        label.setContentsMargins(0 if figure else 9 * (column < 2), 0, 12 * figure, 0)
        label.setFixedHeight(row_height(self.font()))
        return label

    def set_lines(self, lines: Sequence[LineTyped]) -> None:
        """Show these lines, at least one to type into."""
        for row in list(self._rows):
            self._drop(row)
        for line in lines or (LineTyped(),):
            self._append(line)

    def add(self) -> None:
        """One more line, to be typed into at once."""
        self._append(LineTyped())
        self._rows[-1].fields["description"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _append(self, line: LineTyped) -> None:
        row = _Row(line, self)
        row.edited.connect(self._on_edited)
        row.removed.connect(lambda: self._remove(row))
        row.entered.connect(lambda key: self._go_on(row, key))
        self._rows.append(row)
        hairline = Hairline(self)
        self._lines.append(hairline)
        place = self._grid.rowCount()
        self._grid.addWidget(hairline, place, 0, 1, _REMOVE + 1)
        for column, part in enumerate(row.parts()):
            self._grid.addWidget(part, place + 1, column)
            part.show()
        self._chain()

    def _chain(self) -> None:
        """Tab goes through the lines from the first to the last, then to *Add a line*."""
        order = [part for row in self._rows for part in (*row.fields.values(), row.earns, row.remove)] + [self.add_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _remove(self, row: _Row) -> None:
        place = self._rows.index(row)
        self._drop(row)
        if not self._rows:
            self._append(LineTyped())
        self._rows[min(place, len(self._rows) - 1)].fields["description"].setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited()

    def _drop(self, row: _Row) -> None:
        place = self._rows.index(row)
        self._rows.remove(row)
        for part in (*row.parts(), self._lines.pop(place), row):
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()

    def _go_on(self, row: _Row, key: str) -> None:
        """Enter: to the next field, from the last one to the next line; from an empty last line out of the table."""
        place = self._rows.index(row)
        if key != "amount":
            if row.value().is_empty and place == len(self._rows) - 1 and place:
                self.left.emit()
                return
            row.fields[_KEYS[_KEYS.index(key) + 1]].setFocus(Qt.FocusReason.OtherFocusReason)
        elif place + 1 < len(self._rows):
            self._rows[place + 1].fields["description"].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.add()

    def _on_edited(self) -> None:
        if self.problem.isVisible():
            self.check()
        self.edited.emit()

    def values(self) -> tuple[LineTyped, ...]:
        """The lines in which anything stands."""
        return tuple(line for row in self._rows if not (line := row.value()).is_empty)

    def show_stamps(self, texts: Sequence[str]) -> None:
        """Say beside each line what it stamps."""
        rows = [row for row in self._rows if not row.value().is_empty]
        for row, text in zip(rows, [*texts, *[""] * len(rows)], strict=False):
            row.stamps.setText(text)

    def check(self) -> bool:
        """Mark what is missing or cannot be read; True where nothing is."""
        first = ""
        rows = self._rows if self.values() else self._rows[:1]
        for row in rows:
            empty = row.value().is_empty and bool(self.values())
            for key, field in row.fields.items():
                fault = None if empty else self._fault(key, field.value())
                field.mark(fault is not None)
                first = first or (fault or "")
        self.say(first)
        return not first

    def _fault(self, key: str, text: str) -> str | None:
        if not text.strip():
            if key == "description":
                return _("Say what was bought in each line.")
            return _("Each line needs an amount.") if key == "amount" else None
        check = self._checks.get(key)
        return None if check is None else check(text)

    def say(self, sentence: str) -> None:
        """A sentence about the lines, below them; an empty one takes it away."""
        self.problem.say(sentence)
        self.problem.setVisible(bool(sentence))

    def focus_first(self) -> None:
        """Go to the first field at fault, else to the first empty one."""
        fields = [field for row in self._rows for field in row.fields.values()]
        faulty = [field for field in fields if field.property("faulty")]
        empty = [row.fields["description"] for row in self._rows if row.value().is_empty]
        (faulty or empty or fields)[0].setFocus(Qt.FocusReason.OtherFocusReason)
