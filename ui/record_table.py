"""The table of records: any place of a million rows, selection by id, keys and mouse, columns as the clerk left them (table.md)."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from resources.i18n import _
from ui.delegates import TICK_ROOM, RecordDelegate
from ui.record_columns import Columns
from ui.record_drag import RowDrag
from ui.record_header import RecordHeader
from ui.record_moves import MOVES, RecordMoves
from ui.record_stories import Stories
from ui.roles import RecordModel, Role
from ui.selection import IdSelection
from ui.theme import row_height


class RecordTable(QTableView):
    """A table over a model that knows ids (`ui.roles.RecordModel`). What is selected is in *selection*, how columns stand in *columns*."""

    opened = Signal(object)
    copy_requested = Signal(bool)
    menu_requested = Signal(QPoint)
    visible_rows_changed = Signal(int, int)
    editing_begun = Signal()
    editing_finished = Signal()
    # Selected rows are dragged over a place of the screen, which becomes None when they are let go, and dropped there.
    rows_dragged = Signal(object)
    rows_dropped = Signal(QPoint)
    link_clicked = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.selection = IdSelection(self)
        self.header = RecordHeader(self)
        self.setHorizontalHeader(self.header)
        self.columns = Columns(self, self.header)
        self.sort_requested = self.header.sort_requested
        self.hovered_row = -1
        self._density = "normal"
        self._kept: tuple[int | None, int | None] = (None, None)
        self._pressed_row = self._pressed_column = -1
        self.has_ticks = False
        # Whether selected rows can be dragged away, as onto a group.
        self.drags_rows = False
        self._drag = RowDrag(self)
        self._moves = RecordMoves(self)
        # Rows that open below themselves.
        self.stories = Stories(self)
        # Whether the next new order is the same question anew: the top row is then put back, else the table begins at the top.
        self.keeps_place = True
        self._set_up()
        self._painter = RecordDelegate(self)
        self.setItemDelegate(self._painter)
        self.selection.changed.connect(self.viewport().update)
        self.selection.current_changed.connect(lambda _record: self.viewport().update())

    def _set_up(self) -> None:
        self.setAccessibleName(_("Table"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        self.set_density("normal")

    def set_density(self, density: str) -> None:
        """How high rows are: "normal", "compact" or "list"."""
        self._density = density
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(16)
        rows.setDefaultSectionSize(row_height(self.font(), density))
        self.stories.lay()

    def set_ticks(self) -> None:
        """Show the selection as ticks: a click and Space tick and untick one row, and the keys move without selecting."""
        self.has_ticks = True
        self.header.tick_room = TICK_ROOM
        self.columns.lay()

    # The model -----------------------------------------------------------------------------------------------------------------------

    def setModel(self, model: QAbstractItemModel | None) -> None:
        before, chosen = self.model(), self.selectionModel()
        super().setModel(model)
        if before is not None and before is not model:
            # A list that is not shown any more must not move the one that is.
            before.layoutAboutToBeChanged.disconnect(self._keep_place)
            before.layoutChanged.disconnect(self._restore_place)
            before.modelReset.disconnect(self.columns.lay)
            before.modelReset.disconnect(self.stories.lay)
            before.rowsInserted.disconnect(self._rows_inserted)
            chosen.deleteLater()
        if model is None or before is model:
            return
        model.layoutAboutToBeChanged.connect(self._keep_place)
        model.layoutChanged.connect(self._restore_place)
        model.modelReset.connect(self.columns.lay)
        model.modelReset.connect(self.stories.lay)
        model.rowsInserted.connect(self._rows_inserted)
        self.columns.lay()

    def _rows_inserted(self, *_args: object) -> None:
        self._tell_visible()

    @property
    def records(self) -> RecordModel:
        """The model as a list of ids."""
        return cast("RecordModel", self.model())

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self.model().rowCount() if self.model() is not None else 0

    def is_first_column(self, logical: int) -> bool:
        """Whether a column stands at the very left."""
        return self.header.visualIndex(logical) == 0 or all(
            self.isColumnHidden(self.header.logicalIndex(place)) for place in range(self.header.visualIndex(logical))
        )

    def is_editing(self) -> bool:
        """Whether a cell editor is open: a refresh then waits (table.md, *Other desks*)."""
        return self.state() == QAbstractItemView.State.EditingState

    def is_active(self) -> bool:
        """Whether the table, or the editor in it, has the focus: what is selected then lies on the accent's tint."""
        focused = self.window().focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def marked_cell(self) -> QModelIndex:
        """The cell that F2 edits, once the keys have moved from column to column; else no cell."""
        return self.currentIndex() if self._moves.marks_cell and self.hasFocus() else QModelIndex()

    def top_record(self) -> int | None:
        """The record of the first visible row."""
        row = self.rowAt(0)
        return self.records.id_at(row) if row >= 0 else None

    def _keep_place(self, *_args: object) -> None:
        row = self.rowAt(0)
        self._kept = (self.top_record(), self.rowViewportPosition(row) if row >= 0 else 0)

    def _restore_place(self, *_args: object) -> None:
        """Put the top row back where it was, by id."""
        top, offset = self._kept
        self.stories.lay()
        if not self.keeps_place:
            self.verticalScrollBar().setValue(0)
        row = self.records.row_of(top) if top is not None and self.keeps_place else None
        if row is not None:
            self.verticalScrollBar().setValue(self.stories.top_of(row) - (offset or 0))
        self.viewport().update()
        self._tell_visible()

    def show_record(self, record: int) -> bool:
        """Scroll to a record and make it the selected one; False where it is not in the present order."""
        row = self.records.row_of(record)
        if row is None:
            return False
        self.selection.select_only(record)
        self._moves.scroll_to(row)
        return True

    def select_all_rows(self) -> None:
        """Select every record of the present order."""
        self.selection.select_everything()

    def visible_rows(self) -> tuple[int, int]:
        """The first and the last row that can be seen; (0, -1) where there is none."""
        first = self.rowAt(0)
        if first < 0:
            return 0, -1
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else self.row_count - 1

    def _tell_visible(self) -> None:
        first, last = self.visible_rows()
        self.visible_rows_changed.emit(first, last)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy:
            self._tell_visible()

    # Mouse ---------------------------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._pressed_row = -1
        self._drag.put_down()
        self._moves.marks_cell = False
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        record = self.records.id_at(index.row()) if index.isValid() else None
        if record is None:
            if event.button() == Qt.MouseButton.LeftButton:
                self.selection.clear()
            return
        if event.button() == Qt.MouseButton.RightButton:
            if not self.selection.contains(record):
                self.selection.select_only(record)
            return
        if self.stories.is_sign(event.position().toPoint()):
            self.selection.select_only(record)
            self.stories.toggle(record)
            return
        modifiers = event.modifiers()
        self._pressed_row, self._pressed_column = index.row(), index.column()
        self.setCurrentIndex(index)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._moves.extend_to(index.row())
        elif modifiers & Qt.KeyboardModifier.ControlModifier or self.has_ticks:
            self.selection.toggle(record)
        elif self.drags_rows and self.selection.contains(record):
            # A press on what is selected may begin to drag it; without a drag the release selects this row alone.
            self._drag.lift(event.globalPosition().toPoint())
        else:
            self.selection.select_only(record)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag.is_lifted and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag.carry(event.globalPosition().toPoint())
            return
        y = event.position().toPoint().y()
        # Above and below the rows a drag goes on, one row a move, and the table scrolls along.
        row = self.rowAt(min(max(y, 0), self.viewport().height() - 1))
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed_row >= 0 and row >= 0:
            if y < 0 or y >= self.viewport().height():
                row = min(max(0, row + (-1 if y < 0 else 1)), self.row_count - 1)
                self._moves.scroll_to(row)
            # A hand that trembles on one row does not drag: Ctrl and a click must keep what was selected before.
            if row != self._pressed_row or self.selection.current != self.records.id_at(row):
                self._moves.extend_to(row)
        self._hover(row)
        self.viewport().setCursor(_cursor_over(self.indexAt(event.position().toPoint())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Everything was done at the press, but for following a link: a press that drags on selects."""
        index = self.indexAt(event.position().toPoint())
        if self._drag.is_carried:
            self._end_drag()
            self.rows_dropped.emit(event.globalPosition().toPoint())
            return
        if self._drag.is_lifted and index.isValid() and (lifted := self.records.id_at(index.row())) is not None:
            self.selection.select_only(lifted)
        self._drag.put_down()
        was_here = index.isValid() and index.row() == self._pressed_row and index.column() == self._pressed_column
        self._pressed_row = -1
        if was_here and not event.modifiers() and index.data(Role.UNDERLINED):
            record = self.records.id_at(index.row())
            if record is not None:
                self.link_clicked.emit(record, self.header.key(index.column()))

    def _end_drag(self) -> None:
        self._drag.end()
        self._pressed_row = -1

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._begin_edit(index)
        else:
            self.opened.emit(self.records.id_at(index.row()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            for each in (row, self.hovered_row):
                if each >= 0:
                    self.viewport().update(self._row_rect(each))
            self.hovered_row = row

    def _row_rect(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            row = self._moves.row()
            place = self.viewport().mapToGlobal(QPoint(40, self.rowViewportPosition(row) + self.rowHeight(row) if row is not None else 20))
        self.menu_requested.emit(place)

    # Keys ----------------------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_editing():
            # A line lets Enter through after it was heard; the cell it belongs to is being closed already.
            event.accept()
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._drag.is_carried:
            self._end_drag()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all_rows()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit(False)
        elif key == Qt.Key.Key_C and control and shift:
            self.copy_requested.emit(True)
        elif key in MOVES:
            self._moves.move(key, shift=shift, control=control)
        elif self.stories.is_on and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._moves.fold(opens=(key == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._moves.move_column(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.selection.current is not None:
                self.opened.emit(self.selection.current)
        elif key == Qt.Key.Key_F2:
            self.edit_current()
        elif key == Qt.Key.Key_Space:
            if self.selection.current is not None:
                self.selection.toggle(self.selection.current)
        else:
            event.ignore()

    def edit_current(self) -> bool:
        """Edit the current cell in place; of a row without a current cell, its first editable one."""
        row = self._moves.row()
        if row is None or self.is_editing():
            return self.is_editing()
        shown = self.columns.shown()
        at = self.currentIndex().column()
        columns = [at, *shown] if at in shown else shown
        for column in columns:
            index = self.model().index(row, column)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.setCurrentIndex(index)
                self._begin_edit(index)
                return True
        return False

    def _begin_edit(self, index: QModelIndex) -> None:
        self.edit(index)
        if self.is_editing():
            self.editing_begun.emit()

    # Editing and painting ------------------------------------------------------------------------------------------------------------

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if editor.property("faulty") and hint != QAbstractItemDelegate.EndEditHint.RevertModelCache:
            # A text that cannot be taken stays where it is until it is mended, or Esc puts the old one back.
            return
        super().closeEditor(editor, hint)
        self.setFocus()
        self.editing_finished.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._painter.forget_fonts()
            self.set_density(self._density)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.model() is not None:
            self._painter.begin()
        super().paintEvent(event)
        self._painter.end()
        if self.stories.count:
            painter = QPainter(self.viewport())
            self.stories.paint(painter, event.rect())
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()
        self._tell_visible()


def _cursor_over(index: QModelIndex) -> Qt.CursorShape:
    """A hand over a link, else the arrow."""
    return Qt.CursorShape.PointingHandCursor if index.isValid() and index.data(Role.UNDERLINED) else Qt.CursorShape.ArrowCursor
