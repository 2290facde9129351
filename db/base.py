"""What every table is declared with: constraint names, the types both engines share, the version column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DATE, TIMESTAMP, BigInteger, Column, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.engine.interfaces import Dialect

NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_once",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_known",
    "pk": "%(table_name)s_key",
}


metadata = MetaData(naming_convention=NAMES)


class Day(TypeDecorator[str]):
    """A calendar day as ISO text `2026-01-31`: DATE on PostgreSQL, text on SQLite; rows carry text on both."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The column type of the engine."""
        return dialect.type_descriptor(DATE() if dialect.name == "postgresql" else Text())


class Moment(TypeDecorator[str]):
    """A moment in UTC as ISO text `2026-01-31T12:00:00Z`: TIMESTAMPTZ on PostgreSQL, text on SQLite; rows carry text on both."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text())


# Ids of what is counted in millions, and money and points: 64 bits on PostgreSQL; SQLite's own row number where it is a key.
Big = BigInteger().with_variant(Integer(), "sqlite")

# Text that is compared byte by byte on both engines: keys, codes and folded words (table.md: 808 against 1,850 ms for a sort).
Plain = Text().with_variant(Text(collation="C"), "postgresql")


def version() -> Column[int]:
    """The column of a record that people edit: it counts the saves (A1)."""
    return Column("version", Integer, nullable=False, default=1, server_default="1")
