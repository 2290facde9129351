"""What a column is: one Field declares key, label, kind, SQL, how it is written and a sample (house.md).

May import `db.entities`, SQLAlchemy, Babel and phonenumbers.
Start reading at `db.fields.people`; `db.fields.kinds` shows and parses values.
"""

from __future__ import annotations

from db.fields.field import Field
from db.fields.kinds import Kind, Value
from db.fields.manner import Manner
from db.fields.people import ALL, BY_KEY, by_keys

__all__ = ["ALL", "BY_KEY", "Field", "Kind", "Manner", "Value", "by_keys"]
