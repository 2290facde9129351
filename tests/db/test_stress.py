"""Eight desks spend, redeem, sell, refund, allocate and edit at once (reliability.md, *Faults*); `build/stress.py` is the long version."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from db import checks
from db.database import Database
from db.operations import points
from tests.builders import a_club, a_member, an_act
from tests.db.cable import Cable
from tests.db.stress import DESKS, MIXED, prepare, told, violations
from tests.db.stressed import Desks
from tests.db.test_faults_killed import COMMIT, killed
from tests.db.victim import REWARDED, reward

OPERATIONS = 100
STOCK = 40


def test_eight_desks_at_the_till(engine_url: str, tmp_path: Path) -> None:
    """reliability.md, *Faults*: 0 violations in 8 × 100 operations; L9; R3; B3; P2; rule 1."""
    prepare(engine_url, stock=STOCK)
    with Desks(engine_url, tmp_path) as desks:
        desks.work(MIXED, OPERATIONS)
    said = told(desks.files)
    database = Database(engine_url)
    assert violations(database, said, stock=STOCK) == []
    # Every kind was done, the scarce reward was sold out at the most, and nothing ended in a way that no desk expects.
    done = {kind.removesuffix(" done"): count for kind, count in said.counts.items() if kind.endswith(" done")}
    assert done["replay"] == DESKS * OPERATIONS // 10 * 2
    assert all(done[kind] == DESKS * OPERATIONS // 10 for kind in ("spend", "redeem", "allocate", "batch"))
    assert done["stock"] == STOCK
    assert done["phone"] + sum(count for kind, count in said.counts.items() if kind.startswith("phone:")) == DESKS * OPERATIONS // 10
    database.close()


def test_a_kill_in_a_points_batch_leaves_nothing_partial(engine_url: str) -> None:
    """reliability.md, *Faults*: kill -9 in a points batch; nothing is there by half, and the retry under the same op_id books it once."""
    database = a_club(engine_url)
    for name in range(REWARDED):
        a_member(database, last_name=f"Member {name}")
    for place in ("INSERT INTO entries", "INSERT INTO lots", "UPDATE accounts", "INSERT INTO journal", "UPDATE operations", COMMIT):
        killed("points", engine_url, place)
        assert totals(database) == (0, 0, 0), place
    done = reward(engine_url, REWARDED)
    assert reward(engine_url, REWARDED) == done
    assert totals(database) == (REWARDED, REWARDED, 10 * REWARDED)
    assert [check for check in checks.check(database) if not check.ok] == []
    database.close()


def totals(database: Database) -> tuple[int, int, int]:
    """Entries, lots, and the points of all accounts."""
    with database.read() as connection:
        row = connection.execute(
            text("SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM lots), (SELECT sum(points) FROM accounts)")
        ).one()
    return int(row[0]), int(row[1]), int(row[2])


@pytest.mark.postgres
def test_points_whose_commit_is_not_answered_are_booked_once(postgres_url: str) -> None:
    """reliability.md, *Faults*: COMMIT's answer lost, or the COMMIT itself; L9."""
    club = a_club(postgres_url)
    member = a_member(club).id
    club.close()
    with Cable(postgres_url) as cable:
        database = Database(cable.url)
        for turn in range(1, 21):
            cable.lose("answer" if turn % 2 else "commit")
            done = database.perform(an_act("Points"), points.adjust, [member], 3, note="thanks")
            assert done[0].available == 3 * turn
        assert cable.lost == 20
        assert totals(database) == (20, 20, 60)
        assert [check for check in checks.check(database) if not check.ok] == []
        database.close()
