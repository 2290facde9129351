"""How a named record of the programme is asked for until it is saved: a refusal comes back to its field with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.database import new_op_id
from db.errors import BadValue, Told, Unavailable
from desktop import problems
from ui.dialogs.record import RecordQuestion
from ui.form import FieldSpec

if TYPE_CHECKING:
    from desktop.desk import Desk

Values = Mapping[str, str]


class Unread(Exception):
    """A text that its field cannot take: *key* and a sentence."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key, self.sentence = key, sentence


async def ask_until_saved(
    desk: Desk,
    label: str,
    fields: Callable[[Values], Sequence[FieldSpec]],
    save: Callable[[Values], tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]],
    *,
    action: str,
    note: str = "",
) -> bool:
    """Ask by *fields* (given what was typed) and perform what *save* makes of the answer; False where it was cancelled.

    *save* gives an operation with its arguments, or raises Unread.
    """
    act = desk.act(label)
    typed: Values = {}
    faults: dict[str, str] = {}
    while True:
        answer = await desk.ask(RecordQuestion, label, fields(typed), action=action, note=note, problems=faults)
        if answer is None:
            return False
        typed, faults = answer, {}
        try:
            operation, args, named = save(typed)
            await desk.perform(act, operation, *args, **named)
        except Unread as unread:
            faults = {unread.key: unread.sentence}
        except Unavailable as away:
            desk.show_problem(away)
            continue
        except BadValue as refused:
            faults = {refused.key or next(iter(typed)): problems.sentence(refused)}
        except Told as refused:
            desk.show_problem(refused)
        else:
            return True
        act.op_id = new_op_id()
