"""Manner: how values are written and read for one person: language, country, the order of a date, the sign between groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from babel import Locale


@dataclass(frozen=True)
class Manner:
    """A locale with the programme's country (P1) and time zone. *language* is BCP 47, for instance `en-GB`."""

    language: str = "en-GB"
    country: str = "GB"
    time_zone: str = "UTC"

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale; the country of the programme fills a language given without one."""
        parsed = Locale.parse(self.language.replace("-", "_"))
        if parsed.territory is None:
            for guess in (f"{parsed.language}_{self.country}", str(parsed)):
                if guess in _known():
                    return Locale.parse(guess)
        return parsed

    def read_ahead(self) -> None:
        """Have Babel read its data of this locale, which it does once and in about 15 ms."""
        self.locale.date_formats  # noqa: B018 - it is read when it is looked at

    @cached_property
    def date_pattern(self) -> str:
        """The short date as a pattern of `%d %m %Y`, with a four-digit year always (cards.md, *Languages*)."""
        pattern = str(self.locale.date_formats["short"].pattern)
        out, last = "", ""
        for sign in pattern:
            if sign in "dMy":
                if sign != last:
                    out += {"d": "%d", "M": "%m", "y": "%Y"}[sign]
            elif sign.isprintable() and sign not in "'GE":
                out += sign
            last = sign
        return out.strip()

    @cached_property
    def date_order(self) -> str:
        """The order of day, month and year in a short date: "dmy", "mdy" or "ymd"."""
        return "".join({"d": "d", "m": "m", "Y": "y"}[part[0]] for part in self.date_pattern.split("%")[1:])

    @cached_property
    def day_pattern(self) -> str:
        """A day of the year without the year, as this locale orders it: "17 May" needs words, so "%d/%m" with its separator."""
        separator = next((sign for sign in self.date_pattern if sign in "/.-"), "/")
        first, second = ("%m", "%d") if self.date_order in ("mdy", "ymd") else ("%d", "%m")
        return f"{first}{separator}{second}"

    @cached_property
    def group(self) -> str:
        """The sign between groups of three digits."""
        # As `babel.numbers.get_group_symbol` finds it; that module is loaded by whoever reads a number first, not by the first rows.
        return str(self.locale.number_symbols["latn"]["group"])


def _known() -> frozenset[str]:
    """Every locale that Babel knows."""
    from babel.localedata import locale_identifiers

    return frozenset(locale_identifiers())
