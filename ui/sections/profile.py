"""The section Profile: every field of a record, changed in place like in the panel."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.details_panel import DetailsPanel

# As wide as lines of text are read with ease (look.md, *Where things stand*).
WIDEST = 720
# Qt's own word for no limit.
UNLIMITED = 16_777_215


class ProfileView(DetailsPanel):
    """A details panel without head and actions, which the page has already: only its facts, no wider than text is read with ease."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumWidth(UNLIMITED)
        for part in (self.head, self.figure, self.actions_row, self.banners):
            part.hide()

    def _lay_one(self) -> tuple[QScrollArea, QVBoxLayout]:
        area, sections = super()._lay_one()
        page = area.widget()
        column = page.layout() if page is not None else None
        content = column.itemAt(0) if column is not None else None
        widget = content.widget() if content is not None else None
        if widget is not None and isinstance(column, QVBoxLayout):
            widget.setMaximumWidth(WIDEST)
            row = QHBoxLayout()
            row.addWidget(widget, 100)
            row.addStretch(1)
            column.insertLayout(0, row)
        return area, sections
