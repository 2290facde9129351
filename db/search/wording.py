"""What a search text means: words that each begin a word of the person, digits of phones, parts of card codes (table.md, *Search*).

Whatever was typed is cut into bare words of letters and digits before any engine sees it, so no sign of a query grammar ever passes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from db import codes
from db.texts import fold, words

# More words than a person has; the rest of a pasted page is not looked at.
MOST_WORDS = 32
LONGEST_WORD = 100
_CONFUSED = str.maketrans({"o": "0", "i": "1", "l": "1"})
_DIGITS = re.compile(r"(?:\+|00)?[0-9(][0-9 ()./\u00a0-]*")
_OLD_UNICODE = unicodedata.ucd_3_2_0


@dataclass(frozen=True)
class Wording:
    """A search text understood: each of *terms* must hold, by any one of its alternatives, all of whose words begin a word of the person;
    each of *addresses* must stand in the e-mail."""

    terms: tuple[tuple[tuple[str, ...], ...], ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def finds_nobody(self) -> bool:
        """Whether the text holds no word at all ("???"): it then finds nobody rather than everybody."""
        return not self.terms and not self.addresses

    @property
    def words(self) -> tuple[str, ...]:
        """The words as typed, for the search inside words."""
        return tuple(dict.fromkeys(word for term in self.terms for word in term[-1]))

    @property
    def is_short(self) -> bool:
        """Whether every word has one or two signs, so that a trigram index cannot help."""
        return bool(self.terms) and not self.addresses and all(len(word) < 3 for term in self.terms for way in term for word in way)


# A part of a card code may be letters alone: dashes between at most four signs each.
_CODE_PART = re.compile(r"[0-9A-Za-z]{1,4}(?:-[0-9A-Za-z]{1,4})+")


def understood(text: str) -> Wording:
    """The meaning of a search text; a blank one asks for nothing and is not to be given here."""
    whole = codes.recognised(text)
    if whole is not None:
        return Wording((((_bare(whole),),),))
    terms: list[tuple[tuple[str, ...], ...]] = []
    addresses: list[str] = []
    rest = _DIGITS.sub(lambda found: _phone(found, text, terms), text[:10_000])
    for typed in rest.split():
        if "@" in typed:
            addresses.append("".join(sign for sign in fold(typed) if sign.isprintable())[:LONGEST_WORD])
            typed = typed.partition("@")[0]
        if term := _term(typed):
            terms.append(term)
    return Wording(tuple(dict.fromkeys(terms))[:MOST_WORDS], tuple(dict.fromkeys(addresses))[:MOST_WORDS])


def _phone(found: re.Match[str], text: str, terms: list[tuple[tuple[str, ...], ...]]) -> str:
    """Take a run of digits that stands alone as a phone in any spelling: joined, or as the separate numbers that it looks like."""
    before, after = text[: found.start()][-1:], text[found.end() : found.end() + 1]
    if (before and not before.isspace()) or (after and not found[0][-1:].isspace()) or not any(sign.isdigit() for sign in found[0]):
        return found[0]
    run = found[0].strip()
    parts = tuple(_known(re.findall("[0-9]+", run)))[:MOST_WORDS]
    joined = re.sub("[^0-9]", "", run.replace("(0)", ""))
    if run.startswith("00"):
        joined = joined[2:] or joined
    ways = dict.fromkeys(((joined[:LONGEST_WORD],), parts))
    terms.append(tuple(ways))
    return " "


def _term(typed: str) -> tuple[tuple[str, ...], ...]:
    """One typed word: its words as they are, and where it may be a part of a card code, joined and with confused signs put right (K4)."""
    plain = tuple(_known(words(typed)))[:MOST_WORDS]
    if not plain:
        return ()
    joined = "".join(plain)
    ways: dict[tuple[str, ...], None] = {}
    if joined.isascii() and (any(sign.isdigit() for sign in joined) or joined.startswith("rg") or _CODE_PART.fullmatch(typed)):
        right = joined[:2] + joined[2:].translate(_CONFUSED) if joined.startswith("rg") else joined.translate(_CONFUSED)
        ways.update({(joined,): None, (right,): None})
    ways.pop(plain, None)
    return (*ways, plain)


def _known(found: list[str]) -> list[str]:
    """The words cut once more at signs that the full-text index may not know as letters, so that one word stays one token."""
    kept: list[str] = []
    for word in found:
        if word.isascii():
            kept.append(word)
        else:
            kept.extend("".join(sign if _OLD_UNICODE.category(sign)[0] in "LN" else " " for sign in word).split())
    return [word[:LONGEST_WORD] for word in dict.fromkeys(kept)]


def _bare(code: str) -> str:
    return code.replace("-", "").lower()


def fts(wording: Wording) -> str:
    """The words for SQLite's full-text index: each quoted and with a star, so that it begins a word."""
    terms = []
    for term in wording.terms:
        ways = [" AND ".join(f'"{word}"*' for word in way) for way in term]
        terms.append("(" + " OR ".join(f"({way})" for way in ways) + ")")
    return " AND ".join(terms)
