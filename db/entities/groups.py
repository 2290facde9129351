"""Groups: labels that people are put under by hand (W1)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, Versioned


class Group(Versioned, Base):
    """A named label with a colour; names are unique without regard to case and accents (W1)."""

    __tablename__ = "groups"
    __table_args__ = (CheckConstraint("length(trim(name)) BETWEEN 1 AND 60", name="name_fits"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Plain, unique=True)
    colour: Mapped[str]
    description: Mapped[str | None]


class GroupMember(Base):
    """One person under one group."""

    __tablename__ = "group_members"
    __table_args__ = (Index("group_members_people", "group_id", "person_id"), {"sqlite_with_rowid": False})

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
