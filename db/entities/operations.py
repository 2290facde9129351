"""Operations, the journal of what they changed, and the files that came in and went out (reliability.md, rule 1; A2)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text

from db.base import Day, Moment, Plain, metadata

_Id = BigInteger().with_variant(Integer(), "sqlite")


# One named act of an operator: one transaction, one op_id; the same op_id again answers the stored result.
Operation = Table(
    "operations",
    metadata,
    Column("op_id", Plain, primary_key=True),
    Column("kind", Plain, nullable=False),
    Column("label", String, nullable=False),
    Column("arguments", Plain, nullable=False),
    Column("operator", String, nullable=False),
    Column("desk", String, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("note", String),
    Column("undoes", Plain, ForeignKey("operations.op_id"), unique=True),
    Column("result", String, default="", nullable=False),
)


# What one operation did to one record: JSON of the changed values before and after (A2); also the news to other desks.
JournalRow = Table(
    "journal",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("entity", Plain, nullable=False),
    Column("entity_id", Integer, nullable=False),
    Column("action", Plain, nullable=False),
    Column("before", String),
    Column("after", String),
    # PostgreSQL's transaction id, by which another desk reads behind the oldest transaction still running (table.md); 0 on SQLite.
    Column("transaction", BigInteger, default=0, nullable=False),
    UniqueConstraint("op_id", "line"),
    Index("journal_of_record", "entity", "entity_id"),
    Index("journal_by_transaction", "transaction"),
    # One row an operation: the audit trail counts and walks them in the order in which they were done.
    Index("journal_of_operations", "id", sqlite_where=text("line = 1")),
)


# One applied spreadsheet, named by its operation (X9).
Batch = Table(
    "batches",
    metadata,
    Column("op_id", Plain, ForeignKey("operations.op_id"), primary_key=True),
    Column("file_name", String, nullable=False),
    Column("sha256", Plain, index=True, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("created", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
)


# One sheet that went out, with the values as they were then (compressed), for the three-way compare (X6).
Export = Table(
    "exports",
    metadata,
    Column("export_id", Plain, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("kept_until", Day, nullable=False),
    Column("operator", String, nullable=False),
    Column("desk", String, nullable=False),
    Column("language", String, nullable=False),
    Column("selection", String, nullable=False),
    Column("columns", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("values", LargeBinary, nullable=False),
)
