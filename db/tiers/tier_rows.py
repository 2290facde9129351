"""The tiers' rows: read, checked, compared with each other and written (T1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from db import texts
from db.entities.rewards import Reward
from db.entities.tiers import Tier, TierReward
from db.errors import BadValue, FieldsRefused, NotFound, RuleBroken, Told
from db.fields.kinds import Kind, Line
from db.fields.manner import Manner
from db.named_rows import fault_of_colour
from db.texts import N_
from db.work import Work

NAME, BENEFITS = Line("text", longest=40), Kind("long_text", longest=1000)
MOST = 1_000_000_000
# Thousandths: a tier earns at most a hundredfold.
MOST_TIMES = 100_000
DETAILS = ("name", "threshold", "multiplier", "colour", "benefits", "rewards")


@dataclass(frozen=True)
class Rung:
    """A tier on the ladder."""

    id: int
    name: str
    rank: int
    threshold: int
    active: bool


def rungs(rows: Sequence[Row[Any]]) -> list[Rung]:
    """The tiers as the ladder takes them."""
    return [Rung(row.id, row.name, row.rank, row.threshold, bool(row.active)) for row in rows]


def every(connection: Connection, *, lock: bool = False) -> list[Row[Any]]:
    """Every tier by rank; locked when one is to be changed, for thresholds are compared with each other (T1)."""
    if lock:
        connection.execute(select(Tier.c.id).order_by(Tier.c.id).with_for_update()).all()
    return list(connection.execute(select(Tier).order_by(Tier.c.rank)))


def one_of(rows: Sequence[Row[Any]], tier: int) -> Row[Any]:
    """The tier with this id; NotFound where it was deleted."""
    found = next((row for row in rows if row.id == tier), None)
    if found is None:
        raise NotFound(N_("This tier is no longer there; somebody deleted it."))
    return found


def details(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """The details of a tier by their keys."""
    return {**{key: getattr(row, key) for key in DETAILS if key != "rewards"}, "rewards": rewards_of(connection).get(row.id, ())}


def make_room(work: Work, rows: Sequence[Row[Any]], threshold: int) -> int:
    """The rank of a new tier with this threshold; the tiers from there on stand one higher (T1)."""
    rank = 1 + max(int(row.rank) for row in rows if row.active and row.threshold < threshold)
    # From the top down, so that no rank is there twice on the way.
    for row in sorted(rows, key=lambda row: -row.rank):
        if row.rank >= rank:
            work.connection.execute(update(Tier).where(Tier.c.id == row.id).values(rank=row.rank + 1))
    return rank


def rewards_of(connection: Connection) -> dict[int, tuple[int, ...]]:
    """The entry rewards of each tier, by their ids (T1)."""
    found: dict[int, tuple[int, ...]] = {}
    for row in connection.execute(select(TierReward).order_by(TierReward.c.tier_id, TierReward.c.reward_id)):
        found[row.tier_id] = (*found.get(row.tier_id, ()), int(row.reward_id))
    return found


def put_rewards(work: Work, tier: int, rewards: Sequence[int]) -> None:
    """Have a tier give exactly these entry rewards."""
    work.connection.execute(delete(TierReward).where(TierReward.c.tier_id == tier))
    if rewards:
        work.connection.execute(insert(TierReward), [{"tier_id": tier, "reward_id": reward} for reward in rewards])


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Details as the journal keeps them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def write(work: Work, rows: Sequence[Row[Any]], row: Row[Any], wanted: Mapping[str, Any]) -> None:
    """Write these details of a locked tier, after asking whether they may stand (T1)."""
    if not wanted:
        return
    if "name" in wanted:
        refuse_taken(rows, str(wanted["name"]), row.id)
    if "threshold" in wanted:
        if row.rank == 0:
            raise RuleBroken(N_("{name} is the base tier: everybody has it, so its threshold stays 0."), name=row.name)
        refuse_misplaced(rows, wanted["threshold"], row.id)
    before = details(work.connection, row)
    columns = {key: value for key, value in wanted.items() if key != "rewards"}
    if "name" in wanted:
        columns["name_key"] = key_of(str(wanted["name"]))
    work.connection.execute(update(Tier).where(Tier.c.id == row.id).values(**columns, version=row.version + 1))
    if "rewards" in wanted:
        put_rewards(work, row.id, wanted["rewards"])
    work.journal("tier", row.id, "changed", told({key: before[key] for key in wanted}), told(wanted))


def checked(connection: Connection, values: Mapping[str, Any]) -> dict[str, Any]:
    """The details as stored; FieldsRefused names every bad one."""
    problems: dict[str, Told] = {}
    kept: dict[str, Any] = {}
    for key, kind in (("name", NAME), ("benefits", BENEFITS)):
        try:
            kept[key] = kind.parse(str(values[key] or ""), Manner())
        except BadValue as problem:
            problems[key] = problem
    if "name" not in problems and kept["name"] is None:
        problems["name"] = BadValue(N_("The tier needs a name."), key="name")
    kept["threshold"], kept["multiplier"], kept["colour"] = values["threshold"], values["multiplier"], values["colour"]
    if isinstance(kept["threshold"], bool) or not isinstance(kept["threshold"], int) or not 0 <= kept["threshold"] <= MOST:
        problems["threshold"] = BadValue(N_("A threshold is a whole number from 0 to {most}."), key="threshold", most=MOST)
    if isinstance(kept["multiplier"], bool) or not isinstance(kept["multiplier"], int) or not 0 < kept["multiplier"] <= MOST_TIMES:
        problems["multiplier"] = BadValue(N_("A multiplier is above 0 and at most 100, with three decimals at most."), key="multiplier")
    if (fault := fault_of_colour(kept["colour"])) is not None:
        problems["colour"] = fault
    kept["rewards"] = tuple(sorted(set(values["rewards"])))
    known = set(connection.execute(select(Reward.c.id).where(Reward.c.id.in_(kept["rewards"]))).scalars()) if kept["rewards"] else set()
    if known != set(kept["rewards"]):
        problems["rewards"] = NotFound(N_("A reward of this tier is no longer in the catalogue; choose again."))
    if problems:
        raise FieldsRefused(problems)
    return kept


def key_of(name: str) -> str:
    """The key by which names are unique."""
    return texts.fold(texts.clean(name))


def refuse_taken(rows: Sequence[Row[Any]], name: str, but: int | None) -> None:
    """Names are unique whatever the case (T1)."""
    found = next((row for row in rows if row.name_key == key_of(name) and row.id != but), None)
    if found is not None:
        raise BadValue(N_("There is a tier “{name}” already; choose another name."), name=found.name, key="name")


def refuse_misplaced(rows: Sequence[Row[Any]], threshold: int, tier: int | None) -> None:
    """Ranks and thresholds rise together among the tiers in use (T1)."""
    others = [row for row in rows if row.active and row.id != tier]
    same = next((row for row in others if row.threshold == threshold), None)
    if same is not None:
        raise BadValue(
            N_("{name} has the threshold {threshold} already; two tiers cannot be reached by the same value."),
            key="threshold", name=same.name, threshold=threshold,
        )  # fmt: skip
    if tier is None:
        return
    row = one_of(rows, tier)
    below = [other for other in others if other.rank < row.rank and other.threshold >= threshold]
    above = [other for other in others if other.rank > row.rank and other.threshold <= threshold]
    for wrong, text in (
        (below[-1:], N_("{name} stands above {other}, so it needs a threshold above {threshold}.")),
        (above[:1], N_("{name} stands below {other}, so it needs a threshold below {threshold}.")),
    ):
        for other in wrong:
            raise BadValue(text, key="threshold", name=row.name, other=other.name, threshold=other.threshold)


def refuse_base(row: Row[Any]) -> None:
    """The base tier always exists and is in use (T1)."""
    if row.rank == 0:
        raise RuleBroken(N_("{name} is the base tier; everybody starts there, so it stays."), name=row.name)
