"""Opening databases: missing, foreign, newer, read-only, damaged, out of reach (reliability.md, *Faults*, *Bad input*)."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from db import backups, founding, upgrade
from db.database import Database
from db.errors import RuleBroken, Told, TooNew, Unavailable
from db.upgrade import new_database, open_database
from tests.builders import a_club, a_member, an_act


def refused(address: str) -> str:
    """The sentence with which an address is refused."""
    with pytest.raises(Told) as caught:
        open_database(address)
    return str(caught.value)


def test_a_missing_file_is_named_and_not_made(tmp_path: Path) -> None:
    """commands.md: only `demo` and `new` create one."""
    file = tmp_path / "nowhere.regulars"
    assert str(file) in refused(str(file))
    assert not file.exists()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """One sentence that names it."""
    assert str(tmp_path) in refused(str(tmp_path))


@pytest.mark.parametrize("content", [b"PK\x03\x04 this is a spreadsheet" * 100, b"SQLite format 3\x00 and then nonsense" * 200, b"hello"])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    """reliability.md, *Bad input*."""
    file = tmp_path / "holiday.regulars"
    file.write_bytes(content)
    assert "holiday.regulars" in refused(str(file))
    assert file.read_bytes() == content
    with pytest.raises(Told):
        founding.demo_club(str(file), an_act(), 10, 1)
    assert file.read_bytes() == content


def test_an_empty_file_holds_no_club(tmp_path: Path) -> None:
    """Zero bytes are an empty database: it says how to make a club in it."""
    file = tmp_path / "empty.regulars"
    file.touch()
    assert "empty" in refused(str(file))


def test_a_foreign_database_is_refused_and_left_alone(engine_url: str) -> None:
    """A database that is not ours, on both engines, by every door."""
    database = Database(engine_url)
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE programme (id INTEGER)"))
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
    assert "not one of Regulars" in refused(engine_url)
    with pytest.raises(Unavailable, match="holds something already"):
        new_database(engine_url)
    with pytest.raises(Unavailable, match="holds something already"):
        founding.demo_club(engine_url, an_act(), 10, 1)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM recipes")).scalar() == 0
    database.close()


def schema_is(database: Database, version: str) -> None:
    """Pretend that another program made the tables."""
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_a_newer_database_is_refused(engine_url: str) -> None:
    """reliability.md, *Faults*: refuse with a sentence."""
    database = a_club(engine_url)
    schema_is(database, "9999")
    with pytest.raises(TooNew, match="newer Regulars"):
        open_database(engine_url)
    database.close()


def test_an_old_program_cannot_write_after_an_upgrade(engine_url: str) -> None:
    """reliability.md, *Faults*: two program versions."""
    database = a_club(engine_url)
    schema_is(database, "9999")
    with pytest.raises(TooNew):
        a_member(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 0
    database.close()


def test_a_read_only_file_opens_for_reading(tmp_path: Path) -> None:
    """reliability.md, *Faults*: opens read-only, and a write is refused in one sentence."""
    file = tmp_path / "club.regulars"
    a_club(str(file)).close()
    file.chmod(0o444)
    database = open_database(str(file))
    assert database.is_read_only
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM programme")).scalar() == 1
    with pytest.raises(Unavailable, match="only be read"):
        a_member(database)
    database.close()


def test_a_server_out_of_reach_is_one_sentence_without_the_password() -> None:
    """reliability.md, *Bad input*: passwords never in a message."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        told = refused(f"postgresql://ingrid:hunter2@127.0.0.1:{port}/club")
    assert "cannot be reached" in told
    assert "hunter2" not in told
    assert str(port) in told


@pytest.mark.parametrize(
    "address",
    [
        "mysql://a:hunter2@server/db", "postgresql://a:hunter2@127.0.0.1/db?host=/etc", "postgresql://a:hunter2@127.0.0.1/", "sqlite://", "sqlite:///x?mode=ro",
        "postgresql://a:hunter2@[::1/db", "postgresql://a:hunter2@h:port/db", "file:///etc/passwd", "", "a\x00b",
    ],
)  # fmt: skip
def test_odd_addresses_are_refused_without_their_password(address: str) -> None:
    """reliability.md: allow-listed drivers and options."""
    assert "hunter2" not in refused(address)


def test_a_missing_database_on_the_server_is_named(engine_url: str) -> None:
    """The server is there, the database is not."""
    if not engine_url.startswith("postgresql"):
        assert "does not exist" in refused(engine_url)
    else:
        assert "no such database" in refused(engine_url + "_nowhere")


def test_a_failed_making_leaves_no_file(tmp_path: Path) -> None:
    """All or nothing: bad settings make no database."""
    from db.errors import FieldsRefused
    from db.operations.programme import NewClub

    with pytest.raises(FieldsRefused):
        founding.new_club(str(tmp_path / "club.regulars"), an_act(), NewClub("", "XX", "???", "zz-zz-zz", "Mars/Base"))
    assert list(tmp_path.iterdir()) == []


def test_one_database_holds_one_club(engine_url: str) -> None:
    """And the first one stays."""
    from db.operations.programme import NewClub

    club = NewClub("Second", "NL", "EUR", "nl", "Europe/Amsterdam")
    a_club(engine_url).close()
    with pytest.raises(RuleBroken, match="a club in this database already"):
        founding.new_club(engine_url, an_act(), club)


def test_a_new_club_is_made_once_for_one_op_id(engine_url: str) -> None:
    """commands.md: `new` with the same --op-id."""
    from db.operations.programme import NewClub

    act = an_act()
    for _ in range(2):
        founding.new_club(engine_url, act, NewClub("Café", "NL", "EUR", "nl", "Europe/Amsterdam")).close()
    database = open_database(engine_url)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM operations")).scalar() == 1
        assert connection.execute(text("SELECT name FROM programme")).scalars().all() == ["Café"]
    database.close()


def test_a_backup_is_whole_and_opens(tmp_path: Path) -> None:
    """reliability.md, *Backups*: the copy is a sound club, and the original goes on."""
    database = a_club(str(tmp_path / "club.regulars"))
    a_member(database)
    saved = backups.backup(database, tmp_path / "copies" / "club.regulars")
    copy = open_database(saved.file)
    assert (saved.people, saved.entries) == (1, 0)
    with copy.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 1
    copy.close()
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["club.regulars"]
    database.close()


def test_an_upgrade_makes_its_backup_first(tmp_path: Path) -> None:
    """reliability.md, *Faults*: backup first."""
    database = a_club(str(tmp_path / "club.regulars"))
    saved = upgrade.upgrade(database)
    assert saved is not None
    assert sqlite3.connect(saved).execute("SELECT count(*) FROM programme").fetchone() == (1,)
    database.close()


def test_postgresql_is_backed_up_by_its_own_tool(engine_url: str, tmp_path: Path) -> None:
    """reliability.md, *Backups*: refused there, with the pg_dump line."""
    database = a_club(engine_url)
    if not database.is_sqlite:
        with pytest.raises(RuleBroken, match="pg_dump -Fc"):
            backups.backup(database, tmp_path / "copy")
    else:
        assert backups.backup(database, tmp_path / "copy").people == 0
    database.close()


def test_opening_a_current_database_does_not_load_alembic(tmp_path: Path) -> None:
    """A start stays quick."""
    file = tmp_path / "club.regulars"
    a_club(str(file)).close()
    program = f"import sys; from db.upgrade import open_database; open_database({str(file)!r}); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
