"""The paper as it will come out: one page at a time, fitted to the room or larger, with pictures that the caller delivers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from resources.i18n import _
from ui.theme import mixed, theme_of

ZOOMS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
EDGE = 24
DOTS_PER_MM = 96 / 25.4
KEPT_PAGES = 8


class _Sheet(QWidget):
    """One sheet of paper with its shadow; white in both themes, since paper is."""

    def __init__(self) -> None:
        super().__init__()
        self.picture: QImage | None = None
        self.room = QSize()

    def paper(self) -> QRectF:
        """Where the paper lies."""
        corner = QPoint((self.width() - self.room.width()) // 2, (self.height() - self.room.height()) // 2)
        return QRectF(corner, self.room)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), mixed(theme.text, theme.window, 0.06))
        if self.room.isEmpty():
            return
        paper = self.paper()
        painter.setPen(Qt.PenStyle.NoPen)
        for depth in range(4):
            painter.setBrush(QColor(0, 0, 0, 14))
            painter.drawRect(paper.adjusted(-depth, -depth + 1, depth, depth + 1))
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRect(paper.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(paper, self.picture)


class PaperView(QScrollArea):
    """Shows page *index* of *pages*, fitted or at a zoom. `page_needed` asks for a picture: index, and device pixels a millimetre.

    `moved` says that the page, the zoom or the document is another. Keys: PageUp and PageDown, Home, End, +, −, 0 for the whole page.
    """

    page_needed = Signal(int, float)
    moved = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(_("Pages as they will come out"))
        self.sheet = _Sheet()
        self.setWidget(self.sheet)
        self.setWidgetResizable(True)
        self.pages, self.index = 0, 0
        self.zoom: float | None = None
        self._size_mm = (210.0, 297.0)
        self._pictures: dict[tuple[int, float], QImage] = {}
        # A window that is being resized asks once it rests, not at every step.
        self._rest = QTimer(self, singleShot=True, interval=40)
        self._rest.timeout.connect(self._ask)
        self.viewport().installEventFilter(self)

    def set_document(self, pages: int, width_mm: float, height_mm: float) -> None:
        """Another document; the pictures of the one before are dropped, the page stays where it can."""
        self.pages, self._size_mm = pages, (width_mm, height_mm)
        self._pictures.clear()
        self.index = min(self.index, max(pages - 1, 0))
        self._lay()
        self._ask()
        self.moved.emit()

    def scale(self) -> float:
        """Logical pixels a millimetre at the present zoom."""
        if self.zoom is not None:
            return self.zoom * DOTS_PER_MM
        room = self.maximumViewportSize()
        width, height = self._size_mm
        return max(min((room.width() - 2 * EDGE) / width, (room.height() - 2 * EDGE) / height), 0.1)

    def asked_scale(self) -> float:
        """Device pixels a millimetre that a picture of the present zoom has."""
        return round(self.scale() * self.devicePixelRatioF(), 3)

    def show_page(self, index: int, picture: QImage) -> None:
        """Take the picture of a page at the scale that was asked for last."""
        self._pictures[index, self.asked_scale()] = picture
        while len(self._pictures) > KEPT_PAGES:
            self._pictures.pop(next(iter(self._pictures)))
        if index == self.index:
            self._show_picture()

    def go_to(self, index: int) -> None:
        """Show this page, or the nearest there is."""
        index = min(max(index, 0), max(self.pages - 1, 0))
        if index != self.index:
            self.index = index
            self.verticalScrollBar().setValue(0)
            self._show_picture()
            self._ask()
            self.moved.emit()

    def set_zoom(self, zoom: float | None) -> None:
        """Show at this size (1 is as on paper), or the whole page."""
        if zoom != self.zoom:
            self.zoom = zoom
            self._lay()
            self._ask()
            self.moved.emit()

    def zoom_by(self, step: int) -> None:
        """The next larger or smaller size."""
        now = self.scale() / DOTS_PER_MM
        sizes = [size for size in ZOOMS if (size > now + 0.01 if step > 0 else size < now - 0.01)]
        if sizes:
            self.set_zoom(sizes[0] if step > 0 else sizes[-1])

    def _lay(self) -> None:
        width, height = self._size_mm
        scale = self.scale()
        self.sheet.room = QSize(round(width * scale), round(height * scale)) if self.pages else QSize()
        least = self.sheet.room + QSize(2 * EDGE, 2 * EDGE)
        self.sheet.setMinimumSize(QSize(0, 0) if self.zoom is None else least)
        self._show_picture()

    def _show_picture(self) -> None:
        """Show the page's picture; until it comes, one of another size rather than an empty sheet."""
        exact = self._pictures.get((self.index, self.asked_scale()))
        near = next((picture for (index, _scale), picture in reversed(self._pictures.items()) if index == self.index), None)
        self.sheet.picture = exact or near
        self.sheet.update()

    def _ask(self) -> None:
        # Before it is shown there is no size to fit into.
        if self.isVisible() and self.pages and (self.index, self.asked_scale()) not in self._pictures:
            self.page_needed.emit(self.index, self.asked_scale())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and self.zoom is None:
            self._lay()
            self._rest.start()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lay()
        self._rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = keys.get(Qt.Key(event.key()))
        if step is not None:
            self.go_to(self.index + step)
        elif event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End:
            self.go_to(self.pages - 1)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif event.key() == Qt.Key.Key_0:
            self.set_zoom(None)
        else:
            super().keyPressEvent(event)
