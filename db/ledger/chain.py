"""The hash chain of an account's entries (L1; reliability.md, rule 2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

NO_HASH = bytes(32)


class EntryRow(NamedTuple):
    """An entry as it is chained and written: every column but the id and the hash, in the order in which they are hashed."""

    account_id: int
    seq: int
    kind: str
    points: int
    qualifying: int
    reason: str | None
    business_date: str
    qualifies_on: str
    recorded_at: str
    operator: str
    desk: str
    reference: str | None
    sale_id: int | None
    reverses_id: int | None
    batch: str | None
    balance_after: int
    op_id: str
    line: int


HASHED = EntryRow._fields
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def chained(previous: bytes, entry: Sequence[Any]) -> bytes:
    """The hash of an entry: SHA-256 over the hash of the entry before it (32 zero bytes for the first) and its fields as one JSON list.

    JSON tells a number from its digits and nothing from an empty text, so no two entries are written alike. Free text stands elsewhere
    (G3): whatever is hashed here can never change, since the database refuses to update an entry.
    """
    return hashlib.sha256(previous + _encode(list(entry)).encode("ascii")).digest()
