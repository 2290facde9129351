"""The foot of the window: what is shown and selected on the left; on the right whether all is saved, the club and the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from resources.i18n import _
from ui.icons import pixmap
from ui.theme import digits, small_font, theme_of

EDGE = 16
ICON = 14
GAP = 18


@dataclass(frozen=True)
class StatusMark:
    """One thing told on the right: an icon by its name, a tone, and words."""

    icon: str
    text: str
    tone: str = "muted"


def saved_mark() -> StatusMark:
    """Nothing waits to be saved."""
    return StatusMark("success", _("All changes saved"), "good")


class StatusLine(QWidget):
    """Paints both sides itself; where they do not fit, the left side ends in … and the tooltip has it whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[str, ...] = ()
        self._marks: tuple[StatusMark, ...] = ()
        self.setFont(digits(small_font(self.font())))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Status"))

    def set_parts(self, parts: Sequence[str]) -> None:
        """Tell what is shown and selected; the parts are joined by a raised dot."""
        self._parts = tuple(part for part in parts if part)
        self._tell()

    def set_marks(self, marks: Sequence[StatusMark]) -> None:
        """Tell what stands on the right, from left to right."""
        self._marks = tuple(marks)
        self._tell()

    def text(self) -> str:
        """All that the line says, left to right, as a screen reader reads it."""
        return " · ".join([*self._parts, *(mark.text for mark in self._marks)])

    def _tell(self) -> None:
        if self.accessibleDescription() == self.text():
            return
        self.setAccessibleDescription(self.text())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, QFontMetrics(self.font()).height() + 11)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def _marks_width(self, metrics: QFontMetrics, count: int) -> int:
        return sum(ICON + 6 + metrics.horizontalAdvance(mark.text) + GAP for mark in self._marks[:count])

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, QColor(theme.line))
        room = self.rect().adjusted(EDGE, 1, -EDGE + 2, 0)
        metrics = QFontMetrics(self.font())
        marks = len(self._marks)
        # The operator and the club give way before what is selected does.
        while marks > 1 and self._marks_width(metrics, marks) > room.width() * 2 // 3:
            marks -= 1
        taken = min(self._marks_width(metrics, marks), room.width())
        left = "   ·   ".join(self._parts)
        shown = metrics.elidedText(left, Qt.TextElideMode.ElideRight, max(0, room.width() - taken))
        self.setToolTip(self.text() if shown != left or marks < len(self._marks) else "")
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextSingleLine)
        painter.setPen(QColor(theme.muted))
        painter.drawText(room, flags, shown)
        at = room.right() + 1 - taken + GAP
        for mark in self._marks[:marks]:
            at = self._paint_mark(painter, room, at, mark, metrics)

    def _paint_mark(self, painter: QPainter, room: QRect, at: int, mark: StatusMark, metrics: QFontMetrics) -> int:
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextSingleLine)
        direction = self.layoutDirection()
        picture = QRect(at, room.center().y() - ICON // 2 + 1, ICON, ICON)
        drawn = pixmap(mark.icon, mark.tone, ICON, self.devicePixelRatioF())
        painter.drawPixmap(QStyle.visualRect(direction, room, picture).topLeft(), drawn)
        width = metrics.horizontalAdvance(mark.text)
        words = QRect(at + ICON + 6, room.top(), width + 2, room.height())
        painter.drawText(QStyle.visualRect(direction, room, words), flags, mark.text)
        return at + ICON + 6 + width + GAP
