"""What a start costs: the window imports nothing that its first picture does not need (issue 1, *How well*: window shown)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What must not be loaded with the window, and when it is.
LATER = {
    "numpy": "when a whole order of ids is read, after the first rows are painted",
    "pandas": "for an analysis",
    "openpyxl": "for a small styled workbook",
    "python_calamine": "when a sheet is read",
    "reportlab": "when cards are printed",
    "alembic": "when an older database is upgraded",
    "phonenumbers": "when a phone number is typed",
    "email_validator": "when an address is typed",
    "psycopg": "when a server is opened",
    "sqlalchemy.orm": "never: entities are tables",
    "sqlalchemy.dialects.postgresql": "when a server is opened",
    "babel.messages": "when a catalogue is read",
    "logging.handlers": "when something is logged",
    "xml.etree.ElementTree": "when a workbook is looked into",
    "ui.dialogs.question": "when something is asked",
    "ui.import_page": "when a sheet is uploaded",
    "ui.print_page": "when cards are printed",
    "ui.column_chooser": "when columns are chosen",
    "db.founding": "when a club is made",
}


def loaded_by(statement: str) -> set[str]:
    """The modules that a new process has loaded after a statement."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules, sep='\\n')"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_the_window_is_imported_without_what_it_needs_later() -> None:
    loaded = loaded_by("import desktop.cli, desktop.app")
    assert not [f"{name}: {when}" for name, when in LATER.items() if name in loaded]


def test_the_command_line_loads_neither_qt_nor_the_commands() -> None:
    loaded = loaded_by("import desktop.cli")
    assert not {"PySide6.QtCore", "sqlalchemy", "numpy", "desktop.commands.sheets", "desktop.sheets.reader_child"} & loaded


def test_nothing_is_collected_while_the_program_is_imported() -> None:
    """The collector is off before anything is imported, and on again for a command (`memory.Collector` is the window's)."""
    seen = "import gc, desktop.__main__ as program, sys; sys.argv[1:] = ['list', '--help']\nprogram.start(); print('on' if gc.isenabled() else 'off')"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "on"


def test_nothing_but_a_database_opens_the_window() -> None:
    """What is anything else goes to the command line, which knows its own refusals."""
    from desktop.__main__ import is_the_window

    assert is_the_window([])
    assert is_the_window(["--database", "club.regulars"])
    for others in (["list"], ["--help"], ["--database"], ["--database", "--json"], ["--database", "club.regulars", "list"]):
        assert not is_the_window(others)
