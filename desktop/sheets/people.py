"""The people as they stand in the database, as plain rows, found by number, card code, phone and e-mail in that order (P6, X4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.codes import recognised
from db.fields import Value
from db.fields.kinds import e164
from db.texts import fold

# What each row carries before the values of its keys.
BESIDE = ("id", "version", "stage", "status", "phone_e164")
Row = Sequence[Any]
GONE = ("merged", "anonymised")


def code_key(text: str) -> str:
    """A card code as it is looked up: in its readable form where it is one (K4)."""
    return recognised(text) or text.strip()


def email_key(text: str) -> str:
    """An e-mail address as it is looked up (P6: without case)."""
    return fold(text.strip())


def phone_key(text: str, country: str) -> str | None:
    """A phone as it is looked up (P1); None where it is no number."""
    return e164(text, country)


@dataclass
class People:
    """Rows of people: BESIDE, then the values of *keys*, among which are "number", "code" and, to be found by them, "phone" and "email"."""

    keys: tuple[str, ...]
    by_number: dict[str, Row] = field(default_factory=dict)
    by_code: dict[str, Row] = field(default_factory=dict)
    by_phone: dict[str, list[Row]] = field(default_factory=dict)
    by_email: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Sequence[str], rows: Iterable[Row], *, contacts: bool = True) -> People:
        """The people of these rows; *contacts* False leaves out phone and e-mail where every row of the file names its person by number."""
        people = cls(tuple(keys))
        people.add(rows, contacts=contacts)
        return people

    def place(self, key: str) -> int:
        """Where a key stands in a row."""
        return len(BESIDE) + self.keys.index(key)

    def add(self, rows: Iterable[Row], *, contacts: bool = True) -> None:
        """Take in more rows; a person taken in twice counts once."""
        rows = list(rows)
        number, code = self.place("number"), self.place("code")
        known = self.by_number
        fresh = [row for row in rows if row[number] not in known]
        known.update({row[number]: row for row in fresh})
        self.by_code.update({row[code]: row for row in fresh if row[code]})
        if not contacts:
            return
        email = self.place("email") if "email" in self.keys else None
        for row in fresh:
            if row[3] in GONE:
                continue
            if row[4]:
                self.by_phone.setdefault(row[4], []).append(row)
            if email is not None and row[email]:
                self.by_email.setdefault(email_key(row[email]), []).append(row)

    def person(self, row: Row) -> dict[str, Value]:
        """A row by names."""
        return dict(zip((*BESIDE, *self.keys), row, strict=True))
