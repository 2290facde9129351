"""Money as whole numbers of the currency's smallest unit: read from what people type, shown as a decimal (rules.md: nothing uses floating point)."""

from __future__ import annotations

import re
from functools import cache

from db import texts
from db.errors import BadValue
from db.texts import N_

# As much as one sale, price or setting may be, in whole units.
MOST = 1_000_000_000
_TYPED = re.compile(r"[+-]?[0-9]{1,3}(?:[,.\u00a0\u202f' ][0-9]{3})+(?:[.,][0-9]+)?|[+-]?[0-9]+(?:[.,][0-9]+)?")


@cache
def digits(currency: str) -> int:
    """How many decimals a currency has (ISO 4217: EUR 2, JPY 0, KWD 3)."""
    from babel.numbers import get_currency_precision

    precision: int = get_currency_precision(currency)
    return precision


def parse(text: str, currency: str, *, decimal_sign: str | None = None) -> int:
    """The amount that a person typed (`29.90`, `29,90`, `1.250,00`), in the smallest unit; BadValue where it is none or has too many decimals.

    With both signs the last one is the decimal sign. A single one stands before decimals unless exactly three figures follow it, which is
    refused as ambiguous unless *decimal_sign* says what it is or the currency has three decimals.
    """
    tidy = texts.clean(text).replace("\u2212", "-")
    if not _TYPED.fullmatch(tidy):
        raise BadValue(N_("“{text}” is not an amount of money; write it like 29.90."), text=text.strip())
    sign = -1 if tidy.startswith("-") else 1
    whole, decimals = _parts(tidy.lstrip("+-"), digits(currency), decimal_sign, text)
    if len(decimals.rstrip("0")) > digits(currency):
        raise BadValue(N_("“{text}” has more decimals than {currency} has."), text=text.strip(), currency=currency)
    if int(whole) > MOST:
        raise BadValue(N_("{text} is too large an amount."), text=text.strip())
    scale: int = 10 ** digits(currency)
    return sign * (int(whole) * scale + int(decimals.ljust(digits(currency), "0")[: digits(currency)] or 0))


def _parts(text: str, places: int, decimal_sign: str | None, typed: str) -> tuple[str, str]:
    """Whole figures and decimals of an amount without its sign."""
    plain = re.sub(r"[\u00a0\u202f' ]", "", text)
    marks = [sign for sign in plain if sign in ".,"]
    if not marks:
        return plain, ""
    mark = decimal_sign if decimal_sign in marks else marks[-1]
    whole, _, decimals = plain.rpartition(mark)
    grouped = len(set(marks)) == 1 and decimal_sign is None
    if grouped and len(marks) > 1:
        return plain.replace(mark, ""), ""
    if decimal_sign is not None and mark != decimal_sign:
        return re.sub("[.,]", "", plain), ""
    if grouped and len(decimals) == 3 and places != 3:
        raise BadValue(N_("“{text}” can be read in two ways; write it with two decimals or without the sign."), text=typed.strip())
    return re.sub("[.,]", "", whole), decimals


def shown(minor: int, currency: str) -> str:
    """The amount as a plain decimal with a point: 2990 is `29.90` in EUR (commands.md: money as a decimal string)."""
    places = digits(currency)
    if not places:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{places}d}"
