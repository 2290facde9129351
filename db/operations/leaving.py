"""Leaving: suspending and resuming, removing from the programme and reinstating, deleting a typing mistake (G1, G2, G4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from db import allocating
from db.base import metadata
from db.books import Books, Holder, business_day
from db.entities.benefit_cards import Allocation
from db.entities.passes import Pass, PassUse
from db.entities.people import Person
from db.entities.points import Account, Entry
from db.entities.rewards import Issued
from db.entities.sales import Sale
from db.entities.stamps import StampCard, StampMove
from db.errors import RuleBroken
from db.fields.kinds import Value
from db.ledger.store import steps as parts
from db.notes import note_for, reason_for
from db.operations import passes, programme
from db.operations.people import one, refuse_taken_phone
from db.passes.passes_held import held
from db.people_rows import full_name, lock_accounts, people
from db.rewards import issuing
from db.steps import Kept, Step, changed_since
from db.texts import N_
from db.work import Work

OPEN_PASSES = ("active", "paused")


@dataclass(frozen=True)
class OpenPass:
    """A pass that a leaving member still has: uses left, None where they are without limit."""

    id: int
    person: int
    name: str
    uses_left: int | None


@dataclass(frozen=True)
class Standing:
    """A person after suspending, resuming, removing or reinstating: what stands on the account, and what was ended or given back.

    *forfeited* and *given_back* are points; *revoked* and *cancelled* count issued rewards and passes; *passes* are those still open.
    """

    person: int
    number: str
    name: str
    status: str
    available: int
    pending: int
    owed: int
    forfeited: int = 0
    given_back: int = 0
    revoked: int = 0
    cancelled: int = 0
    passes: tuple[OpenPass, ...] = ()
    benefit_card: str | None = None


@dataclass(frozen=True)
class Erased:
    """The numbers of the records that were deleted; they are never used again (P10)."""

    numbers: tuple[str, ...]


def effect(connection: Connection, selection: Sequence[int], today: date) -> tuple[OpenPass, ...]:
    """The open passes of these members, for the question before removing them (G2)."""
    found: list[OpenPass] = []
    for part in parts(sorted(set(selection))):
        its = held(connection, today, Pass.c.person_id.in_(part))
        found.extend(OpenPass(each.id, each.person, each.name, each.stands.uses_left) for each in its if each.stands.state in OPEN_PASSES)
    return tuple(found)


def reason(connection: Connection, person: int) -> str | None:
    """Why a person rests or left, as it was given (G1, G2)."""
    found = connection.execute(select(Person.c.status_reason).where(Person.c.id == person)).scalar()
    return None if found is None else str(found)


def suspend(work: Work, selection: Sequence[int], *, note: str | None) -> tuple[Standing, ...]:
    """Let members neither earn nor redeem for a while, with a reason; they keep everything (G1). All or none."""
    reason = reason_for(note)
    with Books(work, selection, notices=False) as books:
        holders = _members(books, selection, ("active",))
        for holder in holders:
            issuing.freeze(books, holder)
    _move(work, holders, "suspended", work.today, reason)
    return tuple(_standing(holder, "suspended") for holder in holders)


def resume(work: Work, selection: Sequence[int], *, note: str | None = None) -> tuple[Standing, ...]:
    """Let suspended members earn and redeem again (G1). All or none."""
    club = programme.read(work.connection)
    reason = note_for(club, "other", note)
    with Books(work, selection, club=club, notices=False) as books:
        holders = _members(books, selection, ("suspended",))
        for holder in holders:
            issuing.thaw(books, holder)
    _move(work, holders, "active", work.today, reason)
    return tuple(_standing(holder, "active") for holder in holders)


def remove(
    work: Work, selection: Sequence[int], *, note: str | None, day: date | None = None, forfeit: bool = False, cancel_passes: bool = False
) -> tuple[Standing, ...]:
    """Have members leave the programme, with a reason and a date; all or none (G2).

    Points and rewards stay frozen, or are forfeited: a `forfeit` entry takes what is available and pending, issued rewards are revoked; what
    is owed stays. Open passes are cancelled only where that is ticked. The benefit card is withdrawn.
    """
    reason = reason_for(note)
    club = programme.read(work.connection)
    when = business_day(work, club, day)
    done: list[tuple[Holder, dict[str, Any]]] = []
    with Books(work, selection, club=club, notices=False) as books:
        for holder in _members(books, selection, ("active", "suspended")):
            ended: dict[str, Any] = {}
            if forfeit:
                ended["forfeited"] = _forfeit(books, holder, when, reason)
                ended["revoked"] = _revoke_all(books, holder, reason)
            else:
                issuing.freeze(books, holder)
            if cancel_passes:
                ended["cancelled"] = len(passes.cancel_open(books, holder, reason))
            done.append((holder, ended))
    holders = [holder for holder, _ in done]
    cards = allocating.ended(work, [holder.person for holder in holders])
    _move(work, holders, "removed", when, reason, cards)
    left: dict[int, list[OpenPass]] = {}
    for each in effect(work.connection, [holder.person for holder in holders], work.today):
        left.setdefault(each.person, []).append(each)
    return tuple(
        _standing(
            holder,
            "removed",
            **ended,
            passes=tuple(left.get(holder.person, ())),
            benefit_card=cards.get(holder.person, {}).get("benefit_card"),
        )
        for holder, ended in done
    )


def reinstate(work: Work, selection: Sequence[int], *, note: str | None = None, with_points: bool = False) -> tuple[Standing, ...]:
    """Have removed members back as active ones; all or none (G2).

    What was frozen comes back by itself, forfeited points only *with_points*, the benefit card never. KnownPhone names the member who has
    the phone by now (P2).
    """
    club = programme.read(work.connection)
    reason = note_for(club, "other", note)
    given: dict[int, int] = {}
    with Books(work, selection, club=club, notices=False) as books:
        holders = _members(books, selection, ("removed",))
        for holder in holders:
            person = one(work.connection, holder.person)
            refuse_taken_phone(work.connection, _text(person["phone_e164"]), {**person, "status": "active"})
            issuing.thaw(books, holder)
            if with_points:
                given[holder.person] = _give_back(books, holder, reason)
    _move(work, holders, "active", work.today, reason)
    return tuple(_standing(holder, "active", given_back=given.get(holder.person, 0)) for holder in holders)


def erase(work: Work, selection: Sequence[int]) -> Erased:
    """Delete records that were a typing mistake; all or none (G4). RuleBroken names the first that has any history, and what it has."""
    lock_accounts(work.connection, selection)
    found = people(work.connection, sorted(set(selection)), lock=True)
    numbers = []
    for person_id in sorted(set(selection)):
        person = found.get(person_id) or one(work.connection, person_id)
        what = history_of(work.connection, person_id)
        if what is not None:
            raise RuleBroken(
                N_("{name}, no. {number}, has {what} and cannot be deleted; remove the member from the programme instead."),
                name=full_name(person), number=person["number"], what=what,
            )  # fmt: skip
        wipe(work.connection, person_id)
        work.journal("person", person_id, "deleted", {"number": person["number"], "stage": person["stage"]}, None)
        numbers.append(str(person["number"]))
    return Erased(tuple(numbers))


# What keeps a record: where it stands, and what it is called.
_HISTORY: tuple[tuple[Table, str], ...] = (
    (Issued, N_("rewards")), (Pass, N_("passes")), (PassUse, N_("passes")), (Allocation, N_("a benefit card")), (Sale, N_("sales")),
    (StampMove, N_("stamps")), (StampCard, N_("stamps")),
)  # fmt: skip


def histories(connection: Connection, selection: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Who of these people has what that keeps the record from being deleted (G4); a person once for each thing."""
    for person in connection.execute(select(Account.c.person_id).where(Account.c.person_id.in_(selection), Account.c.seq > 0)).scalars():
        yield int(person), N_("points")
    for table, what in _HISTORY:
        for person in connection.execute(select(table.c.person_id).where(table.c.person_id.in_(selection)).distinct()).scalars():
            yield int(person), what


def history_of(connection: Connection, person: int) -> str | None:
    """What a person has that keeps the record from being deleted (G4); None where there is nothing."""
    return next((what for _person, what in histories(connection, [person])), None)


def wipe(connection: Connection, person: int) -> None:
    """Delete a person without history, with the rows that belong to nobody else: account, labels, notices, the first tier."""
    for table in reversed(metadata.sorted_tables):
        if table is not Person and any(key.column is Person.c.id for key in table.foreign_keys):
            connection.execute(delete(table).where(table.c.person_id == person))
    connection.execute(delete(Person).where(Person.c.id == person))


# --- undo ----------------------------------------------------------------------------------------------------------------------------


def unmove(work: Work, steps: Sequence[Step]) -> list[Kept]:
    """Put a status back: with a removal the benefit card comes too, with reinstating points that were given back go again.

    RuleBroken by name where somebody changed the status since, or took the phone. Cards that were deleted meanwhile are listed.
    """
    kept: list[Kept] = []
    found = people(work.connection, [step.entity_id for step in steps], lock=True)
    moves: list[tuple[int, str, Mapping[str, Value]]] = []
    for step in steps:
        person = found.get(step.entity_id) or one(work.connection, step.entity_id)
        if person["status"] != step.after["status"]:
            raise changed_since(person)
        if step.before["status"] in ("active", "suspended"):
            refuse_taken_phone(work.connection, _text(person["phone_e164"]), {**person, "status": step.before["status"]})
        moves.append((step.entity_id, str(step.after["status"]), step.before))
        card = step.before.get("allocation")
        if card is not None and not allocating.given_back(work, step.entity_id, card):
            kept.append(Kept(str(person["number"]), "benefit_card", step.before["benefit_card"], None))
        work.journal("person", step.entity_id, "moved_back", {"status": step.after["status"]}, {"status": step.before["status"]})
    _set(work, moves)
    _rest(work, steps)
    return kept


def _rest(work: Work, steps: Sequence[Step]) -> None:
    """Have issued rewards stand still or run on as the status that came back wants it (R9); forfeit again what reinstating gave back."""
    with Books(work, [step.entity_id for step in steps], notices=False) as books:
        for step in steps:
            holder = books[step.entity_id]
            change = issuing.thaw if step.before["status"] == "active" else issuing.freeze
            change(books, holder)
            given = books.work.connection.execute(
                select(Entry.c.points).where(
                    Entry.c.op_id == step.op_id, Entry.c.account_id == holder.account.id, Entry.c.kind == "reversal"
                )
            ).scalar()
            if given is not None:
                books.take(holder, "forfeit", given, day=work.today, pending_too=True, may_owe=True, note=step.before["status_reason"])


# --- inside --------------------------------------------------------------------------------------------------------------------------

_ACTIONS = {("active", "suspended"): "suspended", ("suspended", "active"): "resumed", ("removed", "active"): "reinstated"}
_REFUSED = {
    "active": N_("{name}, no. {number}, is an active member; there is nothing to do."),
    "suspended": N_("{name}, no. {number}, is suspended; resume the membership first."),
    "removed": N_("{name}, no. {number}, has left the programme; reinstate the member first."),
    "merged": N_("The record no. {number} was merged into another one; use that one."),
    "anonymised": N_("The record no. {number} was anonymised and stays as it is."),
}


def _members(books: Books, selection: Sequence[int], statuses: tuple[str, ...]) -> list[Holder]:
    """The members of a selection by id; RuleBroken names the first who is none or has another status."""
    holders = [books[person] for person in sorted(set(selection))]
    for holder in holders:
        if not holder.is_member:
            raise RuleBroken(N_("{name}, no. {number}, is not a member."), name=holder.name, number=holder.number)
        if holder.status not in statuses:
            raise RuleBroken(_REFUSED[holder.status], name=holder.name, number=holder.number)
    return holders


def _move(
    work: Work, holders: Sequence[Holder], to: str, day: date, reason: str | None,
    cards: Mapping[int, Mapping[str, Value]] | None = None,
) -> None:  # fmt: skip
    """Give members another status, with its day and reason, and journal it; *cards*: by person what was withdrawn with it."""
    now: dict[str, Value] = {"status": to, "status_since": day.isoformat(), "status_reason": reason}
    old: dict[int, dict[str, Value]] = {}
    for part in parts([holder.person for holder in holders]):
        rows = work.connection.execute(select(Person.c.id, *(Person.c[name] for name in _STATUS)).where(Person.c.id.in_(part)))
        old.update({int(row.id): {name: getattr(row, name) for name in _STATUS} for row in rows})
    _set(work, [(holder.person, holder.status, now) for holder in holders])
    for holder in holders:
        card = (cards or {}).get(holder.person, {})
        after = {**now, "benefit_card": None} if card else now
        work.journal("person", holder.person, _ACTIONS.get((holder.status, to), "removed"), {**old[holder.person], **card}, after)


_STATUS = ("status", "status_since", "status_reason")


def _set(work: Work, moves: Sequence[tuple[int, str, Mapping[str, Value]]]) -> None:
    """Give people (id, the status they have, the columns they get) another status; each must still have that one (reliability.md, rule 3)."""
    statement = (
        update(Person)
        .where(Person.c.id == bindparam("key"), Person.c.status == bindparam("was"))
        .values(**{name: bindparam(f"to_{name}") for name in _STATUS}, version=Person.c.version + 1, changed=work.now)
    )
    rows = [{"key": person, "was": was, **{f"to_{name}": values[name] for name in _STATUS}} for person, was, values in moves]
    if work.connection.execute(statement, rows).rowcount not in (len(rows), -1):
        raise RuleBroken(N_("One of these people was changed by another desk in the same moment; nothing was changed. Try again."))


def _forfeit(books: Books, holder: Holder, day: date, reason: str) -> int:
    """Take away what is available and pending by one `forfeit` entry, which counts for no tier (T4); gives how many points."""
    points = holder.available + holder.pending
    if points:
        books.take(holder, "forfeit", points, day=day, pending_too=True, may_owe=True, note=reason)
    return points


def _revoke_all(books: Books, holder: Holder, reason: str) -> int:
    """Revoke what is still issued; points that were spent for it are not given back."""
    rows = books.work.connection.execute(
        select(Issued.c.id).where(Issued.c.person_id == holder.person, Issued.c.state == "issued").order_by(Issued.c.id)
    )
    return sum(issuing.revoke(books, holder, row.id, why={"note": reason, "by": "hand"}) for row in rows.all())


def _give_back(books: Books, holder: Holder, reason: str | None) -> int:
    """Give back, to the lots they came from, the points forfeited when the member left, unless that was done already."""
    later = Entry.alias()
    entry = books.work.connection.execute(
        select(Entry.c.id, Entry.c.points)
        .where(
            Entry.c.account_id == holder.account.id,
            Entry.c.kind == "forfeit",
            ~select(later.c.id).where(later.c.reverses_id == Entry.c.id).exists(),
        )
        .order_by(Entry.c.id.desc())
        .limit(1)
    ).first()
    if entry is None:
        return 0
    books.give_back(holder, entry.id, day=books.work.today, note=reason)
    return -int(entry.points)


def _standing(holder: Holder, status: str, **ended: Any) -> Standing:
    return Standing(
        holder.person, holder.number, holder.name, status, holder.available, holder.pending, holder.owed,
        ended.get("forfeited", 0), ended.get("given_back", 0), ended.get("revoked", 0), ended.get("cancelled", 0), ended.get("passes", ()),
        ended.get("benefit_card"),
    )  # fmt: skip


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
