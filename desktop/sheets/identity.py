"""Whom a row of the file means (X4): number, then card code, phone, e-mail; what is filled but unknown is an error, never a new person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.errors import BadValue
from db.texts import N_
from desktop.sheets import people as known
from desktop.sheets.convert import digits_of
from desktop.sheets.people import GONE, People
from desktop.sheets.reader import Cell, Row

WHO = ("number", "code", "phone", "email")


@dataclass(frozen=True)
class Wanted:
    """What the people of a file are to be looked up by: numbers, card codes, phones in E.164 and folded e-mail addresses."""

    numbers: frozenset[str]
    codes: frozenset[str]
    phones: frozenset[str]
    emails: frozenset[str]


def text_of(cell: Cell) -> str:
    """A cell that names a person, as text; a number that Excel made of it is its digits."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, (int, float)):
        return digits_of(cell) or str(cell)
    return cell.strip(" \t\r\n\u00a0")


def wanted(rows: Sequence[Row], places: Mapping[str, int], country: str) -> Wanted:
    """What to look up; phone and e-mail only of the rows that name neither number nor card code."""
    found: dict[str, set[str]] = {key: set() for key in WHO}
    number, code = places.get("number"), places.get("code")
    for row in rows:
        if number is not None and (text := text_of(row[number])):
            found["number"].update((text, text.lstrip("0")))
        elif code is not None and (text := text_of(row[code])):
            found["code"].add(known.code_key(text))
        else:
            if "phone" in places and (phone := known.phone_key(text_of(row[places["phone"]]), country)):
                found["phone"].add(phone)
            if "email" in places and (email := text_of(row[places["email"]])):
                found["email"].add(known.email_key(email))
    return Wanted(*(frozenset(found[key]) for key in WHO))


def find(row: Row, places: Mapping[str, int], people: People, country: str) -> known.Row | None:
    """The person that a row means, None where it is a new one; BadValue with the key at fault where it means nobody or two people (X4)."""
    filled = {key: text_of(row[place]) for key, place in places.items() if key in WHO}
    if number := filled.get("number"):
        person = people.by_number.get(number) or people.by_number.get(number.lstrip("0"))
        if person is None:
            raise BadValue(N_("No person has the member no. {number}; a new person's row leaves it empty."), key="number", number=number)
        code = filled.get("code")
        if code and known.code_key(code) != person[people.place("code")]:
            raise BadValue(N_("The card code {code} is not that of member no. {number}."), key="code", code=code, number=number)
        return _alive(person, people)
    if code := filled.get("code"):
        person = people.by_code.get(known.code_key(code))
        if person is None:
            raise BadValue(N_("No person has the card code {code}; a new person's row leaves it empty."), key="code", code=code)
        return _alive(person, people)
    phone = known.phone_key(filled.get("phone", ""), country)
    if phone and (found := people.by_phone.get(phone)):
        return _only(found, people, "phone", filled["phone"])
    email = filled.get("email")
    if email and (found := people.by_email.get(known.email_key(email))):
        return _only(found, people, "email", email)
    return None


def _only(found: Sequence[known.Row], people: People, key: str, text: str) -> known.Row:
    if len(found) > 1:
        numbers = ", ".join(str(row[people.place("number")]) for row in found[:5])
        sentence = (
            N_("The phone {text} is that of {count} people (no. {numbers}); fill in the member no.")
            if key == "phone"
            else N_("The e-mail address {text} is that of {count} people (no. {numbers}); fill in the member no.")
        )
        raise BadValue(sentence, key=key, text=text, count=len(found), numbers=numbers)
    return found[0]


def _alive(person: known.Row, people: People) -> known.Row:
    """People who were merged or anonymised are edited no more."""
    if person[3] in GONE:
        raise BadValue(
            N_("Member no. {number} was merged or anonymised and can no longer be edited."),
            key="number",
            number=person[people.place("number")],
        )
    return person
