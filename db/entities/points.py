"""Points: accounts, immutable entries and the lots they open (L1, L2)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from db.base import Big, Day, Moment, Plain, metadata

KINDS = ("earn", "bonus", "adjust", "redeem", "refund", "expire", "reversal", "forfeit", "opening", "reinstate", "write_off")


# What points belong to: one for every person from birth; a merge hands it over (D4). Its figures are the stored truth (L2).
Account = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("points", BigInteger, default=0, nullable=False),
    Column("pending", BigInteger, default=0, nullable=False),
    Column("owed", BigInteger, default=0, nullable=False),
    Column("seq", Integer, default=0, nullable=False),
    # The first day on which a lot has lapsed or becomes available: from then on the figures are computed from the lots until they are settled (L2).
    Column("next_change_on", Day),
    # Money that has not earned a point yet, in the currency's smallest unit (L5).
    Column("remainder", BigInteger, default=0, server_default="0", nullable=False),
    # The hash of the last entry: that one cannot be taken away or altered unnoticed either.
    Column("head", LargeBinary(32)),
    # Points that waited for registering count for tiers from that day (P7).
    Column("counts_from", Day),
    CheckConstraint("points >= 0 AND pending >= 0 AND owed >= 0 AND seq >= 0 AND remainder >= 0", name="never_below_zero"),
    CheckConstraint("points = 0 OR owed = 0", name="never_both"),
    Index("accounts_by_points", "points", "person_id"),
    Index("accounts_by_person", "person_id"),
    Index("accounts_by_next_change", "next_change_on"),
)


# One immutable movement of points (L1); a trigger refuses UPDATE and DELETE, the hash chains it to the one before.
Entry = Table(
    "entries",
    metadata,
    Column("id", Big, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Plain, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("qualifying", BigInteger, nullable=False),
    Column("reason", String),
    Column("business_date", Day, nullable=False),
    # The day on which its qualifying points count: of a refund or reversal that of the entry it takes back (T4).
    Column("qualifies_on", Day, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("operator", String, nullable=False),
    Column("desk", String, nullable=False),
    Column("reference", String),
    Column("sale_id", Big, ForeignKey("sales.id")),
    Column("reverses_id", Big, ForeignKey("entries.id"), unique=True),
    Column("batch", String),
    Column("balance_after", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    Index("entries_of_sale", "sale_id"),
    # The order of the list of transactions, and its filter on the date.
    Index("entries_by_date", "business_date", "id"),
    UniqueConstraint("account_id", "seq"),
    UniqueConstraint("op_id", "line"),
    CheckConstraint("kind IN (" + ", ".join(repr(kind) for kind in KINDS) + ")", name="kind_is_known"),
    CheckConstraint("seq >= 1", name="seq_from_one"),
)


# The free text of an entry, apart from it so that anonymising may clear it (G3): internal note and public comment.
EntryText = Table(
    "entry_texts",
    metadata,
    Column("entry_id", Big, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    Column("note", String),
    Column("comment", String),
)


# The points of one positive entry, with their own dates, and what remains of them (L2).
Lot = Table(
    "lots",
    metadata,
    Column("entry_id", Big, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("remaining", BigInteger, nullable=False),
    # NULL only while its owner is a prospect: the points wait (P7).
    Column("available_from", Day),
    Column("expires_on", Day),
    Column("policy", String, nullable=False),
    # Whether a reversal has lengthened it already: that happens once (L7).
    Column("graced", Boolean, default=False, server_default=false(), nullable=False),
    CheckConstraint("remaining >= 0 AND remaining <= points", name="remaining_within"),
    Index("lots_by_account", "account_id", "expires_on"),
)


# Which lots a negative entry used, and how much of each (L2); a debt that was paid later stands here too, under the entry that owed.
Consumption = Table(
    "consumption",
    metadata,
    Column("id", Big, primary_key=True),
    Column("entry_id", Big, ForeignKey("entries.id"), nullable=False),
    Column("lot_id", Big, ForeignKey("lots.entry_id"), nullable=False),
    Column("points", BigInteger, nullable=False),
    CheckConstraint("points > 0", name="points_above_zero"),
    Index("consumption_of_entry", "entry_id"),
    Index("consumption_of_lot", "lot_id"),
)


# What a negative entry could not take from any lot: owed until a later lot pays it (L8).
Debt = Table(
    "debts",
    metadata,
    Column("entry_id", Big, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("remaining", BigInteger, nullable=False),
    CheckConstraint("points > 0 AND remaining >= 0 AND remaining <= points", name="remaining_within"),
    Index("debts_by_account", "account_id", sqlite_where=text("remaining > 0")),
)
