"""Pages as pictures: only the sheet that is asked for, as it will be printed."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from desktop.prints.cards import CardFace, print_cards
from desktop.prints.layouts import layout
from desktop.prints.preview import page_image, sheet_image
from tests.desktop.prints.reading import CLUB, a_card


def pdf(cards: Iterable[CardFace], name: str, **how: Any) -> bytes:
    """The bytes of a printed PDF."""
    stream = BytesIO()
    print_cards(stream, cards, CLUB, layout(name), **how)
    return stream.getvalue()


def test_a_page_is_drawn_at_the_scale_in_pixels_a_millimetre() -> None:
    image = page_image(pdf([a_card()], "a4-c32011"), 0, 2)
    assert abs(image.width - 420) <= 1
    assert abs(image.height - 594) <= 1
    assert len(image.pixels) == image.width * image.height * 4
    blue, green, red, _unused = image.pixels[(40 * image.width + 100) * 4 :][:4]
    assert (red, green, blue) == (255, 255, 255) or (red, green, blue) == (0xD4, 0xA1, 0x06)


def test_a_sheet_alone_looks_as_it_does_among_all() -> None:
    cards = [a_card(f"Member {number}", number=str(number)) for number in range(17)]
    whole = pdf(cards, "a4-c32011", start=4, copies=2)
    for sheet in range(4):
        assert sheet_image(cards, CLUB, layout(), sheet, 1, start=4, copies=2) == page_image(whole, sheet, 1)


def test_a_back_side_is_drawn_when_it_is_asked_for() -> None:
    cards = [a_card()]
    backs = pdf(cards, "id1", backs=True)
    assert sheet_image(cards, CLUB, layout("id1"), 0, 3, back=True) == page_image(backs, 1, 3)
    assert sheet_image(cards, CLUB, layout("id1"), 0, 3) == page_image(backs, 0, 3)
