"""The hidden card of a sheet of ours: which export it came from and which columns it holds (X1; spreadsheets.md, *Export*)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

# The name of the hidden sheet of a workbook and of the last column of a CSV.
SHEET = "_regulars"
SCHEMA = 1


@dataclass(frozen=True)
class Card:
    """What a sheet of ours says of itself. *made* is UTC ISO text; *selection* says in words which people were exported.

    *keys* and *labels* name the columns in their order, so that a heading in a language that is not shipped still finds its field.
    """

    export_id: str
    made: str = ""
    selection: str = ""
    rows: int | None = None
    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def lines(self) -> dict[str, str]:
        """The card as two columns of the hidden sheet."""
        return {
            "schema": str(SCHEMA),
            "export_id": self.export_id,
            "made": self.made,
            "selection": self.selection,
            "rows": "" if self.rows is None else str(self.rows),
            "keys": json.dumps(self.keys),
            "labels": json.dumps(self.labels, ensure_ascii=False),
        }

    @classmethod
    def of(cls, lines: Mapping[str, str]) -> Card | None:
        """The card of a workbook that was read; None where it was changed beyond use."""
        if not lines.get("export_id"):
            return None
        rows = lines.get("rows", "")
        return cls(
            lines["export_id"],
            lines.get("made", ""),
            lines.get("selection", ""),
            int(rows) if rows.isdecimal() else None,
            _names(lines.get("keys", "")),
            _names(lines.get("labels", "")),
        )


def _names(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return ()
    return tuple(str(name) for name in found) if isinstance(found, list) else ()
