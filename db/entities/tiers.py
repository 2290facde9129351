"""Tiers: the status levels of the programme (T1)."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table

from db.base import Plain, metadata, version

# A status level; rank 0 with threshold 0 is the base tier. Ranks and thresholds rise together (T1).
Tier = Table(
    "tiers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    Column("rank", Integer, unique=True, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("colour", String, nullable=False),
    Column("active", Boolean, default=True, nullable=False),
    version(),
    CheckConstraint("rank >= 0 AND threshold >= 0", name="not_negative"),
    CheckConstraint("rank > 0 OR (threshold = 0 AND active)", name="base_stays"),
    CheckConstraint("colour LIKE '#______'", name="colour_is_hex"),
)
