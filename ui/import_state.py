"""What the upload page is told and gives back: counts that add up, the file it looks at, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from ui.roles import Choice


@dataclass(frozen=True)
class ImportCounts:
    """Rows by what would happen to them, each row once; and cells (X9). Empty rows are skipped and not part of *rows*."""

    new: int = 0
    changed: int = 0
    conflicts: int = 0
    errors: int = 0
    unchanged: int = 0
    empty_rows: int = 0
    cells_changed: int = 0
    cells_emptied: int = 0

    @property
    def rows(self) -> int:
        """All rows with content: the sum of the five kinds."""
        return self.new + self.changed + self.conflicts + self.errors + self.unchanged


@dataclass(frozen=True)
class ImportSource:
    """The file. line: what else is known of it ("downloaded 01/07/2026 by Ingrid"). sheets: to choose from where there are several.

    encodings and delimiters: of a CSV, with the ones that were found; empty for workbooks.
    """

    name: str
    line: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    encodings: tuple[Choice, ...] = ()
    encoding: str = ""
    delimiters: tuple[Choice, ...] = ()
    delimiter: str = ""


@dataclass(frozen=True)
class ImportOptions:
    """What the person chose. register: new people become members, else Invited prospects (X4). erase_empty: empty cells erase (X5).

    skip_errors: apply the good rows; else nothing is applied while a row has an error (X9).
    """

    register: bool = False
    erase_empty: bool = False
    skip_errors: bool = False
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


def rows_to_apply(counts: ImportCounts, options: ImportOptions) -> int:
    """How many rows *Apply* would write: new and changed ones, none while errors stand in the way; conflicts keep what is there."""
    if counts.errors and not options.skip_errors:
        return 0
    return counts.new + counts.changed
