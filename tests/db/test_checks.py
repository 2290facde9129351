"""`check` finds what is broken, by name (reliability.md, *Faults*), on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db import checks, engines, founding, search
from db.database import Database
from db.errors import Stopped
from tests.builders import an_act


@pytest.fixture
def sample(engine_url: str) -> Iterator[Database]:
    """A sample club of 60 people."""
    database = founding.demo_club(engine_url, an_act("Demo"), 60, 3)
    yield database
    database.close()


def spoil(database: Database, *statements: str) -> None:
    """Change the data behind the program's back: no foreign keys, no CHECKs, no triggers."""
    if database.is_sqlite:
        away = ["PRAGMA foreign_keys=OFF", "PRAGMA ignore_check_constraints=ON"]
        away += [f"DROP TRIGGER {name}" for name in ("entries_stay", "entries_remain", "people_search_update")]
        away += [f"DROP INDEX {name}" for name in ("allocations_one_open", "people_phone_once")]
        connection = engines.sqlite_module().connect(str(database.url.database), isolation_level=None)
        for statement in (*away, *statements):
            connection.execute(statement)
        connection.close()
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (
            "ALTER TABLE entries DISABLE TRIGGER USER",
            "ALTER TABLE accounts DROP CONSTRAINT accounts_never_both",
            "DROP INDEX allocations_one_open, people_phone_once",
            *statements,
        ):
            connection.exec_driver_sql(statement)


def broken(database: Database) -> dict[str, str | None]:
    """The checks that fail, with what they found."""
    return {check.name: check.found for check in checks.check(database) if not check.ok}


MEMBER = "(SELECT min(id) FROM accounts WHERE points > 0)"
OTHER = "(SELECT max(id) FROM accounts WHERE points > 0)"
CASES = {
    "balance is the sum of the entries": f"UPDATE accounts SET points = points + 1 WHERE id = {MEMBER}",
    "balance is lots less owed": f"UPDATE lots SET remaining = remaining - 1 WHERE account_id = {MEMBER}",
    "lots belong to their entries": f"DELETE FROM lots WHERE account_id = {MEMBER}",
    "never available and owed at once": f"UPDATE accounts SET owed = 1 WHERE id = {MEMBER}",
    "seq is the number of entries": f"UPDATE accounts SET seq = 2 WHERE id = {MEMBER}",
    "each person has an account": "DELETE FROM accounts WHERE seq = 0 AND id = (SELECT min(id) FROM accounts WHERE seq = 0)",
    "a phone is one member's": "UPDATE people SET phone_e164 = '+46700000000', status = 'active' WHERE stage = 'member'",
    "numbers and card codes are right": f"UPDATE people SET code = 'RG1-AAAA-AAAA-A' WHERE id = {MEMBER}",
    "keys agree with what was typed": f"UPDATE people SET city = 'Atlantis' WHERE id = {MEMBER}",
    "counters are ahead of the ids": "UPDATE counters SET next = 3",
    "at most one benefit card each": (
        "INSERT INTO allocations (id, person_id, benefit_card_id, started_on, op_id, line)"
        " SELECT 9000 + id, person_id, benefit_card_id, started_on, op_id, 9000 + id FROM allocations"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_broken_invariant_is_found_by_name(sample: Database, name: str) -> None:
    """L2, B3, P2, P10, K3."""
    spoil(sample, CASES[name])
    assert name in broken(sample)


@pytest.mark.parametrize(
    "change",
    [
        "points = points + 7",
        "business_date = '2020-01-01'",
        "operator = 'Mallory'",
        "recorded_at = '2020-01-01T00:00:00Z'",
        "line = line + 5000",
        "reason = 'other'",
    ],
)
def test_a_changed_entry_breaks_the_chain(sample: Database, change: str) -> None:
    """reliability.md, *Faults*: changed ledger rows are found, and named."""
    spoil(sample, f"UPDATE entries SET {change} WHERE account_id = {MEMBER}")
    assert "the chain of entries is unbroken" in broken(sample)


def test_a_lost_reference_is_found(sample: Database) -> None:
    """Foreign keys: PostgreSQL keeps them itself, so only SQLite can lose one."""
    if sample.is_sqlite:
        spoil(sample, f"UPDATE people SET tier_id = 99 WHERE id = {MEMBER}")
        assert "everything pointed to is there" in broken(sample)
    else:
        spoil(
            sample,
            "ALTER TABLE people DROP CONSTRAINT people_tier_id_known",
            "ALTER TABLE people ADD CONSTRAINT k FOREIGN KEY (tier_id) REFERENCES tiers NOT VALID",
        )
        assert "everything pointed to is there" in broken(sample)


def test_a_search_index_that_lags_behind_is_found(sample: Database) -> None:
    """table.md, *Search*: the index holds what the people hold."""
    spoil(sample, f"UPDATE people SET search_text = ' nobody ' WHERE id = {MEMBER}" if sample.is_sqlite else "DROP INDEX people_by_search")
    assert "the search index agrees with the people" in broken(sample)


def test_an_index_that_another_desk_rewrote_is_sound(sample: Database) -> None:
    """A desk that searched before another desk wrote to and merged the search index calls nothing corrupt."""
    with sample.read() as connection:
        name = connection.execute(text("SELECT last_name FROM people WHERE last_name > '' LIMIT 1")).scalar_one()
        assert len(search.text_ids(connection, name)) > 0
    other = Database(sample.url)
    try:
        for turn in range(20):
            rewrite(other, f"UPDATE people SET search_text = search_text || ' word{turn * 7919}'")
        if other.is_sqlite:
            rewrite(other, "INSERT INTO people_search(people_search) VALUES ('optimize')")
    finally:
        other.close()
    assert "the file and its indexes are sound" not in broken(sample)


def rewrite(database: Database, statement: str) -> None:
    """One statement in a transaction of its own."""
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql(statement)


def test_what_was_found_names_the_first_few_and_how_many(sample: Database) -> None:
    """A broken club of thousands does not fill the screen."""
    spoil(sample, "UPDATE accounts SET points = points + 1 WHERE seq > 0")
    found = broken(sample)["balance is the sum of the entries"]
    assert found is not None
    assert found.endswith(" …")
    assert found.count("account") == 5


def test_a_damaged_file_is_broken_and_no_crash(tmp_path: Path) -> None:
    """reliability.md: bits flipped in the file."""
    file = tmp_path / "club.regulars"
    founding.demo_club(str(file), an_act("Demo"), 500, 1).close()
    data = bytearray(file.read_bytes())
    for place in range(len(data) // 3, len(data) // 3 * 2, 97):
        data[place] ^= 0x55
    file.write_bytes(data)
    database = Database(str(file))
    found = broken(database)
    assert "the file and its indexes are sound" in found
    database.close()


def test_a_check_can_be_stopped(sample: Database) -> None:
    """commands.md: Ctrl+C stops long work."""
    with pytest.raises(Stopped):
        checks.check(sample, stop=lambda: True)


def test_a_check_changes_nothing(sample: Database) -> None:
    """Even the test of the search index, which stands as a write."""
    before = sample.read
    with before() as connection:
        rows = connection.execute(text("SELECT count(*), max(id) FROM journal")).one()
    checks.check(sample)
    with sample.read() as connection:
        assert connection.execute(text("SELECT count(*), max(id) FROM journal")).one() == rows
