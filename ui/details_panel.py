"""The details beside the table: one record with facts that are edited in place, many selected, or none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.bars import ActionRow
from ui.controls import Hairline, LinkButton, PushButton
from ui.details import Banner, ManyDetails, RecordDetails, Section
from ui.details_parts import BannerWidget, FigureCard, HeadCard, ManyCard, clear_layout
from ui.details_section import SectionWidget, plain_label
from ui.theme import weighted

MOST_BANNERS = 3
WIDTH = 348
WIDEST = 480
EDGE = 16


class DetailsPanel(QWidget):
    """What is known of the selection. Text typed and not saved is kept over a refresh, and over a visit to other records.

    `save_requested` brings the changed fields as typed; the owner answers with `end_edit()`, `show_problem()` or
    `show_refusal()`. `typed` brings them at each key, for a preview of what they would do.
    """

    edit_started = Signal()
    save_requested = Signal(dict)
    typed = Signal(dict)
    reverted = Signal()
    dirty_changed = Signal(bool)
    banner_clicked = Signal(str)
    expand_requested = Signal()
    section_opened = Signal(str)
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Details"))
        self.setMaximumWidth(WIDEST)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._details: RecordDetails | None = None
        self._sections: dict[str, SectionWidget] = {}
        self._folded: dict[str, bool] = {}
        self._drafts: dict[int, dict[str, dict[str, str]]] = {}
        self._actions: tuple[QAction, ...] = ()
        self._filled = True
        self._all_banners = False
        self._was_dirty = False

        self.head = HeadCard(self)
        self.figure = FigureCard(self)
        self.actions_row = ActionRow(self)
        self.refusal = BannerColumn(self)
        self.banners = BannerColumn(self)
        self.many = ManyCard(self)
        self._one_page, self._section_column = self._lay_one()
        self._many_page = _scrolled(self.many)
        self._none_page, self._none_title, self._none_sentence = self._lay_none()
        self._pages = QStackedWidget(self)
        for page in (self._none_page, self._one_page, self._many_page):
            self._pages.addWidget(page)
        self.foot = _Foot(self)
        self.foot.hide()

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.foot)

        self.head.expand_requested.connect(self.expand_requested)
        self.many.clear_requested.connect(self.clear_requested)
        self.banners.clicked.connect(self.banner_clicked)
        self.banners.more_requested.connect(self._show_all_banners)
        self.refusal.clicked.connect(self.banner_clicked)
        self.foot.save.clicked.connect(self.save)
        self.foot.revert.clicked.connect(self.revert)

    def _lay_one(self) -> tuple[QScrollArea, QVBoxLayout]:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(EDGE, 14, EDGE, EDGE)
        column.setSpacing(12)
        for part in (self.refusal, self.head, self.figure, self.actions_row, self.banners):
            column.addWidget(part)
        self._top = column
        sections = QVBoxLayout()
        sections.setSpacing(0)
        column.addLayout(sections)
        column.addStretch()
        return _scrolled(content, margins=False), sections

    def _lay_none(self) -> tuple[QWidget, QLabel, QLabel]:
        page = QWidget(self)
        title = plain_label("", page)
        title.setFont(weighted(self.font(), 600))
        sentence = plain_label("", page, muted=True)
        column = QVBoxLayout(page)
        column.setContentsMargins(32, 32, 32, 32)
        column.addStretch(2)
        for label in (title, sentence):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(3)
        return page, title, sentence

    def put_under_head(self, widget: QWidget) -> None:
        """Put a picture of the record between its name and its figure."""
        self._top.insertWidget(self._top.indexOf(self.figure), widget)

    def set_actions(self, actions: Sequence[QAction], filled: bool = True) -> None:
        """The commands on one record, the likeliest first; *filled* makes that one the one filled button."""
        self._actions, self._filled = tuple(actions), filled
        self._fill_actions()

    def _fill_actions(self) -> None:
        # While facts are fields, Save is the one filled button.
        self.actions_row.setVisible(bool(self._actions))
        self.actions_row.set_actions(self._actions, filled=self._filled and not self.is_editing())

    def record(self) -> int | None:
        """The id of the record shown; None where none or many are selected."""
        return None if self._details is None else self._details.record

    def show_record(self, details: RecordDetails) -> None:
        """Show one record, or newer data of the one shown. What was typed stays."""
        other, content = self.record() != details.record, self._one_page.widget()
        assert content is not None
        if other:
            self._leave()
            # Laid out once when all of it stands there: every part that comes or goes would have the whole panel laid out anew.
            content.hide()
        self._details = details
        self.head.show_record(details)
        self.figure.show_figure(details.figure)
        self.banners.show_banners(details.banners, None if self._all_banners else MOST_BANNERS)
        self._show_sections(details.sections)
        self._pages.setCurrentWidget(self._one_page)
        if other:
            content.show()
            self._one_page.verticalScrollBar().setValue(0)
            self._take_up_draft(details.record)
        self._tell_dirty()

    def _show_sections(self, sections: Sequence[Section]) -> None:
        keys = [section.key for section in sections]
        if keys != list(self._sections):
            kept = self._sections
            self._sections = {}
            for section in sections:
                widget = kept.pop(section.key) if section.key in kept else self._new_section(section)
                self._sections[section.key] = widget
                self._section_column.addWidget(widget)
            for gone in kept.values():
                gone.hide()
                gone.deleteLater()
        for section in sections:
            self._sections[section.key].show_section(section)

    def _new_section(self, section: Section) -> SectionWidget:
        widget = SectionWidget(section, self._folded.get(section.key, section.folded), self)
        widget.edit_requested.connect(lambda key: self.edit(section.key, key))
        widget.folded_changed.connect(self._folded.__setitem__)
        widget.led.connect(self.section_opened)
        widget.edited.connect(self._edited)
        return widget

    def show_many(self, many: ManyDetails) -> None:
        """Show what can be done to several selected records."""
        self._leave()
        self.many.show_many(many)
        self._pages.setCurrentWidget(self._many_page)
        self._tell_dirty()

    def show_nothing(self, title: str, sentence: str = "") -> None:
        """Say that nothing is selected, and what to do."""
        self._leave()
        self._none_title.setText(title)
        self._none_sentence.setText(sentence)
        self._pages.setCurrentWidget(self._none_page)
        self._tell_dirty()

    def _leave(self) -> None:
        """Put aside what was typed into the record shown until now."""
        if self._details is not None:
            typed = {key: form.changed() for key, widget in self._sections.items() if (form := widget.form) is not None}
            typed = {key: texts for key, texts in typed.items() if texts}
            if typed:
                self._drafts[self._details.record] = typed
        self._details = None
        self._all_banners = False
        self._close_forms()

    def _take_up_draft(self, record: int) -> None:
        for section_key, texts in self._drafts.pop(record, {}).items():
            widget = self._sections.get(section_key)
            if widget is None:
                continue
            widget.begin_edit(take_focus=False)
            for key, text in texts.items():
                if widget.form is not None and widget.form.has(key):
                    widget.form.set_text(key, text)
        if self.is_editing():
            self._open_foot()

    def drafts(self) -> tuple[int, ...]:
        """The ids of records with text typed and not saved, the one shown among them."""
        shown = (self._details.record,) if self._details is not None and self.changed() else ()
        return (*self._drafts, *shown)

    def edit(self, section_key: str, fact_key: str = "") -> None:
        """Turn a section's facts into fields and put the focus into one of them. KeyError for an unknown section."""
        began = not self.is_editing()
        self._sections[section_key].begin_edit(fact_key)
        self._open_foot()
        if began:
            self.edit_started.emit()

    def _open_foot(self) -> None:
        self.foot.show()
        self._fill_actions()

    def is_editing(self) -> bool:
        """True while facts are fields."""
        return any(widget.form is not None for widget in self._sections.values())

    def is_dirty(self) -> bool:
        """True while anything typed, here or in a record visited before, is not saved."""
        return bool(self.drafts())

    def changed(self) -> dict[str, str]:
        """The texts typed into the record shown and not saved, by key."""
        changed: dict[str, str] = {}
        for widget in self._sections.values():
            if widget.form is not None:
                changed.update(widget.form.changed())
        return changed

    def _edited(self) -> None:
        self._tell_dirty()
        self.typed.emit(self.changed())

    def _tell_dirty(self) -> None:
        if self.is_dirty() != self._was_dirty:
            self._was_dirty = not self._was_dirty
            self.dirty_changed.emit(self._was_dirty)

    def save(self) -> None:
        """Ask the owner to save what was changed; faults are marked instead, and the focus goes to the first."""
        forms = [widget.form for widget in self._sections.values() if widget.form is not None]
        faulty = [form for form in forms if not form.check()]
        if faulty:
            faulty[0].focus_first_fault()
            return
        changed = self.changed()
        if changed:
            self.save_requested.emit(changed)
        else:
            self.end_edit()

    def revert(self) -> None:
        """Let go of what was typed and show the facts again."""
        self.end_edit()
        self.reverted.emit()

    def end_edit(self) -> None:
        """The text is saved, or let go: show facts again."""
        self._close_forms()
        self._tell_dirty()

    def _close_forms(self) -> None:
        for widget in self._sections.values():
            widget.end_edit()
        if not self.foot.isHidden():
            self.foot.hide()
            self._fill_actions()
        self.refusal.show_banners(())

    def show_problem(self, key: str, sentence: str) -> None:
        """Mark a field as not to be taken, and move the focus there. Nothing happens where it is not being edited."""
        for widget in self._sections.values():
            if widget.form is not None and widget.form.has(key):
                widget.form.set_problem(key, sentence)
                widget.form.focus_first_fault()

    def show_refusal(self, text: str, action_label: str = "", key: str = "") -> None:
        """Say at the top why nothing was saved, with both values; the fields keep what was typed."""
        self.refusal.show_banners((Banner("bad", text, action_label, key, "error"),))
        self._one_page.ensureWidgetVisible(self.refusal)

    def _show_all_banners(self) -> None:
        self._all_banners = True
        if self._details is not None:
            self.banners.show_banners(self._details.banners)

    def folded(self) -> dict[str, bool]:
        """Which sections a person folded or unfolded, to be remembered."""
        return dict(self._folded)

    def set_folded(self, folded: dict[str, bool]) -> None:
        """Take up remembered foldings; sections already shown follow."""
        self._folded.update(folded)
        for key, widget in self._sections.items():
            widget.set_folded(self._folded.get(key, widget.folded))

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 500)


class BannerColumn(QWidget):
    """Banners under each other, the most urgent first; those beyond the limit as *2 more*."""

    clicked = Signal(str)
    more_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._shown: tuple[Banner, ...] = ()
        self.hide()

    def show_banners(self, banners: tuple[Banner, ...], most: int | None = None) -> None:
        """Show these banners, at most so many."""
        clear_layout(self._column)
        for banner in banners[:most]:
            widget = BannerWidget(banner, self)
            widget.clicked.connect(self.clicked)
            self._column.addWidget(widget)
        left = len(banners[most:]) if most is not None else 0
        if left:
            more = LinkButton(ngettext("{n} more", "{n} more", left).format(n=left), self)
            more.clicked.connect(self.more_requested)
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(banners))


class _Foot(QWidget):
    """*Save* and *Revert*, always in sight while facts are fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.save = PushButton(_("Save"), self, filled=True)
        self.revert = PushButton(_("Revert"), self)
        self.save.setShortcut("Ctrl+Return")
        self.save.setToolTip(_("Save (Ctrl+Enter)"))
        row = QHBoxLayout()
        row.setContentsMargins(EDGE, 10, EDGE, 10)
        row.setSpacing(8)
        row.addWidget(self.save)
        row.addWidget(self.revert)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        column.addLayout(row)


def _scrolled(content: QWidget, margins: bool = True) -> QScrollArea:
    """A page that scrolls up and down; room for its scroll bar is kept, so that nothing jumps."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page = QWidget(area)
    page.setBackgroundRole(QPalette.ColorRole.Base)
    page.setAutoFillBackground(True)
    column = QVBoxLayout(page)
    column.setContentsMargins(EDGE if margins else 0, 14 if margins else 0, EDGE if margins else 0, 0)
    column.addWidget(content)
    column.addStretch()
    area.setWidget(page)
    return area
