"""Card codes: a prefix, eight random signs and a check sign, with no name, phone or number in them (K3, K4)."""

from __future__ import annotations

import re
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "RG1"
# What people and scanners confuse (K4): O is read as 0, I and L as 1.
CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SCHEME = re.compile(r"^regulars:/*member/*", re.IGNORECASE)
_BARE = re.compile(f"R(?:G|6)1([{SIGNS}]{{8}})([{SIGNS}])")


def check_sign(signs: str) -> str:
    """The check sign over prefix and signs: a weighted sum modulo 31, which finds each single error and each swap of neighbours."""
    total = sum((place + 1) * SIGNS.index(sign) for place, sign in enumerate(_numerals(signs)))
    return SIGNS[total % 31]


def _numerals(signs: str) -> str:
    """Prefix and signs as signs of the alphabet."""
    return (PREFIX + signs).translate(CONFUSED)


def new_code() -> str:
    """A random code in its readable form, for instance `RG1-7F3K-Q2XM-9`; whether it is taken is the database's word."""
    return readable("".join(secrets.choice(SIGNS) for _ in range(8)))


def readable(signs: str) -> str:
    """The readable form of eight signs, with prefix, dashes and check sign."""
    return f"{PREFIX}-{signs[:4]}-{signs[4:]}-{check_sign(signs)}"


def recognised(text: str) -> str | None:
    """The code in its readable form where the text is one with a right check sign, typed or scanned, else None (K4)."""
    bare = _SCHEME.sub("", text.strip())
    bare = re.sub(r"[\s-]", "", bare).upper()
    if not bare.startswith("RG") or not bare.isascii():
        return None
    found = _BARE.fullmatch("RG" + bare[2:].translate(CONFUSED))
    if found is None or check_sign(found[1]) != found[2]:
        return None
    return readable(found[1])
