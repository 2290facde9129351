"""One record's fields in a dialog: made or changed, refusals marked at their fields with everything that was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from ui.dialogs.parts import wrapped
from ui.dialogs.question import Question
from ui.form import FieldSpec, Form


class RecordQuestion(Question):
    """Ask for the fields; the answer is their texts by key. *problems*: sentences by key where an earlier try was refused."""

    def __init__(
        self,
        title: str,
        fields: Sequence[FieldSpec],
        *,
        action: str,
        note: str = "",
        hint: str = "",
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        if note:
            self.body.addWidget(wrapped(note, self.content, muted=True))
        self.form = self.fields = Form(fields, columns=2, parent=self.content)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.add_foot(action, hint=hint)
        for key, sentence in (problems or {}).items():
            if self.fields.has(key):
                self.fields.set_problem(key, sentence)

    def answer(self) -> dict[str, str]:
        """The texts as typed, by key."""
        return self.fields.values()
