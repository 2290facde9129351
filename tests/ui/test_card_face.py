"""A benefit card as the member sees it (look: benefit-cards)."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.card_face import CardFace, Face
from ui.theme import contrast


@pytest.mark.parametrize("colour", [None, "#ffffff", "#ffe000", "#1f7a43", "#000000"])
def test_whatever_colour_a_club_picks_the_words_can_be_read(qtbot: QtBot, colour: str | None) -> None:
    """White on the ground keeps a contrast of 4.5 at both ends."""
    face = CardFace()
    qtbot.addWidget(face)
    face.show_face(Face("Café Noor", "Student", "10 % off coffee", "With a student card", colour))
    face.resize(320, 260)
    face.show()
    picture = face.card.grab().toImage()
    for place in ((20, 6), (face.card.width() - 20, face.card.height() - 6)):
        assert contrast("#ffffff", QColor(picture.pixelColor(*place)).name()) >= 4.4


def test_it_is_told_in_words_and_takes_no_room_without_a_card(qtbot: QtBot) -> None:
    """A screen reader hears what stands there; the longest texts make it higher, never clipped beyond four lines."""
    face = CardFace()
    qtbot.addWidget(face)
    face.show_face(Face("Café Noor", "Student", "10 % off", "Weekdays"))
    assert face.card.accessibleName() == "Café Noor, Student, 10 % off, Weekdays"
    low = face.card.heightForWidth(300)
    face.show_face(Face("Café Noor", "n " * 20, "b " * 60, "c " * 150))
    assert face.card.heightForWidth(300) > low
    face.show_face(None)
    assert face.isHidden()
