"""The last steps: undo an edit, a new member who is nearly known, a prospect registered, cards printed, the data checked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from db import checks
from db.search import Query
from desktop.tour.hands import CONTROL, SHIFT, Hands, Unseen
from desktop.tour.sheets import MINUTE
from resources.i18n import _
from ui.dialogs.person import NewPerson
from ui.dialogs.register import Register
from ui.print_page import PrintPage

CARDS, CARDS_FILE, PAPER = 11, "cards.pdf", "a4-c32011"
NEW = {"first_name": "Zora", "last_name": "Quist", "phone": "+46 70 174 06 95", "city": "Uppsala"}


async def undone(hands: Hands) -> str:
    """A cell is edited in place and taken back by Ctrl+Z."""
    person = hands.tab.shown_ids()[2]
    (before,) = await hands.values([person], ("first_name",))
    hands.click_cell(2, "first_name")
    hands.press(Qt.Key.Key_F2, on=hands.page.table)
    await hands.until(hands.page.table.is_editing, _("the open cell"))
    hands.fill("Zebedee")
    hands.press(Qt.Key.Key_Return)
    await hands.until(hands.regulars.menus.undo.isEnabled, _("an action to undo"))
    await hands.until(lambda: "Zebedee" in _name_of(hands, person), _("the new name in the table"))
    (edited,) = await hands.values([person], ("first_name",))
    hands.same(edited["first_name"], "Zebedee", _("The first name in the database"))
    offered = hands.regulars.menus.undo.text()
    await hands.take_picture()
    hands.press(Qt.Key.Key_Z, CONTROL, on=hands.page.table)
    await hands.until(lambda: _name_of(hands, person) == str(before["first_name"] or ""), _("the old name in the table"))
    (after,) = await hands.values([person], ("first_name",))
    hands.same(after, before, _("The first name in the database"))
    return _("{before} became Zebedee by F2, and {before} again by Ctrl+Z (“{undo}”).").format(before=before["first_name"], undo=offered)


def _name_of(hands: Hands, person: int) -> str:
    model = hands.tab.records.model
    row, column = model.row_of(person), model.column_of("first_name")
    return "" if row is None or column is None else str(model.index(row, column).data() or "")


async def added(hands: Hands) -> str:
    """A new member whose phone is known is warned of while typing; with a phone of their own they are added (D2, P4)."""
    known, before = (await hands.ids(Query()))[12], hands.tab.current.person
    (holder,) = await hands.values([known], ("first_name", "last_name", "phone"))
    hands.press(Qt.Key.Key_N, CONTROL, on=hands.page.table)
    dialog = await hands.question(NewPerson)
    for key in ("first_name", "last_name", "city"):
        hands.fill(NEW[key], dialog.fields.field(key))
    hands.fill(str(holder["phone"]), dialog.fields.field("phone"))
    await hands.until(lambda: dialog.holder() is not None, _("the warning that the phone is known"))
    opens = dialog.action_button.text()
    await hands.take_picture()
    hands.fill(NEW["phone"], dialog.fields.field("phone"))
    await hands.until(lambda: dialog.holder() is None, _("the warning gone"))
    hands.click(dialog.action_button)
    await hands.until(lambda: hands.tab.current.person not in (None, before), _("the new member in the details"))
    person = hands.tab.current.person
    if person is None:
        raise Unseen(_("The new member is not shown."))
    (saved,) = await hands.values([person], (*NEW, "number", "stage"))
    hands.same({key: saved[key] for key in NEW}, NEW, _("The new member in the database"))
    return _("On {name}'s phone the button says “{opens}”; with another phone {first} {last} is added, no. {number}.").format(
        name=f"{holder['first_name']} {holder['last_name']}",
        opens=opens,
        first=NEW["first_name"],
        last=NEW["last_name"],
        number=saved["number"],
    )


async def registered(hands: Hands) -> str:
    """A prospect becomes a member and stays the same record (P3)."""
    hands.press(Qt.Key.Key_2, CONTROL, on=hands.page.table)
    await hands.until(lambda: hands.regulars.window.current_key() == "prospects", _("the tab Prospects"))
    await hands.settled()
    expected = await hands.ids(Query(stages=hands.tab.view.stages, sort=hands.tab.kind.sort))
    hands.same(hands.tab.shown_ids(), expected, _("The prospects"))
    person = expected[0]
    (before,) = await hands.values([person], ("number", "stage", "first_name", "last_name"))
    hands.click_cell(0, "last_name")
    hands.press(Qt.Key.Key_R, CONTROL, on=hands.page.table)
    dialog = await hands.question(Register)
    await hands.take_picture()
    hands.click(dialog.action_button)
    await hands.until(lambda: person not in hands.tab.shown_ids(), _("one prospect fewer"))
    (after,) = await hands.values([person], ("number", "stage", "code"))
    hands.same((after["number"], after["stage"]), (before["number"], "member"), _("Number and stage in the database"))
    return _("{first} {last}, no. {number}, is a member with card {code}.").format(
        first=before["first_name"], last=before["last_name"], number=before["number"], code=after["code"]
    )


async def printed(hands: Hands) -> str:
    """Eleven cards go to PDF: ten on the first sheet, one on the second (K1, K5)."""
    hands.press(Qt.Key.Key_1, CONTROL, on=hands.page.table)
    await hands.until(lambda: hands.regulars.window.current_key() == "members", _("the tab Members"))
    if hands.page.filters.clear_link.isVisible():
        hands.click(hands.page.filters.clear_link)
    await hands.settled()
    hands.page.table.scrollToTop()
    hands.click_cell(0, "last_name")
    hands.press(Qt.Key.Key_Down, SHIFT, on=hands.page.table, times=CARDS - 1)
    people = hands.tab.selected_ids()
    hands.same(len(people), CARDS, _("The members selected"))
    hands.press(Qt.Key.Key_P, CONTROL, on=hands.page.table)
    await hands.until(lambda: isinstance(_over(hands), PrintPage), _("the print page"))
    page = _over(hands)
    if not isinstance(page, PrintPage):
        raise Unseen(_("The print page is not open."))
    hands.click(page.papers[PAPER])
    await hands.until(lambda: page.view.pages == 2 and page.view.sheet.picture is not None, _("the picture of the first sheet"))
    await hands.take_picture()
    hands.front.file = hands.folder / CARDS_FILE
    hands.click(page.save_button)
    file = hands.folder / CARDS_FILE
    await hands.until(file.exists, _("the file with the cards"), MINUTE)
    await hands.until(lambda: not hands.regulars.jobs.running, _("the end of the writing"), MINUTE)
    title = page.title.text()
    hands.click(page.head.back)
    texts = await hands.desk.jobs.run(lambda: _pages(file))
    numbers = [str(person["number"]) for person in await hands.values(people, ("number",))]
    hands.same(len(texts), 2, _("The pages of the file"))
    missing = [number for place, number in enumerate(numbers) if number not in texts[place // 10]]
    hands.same(missing, [], _("The cards that are not on their page"))
    return _("{title}; {file} has {pages} pages with the {cards} numbers on their places.").format(
        title=title, file=CARDS_FILE, pages=len(texts), cards=CARDS
    )


def _over(hands: Hands) -> object:
    return hands.regulars.window.pages.over("members")


def _pages(file: Path) -> list[str]:
    """The text of each page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


async def checked(hands: Hands) -> str:
    """After all that, every invariant of the data holds."""
    database = hands.desk.database
    found = await hands.desk.jobs.run(lambda: checks.check(database))
    broken = [f"{check.name}: {check.found}" for check in found if not check.ok]
    hands.same(broken, [], _("Invariants that do not hold"))
    return _("All {count} invariants hold.").format(count=len(found))
