"""The pages of the window, one a tab, and the full pages that lie over a tab with a crumb that leads back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from resources.i18n import _
from ui.controls import ElidedLabel, Hairline, ToolButton
from ui.icons import icon
from ui.theme import weighted


class Crumb(QWidget):
    """*← Members / Upload*, and at the end what the page puts there (*1 of 126*)."""

    back_requested = Signal()

    def __init__(self, back: str, title: str, aside: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.back = ToolButton(parent=self)
        self.back.setIcon(icon("back"))
        self.back.setText(back)
        self.back.set_words(True)
        self.back.setToolTip(_("Back to {page} (Esc)").format(page=back))
        self.back.setAccessibleName(_("Back to {page}").format(page=back))
        self.back.clicked.connect(self.back_requested)
        slash = QLabel("/  ", self)
        slash.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.title = ElidedLabel(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(weighted(self.font(), 600))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 16, 0)
        row.setSpacing(4)
        row.addWidget(self.back)
        row.addWidget(slash)
        row.addWidget(self.title, 0 if aside is None else 1)
        if aside is not None:
            row.addWidget(aside)
        else:
            row.addStretch()

    def sizeHint(self) -> QSize:
        return QSize(200, QFontMetrics(self.font()).height() + 24)


class _Slot(QStackedWidget):
    """The place of one tab: its own page, and over it full pages, of which the last one is seen."""

    def __init__(self, page: QWidget | None, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = title
        self.page = page
        # Each page that lies over the tab with its frame, and what had the focus before it came.
        self._overs: list[tuple[QWidget, QWidget, QWidget | None]] = []
        if page is not None:
            self.addWidget(page)

    @property
    def over(self) -> QWidget | None:
        """The full page that is seen."""
        return self._overs[-1][0] if self._overs else None

    def set_page(self, page: QWidget) -> None:
        self.page = page
        self.insertWidget(0, page)
        if self.over is None:
            self.setCurrentWidget(page)

    def show_over(self, widget: QWidget, title: str, aside: QWidget | None) -> Crumb | None:
        focused = self.window().focusWidget()
        below = self.over or self.page
        kept = focused if below is not None and focused is not None and below.isAncestorOf(focused) else None
        frame = QWidget(self)
        frame.setBackgroundRole(QPalette.ColorRole.Base)
        frame.setAutoFillBackground(True)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        crumb = Crumb(self.title, title, aside, frame) if title else None
        if crumb is not None:
            column.addWidget(crumb)
            column.addWidget(Hairline(frame))
        column.addWidget(widget, 1)
        self._overs.append((widget, frame, kept))
        self.addWidget(frame)
        self.setCurrentWidget(frame)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return crumb

    def close_over(self, widget: QWidget | None) -> None:
        """Take this page away, or the one that is seen; what lay below it is seen again with the focus where it was."""
        at = next((place for place, (over, _frame, _kept) in enumerate(self._overs) if over is widget), len(self._overs) - 1)
        if at < 0 or (widget is not None and self._overs[at][0] is not widget):
            return
        was_seen = at == len(self._overs) - 1
        _over, frame, focused = self._overs.pop(at)
        below = self._overs[-1][1] if self._overs else self.page
        if was_seen and below is not None:
            self.setCurrentWidget(below)
        self.removeWidget(frame)
        frame.deleteLater()
        kept = focused if focused is not None and isValid(focused) else self.over or self.page
        if was_seen and kept is not None:
            kept.setFocus(Qt.FocusReason.OtherFocusReason)


class PageStack(QStackedWidget):
    """Pages by key. A tab keeps the full page over it while another tab is looked at; `over_left` asks whoever put it there to close it."""

    over_left = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slots: dict[str, _Slot] = {}

    def add_page(self, key: str, title: str, page: QWidget | None = None) -> None:
        """Make a place for a page, which may follow by `set_page`; *title* is what the crumb of a page over it leads back to."""
        self._slots[key] = _Slot(page, title, self)
        self.addWidget(self._slots[key])

    def keys(self) -> tuple[str, ...]:
        """The keys of the pages, in the order they were added."""
        return tuple(self._slots)

    def set_page(self, key: str, page: QWidget) -> None:
        """Put the page in its place, where it was not made with it."""
        self._slots[key].set_page(page)

    def page(self, key: str) -> QWidget:
        """The tab's own page, once it is in its place."""
        page = self._slots[key].page
        assert page is not None
        return page

    def show_page(self, key: str) -> None:
        """Show this place: the full page over it where there is one."""
        self.setCurrentWidget(self._slots[key])

    def focus_page(self) -> None:
        """Move the focus to what is in view."""
        slot = self.currentWidget()
        shown = (slot.over or slot.page) if isinstance(slot, _Slot) else None
        if shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def over(self, key: str) -> QWidget | None:
        """The full page that is seen over this tab."""
        return self._slots[key].over

    def show_over(self, key: str, widget: QWidget, title: str = "", aside: QWidget | None = None) -> None:
        """Lay a full page over a tab; without a title it brings its own head. One that lies there already is seen again when it is closed."""
        crumb = self._slots[key].show_over(widget, title, aside)
        if crumb is not None:
            crumb.back_requested.connect(lambda: self.over_left.emit(widget))

    def close_over(self, key: str, widget: QWidget | None = None) -> None:
        """Take a full page away for good: this one, or the one that is seen. The focus returns to where it was below it."""
        self._slots[key].close_over(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        slot = self.currentWidget()
        if event.key() == Qt.Key.Key_Escape and isinstance(slot, _Slot) and slot.over is not None:
            self.over_left.emit(slot.over)
            return
        super().keyPressEvent(event)
