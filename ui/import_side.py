"""The left of the upload page: how many rows of each kind, and what is done with them (X4, X5, X9)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QRadioButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import Hairline
from ui.details_section import plain_label
from ui.dialogs.parts import IconLine, wrapped
from ui.fields import ChoiceField
from ui.import_parts import CountButton
from ui.import_state import ImportCounts, ImportOptions, ImportSource
from ui.locales import show_number
from ui.roles import Choice, Editor
from ui.theme import caption_font, weighted

WIDTH, WIDEST = 220, 320


class ImportSide(QScrollArea):
    """Counts that filter the table, and the choices. `kind_chosen` brings "new", "changed", "conflicts", "errors", "unchanged" or "all";
    `reread_needed` says that a choice changes what the preview shows; `options_changed` any choice."""

    kind_chosen = Signal(str)
    reread_needed = Signal()
    options_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._pane = QWidget()
        self.setWidget(self._pane)
        for ground in (self.viewport(), self._pane):
            ground.setBackgroundRole(QPalette.ColorRole.Window)
            ground.setAutoFillBackground(True)
        self.kinds: dict[str, CountButton] = {}
        self._groups: list[QButtonGroup] = []
        self.what = QWidget(self._pane)
        self._column = QVBoxLayout(self.what)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._lay_rows()
        self._lay_cells()
        self._lay_choices()
        # How the file is read stands by itself: it stays where the file as a whole is refused.
        all_parts = QVBoxLayout(self._pane)
        all_parts.setContentsMargins(10, 12, 10, 12)
        all_parts.setSpacing(2)
        all_parts.addWidget(self.what)
        self._column = all_parts
        self._lay_file()
        all_parts.addStretch(1)

    def _title(self, text: str, *, first: bool = False) -> QLabel:
        label = plain_label(text, self._pane)
        label.setFont(weighted(caption_font(self.font()), 600))
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        label.setWordWrap(True)
        label.setContentsMargins(6, 0 if first else 14, 6, 4)
        self._column.addWidget(label)
        return label

    def _group(self, buttons: Sequence[QRadioButton | CountButton]) -> QButtonGroup:
        group = QButtonGroup(self)
        for button in buttons:
            group.addButton(button)
        self._groups.append(group)
        return group

    def _lay_rows(self) -> None:
        """The five kinds, and under a line their sum."""
        self._title(_("Rows"), first=True)
        kinds = (
            ("new", _("New"), "created", "good"),
            ("changed", _("Changed"), "changed", "info"),
            ("conflicts", _("Conflicts"), "conflict", "warn"),
            ("errors", _("Errors"), "error", "bad"),
            ("unchanged", _("Unchanged"), "unchanged", "muted"),
            ("all", _("All rows"), "all", "muted"),
        )
        for key, label, icon, tone in kinds:
            if key == "all":
                self._column.addSpacing(4)
                self._column.addWidget(Hairline(self._pane))
                self._column.addSpacing(4)
            button = CountButton(key, label, icon, tone, self._pane)
            button.setCheckable(True)
            self._column.addWidget(button)
            self.kinds[key] = button
        self.kinds["all"].setChecked(True)
        self._group(list(self.kinds.values())).buttonToggled.connect(self._on_kind)
        self.empty = wrapped("", self._pane, muted=True, small=True)
        self.empty.setContentsMargins(36, 2, 6, 0)
        self._column.addWidget(self.empty)

    def _on_kind(self, button: CountButton, on: bool) -> None:
        if on:
            self.kind_chosen.emit(button.key)

    def _lay_cells(self) -> None:
        self._title(_("Cells"))
        self.cells_changed = CountButton("cells_changed", _("Changed"), "changed", "info", self._pane)
        self.cells_emptied = CountButton("cells_emptied", _("Emptied"), "erased", "bad", self._pane)
        for button in (self.cells_changed, self.cells_emptied):
            # These two are figures only: a cell belongs to a row of some kind above.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._column.addWidget(button)

    def _radio(self, text: str, checked: bool) -> QRadioButton:
        button = QRadioButton(text, self._pane)
        button.setChecked(checked)
        button.setMinimumHeight(26)
        self._column.addLayout(_indented(button))
        return button

    def _combo(self, title: QLabel, choices: Sequence[Choice]) -> ChoiceField:
        field = ChoiceField(Editor("choice", tuple(choices)), self._pane)
        field.setAccessibleName(title.text())
        title.setBuddy(field)
        self._column.addLayout(_indented(field))
        field.edited.connect(self._reread)
        return field

    def _lay_choices(self) -> None:
        self.errors_title = self._title(_("Rows with an error"))
        self.refuse = self._radio(_("Apply nothing"), checked=True)
        self.skip = self._radio("", checked=False)
        self._group([self.refuse, self.skip]).buttonToggled.connect(lambda _button, on: self.options_changed.emit() if on else None)
        become = self._title(_("New people become"))
        self.become = self._combo(become, (Choice("invited", _("Invited prospects")), Choice("member", _("Members"))))
        self.become.set_value("invited")
        self._title(_("Empty cells"))
        self.keep = self._radio(_("Keep what is there"), checked=True)
        self.erase = self._radio(_("Erase what is there"), checked=False)
        self._group([self.keep, self.erase]).buttonToggled.connect(lambda _button, on: self._reread() if on else None)
        self.erasing = IconLine("erased", "bad", "", self._pane)
        self.erasing.setContentsMargins(6, 2, 6, 0)
        self._column.addWidget(self.erasing)

    def _lay_file(self) -> None:
        """Which sheet of a workbook; how the text of a CSV is read."""
        self.sheet_title = self._title(_("Sheet"))
        self.sheet = self._combo(self.sheet_title, ())
        self.encoding_title = self._title(_("Encoding"))
        self.encoding = self._combo(self.encoding_title, ())
        self.delimiter_title = self._title(_("Columns are parted by"))
        self.delimiter = self._combo(self.delimiter_title, ())

    def _reread(self) -> None:
        self.options_changed.emit()
        self.reread_needed.emit()

    def show_counts(self, counts: ImportCounts) -> None:
        """Show the figures; their sum stands under the line."""
        for key, button in self.kinds.items():
            button.set_count(counts.rows if key == "all" else getattr(counts, key))
        self.cells_changed.set_count(counts.cells_changed)
        self.cells_emptied.set_count(counts.cells_emptied)
        skipped = ngettext("{n} empty row skipped", "{n} empty rows skipped", counts.empty_rows)
        self.empty.setText(skipped.format(n=show_number(counts.empty_rows)) if counts.empty_rows else "")
        skip = ngettext("Skip this {n} row", "Skip these {n} rows", counts.errors).format(n=show_number(counts.errors))
        self.skip.setText(skip)
        for part in (self.errors_title, self.refuse, self.skip):
            part.setVisible(counts.errors > 0)
        erased = ngettext("{n} cell will be erased.", "{n} cells will be erased.", counts.cells_emptied)
        self.erasing.label.setText(erased.format(n=show_number(counts.cells_emptied)))
        self.erasing.setVisible(counts.cells_emptied > 0)
        self.updateGeometry()

    def show_source(self, source: ImportSource) -> None:
        """Offer what can be chosen about this file: a sheet among several, or how a CSV is read."""
        sheets = tuple(Choice(name, name) for name in source.sheets)
        parts = (
            (self.sheet_title, self.sheet, sheets if len(sheets) > 1 else (), source.sheet),
            (self.encoding_title, self.encoding, source.encodings, source.encoding),
            (self.delimiter_title, self.delimiter, source.delimiters, source.delimiter),
        )
        for title, field, choices, value in parts:
            field.clear()
            for choice in choices:
                field.addItem(choice.label, choice.value or "")
            field.set_value(value)
            title.setVisible(bool(choices))
            field.setVisible(bool(choices))

    def sizeHint(self) -> QSize:
        # Long words widen the pane a little; a scroll bar must not cover the figures.
        wanted = self._pane.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(min(max(WIDTH, wanted), WIDEST), 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 80)

    def has_file_choices(self) -> bool:
        """Whether the file can be read in another way."""
        return any(field.count() > 0 for field in (self.sheet, self.encoding, self.delimiter))

    def kind(self) -> str:
        """The kind of rows that is shown."""
        return next(key for key, button in self.kinds.items() if button.isChecked())

    def options(self) -> ImportOptions:
        """What is chosen now."""
        return ImportOptions(
            register=self.become.value() == "member",
            erase_empty=self.erase.isChecked(),
            skip_errors=self.skip.isChecked(),
            sheet=self.sheet.value(),
            encoding=self.encoding.value(),
            delimiter=self.delimiter.value(),
        )


def _indented(widget: QWidget) -> QHBoxLayout:
    """The widget on the left edge that titles and icons have."""
    row = QHBoxLayout()
    row.setContentsMargins(6, 0, 6, 0)
    row.addWidget(widget, 1)
    return row
