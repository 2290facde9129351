"""Pages as pictures for the window: only the page that is asked for is printed and drawn, on whatever thread asks (K1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock

from desktop.prints.cards import print_cards
from desktop.prints.design import CardFace, CardTexts, Club
from desktop.prints.layouts import Layout

# The library that draws pages may be entered by one thread at a time.
_DRAWING = Lock()


@dataclass(frozen=True)
class PageImage:
    """A page drawn: *pixels* are rows from the top, four bytes a pixel in the order blue, green, red, unused (QImage.Format_RGB32)."""

    width: int
    height: int
    pixels: bytes


def page_image(pdf: Path | bytes, page: int, scale: float) -> PageImage:
    """Draw one page (from 0) of a PDF at *scale* pixels a millimetre."""
    import pypdfium2
    from pypdfium2.raw import FPDFBitmap_BGRx

    with _DRAWING:
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[page].render(scale=scale * 25.4 / 72, force_bitmap_format=FPDFBitmap_BGRx)
            return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer))
        finally:
            document.close()


def sheet_image(
    cards: Sequence[CardFace],
    club: Club,
    layout: Layout,
    sheet: int,
    scale: float,
    *,
    start: int = 1,
    copies: int = 1,
    outlines: bool = True,
    back: bool = False,
    texts: CardTexts | None = None,
) -> PageImage:
    """Draw one sheet (from 0), or its back side, as it will be printed, at *scale* pixels a millimetre; other sheets cost nothing."""
    first = sheet * layout.places - (start - 1)
    wanted = range(max(0, first), min(len(cards) * copies, first + layout.places))
    faces = [cards[place // copies] for place in wanted]
    stream = BytesIO()
    print_cards(stream, faces, club, layout, start=start if sheet == 0 else 1, outlines=outlines, backs=back, texts=texts)
    return page_image(stream.getvalue(), 1 if back else 0, scale)
