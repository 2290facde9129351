"""The programme: one row with the club's name and settings (rules.md, section 18), and the counters it owns."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Moment, Plain, Versioned


class Programme(Versioned, Base):
    """The one programme of this database; the columns are the settings that are needed now."""

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("length(country) = 2", name="country_is_iso"),
        CheckConstraint("length(currency) = 3", name="currency_is_iso"),
        CheckConstraint("sheets_empty_cell IN ('keep', 'erase')", name="empty_cell_is_known"),
        CheckConstraint("sheets_export_kept_days >= 0", name="kept_days_not_negative"),
        CheckConstraint("duplicates_threshold BETWEEN 1 AND 100", name="threshold_is_a_score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    owner_company: Mapped[str | None]
    owner_address: Mapped[str | None]
    owner_email: Mapped[str | None]
    country: Mapped[str]
    currency: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    # Made by `demo` or `new --trial`: its day may be set beyond the real one (commands.md, --today).
    trial: Mapped[bool]
    phones_shared_allowed: Mapped[bool] = mapped_column(default=False)
    duplicates_threshold: Mapped[int] = mapped_column(default=70)
    # for_ever, months:N or yearly:MM-DD (K8)
    cards_validity: Mapped[str] = mapped_column(default="for_ever")
    sheets_empty_cell: Mapped[str] = mapped_column(default="keep")
    sheets_export_kept_days: Mapped[int] = mapped_column(default=90)
    prints_layout: Mapped[str] = mapped_column(default="a4-c32011")
    # The oldest program schema that may still write here; a migration raises it (reliability.md, *Faults*).
    min_client: Mapped[int] = mapped_column(default=1)
    created: Mapped[str] = mapped_column(Moment)


class Counter(Base):
    """The next number of something that must be dense: taken in the writing transaction, so a rollback leaves no gap."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(Plain, primary_key=True)
    next: Mapped[int]
