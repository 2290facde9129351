"""The ledger: opening balances, the chain, and entries that nobody changes (L1, L2, L12), on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from db import checks
from db.database import Database
from db.errors import RuleBroken, Told
from db.ledger import chain, openings
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act

DAY = date(2026, 7, 1)


def figures(database: Database, account: int) -> tuple[int, int, int, int]:
    """Points, pending, owed and seq of an account."""
    with database.read() as connection:
        row = connection.execute(text("SELECT points, pending, owed, seq FROM accounts WHERE id = :id"), {"id": account}).one()
    return (row[0], row[1], row[2], row[3])


def broken(database: Database) -> list[str]:
    """The names of the checks that fail."""
    return [check.name for check in checks.check(database) if not check.ok]


def opened(database: Database, *balances: tuple[int, int, date]) -> int:
    """Book opening balances."""
    return database.perform(an_act("Open"), openings.open_balances, list(balances))


def test_an_opening_balance_is_an_entry_and_a_lot(engine_url: str) -> None:
    """L12, L2: and the account holds the points."""
    database = a_club(engine_url)
    one, two = a_member(database), a_member(database)
    assert opened(database, (two.id, 70, DAY), (one.id, 2480, DAY)) == 2550
    assert figures(database, one.id) == (2480, 0, 0, 1)
    assert figures(database, two.id) == (70, 0, 0, 1)
    assert broken(database) == []
    database.close()


def test_a_prospects_points_wait(engine_url: str) -> None:
    """P7: they are pending, and their lot is available from no day yet."""
    database = a_club(engine_url)
    prospect = a_prospect(database)
    opened(database, (prospect.id, 100, DAY))
    assert figures(database, prospect.id) == (0, 100, 0, 1)
    with database.read() as connection:
        assert connection.execute(text("SELECT available_from FROM lots")).scalar() is None
    assert broken(database) == []
    database.close()


@pytest.mark.parametrize("points", [0, -5])
def test_an_opening_balance_is_above_zero(engine_url: str, points: int) -> None:
    """L2: a positive entry opens a lot."""
    database = a_club(engine_url)
    member = a_member(database)
    with pytest.raises(RuleBroken, match="above 0"):
        opened(database, (member.id, points, DAY))
    assert figures(database, member.id) == (0, 0, 0, 0)
    database.close()


def test_an_account_is_opened_once(engine_url: str) -> None:
    """The first entry of an account, never a later one; nothing is booked for the others either."""
    database = a_club(engine_url)
    one, two = a_member(database), a_member(database)
    opened(database, (one.id, 10, DAY))
    with pytest.raises(RuleBroken, match="first entry"):
        opened(database, (one.id, 10, DAY), (two.id, 10, DAY))
    with pytest.raises(RuleBroken, match="two opening balances"):
        opened(database, (two.id, 10, DAY), (two.id, 20, DAY))
    assert figures(database, two.id) == (0, 0, 0, 0)
    database.close()


def test_no_entry_lies_in_the_future(engine_url: str) -> None:
    """C3."""
    database = a_club(engine_url)
    member = a_member(database)
    with pytest.raises(RuleBroken, match="future"):
        opened(database, (member.id, 10, date(TODAY.year + 1, 1, 1)))
    database.close()


@pytest.mark.parametrize("statement", ["UPDATE entries SET points = 1", "DELETE FROM entries"])
def test_entries_are_immutable(engine_url: str, statement: str) -> None:
    """L1; reliability.md, rule 2: triggers refuse it on both engines."""
    database = a_club(engine_url)
    member = a_member(database)
    opened(database, (member.id, 10, DAY))
    with pytest.raises(Told):
        database.perform(an_act("Cheat"), _do, statement)
    assert broken(database) == []
    database.close()


def _do(work: object, statement: str) -> None:
    work.connection.execute(text(statement))  # type: ignore[attr-defined]


def entry(**changes: object) -> chain.EntryRow:
    """An entry, with changes."""
    made = openings.opening(1, 10, "2026-07-01", recorded_at="2026-07-01T10:00:00Z", operator="Ingrid", desk="desk 2", op_id="x", line=1)
    return made._replace(**changes)  # type: ignore[arg-type]


def test_the_chain_is_written_as_it_always_was() -> None:
    """The encoding is fixed: another one would break every ledger that exists."""
    assert chain.chained(chain.NO_HASH, entry()).hex() == "06eddb54fc807b652cda6980ace0bc383518aaefd75a4dfc43f3be62e3cfabb3"


@given(st.sampled_from(chain.HASHED), st.one_of(st.none(), st.integers(-5, 5), st.text(max_size=3)))
def test_whatever_differs_hashes_differently(name: str, value: object) -> None:
    """reliability.md, rule 2: any changed field is found; 1 is not "1", nothing is not an empty text."""
    other = entry(**{name: value})
    if list(other) != list(entry()):
        assert chain.chained(chain.NO_HASH, other) != chain.chained(chain.NO_HASH, entry())


def test_the_hash_depends_on_the_entry_before() -> None:
    """An entry that is taken out breaks all after it."""
    assert chain.chained(bytes(32), entry()) != chain.chained(b"x" * 32, entry())
