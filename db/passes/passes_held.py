"""Passes read with their pauses as they stand today, and changed: each only as it was read (PP2, rule 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from db.books import Books, Holder
from db.entities.passes import Pass, PassPause
from db.errors import NotFound, RuleBroken
from db.ledger.store import steps
from db.passes.passing import Pause, Standing, standing
from db.texts import N_
from db.work import Work

# What a day changes by itself: periods, states, the end.
SETTLED = ("uses_left", "period_starts_on", "period_ends_on", "paid_ahead", "ended_on")


@dataclass
class Held:
    """A pass: its row as stored, its pauses, and how it stands today."""

    row: dict[str, Any]
    pauses: tuple[Pause, ...]
    stands: Standing

    @property
    def id(self) -> int:
        """The pass's own number."""
        return int(self.row["id"])

    @property
    def person(self) -> int:
        """Whose pass it is."""
        return int(self.row["person_id"])

    @property
    def name(self) -> str:
        """The name of its kind when it was sold (PP5)."""
        return str(self.row["name"])


def held(connection: Connection, today: date, *where: Any, lock: bool = False) -> list[Held]:
    """The passes that fit, by id; locked in that order where they are to be changed (rule 8)."""
    query = select(Pass).where(*where).order_by(Pass.c.id)
    rows = [dict(row._mapping) for row in connection.execute(query.with_for_update() if lock else query)]
    pauses: dict[int, list[Pause]] = {}
    for part in steps([row["id"] for row in rows]):
        for pause in connection.execute(select(PassPause).where(PassPause.c.pass_id.in_(part)).order_by(PassPause.c.starts_on)):
            pauses.setdefault(pause.pass_id, []).append(Pause(pause.starts_on, pause.ends_on, bool(pause.moves_expiry), pause.id))
    found = []
    for row in rows:
        its = tuple(pauses.get(row["id"], ()))
        found.append(Held(row, its, standing(row, its, today)))
    return found


def these(work: Work, ids: Sequence[int]) -> list[Held]:
    """The passes of these ids, locked; NotFound where one is missing."""
    wanted = sorted(set(ids))
    found = [each for part in steps(wanted) for each in held(work.connection, work.today, Pass.c.id.in_(part), lock=True)]
    if len(found) < len(wanted):
        raise NotFound(N_("This pass is no longer there; its sale was undone."))
    return found


def owners(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Whose passes these are: their accounts are locked before the passes are (rule 7)."""
    return [
        person
        for part in steps(sorted(set(ids)))
        for person in connection.execute(select(Pass.c.person_id).where(Pass.c.id.in_(part))).scalars()
    ]


def change(work: Work, each: Held, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write columns of a pass together with what the day changed by itself; gives what they were, for the journal.

    RuleBroken where another desk changed it in the same moment (rule 3).
    """
    settled = {name: getattr(each.stands, name) for name in SETTLED}
    wanted = {"state": stored(each.stands, each.row), **settled, **values}
    if wanted["uses_left"] is not None and each.row["period"] is None and wanted["state"] in ("active", "used_up"):
        wanted["state"] = "active" if wanted["uses_left"] else "used_up"
    changed = {name: value for name, value in wanted.items() if each.row[name] != value}
    before = {name: each.row[name] for name in changed}
    done = work.connection.execute(
        update(Pass)
        .where(Pass.c.id == each.id, Pass.c.version == each.row["version"], Pass.c.state == each.row["state"])
        .values(**changed, version=Pass.c.version + 1)
    )
    if done.rowcount != 1:
        raise RuleBroken(N_("The pass “{name}” was changed by another desk in the same moment; look again."), name=each.name)
    each.row.update(changed, version=each.row["version"] + 1)
    each.stands = standing(each.row, each.pauses, work.today)
    return before


def stored(stands: Standing, row: Mapping[str, Any]) -> str:
    """The state as stored: a subscription whose uses are gone stays active, its next period brings new ones."""
    return "active" if stands.state == "used_up" and row["period"] is not None else stands.state


@contextmanager
def opened(work: Work, passes: Sequence[int], *, extra: Sequence[int] = ()) -> Iterator[tuple[Books, list[Held]]]:
    """The books of the passes' holders (and of *extra* people), and then the passes, all locked (rules 7, 8)."""
    with Books(work, [*owners(work.connection, passes), *extra]) as books:
        yield books, these(work, passes)


def now_holds(each: Held, before: Mapping[str, Any]) -> dict[str, Any]:
    """What a changed pass holds now, for the journal: the same columns, and the version by which an undo knows it."""
    return {**{name: each.row[name] for name in before}, "version": each.row["version"]}


def goes_on(each: Held) -> bool:
    """Whether a pass is not over: a subscription whose uses are gone has new ones in its next period."""
    return each.stands.state in ("active", "paused") or (each.stands.state == "used_up" and each.row["period"] is not None)


def refuse_unless_active(each: Held) -> None:
    """RuleBroken says why a pass that is not active cannot be used (PP2)."""
    stands = each.stands
    if stands.state != "active":
        sentence = _AWAITS if stands.awaits_payment else _STATES[stands.state]
        raise RuleBroken(sentence, name=each.name, ended=stands.ended_on or "")


_AWAITS = N_("The subscription “{name}” was paid until {ended}; its next period opens when it is paid.")
_STATES = {
    "paused": N_("The pass “{name}” is paused; resume it first."),
    "used_up": N_("All uses of “{name}” are used up."),
    "expired": N_("The pass “{name}” expired; its last day was {ended}."),
    "cancelled": N_("The pass “{name}” was cancelled; its last day was {ended}."),
}


@dataclass(frozen=True)
class PassDone:
    """A pass after an operation: whose, how it stands, and (where one was made) the id of the use; *unused_share* of a cancelled one (PP4)."""

    pass_id: int
    person: int
    number: str
    member: str
    name: str
    state: str
    uses_left: int | None
    expires_on: str | None
    use_id: int | None = None
    unused_share: int | None = None


def answered(holder: Holder, each: Held, *, use_id: int | None = None, share: int | None = None) -> PassDone:
    """What is answered of a pass."""
    stands = each.stands
    return PassDone(
        each.id, each.person, holder.number, holder.name, each.name, stands.state, stands.uses_left, stands.expires_on, use_id, share
    )
