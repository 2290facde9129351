"""Kinds of values: each shows and parses its values for a person; what it parses, it stored.

A value in a row is text, a whole number or nothing: days are ISO text (`2026-01-31`, `--05-17` where the year is unknown), times ISO UTC
text, tags one text with "; " between. So rows are the same on both engines and cross every room unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from db import texts
from db.errors import BadValue
from db.fields.manner import Manner
from db.texts import N_

Value = str | int | None
LONGEST = 200
LONGEST_NOTE = 5000
# Codes of two letters that name unions, the unknown and test data.
NO_COUNTRIES = ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB")


@dataclass(frozen=True)
class Kind:
    """How values of one kind are shown, parsed and laid out. *numeric*: figures stand right; *elides*: may be cut at the end when narrow."""

    name: str
    numeric: bool = False
    elides: bool = True
    longest: int = LONGEST

    def show(self, value: Value, manner: Manner) -> str:
        """The value as a person reads it; nothing is an empty text."""
        return "" if value is None else str(value)

    def parse(self, text: str, manner: Manner) -> Value:
        """The value that a person typed; BadValue with one sentence where it cannot be taken."""
        return self.cleaned(text) or None

    def cleaned(self, text: str) -> str:
        """The text without what no field takes; BadValue for control signs and for too long a text (reliability.md, *Bad input*)."""
        tidy = texts.clean(text)
        if sign := texts.forbidden_sign(tidy):
            raise BadValue(N_("The text holds a hidden control character ({sign}); type it again."), sign=sign)
        if len(tidy) > self.longest:
            raise BadValue(N_("The text is too long: {length} signs, at most {longest}."), length=len(tidy), longest=self.longest)
        return tidy


@dataclass(frozen=True)
class Line(Kind):
    """One line of text."""

    def parse(self, text: str, manner: Manner) -> Value:
        return " ".join(self.cleaned(text).split()) or None


@dataclass(frozen=True)
class Number(Kind):
    """A whole number, grouped by the locale, with the true minus sign."""

    numeric: bool = True
    elides: bool = False

    def show(self, value: Value, manner: Manner) -> str:
        if value is None:
            return ""
        return f"{int(value):,}".replace(",", manner.group).replace("-", "\u2212")

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text).replace("\u2212", "-").replace(manner.group, "").replace("\u00a0", "").replace(" ", "")
        if not tidy:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,15}", tidy):
            raise BadValue(N_("“{text}” is not a whole number."), text=text.strip())
        return int(tidy)


@dataclass(frozen=True)
class Day(Kind):
    """A calendar day; *partial* also takes a day whose year is unknown (`--05-17`)."""

    partial: bool = False
    elides: bool = False

    def show(self, value: Value, manner: Manner) -> str:
        if value is None:
            return ""
        text = str(value)
        if text.startswith("--"):
            return manner.day_pattern.replace("%d", text[5:7]).replace("%m", text[2:4])
        return manner.date_pattern.replace("%d", text[8:10]).replace("%m", text[5:7]).replace("%Y", text[:4])

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text)
        if not tidy:
            return None
        day = parse_day(tidy, manner.date_order, partial=self.partial)
        if day is None:
            raise BadValue(N_("“{text}” is not a date; write it like {example}."), text=tidy, example=self.show("2026-01-31", manner))
        return day


_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NO_YEAR = re.compile(r"--([0-9]{1,2})-([0-9]{1,2})")
_PARTS = re.compile(r"([0-9]{1,4})\s*[-./ ]\s*([0-9]{1,2})(?:\s*[-./ ]\s*([0-9]{1,4}))?\.?")


def parse_day(text: str, order: str, *, partial: bool = False) -> str | None:
    """A day from ISO text or from figures in this order ("dmy", "mdy", "ymd"), as ISO text; None where it is no day of the calendar."""
    if found := _ISO.fullmatch(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if partial and (found := _NO_YEAR.fullmatch(text)):
        return _iso(None, int(found[1]), int(found[2]))
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    if found[3] is None:
        if not partial or len(found[1]) > 2:
            return None
        first, second = int(found[1]), int(found[2])
        return _iso(None, second, first) if order == "dmy" else _iso(None, first, second)
    parts = [found[1], found[2], found[3]]
    if len(parts[0]) == 4:
        order = "ymd"
    year, month, day = (parts[order.index(sign)] for sign in "ymd")
    if len(year) != 4 or len(month) > 2 or len(day) > 2:
        return None
    return _iso(int(year), int(month), int(day))


def _iso(year: int | None, month: int, day: int) -> str | None:
    """The ISO text of a day that exists between 1800 and 2200, else None; without a year, 29 February exists."""
    try:
        date(year or 2000, month, day)
    except ValueError:
        return None
    if year is None:
        return f"--{month:02d}-{day:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if 1800 <= year <= 2200 else None


@dataclass(frozen=True)
class Time(Kind):
    """A moment, shown in the club's time zone."""

    elides: bool = False

    def show(self, value: Value, manner: Manner) -> str:
        if value is None:
            return ""
        local = datetime.fromisoformat(str(value).replace("Z", "+00:00")).astimezone(_zone(manner.time_zone))
        return local.strftime(manner.date_pattern + " %H:%M")

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text)
        if not tidy:
            return None
        for pattern in (manner.date_pattern + " %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S"):
            try:
                local = datetime.strptime(tidy, pattern)
            except ValueError:
                continue
            zone = ZoneInfo("UTC") if pattern.endswith("Z") else _zone(manner.time_zone)
            return local.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")
        raise BadValue(N_("“{text}” is not a date with a time."), text=tidy)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words: stored as a word, shown by its label (translated where it is shown)."""

    choices: Mapping[str, str] = field(default_factory=dict, hash=False)

    def show(self, value: Value, manner: Manner) -> str:
        return "" if value is None else self.choices.get(str(value), str(value))

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text)
        if not tidy:
            return None
        folded = texts.fold(tidy)
        for word, label in self.choices.items():
            if folded in (texts.fold(word), texts.fold(label)):
                return word
        raise BadValue(N_("“{text}” is not one of: {choices}."), text=tidy, choices=", ".join(self.choices.values()))


@dataclass(frozen=True)
class Named(Kind):
    """The name of a tier or a benefit card, with the colour that the club gave it; chosen, never typed freely."""


@dataclass(frozen=True)
class Tags(Kind):
    """Several words with "; " between, sorted, each once without regard to case (commands.md: `;` between)."""

    longest: int = 1000

    def parse(self, text: str, manner: Manner) -> Value:
        return join_tags(self.cleaned(text).replace("\n", ";").split(";"))


def join_tags(tags: list[str]) -> str | None:
    """The stored text of tags: trimmed, each once, in the order of their folded words."""
    kept: dict[str, str] = {}
    for tag in tags:
        tidy = " ".join(tag.split())
        if tidy:
            kept.setdefault(texts.fold(tidy), tidy)
    return "; ".join(kept[key] for key in sorted(kept)) or None


def split_tags(value: Value) -> list[str]:
    """The tags of a stored text."""
    return str(value).split("; ") if value else []


@dataclass(frozen=True)
class Phone(Kind):
    """A phone number as typed. Whether it is a number is judged with the programme's country (P1); what cannot be read is refused in forms."""

    elides: bool = False
    longest: int = 40

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = " ".join(self.cleaned(text).split())
        if tidy and e164(tidy, manner.country) is None:
            raise BadValue(
                N_("“{text}” is not a phone number in {country}; numbers from elsewhere begin with +."), text=tidy, country=manner.country
            )
        return tidy or None


def e164(text: str | None, country: str) -> str | None:
    """The number in E.164 (`+33612345678`), read with this country where it has no +; None where it is no possible number (P1)."""
    if not text or not any(sign.isdigit() for sign in text):
        return None
    import phonenumbers

    tidy = text.strip()
    try:
        number = phonenumbers.parse(tidy, country)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@dataclass(frozen=True)
class Email(Kind):
    """An e-mail address, checked for its form only."""

    longest: int = 254

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text)
        if not tidy:
            return None
        from email_validator import EmailNotValidError, validate_email

        try:
            validate_email(tidy, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise BadValue(N_("“{text}” is not an e-mail address."), text=tidy) from None
        return tidy


@dataclass(frozen=True)
class Country(Kind):
    """A country by its ISO 3166 code of two letters; its name in the person's language is understood as well."""

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text)
        if not tidy:
            return None
        if len(tidy) == 2 and tidy.isascii() and tidy.upper() in _territories(manner.language):
            return tidy.upper()
        for code, name in _territories(manner.language).items():
            if texts.fold(tidy) == texts.fold(name):
                return code
        raise BadValue(N_("“{text}” is not a country; write its two letters, like {example}."), text=tidy, example=manner.country)


@cache
def _territories(language: str) -> dict[str, str]:
    """Country codes and their names in this language."""
    from babel import Locale

    known = Locale.parse(language.replace("-", "_")).territories.items()
    return {code: name for code, name in known if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES}


@dataclass(frozen=True)
class Language(Kind):
    """A language by its BCP 47 tag, for instance `nl` or `pt-BR`."""

    elides: bool = False

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text).replace("_", "-")
        if not tidy:
            return None
        from babel import Locale, UnknownLocaleError

        try:
            parsed = Locale.parse(tidy.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            raise BadValue(N_("“{text}” is not a language tag; write it like en or pt-BR."), text=tidy) from None
        return str(parsed).replace("_", "-")


LINE = Line("text")
LONG_TEXT = Kind("long_text", longest=LONGEST_NOTE)
CODE = Line("code", elides=False)
NUMBER = Number("number")
DATE = Day("date")
PARTIAL_DATE = Day("partial_date", partial=True)
TIME = Time("time")
TAGS = Tags("tags")
PHONE = Phone("phone")
EMAIL = Email("email")
COUNTRY = Country("country")
LANGUAGE = Language("language")
NAMED = Named("choice", elides=False)
