"""Dates and figures as people type and read them in the window's language (cards.md, *Languages*)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from PySide6.QtCore import QLocale

# Babel's dates and numbers are loaded by whoever shows or reads the first: the window has its first rows before that.

# Any leap year: a day of the year without its year is shown and checked in it.
LEAP_YEAR = 2000


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name) if name != "C" else Locale("en", "GB")


@cache
def _short_pattern(name: str) -> str:
    """The short pattern of a locale with its year written in full (look.md, *Tables*)."""
    pattern = str(_locale(name).date_formats["short"].pattern)
    return pattern if "yyyy" in pattern else pattern.replace("yy", "y").replace("y", "yyyy")


def window_locale() -> Locale:
    """The locale that dates and figures of this window are shown in: Qt's default, which start-up sets."""
    return _locale(QLocale().name())


def show_date(day: date) -> str:
    """The day as short text with a four-digit year."""
    from babel.dates import format_date

    return format_date(day, _short_pattern(QLocale().name()), locale=window_locale())


def date_hint() -> str:
    """How a date is typed, as *DD/MM/YYYY*."""
    return _short_pattern(QLocale().name()).upper()


def show_long_date(day: date) -> str:
    """The day in words, for sentences and chips."""
    from babel.dates import format_date

    return format_date(day, "long", locale=window_locale())


def show_day_of_year(month: int, day: int) -> str:
    """A day without its year, as on a birthday. ValueError where the calendar has no such day."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", date(LEAP_YEAR, month, day), locale=window_locale())


def month_names() -> list[str]:
    """The twelve months as they stand alone."""
    from babel.dates import get_month_names

    names = get_month_names("wide", context="stand-alone", locale=window_locale())
    return [str(names[month]) for month in range(1, 13)]


def show_month(year: int, month: int) -> str:
    """A month with its year, as *June 2026*."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", date(year, month, 1), locale=window_locale())


def show_amount(figure: Decimal) -> str:
    """An amount with as many decimals as it has, its digits grouped."""
    from babel.numbers import format_decimal

    shown: str = format_decimal(figure, locale=window_locale(), decimal_quantization=False)
    return shown.replace("-", "\N{MINUS SIGN}")


def read_amount(text: str) -> Decimal | None:
    """The amount that a text names, not below nothing and with at most four decimals; None where it names none."""
    from babel.numbers import NumberFormatError, parse_decimal

    try:
        figure = parse_decimal(text.strip(), locale=window_locale())
    except NumberFormatError:
        return None
    exponent = figure.as_tuple().exponent
    sound = figure.is_finite() and figure >= 0 and isinstance(exponent, int) and exponent >= -4 and figure < 10**12
    return figure if sound else None


def show_number(figure: int) -> str:
    """A whole number with its digits grouped; minus is U+2212 (look.md, *Tables*)."""
    from babel.numbers import format_decimal

    return format_decimal(figure, locale=window_locale()).replace("-", "\N{MINUS SIGN}")


def read_date(text: str) -> date | None:
    """The day that a text names, as ISO or in the order of the window's language; None where it names none."""
    from babel.dates import ParseError, parse_date

    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        pass
    try:
        return parse_date(text.strip(), locale=window_locale(), format="short")
    except (ParseError, ValueError, IndexError):
        return None


def read_number(text: str) -> int | None:
    """The whole number that a text names, grouped or not; None where it names none."""
    from babel.numbers import NumberFormatError, parse_number

    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return parse_number(plain, locale=window_locale())
    except NumberFormatError:
        return None
