"""Copy of records: the shown columns of the selected, figures without group signs, nothing that becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from db import search
from db.fields import Field, Manner, Value
from db.fields.kinds import Choice, Phone
from db.search import Connection, Ids
from desktop.records.clipboard import Copied, copied, guarded
from resources.i18n import _


def copy(connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field], manner: Manner, *, with_heads: bool = False) -> Copied:
    """The people of these ids, in their order, one a line; *with_heads*: the labels come first.

    A phone keeps its + as it is: with blanks between its digits it is no formula, and it is pasted into mails as often as into sheets.
    """
    return made(search.iterate(connection, ids, fields), fields, manner, with_heads=with_heads)


def made(pages: Iterable[Sequence[Sequence[Any]]], fields: Sequence[Field], manner: Manner, *, with_heads: bool = False) -> Copied:
    """Pages of rows of these fields' values in both forms."""
    lines = [[_text(field, value, manner) for field, value in zip(fields, row, strict=True)] for page in pages for row in page]
    heads = [_(field.label) for field in fields] if with_heads else []
    return copied(lines, [field.kind.numeric for field in fields], heads)


def _text(field: Field, value: Value, manner: Manner) -> str:
    if isinstance(value, int) and field.kind.name == "number":
        return str(value)
    shown = field.kind.show(value, manner)
    if isinstance(field.kind, Choice):
        return _(shown) if shown else ""
    return shown if isinstance(field.kind, Phone) else guarded(shown)
