"""Operations, the journal of what they changed, and the files that came in and went out (reliability.md, rule 1; A2)."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Moment, Plain

_Id = BigInteger().with_variant(Integer(), "sqlite")


class Operation(Base):
    """One named act of an operator: one transaction, one op_id; the same op_id again answers the stored result."""

    __tablename__ = "operations"

    op_id: Mapped[str] = mapped_column(Plain, primary_key=True)
    kind: Mapped[str] = mapped_column(Plain)
    label: Mapped[str]
    arguments: Mapped[str] = mapped_column(Plain)
    operator: Mapped[str]
    desk: Mapped[str]
    recorded_at: Mapped[str] = mapped_column(Moment)
    note: Mapped[str | None]
    undoes: Mapped[str | None] = mapped_column(ForeignKey("operations.op_id"), unique=True)
    result: Mapped[str] = mapped_column(default="")


class JournalRow(Base):
    """What one operation did to one record: JSON of the changed values before and after (A2); also the news to other desks."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("op_id", "line"),
        Index("journal_of_record", "entity", "entity_id"),
        Index("journal_by_transaction", "transaction"),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    op_id: Mapped[str] = mapped_column(ForeignKey("operations.op_id"))
    line: Mapped[int]
    entity: Mapped[str] = mapped_column(Plain)
    entity_id: Mapped[int]
    action: Mapped[str] = mapped_column(Plain)
    before: Mapped[str | None]
    after: Mapped[str | None]
    # PostgreSQL's transaction id, by which another desk reads behind the oldest transaction still running (table.md); 0 on SQLite.
    transaction: Mapped[int] = mapped_column(BigInteger, default=0)


class Batch(Base):
    """One applied spreadsheet, named by its operation (X9)."""

    __tablename__ = "batches"

    op_id: Mapped[str] = mapped_column(ForeignKey("operations.op_id"), primary_key=True)
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(Plain, index=True)
    rows: Mapped[int]
    created: Mapped[int]
    changed: Mapped[int]


class Export(Base):
    """One sheet that went out, with the values as they were then (compressed), for the three-way compare (X6)."""

    __tablename__ = "exports"

    export_id: Mapped[str] = mapped_column(Plain, primary_key=True)
    made_at: Mapped[str] = mapped_column(Moment)
    kept_until: Mapped[str] = mapped_column(Day)
    operator: Mapped[str]
    desk: Mapped[str]
    language: Mapped[str]
    selection: Mapped[str]
    columns: Mapped[str]
    rows: Mapped[int]
    values: Mapped[bytes] = mapped_column(LargeBinary)
