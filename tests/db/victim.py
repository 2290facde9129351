"""A process that is killed in the middle of its work: it stops before a given statement, or before the commit, and waits for its end.

Run as `python -m tests.db.victim WORK URL PLACE`; PLACE is how the statement begins, or COMMIT.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event

from db import asked, founding, upgrade
from db.database import Database
from db.holders import Moved
from db.operations import points, sheets
from db.operations.sheets import SheetEdit, SheetNew, SheetPlan
from tests.builders import an_act

UPLOAD = "01980000-0000-7000-8000-000000000001"
POINTS = "01980000-0000-7000-8000-000000000002"
NEW, REWARDED = 300, 40


def the_plan(people: int) -> SheetPlan:
    """A sheet that edits everybody (ids from 1) and brings 300 new people."""
    edits = tuple(SheetEdit(row, row - 1, {"city": (None, "Delft"), "groups": (None, "Choir")}) for row in range(2, people + 2))
    new = tuple(
        SheetNew(row, {"last_name": f"Person {row}", "email": f"p{row}@example.org"}) for row in range(people + 2, people + 2 + NEW)
    )
    return SheetPlan("members.csv", "0" * 64, len(edits) + len(new), edits, new)


def apply(url: str, people: int) -> sheets.Applied:
    """Apply that sheet, always under one op_id."""
    database = Database(url)
    try:
        return database.perform(an_act("Upload", op_id=UPLOAD), sheets.apply, the_plan(people))
    finally:
        database.close()


def reward(url: str, people: int) -> tuple[Moved, ...]:
    """Give everybody points as one batch (C2), always under one op_id."""
    database = Database(url)
    try:
        return database.perform(an_act("Points", op_id=POINTS), points.adjust, list(range(1, people + 1)), 10, note="thanks")
    finally:
        database.close()


def watch_asked(before: Callable[[str], None]) -> None:
    """Have *before* called with what goes to the driver without SQLAlchemy (`db.asked`)."""
    given = asked.cursor_of

    class Watched:
        """A cursor that says first what it is asked."""

        def __init__(self, connection: Connection) -> None:
            self._cursor = given(connection)

        def execute(self, text: str, values: Any) -> Any:
            """See the driver."""
            before(text)
            return self._cursor.execute(text, values)

        def executemany(self, text: str, rows: Any) -> Any:
            """See the driver."""
            before(text)
            return self._cursor.executemany(text, rows)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._cursor, name)

    asked.cursor_of = Watched


def main(work: str, url: str, place: str) -> None:
    """Do the work up to the place, say so, and wait to be killed."""

    def stop_here() -> None:
        sys.stdout.write("here\n")
        sys.stdout.flush()
        sys.stdin.read()

    def before_statement(_connection: object, _cursor: object, statement: str, *_others: Any) -> None:
        if statement.lstrip().startswith(place):
            stop_here()

    event.listen(Engine, "before_cursor_execute", before_statement)
    watch_asked(lambda text: before_statement(None, None, text))
    if place == "COMMIT":
        event.listen(Engine, "commit", lambda connection: stop_here() if connection.get_execution_options().get("writes") else None)
    if work == "apply":
        apply(url, 3)
    elif work == "points":
        reward(url, REWARDED)
    elif work == "demo":
        founding.demo_club(url, an_act("Demo"), 40, 1)
    else:
        upgrade.create(Database(url))


if __name__ == "__main__":
    main(*sys.argv[1:])
