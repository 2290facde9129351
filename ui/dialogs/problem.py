"""Something went wrong: what happened, what was kept, what to do; for a bug of ours the details to send."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import LinkButton
from ui.details_section import plain_label
from ui.dialogs.parts import IconLine
from ui.dialogs.question import Question
from ui.theme import weighted


@dataclass(frozen=True)
class ProblemAnswer:
    """The person pressed what the button offered (*Try again*); closing gives None."""


class Problem(Question):
    """Tell a problem. kept: what is safe. todo: what to do now. action: a next step to offer; details: what to send us."""

    def __init__(
        self,
        title: str,
        happened: str,
        *,
        kept: str = "",
        todo: str = "",
        details: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self._action, self.details = action, details
        lines = (("error", "bad", happened), ("success", "good", kept), ("arrow", "accent", todo))
        for icon, tone, text in lines:
            if text:
                line = IconLine(icon, tone, text, self.content)
                if text == happened:
                    line.label.setFont(weighted(self.font(), 500))
                self.body.addWidget(line)
        if details:
            self._show_details()
        self.body.addStretch(1)
        self.add_foot(action or _("Close"), cancel=_("Close"))
        self.cancel_button.setVisible(bool(action))

    def _show_details(self) -> None:
        """The report, folded, with a way to copy it."""
        self.report = QPlainTextEdit(self.details, self.content)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setFixedHeight(120)
        self.report.setAccessibleName(_("Details"))
        self.report.hide()
        self.show_details = LinkButton(_("Show details"), self.content)
        self.copy = LinkButton(_("Copy details"), self.content)
        self.copied = plain_label("", self.content, muted=True)
        row = QHBoxLayout()
        row.setSpacing(14)
        for part in (self.show_details, self.copy, self.copied):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.report)
        self.body.addLayout(column)
        self.show_details.clicked.connect(self._unfold)
        self.copy.clicked.connect(self._copy)

    def _unfold(self) -> None:
        self.report.setVisible(self.report.isHidden())
        self.show_details.setText(_("Show details") if self.report.isHidden() else _("Hide details"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)
        self.copied.setText(_("Copied"))

    def press(self) -> None:
        """Take the step offered, or close."""
        if self._action:
            super().press()
        else:
            self.reject()

    def answer(self) -> ProblemAnswer:
        """The step offered is wanted."""
        return ProblemAnswer()
