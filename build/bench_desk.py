"""Another desk: `python bench_desk.py URL` makes the edits that it is told, a line each, and answers each with the moment of its commit."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from typing import Any

from bench_clubs import DAY
from db.database import Act, Database, Operator, new_op_id
from db.operations import people


class OtherDesk:
    """This script in a process of its own, told by the window's."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen([sys.executable, __file__, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        # It is there once it has answered.
        self.answer()

    def edit(self, person: int, key: str, seen: str | None, wanted: str) -> None:
        """Have a detail of a person changed; nobody waits."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([person, key, seen, wanted]) + "\n")
        self._process.stdin.flush()

    def answer(self) -> float:
        """The time (of `time.time`) of the last edit's commit; waits for it."""
        assert self._process.stdout is not None
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def serve(url: str) -> None:
    """Make edits until there are none."""
    database = Database(url, desk="another desk")
    say(time.time())
    for line in sys.stdin:
        person, key, seen, wanted = json.loads(line)
        act = Act("Edit", op_id=new_op_id(), operator=Operator("Jonas"), today=date.fromisoformat(DAY))
        changes: dict[str, tuple[Any, Any]] = {key: (seen, wanted)}
        database.perform(act, people.edit, person, changes)
        say(time.time())
    database.close()


def say(value: float) -> None:
    """Tell the window's process."""
    print(value, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
