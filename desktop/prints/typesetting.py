"""Lines of text in any script that the program's own TrueType fonts hold, measured and ready to be drawn (K2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from threading import RLock
from typing import Any
from unicodedata import bidirectional

from desktop.prints.bidi import visual_runs

# The package pymupdf-fonts, in the order in which a sign is looked for (its other fonts have outlines that reportlab embeds not, or no new
# letters); only the first is loaded before it is needed.
_REGULAR = ("figo", "notos")
_BOLD = ("figbo", "notosbo")
# What needs no shaping and no turning when a font holds it: one sign, one glyph, from left to right.
_PLAIN = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u10a0-\u10ff\u1e00-\u1fff\u2010-\u2027\u2030-\u205e"
    "\u2070-\u20cf\u2100-\u2e7f\ua640-\ua66e\ua680-\ua69d\ua720-\ua7ff]"
)
# Signs that show nothing: controls, bidi marks, variation selectors, lone surrogates. Joiners (U+200C, U+200D) shape their neighbours
# and stay.
_SILENT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
# reportlab's register of fonts is one for the process, and shaping adds glyphs to it.
_FONTS = RLock()


@dataclass(frozen=True)
class Piece:
    """Signs of one font in the order of drawing; *width* in ems. *signs* is reportlab's own kind of str where it is shaped."""

    font: str
    signs: str
    width: float


@dataclass(frozen=True)
class Line:
    """One line; *text* is what a reader copies out of the PDF, *width* is in ems."""

    text: str
    pieces: tuple[Piece, ...]
    width: float

    @property
    def tells_itself(self) -> bool:
        """Whether a reader gets the text from the drawn signs; else it is written beside them, for some glyphs stand for no sign.

        Right-to-left text always tells itself: readers turn what they find, and would turn the text beside it as well.
        """
        return all(piece.signs is self.text for piece in self.pieces) or any(bidirectional(sign) in {"R", "AL"} for sign in self.text)


def tidy(text: str) -> str:
    """The text as it can stand on one line: composed (NFC), silent signs left out, every white space one blank."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _SILENT.sub("", "".join(" " if sign.isspace() else sign for sign in text))
    return " ".join(text.split())


def missing(text: str) -> str:
    """The signs of a text that none of the fonts holds, each once, in reading order."""
    if _plain_signs(False).issuperset(text):
        return ""
    return "".join(dict.fromkeys(sign for sign in tidy(text) if _font_of(sign, _REGULAR) is None))


def printable(text: str) -> str | None:
    """The tidy text as it can be printed: symbols that no font holds are left out; None where a letter or digit is among them."""
    if _plain_signs(False).issuperset(text):
        return tidy(text)
    unknown = missing(text)
    if any(unicodedata.category(sign)[0] in "LMN" for sign in unknown):
        return None
    return tidy(text.translate(dict.fromkeys(map(ord, unknown))))


def line(text: str, *, bold: bool = False) -> Line:
    """A tidy text as one line. Signs that no font holds are drawn as that font's empty box: ask `missing` first."""
    keys = _BOLD if bold else _REGULAR
    font = _font(keys[0])
    if _plain_signs(bold).issuperset(text):
        width = font.stringWidth(text, 1)
        return Line(text, (Piece(font.fontName, text, width),), width)
    pieces = tuple(_shaped(part, key) for run, leftwards in visual_runs(text) for part, key in _parts(run, leftwards, keys))
    return Line(text, pieces, sum(piece.width for piece in pieces))


def _parts(run: str, leftwards: bool, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """A run cut where the font or the script changes, from left to right, for each script is shaped by its own rules."""
    parts = [("".join(sign for sign, *_ in group), key) for (key, _), group in groupby(_told(run, keys), lambda told: told[1:])]
    return parts[::-1] if leftwards else parts


def _told(run: str, keys: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Each sign with its font and its script; marks, digits and punctuation keep those of the letter before them."""
    key, script = "", ""
    for sign in run:
        category = unicodedata.category(sign)
        own = _font_of(sign, keys) or keys[0]
        if not (category[0] == "M" and key and ord(sign) in _font(key).face.charToGlyph):
            key = own
        if category[0] == "L":
            script = unicodedata.name(sign, "").partition(" ")[0]
        yield sign, key, script


def _shaped(part: str, key: str) -> Piece:
    """A part shaped by HarfBuzz: joined letters, marks in their places, right-to-left letters turned."""
    from reportlab.lib.abag import ABag
    from reportlab.pdfbase.ttfonts import ShapedStr, shapeFragWord

    font = _font(key)
    word = [0, (ABag(fontName=font.fontName, fontSize=10), part)]
    with _FONTS:
        # reportlab's shapeStr asks for optional ligatures too, which make one letter of the first two of יוסף.
        shaped = shapeFragWord(word, features={"kern": True, "liga": True, "dlig": False})[1][1]
    advances = (
        [glyph.x_advance / 1000 for glyph in shaped.__shapeData__] if isinstance(shaped, ShapedStr) else [font.stringWidth(shaped, 1)]
    )
    return Piece(font.fontName, shaped, sum(advances))


def _font_of(sign: str, keys: tuple[str, ...]) -> str | None:
    """The first font that holds a sign."""
    return next((key for key in keys if ord(sign) in _font(key).face.charToGlyph), None)


@cache
def _plain_signs(bold: bool) -> frozenset[str]:
    """The signs that the first font holds and that need neither shaping nor turning."""
    font = _font((_BOLD if bold else _REGULAR)[0])
    return frozenset(sign for sign in map(chr, list(font.face.charToGlyph)) if _PLAIN.match(sign))


_loaded: dict[str, Any] = {}


def _font(key: str) -> Any:
    """A font of the package, read and made known to reportlab once a process."""
    font = _loaded.get(key)
    if font is None:
        with _FONTS:
            font = _loaded.get(key) or _loaded.setdefault(key, _read_font(key))
    return font


def _read_font(key: str) -> Any:
    """The font as reportlab knows it, from the bytes of the package."""
    from io import BytesIO

    from pymupdf_fonts import myfont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(f"regulars-{key}", BytesIO(myfont(key)))
    registerFont(font)
    return font
