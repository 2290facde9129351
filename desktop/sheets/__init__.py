"""The spreadsheet door: sheets out, sheets in, what a file would change; each stage a pure part (spreadsheets.md).

May import `db.fields`, `db.errors`, `db.texts`, `db.codes` and the plan that `db.operations.sheets` takes; no Qt, no SQL, no widget.
Start reading at `door.py`, which names the stages in order; this front stays empty because the reading child starts through it.
"""

from __future__ import annotations

# How a frozen program is told to be the child that reads a sheet: the first argument, looked at before anything is imported.
CHILD_SWITCH = "--read-sheet"
