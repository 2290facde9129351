"""Shapes that all parts of the style are made of: rounded grounds with an edge, rings, chevrons."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOption

RADIUS = 6
State = QStyle.StateFlag


def is_on(option: QStyleOption, *flags: QStyle.StateFlag) -> bool:
    """Whether all these states hold."""
    return all(bool(option.state & flag) for flag in flags)


def rounded(painter: QPainter, rect: QRect, ground: QColor, edge: QColor, width: int, radius: int = RADIUS) -> None:
    """A ground with an edge of whole pixels inside the rectangle."""
    inset = width / 2
    painter.setPen(QPen(edge, width))
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)


def plate(painter: QPainter, rect: QRect, ground: QColor, radius: int = RADIUS) -> None:
    """A ground without an edge."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(rect), radius, radius)


def ring(painter: QPainter, rect: QRectF, colour: str, radius: int = RADIUS) -> None:
    """The 2 px ring of the focus, inside the rectangle."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1)


def chevron(painter: QPainter, middle: QPointF, colour: str, *, up: bool = False, half: float = 4) -> None:
    """A small angle that points down, or up."""
    rise = -half / 2 if up else half / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF([middle + QPointF(-half, -rise), middle + QPointF(0, rise), middle + QPointF(half, -rise)]))
