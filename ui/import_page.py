"""The upload page: what a sheet would change, counted and cell by cell, before anything is changed (spreadsheets.md, stages 4–10)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import Hairline, PushButton
from ui.details_parts import clear_layout
from ui.details_section import plain_label
from ui.dialogs.parts import IconLine, Picture, wrapped
from ui.fields import LineField
from ui.icons import icon
from ui.import_parts import Busy, ShareBar, Steps
from ui.import_side import ImportSide
from ui.import_state import ImportCounts, ImportOptions, ImportSource, rows_to_apply
from ui.locales import show_number
from ui.page_head import PageHead
from ui.record_table import RecordTable
from ui.roles import Editor
from ui.theme import panel_font, weighted

FILE, COLUMNS, PREVIEW, DONE = range(4)
MOST_NOTICES = 3
SEARCH_WIDTH = 280


class ImportPage(QWidget):
    """One upload from reading to done. The caller reads and applies; the page shows and asks.

    `options_changed` asks for a new preview; `kind_chosen` ("new", "changed", "conflicts", "errors", "unchanged", "all") and
    `search_changed` filter the rows of the model given to `show_preview`. Until a new preview comes, *Apply* waits.
    """

    options_changed = Signal(ImportOptions)
    apply_requested = Signal(ImportOptions)
    kind_chosen = Signal(str)
    search_changed = Signal(str)
    stop_requested = Signal()
    closed = Signal()

    def __init__(self, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = ImportCounts()
        self._reading = True
        self.head = PageHead(back, _("Upload"), self)
        self.steps = Steps((_("File"), _("Columns"), _("Preview"), _("Done")), self.head)
        self.head.add_tool(self.steps)
        self.side = ImportSide(self)
        self.busy = Busy(self)
        self.preview = self._make_preview()
        self.message = self._make_message(back)
        self.stack = QStackedWidget(self)
        for part in (self.busy, self.preview, self.message):
            self.stack.addWidget(part)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.side)
        across.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Hairline(self))
        column.addLayout(across, 1)
        self._connect()
        self.side.hide()

    def _make_preview(self) -> QWidget:
        """The bar, the search, what else is to say, the table, and the foot."""
        page = QWidget(self)
        self.bar = ShareBar(page)
        self.search = LineField(Editor("text", hint=_("Find in these rows")), page)
        self.search.setAccessibleName(_("Find in these rows"))
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self.shown = wrapped("", page, muted=True, small=True)
        self.notices = QVBoxLayout()
        self.notices.setSpacing(4)
        self.table = RecordTable(page)
        self.table.setAccessibleName(_("Rows of the file"))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.search, 2)
        line.addWidget(self.shown, 3, Qt.AlignmentFlag.AlignVCenter)
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 10)
        top.setSpacing(10)
        top.addWidget(self.bar)
        top.addLayout(line)
        top.addLayout(self.notices)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline(page))
        column.addWidget(self.table, 1)
        column.addWidget(Hairline(page))
        column.addWidget(self._make_foot(page))
        return page

    def _make_foot(self, page: QWidget) -> QWidget:
        foot = QWidget(page)
        foot.setBackgroundRole(QPalette.ColorRole.Window)
        foot.setAutoFillBackground(True)
        self.reason = wrapped("", foot, muted=True, small=True)
        self.sum = plain_label("", foot, muted=True)
        self.cancel_button = PushButton(_("Cancel"), foot)
        self.apply_button = PushButton("", foot, filled=True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self.reason, 1, Qt.AlignmentFlag.AlignVCenter)
        for part in (self.sum, self.cancel_button, self.apply_button):
            row.addWidget(part)
        return foot

    def _make_message(self, back: str) -> QWidget:
        """What stands there once it is done, or where the file as a whole is refused."""
        page = QWidget(self)
        self.sign = Picture("success", "good", page)
        self.told = plain_label("", page)
        self.told.setFont(weighted(panel_font(self.font()), 500))
        self.told.setWordWrap(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.untouched = wrapped(_("Nothing was changed."), page, muted=True)
        self.back_button = PushButton(_("Back to {page}").format(page=back), page, filled=True)
        middle = QVBoxLayout()
        middle.setSpacing(12)
        middle.addStretch(2)
        for part in (self.sign, self.told, self.untouched):
            middle.addWidget(part)
        middle.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        middle.addStretch(3)
        row = QHBoxLayout(page)
        row.addStretch(1)
        row.addLayout(middle, 2)
        row.addStretch(1)
        return page

    def _connect(self) -> None:
        self.head.back_requested.connect(self.closed)
        self.cancel_button.clicked.connect(lambda: self.closed.emit())
        self.back_button.clicked.connect(lambda: self.closed.emit())
        self.busy.stopped.connect(self.stop_requested)
        self.side.kind_chosen.connect(self._on_kind)
        self.side.options_changed.connect(self._show_foot)
        self.side.reread_needed.connect(self._reread)
        self.search.textChanged.connect(self.search_changed)
        self.apply_button.clicked.connect(self._apply)

    # What the caller tells ---------------------------------------------------------------------------------------------------------------

    def show_source(self, source: ImportSource) -> None:
        """Name the file and offer what can be chosen about it."""
        self.head.line.setText(", ".join(part for part in (source.name, source.line) if part))
        self.side.show_source(source)

    def show_reading(self, name: str) -> None:
        """The file is being read. Where a preview stands already it stays, and *Apply* waits."""
        self._reading = True
        if self.stack.currentWidget() is self.preview and self.side.isVisibleTo(self):
            self._show_foot()
            return
        self.side.hide()
        self.steps.set_current(FILE)
        self.head.line.setText(name)
        self.busy.begin(_("Reading {file}").format(file=name))
        self.stack.setCurrentWidget(self.busy)

    def show_preview(self, counts: ImportCounts, model: QAbstractItemModel, notices: Sequence[str] = ()) -> None:
        """Show what would change. *model* has the columns and roles of `ui.roles`; notices: unknown columns and the like."""
        first = self.table.model() is None
        self._reading = False
        self.counts = counts
        self.side.show_counts(counts)
        self.side.what.show()
        self.side.show()
        self.bar.set_parts(
            (
                (_("New"), "good", counts.new),
                (_("Changed"), "info", counts.changed),
                (_("Conflicts"), "warn", counts.conflicts),
                (_("Errors"), "bad", counts.errors),
                (_("Unchanged"), "", counts.unchanged),
            )
        )
        self._show_notices(notices)
        if self.table.model() is not model:
            self.table.setModel(model)
        self.steps.set_current(PREVIEW)
        self.stack.setCurrentWidget(self.preview)
        self._show_foot()
        self._on_kind(self.side.kind())
        if first:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_notices(self, notices: Sequence[str]) -> None:
        clear_layout(self.notices)
        for text in notices[:MOST_NOTICES]:
            self.notices.addWidget(IconLine("info", "info", text, self.preview))
        left = notices[MOST_NOTICES:]
        if left:
            more = wrapped(ngettext("{n} more notice", "{n} more notices", len(left)).format(n=len(left)), self.preview, muted=True)
            more.setToolTip("\n".join(left))
            self.notices.addWidget(more)

    def show_refused(self, sentence: str) -> None:
        """The file as a whole cannot be taken, with the reason; how it is read can be changed where there is a choice."""
        self._reading = False
        self.steps.set_current(FILE)
        self.side.what.hide()
        self.side.setVisible(self.side.has_file_choices())
        self._show_message("error", "bad", sentence, is_done=False)

    def show_applying(self, done: int, total: int) -> None:
        """So many rows are written; *Stop* leaves everything as it was."""
        if self.stack.currentWidget() is not self.busy:
            self.side.hide()
            self.busy.begin(_("Applying the changes"))
            self.stack.setCurrentWidget(self.busy)
        self.busy.set(done, total)

    def show_done(self, sentence: str) -> None:
        """Everything is applied."""
        self.steps.set_current(DONE + 1)
        self.side.hide()
        self._show_message("success", "good", sentence, is_done=True)

    def _show_message(self, name: str, tone: str, sentence: str, *, is_done: bool) -> None:
        self.sign.set_icon(name, tone)
        self.told.setText(sentence)
        self.untouched.setVisible(not is_done)
        self.stack.setCurrentWidget(self.message)
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the person does ----------------------------------------------------------------------------------------------------------------

    def options(self) -> ImportOptions:
        """What is chosen now."""
        return self.side.options()

    def _on_kind(self, key: str) -> None:
        self.shown.setText(_("Cells that change or fail") if key == "all" else "")
        self.kind_chosen.emit(key)

    def _reread(self) -> None:
        self._reading = True
        self._show_foot()
        self.options_changed.emit(self.options())

    def reason_to_wait(self) -> str:
        """Why *Apply* cannot be pressed; empty where it can."""
        if self._reading:
            return _("Reading again…")
        errors = self.counts.errors
        if errors and not self.options().skip_errors:
            text = ngettext("{n} row has an error; skip or correct it.", "{n} rows have an error; skip or correct them.", errors)
            return text.format(n=show_number(errors))
        return "" if rows_to_apply(self.counts, self.options()) else _("The file changes nothing.")

    def _show_foot(self) -> None:
        """Say what *Apply* does, or why it waits."""
        counts, reason = self.counts, self.reason_to_wait()
        parts = ((counts.new, _("{n} new")), (counts.changed, _("{n} changed")))
        self.sum.setText(" + ".join(text.format(n=show_number(count)) for count, text in parts if count))
        rows = rows_to_apply(counts, self.options())
        text = ngettext("Apply {n} row", "Apply {n} rows", rows).format(n=show_number(rows))
        self.apply_button.setText(text if rows else _("Apply"))
        self.apply_button.setEnabled(not reason)
        self.apply_button.setToolTip(reason)
        self.reason.setText(reason)
        self.sum.setVisible(not reason)

    def _apply(self) -> None:
        # A second press before the first is answered must not apply twice.
        self.apply_button.setEnabled(False)
        self.apply_requested.emit(self.options())
