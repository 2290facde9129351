"""Summary: what the panel says of a person beside the fields, each by one query over an index: last entries, sums and counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from db.entities.passes import Pass
from db.entities.points import Account, Entry, EntryText
from db.entities.rewards import Issued
from db.entities.sales import Sale, SaleLine
from db.entities.stamps import StampCard
from db.entities.tiers import TierChange
from db.operations import programme
from db.passes.passes_held import held
from db.tiers import tier_reading
from db.tiers.tier_reading import Progress

LAST = 3


@dataclass(frozen=True)
class LastEntry:
    """One of the last entries: *name* is that of the reward it paid for, *lines* how many lines its sale has."""

    date: str
    kind: str
    points: int
    name: str | None
    lines: int
    note: str | None


@dataclass(frozen=True)
class Standing:
    """How far a member is (T11; None for a prospect), and what its figures are: the *measure*, money in this *currency* (T2)."""

    progress: Progress | None
    measure: str
    currency: str


@dataclass(frozen=True)
class Summary:
    """The sums of a person. *stamps* of *needed* are those of the fullest open stamp card; *passes* counts those that go on.

    *since* is the day of the last change of tier.
    """

    last: tuple[LastEntry, ...]
    entries: int
    outstanding: int
    stamps: int | None
    needed: int | None
    passes: int
    since: str | None
    orders: int
    standing: Standing


def of(connection: Connection, person: int, today: date) -> Summary:
    """Read it as of a day, whether the daily run has been or not (E3)."""
    account = connection.execute(select(Account.c.id, Account.c.seq).where(Account.c.person_id == person)).first()
    day = today.isoformat()
    usable = or_(Issued.c.expires_on.is_(None), Issued.c.expires_on >= day, Issued.c.frozen_from.is_not(None))
    outstanding = select(func.count()).select_from(Issued).where(Issued.c.person_id == person, Issued.c.state == "issued", usable)
    runs = or_(StampCard.c.expires_on.is_(None), StampCard.c.expires_on >= day)
    card = connection.execute(
        select(StampCard.c.stamps, StampCard.c.needed)
        .where(StampCard.c.person_id == person, StampCard.c.state == "open", runs)
        .order_by(StampCard.c.stamps.desc(), StampCard.c.id)
        .limit(1)
    ).first()
    passes = held(connection, today, Pass.c.person_id == person, Pass.c.state.in_(("active", "paused")))
    orders = select(func.count()).select_from(Sale).where(Sale.c.person_id == person)
    since = select(TierChange.c.day).where(TierChange.c.person_id == person).order_by(TierChange.c.id.desc()).limit(1)
    return Summary(
        last=() if account is None else _last(connection, account.id),
        entries=0 if account is None else int(account.seq),
        outstanding=int(connection.execute(outstanding).scalar_one()),
        stamps=None if card is None else int(card.stamps),
        needed=None if card is None else int(card.needed),
        passes=sum(each.stands.state in ("active", "paused") for each in passes),
        since=connection.execute(since).scalar(),
        orders=int(connection.execute(orders).scalar_one()),
        standing=standing(connection, person, today),
    )


def standing(connection: Connection, person: int, today: date) -> Standing:
    """How far a member is on a day."""
    club = programme.read(connection)
    return Standing(tier_reading.progress(connection, person, today), club.tiers_measure, club.currency)


def rewards_paid(connection: Connection, person: int) -> dict[int, str]:
    """The names of the rewards that a person paid for, by the entry that paid (R3)."""
    rows = connection.execute(select(Issued.c.entry_id, Issued.c.name).where(Issued.c.person_id == person, Issued.c.entry_id.is_not(None)))
    return {int(row.entry_id): str(row.name) for row in rows}


def _last(connection: Connection, account: int) -> tuple[LastEntry, ...]:
    """The last entries of an account, the latest first."""
    lines = select(func.count()).where(SaleLine.c.sale_id == Entry.c.sale_id).scalar_subquery()
    rows = connection.execute(
        select(Entry.c.business_date, Entry.c.kind, Entry.c.points, Issued.c.name, lines.label("lines"), EntryText.c.note)
        .outerjoin(EntryText, EntryText.c.entry_id == Entry.c.id)
        .outerjoin(Issued, Issued.c.entry_id == Entry.c.id)
        .where(Entry.c.account_id == account)
        .order_by(Entry.c.seq.desc())
        .limit(LAST)
    )
    return tuple(LastEntry(row.business_date, row.kind, int(row.points), row.name, int(row.lines), row.note) for row in rows)
