"""People: one record a person for life, from prospect to member and beyond (P3, P10)."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Computed, ForeignKey, Index, Integer, String, Table, false, text

from db.base import Day, Moment, Plain, metadata, version

STAGES = ("guest", "invited", "member")
STATUSES = ("active", "suspended", "removed", "merged", "anonymised")
CAME_BY = ("desk", "sheet", "sign-up", "invitation", "demo")
GENDERS = ("female", "male", "other")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    """A CHECK that a column holds one of these words (or nothing, where it may be NULL)."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


_ALIVE = "stage = 'member' AND status IN ('active', 'suspended') AND NOT shared_phone"


# A guest, an invited prospect or a member.
#
# Folded keys (`*_key`), `phone_e164`, the month-day columns and `search_text` are derived from what was typed by `db.people_keys`.
Person = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Plain, unique=True, nullable=False),
    Column("code", Plain, unique=True),
    Column("card_issued_on", Day),
    Column("card_valid_until", Day),
    Column("stage", Plain, nullable=False),
    Column("status", Plain, default="active", nullable=False),
    Column("first_name", String),
    Column("last_name", String),
    Column("name_key", Plain),
    Column("first_key", Plain),
    Column("phone", String),
    Column("phone_e164", Plain),
    Column("shared_phone", Boolean, default=False, nullable=False),
    Column("other_phone", String),
    Column("email", String),
    Column("email_key", Plain),
    Column("street", String),
    Column("postcode", String),
    Column("city", String),
    Column("city_key", Plain),
    Column("country", Plain),
    Column("birthday", Plain),
    Column("birthday_day", Plain, Computed("substr(birthday, length(birthday) - 4, 5)", persisted=True)),
    Column("anniversary", Plain),
    Column("anniversary_day", Plain, Computed("substr(anniversary, length(anniversary) - 4, 5)", persisted=True)),
    Column("gender", Plain),
    Column("language", Plain),
    # The day on which we invited a prospect (P9).
    Column("invited_on", Day),
    Column("joined", Day),
    Column("last_visit", Day),
    Column("consent", Plain),
    Column("consent_date", Day),
    Column("consent_source", String),
    Column("interests", String),
    Column("came_by", Plain, nullable=False),
    Column("note", String),
    Column("tier_id", Integer, ForeignKey("tiers.id")),
    Column("tier_review", Day),
    # A manual tier that automatic rules respect: at least it, or exactly it, until a day or (NULL) for good (T7).
    Column("tier_hold", Plain),
    Column("tier_hold_until", Day),
    # Which tier that is: a member held *at least* there may have climbed above it.
    Column("tier_hold_id", Integer, ForeignKey("tiers.id")),
    # Lowered by hand without a hold: only a fresh crossing lifts again before the review (T7).
    Column("tier_lowered", Boolean, default=False, server_default=false(), nullable=False),
    # When and why the member left or rests (G1, G2); a removed member's points stay frozen.
    Column("status_since", Day),
    Column("status_reason", String),
    # Since when birthday and anniversary stand as they do (N9).
    Column("birthday_since", Day),
    Column("anniversary_since", Day),
    Column("search_text", Plain, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    version(),
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
    CheckConstraint("tier_hold IN ('at_least', 'exactly')", name="hold_is_known"),
    CheckConstraint("tier_hold_until IS NULL OR tier_hold IS NOT NULL", name="hold_has_kind"),
    CheckConstraint("(tier_hold IS NULL) = (tier_hold_id IS NULL)", name="hold_has_tier"),
    CheckConstraint("last_name IS NOT NULL OR first_name IS NULL", name="one_name_is_the_last"),
    # P2: the phone is one active member's, unless it is marked as shared.
    Index("people_phone_once", "phone_e164", unique=True, sqlite_where=text(_ALIVE)),
    Index("people_by_phone", "phone_e164", "id"),
    Index("people_by_email", "email_key", "id"),
    # With what tells people of one name apart, so that a search for duplicates reads no rows of the many others (D1).
    Index("people_by_name", "name_key", "id", "birthday", "postcode", "status"),
    Index("people_by_first_name", "first_key", "id"),
    Index("people_by_city", "city_key", "id"),
    Index("people_by_joined", "joined", "id"),
    Index("people_by_tier", "tier_id", "id"),
    Index("people_by_review", "tier_review", sqlite_where=text("tier_review IS NOT NULL")),
    Index("people_by_hold", "tier_hold_until", sqlite_where=text("tier_hold_until IS NOT NULL")),
    Index("people_by_anniversary", "anniversary_day", sqlite_where=text("anniversary IS NOT NULL")),
    Index("people_by_birthday", "birthday_day", "id"),
    Index("people_by_stage", "stage", "status", "id"),
)
