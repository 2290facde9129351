"""Benefit cards and who holds them (B1, B3)."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, false, text

from db.base import Day, Plain, metadata, version

# A named standing benefit; its three texts are mandatory and limited (B1).
BenefitCard = Table(
    "benefit_cards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, nullable=False),
    Column("benefit", String, nullable=False),
    Column("conditions", String, nullable=False),
    Column("colour", String),
    Column("last_day", Day),
    # Deleted when nobody held it any more; history keeps the texts (B5).
    Column("deleted", Boolean, default=False, server_default=false(), nullable=False),
    version(),
    Index("benefit_cards_name_once", "name_key", unique=True, sqlite_where=text("NOT deleted")),
    CheckConstraint("length(trim(name)) BETWEEN 1 AND 40", name="name_fits"),
    CheckConstraint("length(trim(benefit)) BETWEEN 1 AND 120", name="benefit_fits"),
    CheckConstraint("length(trim(conditions)) BETWEEN 1 AND 300", name="conditions_fit"),
    CheckConstraint("colour LIKE '#______'", name="colour_is_hex"),
)


# One person's holding of a benefit card; at most one is open (B3).
Allocation = Table(
    "allocations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("benefit_card_id", Integer, ForeignKey("benefit_cards.id"), nullable=False),
    Column("started_on", Day, nullable=False),
    Column("ended_on", Day),
    # The allocation that took its place, and who ended it (B3).
    Column("replaced_by", Integer, ForeignKey("allocations.id")),
    Column("ended_by", Plain, ForeignKey("operations.op_id")),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    Index(
        "allocations_one_open",
        "person_id",
        unique=True,
        sqlite_where=text("ended_on IS NULL"),
    ),
    Index(
        "allocations_holders",
        "benefit_card_id",
        "person_id",
        sqlite_where=text("ended_on IS NULL"),
    ),
    UniqueConstraint("op_id", "line"),
)
