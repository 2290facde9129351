"""The programme: one row with the club's name and settings (rules.md, section 18), and the counters it owns."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table

from db.base import Moment, Plain, metadata, version

# The one programme of this database; the columns are the settings that are needed now.
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
    CheckConstraint("id = 1", name="only_one"),
    CheckConstraint("length(country) = 2", name="country_is_iso"),
    CheckConstraint("length(currency) = 3", name="currency_is_iso"),
    CheckConstraint("sheets_empty_cell IN ('keep', 'erase')", name="empty_cell_is_known"),
    CheckConstraint("sheets_export_kept_days >= 0", name="kept_days_not_negative"),
    CheckConstraint("duplicates_threshold BETWEEN 1 AND 100", name="threshold_is_a_score"),
)


# The next number of something that must be dense: taken in the writing transaction, so a rollback leaves no gap.
Counter = Table(
    "counters",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("next", Integer, nullable=False),
)
