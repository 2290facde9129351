"""What the Rewards tab reads together: catalogue, kinds of stamp cards and passes, and the counts beside the lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from db.operations import pass_types, stamps
from db.operations.choices import Named, choices
from db.rewards.reward_rules import RewardRow, catalogue
from db.search import Connection, issued

NONE = issued.Counts(0, 0, 0)


@dataclass(frozen=True)
class Overview:
    """Everything but the issued rewards, which are too many. *of_reward*: outstanding and ever issued, by the reward's id."""

    today: date
    rewards: tuple[RewardRow, ...] = ()
    of_reward: dict[int, tuple[int, int]] = field(default_factory=dict)
    counts: issued.Counts = NONE
    stamp_types: tuple[stamps.TypeRow, ...] = ()
    pass_types: tuple[pass_types.TypeRow, ...] = ()
    tiers: tuple[Named, ...] = ()


def overview(connection: Connection, today: date) -> Overview:
    """Read it; on another thread."""
    return Overview(
        today,
        catalogue(connection),
        issued.by_reward(connection, today),
        issued.counts(connection, today),
        stamps.types(connection, today),
        pass_types.types(connection),
        choices(connection).tiers,
    )
