"""Points: accounts, immutable entries and the lots they open (L1, L2)."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Moment, Plain

KINDS = ("earn", "bonus", "adjust", "redeem", "refund", "expire", "reversal", "forfeit", "opening", "reinstate", "write_off")
_Id = BigInteger().with_variant(Integer(), "sqlite")


class Account(Base):
    """What points belong to: one for every person from birth; a merge hands it over (D4). Its figures are the stored truth (L2)."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("points >= 0 AND pending >= 0 AND owed >= 0 AND seq >= 0", name="never_below_zero"),
        CheckConstraint("points = 0 OR owed = 0", name="never_both"),
        Index("accounts_by_points", "points", "person_id"),
        Index("accounts_by_person", "person_id"),
        Index("accounts_by_next_change", "next_change_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    points: Mapped[int] = mapped_column(BigInteger, default=0)
    pending: Mapped[int] = mapped_column(BigInteger, default=0)
    owed: Mapped[int] = mapped_column(BigInteger, default=0)
    seq: Mapped[int] = mapped_column(default=0)
    next_change_on: Mapped[str | None] = mapped_column(Day)


class Entry(Base):
    """One immutable movement of points (L1); a trigger refuses UPDATE and DELETE, the hash chains it to the one before."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("account_id", "seq"),
        UniqueConstraint("op_id", "line"),
        CheckConstraint("kind IN (" + ", ".join(repr(kind) for kind in KINDS) + ")", name="kind_is_known"),
        CheckConstraint("seq >= 1", name="seq_from_one"),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(Plain)
    points: Mapped[int] = mapped_column(BigInteger)
    qualifying: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None]
    business_date: Mapped[str] = mapped_column(Day)
    recorded_at: Mapped[str] = mapped_column(Moment)
    operator: Mapped[str]
    desk: Mapped[str]
    reference: Mapped[str | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), unique=True)
    batch: Mapped[str | None]
    balance_after: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    op_id: Mapped[str] = mapped_column(ForeignKey("operations.op_id"))
    line: Mapped[int]


class EntryText(Base):
    """The free text of an entry, apart from it so that anonymising may clear it (G3): internal note and public comment."""

    __tablename__ = "entry_texts"

    entry_id: Mapped[int] = mapped_column(_Id, ForeignKey("entries.id"), primary_key=True, autoincrement=False)
    note: Mapped[str | None]
    comment: Mapped[str | None]


class Lot(Base):
    """The points of one positive entry, with their own dates, and what remains of them (L2)."""

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("remaining >= 0 AND remaining <= points", name="remaining_within"),
        Index("lots_by_account", "account_id", "expires_on"),
    )

    entry_id: Mapped[int] = mapped_column(_Id, ForeignKey("entries.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    points: Mapped[int] = mapped_column(BigInteger)
    remaining: Mapped[int] = mapped_column(BigInteger)
    # NULL only while its owner is a prospect: the points wait (P7).
    available_from: Mapped[str | None] = mapped_column(Day)
    expires_on: Mapped[str | None] = mapped_column(Day)
    policy: Mapped[str]
