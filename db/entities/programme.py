"""The programme: one row with the club's name and settings (rules.md, section 18), and the counters it owns."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Integer, LargeBinary, String, Table

from db.base import Day, Moment, Plain, metadata, version

# The one programme of this database; the columns are its settings; money in the currency's smallest unit.
Programme = Table(
    "programme",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("owner_company", String),
    Column("owner_address", String),
    Column("owner_email", String),
    Column("country", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("language", String, nullable=False),
    Column("time_zone", String, nullable=False),
    # Made by `demo` or `new --trial`: its day may be set beyond the real one (commands.md, --today).
    Column("trial", Boolean, nullable=False),
    Column("phones_shared_allowed", Boolean, default=False, nullable=False),
    Column("duplicates_threshold", Integer, default=70, nullable=False),
    # for_ever, months:N or yearly:MM-DD (K8)
    Column("cards_validity", String, default="for_ever", nullable=False),
    Column("sheets_empty_cell", String, default="keep", nullable=False),
    Column("sheets_export_kept_days", Integer, default=90, nullable=False),
    Column("prints_layout", String, default="a4-c32011", nullable=False),
    # The oldest program schema that may still write here; a migration raises it (reliability.md, *Faults*).
    Column("min_client", Integer, default=1, nullable=False),
    Column("created", Moment, nullable=False),
    version(),
    Column("owner_iban", String),
    Column("logo", LargeBinary),
    # O5: off: nothing earns, nothing is redeemed.
    Column("active", Boolean, default=True, nullable=False),
    # L5: so many points for each so much money, in the currency's smallest unit.
    Column("earn_points", Integer, default=1, nullable=False),
    Column("earn_per", BigInteger, nullable=False),
    Column("earn_keep_remainder", Boolean, default=True, nullable=False),
    Column("earn_minimum", BigInteger),
    Column("earn_maximum_points", BigInteger),
    Column("points_pending_days", Integer, default=0, nullable=False),
    Column("points_shortfall", Plain, default="owe", nullable=False),
    Column("points_give_back_on_refund", Plain, default="ask", nullable=False),
    Column("points_reversal_grace_days", Integer, default=30, nullable=False),
    Column("points_confirm_above", BigInteger),
    Column("expiry_policy", Plain, default="never", nullable=False),
    Column("expiry_length", Integer),
    # MM-DD of the yearly policy (E1).
    Column("expiry_date", Plain),
    Column("expiry_adjustments_are_activity", Boolean, default=False, nullable=False),
    Column("expiry_shorten_notice_days", Integer, default=60, nullable=False),
    Column("notes_required", Plain, default="manual_and_sales", nullable=False),
    Column("notes_public_default", String, default="Manual adjustments", nullable=False),
    Column("entry_backdate_days", Integer, default=31, nullable=False),
    Column("tiers_measure", Plain, default="points", nullable=False),
    Column("tiers_period", Plain, default="rolling", nullable=False),
    Column("tiers_count_bonus", Boolean, default=True, nullable=False),
    Column("tiers_count_adjustments", Boolean, default=True, nullable=False),
    Column("tiers_grace_days", Integer, default=0, nullable=False),
    Column("tiers_downgrade", Plain, default="to_earned", nullable=False),
    Column("rewards_expired_give_back", Boolean, default=False, nullable=False),
    Column("rewards_freeze_stops_expiry", Boolean, default=False, nullable=False),
    Column("passes_pause_moves_expiry", Boolean, default=True, nullable=False),
    Column("prospects_welcome_points", Integer, default=0, nullable=False),
    Column("notices_repeat_days", Integer, default=7, nullable=False),
    # N6: a warning and a last chance, in days before.
    Column("notices_expiry_lead_days", Plain, default="30 and 7", nullable=False),
    # N9: nothing, reward:ID or points:N, and how many days before.
    Column("occasions_birthday", Plain, default="nothing", nullable=False),
    Column("occasions_birthday_days_before", Integer, default=0, nullable=False),
    Column("occasions_anniversary", Plain, default="nothing", nullable=False),
    Column("occasions_anniversary_days_before", Integer, default=0, nullable=False),
    Column("sheets_undo_days", Integer, default=365, nullable=False),
    # The last day that the daily run has done; which desk runs it now, and since when (E3).
    Column("daily_done_on", Day),
    Column("daily_desk", String),
    Column("daily_started_at", Moment),
    CheckConstraint("id = 1", name="only_one"),
    CheckConstraint("length(country) = 2", name="country_is_iso"),
    CheckConstraint("length(currency) = 3", name="currency_is_iso"),
    CheckConstraint("sheets_empty_cell IN ('keep', 'erase')", name="empty_cell_is_known"),
    CheckConstraint("sheets_export_kept_days >= 0", name="kept_days_not_negative"),
    CheckConstraint("duplicates_threshold BETWEEN 1 AND 100", name="threshold_is_a_score"),
    CheckConstraint("earn_points > 0 AND earn_per > 0", name="earns_something"),
    CheckConstraint("earn_minimum > 0", name="minimum_above_zero"),
    CheckConstraint("earn_maximum_points > 0", name="maximum_above_zero"),
    CheckConstraint("points_confirm_above > 0", name="confirm_above_zero"),
    CheckConstraint("expiry_length > 0", name="length_above_zero"),
    CheckConstraint(
        "points_pending_days >= 0 AND points_reversal_grace_days >= 0 AND entry_backdate_days >= 0", name="points_days_not_negative"
    ),
    CheckConstraint(
        "expiry_shorten_notice_days >= 0 AND tiers_grace_days >= 0 AND notices_repeat_days >= 0", name="notice_days_not_negative"
    ),
    CheckConstraint("occasions_birthday_days_before >= 0 AND occasions_anniversary_days_before >= 0", name="days_before_not_negative"),
    CheckConstraint("prospects_welcome_points >= 0 AND sheets_undo_days >= 0", name="others_not_negative"),
    CheckConstraint("points_shortfall IN ('owe', 'write_off')", name="shortfall_is_known"),
    CheckConstraint("points_give_back_on_refund IN ('ask', 'always', 'never')", name="give_back_is_known"),
    CheckConstraint(
        "expiry_policy IN ('never', 'days', 'months', 'end_of_month', 'end_of_quarter', 'end_of_year', 'yearly', 'inactivity')",
        name="policy_is_known",
    ),
    CheckConstraint("notes_required IN ('everywhere', 'manual_and_sales', 'manual', 'never')", name="notes_are_known"),
    CheckConstraint("tiers_measure IN ('points', 'spend', 'visits')", name="measure_is_known"),
    CheckConstraint("tiers_period IN ('rolling', 'calendar_year', 'membership_year', 'lifetime')", name="period_is_known"),
    CheckConstraint("tiers_downgrade IN ('to_earned', 'one_step')", name="downgrade_is_known"),
)


# The next number of something that must be dense: taken in the writing transaction, so a rollback leaves no gap.
Counter = Table(
    "counters",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("next", Integer, nullable=False),
)
