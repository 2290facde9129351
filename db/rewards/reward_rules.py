"""Rewards by the rules: what the catalogue holds, and why a member cannot have something of it now (R1, R2, R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, func, select

from db.asked import Asked
from db.entities.rewards import Issued, Reward
from db.errors import RuleBroken
from db.ledger import store
from db.texts import N_


@dataclass(frozen=True, slots=True)
class RewardRow:
    """A reward of the catalogue (R1); days as ISO text, *points* 0: not for sale, *stock* None: without end."""

    id: int
    name: str
    description: str | None
    points: int
    active_from: str | None
    active_to: str | None
    stock: int | None
    at_most: int | None
    at_most_per: str | None
    tier_id: int | None
    valid_days: int | None
    kind: str
    staff_note: str | None
    retired: bool
    version: int


@dataclass(frozen=True)
class Refusal:
    """Why a reward cannot be had now (R2): *short* for a list, *sentence* for whoever asked, both with `{}` places for *values*."""

    short: str
    sentence: str
    values: Mapping[str, object]

    def told(self, name: str) -> RuleBroken:
        """The refusal of this member."""
        return RuleBroken(self.sentence, **{**self.values, "name": name})


def catalogue(connection: Connection) -> tuple[RewardRow, ...]:
    """Every reward of the catalogue, retired ones too, the cheapest first."""
    return tuple(RewardRow(*row) for row in _CATALOGUE.rows(connection))


_CATALOGUE = Asked(select(*(Reward.c[field.name] for field in fields(RewardRow))).order_by(Reward.c.points, Reward.c.name_key, Reward.c.id))


def judge(reward: RewardRow, *, today: str, tiers: Mapping[int, tuple[str, int]], rank: int, had: int) -> Refusal | None:
    """Why a member of a tier's *rank*, who has *had* the reward so often, cannot have it whatever the balance; None where they can (R1, R2).

    *tiers*: name and rank by id.
    """
    values: dict[str, object] = {"reward": reward.name}
    if reward.retired:
        return Refusal(N_("retired"), N_("“{reward}” is retired; choose another reward."), values)
    if reward.active_from is not None and reward.active_from > today:
        values["day"] = reward.active_from
        return Refusal(N_("not yet"), N_("“{reward}” can be had from {day} on, not yet; choose another reward."), values)
    if reward.active_to is not None and reward.active_to < today:
        values["day"] = reward.active_to
        return Refusal(N_("over"), N_("“{reward}” could be had until {day} and is over; choose another reward."), values)
    if reward.points == 0:
        return Refusal(N_("only given"), N_("“{reward}” is not for sale; give it to the member instead."), values)
    if reward.tier_id is not None and tiers[reward.tier_id][1] > rank:
        values["tier"] = tiers[reward.tier_id][0]
        return Refusal(N_("{tier} only"), N_("“{reward}” is for {tier} only, and {name} is not there yet; choose another reward."), values)
    if reward.stock == 0:
        return sold_out(reward)
    return too_often(reward, had)


def sold_out(reward: RewardRow) -> Refusal:
    """Nothing is left in stock."""
    return Refusal(N_("sold out"), N_("“{reward}” is sold out; raise its stock or choose another reward."), {"reward": reward.name})


def too_often(reward: RewardRow, had: int) -> Refusal | None:
    """A member had the reward as often as one may, in this calendar year or ever (R1)."""
    if reward.at_most is None or had < reward.at_most:
        return None
    sentence = (
        N_("{name} has already had “{reward}” this year as often as one may ({most}); choose another reward.")
        if reward.at_most_per == "year"
        else N_("{name} has already had “{reward}” as often as one may ({most}); choose another reward.")
    )
    return Refusal(N_("already had"), sentence, {"reward": reward.name, "most": reward.at_most})


def since_when(reward: RewardRow, today: str) -> str:
    """The first day that counts for the reward's limit: the first of this calendar year, or ever."""
    return f"{today[:4]}-01-01" if reward.at_most_per == "year" else "0001-01-01"


def state_on(row: Row[Any], today: str) -> str:
    """The state of an issued reward as people see it: past its last day it is expired, whether or not the daily run has noted it (R7, E3)."""
    lapsed = row.state == "issued" and row.frozen_from is None and row.expires_on is not None and row.expires_on < today
    return "expired" if lapsed else str(row.state)


def issued_so_often(connection: Connection, reward: RewardRow, people: Sequence[int], today: str) -> dict[int, int]:
    """How often each of these people was issued a reward within its limit, revoked ones not counted (R1)."""
    found: dict[int, int] = {}
    for part in store.steps(sorted(people)):
        rows = connection.execute(
            select(Issued.c.person_id, func.count().label("times"))
            .where(
                Issued.c.reward_id == reward.id,
                Issued.c.person_id.in_(part),
                Issued.c.state != "revoked",
                Issued.c.issued_on >= since_when(reward, today),
            )
            .group_by(Issued.c.person_id)
        )
        found.update({int(row.person_id): int(row.times) for row in rows})
    return found
