"""The notes used last: offered under the note of a dialog, so that a busy desk takes one by Enter (C1, S4)."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from db.entities.operations import Operation
from db.entities.points import Entry, EntryText
from db.entities.sales import Sale

MOST = 5
# So many of the latest are looked at: older ones are not what a desk writes these days, and the dialog opens at once.
LOOKED_AT = 500
_BY_HAND = ("adjust", "bonus", "redeem", "reversal", "reinstate", "forfeit")

_OF_SALES = (
    select(Sale.c.note, Operation.c.operator)
    .join(Operation, Operation.c.op_id == Sale.c.op_id)
    .where(Sale.c.note.is_not(None), Sale.c.batch.is_(None))
    .order_by(Sale.c.id.desc())
    .limit(bindparam("most"))
)
_LATEST = select(EntryText.c.entry_id).order_by(EntryText.c.entry_id.desc()).limit(bindparam("most")).subquery()
_OF_ENTRIES = (
    select(EntryText.c.note, Entry.c.operator)
    .join(Entry, Entry.c.id == EntryText.c.entry_id)
    .where(EntryText.c.entry_id.in_(select(_LATEST.c.entry_id)), EntryText.c.note.is_not(None), Entry.c.kind.in_(_BY_HAND))
    .where(Entry.c.batch.is_(None))
    .order_by(EntryText.c.entry_id.desc())
)


def last(connection: Connection, operator: str, kind: str) -> tuple[str, ...]:
    """The last five different notes of sales ("sale") or of entries by hand ("manual"): this operator's first, the latest first; then those of others."""
    rows = connection.execute(_OF_SALES if kind == "sale" else _OF_ENTRIES, {"most": LOOKED_AT}).all()
    own = [row.note for row in rows if row.operator == operator]
    others = [row.note for row in rows if row.operator != operator]
    return tuple(dict.fromkeys((*own, *others)))[:MOST]
