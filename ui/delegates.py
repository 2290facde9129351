"""The one delegate of record tables: paints ground, hairline and content of a cell, and edits it in place (look.md, *Tables*)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionButton, QStyleOptionViewItem, QToolTip, QWidget

from ui.cell_editors import CellChoice, CellLine, make_editor
from ui.controls import chip_width, paint_chip
from ui.icons import pixmap
from ui.record_stories import SIGN_ROOM
from ui.roles import Badge, Chip, Editor, Role
from ui.theme import Theme, digits, mixed, row_height, theme_of, tint_hex, tone_hex, weighted

if TYPE_CHECKING:
    from ui.record_table import RecordTable

Index = QModelIndex | QPersistentModelIndex
LEFT, RIGHT = 14, 14
FIGURE_GAP = 18
CHIP_HEIGHT = 20
# A badge beside a long name keeps so many pixels.
LEAST_BADGE = 52
TICK_ROOM = 28
# So many texts are remembered with how they fit.
MOST_FITTED = 5000
# As plain numbers: an enumeration would be turned into one for every cell.
_ID, _CHIP, _BADGE, _ICON, _TONE, _TINT = map(int, (Role.ID, Role.CHIP, Role.BADGE, Role.ICON, Role.TONE, Role.TINT))
_STRONG, _STRUCK, _UNDERLINED, _MUTED = map(int, (Role.STRONG, Role.STRUCK, Role.UNDERLINED, Role.MUTED))
_DISPLAY, _ALIGNMENT = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT, _SINGLE_LINE = int(Qt.AlignmentFlag.AlignRight), int(Qt.TextFlag.TextSingleLine)
_BEGINNING = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CLOSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


def _placed(option: QStyleOptionViewItem, rect: QRect) -> QRect:
    """A part of the cell, mirrored where one reads from the right."""
    return QStyle.visualRect(option.direction, option.rect, rect) if option.direction == Qt.LayoutDirection.RightToLeft else rect


@cache
def _colour(name: str) -> QColor:
    """A colour of the theme, made once."""
    return QColor(name)


@dataclass
class _Pass:
    """What holds for all cells of one paint of the table, and of the row being painted, asked for once: Python is slow per cell."""

    data: Callable[[Index, int], Any]
    theme: Theme
    selected: QColor
    marked: QModelIndex
    height: int
    opens: bool
    row: int = -1
    record: object = None
    is_selected: bool = False


class RecordDelegate(QStyledItemDelegate):
    """Paints from the roles of `ui.roles`; whether a row is selected, current or hovered is the table's word."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._fonts: dict[int, tuple[QFont, QFontMetrics]] = {}
        self._cut: dict[tuple[str, int, int], str] = {}
        self._pass: _Pass | None = None

    def begin(self) -> None:
        """A paint of the table begins."""
        theme = theme_of(self._table.palette())
        selected = QColor(theme.selection) if self._table.is_active() else mixed(theme.text, theme.base, 0.08)
        self._pass = _Pass(
            self._table.model().data,
            theme,
            selected,
            self._table.marked_cell(),
            self._table.verticalHeader().defaultSectionSize(),
            self._table.stories.is_on,
        )

    def end(self) -> None:
        """The paint is over; what held for it holds no longer."""
        self._pass = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if self._pass is None:
            self.begin()
            self.paint(painter, option, index)
            self.end()
            return
        now, data = self._pass, self._pass.data
        if now.row != index.row():
            now.row = index.row()
            now.record = data(index, _ID)
            now.is_selected = self._table.selection.contains(now.record)  # type: ignore[arg-type]
        rect = option.rect
        if rect.height() > now.height:
            # The row is open: what is told below it is painted by the table (`ui.record_stories`).
            rect = QRect(rect.x(), rect.y(), rect.width(), now.height)
        # A tick tells the selection by itself.
        on_selection = now.is_selected and not self._table.has_ticks
        self._ground(painter, option, index, rect, now, on_selection=on_selection)
        if index == now.marked:
            painter.setPen(QPen(_colour(now.theme.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        content = rect.adjusted(LEFT, 0, -RIGHT, -1)
        if self._table.has_ticks and self._table.is_first_column(index.column()):
            self._tick(painter, option, rect, now)
            content.adjust(TICK_ROOM, 0, 0, 0)
        if now.opens and self._table.is_first_column(index.column()):
            sign = _placed(option, QRect(content.x() - 2, content.center().y() - 5, 12, 12))
            name = self._table.stories.sign(now.record)
            painter.drawPixmap(sign.topLeft(), pixmap(name, "muted", 12, painter.device().devicePixelRatioF()))
            content.adjust(SIGN_ROOM, 0, 0, 0)
        if content.width() <= 0:
            return
        chip = data(index, _CHIP)
        if isinstance(chip, Chip):
            self._chip(painter, content, chip, option, on_selection, at_end=False)
            return
        badge = data(index, _BADGE)
        if isinstance(badge, Badge):
            name = data(index, _DISPLAY)
            if not name:
                # In a column of its own it stands where the texts of the others do.
                self._chip(painter, content, badge, option, on_selection, at_end=False)
                return
            # The name comes first; the badge gives way as far as its first signs.
            free = max(content.width() - 8 - self._font(500)[1].horizontalAdvance(str(name)), LEAST_BADGE)
            place = content.adjusted(max(0, content.width() - free), 0, 0, 0)
            content = content.adjusted(0, 0, -self._chip(painter, place, badge, option, on_selection, at_end=True), 0)
        sign = data(index, _ICON)
        if sign:
            ratio = painter.device().devicePixelRatioF()
            tone = str(data(index, _TONE) or "muted")
            place = _placed(option, QRect(content.x(), content.center().y() - 7, 16, 16))
            painter.drawPixmap(place.topLeft(), pixmap(str(sign), tone, 16, ratio))
            content = content.adjusted(24, 0, 0, 0)
        self._text(painter, content, option, index, now)

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, rect: QRect, now: _Pass, *, on_selection: bool
    ) -> None:
        theme = now.theme
        if on_selection:
            painter.fillRect(rect, now.selected)
        elif tint := now.data(index, _TINT):
            painter.fillRect(rect, _colour(tint_hex(theme, str(tint))))
        elif self._table.hovered_row == now.row:
            painter.fillRect(rect, _colour(theme.hover))
        else:
            painter.fillRect(rect, _colour(theme.base))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, _colour(theme.line))
        if now.record is not None and now.record == self._table.selection.current and self._table.is_first_column(index.column()):
            painter.fillRect(_placed(option, QRect(rect.x(), rect.y(), 3, rect.height())), _colour(theme.accent))

    def _tick(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, now: _Pass) -> None:
        """The box that says whether the row is selected."""
        box = QStyleOptionButton()
        box.palette = option.palette
        box.rect = _placed(option, QRect(rect.x() + LEFT, rect.center().y() - 8, 16, 16))
        box.state = QStyle.StateFlag.State_Enabled | (QStyle.StateFlag.State_On if now.is_selected else QStyle.StateFlag.State_Off)
        self._table.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, box, painter, self._table)

    def _chip(
        self, painter: QPainter, content: QRect, chip: Chip | Badge, option: QStyleOptionViewItem, selected: bool, *, at_end: bool
    ) -> int:
        """Paint a chip at the beginning or at the end of the cell; gives the room it takes."""
        font, metrics = self._font(500)
        room = content.width() if at_end else content.width() + 16
        wanted = chip_width(chip, metrics)
        width = min(wanted, room)
        if wanted > room:
            chip = replace(
                chip, text=metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, metrics.horizontalAdvance(chip.text) - wanted + room)
            )
        x = content.right() + 1 - width if at_end else content.x() - 8
        painter.setFont(font)
        rect = QRect(x, content.y() + (content.height() - CHIP_HEIGHT) // 2 + 1, width, CHIP_HEIGHT)
        paint_chip(painter, _placed(option, rect), chip, option.palette, on_selection=selected)
        return width + 8

    def _text(self, painter: QPainter, content: QRect, option: QStyleOptionViewItem, index: Index, now: _Pass) -> None:
        data, theme = now.data, now.theme
        shown = data(index, _DISPLAY)
        if not shown:
            return
        struck = bool(data(index, _STRUCK))
        key = (500 if data(index, _STRONG) else 400) + (1 if struck else 0) + (2 if data(index, _UNDERLINED) else 0)
        font, metrics = self._font(key)
        tone = data(index, _TONE)
        colour = tone_hex(theme, str(tone)) if tone else theme.muted if struck or data(index, _MUTED) else theme.text
        alignment = data(index, _ALIGNMENT)
        painter.setFont(font)
        painter.setPen(_colour(colour))
        flags = int(alignment) if alignment is not None else _BEGINNING
        if flags & _RIGHT:
            content = content.adjusted(0, 0, RIGHT - FIGURE_GAP, 0)
        text = self._fitting(str(shown), key, metrics, content.width())
        painter.drawText(_placed(option, content), flags | _SINGLE_LINE, text)

    def _fitting(self, shown: str, key: int, metrics: QFontMetrics, room: int) -> str:
        """The text on one line, ended by … where it is too long; what was fitted before is known."""
        fitted = self._cut.get((shown, key, room))
        if fitted is None:
            text = shown.replace("\n", " ")
            fitted = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) if metrics.horizontalAdvance(text) > room else text
            if len(self._cut) >= MOST_FITTED:
                self._cut.clear()
            self._cut[shown, key, room] = fitted
        return fitted

    def forget_fonts(self) -> None:
        """The table's font is another now."""
        self._fonts.clear()
        self._cut.clear()

    def _font(self, key: int) -> tuple[QFont, QFontMetrics]:
        """The font of a weight (+ 1 struck out, + 2 underlined), made once: uncached it costs 8 µs a cell (look.md, *Tables*)."""
        found = self._fonts.get(key)
        if found is None:
            font = digits(weighted(self._table.font(), key // 100 * 100))
            font.setStrikeOut(bool(key & 1))
            font.setUnderline(bool(key & 2))
            self._fonts[key] = found = font, QFontMetrics(font)
        return found

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, row_height(option.font))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole text of a cell that ends in …, or what the model has to tell."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        _, metrics = self._font(500 if index.data(Role.STRONG) else 400)
        badge = index.data(Role.BADGE)
        taken = min(chip_width(badge, metrics), LEAST_BADGE) + 8 if isinstance(badge, Badge) else 0
        is_cut = metrics.horizontalAdvance(text) > option.rect.width() - LEFT - RIGHT - taken
        told = str(index.data(Qt.ItemDataRole.ToolTipRole) or (text if is_cut else ""))
        QToolTip.showText(event.globalPos(), told, view, option.rect)
        return True

    # Editing in place ----------------------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        asked = index.data(Role.EDITOR)
        spec = asked if isinstance(asked, Editor) else Editor("text")
        text, shown = (str(index.data(role) or "") for role in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.DisplayRole))
        return make_editor(spec, text, shown, parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The text was set when the editor was made; a refresh must not overwrite what is being typed."""

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        # The view may ask for this behind the back of `eventFilter`, as when another cell becomes the current one.
        if isinstance(editor, CellLine | CellChoice) and editor.cell.check():
            index.model().setData(index, editor.cell.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect.adjusted(2, 1, -2, -2)
        rect.setWidth(max(rect.width(), min(editor.sizeHint().width(), 260)))
        editor.setGeometry(rect)
        if isinstance(editor, CellLine | CellChoice):
            editor.cell.follow()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """A cell that cannot be taken keeps its text and says why; Esc puts the old value back."""
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _CLOSING_KEYS
        closes = is_key or event.type() == QEvent.Type.FocusOut
        if closes and isinstance(editor, CellLine | CellChoice) and not editor.cell.is_popup_open() and not editor.cell.check():
            return is_key
        return super().eventFilter(editor, event)
