"""The left pane: views and groups to choose from, each with its count (look.md, *Where things stand*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from resources.i18n import _
from ui.controls import ToolButton
from ui.icons import pixmap
from ui.locales import show_number
from ui.theme import caption_font, digits, theme_of, weighted

_KEY = Qt.ItemDataRole.UserRole
_ITEM = Qt.ItemDataRole.UserRole + 1
ITEM_GAP = 13


@dataclass(frozen=True)
class ViewItem:
    """One thing to choose: its icon (a name) or its colour (`#rrggbb`, a dot), and its count, None while not known; *aside*: words instead.

    takes_rows: rows of the table can be dropped on it.
    """

    key: str
    label: str
    icon: str = ""
    colour: str | None = None
    count: int | None = None
    aside: str = ""
    takes_rows: bool = False

    def told(self) -> str:
        """What stands at the end."""
        return self.aside or ("" if self.count is None else show_number(self.count))


@dataclass(frozen=True)
class ViewSection:
    """A titled run of items; *add* stands as + beside the title."""

    title: str
    items: tuple[ViewItem, ...]
    add: QAction | None = None


class _ViewDelegate(QStyledItemDelegate):
    """Paints one item whole: ground, icon or dot, label that elides, count."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = index.data(Qt.ItemDataRole.SizeHintRole)
        return hint if isinstance(hint, QSize) else QSize(80, QFontMetrics(option.font).height() + ITEM_GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        item = index.data(_ITEM)
        if not isinstance(item, ViewItem):
            return
        theme = theme_of(option.palette)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = option.rect.adjusted(8, 0, -8, 0)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection if chosen else theme.line))
            painter.drawRoundedRect(room, 6, 6)
        if isinstance(option.widget, ViewsList) and option.widget.drop_key == item.key:
            painter.setBrush(QColor(theme.selection))
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 5, 5)
        if option.state & QStyle.StateFlag.State_HasFocus and option.state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 5, 5)
        self._paint_content(painter, option, room, item, chosen)
        painter.restore()

    def _paint_content(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, item: ViewItem, chosen: bool) -> None:
        theme = theme_of(option.palette)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        sign = QRect(room.left() + 8, room.center().y() - 7, 16, 16)
        sign = QStyle.visualRect(option.direction, room, sign)
        if item.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(item.colour))
            painter.drawEllipse(QRectF(sign.center().x() - 3.5, sign.center().y() - 4, 9, 9))
        elif item.icon:
            ratio = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
            painter.drawPixmap(sign.topLeft(), pixmap(item.icon, "accent" if chosen else "muted", 16, ratio))
        figures = digits(option.font)
        metrics = QFontMetrics(figures)
        # Words give way to the label; a count never does.
        room_for_words = max(0, room.width() - 48 - metrics.horizontalAdvance(item.label))
        count = metrics.elidedText(item.aside, Qt.TextElideMode.ElideRight, room_for_words) if item.aside else item.told()
        width = metrics.horizontalAdvance(count)
        inner = room.adjusted(8 if rtl else 32, 0, -32 if rtl else -8, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        near, far = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setFont(figures)
        painter.setPen(QColor(theme.muted))
        painter.drawText(inner, int(flags | (near if rtl else far)), count)
        font = weighted(option.font, 500) if chosen else option.font
        taken = width + 8 if count else 0
        words = inner.adjusted(taken if rtl else 0, 0, 0 if rtl else -taken, 0)
        label = QFontMetrics(font).elidedText(item.label, Qt.TextElideMode.ElideRight, words.width())
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(words, int(flags | (far if rtl else near)), label)


class _SectionHead(QWidget):
    """A section's title, with + where something can be added."""

    def __init__(self, section: ViewSection, parent: QWidget) -> None:
        super().__init__(parent)
        title = QLabel(section.title, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(weighted(caption_font(self.font()), 600))
        title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 8, 0)
        layout.addWidget(title, 1)
        if section.add is not None:
            layout.addWidget(ToolButton(section.add, self, words=False))


class ViewsList(QListWidget):
    """Sections of views; one is chosen. Arrow keys move among them; `chosen` names what a person chose, `shown` comes with any change.

    F2 asks to rename an item, Delete to delete it, the menu key or the right button for its menu; `rows_dropped` names the item on which
    rows of the table were dropped.
    """

    chosen = Signal(str)
    shown = Signal()
    rename_requested = Signal(str)
    delete_requested = Signal(str)
    menu_requested = Signal(str, QPoint)
    rows_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[ViewSection, ...] = ()
        self.drop_key = ""
        self.setAccessibleName(_("Views"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_ViewDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.currentItemChanged.connect(self._on_current)

    def set_sections(self, sections: Sequence[ViewSection]) -> None:
        """Show these sections; what was chosen stays chosen where it is still there. Nothing is said by `chosen`."""
        before = self.current_key()
        self._sections = tuple(sections)
        with QSignalBlocker(self):
            self.clear()
            for at, section in enumerate(self._sections):
                self._add_head(section, first=at == 0)
                for item in section.items:
                    self._add_item(item)
            if before is not None:
                self._select(before)

    def _add_head(self, section: ViewSection, first: bool) -> None:
        row = QListWidgetItem(self)
        row.setFlags(Qt.ItemFlag.NoItemFlags)
        row.setData(Qt.ItemDataRole.AccessibleTextRole, section.title)
        row.setSizeHint(QSize(80, QFontMetrics(self.font()).height() + (20 if first else 28)))
        self.setItemWidget(row, _SectionHead(section, self))

    def _add_item(self, item: ViewItem) -> None:
        row = QListWidgetItem(self)
        row.setData(_KEY, item.key)
        self._fill(row, item)

    def _fill(self, row: QListWidgetItem, item: ViewItem) -> None:
        row.setData(_ITEM, item)
        spoken = f"{item.label}, {item.told()}" if item.told() else item.label
        row.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        row.setToolTip(item.label)

    def _row(self, key: str) -> QListWidgetItem | None:
        rows = (self.item(at) for at in range(self.count()))
        return next((row for row in rows if row.data(_KEY) == key), None)

    def sections(self) -> tuple[ViewSection, ...]:
        """The sections as shown now, with their latest counts."""
        return self._sections

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many records a view holds; counts come late (table.md)."""
        row = self._row(key)
        if row is None:
            return
        self._change(row, replace(row.data(_ITEM), count=count))

    def set_aside(self, key: str, words: str) -> None:
        """Show these words at the end of an item."""
        row = self._row(key)
        if row is not None:
            self._change(row, replace(row.data(_ITEM), aside=words))

    def _change(self, row: QListWidgetItem, changed: ViewItem) -> None:
        self._fill(row, changed)
        self._sections = tuple(
            replace(section, items=tuple(changed if item.key == changed.key else item for item in section.items))
            for section in self._sections
        )

    def current_key(self) -> str | None:
        """The key of the chosen view."""
        row = self.currentItem()
        return None if row is None else str(row.data(_KEY))

    def current_view(self) -> ViewItem | None:
        """The chosen view."""
        row = self.currentItem()
        item = None if row is None else row.data(_ITEM)
        return item if isinstance(item, ViewItem) else None

    def choose(self, key: str | None) -> None:
        """Show this view as chosen, or none, without saying `chosen`."""
        with QSignalBlocker(self):
            self._select(key)
        self.viewport().update()
        self.shown.emit()

    def take(self, key: str) -> None:
        """Choose this view as a person does, with `chosen`."""
        self._select(key)

    def _select(self, key: str | None) -> None:
        row = self._row(key) if key is not None else None
        if row is None:
            self.setCurrentRow(-1)
            self.clearSelection()
        else:
            self.setCurrentItem(row)

    def _on_current(self, row: QListWidgetItem | None) -> None:
        if row is not None and row.data(_KEY) is not None:
            self.chosen.emit(row.data(_KEY))

    # Keys, menu and drops --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key()
        if key is not None and event.key() == Qt.Key.Key_F2:
            self.rename_requested.emit(key)
        elif key is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_requested.emit(key)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.currentItem() if by_key else self.itemAt(event.pos())
        if row is not None and row.data(_KEY) is not None:
            below = self.visualItemRect(row).bottomLeft() + QPoint(24, 0)
            self.menu_requested.emit(row.data(_KEY), self.viewport().mapToGlobal(below) if by_key else event.globalPos())

    def mark_under(self, place: QPoint | None) -> None:
        """Mark the item under a place of the screen where rows may be dropped; None marks none."""
        item = None if place is None or not self.isVisible() else self._item_under(place)
        self._mark_drop(item.key if item is not None and item.takes_rows else "")

    def drop_under(self, place: QPoint) -> None:
        """Rows were dropped at a place of the screen."""
        item = self._item_under(place) if self.isVisible() else None
        if item is not None and item.takes_rows:
            self.rows_dropped.emit(item.key)

    def _item_under(self, place: QPoint) -> ViewItem | None:
        inside = self.viewport().mapFromGlobal(place)
        row = self.itemAt(inside) if self.viewport().rect().contains(inside) else None
        item = None if row is None else row.data(_ITEM)
        return item if isinstance(item, ViewItem) else None

    def _mark_drop(self, key: str) -> None:
        if key != self.drop_key:
            self.drop_key = key
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(196, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 80)
