"""Redo: what this window took back is done anew under a new op_id; a new action ends that (house.md, *Changes, undo*)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.errors import RuleBroken
from db.operations import people
from db.work import Work
from desktop.desk import Desk
from desktop.undo import Step, UndoStack
from tests.builders import a_member, an_act, details
from tests.desktop.test_desk import a_desk
from tests.fakes import Answers


def wrote(desk: Desk, label: str, operation: Any, *args: Any, **kwargs: Any) -> None:
    """Have the desk write something."""

    async def action() -> None:
        await desk.write(label, operation, *args, **kwargs)

    desk.start(action())


@pytest.fixture
def desk(tmp_path: Path, qapp: object) -> Any:
    """Ingrid's desk with a member in Utrecht."""
    made = a_desk(tmp_path, Answers())
    yield made
    made.database.close()


def city(desk: Desk, member: int) -> Any:
    return details(desk.database, member)["city"]


def test_redo_does_the_action_anew_under_a_new_op_id(desk: Desk) -> None:
    """Nothing is un-reversed: it is an operation of its own, and can be undone again."""
    member = a_member(desk.database, city="Utrecht").id
    wrote(desk, "Edit Zoë", people.edit, member, {"city": ("Utrecht", "Delft")})
    first = desk.undo_stack.latest
    desk.start(desk.undo())
    assert city(desk, member) == "Utrecht"
    assert desk.undo_stack.next_again == first
    desk.start(desk.redo())
    again = desk.undo_stack.latest
    assert city(desk, member) == "Delft"
    assert first is not None
    assert again is not None
    assert (again.label, again.op_id == first.op_id) == ("Edit Zoë", False)
    assert desk.undo_stack.next_again is None
    desk.start(desk.undo())
    assert city(desk, member) == "Utrecht"
    assert desk.front.told == ["Undone: Edit Zoë", "Done again: Edit Zoë", "Undone: Edit Zoë"]  # type: ignore[attr-defined]


def test_several_are_redone_in_the_order_in_which_they_were_done(desk: Desk) -> None:
    """Undo twice, redo twice: as it was."""
    member = a_member(desk.database, city="Utrecht").id
    wrote(desk, "To Delft", people.edit, member, {"city": ("Utrecht", "Delft")})
    wrote(desk, "To Leiden", people.edit, member, {"city": ("Delft", "Leiden")})
    for _each in range(2):
        desk.start(desk.undo())
    assert city(desk, member) == "Utrecht"
    desk.start(desk.redo())
    assert city(desk, member) == "Delft"
    desk.start(desk.redo())
    assert city(desk, member) == "Leiden"
    assert desk.front.problems == []  # type: ignore[attr-defined]


def test_a_new_action_ends_redo(desk: Desk) -> None:
    """What was taken back before it is no longer offered."""
    member = a_member(desk.database, city="Utrecht").id
    wrote(desk, "To Delft", people.edit, member, {"city": ("Utrecht", "Delft")})
    desk.start(desk.undo())
    wrote(desk, "To Gouda", people.edit, member, {"city": ("Utrecht", "Gouda")})
    assert desk.undo_stack.next_again is None
    desk.start(desk.redo())
    assert city(desk, member) == "Gouda"


def test_a_refused_redo_is_told_and_no_longer_offered(desk: Desk) -> None:
    """Another desk has changed the field meanwhile: the sentence says so, nothing is written over."""
    member = a_member(desk.database, city="Utrecht").id
    wrote(desk, "To Delft", people.edit, member, {"city": ("Utrecht", "Delft")})
    desk.start(desk.undo())
    desk.database.perform(an_act("By Jonas", operator="Jonas"), people.edit, member, {"city": ("Utrecht", "Breda")})
    desk.start(desk.redo())
    assert city(desk, member) == "Breda"
    assert len(desk.front.problems) == 1  # type: ignore[attr-defined]
    assert desk.undo_stack.next_again is None


def test_a_refused_undo_leaves_the_older_actions(desk: Desk) -> None:
    """What can no longer be taken back goes; what was done before it still can."""
    zoe, marek = a_member(desk.database, city="Utrecht").id, a_member(desk.database, city="Utrecht", last_name="Zieliński").id
    wrote(desk, "Zoë to Delft", people.edit, zoe, {"city": ("Utrecht", "Delft")})
    wrote(desk, "Marek to Delft", people.edit, marek, {"city": ("Utrecht", "Delft")})
    desk.database.perform(an_act("By Jonas", operator="Jonas"), people.edit, marek, {"city": ("Delft", "Breda")})
    desk.start(desk.undo())
    (problem,) = desk.front.problems  # type: ignore[attr-defined]
    assert "changed since by Jonas" in str(problem)
    assert desk.undo_stack.latest is not None
    assert desk.undo_stack.latest.label == "Zoë to Delft"


def test_an_undo_that_failed_for_a_reason_that_passes_is_offered_again(desk: Desk) -> None:
    """The server was away, say: the action is still the latest, and a redo is still the next."""
    member = a_member(desk.database, city="Utrecht").id
    wrote(desk, "To Delft", people.edit, member, {"city": ("Utrecht", "Delft")})
    perform = desk.database.perform

    def away(*_args: Any, **_kwargs: Any) -> Any:
        raise ConnectionError

    desk.database.perform = away  # type: ignore[method-assign]
    desk.start(desk.undo())
    assert desk.undo_stack.latest is not None
    desk.database.perform = perform  # type: ignore[method-assign]
    desk.start(desk.undo())
    desk.database.perform = away  # type: ignore[method-assign]
    desk.start(desk.redo())
    assert desk.undo_stack.next_again is not None
    desk.database.perform = perform  # type: ignore[method-assign]
    desk.start(desk.redo())
    assert city(desk, member) == "Delft"


def test_an_older_operation_of_another_desk_is_taken_back(desk: Desk) -> None:
    """House.md: older ones and other people's are undone from Activity; they are not redone from here."""
    member = a_member(desk.database, city="Utrecht").id
    act = an_act("By Jonas", operator="Jonas")
    desk.database.perform(act, people.edit, member, {"city": ("Utrecht", "Breda")})
    desk.start(desk.undo_operation(act.op_id, act.label))
    assert city(desk, member) == "Utrecht"
    assert desk.undo_stack.next_again is None
    assert desk.front.told == ["Undone: By Jonas"]  # type: ignore[attr-defined]


def test_an_own_operation_undone_from_the_list_can_be_redone(desk: Desk) -> None:
    """It is this window's own action, wherever it is taken back."""
    member = a_member(desk.database, city="Utrecht").id
    wrote(desk, "To Delft", people.edit, member, {"city": ("Utrecht", "Delft")})
    step = desk.undo_stack.latest
    assert step is not None
    desk.start(desk.undo_operation(step.op_id, step.label))
    assert desk.undo_stack.latest is None
    desk.start(desk.redo())
    assert city(desk, member) == "Delft"


def test_a_refused_action_pushes_nothing(desk: Desk) -> None:
    """Only what is in the database can be taken back."""

    def refuse(work: Work) -> None:
        raise RuleBroken("no")

    wrote(desk, "Nothing", refuse)
    assert desk.undo_stack.latest is None


def test_what_cannot_be_done_anew_ends_redo() -> None:
    """An applied sheet is not kept to be applied again."""
    stack = UndoStack()
    stack.push(Step("1", "Sheet"))
    step = stack.latest
    assert step is not None
    stack.drop(step)
    stack.undone(step)
    assert stack.next_again is None
    assert stack.take_again() is None
