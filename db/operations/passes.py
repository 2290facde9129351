"""Passes and subscriptions: sold, used, paused, corrected, paid and cancelled (PP1–PP5, U1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from db import named_rows
from db.books import Books, Holder, business_day
from db.dates import following
from db.entities.passes import Pass, PassPause, PassType, PassUse
from db.entities.people import Person
from db.entities.sales import Sale
from db.errors import BadValue, NotFound, RuleBroken
from db.notes import cleaned, note_for, reason_for
from db.operations import programme
from db.operations.pass_types import GONE, MOST_USES
from db.passes.passes_held import (
    Held,
    PassDone,
    answered,
    change,
    goes_on,
    held,
    now_holds,
    opened,
    refuse_unless_active,
    these,
)
from db.passes.passing import begun, next_period, standing, unused_share
from db.steps import Kept, Step
from db.texts import N_
from db.tiers import tiering
from db.work import Work

AGREED = ("name", "uses", "price", "starts", "valid_days", "valid_months", "household", "period", "renewal", "carries_over")


# Selling and using ------------------------------------------------------------------------------------------------------------------


def sell(
    work: Work, people: Sequence[int], type_id: int, *, day: date | None = None, price: int | None = None, note: str | None = None
) -> tuple[PassDone, ...]:
    """Sell a pass of a type to members, one or many (PP1, C2); what is agreed is copied from the type (PP5), *price* may differ.

    RuleBroken where the type is retired, a member is not active or the programme is off.
    """
    kind = named_rows.one(work.connection, PassType, type_id, GONE)
    if kind["retired"]:
        raise RuleBroken(N_("“{name}” is retired and no longer sold; choose another pass."), name=kind["name"])
    club = programme.read(work.connection)
    sold_on = business_day(work, club, day).isoformat()
    agreed = {name: kind[name] for name in AGREED}
    if price is not None:
        agreed["price"] = named_rows.whole(price, "price", most=100_000_000_000, least=0)
    days = begun(kind, sold_on) if kind["starts"] == "sale" else {}
    values = {
        **dict.fromkeys(("starts_on", "expires_on", "period_starts_on", "period_ends_on", "ended_on")), **agreed, **days,
        "type_id": type_id, "state": "active", "uses_left": kind["uses"], "sold_on": sold_on, "ends_with_period": False,
        "paid_ahead": 0 if kind["renewal"] == "on_payment" else None, "note": note_for(club, "other", note), "op_id": work.op_id, "version": 1,
    }  # fmt: skip
    answers = []
    with Books(work, people, club=club) as books:
        for person in sorted(set(people)):
            holder = books.active_member(person)
            key = work.connection.execute(insert(Pass).values(**values, person_id=person)).inserted_primary_key
            pass_id = int(key[0]) if key else 0
            work.journal("pass", pass_id, "sold", None, {"person": person, "type": type_id, "name": kind["name"], "price": agreed["price"]})
            row = {**values, "id": pass_id, "person_id": person}
            answers.append(answered(holder, Held(row, (), standing(row, (), work.today))))
    return tuple(answers)


def use(
    work: Work, passes: Sequence[int], *, text: str | None = None, day: date | None = None, by: int | None = None
) -> tuple[PassDone, ...]:
    """Record one use of each pass, with whatever marks it (PP2); it is a visit of its day (T2).

    *by* is who came instead of the holder, where the pass is for the household (PP1). RuleBroken unless the pass is active, the member is
    (G1), and the day lies within the pass and no pause.
    """
    club = programme.read(work.connection)
    when = business_day(work, club, day)
    mark = cleaned(text)
    answers = []
    with opened(work, passes, extra=() if by is None else (by,)) as (books, found):
        for each in found:
            holder = books.active_member(each.person)
            came = holder if by is None or by == each.person else books.active_member(by)
            _refuse_use(each, came.person, when.isoformat())
            starts: Mapping[str, Any] = begun(each.row, when.isoformat()) if each.row["starts_on"] is None else {}
            left = each.stands.uses_left
            change(work, each, {**starts, "uses_left": None if left is None else left - 1})
            # The visit is counted before its row is there (T2).
            tiering.counted(books, came, day=when, visits=1)
            use_id = books.new_id(PassUse)
            books.insert(PassUse, {"id": use_id, "pass_id": each.id, "person_id": came.person, "day": when.isoformat(), "text": mark})
            if came.last_visit is None or came.last_visit < when.isoformat():
                came.set(last_visit=when.isoformat())
            work.journal("pass_use", use_id, "used", None, {"pass": each.id, "person": came.person, "day": when.isoformat()})
            answers.append(answered(holder, each, use_id=use_id))
    return tuple(answers)


def _refuse_use(each: Held, by: int, day: str) -> None:
    """Refuse a use that the pass does not allow on that day (PP2)."""
    refuse_unless_active(each)
    if by != each.person and not each.row["household"]:
        raise RuleBroken(N_("“{name}” is for its holder alone, not for the household."), name=each.name)
    first = each.stands.period_starts_on or each.stands.starts_on or each.row["sold_on"]
    if day < str(first):
        raise RuleBroken(
            N_("On {day} the pass “{name}”, or its present period, had not begun; it began on {first}."),
            day=day,
            name=each.name,
            first=first,
        )
    pause = next((pause for pause in each.pauses if pause.covers(day)), None)
    if pause is not None:
        raise RuleBroken(N_("On {day} the pass “{name}” was paused."), day=day, name=each.name)


def undo_use(work: Work, use_id: int) -> PassDone:
    """Take back a use: it stays, marked, and comes back to the pass (PP2); that of a period which is over only where uses carry over (U1)."""
    row = work.connection.execute(select(PassUse).where(PassUse.c.id == use_id)).first()
    if row is None:
        raise NotFound(N_("This use is not in the database."))
    with opened(work, [row.pass_id], extra=(row.person_id,)) as (books, found):
        each, came = found[0], books[row.person_id]
        tiering.counted(books, came, day=date.fromisoformat(row.day), visits=-1, on=work.today)
        done = work.connection.execute(
            update(PassUse).where(PassUse.c.id == use_id, PassUse.c.undone_at.is_(None)).values(undone_at=work.now)
        )
        if done.rowcount != 1:
            raise RuleBroken(N_("This use of “{name}” was taken back already."), name=each.name)
        change(work, each, _come_back(work.connection, each, row.day))
        if came.last_visit == row.day:
            came.set(last_visit=_last_visit(work.connection, came.person))
        work.journal("pass_use", use_id, "unused", {"pass": each.id, "person": came.person, "day": row.day}, None)
        return answered(books[each.person], each, use_id=use_id)


def _come_back(connection: Connection, each: Held, day: str) -> dict[str, Any]:
    """What a use that is taken back changes on its pass; the first one of a pass that began with it takes the beginning back, too."""
    values: dict[str, Any] = {}
    stands = each.stands
    present = stands.period_starts_on is None or day >= stands.period_starts_on or each.row["carries_over"]
    if stands.uses_left is not None and present:
        values["uses_left"] = stands.uses_left + 1
    others = connection.execute(select(PassUse.c.id).where(PassUse.c.pass_id == each.id, PassUse.c.undone_at.is_(None)).limit(1)).first()
    if each.row["starts"] == "first_use" and others is None and not each.pauses and stands.period_starts_on == each.row["period_starts_on"]:
        values.update(starts_on=None, expires_on=None, period_starts_on=None, period_ends_on=None)
    return values


def _last_visit(connection: Connection, person: int) -> str | None:
    """The latest day with a sale or a use (T2)."""
    sale = select(func.max(Sale.c.business_date)).where(Sale.c.person_id == person, Sale.c.state != "reversed")
    used = select(func.max(PassUse.c.day)).where(PassUse.c.person_id == person, PassUse.c.undone_at.is_(None))
    days = [connection.execute(query).scalar() for query in (sale, used)]
    return max((str(day) for day in days if day is not None), default=None)


# Correcting, paying, cancelling -----------------------------------------------------------------------------------------------------


def adjust(work: Work, passes: Sequence[int], n: int, *, note: str) -> tuple[PassDone, ...]:
    """Correct the number of uses by +n or -n, with a note (PP4); of a subscription those of the present period: *add a use* (U1)."""
    reason = reason_for(note)
    if isinstance(n, bool) or not isinstance(n, int) or n == 0 or abs(n) > MOST_USES:
        raise BadValue(N_("Write by how many uses, from 1 to {most} or from -1 to -{most}."), most=MOST_USES, key="uses")
    answers = []
    with opened(work, passes) as (books, found):
        for each in found:
            left = each.stands.uses_left
            if each.stands.state not in ("active", "paused", "used_up"):
                refuse_unless_active(each)
            if left is None:
                raise RuleBroken(N_("“{name}” has uses without limit; there is nothing to correct."), name=each.name)
            if left + n < 0:
                raise RuleBroken(N_("“{name}” has {left} uses left; {count} cannot be taken."), name=each.name, left=left, count=-n)
            values: dict[str, Any] = {"uses_left": left + n}
            if each.row["period"] is None:
                # Uses that were taken in full leave a pass of none; its number stays above what was used.
                values["uses"] = max(1, each.row["uses"] + n)
            before = change(work, each, values)
            work.journal("pass", each.id, "adjusted", before, {**now_holds(each, before), "note": reason})
            answers.append(answered(books[each.person], each))
    return tuple(answers)


def pay(work: Work, passes: Sequence[int], *, day: date | None = None, note: str | None = None) -> tuple[PassDone, ...]:
    """Note the payment of a subscription that renews on payment (U1): its next period opens, today where the last one is over."""
    club = programme.read(work.connection)
    when = business_day(work, club, day).isoformat()
    kept = note_for(club, "other", note)
    answers = []
    with opened(work, passes) as (books, found):
        for each in found:
            stands = each.stands
            if each.row["renewal"] != "on_payment":
                raise RuleBroken(N_("“{name}” does not renew on payment."), name=each.name)
            if stands.state not in ("active", "paused", "used_up") and not stands.awaits_payment:
                refuse_unless_active(each)
            if each.row["ends_with_period"]:
                raise RuleBroken(N_("“{name}” was cancelled and ends with its present period."), name=each.name)
            if stands.awaits_payment:
                start = max(when, following(str(stands.ended_on)))
                opened_now = next_period(each.row, stands, each.pauses, start)
                each.stands = standing(
                    {**each.row, "state": "active", "ended_on": None, "uses_left": opened_now.uses_left, "period_starts_on": start,
                     "period_ends_on": opened_now.period_ends_on, "paid_ahead": 0}, each.pauses, work.today,
                )  # fmt: skip
                before = change(work, each, {})
            else:
                before = change(work, each, {"paid_ahead": (stands.paid_ahead or 0) + 1})
            work.journal("pass", each.id, "paid", before, {**now_holds(each, before), "note": kept})
            answers.append(answered(books[each.person], each))
    return tuple(answers)


def cancel(work: Work, passes: Sequence[int], *, reason: str, at_period_end: bool = False) -> tuple[PassDone, ...]:
    """Cancel passes for good, with a reason (PP4): at once, or a subscription at the end of its present period (U1).

    The unused share of the price is shown, and nothing is paid back by the program.
    """
    kept = reason_for(reason)
    with opened(work, passes) as (books, found):
        return tuple(_cancel(books, each, kept, at_period_end=at_period_end) for each in found)


def _cancel(books: Books, each: Held, reason: str, *, at_period_end: bool = False) -> PassDone:
    work = books.work
    if each.stands.state not in ("active", "paused", "used_up"):
        refuse_unless_active(each)
    if at_period_end and each.row["period"] is None:
        raise RuleBroken(N_("“{name}” has no periods; it can only be cancelled at once."), name=each.name)
    if at_period_end and each.row["ends_with_period"]:
        raise RuleBroken(N_("“{name}” was cancelled already and ends with its present period."), name=each.name)
    share = 0 if at_period_end else unused_share(each.row, each.stands, work.today)
    values = {"ends_with_period": True} if at_period_end else {"state": "cancelled", "ended_on": work.today.isoformat()}
    before = change(work, each, values)
    work.journal("pass", each.id, "cancelled", before, {**now_holds(each, before), "note": reason})
    return answered(books[each.person], each, share=share)


def cancel_open(books: Books, holder: Holder, note: str) -> tuple[int, ...]:
    """Cancel every pass of a member that is not over, where they leave and the operator ticked it (G2); gives their ids."""
    found = held(books.work.connection, books.work.today, Pass.c.person_id == holder.person, lock=True)
    return tuple(_cancel(books, each, note).pass_id for each in found if goes_on(each))


def open_passes(connection: Connection, person: int, today: date) -> tuple[Held, ...]:
    """The passes of a member that are not over on a day: what leaving asks about (G2)."""
    return tuple(each for each in held(connection, today, Pass.c.person_id == person) if goes_on(each))


# By the day -------------------------------------------------------------------------------------------------------------------------


def settle_due(work: Work, *, at_most: int = 5000) -> int:
    """Store what days have changed by themselves: ends, new periods, pauses that began or ended (PP2, PP3, U1); part of the daily run.

    So many at a time; gives how many it changed: none when all is settled. Reading never waits for it (E3).
    """
    today = work.today.isoformat()
    its = PassPause.c.pass_id == Pass.c.id
    resting = exists().where(its, PassPause.c.ends_on.is_(None), PassPause.c.moves_expiry, PassPause.c.starts_on <= today)
    paused = exists().where(its, PassPause.c.starts_on <= today, or_(PassPause.c.ends_on.is_(None), PassPause.c.ends_on >= today))
    due = or_(
        and_(~resting, or_(Pass.c.expires_on < today, Pass.c.period_ends_on < today)),
        and_(Pass.c.state == "active", paused),
        and_(Pass.c.state == "paused", ~paused),
    )
    ids = work.connection.execute(
        select(Pass.c.id).where(Pass.c.state.in_(("active", "paused")), due).order_by(Pass.c.id).limit(at_most)
    ).scalars()
    count = 0
    for each in these(work, list(ids)):
        before = change(work, each, {})
        if before:
            work.journal("pass", each.id, "settled", before, {name: each.row[name] for name in before})
            count += 1
    return count


@dataclass(frozen=True)
class NearlyUsed:
    """A pass with few uses left (N6)."""

    pass_id: int
    person: int
    name: str
    uses_left: int
    expires_on: str | None


def nearly_used_up(connection: Connection, today: date, *, left: int = 1, people: Sequence[int] | None = None) -> tuple[NearlyUsed, ...]:
    """Passes of active members that can still be used at most *left* times (N6); subscriptions get new uses and are not among them."""
    where = [Pass.c.state == "active", Pass.c.period.is_(None), Pass.c.uses_left <= left, Pass.c.uses > left]
    active = select(Person.c.id).where(Person.c.stage == "member", Person.c.status == "active")
    if people is not None:
        where.append(Pass.c.person_id.in_(people))
    return tuple(
        NearlyUsed(each.id, each.person, each.name, each.stands.uses_left or 0, each.stands.expires_on)
        for each in held(connection, today, *where, Pass.c.person_id.in_(active))
        if each.stands.state == "active"
    )


# Undo -------------------------------------------------------------------------------------------------------------------------------


def undo_sold(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Take sales of passes back: each is removed, unless something happened to it since. For `undo`: steps ("pass", "sold")."""
    for step in steps:
        touched = select(PassUse.c.id).where(PassUse.c.pass_id == step.entity_id).limit(1)
        removed = delete(Pass).where(Pass.c.id == step.entity_id, Pass.c.version == 1)
        if work.connection.execute(touched).first() is not None or work.connection.execute(removed).rowcount != 1:
            raise RuleBroken(N_("“{name}” was used or changed since; cancel the pass instead."), name=step.after["name"])
        work.journal("pass", step.entity_id, "unsold", step.after, None)
    return ()


def undo_used(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Take back uses that an operation recorded (PP2). For `undo`: steps ("pass_use", "used")."""
    for step in steps:
        undo_use(work, step.entity_id)
    return ()


def undo_changed(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Put passes back as they were before they were paused, resumed, corrected, paid or cancelled; RuleBroken where one was changed since.

    For `undo`: steps ("pass", "paused"), "resumed", "adjusted", "paid" and "cancelled".
    """
    by_pass = {step.entity_id: step for step in steps}
    with opened(work, list(by_pass)) as (_, found):
        for each in found:
            before, after = by_pass[each.id].before, by_pass[each.id].after
            if each.row["version"] != after["version"]:
                raise RuleBroken(N_("“{name}” was changed since; nothing was undone."), name=each.name)
            if "pause_starts" in before:
                _put_pause_back(work, each.id, before)
            elif "pause" in after:
                work.connection.execute(delete(PassPause).where(PassPause.c.id == after["pause"]))
            was = {name: before[name] for name in before if name in Pass.c}
            work.connection.execute(update(Pass).where(Pass.c.id == each.id).values(**was, version=Pass.c.version + 1))
            work.journal("pass", each.id, "put_back", {name: each.row[name] for name in was}, was)
    return ()


def _put_pause_back(work: Work, pass_id: int, before: Mapping[str, Any]) -> None:
    """The pause as it was before it was ended or called off."""
    values = {"starts_on": before["pause_starts"], "ends_on": before["pause_ends"], "moves_expiry": before["pause_moves"]}
    done = work.connection.execute(update(PassPause).where(PassPause.c.id == before["pause"]).values(**values))
    if done.rowcount != 1:
        work.connection.execute(insert(PassPause).values(pass_id=pass_id, **values))
