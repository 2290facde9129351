"""The daily run: what has come due is booked, told and issued with the right business dates, however late it runs (E3, E4, T6, R7, N6, N9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, func, or_, select, update

from db.books import Books
from db.database import Act, Database, new_op_id, stamp
from db.entities.operations import Operation
from db.entities.points import Account
from db.entities.programme import Programme
from db.entities.rewards import Issued
from db.entities.tiers import TierChange
from db.errors import RuleBroken, Stopped
from db.in_parts import Progress, Stop
from db.operations import lapsed, notices, occasions, passes, programme, stamps
from db.texts import N_
from db.tiers import tiering
from db.work import Work

P = ParamSpec("P")
R = TypeVar("R")
# So many people in one transaction: no lock is held for a second (reliability.md, *Engines*).
STEP = 500
# A desk that began and did not end within this time was switched off; another one goes on.
GIVEN_UP_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Daily:
    """What one run did (commands.md, *Answers*)."""

    date: str
    expired_points: int = 0
    expired_lots: int = 0
    tiers_changed: int = 0
    rewards_issued: int = 0
    notices: int = 0

    def __add__(self, other: Daily) -> Daily:
        mine, theirs = asdict(self), asdict(other)
        return Daily(self.date, **{key: value + theirs[key] for key, value in mine.items() if key != "date"})


def is_due(connection: Connection, today: str) -> bool:
    """Whether the run of a day is still to be done."""
    done = connection.execute(select(Programme.c.daily_done_on)).scalar_one()
    return done is None or str(done) < today


def run(database: Database, act: Act, *, progress: Progress | None = None, stop: Stop | None = None) -> Daily:
    """Do everything that is due on *act.today*; each step is a transaction of its own, so that nobody waits and Stop leaves whole steps.

    Idempotent: what is done is not due any more. RuleBroken while another desk runs it (E3). The same op_id again answers what it answered.
    """
    with database.read() as connection:
        done = _answered(connection, act.op_id)
    if done is not None:
        return done
    if not database.perform(_step(act), claim):
        raise RuleBroken(N_("Another desk does the daily run at this moment."))
    total = Daily(act.today.isoformat())
    try:
        for counts in _steps(database, act, progress, stop):
            total += counts
    except BaseException:
        database.perform(_step(act), give_up)
        raise
    return database.perform(act, finish, lambda: total)


def _steps(database: Database, act: Act, progress: Progress | None, stop: Stop | None) -> Iterator[Daily]:
    """The parts of the run one after the other, in the order in which one may bring about the next."""
    with database.read() as connection:
        club = programme.read(connection)
        due = {*_accounts_due(connection, act.today.isoformat()), *tiering.due(connection, club, act.today)}
        people = sorted({*due, *lapsed.owners_of_lapsed(connection, act.today)})
    for start in range(0, len(people), STEP):
        yield _perform(database, act, stop, settle, people[start : start + STEP])
        if progress is not None:
            progress(min(start + STEP, len(people)), len(people))
    while _perform(database, act, stop, stamps.expire_due):
        pass
    while _perform(database, act, stop, passes.settle_due):
        pass
    since = None if club.daily_done_on is None else date.fromisoformat(club.daily_done_on)
    with database.read() as connection:
        honoured = occasions.due(connection, act.today, since=since)
    for start in range(0, len(honoured), STEP):
        yield _perform(database, act, stop, honour, honoured[start : start + STEP])
    yield _perform(database, act, stop, tell, since)


def _perform(
    database: Database, act: Act, stop: Stop | None, operation: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """One step in its own transaction, unless the run is to stop."""
    if stop is not None and stop():
        raise Stopped
    return database.perform(_step(act), operation, *args, **kwargs)


def _step(act: Act) -> Act:
    """One step of the run, by the same person on the same day."""
    return Act(act.label, op_id=new_op_id(), operator=act.operator, today=act.today)


def _accounts_due(connection: Connection, today: str) -> Sequence[int]:
    """Whose lots lapse or become available (L2)."""
    return connection.execute(select(Account.c.person_id).where(Account.c.next_change_on <= today)).scalars().all()


def claim(work: Work) -> bool:
    """Have this desk run it: no other one does at this moment (E3)."""
    stale = stamp(datetime.fromisoformat(work.now).astimezone(UTC) - GIVEN_UP_AFTER)
    free = or_(Programme.c.daily_started_at.is_(None), Programme.c.daily_started_at < stale, Programme.c.daily_desk == work.desk)
    done = work.connection.execute(update(Programme).where(free).values(daily_desk=work.desk, daily_started_at=work.now))
    return bool(done.rowcount)


def give_up(work: Work) -> None:
    """Let another desk run it: this one was stopped."""
    mine = Programme.c.daily_desk == work.desk
    work.connection.execute(update(Programme).where(mine).values(daily_desk=None, daily_started_at=None))


def finish(work: Work, total: Callable[[], Daily]) -> Daily:
    """Note that the day is done."""
    day = work.today.isoformat()
    later = or_(Programme.c.daily_done_on.is_(None), Programme.c.daily_done_on < day)
    work.connection.execute(update(Programme).where(later).values(daily_done_on=day))
    give_up(work)
    return total()


def settle(work: Work, people: Sequence[int]) -> Daily:
    """Settle some people: lapsed lots, lots that become available, tier reviews and holds in the order of their days; rewards that lapsed (C4, R7)."""
    with Books(work, people) as books:
        lapsed.expire_lapsed(books)
    return _counted(work, books)


def honour(work: Work, due: Sequence[occasions.Due]) -> Daily:
    """Birthdays and anniversaries (N9)."""
    done = occasions.give(work, due)
    return Daily(work.today.isoformat(), rewards_issued=done.rewards, notices=done.members)


def tell(work: Work, since: date | None) -> Daily:
    """What is about to end, and who is welcomed (N6)."""
    return Daily(work.today.isoformat(), notices=notices.daily(work, since=since))


def _counted(work: Work, books: Books) -> Daily:
    expired = [posted.points for posted in books.booked if posted.kind == "expire"]
    changed = work.connection.execute(
        select(func.count()).where(TierChange.c.op_id == work.op_id, TierChange.c.cause != "renewed")
    ).scalar_one()
    issued = work.connection.execute(select(func.count()).where(Issued.c.op_id == work.op_id)).scalar_one()
    told = sum(len(holder.notices) for holder in books.holders.values())
    return Daily(work.today.isoformat(), -sum(expired), len(expired), int(changed), int(issued), told)


def _answered(connection: Connection, op_id: str) -> Daily | None:
    result = connection.execute(select(Operation.c.result).where(Operation.c.op_id == op_id, Operation.c.kind == "daily.finish")).scalar()
    return Daily(**json.loads(result)) if result else None
