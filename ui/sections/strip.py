"""Every coming end of something as bars as wide as it is large, the soonest in warn (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget

from ui.sections.parts import EDGE
from ui.theme import digits, mixed, theme_of, tone_hex, weighted

BAR = 8
GAP = 3
LINE_GAP = 12


@dataclass(frozen=True)
class Segment:
    """A part of the whole: its size, its figure and what stands below it. tone: "warn" for the soonest, "" for later ones, "muted" for never."""

    size: int
    figure: str
    words: str
    tone: str = ""


class SegmentStrip(QWidget):
    """Segments from the reading side, in as many lines as their words need; widths follow sizes as far as the words let them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._segments: tuple[Segment, ...] = ()
        self.setFont(digits(self.font()))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Show these segments."""
        self._segments = tuple(segments)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription("; ".join(f"{segment.figure}, {segment.words}" for segment in segments))
        self.updateGeometry()
        self.update()

    def segments(self) -> tuple[Segment, ...]:
        """The segments shown."""
        return self._segments

    def _line_height(self) -> int:
        return BAR + 4 + 2 * QFontMetrics(self.font()).height() + 2

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = len(self._lines(width - 2 * EDGE))
        return lines * self._line_height() + max(0, lines - 1) * LINE_GAP + 12

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def _least(self, segment: Segment) -> int:
        strong, plain = QFontMetrics(weighted(self.font(), 600)), QFontMetrics(self.font())
        return max(strong.horizontalAdvance(segment.figure), plain.horizontalAdvance(segment.words)) + 14

    def _lines(self, width: int) -> list[list[tuple[Segment, int]]]:
        """The segments line by line, each with its width."""
        lines: list[list[Segment]] = []
        taken = 0
        for segment in self._segments:
            least = self._least(segment)
            if not lines or taken + GAP + least > width:
                lines.append([])
                taken = 0
            lines[-1].append(segment)
            taken += least + GAP
        return [self._shared(line, width) for line in lines]

    def _shared(self, line: list[Segment], width: int) -> list[tuple[Segment, int]]:
        """Share a line: everyone the room of their words, what is left by size."""
        least = [self._least(segment) for segment in line]
        room = max(0, width - sum(least) - GAP * (len(line) - 1))
        total = sum(segment.size for segment in line) or 1
        return [(segment, own + room * segment.size // total) for segment, own in zip(line, least, strict=True)]

    def _places(self) -> list[tuple[Segment, QRect]]:
        found = []
        y = 0
        for line in self._lines(self.width() - 2 * EDGE):
            x = EDGE
            for segment, width in line:
                rect = QRect(x, y, width, self._line_height())
                found.append((segment, QStyle.visualRect(self.layoutDirection(), self.rect(), rect)))
                x += width + GAP
            y += self._line_height() + LINE_GAP
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        flags = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextSingleLine)
        for segment, rect in self._places():
            is_warn = segment.tone == "warn"
            bar = QColor(theme.warn) if is_warn else QColor(theme.edge) if segment.tone else mixed(theme.accent, theme.base, 0.55)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(bar)
            painter.drawRoundedRect(QRectF(rect.x(), rect.y(), rect.width(), BAR), 2, 2)
            words = rect.adjusted(0, BAR + 4, 0, 0)
            painter.setFont(weighted(self.font(), 600))
            painter.setPen(QColor(tone_hex(theme, "warn") if is_warn else theme.text))
            painter.drawText(words, flags, segment.figure)
            painter.setFont(self.font())
            painter.setPen(QColor(theme.muted))
            painter.drawText(words.adjusted(0, metrics.height(), 0, 0), flags, segment.words)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = next((segment for segment, rect in self._places() if rect.contains(event.pos())), None)
            QToolTip.showText(event.globalPos(), f"{hit.figure}, {hit.words}" if hit is not None else "", self)
            return True
        return super().event(event)
