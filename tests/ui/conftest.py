"""Every test of the window's parts is painted in one of our themes, and the next one begins in light."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.theme import Theme


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Dates and figures as in Great Britain, whatever club an earlier test has opened; a test may ask for others."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def look(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Theme]:
    """Both themes in turn, with our style."""
    yield theme.apply(qapp, bool(request.param))
    theme.apply(qapp, False)


@pytest.fixture
def light(qapp: QApplication) -> Theme:
    """The light theme, with our style."""
    return theme.apply(qapp, False)
