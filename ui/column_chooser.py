"""Which columns a table shows, and in which order: a list with ticks that is searched, dragged and driven by keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from resources.i18n import _
from ui.controls import Hairline, LinkButton
from ui.details_section import plain_label
from ui.filter_popup import folded
from ui.icons import icon, pixmap
from ui.locales import show_number
from ui.record_columns import Columns
from ui.theme import digits, field_height, small_font, theme_of, weighted

WIDTH = 236
MOST_HEIGHT = 532
EDGE = 10
HANDLE = 36
_KEY = Qt.ItemDataRole.UserRole
_SHOWN = Qt.ItemDataRole.UserRole + 1
_COUNT = Qt.ItemDataRole.UserRole + 2


class _ColumnDelegate(QStyledItemDelegate):
    """Paints a heading with its count, or a column with its tick and the dots to drag it by."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, QFontMetrics(option.font).height() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(_KEY) is None:
            self._paint_heading(painter, option, index)
        else:
            self._paint_column(painter, option, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        painter.setPen(QColor(theme_of(option.palette).muted))
        room = option.rect.adjusted(14, 2, -26, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(weighted(small_font(option.font), 600))
        painter.drawText(room, int(flags | Qt.AlignmentFlag.AlignLeading), str(index.data(Qt.ItemDataRole.DisplayRole)))
        painter.setFont(digits(small_font(option.font)))
        painter.drawText(room, int(flags | Qt.AlignmentFlag.AlignTrailing), show_number(index.data(_COUNT)))

    def _paint_column(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = theme_of(option.palette)
        view = option.widget
        shown = bool(index.data(_SHOWN))
        plate = QRectF(option.rect).adjusted(6, 0, -20, 0)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus) and isinstance(view, ColumnList) and view.marks_current()
        if current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection if current else theme.hover))
            painter.drawRoundedRect(plate, 6, 6)
        if current:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(plate.adjusted(1, 1, -1, -1), 5, 5)
        tick = QStyleOptionButton()
        tick.palette = option.palette
        tick.direction = option.direction
        tick.rect = self._placed(option, QRect(option.rect.x() + 14, option.rect.center().y() - 7, 16, 16))
        tick.state = QStyle.StateFlag.State_Enabled | (QStyle.StateFlag.State_On if shown else QStyle.StateFlag.State_Off)
        if view is not None:
            view.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, tick, painter, view)
        room = QRect(option.rect.x() + 38, option.rect.y(), option.rect.width() - 38 - HANDLE - 14, option.rect.height())
        painter.setFont(option.font)
        painter.setPen(QColor(theme.text))
        label = QFontMetrics(option.font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(self._placed(option, room), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), label)
        if shown:
            dots = QRect(option.rect.right() - HANDLE - 6, option.rect.center().y() - 7, 16, 16)
            ratio = view.devicePixelRatioF() if view is not None else 1.0
            painter.drawPixmap(self._placed(option, dots).topLeft(), pixmap("dots-six-vertical", "muted", 16, ratio))

    @staticmethod
    def _placed(option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)


class ColumnList(QListWidget):
    """Shown columns in their order, then the hidden ones by name. Space ticks; Alt with Up or Down moves a shown one."""

    toggled = Signal(str)
    moved = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._dragged: str | None = None
        self._was_dragged = False
        self._by_keys = False
        self.setAccessibleName(_("Columns"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_ColumnDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def marks_current(self) -> bool:
        """Whether the current column is marked: while keys are used, not under the mouse alone."""
        return self._by_keys

    def fill(self, labels: dict[str, str], shown: tuple[str, ...], text: str) -> None:
        """Show these columns, narrowed to those whose name holds *text*; the current one stays current."""
        before = self.current_key()
        scrolled = self.verticalScrollBar().value()
        words = folded(text)
        hidden = sorted((key for key in labels if key not in shown), key=lambda key: folded(labels[key]))
        self.clear()
        for title, keys, on in ((_("Shown"), list(shown), True), (_("Hidden"), hidden, False)):
            found = [key for key in keys if words in folded(labels[key])]
            if not found:
                continue
            head = QListWidgetItem(title, self)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            head.setData(_COUNT, len(keys))
            for key in found:
                self._add(key, labels[key], shown=on, current=key == before)
        self.verticalScrollBar().setValue(scrolled)

    def _add(self, key: str, label: str, *, shown: bool, current: bool) -> None:
        item = QListWidgetItem(label, self)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setData(_KEY, key)
        item.setData(_SHOWN, shown)
        spoken = _("{column}, shown") if shown else _("{column}, hidden")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken.format(column=label))
        if current:
            self.setCurrentItem(item)

    def current_key(self) -> str | None:
        """The key of the current column."""
        item = self.currentItem()
        key = None if item is None else item.data(_KEY)
        return None if key is None else str(key)

    def shown_keys(self) -> list[str]:
        """The keys of the shown columns that the list holds now."""
        rows = (self.item(row) for row in range(self.count()))
        return [str(item.data(_KEY)) for item in rows if item.data(_SHOWN)]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keys = False
        item = self.itemAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or item is None or item.data(_KEY) is None:
            return
        self.setCurrentItem(item)
        self._dragged, self._was_dragged = str(item.data(_KEY)), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.itemAt(event.position().toPoint())
        if self._dragged is None or over is None or over.data(_KEY) == self._dragged:
            return
        shown = self.shown_keys()
        if self._dragged in shown and over.data(_SHOWN):
            self._was_dragged = True
            self.moved.emit(self._dragged, shown.index(str(over.data(_KEY))))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        pressed, self._dragged = self._dragged, None
        if pressed is not None and not self._was_dragged and item is not None and item.data(_KEY) == pressed:
            self.toggled.emit(pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keys = True
        key = self.current_key()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if key is not None and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggled.emit(key)
        elif key is not None and step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            shown = self.shown_keys()
            if key in shown and 0 <= shown.index(key) + step < len(shown):
                self.moved.emit(key, shown.index(key) + step)
        else:
            super().keyPressEvent(event)
        self.viewport().update()


class ColumnChooser(QFrame):
    """The popup under the columns button. A change holds at once; the table behind it shows it."""

    def __init__(self, columns: Columns, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Columns"))
        self._columns = columns
        self._labels = columns.all_keys()
        self.search = _Search(self)
        self.search.setPlaceholderText(_("Column"))
        self.search.setAccessibleName(_("Find a column"))
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = ColumnList(self)
        self.count = plain_label("", self, muted=True)
        self.count.setFont(small_font(self.font()))
        self.usual = LinkButton(_("Usual columns"), self)
        self._lay()
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.down_pressed.connect(self._enter_list)
        self.list.toggled.connect(self._toggle)
        self.list.moved.connect(self._move)
        self.usual.clicked.connect(columns.reset)
        columns.changed.connect(self._fill)
        self._fill()

    def _lay(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 8, 14, 8)
        foot.addWidget(self.count)
        foot.addStretch()
        foot.addWidget(self.usual)
        above = QHBoxLayout()
        above.setContentsMargins(EDGE, EDGE, EDGE, 6)
        above.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        column.addWidget(Hairline(self))
        column.addLayout(foot)

    def open_under(self, button: QWidget) -> None:
        """Open below the end of *button*, over what stands beside the table, within the screen."""
        foot = self.usual.sizeHint().width() + self.count.sizeHint().width() + 44
        width = max(WIDTH, foot)
        # A window may reach beyond the screen; the popup stays where the window can be seen.
        screen = (button.screen() or QGuiApplication.primaryScreen()).availableGeometry().united(button.window().geometry())
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        corner = button.mapToGlobal(QPoint(0 if mirrored else button.width(), button.height()))
        top = corner.y() + 6
        height = min(MOST_HEIGHT, max(240, screen.bottom() - top - 8))
        left = corner.x() - width + 8 if mirrored else corner.x() - 8
        self.setGeometry(max(screen.left(), min(left, screen.right() - width)), top, width, height)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> None:
        shown = self._columns.shown_keys()
        self.list.fill(self._labels, shown, self.search.text())
        self.count.setText(_("{n} of {total} shown").format(n=show_number(len(shown)), total=show_number(len(self._labels))))

    def _enter_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.list.current_key() is None and self.list.count() > 1:
            self.list.setCurrentRow(1)

    def _toggle(self, key: str) -> None:
        shown = list(self._columns.shown_keys())
        if key not in shown:
            self._columns.show((*shown, key))
        elif len(shown) > 1:
            # A table without any column could not be brought back by the mouse.
            self._columns.show(tuple(each for each in shown if each != key))

    def _move(self, key: str, place: int) -> None:
        shown = list(self._columns.shown_keys())
        shown.remove(key)
        shown.insert(place, key)
        self._columns.show(tuple(shown))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.base))
        painter.setPen(QColor(theme.edge))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _Search(QLineEdit):
    """The search line, which Down leaves for the list."""

    down_pressed = Signal()

    def sizeHint(self) -> QSize:
        return QSize(120, field_height(self.font()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)
