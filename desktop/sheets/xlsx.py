"""The two writers of workbooks: rustpy-xlsxwriter, and XlsxWriter where the first is missing (spreadsheets.md, *Libraries*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from desktop.sheets.card import SHEET as CARD
from desktop.sheets.outgoing import DAY, LONGEST_LIST, TEXT, OutColumn, Rows, SheetWriter

DAY_FORMAT = "yyyy-mm-dd"
GREY = "#EFEFEF"
HEAD = "#DDE3EA"
# Strings end here in a workbook (spreadsheets.md, fact 4).
LONGEST_CELL = 32_767


def writer() -> SheetWriter:
    """The fast writer where it is installed, else the second one."""
    return FastWriter() if find_spec("rustpy_xlsxwriter") else SlowWriter()


def _frozen(columns: Sequence[OutColumn]) -> int:
    """How many columns stay in sight: those in front that name the person."""
    count = 0
    while count < len(columns) and columns[count].key in ("number", "code"):
        count += 1
    return count


def _cut(rows: Rows) -> Rows:
    """Rows without text that no cell can hold; our own fields are far shorter."""
    for row in rows:
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            yield [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in row]
        else:
            yield row


class FastWriter:
    """Writes through rustpy-xlsxwriter, row by row in constant memory."""

    def write(self, path: Path, name: str, columns: Sequence[OutColumn], rows: Rows, card: Callable[[], Mapping[str, str]]) -> None:
        """See SheetWriter."""
        from rustpy_xlsxwriter import Format, write_worksheets

        labels = [column.label for column in columns]
        write_worksheets(
            [(name, _records(labels, rows)), (CARD, _card_records(card))],
            str(path),
            freeze_panes={name: {"row": 1, "col": _frozen(columns)}},
            autofilter={name: True},
            column_widths={name: {column.label: float(column.width) for column in columns}},
            column_formats={name: {column.label: _dress(Format(), column) for column in columns if _is_dressed(column)}},
            header_format={name: Format().set_bold().set_background_color(HEAD)},
            data_validations={name: {column.label: _dropdown(column) for column in columns if _has_list(column)}},
            notes={name: {column.label: {"text": column.note, "author": "Regulars"} for column in columns if column.note}},
            sheet_view={CARD: {"hidden": True}},
            ignore_errors={name: [column.label for column in columns if column.form == TEXT]},
        )


def _records(labels: Sequence[str], rows: Rows) -> Iterator[dict[str, Any]]:
    """Rows by heading; without any row, an empty one that carries the headings."""
    is_empty = True
    for row in _cut(rows):
        is_empty = False
        yield dict(zip(labels, row, strict=True))
    if is_empty:
        yield dict.fromkeys(labels)


def _card_records(card: Callable[[], Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The card, asked for only when the rows before it are through and counted."""
    for key, value in card().items():
        yield {"key": key, "value": value}


def _is_dressed(column: OutColumn) -> bool:
    return column.form in (TEXT, DAY) or column.grey


def _dress(form: Any, column: OutColumn) -> Any:
    """The format of a whole column, so that rows typed below keep it."""
    if column.form == TEXT:
        form = form.set_num_format("@")
    if column.form == DAY:
        form = form.set_num_format(DAY_FORMAT)
    return form.set_background_color(GREY) if column.grey else form


def _has_list(column: OutColumn) -> bool:
    return bool(column.choices) and len(",".join(column.choices)) <= LONGEST_LIST


def _dropdown(column: OutColumn) -> dict[str, Any]:
    return {"type": "list", "values": list(column.choices), "ignore_blank": True, "error_style": "warning"}


class SlowWriter:
    """Writes the same through XlsxWriter."""

    def write(self, path: Path, name: str, columns: Sequence[OutColumn], rows: Rows, card: Callable[[], Mapping[str, str]]) -> None:
        """See SheetWriter."""
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError

        book = Workbook(str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
        sheet = book.add_worksheet(name)
        head = book.add_format({"bold": True, "bg_color": HEAD})
        dresses = [book.add_format(_properties(column)) for column in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, dresses[place])
            if column.note:
                sheet.write_comment(0, place, column.note, {"author": "Regulars"})
            if _has_list(column):
                sheet.data_validation(
                    1, place, 1_048_575, place, {"validate": "list", "source": list(column.choices), "error_type": "warning"}
                )
            sheet.write_string(0, place, column.label, head)
        last = 0
        for last, row in enumerate(_cut(rows), 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(last, place, cell, dresses[place])
                elif isinstance(cell, date):
                    sheet.write_datetime(last, place, cell, dresses[place])
                elif cell is not None:
                    sheet.write_number(last, place, cell, dresses[place])
        sheet.freeze_panes(1, _frozen(columns))
        sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
        hidden = book.add_worksheet(CARD)
        hidden.hide()
        for place, line in enumerate((("key", "value"), *card().items())):
            hidden.write_row(place, 0, line)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from None


def _properties(column: OutColumn) -> dict[str, str]:
    """The dress of a column in XlsxWriter's words."""
    found = {"num_format": "@"} if column.form == TEXT else {"num_format": DAY_FORMAT} if column.form == DAY else {}
    return found | ({"bg_color": GREY} if column.grey else {})
