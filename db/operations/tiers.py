"""Tiers: making, editing, retiring and deleting them (T1, T10), and putting members into them by hand (T7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from db.books import Books, Holder, Moved
from db.entities.people import STATUSES, Person
from db.entities.rewards import Reward
from db.entities.sales import Promotion
from db.entities.tiers import HOLDS, Tier, TierChange, TierReward
from db.errors import BadValue, Conflict, NotFound, RuleBroken
from db.ledger.store import steps as parts
from db.notes import note_for
from db.operations import programme
from db.texts import N_
from db.tiers import tier_changes, tier_moves, tier_reading, tier_rows, tier_values, tiering
from db.tiers.tier_ladder import Ladder
from db.work import Work

STEP = 1000
COLOURS = ("#9aa3ad", "#c9a227", "#6a6fb5", "#2a8f6a", "#c45c3c", "#3c6fc4", "#b0487f")
Hold = date | Literal["permanent"] | None


@dataclass(frozen=True)
class TierShown:
    """A tier as it stands: threshold in points, visits or whole units of money (T2), multiplier in thousandths, entry *rewards* by id.

    *members* counts active and suspended ones.
    """

    id: int
    name: str
    rank: int
    threshold: int
    multiplier: int
    colour: str
    benefits: str | None
    active: bool
    rewards: tuple[int, ...]
    members: int
    version: int


@dataclass(frozen=True)
class Effect:
    """What a threshold does: *up* members rise at once, *down* would be lowered at their reviews if nothing more came (T10)."""

    up: int
    down: int


@dataclass(frozen=True)
class Moves:
    """Whom a threshold moves, by their ids: *up* at once, *down* at their reviews if nothing more came (T10)."""

    up: tuple[int, ...]
    down: tuple[int, ...]


@dataclass(frozen=True)
class Saved:
    """A tier that was added or edited, and what that did to members (T10)."""

    id: int
    name: str
    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class Retired:
    """A tier that can be reached no longer, and how many members moved to which other one (T10)."""

    id: int
    name: str
    moved: int
    to: str | None


# --- reading -------------------------------------------------------------------------------------------------------------------------


def listed(connection: Connection, *, retired: bool = True, counted: bool = True) -> tuple[TierShown, ...]:
    """The tiers by rank, with their entry rewards and, where *counted*, their members."""
    members, given = _members(connection) if counted else {}, tier_rows.rewards_of(connection)
    return tuple(
        TierShown(
            row.id, row.name, row.rank, row.threshold, row.multiplier, row.colour, row.benefits, bool(row.active), given.get(row.id, ()),
            members.get(row.id, 0), row.version,
        )
        for row in connection.execute(select(Tier).order_by(Tier.c.rank))
        if retired or row.active
    )  # fmt: skip


def _members(connection: Connection) -> dict[int, int]:
    """How many active and suspended members each tier has: all who have it but for those who left, each by an index alone."""
    gone = (Person.c.stage == "member", Person.c.status.in_(tuple(status for status in STATUSES if status not in tier_reading.HERE)))
    counted = select(Person.c.tier_id, func.count()).group_by(Person.c.tier_id)
    found = {int(tier): int(count) for tier, count in connection.execute(counted.where(Person.c.tier_id.is_not(None)))}
    for tier, count in connection.execute(counted.where(*gone)):
        if tier is not None:
            found[tier] -= int(count)
    return found


def named(connection: Connection, name: str) -> int:
    """The id of the tier of this name, whatever the case; NotFound names it."""
    found = connection.execute(select(Tier.c.id).where(Tier.c.name_key == tier_rows.key_of(name))).scalar()
    if found is None:
        raise NotFound(N_("There is no tier “{name}”."), name=name)
    return int(found)


def multiplier(text: str) -> int:
    """The thousandths of a typed multiplier: `1.5` is 1500. BadValue for what is none or has more than three decimals."""
    if not re.fullmatch(r"[0-9]{1,3}([.,][0-9]{1,3})?", tidy := text.strip()):
        raise BadValue(N_("“{text}” is not a multiplier; write it like 1.5."), text=text, key="multiplier")
    return int(Decimal(tidy.replace(",", ".")) * 1000)


def moves(connection: Connection, today: date, threshold: int, *, tier: int | None = None) -> Moves:
    """Whom this threshold would move, of a tier or (None) of a new one, for the question before: "3 up, 5 down" (T10). Refusals as `edit`."""
    rows = tier_rows.every(connection)
    tier_rows.refuse_misplaced(rows, threshold, tier)
    changed: list[tier_rows.Rung] = [
        tier_rows.Rung(row.id, row.name, row.rank * 2, threshold if row.id == tier else row.threshold, bool(row.active)) for row in rows
    ]
    if tier is None:
        below = max(rung.rank for rung in changed if rung.active and rung.threshold < threshold)
        changed.append(tier_rows.Rung(0, "", below + 1, threshold, True))
    club = programme.read(connection)
    ladder = Ladder(changed, tier_values.unit(club))
    up = tuple(tier_moves.climbers(connection, club, ladder, today, threshold))
    return Moves(up, () if tier is None else tuple(tier_moves.fallers(connection, club, ladder, today, tier)))


def effect(connection: Connection, today: date, threshold: int, *, tier: int | None = None) -> Effect:
    """How many `moves` names."""
    found = moves(connection, today, threshold, tier=tier)
    return Effect(len(found.up), len(found.down))


def removal_refusal(connection: Connection, tier: int) -> RuleBroken | None:
    """Why a tier cannot be deleted (T10); None where it can."""
    row = tier_rows.one_of(tier_rows.every(connection), tier)
    try:
        _refuse_removal(connection, row)
    except RuleBroken as refused:
        return refused
    return None


# --- the tiers -----------------------------------------------------------------------------------------------------------------------


def add(
    work: Work, *, name: str, threshold: int, multiplier: int = 1000, colour: str | None = None, benefits: str | None = None,
    rewards: Collection[int] = (),
) -> Saved:  # fmt: skip
    """Make a tier; its rank follows from its threshold (T1), and members whose value meets it rise at once (T10).

    FieldsRefused names each bad detail; RuleBroken where another tier has this threshold or name.
    """
    rows = tier_rows.every(work.connection, lock=True)
    colour = colour or COLOURS[len(rows) % len(COLOURS)]
    values = tier_rows.checked(
        work.connection,
        {"name": name, "threshold": threshold, "multiplier": multiplier, "colour": colour, "benefits": benefits, "rewards": tuple(rewards)},
    )
    tier_rows.refuse_taken(rows, str(values["name"]), None)
    tier_rows.refuse_misplaced(rows, threshold, None)
    rank = tier_rows.make_room(work, rows, threshold)
    columns = {key: value for key, value in values.items() if key != "rewards"}
    tier = int(
        work.connection.execute(
            insert(Tier)
            .values(**columns, name_key=tier_rows.key_of(str(values["name"])), rank=rank, active=True, version=1)
            .returning(Tier.c.id)
        ).scalar_one()
    )
    tier_rows.put_rewards(work, tier, values["rewards"])
    work.journal("tier", tier, "created", None, tier_rows.told(values))
    return Saved(tier, str(values["name"]), _raise_all(work, threshold))


def edit(work: Work, tier: int, changes: Mapping[str, tuple[Any, Any]]) -> Saved:
    """Change details; *changes* maps a key of `tier_rows.DETAILS` to the value that was seen and the new one.

    Where the threshold falls, members whose value meets it now rise at once; where it rises, others are lowered at their reviews (T10).
    Conflict where another desk changed the same detail (A1); FieldsRefused names each bad one; RuleBroken where thresholds would not rise
    with the ranks or a name is there twice (T1).
    """
    rows = tier_rows.every(work.connection, lock=True)
    row = tier_rows.one_of(rows, tier)
    before = tier_rows.details(work.connection, row)
    clashes = {key: (seen, before[key], mine) for key, (seen, mine) in changes.items() if before[key] not in (seen, mine)}
    if clashes:
        raise Conflict(
            N_("{name} was changed by another desk meanwhile. Nothing of yours is lost: choose for each field."),
            name=row.name,
            clashes=clashes,
        )
    after = tier_rows.checked(work.connection, {**before, **{key: mine for key, (_, mine) in changes.items()}})
    wanted = {key: value for key, value in after.items() if value != before[key]}
    tier_rows.write(work, rows, row, wanted)
    if "threshold" not in wanted or not row.active:
        return Saved(tier, str(after["name"]))
    up = _raise_all(work, wanted["threshold"])
    club = programme.read(work.connection)
    ladder = Ladder(tier_rows.rungs(tier_rows.every(work.connection)), tier_values.unit(club))
    return Saved(tier, str(after["name"]), up, sum(1 for _ in tier_moves.fallers(work.connection, club, ladder, work.today, tier)))


def retire(work: Work, tier: int, *, to: int, note: str | None = None) -> Retired:
    """Have a tier reached no longer; whoever holds it moves to the tier *to*, holds too (T10). The base tier stays (T1)."""
    rows = tier_rows.every(work.connection, lock=True)
    row, target = tier_rows.one_of(rows, tier), tier_rows.one_of(rows, to)
    tier_rows.refuse_base(row)
    if not row.active:
        raise RuleBroken(N_("{name} is retired already."), name=row.name)
    if to == tier or not target.active:
        raise RuleBroken(N_("Choose another tier that is in use for the members of {name}."), name=row.name)
    kept = note_for(programme.read(work.connection), "other", note)
    work.connection.execute(update(Tier).where(Tier.c.id == tier).values(active=False, version=row.version + 1))
    work.journal("tier", tier, "changed", {"active": True}, {"active": False})
    moved = 0
    query = select(Person.c.id).where(or_(Person.c.tier_id == tier, Person.c.tier_hold_id == tier)).order_by(Person.c.id)
    for books in _books(work, list(work.connection.execute(query).scalars())):
        for holder in books.holders.values():
            moved += tier_changes.move_over(books, holder, tier, to, note=kept)
        books.close()
    return Retired(tier, str(row.name), moved, str(target.name))


def restore(work: Work, tier: int) -> Saved:
    """Have a retired tier reached again; members whose value meets it rise at once. RuleBroken where thresholds would not rise with ranks."""
    rows = tier_rows.every(work.connection, lock=True)
    row = tier_rows.one_of(rows, tier)
    if row.active:
        raise RuleBroken(N_("{name} is in use already."), name=row.name)
    tier_rows.refuse_misplaced(rows, row.threshold, tier)
    work.connection.execute(update(Tier).where(Tier.c.id == tier).values(active=True, version=row.version + 1))
    work.journal("tier", tier, "changed", {"active": False}, {"active": True})
    return Saved(tier, str(row.name), _raise_all(work, row.threshold))


def remove(work: Work, tier: int) -> Saved:
    """Delete a tier that nobody has or ever had (T10); RuleBroken where somebody did, or a reward or promotion names it."""
    row = tier_rows.one_of(tier_rows.every(work.connection, lock=True), tier)
    _refuse_removal(work.connection, row)
    values = tier_rows.details(work.connection, row)
    work.connection.execute(delete(TierReward).where(TierReward.c.tier_id == tier))
    work.connection.execute(delete(Tier).where(Tier.c.id == tier))
    work.journal("tier", tier, "deleted", {**tier_rows.told(values), "rank": row.rank, "active": bool(row.active)}, None)
    return Saved(tier, str(row.name))


# --- members -------------------------------------------------------------------------------------------------------------------------


def change(
    work: Work, people: Sequence[int], tier: int, *, note: str | None, hold: Hold = None, hold_kind: str | None = None,
    rewards: bool = False, cause: Literal["manual", "import"] = "manual",
) -> tuple[Moved, ...]:  # fmt: skip
    """Put members into an active tier by hand, up or down, one or many (T7); all or none.

    *hold*: None, the last day of a hold, or `permanent`; *hold_kind* `at_least` (default upwards) or `exactly` (default downwards).
    *rewards* issues the tier's entry rewards, each at most once per member and period (T6). RuleBroken for a retired tier, a prospect, whoever
    left, and a hold that would end in the past.
    """
    club = programme.read(work.connection)
    kept = note_for(club, "manual", note)
    row = work.connection.execute(select(Tier).where(Tier.c.id == tier).with_for_update(read=True)).first()
    if row is None:
        raise NotFound(N_("This tier is no longer there; somebody deleted it."))
    if not row.active:
        raise RuleBroken(N_("The tier {name} is retired; choose one that is in use."), name=row.name)
    until = _hold_end(work, hold, hold_kind)
    with Books(work, people, club=club, notices=cause == "manual") as books:
        holders = [_standing_member(books, person) for person in sorted(set(people))]
        for holder in holders:
            kind = None
            if hold is not None:
                down = row.rank < _rank(books, holder)
                kind = hold_kind or ("exactly" if down else "at_least")
            tier_changes.put(books, holder, tier, cause=cause, note=kept, hold=kind, until=until, rewards=rewards)
    return tuple(books.moved(holder) for holder in holders)


def end_hold(work: Work, people: Sequence[int], *, note: str | None = None) -> tuple[Moved, ...]:
    """End the holds of members and look anew this very day, whatever their status (T7). RuleBroken where none of them is held."""
    kept = note_for(programme.read(work.connection), "manual", note)
    with Books(work, people) as books:
        holders = [holder for person in sorted(set(people)) if (holder := books[person]).tier_hold is not None]
        if not holders:
            raise RuleBroken(N_("No hold is set there; the tier follows the rules already."))
        for holder in holders:
            tiering.end_hold(books, holder, of_day=work.today, on=work.today, note=kept)
    return tuple(books.moved(holder) for holder in holders)


# --- inside --------------------------------------------------------------------------------------------------------------------------


def _hold_end(work: Work, hold: Hold, kind: str | None) -> date | None:
    """The last day of a hold, None for good; RuleBroken for one that is over."""
    if kind is not None and (hold is None or kind not in HOLDS):
        raise BadValue(N_("A hold is at least or exactly a tier, until a date or for good."), key="hold")
    until = hold if isinstance(hold, date) else None
    if until is not None and until < work.today:
        raise BadValue(N_("The hold would have ended on {day}; choose a day that is still to come."), key="hold", day=until.isoformat())
    return until


def _standing_member(books: Books, person: int) -> Holder:
    """A member who has a tier: active or suspended (T7)."""
    holder = books[person]
    if not holder.is_member:
        raise RuleBroken(N_("{name} is not a member yet; register them first."), name=holder.name)
    if holder.status not in ("active", "suspended"):
        raise RuleBroken(
            N_("{name}, no. {number}, has left the programme; the tier stays as it was."), name=holder.name, number=holder.number
        )
    return holder


def _rank(books: Books, holder: Holder) -> int:
    tier = books.tier(holder)
    return 0 if tier is None else tier.rank


def _books(work: Work, people: Sequence[int]) -> Iterator[Books]:
    """Books over many people, some at a time in the order of ids (rule 8); nothing is told of a change that nobody made to one member."""
    club = programme.read(work.connection)
    for part in parts(people, STEP):
        yield Books(work, part, club=club)


def _raise_all(work: Work, threshold: int) -> int:
    """Raise everybody whose value meets a tier above theirs, now that thresholds changed (T10); gives how many."""
    club = programme.read(work.connection)
    ladder = Ladder(tier_rows.rungs(tier_rows.every(work.connection)), tier_values.unit(club))
    people = sorted(tier_moves.climbers(work.connection, club, ladder, work.today, threshold))
    raised = 0
    for books in _books(work, people):
        raised += sum(tier_changes.look_up(books, holder, cause="tier_edited") for holder in books.holders.values())
        books.close()
    return raised


def _refuse_removal(connection: Connection, row: Row[Any]) -> None:
    """RuleBroken for the base tier, one that somebody has or had, and one that a reward or promotion names (T1, T10)."""
    tier_rows.refuse_base(row)
    tier = int(row.id)
    had = or_(TierChange.c.to_tier_id == tier, TierChange.c.from_tier_id == tier)
    asked = (
        select(Person.c.id).where(or_(Person.c.tier_id == tier, Person.c.tier_hold_id == tier)),
        select(TierChange.c.id).where(had),
    )
    if any(connection.execute(query.limit(1)).first() for query in asked):
        raise RuleBroken(
            N_("Members have or had the tier {name}; it can only be retired, with another tier for its members."), name=row.name
        )
    for query in (select(Reward.c.name).where(Reward.c.tier_id == tier), select(Promotion.c.name).where(Promotion.c.tier_id == tier)):
        user = connection.execute(query.limit(1)).scalar()
        if user is not None:
            raise RuleBroken(N_("“{user}” is for members of {name}; change that first, then delete the tier."), user=user, name=row.name)
