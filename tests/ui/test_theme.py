"""The colours and sizes of look.md, *Tokens*: what it promises of contrast is measured here."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui import theme
from ui.theme import DARK, LIGHT, TONES, Theme, badge_colours, chip_colours, contrast, readable, tint_hex, tone_hex

TIER_COLOURS = ("#d19b00", "#7d8899", "#b0662f", "#4b5fd6")
ANY_COLOURS = (*TIER_COLOURS, "#000000", "#ffffff", "#ff0000", "#00ff00", "#ffff00", "#0000ff", "#808080", "#123456")


@pytest.mark.parametrize(
    ("which", "front", "ground", "promised"),
    [
        (LIGHT, "text", "base", 16.2), (LIGHT, "muted", "base", 6.0), (LIGHT, "muted", "window", 5.4), (LIGHT, "accent", "base", 6.2),
        (LIGHT, "on_accent", "accent", 6.2), (LIGHT, "good", "base", 5.4), (LIGHT, "warn", "base", 5.1), (LIGHT, "bad", "base", 5.6),
        (LIGHT, "info", "base", 5.8), (LIGHT, "field_border", "base", 3.2), (LIGHT, "text", "selection", 13.6),
        (LIGHT, "muted", "selection", 5.0),
        (DARK, "text", "base", 13.1), (DARK, "muted", "base", 6.8), (DARK, "muted", "window", 7.4), (DARK, "accent", "base", 6.9),
        (DARK, "on_accent", "accent", 7.1), (DARK, "good", "base", 7.6), (DARK, "warn", "base", 7.5), (DARK, "bad", "base", 6.1),
        (DARK, "info", "base", 7.0), (DARK, "field_border", "base", 3.5), (DARK, "text", "selection", 8.9),
        (DARK, "muted", "selection", 4.7),
    ],
)  # fmt: skip
def test_every_pair_of_colours_has_the_contrast_that_the_look_promises(which: Theme, front: str, ground: str, promised: float) -> None:
    assert contrast(getattr(which, front), getattr(which, ground)) == pytest.approx(promised, abs=0.06)


@pytest.mark.parametrize("which", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", TIER_COLOURS)
def test_the_chips_of_the_usual_tiers_are_as_readable_as_measured(which: Theme, colour: str) -> None:
    chip = chip_colours(colour, which)
    assert 4.6 <= contrast(chip.text, chip.ground) <= 4.9
    assert chip.dot == colour


@pytest.mark.parametrize("which", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ANY_COLOURS)
def test_a_chip_is_readable_in_whatever_colour_the_club_picks(which: Theme, colour: str) -> None:
    for on_selection in (False, True):
        chip = chip_colours(colour, which, on_selection)
        assert contrast(chip.text, chip.ground) >= 4.6
    assert chip_colours(colour, which, on_selection=True).ground == which.base


@pytest.mark.parametrize("which", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["good", "warn", "bad", "info", "accent"])
def test_words_on_a_tint_can_be_read(which: Theme, tone: str) -> None:
    assert contrast(which.text, tint_hex(which, tone)) >= 4.6
    badge = badge_colours(tone, which)
    assert contrast(badge.text, badge.ground) >= 4.6


def test_a_colour_that_can_be_read_already_is_left_alone() -> None:
    assert readable("#1c2127", "#ffffff") == "#1c2127"


def test_a_tone_without_a_colour_is_the_texts() -> None:
    assert {tone_hex(LIGHT, tone) for tone in TONES} >= {LIGHT.bad, LIGHT.good}
    assert tone_hex(LIGHT, "unheard of") == LIGHT.text


def test_no_size_of_text_falls_under_eleven_pixels() -> None:
    tiny = QFont()
    tiny.setPixelSize(9)
    assert theme.caption_font(tiny).pixelSize() == 11
    body = QFont()
    body.setPixelSize(13)
    sizes = [
        make(body).pixelSize() for make in (theme.small_font, theme.caption_font, theme.panel_font, theme.page_font, theme.figure_font)
    ]
    assert sizes == [12, 11, 16, 20, 21]


def test_digits_have_one_width(qapp: QApplication) -> None:
    assert theme.digits(QFont()).featureValue(QFont.Tag("tnum")) == 1


def test_a_change_of_theme_reaches_widgets_that_are_open(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, False)
    label = QLabel("words")
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    qtbot.addWidget(label)
    label.show()
    assert label.palette().color(QPalette.ColorRole.PlaceholderText) == QColor(LIGHT.muted)
    theme.apply(qapp, True)
    qtbot.waitUntil(lambda: label.palette().color(QPalette.ColorRole.PlaceholderText) == QColor(DARK.muted))
    assert theme.current() is DARK
    theme.apply(qapp, False)
