"""X8: text that a spreadsheet would take for a formula travels in a CSV behind an apostrophe, which is taken off again on the way in."""

from __future__ import annotations

import re

# The signs of reliability.md (*Bad input*, exports) and their full-width twins.
SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_DANGEROUS = re.compile(f"'*[{re.escape(SIGNS)}]")
_GUARDED = re.compile(f"'+[{re.escape(SIGNS)}]")


def guard(text: str) -> str:
    """The text as a CSV carries it: one apostrophe more where apostrophes, or none, stand before a dangerous sign."""
    return "'" + text if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`: one apostrophe less where a dangerous sign follows them; *'t Hooft* stays."""
    return text[1:] if _GUARDED.match(text) else text
