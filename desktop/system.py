"""What this computer suggests for a new club: country, currency, language and time zone (rules.md, section 18)."""

from __future__ import annotations

import locale
from dataclasses import dataclass


@dataclass(frozen=True)
class Suggested:
    """The settings of the system, as a new club would take them."""

    country: str
    currency: str
    language: str
    time_zone: str


def suggested(country: str | None = None) -> Suggested:
    """The system's settings; for a *country* given, its currency. Where the system says nothing: GB, English, UTC."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_territory_currencies
    from tzlocal import get_localzone_name

    name = (locale.getlocale()[0] or locale.getdefaultlocale()[0] or "").split(".")[0]
    try:
        parsed = Locale.parse(name) if name and name not in ("C", "POSIX") else Locale("en", "GB")
    except (UnknownLocaleError, ValueError):
        # Windows may name a locale in words.
        parsed = Locale("en", "GB")
    land = (country or parsed.territory or "GB").upper()
    currencies = get_territory_currencies(land) if len(land) == 2 else []
    language = f"{parsed.language}-{parsed.territory}" if parsed.territory else parsed.language
    return Suggested(land, currencies[0] if currencies else "EUR", language, get_localzone_name() or "UTC")
