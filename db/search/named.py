"""Whom the rows of a file name: many numbers, codes, phones and e-mails looked up at once, and their rows (X4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Connection, Text, any_, bindparam, func, select

from db.entities.people import Person
from db.fields.field import Field
from db.fields.kinds import CODE
from db.people_keys import id_of
from db.search.reading import PAGE, iterate

# A record that was merged or anonymised is nobody any more: a phone or an e-mail never leads to it.
_GONE = ("merged", "anonymised")
_BESIDE = tuple(Field(name, "", CODE, Person.c[name], "") for name in ("id", "version", "stage", "status", "phone_e164"))


def rows_with_ids(connection: Connection, ids: Sequence[int], fields: Sequence[Field], page: int = PAGE) -> Iterator[list[tuple[Any, ...]]]:
    """Pages of rows (id, then the fields' values) in the order of *ids*; who is not there is left out."""
    return iterate(connection, ids, (_BESIDE[0], *fields), page)


def named_ids(
    connection: Connection,
    *,
    numbers: Iterable[str] = (),
    codes: Iterable[str] = (),
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
) -> list[int]:
    """The ids of all whom whole numbers, readable codes, phones in E.164 or folded e-mails name, of any stage; each once, in order."""
    found = {person for number in numbers if (person := id_of(number)) is not None}
    found.update(_by(connection, Person.c.code, codes))
    found.update(_by(connection, Person.c.phone_e164, phones, alive=True))
    found.update(_by(connection, Person.c.email_key, emails, alive=True))
    return sorted(found)


def named_rows(connection: Connection, ids: Sequence[int], fields: Sequence[Field]) -> Iterator[list[tuple[Any, ...]]]:
    """Pages of rows (id, version, stage, status, phone in E.164, then the fields' values) of these people; who is not there is left out."""
    return iterate(connection, ids, (*_BESIDE, *fields))


def _by(connection: Connection, column: Column[Any], values: Iterable[str], *, alive: bool = False) -> list[int]:
    """The ids of all who have one of the values; these go as one parameter, however many they are."""
    wanted = sorted(set(values))
    if not wanted:
        return []
    if connection.dialect.name == "sqlite":
        listed = func.json_each(bindparam("wanted", json.dumps(wanted, ensure_ascii=False), Text)).table_valued("value")
        query = select(Person.c.id).where(column.in_(select(listed.c.value)))
    else:
        query = select(Person.c.id).where(column == any_(bindparam("wanted", wanted, ARRAY(Text))))
    if alive:
        query = query.where(Person.c.status.not_in(_GONE))
    return [int(row.id) for row in connection.execute(query)]
