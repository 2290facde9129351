"""A list to choose from with one row a thing: name, a line below, a figure at the end; what is out of reach stays readable and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QWidget,
)

from ui.dialogs.parts import Card
from ui.theme import digits, small_font, theme_of, tone_hex, weighted

Index = QModelIndex | QPersistentModelIndex
_ROW = int(Qt.ItemDataRole.UserRole) + 1
SHOWN = 6


@dataclass(frozen=True)
class ChoiceRow:
    """One thing to choose. *reason*: why it is out of reach, or what to mind of one that can be chosen; *hint*: the whole story as tooltip."""

    key: int
    name: str
    line: str = ""
    figure: str = ""
    reason: str = ""
    is_open: bool = True
    hint: str = ""

    def said(self) -> str:
        """The row in words, as a screen reader says it."""
        return ", ".join(part for part in (self.name, self.line, self.figure, self.reason) if part)


class ChoiceRows(Card):
    """The list in its frame: one can be chosen (radio buttons), or *many* (ticks). `changed` comes with each choice.

    Space ticks, Up and Down move; Enter is left to the dialog.
    """

    changed = Signal()

    def __init__(self, name: str, rows: Sequence[ChoiceRow], parent: QWidget, *, many: bool = False, shown: int = SHOWN) -> None:
        super().__init__(parent)
        self.rows = tuple(rows)
        self.column.setContentsMargins(2, 5, 2, 5)
        self.list = _List(self, many=many)
        self.list.setAccessibleName(name)
        self.column.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for row in self.rows:
            self.list.add(row)
        height = sum(self.list.sizeHintForRow(at) for at in range(min(len(self.rows), shown)))
        self.list.setFixedHeight(height + (18 if len(self.rows) > shown else 0))
        self.list.picked.connect(self.changed)

    def chosen(self) -> tuple[int, ...]:
        """The keys of what is chosen, in the order of the list."""
        return tuple(row.key for row in self.rows if row.key in self.list.chosen)

    def choose(self, keys: Sequence[int]) -> None:
        """Choose these, as far as they are in reach, without saying `changed`."""
        within = {row.key for row in self.rows if row.is_open}
        self.list.chosen = {key for key in keys if key in within}
        place = next((at for at, row in enumerate(self.rows) if row.key in self.list.chosen), None)
        if place is not None:
            self.list.setCurrentRow(place)
        self.list.viewport().update()

    def choose_all(self) -> None:
        """Choose everything in reach; where all of it is chosen, nothing."""
        within = {row.key for row in self.rows if row.is_open}
        self.list.chosen = set() if self.list.chosen >= within else within
        self.list.viewport().update()
        self.changed.emit()

    def narrow(self, text: str) -> None:
        """Show only rows in which every word occurs."""
        words = text.casefold().split()
        for at, row in enumerate(self.rows):
            said = row.said().casefold()
            self.list.setRowHidden(at, not all(word in said for word in words))

    def mark(self, faulty: bool) -> None:
        """Draw the frame of a field at fault, or not."""
        self.set_tone("bad" if faulty else "")

    def set_tone(self, tone: str) -> None:
        """The tone of the frame."""
        self._edge = tone
        self.update()

    _edge = ""

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        theme = theme_of(self.palette())
        tone = self._edge or ("accent" if self.list.hasFocus() else "")
        if tone:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setColor(QColor(tone_hex(theme, tone)))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)


class _List(QListWidget):
    """The rows; the choice is kept apart from Qt's current item, which is only where the keys are."""

    picked = Signal()

    def __init__(self, parent: ChoiceRows, *, many: bool) -> None:
        super().__init__(parent)
        self.many = many
        self.chosen: set[int] = set()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setItemDelegate(_RowPainter(self))
        self.currentItemChanged.connect(self._moved)

    def add(self, row: ChoiceRow) -> None:
        """One more row at the end."""
        item = QListWidgetItem(row.name, self)
        item.setData(_ROW, row)
        item.setData(int(Qt.ItemDataRole.AccessibleTextRole), row.said())
        item.setToolTip(row.hint)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if row.is_open else Qt.ItemFlag.NoItemFlags
        item.setFlags(flags | Qt.ItemFlag.ItemNeverHasChildren)

    def row_at(self, item: QListWidgetItem | None) -> ChoiceRow | None:
        """What an item stands for."""
        row = item.data(_ROW) if item is not None else None
        return row if isinstance(row, ChoiceRow) else None

    def _moved(self, item: QListWidgetItem | None, _before: object) -> None:
        # Radio buttons follow the keys; ticks do not.
        if not self.many and self.hasFocus():
            self._pick(item)

    def _pick(self, item: QListWidgetItem | None) -> None:
        row = self.row_at(item)
        if row is None or not row.is_open:
            return
        if self.many:
            self.chosen ^= {row.key}
        elif self.chosen == {row.key}:
            return
        else:
            self.chosen = {row.key}
        self.viewport().update()
        self.picked.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(self.itemAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif event.key() == Qt.Key.Key_Space:
            self._pick(self.currentItem())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.many and self.count():
            self.setCurrentRow(0)
        self._update_frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_frame()

    def _update_frame(self) -> None:
        # Asked of Qt: a list that loses the focus because it is being destroyed has no attributes of its own any more.
        frame = self.parentWidget()
        if frame is not None:
            frame.update()


class _RowPainter(QStyledItemDelegate):
    """Paints one row: indicator, name over its line, figure over its reason, a hairline below."""

    def __init__(self, view: _List) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        font = self._view.font()
        row = index.data(_ROW)
        two = isinstance(row, ChoiceRow) and bool(row.line or row.reason)
        height = QFontMetrics(font).height() + (QFontMetrics(small_font(font)).height() + 2 if two else 6)
        return QSize(40, height + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        if not isinstance(row, ChoiceRow):
            return
        theme, rect = theme_of(option.palette), option.rect
        chosen = row.key in self._view.chosen
        painter.save()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and row.is_open
        painter.fillRect(rect, QColor(theme.selection if chosen else theme.hover if hovered else theme.base))
        if index.row() + 1 < self._view.count():
            painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(theme.line))
        if chosen:
            painter.fillRect(self._placed(option, QRect(rect.x(), rect.y(), 3, rect.height())), QColor(theme.accent))
        current = option.state & QStyle.StateFlag.State_HasFocus and self._view.many
        self._indicator(painter, option, row, chosen, bool(current))
        room = rect.adjusted(40, 6, -14, -7)
        taken = self._end(painter, option, row, room)
        self._beginning(painter, option, row, room.adjusted(0, 0, -taken, 0))
        painter.restore()

    def _indicator(self, painter: QPainter, option: QStyleOptionViewItem, row: ChoiceRow, chosen: bool, current: bool) -> None:
        button = QStyleOptionButton()
        button.palette = option.palette
        place = QRect(option.rect.x() + 13, option.rect.center().y() - 7, 16, 16)
        button.rect = self._placed(option, place)
        button.state = QStyle.StateFlag.State_On if chosen else QStyle.StateFlag.State_Off
        if row.is_open:
            button.state |= QStyle.StateFlag.State_Enabled
        if current:
            button.state |= QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        kind = QStyle.PrimitiveElement.PE_IndicatorCheckBox if self._view.many else QStyle.PrimitiveElement.PE_IndicatorRadioButton
        QApplication.style().drawPrimitive(kind, button, painter, self._view)

    def _end(self, painter: QPainter, option: QStyleOptionViewItem, row: ChoiceRow, room: QRect) -> int:
        """The figure and the reason; gives the width they take."""
        theme = theme_of(option.palette)
        figure, small = weighted(digits(self._view.font()), 600), digits(small_font(self._view.font()))
        width = max(QFontMetrics(figure).horizontalAdvance(row.figure), QFontMetrics(small).horizontalAdvance(row.reason))
        width += 2 if width else 0
        width = min(width, room.width() * 3 // 5)
        high = QFontMetrics(figure).height()
        painter.setFont(figure)
        painter.setPen(QColor(theme.text if row.is_open else theme.muted))
        middle = row.figure and not row.reason
        place = QRect(room.right() - width, room.y(), width + 1, room.height() if middle else high)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing)
        painter.drawText(self._placed(option, place), flags, row.figure)
        painter.setFont(small)
        painter.setPen(QColor(tone_hex(theme, "warn")))
        top = high + 2 if row.figure else 0
        place = QRect(room.right() - width, room.y() + top, width + 1, room.height() - top)
        reason = QFontMetrics(small).elidedText(row.reason, Qt.TextElideMode.ElideRight, width)
        painter.drawText(self._placed(option, place), flags, reason)
        return width + 16 if width else 0

    def _beginning(self, painter: QPainter, option: QStyleOptionViewItem, row: ChoiceRow, room: QRect) -> None:
        theme = theme_of(option.palette)
        name, small = weighted(self._view.font(), 600), digits(small_font(self._view.font()))
        painter.setFont(name)
        painter.setPen(QColor(theme.text if row.is_open else theme.muted))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        high = QFontMetrics(name).height() if row.line else room.height()
        text = QFontMetrics(name).elidedText(row.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(self._placed(option, QRect(room.x(), room.y(), room.width(), high)), flags, text)
        if row.line:
            painter.setFont(small)
            painter.setPen(QColor(theme.muted))
            line = QFontMetrics(small).elidedText(row.line, Qt.TextElideMode.ElideRight, room.width())
            place = QRect(room.x(), room.y() + high + 2, room.width(), room.height() - high - 2)
            painter.drawText(self._placed(option, place), flags, line)

    @staticmethod
    def _placed(option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)
