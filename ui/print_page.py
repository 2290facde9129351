"""The print page: the paper as it will come out, and beside it where and how (K1, K5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from resources.i18n import _, ngettext
from ui.controls import Hairline, LinkButton, PushButton, ToolButton
from ui.details_parts import clear_layout
from ui.details_section import plain_label
from ui.dialogs.parts import IconLine, heading, wrapped
from ui.fields import ChoiceField
from ui.icons import icon
from ui.locales import show_number
from ui.page_head import PageHead
from ui.paper_view import PaperView
from ui.place_grid import PlaceGrid
from ui.print_state import Paper, PrintDocument, PrintOptions
from ui.roles import Choice, Editor
from ui.theme import digits, panel_font, weighted

WIDTH = 348
MOST_COPIES = 99


class PrintPage(QWidget):
    """Cards before they are printed. The caller lays them out anew on `options_changed` and answers with `show_document`;
    `page_needed` (index, device pixels a millimetre) is answered with `show_page`. *line* says whom it concerns.
    """

    options_changed = Signal(PrintOptions)
    page_needed = Signal(int, float)
    print_requested = Signal(PrintOptions)
    save_requested = Signal(PrintOptions)
    closed = Signal()

    def __init__(
        self,
        back: str,
        line: str,
        papers: Sequence[Paper],
        options: PrintOptions,
        *,
        printers: Sequence[Choice] = (),
        has_back_sides: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._papers = {paper.key: paper for paper in papers}
        self._document: PrintDocument | None = None
        self.head = PageHead(back, _("Print cards"), self)
        self.head.line.setText(line)
        self.view = PaperView(self)
        self._add_tools()
        self.papers: dict[str, QRadioButton] = {}
        self.side = self._make_side(options, printers, has_back_sides)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.view, 1)
        across.addWidget(Hairline(self, upright=True))
        across.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Hairline(self))
        column.addLayout(across, 1)
        self._connect()
        self._show_paper()
        self._show_place()

    def _tool(self, name: str, label: str) -> ToolButton:
        button = ToolButton(None, self.head)
        button.set_icon(name, label)
        self.head.add_tool(button)
        return button

    def _add_tools(self) -> None:
        """Zoom, and which page."""
        self.smaller = self._tool("zoom-out", _("Smaller"))
        self.zoom = LinkButton(_("Whole page"), self.head, muted=True)
        self.zoom.setToolTip(_("Show the whole page"))
        self.head.add_tool(self.zoom)
        self.larger = self._tool("zoom-in", _("Larger"))
        self.head.add_tool(Hairline(self.head, upright=True))
        self.before = self._tool("previous", _("Page before"))
        self.place = plain_label("", self.head)
        self.place.setFont(digits(weighted(self.font(), 500)))
        self.head.add_tool(self.place)
        self.after = self._tool("next", _("Next page"))

    def _make_side(self, options: PrintOptions, printers: Sequence[Choice], has_back_sides: bool) -> QWidget:
        """Title, papers, places, copies and ticks; the foot with the two buttons."""
        side = QWidget(self)
        side.setMinimumWidth(WIDTH)
        side.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        side.setBackgroundRole(QPalette.ColorRole.Base)
        side.setAutoFillBackground(True)
        scroll = QScrollArea(side)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pane = QWidget()
        scroll.setWidget(pane)
        for ground in (scroll.viewport(), pane):
            ground.setBackgroundRole(QPalette.ColorRole.Base)
            ground.setAutoFillBackground(True)
        self.title = wrapped("", pane)
        self.title.setFont(weighted(panel_font(self.font()), 600))
        self.spread = wrapped("", pane, muted=True, small=True)
        column = QVBoxLayout(pane)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.spread)
        column.addSpacing(12)
        self._add_papers(pane, column, options)
        column.addSpacing(14)
        column.addLayout(self._make_places(pane, options, has_back_sides))
        if printers:
            column.addSpacing(14)
            column.addWidget(Hairline(pane))
            column.addSpacing(8)
            column.addWidget(heading(_("Printer"), pane))
        self.printer = ChoiceField(Editor("choice", tuple(printers)), pane)
        self.printer.setAccessibleName(_("Printer"))
        self.printer.set_value(options.printer)
        self.printer.setVisible(bool(printers))
        column.addWidget(self.printer)
        column.addSpacing(14)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(6)
        column.addLayout(self.notes)
        column.addStretch(1)
        whole = QVBoxLayout(side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(Hairline(side))
        whole.addLayout(self._make_foot(side))
        return side

    def _add_papers(self, pane: QWidget, column: QVBoxLayout, options: PrintOptions) -> None:
        column.addWidget(heading(_("Paper"), pane))
        self._paper_group = QButtonGroup(self)
        for paper in self._papers.values():
            button = QRadioButton(paper.label.replace("&", "&&"), pane)
            button.setMinimumHeight(26)
            button.setChecked(paper.key == options.paper)
            self._paper_group.addButton(button)
            column.addWidget(button)
            self.papers[paper.key] = button
        if options.paper not in self.papers and self.papers:
            next(iter(self.papers.values())).setChecked(True)

    def _make_places(self, pane: QWidget, options: PrintOptions, has_back_sides: bool) -> QHBoxLayout:
        self._start_side = QWidget(pane)
        self.places_title = heading(_("Start at place"), self._start_side)
        self.places = PlaceGrid(self._start_side)
        self.places.set_shape(self.paper().columns, self.paper().rows)
        self.places.set_start(options.start)
        left = QVBoxLayout(self._start_side)
        left.setContentsMargins(0, 0, 28, 0)
        left.setSpacing(6)
        left.addWidget(self.places_title)
        left.addWidget(self.places)
        left.addStretch(1)
        self.copies = QSpinBox(pane)
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setValue(options.copies)
        self.copies.setFixedWidth(84)
        self.copies.setAccessibleName(_("Copies of each"))
        self.cut_outlines = QCheckBox(_("Cut outlines"), pane)
        self.cut_outlines.setChecked(options.cut_outlines)
        self.back_sides = QCheckBox(_("Back sides"), pane)
        self.back_sides.setChecked(options.back_sides and has_back_sides)
        self.back_sides.setVisible(has_back_sides)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(heading(_("Copies of each"), pane))
        # Without an alignment the narrow field would keep the whole column narrow.
        right.addWidget(self.copies, 0, Qt.AlignmentFlag.AlignLeading)
        right.addSpacing(6)
        right.addWidget(self.cut_outlines)
        right.addWidget(self.back_sides)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._start_side)
        row.addLayout(right, 1)
        return row

    def _make_foot(self, side: QWidget) -> QHBoxLayout:
        self.save_button = PushButton(_("Save as PDF…"), side)
        self.print_button = PushButton(_("Print"), side, filled=True)
        self.print_button.setIcon(icon("print", "on_accent"))
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.print_button)
        return foot

    def _connect(self) -> None:
        self.head.back_requested.connect(self.closed)
        self.smaller.clicked.connect(lambda: self.view.zoom_by(-1))
        self.larger.clicked.connect(lambda: self.view.zoom_by(1))
        self.zoom.clicked.connect(lambda: self.view.set_zoom(None))
        self.before.clicked.connect(lambda: self.view.go_to(self.view.index - 1))
        self.after.clicked.connect(lambda: self.view.go_to(self.view.index + 1))
        self.view.page_needed.connect(self.page_needed)
        self.view.moved.connect(self._show_place)
        self._paper_group.buttonToggled.connect(lambda _button, on: self._on_paper() if on else None)
        self.places.changed.connect(lambda _place: self._tell())
        self.copies.valueChanged.connect(lambda _count: self._tell())
        for tick in (self.cut_outlines, self.back_sides):
            tick.toggled.connect(lambda _on: self._tell())
        self.save_button.clicked.connect(lambda: self.save_requested.emit(self.options()))
        self.print_button.clicked.connect(lambda: self.print_requested.emit(self.options()))

    def paper(self) -> Paper:
        """The paper that is chosen."""
        return next(self._papers[key] for key, button in self.papers.items() if button.isChecked())

    def options(self) -> PrintOptions:
        """What is chosen now."""
        options = PrintOptions(self.paper().key, self.places.start(), self.copies.value())
        return replace(
            options,
            cut_outlines=self.cut_outlines.isChecked(),
            back_sides=self.back_sides.isChecked(),
            printer=self.printer.value(),
        )

    def _on_paper(self) -> None:
        """Another paper has other places: one change, told once."""
        self.places.blockSignals(True)
        self.places.set_shape(self.paper().columns, self.paper().rows)
        self.places.blockSignals(False)
        self._show_paper()
        self._tell()

    def _show_paper(self) -> None:
        many = self.paper().places > 1
        self._start_side.setVisible(many)
        # Single cards leave the printer as they are: there is nothing to cut.
        self.cut_outlines.setVisible(many)

    def _tell(self) -> None:
        self.options_changed.emit(self.options())

    def show_document(self, document: PrintDocument) -> None:
        """Show what would be printed with the present options; its pages are asked for as they come into view."""
        self._document = document
        self.title.setText(document.title)
        self.spread.setText(document.line)
        self.places.set_cards(document.cards)
        text = ngettext("Print {n} card", "Print {n} cards", document.cards).format(n=show_number(document.cards))
        self.print_button.setText(text)
        for button in (self.print_button, self.save_button):
            button.setEnabled(document.cards > 0)
        clear_layout(self.notes)
        for note in document.notes:
            self.notes.addWidget(IconLine("info", "muted", note, self.side))
        self.view.set_document(document.pages, document.width_mm, document.height_mm)

    def show_page(self, index: int, picture: QImage) -> None:
        """Show the picture of a page, made as `page_needed` asked."""
        self.view.show_page(index, picture)

    def _show_place(self) -> None:
        """Which page of how many, and how large."""
        at, pages = self.view.index, self.view.pages
        self.place.setText(_("Page {n} of {total}").format(n=show_number(at + 1), total=show_number(pages)) if pages else "")
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at < pages - 1)
        zoom = self.view.zoom
        self.zoom.setText(_("Whole page") if zoom is None else f"{round(zoom * 100)} %")
        self.zoom.updateGeometry()
