"""Rewards: redeeming, giving, handing over, revoking and reversing (R2–R6, R9, L4, L7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from db.books import Books, Holder, Moved, Posted
from db.entities.rewards import Issued
from db.errors import BadValue, NotFound, RuleBroken
from db.fields.kinds import LINE, LONG_TEXT
from db.fields.manner import Manner
from db.in_parts import Progress, Stop, in_parts
from db.ledger import store
from db.notes import cleaned, note_for, reason_for
from db.operations import programme
from db.rewards import issuing, reward_rules
from db.rewards.reward_rules import RewardRow
from db.texts import N_
from db.work import Work

# Redeeming and giving ------------------------------------------------------------------------------------------------------------------


def redeem(
    work: Work, people: Sequence[int], reward: int, *, handed_over: bool = True, note: str | None = None,
    progress: Progress | None = None, stop: Stop | None = None,
) -> tuple[Moved, ...]:  # fmt: skip
    """Redeem a reward for one member or many, in one transaction: check, debit, issue, stock (R2, R3); all or none.

    RuleBroken says why not: retired, not yet, over, sold out, of a higher tier, had already, dearer than the balance (L4), a member who may
    not redeem (G1, R9), a programme switched off (O5).
    """
    club = programme.read(work.connection)
    kept = note_for(club, "other", note)
    moved: list[Moved] = []
    for part in _parts(work, people, progress, stop):
        with Books(work, part, club=club) as books:
            holders = [books.active_member(person) for person in part]
            row = issuing.reward(books, reward)
            for holder in holders:
                refuse(books, holder, row, reserved=bool(moved))
            _take_stock(books, row, len(set(people)), len(part), reserved=bool(moved))
            done = [(holder, _redeem(books, holder, row, handed_over=handed_over, note=kept)) for holder in holders]
        moved += [books.moved(holder, entry=posted) for holder, posted in done]
    return tuple(moved)


def redeem_one(
    books: Books, holder: Holder, reward: int, *, handed_over: bool = True, note: str | None = None, sale_id: int | None = None
) -> Posted:
    """Redeem a reward within another operation, for instance with a sale (O1); refusals as in `redeem`."""
    books.active_member(holder.person)
    row = issuing.reward(books, reward)
    refuse(books, holder, row)
    return _redeem(books, holder, row, handed_over=handed_over, note=note, sale_id=sale_id)


def refuse(books: Books, holder: Holder, reward: RewardRow, *, reserved: bool = False) -> None:
    """Refuse a reward that this member cannot have now, with the reason (R2, L4); of a *reserved* one the stock is not looked at."""
    known = issuing.of(books)
    looked_at = replace(reward, stock=None) if reserved else reward
    refusal = reward_rules.judge(looked_at, today=books.today, tiers=known.tiers, rank=known.rank(holder), had=known.had(reward, holder))
    if refusal is not None:
        raise refusal.told(holder.name)
    if (missing := reward.points - holder.available) > 0:
        raise RuleBroken(
            N_("“{reward}” costs {points} points and {name} has {available}: {missing} are missing. The balance is now {available}."),
            reward=reward.name, points=reward.points, name=holder.name, available=holder.available, missing=missing,
        )  # fmt: skip


def _redeem(books: Books, holder: Holder, reward: RewardRow, *, handed_over: bool, note: str | None, sale_id: int | None = None) -> Posted:
    """Debit and issue; the checks are done."""
    posted = books.take(holder, "redeem", reward.points, day=books.work.today, reason="use_of_reward", note=note)
    issuing.issue(books, holder, reward, source="redeemed", points=reward.points, entry=posted.id, sale_id=sale_id, handed_over=handed_over)
    return posted


def give(
    work: Work, people: Sequence[int], reward: int | None = None, *, name: str | None = None, description: str | None = None,
    expires_on: date | None = None, handed_over: bool = False, note: str | None = None, progress: Progress | None = None,
    stop: Stop | None = None,
) -> tuple[Moved, ...]:  # fmt: skip
    """Give a personal reward without points, from the catalogue or in free words, to one member or many; all or none (R5).

    *expires_on* is its last usable day; without one, as the catalogue's reward has it, or never. Price, days and tier of a reward do not
    matter to a gift; its stock and its limit do.
    """
    club = programme.read(work.connection)
    kept = note_for(club, "other", note)
    if (reward is None) == (not (name or "").strip()):
        raise BadValue(N_("Choose a reward of the catalogue, or write what is given."), key="name")
    if expires_on is not None and expires_on < work.today:
        raise BadValue(N_("The last day {day} is over; a reward cannot be given until then."), key="expires_on", day=expires_on.isoformat())
    words, text = LINE.parse(name or "", Manner()), LONG_TEXT.parse(description or "", Manner())
    moved: list[Moved] = []
    for part in _parts(work, people, progress, stop):
        with Books(work, part, club=club) as books:
            holders = [books.active_member(person) for person in part]
            row = None if reward is None else issuing.reward(books, reward)
            if row is not None:
                if row.retired:
                    raise RuleBroken(N_("“{reward}” is retired; choose another reward."), reward=row.name)
                _take_stock(books, row, len(set(people)), len(part), reserved=bool(moved))
            for holder in holders:
                issuing.issue(
                    books, holder, row, source="given", name=None if words is None else str(words),
                    description=None if text is None else str(text), expires_on=issuing.BY_REWARD if expires_on is None else expires_on,
                    handed_over=handed_over, note=kept,
                )  # fmt: skip
        moved += [books.moved(holder) for holder in holders]
    return tuple(moved)


def _parts(work: Work, people: Sequence[int], progress: Progress | None, stop: Stop | None) -> Iterator[list[int]]:
    """The members of a batch some at a time, by id; BadValue where nobody is chosen."""
    if not people:
        raise BadValue(N_("Choose at least one member."), key="people")
    return in_parts(work, people, progress, stop)


def _take_stock(books: Books, reward: RewardRow, everybody: int, here: int, *, reserved: bool) -> None:
    """Take the stock for everybody with the first part; it must last for all, and a later part only gives it out."""
    if reserved:
        issuing.of(books).hold(reward, here)
    else:
        issuing.of(books).reserve(reward, everybody)


# What was issued -----------------------------------------------------------------------------------------------------------------------


def hand_over(work: Work, issued: Sequence[int], *, note: str | None = None) -> tuple[Moved, ...]:
    """Hand issued rewards over: *issued → redeemed*; all or none (R4).

    Refused past the last usable day (R7), for a member who is not active (R9), and while the programme is off (O5).
    """
    club = programme.read(work.connection)
    kept = cleaned(note)
    with Books(work, _owners(work.connection, issued), club=club) as books:
        for row in (rows := _rows(books, issued)):
            hand_over_one(books, row, note=kept)
    return tuple(books.moved(books[row.person_id]) for row in rows)


def hand_over_one(books: Books, row: Row[Any], *, note: str | None = None) -> None:
    """Hand one issued reward over within an operation."""
    holder = books.active_member(row.person_id)
    _refuse_unless(books, holder, row, "issued")
    _change(books, holder, row, "issued", "redeemed", "handed_over", note)


def undo_hand_over(work: Work, issued: Sequence[int], *, note: str | None = None) -> tuple[Moved, ...]:
    """Take hand-overs back: *redeemed → issued*; by the same operator on the same day, or by a manager (R4); all or none."""
    kept = cleaned(note)
    with Books(work, _owners(work.connection, issued), notices=False) as books:
        for row in (rows := _rows(books, issued)):
            holder = books[row.person_id]
            _refuse_unless(books, holder, row, "redeemed")
            own = row.changed_by == work.operator.name and row.changed_on == books.today
            if not own and work.operator.role not in ("manager", "administrator"):
                raise RuleBroken(
                    N_("“{reward}” was handed over to {name} by {operator} on {day}; only a manager can take that back now."),
                    reward=row.name, name=holder.name, operator=row.changed_by, day=row.changed_on,
                )  # fmt: skip
            _change(books, holder, row, "redeemed", "issued", "taken_back", kept)
    return tuple(books.moved(books[row.person_id]) for row in rows)


def revoke(work: Work, issued: Sequence[int], *, note: str | None, give_back: bool | None = None) -> tuple[Moved, ...]:
    """Take issued rewards away, with a reason; the stock returns, and the points, unless *give_back* says no (R6, L7); all or none.

    Refused once handed over: undo the hand-over first.
    """
    reason = reason_for(note)
    done: list[tuple[Holder, Posted | None]] = []
    with Books(work, _owners(work.connection, issued), notices=False) as books:
        for row in _rows(books, issued):
            holder = books[row.person_id]
            _refuse_unless(books, holder, row, "issued")
            why = {"note": reason, "by": "hand"}
            posted: Posted | None = None
            if row.entry_id is not None and give_back is not False:
                posted = books.give_back(holder, row.entry_id, day=work.today, note=reason, reason="correction")
                why["reversal"] = str(posted.id)
            if not issuing.revoke(books, holder, row.id, why=why):
                raise _meanwhile(holder, row)
            done.append((holder, posted))
    return tuple(books.moved(holder, entry=posted) for holder, posted in done)


def reverse_redemption(
    books: Books, holder: Holder, entry: int, *, day: date, note: str | None, reason: str | None = "correction"
) -> Posted:
    """Reverse a redeem entry: undo its hand-over, revoke the reward, return the stock, give the points back to their lots (L7, R4, R6).

    A reward that expired or was revoked before stays so: its stock has returned already.
    """
    posted = books.give_back(holder, entry, day=day, note=note, reason=reason)
    row = books.work.connection.execute(select(Issued).where(Issued.c.entry_id == entry)).first()
    if row is not None and row.state in ("issued", "redeemed"):
        why = {"reversal": str(posted.id), **({"note": note} if note else {})}
        if not issuing.revoke(books, holder, row.id, was=row.state, why=why):
            raise _meanwhile(holder, row)
    return posted


def _owners(connection: Connection, issued: Sequence[int]) -> list[int]:
    """The people of issued rewards; NotFound names one that is not there."""
    if not issued:
        raise BadValue(N_("Choose at least one issued reward."), key="issued")
    found: dict[int, int] = {}
    for part in store.steps(sorted(set(issued))):
        found.update(
            {row.id: row.person_id for row in connection.execute(select(Issued.c.id, Issued.c.person_id).where(Issued.c.id.in_(part)))}
        )
    if missing := set(issued) - set(found):
        raise NotFound(N_("There is no issued reward {issued}."), issued=min(missing))
    return sorted(set(found.values()))


def _rows(books: Books, issued: Sequence[int]) -> list[Row[Any]]:
    """Issued rewards as they stand now that their owners' accounts are locked, by person and id."""
    rows: list[Row[Any]] = []
    for part in store.steps(sorted(set(issued))):
        rows.extend(books.work.connection.execute(select(Issued).where(Issued.c.id.in_(part))))
    for row in rows:
        books[row.person_id]
    return sorted(rows, key=lambda row: (row.person_id, row.id))


def _refuse_unless(books: Books, holder: Holder, row: Row[Any], wanted: str) -> None:
    """Refuse what no path leads to from the state that the reward has (R4)."""
    state = reward_rules.state_on(row, books.today)
    if state == wanted:
        return
    sentences = {
        "issued": N_("“{reward}” of {name} is not handed over yet."),
        "redeemed": N_("“{reward}” was handed over to {name} on {day}; undo the hand-over first."),
        "expired": N_("“{reward}” of {name} expired: its last day was {last}."),
        "revoked": N_("“{reward}” of {name} was revoked on {day} by {operator}."),
    }
    raise RuleBroken(
        sentences[state],
        reward=row.name,
        name=holder.name,
        day=row.changed_on,
        last=row.expires_on or row.changed_on,
        operator=row.changed_by,
    )


def _change(books: Books, holder: Holder, row: Row[Any], was: str, to: str, action: str, note: str | None) -> None:
    if not issuing.change(books, holder, row.id, was, to, action, why=None if note is None else {"note": note}):
        raise _meanwhile(holder, row)


def _meanwhile(holder: Holder, row: Row[Any]) -> RuleBroken:
    return RuleBroken(
        N_("“{reward}” of {name} was changed by another desk in the same moment; nothing was changed. Look again."),
        reward=row.name, name=holder.name,
    )  # fmt: skip
