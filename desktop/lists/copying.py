"""Copy rows of a list: the shown columns as TSV and HTML (cards.md, *The window*)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.records import clipboard
from resources.i18n import ngettext

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.lists.model import ListModel
    from ui.record_table import RecordTable


def selected_rows(model: ListModel, table: RecordTable) -> list[int]:
    """The selected rows in the order of the table; without a selection the current one."""
    selection = table.selection
    chosen = model.chosen(set(selection.ids()), all_but=selection.is_everything)
    current = selection.current
    return chosen or ([current] if current is not None and model.row_of(current) is not None else [])


def copy_rows(desk: Desk, model: ListModel, table: RecordTable, *, headers: bool) -> None:
    """Copy the selected rows' shown columns, with their labels where *headers* says so."""
    keys: Sequence[str] = table.columns.shown_keys()
    columns = {column.key: column for column in model.columns}
    rows = [row for row in (model.row(record) for record in selected_rows(model, table)) if row is not None]
    if not rows:
        return
    lines = [[clipboard.guarded(cell.text) if (cell := row.cells.get(key)) is not None else "" for key in keys] for row in rows]
    heads = [columns[key].label for key in keys] if headers else ()
    clipboard.put(clipboard.copied(lines, [columns[key].right for key in keys], heads))
    desk.tell(ngettext("{count} row copied", "{count} rows copied", len(rows)).format(count=len(rows)), tone="info")
