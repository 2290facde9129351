"""Notices: what waits to be told, marking it as told, and what the day itself brings (N5, N6)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, String, cast, func, literal, select, update

from db.entities.people import Person
from db.entities.points import Account, Lot
from db.entities.rewards import Issued, Notice
from db.entities.tiers import Tier
from db.errors import Told
from db.ledger import store
from db.operations import passes, programme
from db.rewards import noticing
from db.steps import Kept, Step
from db.work import Work

# How many notices are made ready at a time: a day may bring some hundred thousand, and the window goes on beside it.
STEP = 2_000


@dataclass(frozen=True)
class Waiting:
    """A notice that has not gone out yet: by mail or at the desk, since which day, and its sentence (N5)."""

    id: int
    kind: str
    channel: str
    day: str
    text: Told


def waiting(connection: Connection, person: int, *, channel: str = "desk") -> tuple[Waiting, ...]:
    """What a member is to be told at the desk when they are opened or scanned, the latest first (N5)."""
    rows = connection.execute(
        select(Notice)
        .where(Notice.c.person_id == person, Notice.c.state == "waiting", Notice.c.channel == channel)
        .order_by(Notice.c.id.desc())
    )
    return tuple(Waiting(row.id, row.kind, row.channel, row.day, sentence(row.kind, json.loads(row.details))) for row in rows)


def sentence(kind: str, details: Mapping[str, Any]) -> Told:
    """The sentence of a notice: a template and the values that fill it."""
    key = "rewards" if kind == "reward" and details.get("others") else kind
    if kind in noticing.MARKETING and "points" in details:
        key = f"{kind}_points"
    shown = {key: ", ".join(f"“{name}”" for name in value) if key == "others" else value for key, value in details.items()}
    return Told(noticing.TEXTS[key], **shown)


def tell(work: Work, notices: Sequence[int]) -> int:
    """Mark notices as told; those that another desk told or that were dropped meanwhile stay so (N5). Gives how many changed."""
    done = 0
    for notice in sorted(set(notices)):
        person = work.connection.execute(
            update(Notice)
            .where(Notice.c.id == notice, Notice.c.state == "waiting")
            .values(state="told", done_at=work.now)
            .returning(Notice.c.person_id)
        ).scalar()
        if person is not None:
            work.journal("notice", notice, "told", {"state": "waiting"}, {"state": "told", "person_id": int(person)})
            done += 1
    return done


def undo_told(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Have notices wait again that were marked as told. For `undo`: steps ("notice", "told")."""
    for step in steps:
        told = update(Notice).where(Notice.c.id == step.entity_id, Notice.c.state == "told")
        work.connection.execute(told.values(state="waiting", done_at=None))
        work.journal("notice", step.entity_id, "untold", {"state": "told"}, {"state": "waiting"})
    return ()


# What the day brings -------------------------------------------------------------------------------------------------------------------


def daily(work: Work, *, since: date | None = None) -> int:
    """Put into the outbox what the day brings: points and rewards about to expire, tier reviews coming, passes nearly used up, a
    welcome; each once (N6).

    *since* is the last day that was done: whoever joined after it is welcomed, but nobody who came by a sheet (N4). Gives how many.
    """
    club = programme.read(work.connection)
    leads = lead_days(club.notices_expiry_lead_days)
    done = 0
    for after, lead in zip((*leads[1:], -1), leads, strict=True):
        done += _put(work, "points_expiring", _points_expiring(work, after, lead))
    done += _put(work, "reward_expiring", _rewards_expiring(work, leads[-1]))
    done += _put(work, "tier_review", _reviews(work, leads[0]))
    done += _put(work, "pass_low", _passes_low(work))
    return done + _put(work, "welcome", _welcomes(work, since or work.today - timedelta(days=1)))


def lead_days(setting: str) -> tuple[int, ...]:
    """The lead times in days, the longest first: a warning and a last chance (N6)."""
    return tuple(sorted({int(days) for days in re.findall(r"[0-9]+", setting)}, reverse=True))


def _rows(work: Work, query: Select[Any]) -> Iterator[Row[Any]]:
    """The rows of a query, fetched by the hundred: a fetch of tens of thousands at once would stop the window's thread for as long."""
    for part in work.connection.execute(query).partitions(200):
        yield from part


# A notice to be made: person, e-mail, consent, what it is about, the values of its sentence.
Found = tuple[int, str | None, str | None, str, dict[str, Any]]


def _put(work: Work, kind: str, found: Iterable[Found]) -> int:
    """Write notices of one kind."""
    day, done = work.today.isoformat(), 0
    rows: list[dict[str, Any]] = []
    for person, email, consent, about, details in found:
        rows.append({**noticing.row(person, kind, email, consent, about, details, day, work.now), "op_id": work.op_id})
        if len(rows) == STEP:
            store.write_rows(work, Notice, rows)
            done, rows = done + len(rows), []
    if rows:
        store.write_rows(work, Notice, rows)
    return done + len(rows)


def _active() -> tuple[ColumnElement[bool], ...]:
    return (Person.c.stage == "member", Person.c.status == "active")


def _untold(kind: str, about: ColumnElement[str]) -> ColumnElement[bool]:
    """Not told of this before."""
    return ~select(Notice.c.id).where(Notice.c.person_id == Person.c.id, Notice.c.kind == kind, Notice.c.about == about).exists()


def _points_expiring(work: Work, after: int, lead: int) -> list[Found]:
    """Points that end in more than *after* and at most *lead* days, one notice for each member and last day."""
    today = work.today
    last = (today + timedelta(days=lead)).isoformat()
    about = "day:" + cast(Lot.c.expires_on, String) + f":{lead}"
    rows = _rows(
        work,
        select(Person.c.id, Person.c.email, Person.c.consent, Lot.c.expires_on, func.sum(Lot.c.remaining).label("points"))
        .select_from(Account.join(Lot, Lot.c.account_id == Account.c.id).join(Person, Person.c.id == Account.c.person_id))
        .where(
            # Only accounts of which something lapses by then: the index of the day of their next change finds them.
            Account.c.next_change_on <= (today + timedelta(days=lead + 1)).isoformat(),
            Lot.c.remaining > 0,
            Lot.c.available_from.is_not(None),
            Lot.c.expires_on > (today + timedelta(days=after)).isoformat(),
            Lot.c.expires_on <= last,
            *_active(),
            _untold("points_expiring", about),
        )
        .group_by(Person.c.id, Person.c.email, Person.c.consent, Lot.c.expires_on),
    )
    return [
        (row.id, row.email, row.consent, f"day:{row.expires_on}:{lead}", {"points": int(row.points), "day": row.expires_on}) for row in rows
    ]


def _rewards_expiring(work: Work, lead: int) -> list[Found]:
    """Issued rewards whose last day comes."""
    today = work.today
    about = "issued:" + cast(Issued.c.id, String) + ":" + cast(Issued.c.expires_on, String)
    rows = _rows(
        work,
        select(Person.c.id, Person.c.email, Person.c.consent, Issued.c.id.label("issued"), Issued.c.name, Issued.c.expires_on)
        .select_from(Issued.join(Person, Person.c.id == Issued.c.person_id))
        .where(
            Issued.c.state == "issued",
            Issued.c.frozen_from.is_(None),
            Issued.c.expires_on >= today.isoformat(),
            Issued.c.expires_on <= (today + timedelta(days=lead)).isoformat(),
            *_active(),
            _untold("reward_expiring", about),
        ),
    )
    return [
        (row.id, row.email, row.consent, f"issued:{row.issued}:{row.expires_on}", {"reward": row.name, "day": row.expires_on})
        for row in rows
    ]


def _reviews(work: Work, lead: int) -> list[Found]:
    """Reviews of a tier above the base tier that come (T12)."""
    today = work.today
    about = "review:" + cast(Person.c.tier_review, String)
    rows = _rows(
        work,
        select(Person.c.id, Person.c.email, Person.c.consent, Person.c.tier_review, Tier.c.name)
        .select_from(Person.join(Tier, Tier.c.id == Person.c.tier_id))
        .where(
            Person.c.tier_review >= today.isoformat(),
            Person.c.tier_review <= (today + timedelta(days=lead)).isoformat(),
            Tier.c.rank > 0,
            *_active(),
            _untold("tier_review", about),
        ),
    )
    return [(row.id, row.email, row.consent, f"review:{row.tier_review}", {"tier": row.name, "day": row.tier_review}) for row in rows]


def _passes_low(work: Work) -> list[Found]:
    """Passes with their last use left."""
    low = passes.nearly_used_up(work.connection, work.today)
    told: set[str] = set()
    people: dict[int, tuple[str | None, str | None]] = {}
    for part in store.steps(sorted({each.person for each in low})):
        known = select(Notice.c.about).where(Notice.c.person_id.in_(part), Notice.c.kind == "pass_low")
        told.update(work.connection.execute(known).scalars())
        rows = work.connection.execute(select(Person.c.id, Person.c.email, Person.c.consent).where(Person.c.id.in_(part)))
        people.update({row.id: (row.email, row.consent) for row in rows})
    return [
        (each.person, *people[each.person], f"pass:{each.pass_id}", {"pass_name": each.name, "left": each.uses_left})
        for each in low
        if f"pass:{each.pass_id}" not in told
    ]


def _welcomes(work: Work, since: date) -> list[Found]:
    """Who joined since the last run, today among them."""
    rows = _rows(
        work,
        select(Person.c.id, Person.c.email, Person.c.consent).where(
            Person.c.joined >= since.isoformat(),
            Person.c.joined <= work.today.isoformat(),
            Person.c.came_by.not_in(("sheet", "demo")),
            *_active(),
            _untold("welcome", literal("welcome")),
        ),
    )
    return [(row.id, row.email, row.consent, "welcome", {}) for row in rows]
