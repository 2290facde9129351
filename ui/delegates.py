"""The one delegate of record tables: paints ground, hairline and content of a cell, and edits it in place (look.md, *Tables*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from ui.cell_editors import CellChoice, CellLine, make_editor
from ui.controls import chip_width, paint_chip
from ui.icons import pixmap
from ui.roles import Badge, Chip, Editor, Role
from ui.theme import Theme, digits, mixed, row_height, theme_of, tint_hex, tone_hex, weighted

if TYPE_CHECKING:
    from ui.record_table import RecordTable

Index = QModelIndex | QPersistentModelIndex
LEFT, RIGHT = 14, 14
FIGURE_GAP = 18
CHIP_HEIGHT = 20
_CLOSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


def _placed(option: QStyleOptionViewItem, rect: QRect) -> QRect:
    """A part of the cell, mirrored where one reads from the right."""
    return QStyle.visualRect(option.direction, option.rect, rect) if option.direction == Qt.LayoutDirection.RightToLeft else rect


class RecordDelegate(QStyledItemDelegate):
    """Paints from the roles of `ui.roles`; whether a row is selected, current or hovered is the table's word."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._fonts: dict[int, QFont] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = theme_of(option.palette)
        record = index.data(Role.ID)
        selected = self._table.selection.contains(record)
        self._ground(painter, option, index, theme, record, selected)
        if index == self._table.marked_cell():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -2))
        content = option.rect.adjusted(LEFT, 0, -RIGHT, -1)
        if content.width() <= 0:
            return
        chip = index.data(Role.CHIP)
        if isinstance(chip, Chip):
            self._chip(painter, content, chip, option, selected, at_end=False)
            return
        badge = index.data(Role.BADGE)
        if isinstance(badge, Badge):
            content = content.adjusted(0, 0, -self._chip(painter, content, badge, option, selected, at_end=True), 0)
        name = index.data(Role.ICON)
        if name:
            ratio = painter.device().devicePixelRatioF()
            tone = str(index.data(Role.TONE) or "muted")
            sign = _placed(option, QRect(content.x(), content.center().y() - 7, 16, 16))
            painter.drawPixmap(sign.topLeft(), pixmap(str(name), tone, 16, ratio))
            content = content.adjusted(24, 0, 0, 0)
        self._text(painter, content, option, index, theme)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme, record: object, selected: bool) -> None:
        rect = option.rect
        if selected:
            colour = theme.selection if self._table.is_active() else mixed(theme.text, theme.base, 0.08).name()
        elif tint := index.data(Role.TINT):
            colour = tint_hex(theme, str(tint))
        elif self._table.hovered_row == index.row():
            colour = theme.hover
        else:
            colour = theme.base
        painter.fillRect(rect, QColor(colour))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(theme.line))
        if record is not None and record == self._table.selection.current and self._table.is_first_column(index.column()):
            painter.fillRect(_placed(option, QRect(rect.x(), rect.y(), 3, rect.height())), QColor(theme.accent))

    def _chip(
        self, painter: QPainter, content: QRect, chip: Chip | Badge, option: QStyleOptionViewItem, selected: bool, *, at_end: bool
    ) -> int:
        """Paint a chip at the beginning or at the end of the cell; gives the room it takes."""
        font = self._font(500, struck=False, underlined=False)
        room = content.width() if at_end else content.width() + 16
        width = min(chip_width(chip, QFontMetrics(font)), room)
        x = content.right() + 1 - width if at_end else content.x() - 8
        painter.setFont(font)
        rect = QRect(x, content.y() + (content.height() - CHIP_HEIGHT) // 2 + 1, width, CHIP_HEIGHT)
        paint_chip(painter, _placed(option, rect), chip, option.palette, on_selection=selected)
        return width + 8

    def _text(self, painter: QPainter, content: QRect, option: QStyleOptionViewItem, index: Index, theme: Theme) -> None:
        shown = index.data(Qt.ItemDataRole.DisplayRole)
        if not shown:
            return
        text = str(shown).replace("\n", " ")
        strong = bool(index.data(Role.STRONG))
        struck = bool(index.data(Role.STRUCK))
        underlined = bool(index.data(Role.UNDERLINED))
        font = self._font(500 if strong else 400, struck=struck, underlined=underlined)
        tone = index.data(Role.TONE)
        muted = index.data(Role.MUTED) or struck
        colour = tone_hex(theme, str(tone)) if tone else theme.muted if muted else theme.text
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        flags = int(alignment) if alignment is not None else int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if flags & int(Qt.AlignmentFlag.AlignRight):
            content = content.adjusted(0, 0, RIGHT - FIGURE_GAP, 0)
        metrics = QFontMetrics(font)
        if metrics.horizontalAdvance(text) > content.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, content.width())
        painter.drawText(_placed(option, content), flags | int(Qt.TextFlag.TextSingleLine), text)

    def forget_fonts(self) -> None:
        """The table's font is another now."""
        self._fonts.clear()

    def _font(self, weight: int, *, struck: bool, underlined: bool) -> QFont:
        """The cell's font, made once: uncached it costs 8 µs a cell (look.md, *Tables*)."""
        key = weight + (1 if struck else 0) + (2 if underlined else 0)
        font = self._fonts.get(key)
        if font is None:
            font = digits(weighted(self._table.font(), weight))
            font.setStrikeOut(struck)
            font.setUnderline(underlined)
            self._fonts[key] = font
        return font

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, row_height(option.font))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole text of a cell that ends in …, or what the model has to tell."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        font = self._font(500 if index.data(Role.STRONG) else 400, struck=False, underlined=False)
        badge = index.data(Role.BADGE)
        taken = chip_width(badge, QFontMetrics(font)) + 8 if isinstance(badge, Badge) else 0
        is_cut = QFontMetrics(font).horizontalAdvance(text) > option.rect.width() - LEFT - RIGHT - taken
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
