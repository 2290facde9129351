"""The internal note: a line to type in, and below it the last notes, of which Enter takes the marked one (look.md, *Dialogs*)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from resources.i18n import _
from ui.roles import Editor
from ui.style_shapes import rounded
from ui.theme import field_height, small_font, theme_of, weighted

LONGEST_TEXT = 10_000
MOST = 5
_EDGE = 4


class NoteField(QWidget):
    """A note typed, or taken from the last ones: Enter in the empty line takes the marked note, Up and Down move the mark, a click takes any.

    The editor's choices are the last notes, the latest first. Enter in a line with text is left to the dialog.
    """

    edited = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        notes = [choice.label for choice in editor.choices[:MOST]]
        hint = _("Type, or take one of the last") if notes else _("Why? Staff only")
        self.line = _NoteLine(self)
        self.line.setPlaceholderText(editor.hint or hint)
        frame = _Frame(self)
        self.notes = _LastNotes(notes, frame)
        within = QVBoxLayout(frame)
        within.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        within.addWidget(self.notes)
        frame.setVisible(bool(notes))
        self.setFocusProxy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(frame)
        self.line.textEdited.connect(lambda _text: self._typed())
        self.line.moved.connect(self.notes.move_mark)
        self.line.entered.connect(self._take_marked)
        self.notes.itemClicked.connect(lambda item: self.take(item.text()))

    def value(self) -> str:
        """The note as it stands in the line."""
        return self.line.text()

    def set_value(self, text: str) -> None:
        """Show this note without saying `edited`; the mark is at the latest note where there is none."""
        self.line.setText(text)
        self.line.setCursorPosition(0)
        self.notes.set_mark(-1 if text else 0)

    def take(self, note: str) -> None:
        """Put a note into the line as if it had been typed."""
        self.line.setText(note)
        self.notes.set_mark(-1)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _typed(self) -> None:
        # Who clears the line wants no note: Enter then goes on without one, and Down brings the mark back.
        self.notes.set_mark(-1)
        self.edited.emit()

    def _take_marked(self, event: QKeyEvent) -> None:
        marked = self.notes.marked()
        if marked is None:
            event.ignore()
        else:
            self.take(marked)


class _NoteLine(QLineEdit):
    """The line of a note field: its keys move and take the mark."""

    moved = Signal(int)
    entered = Signal(QKeyEvent)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_TEXT)
        self.setMinimumHeight(field_height(self.font()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(event)
        else:
            super().keyPressEvent(event)


class _Frame(QWidget):
    """The ground of the last notes."""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, self.rect(), QColor(theme.base), QColor(theme.edge), 1)


class _LastNotes(QListWidget):
    """The last notes, one of them marked *Enter*; the focus stays in the line above."""

    def __init__(self, notes: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Last notes"))
        self.setMouseTracking(True)
        self.setItemDelegate(_NoteRow(self))
        self.addItems(notes)
        for row, note in enumerate(notes):
            self.item(row).setToolTip(note)
        self.setFixedHeight(len(notes) * _row_height(self))
        self.set_mark(0)

    def set_mark(self, row: int) -> None:
        """Mark this note; -1: none."""
        self.setCurrentRow(row)

    def move_mark(self, by: int) -> None:
        """Move the mark down or up, from nowhere to the first."""
        if self.count():
            self.set_mark(min(max(self.currentRow() + by, 0), self.count() - 1))

    def marked(self) -> str | None:
        """The note that Enter takes; None where none is marked."""
        item = self.currentItem()
        return None if item is None else item.text()


def _row_height(widget: QWidget) -> int:
    return QFontMetrics(widget.font()).height() + 12


class _NoteRow(QStyledItemDelegate):
    """Paints one note: marked, on the ground of a selection with *Enter* at its end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = self.parent()
        assert isinstance(view, QWidget)
        return QSize(40, _row_height(view))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = theme_of(option.palette)
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if marked or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection if marked else theme.hover))
            painter.drawRoundedRect(QRectF(option.rect), 4, 4)
        room = option.rect.adjusted(8, 0, -8, 0)
        if marked:
            room = self._paint_key(painter, option, room)
        painter.setFont(weighted(option.font, 500 if marked else 400))
        painter.setPen(QColor(theme.text))
        text = QFontMetrics(painter.font()).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), text)
        painter.restore()

    def _paint_key(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect) -> QRect:
        """Say which key takes it; gives the room that is left for the note."""
        painter.setFont(small_font(option.font))
        painter.setPen(QColor(theme_of(option.palette).muted))
        key = _("Enter")
        width = QFontMetrics(painter.font()).horizontalAdvance(key) + 12
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing), key)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        return room.adjusted(width if rtl else 0, 0, 0 if rtl else -width, 0)
