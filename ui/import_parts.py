"""Parts of the upload page: the steps, the share of each kind as a bar, a count that filters, and work that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import PushButton
from ui.details_parts import ProgressBar
from ui.details_section import plain_label
from ui.icons import pixmap
from ui.locales import show_number
from ui.notices import progress_text
from ui.theme import digits, panel_font, small_font, theme_of, tone_colour, weighted

_NUMBERS = ("one", "two", "three", "four", "five", "six")


class Steps(QWidget):
    """Where in a short way one is; where room is scarce only the present step is named."""

    GAP = 20

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self.current = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_current(0)

    def set_current(self, current: int) -> None:
        """The steps before are done; one behind the last means that all are."""
        self.current = current
        at = min(current, len(self._names) - 1)
        name = _("Step {n} of {total}: {name}").format(n=at + 1, total=len(self._names), name=self._names[at])
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.updateGeometry()
        self.update()

    def _width(self, at: int) -> int:
        return 24 + QFontMetrics(weighted(self.font(), 600 if at == self.current else 400)).horizontalAdvance(self._names[at])

    def sizeHint(self) -> QSize:
        width = sum(self._width(at) for at in range(len(self._names))) + self.GAP * (len(self._names) - 1)
        return QSize(width, QFontMetrics(self.font()).height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(min(self.current, len(self._names) - 1)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        last = len(self._names) - 1
        shown = range(last + 1) if self.width() >= self.sizeHint().width() else [min(self.current, last)]
        x = self.width() - sum(self._width(at) for at in shown) - self.GAP * (len(shown) - 1)
        for at in shown:
            room = QRect(x, 0, self._width(at), self.height())
            if rtl:
                room.moveLeft(self.width() - room.right() - 1)
            done = at < self.current
            name = "success" if done else f"number-circle-{_NUMBERS[at]}"
            tone = "good" if done else "accent" if at == self.current else "muted"
            side = room.right() - 15 if rtl else room.left()
            painter.drawPixmap(side, (self.height() - 16) // 2, pixmap(name, tone, 16, self.devicePixelRatioF()))
            painter.setFont(weighted(self.font(), 600 if at == self.current else 400))
            painter.setPen(QColor(theme.text if at == self.current else theme.muted))
            text = room.adjusted(0, 0, -23, 0) if rtl else room.adjusted(23, 0, 1, 0)
            painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._names[at])
            x += self._width(at) + self.GAP


class ShareBar(QWidget):
    """Counts as parts of one bar, each with its tone; the smallest stays visible. The words stand beside it, so it is never alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[str, str, int], ...] = ()
        self.setFixedHeight(8)

    def set_parts(self, parts: Sequence[tuple[str, str, int]]) -> None:
        """Show (label, tone, count) in this order; without a tone the part is grey."""
        self._parts = tuple(part for part in parts if part[2] > 0)
        text = ", ".join(f"{label} {show_number(count)}" for label, _tone, count in parts)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        total = sum(count for _label, _tone, count in self._parts)
        if not total:
            painter.setBrush(QColor(theme.line))
            painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
            return
        gap, least = 3, 6
        room = self.width() - gap * (len(self._parts) - 1) - least * len(self._parts)
        x = 0.0
        for _label, tone, count in self._parts:
            width = least + max(room, 0) * count / total
            part = QRectF(x, 0, width, self.height())
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                part.moveRight(self.width() - x)
            painter.setBrush(tone_colour(self.palette(), tone) if tone else QColor(theme.edge))
            painter.drawRoundedRect(part, 2, 2)
            x += width + gap


class CountButton(QAbstractButton):
    """A kind of rows with its count: icon, word, figure. Checked, the table shows these rows only; zero is grey."""

    def __init__(self, key: str, label: str, icon: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key, self._icon, self._tone = key, icon, tone
        self.count = 0
        self.setText(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_count(self, count: int) -> None:
        """Show this figure."""
        self.count = count
        self.setAccessibleName(f"{self.text()}, {show_number(count)}")
        self.setToolTip(self.text())
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(weighted(self.font(), 600))
        return QSize(60 + metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance("1,000"), metrics.height() + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        can_choose = self.isCheckable() and self.isEnabled()
        if self.isChecked() or (can_choose and self.underMouse()):
            painter.setBrush(QColor(theme.selection if self.isChecked() else theme.line))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        tone = self._tone if self.count else "muted"
        picture = pixmap(self._icon, tone, 16, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 26 if rtl else 10, (self.height() - 16) // 2, picture)
        figure = show_number(self.count)
        font = digits(weighted(self.font(), 600 if self.count else 400))
        width = QFontMetrics(font).horizontalAdvance(figure)
        inner = self.rect().adjusted(10 if rtl else 36, 0, -36 if rtl else -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        near, far = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setFont(font)
        painter.setPen(QColor(theme.text if self.count else theme.muted))
        painter.drawText(inner, int(middle | (near if rtl else far)), figure)
        painter.setFont(weighted(self.font(), 500 if self.isChecked() else 400))
        words = inner.adjusted(width + 8 if rtl else 0, 0, 0 if rtl else -width - 8, 0)
        label = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(middle | (far if rtl else near)), label)


class Busy(QWidget):
    """Work that goes on in place of the table: what, n of m, time left, and *Stop*."""

    stopped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._began = monotonic()
        self.title = plain_label("", self)
        self.title.setFont(weighted(panel_font(self.font()), 600))
        self.title.setWordWrap(True)
        self.state = plain_label("", self, muted=True)
        self.state.setFont(digits(small_font(self.font())))
        self.bar = ProgressBar(self)
        self.stop = PushButton(_("Stop"), self)
        middle = QVBoxLayout()
        middle.setSpacing(12)
        middle.addStretch(2)
        for part in (self.title, self.bar, self.state):
            middle.addWidget(part)
        middle.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        middle.addStretch(3)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(middle, 2)
        row.addStretch(1)
        self.stop.clicked.connect(self._stop)

    def begin(self, title: str) -> None:
        """Start anew with this title; the whole is not known yet."""
        self._began = monotonic()
        self.title.setText(title)
        self.state.setText("")
        self.bar.set_share(0)
        self.stop.setEnabled(True)

    def set(self, done: int, total: int) -> None:
        """So much of the whole is done."""
        self.bar.set_share(done / total if total else 0)
        if self.stop.isEnabled():
            self.state.setText(progress_text(done, total, monotonic() - self._began))

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.state.setText(_("Stopping…"))
        self.stopped.emit()
