"""The header of a record table: labels that elide, the sort mark beside a strong label, columns that can be moved and hidden."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QWidget

from ui.icons import pixmap
from ui.roles import Role
from ui.theme import digits, row_height, small_font, theme_of, weighted

LEFT = 14
FIGURE_GAP = 18
WIDEST_LABEL = 96


class RecordHeader(QHeaderView):
    """Sorts by a click on a label; with Shift the column is added to the sort."""

    sort_requested = Signal(str, bool, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setResizeContentsPrecision(0)
        self.setMinimumSectionSize(36)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(row_height(self.font()))
        self.setMouseTracking(True)
        self._sorts: dict[str, bool] = {}
        self._pressed_at = -1
        # What the ticks take at the beginning of the first column.
        self.tick_room = 0

    def _beginning(self, section: int) -> int:
        """Where the label of a column begins."""
        return LEFT + (self.tick_room if self.tick_room and self._is_first(section) else 0)

    def _is_first(self, section: int) -> bool:
        """Whether no shown column stands before it."""
        return all(self.isSectionHidden(self.logicalIndex(place)) for place in range(self.visualIndex(section)))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            # Painting asks the selection model for each column whether it is selected, which asks flags() of every cell of a million rows
            # (table.md: 23.6 s); an empty selection model of its own answers at once.
            self.setSelectionModel(QItemSelectionModel(model, self))

    def set_sorts(self, sorts: list[tuple[str, bool]]) -> None:
        """Mark these columns as sorted, with whether they descend."""
        self._sorts = dict(sorts)
        self.viewport().update()

    def key(self, section: int) -> str:
        """The key of a column."""
        return str(self.model().headerData(section, self.orientation(), Role.KEY) or section)

    def label(self, section: int) -> str:
        """The label of a column."""
        return str(self.model().headerData(section, self.orientation(), Qt.ItemDataRole.DisplayRole) or "")

    def painted_label(self, section: int) -> str:
        """The label as it is painted: short where the column has a short one."""
        return str(self.model().headerData(section, self.orientation(), Role.SHORT) or self.label(section))

    def is_right(self, section: int) -> bool:
        """Whether the column holds figures, which stand right with their header."""
        alignment = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        return alignment is not None and bool(int(alignment) & int(Qt.AlignmentFlag.AlignRight))

    def content_width(self, section: int) -> int:
        """The width that shows the widest sample; a long label elides."""
        font = digits(self.font())
        sample = str(self.model().headerData(section, self.orientation(), Role.SAMPLE) or "")
        figures = FIGURE_GAP if self.is_right(section) else LEFT
        content = QFontMetrics(font).horizontalAdvance(sample) + self._beginning(section) + figures
        if self.model().headerData(section, self.orientation(), Role.CHIP):
            # A chip has weight 500, a dot, and room at both ends.
            content = QFontMetrics(weighted(font, 500)).horizontalAdvance(sample) + LEFT + figures + 12
        return max(content, 48)

    def natural_width(self, section: int) -> int:
        """The width that shows the widest sample and the label with its mark."""
        font = digits(self.font())
        figures = FIGURE_GAP if self.is_right(section) else LEFT
        label = QFontMetrics(weighted(small_font(font), 600)).horizontalAdvance(self.painted_label(section)) + LEFT + figures + 16
        # A label elides, what stands below it does not: a long label may widen its column only so far.
        return max(self.content_width(section), min(label, WIDEST_LABEL))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = theme_of(self.palette())
        painter.fillRect(rect, QColor(theme.raised))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(theme.line))
        key, right = self.key(section), self.is_right(section)
        sorted_by = key in self._sorts
        font = weighted(small_font(self.font()), 600 if sorted_by else 500)
        metrics = QFontMetrics(font)
        area = rect.adjusted(self._beginning(section), 0, -(FIGURE_GAP if right else 8), -1)
        mark = 16 if sorted_by else 0
        text = metrics.elidedText(self.painted_label(section), Qt.TextElideMode.ElideRight, area.width() - mark)
        width = metrics.horizontalAdvance(text)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if sorted_by else theme.muted))
        x = area.right() + 1 - width - mark if right else area.x()
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        words = QRect(x, area.y(), width + 2, area.height())
        painter.drawText(QStyle.visualRect(self.layoutDirection(), rect, words), flags, text)
        if sorted_by:
            arrow = pixmap("arrow-down" if self._sorts[key] else "arrow-up", "muted", 12, self.devicePixelRatioF())
            sign = QRect(x + width + 4, area.center().y() - 5, 12, 12)
            painter.drawPixmap(QStyle.visualRect(self.layoutDirection(), rect, sign).topLeft(), arrow)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint().x()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        x = event.position().toPoint().x()
        section = self.logicalIndexAt(x)
        # A drag moves or resizes a column; only a click in place sorts.
        is_click = event.button() == Qt.MouseButton.LeftButton and abs(x - self._pressed_at) < 4
        if is_click and section >= 0 and self.cursor().shape() == Qt.CursorShape.ArrowCursor:
            self.request_sort(section, add=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def request_sort(self, section: int, *, add: bool) -> None:
        """Ask for the order of a column: ascending first, then the other way round."""
        if self.model().headerData(section, self.orientation(), Role.SORTABLE) is False:
            return
        key = self.key(section)
        self.sort_requested.emit(key, not self._sorts[key] if key in self._sorts else False, add)
