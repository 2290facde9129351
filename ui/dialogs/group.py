"""One group: its name, colour and description (W1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.dialogs.question import Question
from ui.dialogs.save_view import check_name
from ui.form import FieldSpec, Form
from ui.roles import Choice, Editor


@dataclass(frozen=True)
class GroupAnswer:
    """The details of the group as they were typed; *colour* is `#rrggbb`."""

    name: str
    colour: str
    description: str


class GroupDialog(Question):
    """*values* are those of the group that is edited, or of an earlier try, with *problems* by key; *colours* are offered as swatches."""

    form: Form

    def __init__(
        self,
        title: str,
        action: str,
        colours: Sequence[Choice],
        values: GroupAnswer,
        *,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.form = Form(
            [
                FieldSpec("name", _("Name"), Editor("text", check=check_name), values.name, required=True),
                FieldSpec("colour", _("Colour"), Editor("colour", tuple(colours)), values.colour),
                FieldSpec("description", _("Description"), Editor("long_text"), values.description),
            ],
            parent=self.content,
        )
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_foot(action)
        for key, sentence in (problems or {}).items():
            self.form.set_problem(key if self.form.has(key) else "name", sentence)

    def answer(self) -> GroupAnswer:
        return GroupAnswer(self.form.text("name"), self.form.text("colour"), self.form.text("description"))
