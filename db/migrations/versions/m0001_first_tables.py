"""The first tables: people and their cards, tiers, groups, accounts with entries and lots, operations and journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.base import Day, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, then the search index and the triggers that keep the ledger immutable."""
    tables()
    if op.get_bind().dialect.name == "sqlite":
        _all(SQLITE)
    else:
        _all(POSTGRESQL)


def _all(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)


# The full-text index over the folded words (table.md, *Search*): external content, no positions, prefixes of one and two signs.
SQLITE = (
    """CREATE VIRTUAL TABLE people_search USING fts5(search_text, content='people', content_rowid='id',
       tokenize='unicode61 remove_diacritics 2', detail=none, columnsize=0, prefix='1 2')""",
    """CREATE TRIGGER people_search_insert AFTER INSERT ON people BEGIN
       INSERT INTO people_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER people_search_delete AFTER DELETE ON people BEGIN
       INSERT INTO people_search(people_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER people_search_update AFTER UPDATE OF search_text ON people WHEN old.search_text <> new.search_text BEGIN
       INSERT INTO people_search(people_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
       INSERT INTO people_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN
       SELECT RAISE(ABORT, 'entries are immutable (L1)'); END""",
    """CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN
       SELECT RAISE(ABORT, 'entries are immutable (L1)'); END""",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX people_by_search ON people USING gin (search_text gin_trgm_ops)",
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'entries are immutable (L1)' USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER entries_remain BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def tables() -> None:
    """Every table with its constraints and indexes."""
    key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "benefit_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", key, nullable=False),
        sa.Column("benefit", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=True),
        sa.Column("last_day", Day(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("colour LIKE '#______'", name=op.f("benefit_cards_colour_is_hex")),
        sa.CheckConstraint("length(trim(benefit)) BETWEEN 1 AND 120", name=op.f("benefit_cards_benefit_fits")),
        sa.CheckConstraint("length(trim(conditions)) BETWEEN 1 AND 300", name=op.f("benefit_cards_conditions_fit")),
        sa.CheckConstraint("length(trim(name)) BETWEEN 1 AND 40", name=op.f("benefit_cards_name_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("benefit_cards_key")),
        sa.UniqueConstraint("name_key", name=op.f("benefit_cards_name_key_once")),
    )
    op.create_table(
        "counters",
        sa.Column("name", key, nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("counters_key")),
    )
    op.create_table(
        "exports",
        sa.Column("export_id", key, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("kept_until", Day(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("selection", sa.String(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("export_id", name=op.f("exports_key")),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", key, nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("length(trim(name)) BETWEEN 1 AND 60", name=op.f("groups_name_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("groups_key")),
        sa.UniqueConstraint("name_key", name=op.f("groups_name_key_once")),
    )
    op.create_table(
        "operations",
        sa.Column("op_id", key, nullable=False),
        sa.Column("kind", key, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("arguments", key, nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("undoes", key, nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["undoes"], ["operations.op_id"], name=op.f("operations_undoes_known")),
        sa.PrimaryKeyConstraint("op_id", name=op.f("operations_key")),
        sa.UniqueConstraint("undoes", name=op.f("operations_undoes_once")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner_company", sa.String(), nullable=True),
        sa.Column("owner_address", sa.String(), nullable=True),
        sa.Column("owner_email", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("phones_shared_allowed", sa.Boolean(), nullable=False),
        sa.Column("duplicates_threshold", sa.Integer(), nullable=False),
        sa.Column("cards_validity", sa.String(), nullable=False),
        sa.Column("sheets_empty_cell", sa.String(), nullable=False),
        sa.Column("sheets_export_kept_days", sa.Integer(), nullable=False),
        sa.Column("prints_layout", sa.String(), nullable=False),
        sa.Column("min_client", sa.Integer(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("sheets_empty_cell IN ('keep', 'erase')", name=op.f("programme_empty_cell_is_known")),
        sa.CheckConstraint("duplicates_threshold BETWEEN 1 AND 100", name=op.f("programme_threshold_is_a_score")),
        sa.CheckConstraint("id = 1", name=op.f("programme_only_one")),
        sa.CheckConstraint("length(country) = 2", name=op.f("programme_country_is_iso")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("programme_currency_is_iso")),
        sa.CheckConstraint("sheets_export_kept_days >= 0", name=op.f("programme_kept_days_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("programme_key")),
    )
    op.create_table(
        "tiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", key, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("colour LIKE '#______'", name=op.f("tiers_colour_is_hex")),
        sa.CheckConstraint("rank > 0 OR (threshold = 0 AND active)", name=op.f("tiers_base_stays")),
        sa.CheckConstraint("rank >= 0 AND threshold >= 0", name=op.f("tiers_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("tiers_key")),
        sa.UniqueConstraint("name_key", name=op.f("tiers_name_key_once")),
        sa.UniqueConstraint("rank", name=op.f("tiers_rank_once")),
    )
    op.create_table(
        "batches",
        sa.Column("op_id", key, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", key, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["op_id"], ["operations.op_id"], name=op.f("batches_op_id_known")),
        sa.PrimaryKeyConstraint("op_id", name=op.f("batches_key")),
    )
    op.create_index(op.f("batches_sha256"), "batches", ["sha256"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", big, nullable=False),
        sa.Column("op_id", key, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("entity", key, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("action", key, nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("transaction", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["op_id"], ["operations.op_id"], name=op.f("journal_op_id_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("journal_key")),
        sa.UniqueConstraint("op_id", "line", name=op.f("journal_op_id_line_once")),
    )
    op.create_index("journal_by_transaction", "journal", ["transaction"], unique=False)
    op.create_index("journal_of_record", "journal", ["entity", "entity_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", key, nullable=False),
        sa.Column("code", key, nullable=True),
        sa.Column("card_issued_on", Day(), nullable=True),
        sa.Column("card_valid_until", Day(), nullable=True),
        sa.Column("stage", key, nullable=False),
        sa.Column("status", key, nullable=False),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("name_key", key, nullable=True),
        sa.Column("first_key", key, nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("phone_e164", key, nullable=True),
        sa.Column("shared_phone", sa.Boolean(), nullable=False),
        sa.Column("other_phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_key", key, nullable=True),
        sa.Column("street", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("city_key", key, nullable=True),
        sa.Column("country", key, nullable=True),
        sa.Column("birthday", key, nullable=True),
        sa.Column("birthday_day", key, sa.Computed("substr(birthday, length(birthday) - 4, 5)", persisted=True), nullable=True),
        sa.Column("anniversary", key, nullable=True),
        sa.Column("anniversary_day", key, sa.Computed("substr(anniversary, length(anniversary) - 4, 5)", persisted=True), nullable=True),
        sa.Column("gender", key, nullable=True),
        sa.Column("language", key, nullable=True),
        sa.Column("invited_on", Day(), nullable=True),
        sa.Column("joined", Day(), nullable=True),
        sa.Column("last_visit", Day(), nullable=True),
        sa.Column("consent", key, nullable=True),
        sa.Column("consent_date", Day(), nullable=True),
        sa.Column("consent_source", sa.String(), nullable=True),
        sa.Column("interests", sa.String(), nullable=True),
        sa.Column("came_by", key, nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("tier_id", sa.Integer(), nullable=True),
        sa.Column("tier_review", Day(), nullable=True),
        sa.Column("search_text", key, nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(stage = 'member') = (joined IS NOT NULL)", name=op.f("people_members_have_joined")),
        sa.CheckConstraint("came_by IN ('desk', 'sheet', 'sign-up', 'invitation', 'demo')", name=op.f("people_came_by_is_known")),
        sa.CheckConstraint("consent IN ('yes', 'no')", name=op.f("people_consent_is_known")),
        sa.CheckConstraint("gender IN ('female', 'male', 'other')", name=op.f("people_gender_is_known")),
        sa.CheckConstraint("stage <> 'member' OR code IS NOT NULL OR status = 'anonymised'", name=op.f("people_members_have_a_code")),
        sa.CheckConstraint("stage <> 'member' OR tier_id IS NOT NULL", name=op.f("people_members_have_a_tier")),
        sa.CheckConstraint("stage IN ('guest', 'invited', 'member')", name=op.f("people_stage_is_known")),
        sa.CheckConstraint("status IN ('active', 'suspended', 'removed', 'merged', 'anonymised')", name=op.f("people_status_is_known")),
        sa.CheckConstraint("country IS NULL OR length(country) = 2", name=op.f("people_country_is_iso")),
        sa.CheckConstraint("last_name IS NOT NULL OR first_name IS NULL", name=op.f("people_one_name_is_the_last")),
        sa.ForeignKeyConstraint(["tier_id"], ["tiers.id"], name=op.f("people_tier_id_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("people_key")),
        sa.UniqueConstraint("code", name=op.f("people_code_once")),
        sa.UniqueConstraint("number", name=op.f("people_number_once")),
    )
    op.create_index("people_by_birthday", "people", ["birthday_day", "id"], unique=False)
    op.create_index("people_by_city", "people", ["city_key", "id"], unique=False)
    op.create_index("people_by_email", "people", ["email_key", "id"], unique=False)
    op.create_index("people_by_first_name", "people", ["first_key", "id"], unique=False)
    op.create_index("people_by_joined", "people", ["joined", "id"], unique=False)
    op.create_index("people_by_name", "people", ["name_key", "id"], unique=False)
    op.create_index("people_by_phone", "people", ["phone_e164", "id"], unique=False)
    op.create_index("people_by_stage", "people", ["stage", "status", "id"], unique=False)
    op.create_index("people_by_tier", "people", ["tier_id", "id"], unique=False)
    op.create_index(
        "people_phone_once",
        "people",
        ["phone_e164"],
        unique=True,
        sqlite_where=sa.text("stage = 'member' AND status IN ('active', 'suspended') AND NOT shared_phone"),
        postgresql_where=sa.text("stage = 'member' AND status IN ('active', 'suspended') AND NOT shared_phone"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("next_change_on", Day(), nullable=True),
        sa.CheckConstraint("points = 0 OR owed = 0", name=op.f("accounts_never_both")),
        sa.CheckConstraint("points >= 0 AND pending >= 0 AND owed >= 0 AND seq >= 0", name=op.f("accounts_never_below_zero")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("accounts_person_id_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("accounts_key")),
    )
    op.create_index("accounts_by_next_change", "accounts", ["next_change_on"], unique=False)
    op.create_index("accounts_by_person", "accounts", ["person_id"], unique=False)
    op.create_index("accounts_by_points", "accounts", ["points", "person_id"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("benefit_card_id", sa.Integer(), nullable=False),
        sa.Column("started_on", Day(), nullable=False),
        sa.Column("ended_on", Day(), nullable=True),
        sa.Column("op_id", key, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("allocations_ends_after_start")),
        sa.ForeignKeyConstraint(["benefit_card_id"], ["benefit_cards.id"], name=op.f("allocations_benefit_card_id_known")),
        sa.ForeignKeyConstraint(["op_id"], ["operations.op_id"], name=op.f("allocations_op_id_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("allocations_person_id_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("allocations_key")),
        sa.UniqueConstraint("op_id", "line", name=op.f("allocations_op_id_line_once")),
    )
    op.create_index(
        "allocations_holders",
        "allocations",
        ["benefit_card_id", "person_id"],
        unique=False,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "allocations_one_open",
        "allocations",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "group_members",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("group_members_group_id_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("group_members_person_id_known")),
        sa.PrimaryKeyConstraint("person_id", "group_id", name=op.f("group_members_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("group_members_people", "group_members", ["group_id", "person_id"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", big, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", key, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("qualifying", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("reverses_id", big, nullable=True),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("balance_after", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("op_id", key, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('earn', 'bonus', 'adjust', 'redeem', 'refund', 'expire', 'reversal', 'forfeit', 'opening', 'reinstate', 'write_off')",
            name=op.f("entries_kind_is_known"),
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("entries_seq_from_one")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("entries_account_id_known")),
        sa.ForeignKeyConstraint(["op_id"], ["operations.op_id"], name=op.f("entries_op_id_known")),
        sa.ForeignKeyConstraint(["reverses_id"], ["entries.id"], name=op.f("entries_reverses_id_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("entries_key")),
        sa.UniqueConstraint("account_id", "seq", name=op.f("entries_account_id_seq_once")),
        sa.UniqueConstraint("op_id", "line", name=op.f("entries_op_id_line_once")),
        sa.UniqueConstraint("reverses_id", name=op.f("entries_reverses_id_once")),
    )
    op.create_table(
        "entry_texts",
        sa.Column("entry_id", big, autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("entry_texts_entry_id_known")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("entry_texts_key")),
    )
    op.create_table(
        "lots",
        sa.Column("entry_id", big, autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("available_from", Day(), nullable=True),
        sa.Column("expires_on", Day(), nullable=True),
        sa.Column("policy", sa.String(), nullable=False),
        sa.CheckConstraint("remaining >= 0 AND remaining <= points", name=op.f("lots_remaining_within")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("lots_account_id_known")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("lots_entry_id_known")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("lots_key")),
    )
    op.create_index("lots_by_account", "lots", ["account_id", "expires_on"], unique=False)
