"""How scroll bars and progress bars are painted: a thin rounded handle without arrows, a thin rounded line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QStyleOption, QStyleOptionProgressBar, QStyleOptionSlider, QWidget

from ui.style_shapes import State, is_on
from ui.theme import mixed, theme_of

EXTENT = 14
HANDLE = 6
_Part = QStyle.SubControl


def scroll_bar_part(option: QStyleOptionSlider, part: QStyle.SubControl, least: int) -> QRect:
    """Where the parts of a scroll bar stand; there are no arrows. *least*: the shortest handle in pixels."""
    rect, upright = option.rect, option.orientation == Qt.Orientation.Vertical
    length = rect.height() if upright else rect.width()
    steps = option.maximum - option.minimum
    handle = length if steps <= 0 else max(least, round(length * option.pageStep / (steps + option.pageStep)))
    handle = min(handle, length)
    start = QStyle.sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition, length - handle, option.upsideDown)
    spans = {
        _Part.SC_ScrollBarGroove: (0, length),
        _Part.SC_ScrollBarSlider: (start, handle),
        _Part.SC_ScrollBarSubPage: (0, start),
        _Part.SC_ScrollBarAddPage: (start + handle, length - start - handle),
    }
    first, size = spans.get(part, (0, 0))
    if upright:
        return QRect(rect.x(), rect.y() + first, rect.width(), size)
    return QStyle.visualRect(option.direction, rect, QRect(rect.x() + first, rect.y(), size, rect.height()))


def scroll_bar(option: QStyleOption, painter: QPainter, widget: QWidget | None, handle: QRect) -> None:
    """The handle alone, on the ground of what it scrolls."""
    theme = theme_of(option.palette)
    if not isinstance(option, QStyleOptionSlider):
        return
    area = widget.parentWidget() if widget is not None else None
    while area is not None and not isinstance(area, QAbstractScrollArea):
        area = area.parentWidget()
    scrolled = area.viewport() if area is not None else None
    ground = scrolled.palette().color(scrolled.backgroundRole()) if scrolled is not None else option.palette.window().color()
    painter.fillRect(option.rect, ground)
    if option.maximum <= option.minimum:
        return
    upright = option.orientation == Qt.Orientation.Vertical
    side = (EXTENT - HANDLE) // 2
    thin = QRectF(handle).adjusted(side, 2, -side, -2) if upright else QRectF(handle).adjusted(2, side, -2, -side)
    held = is_on(option, State.State_Sunken) and bool(option.activeSubControls & _Part.SC_ScrollBarSlider)
    hovered = is_on(option, State.State_MouseOver)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(theme.text, ground, 0.50 if held else 0.36 if hovered else 0.22))
    painter.drawRoundedRect(thin, HANDLE / 2, HANDLE / 2)


def _line_of(rect: QRect) -> QRectF:
    return QRectF(rect.x(), rect.center().y() - 2.5, rect.width(), 6)


def progress_groove(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The whole of what there is to do."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme_of(option.palette).line))
    painter.drawRoundedRect(_line_of(option.rect), 3, 3)


def progress_contents(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """What is done; while the whole is not known, a third in the middle."""
    if not isinstance(option, QStyleOptionProgressBar):
        return
    line = _line_of(option.rect)
    steps = option.maximum - option.minimum
    if steps <= 0:
        line.adjust(line.width() / 3, 0, -line.width() / 3, 0)
    else:
        done = line.width() * (option.progress - option.minimum) / steps
        mirrored = (option.direction == Qt.LayoutDirection.RightToLeft) != option.invertedAppearance
        line = QRectF(line.right() - done if mirrored else line.x(), line.y(), done, line.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme_of(option.palette).accent))
    painter.drawRoundedRect(line, 3, 3)
