"""Many numbers at once: columns of a selection, each as one value of the engine, and rows straight from its driver (table.md, *The idea*)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Connection, Select, func, literal_column, select

from db.search.figures import settled

if TYPE_CHECKING:
    # numpy is imported where a set or an order of ids is made: the first rows of a window are painted 50 ms sooner without it.
    import numpy as np
    from numpy.typing import NDArray

# Ids in great numbers, and the first few of an order.
Ids: TypeAlias = "NDArray[np.int64]"
Few: TypeAlias = "array[int]"
Row = tuple[Any, ...]

# Ids are parsed in pieces of this many signs: the parse holds the interpreter, and the window must breathe (table.md).
PIECE = 400_000


def all_of(connection: Connection, statement: Select[Any]) -> Ids:
    """The ids (64 bits wide) of a selection of one column in its order, as one value of the engine."""
    return numbers(connection, statement, (True,))[0]


def columns_of(connection: Connection, statement: Select[Any]) -> list[Ids]:
    """The columns of a selection of whole numbers (64 bits wide), each as one value of the engine."""
    return numbers(connection, statement, tuple(True for _column in statement.selected_columns))


def tuples_of(connection: Connection, statement: Select[Any]) -> list[Row]:
    """The rows of a selection, straight from the driver, with the figures of accounts as they are today."""
    found: list[Row] = raw(connection, settled(connection, statement)).fetchall()
    return found


def is_sqlite(connection: Connection) -> bool:
    """Whether the engine is SQLite."""
    return connection.dialect.name == "sqlite"


def raw(connection: Connection, statement: Select[Any], parameters: dict[str, Any] | None = None) -> Any:
    """The driver's own cursor after a statement: its tuples are the rows, with nothing made of them on the way."""
    if is_sqlite(connection) and not connection.info.get("lower_all"):
        driver: Any = connection.connection.driver_connection
        driver.create_function("lower_all", 1, _lower_all, deterministic=True)
        connection.info["lower_all"] = True
    return connection.execute(statement, parameters or {}).cursor


def _lower_all(value: object) -> str | None:
    return None if value is None else str(value).lower()


def few(connection: Connection, statement: Select[Any], parameters: dict[str, Any] | None = None) -> Few:
    """The first column of a selection that finds few."""
    return array("q", [row[0] for row in raw(connection, settled(connection, statement), parameters).fetchall()])


def as_ids(some: Few) -> Ids:
    """A few ids as many are held."""
    import numpy as np

    return np.asarray(some, np.int64)


def one_after_the_other(parts: Sequence[Ids]) -> Ids:
    """The ids of all parts in one array; an empty one of no parts."""
    import numpy as np

    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def ids_of(connection: Connection, statement: Select[Any]) -> Ids:
    """The ids (32 bits wide) of a selection of one column in its order, as one value of the engine."""
    return numbers(connection, statement, (False,))[0]


def numbers(connection: Connection, statement: Select[Any], wide: Sequence[bool]) -> list[Ids]:
    """The columns of a selection, each as one value of the engine: text on SQLite, packed big-endian numbers on PostgreSQL.

    The order inside the aggregate is the order of the selection: practice of both engines, which a test watches. *wide*: a column of
    64 bits.
    """
    columns = list(settled(connection, statement).subquery("found").c)
    if is_sqlite(connection):
        listed = raw(connection, select(*(func.group_concat(number) for number in columns))).fetchone()
        return [_parsed(text) for text in listed]
    packed = [func.int8send(number) if is_wide else func.int4send(number) for number, is_wide in zip(columns, wide, strict=True)]
    values = raw(connection, select(*(func.string_agg(number, literal_column("''::bytea")) for number in packed))).fetchone()
    import numpy as np

    return [np.frombuffer(value or b"", ">i8" if is_wide else ">i4").astype(np.int64) for value, is_wide in zip(values, wide, strict=True)]


def _parsed(listed: str | int | None) -> Ids:
    """The numbers of a text like "3,1,2", parsed in pieces that end at commas."""
    import numpy as np

    if listed is None:
        return np.empty(0, np.int64)
    whole = str(listed)
    found = np.empty(whole.count(",") + 1, np.int64)
    start = filled = 0
    while start < len(whole):
        end = whole.find(",", start + PIECE)
        end = len(whole) if end < 0 else end
        piece = np.fromstring(whole[start:end], np.int64, sep=",")
        found[filled : filled + len(piece)] = piece
        filled += len(piece)
        start = end + 1
    return found
