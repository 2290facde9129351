"""Stamp cards: their types, stamping one member or many, and a member's cards and moves (SC1–SC7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from db import named_rows, texts
from db.books import Books, business_day
from db.entities.operations import Operation
from db.entities.rewards import Issued, Reward
from db.entities.sales import SaleLine
from db.entities.stamps import StampBalance, StampCard, StampMove, StampType
from db.errors import BadValue, RuleBroken
from db.fields.kinds import Value
from db.notes import cleaned, note_for, reason_for
from db.operations import programme
from db.stamps import stamping
from db.stamps.stamping import Stamped
from db.stamps.stamps_held import Stamps
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

EARNS = ("none", "sale", "amount", "quantity")
# What stamps of sales go by: a refund must find it as it was (SC7, L6).
OF_SALES = ("earns", "earn_per", "match")
UNDONE = N_("Undone")
GONE = N_("This stamp card is no longer there; somebody deleted it.")
MOST_NEEDED, MOST_DAYS, MOST_MONEY = 1000, 36500, 100_000_000_000


@dataclass(frozen=True)
class TypeDetails:
    """What a stamp type is asked (SC1, SC7); *earn_per* is money in the smallest unit, *match* the words that a line of a sale must have."""

    name: str
    needed: int
    reward_id: int
    valid_days: int | None = None
    per_day: int | None = None
    renews: bool = True
    earns: str = "none"
    earn_per: int | None = None
    match: str | None = None


@dataclass(frozen=True)
class TypeRow:
    """A stamp type in the list; *open* and *complete* count its cards, a card whose last day is over among neither."""

    id: int
    name: str
    needed: int
    reward_id: int
    reward: str
    valid_days: int | None
    per_day: int | None
    renews: bool
    earns: str
    earn_per: int | None
    match: str | None
    retired: bool
    version: int
    open: int
    complete: int


@dataclass(frozen=True)
class CardShown:
    """A member's card as it is on a day: *state* is open, complete or expired, whether the daily run has been or not (E3)."""

    id: int
    type_id: int
    type: str
    state: str
    stamps: int
    needed: int
    opened_on: str
    expires_on: str | None
    completed_on: str | None
    reward: str | None
    issued_id: int | None


@dataclass(frozen=True)
class MoveShown:
    """Stamps given or taken: when, by whom, why, and by which line of which sale (SC5, SC7)."""

    id: int
    type_id: int
    type: str
    stamps: int
    day: str
    operator: str
    note: str | None
    comment: str | None
    sale_id: int | None
    line: str | None


# Types ------------------------------------------------------------------------------------------------------------------------------


def types(connection: Connection, today: date) -> tuple[TypeRow, ...]:
    """Every stamp type by name, with how many cards are open and complete."""
    usable = (StampCard.c.state == "open") & (StampCard.c.expires_on.is_(None) | (StampCard.c.expires_on >= today.isoformat()))
    counts = (
        select(
            StampCard.c.type_id,
            func.sum(case((usable, 1), else_=0)).label("open"),
            func.sum(case((StampCard.c.state == "complete", 1), else_=0)).label("complete"),
        )
        .group_by(StampCard.c.type_id)
        .subquery()
    )
    columns = [StampType.c[name] for name in TypeRow.__dataclass_fields__ if name not in ("reward", "open", "complete")]
    rows = connection.execute(
        select(
            *columns, Reward.c.name.label("reward"), func.coalesce(counts.c.open, 0).label("open"),
            func.coalesce(counts.c.complete, 0).label("complete"),
        )
        .join(Reward, Reward.c.id == StampType.c.reward_id)
        .outerjoin(counts, counts.c.type_id == StampType.c.id)
        .order_by(StampType.c.retired, StampType.c.name_key)
    )  # fmt: skip
    return tuple(TypeRow(**{**row._mapping, "open": int(row.open), "complete": int(row.complete)}) for row in rows)


def add_type(work: Work, details: TypeDetails) -> int:
    """Add a stamp type (SC1); gives its id. BadValue names the field that does not fit."""
    values = _checked(work.connection, asdict(details))
    key = work.connection.execute(insert(StampType).values(**values, version=1)).inserted_primary_key
    type_id = int(key[0]) if key else 0
    work.journal("stamp_type", type_id, "created", None, {name: value for name, value in asdict(details).items() if value is not None})
    return type_id


def edit_type(work: Work, type_id: int, changes: Mapping[str, tuple[Value, Value]]) -> int:
    """Change a stamp type, merged with another desk's changes (A1); open cards keep what they need and their last day. Gives the version.

    RuleBroken where the way it earns from sales is to change and sales gave stamps already: their refunds go by it (L6).
    """
    row = named_rows.one(work.connection, StampType, type_id, GONE, lock=True)
    wanted = named_rows.merged(row, changes, tuple(TypeDetails.__dataclass_fields__))
    if set(wanted) & set(OF_SALES) and _gave(work.connection, type_id):
        raise RuleBroken(
            N_("“{name}” has given stamps for sales, and refunds go by its rule. Retire it and add a new stamp card."), name=row["name"]
        )
    checked = _checked(work.connection, {**{name: row[name] for name in TypeDetails.__dataclass_fields__}, **wanted}, but=type_id)
    return named_rows.write(work, StampType, "stamp_type", row, {key: value for key, value in checked.items() if value != row[key]})


def retire_type(work: Work, type_id: int, *, retired: bool = True) -> int:
    """Open no new card of a type, by hand or by sales; open cards can still be filled. False brings it back. Gives the version."""
    row = named_rows.one(work.connection, StampType, type_id, GONE, lock=True)
    return named_rows.write(work, StampType, "stamp_type", row, {} if bool(row["retired"]) == retired else {"retired": retired})


def retire_types(work: Work, types: Sequence[int], *, retired: bool = True) -> int:
    """Retire several types, or bring them back; gives how many."""
    for type_id in sorted(set(types)):
        retire_type(work, type_id, retired=retired)
    return len(set(types))


def delete_types(work: Work, types: Sequence[int]) -> int:
    """Delete several types that nobody ever had a stamp of; all or none."""
    for type_id in sorted(set(types)):
        delete_type(work, type_id)
    return len(set(types))


def delete_type(work: Work, type_id: int) -> None:
    """Delete a stamp type that nobody ever had a stamp of; RuleBroken says to retire it otherwise."""
    row = named_rows.one(work.connection, StampType, type_id, GONE, lock=True)
    tables = (StampMove, StampCard, StampBalance)
    if any(work.connection.execute(select(table.c.type_id).where(table.c.type_id == type_id).limit(1)).first() for table in tables):
        raise RuleBroken(N_("“{name}” is on members' cards and cannot be deleted; retire it instead."), name=row["name"])
    work.connection.execute(delete(StampType).where(StampType.c.id == type_id))
    work.journal("stamp_type", type_id, "deleted", {name: row[name] for name in TypeDetails.__dataclass_fields__}, None)


def _gave(connection: Connection, type_id: int) -> bool:
    return bool(
        connection.execute(select(StampMove.c.id).where(StampMove.c.type_id == type_id, StampMove.c.sale_id.is_not(None)).limit(1)).first()
    )


def _checked(connection: Connection, values: Mapping[str, Any], *, but: int = 0) -> dict[str, Any]:
    """The columns of a type; BadValue names the first field that does not fit."""
    kept = named_rows.named(connection, StampType, values["name"], but=but)
    needed = named_rows.whole(values["needed"], "needed", most=MOST_NEEDED)
    if needed is None:
        raise BadValue(N_("Write how many stamps fill the card, from 1 on."), key="needed")
    reward = connection.execute(select(Reward.c.retired).where(Reward.c.id == values["reward_id"])).first()
    if reward is None:
        raise BadValue(N_("Choose the reward that a full card gives."), key="reward_id")
    if values["earns"] not in EARNS:
        raise BadValue(N_("Stamps come by hand only, one a sale, one an amount of money, or one a piece."), key="earns")
    earn_per = named_rows.whole(values["earn_per"], "earn_per", most=MOST_MONEY)
    if (values["earns"] == "amount") != (earn_per is not None):
        raise BadValue(N_("Write the amount of money that gives one stamp, and only where stamps go by the amount."), key="earn_per")
    match = cleaned(values["match"])
    if (values["earns"] == "quantity") != (match is not None) or (match is not None and not texts.words(match)):
        raise BadValue(N_("Write the words that a line of a sale must have, and only where stamps go by the piece."), key="match")
    return {
        **kept, "needed": needed, "reward_id": values["reward_id"], "valid_days": named_rows.whole(values["valid_days"], "valid_days", most=MOST_DAYS),
        "per_day": named_rows.whole(values["per_day"], "per_day", most=stamping.MOST), "renews": bool(values["renews"]),
        "earns": values["earns"], "earn_per": earn_per, "match": match,
    }  # fmt: skip


# Stamping ---------------------------------------------------------------------------------------------------------------------------


def stamp(
    work: Work, people: Sequence[int], type_id: int, n: int, *, note: str | None = None, comment: str | None = None,
    day: date | None = None, override: str | None = None,
) -> tuple[Stamped, ...]:  # fmt: skip
    """Give members n stamps of a type, or take -n (SC3, SC4): one member or a batch, all of it or nothing (C2).

    The note is asked as C1 says, the comment is the usual one unless given (SC5, L11); *override* is the reason to pass the limit of the
    day (SC6). Giving needs an active member and a programme that is on; taking back is a correction and always possible (G1).
    """
    club = programme.read(work.connection)
    when = business_day(work, club, day)
    kept = note_for(club, "manual", note)
    public = cleaned(comment) if comment is not None else club.notes_public_default
    reason = None if override is None else reason_for(override)
    done = []
    with Books(work, people, club=club) as books:
        for person in sorted(set(people)):
            holder = books.active_member(person) if n > 0 else books[person]
            if holder.status in ("merged", "anonymised"):
                books.may_earn(person)
            stamps = Stamps.of(books)
            owed = stamps.holding(person, type_id).owed
            moved = stamping.give(books, holder, type_id, n, day=when, note=kept, comment=public, override_reason=reason)
            work.journal("stamps", person, "stamped", None, {"type": type_id, "stamps": n, "paid": owed - moved.owed, "move": moved.move})
            done.append(moved)
    return tuple(done)


def undo_stamped(work: Work, steps: Sequence[Step]) -> Sequence[Kept]:
    """Take back what `stamp` did: given stamps by SC4, what they paid is owed again; taken ones are given again.

    RuleBroken names the member whose stamps can no longer be taken, because a full card's reward was used. For `undo`: steps ("stamps", "stamped").
    """
    with Books(work, [step.entity_id for step in steps], notices=False) as books:
        stamps = Stamps.of(books)
        for step in steps:
            n, paid = int(step.after["stamps"]), int(step.after["paid"])
            holder, rule = books[step.entity_id], stamps.rule(int(step.after["type"]))
            if n != paid:
                stamping.give(books, holder, rule.id, paid - n, day=work.today, note=UNDONE, override_reason=UNDONE)
            if paid:
                stamps.holding(holder.person, rule.id).owed += paid
                stamps.move(holder, rule, -paid, work.today.isoformat(), note=UNDONE)
            work.journal("stamps", holder.person, "unstamped", None, {"type": rule.id, "stamps": -n})
    return ()


# Reading ----------------------------------------------------------------------------------------------------------------------------


def cards(connection: Connection, person: int, today: date) -> tuple[CardShown, ...]:
    """A member's cards, the open ones first, then the latest; an open card whose last day is over is expired (SC1, E3)."""
    rows = connection.execute(
        select(StampCard, StampType.c.name.label("type"), Issued.c.name.label("reward"))
        .join(StampType, StampType.c.id == StampCard.c.type_id)
        .outerjoin(Issued, Issued.c.id == StampCard.c.issued_id)
        .where(StampCard.c.person_id == person)
        .order_by(StampCard.c.id.desc())
    )
    found = [
        CardShown(
            row.id, row.type_id, row.type, "expired" if _is_over(row, today) else row.state, row.stamps, row.needed, row.opened_on,
            row.expires_on, row.completed_on, row.reward, row.issued_id,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda card: card.state != "open"))


def _is_over(row: Any, today: date) -> bool:
    return row.state == "open" and row.expires_on is not None and row.expires_on < today.isoformat()


def owed(connection: Connection, person: int) -> dict[str, int]:
    """The stamps that a member owes after refunds, by type (SC7)."""
    rows = connection.execute(
        select(StampType.c.name, StampBalance.c.owed)
        .join(StampType, StampType.c.id == StampBalance.c.type_id)
        .where(StampBalance.c.person_id == person, StampBalance.c.owed > 0)
        .order_by(StampType.c.name_key)
    )
    return {row.name: row.owed for row in rows}


def moves(connection: Connection, person: int) -> tuple[MoveShown, ...]:
    """Every stamp that a member was given or that was taken, the latest first (SC5)."""
    rows = connection.execute(
        select(StampMove, StampType.c.name.label("type"), Operation.c.operator, SaleLine.c.description)
        .join(StampType, StampType.c.id == StampMove.c.type_id)
        .join(Operation, Operation.c.op_id == StampMove.c.op_id)
        .outerjoin(SaleLine, SaleLine.c.id == StampMove.c.sale_line_id)
        .where(StampMove.c.person_id == person, StampMove.c.stamps != 0)
        .order_by(StampMove.c.id.desc())
    )
    return tuple(
        MoveShown(
            row.id, row.type_id, row.type, row.stamps, row.day, row.operator, row.note, row.comment, row.sale_id, row.description
        )
        for row in rows
    )  # fmt: skip


def expire_due(work: Work, *, at_most: int = 5000) -> int:
    """Close open cards whose last usable day is over (SC1, E2), so many at a time; part of the daily run. Gives how many."""
    due = (
        select(StampCard.c.id)
        .where(StampCard.c.state == "open", StampCard.c.expires_on < work.today.isoformat())
        .order_by(StampCard.c.id)
        .limit(at_most)
        .with_for_update()
    )
    ids = work.connection.execute(due).scalars().all()
    done = work.connection.execute(update(StampCard).where(StampCard.c.id.in_(ids), StampCard.c.state == "open").values(state="expired"))
    return int(done.rowcount) if ids else 0
