"""Colours, sizes and weights of the window: look.md's tokens; all else is computed from them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Theme:
    """One set of colours (`#rrggbb`), light or dark (look.md, *Tokens*)."""

    dark: bool
    window: str
    base: str
    raised: str
    line: str
    edge: str
    field_border: str
    selection: str
    hover: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    warn: str
    bad: str
    info: str


LIGHT = Theme(
    dark=False, window="#f3f4f6", base="#ffffff", raised="#fafbfc", line="#e3e6ea", edge="#c3c9d1", field_border="#88919d",
    selection="#e2edef", hover="#f8f8f8", text="#1c2127", muted="#5b6470", accent="#0b6b7d", on_accent="#ffffff",
    good="#1f7a43", warn="#a15f00", bad="#c0342b", info="#2f62c0",
)  # fmt: skip
DARK = Theme(
    dark=True, window="#191b1f", base="#202328", raised="#262a30", line="#32373e", edge="#474d57", field_border="#6f7783",
    selection="#294149", hover="#2a2d32", text="#e8eaed", muted="#a3abb6", accent="#4fb9cb", on_accent="#06242a",
    good="#5cc98a", warn="#e5a84b", bad="#f0807a", info="#84aef5",
)  # fmt: skip

TONES = ("good", "warn", "bad", "info", "accent", "muted", "text")


class _Chosen:
    """The theme of this process: what the person asked for (None follows the system), and what holds now."""

    wanted: bool | None = None
    theme: Theme = LIGHT


def current() -> Theme:
    """The theme that holds now."""
    return _Chosen.theme


def theme_of(palette: QPalette) -> Theme:
    """The theme behind a palette: told by its ground, so that a dark notice on a light window paints dark."""
    return DARK if palette.color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT


def apply(app: QApplication, dark: bool | None = None) -> Theme:
    """Give the program its style, font and palette; *dark* None follows the system, now and later."""
    from ui.style import Style

    hints = QGuiApplication.styleHints()
    if app.property("regulars_theme") is None:
        app.setProperty("regulars_theme", True)
        app.setStyle(Style())
        app.setFont(body_font())
        hints.colorSchemeChanged.connect(lambda _scheme: _refresh(app))
    _Chosen.wanted = dark
    _refresh(app)
    return _Chosen.theme


def _refresh(app: QApplication) -> None:
    """Set the palette that is wanted, or the system's choice."""
    system = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    _Chosen.theme = DARK if (system if _Chosen.wanted is None else _Chosen.wanted) else LIGHT
    # Fusion's outlines (Window.darker(140), look.md, *Traps*) need no palettes of their own: ui.style paints every edge from the theme.
    app.setPalette(palette_of(_Chosen.theme))


@cache
def palette_of(theme: Theme) -> QPalette:
    """The palette of a theme: colours come from its roles only."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    colours = {
        role.Window: theme.window, role.WindowText: theme.text, role.Base: theme.base, role.AlternateBase: theme.raised,
        role.Text: theme.text, role.Button: theme.base, role.ButtonText: theme.text, role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent, role.HighlightedText: theme.on_accent, role.Accent: theme.accent, role.Link: theme.accent,
        role.LinkVisited: theme.accent, role.ToolTipBase: theme.raised, role.ToolTipText: theme.text, role.BrightText: theme.bad,
        role.Light: theme.hover, role.Midlight: theme.line, role.Mid: theme.edge, role.Dark: theme.field_border, role.Shadow: theme.edge,
    }  # fmt: skip
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    faint = mixed(theme.muted, theme.window, 0.6)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, which, faint)
    palette.setColor(group.Disabled, role.Highlight, QColor(theme.edge))
    return palette


@cache
def notice_palette() -> QPalette:
    """The palette of notices, dark in both themes."""
    palette = QPalette(palette_of(DARK))
    ground = QColor("#262a30")
    palette.setColor(QPalette.ColorRole.Window, ground)
    palette.setColor(QPalette.ColorRole.Base, ground)
    return palette


# Colours -----------------------------------------------------------------------------------------------------------------------------


def _colour(value: str | QColor) -> QColor:
    return value if isinstance(value, QColor) else QColor(value)


@cache
def _mixed(colour: str, ground: str, share: float) -> str:
    front, back = QColor(colour), QColor(ground)
    parts = [round(a * share + b * (1 - share)) for a, b in zip(front.getRgb()[:3], back.getRgb()[:3], strict=True)]  # type: ignore[index]
    return QColor(*parts).name()


def mixed(colour: str | QColor, ground: str | QColor, share: float) -> QColor:
    """*share* (0 to 1) of a colour over a ground."""
    return QColor(_mixed(_colour(colour).name(), _colour(ground).name(), share))


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    shown = QColor(colour)
    return 0.2126 * linear(shown.redF()) + 0.7152 * linear(shown.greenF()) + 0.0722 * linear(shown.blueF())


@cache
def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2)."""
    first, second = sorted((_luminance(one), _luminance(other)))
    return (second + 0.05) / (first + 0.05)


@cache
def readable(colour: str, ground: str, at_least: float = 4.6) -> str:
    """The colour moved towards black, on a dark ground towards white, in steps of 2 % until it can be read (look.md, *Tokens*)."""
    towards = "#000000" if _luminance(ground) > 0.18 else "#ffffff"
    for step in range(51):
        moved = _mixed(towards, colour, step / 50)
        if contrast(moved, ground) >= at_least:
            return moved
    return towards


@cache
def outline_hex(theme: Theme) -> str:
    """The edge of fields and ticks: the field border, moved until it has a contrast of 3 on chrome too, where dialogs stand."""
    return readable(theme.field_border, theme.window, 3.0)


def tone_hex(theme: Theme, tone: str) -> str:
    """The colour of a tone by name; of a name that is none, the text's."""
    return str(getattr(theme, tone)) if tone in TONES or tone == "on_accent" else theme.text


def tone_colour(palette: QPalette, tone: str) -> QColor:
    """The colour of a tone on this palette."""
    return QColor(tone_hex(theme_of(palette), tone))


def tint_hex(theme: Theme, tone: str) -> str:
    """The tint of a tone over base: 11 %, dark 20 % (look.md, *Tokens*)."""
    return _mixed(tone_hex(theme, tone), theme.base, 0.20 if theme.dark else 0.11)


def tint_of(palette: QPalette, tone: str) -> QColor:
    """The tint of a tone on this palette."""
    return QColor(tint_hex(theme_of(palette), tone))


@dataclass(frozen=True)
class ChipColours:
    """A chip's ground, text and dot."""

    ground: str
    text: str
    dot: str


@cache
def chip_colours(colour: str, theme: Theme, on_selection: bool = False) -> ChipColours:
    """A tier's chip from any colour the club picks: text at least 4.6 on its ground; on a selected row the ground is base (look.md)."""
    ground = theme.base if on_selection else _mixed(colour, theme.base, 0.24 if theme.dark else 0.16)
    return ChipColours(ground, readable(colour, ground), colour)


@cache
def badge_colours(tone: str, theme: Theme, on_selection: bool = False) -> ChipColours:
    """A badge's ground and text from a tone."""
    ground = theme.base if on_selection else tint_hex(theme, tone)
    text = readable(tone_hex(theme, tone), ground)
    return ChipColours(ground, text, text)


# Type --------------------------------------------------------------------------------------------------------------------------------


@cache
def body_font() -> QFont:
    """The platform's font; on Linux Inter at 13 px where it is installed, which the pictures of the look are made in."""
    font = QFont(QGuiApplication.font())
    if sys.platform.startswith("linux") and "Inter" in QFontDatabase.families():
        font.setFamilies(["Inter", "Noto Sans", "Noto Sans CJK SC"])
        font.setPixelSize(13)
    return font


def _sized(font: QFont, more: int) -> QFont:
    changed = QFont(font)
    pixels = font.pixelSize() if font.pixelSize() > 0 else round(QFontMetrics(font).height() * 0.8)
    changed.setPixelSize(max(11, pixels + more))
    return changed


def small_font(font: QFont) -> QFont:
    """One pixel smaller."""
    return _sized(font, -1)


def caption_font(font: QFont) -> QFont:
    """Two pixels smaller, never under 11."""
    return _sized(font, -2)


def panel_font(font: QFont) -> QFont:
    """The name in a panel."""
    return _sized(font, 3)


def page_font(font: QFont) -> QFont:
    """The name on a page."""
    return _sized(font, 7)


def figure_font(font: QFont) -> QFont:
    """A big figure."""
    return _sized(font, 8)


def weighted(font: QFont, weight: int) -> QFont:
    """The font in weight 400, 500 or 600."""
    changed = QFont(font)
    changed.setWeight(QFont.Weight(weight))
    return changed


def digits(font: QFont) -> QFont:
    """The font with digits of equal width."""
    changed = QFont(font)
    changed.setFeature(QFont.Tag("tnum"), 1)
    return changed


def row_height(font: QFont, density: str = "normal") -> int:
    """The height of a row: font height + 16, compact + 10, short lists + 20 (look.md, *Tokens*)."""
    return QFontMetrics(font).height() + {"normal": 16, "compact": 10, "list": 20}[density]


def field_height(font: QFont) -> int:
    """The height of fields and buttons: that of a row."""
    return row_height(font)
