"""A deed with its effect: whom it concerns, a few fields, and what it comes to as lines while it is typed (look.md, *Dialogs*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.parts import Card, IconLine
from ui.dialogs.question import Question
from ui.dialogs.subject import Subject, SubjectLine
from ui.dialogs.sum_lines import SumLine, SumLines
from ui.fields import LineField
from ui.form import FieldSpec, Form


@dataclass(frozen=True)
class WithEffectAnswer:
    """What was typed, by key; of a choice the value as stored."""

    values: dict[str, str]


@dataclass(frozen=True)
class Effect:
    """What it comes to. *action* says it on the button; with a *warning* the fields that were kept back are shown below it.

    *reveals*: those fields are shown though nothing is wrong. *fault*: why it would be refused, with the key of the field it is said at.
    """

    lines: tuple[SumLine, ...]
    action: str
    warning: str = ""
    reveals: bool = False
    fault: tuple[str, str] | None = None


class WithEffect(Question):
    """Asks for a deed on one person or many. `typed` comes at first and with every change; the owner answers with `show_effect`.

    *begin* is the field where typing begins, its text selected.
    *kept_back* are fields that are shown only when an effect says so (a reason to pass a limit). *least*: so many lines have their room.
    """

    typed = Signal(dict)

    def __init__(
        self,
        title: str,
        subject: Subject,
        specs: Sequence[FieldSpec],
        *,
        action: str,
        name: str = "",
        kept_back: Sequence[FieldSpec] = (),
        least: int = 3,
        cancel: str | None = None,
        begin: str = "",
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.setObjectName(name)
        self._told: tuple[str, str] | None = None
        self.subject = SubjectLine(subject, self.content)
        self.body.addWidget(self.subject)
        self.form = self.fields = Form(specs, columns=2, parent=self.content)
        self.body.addWidget(self.fields)
        self.more = Card(self.content, tone="warn")
        self.warning = IconLine("warning", "warn", "", self.more)
        self.more_fields = Form(kept_back, columns=1, parent=self.more)
        self.more.column.addWidget(self.warning)
        self.more.column.addWidget(self.more_fields)
        self.more.hide()
        self.body.addWidget(self.more)
        self.lines = SumLines(self.content, least=least)
        self.body.addWidget(self.lines)
        self.body.addStretch(1)
        self.add_foot(action, cancel=cancel)
        for form in (self.fields, self.more_fields):
            form.edited.connect(lambda _key: self.typed.emit(self.values()))
            for key, sentence in (problems or {}).items():
                if form.has(key):
                    form.set_problem(key, sentence)
        if set(problems or ()) & set(self.more_fields.keys()):
            self.more.show()
        if self.fields.has(begin) and not problems:
            field = self.fields.field(begin)
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(field, LineField):
                field.selectAll()

    @property
    def is_over(self) -> bool:
        """Whether it was answered: a late effect is of no use then."""
        return self._is_over

    def values(self) -> dict[str, str]:
        """All that is typed; what is kept back is empty until it is shown."""
        hidden = self.more.isHidden()
        kept_back = {key: "" if hidden else text for key, text in self.more_fields.values().items()}
        return {**self.fields.values(), **kept_back}

    def show_effect(self, effect: Effect) -> None:
        """Say what it comes to; a fault told before goes where it holds no longer."""
        self.lines.set_lines(effect.lines)
        self.set_action(effect.action)
        self.warning.label.setText(effect.warning)
        self.warning.setVisible(bool(effect.warning))
        self.more.setVisible(bool(effect.warning) or effect.reveals)
        if self._told is not None and self.fields.has(self._told[0]) and self.fields.problem(self._told[0]) == self._told[1]:
            self.fields.set_problem(self._told[0], None)
        self._told = effect.fault
        if effect.fault is not None and self.fields.has(effect.fault[0]):
            self.fields.set_problem(effect.fault[0], effect.fault[1], "warn")

    def check(self) -> bool:
        """See Question; what was kept back is checked where it is shown."""
        sound = self.fields.check()
        more = self.more.isHidden() or self.more_fields.check()
        if not sound:
            self.fields.focus_first_fault()
        elif not more:
            self.more_fields.focus_first_fault()
        return sound and more

    def answer(self) -> WithEffectAnswer:
        """What was typed."""
        return WithEffectAnswer(self.values())
