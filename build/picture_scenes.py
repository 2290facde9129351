"""The scenes of `build/pictures.py`: each brings the real window to something worth looking at, with the hands of the tour."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

import picture_club
import picture_scenes_more
from db import founding
from db.database import Act, Database, Operator, new_op_id
from db.operations import people
from db.operations.programme import NewClub as ClubMade
from db.search import Query
from desktop import exchange
from desktop.app import Regulars, application, loop
from desktop.flows import Flow
from desktop.people.exchanging import upload
from desktop.settings import Settings
from desktop.tour.hands import SHIFT, Hands, snapshot
from resources import i18n
from ui import theme
from ui.dialogs.conflict import Conflict
from ui.dialogs.download import Download
from ui.dialogs.new_club import NewClub
from ui.dialogs.person import NewPerson
from ui.dialogs.register import Register
from ui.filter_editors import ChoiceEditor
from ui.import_page import ImportPage
from ui.print_page import PrintPage

DAY = date(2026, 7, 15)
PEOPLE = 2000
# Until notices have faded in and late counts are there.
MOMENT_MS = 400
Scene = Callable[[Hands], Awaitable[None]]


def an_act(label: str, operator: str = "Ingrid") -> Act:
    """What somebody does on the day of the pictures."""
    return Act(label, op_id=new_op_id(), operator=Operator(operator), today=DAY)


# The table -------------------------------------------------------------------------------------------------------------------------------


async def members(hands: Hands) -> None:
    """The first member selected."""
    hands.click_cell(0, "last_name")
    await hands.until(lambda: hands.page.details.record() is not None, "details")


async def details(hands: Hands) -> None:
    """The profile as fields, with a phone that cannot be."""
    await members(hands)
    hands.page.open_details()
    panel = hands.page.details
    panel.edit("profile", "phone")
    form = panel._sections["profile"].form
    assert form is not None
    hands.fill("12", form.field("phone"))
    panel.save()


async def cell_edit(hands: Hands) -> None:
    """A phone too short to be one."""
    hands.click_cell(3, "phone")
    hands.press(Qt.Key.Key_F2, on=hands.page.table)
    await hands.until(hands.page.table.is_editing, "the open cell")
    hands.fill("12")
    hands.press(Qt.Key.Key_Return)


async def columns(hands: Hands) -> None:
    """The column chooser over the details."""
    await members(hands)
    hands.tab.commands.columns.trigger()


async def choosing_filter(hands: Hands) -> None:
    """Two filters, and a third being chosen."""
    from ui.filters import FilterAnswer

    hands.page.filters.set_answers([FilterAnswer("consent", (("=", "yes"),)), FilterAnswer("points", ((">=", "500"),))])
    hands.tab._ask()
    await hands.settled()
    hands.click(hands.page.filters.add_button)
    filters = hands.page.filters
    filters.popup.fields.chosen.emit("tier")
    editor = filters.popup.editor
    assert isinstance(editor, ChoiceEditor)
    editor.list.setCurrentRow(3)
    hands.press(Qt.Key.Key_Space, on=editor.list)


async def many(hands: Hands) -> None:
    """Seven selected, and a notice with Undo."""
    hands.click_cell(1, "last_name")
    hands.press(Qt.Key.Key_Down, SHIFT, on=hands.page.table, times=6)
    person = hands.tab.shown_ids()[0]
    (row,) = await hands.values([person], ("city", "first_name", "last_name"))
    await hands.desk.write(f"Edit {row['first_name']} {row['last_name']}", people.edit, person, {"city": (row["city"], "Malmö")})
    hands.desk.tell(f"{row['first_name']} {row['last_name']}: City saved", undo=True)
    await hands.settled()


async def no_hits(hands: Hands) -> None:
    """A name that only prospects have."""
    found = ""
    prospects = await hands.ids(Query(stages=("guest", "invited")))
    for row in await hands.values(prospects, ("first_name", "last_name")):
        text = f"{row['first_name'] or ''} {row['last_name'] or ''}".strip().lower()
        if len(text) > 7 and not await hands.ids(Query(text=text)):
            found = text
            break
    hands.regulars.window.search.setText(found)
    await hands.until(lambda: hands.page.line.text() or hands.page.no_hits.isVisible(), "the line")
    await hands.settled()


async def prospects(hands: Hands) -> None:
    """Prospects with one selected who has points waiting, if any has."""
    hands.regulars.window.show_page("prospects")
    await hands.settled()
    shown = hands.tab.shown_ids()
    waiting = [place for place, row in enumerate(await hands.values(shown[:12], ("pending",))) if row["pending"]]
    hands.click_cell(waiting[0] if waiting else 2, "last_name")
    await hands.until(lambda: hands.page.details.record() is not None, "details")


# Questions -------------------------------------------------------------------------------------------------------------------------------


async def new_member(hands: Hands) -> None:
    """A phone that a member has."""
    known = (await hands.ids(Query()))[12]
    (holder,) = await hands.values([known], ("first_name", "last_name", "phone"))
    hands.tab.commands.new.trigger()
    dialog = await hands.question(NewPerson)
    hands.fill("Zora", dialog.fields.field("first_name"))
    hands.fill("Quist", dialog.fields.field("last_name"))
    hands.fill(str(holder["phone"]), dialog.fields.field("phone"))
    await hands.until(lambda: dialog.holder() is not None, "the known member")


async def register(hands: Hands) -> None:
    """Three prospects to be registered."""
    hands.regulars.window.show_page("prospects")
    await hands.settled()
    hands.click_cell(0, "last_name")
    hands.press(Qt.Key.Key_Down, SHIFT, on=hands.page.table, times=2)
    hands.tab.commands.register.trigger()
    await hands.question(Register)


async def download(hands: Hands) -> None:
    """What the filter shows."""
    await members(hands)
    hands.tab.search("an")
    await hands.settled()
    hands.tab.commands.download.trigger()
    await hands.question(Download)


async def conflict(hands: Hands) -> None:
    """A phone that Jonas changed meanwhile."""
    await members(hands)
    person = hands.page.details.record()
    assert person is not None
    (row,) = await hands.values([person], ("phone", "city"))
    hands.page.open_details()
    hands.page.details.edit("profile", "phone")
    form = hands.page.details._sections["profile"].form
    assert form is not None
    hands.fill("+46 70 174 08 30", form.field("phone"))
    other = Database(hands.desk.database.url, desk="desk 1")
    other.perform(an_act("Edit", "Jonas"), people.edit, person, {"phone": (row["phone"], "+46 70 174 09 41")})
    other.close()
    hands.page.details.save()
    await hands.question(Conflict)


# Pages -----------------------------------------------------------------------------------------------------------------------------------


async def preview(hands: Hands) -> None:
    """New, changed, conflicting and faulty rows."""
    sheet = await hands.desk.jobs.run(lambda: _edited_sheet(hands))
    hands.desk.start(upload(hands.tab, sheet))
    page = await _import_page(hands)
    await hands.until(lambda: page.stack.currentWidget() is page.preview, "the preview", 60)


def _edited_sheet(hands: Hands) -> Path:
    """A download of eighty members, edited by a hasty hand, while another desk changed one of the cells too."""
    from openpyxl import load_workbook

    from db.fields.people import SHEET, by_keys

    file = hands.folder / "members-july.xlsx"
    database = hands.desk.database
    chosen = hands.tab.shown_ids()[:80]
    exchange.download(database, an_act("Download"), Query(), by_keys(SHEET), file, hands.tab.manner, people=chosen)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    place = {str(cell.value): cell.column for cell in sheet[1]}
    city, phone, birthday, last = (place[i18n._(label)] for label in ("City", "Phone", "Birthday", "Last name"))
    for row in range(2, 15):
        sheet.cell(row, city).value = "Łódź"
    for row in range(18, 24):
        sheet.cell(row, phone).value = f"+46 70 174 {row} 06"
    sheet.cell(26, birthday).value = "31/02/1990"
    sheet.cell(27, phone).value = "070-12"
    for names in (("Noor", "de Wit"), ("Ioana", "Pop")):
        row = sheet.max_row + 1
        sheet.cell(row, place[i18n._("First name")]).value, sheet.cell(row, last).value = names
    book.save(file)
    with database.read() as connection:
        before = people.one(connection, chosen[1])
    database.perform(an_act("Edit", "Jonas"), people.edit, chosen[1], {"city": (before["city"], "Lund")})
    return file


async def refused_file(hands: Hands) -> None:
    """A file that is no spreadsheet."""
    file = hands.folder / "members.xlsx"
    file.write_bytes(b"")
    hands.desk.start(upload(hands.tab, file))
    page = await _import_page(hands)
    await hands.until(lambda: page.stack.currentWidget() is page.message, "the refusal", 60)


async def _import_page(hands: Hands) -> ImportPage:
    await hands.until(lambda: isinstance(_over(hands), ImportPage), "the upload page")
    page = _over(hands)
    assert isinstance(page, ImportPage)
    return page


def _over(hands: Hands) -> object:
    return hands.regulars.window.pages.over(hands.regulars.window.current_key())


async def printing(hands: Hands) -> None:
    """Eleven cards, three places of the first sheet used already."""
    page = await _print_page(hands, "a4-c32011")
    page.places.set_start(4)
    page.places.changed.emit(4)
    await hands.until(lambda: page.view.sheet.picture is not None, "the sheet")


async def printing_single(hands: Hands) -> None:
    """One card a page."""
    await _print_page(hands, "id1")


async def _print_page(hands: Hands, paper: str) -> PrintPage:
    hands.click_cell(0, "last_name")
    hands.press(Qt.Key.Key_Down, SHIFT, on=hands.page.table, times=10)
    hands.tab.commands.cards.trigger()
    await hands.until(lambda: isinstance(_over(hands), PrintPage), "the print page")
    page = _over(hands)
    assert isinstance(page, PrintPage)
    page.papers[paper].setChecked(True)
    await hands.until(lambda: page.view.sheet.picture is not None, "the paper")
    return page


async def empty(hands: Hands) -> None:
    """A club without anybody."""
    await hands.until(hands.page.empty.isVisible, "the empty page")


async def empty_tab(key: str, view: str, hands: Hands) -> None:
    """A tab, or one of its lists, where nothing is yet."""
    window, tabs = hands.regulars.window, hands.regulars.tabs
    window.show_page(key)
    await hands.until(lambda: tabs[key].is_settled, f"the tab {key}")
    if view:
        tabs[key].page.views.take(view)
        await hands.until(lambda: tabs[key].is_settled, f"the view {view}")
    await hands.pause(MOMENT_MS)


async def new_club(hands: Hands) -> None:
    """The first question of all."""
    await hands.question(NewClub)


SCENES: dict[str, Scene] = {
    "members": members, "details": details, "cell-edit": cell_edit, "columns": columns, "filter": choosing_filter, "many": many,
    "no-hits": no_hits, "prospects": prospects, "new-member": new_member, "register": register, "download": download, "preview": preview,
    "refused-file": refused_file, "print": printing, "print-single": printing_single, "conflict": conflict, "empty": empty,
    "new-club": new_club, **picture_scenes_more.SCENES,
}  # fmt: skip
EMPTY = {
    **{f"empty-{key}": partial(empty_tab, key, "") for key in ("prospects", "benefit_cards", "rewards", "tiers", "activity")},
    **{f"empty-{view}": partial(empty_tab, "rewards", view) for view in ("issued", "stamp_cards", "passes")},
}
SCENES.update(EMPTY)
WITHOUT_PEOPLE = {"empty": 0, "new-club": None, **dict.fromkeys(EMPTY, 0)}


def draw(name: str, chosen: argparse.Namespace, folder: Path) -> bool:
    """Open a fresh window, play one scene, and keep it light and dark; False where it could not be played."""
    app = application()
    regulars = Regulars(app, Settings(folder / f"{name}.json"), today=lambda: DAY)
    regulars.window.resize(*chosen.size)
    hands = Hands(regulars, folder)
    went_well: list[bool] = []

    async def play() -> None:
        try:
            regulars.window.activateWindow()
            if name != "new-club":
                await hands.until(lambda: regulars.desk is not None and hands.tab.records.is_settled, "the club")
                hands.desk.operator = Operator("Ingrid")
                regulars._follow_marks()
                await hands.settled()
            await SCENES[name](hands)
            for dark in (False, True):
                theme.apply(app, dark)
                await hands.pause(MOMENT_MS)
                suffix = f"-{chosen.suffix}" if chosen.suffix else ""
                file = chosen.folder / f"{name}-{'dark' if dark else 'light'}{suffix}.png"
                snapshot(regulars).save(str(file))
            went_well.append(True)
        finally:
            theme.apply(app, False)
            hands.recover()
            # A scene may leave something typed, which is dropped only at the second time.
            if not regulars.window.close():
                regulars.window.close()
            app.quit()

    def failed(error: BaseException) -> None:
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)

    regulars.show(None if name == "new-club" else str(club_file(folder, WITHOUT_PEOPLE.get(name, PEOPLE))))
    flow = Flow(play(), failed)
    if flow.is_running:
        loop(app)
    return bool(went_well)


def club_file(folder: Path, count: int | None) -> Path:
    """A fresh copy of the sample club, or an empty club."""
    made = folder / f"club-{count}.regulars"
    if not made.exists():
        if count:
            database = founding.demo_club(str(made), an_act("Sample club"), count, 1, entries=picture_club.ENTRIES)
            picture_club.furnish(database, DAY)
        else:
            database = founding.new_club(str(made), an_act("New club"), ClubMade("Atelier Noor", "FR", "EUR", "en", "Europe/Paris"))
        database.close()
    copy = folder / "club.regulars"
    founding.remove(copy)
    copy.write_bytes(made.read_bytes())
    return copy


def main() -> int:
    """Draw the scenes asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--suffix", default="")
    parser.add_argument("--size", nargs=2, type=int, required=True)
    parser.add_argument("--language", default="")
    parser.add_argument("scenes", nargs="+", choices=list(SCENES))
    chosen = parser.parse_args()
    if chosen.language:
        i18n.use(chosen.language)
        # The club's own language must not take the place of the made-up one.
        i18n.use = lambda language: None
    with tempfile.TemporaryDirectory() as folder:
        drawn = [draw(name, chosen, Path(folder)) for name in chosen.scenes]
    return 0 if all(drawn) else 1


if __name__ == "__main__":
    sys.exit(main())
