"""Orders: one value from the engine, empty last, ties by id, the same on both engines as in Python (table.md, 1, 2, 9)."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update

from db.entities.people import Person
from db.fields import ALL, BY_KEY
from db.fields.people import TABLE, by_keys
from db.people_keys import derived
from db.search import Query, Sort, base_ids, first_ids, ids, iterate, largest_id, order, other_ids, rows, sorted_ids, values_by_id
from db.search.sorting import joined_to, key_of
from db.texts import fold
from db.work import Work
from tests.builders import a_club, a_member, an_act
from tests.db.conftest import Searched

ANY = ("guest", "invited", "member")
EVERYBODY = Query(ANY, sort=(Sort("number"),))


def in_python(connection: Connection, sort: Sort, found: list[int]) -> list[int]:
    """What the order must be: by the key's bytes or number, empty last, ties by id and turned with it."""
    sql = key_of(sort.key)
    needs = BY_KEY[sort.key]
    rows_by_id: dict[int, Any] = {}
    for row in connection.execute(joined_to(select(Person.c.id, sql.label("key")), [needs])):
        rows_by_id[row.id] = row.key.encode() if isinstance(row.key, str) else row.key
    filled = sorted(
        (person for person in found if rows_by_id[person] is not None),
        key=lambda person: (rows_by_id[person], person),
        reverse=sort.descending,
    )
    return filled + sorted((person for person in found if rows_by_id[person] is None), reverse=sort.descending)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", [field.key for field in ALL])
def test_every_column_sorts_as_python_does(searched: Searched, key: str, descending: bool) -> None:
    """Whole order, first ids, listed ids and a few hits sorted by the engine all agree."""
    sort = Sort(key, descending)
    query = Query(ANY, sort=(sort,))
    with searched.database.read() as connection:
        everybody = sorted(searched.people.values())
        whole = order(connection, key)
        shown = base_ids(connection, query)
        expected = in_python(connection, sort, everybody)
        assert (whole.turned() if descending else whole.ids).tolist() == expected
        listed = [person for person in expected if person in shown]
        assert ids(connection, query).tolist() == listed
        assert first_ids(connection, query, 3).tolist() == listed[:3]
        assert sorted_ids(connection, np.array(sorted(listed)), (sort,)).tolist() == listed


def test_names_sort_without_accents_and_case(searched: Searched) -> None:
    with searched.database.read() as connection:
        found = rows(connection, ids(connection, Query(ANY, sort=(Sort("last_name"),))), by_keys(("last_name",)))
    names = [row[4] for row in found]
    assert names == sorted(names, key=fold)


def test_several_sorts_follow_each_other(searched: Searched) -> None:
    people = searched.people
    query = Query(sort=(Sort("joined", descending=True), Sort("first_name")))
    with searched.database.read() as connection:
        assert ids(connection, query).tolist() == [people[name] for name in ("sukarno", "anna", "muller", "sofia", "annemarie")]
        assert first_ids(connection, query, 2).tolist() == [people["sukarno"], people["anna"]]


def test_the_others_are_everybody_but_the_base(searched: Searched) -> None:
    """Stage and status: the smaller of the two sets is read."""
    everybody = set(range(1, len(searched.people) + 1))
    with searched.database.read() as connection:
        assert largest_id(connection) == len(everybody)
        for stages in (("member",), ("guest",), ("guest", "invited"), ANY):
            query = Query(stages)
            assert set(base_ids(connection, query).tolist()) == everybody - set(other_ids(connection, query).tolist())


def test_rows_come_in_the_order_asked_for(searched: Searched) -> None:
    """Pages by id: id, version, stage, status, then the values; a person who is gone is left out."""
    people = searched.people
    wanted = [people["muller"], 9999, people["sofia"], people["guest"]]
    with searched.database.read() as connection:
        found = rows(connection, wanted, by_keys(("last_name", "groups", "tier", "points", "joined")))
        assert found == [
            (people["muller"], 1, "member", "active", "Müller", None, "Member", 0, "2026-03-05"),
            (people["sofia"], 1, "member", "active", "Hernández García", "Book club", "Member", 0, "2026-01-31"),
            (people["guest"], 1, "guest", "active", "Zwart", None, None, 0, None),
        ]
        assert list(iterate(connection, wanted, by_keys(("last_name",)), 2)) == [
            [("Müller",)],
            [("Hernández García",), ("Zwart",)],
        ]
        assert list(iterate(connection, [], by_keys(TABLE))) == []
        assert values_by_id(connection, "points").tolist() == [0] * (len(people) + 1)


def many(work: Work, count: int) -> int:
    """Write that many copies of the one member, with names in a random order."""
    names = [f"n{number:06d}" for number in range(count)]
    random.Random(5).shuffle(names)
    template = dict(work.connection.execute(Person.select()).mappings().one())
    for computed in ("birthday_day", "anniversary_day"):
        del template[computed]
    made = [
        {
            **template,
            "id": 2 + place,
            "number": str(10002 + place),
            "code": f"X{place}",
            "phone_e164": None,
            "last_name": name,
            "name_key": name,
        }
        for place, name in enumerate(names)
    ]
    work.connection.execute(insert(Person), made)
    return count


def test_the_order_inside_an_aggregate_is_the_order_of_its_subquery(engine_url: str) -> None:
    """table.md, 1: practice of both engines, not contract; thousands of ids come as one value and still in order."""
    database = a_club(engine_url)
    a_member(database, last_name="zzz", first_name=None)
    database.perform(an_act("Many"), many, 30_000)
    with database.read() as connection:
        whole = order(connection, "last_name").ids
        plain = [
            row.id for row in connection.execute(Person.select().with_only_columns(Person.c.id).order_by(Person.c.name_key, Person.c.id))
        ]
        assert whole.tolist() == plain
        assert len(whole) == 30_001
        unindexed = order(connection, "note")
        assert (unindexed.filled, unindexed.ids.tolist()) == (0, list(range(1, 30_002)))
    database.close()


def rename(work: Work, names: list[tuple[str | None, str | None, str | None]]) -> int:
    """Give the first people these first names, last names and streets."""
    for person, (first, last, street) in enumerate(names, start=1):
        names_of = {"first_name": first if last else None, "last_name": last, "city": street}
        beside = dict.fromkeys(("phone", "other_phone", "email", "interests", "code"))
        values = {**names_of, **beside, "number": str(10000 + person)}
        keys = derived(values, None, "NL")
        kept = {key: keys[key] for key in ("name_key", "first_key", "city_key")}
        work.connection.execute(
            update(Person)
            .where(Person.c.id == person)
            .values(first_name=values["first_name"], last_name=last, city=street, street=street, **kept)
        )
    return len(names)


_NAMES = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.tuples(_NAMES, _NAMES, _NAMES), min_size=6, max_size=6))
def test_any_names_sort_alike_in_sql_and_in_python(six: Any, names: list[tuple[str | None, str | None, str | None]]) -> None:
    """Property: the engine's order is Python's order, whatever the alphabet."""
    six.perform(an_act("Rename"), rename, names)
    with six.read() as connection:
        for key in ("last_name", "first_name", "city", "street"):
            for descending in (False, True):
                sort = Sort(key, descending)
                expected = in_python(connection, sort, [1, 2, 3, 4, 5, 6])
                assert ids(connection, Query(sort=(sort,))).tolist() == expected
                whole = order(connection, key)
                assert (whole.turned() if descending else whole.ids).tolist() == expected


@pytest.fixture
def six(engine_url: str) -> Any:
    """A club of six members."""
    database = a_club(engine_url)
    for _ in range(6):
        a_member(database)
    yield database
    database.close()
