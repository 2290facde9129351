"""The catalogue: what can be had for points, or given (R1, R8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db import named_rows
from db.entities.programme import Programme
from db.entities.rewards import KINDS, Crossed, Issued, Reward
from db.entities.stamps import StampType
from db.entities.tiers import Tier, TierReward
from db.errors import BadValue, FieldsRefused, NotFound, RuleBroken, Told
from db.fields.kinds import LONG_TEXT, Kind, Value, parse_day
from db.fields.manner import Manner
from db.rewards import reward_rules
from db.rewards.reward_rules import RewardRow
from db.steps import Kept, Step
from db.texts import N_
from db.work import Work

# More than any club asks for one reward, or has of it: what is larger is a slip of the hand.
MOST = 1_000_000_000
MOST_DAYS = 3650
GONE = N_("This reward is no longer there; somebody deleted it.")
FIELDS = (
    "name", "description", "points", "active_from", "active_to", "stock", "at_most", "at_most_per", "tier_id", "valid_days", "kind",
    "staff_note",
)  # fmt: skip


def add(
    work: Work, name: str, *, points: int, description: str | None = None, active_from: str | None = None, active_to: str | None = None,
    stock: int | None = None, at_most: int | None = None, at_most_per: str | None = None, tier_id: int | None = None,
    valid_days: int | None = None, kind: str = "gift", staff_note: str | None = None,
) -> RewardRow:  # fmt: skip
    """Put a reward into the catalogue (R1): *points* 0 is only to give, *stock* None without end; FieldsRefused names every bad field."""
    values = {
        "name": name, "description": description, "points": points, "active_from": active_from, "active_to": active_to, "stock": stock,
        "at_most": at_most, "at_most_per": at_most_per, "tier_id": tier_id, "valid_days": valid_days, "kind": kind, "staff_note": staff_note,
    }  # fmt: skip
    columns = _checked(work.connection, values, set(values))
    reward = int(work.connection.execute(insert(Reward).values(**columns).returning(Reward.c.id)).scalar_one())
    work.journal("reward", reward, "created", None, {key: columns[key] for key in FIELDS if columns[key] is not None})
    return one(work.connection, reward)


def edit(work: Work, reward: int, changes: Mapping[str, tuple[Value, Value]]) -> RewardRow:
    """Change a reward; *changes* maps a field to the value that was seen and the new one. What was issued is not touched (R8, A1)."""
    row = named_rows.one(work.connection, Reward, reward, GONE, lock=True)
    wanted = named_rows.merged(row, changes, FIELDS)
    columns = _checked(work.connection, {**row, **wanted}, set(wanted), but=reward)
    named_rows.write(work, Reward, "reward", row, {key: value for key, value in columns.items() if row[key] != value})
    return one(work.connection, reward)


def retire(work: Work, rewards: Sequence[int], *, retired: bool = True) -> int:
    """Take rewards out of the catalogue, or bring them back; what was issued stays (R8). Gives how many changed.

    RuleBroken while a tier, a stamp card or an occasion still gives one of them.
    """
    changed = 0
    for reward in sorted(set(rewards)):
        row = named_rows.one(work.connection, Reward, reward, GONE, lock=True)
        if bool(row["retired"]) != retired:
            if retired:
                _refuse_in_use(work.connection, row, N_("“{name}” is given by {by}; take it out there before retiring it."))
            named_rows.write(work, Reward, "reward", row, {"retired": retired})
            changed += 1
    return changed


def remove(work: Work, rewards: Sequence[int]) -> int:
    """Delete rewards that were never issued and that nothing gives; all or none (R8)."""
    for reward in sorted(set(rewards)):
        row = named_rows.one(work.connection, Reward, reward, GONE, lock=True)
        if work.connection.execute(select(Issued.c.id).where(Issued.c.reward_id == reward).limit(1)).first() is not None:
            raise RuleBroken(N_("“{name}” was issued already and can only be retired."), name=row["name"])
        _refuse_in_use(work.connection, row, N_("“{name}” is given by {by}; take it out there before deleting it."))
        for retired_type in work.connection.execute(select(StampType.c.name).where(StampType.c.reward_id == reward)).scalars():
            raise RuleBroken(
                N_("“{name}” is the reward of the retired stamp card “{by}” and can only be retired."), name=row["name"], by=retired_type
            )
        work.connection.execute(delete(Crossed).where(Crossed.c.reward_id == reward))
        work.connection.execute(delete(Reward).where(Reward.c.id == reward))
        work.journal("reward", reward, "deleted", {key: row[key] for key in FIELDS if row[key] is not None}, None)
    return len(set(rewards))


def undo_created(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Delete rewards that were added; refused once issued (R8). For `undo`: steps ("reward", "created")."""
    remove(work, [step.entity_id for step in steps])
    return ()


def undo_changed(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Put a reward's old fields back where they are still those that the edit wrote (A1). For `undo`: steps ("reward", "changed")."""
    for step in steps:
        row = named_rows.one(work.connection, Reward, step.entity_id, GONE, lock=True)
        if any(row[key] != value for key, value in step.after.items()):
            raise RuleBroken(N_("“{name}” was changed since; nothing was undone."), name=row["name"])
        wanted = {key: value for key, value in step.before.items() if key in FIELDS}
        columns = _checked(work.connection, {**row, **wanted}, set(wanted), but=step.entity_id)
        if "retired" in step.before:
            columns["retired"] = step.before["retired"]
        named_rows.write(work, Reward, "reward", row, columns)
    return ()


def undo_deleted(work: Work, steps: Sequence[Step], /) -> Sequence[Kept]:
    """Have deleted rewards again, under their old ids. For `undo`: steps ("reward", "deleted")."""
    for step in steps:
        values = {**dict.fromkeys(FIELDS), **step.before}
        columns = _checked(work.connection, values, set(FIELDS))
        work.connection.execute(insert(Reward).values(id=step.entity_id, **columns))
        work.journal("reward", step.entity_id, "created", None, dict(step.before))
    return ()


def one(connection: Connection, reward: int) -> RewardRow:
    """A reward of the catalogue; NotFound where there is none."""
    for row in reward_rules.catalogue(connection):
        if row.id == reward:
            return row
    raise NotFound(GONE)


def _refuse_in_use(connection: Connection, row: Mapping[str, Any], sentence: str) -> None:
    """Refuse while something gives this reward by itself, naming it."""
    reward = row["id"]
    tier = connection.execute(
        select(Tier.c.name).join(TierReward, TierReward.c.tier_id == Tier.c.id).where(TierReward.c.reward_id == reward)
    ).scalar()
    stamps = connection.execute(select(StampType.c.name).where(StampType.c.reward_id == reward, StampType.c.retired.is_(False))).scalar()
    occasions = connection.execute(select(Programme.c.occasions_birthday, Programme.c.occasions_anniversary)).one()
    on = (
        "occasions.birthday"
        if occasions[0] == f"reward:{reward}"
        else "occasions.anniversary"
        if occasions[1] == f"reward:{reward}"
        else None
    )
    if (by := tier or stamps or on) is not None:
        raise RuleBroken(sentence, name=row["name"], by=by)


def _checked(connection: Connection, values: Mapping[str, Any], changed: set[str], *, but: int = 0) -> dict[str, Any]:
    """The columns of a reward for the *changed* fields; FieldsRefused names every bad one."""
    columns: dict[str, Any] = {}
    problems: dict[str, Told] = {}
    for key in sorted(changed):
        try:
            columns.update(
                named_rows.named(connection, Reward, values[key], but=but) if key == "name" else {key: _value(connection, key, values[key])}
            )
        except (BadValue, NotFound) as problem:
            problems[key] = problem
    whole = {**values, **columns}
    if not problems:
        if changed & {"at_most", "at_most_per"} and (whole["at_most"] is None) != (whole["at_most_per"] is None):
            problems["at_most"] = BadValue(
                N_("Say how many a member may have and whether in a year or in a lifetime, or neither."), key="at_most"
            )
        if (
            changed & {"active_from", "active_to"}
            and whole["active_from"]
            and whole["active_to"]
            and whole["active_to"] < whole["active_from"]
        ):
            problems["active_to"] = BadValue(N_("The last day lies before the first one."), key="active_to")
    if problems:
        raise FieldsRefused(problems)
    return columns


_WHOLE = {"points": (0, MOST), "stock": (0, MOST), "at_most": (1, MOST), "valid_days": (1, MOST_DAYS)}
_TEXTS: dict[str, Kind] = {"description": LONG_TEXT, "staff_note": LONG_TEXT}


def _value(connection: Connection, key: str, value: Any) -> Any:
    """One field as stored; BadValue or NotFound where it cannot be taken."""
    if key in _WHOLE:
        least, most = _WHOLE[key]
        if key == "points" and value is None:
            raise BadValue(N_("A reward has a number of points; 0 for one that is only given."), key=key)
        return named_rows.whole(value, key, least=least, most=most)
    if key in _TEXTS:
        return _TEXTS[key].parse(value or "", Manner())
    if key in ("active_from", "active_to"):
        day = None if value is None else parse_day(str(value), "ymd")
        if value is not None and day is None:
            raise BadValue(N_("“{text}” is not a date; write it like {example}."), key=key, text=value, example="2026-01-31")
        return day
    if key == "tier_id":
        if value is not None and connection.execute(select(Tier.c.id).where(Tier.c.id == value)).first() is None:
            raise NotFound(N_("This tier is no longer there; somebody deleted it."))
        return value
    allowed = KINDS if key == "kind" else (None, "year", "life")
    if value not in allowed:
        raise BadValue(
            N_("“{text}” is not one of: {choices}."),
            key=key,
            text=value,
            choices=", ".join(str(word) for word in allowed if word is not None),
        )
    return value
