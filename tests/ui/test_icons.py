"""Icons come from one set by our names, and follow the theme (look.md, *Notices, empty, motion, icons, keys*)."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.icons import NAMES, icon, pixmap
from ui.theme import DARK, LIGHT, Theme


def strongest(image: QImage) -> str:
    """The colour of the most opaque pixels."""
    seen = Counter(
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() == 255
    )
    return seen.most_common(1)[0][0]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_has_a_drawing(light: Theme, name: str) -> None:
    image = pixmap(name, "text", 32).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))


def test_an_icon_takes_the_colours_of_the_theme_that_holds_when_it_is_painted(qapp: QApplication) -> None:
    theme.apply(qapp, False)
    made = icon("club", "accent")
    before = strongest(made.pixmap(QSize(32, 32)).toImage())
    theme.apply(qapp, True)
    after = strongest(made.pixmap(QSize(32, 32)).toImage())
    theme.apply(qapp, False)
    assert (before, after) == (LIGHT.accent, DARK.accent)


def test_an_icon_on_a_filled_button_is_in_the_colour_of_its_words(light: Theme) -> None:
    assert strongest(icon("club", "text").pixmap(QSize(32, 32), QIcon.Mode.Selected).toImage()) == LIGHT.on_accent


def test_an_icon_is_sharp_at_the_ratio_of_the_device(light: Theme) -> None:
    picture = pixmap("search", "muted", 16, 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)
