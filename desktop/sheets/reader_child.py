"""Stage 3, in a process of its own: parse a file that may be hostile and hand its rows over in frames (spreadsheets.md, facts 2, 3).

A frame is its length in four bytes and a marshalled tuple: ("about", names, name, encoding, delimiter), ("card", {key: text}),
("rows", numbers, rows, days), ("notes", errors, uncalculated, formulas, hidden), ("refused", template, values), ("end",).
A cell is text, a whole or broken number, a truth or None; a date cell is its ISO text, and *days* tells which cells those are.
"""

from __future__ import annotations

import json
import marshal
import sys
from array import array
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from db.errors import RuleBroken, Told
from db.texts import N_
from desktop.sheets import container, csv_text, sniff
from desktop.sheets.card import SHEET as CARD

CHUNK = 2000
MOST_CELLS = 60_000_000
Row = list[Any]


def main() -> int:
    """Read one request, a line of JSON, from stdin; answer with frames on stdout."""
    request = json.loads(sys.stdin.buffer.readline())
    _limit(request["memory"])
    out = sys.stdout.buffer
    try:
        _read(request, out)
    except Told as told:
        send(out, "refused", told.template, {name: str(value) for name, value in told.values.items()})
    except BaseException as error:  # noqa: BLE001 - a parser's panic is no Exception, and whatever it is, the parent tells it as a broken file.
        print(repr(error)[:500], file=sys.stderr)  # noqa: T201 - the parent keeps it for the log.
        send(out, "broken")
    else:
        send(out, "end")
    out.flush()
    return 0


def send(out: BinaryIO, *frame: Any) -> None:
    """Write one frame."""
    content = marshal.dumps(frame)
    out.write(len(content).to_bytes(4, "little") + content)


def _limit(memory: int) -> None:
    """Linux stops a process that asks for more; elsewhere the parent watches (spreadsheets.md, fact 2)."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _read(request: dict[str, Any], out: BinaryIO) -> None:
    path = Path(request["path"])
    if request["kind"] == "csv":
        found = csv_text.decode(path.read_bytes(), request["code_page"], encoding=request["encoding"], delimiter=request["delimiter"])
        send(out, "about", [path.stem], path.stem, found.encoding, found.delimiter)
        _send_rows(out, csv_text.rows(found), has_days=False)
    elif request["kind"] == "xls":
        _read_xls(path, request, out)
    else:
        _read_workbook(path, request, out)


def _read_workbook(path: Path, request: dict[str, Any], out: BinaryIO) -> None:
    """Every kind that calamine reads."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise sniff.encrypted(path) from None
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
    name = _chosen(request["sheet"], shown, book.sheet_names, path)
    send(out, "about", [sheet for sheet in book.sheet_names if sheet != CARD], name, None, None)
    if CARD in book.sheet_names:
        send(out, "card", {str(row[0]): str(row[1]) for row in book.get_sheet_by_name(CARD).iter_rows() if len(row) > 1})
    if request["kind"] in ("xlsx", "xlsm"):
        seen = container.notes(path, name)
        send(out, "notes", seen.errors, list(seen.uncalculated), seen.formulas, seen.hidden_rows)
    sheet = book.get_sheet_by_name(name)
    if sheet.start is not None:
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise RuleBroken(
                N_("The sheet “{sheet}” spans too many cells; clear what lies far from the table and save it again."), sheet=name
            )
        left = [None] * sheet.start[1]
        _send_rows(out, ((number, left + row if left else row) for number, row in enumerate(sheet.iter_rows(), 1)), has_days=True)


def _read_xls(path: Path, request: dict[str, Any], out: BinaryIO) -> None:
    """An .xls: xlrd tells its error cells, which calamine hides, and knows the oldest forms; calamine reads what xlrd cannot."""
    import xlrd

    try:
        book = xlrd.open_workbook(str(path), on_demand=True, logfile=sys.stderr)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise sniff.encrypted(path) from None
        book = None
    except (ValueError, IndexError, KeyError, AssertionError, UnicodeDecodeError, OverflowError, TypeError):
        # xlrd raises whatever a broken record leads it to.
        book = None
    if book is None:
        _read_workbook(path, request, out)
        return
    visible = [name for place, name in enumerate(book.sheet_names()) if book.sheet_by_index(place).visibility == 0]
    name = _chosen(request["sheet"], visible, book.sheet_names(), path)
    send(out, "about", [sheet for sheet in book.sheet_names() if sheet != CARD], name, None, None)
    sheet = book.sheet_by_name(name)
    errors: dict[tuple[int, int], str] = {}
    _send_rows(out, _xls_rows(sheet, book.datemode, errors), has_days=True)
    send(out, "notes", errors, [], 0, 0)


def _xls_rows(sheet: Any, datemode: int, errors: dict[tuple[int, int], str]) -> Iterator[tuple[int, Row]]:
    import xlrd

    for place in range(sheet.nrows):
        values: Row = sheet.row_values(place)
        for column, kind in enumerate(sheet.row_types(place)):
            if kind == xlrd.XL_CELL_ERROR:
                errors[place, column] = xlrd.error_text_from_code.get(values[column], "#N/A")
                values[column] = None
            elif kind == xlrd.XL_CELL_BOOLEAN:
                values[column] = bool(values[column])
            elif kind == xlrd.XL_CELL_DATE:
                try:
                    values[column] = xlrd.xldate_as_datetime(values[column], datemode)
                except (ValueError, OverflowError):
                    errors[place, column] = "#NUM!"
                    values[column] = None
        yield place + 1, values


def _chosen(wanted: str | None, shown: list[str], every: list[str], path: Path) -> str:
    """The sheet asked for, else the first that is shown (X3)."""
    names = [name for name in every if name != CARD]
    if not names:
        raise RuleBroken(N_("The workbook “{name}” holds no sheet with cells."), name=path.name)
    if wanted is None:
        return next((name for name in shown if name != CARD), names[0])
    for name in names:
        if name.casefold() == wanted.casefold():
            return name
    listed = ", ".join(names)
    raise RuleBroken(N_("There is no sheet “{sheet}” in “{name}”; its sheets are: {names}."), sheet=wanted, name=path.name, names=listed)


def _send_rows(out: BinaryIO, rows: Iterable[tuple[int, Row]], *, has_days: bool) -> None:
    """Send the rows that hold anything, some thousands a frame."""
    numbers, chunk, days = array("I"), list[Row](), dict[int, list[int]]()
    for number, row in rows:
        if has_days:
            row = [value if type(value) is str and value else _plain(value) for value in row]
            for column, value in enumerate(row):
                if type(value) is tuple:
                    days.setdefault(column, []).append(number)
                    row[column] = value[0]
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        numbers.append(number)
        chunk.append(row)
        if len(chunk) == CHUNK:
            _flush(out, numbers, chunk, days)
            numbers, chunk, days = array("I"), [], {}
    _flush(out, numbers, chunk, days)


def _flush(out: BinaryIO, numbers: array[int], chunk: list[Row], days: dict[int, list[int]]) -> None:
    send(out, "rows", numbers.tobytes(), chunk, {column: array("I", where).tobytes() for column, where in days.items()})


def _plain(value: Any) -> Any:
    """A cell as a plain value; a date cell as a tuple of its ISO text, which tells it from typed text."""
    if value is None or value == "":
        return None
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        is_day = value.time() == time(0)
        return (value.date().isoformat() if is_day else value.isoformat(timespec="seconds"),)
    if isinstance(value, date):
        return (value.isoformat(),)
    if isinstance(value, time):
        return (value.isoformat(timespec="seconds"),)
    if isinstance(value, timedelta):
        return (str(value),)
    return value


if __name__ == "__main__":
    sys.exit(main())
