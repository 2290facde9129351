"""What is derived from what was typed about a person: folded keys, E.164, and the words that a search finds (table.md, *Search*)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from db.fields.kinds import Value, e164
from db.texts import fold, words

# The typed columns that the derived ones are made from: an edit of any of them makes them anew.
SOURCES = ("first_name", "last_name", "phone", "other_phone", "email", "city", "interests", "code", "number")
_NOT_DIGIT = re.compile(r"[^0-9]")


def derived(person: Mapping[str, Value], groups: str | None, country: str) -> dict[str, Value]:
    """Every derived column of a person; *person* holds at least SOURCES, *groups* the names of the groups, *country* is the programme's (P1)."""
    return derived_of(person, set(SOURCES), groups, country)


def derived_of(person: Mapping[str, Value], changed: Collection[str], groups: str | None, country: str) -> dict[str, Value]:
    """The derived columns that a change of these keys touches; the phone's E.164 is taken from the record where the phone stays."""
    made: dict[str, Value] = {}
    if "phone" in changed:
        made["phone_e164"] = e164(_text(person["phone"]), country)
    if "first_name" in changed or "last_name" in changed:
        first, last = fold(_text(person["first_name"])), fold(_text(person["last_name"]))
        made["name_key"] = f"{last} {first}".strip() or None
        made["first_key"] = f"{first} {last}".strip() or None
    if "city" in changed:
        made["city_key"] = fold(_text(person["city"])) or None
    if "email" in changed:
        made["email_key"] = fold(_text(person["email"])) or None
    number = made["phone_e164"] if "phone_e164" in made else person["phone_e164"]
    made["search_text"] = search_text(person, groups, _text(number) or None, country)
    return made


def search_text(person: Mapping[str, Value], groups: str | None, number: str | None, country: str) -> str:
    """All words that find a person, each once, blanks around: names, e-mail before the @, city, tags, phones, number and card code.

    E-mail domains stay out ("org" would hit nearly everybody); phones count nationally, internationally and by their last four and six digits.
    """
    found: dict[str, None] = {}
    for text in (
        person["first_name"],
        person["last_name"],
        person["city"],
        person["interests"],
        groups,
        _text(person["email"]).partition("@")[0],
    ):
        if text:
            found.update(_keys_of(str(text)))
    found[str(person["number"])] = None
    if person["code"]:
        bare = str(person["code"]).replace("-", "").lower()
        found.update({bare: None, bare[3:]: None})
    found.update(dict.fromkeys(phone_words(_text(person["phone"]), number)))
    other = _text(person["other_phone"])
    if other:
        found.update(dict.fromkeys(phone_words(other, e164(other, country))))
    return " " + " ".join(found) + " "


@lru_cache(maxsize=20_000)
def _keys_of(text: str) -> dict[str, None]:
    """The words of a text, each once. Many people have the same names, cities, tags and groups: half of the time of making the words anew."""
    return dict.fromkeys(words(text))


def phone_words(typed: str, number: str | None) -> list[str]:
    """The words by which a phone is found; of one that could not be read as a number, its digits alone."""
    digits = _NOT_DIGIT.sub("", typed)
    if not digits:
        return []
    if number is None:
        return [digits]
    code, trunk = _country(number[1:4])
    significant = number[1 + len(code) :]
    return list(dict.fromkeys((trunk + significant, number[1:], significant[-6:], significant[-4:])))


@cache
def _country(first: str) -> tuple[str, str]:
    """The country code at the beginning of these three digits, and the digits dialled before a national number there."""
    import phonenumbers

    for length in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(first[:length]))
        if regions:
            trunk = phonenumbers.ndd_prefix_for_region(regions[0], True) or ""
            return first[:length], trunk if trunk.isdigit() else ""
    return "", ""


def _text(value: Value) -> str:
    return str(value) if value else ""


def number_of(person_id: int) -> str:
    """The member number of a record: given from the first moment, never changed, never reused, because ids are not (P10)."""
    return str(10000 + person_id)


def id_of(number: str) -> int | None:
    """The record that a member number names, whether or not there is one; None where the text is no such number."""
    if not number.isdecimal() or not number.isascii() or len(number) > 12:
        return None
    found = int(number) - int(number_of(0))
    return found if found > 0 and number_of(found) == number else None
