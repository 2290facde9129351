"""The section Orders: every sale of a record, and below it the lines and refunds of the one chosen (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.controls import Hairline
from ui.sections.parts import FiguresRow, SectionHead, SectionTable, stacked


class OrdersView(QWidget):
    """The section whole: figures, the orders, and what stands in the one chosen; both tables show the owner's models."""

    def __init__(
        self,
        orders: QAbstractItemModel,
        columns: Sequence[str],
        lines: QAbstractItemModel,
        line_columns: Sequence[str],
        tools: Sequence[QAction],
    ) -> None:
        super().__init__()
        self.figures = FiguresRow(self)
        self.head = SectionHead(_("Orders"), self)
        self.head.set_actions(tools)
        self.orders = SectionTable(_("Orders"), _("No orders yet."), self, least=3)
        self.orders.set_model(orders, columns, ("date", True))
        self.lines_head = SectionHead(_("Lines"), self)
        self.lines = SectionTable(_("Lines of the order"), _("This order has no lines; its value alone was recorded."), self, least=2)
        self.lines.set_model(lines, line_columns)
        self._rest = (Hairline(self), self.lines_head, self.lines)
        stacked(self, self.figures, Hairline(self), self.head, (self.orders, 3), *self._rest[:2], (self.lines, 2))

    def show_lines(self, title: str, count: str) -> None:
        """Name the order whose lines are shown; without a name the part takes no room."""
        self.lines_head.set_title(title, count)
        for part in self._rest:
            part.setVisible(bool(title))
