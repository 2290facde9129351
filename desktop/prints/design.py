"""How a member card looks: one drawing for every layout, its parts placed from the edges of the card (K2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.prints.fitting import LEADING, Fitted, fitted
from desktop.prints.layouts import CannotPrint, Layout
from desktop.prints.qr import QUIET, square
from desktop.prints.typesetting import Line, printable
from resources.i18n import N_

MM = 72 / 25.4
_INK, _SOFT, _MUTED, _EDGE, _BARE = "#1c2127", "#3d4650", "#5b6470", "#c3c9d1", "#d5dae0"
_CORNER = 3.18 * MM
_BAND = 4.0 * MM
_MARGIN = 5.0 * MM
_QR = 20.0 * MM
_CAPITAL = 0.69
_DOT = 1.15 * MM


@dataclass(frozen=True)
class CardFace:
    """What one member card shows (K2, K8): *valid_until* as it is shown, *tier_colour* as #RRGGBB; what is None leaves no hole."""

    name: str
    number: str
    code: str
    tier: str | None = None
    tier_colour: str | None = None
    benefit_card: str | None = None
    valid_until: str | None = None
    conditions: str | None = None


@dataclass(frozen=True)
class Club:
    """Whose cards they are; *logo* is a PNG or JPEG file's bytes."""

    name: str
    logo: bytes | None = None


@dataclass(frozen=True)
class CardTexts:
    """The words on the card, in the members' language: each with a place for its value."""

    number: str = "No. {number}"
    valid_until: str = "Valid until {date}"


class Design:
    """Draws cards onto one reportlab canvas; what cards of one tier share is drawn once, as a form."""

    def __init__(self, canvas: Any, club: Club, layout: Layout, texts: CardTexts, *, outlines: bool) -> None:
        self._canvas = canvas
        self._club = club
        self._texts = texts
        self._width, self._height = layout.card[0] * MM, layout.card[1] * MM
        self._bleed = layout.bleed * MM
        self._outlines = outlines and layout.marks
        self._inner = self._width - 2 * _MARGIN
        self._forms: dict[object, str] = {}
        self._logo = _logo(club.logo)

    def front(self, face: CardFace, x: float, y: float) -> None:
        """Draw the front with its lower left corner at *x*, *y* in points."""
        canvas = self._canvas
        canvas.addLiteral(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
        canvas.doForm(self._form("front", self._ground, face.tier, face.tier_colour))
        modules, path = square(face.code)
        module = _QR / modules
        self._name(face)
        self._facts(face, self._inner - _QR - QUIET * module)
        canvas.addLiteral(f"0 g {module:.4f} 0 0 {module:.4f} {self._width - _MARGIN - _QR:.2f} {_MARGIN:.2f} cm\n{path} Q")

    def back(self, face: CardFace, x: float, y: float) -> None:
        """Draw the back side likewise: the club, and the conditions of the benefit card where there are any."""
        canvas = self._canvas
        canvas.addLiteral(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
        canvas.doForm(self._form("back", self._reverse, face.tier_colour, face.benefit_card, face.conditions))
        canvas.addLiteral("Q")

    def _name(self, face: CardFace) -> None:
        """The member's name; where no font holds its letters the number stands there, and the caller was told (`missing_glyphs`)."""
        name = printable(face.name) or self._number(face)
        block = fitted(name, self._inner, 13.2 * MM, largest=16, single=11, bold=True)
        if len(block.lines) == 1:
            baseline = self._height - 20.7 * MM
        else:
            tall = (len(block.lines) - 1) * block.size * LEADING
            baseline = self._height - 19.4 * MM + (tall - _CAPITAL * block.size) / 2
        self._write(block, _MARGIN, baseline, _INK)

    def _facts(self, face: CardFace, width: float) -> None:
        """The lines left of the code: number, benefit card, validity from the top down, the code itself on the foot of the square."""
        facts = [self._number(face)] if printable(face.name) else []
        facts += [text for text in (printable(face.benefit_card or ""), self._validity(face)) if text]
        blocks = [fitted(text, width, 15, largest=8.5, single=7) for text in facts]
        top, foot = self._first_row(), _MARGIN
        # From baseline to baseline; closer where there is more to say.
        extra = sum((len(block.lines) - 1) * block.size * LEADING for block in blocks)
        above = 1 if printable(face.tier or "") else 0
        pitch = min(5.4 * MM, (top - foot - extra) / max(1, above + len(blocks)))
        baseline = top - above * pitch
        for block in blocks:
            self._write(block, _MARGIN, baseline, _MUTED)
            baseline -= pitch + (len(block.lines) - 1) * block.size * LEADING
        self._write(fitted(printable(face.code) or "", width, 4 * MM, largest=9.5, single=6), _MARGIN, foot, _INK)

    def _number(self, face: CardFace) -> str:
        """The member number as the card words it."""
        return printable(self._texts.number.format(number=face.number)) or face.number

    def _validity(self, face: CardFace) -> str | None:
        """The last day of the card as the card words it, or None for one that is valid for ever (K8)."""
        return printable(self._texts.valid_until.format(date=face.valid_until)) if face.valid_until else None

    def _first_row(self) -> float:
        """The baseline of the first line left of the code: its capitals end where the square ends."""
        return _MARGIN + _QR - _CAPITAL * 8.5

    # --- what cards share ---------------------------------------------------------------------------------------------------------

    def _form(self, side: str, draw: Any, *what: str | None) -> str:
        """The name of the form that holds the shared part, drawn when it is first asked for."""
        key = (side, *what)
        if key not in self._forms:
            self._forms[key] = f"{side}{len(self._forms)}"
            bleed = self._bleed
            self._canvas.beginForm(self._forms[key], -bleed, -bleed, self._width + bleed, self._height + bleed)
            draw(*what)
            self._canvas.endForm()
        return self._forms[key]

    def _ground(self, tier: str | None, colour: str | None) -> None:
        """The front without what is the member's own: band, club, logo, tier, the white that the square code needs, the outline."""
        canvas = self._canvas
        self._band(colour)
        canvas.setFillColor("#ffffff")
        quiet = QUIET * _QR / 29
        canvas.rect(self._width - _MARGIN - _QR - quiet, _MARGIN - quiet, _QR + 2 * quiet, _QR + 2 * quiet, stroke=0, fill=1)
        taken = self._place_logo(self._width - _MARGIN, self._height - 12 * MM, 7 * MM, right=True)
        club = fitted(printable(self._club.name) or "", self._inner - taken, 5 * MM, largest=8.5, single=6, bold=True)
        self._write(club, _MARGIN, self._height - 9.7 * MM + (len(club.lines) - 1) * club.size * LEADING / 2, _SOFT)
        shown = printable(tier or "")
        if shown:
            canvas.setFillColor(colour or _BARE)
            baseline = self._first_row()
            canvas.circle(_MARGIN + _DOT, baseline + _CAPITAL * 8.5 / 2, _DOT, stroke=0, fill=1)
            left = 2 * _DOT + 1.3 * MM
            width = self._inner - _QR - quiet - left
            self._write(fitted(shown, width, 3.6 * MM, largest=8.5, single=6.5), _MARGIN + left, baseline, _INK)
        self._outline()

    def _reverse(self, colour: str | None, benefit_card: str | None, conditions: str | None) -> None:
        """The back side: band, club or logo in the middle, below it the benefit card and its conditions."""
        self._band(colour)
        card, terms = printable(benefit_card or ""), printable(conditions or "")
        club = fitted(printable(self._club.name) or "", self._inner, 12 * MM, largest=13, single=9, bold=True)
        # The middle of what the band leaves, or higher where terms follow.
        baseline = self._height * 0.56 if terms else (self._height - _BAND - _CAPITAL * club.size) / 2
        if self._logo:
            baseline -= 0 if terms else 4 * MM
            self._place_logo(self._width / 2, baseline + club.size + 1.5 * MM, 9 * MM, right=False)
        self._write(club, self._width / 2, baseline, _SOFT, centred=True)
        if terms:
            below = baseline - len(club.lines) * club.size * LEADING
            if card:
                self._write(fitted(card, self._inner, 4 * MM, largest=8.5, single=6.5), self._width / 2, below, _INK, centred=True)
            block = fitted(terms, self._inner, below - _MARGIN - 4 * MM, largest=7.5, single=6.5)
            self._write(block, self._width / 2, below - 4.6 * MM, _MUTED, centred=True)
        self._outline()

    def _band(self, colour: str | None) -> None:
        """The tier's colour along the top: rounded with the outline that is cut along, else to the edge and over the bleed."""
        canvas, bleed = self._canvas, self._bleed
        canvas.saveState()
        if self._outlines and not bleed:
            path = canvas.beginPath()
            path.roundRect(0, 0, self._width, self._height, _CORNER)
            canvas.clipPath(path, stroke=0, fill=0)
        canvas.setFillColor(colour or _BARE)
        canvas.rect(-bleed, self._height - _BAND, self._width + 2 * bleed, _BAND + bleed, stroke=0, fill=1)
        canvas.restoreState()

    def _outline(self) -> None:
        """The line to cut along, with the corners of an ID-1 card."""
        if self._outlines:
            self._canvas.setStrokeColor(_EDGE)
            self._canvas.setLineWidth(0.4)
            self._canvas.roundRect(0, 0, self._width, self._height, _CORNER, stroke=1, fill=0)

    def _place_logo(self, x: float, bottom: float, tall: float, *, right: bool) -> float:
        """Draw the logo ending at *x* (or centred on it) with at most the given height; gives the width it takes, gap included."""
        if self._logo is None:
            return 0.0
        wide, high = map(float, self._logo.getSize())
        scale = min(tall / high, self._width * 0.3 / wide)
        left = x - wide * scale if right else x - wide * scale / 2
        self._canvas.drawImage(self._logo, left, bottom + (tall - high * scale) / 2, wide * scale, high * scale, mask="auto")
        return wide * scale + 3 * MM

    # --- text ---------------------------------------------------------------------------------------------------------------------

    def _write(self, block: Fitted, x: float, baseline: float, colour: str, *, centred: bool = False) -> None:
        """Write lines downwards from the baseline of the first."""
        self._canvas.setFillColorRGB(*_rgb(colour))
        for row, line in enumerate(block.lines):
            left = x - line.width * block.size / 2 if centred else x
            self._write_line(line, block.size, left, baseline - row * block.size * LEADING)

    def _write_line(self, line: Line, size: float, x: float, y: float) -> None:
        """Write one line; where its glyphs do not tell the text, that goes with them for whoever copies or searches."""
        canvas = self._canvas
        if not line.tells_itself:
            canvas.addLiteral(f"/Span <</ActualText <feff{line.text.encode('utf-16-be').hex()}>>> BDC")
        text = canvas.beginText()
        for piece in line.pieces:
            text.setTextOrigin(x, y)
            text.setFont(piece.font, size)
            text.textOut(piece.signs)
            x += piece.width * size
        canvas.drawText(text)
        if not line.tells_itself:
            canvas.addLiteral("EMC")


@cache
def _rgb(colour: str) -> tuple[float, float, float]:
    """A colour as the canvas takes it quickest."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _logo(picture: bytes | None) -> Any:
    """The logo as reportlab reads it, or None; a picture that cannot be read raises CannotPrint."""
    if not picture:
        return None
    from io import BytesIO

    from reportlab.lib.utils import ImageReader

    try:
        return ImageReader(BytesIO(picture))
    except (OSError, ValueError) as error:
        raise CannotPrint(N_("The logo is no picture that can be printed; choose a PNG or JPEG file in Settings.")) from error
