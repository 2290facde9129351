"""One record's fields in a dialog: made or changed, refusals marked at their fields with everything that was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from ui.dialogs.parts import wrapped
from ui.dialogs.question import NARROW, WIDE, Question
from ui.form import FieldSpec, Form


class RecordQuestion(Question):
    """Ask for the fields; the answer is their texts by key. More than two *columns* make the dialog wide.

    *problems*: sentences by key where an earlier try was refused.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FieldSpec],
        *,
        action: str,
        note: str = "",
        hint: str = "",
        columns: int = 2,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, width=WIDE if columns > 2 else NARROW, parent=parent)
        if note:
            self.body.addWidget(wrapped(note, self.content, muted=True))
        self.form = self.fields = Form(_packed(fields, columns), columns=columns, parent=self.content)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.add_foot(action, hint=hint)
        for key, sentence in (problems or {}).items():
            if self.fields.has(key):
                self.fields.set_problem(key, sentence)

    def answer(self) -> dict[str, str]:
        """The texts as typed, by key."""
        return self.fields.values()


def _packed(fields: Sequence[FieldSpec], columns: int) -> list[FieldSpec]:
    """The fields in rows without gaps: where one is too wide for the rest of a row, the next that fits comes first."""
    left, found, room = list(fields), list[FieldSpec](), columns
    while left:
        fitting = next((spec for spec in left if min(spec.span, columns) <= room), None)
        if fitting is None:
            room = columns
            continue
        left.remove(fitting)
        found.append(fitting)
        room -= min(fitting.span, columns)
    return found
