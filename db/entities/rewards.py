"""Rewards: the catalogue, what was issued from it, and the notices that go out (R1–R9, N1–N6, N9)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from db.base import Big, Day, Moment, Plain, metadata, version

STATES = ("issued", "redeemed", "expired", "revoked")
SOURCES = ("redeemed", "given", "tier", "stamps", "occasion")
KINDS = ("gift", "discount", "free_text")

# What can be had for points, or given (R1).
Reward = Table(
    "rewards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    Column("description", String),
    # 0: not for sale, only to give.
    Column("points", BigInteger, nullable=False),
    Column("active_from", Day),
    Column("active_to", Day),
    Column("stock", Integer),
    Column("at_most", Integer),
    Column("at_most_per", Plain),
    Column("tier_id", Integer, ForeignKey("tiers.id")),
    Column("valid_days", Integer),
    Column("kind", Plain, default="gift", nullable=False),
    Column("staff_note", String),
    Column("retired", Boolean, default=False, nullable=False),
    version(),
    CheckConstraint("points >= 0", name="points_not_negative"),
    CheckConstraint("stock >= 0", name="stock_not_negative"),
    CheckConstraint("(at_most IS NULL) = (at_most_per IS NULL) AND at_most > 0", name="limit_is_whole"),
    CheckConstraint("at_most_per IN ('year', 'life')", name="limit_is_known"),
    CheckConstraint("valid_days > 0", name="valid_days_above_zero"),
    CheckConstraint("active_to >= active_from", name="active_to_after_from"),
    CheckConstraint("kind IN (" + ", ".join(repr(kind) for kind in KINDS) + ")", name="kind_is_known"),
)


# One member's right to one reward; name, points and text are copied, so later edits do not touch it (R4, R8).
Issued = Table(
    "issued_rewards",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("reward_id", Integer, ForeignKey("rewards.id")),
    Column("name", String, nullable=False),
    Column("description", String),
    Column("points", BigInteger, nullable=False),
    Column("state", Plain, default="issued", nullable=False),
    Column("source", Plain, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("expires_on", Day),
    # The day of the last change of state, who made it, and when.
    Column("changed_on", Day, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # The entry that paid for it (R3), the change of tier that gave it (T6, T8), the sale it was handed over with (O1).
    Column("entry_id", Big, ForeignKey("entries.id"), unique=True),
    Column("tier_change_id", Big, ForeignKey("tier_history.id")),
    Column("sale_id", Big, ForeignKey("sales.id")),
    # The day from which its expiry stands still, where the setting says so and the member is not active (R9).
    Column("frozen_from", Day),
    # Whether one was taken from the reward's stock: only that one goes back when it is revoked or expires (R6, R7).
    Column("from_stock", Boolean, default=False, server_default=false(), nullable=False),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    version(),
    CheckConstraint("state IN (" + ", ".join(repr(state) for state in STATES) + ")", name="state_is_known"),
    CheckConstraint("source IN (" + ", ".join(repr(source) for source in SOURCES) + ")", name="source_is_known"),
    CheckConstraint("points >= 0", name="points_not_negative"),
    Index("issued_of_person", "person_id", "state"),
    Index("issued_of_reward", "reward_id", "person_id"),
    Index("issued_expiring", "expires_on", sqlite_where=text("state = 'issued'")),
    UniqueConstraint("op_id", "line"),
)


# The outbox (N5): what a member is to be told, by mail or at the desk. Texts are made when it is sent or shown (N7).
Notice = Table(
    "notices",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("kind", Plain, nullable=False),
    Column("channel", Plain, nullable=False),
    Column("state", Plain, default="waiting", nullable=False),
    Column("day", Day, nullable=False),
    # What it is about, so that the same is not told twice: for instance `reward:3`, `lot:17:30`, `birthday:2026`.
    Column("about", Plain, nullable=False),
    # JSON: the values of the placeholders.
    Column("details", Plain, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    CheckConstraint("channel IN ('mail', 'desk')", name="channel_is_known"),
    CheckConstraint("state IN ('waiting', 'sent', 'told', 'dropped')", name="state_is_known"),
    Index("notices_of_person", "person_id", "kind", "about"),
    Index("notices_waiting", "channel", "person_id", sqlite_where=text("state = 'waiting'")),
)


# Which rewards a member's balance has been told about, and whether it fell below the cost since (N3).
Crossed = Table(
    "notices_crossed",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("reward_id", Integer, ForeignKey("rewards.id"), primary_key=True),
    Column("told_on", Day, nullable=False),
    sqlite_with_rowid=False,
)


# A birthday or an anniversary that was honoured, once a calendar year (N9).
Occasion = Table(
    "occasions",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("kind", Plain, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    CheckConstraint("kind IN ('birthday', 'anniversary')", name="kind_is_known"),
)
