"""Sales with their lines, refunds, stamps and follow-ups (O1–O5, L5, L6). Money is whole numbers of the currency's smallest unit."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from db.base import Big, Day, Plain, metadata

STATES = ("recorded", "partly_refunded", "refunded", "reversed")

# One sale, with the rule by which it earned: a refund goes by that one, never by today's (L6).
Sale = Table(
    "sales",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("receipt", String),
    Column("value", BigInteger, nullable=False),
    Column("eligible", BigInteger, nullable=False),
    Column("refunded", BigInteger, default=0, nullable=False),
    Column("refunded_eligible", BigInteger, default=0, nullable=False),
    Column("state", Plain, default="recorded", nullable=False),
    Column("note", String),
    # The rule of that day: points for each *unit* of money; the multiplier in millionths (tier times promotion).
    Column("unit", BigInteger, nullable=False),
    Column("unit_points", BigInteger, nullable=False),
    Column("multiplier", BigInteger, nullable=False),
    Column("keeps_remainder", Boolean, nullable=False),
    # Whether the maximum of points a sale was met: it then refunds by its remaining amount (L6).
    Column("maximum", BigInteger),
    Column("met_maximum", Boolean, default=False, nullable=False),
    # Units of money that this sale turned into points, and of them those taken back.
    Column("units", BigInteger, default=0, nullable=False),
    Column("units_back", BigInteger, default=0, nullable=False),
    Column("points", BigInteger, default=0, nullable=False),
    Column("points_back", BigInteger, default=0, nullable=False),
    Column("qualifying", BigInteger, default=0, nullable=False),
    Column("qualifying_back", BigInteger, default=0, nullable=False),
    Column("batch", Plain),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    CheckConstraint("value > 0 AND eligible >= 0 AND eligible <= value", name="eligible_within"),
    CheckConstraint(
        "refunded >= 0 AND refunded <= value AND refunded_eligible >= 0 AND refunded_eligible <= eligible", name="refunded_within"
    ),
    CheckConstraint("units_back >= 0 AND units_back <= units AND points_back >= 0 AND points_back <= points", name="back_within"),
    CheckConstraint("qualifying_back >= 0 AND qualifying_back <= qualifying", name="qualifying_within"),
    CheckConstraint("state IN (" + ", ".join(repr(state) for state in STATES) + ")", name="state_is_known"),
    # A receipt once a business date; one that was entered by mistake and reversed does not count (O1).
    Index("sales_receipt_once", "receipt", "business_date", unique=True, sqlite_where=text("state <> 'reversed'")),
    Index("sales_of_person", "person_id", "business_date"),
    # Those that the list of transactions cannot tell from entries.
    Index("sales_without_points", "business_date", "id", sqlite_where=text("points = 0")),
    UniqueConstraint("op_id", "line"),
)


# One line of a sale; quantities in thousandths (O1).
SaleLine = Table(
    "sale_lines",
    metadata,
    Column("id", Big, primary_key=True),
    Column("sale_id", Big, ForeignKey("sales.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("description", String, nullable=False),
    Column("category", String),
    # Folded, to be found: description and category (W3, SC7).
    Column("words", Plain, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("earns", Boolean, nullable=False),
    Column("refunded_quantity", BigInteger, default=0, nullable=False),
    Column("refunded_amount", BigInteger, default=0, nullable=False),
    CheckConstraint("quantity > 0 AND amount >= 0", name="quantity_above_zero"),
    CheckConstraint(
        "refunded_quantity >= 0 AND refunded_quantity <= quantity AND refunded_amount >= 0 AND refunded_amount <= amount",
        name="refunded_within",
    ),
    UniqueConstraint("sale_id", "place"),
)


# One refund of a sale; what it did to the account's remainder, so that it can be reversed (L6, L7).
Refund = Table(
    "refunds",
    metadata,
    Column("id", Big, primary_key=True),
    Column("sale_id", Big, ForeignKey("sales.id"), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("eligible", BigInteger, nullable=False),
    Column("remainder_change", BigInteger, nullable=False),
    # JSON: [[line id, quantity, amount], …] of a refund by lines.
    Column("lines", Plain),
    Column("note", String),
    Column("reversed_by", Plain, ForeignKey("operations.op_id")),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    CheckConstraint("amount > 0 AND eligible >= 0", name="amount_above_zero"),
    Index("refunds_of_sale", "sale_id"),
    UniqueConstraint("op_id", "line"),
)


# What one refund took back of one sale: mostly its own, else the latest that still had a unit (L6).
RefundPart = Table(
    "refund_parts",
    metadata,
    Column("refund_id", Big, ForeignKey("refunds.id"), primary_key=True),
    Column("sale_id", Big, ForeignKey("sales.id"), primary_key=True),
    Column("entry_id", Big, ForeignKey("entries.id")),
    Column("units", BigInteger, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("qualifying", BigInteger, nullable=False),
    Index("refund_parts_of_entry", "entry_id"),
)


# An order may carry something to do (O3).
FollowUp = Table(
    "follow_ups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sale_id", Big, ForeignKey("sales.id"), nullable=False),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("text", String, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("done_on", Day),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    CheckConstraint("length(trim(text)) > 0", name="text_is_there"),
    Index("follow_ups_due", "due_on", sqlite_where=text("done_on IS NULL")),
    Index("follow_ups_of_person", "person_id"),
)


# A date range in which the sales of all, of a tier or of a group earn more (L14); the factor in thousandths.
Promotion = Table(
    "promotions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("starts_on", Day, nullable=False),
    Column("ends_on", Day, nullable=False),
    Column("tier_id", Integer, ForeignKey("tiers.id")),
    Column("group_id", Integer, ForeignKey("groups.id")),
    Column("factor", Integer),
    Column("bonus", Integer),
    Column("version", Integer, nullable=False, default=1, server_default="1"),
    CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    CheckConstraint("(factor IS NULL) <> (bonus IS NULL)", name="factor_or_bonus"),
    CheckConstraint("(factor IS NULL OR factor > 1000) AND (bonus IS NULL OR bonus > 0)", name="gives_more"),
    CheckConstraint("tier_id IS NULL OR group_id IS NULL", name="tier_or_group"),
)


# A named activity that gives points with one click (L14).
Activity = Table(
    "activities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    Column("points", Integer, nullable=False),
    # At most so often in a day, a year or a life; both NULL: no limit.
    Column("at_most", Integer),
    Column("at_most_per", Plain),
    Column("qualifies", Boolean, nullable=False),
    Column("active", Boolean, default=True, nullable=False),
    Column("version", Integer, nullable=False, default=1, server_default="1"),
    CheckConstraint("points > 0", name="points_above_zero"),
    CheckConstraint("(at_most IS NULL) = (at_most_per IS NULL)", name="limit_is_whole"),
    CheckConstraint("at_most_per IN ('day', 'year', 'life')", name="limit_is_known"),
)


# One time that an activity was given to a person.
ActivityGiven = Table(
    "activities_given",
    metadata,
    Column("entry_id", Big, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("activity_id", Integer, ForeignKey("activities.id"), nullable=False),
    Column("day", Day, nullable=False),
    Index("activities_given_to", "person_id", "activity_id", "day"),
)
