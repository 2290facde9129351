"""A layout that fills lines like words do: what does not fit goes to the next line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Widgets in lines from the reading side, each line as high as its highest; lower ones stand in its middle."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, room: QRect, move: bool) -> int:
        """Set the items line by line; the height they take."""
        at, line = QPoint(room.left(), room.top()), 0
        placed: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            size = item.sizeHint().boundedTo(QSize(max(room.width(), 1), 10_000))
            if at.x() > room.left() and at.x() + size.width() > room.right() + 1:
                self._set(placed, line, room, move)
                at, line = QPoint(room.left(), at.y() + line + self.spacing()), 0
            placed.append((item, QRect(at, size)))
            at.setX(at.x() + size.width() + self.spacing())
            line = max(line, size.height())
        self._set(placed, line, room, move)
        return at.y() + line - room.top()

    def _set(self, placed: list[tuple[QLayoutItem, QRect]], height: int, room: QRect, move: bool) -> None:
        """Set the items of one line of this height."""
        parent = self.parentWidget()
        for item, place in placed:
            if move and parent is not None:
                middle = place.translated(0, (height - place.height()) // 2)
                item.setGeometry(QStyle.visualRect(parent.layoutDirection(), room, middle))
        placed.clear()
