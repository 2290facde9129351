"""A sum in one row: 2,480 now − 800 Coffee beans = 1,680 points left; the result in accent, what is owed after it in warn (look.md, *Dialogs*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.dialogs.parts import Card
from ui.theme import digits, panel_font, small_font, theme_of, tone_hex, weighted

_GAP = 12
_SIGN = 18


@dataclass(frozen=True)
class Term:
    """One figure with its words below, after a *sign* ("−", "+", "×", "="); *tone* colours the figure ("accent", "warn")."""

    figure: str
    words: str
    sign: str = ""
    tone: str = ""


class SumRow(Card):
    """The terms of a sum from left to right. While there are none its room stays blank, so that nothing jumps."""

    def __init__(self, parent: QWidget, terms: Sequence[Term] = ()) -> None:
        super().__init__(parent)
        self.terms: tuple[Term, ...] = ()
        self._figure = weighted(digits(panel_font(self.font())), 600)
        self._words = digits(small_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_terms(terms)

    def set_terms(self, terms: Sequence[Term]) -> None:
        """Show these terms."""
        self.terms = tuple(terms)
        said = " ".join(f"{term.sign} {term.figure} {term.words}".strip() for term in self.terms)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, QFontMetrics(self._figure).height() + QFontMetrics(self._words).height() + 22)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.terms:
            return
        super().paintEvent(event)
        painter = QPainter(self)
        theme = theme_of(self.palette())
        widths = self._widths()
        high, low = QFontMetrics(self._figure).height(), QFontMetrics(self._words).height()
        top = (self.height() - high - low - 2) // 2
        left = 14
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        for term, width in zip(self.terms, widths, strict=True):
            if term.sign:
                painter.setFont(self._figure)
                painter.setPen(QColor(theme.muted))
                self._draw(painter, QRect(left, 0, _SIGN, self.height()), int(Qt.AlignmentFlag.AlignCenter), term.sign)
                left += _SIGN + _GAP
            painter.setFont(self._figure)
            painter.setPen(QColor(tone_hex(theme, term.tone)))
            self._draw(painter, QRect(left, top, width, high), middle, term.figure)
            painter.setFont(self._words)
            painter.setPen(QColor(theme.muted))
            words = QFontMetrics(self._words).elidedText(term.words, Qt.TextElideMode.ElideRight, width)
            self._draw(painter, QRect(left, top + high + 2, width, low), middle, words)
            left += width + _GAP

    def _draw(self, painter: QPainter, room: QRect, flags: int, text: str) -> None:
        """Draw into a room that is mirrored where one reads from the right."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            room.moveLeft(self.width() - room.right())
        painter.drawText(room, flags, text)

    def _widths(self) -> list[int]:
        """How wide each term is: figures whole, words as far as there is room."""
        figure, words = QFontMetrics(self._figure), QFontMetrics(self._words)
        least = [figure.horizontalAdvance(term.figure) + 2 for term in self.terms]
        wanted = [max(width, words.horizontalAdvance(term.words) + 2) for width, term in zip(least, self.terms, strict=True)]
        signs = sum(_SIGN + _GAP for term in self.terms if term.sign)
        free = self.width() - 28 - signs - _GAP * (len(self.terms) - 1) - sum(least)
        asked = sum(wanted) - sum(least)
        if asked <= free or not asked:
            return wanted
        return [width + max(0, free) * (want - width) // asked for width, want in zip(least, wanted, strict=True)]
