"""The desk: flows, jobs on threads, writing under one op_id, undo by name."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.database import Operator
from db.errors import RuleBroken, Stopped
from db.operations import people, programme
from desktop.desk import Desk
from desktop.flows import Flow, Later
from desktop.jobs import Progress, ThreadJobs
from tests.builders import TODAY, a_club, a_member, details
from tests.fakes import Answers, SameThreadJobs


def a_desk(tmp_path: Path, front: Answers | None = None) -> Desk:
    """Ingrid's desk at a new club."""
    database = a_club(str(tmp_path / "club.regulars"))
    with database.read() as connection:
        club = programme.read(connection)
    return Desk(database, club, SameThreadJobs(), front or Answers(), operator=Operator("Ingrid"), today=lambda: TODAY)


def test_an_error_comes_back_at_the_await(qapp: object) -> None:
    """house.md: a raised error comes back at the `await`."""
    later: Later[int] = Later()
    seen: list[str] = []

    async def action() -> None:
        try:
            await later
        except RuleBroken as error:
            seen.append(str(error))

    Flow(action(), lambda error: seen.append("uncaught"))
    later.failed(RuleBroken("no"))
    assert seen == ["no"]


def test_a_dropped_flow_does_not_go_on(qapp: object) -> None:
    """house.md: a flow whose tab is closed drops its remaining steps."""
    later: Later[int] = Later()
    seen: list[int] = []

    async def action() -> None:
        seen.append(await later)

    flow = Flow(action(), lambda error: None)
    flow.drop()
    later.done(1)
    assert seen == []


def test_a_job_runs_elsewhere_and_answers_here(qtbot: QtBot) -> None:
    """The window never blocks: the work is on another thread, the answer on this one."""
    jobs = ThreadJobs()
    threads: list[object] = []

    def work() -> int:
        threads.append(threading.current_thread())
        return 7

    later = jobs.run(work)
    later.follow(lambda: threads.append(threading.current_thread()))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert later.result() == 7
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()
    assert jobs.running == 0
    jobs.close()


def test_after_closing_nothing_is_started_any_more() -> None:
    """A flow that asks for its next job while the window closes ends there: no error is shown, nothing is left to wait for."""
    jobs = ThreadJobs()
    jobs.close()
    done: list[str] = []
    later = jobs.run(lambda: done.append("ran"))
    later.follow(lambda: done.append("answered"))
    assert jobs.running == 0
    assert done == []


def test_what_the_desk_writes_is_undone_by_its_name(tmp_path: Path, qapp: object) -> None:
    """Ctrl+Z takes back this window's own actions, latest first."""
    front = Answers()
    desk = a_desk(tmp_path, front)
    member = a_member(desk.database, city="Utrecht")

    async def edit() -> None:
        await desk.write("Edit Zoë", people.edit, member.id, {"city": ("Utrecht", "Delft")})

    desk.start(edit())
    latest = desk.undo_stack.latest
    assert latest is not None
    assert latest.label == "Edit Zoë"
    desk.start(desk.undo())
    assert details(desk.database, member.id)["city"] == "Utrecht"
    assert front.told == ["Undone: Edit Zoë"]
    assert desk.undo_stack.latest is None
    desk.database.close()


def test_a_refused_action_is_shown_and_leaves_no_undo(tmp_path: Path, qapp: object) -> None:
    """A broken rule needs no code in the action."""
    front = Answers()
    desk = a_desk(tmp_path, front)

    async def edit() -> None:
        await desk.write("Edit nobody", people.edit, 99, {"city": (None, "Delft")})

    desk.start(edit())
    assert [str(problem) for problem in front.problems] == ["This person is no longer there; somebody removed the record."]
    assert desk.undo_stack.latest is None
    desk.database.close()


def test_what_threads_still_answer_to_a_closed_desk_is_nobodys(tmp_path: Path, qapp: object) -> None:
    """A table's thread may fail, or news come, between the closing of a window and its end: nothing is shown and nothing begins."""
    front = Answers()
    desk = a_desk(tmp_path, front)
    begun: list[str] = []

    async def action() -> None:
        begun.append("begun")

    desk.close()
    desk.start(action())
    desk.show_problem(RuleBroken("too late"))
    desk.database.close()
    assert begun == []
    assert front.problems == []
    assert front.told == []


def test_a_stop_is_told_in_passing(tmp_path: Path, qapp: object) -> None:
    """Nothing was changed; no dialog."""
    front = Answers()
    desk = a_desk(tmp_path, front)

    def work(progress: Progress) -> None:
        progress.stop()
        if progress.is_stopped():
            raise Stopped

    async def action() -> None:
        await desk.long("Working", work)

    desk.start(action())
    assert (front.told, front.problems) == (["Stopped; nothing was changed."], [])
    desk.database.close()


@pytest.mark.parametrize("value", [1, "text", None])
def test_a_settled_answer_stays(value: object) -> None:
    """It is settled once."""
    later: Later[object] = Later()
    later.done(value)
    later.failed(RuleBroken("too late"))
    assert later.result() == value
