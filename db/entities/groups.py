"""Groups: labels that people are put under by hand (W1); segments: filters with a name (W2)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from db.base import Day, Plain, metadata, version

# A named label with a colour; names are unique without regard to case and accents (W1).
Group = Table(
    "groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    Column("colour", String, nullable=False),
    Column("description", String),
    version(),
    CheckConstraint("length(trim(name)) BETWEEN 1 AND 60", name="name_fits"),
)


# One person under one group.
GroupMember = Table(
    "group_members",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("group_id", Integer, ForeignKey("groups.id"), primary_key=True),
    Index("group_members_people", "group_id", "person_id"),
    sqlite_with_rowid=False,
)


# A saved filter with a name, always current (W2); *query* is the JSON of `search.Query`.
Segment = Table(
    "segments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", Plain, unique=True, nullable=False),
    Column("query", Plain, nullable=False),
    version(),
    CheckConstraint("length(trim(name)) BETWEEN 1 AND 60", name="name_fits"),
)


# A line that staff wrote into a person's activity log.
LogLine = Table(
    "log_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("text", String, nullable=False),
    Column("op_id", Plain, ForeignKey("operations.op_id"), nullable=False),
    CheckConstraint("length(trim(text)) > 0", name="text_is_there"),
    Index("log_lines_of_person", "person_id"),
)
