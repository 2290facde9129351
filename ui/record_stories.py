"""Rows of a table that open below themselves: before and after under the table's own columns (look.md, *What the further screens decided*)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from ui.icons import pixmap
from ui.theme import Theme, digits, theme_of, tint_of, weighted

if TYPE_CHECKING:
    from ui.record_table import RecordTable

# The room of the sign that opens and closes, and of one line with its gaps.
SIGN_ROOM = 18
LINE_GAP, AROUND = 10, 10
LEFT = 14
ARROW_ROOM, LEAST_TEXT, LEAST_AFTER = 26, 90, 140


@dataclass(frozen=True)
class StoryLine:
    """One value as it was and as it is: both empty for a sentence alone."""

    label: str
    before: str = ""
    after: str = ""


class Stories(QObject):
    """Which records are open, and what is told below them; off until *switch_on*. Rows keep their heights by record in any order."""

    # A record was opened whose story is not known yet.
    wanted = Signal(list)
    changed = Signal()

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self.is_on = False
        self._told: dict[int, tuple[StoryLine, ...]] = {}
        self._under: tuple[str, str, str] = ("", "", "")

    def switch_on(self, label: str, before: str, after: str) -> None:
        """Have rows that open; their lines stand under the columns of these keys where they are shown."""
        self.is_on, self._under = True, (label, before, after)
        self._table.header.tick_room = SIGN_ROOM
        self._table.columns.lay()

    def is_open(self, record: int | None) -> bool:
        """Whether the record is open."""
        return record in self._told

    def told(self, record: int | None) -> tuple[StoryLine, ...]:
        """What stands below a record; nothing where it is closed."""
        return () if record is None else self._told.get(record, ())

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self._told)

    # Opening and closing -------------------------------------------------------------------------------------------------------------

    def open(self, records: Iterable[int]) -> None:
        """Ask for the stories of these; each opens when it is told."""
        new = [record for record in records if record not in self._told]
        if self.is_on and new:
            self.wanted.emit(new)

    def tell(self, record: int, lines: Sequence[StoryLine]) -> None:
        """Open a record with its story."""
        self._told[record] = tuple(lines)
        self._resize(record)
        self.changed.emit()

    def close(self, record: int) -> None:
        """Close a record."""
        if self._told.pop(record, None) is not None:
            self._resize(record)
            self.changed.emit()

    def toggle(self, record: int) -> None:
        """Open a record that is closed, or the other way round."""
        if self.is_open(record):
            self.close(record)
        else:
            self.open([record])

    def close_all(self) -> None:
        """Close every record."""
        for record in list(self._told):
            self.close(record)

    def lay(self) -> None:
        """Give every row that is open its height, after the order or the size of the text changed."""
        for record in self._told:
            self._resize(record)

    def _resize(self, record: int) -> None:
        row = self._table.records.row_of(record)
        rows = self._table.verticalHeader()
        if row is not None:
            height = rows.defaultSectionSize() + self._room(record)
            if rows.sectionSize(row) != height:
                rows.resizeSection(row, height)
        self._table.viewport().update()

    def _room(self, record: int) -> int:
        lines = self._told.get(record)
        return 0 if lines is None else 2 * AROUND + len(lines) * self._line_height() - LINE_GAP // 2

    def _line_height(self) -> int:
        return QFontMetrics(self._table.font()).height() + LINE_GAP

    # Where things are ----------------------------------------------------------------------------------------------------------------

    def top_of(self, row: int) -> int:
        """Where a row begins, from the top of all rows."""
        rows = self._table.verticalHeader()
        return rows.sectionPosition(row) if self._told else row * rows.defaultSectionSize()

    def is_sign(self, place: QPoint) -> bool:
        """Whether a place of the viewport is on the sign that opens and closes a row."""
        index = self._table.indexAt(place)
        if not (self.is_on and index.isValid() and self._table.is_first_column(index.column())):
            return False
        rect = self._table.visualRect(index)
        sign = QRect(rect.x(), rect.y(), LEFT + SIGN_ROOM, self._table.verticalHeader().defaultSectionSize())
        return QStyle.visualRect(self._table.layoutDirection(), rect, sign).contains(place)

    def sign(self, record: object) -> str:
        """The name of the icon before a row."""
        return "down" if record in self._told else "right"

    # Painting ------------------------------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Paint the stories that can be seen, over the grounds of their rows."""
        base = self._table.verticalHeader().defaultSectionSize()
        for record, lines in self._told.items():
            row = self._table.records.row_of(record)
            if row is None:
                continue
            top, height = self._table.rowViewportPosition(row), self._table.rowHeight(row)
            room = QRect(0, top + base, self._table.viewport().width(), height - base)
            if height > base and room.intersects(region):
                self._paint_one(painter, room, lines, is_current=record == self._table.selection.current)

    def _paint_one(self, painter: QPainter, room: QRect, lines: Sequence[StoryLine], *, is_current: bool) -> None:
        table = self._table
        theme = theme_of(table.palette())
        painter.fillRect(room, QColor(theme.raised))
        painter.fillRect(room.x(), room.bottom(), room.width(), 1, QColor(theme.line))
        if is_current:
            painter.fillRect(self._placed(room, QRect(0, room.y(), 3, room.height())), QColor(theme.accent))
        for place, line in enumerate(lines):
            top = room.y() + AROUND + place * self._line_height() - LINE_GAP // 2
            self._paint_line(painter, room, top, line, theme)

    def _paint_line(self, painter: QPainter, room: QRect, top: int, line: StoryLine, theme: Theme) -> None:
        """Label, before, an arrow, and after on the tint of what was changed."""
        label, before, after = self._edges(room.width())
        height = self._line_height()
        font = digits(self._table.font())
        is_sentence = not line.before and not line.after
        end = room.width() - LEFT if is_sentence else before
        self._text(painter, room, QRect(label, top, end - label - 8, height), line.label, font, theme.muted)
        if is_sentence:
            return
        self._text(painter, room, QRect(before, top, after - before - ARROW_ROOM, height), line.before, font, theme.muted)
        arrow = self._placed(room, QRect(after - ARROW_ROOM + 4, top + (height - 14) // 2, 14, 14))
        is_mirrored = self._table.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.drawPixmap(arrow.topLeft(), pixmap("back" if is_mirrored else "arrow", "muted", 14, painter.device().devicePixelRatioF()))
        bold = weighted(font, 500)
        width = min(max(QFontMetrics(bold).horizontalAdvance(line.after) + 16, LEAST_AFTER), room.width() - after - LEFT)
        ground = QRect(after - 8, top + 2, width, height - 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint_of(self._table.palette(), "info"))
        painter.drawRoundedRect(self._placed(room, ground), 4, 4)
        self._text(painter, room, ground.adjusted(8, -2, -8, 2), line.after, bold, theme.text)

    def _edges(self, width: int) -> tuple[int, int, int]:
        """Where label, before and after begin: under their columns, as far as those leave room for them."""
        usual = (width // 8, width * 3 // 8, width * 5 // 8)
        found = [self._edge(key) for key in self._under]
        label, before, after = (edge if edge is not None else other for edge, other in zip(found, usual, strict=True))
        fits = label > 0 and label + LEAST_TEXT <= before and before + LEAST_TEXT + ARROW_ROOM <= after <= width - LEAST_TEXT
        return (label, before, after) if fits else usual

    def _edge(self, key: str) -> int | None:
        """Where the texts of a column begin, None where it is not shown."""
        header = self._table.header
        for section in self._table.columns.shown():
            if header.key(section) == key:
                x = header.sectionViewportPosition(section)
                is_mirrored = self._table.layoutDirection() == Qt.LayoutDirection.RightToLeft
                return (self._table.viewport().width() - x - header.sectionSize(section) if is_mirrored else x) + LEFT
        return None

    def _text(self, painter: QPainter, room: QRect, rect: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, max(rect.width(), 0))
        side = QStyle.visualAlignment(self._table.layoutDirection(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self._placed(room, rect), int(side) | int(Qt.TextFlag.TextSingleLine), shown)

    def _placed(self, room: QRect, rect: QRect) -> QRect:
        """Mirrored where one reads from the right."""
        return QStyle.visualRect(self._table.layoutDirection(), room, rect)
