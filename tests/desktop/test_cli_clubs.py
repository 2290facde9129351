"""Commands on the whole club: new, demo, check, backup, and the ways of all commands (commands.md), on both engines."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from db.operations import programme
from db.upgrade import open_database
from tests.builders import TODAY
from tests.desktop.command_line import CommandLine


@pytest.fixture
def regulars(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on an empty database, with settings of its own."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.delenv("REGULARS_DATABASE", raising=False)
    return CommandLine(engine_url, capsys)


def test_a_new_club_has_nothing_but_the_defaults(regulars: CommandLine) -> None:
    """commands.md, `new`."""
    made = regulars("new", "--name", "Café Noor", "--country", "NL", "--time-zone", "Europe/Amsterdam", "--trial", "--json")
    assert made.code == 0
    assert made.json["status"] == "done"
    assert made.json["database"]
    assert regulars("list", "--stage", "any", "--json").json == []
    with closing(open_database(regulars.database)) as database, database.read() as connection:
        club = programme.read(connection)
    assert (club.name, club.country, club.currency, club.trial) == ("Café Noor", "NL", "EUR", True)


def test_bad_settings_are_refused_in_plain_words(regulars: CommandLine) -> None:
    """Issue 3, *Bad input*; each one is named."""
    made = regulars("new", "--country", "Atlantis", "--currency", "XXXX", "--time-zone", "Mars/Base", "--trial", "--json")
    assert made.code == 1
    assert made.json["status"] == "refused"
    for bad in ("Atlantis", "XXXX", "Mars/Base"):
        assert bad in made.json["message"]


def test_the_sample_club_is_made_and_sound(regulars: CommandLine) -> None:
    """commands.md, `demo` and `check`."""
    made = regulars("demo", "--people", "120", "--seed", "4", "--json")
    assert (made.code, made.json["people"], made.json["status"]) == (0, 120, "done")
    checked = regulars("check", "--json")
    assert checked.code == 0
    assert checked.json["status"] == "sound"
    assert all(set(check) == {"name", "ok", "found"} and check["ok"] for check in checked.json["checks"])


def test_nobody_is_a_trial_club(regulars: CommandLine) -> None:
    """commands.md: N = 0 is `new --trial`; its day may be ahead of the real one."""
    assert regulars("demo", "--people", "0", "--json").json["people"] == 0
    assert regulars("list", "--json", today="2090-01-01").code == 0


def test_a_second_demo_is_refused(regulars: CommandLine) -> None:
    """commands.md: in an empty or new database; exit 1, one sentence on stderr, and with --json on stdout too."""
    regulars("demo", "--people", "5")
    again = regulars("demo", "--people", "5", "--json")
    assert again.code == 1
    assert again.json == {"status": "refused", "message": again.err.strip()}
    assert len(again.err.strip().splitlines()) == 1


def test_a_retry_with_the_same_op_id_answers_the_same(regulars: CommandLine) -> None:
    """commands.md, *Ways*: and changes nothing."""
    op_id = "01890000-0000-7000-8000-000000000001"
    first = regulars("demo", "--people", "5", "--op-id", op_id, "--json")
    again = regulars("demo", "--people", "5", "--op-id", op_id.upper(), "--json")
    assert first.json == again.json
    assert len(regulars("list", "--stage", "any", "--filter", "status!=", "--json").json) == 5


def test_the_operator_is_noted(regulars: CommandLine) -> None:
    """commands.md, *Ways*: --operator."""
    regulars("demo", "--people", "5", "--operator", "Ingrid")
    with closing(open_database(regulars.database)) as database, database.read() as connection:
        assert connection.execute(text("SELECT DISTINCT operator FROM operations")).scalar_one() == "Ingrid"


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--nope"],
        ["nonsense"],
        ["list", "--stage", "king"],
        ["demo", "--op-id", "7"],
        ["demo", "--people", "-1"],
        ["backup"],
        ["list", "--limit", "x"],
    ],
)
def test_wrong_usage_is_two(regulars: CommandLine, arguments: list[str]) -> None:
    """commands.md, *Ways*."""
    wrong = regulars(*arguments)
    assert (wrong.code, wrong.out) == (2, "")
    assert "Traceback" not in wrong.err


def test_a_day_that_is_none_is_wrong_usage(regulars: CommandLine) -> None:
    """commands.md, *Ways*: 2."""
    assert regulars("list", today="2026-02-30").code == 2


def test_a_missing_file_is_named(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md, *Ways*: only `demo` and `new` create one."""
    file = tmp_path / "nowhere.regulars"
    missing = regulars("list", "--database", str(file), "--json", database=False)
    assert missing.code == 1
    assert str(file) in missing.json["message"]
    assert not file.exists()


def test_the_database_may_stand_before_the_command(regulars: CommandLine) -> None:
    """commands.md, *Ways*."""
    regulars("demo", "--people", "5")
    assert regulars("--database", regulars.database, "list", "--json", database=False).code == 0


def test_the_database_is_that_of_the_surroundings_else_the_last_one(
    regulars: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """commands.md, *Ways*: REGULARS_DATABASE, else the last one opened."""
    regulars("demo", "--people", "5")
    assert regulars("list", "--json", database=False).code == 0
    monkeypatch.setenv("REGULARS_DATABASE", str(tmp_path / "other.regulars"))
    assert "other.regulars" in regulars("list", "--json", database=False).json["message"]


def test_without_any_database_it_says_how_to_name_one(regulars: CommandLine) -> None:
    """One plain sentence."""
    found = regulars("list", "--json", database=False)
    assert found.code == 1
    assert "--database" in found.json["message"]


def test_only_a_trial_club_may_be_ahead_of_the_real_day(regulars: CommandLine) -> None:
    """commands.md, *Ways*: --today."""
    made = regulars("new", "--name", "Real", "--country", "NL", "--time-zone", "UTC", "--json", today="2090-01-01")
    assert made.code == 1
    assert "2090-01-01" in made.json["message"]
    assert regulars("new", "--name", "Real", "--country", "NL", "--time-zone", "UTC", today="2020-01-01").code == 0


def test_a_broken_club_is_exit_one(regulars: CommandLine) -> None:
    """commands.md, `check`: the invariant is named."""
    regulars("demo", "--people", "50")
    database = open_database(regulars.database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE accounts SET points = points + 1 WHERE seq = 1")
    database.close()
    checked = regulars("check", "--json")
    assert checked.code == 1
    assert checked.json["status"] == "broken"
    assert "balance is the sum of the entries" in [check["name"] for check in checked.json["checks"] if not check["ok"]]
    assert "BROKEN" in regulars("check").out


def test_a_backup_tells_what_it_holds(regulars: CommandLine, tmp_path: Path) -> None:
    """commands.md, `backup`; on PostgreSQL it is refused with the line that does it (reliability.md)."""
    regulars("demo", "--people", "50")
    saved = regulars("backup", str(tmp_path / "copy.regulars"), "--json")
    if regulars.database.startswith("postgresql"):
        assert saved.code == 1
        assert "pg_dump -Fc" in saved.json["message"]
    else:
        assert saved.code == 0
        assert saved.json["people"] == 50
        assert saved.json["entries"] > 20
        assert Path(saved.json["file"]).exists()


def test_a_backup_that_cannot_be_written_is_one_sentence(regulars: CommandLine, tmp_path: Path) -> None:
    """No rights, or a file where a folder should be."""
    regulars("demo", "--people", "5")
    (tmp_path / "file").write_text("x", "utf-8")
    saved = regulars("backup", str(tmp_path / "file" / "copy.regulars"))
    assert saved.code == 1
    assert len(saved.err.strip().splitlines()) == 1


def test_a_bug_is_told_with_the_path_of_the_log(regulars: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """commands.md, *Ways*: never a traceback."""
    regulars("demo", "--people", "5")
    monkeypatch.setattr("db.checks.check", lambda *arguments, **options: 1 / 0)
    broken = regulars("check", "--json")
    assert broken.code == 1
    assert str(tmp_path / "settings" / "regulars.log") in broken.json["message"]
    assert "Traceback" not in broken.err
    assert "ZeroDivisionError" in (tmp_path / "settings" / "regulars.log").read_text("utf-8")


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a child process, with its own settings."""
    return {**os.environ, "REGULARS_SETTINGS": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}


def test_ctrl_c_stops_with_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """commands.md, *Ways*: a demo that is stopped leaves no file, and says so."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    file = tmp_path / "club.regulars"

    def press() -> None:
        pause = threading.Event()
        while not file.exists():
            pause.wait(0.01)
        signal.raise_signal(signal.SIGINT)

    # Python drops what is raised while a callback of the collector runs, and the libraries of the tests have some.
    callbacks = list(gc.callbacks)
    gc.callbacks.clear()
    person = threading.Thread(target=press)
    person.start()
    try:
        stopped = CommandLine(str(file), capsys)("demo", "--people", "400000", "--json")
    finally:
        gc.callbacks.extend(callbacks)
    person.join()
    assert stopped.code == 1
    assert stopped.err.strip() == "Stopped; nothing was changed."
    assert stopped.json["status"] == "refused"
    assert not list(tmp_path.glob("club.regulars*"))


def test_a_list_loads_neither_qt_nor_pandas(tmp_path: Path) -> None:
    """The command line starts quickly, and where no display libraries are."""
    program = (
        "import sys; from desktop.cli import main; code = main(sys.argv[1:]);"
        "heavy = [name for name in sys.modules if name.split('.')[0] in ('PySide6', 'pandas', 'openpyxl', 'reportlab', 'alembic')];"
        "sys.exit(code or (len(heavy) > 0 and sys.argv[1] == 'list'))"
    )
    where = ["--database", str(tmp_path / "club.regulars"), "--today", TODAY.isoformat()]
    for arguments in (["demo", "--people", "5"], ["list", "--json"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments, *where],
            env=surroundings(tmp_path / "settings"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_python_m_desktop_is_regulars(tmp_path: Path) -> None:
    """commands.md: the same program."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--help"], env=surroundings(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Usage: regulars" in done.stdout
