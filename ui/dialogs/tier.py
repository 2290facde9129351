"""Dialogs about a tier itself: a new one with what its threshold does, and retiring one with where its members go (T1, T10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.dialogs.checked import CheckedQuestion, RowsField
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.effect import EffectBanner
from ui.dialogs.question import Question
from ui.form import FieldSpec, Form


class NewTier(Question):
    """Asks for the details of a new tier. `typed` brings them at each key: the owner says by `show_effect` whom the threshold lifts."""

    typed = Signal(dict)

    def __init__(self, specs: Sequence[FieldSpec], *, problems: Mapping[str, str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(_("New tier"), parent=parent)
        self.form = self.fields = Form(specs, columns=2, parent=self.content)
        self.effect = EffectBanner(self.content)
        self.effect.say(_("Its place follows from its threshold."))
        self.body.addWidget(self.fields)
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        self.add_foot(_("Add tier"))
        self.fields.edited.connect(lambda _key: self.typed.emit(self.fields.values()))
        for key, sentence in (problems or {}).items():
            if self.fields.has(key):
                self.fields.set_problem(key, sentence)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer: what comes later must not reach a dialog that is gone."""
        return not self._is_over

    def show_effect(self, sentence: str, tone: str = "info") -> None:
        """Say what the threshold does."""
        self.effect.say(sentence, tone)

    def answer(self) -> dict[str, str]:
        """The texts as typed, by key."""
        return self.fields.values()


@dataclass(frozen=True)
class RetireTierAnswer:
    """Where the members go, and why."""

    to: int
    note: str


class RetireTier(CheckedQuestion):
    """Which tier the members of a retired one move to, with what that means said before."""

    def __init__(
        self,
        title: str,
        rows: Sequence[ChoiceRow],
        note: FieldSpec,
        *,
        effect: str,
        action: str,
        typed: RetireTierAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.tiers = RowsField("to", _("Its members move to"), rows, self.content, fault=_("Choose a tier."))
        self.note = Form([FieldSpec("note", note.label, note.editor, "" if typed is None else typed.note)], parent=self.content)
        self.effect = EffectBanner(self.content)
        self.effect.say(effect, "warn")
        for part in (self.tiers, self.note, self.effect):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.parts += [self.tiers, self.note]
        self.add_foot(action)
        if typed is not None:
            self.tiers.rows.choose([typed.to])
        self.show_problems(problems or {})

    def _focus_first(self) -> None:
        if not any(part.focus_first_fault() for part in self.parts):
            self.tiers.rows.list.setFocus()

    def answer(self) -> RetireTierAnswer:
        """Where they go."""
        return RetireTierAnswer(self.tiers.rows.chosen()[0], self.note.text("note"))
