"""What a widget looks like once painted: colours at places, and the colours that occur."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def picture(widget: QWidget) -> QImage:
    """The widget as painted now."""
    return widget.grab().toImage()


def colours(widget: QWidget) -> Counter[str]:
    """How often each colour occurs (`#rrggbb`)."""
    image = picture(widget)
    return Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))
