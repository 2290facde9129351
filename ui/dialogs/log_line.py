"""A new line in the activity log: whom it is about, and what happened (features.md 2.14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.dialogs.question import Question
from ui.dialogs.subject import Subject, SubjectLine
from ui.form import FieldSpec, Form
from ui.roles import Editor


@dataclass(frozen=True)
class LogLineAnswer:
    """The line as typed; *who* is a number, card code, phone or e-mail where nobody was chosen before."""

    text: str
    who: str = ""


class LogLine(Question):
    """*subject* None: the dialog asks whom it is about. *typed* is an earlier try, with its *problems* by field."""

    def __init__(
        self,
        subject: Subject | None,
        *,
        typed: LogLineAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("New log line"), parent=parent)
        before = typed or LogLineAnswer("")
        fields = [FieldSpec("text", _("What happened"), Editor("long_text"), before.text, required=True)]
        if subject is None:
            hint = Editor("text", hint=_("Member no., card code, phone or e-mail"))
            fields.insert(0, FieldSpec("who", _("About whom"), hint, before.who, required=True))
        else:
            self.body.addWidget(SubjectLine(subject, self.content))
        self.form = Form(fields, parent=self.content)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        for key, sentence in (problems or {}).items():
            self.form.set_problem(key, sentence)
        self.add_foot(_("Add the line"), hint=_("Staff only; it stays in the log."))

    def answer(self) -> LogLineAnswer:
        """What was typed."""
        assert self.form is not None
        values = self.form.values()
        return LogLineAnswer(values["text"], values.get("who", ""))
