"""Benefit cards and who holds them (B1, B3)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Plain, Versioned


class BenefitCard(Versioned, Base):
    """A named standing benefit; its three texts are mandatory and limited (B1)."""

    __tablename__ = "benefit_cards"
    __table_args__ = (
        CheckConstraint("length(trim(name)) BETWEEN 1 AND 40", name="name_fits"),
        CheckConstraint("length(trim(benefit)) BETWEEN 1 AND 120", name="benefit_fits"),
        CheckConstraint("length(trim(conditions)) BETWEEN 1 AND 300", name="conditions_fit"),
        CheckConstraint("colour LIKE '#______'", name="colour_is_hex"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Plain, unique=True)
    benefit: Mapped[str]
    conditions: Mapped[str]
    colour: Mapped[str | None]
    last_day: Mapped[str | None] = mapped_column(Day)


class Allocation(Base):
    """One person's holding of a benefit card; at most one is open (B3)."""

    __tablename__ = "allocations"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        Index(
            "allocations_one_open",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "allocations_holders",
            "benefit_card_id",
            "person_id",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        UniqueConstraint("op_id", "line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    benefit_card_id: Mapped[int] = mapped_column(ForeignKey("benefit_cards.id"))
    started_on: Mapped[str] = mapped_column(Day)
    ended_on: Mapped[str | None] = mapped_column(Day)
    op_id: Mapped[str] = mapped_column(ForeignKey("operations.op_id"))
    line: Mapped[int]
