"""Icons: one set (Phosphor, from qtawesome's fonts), 16 px, in a tone of the theme that holds while they are painted (look.md)."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from ui.theme import TONES, current, tone_hex

# Our nouns and verbs; any other name is the set's own.
NAMES = {
    "add": "plus", "search": "magnifying-glass", "download": "download-simple", "upload": "upload-simple", "print": "printer",
    "columns": "columns", "filter": "funnel-simple", "close": "x", "edit": "pencil-simple", "undo": "arrow-u-up-left",
    "redo": "arrow-u-up-right", "warning": "warning", "error": "warning-circle", "info": "info", "success": "check-circle",
    "person": "identification-card", "people": "users", "invited": "envelope-simple", "guest": "hand-waving", "group": "folder-simple",
    "phone": "phone", "mail": "envelope-simple", "birthday": "cake", "suspended": "pause-circle", "away": "moon", "removed": "user-minus",
    "back": "arrow-left", "next": "caret-right", "previous": "caret-left", "zoom-in": "magnifying-glass-plus",
    "zoom-out": "magnifying-glass-minus", "calendar": "calendar-blank", "more": "dots-three", "arrow": "arrow-right", "new": "sparkle",
    "changed": "pencil-line", "unchanged": "equals", "created": "plus-circle", "erased": "eraser", "conflict": "git-pull-request",
    "register": "user-plus", "invite": "paper-plane-tilt", "delete": "trash", "save": "check", "expand": "arrows-out-simple",
    "down": "caret-down", "right": "caret-right", "spreadsheet": "table", "card": "credit-card", "settings": "gear", "desk": "user",
    "club": "storefront", "copy": "copy", "refresh": "arrows-clockwise", "tag": "tag", "note": "note", "all": "list-dashes",
    "open": "folder-open", "database": "database", "drag": "dots-six", "up": "caret-up", "help": "question", "export": "export",
    "folder": "folder-simple", "back-up": "floppy-disk", "sale": "receipt", "refund": "arrow-bend-up-left", "adjust": "sliders-horizontal",
    "reward": "gift", "tier": "crown-simple", "benefit-card": "credit-card", "stamp": "circle-wavy-check", "stamps": "circle-wavy", "pass": "ticket",
    "points": "chart-line", "orders": "receipt", "activity": "clock-counter-clockwise", "reverse": "arrow-counter-clockwise",
    "extend": "hourglass-medium", "outstanding": "circle", "used": "check-circle", "expired": "hourglass-low", "revoked": "prohibit",
    "retire": "archive", "restore": "arrow-u-up-left", "give": "gift", "pause": "pause", "resume": "play", "follow-up": "bell-simple",
    "log": "note-pencil", "remove": "user-minus", "list": "list-bullets", "link": "arrow-square-out", "palette": "command",
    "duplicates": "users-three", "colour": "palette", "hold": "lock-simple", "import": "upload-simple", "promotion": "megaphone-simple",
}  # fmt: skip


def pixmap(name: str, tone: str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon in a tone or a colour (`#rrggbb`), *size* logical pixels wide, sharp at the device's *ratio*."""
    colour = tone_hex(current(), tone) if tone in TONES else tone
    return _drawn(name, colour, size, ratio)


@cache
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """One picture of the icon's font, whose signs are set at seven eighths of the icon's height."""
    family, signs = _font()
    side = round(size * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    font = QFont(family)
    font.setPixelSize(round(0.875 * side))
    painter = QPainter(picture)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(picture.rect(), int(Qt.AlignmentFlag.AlignCenter), chr(int(signs[NAMES.get(name, name)], 16)))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _font() -> tuple[str, dict[str, str]]:
    """The family of the icons' font, and the code of each sign by name, in hexadecimal digits.

    Only this font is read: to import qtawesome takes 0.3 s and 12 fonts, and a start with rows painted has 0.5 s in all.
    """
    found = find_spec("qtawesome")
    assert found is not None
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0]) / "fonts"
    font = next(folder.glob("phosphor-[0-9]*.ttf"))
    number = QFontDatabase.addApplicationFontFromData(font.read_bytes())
    signs = json.loads(next(folder.glob("phosphor-charmap-*.json")).read_text(encoding="ascii"))
    return QFontDatabase.applicationFontFamilies(number)[0], signs


class _Engine(QIconEngine):
    """Paints the icon in the theme that holds at that moment, so that a change of theme needs no restart."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name, self._tone = name, tone

    def _colour(self, mode: QIcon.Mode) -> str:
        theme = current()
        if mode == QIcon.Mode.Disabled:
            return theme.edge
        if mode == QIcon.Mode.Selected:
            # The style asks so for the icon of a filled button.
            return theme.on_accent
        return tone_hex(theme, self._tone) if self._tone in TONES or self._tone == "on_accent" else self._tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
        size = min(rect.width(), rect.height())
        picture = _drawn(self._name, self._colour(mode), size, ratio)
        painter.drawPixmap(rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        ratio = max(scale, 1.0)
        logical = round(min(size.width(), size.height()) / ratio)
        return _drawn(self._name, self._colour(mode), logical or 16, ratio)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)


@cache
def icon(name: str, tone: str = "muted") -> QIcon:
    """The icon by our name or the set's, following the theme."""
    return QIcon(_Engine(name, tone))
