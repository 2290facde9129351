"""Files that are damaged, cut, forbidden or on a full disk (reliability.md, *Faults*, *Bad input*)."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from db import backups, checks, engines, founding
from db.database import Database
from db.errors import Told, Unavailable
from db.ledger import chain
from db.upgrade import new_database, open_database
from tests.builders import a_club, a_member, a_prospect, an_act, details


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sample club of 400 people."""
    file = tmp_path_factory.mktemp("whole") / "club.regulars"
    founding.demo_club(str(file), an_act("Demo"), 400, 1).close()
    return file.read_bytes()


def opened_or_refused(file: Path) -> str:
    """Open a damaged file and read everything: one sentence that names it, or "" where nothing is amiss with what is read."""
    try:
        with closing(open_database(str(file))) as database, database.read() as connection:
            for table in ("people", "entries", "journal"):
                connection.execute(text(f"SELECT * FROM {table}")).all()
    except Told as told:
        return str(told)
    return ""


@pytest.mark.parametrize("share", [0.001, 0.01, 0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused_by_name_or_found_by_the_check(tmp_path: Path, whole: bytes, share: float) -> None:
    """reliability.md, *Faults*: a truncated file never gives a traceback, and never passes for sound."""
    file = tmp_path / "cut.regulars"
    file.write_bytes(whole[: int(len(whole) * share)])
    told = opened_or_refused(file)
    assert "cut.regulars" in told or not told
    database = Database(str(file))
    assert not all(check.ok for check in checks.check(database))
    database.close()


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_in_the_file_never_give_a_traceback(tmp_path: Path, whole: bytes, seed: int) -> None:
    """reliability.md, *Faults*: whole pages of noise; the data is refused or found broken."""
    drawn, content = random.Random(seed), bytearray(whole)
    for _ in range(6):
        page = drawn.randrange(1 if seed else 0, len(content) // 4096) * 4096
        content[page : page + 4096] = drawn.randbytes(4096)
    file = tmp_path / "noise.regulars"
    file.write_bytes(content)
    told = opened_or_refused(file)
    assert "noise.regulars" in told or not told
    database = Database(str(file))
    assert not all(check.ok for check in checks.check(database))
    database.close()


@pytest.mark.parametrize("content", [b"", b"\0" * 8192, random.Random(7).randbytes(20_000)])
def test_a_file_without_a_club_is_one_sentence_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    """Zero bytes, zeros, random bytes."""
    file = tmp_path / "odd.regulars"
    file.write_bytes(content)
    with pytest.raises(Unavailable, match="odd"):
        open_database(str(file))
    assert file.read_bytes() == content


def test_bits_flipped_in_the_ledger_are_found(tmp_path: Path, whole: bytes) -> None:
    """reliability.md, *Faults*: the check finds at least 99 of 100 changed entries, here every one."""
    file = tmp_path / "flipped.regulars"
    file.write_bytes(whole)
    connection = engines.sqlite_module().connect(str(file), isolation_level=None)
    connection.execute("DROP TRIGGER entries_stay")
    numbers = [row[0] for row in connection.execute("SELECT id FROM entries")]
    drawn, changed = random.Random(3), set()
    for number in drawn.sample(numbers, min(200, len(numbers))):
        column = drawn.choice(chain.HASHED)
        (value,) = connection.execute(f"SELECT {column} FROM entries WHERE id = ?", (number,)).fetchone()
        flipped = flip(value, drawn)
        try:
            connection.execute("PRAGMA ignore_check_constraints=ON")
            connection.execute(f"UPDATE entries SET {column} = ? WHERE id = ?", (flipped, number))
        except engines.sqlite_module().IntegrityError:
            # The flip hit another entry's place: the database itself refuses that.
            continue
        changed.add(number)
    connection.close()
    database = Database(str(file))
    named = chain_breaks(database)
    assert len(changed) > 100
    assert len(changed & named) >= 0.99 * len(changed)
    assert not all(check.ok for check in checks.check(database))
    database.close()


def flip(value: object, drawn: random.Random) -> object:
    """The value with one bit turned over."""
    if isinstance(value, int):
        return value ^ (1 << drawn.randrange(16))
    if value is None:
        return "x"
    content = bytearray(str(value).encode())
    content[drawn.randrange(len(content))] ^= 1 << drawn.randrange(6)
    return content.decode("latin-1")


def chain_breaks(database: Database) -> set[int]:
    """The entries at which the chain breaks."""
    lines = checks.CHECKS["the chain of entries is unbroken"](checks.Scene(database))
    return {int(line.split(" ")[1]) for line in lines}


def test_a_full_disk_is_a_sentence_that_names_the_folder_and_everything_works_after(tmp_path: Path) -> None:
    """reliability.md, *Faults*: nothing acknowledged is lost, and there is no need to start the program anew."""
    database = a_club(str(tmp_path / "club.regulars"))
    person = a_member(database, city="Utrecht")
    limits = ["PRAGMA max_page_count=1"]

    @event.listens_for(database.engine, "begin")
    def limit(connection: object) -> None:
        connection.exec_driver_sql(limits[-1])  # type: ignore[attr-defined]

    def fill() -> None:
        for turn in range(200):
            a_prospect(database, last_name=f"Person {turn}", note="x" * 4000)

    with pytest.raises(Unavailable) as refused:
        fill()
    assert f"free 20 MB or more in the folder {tmp_path}" in str(refused.value)
    with database.read() as connection:
        kept = connection.execute(text("SELECT count(*) FROM people")).scalar_one()
    limits.append("PRAGMA max_page_count=1000000")
    assert details(database, person.id)["city"] == "Utrecht"
    assert a_prospect(database).number == str(10001 + kept)
    assert all(check.ok for check in checks.check(database))
    database.close()


def test_a_backup_onto_a_folder_that_is_none_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    """Rights and folders: the backup's own sentence names its place."""
    database = a_club(str(tmp_path / "club.regulars"))
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable, match="cannot be written"):
        backups.backup(database, tmp_path / "file" / "copy.regulars")
    assert sorted(each.name for each in tmp_path.iterdir() if not each.name.startswith("club.")) == ["file"]
    database.close()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A new club into a folder that is not there."""
    with pytest.raises(Unavailable, match="nowhere"):
        new_database(str(tmp_path / "nowhere" / "club.regulars"))
    with pytest.raises(Unavailable, match="nowhere"):
        open_database(str(tmp_path / "nowhere" / "club.regulars"))


def test_a_folder_without_the_right_to_write_opens_for_reading(tmp_path: Path) -> None:
    """reliability.md, *Faults*: missing rights; SQLite needs files beside its own, so a folder that may only be read is enough."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    file = folder / "club.regulars"
    a_member(made := a_club(str(file)))
    made.close()
    file.chmod(0o444)
    folder.chmod(0o555)
    try:
        database = open_database(str(file))
        with pytest.raises(Unavailable, match="only be read"):
            a_member(database)
        assert len(list(folder.iterdir())) == 1
        assert all(check.ok for check in checks.check(database))
        database.close()
    finally:
        folder.chmod(0o755)


def test_a_file_that_becomes_read_only_while_it_is_open_refuses_in_one_sentence(tmp_path: Path) -> None:
    """reliability.md, *Faults*: read-only, found at the write."""
    database = a_club(str(tmp_path / "club.regulars"))

    @event.listens_for(database.engine, "begin")
    def forbid(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    with pytest.raises(Unavailable, match="may only be read"):
        a_member(database)
    database.close()
