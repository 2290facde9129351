"""A page of records: views | chips, line, table or an empty state | details; narrow windows fold it (look.md, *Where things stand*)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import ElidedLabel, Hairline, LinkButton, ToolButton
from ui.details_panel import WIDEST, DetailsPanel
from ui.details_panel import WIDTH as DETAILS_WIDTH
from ui.empty_state import EmptyState
from ui.filter_bar import FilterBar
from ui.icons import icon
from ui.notices import Notices
from ui.record_table import RecordTable
from ui.theme import small_font
from ui.views_list import ViewsList

if TYPE_CHECKING:
    from ui.list_bar import ListBar
    from ui.way_up import WayUp

VIEWS_WIDTH = 196
WITH_VIEWS = 1200
WITH_DETAILS = 1000
WIDEST_LINES = 720


class TableLine(QWidget):
    """The line above the table: what a search did beyond the usual, with at most one link."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._action: QAction | None = None
        self.label = ElidedLabel("", self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setFont(small_font(self.font()))
        self.label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.link = LinkButton("", self)
        self.link.clicked.connect(lambda: self._action.trigger() if self._action is not None else None)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 14, 5)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.link)
        row.addStretch()
        self.hide()

    def say(self, text: str, action: QAction | None = None) -> None:
        """Show a sentence and the action that answers it; an empty one takes the line away."""
        self._action = action
        self.label.setText(text)
        self.link.setText("" if action is None else action.iconText())
        self.link.setVisible(action is not None)
        self.setVisible(bool(text))

    def text(self) -> str:
        """The sentence shown."""
        return self.label.text()


class RecordsPage(QWidget):
    """Views, filters, table and details of one kind of record; its parts are there to be used, it forwards nothing.

    `shown` comes whenever the page comes into view.
    """

    shown = Signal()

    def __init__(self, parent: QWidget | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self.views = ViewsList(self)
        self.filters = FilterBar(self, today)
        self._bar: FilterBar | ListBar | WayUp = self.filters
        self._way_up: WayUp | None = None
        self._has_views = True
        self._below: QWidget | None = None
        self.line = TableLine(self)
        self.table = RecordTable(self)
        self.no_hits = EmptyState(self)
        self.details = DetailsPanel(self)
        self.empty = EmptyState(self)
        self.setFocusProxy(self.table)
        self._widths = {"views": VIEWS_WIDTH, "details": DETAILS_WIDTH}

        self._middle = self._lay_middle()
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for widget in (self.views, self._middle, self.details):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(1, 1)
        self._over, self._over_column = self._lay_over()
        self._pages = QStackedWidget(self)
        for page in (self._splitter, self._over, self.empty):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.notices = Notices(self, self._middle)
        self.details_action = QAction(icon("person", "text"), _("Details"), self)

        self.setFocusProxy(self.table)
        self._splitter.splitterMoved.connect(self._keep_widths)
        self.views.chosen.connect(lambda _key: self._show_view())
        self.views.shown.connect(self._show_view)
        self.table.rows_dragged.connect(self.views.mark_under)
        self.table.rows_dropped.connect(self.views.drop_under)
        self.filters.views_requested.connect(self._open_views)
        self.details_action.triggered.connect(self.open_details)

    def _lay_middle(self) -> QWidget:
        middle = QWidget(self)
        middle.setMinimumWidth(360)
        middle.setBackgroundRole(QPalette.ColorRole.Base)
        middle.setAutoFillBackground(True)
        self._tables = QStackedWidget(middle)
        self._tables.addWidget(self.table)
        self._tables.addWidget(self.no_hits)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(Hairline(middle))
        column.addWidget(self.line)
        column.addWidget(self._tables, 1)
        self._column = column
        return middle

    def _lay_over(self) -> tuple[QWidget, QVBoxLayout]:
        over = QWidget(self)
        over.setBackgroundRole(QPalette.ColorRole.Base)
        over.setAutoFillBackground(True)
        self.back = ToolButton(parent=over)
        self.back.setIcon(icon("back", "text"))
        self.back.setText(_("Back to the table"))
        self.back.setToolTip(_("Back to the table (Esc)"))
        self.back.set_words(True)
        self.back.clicked.connect(self.close_details)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), over, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_details)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 5, 8, 5)
        bar.addWidget(self.back)
        bar.addStretch()
        column = QVBoxLayout(over)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(Hairline(over))
        return over, column

    def leave_out_views(self) -> None:
        """Have no left pane: a short list needs no views (look.md, *Where things stand*)."""
        self._has_views = False
        self._fold()

    def set_bar(self, bar: ListBar | WayUp) -> None:
        """Put a bar of commands, or a picture of the whole, in the place of the filters."""
        # The first tab has neither, and is not kept waiting for them.
        from ui.way_up import WayUp

        self._way_up = bar if isinstance(bar, WayUp) else None
        self._column.replaceWidget(self.filters, bar)
        self.filters.hide()
        self._bar = bar
        self._fold()

    def put_below(self, widget: QWidget) -> None:
        """Put a widget under the table, which is then no higher than its rows; what is left belongs to the widget."""
        self._below = widget
        self._column.addWidget(widget, 1)
        self._column.setStretchFactor(self._tables, 0)
        model = self.table.model()
        model.layoutChanged.connect(self.fit_table)
        model.modelReset.connect(self.fit_table)
        self.fit_table()

    def fit_table(self, *_args: object) -> None:
        """Make the table as high as its rows, at most half of what there is."""
        if self._below is not None:
            rows = self.table.row_count * self.table.verticalHeader().defaultSectionSize()
            most = max(self.height() // 2, 3 * self.table.header.height())
            self._tables.setFixedHeight(min(self.table.header.height() + rows + 1, most))

    def show_table(self) -> None:
        """Show the table, with whatever stands beside it."""
        self.setFocusProxy(self.table)
        self._tables.setCurrentWidget(self.table)
        if self._pages.currentWidget() is self.empty:
            self._pages.setCurrentWidget(self._splitter)

    def show_no_hits(self) -> None:
        """Show `no_hits` where the table was: no record fits the filter or the search."""
        self.show_table()
        self._tables.setCurrentWidget(self.no_hits)
        # A table out of sight takes no keys: they go to what is offered instead.
        self.setFocusProxy(self.no_hits.buttons[0] if self.no_hits.buttons else self.filters)

    def show_empty(self) -> None:
        """Show `empty` over the whole page: there are no records at all."""
        self._pages.setCurrentWidget(self.empty)
        self.setFocusProxy(self.empty.buttons[0] if self.empty.buttons else self.filters)

    def is_narrow(self) -> bool:
        """True where the details are a page over the table instead of a pane beside it."""
        return self.width() < WITH_DETAILS

    def open_details(self) -> None:
        """In a narrow window, show the details over the table; else they stand beside it already."""
        if self.is_narrow():
            self._pages.setCurrentWidget(self._over)
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_details(self) -> None:
        """Go back from the details to the table."""
        if self._pages.currentWidget() is self._over:
            self._pages.setCurrentWidget(self._splitter)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
        if self._way_up is not None:
            self._way_up.set_room(self.height())
        self.fit_table()

    def _fold(self) -> None:
        """Put views and details where the width leaves room for them."""
        with_views = self._has_views and self.width() >= WITH_VIEWS
        beside = not self.is_narrow()
        moved = self.views.isHidden() == with_views or (self.details.parent() is self._splitter) != beside
        self.views.setVisible(with_views)
        if beside and self.details.parent() is not self._splitter:
            self.close_details()
            self.details.setMaximumWidth(WIDEST)
            self._splitter.addWidget(self.details)
            self.details.show()
        elif not beside and self.details.parent() is self._splitter:
            self.details.setMaximumWidth(WIDEST_LINES)
            self._over_column.addWidget(self.details, 1)
        self._bar.set_extra(None if beside else self.details_action)
        self._show_view()
        if moved:
            self._set_widths()

    def _show_view(self) -> None:
        view = self.views.current_view()
        self.filters.set_view_button(view.label if view is not None else _("Views"), self._has_views and self.views.isHidden())

    def _set_widths(self) -> None:
        views, details = self._widths["views"], self._widths["details"]
        middle = max(self.width() - (0 if self.views.isHidden() else views + 1) - (0 if self.is_narrow() else details + 1), 100)
        self._splitter.setSizes([views, middle, details])

    def _keep_widths(self) -> None:
        if not self.views.isHidden():
            self._widths["views"] = self.views.width()
        if not self.is_narrow():
            self._widths["details"] = self.details.width()

    def _open_views(self) -> None:
        """The list of views as a menu under its button."""
        menu = QMenu(self)
        for section in self.views.sections():
            menu.addSection(section.title)
            for item in section.items:
                action = menu.addAction(icon(item.icon or "group"), item.label)
                action.setCheckable(True)
                action.setChecked(item.key == self.views.current_key())
                action.triggered.connect(lambda _checked, key=item.key: self.views.take(key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.filters.views_button.mapToGlobal(QPoint(0, self.filters.views_button.height())))

    def state(self) -> dict[str, object]:
        """Widths and foldings, to be remembered."""
        return {**self._widths, "folded": self.details.folded()}

    def set_state(self, state: dict[str, object]) -> None:
        """Take up remembered widths and foldings; what does not fit or is unknown is left out."""
        for key, least, most in (("views", 140, 360), ("details", 280, 480)):
            width = state.get(key)
            if isinstance(width, int):
                self._widths[key] = min(max(width, least), most)
        folded = state.get("folded")
        if isinstance(folded, dict):
            self.details.set_folded({str(key): bool(value) for key, value in folded.items()})
        self._set_widths()
