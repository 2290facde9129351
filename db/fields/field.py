"""Field: the one declaration of a column for table, filter, form, sheet and print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.sql.expression import SQLColumnExpression

from db.fields.kinds import Kind

Sheet = Literal["identifies", "edits", "shown"]


@dataclass(frozen=True)
class Field:
    """A column of people.

    *sql* gives the value as a row carries it; *sort* the expressions that order it (default: the value itself); *write* names the
    attribute of the record that an edit sets (None: never typed); *sheet* says what a spreadsheet may do with it (commands.md, *Field keys*);
    *needs* names the joined tables that *sql* reads: "account", "tier", "benefit_card"; *short* is the label where room is dear, in the
    header of a table.
    """

    key: str
    label: str
    kind: Kind
    sql: SQLColumnExpression[Any]
    sample: str
    sort: tuple[SQLColumnExpression[Any], ...] = ()
    write: str | None = None
    sheet: Sheet = "shown"
    needs: tuple[str, ...] = ()
    widest: str = ""
    short: str = ""

    @property
    def is_editable(self) -> bool:
        """Whether a person may type it in a form or a cell."""
        return self.write is not None
