"""Rehearsal: an operation done and taken back at once, so that a dialog can say what it will do before it is pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, NoReturn, ParamSpec, TypeVar

from db.database import Act, Database
from db.work import Work

P = ParamSpec("P")
R = TypeVar("R")


class _Rehearsed(Exception):
    """What the operation answered; raised so that its transaction is rolled back."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer


def rehearse(database: Database, act: Act, operation: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What an operation would answer now; nothing of it stays. It refuses as the operation does, and waits its turn like every write.

    *act* must not be the one under which the operation is done afterwards: nobody may take its op_id for used.
    """

    def played(work: Work) -> NoReturn:
        raise _Rehearsed(operation(work, *args, **kwargs))

    try:
        database.perform(act, played)
    except _Rehearsed as rehearsed:
        answer: R = rehearsed.answer  # type: ignore[assignment]
        return answer
