"""Stamp cards (SC1–SC7): types, the cards of members, and every stamp given or taken."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from db.base import Big, Day, Plain, metadata, version

# A kind of stamp card (SC1), and how it earns from sales (SC7).
StampType = Table(
    "stamp_types",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("reward_id", Integer, ForeignKey("rewards.id"), nullable=False),
    # Days after the first stamp on which a card ends; NULL: never.
    Column("valid_days", Integer),
    Column("per_day", Integer),
    Column("renews", Boolean, default=True, nullable=False),
    # none, sale, amount (one for each *earn_per* of money) or quantity (of lines whose words hold *match*).
    Column("earns", Plain, default="none", nullable=False),
    Column("earn_per", BigInteger),
    Column("match", String),
    Column("retired", Boolean, default=False, nullable=False),
    version(),
    CheckConstraint("needed >= 1", name="needed_from_one"),
    CheckConstraint("valid_days > 0", name="valid_days_above_zero"),
    CheckConstraint("per_day > 0", name="per_day_above_zero"),
    CheckConstraint("earns IN ('none', 'sale', 'amount', 'quantity')", name="earns_is_known"),
    CheckConstraint("(earns = 'amount') = (earn_per IS NOT NULL)", name="amount_has_per"),
    CheckConstraint("earn_per > 0", name="earn_per_above_zero"),
    CheckConstraint("(earns = 'quantity') = (match IS NOT NULL)", name="quantity_has_match"),
)


# One card of one member; at most one of a type is open (SC2).
StampCard = Table(
    "stamp_cards",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("type_id", Integer, ForeignKey("stamp_types.id"), nullable=False),
    Column("stamps", Integer, nullable=False),
    # As they were when the card was opened: a later edit of the type does not touch it.
    Column("needed", Integer, nullable=False),
    Column("state", Plain, default="open", nullable=False),
    Column("opened_on", Day, nullable=False),
    Column("expires_on", Day),
    Column("completed_on", Day),
    Column("issued_id", Big, ForeignKey("issued_rewards.id"), unique=True),
    CheckConstraint("stamps >= 0 AND stamps <= needed", name="stamps_within"),
    CheckConstraint("state IN ('open', 'complete', 'expired')", name="state_is_known"),
    CheckConstraint("(state = 'complete') = (completed_on IS NOT NULL)", name="complete_has_day"),
    Index("stamp_cards_one_open", "person_id", "type_id", unique=True, sqlite_where=text("state = 'open'")),
    Index("stamp_cards_of_person", "person_id", "type_id", "id"),
    Index("stamp_cards_expiring", "expires_on", sqlite_where=text("state = 'open'")),
)


# Stamps given or taken in one act, with note and public comment (SC5); stands for good.
StampMove = Table(
    "stamp_moves",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("type_id", Integer, ForeignKey("stamp_types.id"), nullable=False),
    Column("stamps", Integer, nullable=False),
    Column("day", Day, nullable=False),
    Column("sale_id", Big, ForeignKey("sales.id")),
    Column("sale_line_id", Big, ForeignKey("sale_lines.id")),
    Column("note", String),
    Column("comment", String),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    Index("stamp_moves_of_person", "person_id", "type_id", "day"),
    Index("stamp_moves_of_sale", "sale_id"),
    UniqueConstraint("op_id", "line"),
)


# What a member has beside the open card of a type: money that gave no stamp yet, and stamps owed after a refund (SC7).
StampBalance = Table(
    "stamp_balances",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("type_id", Integer, ForeignKey("stamp_types.id"), primary_key=True),
    Column("remainder", BigInteger, default=0, nullable=False),
    Column("owed", Integer, default=0, nullable=False),
    CheckConstraint("remainder >= 0 AND owed >= 0", name="not_negative"),
)
