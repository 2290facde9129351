"""What is handed to the driver as text answers like the statement it was made of, on both engines (reliability.md, *Engines*)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.asked import Asked, inserting
from db.database import Database
from db.entities.people import Person
from db.entities.points import Account
from db.entities.programme import Programme
from db.entities.tiers import Tier
from tests.builders import a_club, a_member

PEOPLE = select(Person.c.id, Person.c.last_name, Person.c.joined, Person.c.created).where(
    Person.c.id.in_(bindparam("people", expanding=True)), Person.c.stage == "member"
)


@pytest.fixture
def club(engine_url: str) -> Iterator[Database]:
    """A club with three members."""
    database = a_club(engine_url)
    for number in range(3):
        a_member(database, last_name=f"Berg {number}")
    yield database
    database.close()


@pytest.mark.parametrize("people", [[1], [1, 2, 3], []])
def test_it_answers_like_sqlalchemy(club: Database, people: list[int]) -> None:
    """One value in a list is written into the text, more are left to SQLAlchemy: the rows are alike, days and moments too."""
    with club.read() as connection:
        expected = [tuple(row) for row in connection.execute(PEOPLE, {"people": people})]
        assert [tuple(row) for row in Asked(PEOPLE).rows(connection, {"people": people})] == expected
        assert len(expected) == len(people)


def test_rows_have_names_and_values_have_their_types(club: Database) -> None:
    """What is true or false is so on SQLite too."""
    asked = Asked(select(Programme.c.active, Programme.c.name))
    with club.read() as connection:
        row = asked.first(connection)
        assert row.active is True
        assert row._asdict() == {"active": True, "name": row.name}


def test_what_never_changes_is_written_out(club: Database) -> None:
    """A variable there would keep both engines from using a partial index; what is asked stays a variable."""
    asked = Asked(select(Person.c.id).where(Person.c.status == "it's", Person.c.id == bindparam("person")))
    with club.read() as connection:
        assert asked.rows(connection, {"person": 1}) == []
    text = asked._made[club.engine.dialect.name].text
    assert "'it''s'" in text
    assert text.count("?") + text.count("%(") == 1


def test_a_change_tells_how_many_rows_it_met(club: Database) -> None:
    """One by one or many at once; who was not found is not counted."""
    asked = Asked(update(Account).where(Account.c.id == bindparam("key")).values(remainder=bindparam("money")))
    with writing(club) as connection:
        assert asked.change(connection, [{"key": 1, "money": 5}]) == 1
        assert asked.change(connection, [{"key": 9999, "money": 5}]) == 0
        assert asked.change(connection, [{"key": 1, "money": 7}, {"key": 2, "money": 8}]) == 2
        assert connection.execute(select(Account.c.remainder).order_by(Account.c.id)).scalars().all()[:2] == [7, 8]


def test_the_driver_is_asked_without_sqlalchemy(club: Database) -> None:
    """That is what it is for: none of SQLAlchemy's way to the driver is gone."""
    seen: list[str] = []

    def saw(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(club.engine, "before_cursor_execute", saw)
    with club.read() as connection:
        assert Asked(PEOPLE).rows(connection, {"people": [1]})
    assert [statement for statement in seen if "people" in statement] == []


def test_what_the_database_refuses_comes_as_sqlalchemy_tells_it(club: Database) -> None:
    """Retries and sentences depend on it (`engines.driver_errors`)."""
    row = {"name": "Member", "name_key": "member", "rank": 7, "threshold": 900}
    with pytest.raises(IntegrityError), writing(club) as connection:
        connection.execute(insert(Tier), [row])
    with pytest.raises(IntegrityError), club._vigil.transaction(writes=True) as connection:
        inserting(Tier, tuple(row)).change(connection, [row])


class writing:  # noqa: N801 - reads as a sentence
    """A writing transaction that is taken back."""

    def __init__(self, database: Database) -> None:
        self.connection = database.engine.connect().execution_options(writes=True)

    def __enter__(self) -> Connection:
        self.transaction = self.connection.begin()
        return self.connection

    def __exit__(self, *_error: object) -> None:
        self.transaction.rollback()
        self.connection.close()
