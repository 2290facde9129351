"""Tiers: the status levels of the programme (T1)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, Versioned


class Tier(Versioned, Base):
    """A status level; rank 0 with threshold 0 is the base tier. Ranks and thresholds rise together (T1)."""

    __tablename__ = "tiers"
    __table_args__ = (
        CheckConstraint("rank >= 0 AND threshold >= 0", name="not_negative"),
        CheckConstraint("rank > 0 OR (threshold = 0 AND active)", name="base_stays"),
        CheckConstraint("colour LIKE '#______'", name="colour_is_hex"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Plain, unique=True)
    rank: Mapped[int] = mapped_column(unique=True)
    threshold: Mapped[int]
    colour: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
