"""The base of all dialogs: title, body that scrolls, foot with what happens next; it answers exactly once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from resources.i18n import _
from ui.controls import Hairline, PushButton
from ui.form import Form
from ui.theme import panel_font, small_font, weighted

NARROW = 440
WIDE = 700
WIDEST_BUTTON = 260
# These draw no title bar of their own: on macOS a dialog of a window is a sheet.
_WITHOUT_TITLE_BAR = ("cocoa", "offscreen", "minimal")


def edge_of(widget: QWidget) -> int:
    """The margin of dialogs in pixels: the style's, at least 16 (look.md, *Dialogs*)."""
    return max(16, widget.style().pixelMetric(QStyle.PixelMetric.PM_LayoutLeftMargin, None, widget))


class _Content(QWidget):
    """What scrolls. Wrapped sentences tell a height for narrow columns as their least; only the height for the width counts."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class _Body(QScrollArea):
    """The content of a dialog; it asks for all the height it needs and scrolls where the screen has less."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = _Content()
        self.setWidget(self.content)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)

    def height_for(self, width: int) -> int:
        """The height in pixels that the content needs at this width."""
        needed = self.content.heightForWidth(width)
        return needed if needed > 0 else self.content.sizeHint().height()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), self.height_for(max(self.width(), NARROW)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.content.minimumSizeHint().width(), 120)


class Question(QDialog):
    """A question to the person at the desk.

    `answered` comes exactly once: with the answer (a frozen dataclass declared beside the dialog), or None where it was
    cancelled or closed. The action button says what happens and stays enabled; pressed with faults it marks them and moves
    the focus to the first (look.md, *Dialogs*).
    """

    answered = Signal(object)

    def __init__(self, title: str, *, width: int = NARROW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form: Form | None = None
        self._answer: object = None
        self._is_over = False
        self._width = width
        edge = edge_of(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.title = QLabel(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(weighted(panel_font(self.font()), 600))
        self.title.setContentsMargins(edge, edge - 4, edge, 8)
        self.title.setWordWrap(True)
        self.title.setVisible(QGuiApplication.platformName() in _WITHOUT_TITLE_BAR)
        self.pane = _Body(self)
        self.body = QVBoxLayout(self.pane.content)
        self.body.setContentsMargins(edge, 4 if self.title.isVisibleTo(self) else edge, edge, edge)
        # A field keeps room for its sentence below it, which parts it from what follows.
        self.body.setSpacing(8)
        self._column.addWidget(self.title)
        self.foot = QWidget(self)
        self._column.addWidget(self.pane, 1)
        self._column.addWidget(Hairline(self))
        self._column.addWidget(self.foot)
        self.pane.content.installEventFilter(self)

    @property
    def content(self) -> QWidget:
        """The widget that what is asked stands in."""
        return self.pane.content

    def add_columns(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        """Put parts side by side, in two columns of the same width: what would be higher than a low screen is wide instead."""
        across = QHBoxLayout()
        across.setSpacing(20)
        for parts in (left, right):
            column = QVBoxLayout()
            column.setSpacing(self.body.spacing())
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            across.addLayout(column, 1)
        self.body.addLayout(across)

    def add_foot(self, action: str, *, hint: str = "", cancel: str | None = None) -> None:
        """End the dialog with its buttons; called after the body is built, so that Tab comes to them last."""
        edge = edge_of(self)
        self.hint = QLabel(hint, self)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.hint.setFont(small_font(self.font()))
        self.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.buttons = QDialogButtonBox(self)
        self.cancel_button = PushButton(_("Cancel") if cancel is None else cancel, self)
        self.action_button = PushButton(action, self, filled=True)
        self.buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        # Not AcceptRole's own accept(): faults have to keep the dialog open.
        self.buttons.addButton(self.action_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.action_button.setDefault(True)
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(edge, 12, edge, 12)
        row.setSpacing(12)
        row.addWidget(self.hint, 1)
        row.addWidget(self.buttons)
        self.cancel_button.clicked.connect(self.reject)
        self.action_button.clicked.connect(self.press)
        self.set_action(action)

    def set_action(self, text: str) -> None:
        """Say on the filled button what happens; a name too long for it is elided, whole in the tooltip."""
        metrics = QFontMetrics(weighted(self.font(), 600))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, WIDEST_BUTTON)
        self.action_button.setText(shown.replace("&", "&&"))
        self.action_button.setToolTip(text if shown != text else "")
        self.action_button.setAccessibleName(text)

    def press(self) -> None:
        """Do what the filled button says, unless something is at fault."""
        if self.check():
            self.finish(self.answer())

    def check(self) -> bool:
        """Mark every fault and move the focus to the first; True where there is none."""
        if self.form is None or self.form.check():
            return True
        self.form.focus_first_fault()
        return False

    def answer(self) -> object:
        """What the person decided, as a frozen dataclass."""
        raise NotImplementedError

    def finish(self, answer: object) -> None:
        """Give this answer and close."""
        if not self._is_over:
            self._answer = answer
            self.done(int(QDialog.DialogCode.Accepted))

    def done(self, result: int) -> None:
        # A double click, or Esc while closing, must not answer a second time.
        if self._is_over:
            return
        self._is_over = True
        super().done(result)
        self.answered.emit(self._answer)
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter on a button or link presses that one, not the default button: it is what the person is looking at.
        focus = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focus, QAbstractButton) and not isinstance(focus, (QCheckBox, QRadioButton)):
            focus.click()
            return
        super().keyPressEvent(event)

    def setVisible(self, visible: bool) -> None:
        if visible:
            self._fit()
            self._focus_first()
        super().setVisible(visible)

    def _focus_first(self) -> None:
        """Begin at what an earlier try left at fault, else at the first field, unless the dialog chose its place itself."""
        if self.form is None or self.focusWidget() is not None or self.form.focus_first_fault():
            return
        first = next(iter(self.form.values()), None)
        if first is not None:
            self.form.field(first).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Be as high as the content needs, never higher than the screen; a dialog on screen only grows."""
        screen = self.screen().availableSize()
        width = min(max(self._width, self.minimumSizeHint().width(), self.width() if self.isVisible() else 0), screen.width())
        height = 1 + self.pane.height_for(width) + self._height_of(self.foot, width)
        if self.title.isVisibleTo(self):
            height += self._height_of(self.title, width)
        height = min(height, screen.height() - 32)
        if self.isVisible():
            height = max(height, self.height())
        self.resize(width, height)

    @staticmethod
    def _height_of(part: QWidget, width: int) -> int:
        needed = part.heightForWidth(width) if part.hasHeightForWidth() else -1
        return needed if needed > 0 else part.sizeHint().height()
