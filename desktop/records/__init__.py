"""The one table of records: orders and sets of ids, pages of rows, the item model, and the news of other desks (table.md).

May import db, `ui.roles`, resources, numpy and Qt's core; no widget.
Start reading at `desktop.records.records`, which joins a search thread, a page thread and the model.
"""

from __future__ import annotations

from desktop.records.model import RecordsModel
from desktop.records.records import Records

__all__ = ["Records", "RecordsModel"]
