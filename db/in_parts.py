"""Many people in one operation, some at a time: it can say how far it is, and be stopped with nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from db.errors import Stopped
from db.people_rows import lock_accounts
from db.work import Work

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
# So many are moved between two looks at *stop*; fewer would write with more statements than is quick.
PART = 1000


def in_parts(work: Work, people: Sequence[int], progress: Progress | None, stop: Stop | None) -> Iterator[list[int]]:
    """The people by id in parts; all their accounts are locked first, in one order (rules 7, 8). Stopped where *stop* says so."""
    wanted = sorted(set(people))
    if len(wanted) > PART:
        lock_accounts(work.connection, wanted)
    for start in range(0, len(wanted), PART):
        if stop is not None and stop():
            raise Stopped
        yield wanted[start : start + PART]
        if progress is not None:
            progress(min(start + PART, len(wanted)), len(wanted))
