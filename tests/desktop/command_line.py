"""The command line called from tests: arguments in, exit code and what was printed out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from desktop.cli import main
from tests.builders import TODAY


@dataclass(frozen=True)
class Answered:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)


class CommandLine:
    """Runs commands on one database, on the test's day."""

    def __init__(self, database: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self.capsys = capsys

    def __call__(self, *arguments: str, today: str | None = TODAY.isoformat(), database: bool = True) -> Answered:
        """Run `regulars ARGUMENTS`."""
        given = [*arguments, *(["--today", today] if today else []), *(["--database", self.database] if database else [])]
        self.capsys.readouterr()
        code = main(given)
        printed = self.capsys.readouterr()
        return Answered(code, printed.out, printed.err)
