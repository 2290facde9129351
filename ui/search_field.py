"""The search field of the band: a glass, the words, a key cap while it is empty, a cross while it is not (look.md)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from resources.i18n import _
from ui.controls import KeyCap, ToolButton
from ui.icons import icon
from ui.theme import field_height

WIDTH = 320
NARROWEST = 150


class SearchField(QLineEdit):
    """Words to search for. `search_changed` comes with every change, `search_entered` with Enter; Esc clears the field."""

    search_changed = Signal(str)
    search_entered = Signal(str)
    down_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(1_000)
        self.setAccessibleName(_("Search"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._hint = ""
        self._key_cap = KeyCap("", self)
        self._clear_button = ToolButton(parent=self)
        self._clear_button.set_icon("close", _("Clear the search (Esc)"))
        self._clear_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear_button.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear_button.hide()
        self._clear_button.clicked.connect(self.clear_search)
        self.textChanged.connect(self._on_text)
        self.returnPressed.connect(lambda: self.search_entered.emit(self.text()))

    def set_hint(self, hint: str) -> None:
        """What can be searched for, shown while the field is empty; it ends in … where there is no room for all of it."""
        self._hint = hint
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)
        self._lay()

    def set_keys(self, keys: str) -> None:
        """The keys that lead here, as a cap at the end."""
        self._key_cap.setText(keys)
        self._key_cap.adjustSize()
        self._lay()

    def clear_search(self) -> None:
        """Search for nothing and stay in the field."""
        self.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_text(self, text: str) -> None:
        self._lay()
        self.search_changed.emit(text)

    def _lay(self) -> None:
        """Place the cap or the cross at the end, and keep the words clear of it."""
        cap = bool(self._key_cap.text()) and not self.text()
        self._key_cap.setVisible(cap)
        self._clear_button.setVisible(bool(self.text()))
        size = self._key_cap.sizeHint() if cap else QSize(24, 24)
        reserved = size.width() + 4 if cap or self.text() else 0
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = 7 if mirrored else self.width() - size.width() - 7
        (self._key_cap if cap else self._clear_button).setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())
        self.setTextMargins(reserved if mirrored else 0, 0, 0 if mirrored else reserved, 0)
        # The glass with its gaps takes 30, Qt's own margins and the frame 14.
        room = max(0, self.width() - reserved - 44)
        self.setPlaceholderText(QFontMetrics(self.font()).elidedText(self._hint, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def event(self, event: QEvent) -> bool:
        # On some systems Ctrl+E and its like move within a line; in the box from which everything starts they are the window's.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_for_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, field_height(self.font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, field_height(self.font()))


def _is_for_window(event: QKeyEvent) -> bool:
    """Whether a letter with Ctrl is none of those by which a text is edited."""
    editing = (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Z, Qt.Key.Key_Y)
    is_letter = Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z
    return is_letter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() not in editing
