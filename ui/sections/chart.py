"""A figure over time as a stepped line, with the same as a table, and as text to be copied (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import LinkButton
from ui.details_section import plain_label
from ui.locales import show_date, show_number, window_locale
from ui.sections.parts import EDGE
from ui.theme import caption_font, digits, mixed, small_font, theme_of

HEIGHT = 92
_NICE = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Step:
    """From this day on the figure is *value*."""

    day: date
    value: int


def top_of(highest: int) -> int:
    """A round figure for the upper line, at or above the highest value, that halves to a whole number."""
    scale = 1
    while scale * 10 < highest:
        scale *= 10
    found = next(int(nice * scale) for nice in _NICE if nice * scale >= highest)
    return max(2, found + found % 2)


def month_label(day: date) -> str:
    """A month in a few letters."""
    return format_skeleton("MMM", day, locale=window_locale())


class StepLine(QWidget):
    """The line itself: it holds a value until the next step. The last value is marked by a dot."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._steps: tuple[Step, ...] = ()
        self._first = self._last = date.min
        self.setFont(digits(caption_font(self.font())))
        self.setMinimumHeight(HEIGHT)

    def show_steps(self, steps: Sequence[Step], first: date, last: date) -> None:
        """Draw these steps, of which the first stands at or before *first*, up to *last*."""
        self._steps, self._first, self._last = tuple(steps), first, last
        low, high = (show_number(each(step.value for step in steps)) if steps else "0" for each in (min, max))
        words = _("{name}: from {first} to {last}, now {now}, lowest {low}, highest {high}").format(
            name=self._name,
            first=show_date(first),
            last=show_date(last),
            now=show_number(steps[-1].value if steps else 0),
            low=low,
            high=high,
        )
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        theme = theme_of(self.palette())
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        values = [step.value for step in self._steps]
        low, high = min(*values, 0), max(*values, 0)
        bottom = -top_of(-low) if low < 0 else 0
        top = top_of(high) if high or not bottom else 0
        # Where the line goes below it, zero is the mark between, else half of the way.
        marks = (top, bottom, 0 if top and bottom else (top + bottom) // 2)
        words = max(metrics.horizontalAdvance(show_number(mark)) for mark in marks)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = QRectF(self.rect()).adjusted(
            words + 10 if rtl else 1, metrics.height() / 2, -1 if rtl else -words - 10, -metrics.height() - 4
        )
        painter.setPen(QColor(theme.muted))
        told: list[float] = []
        for mark in marks:
            y = self._y(mark, top, bottom, room)
            if any(abs(y - other) < metrics.height() for other in told):
                continue
            told.append(y)
            painter.fillRect(QRectF(room.left(), round(y), room.width(), 1), QColor(theme.line))
            box = QRectF(0 if rtl else room.right() + 6, y - metrics.height() / 2, words + 4, metrics.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), show_number(mark))
        self._paint_months(painter, room, metrics, rtl=rtl)
        self._paint_line(painter, room, top, bottom, rtl=rtl)

    def _y(self, value: int, top: int, bottom: int, room: QRectF) -> float:
        return room.bottom() - room.height() * (value - bottom) / (top - bottom)

    def _x(self, day: date, room: QRectF, *, rtl: bool) -> float:
        days = max(1, (self._last - self._first).days)
        share = min(max((day - self._first).days / days, 0.0), 1.0)
        return room.right() - share * room.width() if rtl else room.left() + share * room.width()

    def _paint_months(self, painter: QPainter, room: QRectF, metrics: QFontMetrics, *, rtl: bool) -> None:
        """The names of some months below, as many as find room."""
        starts = []
        year, month = self._first.year, self._first.month
        while (year, month) <= (self._last.year, self._last.month):
            starts.append(date(year, month, 1))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        widest = max(metrics.horizontalAdvance(month_label(day)) for day in starts) + 24
        every = next((each for each in (1, 2, 3, 4, 6, 12) if widest * len(starts) / each <= room.width()), 12)
        edge = room.right() if rtl else room.left()
        for day in starts[::every]:
            text = month_label(day)
            width = metrics.horizontalAdvance(text)
            x = self._x(max(day, self._first), room, rtl=rtl) - (width if rtl else 0)
            # The first month begins where the line does.
            x = min(max(x, room.left()), room.right() - width) if abs(x - edge) < widest else x
            if room.left() <= x <= room.right() - width:
                painter.drawText(QPointF(x, self.height() - metrics.descent() - 1), text)

    def _paint_line(self, painter: QPainter, room: QRectF, top: int, bottom: int, *, rtl: bool) -> None:
        theme = theme_of(self.palette())
        path = QPainterPath()
        at = QPointF(self._x(self._first, room, rtl=rtl), self._y(self._steps[0].value, top, bottom, room))
        path.moveTo(at)
        for step in self._steps[1:]:
            x = self._x(step.day, room, rtl=rtl)
            path.lineTo(x, at.y())
            at = QPointF(x, self._y(step.value, top, bottom, room))
            path.lineTo(at)
        end = QPointF(self._x(self._last, room, rtl=rtl), at.y())
        path.lineTo(end)
        zero = self._y(0, top, bottom, room)
        ground = QPainterPath(path)
        ground.lineTo(end.x(), zero)
        ground.lineTo(self._x(self._first, room, rtl=rtl), zero)
        ground.closeSubpath()
        painter.fillPath(ground, mixed(theme.accent, theme.base, 0.2 if theme.dark else 0.11))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent), 1.6))
        painter.drawPath(path)
        painter.setPen(QPen(QColor(theme.base), 1.5))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(end, 4, 4)


class StepChart(QWidget):
    """A stepped line under its name; *Show as table* gives the same as months and figures, *Copy* both as text."""

    copied = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._months: tuple[Step, ...] = ()
        title = plain_label(name, self, muted=True)
        title.setFont(small_font(self.font()))
        self.table_link = LinkButton("", self, muted=True)
        self.copy_link = LinkButton(_("Copy"), self, muted=True)
        self.copy_link.setAccessibleName(_("Copy {name}").format(name=name))
        self.line = StepLine(name, self)
        self.table = QScrollArea(self)
        self.table.setFrameShape(QScrollArea.Shape.NoFrame)
        self.table.setWidgetResizable(True)
        self.table.setAccessibleName(name)
        self.stack = QStackedWidget(self)
        for part in (self.line, self.table):
            self.stack.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(title, 1)
        head.addWidget(self.copy_link)
        head.addWidget(self.table_link)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE + 6, 0, EDGE, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        self.table_link.clicked.connect(self._turn)
        self.copy_link.clicked.connect(self._copy)
        self._name_link()

    def show_steps(self, steps: Sequence[Step], months: Sequence[Step], first: date, last: date) -> None:
        """Draw these steps from *first* to *last*; *months* is what the table tells: the figure at the end of each."""
        self.line.show_steps(steps, first, last)
        if tuple(months) != self._months:
            self._months = tuple(months)
            self._fill_table()

    def is_table(self) -> bool:
        """Whether the table is shown in place of the line."""
        return self.stack.currentWidget() is self.table

    def _turn(self) -> None:
        self.stack.setCurrentWidget(self.line if self.is_table() else self.table)
        self._name_link()

    def _name_link(self) -> None:
        self.table_link.setText(_("Show as line") if self.is_table() else _("Show as table"))
        self.table_link.setAccessibleName(self.table_link.text())

    def _fill_table(self) -> None:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 2, 8, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        half = (len(self._months) + 2) // 3
        for at, month in enumerate(self._months):
            words: tuple[QLabel, QLabel] = (plain_label(_month(month.day), page, muted=True), plain_label(show_number(month.value), page))
            for side, label in enumerate(words):
                label.setFont(digits(small_font(self.font())))
                grid.addWidget(label, at % half, at // half * 3 + side, Qt.AlignmentFlag.AlignRight if side else Qt.AlignmentFlag.AlignLeft)
            grid.setColumnMinimumWidth(at // half * 3 + 2, 12)
        for column in (1, 4, 7):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(half, 1)
        self.table.setWidget(page)

    def _copy(self) -> None:
        lines = [f"{_('Month')}\t{self._name}", *(f"{month.day.isoformat()[:7]}\t{month.value}" for month in self._months)]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.copied.emit()


def _month(day: date) -> str:
    return format_skeleton("yMMM", day, locale=window_locale())
