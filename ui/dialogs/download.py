"""Download a spreadsheet: which people, which columns, which format (X1, X12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.details_section import plain_label
from ui.dialogs.parts import heading, wrapped
from ui.dialogs.question import Question
from ui.fields import ChoiceField
from ui.locales import show_number
from ui.roles import Choice, Editor
from ui.theme import digits

Format = Literal["xlsx", "csv"]
Columns = Literal["all", "table"]


@dataclass(frozen=True)
class Scope:
    """One answer to *who*: a key for the caller, the words, and how many people that is."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class DownloadAnswer:
    """What to download: the key of the scope, the format, which columns, and the language of the headings."""

    scope: str
    format: Format
    columns: Columns
    language: str


class Download(Question):
    """Ask what goes into the sheet. An empty scope can be read but not chosen; the file is asked for afterwards."""

    def __init__(
        self,
        scopes: Sequence[Scope],
        languages: Sequence[Choice],
        *,
        scope: str = "",
        format: Format = "xlsx",  # noqa: A002 - the word a person knows
        columns: Columns = "all",
        language: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Download"), parent=parent)
        self._scopes = {shown.key: shown for shown in scopes}
        self.who: dict[str, QRadioButton] = {}
        self.formats: dict[Format, QRadioButton] = {}
        self.columns: dict[Columns, QRadioButton] = {}
        self._groups: list[QButtonGroup] = []
        self._ask_who(scopes, scope)
        self._ask_columns(columns)
        self._ask_format(format)
        self.language = ChoiceField(Editor("choice", tuple(languages)), self.content)
        self.language.setAccessibleName(_("Language of the headings"))
        self.language.set_value(language or (str(languages[0].value) if languages else ""))
        if len(languages) > 1:
            self.body.addWidget(heading(_("Language of the headings"), self.content))
            self.body.addWidget(self.language)
        self.language.setVisible(len(languages) > 1)
        self.body.addStretch(1)
        self.add_foot("", hint=_("The file can be edited and uploaded again."))
        for button in self.who.values():
            button.toggled.connect(lambda _on: self._show_action())
        self._show_action()

    def _block(self, title: str) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(6)
        block.addWidget(heading(title, self.content))
        self.body.addLayout(block)
        return block

    def _ask_who(self, scopes: Sequence[Scope], chosen: str) -> None:
        block = self._block(_("Who"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        group = self._new_group()
        for row, shown in enumerate(scopes):
            button = QRadioButton(shown.label.replace("&", "&&"), self.content)
            button.setEnabled(shown.count > 0)
            button.setAccessibleName(f"{shown.label}, {shown.count}")
            group.addButton(button)
            count = plain_label(show_number(shown.count), self.content, muted=True)
            count.setFont(digits(self.font()))
            grid.addWidget(button, row, 0)
            grid.addWidget(count, row, 1, Qt.AlignmentFlag.AlignRight)
            self.who[shown.key] = button
        possible = [shown.key for shown in scopes if shown.count > 0]
        first = chosen if chosen in possible else possible[0] if possible else ""
        if first:
            self.who[first].setChecked(True)
            self.who[first].setFocus(Qt.FocusReason.OtherFocusReason)
        block.addLayout(grid)

    def _ask_columns(self, chosen: Columns) -> None:
        block = self._block(_("Columns"))
        group = self._new_group()
        for key, label in (("all", _("All that can be edited")), ("table", _("As in the table"))):
            button = QRadioButton(label, self.content)
            button.setChecked(key == chosen)
            group.addButton(button)
            block.addWidget(button)
            self.columns[key] = button  # type: ignore[index]

    def _ask_format(self, chosen: Format) -> None:
        block = self._block(_("Format"))
        row = QHBoxLayout()
        row.setSpacing(20)
        group = self._new_group()
        for key, label in (("xlsx", _("Excel (XLSX)")), ("csv", _("Text (CSV)"))):
            button = QRadioButton(label, self.content)
            button.setChecked(key == chosen)
            group.addButton(button)
            row.addWidget(button)
            self.formats[key] = button  # type: ignore[index]
        row.addStretch(1)
        block.addLayout(row)
        self.note = wrapped("", self.content, muted=True, small=True)
        block.addWidget(self.note)
        self.formats["csv"].toggled.connect(self._show_note)
        self._show_note(chosen == "csv")

    def _show_note(self, is_csv: bool) -> None:
        csv, xlsx = _("Numbers keep their zeros only if they are opened as text."), _("Keeps leading zeros and dates as they are.")
        self.note.setText(csv if is_csv else xlsx)

    def _new_group(self) -> QButtonGroup:
        group = QButtonGroup(self)
        self._groups.append(group)
        return group

    def _scope(self) -> str:
        return next((key for key, button in self.who.items() if button.isChecked()), "")

    def _show_action(self) -> None:
        count = self._scopes[self._scope()].count if self._scope() else 0
        self.set_action(ngettext("Download {n} row", "Download {n} rows", count).format(n=show_number(count)))

    def check(self) -> bool:
        """Nobody to download is said, not done."""
        if self._scope():
            return True
        self.hint.setText(_("There is nobody to download."))
        return False

    def answer(self) -> DownloadAnswer:
        """What was ticked."""
        chosen_format: Format = "csv" if self.formats["csv"].isChecked() else "xlsx"
        columns: Columns = "table" if self.columns["table"].isChecked() else "all"
        return DownloadAnswer(self._scope(), chosen_format, columns, self.language.value())
