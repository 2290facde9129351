"""The window around all pages: menus, the band with tabs, search and *New*, the page, and the status line (look.md)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.banner_strip import BannerStrip
from ui.controls import ActionButton, Hairline
from ui.drop_overlay import DropOverlay
from ui.page_stack import PageStack
from ui.search_field import NARROWEST, SearchField
from ui.search_field import WIDTH as SEARCH_WIDTH
from ui.status_line import StatusLine
from ui.tab_band import TabBand

SMALLEST = QSize(900, 500)
USUAL = QSize(1366, 768)
MOST_TAB_KEYS = 9


class Band(QWidget):
    """Tabs on the left, search and the *New* button on the right. The search field narrows before anything else gives way."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tabs = TabBand(self)
        self.tabs.setAccessibleName(_("Tabs"))
        self.search = SearchField(self)
        self.new_button: ActionButton | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 12, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        self._row.addWidget(self.search)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_new_action(self, action: QAction | None) -> None:
        """The one *New …* of the tab in view; never filled (look.md, *Principles* 3)."""
        if self.new_button is not None:
            self._row.removeWidget(self.new_button)
            self.new_button.hide()
            self.new_button.deleteLater()
        self.new_button = None if action is None else ActionButton(action, self)
        if self.new_button is not None:
            self._row.addWidget(self.new_button)
            self.new_button.show()
        self._share()

    def _share(self) -> None:
        """Give the search field what the tabs leave, between its narrowest and its usual width."""
        margins = self._row.contentsMargins()
        new = 0 if self.new_button is None else self.new_button.sizeHint().width() + self._row.spacing()
        left = self.width() - margins.left() - margins.right() - self._row.spacing() - new - self.tabs.sizeHint().width()
        self.search.setFixedWidth(min(max(left, NARROWEST), SEARCH_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return super().event(event)


class MainWindow(QMainWindow):
    """The frame that the application fills: it adds menus and pages, and listens to the signals.

    `page_changed` names the tab in view; `closing` comes before the window closes and may be refused by `refuse_close()`.
    """

    page_changed = Signal(str)
    search_changed = Signal(str)
    search_entered = Signal(str)
    file_dropped = Signal(Path)
    closing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refused = False
        self._keys: list[str] = []
        self._menus: list[QMenu] = []
        self.accepts_files = True
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        self.resize(USUAL)
        self.band = Band(self)
        self.tabs, self.search = self.band.tabs, self.band.search
        self.banner = BannerStrip(self)
        self.pages = PageStack(self)
        self.status = StatusLine(self)
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (Hairline(self._body), self.band, Hairline(self._body), self.banner, self.pages, self.status):
            column.addWidget(part, 1 if part is self.pages else 0)
        # Without a tab there is nothing to search.
        self.band.hide()
        self.pages.setBackgroundRole(QPalette.ColorRole.Base)
        self.pages.setAutoFillBackground(True)
        self.setCentralWidget(self._body)
        self._overlay = DropOverlay(self._body)

        self.tabs.currentChanged.connect(self._on_tab)
        self.search.search_changed.connect(self.search_changed)
        self.search.search_entered.connect(self.search_entered)
        self.search.down_pressed.connect(self.pages.focus_page)

    # Menus and pages -----------------------------------------------------------------------------------------------------------------

    def add_menu(self, title: str, actions: Sequence[QAction | None]) -> QMenu:
        """Add a menu of commands; None is a line between them."""
        menu = QMenu(title, self)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        self.menuBar().addMenu(menu)
        self._menus.append(menu)
        return menu

    def clear_menus(self) -> None:
        """Take all menus away, to be filled for another tab."""
        self.menuBar().clear()
        for menu in self._menus:
            menu.deleteLater()
        self._menus.clear()

    def add_page(self, key: str, title: str, page: QWidget | None = None) -> QAction:
        """Add a tab with its page, which may follow by `pages.set_page`; gives the command that goes there (Ctrl+1 … Ctrl+9), for a menu."""
        self._keys.append(key)
        self.band.show()
        self.pages.add_page(key, title, page)
        place = self.tabs.addTab(title)
        go = QAction(title, self)
        if place < MOST_TAB_KEYS:
            go.setShortcut(QKeySequence(f"Ctrl+{place + 1}"))
            self.tabs.setTabToolTip(place, f"{title} ({go.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        go.triggered.connect(lambda _checked=False: self.show_page(key))
        self.addAction(go)
        return go

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many records stand behind a tab."""
        self.tabs.set_count(self._keys.index(key), count)

    def current_key(self) -> str:
        """The key of the tab in view; empty before the first is added."""
        place = self.tabs.currentIndex()
        return self._keys[place] if 0 <= place < len(self._keys) else ""

    def show_page(self, key: str) -> None:
        """Go to this tab."""
        self.tabs.setCurrentIndex(self._keys.index(key))

    def _on_tab(self, place: int) -> None:
        if 0 <= place < len(self._keys):
            self.pages.show_page(self._keys[place])
            if not self.tabs.hasFocus():
                self.pages.focus_page()
            self.page_changed.emit(self._keys[place])

    def show_over(self, widget: QWidget, title: str = "", aside: QWidget | None = None) -> None:
        """Lay a full page over the tab in view, with a crumb where a title is given. `pages.over_left` asks to close it."""
        self.pages.show_over(self.current_key(), widget, title, aside)

    def close_over(self, widget: QWidget | None = None) -> None:
        """Take a full page over the tab in view away: this one, or the one that is seen."""
        self.pages.close_over(self.current_key(), widget)

    # What the window remembers -------------------------------------------------------------------------------------------------------

    def geometry_state(self) -> bytes:
        """Where the window stands and how large it is, to be remembered."""
        return bytes(self.saveGeometry().data())

    def restore_geometry(self, state: bytes) -> bool:
        """Take up a remembered place and size; False where it cannot be read."""
        return self.restoreGeometry(QByteArray(state))

    def refuse_close(self) -> None:
        """Called during `closing`: the window stays open."""
        self._refused = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Left to itself, Qt gives the first focus to the tabs.
        self.pages.focus_page()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._refused = False
        self.closing.emit()
        event.setAccepted(not self._refused)

    # Files dropped on the window -----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.accepts_files and _dropped_file(event.mimeData()) is not None:
            self._overlay.cover()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._overlay.hide()
        path = _dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.file_dropped.emit(path)


def _dropped_file(data: QMimeData) -> Path | None:
    """The one file that is dragged; None for anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None
