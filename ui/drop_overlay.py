"""What covers the window while a file is held over it: where it may be let go, and what happens then."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.icons import pixmap
from ui.theme import page_font, theme_of, weighted


class DropOverlay(QWidget):
    """A veil over the page with a dashed edge; it takes no part in the drop itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Lie over the whole of the parent."""
        self.setGeometry(self._area.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.base)
        veil.setAlphaF(0.92)
        painter.fillRect(self.rect(), veil)
        edge = QRectF(self.rect()).adjusted(16, 16, -16, -16)
        painter.setPen(QPen(QColor(theme.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(edge, 8, 8)
        middle = self.rect().center()
        painter.drawPixmap(middle.x() - 16, middle.y() - 52, pixmap("upload", "accent", 32, self.devicePixelRatioF()))
        lines = (
            (weighted(page_font(self.font()), 600), theme.text, -8, _("Let go to upload")),
            (self.font(), theme.muted, 30, _("xlsx, xls or csv. Nothing is changed before you have seen it.")),
        )
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        for font, colour, below, text in lines:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(self.rect().adjusted(32, middle.y() + below, -32, 0), flags, text)
