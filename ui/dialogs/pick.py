"""Pick what is to be corrected: entries, lots, issued rewards; what it does stands there before it is pressed (L7, E6, R4, R6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.dialogs.checked import CheckedQuestion, RowsField
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.parts import IconLine
from ui.dialogs.question import WIDE
from ui.dialogs.subject import Subject, SubjectLine
from ui.dialogs.sum_lines import SumLine, SumLines
from ui.form import FieldSpec, Form


@dataclass(frozen=True)
class PickAnswer:
    """The keys of what was picked, the fields as typed, and the tick."""

    keys: tuple[int, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    ticked: bool = False


class Pick(CheckedQuestion):
    """A list with ticks, fields, a tick, and lines that say what it comes to.

    *picked* are chosen at first. `changed` comes when the choice, a field or the tick changed: whoever opened the dialog then tells what it
    would do by `show_effect`. *action* gives the words of the button for so many that are picked.
    """

    changed = Signal()

    def __init__(
        self,
        title: str,
        subject: Subject,
        caption: str,
        rows: Sequence[ChoiceRow],
        *,
        name: str,
        action: Callable[[tuple[int, ...]], str],
        fault: str,
        fields: Sequence[FieldSpec],
        picked: Sequence[int] = (),
        tick: str = "",
        ticked: bool = True,
        effect_lines: int = 0,
        typed: PickAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, width=WIDE, parent=parent)
        self.setObjectName(name)
        self._action = action
        self.body.addWidget(SubjectLine(subject, self.content))
        self.choices = RowsField("keys", caption, rows, self.content, many=True, fault=fault, shown=4 if effect_lines else 6)
        self.choices.rows.choose(picked if typed is None else typed.keys)
        values = {} if typed is None else typed.values
        specs = [replace(spec, value=values.get(spec.key, spec.value)) for spec in fields]
        self.fields = Form(specs, columns=2, parent=self.content)
        self.tick = QCheckBox(tick, self.content)
        self.tick.setChecked(ticked if typed is None else typed.ticked)
        self.tick.setVisible(bool(tick))
        self.effect = SumLines(self.content, least=effect_lines)
        self.effect.setVisible(bool(effect_lines))
        self.warning = IconLine("warning", "warn", "", self.content)
        self.warning.setVisible(False)
        for part in (self.choices, self.effect, self.warning, self.fields, self.tick):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.parts += [self.choices, self.fields]
        self.add_foot(action(self.picked()))
        self.choices.changed.connect(self._follow)
        self.fields.edited.connect(lambda _key: self.changed.emit())
        self.tick.toggled.connect(lambda _on: self.changed.emit())
        self.show_problems(problems or {})

    def picked(self) -> tuple[int, ...]:
        """The keys of what is picked."""
        return self.choices.rows.chosen()

    def show_effect(self, lines: Sequence[SumLine], warning: str = "") -> None:
        """Say what it would do, or why it cannot be done."""
        self.effect.set_lines(lines)
        self.warning.label.setText(warning)
        self.warning.setVisible(bool(warning))

    def _follow(self) -> None:
        self.set_action(self._action(self.picked()))
        self.changed.emit()

    def _focus_first(self) -> None:
        if self.focusWidget() is not None or any(part.focus_first_fault() for part in self.parts):
            return
        if self.picked() and self.fields.keys():
            self.fields.field(self.fields.keys()[0]).setFocus()
        else:
            (self.choices.search or self.choices.rows.list).setFocus()

    def answer(self) -> PickAnswer:
        """What was picked."""
        return PickAnswer(self.picked(), self.fields.values(), self.tick.isChecked())
