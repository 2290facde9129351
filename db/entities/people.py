"""People: one record a person for life, from prospect to member and beyond (P3, P10)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Moment, Plain, Versioned

STAGES = ("guest", "invited", "member")
STATUSES = ("active", "suspended", "removed", "merged", "anonymised")
CAME_BY = ("desk", "sheet", "sign-up", "invitation", "demo")
GENDERS = ("female", "male", "other")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    """A CHECK that a column holds one of these words (or nothing, where it may be NULL)."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


_ALIVE = "stage = 'member' AND status IN ('active', 'suspended') AND NOT shared_phone"


class Person(Versioned, Base):
    """A guest, an invited prospect or a member.

    Folded keys (`*_key`), `phone_e164`, the month-day columns and `search_text` are derived from what was typed by `db.people_keys`.
    """

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(_one_of("stage", STAGES), name="stage_is_known"),
        CheckConstraint(_one_of("status", STATUSES), name="status_is_known"),
        CheckConstraint(_one_of("came_by", CAME_BY), name="came_by_is_known"),
        CheckConstraint(_one_of("gender", GENDERS), name="gender_is_known"),
        CheckConstraint("consent IN ('yes', 'no')", name="consent_is_known"),
        CheckConstraint("country IS NULL OR length(country) = 2", name="country_is_iso"),
        # Joined, card code and tier come with registering and stay (K3, P3).
        CheckConstraint("(stage = 'member') = (joined IS NOT NULL)", name="members_have_joined"),
        CheckConstraint("stage <> 'member' OR tier_id IS NOT NULL", name="members_have_a_tier"),
        CheckConstraint("stage <> 'member' OR code IS NOT NULL OR status = 'anonymised'", name="members_have_a_code"),
        CheckConstraint("last_name IS NOT NULL OR first_name IS NULL", name="one_name_is_the_last"),
        # P2: the phone is one active member's, unless it is marked as shared.
        Index("people_phone_once", "phone_e164", unique=True, sqlite_where=text(_ALIVE), postgresql_where=text(_ALIVE)),
        Index("people_by_phone", "phone_e164", "id"),
        Index("people_by_email", "email_key", "id"),
        Index("people_by_name", "name_key", "id"),
        Index("people_by_first_name", "first_key", "id"),
        Index("people_by_city", "city_key", "id"),
        Index("people_by_joined", "joined", "id"),
        Index("people_by_tier", "tier_id", "id"),
        Index("people_by_birthday", "birthday_day", "id"),
        Index("people_by_stage", "stage", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Plain, unique=True)
    code: Mapped[str | None] = mapped_column(Plain, unique=True)
    card_issued_on: Mapped[str | None] = mapped_column(Day)
    card_valid_until: Mapped[str | None] = mapped_column(Day)
    stage: Mapped[str] = mapped_column(Plain)
    status: Mapped[str] = mapped_column(Plain, default="active")
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    name_key: Mapped[str | None] = mapped_column(Plain)
    first_key: Mapped[str | None] = mapped_column(Plain)
    phone: Mapped[str | None]
    phone_e164: Mapped[str | None] = mapped_column(Plain)
    shared_phone: Mapped[bool] = mapped_column(default=False)
    other_phone: Mapped[str | None]
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(Plain)
    street: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    city_key: Mapped[str | None] = mapped_column(Plain)
    country: Mapped[str | None] = mapped_column(Plain)
    birthday: Mapped[str | None] = mapped_column(Plain)
    birthday_day: Mapped[str | None] = mapped_column(Plain, Computed("substr(birthday, length(birthday) - 4, 5)", persisted=True))
    anniversary: Mapped[str | None] = mapped_column(Plain)
    anniversary_day: Mapped[str | None] = mapped_column(Plain, Computed("substr(anniversary, length(anniversary) - 4, 5)", persisted=True))
    gender: Mapped[str | None] = mapped_column(Plain)
    language: Mapped[str | None] = mapped_column(Plain)
    # The day on which we invited a prospect (P9).
    invited_on: Mapped[str | None] = mapped_column(Day)
    joined: Mapped[str | None] = mapped_column(Day)
    last_visit: Mapped[str | None] = mapped_column(Day)
    consent: Mapped[str | None] = mapped_column(Plain)
    consent_date: Mapped[str | None] = mapped_column(Day)
    consent_source: Mapped[str | None]
    interests: Mapped[str | None]
    came_by: Mapped[str] = mapped_column(Plain)
    note: Mapped[str | None]
    tier_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    tier_review: Mapped[str | None] = mapped_column(Day)
    search_text: Mapped[str] = mapped_column(Plain)
    created: Mapped[str] = mapped_column(Moment)
    changed: Mapped[str] = mapped_column(Moment)
