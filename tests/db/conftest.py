"""What several database tests search in: one club for a whole module, on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from db.database import Database
from db.search import Query, condition, ids
from db.search.conditions import NEWEST_FIRST
from tests.db.searched import MANNER, searched_club


@dataclass(frozen=True)
class Searched:
    """A club with its people's ids by name, and a short way to ask for names."""

    database: Database
    people: dict[str, int]

    def names(self, *filters: str, text: str = "", stages: tuple[str, ...] = ("member",)) -> set[str]:
        """Who is found, by name."""
        query = Query(stages, tuple(condition(each, MANNER) for each in filters), text, NEWEST_FIRST)
        with self.database.read() as connection:
            found = set(ids(connection, query).tolist())
        return {name for name, person in self.people.items() if person in found}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    """The club of `tests.db.searched`; only for tests that change nothing."""
    if request.param == "sqlite":
        databases = None
        url = f"sqlite+pysqlite:///{(tmp_path_factory.mktemp('searched') / 'club.regulars').as_posix()}"
    else:
        databases = request.getfixturevalue("postgres")
        url = databases.fresh()
    database, people = searched_club(url)
    yield Searched(database, people)
    database.close()
    if databases is not None:
        databases.drop(url)
