"""Punch passes and subscriptions: types, passes sold, uses and pauses (PP1–PP5, U1)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, text

from db.base import Big, Day, Moment, Plain, metadata, version

STATES = ("active", "paused", "used_up", "expired", "cancelled")
PERIODS = ("month", "quarter", "year")

# A kind of pass; with a period it is a subscription (PP1, U1).
PassType = Table(
    "pass_types",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    # Uses in all, or in each period; NULL: without limit (subscriptions only).
    Column("uses", Integer),
    Column("period", Plain),
    Column("renewal", Plain),
    Column("carries_over", Boolean, default=False, nullable=False),
    Column("valid_days", Integer),
    Column("valid_months", Integer),
    Column("price", BigInteger),
    Column("starts", Plain, default="sale", nullable=False),
    Column("household", Boolean, default=False, nullable=False),
    Column("retired", Boolean, default=False, nullable=False),
    version(),
    CheckConstraint("uses > 0", name="uses_above_zero"),
    CheckConstraint("uses IS NOT NULL OR period IS NOT NULL", name="limit_or_period"),
    CheckConstraint("period IN ('month', 'quarter', 'year')", name="period_is_known"),
    CheckConstraint("renewal IN ('automatic', 'on_payment')", name="renewal_is_known"),
    CheckConstraint("(period IS NULL) = (renewal IS NULL)", name="period_has_renewal"),
    CheckConstraint("starts IN ('sale', 'first_use')", name="starts_is_known"),
    CheckConstraint("valid_days IS NULL OR valid_months IS NULL", name="one_validity"),
    CheckConstraint("valid_days > 0", name="valid_days_above_zero"),
    CheckConstraint("valid_months > 0", name="valid_months_above_zero"),
    CheckConstraint("price >= 0", name="price_not_negative"),
)


# One pass of one member; what was agreed is copied, so changing the type does not touch it (PP5).
Pass = Table(
    "passes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("type_id", Integer, ForeignKey("pass_types.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("state", Plain, default="active", nullable=False),
    # Uses that are left, of the pass or of the present period; NULL: without limit.
    Column("uses", Integer),
    Column("uses_left", Integer),
    Column("price", BigInteger),
    Column("sold_on", Day, nullable=False),
    Column("starts", Plain, nullable=False),
    # NULL until the first use of a pass that starts with it.
    Column("starts_on", Day),
    Column("expires_on", Day),
    Column("valid_days", Integer),
    Column("valid_months", Integer),
    Column("household", Boolean, nullable=False),
    Column("period", Plain),
    Column("renewal", Plain),
    Column("carries_over", Boolean, default=False, nullable=False),
    Column("period_starts_on", Day),
    Column("period_ends_on", Day),
    # Further periods that are paid for already; NULL where renewal is automatic (U1).
    Column("paid_ahead", Integer),
    # Cancelled from the end of the present period (U1).
    Column("ends_with_period", Boolean, default=False, nullable=False),
    Column("ended_on", Day),
    Column("note", String),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    version(),
    CheckConstraint("uses_left >= 0", name="uses_left_not_negative"),
    CheckConstraint("(uses IS NULL) = (uses_left IS NULL)", name="limit_is_whole"),
    CheckConstraint("paid_ahead >= 0", name="paid_ahead_not_negative"),
    CheckConstraint("starts IN ('sale', 'first_use')", name="starts_is_known"),
    CheckConstraint("state IN (" + ", ".join(repr(state) for state in STATES) + ")", name="state_is_known"),
    Index("passes_of_person", "person_id", "state"),
    Index("passes_expiring", "expires_on", sqlite_where=text("state IN ('active', 'paused')")),
    Index("passes_renewing", "period_ends_on", sqlite_where=text("state IN ('active', 'paused')")),
)


# One use (label: *Entry*) of a pass; an undone one stays, marked (PP2).
PassUse = Table(
    "pass_uses",
    metadata,
    Column("id", Big, primary_key=True),
    Column("pass_id", Integer, ForeignKey("passes.id"), nullable=False),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("text", String),
    Column("undone_at", Moment),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Index("pass_uses_of_pass", "pass_id"),
    Index("pass_uses_of_person", "person_id", "day"),
)


# From when until when a pass rests; NULL: until it is resumed by hand (PP3).
PassPause = Table(
    "pass_pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pass_id", Integer, ForeignKey("passes.id"), nullable=False),
    Column("starts_on", Day, nullable=False),
    Column("ends_on", Day),
    # Whether expiry and period move by the days paused, as the programme had it then.
    Column("moves_expiry", Boolean, nullable=False),
    Column("note", String),
    CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    Index("pass_pauses_of_pass", "pass_id"),
)
