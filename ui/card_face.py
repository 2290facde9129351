"""A benefit card as the member sees it: the club, the name, the benefit and the conditions on a coloured ground (look: benefit-cards)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.details_section import plain_label
from ui.theme import LIGHT, mixed, panel_font, readable, small_font, weighted

EDGE = 18
LINES = 4


@dataclass(frozen=True)
class Face:
    """What stands on the card; colour None is the program's own."""

    club: str
    name: str
    benefit: str
    conditions: str
    colour: str | None = None


class CardFace(QWidget):
    """The face with a line above that says whose view it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = plain_label(_("As the member sees it"), self, muted=True)
        self.said.setFont(small_font(self.font()))
        self.card = _Card(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.said)
        column.addWidget(self.card)

    def show_face(self, face: Face | None) -> None:
        """Show this card; without one nothing takes room."""
        self.setVisible(face is not None)
        if face is not None:
            self.card.face = face
            self.card.setAccessibleName(", ".join((face.club, face.name, face.benefit, face.conditions)))
            self.card.updateGeometry()
            self.card.update()


class _Card(QWidget):
    """The ground and its texts; white or black, whichever reads, moved until it does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.face = Face("", "", "", "")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _fonts(self) -> tuple[QFont, QFont, QFont, QFont]:
        font = self.font()
        return weighted(small_font(font), 600), weighted(panel_font(font), 600), weighted(font, 500), small_font(font)

    def _height(self, font: QFont, text: str, width: int) -> int:
        metrics = QFontMetrics(font)
        needed = metrics.boundingRect(0, 0, width, 4000, int(Qt.TextFlag.TextWordWrap), text).height()
        return min(needed, LINES * metrics.lineSpacing())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        texts = (self.face.club, self.face.name, self.face.benefit, self.face.conditions)
        parts = [self._height(font, text, width - 2 * EDGE) for font, text in zip(self._fonts(), texts, strict=True)]
        return max(sum(parts) + 2 * EDGE + 46, round(width * 0.56))

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(max(self.width(), 260)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # White must be read on every colour that a club picks: the ground is darkened until it is.
        colour = readable(self.face.colour or LIGHT.accent, "#ffffff")
        ground = QLinearGradient(0, 0, self.width(), self.height())
        ground.setColorAt(0, mixed("#20303c", colour, 0.6))
        ground.setColorAt(1, QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        painter.setPen(QColor("#ffffff"))
        club, name, benefit, conditions = self._fonts()
        width, top = self.width() - 2 * EDGE, EDGE - 4
        top += self._write(painter, club, self.face.club, top, width) + 22
        top += self._write(painter, name, self.face.name, top, width) + 4
        self._write(painter, benefit, self.face.benefit, top, width)
        height = self._height(conditions, self.face.conditions, width)
        self._write(painter, conditions, self.face.conditions, self.height() - EDGE + 4 - height, width)

    def _write(self, painter: QPainter, font: QFont, text: str, top: int, width: int) -> int:
        height = self._height(font, text, width)
        painter.setFont(font)
        painter.drawText(QRectF(EDGE, top, width, height), int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading), text)
        return height
