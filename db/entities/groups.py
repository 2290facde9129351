"""Groups: labels that people are put under by hand (W1)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from db.base import Plain, metadata, version

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
