"""What the tests of prints share: a card with sensible defaults, and a PDF read back."""

from __future__ import annotations

import random
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pypdfium2

from desktop.prints.cards import CardFace, Club, print_cards
from desktop.prints.layouts import layout

CLUB = Club("Lindqvist Kaffe & Böcker")
GOLD = "#d4a106"
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def a_card(name: str = "Łukasz Wójcik", **fields: Any) -> CardFace:
    """A card with a tier, and a code as K3 has it."""
    return CardFace(**{"name": name, "number": "10481", "code": "RG1-2H8W-K4QN-7", "tier": "Gold", "tier_colour": GOLD, **fields})


def codes(count: int) -> list[str]:
    """Codes of the right form, the same in every run."""
    dice = random.Random(count)
    signs = ["".join(dice.choices(_SIGNS, k=9)) for _ in range(count)]
    return [f"RG1-{each[:4]}-{each[4:8]}-{each[8]}" for each in signs]


def printed(cards: Iterable[CardFace], name: str = "id1", **how: Any) -> pypdfium2.PdfDocument:
    """The cards printed into memory and opened again."""
    stream = BytesIO()
    print_cards(stream, cards, how.pop("club", CLUB), layout(name), **how)
    return pypdfium2.PdfDocument(stream.getvalue())


def text_of(document: pypdfium2.PdfDocument, page: int = 0) -> list[str]:
    """The lines that a reader copies from a page."""
    return str(document[page].get_textpage().get_text_range()).split("\r\n")


def millimetres(points: float) -> float:
    """A length of a PDF in millimetres."""
    return points * 25.4 / 72
