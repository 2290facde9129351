"""Text as the club's records need it: marked for translation, cleaned, and folded for search and sort."""

from __future__ import annotations

import re
import unicodedata


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


# Letters that NFKD leaves whole although people type them plainly.
_PLAIN = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe",
     "Œ": "oe", "ı": "i", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "'": "", "’": "", "ʼ": ""}
)  # fmt: skip


def fold(text: str) -> str:
    """The text without accents and case, apostrophes left out: what a search and a sort compare."""
    if text.isascii():
        return text.replace("'", "").lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


_WORD = re.compile(r"\w+", re.UNICODE)


def words(text: str) -> list[str]:
    """The folded words of a text, split where the full-text index splits (at everything but letters and digits)."""
    return _WORD.findall(fold(text).replace("_", " "))


# Control characters but TAB and LF; bidi controls that can disguise a text; lone surrogates (reliability.md, *Bad input*).
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def forbidden_sign(text: str) -> str | None:
    """The first sign that no field takes, as `U+0000`, or None."""
    found = _FORBIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def clean(text: str) -> str:
    """The text as stored: NFC, line breaks as LF, blanks at the ends taken off (no-break ones too)."""
    normal = text if text.isascii() else unicodedata.normalize("NFC", text)
    return normal.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u00a0\u202f\u3000")
