"""Tiers: the status levels of the programme, what reaching one gives, and who stood where (T1, T6, T9)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.base import Big, Day, Plain, metadata, version

CAUSES = ("registered", "earned", "renewed", "review", "manual", "hold_ended", "reversal", "merge", "import", "tier_edited", "undo")
HOLDS = ("at_least", "exactly")

# A status level; rank 0 with threshold 0 is the base tier. Ranks and thresholds rise together (T1).
Tier = Table(
    "tiers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    Column("rank", Integer, unique=True, nullable=False),
    # In points, whole units of money, or visits, as the programme measures (T2).
    Column("threshold", BigInteger, nullable=False),
    Column("colour", String, nullable=False),
    Column("benefits", String),
    # Thousandths: 1500 earns half as much again.
    Column("multiplier", Integer, default=1000, server_default="1000", nullable=False),
    Column("active", Boolean, default=True, nullable=False),
    version(),
    CheckConstraint("rank >= 0 AND threshold >= 0", name="not_negative"),
    CheckConstraint("multiplier > 0", name="multiplier_above_zero"),
    CheckConstraint("rank > 0 OR (threshold = 0 AND active)", name="base_stays"),
    CheckConstraint("colour LIKE '#______'", name="colour_is_hex"),
)


# A catalogue reward that reaching a tier gives (T1, T6).
TierReward = Table(
    "tier_rewards",
    metadata,
    Column("tier_id", Integer, ForeignKey("tiers.id"), primary_key=True),
    Column("reward_id", Integer, ForeignKey("rewards.id"), primary_key=True),
)


# Every change of a member's tier (T9).
TierChange = Table(
    "tier_history",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("from_tier_id", Integer, ForeignKey("tiers.id")),
    Column("to_tier_id", Integer, ForeignKey("tiers.id"), nullable=False),
    Column("cause", Plain, nullable=False),
    # The qualifying value then, in the measure's unit (money: the smallest unit).
    Column("value", BigInteger, nullable=False),
    Column("review_on", Day),
    Column("operator", String, nullable=False),
    Column("note", String),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    CheckConstraint("cause IN (" + ", ".join(repr(cause) for cause in CAUSES) + ")", name="cause_is_known"),
    Index("tier_history_of_person", "person_id", "id"),
    UniqueConstraint("op_id", "line"),
)
