"""Trying: a dialog asked and its answer written, until it is done or dropped; a refusal comes back into the dialog with all that was typed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from db.database import new_op_id
from db.errors import BadValue, FieldsRefused, RuleBroken, Told
from desktop import problems
from desktop.undo import Again

if TYPE_CHECKING:
    from db.database import Act
    from desktop.desk import Desk
    from desktop.flows import Later
    from desktop.jobs import Progress

R = TypeVar("R")
# Of so few people an operation is over before a progress would be shown.
MANY = 200


class Ask(Protocol):
    """Opens the dialog with what an earlier try had typed, and what was wrong with it by field."""

    def __call__(self, typed: Any, faults: Mapping[str, str]) -> Later[Any]:
        """See above."""


async def until_done(desk: Desk, act: Act, ask: Ask, do: Callable[[Any], Coroutine[Any, Any, R]], *, at: str) -> tuple[Any, R] | None:
    """The answer that could be written, and what was answered to it; None where the person dropped it.

    A refusal without a field of its own stands at the field *at*. What was refused is asked anew under a new op_id; where the server was
    away the same one is kept, so that an action that did arrive is not done twice (reliability.md, rule 1).
    """
    typed: Any = None
    faults: dict[str, str] = {}
    while True:
        typed = await ask(typed, faults)
        if typed is None:
            return None
        faults = {}
        try:
            return typed, await do(typed)
        except FieldsRefused as refused:
            faults = {key: problems.sentence(problem) for key, problem in refused.problems.items()}
        except BadValue as refused:
            faults = {refused.key or at: problems.sentence(refused)}
        except RuleBroken as refused:
            faults = {at: problems.sentence(refused)}
        except Told as refused:
            desk.show_problem(refused)
        if faults:
            act.op_id = new_op_id()


async def for_all(desk: Desk, act: Act, operation: Callable[..., R], people: Sequence[int], *args: Any, **kwargs: Any) -> R:
    """Do an operation on these people: with progress and *Stop* where they are many; nothing is changed where it is stopped."""
    if len(people) <= MANY:
        return await desk.perform(act, operation, people, *args, **kwargs)

    def work(progress: Progress) -> R:
        return desk.database.perform(act, operation, people, *args, progress=progress.tell, stop=progress.is_stopped, **kwargs)

    done = await desk.long(act.label, work)
    desk.done(act, Again(operation, (people, *args), kwargs))
    return done
