"""Copy as TSV: rows as a spreadsheet takes them from the clipboard, figures without group signs, nothing that becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence

from db import search
from db.fields import Field, Manner, Value
from db.fields.kinds import Choice, Phone
from db.search import Connection, Ids
from desktop.sheets.apostrophes import guard
from resources.i18n import _

_BLANKS = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def tsv(connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field], manner: Manner, *, with_heads: bool = False) -> str:
    """The people of these ids, in their order, one a line, with a tab between columns; *with_heads*: the labels come first.

    A phone keeps its + as it is: with blanks between its digits it is no formula, and it is pasted into mails as often as into sheets.
    """
    lines = ["\t".join(_(field.label) for field in fields)] if with_heads else []
    for page in search.iterate(connection, ids, fields):
        lines.extend("\t".join(_text(field, value, manner) for field, value in zip(fields, row, strict=True)) for row in page)
    return "\n".join(lines)


def _text(field: Field, value: Value, manner: Manner) -> str:
    if isinstance(value, int):
        return str(value)
    shown = field.kind.show(value, manner)
    if isinstance(field.kind, Choice):
        return _(shown) if shown else ""
    return shown.translate(_BLANKS) if isinstance(field.kind, Phone) else guard(shown.translate(_BLANKS))
