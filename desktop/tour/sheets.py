"""The spreadsheet on its way out and back: download the filter, edit 50 rows as Excel would, see what changes, apply it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from db.fields import BY_KEY, Value, by_keys
from db.fields.people import SHEET
from desktop.tour.finding import gold
from desktop.tour.hands import CONTROL, SHIFT, Hands, Unseen
from resources.i18n import _, ngettext
from ui.dialogs.download import Download
from ui.import_page import ImportPage

DOWNLOADED, EDITED = "members.xlsx", "members-edited.xlsx"
ROWS = 50
MINUTE = 60.0
# One after the other; each row gets one of these changes, and none that it has already.
CITIES = ("Łódź", "Malmö", "Thessaloníki")
_KEYS = ("city", "phone", "first_name")


async def downloaded(hands: Hands) -> str:
    """The filter goes out as XLSX with all that can be edited."""
    shown = hands.tab.shown_ids()
    hands.front.file = hands.folder / DOWNLOADED
    hands.press(Qt.Key.Key_E, CONTROL | SHIFT, on=hands.page.table)
    dialog = await hands.question(Download)
    hands.click(dialog.who["filter"])
    hands.click(dialog.formats["xlsx"])
    await hands.take_picture()
    hands.click(dialog.action_button)
    told = ngettext("{count} row saved to {file}", "{count} rows saved to {file}", len(shown)).format(count=len(shown), file=DOWNLOADED)
    await hands.until(lambda: told in _notices(hands), _("the notice that the sheet is saved"), MINUTE)
    rows, head = await hands.desk.jobs.run(lambda: _read(hands.folder / DOWNLOADED))
    hands.same(head, [_(field.label) for field in by_keys(SHEET)], _("The headings of the sheet"))
    numbers = [str(person["number"]) for person in await hands.values(shown, ("number",))]
    hands.same([row[0] for row in rows], numbers, _("The numbers in the sheet"))
    return _("{file}: {rows} rows × {columns} columns, in the order of the table.").format(
        file=DOWNLOADED, rows=len(rows), columns=len(head)
    )


def _notices(hands: Hands) -> list[str]:
    return [str(getattr(card, "text", "")) for card in hands.page.notices.shown()]


def _read(file: Path) -> tuple[list[list[str]], list[str]]:
    """The rows of the sheet and its headings, as texts."""
    from openpyxl import load_workbook

    sheet = load_workbook(file).worksheets[0]
    head, *rows = ([str(value) if value is not None else "" for value in row] for row in sheet.iter_rows(values_only=True))
    return rows, head


async def edited(hands: Hands) -> str:
    """Fifty rows are changed in the file: cities, phones, accents; everything else stays as Excel would save it."""
    changes = await hands.desk.jobs.run(lambda: _edit(hands.folder / DOWNLOADED, hands.folder / EDITED))
    hands.same(len(changes), ROWS, _("The rows edited"))
    hands.changes = changes
    counts = [sum(1 for changed in changes.values() if key in changed) for key in _KEYS]
    return _("{rows} rows edited in {file}: {cities} cities, {phones} phones, {names} first names with an accent.").format(
        rows=ROWS, file=EDITED, cities=counts[0], phones=counts[1], names=counts[2]
    )


def _edit(source: Path, target: Path) -> dict[str, dict[str, Value]]:
    """Change one cell in each of fifty rows; what each person must have afterwards, by number."""
    from openpyxl import load_workbook

    book = load_workbook(source)
    sheet = book.worksheets[0]
    column = {str(cell.value): cell.column for cell in sheet[1]}
    places = {key: column[_(BY_KEY[key].label)] for key in (*_KEYS, "number")}
    changes: dict[str, dict[str, Value]] = {}
    for place, row in enumerate(range(2, ROWS + 2)):
        key = _KEYS[place % len(_KEYS)]
        cell = sheet.cell(row, places[key])
        value = _other(key, place, str(cell.value or ""))
        cell.value = value
        changes[str(sheet.cell(row, places["number"]).value)] = {key: value}
    book.save(target)
    return changes


def _other(key: str, place: int, now: str) -> str:
    """Another value than the present one, of the kind that clerks type."""
    if key == "city":
        return next(city for city in CITIES[place % len(CITIES) :] + CITIES if city != now)
    if key == "phone":
        return f"+46 70 174 {place:02} {(37 * place) % 100:02}"
    return f"{now}-Zoé".lstrip("-")


async def previewed(hands: Hands) -> str:
    """The upload shows what it would do before it does it: exactly the rows that were edited."""
    rows = hands.tab.total
    hands.front.file = hands.folder / EDITED
    hands.press(Qt.Key.Key_I, CONTROL, on=hands.page.table)
    await hands.until(lambda: _upload(hands) is not None, _("the upload page"))
    page = _page(hands)
    await hands.until(lambda: page.stack.currentWidget() in (page.preview, page.message), _("the preview"), MINUTE)
    if page.stack.currentWidget() is page.message:
        raise Unseen(page.told.text())
    counts = page.counts
    await hands.take_picture()
    seen = (counts.changed, counts.cells_changed, counts.new, counts.conflicts, counts.errors, counts.unchanged)
    hands.same(seen, (ROWS, ROWS, 0, 0, 0, (rows or 0) - ROWS), _("Changed, cells, new, conflicts, errors, unchanged"))
    return _("{changed} rows would change in {cells} cells, {unchanged} are unchanged; the button says “{button}”.").format(
        changed=counts.changed, cells=counts.cells_changed, unchanged=counts.unchanged, button=page.apply_button.text()
    )


def _upload(hands: Hands) -> ImportPage | None:
    over = hands.regulars.window.pages.over(hands.regulars.window.current_key())
    return over if isinstance(over, ImportPage) else None


def _page(hands: Hands) -> ImportPage:
    page = _upload(hands)
    if page is None:
        raise Unseen(_("The upload page is not open."))
    return page


async def applied(hands: Hands) -> str:
    """*Apply* writes them in one step; the table and the database show them."""
    page = _page(hands)
    hands.click(page.apply_button)
    await hands.until(lambda: page.stack.currentWidget() is page.message, _("the end of the upload"), MINUTE)
    told = page.told.text()
    hands.click(page.back_button)
    await hands.until(lambda: _upload(hands) is None, _("the table again"))
    await hands.settled()
    people = await hands.ids(gold(hands.tab.manner))
    now = {str(person["number"]): person for person in await hands.values(people, ("number", *_KEYS))}
    wrong = [number for number, changed in hands.changes.items() if any(now[number][key] != value for key, value in changed.items())]
    hands.same(wrong, [], _("The members who are not as in the sheet"))
    await hands.until(lambda: _shown_names(hands) == _first_names(hands, now), _("the new names in the table"))
    return _("{told}. All {rows} values stand in the database and in the table.").format(told=told, rows=ROWS)


def _first_names(hands: Hands, now: dict[str, dict[str, Value]]) -> list[str]:
    """The first names that the visible rows must show."""
    return [str(now[number]["first_name"] or "") for number in _cells(hands, "number")]


def _shown_names(hands: Hands) -> list[str]:
    return _cells(hands, "first_name")


def _cells(hands: Hands, key: str) -> list[str]:
    """What a column shows in the rows that are in view."""
    model = hands.tab.records.model
    first, last = hands.page.table.visible_rows()
    column = model.column_of(key)
    return [] if column is None else [str(model.index(row, column).data() or "") for row in range(first, last + 1)]
